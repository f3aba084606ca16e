//! One fault at every call, then several at random with kills in between.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use taicho_store::Store;

use crate::child::Worker;
use crate::control::{ALL_KINDS, Action, Control, Plan, SYNCS, WRITES};
use crate::is_soak;
use crate::ledger::{Count, Ledger};

/// A folder, the control of the workers in it, and what they were told.
struct Bench {
    temp: tempfile::TempDir,
    control: Control,
    ledger: Ledger,
}

/// What becomes of the worker after the round in which calls failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Then {
    /// It goes on, and everything passes again; then it closes while calls fail again.
    GoesOn,
    /// It is killed, as by a power cut, before anything else is written.
    IsKilled,
}

impl Bench {
    fn new() -> Self {
        let temp = tempfile::tempdir().unwrap();
        let control = Control::new(&temp.path().join("control"));
        std::fs::create_dir(temp.path().join("data")).unwrap();
        Self { temp, control, ledger: Ledger::default() }
    }

    /// Another one that begins with what this one holds.
    fn copied(&self) -> Self {
        let mut bench = Self::new();
        copy(&self.data(), &bench.data());
        bench.ledger = Ledger::beginning_with(&self.ledger);
        bench
    }

    fn data(&self) -> PathBuf {
        self.temp.path().join("data")
    }

    /// One round under a plan. Says how many calls there were, and how many failed.
    fn round(
        &mut self,
        round: &str,
        plan: Plan,
        then: Then,
        kill_after: Option<Duration>,
        gap: u64,
    ) -> (u64, u64) {
        let data = self.data();
        self.control.arm_and_kill(plan, gap);
        let mut worker = Worker::start(&data, &self.control, round);
        let mut heard = worker.hear(&["opened", "not opened"], &mut self.ledger, false);
        for _ in 0..3 {
            if heard.as_deref().is_some_and(|line| line.starts_with("not opened")) {
                worker.tell("open");
                heard = worker.hear(&["opened", "not opened"], &mut self.ledger, false);
            }
        }
        if heard.as_deref().is_some_and(|line| line.starts_with("not opened")) {
            self.control.disarm();
            worker.tell("open");
            heard = worker.hear(&["opened", "not opened"], &mut self.ledger, true);
        }
        let mut is_killed = false;
        if heard.is_some() {
            worker.tell("work");
            let pid = worker.pid().to_string();
            heard = worker.hear_meanwhile(&["worked"], &mut self.ledger, false, |elapsed| {
                if kill_after.is_some_and(|after| elapsed >= after) && !is_killed {
                    is_killed = true;
                    let _ = std::process::Command::new("kill").args(["-9", &pid]).status();
                }
            });
        }
        let counted = (self.control.calls(), self.control.hits());
        self.control.disarm();
        if heard.is_some() && !is_killed && gap == 0 && then == Then::GoesOn {
            worker.tell("work");
            let worked = worker.hear(&["worked"], &mut self.ledger, true);
            if worked.is_none() {
                self.ledger.faults.push("the worker died although nothing failed".to_owned());
            }
            // What is open is read beside it, by another process.
            self.check();
            self.control.arm(Plan::Chance {
                chance: 6_000,
                seed: counted.0,
                action: plan.action(),
                kinds: ALL_KINDS,
            });
            worker.tell("close");
            worker.hear(&["closed"], &mut self.ledger, false);
            self.control.disarm();
        }
        let said = worker.kill(&mut self.ledger);
        if said.contains("panicked") {
            self.ledger.faults.push(format!("the worker panicked: {said}"));
        }
        self.check();
        for fault in &mut self.ledger.faults {
            if !fault.starts_with('[') {
                *fault = format!("[{round} {plan:?} {then:?}] {fault}");
            }
        }
        counted
    }

    fn check(&mut self) {
        match Store::open_folder(&self.data()) {
            Ok(store) => self.ledger.check(&store),
            Err(error) => self.ledger.faults.push(format!("the store does not open: {error}")),
        }
    }
}

