use std::fs::File;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::time::Duration;

use rusqlite::backup::{Backup, StepResult};

use super::{Conn, Link};
use crate::StoreError;

/// Pages of one step: between two of them a signal or another reader of the file has its chance.
const PAGES: i32 = 2_048;

impl Conn {
    /// Copies the embedded database, as the open transaction sees it, into a file that is not there yet, and brings
    /// that to disk. Writers go on meanwhile: the copy is of the moment at which the transaction first read.
    pub(crate) fn copy_to(&self, path: &Path) -> Result<(), StoreError> {
        let Link::Sqlite(source) = &self.link else {
            unreachable!("only the embedded database is copied page by page")
        };
        File::options().write(true).create_new(true).mode(0o600).open(path)?;
        let mut target = rusqlite::Connection::open(path)?;
        // The copy is whole or thrown away, and synced once at its end.
        target.execute_batch("pragma journal_mode = off; pragma synchronous = off;")?;
        let backup = Backup::new(source, &mut target)?;
        loop {
            match backup.step(PAGES)? {
                StepResult::Done => break,
                StepResult::More => {}
                _ => std::thread::sleep(Duration::from_millis(5)),
            }
        }
        drop(backup);
        target.close().map_err(|(_, error)| error)?;
        Ok(File::open(path)?.sync_all()?)
    }
}
