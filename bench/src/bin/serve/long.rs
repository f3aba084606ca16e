//! Long work: an import while others write and read, the audit, a backup.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use taicho_bench::{cpu_s, peak_mib, people};
use taicho_ops::import::{Options, Source, import};
use taicho_store::Actor;
use taicho_store::backup::Lock;

use super::{Client, Server, fill, get, open, post_case};

/// Imports a list of people in this process, all or nothing, and prints what it took.
pub(super) fn import_list(address: &str, list: &str) {
    let store = open(address);
    let begun = Instant::now();
    let options = Options::new("2021-06-17T14:30:00+07:00".parse().expect("an instant"));
    let source = Source::file(Path::new(list)).of_kind("people");
    let report = import(&store, &Actor::local_operator(), vec![source], options);
    let report = report.expect("the list is imported");
    assert!(report.faults.is_empty(), "the list is sound");
    print_spent(begun);
}

/// Checks every row against its proof, and prints what it took.
pub(super) fn audit(address: &str) {
    let store = open(address);
    let begun = Instant::now();
    let report = store.audit().expect("the audit runs");
    assert!(report.faults.is_empty(), "nothing was tampered with");
    print_spent(begun);
}

/// Backs everything up into a folder, encrypted, reads it back, and prints what it took.
pub(super) fn back_up(address: &str, folder: &str) {
    let store = open(address);
    let begun = Instant::now();
    let lock = Lock::Passphrase("a passphrase of an office".into());
    let actor = Actor::local_operator();
    let now = "2021-06-17T14:30:00+07:00".parse().expect("an instant");
    let made = taicho_ops::back_up(&store, &actor, Path::new(folder), &lock, None, now);
    let (made, _) = made.expect("the backup is made");
    print!(
        "{:.0} MB of data, {:.0} MB of file; ",
        made.database_bytes as f64 / 1e6,
        made.bytes as f64 / 1e6
    );
    print_spent(begun);
}

fn print_spent(begun: Instant) {
    let own = cpu_s("self").expect("this process lives");
    println!("{:.1} s, {own:.1} CPU s, {:.0} MiB", begun.elapsed().as_secs_f64(), peak_mib());
}

/// A process of its own beside the server, as a command on the same folder or database is.
fn beside(arguments: &[&str]) -> String {
    let program = std::env::current_exe().expect("a program knows itself");
    let output = Command::new(program).args(arguments).output().expect("the process starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

pub(super) fn measure_beside(rows: usize, address: &str, folder: &Path) {
    let list = folder.join("people.csv");
    people::write(&list, rows as u32, "Tổ").expect("the list is written");
    people::fill_areas(&open(address)).expect("the wards are written");
    fill(address, 10_000);
    let server = Server::start(&["--server", address]);
    println!("| {rows} people imported beside | how many | p50 ms | p99 ms | longest ms |");
    println!("|---|---|---|---|---|");
    let alone = Repeated::start(&server, 20, post_case);
    std::thread::sleep(Duration::from_secs(3));
    alone.end("writes, alone");
    let writes = Repeated::start(&server, 20, post_case);
    let page = || get("/api/v1/cases?limit=100");
    let pages = Repeated::start(&server, 5, page);
    let people = || get("/api/v1/people?limit=100");
    let others = Repeated::start(&server, 5, people);
    let took = beside(&["--import", address, &list.display().to_string()]);
    writes.end("writes");
    pages.end("pages of cases");
    others.end("pages of people");
    println!("the import: {took}");
}

/// The same request again and again, at its pace, until it is ended.
struct Repeated {
    stop: Arc<AtomicBool>,
    thread: std::thread::JoinHandle<Vec<f64>>,
}

impl Repeated {
    fn start(
        server: &Server,
        every_ms: u64,
        request: impl Fn() -> Vec<u8> + Send + 'static,
    ) -> Self {
        let (stop, address) = (Arc::new(AtomicBool::new(false)), server.address);
        let stopped = stop.clone();
        let thread = std::thread::spawn(move || {
            let (mut client, mut taken_ms) = (Client::connect(address), Vec::new());
            while !stopped.load(Ordering::Relaxed) {
                let begun = Instant::now();
                let (status, _) = client.ask(&request());
                assert!((200..300).contains(&status), "status {status}");
                taken_ms.push(begun.elapsed().as_secs_f64() * 1e3);
                std::thread::sleep(Duration::from_millis(every_ms).saturating_sub(begun.elapsed()));
            }
            taken_ms
        });
        Self { stop, thread }
    }

    fn end(self, what: &str) {
        self.stop.store(true, Ordering::Relaxed);
        let mut taken_ms = self.thread.join().expect("the client ends");
        taken_ms.sort_by(f64::total_cmp);
        let at = |share: f64| taken_ms[((taken_ms.len() - 1) as f64 * share) as usize];
        let count = taken_ms.len();
        println!("| {what} | {count} | {:.1} | {:.1} | {:.1} |", at(0.5), at(0.99), at(1.0));
    }
}

pub(super) fn measure_audit(rows: usize, address: &str, folder: &Path) {
    fill(address, rows);
    println!("audit of {rows} versions: {}", beside(&["--audit", address]));
    println!("again: {}", beside(&["--audit", address]));
    let folder = folder.join("backups").display().to_string();
    println!("a backup of them: {}", beside(&["--backup", address, &folder]));
}
