//! A long change is seen whole or not at all, holds nobody up, and leaves nothing behind where it is given up.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use taicho_model::{Origin, Place, PlaceKind};
use taicho_store::{Actor, Filter, Intent, KindSpec, PutCounts, Store, StoreError, Write};
use taicho_testkit::{Engine, TestStore, on_both};

const ROWS: usize = 30_000;

fn place(id: usize, name: &str) -> Place {
    Place {
        id: format!("p{id:06}").into(),
        source_key: Some(format!("key-{id}")),
        kind: PlaceKind::Lodging,
        name: name.into(),
        area_id: String::from("09187").into(),
        area_path: "27/256/09187/".into(),
        record_origin: Origin::Synthetic,
    }
}

fn at(minute: u32) -> Timestamp {
    format!("2021-06-17T08:{minute:02}+07:00").parse().unwrap()
}

fn long<T: Send + 'static>(
    store: &Store,
    minute: u32,
    work: impl FnMut(&mut Write<'_>) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    store.write_long(&Actor::local_operator(), Intent::new("import", at(minute)).dated(), work)
}

fn short<T: Send + 'static>(
    store: &Store,
    minute: u32,
    work: impl FnMut(&mut Write<'_>) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    store.write(&Actor::local_operator(), Intent::new("edit", at(minute)).dated(), work)
}

/// Many rows in calls of a thousand, as an import makes them.
fn put_many(write: &mut Write<'_>, rows: usize, name: &str) -> Result<PutCounts, StoreError> {
    let mut counts = PutCounts::default();
    for first in (0..rows).step_by(1_000) {
        let some: Vec<Place> = (first..first + 1_000).map(|id| place(id, name)).collect();
        counts.added += write.put_all(&some)?.added;
    }
    Ok(counts)
}

fn count(store: &Store, filter: &Filter) -> i64 {
    let read = store.read::<_, StoreError>(&Actor::local_operator(), |r| r.count::<Place>(filter));
    read.unwrap()
}

fn named(name: &str) -> Filter {
    Filter::now().is("name", name)
}

/// How long reads and short writes took while a long change was written.
struct Beside {
    longest_write: Duration,
    longest_read: Duration,
    writes: u32,
    seen: Vec<i64>,
}

/// Runs a long change, and beside it reads and short writes.
fn beside<T: Send>(test: &TestStore, change: impl FnOnce() -> T + Send) -> (T, Beside) {
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let changing = scope.spawn(|| {
            let result = change();
            done.store(true, Ordering::SeqCst);
            result
        });
        let mut beside = Beside {
            longest_write: Duration::ZERO,
            longest_read: Duration::ZERO,
            writes: 0,
            seen: Vec::new(),
        };
        while !done.load(Ordering::SeqCst) {
            let begun = Instant::now();
            let id = 900_000 + beside.writes as usize;
            short(&test.store, 30, move |write| write.put(&place(id, "beside"))).unwrap();
            beside.longest_write = beside.longest_write.max(begun.elapsed());
            beside.writes += 1;
            let begun = Instant::now();
            let page = Filter::now().under("27/256/09187/").page(None, 100);
            let read = test
                .store
                .read::<Vec<Place>, StoreError>(&Actor::local_operator(), |r| r.list(&page));
            assert!(!read.unwrap().is_empty());
            beside.longest_read = beside.longest_read.max(begun.elapsed());
            let seen = count(&test.store, &named("imported"));
            // What a count says after the change was over is no news.
            if !done.load(Ordering::SeqCst) {
                beside.seen.push(seen);
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        (changing.join().unwrap(), beside)
    })
}

#[test]
fn it_is_seen_whole_or_not_at_all_and_others_write_meanwhile() {
    on_both(|test| {
        short(&test.store, 0, |write| write.put(&place(900_000, "beside"))).unwrap();
        let (done, beside) =
            beside(test, || long(&test.store, 10, |write| put_many(write, ROWS, "imported")));
        assert_eq!(done.unwrap().added, ROWS as i64);
        // The change may be committed between the last count and the note that it was over.
        let partly = beside.seen.iter().filter(|seen| **seen != 0 && **seen != ROWS as i64);
        assert_eq!(partly.count(), 0, "{:?}", beside.seen);
        assert!(beside.seen.iter().filter(|seen| **seen == 0).count() > 3, "{:?}", beside.seen);
        assert!(beside.longest_write < Duration::from_secs(3), "{:?}", beside.longest_write);
        assert_eq!(count(&test.store, &named("imported")), ROWS as i64);
        assert_eq!(count(&test.store, &named("beside")), i64::from(beside.writes));
        let report = test.store.audit().unwrap();
        assert!(report.is_clean(), "{report:#?}");
        println!(
            "{:?}: {} writes beside, the longest {:?}, the longest read {:?}",
            test.engine, beside.writes, beside.longest_write, beside.longest_read
        );
    });
}

