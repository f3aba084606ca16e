//! Connections and servers that are lost: every write is answered with done, not done, or not known, and asking again
//! under the same id tells which it was.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use taicho_model::Place;
use taicho_store::{Actor, Filter, Store, StoreError};
use taicho_testkit::{Cluster, fresh_database};

use crate::proxy::{Moment, Proxy};
use crate::{ask, versions};

fn port_of(address: &str) -> u16 {
    let after = address.rsplit_once(':').unwrap().1;
    after.split('/').next().unwrap().parse().unwrap()
}

fn count(store: &Store) -> Result<i64, StoreError> {
    store.read(&Actor::local_operator(), |read| read.count::<Place>(&Filter::now()))
}

#[test]
fn a_connection_that_breaks_at_any_moment_loses_and_doubles_nothing() {
    let direct = fresh_database();
    let proxy = Proxy::to(port_of(&direct));
    let store = Store::open_postgres(&proxy.address(&direct)).unwrap();
    ask(&store, "the first").unwrap();
    let mut written = 1_i64;
    for moment in [Moment::Work, Moment::BeforeCommit, Moment::AfterCommit] {
        for turn in 0..12 {
            let name = format!("{moment:?} {turn}");
            proxy.arm(moment, false);
            let change = ask(&store, &name).unwrap();
            assert!(!proxy.is_armed() || moment == Moment::Work, "the moment never came");
            assert_eq!(ask(&store, &name).unwrap(), change, "the same answer again");
            assert_eq!(versions(&direct, &name), 1);
            written += 1;
            assert_eq!(count(&store).unwrap(), written);
        }
    }
    let report = store.audit().unwrap();
    assert!(report.is_clean(), "{report:?}");
    assert_eq!(report.changes, written as u64);
    assert_eq!(store.heads().unwrap().0.len(), 1, "the node keeps its chain");
}

#[test]
fn a_commit_whose_end_is_not_known_is_told_when_it_is_asked_for_again() {
    for (moment, is_there) in [(Moment::BeforeCommit, 0), (Moment::AfterCommit, 1)] {
        let direct = fresh_database();
        let proxy = Proxy::to(port_of(&direct));
        let store = Store::open_postgres(&proxy.address(&direct)).unwrap();
        ask(&store, "the first").unwrap();
        proxy.arm(moment, true);
        let begun = Instant::now();
        let lost = ask(&store, "lost");
        assert!(matches!(lost, Err(StoreError::OutcomeUnknown)), "{moment:?}: {lost:?}");
        assert!(begun.elapsed() < Duration::from_secs(25), "{:?}", begun.elapsed());
        assert_eq!(versions(&direct, "lost"), is_there, "{moment:?}");
        // While nobody answers, a write says that it was not written, and a read does not hang.
        let begun = Instant::now();
        let refused = ask(&store, "meanwhile");
        assert!(matches!(refused, Err(StoreError::Unreachable(_))), "{refused:?}");
        assert!(matches!(count(&store), Err(StoreError::Unreachable(_))));
        assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
        assert_eq!(versions(&direct, "meanwhile"), 0);
        proxy.up();
        let change = ask(&store, "lost").unwrap();
        assert_eq!(ask(&store, "lost").unwrap(), change);
        assert_eq!(versions(&direct, "lost"), 1);
        assert_eq!(count(&store).unwrap(), 2);
        let report = store.audit().unwrap();
        assert!(report.is_clean() && report.changes == 2, "{report:?}");
    }
}

#[test]
fn an_outage_of_three_seconds_is_waited_for() {
    let direct = fresh_database();
    let proxy = Proxy::to(port_of(&direct));
    let store = Store::open_postgres(&proxy.address(&direct)).unwrap();
    for n in 0..3 {
        ask(&store, &format!("before {n}")).unwrap();
    }
    std::thread::scope(|scope| {
        proxy.down();
        scope.spawn(|| {
            std::thread::sleep(Duration::from_secs(3));
            proxy.up();
        });
        let writers: Vec<_> = (0..8)
            .map(|n| {
                let store = &store;
                scope.spawn(move || ask(store, &format!("meanwhile {n}")))
            })
            .collect();
        let seen = count(&store).unwrap();
        assert!(seen >= 3);
        for writer in writers {
            writer.join().unwrap().unwrap();
        }
    });
    assert_eq!(count(&store).unwrap(), 11);
    assert!(store.audit().unwrap().is_clean());
    assert_eq!(store.heads().unwrap().0.len(), 1);
}

