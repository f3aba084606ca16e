//! The newcomer's one command: builds everything and serves the demo.

use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::{needs, root, step, web};

pub(crate) fn run(release: bool, arguments: &[&str]) -> Result<()> {
    needs::node()?;
    web::install()?;
    web::build()?;
    let program = build(release)?;
    let mut taicho = Command::new(&program);
    let elsewhere = arguments.iter().any(|argument| argument.starts_with("--data-dir"))
        || std::env::var_os("TAICHO_DATA_DIR").is_some();
    if !elsewhere {
        taicho.arg("--data-dir").arg(root().join("taicho-data"));
    }
    taicho.arg("demo").args(arguments);
    println!("\n==> taicho demo");
    // The program takes this one's place, so that Ctrl-C reaches it and its exit status is ours.
    Err(taicho.exec()).with_context(|| format!("{} cannot be started", program.display()))
}

/// Builds the one binary, and says where it is.
pub(crate) fn build(release: bool) -> Result<PathBuf> {
    let (profile, folder) = if release { ("release", "release") } else { ("dev", "debug") };
    step::run(
        "cargo build (chương trình · program)",
        &mut step::cargo(&["build", "--package", "taicho", "--profile", profile]),
    )?;
    // This program lies in the same target folder, whatever its place: `<target>/debug/xtask`.
    let ours = std::env::current_exe()?;
    let target = ours.ancestors().nth(2).context("this program lies in a target folder")?;
    Ok(target.join(folder).join("taicho"))
}
