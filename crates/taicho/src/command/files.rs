//! Files that a command is given: how they are opened, and what is said where they cannot be.

use std::path::Path;

use taicho_sheets::{Fault, Table};

/// Where a list is read from; `-` is the pipe.
pub(super) fn source_of(path: &Path) -> &Path {
    if path == Path::new("-") { Path::new("/dev/stdin") } else { path }
}

/// Opens a list.
pub(super) fn table_at(path: &Path) -> anyhow::Result<Table> {
    Ok(Table::open(source_of(path))?)
}

/// The text of a file.
pub(super) fn text_at(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(source_of(path)).map_err(|error| unread(path, error))
}

/// What is in a file.
pub(super) fn bytes_at(path: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(source_of(path)).map_err(|error| unread(path, error))
}

fn unread(path: &Path, error: std::io::Error) -> anyhow::Error {
    let words = Fault::Io(error).words();
    anyhow::anyhow!("{}: {} · {}", path.display(), words.vi, words.en)
}

/// That something cannot be written.
pub(super) fn unwritten(path: &Path) -> String {
    format!("không ghi được {0} · {0} cannot be written", path.display())
}
