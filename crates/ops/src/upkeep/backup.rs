use std::fs::File;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::{Timestamp, ToSpan as _};
use serde::{Deserialize, Serialize};
use taicho_model::VIETNAM_OFFSET;
use taicho_store::backup::{BackupError, Lock, Made};
use taicho_store::{Actor, Intent, Read, Store, StoreError};

/// The setting that tells of the last good backup.
const LAST: &str = "last_backup";

/// A backup that is older than this is old, in hours: one a day, and a day for somebody to look.
const OLD: i64 = 48;

/// What is left of a backup that was killed goes away after a day.
const LEFT_OVER: Duration = Duration::from_secs(24 * 3600);

/// The last backup that was read back and found whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LastBackup {
    /// When it was made.
    pub at: Timestamp,
    /// The file.
    pub to: String,
    /// How long it is.
    pub bytes: u64,
    /// How many changes are in it.
    pub changes: i64,
}

/// Where the backups of each day go, and how.
#[derive(Clone, Debug)]
pub struct BackupPlan {
    /// The folder.
    pub folder: PathBuf,
    /// How they are encrypted.
    pub lock: Lock,
    /// How many are kept.
    pub keep: usize,
}

/// Whether there is a backup that one can rely on.
#[derive(Clone, Debug, PartialEq)]
pub struct BackupState {
    /// The last good one; none where there never was one.
    pub last: Option<LastBackup>,
    /// Whether it is too old, or there is none.
    pub is_old: bool,
    /// Whether it was made, and its file is not there any more.
    pub is_gone: bool,
}

/// The last good backup, and whether that is too long ago.
pub fn backup_state(read: &mut Read<'_>, now: Timestamp) -> Result<BackupState, StoreError> {
    let text = read.setting(LAST)?;
    let last: Option<LastBackup> = text.and_then(|text| serde_json::from_str(&text).ok());
    // A clock that was set back must not make an old backup young.
    let is_young = |last: &LastBackup| {
        let oldest = now.checked_sub(OLD.hours()).unwrap_or(now);
        (oldest..=now.saturating_add(1.hours()).unwrap_or(now)).contains(&last.at)
    };
    let is_gone = last.as_ref().is_some_and(|last| is_gone(Path::new(&last.to)));
    let is_old = is_gone || !last.as_ref().is_some_and(is_young);
    Ok(BackupState { last, is_old, is_gone })
}

/// Whether a file is missing from its folder; of a folder that this node does not have nothing is known.
fn is_gone(path: &Path) -> bool {
    path.parent().is_some_and(Path::is_dir) && !path.exists()
}

/// Makes a backup in a folder, reads it back, notes it in the log, and removes the oldest ones beyond `keep`.
pub fn back_up(
    store: &Store,
    actor: &Actor,
    folder: &Path,
    lock: &Lock,
    keep: Option<usize>,
    now: Timestamp,
) -> Result<(Made, PathBuf), BackupError> {
    lock.check()?;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    remove_left_overs(folder);
    let name = VIETNAM_OFFSET.to_datetime(now).strftime("taicho-%Y%m%d-%H%M%S.backup").to_string();
    let path = std::path::absolute(folder)?.join(&name);
    if path.exists() {
        return Err(BackupError::NotEmpty(path.display().to_string()));
    }
    let partial = folder.join(format!("{name}.partial"));
    // Whoever makes one of that name at this moment keeps what they have begun.
    let mut options = File::options();
    let out = options.read(true).write(true).create_new(true).mode(0o600).open(&partial);
    let out = out.map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => BackupError::UnderWay,
        _ => error.into(),
    })?;
    let done = written(store, out, lock, now);
    let done = done.and_then(|made| Ok(std::fs::rename(&partial, &path).map(|()| made)?));
    if done.is_err() {
        let _ = std::fs::remove_file(&partial);
    }
    let made = done?;
    File::open(folder)?.sync_all()?;
    note_backup(store, actor, &made, &path.display().to_string(), now)?;
    if let Some(keep) = keep {
        remove_oldest(folder, &name, keep.max(1))?;
    }
    Ok((made, path))
}

/// Notes a backup as the last good one.
fn note_backup(
    store: &Store,
    actor: &Actor,
    made: &Made,
    to: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let changes = made.header.heads.changes();
    let last =
        LastBackup { at: made.header.made_at, to: to.to_owned(), bytes: made.bytes, changes };
    let text = serde_json::to_string(&last).expect("a note has a text");
    store.write(actor, Intent::new("back_up", now), move |write| write.set(LAST, &text))
}

fn written(store: &Store, out: File, lock: &Lock, now: Timestamp) -> Result<Made, BackupError> {
    let (made, mut out) = store.back_up(out, lock, now, env!("CARGO_PKG_VERSION"))?;
    out.sync_all()?;
    Store::read_back(&mut out, &made, lock)?;
    Ok(made)
}

/// The backups in a folder, the oldest first; other files are none of ours.
fn backups(folder: &Path, ending: &str) -> Result<Vec<PathBuf>, std::io::Error> {
    let is_ours = |name: &str| {
        let stem = name.strip_prefix("taicho-").and_then(|rest| rest.strip_suffix(ending));
        stem.is_some_and(|stem| {
            stem.len() == 15
                && stem.bytes().enumerate().all(|(at, byte)| match at {
                    8 => byte == b'-',
                    _ => byte.is_ascii_digit(),
                })
        })
    };
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name().to_str().is_some_and(is_ours) {
            found.push(entry.path());
        }
    }
    found.sort();
    Ok(found)
}

fn remove_left_overs(folder: &Path) {
    for path in backups(folder, ".backup.partial").into_iter().flatten() {
        let changed = path.metadata().and_then(|found| found.modified());
        let age = changed.ok().and_then(|at| at.elapsed().ok());
        if age.is_some_and(|age| age > LEFT_OVER) {
            // Another backup may be quicker.
            let _ = std::fs::remove_file(path);
        }
    }
}

/// The one that was just made and read back stays whatever its name, as when a clock was set back.
fn remove_oldest(folder: &Path, newest: &str, keep: usize) -> Result<(), std::io::Error> {
    let mut found = backups(folder, ".backup")?;
    found.retain(|path| path.file_name().is_some_and(|name| name != newest));
    let beyond = (found.len() + 1).saturating_sub(keep);
    found.iter().take(beyond).try_for_each(std::fs::remove_file)
}
