use std::fs::File;
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use taicho_store::{Seal, SealKey, Store, Witness};

use crate::OpsError;

/// Where the key of seals lies and where seals are kept besides the database.
///
/// Both are files next to the database at first; an office that means it moves them to another machine or a stick.
#[derive(Clone, Debug)]
pub struct SealFiles {
    /// The private key; the public one lies beside it, with the ending `.pub`.
    pub key: PathBuf,
    /// The seals, one a line, the newest last.
    pub seals: PathBuf,
}

impl SealFiles {
    /// The places in a data folder.
    pub fn in_folder(folder: &Path) -> Self {
        Self { key: folder.join("seal.key"), seals: folder.join("seals.jsonl") }
    }

    /// Seals everything that was written; none where nothing was since the last seal. Makes the key at first.
    pub fn seal(&self, store: &Store, at: Timestamp) -> Result<Option<Seal>, OpsError> {
        let key = self.key_or_new()?;
        let seal = store.seal(&key, at)?;
        if let Some(seal) = &seal {
            let mut file = open(&self.seals, File::options().append(true).create(true))?;
            writeln!(file, "{}", seal.text()).and_then(|()| file.sync_data()).map_err(|error| {
                unusable(&self.seals, &error)
            })?;
        }
        Ok(seal)
    }

    /// What these files tell an auditor; a file that is not there tells nothing.
    pub fn witness(&self) -> Result<Witness, OpsError> {
        let public = self.key.with_extension("pub");
        let key = read(&public)?.map(|key| key.trim().to_owned());
        let seals = read(&self.seals)?.unwrap_or_default();
        let lines = seals.lines().filter(|line| !line.trim().is_empty());
        let seals = lines.map(|line| {
            Seal::read(line).ok_or_else(|| {
                OpsError::Content(format!("{} holds a line that is no seal", self.seals.display()))
            })
        });
        Ok(Witness { key, seals: seals.collect::<Result<_, _>>()?, lines: Vec::new() })
    }

    fn key_or_new(&self) -> Result<SealKey, OpsError> {
        if let Some(text) = read(&self.key)? {
            return SealKey::read(&text).ok_or_else(|| {
                OpsError::Content(format!("{} is no key of seals", self.key.display()))
            });
        }
        let key = SealKey::make()?;
        for (path, text) in
            [(self.key.clone(), key.secret_text()), (self.key.with_extension("pub"), key.public_text())]
        {
            let mut file = open(&path, File::options().write(true).create_new(true))?;
            writeln!(file, "{text}").and_then(|()| file.sync_all()).map_err(|e| unusable(&path, &e))?;
        }
        Ok(key)
    }
}

fn open(path: &Path, options: &mut std::fs::OpenOptions) -> Result<File, OpsError> {
    options.mode(0o600).open(path).map_err(|error| unusable(path, &error))
}

fn read(path: &Path) -> Result<Option<String>, OpsError> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(unusable(path, &error)),
    }
}

fn unusable(path: &Path, error: &std::io::Error) -> OpsError {
    OpsError::Content(format!("{} cannot be used: {error}", path.display()))
}
