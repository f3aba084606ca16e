//! Several programs on one database: they start at once, of different ages, and after somebody wrote twice.

use std::sync::Barrier;

use taicho_model::Place;
use taicho_store::{Actor, Filter, Intent, Put, Store, StoreError};
use taicho_testkit::{Engine, fresh_database};

use crate::{ask, learned_at, place};

#[test]
fn eight_that_find_the_database_empty_make_it_once() {
    for _ in 0..3 {
        let address = fresh_database();
        let barrier = Barrier::new(8);
        let stores: Vec<Store> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8)
                .map(|n| {
                    let (barrier, address) = (&barrier, &address);
                    scope.spawn(move || {
                        barrier.wait();
                        let store = Store::open_postgres(address).unwrap();
                        ask(&store, &format!("of node {n}")).unwrap();
                        store
                    })
                })
                .collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        let mut client = postgres::Client::connect(&address, postgres::NoTls).unwrap();
        let steps = client.query("select name from migrations", &[]).unwrap();
        let names: std::collections::BTreeSet<String> =
            steps.iter().map(|row| row.get(0)).collect();
        assert_eq!(names.len(), steps.len(), "each step once");
        assert_eq!(stores[0].heads().unwrap().0.len(), 8, "one chain for each node");
        let report = stores[7].audit().unwrap();
        assert!(report.is_clean() && report.changes == 8, "{report:?}");
        // What stopped and starts again goes on with the chains there are.
        drop(stores);
        let again: Vec<Store> = (0..8).map(|_| Store::open_postgres(&address).unwrap()).collect();
        for (n, store) in again.iter().enumerate() {
            ask(store, &format!("again of node {n}")).unwrap();
        }
        assert_eq!(again[0].heads().unwrap().0.len(), 8);
        assert!(again[0].audit().unwrap().is_clean());
    }
}

#[test]
fn of_eight_who_write_one_row_on_three_nodes_each_builds_on_the_one_before() {
    let address = fresh_database();
    let stores: Vec<Store> = (0..3).map(|_| Store::open_postgres(&address).unwrap()).collect();
    std::thread::scope(|scope| {
        for n in 0..8 {
            let store = &stores[n % 3];
            scope.spawn(move || {
                for turn in 0..5 {
                    let mine = place("one", &format!("{n} {turn}"));
                    let work = move |write: &mut taicho_store::Write<'_>| write.put(&mine);
                    let intent = Intent::new("test", learned_at());
                    let put = store.write::<_, StoreError>(&Actor::local_operator(), intent, work);
                    assert_ne!(put.unwrap(), Put::Unchanged);
                }
            });
        }
    });
    let one = stores[0]
        .read::<_, StoreError>(&Actor::local_operator(), |read| read.fetch::<Place>("one"));
    assert_eq!(one.unwrap().unwrap().version, 40);
    assert!(stores[0].audit().unwrap().is_clean());
}

#[test]
fn an_older_program_refuses_a_newer_database() {
    let address = fresh_database();
    drop(Store::open_postgres(&address).unwrap());
    let newer = "insert into migrations (name) values ('9999_of_tomorrow')";
    let mut client = postgres::Client::connect(&address, postgres::NoTls).unwrap();
    client.batch_execute(newer).unwrap();
    let refused = Store::open_postgres(&address).err();
    assert!(matches!(refused, Some(StoreError::NewerDatabase(name)) if name == "9999_of_tomorrow"));

    let test = taicho_testkit::open(Engine::Sqlite);
    let file = std::path::Path::new(&test.address).join("taicho.db");
    rusqlite::Connection::open(file).unwrap().execute_batch(newer).unwrap();
    let refused = Store::open_folder(test.address.as_ref()).err();
    assert!(matches!(refused, Some(StoreError::NewerDatabase(_))), "{refused:?}");
}

#[test]
fn decisions_that_an_older_program_wrote_twice_are_named() {
    let first = include_str!("../../migrations/0001_init.sql");
    let twice = "create table migrations (name text not null primary key);
         insert into migrations (name) values ('0001_init');
         insert into decisions (top, id, version, change_id, recorded_at, proposal_key, area_id,
           area_path, outcome, proposal_json)
         values ('vn', 'd1', 1, 'c', 1, 'key', 'a', 'a/', 'approved', '{}'),
                ('vn', 'd2', 1, 'c', 1, 'key', 'a', 'a/', 'approved', '{}')";
    let named = |refused: Option<StoreError>| {
        let Some(StoreError::Doubles { kind, ids }) = refused else { panic!("{refused:?}") };
        assert_eq!((kind.as_str(), ids.as_str()), ("decisions", "d1 = d2"));
    };
    let address = fresh_database();
    let mut client = postgres::Client::connect(&address, postgres::NoTls).unwrap();
    client.batch_execute(first).unwrap();
    client.batch_execute(twice).unwrap();
    named(Store::open_postgres(&address).err());
    // Nothing of the step was taken, so that the older program can still take one of the two back.
    let left = client.query_one("select count(*) from migrations", &[]).unwrap();
    assert_eq!(left.get::<_, i64>(0), 1);
    client.batch_execute("update decisions set superseded_at = 2 where id = 'd2'").unwrap();
    let store = Store::open_postgres(&address).unwrap();
    let count = store.read::<_, StoreError>(&Actor::local_operator(), |read| {
        read.count::<taicho_model::Decision>(&Filter::now())
    });
    assert_eq!(count.unwrap(), 1);

    let folder = tempfile::tempdir().unwrap();
    let old = rusqlite::Connection::open(folder.path().join("taicho.db")).unwrap();
    old.execute_batch(first).unwrap();
    old.execute_batch(twice).unwrap();
    drop(old);
    named(Store::open_folder(folder.path()).err());
}
