//! The chores of the project: `cargo xtask <chore>`.

mod areas;
mod demo;
mod docs;
mod licences;
mod needs;
mod outlines;
mod packages;
mod soak;
mod step;
mod test;
mod web;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, bail};

const USAGE: &str = "usage: cargo xtask CHORE

  demo [--release] [-- ARGUMENTS]   build everything and serve the demo; ARGUMENTS go to `taicho demo`
  test                              everything that must hold: format, lints, tests on both databases, web, browser
  soak                              the long form of what the store must bear: faults at every call, a full disk, processes side by side
  docs                              write docs/cli.md and docs/import-format.md anew
  licences                          write crates/taicho/licences.txt anew: the licences of everything in the program
  areas --from DIR [--to DIR]       rebuild content/areas from the upstream lists and outlines";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::from(1)
        }
    }
}

fn run(arguments: &[String]) -> Result<()> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["demo"] => demo::run(false, &[]),
        ["demo", "--release"] => demo::run(true, &[]),
        ["demo", "--", rest @ ..] => demo::run(false, rest),
        ["demo", "--release", "--", rest @ ..] => demo::run(true, rest),
        ["test"] => test::run(),
        ["soak"] => soak::run(),
        ["docs"] => docs::run(),
        ["licences"] => licences::run(),
        ["areas", "--from", from] => prepare_areas(from, "content/areas"),
        ["areas", "--from", from, "--to", to] => prepare_areas(from, to),
        _ => bail!("{USAGE}"),
    }
}

/// Rebuilds `content/areas` from the folder that holds the upstream lists and outlines.
fn prepare_areas(from: &str, to: &str) -> Result<()> {
    let (from, to) = (PathBuf::from(from), PathBuf::from(to));
    let list = areas::prepare(&from, &to)?;
    outlines::prepare(&from, &to, &list)
}

/// The folder of the workspace.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the workspace")
}
