//! The chores of the project: `cargo xtask <chore>`.

mod areas;
mod outlines;

use std::path::PathBuf;

use anyhow::{Result, bail};

const USAGE: &str = "usage: cargo xtask areas --from DIR [--to DIR]";

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
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
