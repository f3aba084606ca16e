//! What was acknowledged survives the end of the process, whenever it comes.
//!
//! The test program runs itself again as the process that is killed: with `TAICHO_CRASH_FOLDER` set, the writer below
//! writes until it dies, and prints a line for each write that was acknowledged.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use taicho_model::{Origin, Place, PlaceKind};
use taicho_store::{Actor, Filter, Intent, Put, Store, StoreError};

const FOLDER: &str = "TAICHO_CRASH_FOLDER";
const KILLS: u64 = 24;
/// Rows of each change.
const ROWS: usize = 7;

fn place(name: &str, row: usize) -> Place {
    Place {
        id: format!("{name}-{row}").into(),
        source_key: None,
        kind: PlaceKind::Lodging,
        name: name.to_owned(),
        area_id: String::from("09187").into(),
        area_path: "27/256/09187/".into(),
        record_origin: Origin::Synthetic,
    }
}

/// The process that is killed; without its variable it has nothing to do.
#[test]
fn writer() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let store = Store::open_folder(Path::new(&folder)).unwrap();
    std::thread::scope(|scope| {
        for thread in 0..3 {
            let store = &store;
            scope.spawn(move || {
                for number in 0.. {
                    let name = format!("w{}-{thread}-{number}", std::process::id());
                    let written = name.clone();
                    let learned_at = "2021-06-17T08:00+07:00".parse().unwrap();
                    let put = store.write::<_, StoreError>(
                        &Actor::local_operator(),
                        Intent::new("crash_test", learned_at),
                        move |write| {
                            let mut last = Put::Unchanged;
                            for row in 0..ROWS {
                                last = write.put(&place(&written, row))?;
                            }
                            Ok(last)
                        },
                    );
                    assert_eq!(put.unwrap(), Put::Added);
                    // One write call each, so that a trace shows it as one line.
                    std::io::stdout()
                        .write_all(format!("acknowledged {name}\n").as_bytes())
                        .unwrap();
                    std::io::stdout().flush().unwrap();
                }
            });
        }
    });
}

fn writer_command(program: &Path, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.env(FOLDER, folder).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    command
}

/// Reads what the writer acknowledges on a thread, so that its pipe never fills.
fn acknowledged(child: &mut Child) -> std::thread::JoinHandle<Vec<String>> {
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    std::thread::spawn(move || {
        let names = lines.map_while(Result::ok);
        names.filter_map(|line| line.split("acknowledged ").nth(1).map(str::to_owned)).collect()
    })
}

#[test]
fn what_was_acknowledged_survives_a_kill_and_nothing_is_half_written() {
    let folder = tempfile::tempdir().unwrap();
    let program = std::env::current_exe().unwrap();
    let mut kept = Vec::new();
    for kill in 0..KILLS {
        let mut child = writer_command(&program, folder.path())
            .args(["--exact", "writer", "--nocapture", "--test-threads=1"])
            .spawn()
            .unwrap();
        let reader = acknowledged(&mut child);
        // Moments spread over the start, the migration and the writing.
        std::thread::sleep(Duration::from_millis(5 + kill * 37 % 190 + kill * 5));
        child.kill().unwrap();
        child.wait().unwrap();
        kept.extend(reader.join().unwrap());
    }
    assert!(kept.len() > 100, "only {} writes were acknowledged", kept.len());
    let store = Store::open_folder(folder.path()).unwrap();
    let places: Vec<Place> = store
        .read::<_, StoreError>(&Actor::local_operator(), |read| read.list(&Filter::now()))
        .unwrap();
    let mut rows = std::collections::BTreeMap::<&str, usize>::new();
    for place in &places {
        *rows.entry(place.name.as_str()).or_default() += 1;
    }
    for name in &kept {
        assert!(rows.contains_key(name.as_str()), "{name} was acknowledged and is lost");
    }
    assert!(rows.values().all(|count| *count == ROWS), "a change is half written");
    let report = store.audit().unwrap();
    assert!(report.is_clean(), "{report:?}");
    assert_eq!(report.changes, rows.len() as u64);
    println!("{KILLS} kills, {} writes acknowledged, {} kept", kept.len(), rows.len());
}

#[test]
fn the_log_is_on_disk_before_a_write_is_acknowledged() {
    if Command::new("strace").arg("-V").stdout(Stdio::null()).status().is_err() {
        eprintln!(
            "SKIPPED: strace is not installed (`apt-get install strace`); the order of syncs was not checked"
        );
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let trace = folder.path().join("trace");
    let mut child = writer_command(Path::new("strace"), &folder.path().join("data"))
        .args(["-f", "-y", "-s", "64", "-e", "trace=fsync,fdatasync,write", "-o"])
        .arg(&trace)
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "writer", "--nocapture", "--test-threads=1"])
        .spawn()
        .unwrap();
    let reader = acknowledged(&mut child);
    std::thread::sleep(Duration::from_secs(3));
    // The tracer ends with its tracee: ending the tracer alone would leave the writer running.
    let tracee = tracee_of(&trace);
    Command::new("kill").args(["-9", &tracee]).status().unwrap();
    child.wait().unwrap();
    let acknowledged = reader.join().unwrap();
    assert!(acknowledged.len() > 10, "only {} writes were acknowledged", acknowledged.len());
    check_trace(&std::fs::read_to_string(&trace).unwrap());
}

/// The first process in the trace.
fn tracee_of(trace: &Path) -> String {
    let text = std::fs::read_to_string(trace).unwrap();
    text.split_whitespace().next().unwrap().to_owned()
}

/// Between two acknowledgements of one thread lies a sync of the write-ahead log.
fn check_trace(trace: &str) {
    let (mut syncs, mut checked) = (0_u64, 0);
    let mut at_last = std::collections::BTreeMap::<String, u64>::new();
    let mut syncing = std::collections::BTreeSet::<&str>::new();
    for line in trace.lines() {
        let Some((process, call)) = line.split_once(' ') else { continue };
        let call = call.trim_start();
        let is_sync = call.starts_with("fdatasync(") || call.starts_with("fsync(");
        if is_sync && call.contains("taicho.db-wal>") {
            if call.contains("<unfinished") {
                syncing.insert(process);
            } else {
                syncs += 1;
            }
        } else if call.contains("sync resumed>") && syncing.remove(process) {
            syncs += 1;
        } else if let Some(name) = call.split("\"acknowledged ").nth(1) {
            // `w<pid>-<thread>-<number>`: each thread waits for its own answer, which needs a sync of its own time.
            let writer = name.rsplit_once('-').map_or(name, |(writer, _)| writer).to_owned();
            let before = at_last.insert(writer, syncs).unwrap_or(0);
            assert!(syncs > before, "acknowledged without a sync since its last answer: {line}");
            checked += 1;
        }
    }
    assert!(checked > 10, "the trace shows only {checked} acknowledgements");
}