/// Fails with every fault, the folder of the first kept for whoever looks.
fn fail_with(faults: &[String]) {
    let shown = faults.iter().take(20).map(|fault| fault.chars().take(600).collect::<String>());
    let shown: Vec<String> = shown.collect();
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), shown.join("\n"));
}

/// A folder in which a worker was killed at work, to begin with: its log is not yet in the database.
fn template() -> (Bench, u64) {
    let mut bench = Bench::new();
    bench.round("t0", Plan::count(), Then::IsKilled, None, 0);
    let (calls, _) = bench.round("t1", Plan::count(), Then::IsKilled, None, 0);
    fail_with(&bench.ledger.faults);
    (bench, calls)
}

fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap().flatten() {
        if entry.file_type().unwrap().is_file() {
            std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}

#[test]
fn one_fault_at_every_call_loses_nothing() {
    let begun = Instant::now();
    let (first, calls) = template();
    let stride = if is_soak() { 1 } else { calls / 40 + 1 };
    let sweeps = [
        (Action::IoError, Then::GoesOn, 1),
        (Action::IoError, Then::IsKilled, 1),
        (Action::NoRoom, Then::GoesOn, 40),
        (Action::DoneThenError, Then::IsKilled, 1),
        (Action::HalfThenError, Then::GoesOn, 1),
        (Action::HalfThenKill, Then::IsKilled, 1),
    ];
    let (mut rounds, mut hits, mut count) = (0, 0, Count::default());
    let mut faults = Vec::new();
    for call in (1..=calls).step_by(stride as usize) {
        // The kinds of faults take turns; in the long form each call meets two of them.
        let which = (call / stride) as usize;
        for (index, (action, then, many)) in sweeps.into_iter().enumerate() {
            let turns = [which % sweeps.len(), (which + 3) % sweeps.len()];
            if !turns[..if is_soak() { 2 } else { 1 }].contains(&index) {
                continue;
            }
            let mut bench = first.copied();
            let plan = Plan::Calls { first: call, count: many, action, kinds: ALL_KINDS };
            hits += bench.round(&format!("c{call}"), plan, then, None, 0).1.min(1);
            rounds += 1;
            count.add(bench.ledger.count);
            faults.append(&mut bench.ledger.faults);
        }
        if faults.len() > 50 {
            break;
        }
    }
    println!(
        "sweep: {calls} calls a round, {rounds} rounds, {hits} with a fault, {count:?}, {} faults, {:?}",
        faults.len(),
        begun.elapsed()
    );
    fail_with(&faults);
    assert!(hits * 10 > rounds * 8, "only {hits} of {rounds} rounds met their fault");
}

/// One write alone, each of its syncs failing in turn, and the end right after its answer.
#[test]
fn what_was_refused_does_not_come_back_after_a_crash() {
    let (first, _) = template();
    let mut count = Count::default();
    for what in ["one small", "one long"] {
        for (sync, many) in (1..=10).flat_map(|sync| [(sync, 1), (sync, 2), (sync, 100)]) {
            for action in [Action::IoError, Action::DoneThenError] {
                let mut bench = first.copied();
                let mut worker = Worker::start(&bench.data(), &bench.control, "one");
                worker.hear(&["opened"], &mut bench.ledger, true);
                let plan = Plan::Calls { first: sync, count: many, action, kinds: SYNCS };
                bench.control.arm(plan);
                worker.tell(what);
                worker.hear(&["worked"], &mut bench.ledger, false);
                let hits = bench.control.hits();
                bench.control.disarm();
                worker.kill(&mut bench.ledger);
                bench.check();
                let faults = bench.ledger.faults.iter();
                let faults: Vec<String> =
                    faults.map(|fault| format!("[{what}, {plan:?}] {fault}")).collect();
                fail_with(&faults);
                count.add(bench.ledger.count);
                if hits == 0 {
                    break;
                }
            }
        }
    }
    println!("one write alone: {count:?}");
    assert!(count.refused > 0 && count.unknown > 0, "{count:?}");
}

/// A sync that fails leaves the commit whole in the log: a process that dies soon after must not find it there.
#[test]
fn a_sync_that_fails_just_before_the_end_brings_nothing_back() {
    let begun = Instant::now();
    let (first, _) = template();
    let counted = Plan::Calls { first: u64::MAX, count: 0, action: Action::IoError, kinds: SYNCS };
    let mut bench = first.copied();
    let (syncs, _) = bench.round("y0", counted, Then::IsKilled, None, 0);
    let gaps = [6, 14, 25, 40, 60, 90, 140, 200];
    let (mut rounds, mut hits, mut count) = (0, 0, Count::default());
    let mut faults = Vec::new();
    for sync in 1..=syncs {
        for (index, gap) in gaps.into_iter().enumerate() {
            // In the short form the moments of the end take turns.
            if !is_soak() && sync as usize % gaps.len() != index {
                continue;
            }
            let action = if rounds % 2 == 0 { Action::IoError } else { Action::DoneThenError };
            let mut bench = first.copied();
            let plan = Plan::Calls { first: sync, count: 1, action, kinds: SYNCS };
            hits += bench.round(&format!("y{sync}"), plan, Then::IsKilled, None, gap).1.min(1);
            rounds += 1;
            count.add(bench.ledger.count);
            faults.append(&mut bench.ledger.faults);
        }
    }
    println!(
        "syncs: {syncs} a round, {rounds} rounds, {hits} with a fault, {count:?}, {} faults, {:?}",
        faults.len(),
        begun.elapsed()
    );
    fail_with(&faults);
    assert!(hits * 10 > rounds * 8, "only {hits} of {rounds} rounds met their fault");
}

#[test]
fn faults_and_kills_at_random_lose_nothing() {
    let begun = Instant::now();
    let seed =
        std::env::var("TAICHO_FAULT_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1);
    let rounds = std::env::var("TAICHO_FAULT_ROUNDS").ok().and_then(|rounds| rounds.parse().ok());
    let rounds: u64 = rounds.unwrap_or(if is_soak() { 2_000 } else { 60 });
    let mut random = Random(seed);
    let (mut hits, mut kills, mut count) = (0, 0, Count::default());
    let mut faults = Vec::new();
    let mut bench = Bench::new();
    for round in 0..rounds {
        if round % 12 == 0 {
            count.add(bench.ledger.count);
            bench = Bench::new();
        }
        let action = Action::ALL[random.below(8) as usize];
        let kinds = if random.below(2) == 0 { ALL_KINDS } else { WRITES };
        let plan = match random.below(3) {
            0 => Plan::Calls {
                first: 1 + random.below(2_500),
                count: 1 + random.below(60),
                action,
                kinds,
            },
            1 => Plan::Calls { first: 1 + random.below(2_500), count: 1, action, kinds },
            _ => Plan::Chance { chance: 1 << random.below(11), seed: random.next(), action, kinds },
        };
        let then = if random.below(2) == 0 { Then::GoesOn } else { Then::IsKilled };
        let kill = (random.below(3) == 0).then(|| Duration::from_millis(random.below(120)));
        let gap = if random.below(3) == 0 { 1 + random.below(150) } else { 0 };
        kills += u64::from(gap > 0 || kill.is_some() || action.kills() || then == Then::IsKilled);
        hits += bench.round(&format!("r{round}"), plan, then, kill, gap).1.min(1);
        faults.append(&mut bench.ledger.faults);
        if faults.len() > 50 {
            break;
        }
    }
    count.add(bench.ledger.count);
    println!(
        "random: {rounds} rounds from seed {seed}, {hits} with a fault, {kills} ended by a kill, {count:?}, {} faults, {:?}",
        faults.len(),
        begun.elapsed()
    );
    fail_with(&faults);
}

/// SplitMix64: the same rounds from the same seed.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, most: u64) -> u64 {
        self.next() % most
    }
}
