//! At the first signal what is under way is finished, at the second the process ends; what was acknowledged stays.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use rustix::process::Signal;
use taicho_model::Case;
use taicho_store::Actor;

use crate::server::{Client, Server, a_case, get, open};

/// A request that keeps the server waiting.
const UNFINISHED: &[u8] = b"POST /api/v1/cases HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{";

/// Clients that enter cases until they are refused; each gives the ids that were acknowledged to it.
fn entering(
    server: &Server,
    acknowledged: &Arc<AtomicUsize>,
) -> Vec<std::thread::JoinHandle<Vec<String>>> {
    let address = server.address;
    let clients = (0..8).map(|_| {
        let acknowledged = acknowledged.clone();
        std::thread::spawn(move || {
            let mut client = Client::connect(address).unwrap();
            let mut ids = Vec::new();
            while let Ok(Some(answer)) = client.ask(&a_case()) {
                if answer.status != 201 {
                    assert_eq!(answer.status, 503, "{answer:?}");
                    assert!(answer.head.contains("connection: close"), "{answer:?}");
                    assert!(answer.body.contains("\"stopping\""), "{answer:?}");
                    break;
                }
                let id = answer.body.split("\"id\":\"").nth(1).unwrap();
                ids.push(id.split('"').next().unwrap().to_owned());
                acknowledged.fetch_add(1, Ordering::AcqRel);
            }
            ids
        })
    });
    clients.collect()
}

fn wait_for(acknowledged: &AtomicUsize, cases: usize) {
    for _ in 0..2_000 {
        if acknowledged.load(Ordering::Acquire) >= cases {
            return;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    panic!("no case is taken in");
}

fn every_one_is_there(server: &Server, ids: &[String]) {
    let store = open(&server.folder);
    store
        .read::<_, taicho_store::StoreError>(&Actor::local_operator(), |read| {
            for id in ids {
                assert!(read.fetch::<Case>(id)?.is_some(), "{id} was acknowledged");
            }
            Ok(())
        })
        .unwrap();
    assert!(store.audit().unwrap().is_clean(), "the chain of changes is whole");
}

#[test]
fn a_signal_ends_it_in_good_order_and_loses_no_acknowledged_case() {
    for signal in [Signal::TERM, Signal::INT] {
        let mut server = Server::start(None);
        let acknowledged = Arc::default();
        let clients = entering(&server, &acknowledged);
        wait_for(&acknowledged, 200);
        server.signal(signal);
        let (status, taken, said) = server.ended();
        assert_eq!(status.code(), Some(0), "{said}");
        assert!(taken < Duration::from_secs(5), "{taken:?}");
        assert!(said.contains("Taicho đang dừng") && said.contains("is stopping"), "{said}");
        let ids: Vec<_> = clients.into_iter().flat_map(|client| client.join().unwrap()).collect();
        assert!(ids.len() >= 200);
        every_one_is_there(&server, &ids);
    }
}

#[test]
fn a_second_signal_ends_it_at_once() {
    let mut server = Server::start(None);
    let acknowledged = Arc::default();
    let clients = entering(&server, &acknowledged);
    let mut waiting = Client::connect(server.address).unwrap();
    waiting.send(UNFINISHED).unwrap();
    wait_for(&acknowledged, 100);
    server.signal(Signal::TERM);
    std::thread::sleep(Duration::from_millis(500));
    assert!(server.lives(), "somebody is being answered");
    server.signal(Signal::TERM);
    let (status, taken, said) = server.ended();
    assert_eq!(status.code(), Some(143), "{said}");
    assert!(taken < Duration::from_secs(1), "{taken:?}");
    assert!(said.contains("Dừng ngay") && said.contains("Stopped at once"), "{said}");
    let ids: Vec<_> = clients.into_iter().flat_map(|client| client.join().unwrap()).collect();
    every_one_is_there(&server, &ids);
}

#[test]
fn who_never_comes_to_an_end_is_not_waited_for() {
    let mut server = Server::start(None);
    let mut waiting = Client::connect(server.address).unwrap();
    waiting.send(UNFINISHED).unwrap();
    let mut idle = Client::connect(server.address).unwrap();
    assert_eq!(idle.ask(&get("/session")).unwrap().unwrap().status, 200);
    server.signal(Signal::TERM);
    std::thread::sleep(Duration::from_millis(300));
    // While others are answered, who asks on a connection that was kept is told.
    let refused = idle.ask(&get("/session")).unwrap().unwrap();
    assert_eq!(refused.status, 503, "{refused:?}");
    assert!(refused.head.contains("connection: close") && refused.body.contains("đang dừng"));
    let (status, taken, said) = server.ended();
    assert_eq!(status.code(), Some(0), "{said}");
    assert!(taken < Duration::from_secs(11), "{taken:?}");
}
