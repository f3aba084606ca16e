//! Where file handles run out: whoever finds none is told, nobody waits for ever, and entries go on.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::server::{Client, Server, a_case, get};

const HANDLES: u32 = 64;

#[test]
fn entries_go_on_while_more_connect_than_there_are_handles() {
    let mut server = Server::start(Some(HANDLES));
    let (address, stop) = (server.address, Arc::new(AtomicBool::new(false)));
    let mut client = Client::connect(address).unwrap();
    assert_eq!(client.ask(&a_case()).unwrap().unwrap().status, 201);
    let entering = std::thread::spawn({
        let stop = stop.clone();
        move || {
            let mut entered = 0;
            while !stop.load(Ordering::Acquire) {
                let answer = client.ask(&a_case()).unwrap().expect("a connection in use is kept");
                assert_eq!(answer.status, 201, "{answer:?}");
                entered += 1;
            }
            entered
        }
    });
    // Some keep a connection and say nothing, half a head, or half a body.
    let begin = [&b""[..], b"GET /api/v1/ses", b"POST /api/v1/cases HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{"];
    let hoarded: Vec<Client> = (0..150)
        .map(|number| {
            let mut client = Client::connect(address).unwrap();
            let _ = client.send(begin[number % 3]);
            client
        })
        .collect();
    let asking = (0..200).map(|_| {
        std::thread::spawn(move || {
            let begun = Instant::now();
            let mut client = Client::connect(address).unwrap();
            let answer = client.ask(&get("/session"));
            (answer.ok().flatten(), begun.elapsed())
        })
    });
    let (mut told, mut closed) = (0, 0);
    for answer in asking.collect::<Vec<_>>() {
        let (answer, taken) = answer.join().unwrap();
        assert!(taken < Duration::from_secs(15), "nobody waits for ever: {taken:?}");
        match answer {
            None => closed += 1,
            Some(answer) if answer.status == 200 => {}
            Some(answer) => {
                assert_eq!(answer.status, 503, "{answer:?}");
                assert!(answer.head.contains("retry-after: "), "{answer:?}");
                assert!(answer.body.contains("\"code\":\"busy\""), "{answer:?}");
                told += 1;
            }
        }
    }
    assert!(told > 0, "{told} were told, {closed} were closed");
    assert!(server.lives());
    stop.store(true, Ordering::Release);
    assert!(entering.join().unwrap() > 100, "entries went on");

    let before = server.ticks();
    std::thread::sleep(Duration::from_secs(1));
    let spent = server.ticks() - before;
    assert!(spent < 30, "it spins: {spent} ticks in a second");

    drop(hoarded);
    let begun = Instant::now();
    loop {
        let answer = Client::connect(address).and_then(|mut client| client.ask(&get("/session")));
        if answer.is_ok_and(|answer| answer.is_some_and(|answer| answer.status == 200)) {
            break;
        }
        assert!(begun.elapsed() < Duration::from_secs(5), "it takes nobody in any more");
        std::thread::sleep(Duration::from_millis(50));
    }
    let mut client = Client::connect(address).unwrap();
    assert_eq!(client.ask(&a_case()).unwrap().unwrap().status, 201);
}

/// Fewer than the database itself takes: what is asked may fail, and all is well once there is room.
const TOO_FEW: u32 = 30;

#[test]
fn with_too_few_handles_it_neither_spins_nor_stops_taking_people_in() {
    let mut server = Server::start(Some(TOO_FEW));
    let address = server.address;
    let hoarded: Vec<Client> = (0..60).map(|_| Client::connect(address).unwrap()).collect();
    // With one handle for all who wait each has some 20 ms to be told; on a busy machine that passes before one has asked.
    let answers: Vec<_> = (0..10)
        .map(|_| Client::connect(address).and_then(|mut client| client.ask(&get("/session"))))
        .collect();
    let answered: Vec<_> =
        answers.iter().filter_map(|answer| answer.as_ref().ok()?.as_ref()).collect();
    assert!(!answered.is_empty(), "nobody is told: {answers:?}");
    for answer in answered {
        // One handle that happens to be free serves them one after the other.
        let is_told = answer.status == 503 && answer.head.contains("retry-after: ");
        assert!(answer.status == 200 || is_told, "{answer:?}");
    }
    let before = server.ticks();
    std::thread::sleep(Duration::from_secs(1));
    let spent = server.ticks() - before;
    assert!(spent < 30, "it spins: {spent} ticks in a second");
    drop(hoarded);
    std::thread::sleep(Duration::from_secs(1));
    let answer = Client::connect(address).unwrap().ask(&get("/session")).unwrap().unwrap();
    assert_eq!(answer.status, 200, "{answer:?}");
    server.signal(rustix::process::Signal::TERM);
    assert_eq!(server.ended().0.code(), Some(0));
}
