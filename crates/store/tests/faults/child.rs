//! A worker as its parent sees it.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use crate::control::{Control, shim};
use crate::ledger::Ledger;
use crate::worker::{FOLDER, ROUND};

/// A worker that says nothing for so long hangs.
const PATIENCE: Duration = Duration::from_secs(90);

pub(crate) struct Worker {
    child: Child,
    lines: mpsc::Receiver<String>,
}

impl Worker {
    pub(crate) fn start(folder: &Path, control: &Control, round: &str) -> Self {
        // What SQLite puts aside stands in the folder too, so that it meets the faults.
        let aside = folder.join("aside");
        std::fs::create_dir_all(&aside).unwrap();
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "worker_process", "--nocapture", "--test-threads=1"])
            .env("LD_PRELOAD", shim())
            .env("TAICHO_FAULT_CONTROL", control.path())
            .env(FOLDER, folder)
            .env(ROUND, round)
            .env("SQLITE_TMPDIR", aside)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (send, lines) = mpsc::channel();
        let output = BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                if let Some(said) = line.strip_prefix("> ") {
                    let _ = send.send(said.to_owned());
                }
            }
        });
        Self { child, lines }
    }

    pub(crate) fn tell(&mut self, line: &str) {
        // One that died hears nothing; that is seen by its silence.
        let input = self.child.stdin.as_mut().expect("standard input was piped");
        let _ = input.write_all(format!("{line}\n").as_bytes());
    }

    /// Hears the worker until it says one of these; none where it died before.
    pub(crate) fn hear(
        &self,
        until: &[&str],
        ledger: &mut Ledger,
        healthy: bool,
    ) -> Option<String> {
        self.hear_meanwhile(until, ledger, healthy, |_| {})
    }

    /// The same, and does something meanwhile, time and again.
    pub(crate) fn hear_meanwhile(
        &self,
        until: &[&str],
        ledger: &mut Ledger,
        healthy: bool,
        mut meanwhile: impl FnMut(Duration),
    ) -> Option<String> {
        let begun = Instant::now();
        let mut heard_at = Instant::now();
        loop {
            meanwhile(begun.elapsed());
            match self.lines.recv_timeout(Duration::from_millis(5)) {
                Ok(line) => {
                    heard_at = Instant::now();
                    ledger.hear(&line, healthy);
                    if until.iter().any(|word| line.starts_with(word)) {
                        return Some(line);
                    }
                }
                Err(mpsc::RecvTimeoutError::Disconnected) => return None,
                Err(mpsc::RecvTimeoutError::Timeout) if heard_at.elapsed() < PATIENCE => {}
                Err(mpsc::RecvTimeoutError::Timeout) => {
                    ledger.faults.push("the worker hangs".to_owned());
                    return None;
                }
            }
        }
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Ends it at once, and takes in what it had still said.
    pub(crate) fn kill(mut self, ledger: &mut Ledger) -> String {
        use std::io::Read as _;
        let _ = self.child.kill();
        let _ = self.child.wait();
        while let Ok(line) = self.lines.recv_timeout(Duration::from_secs(5)) {
            ledger.hear(&line, false);
        }
        let mut said = String::new();
        if let Some(mut errors) = self.child.stderr.take() {
            let _ = errors.read_to_string(&mut said);
        }
        said
    }
}
