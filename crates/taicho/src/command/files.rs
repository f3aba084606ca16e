//! Files that a command is given: how they are opened, and what is said where they cannot be.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use taicho_model::shown_safely;
use taicho_sheets::{Fault, Links, SheetError, Table, open_file, open_input};

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
    read(path, open_input(source_of(path)), |file, text| file.read_to_string(text))
}

/// The text of a file that another file names.
pub(super) fn text_of_file(path: &Path) -> anyhow::Result<String> {
    read(path, open_file(path, Links::Follow), |file, text| file.read_to_string(text))
}

/// What is in a file.
pub(super) fn bytes_at(path: &Path) -> anyhow::Result<Vec<u8>> {
    read(path, open_input(source_of(path)), |file, bytes| file.read_to_end(bytes))
}

fn read<T: Default>(
    path: &Path,
    opened: Result<File, SheetError>,
    read: impl FnOnce(&mut File, &mut T) -> std::io::Result<usize>,
) -> anyhow::Result<T> {
    let mut content = T::default();
    opened
        .map_err(|error| error.fault)
        .and_then(|mut file| read(&mut file, &mut content).map_err(Fault::Io))
        .map_err(|fault| unread(path, &fault))?;
    Ok(content)
}

fn unread(path: &Path, fault: &Fault) -> anyhow::Error {
    let (name, words) = (shown_safely(&path.to_string_lossy()), fault.words());
    anyhow::anyhow!("{name}: {} · {}", words.vi, words.en)
}

/// That something cannot be written.
pub(super) fn unwritten(path: &Path) -> String {
    format!("không ghi được {0} · {0} cannot be written", path.display())
}
