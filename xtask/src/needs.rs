//! What the machine must have; what is missing is installed where we may, and named where we may not.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

use crate::{step, web};

/// Node and npm, new enough for the web app.
pub(crate) fn node() -> Result<()> {
    let package: serde_json::Value =
        serde_json::from_slice(&fs::read(web::folder().join("package.json"))?)?;
    let wanted = package["engines"]["node"].as_str().unwrap_or_default().trim_start_matches(">=");
    let found = answer("node", "--version");
    let found = found.as_deref().unwrap_or("không có · none").trim_start_matches('v');
    let hint = "cài từ https://nodejs.org hoặc gói nodejs của Debian 13 · install it from https://nodejs.org \
                or as the package nodejs of Debian 13";
    ensure!(
        version(found) >= version(wanted),
        "cần Node.js {wanted} trở lên, máy này có: {found}; {hint}.\n       \
         Node.js {wanted} or newer is needed, this machine has: {found}"
    );
    ensure!(
        answer("npm", "--version").is_some(),
        "không tìm thấy npm; hãy cài npm (apt-get install npm).\n       \
         npm is missing: install it (apt-get install npm)"
    );
    Ok(())
}

/// PostgreSQL, Chromium and LibreOffice, for the tests.
pub(crate) fn for_tests() -> Result<()> {
    let mut missing = Vec::new();
    let own_server = std::env::var_os("TAICHO_TEST_POSTGRES").is_some();
    if !own_server && !has_postgres() {
        missing.push("postgresql");
    }
    if std::env::var_os("CHROMIUM").is_none() && !Path::new("/usr/bin/chromium").exists() {
        missing.push("chromium");
    }
    if answer("soffice", "--version").is_none() {
        missing.push("libreoffice-writer");
    }
    if missing.is_empty() {
        return Ok(());
    }
    let packages = missing.join(" ");
    if !is_root() || answer("apt-get", "--version").is_none() {
        bail!(
            "thiếu {packages}; hãy chạy: sudo apt-get install {packages}\n       \
             missing: {packages}; run: sudo apt-get install {packages}\n       \
             (or name a server in TAICHO_TEST_POSTGRES, a browser in CHROMIUM)"
        );
    }
    step::run("apt-get update", &mut apt(&["update", "-qq"]))?;
    let mut install = vec!["install", "--yes", "--no-install-recommends", "-qq"];
    install.extend(missing);
    step::run(&format!("apt-get install {packages}"), &mut apt(&install))
}

fn apt(arguments: &[&str]) -> Command {
    let mut command = step::command("apt-get", arguments);
    command.env("DEBIAN_FRONTEND", "noninteractive").stdin(Stdio::null());
    command
}

fn has_postgres() -> bool {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    versions.into_iter().any(|version| version.path().join("bin/initdb").exists())
}

fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|metadata| metadata.uid() == 0)
}

/// What a program prints about its version; none where it does not run.
fn answer(program: &str, argument: &str) -> Option<String> {
    let output = Command::new(program).arg(argument).stderr(Stdio::null()).output();
    let output = output.context("not installed").ok().filter(|output| output.status.success())?;
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Major and minor number, zero where there is none.
fn version(text: &str) -> (u32, u32) {
    let mut numbers = text.split('.').map(|part| part.parse().unwrap_or_default());
    (numbers.next().unwrap_or_default(), numbers.next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::version;

    #[test]
    fn versions_compare_by_number() {
        assert!(version("20.19.2") >= version("20.19"));
        assert!(version("22.1.0") >= version("20.19"));
        assert!(version("20.9.0") < version("20.19"));
        assert!(version("18.20.4") < version("20.19"));
        assert!(version("không có · none") < version("20.19"));
    }
}
