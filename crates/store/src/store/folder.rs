//! The folder of the embedded database: who may read it, whether it is still there, and whose turn it is to write.

use std::fs::File;
use std::os::unix::fs::{
    DirBuilderExt as _, FileExt as _, MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _,
};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::StoreError;
use crate::Value;
use crate::change::{ChainHead, hex};
use crate::db::Conn;

/// The name of the database in its folder.
const DATABASE: &str = "taicho.db";

/// The file beside it that tells which change was the newest on disk.
pub(crate) const NEWEST: &str = "newest-change";

/// The folder of an embedded database that was opened.
pub(crate) struct Folder {
    path: PathBuf,
    /// The device and the number of the file that was opened, by which another one in its place is told.
    identity: (u64, u64),
}

impl Folder {
    /// The folder at a path; `create` says whether one that is missing, or empty, is made.
    pub(crate) fn open(path: &Path, create: bool) -> Result<Self, StoreError> {
        let database = path.join(DATABASE);
        if !database.exists() {
            if !create {
                return Err(StoreError::NoDatabase(path.display().to_string()));
            }
            std::fs::DirBuilder::new().recursive(true).mode(0o700).create(path)?;
            let mut options = File::options();
            options.write(true).create(true).mode(0o600).open(&database)?;
            // That there is a folder is on disk before anything is acknowledged in it.
            File::open(path)?.sync_all()?;
            if let Some(parent) = path.canonicalize()?.parent() {
                File::open(parent)?.sync_all()?;
            }
        }
        let metadata = database.metadata()?;
        if !metadata.is_file() {
            return Err(StoreError::Damaged(format!("{DATABASE} is not a file")));
        }
        let folder = Self { path: path.to_owned(), identity: (metadata.dev(), metadata.ino()) };
        folder.close_to_others()?;
        Ok(folder)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.path.join(DATABASE)
    }

    /// Fails where the folder was moved or deleted since, so that nothing is written to where nobody looks.
    pub(crate) fn check(&self) -> Result<(), StoreError> {
        let found = self.database().metadata().map(|found| (found.dev(), found.ino()));
        if found.is_ok_and(|found| found == self.identity) {
            return Ok(());
        }
        Err(StoreError::FolderGone(self.path.display().to_string()))
    }

    /// What stands in the folder is for its owner alone.
    fn close_to_others(&self) -> Result<(), StoreError> {
        let close = |path: &Path, mode: u32| -> Result<(), StoreError> {
            match path.metadata() {
                Ok(found) if found.permissions().mode() & 0o077 != 0 => {
                    Ok(std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode))?)
                }
                _ => Ok(()),
            }
        };
        close(&self.path, 0o700)?;
        for ending in ["", "-wal", "-shm"] {
            close(&self.path.join(format!("{DATABASE}{ending}")), 0o600)?;
        }
        Ok(())
    }

    /// Notes the end of the chain beside the database, after a commit: what is noted was on disk before.
    pub(crate) fn remember(&self, head: &ChainHead) {
        let line = note(head.seq, &head.digest);
        let mut options = File::options();
        options.write(true).create(true).truncate(false).mode(0o600);
        // The note is a lower bound: an older one is as true.
        let noted = options
            .open(self.path.join(NEWEST))
            .and_then(|file| file.write_all_at(line.as_bytes(), 0));
        if let Err(error) = noted {
            tracing::warn!(%error, "the end of the log was not noted beside the database");
        }
    }

    /// The number and the digest of the newest change that was on disk, where that was noted.
    pub(crate) fn noted(&self) -> Option<(i64, String)> {
        let noted = std::fs::read_to_string(self.path.join(NEWEST)).ok()?;
        let mut words = noted.split_whitespace();
        let (seq, digest) = (words.next()?.parse().ok()?, words.next()?);
        (note(seq, digest) == noted).then(|| (seq, digest.to_owned()))
    }

    /// Fails where the database lacks a change that was noted as on disk, as after damage to the log of SQLite.
    ///
    /// The note was read before the database was looked at: one of a change that came meanwhile would be missed in it.
    pub(crate) fn compare(
        noted: Option<(i64, String)>,
        conn: &mut Conn,
        top: &str,
        head: &ChainHead,
    ) -> Result<(), StoreError> {
        // Half a note, as the end of the process in the middle of it leaves, says nothing.
        let Some((seq, digest)) = noted else { return Ok(()) };
        if seq == 0 {
            return Ok(());
        }
        if seq > head.seq {
            return Err(StoreError::Damaged(format!(
                "it ends with change {}, and change {seq} was on disk",
                head.seq
            )));
        }
        let mut found = String::new();
        conn.each(
            "select digest from changes where top = $1 and chain = $2 and chain_seq = $3",
            &[Value::Text(top.to_owned()), Value::Text(head.chain.clone()), Value::Int(seq)],
            |row| {
                found = row.text(0)?.unwrap_or_default();
                Ok(())
            },
        )?;
        match found == digest {
            true => Ok(()),
            false => {
                Err(StoreError::Damaged(format!("change {seq} is not the one that was on disk")))
            }
        }
    }

    /// A handle by which one writer takes its turns among all writers of the folder, of this process and of others.
    pub(crate) fn turns(&self) -> Result<Turns, StoreError> {
        Ok(Turns { next: self.lock_file("next.lock")?, writing: self.lock_file("writing.lock")? })
    }

    /// The right to write a change in parts: one at a time has it, and whoever has it knows that nobody else does.
    pub(crate) fn long_work(&self) -> Result<File, StoreError> {
        self.lock_file("long.lock")
    }

    pub(crate) fn lock_file(&self, name: &str) -> Result<File, StoreError> {
        let mut options = File::options();
        options.write(true).create(true).truncate(false).mode(0o600);
        Ok(options.open(self.path.join(name))?)
    }
}

/// The line that notes a change, with a digest of its own by which a torn one is told.
fn note(seq: i64, digest: &str) -> String {
    let said = format!("{seq:>20} {digest}");
    let check = hex(&Sha256::digest(said.as_bytes()));
    format!("{said} {}\n", &check[..16])
}

/// Turns of one writer. Who waits for the next turn keeps whoever just wrote from taking it again at once, which the
/// database's own lock, tried again and again, does not.
pub(crate) struct Turns {
    next: File,
    writing: File,
}

/// A turn, which ends when it is dropped.
pub(crate) struct Turn<'t> {
    writing: &'t File,
}

impl Turns {
    /// Waits for a turn.
    pub(crate) fn take(&self) -> Result<Turn<'_>, StoreError> {
        self.next.lock()?;
        let taken = self.writing.lock();
        self.next.unlock()?;
        taken?;
        Ok(Turn { writing: &self.writing })
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        // A lock that cannot be given back ends with its file handle.
        let _ = self.writing.unlock();
    }
}
