//! A backup counts as long as it is there and young.

use jiff::{Timestamp, ToSpan as _};
use taicho_ops::{BackupState, back_up, backup_state};
use taicho_store::backup::Lock;
use taicho_store::{Actor, StoreError};
use taicho_testkit::on_both;

fn now() -> Timestamp {
    "2026-11-30T01:30+07:00".parse().unwrap()
}

#[test]
fn a_backup_that_was_deleted_or_grew_old_is_none_to_rely_on() {
    on_both(|test| {
        let folder = tempfile::tempdir().unwrap();
        let actor = Actor::local_operator();
        let state = |at: Timestamp| -> BackupState {
            let read = test.store.read(&actor, |read| backup_state(read, at));
            let state: Result<_, StoreError> = read;
            state.unwrap()
        };
        assert!(state(now()).is_old, "there is none");
        let made = back_up(&test.store, &actor, folder.path(), &Lock::Open, None, now());
        let (_, path) = made.unwrap();
        assert!(path.is_absolute());
        let good = state(now() + 1.hour());
        assert!(!good.is_old && !good.is_gone, "{good:?}");
        assert!(state(now() + 49.hours()).is_old);
        std::fs::remove_file(&path).unwrap();
        let gone = state(now() + 1.hour());
        assert!(gone.is_old && gone.is_gone, "{gone:?}");
        // Of a folder on another machine nothing is known.
        std::fs::remove_dir(folder.path()).unwrap();
        assert!(!state(now() + 1.hour()).is_gone);
    });
}
