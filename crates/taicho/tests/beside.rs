//! The commands that write beside a running server share its folder: every case that the server took is there, every
//! import and every freeze passes, and nobody waits long.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use taicho_model::{Case, Freeze, Place};
use taicho_store::{Actor, Filter, Record, Store, StoreError};

const IMPORTED: usize = 3_000;

const AREAS: &str = "code,name,kind,level,parent_code,valid_from
27,Bắc Ninh,Tỉnh,province,,2000-01-01
256,Bắc Ninh,Thành phố,district,27,2000-01-01
09187,Suối Hoa,Phường,commune,256,2000-01-01
";

fn taicho(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_taicho"));
    command.env("TAICHO_DATA_DIR", folder.join("data")).stdin(Stdio::null());
    command
}

/// Runs a command to its end; fails with what it said where it does not pass.
fn passes(command: &mut Command) {
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {said}");
}

/// A server, until this is dropped.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(folder: &Path) -> Self {
        let mut command = taicho(folder);
        let mut child =
            command.args(["serve", "--port", "0"]).stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut lines = lines.map_while(Result::ok);
        let address = lines.find_map(|line| {
            let url = line.strip_prefix("Taicho: http://")?;
            Some(url.trim_end_matches('/').to_owned())
        });
        // The rest is read too, so that the server never waits for a reader.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address: address.unwrap() }
    }

    /// The status of one request.
    fn ask(&self, request: &str, body: &str) -> u16 {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let length = body.len();
        let host = &self.address;
        write!(
            stream,
            "{request} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
        )
        .unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let text = String::from_utf8_lossy(&answer);
        text.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What was done in the time: how often, and the longest in milliseconds.
#[derive(Debug, Default)]
struct Done {
    times: usize,
    longest: u128,
}

fn again_and_again(is_over: &AtomicBool, mut work: impl FnMut(usize)) -> Done {
    let mut done = Done::default();
    while !is_over.load(Ordering::Relaxed) {
        let begun = Instant::now();
        work(done.times);
        done.times += 1;
        done.longest = done.longest.max(begun.elapsed().as_millis());
    }
    done
}

#[test]
fn a_server_an_import_and_a_freeze_share_one_folder() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let areas = folder.join("areas.csv");
    std::fs::write(&areas, AREAS).unwrap();
    passes(taicho(folder).args(["import", "--kind", "areas"]).arg(&areas));
    let seconds = if std::env::var_os("TAICHO_SOAK").is_some() { 180 } else { 20 };
    let server = Server::start(folder);
    let is_over = AtomicBool::new(false);
    let (posts, reads, imports, freezes) = std::thread::scope(|scope| {
        let (server, is_over) = (&server, &is_over);
        let posts = [0, 1].map(|thread| {
            scope.spawn(move || {
                again_and_again(is_over, |number| {
                    let body = format!(
                        "{{\"disease\":\"covid-19\",\"area_code\":\"09187\",\"status\":\"confirmed\",\
                         \"origin\":\"community\",\"setting\":\"quarter\",\"found_on\":\"2021-06-17\",\
                         \"source_key\":\"beside-{thread}-{number}\"}}"
                    );
                    assert_eq!(server.ask("POST /api/v1/cases", &body), 201);
                })
            })
        });
        let reads = scope.spawn(move || {
            again_and_again(is_over, |_| {
                assert_eq!(server.ask("GET /api/v1/places?limit=50", ""), 200);
                std::thread::sleep(Duration::from_millis(20));
            })
        });
        let imports = scope.spawn(move || {
            again_and_again(is_over, |number| {
                let file = folder.join(format!("places-{number}.csv"));
                let mut table = String::from("key,kind,name,area_code\n");
                for row in 0..IMPORTED {
                    table += &format!("beside-{number}-{row},lodging,Dãy trọ {row},09187\n");
                }
                std::fs::write(&file, table).unwrap();
                passes(taicho(folder).args(["import", "--kind", "places"]).arg(&file));
            })
        });
        let freezes = scope.spawn(move || {
            again_and_again(is_over, |number| {
                let at = format!("2021-06-17T{}:{:02}+07:00", 10 + number / 60, number % 60);
                let out = folder.join("report.json");
                let report = ["report", "daily", "--area", "256", "--format", "json", "--freeze"];
                passes(taicho(folder).args(report).args(["--at", &at]).arg("--out").arg(out));
            })
        });
        std::thread::sleep(Duration::from_secs(seconds));
        is_over.store(true, Ordering::Relaxed);
        (
            posts.map(|thread| thread.join().unwrap()),
            reads.join().unwrap(),
            imports.join().unwrap(),
            freezes.join().unwrap(),
        )
    });
    // It ends as by a power cut.
    drop(server);
    println!(
        "beside: {seconds} s, posts {posts:?}, reads {reads:?}, imports {imports:?}, freezes {freezes:?}"
    );

    let store = Store::open_existing(&folder.join("data")).unwrap();
    let keys = |key: Option<String>| key.filter(|key| key.starts_with("beside-"));
    let cases = all::<Case>(&store).into_iter().filter_map(|case| keys(case.source_key));
    let mut cases: Vec<String> = cases.collect();
    let found = cases.len();
    cases.sort_unstable();
    cases.dedup();
    assert_eq!((cases.len(), found), (posts[0].times + posts[1].times, cases.len()));
    let places = all::<Place>(&store).into_iter().filter_map(|place| keys(place.source_key));
    assert_eq!(places.count(), imports.times * IMPORTED);
    assert_eq!(all::<Freeze>(&store).len(), freezes.times);
    let report = store.audit().unwrap();
    assert!(report.is_clean() && report.open_changes == 0, "{report:?}");
    assert!(imports.times > 1 && freezes.times > 1, "{imports:?} {freezes:?}");
    for done in &posts {
        assert!(done.times > 20 && done.longest < 3_000, "{done:?}");
    }
}

fn all<R: Record>(store: &Store) -> Vec<R> {
    let read =
        store.read::<_, StoreError>(&Actor::local_operator(), |read| read.list(&Filter::now()));
    read.unwrap()
}
