//! The processes: a server with many small changes, an import in parts, and an office that takes changes back.

use std::io::{BufRead as _, Write as _};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use taicho_model::Place;
use taicho_store::{Actor, Filter, Intent, Store, StoreError};
use taicho_testkit::place;

pub(crate) const ROLE: &str = "TAICHO_BESIDE_ROLE";
pub(crate) const FOLDER: &str = "TAICHO_BESIDE_FOLDER";
pub(crate) const RUN: &str = "TAICHO_BESIDE_RUN";

const ROWS: usize = 3;
const IMPORTED: usize = 4_000;
const HOT: usize = 300;

fn say(line: &str) {
    std::io::stdout().lock().write_all(format!("\n> {line}\n").as_bytes()).unwrap();
}

pub(crate) fn intent() -> Intent {
    Intent::new("beside_test", "2021-06-17T08:00+07:00".parse().unwrap())
}

/// Runs in the role of its variable; without it there is nothing to do.
#[test]
fn process() {
    let Ok(role) = std::env::var(ROLE) else { return };
    let folder = std::env::var_os(FOLDER).unwrap();
    let store = Store::open_folder(Path::new(&folder)).unwrap();
    let name = format!("{role}.{}", std::env::var(RUN).unwrap());
    let is_over = AtomicBool::new(false);
    let goes_on = || !is_over.load(Ordering::Relaxed);
    let (store, name, goes_on) = (&store, &name, &goes_on);
    std::thread::scope(|scope| {
        match role.as_str() {
            "import" => {
                scope.spawn(move || import(store, name, goes_on));
            }
            _ => {
                for thread in 0..2 {
                    let takes_back = role == "office";
                    scope.spawn(move || {
                        small(store, &format!("{name}.{thread}"), takes_back, goes_on)
                    });
                }
                scope.spawn(move || reads(store, goes_on));
            }
        }
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            match line.as_str() {
                "settled" => {
                    let waited = store.wait_for_writes_in_flight(Duration::from_secs(30));
                    say(&format!("settled {}", waited.is_ok()));
                }
                _ => break,
            }
        }
        is_over.store(true, Ordering::Relaxed);
    });
}

fn small(store: &Store, name: &str, takes_back: bool, goes_on: impl Fn() -> bool) {
    let actor = Actor::local_operator();
    for number in (0..).take_while(|_| goes_on()) {
        let named = format!("{name}.{number}");
        say(&format!("try {named} {ROWS}"));
        let written = named.clone();
        let begun = Instant::now();
        let done = store.write::<_, StoreError>(&actor, intent(), move |write| {
            for row in 0..ROWS {
                write.put(&place(&format!("{written}-{row}"), &written))?;
            }
            Ok(write.change_id().to_owned())
        });
        let change = match done {
            Ok(change) => change,
            Err(error) => return say(&format!("error {named} {error}")),
        };
        say(&format!("ack {named} {}", begun.elapsed().as_millis()));
        if takes_back && number % 3 == 0 {
            say(&format!("undo {named}"));
            match store.write::<_, StoreError>(&actor, intent(), move |write| write.undo(&change)) {
                Ok(_) => say(&format!("undone {named}")),
                Err(error) => return say(&format!("error {named} {error}")),
            }
        }
        std::thread::sleep(Duration::from_millis(4));
    }
}

fn reads(store: &Store, goes_on: impl Fn() -> bool) {
    while goes_on() {
        let begun = Instant::now();
        let page = Filter::now().page(None, 50);
        let read =
            store.read::<Vec<Place>, StoreError>(&Actor::local_operator(), |read| read.list(&page));
        match read {
            Ok(_) => say(&format!("read {}", begun.elapsed().as_micros())),
            Err(error) => say(&format!("error read {error}")),
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn import(store: &Store, name: &str, goes_on: impl Fn() -> bool) {
    for number in (0..).take_while(|_| goes_on()) {
        let named = format!("{name}.{number}");
        say(&format!("try {named} {IMPORTED}"));
        let written = named.clone();
        let done =
            store.write_long::<_, StoreError>(&Actor::local_operator(), intent(), move |write| {
                let hot: Vec<Place> =
                    (0..HOT).map(|row| place(&format!("hot-{row}"), &written)).collect();
                write.put_all(&hot)?;
                let rows: Vec<Place> =
                    (0..IMPORTED).map(|row| place(&format!("{written}-{row}"), &written)).collect();
                write.put_all(&rows)
            });
        match done {
            Ok(_) => say(&format!("long {named}")),
            Err(error) => return say(&format!("error {named} {error}")),
        }
    }
}
