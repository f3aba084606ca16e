//! The process to which the faults happen: it writes, and says line by line what it tried and what it was answered.

use std::io::{BufRead as _, Write as _};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use taicho_model::Place;
use taicho_store::{Actor, Filter, Intent, Request, Store, StoreError, Write};
use taicho_testkit::place;

pub(crate) const FOLDER: &str = "TAICHO_FAULT_FOLDER";
pub(crate) const ROUND: &str = "TAICHO_FAULT_ROUND";

/// Rows of a small change.
pub(crate) const SMALL: usize = 3;
/// New rows of each part of a long change, and rows that every long change corrects.
const PART_ROWS: usize = 20;
const PARTS: usize = 3;
pub(crate) const LONG: usize = PART_ROWS * PARTS;
pub(crate) const HOT: usize = 25;

pub(crate) fn learned_at() -> Timestamp {
    "2021-06-17T08:00+07:00".parse().unwrap()
}

fn say(line: &str) {
    // One call each: lines of several threads do not mix.
    std::io::stdout().lock().write_all(format!("\n> {line}\n").as_bytes()).unwrap();
}

/// What the parent said.
fn heard() -> String {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).unwrap();
    line.trim().to_owned()
}

/// Runs as the child, if this process is one.
pub(crate) fn run() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let round = std::env::var(ROUND).unwrap();
    let folder = Path::new(&folder);
    let store = open(folder);
    say("opened");
    let mut owed = Vec::new();
    for phase in 0.. {
        match heard().as_str() {
            "work" => {
                let again = std::mem::take(&mut owed);
                work(&store, &format!("{round}.{phase}"), &again, &mut owed);
                say("worked");
            }
            "one small" => {
                small(&store, &format!("{round}.{phase}.one"));
                say("worked");
            }
            "one long" => {
                long(&store, &format!("{round}.{phase}.one"), false);
                say("worked");
            }
            "close" => break,
            _ => return,
        }
    }
    drop(store);
    say("closed");
    heard();
}

/// Opens the store, again and again where that fails.
fn open(folder: &Path) -> Store {
    loop {
        match Store::open_folder(folder) {
            Ok(store) => return store.with_parts_of(Duration::ZERO),
            Err(error) => say(&format!("not opened: {error:?}")),
        }
        if heard() != "open" {
            std::process::exit(0);
        }
    }
}

/// One round: two writers of small changes, one of long ones, and a reader, all at once.
fn work(store: &Store, name: &str, again: &[String], owed: &mut Vec<String>) {
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| read_until(store, &is_over));
        let small = [0, 1].map(|thread| {
            scope.spawn(move || {
                let mut owed = Vec::new();
                if thread == 0 {
                    again.iter().for_each(|request| requested(store, request, &mut owed));
                }
                small_changes(store, &format!("{name}.s{thread}"), &mut owed);
                owed
            })
        });
        let long = scope.spawn(|| long_changes(store, &format!("{name}.l")));
        for thread in small {
            owed.extend(thread.join().unwrap());
        }
        long.join().unwrap();
        is_over.store(true, Ordering::Relaxed);
        reader.join().unwrap();
    });
}

