//! Broken files by the thousand, made of sound ones with a fixed seed.
//!
//! `TAICHO_FUZZ_SECONDS=600 cargo test --release -p taicho-ops --test imports -- --nocapture fuzz` runs longer, and
//! `TAICHO_FUZZ_SEED` begins elsewhere.

mod mutate;

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use taicho_ops::import::Source;
use taicho_ops::undo_change;
use taicho_store::{Actor, Store};
use taicho_testkit::{Engine, open};

use crate::{Trace, fill, now, try_import};
use mutate::Broken;

/// Far beyond what a small file takes, also on a busy machine.
const AT_MOST: Duration = Duration::from_secs(20);
/// What the whole test program may take, in MiB; a file may make the reader hold 16 MiB of a row.
const MEMORY: u64 = 700;
/// Files after which a fresh store is taken, for each that was accepted leaves history.
const FILES_OF_A_STORE: u64 = 2_000;

#[test]
fn no_file_breaks_the_import_on_sqlite() {
    run(Engine::Sqlite, 1_500);
}

#[test]
fn no_file_breaks_the_import_on_postgres() {
    run(Engine::Postgres, 300);
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

fn run(engine: Engine, files: u64) {
    let seed = number("TAICHO_FUZZ_SEED").unwrap_or(17_062_021);
    let length = number("TAICHO_FUZZ_SECONDS").map(Duration::from_secs);
    let (sender, steps) = channel();
    let worker = std::thread::spawn(move || {
        let begun = Instant::now();
        let mut outcomes: BTreeMap<String, u64> = BTreeMap::new();
        let mut test = open(engine);
        fill(&test.store);
        let mut at = 0;
        while length.map_or(at < files, |length| begun.elapsed() < length) {
            if at % FILES_OF_A_STORE == FILES_OF_A_STORE - 1 {
                test = open(engine);
                fill(&test.store);
            }
            let broken = Broken::new(seed.wrapping_add(at));
            let told = format!("file {at}: {broken}");
            // Nobody listens any more where the watch has given up.
            let _ = sender.send(told.clone());
            let outcome = one(&test.store, &broken, &told);
            *outcomes.entry(outcome).or_default() += 1;
            at += 1;
        }
        println!("{engine:?}: {at} files from seed {seed}: {outcomes:?}");
        outcomes
    });
    watch(&steps);
    let outcomes = worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    let taken = outcomes.get("taken").copied().unwrap_or_default();
    assert!(taken > 0 && outcomes.len() > 10, "the files are too alike: {outcomes:?}");
    assert!(peak_memory() < MEMORY, "{} MiB", peak_memory());
}

/// Gives up on an import that hangs.
fn watch(steps: &Receiver<String>) {
    let mut last = String::from("the filling");
    loop {
        match steps.recv_timeout(AT_MOST) {
            Ok(step) => last = step,
            Err(RecvTimeoutError::Disconnected) => return,
            Err(RecvTimeoutError::Timeout) => panic!("an import hangs: {last}"),
        }
    }
}

/// Imports one file and gives the code of its first fault, or `taken`.
fn one(store: &Store, broken: &Broken, told: &str) -> String {
    let before = Trace::of(store);
    let source = || {
        let source = Source::bytes(broken.name, broken.bytes.clone());
        vec![match broken.kind {
            Some(kind) => source.of_kind(kind),
            None => source,
        }]
    };
    let report = try_import(store, source()).unwrap_or_else(|error| panic!("{told}: {error}"));
    if let Some(fault) = report.faults.first() {
        assert_eq!(report.change_id, None, "{told}");
        assert_eq!(Trace::of(store), before, "{told} was refused and left a trace");
        assert_eq!(fault.location.file, broken.name, "{told}");
        assert!(!fault.reason.vi.is_empty() && !fault.reason.en.is_empty(), "{told}");
        return fault.code.to_owned();
    }
    let after = Trace::of(store);
    let again = try_import(store, source()).unwrap_or_else(|error| panic!("{told}: {error}"));
    assert_eq!(again.faults, [], "{told} is refused the second time");
    assert_eq!(again.change_id, None, "{told} changed something twice: {:?}", again.files);
    assert_eq!(Trace::of(store), after, "{told} left a trace the second time");
    if let Some(change) = report.change_id {
        let actor = Actor::local_operator();
        undo_change(store, &actor, change, "fuzz".into(), now())
            .unwrap_or_else(|error| panic!("{told} is not taken back: {error}"));
    }
    assert_eq!(Trace::of(store).rows, before.rows, "{told} is not taken back as a whole");
    "taken".to_owned()
}

/// The most memory that this program had at once, in MiB, as the kernel counts it.
fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kib.unwrap_or_default() / 1024
}
