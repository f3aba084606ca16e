//! PostgreSQL is copied by its own tools, which know every version of its format.

use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

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

/// An address without its password, which everybody on the machine could read from the command line, and the password.
fn without_password(url: &str) -> (String, Option<String>) {
    let Some((scheme, rest)) = url.split_once("://") else { return (url.to_owned(), None) };
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (place, after) = rest.split_at(end);
    let (user, place) = place.rsplit_once('@').unwrap_or(("", place));
    let (user, mut password) = match user.split_once(':') {
        Some((user, password)) => (user, Some(decoded(password))),
        None => (user, None),
    };
    let (path, query) = after.split_once('?').unwrap_or((after, ""));
    let mut kept = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        match pair.strip_prefix("password=") {
            Some(text) => password = Some(decoded(text)),
            None => kept.push(pair),
        }
    }
    let user = if user.is_empty() { String::new() } else { format!("{user}@") };
    let query = if kept.is_empty() { String::new() } else { format!("?{}", kept.join("&")) };
    (format!("{scheme}://{user}{place}{path}{query}"), password)
}

/// Undoes the `%41` of an address.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let hex = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        match hex.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) if *first == b'%' => {
                bytes.push(byte);
                rest = &after[2..];
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn command(name: &'static str, url: &str) -> Result<Command, BackupError> {
    let (url, password) = without_password(url);
    let mut command = Command::new(tool(name)?);
    command.arg(format!("--dbname={url}")).arg("--no-password");
    if let Some(password) = password {
        command.env("PGPASSWORD", password);
    }
    command.stderr(Stdio::piped());
    Ok(command)
}

/// Writes a dump of the database, as a snapshot has it where one is named.
pub(crate) fn dump(
    url: &str,
    snapshot: Option<&str>,
    out: &mut impl Write,
) -> Result<(), BackupError> {
    let mut command = command("pg_dump", url)?;
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
pub(crate) fn restore(url: &str, dump: &mut impl Read) -> Result<(), BackupError> {
    let mut command = command("pg_restore", url)?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_never_stands_on_a_command_line() {
        for (url, bare, password) in [
            ("postgres://127.0.0.1/a", "postgres://127.0.0.1/a", None),
            ("postgres://u@h:5432/a", "postgres://u@h:5432/a", None),
            ("postgres://u:p%40ss@h/a?sslmode=require", "postgres://u@h/a?sslmode=require", Some("p@ss")),
            ("postgresql://u@h/a?password=x%20y&sslmode=require", "postgresql://u@h/a?sslmode=require", Some("x y")),
            ("postgres://u:a@b@h/a", "postgres://u@h/a", Some("a@b")),
            ("postgres://u:%zz@h?password=q", "postgres://u@h", Some("q")),
        ] {
            let found = without_password(url);
            assert_eq!((found.0.as_str(), found.1.as_deref()), (bare, password), "{url}");
        }
    }
}
