//! Importing a list of people into the store, beside plain inserts of the same columns without history or checks.
//!
//! `cargo run --release -p taicho-bench --bin import_store [-- ROWS [RUNS]]`; each run is a process of its own.
//! `ONLY=sqlite` takes the lines that say so. `TAICHO_TEST_POSTGRES` names the PostgreSQL server; the one that the tests start does not sync to disk.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use taicho_bench::{cpu_s, peak_mib, people};
use taicho_ops::import::{Options, Source, import};
use taicho_store::{Actor, Store};

#[path = "import_store/plain.rs"]
mod plain;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

const WHAT: &[&str] = &[
    "sqlite: import",
    "sqlite: the same file again",
    "sqlite: every row corrected",
    "sqlite: plain insert, one transaction",
    "postgres: import",
    "postgres: the same file again",
    "postgres: plain insert, one transaction",
];

fn main() -> Outcome {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["run", what, folder] => run(what, Path::new(folder)),
        [] => compare(100_000, 3),
        [rows] => compare(rows.parse()?, 3),
        [rows, runs] => compare(rows.parse()?, runs.parse()?),
        _ => Err("usage: import_store [ROWS [RUNS]]".into()),
    }
}

fn compare(rows: u32, runs: usize) -> Outcome {
    let folder = tempfile::tempdir()?;
    people::write(&folder.path().join("people.csv"), rows, "Tổ")?;
    people::write(&folder.path().join("corrected.csv"), rows, "Khu phố")?;
    println!(
        "people.csv: {:.1} MB",
        fs::metadata(folder.path().join("people.csv"))?.len() as f64 / 1e6
    );
    println!("| {rows} people | wall s | CPU s | CPU s of the server | peak MiB |");
    println!("| --- | ---: | ---: | ---: | ---: |");
    let only = std::env::var("ONLY").unwrap_or_default();
    for what in WHAT.iter().filter(|what| what.contains(&only)) {
        let mut times = Vec::new();
        for _ in 0..runs {
            let own = std::env::current_exe()?;
            let output = Command::new(own).arg("run").arg(what).arg(folder.path()).output()?;
            let line = String::from_utf8(output.stdout)?;
            let told: Vec<f64> = line.split_whitespace().filter_map(|n| n.parse().ok()).collect();
            if told.len() != 4 {
                let reason = String::from_utf8_lossy(&output.stderr);
                return Err(format!("{what}: {reason}").into());
            }
            times.push(told);
        }
        times.sort_by(|one, other| one[0].total_cmp(&other[0]));
        let told = &times[times.len() / 2];
        println!("| {what} | {:.2} | {:.2} | {:.2} | {:.0} |", told[0], told[1], told[2], told[3]);
    }
    Ok(())
}

fn run(what: &str, folder: &Path) -> Outcome {
    let base = tempfile::tempdir_in(folder)?;
    let list = folder.join("people.csv");
    if what.contains("plain") {
        let spent = match what.starts_with("sqlite") {
            true => plain::sqlite(&base.path().join("plain.db"), &list)?,
            false => plain::postgres(&taicho_testkit::fresh_database(), &list)?,
        };
        return spent.print();
    }
    let store = match what.starts_with("sqlite") {
        true => Store::open_folder(base.path())?,
        false => Store::open_postgres(&taicho_testkit::fresh_database())?,
    };
    people::fill_areas(&store)?;
    let mut wanted = &list;
    let corrected = folder.join("corrected.csv");
    if !what.ends_with("import") {
        import_list(&store, &list)?;
        if what.contains("corrected") {
            wanted = &corrected;
        }
    }
    let spent = Spent::begin();
    import_list(&store, wanted)?;
    spent.end().print()
}

fn import_list(store: &Store, path: &Path) -> Outcome {
    let now = "2021-06-17T14:30:00+07:00".parse()?;
    let options = Options::new(now);
    let source = Source::file(path).of_kind("people");
    let report = import(store, &Actor::local_operator(), vec![source], options)?;
    match report.faults.first() {
        Some(fault) => Err(format!("{}: {}", fault.location, fault.reason.en).into()),
        None => Ok(()),
    }
}

/// What a piece of work took.
struct Spent {
    begun: Instant,
    wall: f64,
    own: f64,
    server: f64,
}

impl Spent {
    fn begin() -> Self {
        Self { begun: Instant::now(), wall: 0.0, own: own_cpu_s(), server: server_cpu() }
    }

    fn end(mut self) -> Self {
        self.wall = self.begun.elapsed().as_secs_f64();
        self.own = own_cpu_s() - self.own;
        self.server = server_cpu() - self.server;
        self
    }

    fn print(self) -> Outcome {
        println!("{:.3} {:.2} {:.2} {:.1}", self.wall, self.own, self.server, peak_mib());
        Ok(())
    }
}

fn own_cpu_s() -> f64 {
    cpu_s("self").expect("this process lives")
}

/// CPU seconds of every PostgreSQL process that lives.
fn server_cpu() -> f64 {
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let names = processes.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let servers = names.filter(|name| {
        fs::read_to_string(format!("/proc/{name}/comm")).is_ok_and(|comm| comm.trim() == "postgres")
    });
    servers.filter_map(|name| cpu_s(&name)).sum()
}