#[test]
fn what_is_given_up_leaves_nothing_behind() {
    on_both(|test| {
        long(&test.store, 0, |write| put_many(write, 3_000, "before")).unwrap();
        let changes = test.store.audit().unwrap().changes;
        let (done, _) = beside(test, || {
            long(&test.store, 10, |write| {
                put_many(write, ROWS, "imported")?;
                Err::<(), _>(StoreError::Rejected("a fault at the end".into()))
            })
        });
        assert!(matches!(done, Err(StoreError::Rejected(text)) if text == "a fault at the end"));
        assert_eq!(count(&test.store, &named("imported")), 0);
        assert_eq!(count(&test.store, &named("before")), 3_000);
        let report = test.store.audit().unwrap();
        assert!(report.is_clean(), "{report:#?}");
        assert_eq!(report.open_changes, 0);
        assert!(report.changes > changes, "others have written");
        // A panic is given up like an error, and the next one has its turn.
        let broken = long::<()>(&test.store, 11, |write| {
            put_many(write, ROWS, "imported")?;
            panic!("half way")
        });
        assert!(matches!(broken, Err(StoreError::Rejected(_))));
        assert_eq!(long(&test.store, 12, |w| put_many(w, 1_000, "again")).unwrap().added, 0);
        assert!(test.store.audit().unwrap().is_clean());
    });
}

#[test]
fn ten_thousands_of_rows_are_taken_back_and_nobody_waits() {
    on_both(|test| {
        long(&test.store, 0, |write| put_many(write, 2_000, "before")).unwrap();
        let change = long(&test.store, 10, |write| {
            put_many(write, ROWS, "imported")?;
            write.withdraw::<Place>("p000001")?;
            Ok(write.change_id().to_owned())
        });
        let change = change.unwrap();
        assert_eq!(count(&test.store, &named("imported")), ROWS as i64 - 1);
        let (undone, beside) =
            beside(test, || long(&test.store, 20, move |write| write.undo(&change)));
        // The row that was corrected and withdrawn by the same change counts once.
        assert_eq!(undone.unwrap(), ROWS as u64);
        assert_eq!(count(&test.store, &named("imported")), 0);
        assert_eq!(count(&test.store, &named("before")), 2_000);
        assert!(beside.longest_write < Duration::from_secs(3), "{:?}", beside.longest_write);
        let report = test.store.audit().unwrap();
        assert!(report.is_clean(), "{report:#?}");
    });
}

/// On the embedded database a row that a long change has written is refused to others until that is whole.
#[test]
fn a_row_that_is_being_written_is_refused_and_the_rest_is_not() {
    let test = taicho_testkit::open(Engine::Sqlite);
    long(&test.store, 0, |write| put_many(write, 1_000, "before")).unwrap();
    std::thread::scope(|scope| {
        let store = &test.store;
        scope.spawn(move || {
            // Long enough that several parts are on disk when the others come.
            let deadline = Instant::now() + Duration::from_secs(60);
            let done = long(store, 10, move |write| {
                put_many(write, ROWS, "imported")?;
                while Instant::now() < deadline && count_of(write, "stop")? == 0 {
                    write.put(&place(500_000, &format!("{:?}", Instant::now())))?;
                }
                Ok(())
            });
            done.unwrap();
        });
        while test.store.audit().unwrap().open_changes == 0 {
            std::thread::sleep(Duration::from_millis(10));
        }
        // Seen as before, and not to be touched.
        let kind = KindSpec::named("places").unwrap();
        let history =
            store.read::<_, StoreError>(&Actor::local_operator(), |r| r.history(kind, "p000000"));
        assert_eq!(history.unwrap().len(), 1);
        let held = short(store, 30, |write| write.put(&place(0, "mine")));
        assert!(matches!(held, Err(StoreError::Held { .. })), "{held:?}");
        let held = short(store, 30, |write| write.withdraw::<Place>("p000000"));
        assert!(matches!(held, Err(StoreError::Held { .. })), "{held:?}");
        let taken = short(store, 30, |write| {
            write.put(&Place { id: String::from("other").into(), ..place(5, "mine") })
        });
        assert!(matches!(taken, Err(StoreError::Held { .. })), "{taken:?}");
        let waited = store.wait_for_writes_in_flight(Duration::from_millis(300));
        assert!(matches!(waited, Err(StoreError::Busy)), "{waited:?}");
        short(store, 30, |write| write.put(&place(900_001, "stop"))).unwrap();
        store.wait_for_writes_in_flight(Duration::from_secs(60)).unwrap();
    });
    short(&test.store, 40, |write| write.put(&place(0, "mine"))).unwrap();
    assert!(test.store.audit().unwrap().is_clean());
}

fn count_of(write: &mut Write<'_>, name: &str) -> Result<i64, StoreError> {
    write.count::<Place>(&named(name))
}