#[test]
fn an_administrator_who_ends_connections_loses_and_doubles_nothing() {
    let address = fresh_database();
    let kill = || {
        let mut client = postgres::Client::connect(&address, postgres::NoTls).unwrap();
        let sql =
            "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()
                   and datname = current_database() and backend_type = 'client backend'
                   order by random() limit 2";
        client.query(sql, &[]).unwrap();
        std::thread::sleep(Duration::from_millis(40));
    };
    under_load(&address, Duration::from_secs(5), kill);
}

#[test]
fn a_server_that_is_cut_off_from_power_loses_and_doubles_nothing() {
    let cluster = Cluster::start(&["max_connections=100"], |_| {});
    let address = cluster.database("taicho");
    let restart = || {
        std::thread::sleep(Duration::from_millis(1_200));
        cluster.restart_at_once();
    };
    under_load(&address, Duration::from_secs(8), restart);
}

/// Two nodes write, and count, while something happens to the server again and again.
fn under_load(address: &str, length: Duration, happens: impl Fn()) {
    let nodes: Vec<Store> = (0..2).map(|_| Store::open_postgres(address).unwrap()).collect();
    let stop = AtomicBool::new(false);
    let outcomes = std::thread::scope(|scope| {
        let mut threads = Vec::new();
        for (number, store) in nodes.iter().enumerate() {
            for thread in 0..4 {
                let (stop, name) = (&stop, format!("{number}-{thread}"));
                threads.push(scope.spawn(move || writer(store, &name, stop)));
            }
            scope.spawn(|| {
                while !stop.load(Ordering::SeqCst) {
                    // A connection that ends while it is read on is told; the next read finds another.
                    if let Err(error) = count(store) {
                        assert!(matches!(error, StoreError::Unreachable(_)), "{error:?}");
                    }
                }
            });
        }
        let begun = Instant::now();
        while begun.elapsed() < length {
            happens();
        }
        stop.store(true, Ordering::SeqCst);
        threads.into_iter().map(|thread| thread.join().unwrap()).collect::<Vec<_>>()
    });
    let mut wanted = BTreeSet::new();
    let (mut refused, mut unknown) = (0, 0);
    for (done, not_done, not_known) in outcomes {
        wanted.extend(done);
        (refused, unknown) = (refused + not_done.len(), unknown + not_known.len());
        for name in not_done {
            assert_eq!(versions(address, &name), 0, "{name} was said not to be written");
        }
        for name in not_known {
            let store = &nodes[0];
            let change = ask(store, &name).unwrap();
            assert_eq!(ask(store, &name).unwrap(), change);
            wanted.insert(name);
        }
    }
    let found: BTreeSet<String> = nodes[1]
        .read::<_, StoreError>(&Actor::local_operator(), |read| read.list::<Place>(&Filter::now()))
        .unwrap()
        .into_iter()
        .map(|place| place.id.0)
        .collect();
    assert_eq!(found, wanted, "lost or written without a word");
    for store in &nodes {
        ask(store, "the last").unwrap();
    }
    let report = nodes[0].audit().unwrap();
    assert!(report.is_clean(), "{report:?}");
    assert_eq!(report.changes, wanted.len() as u64 + 1);
    let chains = nodes[0].heads().unwrap().0.len();
    println!("{} written, {refused} refused, {unknown} not known, {chains} chains", wanted.len());
    assert_eq!(chains, 2, "each node goes on with its chain");
}

/// Names that were written, that were not, and of which it is not known.
fn writer(store: &Store, name: &str, stop: &AtomicBool) -> (Vec<String>, Vec<String>, Vec<String>) {
    let (mut done, mut not_done, mut not_known) = (Vec::new(), Vec::new(), Vec::new());
    for number in 0.. {
        if stop.load(Ordering::SeqCst) {
            break;
        }
        let name = format!("{name}-{number}");
        match ask(store, &name) {
            Ok(_) => done.push(name),
            Err(StoreError::OutcomeUnknown) => not_known.push(name),
            Err(StoreError::Unreachable(_) | StoreError::Busy | StoreError::TooManyConnections) => {
                not_done.push(name)
            }
            Err(error) => panic!("{error:?}"),
        }
    }
    (done, not_done, not_known)
}
