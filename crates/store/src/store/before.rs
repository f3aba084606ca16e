//! A copy of the database as it is, before a step of its schema is taken: the way back to the program before.

use std::fs::File;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use super::Store;
use super::backup::holds_changes;
use super::folder::Folder;
use crate::backup::{BackupError, postgres};
use crate::db::Conn;
use crate::migrate;
use crate::{SharedAddress, StoreError};

/// The first step that a database lacks, where it holds anything that could be lost.
fn next_step(conn: &mut Conn) -> Result<Option<&'static str>, StoreError> {
    let Some(step) = migrate::missing(conn)?.first().copied() else { return Ok(None) };
    Ok(holds_changes(conn)?.then_some(step))
}

fn place(folder: &Path, step: &str, ending: &str) -> (PathBuf, PathBuf) {
    let path = folder.join(format!("taicho-before-{step}.{ending}"));
    (path.with_extension(format!("{ending}.partial")), path)
}

/// Copies the embedded database where a step is to be taken; the step is not taken where there is no room for that.
pub(super) fn copy(folder: &Folder, conn: &mut Conn) -> Result<(), StoreError> {
    let Some(step) = next_step(conn)? else { return Ok(()) };
    let (partial, path) = place(folder.path(), step, "db");
    let _ = std::fs::remove_file(&partial);
    conn.begin("begin")?;
    let copied = conn.copy_to(&partial);
    conn.rollback()?;
    let kept = copied.and_then(|()| Ok(std::fs::rename(&partial, &path)?));
    if kept.is_err() {
        let _ = std::fs::remove_file(&partial);
    }
    kept?;
    File::open(folder.path())?.sync_all()?;
    tracing::warn!(copy = %path.display(), step, "the database was copied before it is brought up to date");
    Ok(())
}

/// Fails where a step is to be taken to a shared database that holds anything: that is asked for, once for all nodes.
pub(super) fn ask(conn: &mut Conn) -> Result<(), StoreError> {
    match next_step(conn)? {
        None => Ok(()),
        Some(step) => Err(StoreError::CopyFirst(step)),
    }
}

impl Store {
    /// Takes the steps that a shared database lacks, after a dump of it into a folder; says where that is. Without a
    /// folder none is made.
    pub fn migrate_postgres(
        address: &SharedAddress,
        dump_into: Option<&Path>,
    ) -> Result<Option<PathBuf>, BackupError> {
        let mut conn = Conn::open_postgres(address)?;
        let step = next_step(&mut conn)?;
        let dumped = match (step, dump_into) {
            (Some(step), Some(folder)) => {
                std::fs::create_dir_all(folder)?;
                let (partial, path) = place(folder, step, "dump");
                let _ = std::fs::remove_file(&partial);
                let mut out =
                    File::options().write(true).create_new(true).mode(0o600).open(&partial)?;
                let dumped = postgres::dump(address, None, &mut out)
                    .and_then(|()| Ok(out.sync_all()?))
                    .and_then(|()| Ok(std::fs::rename(&partial, &path)?));
                if dumped.is_err() {
                    let _ = std::fs::remove_file(&partial);
                }
                dumped?;
                Some(path)
            }
            _ => None,
        };
        migrate::migrate(&mut conn)?;
        Ok(dumped)
    }
}
