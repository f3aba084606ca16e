//! List pages and durable writes over loopback, beside a bare server that serialises such a page.
//!
//! `cargo run --release -p taicho-bench --bin serve [-- ROWS SECONDS [postgres]]`; the load comes from the same
//! machine. `TAICHO_TEST_POSTGRES` names a server that syncs; the one that the tests start does not.
//! `-- crowd [CLIENTS [postgres]]`: so many clients ask for the demo's board at once; 1,000 where none is said.
//! `-- first [ROWS [postgres]]`: the first page of a list of so many rows; 1,000,000 where none is said.
//! `-- beside [ROWS [postgres]]`: an import of so many people while others write and read; 300,000 where none is said.
//! `-- audit [ROWS [postgres]]`: the audit and a backup of so many versions; 1,000,000 where none is said.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use jiff::ToSpan;
use jiff::civil::date;
use taicho_bench::cpu_s;
use taicho_model::{
    Area, AreaLevel, Case, CaseId, CaseOrigin, CaseSetting, CaseStatus, Origin, vietnam_midnight,
};
use taicho_ops::Content;
use taicho_store::{Actor, Intent, Store, StoreError};

#[path = "serve/crowd.rs"]
mod crowd;
#[path = "serve/long.rs"]
mod long;

const PAGE: usize = 100;
const WARD: &str = "09187";

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.first().map(String::as_str) {
        Some("--server") => return serve(&arguments[1]),
        Some("--bare") => return serve_bare(),
        Some("--demo") => return crowd::serve(&arguments[1]),
        Some("--import") => return long::import_list(&arguments[1], &arguments[2]),
        Some("--audit") => return long::audit(&arguments[1]),
        Some("--backup") => return long::back_up(&arguments[1], &arguments[2]),
        _ => {}
    }
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let address = match arguments.get(2).map(String::as_str) {
        Some("postgres") => taicho_testkit::fresh_database(),
        _ => folder.path().join("data").display().to_string(),
    };
    match arguments.first().map(String::as_str) {
        Some("crowd") => return crowd::measure(number(&arguments, 1, 1_000), &address),
        Some("first") => return measure_first(number(&arguments, 1, 1_000_000), &address),
        Some("beside") => {
            return long::measure_beside(number(&arguments, 1, 300_000), &address, folder.path());
        }
        Some("audit") => {
            return long::measure_audit(number(&arguments, 1, 1_000_000), &address, folder.path());
        }
        _ => {}
    }
    let rows = number(&arguments, 0, 100_000);
    let seconds = number(&arguments, 1, 5) as u64;
    fill(&address, rows);
    let sync = sync_latency(folder.path());
    println!("fsync of 4 KiB in the same folder: median {:.2} ms", sync * 1e3);
    println!("| what | connections | per s | p50 ms | p95 ms | p99 ms | server CPU µs each |");
    println!("|---|---|---|---|---|---|---|");
    let length = Duration::from_secs(seconds);
    measure_bare(length);
    measure_pages(&address, length);
    measure_writes(&address, length, sync);
}

fn number(arguments: &[String], at: usize, otherwise: usize) -> usize {
    arguments.get(at).map_or(otherwise, |text| text.parse().expect("a number"))
}

