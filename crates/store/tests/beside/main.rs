//! Several processes on one folder: each has its turn, nobody waits long, and when one dies the others go on.
//!
//! The test program runs itself again as the processes, with `TAICHO_BESIDE_ROLE` set.

mod held;
mod role;

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use taicho_model::Place;
use taicho_store::{Actor, Filter, Store, StoreError};

/// A process in one of the roles, and what it said.
struct Process {
    role: &'static str,
    child: Child,
    said: Arc<Mutex<Vec<String>>>,
    listener: Option<std::thread::JoinHandle<()>>,
}

impl Process {
    fn start(folder: &Path, role: &'static str, run: u64) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "role::process", "--nocapture", "--test-threads=1"])
            .env(role::ROLE, role)
            .env(role::FOLDER, folder)
            .env(role::RUN, run.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let said = Arc::new(Mutex::new(Vec::new()));
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let kept = said.clone();
        let listener = std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                if let Some(said) = line.strip_prefix("> ") {
                    kept.lock().unwrap().push(said.to_owned());
                }
            }
        });
        Self { role, child, said, listener: Some(listener) }
    }

    fn tell(&mut self, line: &str) {
        let _ = self.child.stdin.as_mut().unwrap().write_all(format!("{line}\n").as_bytes());
    }

    /// Waits until it has said a line that begins so.
    fn wait_for(&self, beginning: &str, patience: Duration) -> Option<String> {
        let begun = Instant::now();
        while begun.elapsed() < patience {
            let said = self.said.lock().unwrap();
            if let Some(line) = said.iter().rev().find(|line| line.starts_with(beginning)) {
                return Some(line.clone());
            }
            drop(said);
            std::thread::sleep(Duration::from_millis(20));
        }
        None
    }

    /// What it said in all, once it has ended or was killed.
    fn ended(mut self, kill: bool) -> Vec<String> {
        if kill {
            self.child.kill().unwrap();
        } else {
            self.tell("stop");
        }
        let status = self.child.wait().unwrap();
        assert!(kill || status.success(), "{} ended with {status}", self.role);
        self.listener.take().unwrap().join().unwrap();
        std::mem::take(&mut *self.said.lock().unwrap())
    }
}

/// What all of them said about their writes.
#[derive(Default)]
struct Told {
    /// By name: rows, whether it was acknowledged, and whether it was taken back (none: not known).
    writes: BTreeMap<String, (usize, bool, Option<bool>)>,
    errors: Vec<String>,
    longest: u64,
    reads: Vec<u64>,
}

impl Told {
    fn hear(&mut self, lines: &[String]) {
        for line in lines {
            let words: Vec<&str> = line.split(' ').collect();
            match words.as_slice() {
                ["try", name, rows] => {
                    self.writes
                        .insert((*name).to_owned(), (rows.parse().unwrap(), false, Some(false)));
                }
                ["ack", name, waited] => {
                    self.writes.get_mut(*name).unwrap().1 = true;
                    self.longest = self.longest.max(waited.parse().unwrap());
                }
                ["long", name] => self.writes.get_mut(*name).unwrap().1 = true,
                ["undo", name] => self.writes.get_mut(*name).unwrap().2 = None,
                ["undone", name] => self.writes.get_mut(*name).unwrap().2 = Some(true),
                ["read", took] => self.reads.push(took.parse().unwrap()),
                ["error", ..] => self.errors.push(line.clone()),
                _ => {}
            }
        }
    }

    fn acknowledged(&self) -> usize {
        self.writes.values().filter(|(_, is_acknowledged, _)| *is_acknowledged).count()
    }
}

fn seconds() -> (u64, u64) {
    match std::env::var_os("TAICHO_SOAK") {
        Some(_) => (120, 120),
        None => (10, 10),
    }
}

const ROLES: [&str; 3] = ["serve", "import", "office"];

