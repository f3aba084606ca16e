//! The one test command: everything that must hold, in the order in which it fails soonest.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use crate::step::{Counted, cargo, command, run as run_step, run_tests, spoken};
use crate::{demo, needs, web};

/// The whole run: later steps still run after one fails, unless they need what it makes.
struct Run {
    counted: Counted,
    failed: Vec<String>,
    begun: Instant,
}

pub(crate) fn run() -> Result<()> {
    needs::node()?;
    needs::for_tests()?;
    let mut run = Run { counted: Counted::default(), failed: Vec::new(), begun: Instant::now() };
    // The program takes the web app in when it is compiled, so the app comes first.
    let app = run.step(|_| web::install().and_then(|()| web::build()));
    run.step(|_| run_step("format", &mut cargo(&["fmt", "--all", "--check"])));
    run.step(|_| run_step("lints", &mut clippy()));
    run.step(|counted| {
        let all = ["test", "--workspace", "--no-fail-fast"];
        run_tests("tests of the crates, on SQLite and PostgreSQL", &mut cargo(&all), counted)
    });
    let program = run.step(|_| demo::build(false));
    if let Some(program) = &program {
        run.step(|counted| rules(program, counted));
    }
    if app.is_some() {
        run.step(|_| run_step("web: types", &mut web::npm(&["run", "--silent", "check"])));
        run.step(|counted| {
            run_tests("web: units", &mut web::npm(&["run", "--silent", "test"]), counted)
        });
    }
    if let (Some(program), Some(())) = (&program, app) {
        run.step(|counted| browser(program, counted));
    }
    run.close()
}

impl Run {
    fn step<T>(&mut self, work: impl FnOnce(&mut Counted) -> Result<T>) -> Option<T> {
        match work(&mut self.counted) {
            Ok(made) => Some(made),
            Err(error) => {
                println!("<== FAILED {error:#}");
                self.failed.push(format!("{error:#}"));
                None
            }
        }
    }

    fn close(self) -> Result<()> {
        let Counted { passed, failed } = self.counted;
        println!("\n{passed} passed, {failed} failed; {}", spoken(self.begun.elapsed()));
        if !self.failed.is_empty() {
            bail!("{} steps failed:\n  {}", self.failed.len(), self.failed.join("\n  "));
        }
        ensure!(failed == 0, "{failed} tests failed");
        Ok(())
    }
}

fn clippy() -> std::process::Command {
    cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])
}

/// The rule sets and their examples, in the program itself.
fn rules(program: &Path, counted: &mut Counted) -> Result<()> {
    let program = program.display().to_string();
    run_step("taicho rules check", &mut command(&program, &["rules", "check"]))?;
    run_tests("taicho rules test", &mut command(&program, &["rules", "test"]), counted)
}

/// The walk through the app in a browser, against a demo that is made for it and thrown away.
fn browser(program: &Path, counted: &mut Counted) -> Result<()> {
    let folder = program.with_file_name(format!("browser-walk-{}", std::process::id()));
    let outcome = walk(program, &folder, counted);
    // What is left of a failed walk is of no use: the next one makes its own.
    let _ = std::fs::remove_dir_all(&folder);
    outcome
}

fn walk(program: &Path, folder: &Path, counted: &mut Counted) -> Result<()> {
    let (program, folder) = (program.display().to_string(), folder.display().to_string());
    let at = ["--data-dir", folder.as_str(), "demo"];
    run_step("taicho demo --prepare", command(&program, &at).arg("--prepare"))?;
    let serving = command(&program, &at).args(["--port", "0"]).stdout(Stdio::piped()).spawn();
    let mut serving = Serving(serving.context("taicho demo: cannot be started")?);
    let url = serving.url()?;
    println!("the demo is served at {url}");
    let mut e2e = web::npm(&["run", "--silent", "e2e", "--", "--url", &url]);
    // The first day of an office is walked on a folder of its own.
    e2e.env("E2E_PROGRAM", &program);
    let pictures = Path::new(&program).with_file_name("browser-walk-pictures");
    run_tests("web: walk in the browser", e2e.env("E2E_SHOTS", pictures), counted)
}

/// A program that serves, until this is dropped.
struct Serving(Child);

impl Serving {
    /// The address that it prints once it listens.
    fn url(&mut self) -> Result<String> {
        let output = self.0.stdout.take().context("standard output was piped")?;
        let (send, receive) = std::sync::mpsc::channel();
        // The rest is read too, so that the program never waits for a reader.
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if let Some(url) = line.strip_prefix("Taicho: ") {
                    let _ = send.send(url.trim_end_matches('/').to_owned());
                }
            }
        });
        receive
            .recv_timeout(Duration::from_secs(120))
            .context("taicho demo: it does not say where it listens")
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It holds nothing that a test still wants.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
