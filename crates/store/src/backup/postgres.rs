//! PostgreSQL is copied by its own tools, which know every version of its format.

use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use crate::SharedAddress;

use super::BackupError;
use super::file::damaged;

/// Where Debian and its kin keep the tools of each version.
const VERSIONS: &str = "/usr/lib/postgresql";

/// The newest tool of that name: it dumps and restores the databases of all versions before.
fn tool(name: &'static str) -> Result<PathBuf, BackupError> {
    let mut found: Vec<(u32, PathBuf)> = std::fs::read_dir(VERSIONS)
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let folder = entry.ok()?.path();
            let version = folder.file_name()?.to_str()?.parse().ok()?;
            Some((version, folder.join("bin").join(name)))
        })
        .filter(|(_, path)| path.is_file())
        .collect();
    found.sort();
    if let Some((_, path)) = found.pop() {
        return Ok(path);
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders = std::env::split_paths(&path);
    folders
        .find_map(|folder| Some(folder.join(name)).filter(|path| path.is_file()))
        .ok_or(BackupError::NoTool(name))
}

fn command(name: &'static str, address: &SharedAddress) -> Result<Command, BackupError> {
    let (url, told) = address.for_tools();
    let mut command = Command::new(tool(name)?);
    command.arg(format!("--dbname={url}")).arg("--no-password").envs(told);
    command.stderr(Stdio::piped());
    Ok(command)
}

/// Writes a dump of the database, as a snapshot has it where one is named.
pub(crate) fn dump(
    address: &SharedAddress,
    snapshot: Option<&str>,
    out: &mut impl Write,
) -> Result<(), BackupError> {
    let mut command = command("pg_dump", address)?;
    command.args(["--format=custom", "--compress=0", "--no-owner", "--no-privileges"]);
    if let Some(snapshot) = snapshot {
        command.arg(format!("--snapshot={snapshot}"));
    }
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
    let mut dumped = child.stdout.take().expect("its output is ours");
    let copied = std::io::copy(&mut dumped, out);
    drop(dumped);
    ended("pg_dump", child, copied.map(|_| ()).map_err(BackupError::from))
}

/// Brings a dump into an empty database, in one transaction.
pub(crate) fn restore(address: &SharedAddress, dump: &mut impl Read) -> Result<(), BackupError> {
    let mut command = command("pg_restore", address)?;
    command.args(["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn()?;
    let mut input = child.stdin.take().expect("its input is ours");
    let mut buffer = vec![0; 256 * 1024];
    let copied = loop {
        match dump.read(&mut buffer) {
            Ok(0) => break Ok(()),
            Ok(read) => {
                // Why it stopped reading is told by itself.
                if input.write_all(&buffer[..read]).is_err() {
                    break Ok(());
                }
            }
            Err(error) => {
                // It must not take for whole what is not.
                let _ = child.kill();
                break Err(damaged(error));
            }
        }
    };
    drop(input);
    ended("pg_restore", child, copied)
}

/// Waits for a tool; what went wrong on our side comes before what it says of that.
fn ended(
    tool: &'static str,
    mut child: Child,
    ours: Result<(), BackupError>,
) -> Result<(), BackupError> {
    let mut said = String::new();
    if ours.is_err() {
        let _ = child.kill();
    }
    if let Some(errors) = child.stderr.take() {
        // The first words say why; a tool that went on and on is not heard out.
        let _ = errors.take(16 * 1024).read_to_string(&mut said);
    }
    let status = child.wait()?;
    ours?;
    match status.success() {
        true => Ok(()),
        false => Err(BackupError::Tool { tool, text: said.trim().replace('\n', "; ") }),
    }
}
