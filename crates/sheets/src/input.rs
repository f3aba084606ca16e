//! Opens what may be opened: files, and what the shell has opened already. Never a device, and never something that
//! makes the program wait.

use std::fs::{self, File, FileType, OpenOptions};
use std::io::{self, ErrorKind, Read};
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};
use std::path::Path;

use rustix::fs::OFlags;
use taicho_model::{Words, check_file_name, shown_safely};

use crate::error::{Fault, Location, SheetError};

/// What is done with a link to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Links {
    /// Followed: a person named it.
    Follow,
    /// Refused: it was found in a folder, and may lead anywhere.
    Refuse,
}

/// A pipe holds at most this much: it is kept on disk before it is read.
const LONGEST_PIPE: u64 = 4 << 30;

/// Opens a file and nothing else: no folder, device, pipe or socket, and no name that hides something.
pub fn open_file(path: &Path, links: Links) -> Result<File, SheetError> {
    named(path, || file_at(path, links))
}

/// Opens a file, or what the shell has opened already (`/dev/stdin`, `/dev/fd/63`), which may be a pipe.
///
/// What comes through a pipe comes once, and is kept in a nameless temporary file, so that it can be read again.
pub fn open_input(path: &Path) -> Result<File, SheetError> {
    if !is_descriptor(path) {
        return open_file(path, Links::Follow);
    }
    named(path, || {
        let file = File::open(path)?;
        let kind = file.metadata()?.file_type();
        if kind.is_file() {
            return Ok(file);
        }
        if !kind.is_fifo() && !kind.is_socket() {
            return Err(not_a_file(kind));
        }
        let mut kept = tempfile::tempfile()?;
        if io::copy(&mut file.take(LONGEST_PIPE), &mut kept)? == LONGEST_PIPE {
            return Err(io::Error::from(ErrorKind::FileTooLarge).into());
        }
        Ok(kept)
    })
}

/// The name of a file in messages.
pub(crate) fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// Refuses a name that hides something; the message shows what.
pub(crate) fn check_name(name: &str) -> Result<(), SheetError> {
    check_file_name(name).map_err(|fault| at_file(name, Fault::FileName(fault)))
}

pub(crate) fn at_file(name: &str, fault: Fault) -> SheetError {
    let location = Location { file: shown_safely(name), ..Location::default() };
    SheetError { location: location.into(), fault }
}

fn named(path: &Path, open: impl FnOnce() -> Result<File, Fault>) -> Result<File, SheetError> {
    let name = name_of(path);
    check_name(&name)?;
    open().map_err(|fault| at_file(&name, fault))
}

fn file_at(path: &Path, links: Links) -> Result<File, Fault> {
    // Looked at before it is opened, for opening may do something to a device; and looked at again after it, for in
    // between it may have become another.
    let kind = match fs::symlink_metadata(path)?.file_type() {
        link if link.is_symlink() && links == Links::Refuse => return Err(link_in_a_folder()),
        link if link.is_symlink() => fs::metadata(path).map_err(leads_nowhere)?.file_type(),
        kind => kind,
    };
    if !kind.is_file() {
        return Err(not_a_file(kind));
    }
    let mut flags = OFlags::NONBLOCK | OFlags::NOCTTY;
    if links == Links::Refuse {
        flags |= OFlags::NOFOLLOW;
    }
    let file = OpenOptions::new().read(true).custom_flags(flags.bits().cast_signed()).open(path)?;
    let kind = file.metadata()?.file_type();
    if kind.is_file() { Ok(file) } else { Err(not_a_file(kind)) }
}

/// Whether a path is a descriptor of this process: nothing that one has to wait for to open.
fn is_descriptor(path: &Path) -> bool {
    let text = path.to_str().unwrap_or_default();
    let number = text.strip_prefix("/dev/fd/").or_else(|| text.strip_prefix("/proc/self/fd/"));
    let is_number = |it: &str| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit());
    text == "/dev/stdin" || number.is_some_and(is_number)
}

fn leads_nowhere(error: io::Error) -> Fault {
    if error.kind() == ErrorKind::PermissionDenied {
        return error.into();
    }
    let what = Words::new("đường dẫn tắt không dẫn tới tệp nào", "a link that leads to no file");
    Fault::NotAFile { what }
}

fn link_in_a_folder() -> Fault {
    let what = Words::new("đường dẫn tắt nằm trong thư mục", "a link found in a folder");
    Fault::NotAFile { what }
}

fn not_a_file(kind: FileType) -> Fault {
    let (vi, en) = match kind {
        kind if kind.is_dir() => ("thư mục", "a folder"),
        kind if kind.is_fifo() => ("ống dẫn (FIFO)", "a pipe (FIFO)"),
        kind if kind.is_socket() => ("socket", "a socket"),
        _ => ("thiết bị", "a device"),
    };
    Fault::NotAFile { what: Words::new(vi, en) }
}
