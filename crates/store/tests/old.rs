//! Databases of older programs are brought up to date, after a copy of them.

use std::io::Read as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use jiff::Timestamp;
use taicho_model::{Area, Case, CaseStatus, Freeze, Import, Person};
use taicho_store::{Actor, Change, Filter, KindSpec, Record, Store, StoreError};
use taicho_testkit::{every_row, fresh_database};

const OLD: &[u8] = include_bytes!("old/taicho-0001.db.gz");

/// The folder of an old installation.
fn old() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(OLD).read_to_end(&mut bytes).unwrap();
    let path = folder.path().join("taicho.db");
    std::fs::write(&path, bytes).unwrap();
    (folder, path)
}

fn list<R: Record>(store: &Store) -> Vec<R> {
    store.read::<_, StoreError>(&Actor::local_operator(), |read| read.list(&Filter::now())).unwrap()
}

fn changes(store: &Store) -> Vec<Change> {
    let all = Timestamp::MIN..Timestamp::MAX;
    store
        .read::<_, StoreError>(&Actor::local_operator(), |read| read.changes(all, None, 100))
        .unwrap()
}

#[test]
fn a_database_of_the_first_program_keeps_everything() {
    let (folder, path) = old();
    let before = std::fs::read(&path).unwrap();
    let store = Store::open_folder(folder.path()).unwrap();
    let audit = store.audit().unwrap();
    assert!(audit.is_clean(), "{audit:?}");
    // Eight of its own, and the one that says how it was found.
    assert_eq!(audit.changes, 9);
    assert_eq!(list::<Area>(&store).len(), 26);
    assert_eq!(list::<Person>(&store).len(), 3);
    assert_eq!(list::<Freeze>(&store).len(), 1);
    assert_eq!(list::<Import>(&store).len(), 4);
    let cases = list::<Case>(&store);
    assert_eq!(cases.len(), 4);
    let case =
        |key: &str| cases.iter().find(|case| case.source_key.as_deref() == Some(key)).unwrap();
    assert_eq!(case("C2").status, CaseStatus::Confirmed);
    assert_eq!(case("C3").status, CaseStatus::Confirmed);
    let read = |id: &str| {
        store.read::<_, StoreError>(&Actor::local_operator(), |read| {
            Ok((read.history(KindSpec::named("cases").unwrap(), id)?, read.setting("home_area")?))
        })
    };
    let (history, setting) = read(&case("C3").id.0).unwrap();
    assert_eq!(setting.as_deref(), Some("09187"));
    let operations: Vec<&str> =
        history.iter().map(|version| version.change.operation.as_str()).collect();
    assert_eq!(operations, ["undo_change", "import", "import"]);
    assert_eq!(history[0].change.reason.as_deref(), Some("nhập nhầm tệp"));
    let log = changes(&store);
    assert_eq!(log[0].operation, "prove_again");
    assert_eq!(log[0].reason.as_deref(), Some("the log before was sound"));

    // The copy is the database as it was, for its owner alone, and there is one.
    let copy = folder.path().join("taicho-before-0002_proofs.db");
    assert_eq!(copy.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(every_row(&copy), {
        let first = folder.path().join("first.db");
        std::fs::write(&first, before).unwrap();
        every_row(&first)
    });
    drop(store);
    Store::open_folder(folder.path()).unwrap();
    let copies = std::fs::read_dir(folder.path()).unwrap().filter(|entry| {
        entry.as_ref().unwrap().file_name().to_string_lossy().starts_with("taicho-before-")
    });
    assert_eq!(copies.count(), 1);
}

#[test]
fn a_row_that_was_altered_before_is_named() {
    let (folder, path) = old();
    let conn = rusqlite::Connection::open(&path).unwrap();
    conn.execute("update people set full_name = 'Người khác' where source_key = 'P2'", []).unwrap();
    let change: String = conn
        .query_row("select change_id from people where source_key = 'P2'", [], |row| row.get(0))
        .unwrap();
    drop(conn);
    let store = Store::open_folder(folder.path()).unwrap();
    let reason = changes(&store)[0].reason.clone().unwrap();
    assert_eq!(reason, format!("the log before was not sound in the changes {change}"));
}

#[test]
fn without_a_copy_no_step_is_taken() {
    let (folder, path) = old();
    // Nothing can be written where this stands, as on a disk that is full.
    std::fs::create_dir(folder.path().join("taicho-before-0002_proofs.db.partial")).unwrap();
    assert!(Store::open_folder(folder.path()).is_err());
    let conn = rusqlite::Connection::open(&path).unwrap();
    let steps: i64 =
        conn.query_row("select count(*) from migrations", [], |row| row.get(0)).unwrap();
    assert_eq!(steps, 1);
}

#[test]
fn an_older_program_refuses_a_newer_database() {
    let folder = tempfile::tempdir().unwrap();
    drop(Store::open_folder(folder.path()).unwrap());
    let conn = rusqlite::Connection::open(folder.path().join("taicho.db")).unwrap();
    conn.execute("insert into migrations (name) values ('9999_later')", []).unwrap();
    drop(conn);
    let before = std::fs::read(folder.path().join("taicho.db")).unwrap();
    let refused = Store::open_folder(folder.path()).map(|_| ());
    assert!(matches!(refused, Err(StoreError::NewerDatabase(step)) if step == "9999_later"));
    assert_eq!(std::fs::read(folder.path().join("taicho.db")).unwrap(), before);
}

#[test]
fn a_shared_database_is_dumped_before_a_step_and_only_where_that_is_asked_for() {
    let url = fresh_database();
    let put = |store: &Store| {
        let intent = taicho_store::Intent::new("test", "2026-11-30T08:00Z".parse().unwrap());
        store
            .write::<_, StoreError>(&Actor::local_operator(), intent, |write| write.set("a", "b"))
            .unwrap();
    };
    put(&Store::open_postgres(&url).unwrap());
    // As the program before 0004 left it.
    let mut client = postgres::Client::connect(&url, postgres::NoTls).unwrap();
    client
        .batch_execute(
            "drop table attachments; drop table attachment_parts; alter table answers drop column proof;
             delete from migrations where name = '0004_attachments'",
        )
        .unwrap();
    let refused = Store::open_postgres(&url).map(|_| ());
    assert!(matches!(refused, Err(StoreError::CopyFirst("0004_attachments"))), "{refused:?}");
    let folder = tempfile::tempdir().unwrap();
    let dump = Store::migrate_postgres(&shared(&url), Some(folder.path())).unwrap().unwrap();
    assert!(std::fs::read(&dump).unwrap().starts_with(b"PGDMP"));
    assert_eq!(dump.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    let store = Store::open_postgres(&url).unwrap();
    put(&store);
    assert!(store.audit().unwrap().is_clean());
    assert_eq!(Store::migrate_postgres(&shared(&url), Some(folder.path())).unwrap(), None);
}

fn shared(url: &str) -> taicho_store::SharedAddress {
    taicho_store::SharedAddress::parse(url).unwrap()
}
