//! A crowd on the board: every client asks at the same moment over a connection of its own.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Barrier};
use std::time::{Duration, Instant};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use taicho_ops::Content;

use super::{Client, Server, get, open, post_case, run};

/// An answer that takes longer is no answer.
const GOAL: Duration = Duration::from_secs(2);

/// Serves the demo in a folder or a database.
pub(super) fn serve(address: &str) {
    let store = open(address);
    let content: &'static Content =
        Box::leak(Box::new(Content::built_in().expect("the content is sound")));
    let library = Box::leak(Box::new(content.library().expect("the rules are sound")));
    let scenes = taicho_ops::demo::prepare(&store, content, |_| {}).expect("the demo loads");
    let app = taicho_server::App::new(Arc::new(store), content, library, scenes, None);
    run(async {
        let address = SocketAddr::from(([127, 0, 0, 1], 0));
        let ready = |address, _| println!("{address}");
        let served = taicho_server::serve(app, address, std::future::pending(), ready);
        served.await.expect("the server runs");
    });
}

pub(super) fn measure(clients: usize, address: &str) {
    handles_for(clients);
    let server = Server::start(&["--demo", address]);
    println!(
        "| {clients} clients at once | 200 within 2 s | p50 ms | p95 ms | p99 ms | 503 with Retry-After | else |"
    );
    println!("|---|---|---|---|---|---|---|");
    let board = || get("/api/v1/board");
    crowd("one board, cold", &server, clients, |_| board()).print();
    crowd("one board", &server, clients, |_| board()).print();
    crowd("one of 20 past boards", &server, clients, |client| {
        get(&format!("/api/v1/board?at=2021-06-{:02}T08:{:02}:00Z", 1 + client % 10, client % 4))
    })
    .print();
    crowd("each its own past board", &server, clients, |client| {
        let minute = client % 60;
        get(&format!("/api/v1/board?at=2021-06-{:02}T03:{minute:02}:00Z", 1 + client / 60 % 16))
    })
    .print();
    crowd("page of 100 cases", &server, clients, |_| get("/api/v1/cases?limit=100")).print();
    let (stop, address) = (Arc::new(AtomicBool::new(false)), server.address);
    let writer = std::thread::spawn({
        let stop = stop.clone();
        move || {
            let (mut client, mut latencies) = (Client::connect(address), Vec::new());
            while !stop.load(Ordering::Relaxed) {
                let begun = Instant::now();
                let (status, _) = client.ask(&post_case());
                assert_eq!(status, 201, "a case is taken in");
                latencies.push(begun.elapsed());
                std::thread::sleep(Duration::from_millis(10).saturating_sub(begun.elapsed()));
            }
            latencies
        }
    });
    for _ in 0..3 {
        crowd("one board, with 100 writes per s", &server, clients, |_| board()).print();
    }
    stop.store(true, Ordering::Relaxed);
    let mut latencies = writer.join().expect("the writer ends");
    latencies.sort();
    let at = |share: f64| latencies[((latencies.len() - 1) as f64 * share) as usize];
    println!("{} writes beside it: p50 {:.1?}, p99 {:.1?}", latencies.len(), at(0.5), at(0.99));
    println!("peak of the server: {}", peak_of(&server));
}

fn peak_of(server: &Server) -> String {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.child.id()));
    let status = status.unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    line.map_or_else(|| "unknown".to_owned(), |line| line[6..].trim().to_owned())
}

/// What came of one crowd.
struct Came<'a> {
    what: &'a str,
    /// The status and whether it said when to come again; none where the connection ended without one.
    answers: Vec<(Option<(u16, bool)>, Duration)>,
}

fn crowd<'a>(
    what: &'a str,
    server: &Server,
    clients: usize,
    request: impl Fn(usize) -> Vec<u8> + Sync,
) -> Came<'a> {
    let (gate, request) = (Barrier::new(clients), &request);
    let answers = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..clients)
            .map(|client| {
                let gate = &gate;
                let ask = move || {
                    gate.wait();
                    let begun = Instant::now();
                    let answer = ask_once(server.address, &request(client)).ok();
                    (answer, begun.elapsed())
                };
                let builder = std::thread::Builder::new().stack_size(128 << 10);
                builder.spawn_scoped(scope, ask).expect("a thread starts")
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().expect("a client ends")).collect()
    });
    Came { what, answers }
}

/// One request over a new connection, read to its last byte.
fn ask_once(address: SocketAddr, request: &[u8]) -> std::io::Result<(u16, bool)> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    stream.write_all(request)?;
    let mut stream = BufReader::with_capacity(16 << 10, stream);
    let (mut status, mut length, mut comes_again, mut line) = (0, 0_u64, false, String::new());
    loop {
        line.clear();
        if stream.read_line(&mut line)? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        let lower = line.trim_end().to_ascii_lowercase();
        if lower.is_empty() {
            break;
        } else if let Some(rest) = lower.strip_prefix("http/1.1 ") {
            status = rest[..3].parse().unwrap_or_default();
        } else if let Some(rest) = lower.strip_prefix("content-length:") {
            length = rest.trim().parse().unwrap_or_default();
        }
        comes_again |= lower.starts_with("retry-after:");
    }
    let read = std::io::copy(&mut stream.take(length), &mut std::io::sink())?;
    if read == length {
        Ok((status, comes_again))
    } else {
        Err(std::io::ErrorKind::UnexpectedEof.into())
    }
}

impl Came<'_> {
    fn print(self) {
        let is_good =
            |(answer, _): &&(Option<(u16, bool)>, Duration)| matches!(answer, Some((200, _)));
        let mut good: Vec<Duration> =
            self.answers.iter().filter(is_good).map(|(_, taken)| *taken).collect();
        good.sort();
        let at = |share: f64| {
            let index = (good.len().saturating_sub(1) as f64 * share) as usize;
            good.get(index).map_or(f64::NAN, |taken| taken.as_secs_f64() * 1e3)
        };
        let within = good.iter().filter(|taken| **taken < GOAL).count();
        let told = self.answers.iter().filter(|(answer, _)| *answer == Some((503, true))).count();
        println!(
            "| {} | {:.1} % | {:.0} | {:.0} | {:.0} | {told} | {} |",
            self.what,
            within as f64 * 100.0 / self.answers.len() as f64,
            at(0.5),
            at(0.95),
            at(0.99),
            self.answers.len() - good.len() - told
        );
    }
}

/// Each client takes a handle here.
fn handles_for(clients: usize) {
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit { current: limit.maximum, maximum: limit.maximum };
    setrlimit(Resource::Nofile, raised).expect("the limit can be raised to what is allowed");
    let needed = clients as u64 + 64;
    let allowed = limit.maximum.is_none_or(|most| most >= needed);
    assert!(allowed, "{clients} clients need {needed} file handles: ulimit -Hn");
}