#[test]
fn processes_beside_one_another_lose_nothing_and_starve_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let (calm, kills) = seconds();
    let start = |role, run| Process::start(folder.path(), role, run);

    // First all of them undisturbed: who waits how long?
    let running = ROLES.map(|role| start(role, 0));
    std::thread::sleep(Duration::from_secs(calm));
    let mut told = Told::default();
    let mut counts = BTreeMap::new();
    for process in running {
        let (role, before) = (process.role, told.acknowledged());
        told.hear(&process.ended(false));
        counts.insert(role, told.acknowledged() - before);
    }
    told.reads.sort_unstable();
    let reads = (
        told.reads.len(),
        told.reads[told.reads.len() * 99 / 100],
        told.reads[told.reads.len() - 1],
    );
    println!(
        "beside: {calm} s, writes {counts:?}, longest wait {} ms, {} reads, p99 {} µs, longest {} µs",
        told.longest, reads.0, reads.1, reads.2
    );
    assert!(told.errors.is_empty(), "{:?}", told.errors);
    assert!(told.longest < 3_000, "a small write waited {} ms", told.longest);
    assert!(reads.1 < 100_000, "a read in a hundred took {} µs", reads.1);
    assert!(
        counts["serve"] < 4 * counts["office"] && counts["office"] < 4 * counts["serve"],
        "{counts:?}"
    );
    assert!(counts["import"] as u64 > calm / 5, "{counts:?}");

    // Then one after the other is killed, and begins again.
    let mut running = ROLES.map(|role| start(role, 1));
    let begun = Instant::now();
    let mut run = 2;
    while begun.elapsed() < Duration::from_secs(kills) {
        std::thread::sleep(Duration::from_millis(300 + run * 137 % 900));
        let dies = (run % 4).min(2) as usize;
        let dead = std::mem::replace(&mut running[dies], start(ROLES[dies], run));
        told.hear(&dead.ended(true));
        run += 1;
    }
    // The last import dies for good in the middle of its change: the server takes back what it left.
    let [mut serve, import, office] = running;
    assert!(import.wait_for("try", Duration::from_secs(20)).is_some(), "the import does not begin");
    std::thread::sleep(Duration::from_millis(400));
    told.hear(&import.ended(true));
    serve.tell("settled");
    let settled = serve.wait_for("settled", Duration::from_secs(40));
    assert_eq!(
        settled.as_deref(),
        Some("settled true"),
        "what a dead process left is not taken back"
    );
    told.hear(&office.ended(false));
    told.hear(&serve.ended(false));
    assert!(told.errors.is_empty(), "{:?}", told.errors);

    let store = Store::open_folder(folder.path()).unwrap();
    let faults = compare(&store, &told);
    println!(
        "beside: {} kills in {kills} s, {} acknowledged, {} faults",
        run - 1,
        told.acknowledged(),
        faults.len()
    );
    assert!(faults.is_empty(), "{faults:?}");
    let report = store.audit().unwrap();
    assert!(report.is_clean() && report.open_changes == 0, "{report:?}");
}

fn compare(store: &Store, told: &Told) -> Vec<String> {
    let mut rows = BTreeMap::<String, usize>::new();
    let mut hot = BTreeMap::<String, usize>::new();
    let read = store.read::<_, StoreError>(&Actor::local_operator(), |read| {
        read.each(&Filter::now(), |place: Place| {
            let counted = if place.id.0.starts_with("hot-") { &mut hot } else { &mut rows };
            *counted.entry(place.name).or_default() += 1;
            Ok(())
        })
    });
    read.unwrap();
    let mut faults = Vec::new();
    for (name, (expected, is_acknowledged, is_undone)) in &told.writes {
        let found = rows.get(name).copied().unwrap_or_default();
        let is_right = match (is_acknowledged, is_undone) {
            (true, Some(false)) => found == *expected,
            (true, Some(true)) => found == 0,
            _ => found == 0 || found == *expected,
        };
        if !is_right {
            faults.push(format!(
                "{name}: {found} rows of {expected}, {is_acknowledged} {is_undone:?}"
            ));
        }
    }
    if hot.len() != 1 {
        faults.push(format!("rows that every import corrects say {hot:?}"));
    }
    faults
}
