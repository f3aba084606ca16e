//! The program serving a folder with one ward, and a client that reads just one answer.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, ChildStderr, ChildStdout, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use taicho_model::{Area, AreaLevel};
use taicho_store::{Actor, Intent, Store, StoreError};

pub(crate) const WARD: &str = "09187";

/// Nothing may take longer.
const PATIENCE: Duration = Duration::from_secs(20);

/// A process that serves.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) folder: tempfile::TempDir,
    child: Child,
    /// Whoever stops reading what it says would end it.
    _stdout: BufReader<ChildStdout>,
}

impl Server {
    /// Serves on a free port, with as many file handles as are named.
    pub(crate) fn start(handles: Option<u32>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        with_one_ward(&folder);
        let limit = handles.map_or(String::new(), |handles| format!("ulimit -n {handles} && "));
        let mut child = Command::new("sh")
            .args(["-c", &format!("{limit}exec \"$0\" \"$@\""), env!("CARGO_BIN_EXE_taicho")])
            .args(["--data-dir", folder.path().to_str().unwrap(), "serve", "--port", "0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        stdout.read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("Taicho: http://").unwrap().trim_end_matches('/');
        Self { address: address.parse().unwrap(), folder, child, _stdout: stdout }
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    /// Waits for its end; how it ended, after how long, and what it said.
    pub(crate) fn ended(&mut self) -> (ExitStatus, Duration, String) {
        let begun = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(begun.elapsed() < PATIENCE, "it does not end");
            std::thread::sleep(Duration::from_millis(5));
        };
        let taken = begun.elapsed();
        let mut said = String::new();
        let stderr: Option<ChildStderr> = self.child.stderr.take();
        stderr.unwrap().read_to_string(&mut said).unwrap();
        (status, taken, said)
    }

    pub(crate) fn lives(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// A number of its status by the kernel's name, such as `VmHWM`.
    pub(crate) fn status(&self, name: &str) -> u64 {
        let path = format!("/proc/{}/status", self.child.id());
        let text = std::fs::read_to_string(path).unwrap();
        let line = text.lines().find(|line| line.starts_with(name)).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }

    /// Ticks of the processor so far, a hundred a second.
    pub(crate) fn ticks(&self) -> u64 {
        let text = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap();
        let rest = text.rsplit_once(')').unwrap().1;
        rest.split_whitespace().skip(11).take(2).map(|ticks| ticks.parse::<u64>().unwrap()).sum()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) fn open(folder: &tempfile::TempDir) -> Store {
    Store::open_folder(folder.path()).unwrap()
}

fn with_one_ward(folder: &tempfile::TempDir) {
    let area = Area {
        id: WARD.to_owned().into(),
        code: WARD.into(),
        name: "Suối Hoa".into(),
        kind: "Phường".into(),
        level: AreaLevel::Commune,
        parent_id: None,
        path: format!("27/256/{WARD}/"),
        valid_from: None,
        valid_to: None,
        earliest_from: None,
        earliest_to: None,
    };
    let intent = Intent::new("test", "2021-06-01T00:00:00Z".parse().unwrap());
    open(folder)
        .write::<_, StoreError>(&Actor::local_operator(), intent, move |write| write.put(&area))
        .unwrap();
}

/// What came back: the status, the head in small letters, and the body.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

/// A client that keeps its connection.
pub(crate) struct Client(BufReader<TcpStream>);

impl Client {
    pub(crate) fn connect(address: SocketAddr) -> std::io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Self(BufReader::new(stream)))
    }

    pub(crate) fn send(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.0.get_mut().write_all(bytes)
    }

    /// The next answer; none where the server closed without one.
    pub(crate) fn answer(&mut self) -> std::io::Result<Option<Answer>> {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if self.0.read_line(&mut head)? == 0 {
                return Ok(None);
            }
        }
        let head = head.to_ascii_lowercase();
        let length = head.split("content-length: ").nth(1).unwrap();
        let mut body = vec![0; length.split("\r\n").next().unwrap().parse().unwrap()];
        self.0.read_exact(&mut body)?;
        let body = String::from_utf8(body).unwrap();
        Ok(Some(Answer { status: head[9..12].parse().unwrap(), head, body }))
    }

    pub(crate) fn ask(&mut self, request: &str) -> std::io::Result<Option<Answer>> {
        self.send(request.as_bytes())?;
        self.answer()
    }
}

pub(crate) fn get(path: &str) -> String {
    format!("GET /api/v1{path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
}

pub(crate) fn post(path: &str, kind: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "POST /api/v1{path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n{body}"
    )
}

pub(crate) fn a_case() -> String {
    let case = format!(
        r#"{{"disease":"covid-19","area_code":"{WARD}","status":"confirmed","origin":"community","setting":"quarter","found_on":"2021-06-17"}}"#
    );
    post("/cases", "application/json", &case)
}
