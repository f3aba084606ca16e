//! Locks that somebody else holds stop only what needs the row, and connections are bounded.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use taicho_model::{Place, Setting};
use taicho_store::{Actor, Filter, Intent, Store, StoreError};
use taicho_testkit::fresh_database;

use crate::{ask, learned_at, place};

fn correct(store: &Store, id: &str, name: &str) -> Result<(), StoreError> {
    let corrected = place(id, name);
    let work = move |write: &mut taicho_store::Write<'_>| write.put(&corrected).map(|_| ());
    store.write(&Actor::local_operator(), Intent::new("test", learned_at()), work)
}

#[test]
fn a_lock_that_another_client_holds_stops_only_what_needs_it() {
    let address = fresh_database();
    let store = Store::open_postgres(&address).unwrap();
    ask(&store, "locked").unwrap();
    ask(&store, "free").unwrap();
    let mut other = postgres::Client::connect(&address, postgres::NoTls).unwrap();
    other.batch_execute("begin; select * from places where id = 'locked' for update").unwrap();
    std::thread::scope(|scope| {
        let waiting: Vec<_> = (0..4)
            .map(|n| {
                let store = &store;
                scope.spawn(move || {
                    let begun = Instant::now();
                    let refused = correct(store, "locked", &format!("{n}"));
                    assert!(matches!(refused, Err(StoreError::Busy)), "{refused:?}");
                    assert!(begun.elapsed() < Duration::from_secs(7), "{:?}", begun.elapsed());
                })
            })
            .collect();
        std::thread::sleep(Duration::from_millis(300));
        for n in 0..20 {
            let begun = Instant::now();
            ask(&store, &format!("beside {n}")).unwrap();
            correct(&store, "free", &format!("{n}")).unwrap();
            let seen = store.read::<_, StoreError>(&Actor::local_operator(), |read| {
                read.count::<Place>(&Filter::now())
            });
            assert_eq!(seen.unwrap(), 3 + n);
            assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
        }
        for waiter in waiting {
            waiter.join().unwrap();
        }
    });
    other.batch_execute("rollback; begin; lock table places in exclusive mode").unwrap();
    let begun = Instant::now();
    std::thread::scope(|scope| {
        for n in 0..8 {
            let store = &store;
            scope.spawn(move || {
                let refused = ask(store, &format!("table {n}"));
                assert!(matches!(refused, Err(StoreError::Busy)), "{refused:?}");
            });
        }
        let set = |write: &mut taicho_store::Write<'_>| write.set("a table that is free", "yes");
        store
            .write::<_, StoreError>(
                &Actor::local_operator(),
                Intent::new("test", learned_at()),
                set,
            )
            .unwrap();
    });
    assert!(begun.elapsed() < Duration::from_secs(8), "{:?}", begun.elapsed());
    // Without the log nothing is written; still nobody waits for those who wait before.
    other.batch_execute("rollback; begin; lock table changes in exclusive mode").unwrap();
    let begun = Instant::now();
    std::thread::scope(|scope| {
        for n in 0..12 {
            let store = &store;
            scope.spawn(move || {
                let refused = ask(store, &format!("log {n}"));
                assert!(matches!(refused, Err(StoreError::Busy)), "{refused:?}");
            });
        }
    });
    assert!(begun.elapsed() < Duration::from_secs(13), "{:?}", begun.elapsed());
    other.batch_execute("rollback").unwrap();
    ask(&store, "log 0").unwrap();
    let settings = store
        .read::<_, StoreError>(&Actor::local_operator(), |read| {
            read.count::<Setting>(&Filter::now())
        })
        .unwrap();
    assert_eq!(settings, 1);
    assert!(store.audit().unwrap().is_clean());
}

#[test]
fn a_flood_of_writers_opens_no_more_connections_than_are_allowed() {
    let address = fresh_database();
    let store = Store::open_postgres(&address).unwrap();
    let mut other = postgres::Client::connect(&address, postgres::NoTls).unwrap();
    let stop = AtomicBool::new(false);
    let (written, most) = std::thread::scope(|scope| {
        let writers: Vec<_> = (0..200)
            .map(|n| {
                let store = &store;
                scope.spawn(move || match ask(store, &format!("flood {n}")) {
                    Ok(_) => 1_u64,
                    Err(StoreError::Busy) => 0,
                    Err(error) => panic!("{error:?}"),
                })
            })
            .collect();
        let stop = &stop;
        let counter = scope.spawn(move || {
            let mut most = 0_i64;
            while !stop.load(Ordering::SeqCst) {
                let sql = "select count(*) from pg_stat_activity where datname = current_database()
                           and pid <> pg_backend_pid() and backend_type = 'client backend'";
                most = most.max(other.query_one(sql, &[]).unwrap().get(0));
                std::thread::sleep(Duration::from_millis(5));
            }
            most
        });
        let written: u64 = writers.into_iter().map(|writer| writer.join().unwrap()).sum();
        stop.store(true, Ordering::SeqCst);
        (written, counter.join().unwrap())
    });
    println!("{written} of 200 written over at most {most} connections");
    assert!(written >= 100);
    // Sixteen writers, the lock of the chain, one that looks what others write, and one that found all up to date.
    assert!(most <= 19, "{most} connections");
    assert_eq!(store.audit().unwrap().changes, written);
}

#[test]
fn a_long_import_holds_nobody_up() {
    let rows = std::env::var("TAICHO_IMPORT_ROWS").map_or(20_000, |rows| rows.parse().unwrap());
    let address = fresh_database();
    let store = Store::open_postgres(&address).unwrap();
    ask(&store, "the first").unwrap();
    let stop = AtomicBool::new(false);
    let (mut small, mut reads) = (Vec::new(), Vec::new());
    std::thread::scope(|scope| {
        let import = scope.spawn(|| {
            let places: Vec<Place> =
                (0..rows).map(|n| place(&format!("imported {n:07}"), "x")).collect();
            let begun = Instant::now();
            let work = move |write: &mut taicho_store::Write<'_>| write.put_all(&places);
            let intent = Intent::new("test", learned_at());
            store.write_long::<_, StoreError>(&Actor::local_operator(), intent, work).unwrap();
            stop.store(true, Ordering::SeqCst);
            begun.elapsed()
        });
        let mut n = 0;
        while !stop.load(Ordering::SeqCst) {
            let begun = Instant::now();
            ask(&store, &format!("small {n}")).unwrap();
            small.push(begun.elapsed());
            let begun = Instant::now();
            let found = store.read::<_, StoreError>(&Actor::local_operator(), |read| {
                read.list::<Place>(&Filter::now().page(None, 100))
            });
            let imported = found.unwrap().iter().filter(|place| place.name == "x").count();
            assert!(imported == 0 || imported == 100, "half an import: {imported} rows of a page");
            reads.push(begun.elapsed());
            n += 1;
            std::thread::sleep(Duration::from_millis(2));
        }
        println!("import of {rows} rows: {:?}", import.join().unwrap());
    });
    let longest = |times: &[Duration]| times.iter().max().copied().unwrap();
    println!("beside it {} writes, the longest {:?}", small.len(), longest(&small));
    println!("and as many reads, the longest {:?}", longest(&reads));
    assert!(longest(&small) < Duration::from_secs(3));
    assert!(longest(&reads) < Duration::from_secs(1));
    assert!(store.audit().unwrap().is_clean());
}
