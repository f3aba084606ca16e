use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};
use taicho_sheets::{Links, SheetError, Table, open_file};

/// A table to import: a file on disk, or bytes that were sent.
#[derive(Clone, Debug)]
pub struct Source {
    pub(super) name: String,
    content: Content,
    pub(super) kind: Option<String>,
}

#[derive(Clone, Debug)]
enum Content {
    Path(PathBuf, Links),
    Bytes(Arc<[u8]>),
}

impl Source {
    /// A file on disk, or a link to one.
    pub fn file(path: &Path) -> Self {
        Self::on_disk(path, Links::Follow)
    }

    /// The files of a folder that can be tables, or the one file that the path is, which can be opened.
    ///
    /// What stands in a folder under the name of a table and cannot be opened is a fault of the import.
    pub fn at(path: &Path) -> Result<Vec<Self>, SheetError> {
        if !path.is_dir() {
            open_file(path, Links::Follow)?;
            return Ok(vec![Self::file(path)]);
        }
        let unread = |error: std::io::Error| SheetError {
            location: taicho_sheets::Location {
                file: taicho_model::shown_safely(&path.to_string_lossy()),
                ..taicho_sheets::Location::default()
            }
            .into(),
            fault: error.into(),
        };
        let mut paths: Vec<PathBuf> = std::fs::read_dir(path)
            .map_err(unread)?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<Result<_, _>>()
            .map_err(unread)?;
        paths.retain(|path| {
            let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
            ["csv", "xlsx", "tsv", "txt"].contains(&ending.to_lowercase().as_str())
        });
        paths.sort();
        Ok(paths.iter().map(|path| Self::on_disk(path, Links::Refuse)).collect())
    }

    /// Bytes that were sent under a name.
    pub fn bytes(name: &str, bytes: impl Into<Arc<[u8]>>) -> Self {
        Self { name: name.to_owned(), content: Content::Bytes(bytes.into()), kind: None }
    }

    /// Says what its rows are, where neither its name nor its headings tell.
    pub fn of_kind(mut self, kind: &str) -> Self {
        self.kind = Some(kind.to_owned());
        self
    }

    fn on_disk(path: &Path, links: Links) -> Self {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        Self { name, content: Content::Path(path.to_owned(), links), kind: None }
    }

    pub(super) fn open(&self) -> Result<Table, SheetError> {
        let options = taicho_sheets::Options::default();
        match &self.content {
            Content::Path(path, links) => {
                Table::from_file(&self.name, open_file(path, *links)?, &options)
            }
            Content::Bytes(bytes) => Table::from_bytes(&self.name, bytes.clone(), &options),
        }
    }

    pub(super) fn digest(&self) -> String {
        let mut hasher = Sha256::new();
        match &self.content {
            Content::Bytes(bytes) => hasher.update(bytes),
            Content::Path(path, links) => {
                if let Ok(mut file) = open_file(path, *links) {
                    // A file that can no longer be read fails where it is read.
                    let _ = std::io::copy(&mut file, &mut HashWriter(&mut hasher));
                }
            }
        }
        hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

struct HashWriter<'a>(&'a mut Sha256);

impl std::io::Write for HashWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