/// Whoever reads sees each change whole or not at all.
fn read_until(store: &Store, is_over: &AtomicBool) {
    while !is_over.load(Ordering::Relaxed) {
        let seen = store.read::<_, StoreError>(&Actor::local_operator(), |read| {
            let mut seen = std::collections::BTreeMap::<String, usize>::new();
            read.each(&Filter::now(), |place: Place| {
                if !place.id.0.starts_with("hot-") {
                    *seen.entry(place.name).or_default() += 1;
                }
                Ok(())
            })?;
            Ok(seen)
        });
        match seen {
            Ok(seen) => {
                for (name, count) in seen {
                    if ![SMALL, LONG].contains(&count) {
                        say(&format!("half {name} {count}"));
                    }
                }
            }
            Err(error) => say(&format!("not read: {error}")),
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

fn small_changes(store: &Store, name: &str, owed: &mut Vec<String>) {
    let first = small(store, &format!("{name}.put"));
    refused_by_its_work(store, &format!("{name}.bad"));
    requested(store, &format!("{name}.ask"), owed);
    if let Some(change) = first {
        undone(store, &format!("{name}.undo"), &format!("{name}.put"), change, false);
    }
    small(store, &format!("{name}.more"));
}

fn long_changes(store: &Store, name: &str) {
    long(store, &format!("{name}.put"), false);
    long(store, &format!("{name}.bad"), true);
    let second = long(store, &format!("{name}.then"), false);
    if let Some(change) = second {
        undone(store, &format!("{name}.undo"), &format!("{name}.then"), change, true);
    }
}

/// Says how a write ended; gives its change where it was acknowledged.
fn answered(name: &str, answer: Result<String, StoreError>) -> Option<String> {
    match answer {
        Ok(change) => {
            say(&format!("ack {name}"));
            Some(change)
        }
        Err(StoreError::OutcomeUnknown) => {
            say(&format!("unknown {name}"));
            None
        }
        Err(error) => {
            say(&format!("refused {name} {error} {error:?}"));
            None
        }
    }
}

fn intent(name: &str) -> Intent {
    Intent::new("fault_test", learned_at()).because(name)
}

fn put_small(write: &mut Write<'_>, name: &str) -> Result<String, StoreError> {
    for row in 0..SMALL {
        write.put(&place(&format!("{name}-{row}"), name))?;
    }
    Ok(write.change_id().to_owned())
}

fn small(store: &Store, name: &str) -> Option<String> {
    say(&format!("try small {name}"));
    let named = name.to_owned();
    answered(
        name,
        store.write(&Actor::local_operator(), intent(name), move |w| put_small(w, &named)),
    )
}

fn refused_by_its_work(store: &Store, name: &str) {
    say(&format!("try bad {name}"));
    let named = name.to_owned();
    let answer =
        store.write::<String, StoreError>(&Actor::local_operator(), intent(name), move |w| {
            put_small(w, &named)?;
            Err(StoreError::OutOfScope)
        });
    answered(name, answer);
}

/// Asks under a request id; an outcome that is not known is asked for again later.
pub(crate) fn requested(store: &Store, name: &str, owed: &mut Vec<String>) {
    say(&format!("try small {name}"));
    let answer = ask(store, name);
    if matches!(answer, Err(StoreError::OutcomeUnknown)) {
        owed.push(name.to_owned());
    }
    answered(name, answer);
}

/// One request, whether it came before or not.
pub(crate) fn ask(store: &Store, name: &str) -> Result<String, StoreError> {
    let named = name.to_owned();
    let asked = intent(name).requested(Some(Request::new(name, name.as_bytes())));
    store.write(&Actor::local_operator(), asked, move |write| {
        if let Some(kept) = write.answered()? {
            return Ok(kept);
        }
        let change = put_small(write, &named)?;
        write.keep_answer(change.clone());
        Ok(change)
    })
}

fn long(store: &Store, name: &str, fails: bool) -> Option<String> {
    say(&format!("try {} {name}", if fails { "bad" } else { "long" }));
    let named = name.to_owned();
    let answer = store.write_long(&Actor::local_operator(), intent(name), move |write| {
        let hot: Vec<Place> = (0..HOT).map(|row| place(&format!("hot-{row}"), &named)).collect();
        write.put_all(&hot)?;
        for part in 0..PARTS {
            let rows = part * PART_ROWS..(part + 1) * PART_ROWS;
            let rows: Vec<Place> =
                rows.map(|row| place(&format!("{named}-{row}"), &named)).collect();
            write.put_all(&rows)?;
        }
        match fails {
            true => Err(StoreError::OutOfScope),
            false => Ok(write.change_id().to_owned()),
        }
    });
    answered(name, answer)
}

fn undone(store: &Store, name: &str, target: &str, change: String, is_long: bool) {
    say(&format!("try undo {name} {target}"));
    let work = move |write: &mut Write<'_>| {
        write.undo(&change)?;
        Ok(write.change_id().to_owned())
    };
    let answer = match is_long {
        true => store.write_long(&Actor::local_operator(), intent(name), work),
        false => store.write(&Actor::local_operator(), intent(name), work),
    };
    answered(name, answer);
}