/// The first page of a long list, with and without a filter, and the number of its rows.
fn measure_first(rows: usize, address: &str) {
    // One district after the other, as lists come in: what is asked for lies behind nine tenths of the table.
    let wards = |count, first| (0..count).map(|n| format!("{:05}", first + n)).collect();
    fill_district(address, "255", 0..rows / 10, wards(20, 9_001));
    fill_district(address, "256", 0..rows - rows / 10, wards(130, 9_187));
    let server = Server::start(&["--server", address]);
    println!(
        "| {rows} rows | connections | per s | p50 ms | p95 ms | p99 ms | server CPU µs each |"
    );
    println!("|---|---|---|---|---|---|---|");
    for (what, query) in [
        ("first page of 100", String::new()),
        ("the same, of one ward", format!("&area={WARD}")),
        ("the same, of a district of 130 wards", "&area=256".to_owned()),
        ("the same, of a district of 20 wards, the oldest tenth", "&area=255".to_owned()),
        ("the same, of one origin", "&origin=community".to_owned()),
        ("the number of rows, kept", "&count=true".to_owned()),
    ] {
        for connections in [1, 8] {
            let page = get(&format!("/api/v1/cases?limit={PAGE}{query}"));
            let load = Load::run(&server, connections, Duration::from_secs(3), |_| page.clone());
            load.print(what, connections, &server);
        }
    }
    let mut client = Client::connect(server.address);
    let mut counts: Vec<f64> = (0..10)
        .map(|_| {
            client.ask(&post_case());
            let asked = Instant::now();
            client.ask(&get("/api/v1/cases?limit=1&count=true"));
            asked.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    counts.sort_by(f64::total_cmp);
    println!("the number of rows, after a write: median {:.0} ms", counts[5]);
}

fn measure_bare(length: Duration) {
    for connections in [8, 32] {
        let server = Server::start(&["--bare"]);
        let load = Load::run(&server, connections, length, |_| get("/page"));
        load.print("bare axum server, same page", connections, &server);
    }
}

fn measure_pages(store: &str, length: Duration) {
    let server = Server::start(&["--server", store]);
    let cursors = cursors(server.address);
    let page = |n: u64| {
        let cursor =
            &cursors[(n.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 33) as usize % cursors.len()];
        get(&format!("/api/v1/cases?limit={PAGE}&cursor={cursor}"))
    };
    for connections in [1, 8, 32] {
        let load = Load::run(&server, connections, length, page);
        load.print("list page of 100, random cursor", connections, &server);
    }
    let stop = Arc::new(AtomicBool::new(false));
    let writer = {
        let (stop, address) = (stop.clone(), server.address);
        std::thread::spawn(move || {
            let mut client = Client::connect(address);
            while !stop.load(Ordering::Relaxed) {
                let begun = Instant::now();
                client.ask(&post_case());
                std::thread::sleep(Duration::from_millis(10).saturating_sub(begun.elapsed()));
            }
        })
    };
    let load = Load::run(&server, 8, length, page);
    load.print("the same, with 100 writes per s", 8, &server);
    stop.store(true, Ordering::Relaxed);
    writer.join().expect("the writer ends");
}

fn measure_writes(store: &str, length: Duration, sync: f64) {
    let server = Server::start(&["--server", store]);
    for connections in [1, 32, 64] {
        let load = Load::run(&server, connections, length, |_| post_case());
        load.print("durable write of one case", connections, &server);
    }
    println!("32 ÷ the fsync latency: {:.0} per s", 32.0 / sync);
}

/// A store with one ward and many cases.
fn fill(address: &str, rows: usize) {
    fill_district(address, "256", 0..rows, vec![WARD.to_owned()]);
}

fn fill_district(
    address: &str,
    district: &'static str,
    rows: std::ops::Range<usize>,
    wards: Vec<String>,
) {
    let store = open(address);
    let actor = Actor::local_operator();
    let first = date(2021, 5, 1);
    let intent = || Intent::new("bench", vietnam_midnight(date(2021, 6, 17)));
    let area = |code: &str, level, path: String| Area {
        id: code.to_owned().into(),
        code: code.into(),
        name: format!("Suối Hoa {code}"),
        kind: "Phường".into(),
        level,
        parent_id: None,
        path,
        valid_from: None,
        valid_to: None,
        earliest_from: None,
        earliest_to: None,
    };
    let mut areas = vec![area(district, AreaLevel::District, format!("27/{district}/"))];
    let commune = |code: &String| area(code, AreaLevel::Commune, format!("27/{district}/{code}/"));
    areas.extend(wards.iter().map(commune));
    let wards: Arc<[String]> = wards.into();
    let put = move |write: &mut taicho_store::Write<'_>| write.put_all(&areas);
    store.write::<_, StoreError>(&actor, intent(), put).expect("the wards are written");
    for begin in rows.clone().step_by(10_000) {
        let end = (begin + 10_000).min(rows.end);
        let wards = wards.clone();
        let work = move |write: &mut taicho_store::Write<'_>| {
            let cases: Vec<Case> = (begin..end)
                .map(|n| {
                    let found_on = first.saturating_add(((n % 47) as i32).days());
                    case(write.new_id(), n, found_on, district, &wards[n * 7 % wards.len()])
                })
                .collect();
            write.put_all(&cases)
        };
        store.write::<_, StoreError>(&actor, intent(), work).expect("the cases are written");
    }
}

fn case(id: String, n: usize, found_on: jiff::civil::Date, district: &str, ward: &str) -> Case {
    Case {
        id: CaseId(id),
        source_key: Some(format!("BN-{district}-{n:06}")),
        person_id: None,
        disease: "covid-19".into(),
        area_id: ward.to_owned().into(),
        area_path: format!("27/{district}/{ward}/"),
        zone_id: Some(format!("{ward}-{:02}", n % 40).into()),
        status: CaseStatus::Confirmed,
        origin: if n.is_multiple_of(3) { CaseOrigin::Community } else { CaseOrigin::Contained },
        setting: CaseSetting::Quarter,
        onset_on: Some(found_on),
        found_on,
        detected_at: Some(vietnam_midnight(found_on)),
        reported_at: None,
        seen_at: None,
        died_on: None,
        death_known_at: None,
        death_reported_at: None,
        source_known: Some(n.is_multiple_of(2)),
        source_case_key: None,
        cluster: Some(format!("Ổ dịch khu phố {}", n % 40)),
        record_origin: Origin::Synthetic,
    }
}

fn post_case() -> Vec<u8> {
    let body = format!(
        "{{\"disease\":\"covid-19\",\"area_code\":\"{WARD}\",\"status\":\"confirmed\",\"origin\":\"community\",\
         \"setting\":\"quarter\",\"found_on\":\"2021-06-17\",\"source_known\":true}}"
    );
    format!(
        "POST /api/v1/cases HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

fn get(path: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n").into_bytes()
}

/// The cursor of every page, from walking them all once.
fn cursors(address: SocketAddr) -> Vec<String> {
    let mut client = Client::connect(address);
    let (mut found, mut path) = (Vec::new(), format!("/api/v1/cases?limit={PAGE}"));
    loop {
        let (_, body) = client.ask(&get(&path));
        let text = String::from_utf8(body).expect("a page is UTF-8");
        let tail = &text[text.rfind("\"next_cursor\":").expect("a page has a cursor")..];
        let Some(cursor) = tail.split('"').nth(3).filter(|_| !tail.contains("null,\"total")) else {
            return found;
        };
        path = format!("/api/v1/cases?limit={PAGE}&cursor={cursor}");
        found.push(cursor.to_owned());
    }
}

/// The server in a process of its own, so that its CPU time is its own.
struct Server {
    child: Child,
    address: SocketAddr,
}

impl Server {
    fn start(arguments: &[&str]) -> Self {
        let program = std::env::current_exe().expect("a program knows itself");
        let mut child = Command::new(program)
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let mut line = String::new();
        let output = child.stdout.take().expect("the output is piped");
        BufReader::new(output).read_line(&mut line).expect("the server says where it is");
        Self { child, address: line.trim().parse().expect("an address") }
    }

    /// CPU seconds so far, user and system, from the kernel's account of the process.
    fn cpu_seconds(&self) -> f64 {
        cpu_s(&self.child.id().to_string()).expect("the server lives")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn open(address: &str) -> Store {
    let store = match address.starts_with("postgres") {
        true => Store::open_postgres(address),
        false => Store::open_folder(address.as_ref()),
    };
    store.expect("the store opens")
}

fn serve(address: &str) {
    let store = open(address);
    let content: &'static Content =
        Box::leak(Box::new(Content::built_in().expect("the content is sound")));
    let library = Box::leak(Box::new(content.library().expect("the rules are sound")));
    let app = taicho_server::App::new(Arc::new(store), content, library, Vec::new(), None)
        .with_typesetter(taicho_typeset::pdf);
    run(async {
        let address = SocketAddr::from(([127, 0, 0, 1], 0));
        let ready = |address, _| println!("{address}");
        let served = taicho_server::serve(app, address, std::future::pending(), ready);
        served.await.expect("the server runs");
    });
}

/// What any server costs: the same page, held in memory, serialised for each request.
fn serve_bare() {
    let page: Vec<serde_json::Value> = (0..PAGE)
        .map(|n| {
            serde_json::json!({
                "id": format!("01a2043f-7946-73fd-9517-{n:012}"), "version": 1,
                "area_code": WARD, "area_name": "Phường Suối Hoa", "source_key": format!("BN-{n:06}"),
                "disease": "covid-19", "status": "confirmed", "origin": "community",
                "setting": "quarter", "onset_on": "2021-06-01", "found_on": "2021-06-03",
                "detected_at": "2021-06-03T00:00:00Z", "reported_at": null, "source_known": true,
                "source_case_key": null, "cluster": format!("Ổ dịch khu phố {}", n % 40),
                "zone_id": format!("{WARD}-{:02}", n % 40), "person_id": null,
                "record_origin": "synthetic",
            })
        })
        .collect();
    let page = Arc::new(serde_json::json!({ "rows": page, "next_cursor": null, "total": null }));
    run(async move {
        let answer = move || {
            let page = page.clone();
            async move { axum::Json((*page).clone()) }
        };
        let app = axum::Router::new().route("/page", axum::routing::get(answer));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        println!("{}", listener.local_addr().expect("an address"));
        axum::serve(listener, app).await.expect("the server runs");
    });
}

fn run(work: impl Future<Output = ()>) {
    tokio::runtime::Runtime::new().expect("a runtime starts").block_on(work);
}

/// What one run of requests came to.
struct Load {
    latencies: Vec<f64>,
    seconds: f64,
    cpu_before: f64,
}

impl Load {
    fn run(
        server: &Server,
        connections: usize,
        length: Duration,
        request: impl Fn(u64) -> Vec<u8> + Sync,
    ) -> Self {
        let (address, cpu_before) = (server.address, server.cpu_seconds());
        let begun = Instant::now();
        let mut latencies = Vec::new();
        std::thread::scope(|scope| {
            let request = &request;
            let threads: Vec<_> = (0..connections as u64)
                .map(|thread| {
                    scope.spawn(move || {
                        let mut client = Client::connect(address);
                        let mut latencies = Vec::new();
                        let mut n = thread << 32;
                        while begun.elapsed() < length {
                            let asked = Instant::now();
                            let (status, _) = client.ask(&request(n));
                            assert!((200..300).contains(&status), "status {status}");
                            latencies.push(asked.elapsed().as_secs_f64());
                            n += 1;
                        }
                        latencies
                    })
                })
                .collect();
            for thread in threads {
                latencies.extend(thread.join().expect("a client ends"));
            }
        });
        latencies.sort_by(f64::total_cmp);
        Self { latencies, seconds: begun.elapsed().as_secs_f64(), cpu_before }
    }

    fn print(self, what: &str, connections: usize, server: &Server) {
        let at = |share: f64| {
            let index = (self.latencies.len() as f64 * share) as usize;
            self.latencies[index.min(self.latencies.len() - 1)] * 1e3
        };
        let count = self.latencies.len() as f64;
        let cpu = server.cpu_seconds() - self.cpu_before;
        println!(
            "| {what} | {connections} | {:.0} | {:.2} | {:.2} | {:.2} | {:.0} |",
            count / self.seconds,
            at(0.5),
            at(0.95),
            at(0.99),
            cpu * 1e6 / count
        );
    }
}

/// A client that keeps its connection and reads just what it needs of an answer.
struct Client {
    stream: BufReader<TcpStream>,
}

impl Client {
    fn connect(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).expect("the server answers");
        stream.set_nodelay(true).expect("a socket takes the option");
        Self { stream: BufReader::with_capacity(1 << 16, stream) }
    }

    fn ask(&mut self, request: &[u8]) -> (u16, Vec<u8>) {
        self.stream.get_mut().write_all(request).expect("the request is sent");
        let (mut status, mut length) = (0, 0);
        let mut line = String::new();
        loop {
            line.clear();
            self.stream.read_line(&mut line).expect("the answer comes");
            let lower = line.trim_end().to_ascii_lowercase();
            if lower.is_empty() {
                break;
            }
            if let Some(rest) = lower.strip_prefix("http/1.1 ") {
                status = rest[..3].parse().expect("a status");
            } else if let Some(rest) = lower.strip_prefix("content-length:") {
                length = rest.trim().parse().expect("a length");
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).expect("the body comes");
        (status, body)
    }
}

/// How long the disk takes to keep 4 KiB.
fn sync_latency(folder: &std::path::Path) -> f64 {
    let mut file = std::fs::File::create(folder.join("sync")).expect("the folder can be written");
    let mut times: Vec<f64> = (0..200)
        .map(|_| {
            let begun = Instant::now();
            file.write_all(&[7; 4096]).expect("the disk has room");
            file.sync_data().expect("the disk syncs");
            begun.elapsed().as_secs_f64()
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
