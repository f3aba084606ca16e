//! Backups are of one moment, come back row by row, and say when they cannot be relied on.

#[path = "backing/rows.rs"]
mod rows;

use std::io::Cursor;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use rows::{Database, at_heads, every_row};
use taicho_model::{Origin, Place, PlaceKind};
use taicho_store::backup::{BackupError, Engine as Of, Lock, Opener};
use taicho_store::{
    Actor, Filter, Intent, Store, StoreError, Witness, restore_folder, restore_postgres,
};
use taicho_testkit::{Engine, TestStore, fresh_database, on_both};

fn at(text: &str) -> jiff::Timestamp {
    text.parse().unwrap()
}

fn place(id: &str, name: &str) -> Place {
    Place {
        id: id.to_owned().into(),
        source_key: None,
        kind: PlaceKind::Lodging,
        name: name.into(),
        area_id: String::from("09187").into(),
        area_path: "27/256/09187/".into(),
        record_origin: Origin::Synthetic,
    }
}

fn put(store: &Store, id: String, name: String) {
    let intent = Intent::new("test", at("2026-11-30T08:00+07:00"));
    store
        .write::<_, StoreError>(&Actor::local_operator(), intent, move |write| {
            write.put(&place(&id, &name))
        })
        .unwrap();
}

fn backed_up(store: &Store, lock: &Lock) -> Vec<u8> {
    let out = Cursor::new(Vec::new());
    let (made, mut out) = store.back_up(out, lock, at("2026-11-30T09:00+07:00"), "test").unwrap();
    Store::read_back(&mut out, &made, lock).unwrap();
    let bytes = out.into_inner();
    assert_eq!(bytes.len() as u64, made.bytes);
    bytes
}

fn secret() -> (Lock, Opener) {
    let lock = Lock::Passphrase("một mật khẩu dài".into());
    let opener = lock.opener().unwrap();
    (lock, opener)
}

/// A place for a restored database, and the store in it.
fn restored(
    engine: Engine,
    bytes: &[u8],
    opener: &Opener,
) -> (Store, taicho_store::backup::Header, Database, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let mut file = Cursor::new(bytes);
    match engine {
        Engine::Sqlite => {
            let path = folder.path().join("restored");
            let header = restore_folder(&mut file, opener, &path).unwrap();
            let store = Store::open_existing(&path).unwrap();
            (store, header, Database::Sqlite(path.join("taicho.db")), folder)
        }
        Engine::Postgres => {
            let url = fresh_database();
            let header = restore_postgres(&mut file, opener, &shared(&url)).unwrap();
            (Store::open_postgres(&url).unwrap(), header, Database::Postgres(url), folder)
        }
    }
}

fn database(test: &TestStore) -> Database {
    match test.engine {
        Engine::Sqlite => Database::Sqlite(std::path::Path::new(&test.address).join("taicho.db")),
        Engine::Postgres => Database::Postgres(test.address.clone()),
    }
}

#[test]
fn a_backup_under_load_comes_back_row_by_row() {
    on_both(|test| {
        for number in 0..400 {
            put(&test.store, format!("before-{number}"), "trước".into());
        }
        let (stop, written) = (AtomicBool::new(false), AtomicU64::new(0));
        let (lock, opener) = secret();
        let backups = std::thread::scope(|scope| {
            for thread in 0..3 {
                let (store, stop, written) = (&test.store, &stop, &written);
                scope.spawn(move || {
                    for number in 0.. {
                        if stop.load(Ordering::Relaxed) {
                            break;
                        }
                        // New rows, and corrections of those that every thread corrects.
                        put(store, format!("t{thread}-{number}"), "mới".into());
                        let id = format!("before-{}", number * 3 % 400 / 3 * 3 + thread);
                        put(store, id, format!("sửa {number}"));
                        written.fetch_add(2, Ordering::Relaxed);
                    }
                });
            }
            // A long change is open all the time on the embedded database: no backup has any of it, or all.
            let store = &test.store;
            let stop_long = &stop;
            scope.spawn(move || {
                for round in 0.. {
                    if stop_long.load(Ordering::Relaxed) {
                        break;
                    }
                    let intent = Intent::new("long", at("2026-11-30T08:00+07:00"));
                    let done = store.write_long::<_, StoreError>(
                        &Actor::local_operator(),
                        intent,
                        move |write| {
                            for part in 0..30 {
                                let rows: Vec<Place> = (0..200)
                                    .map(|row| place(&format!("l{round}-{part}-{row}"), "dài"))
                                    .collect();
                                write.put_all(&rows)?;
                                std::thread::sleep(std::time::Duration::from_millis(10));
                            }
                            Ok(())
                        },
                    );
                    done.unwrap();
                }
            });
            let mut backups = Vec::new();
            for _ in 0..3 {
                std::thread::sleep(std::time::Duration::from_millis(250));
                let before = written.load(Ordering::Relaxed);
                backups.push(backed_up(&test.store, &lock));
                let during = written.load(Ordering::Relaxed) - before;
                println!("{:?}: {during} writes while a backup was made", test.engine);
                assert!(during > 0, "writers stood still");
            }
            stop.store(true, Ordering::Relaxed);
            backups
        });
        let mut changes = Vec::new();
        for bytes in backups {
            let (store, header, copy, _folder) = restored(test.engine, &bytes, &opener);
            assert_eq!(store.heads().unwrap(), header.heads);
            let (wanted, found) = (at_heads(&database(test), &header.heads), every_row(&copy));
            assert!(wanted.values().map(Vec::len).sum::<usize>() > 400);
            for (kind, rows) in &wanted {
                assert_eq!(rows.len(), found[kind].len(), "{kind}");
                assert!(*rows == found[kind], "{kind} differs");
            }
            let (audit, findings) = store.check(&Witness::default()).unwrap();
            assert!(audit.is_clean(), "{audit:?}");
            assert!(findings.iter().all(|finding| !finding.is_fault), "{findings:?}");
            // What is restored is written on.
            put(&store, "after".into(), "sau".into());
            changes.push(header.heads.changes());
        }
        assert!(changes.is_sorted() && changes[0] > 400, "{changes:?}");
    });
}

#[test]
fn a_backup_opens_for_its_passphrase_or_key_alone() {
    on_both(|test| {
        put(&test.store, "p1".into(), "Dãy trọ A".into());
        let key = age::x25519::Identity::generate();
        let keys = Lock::Keys(vec![key.to_public().to_string()]);
        let (lock, opener) = secret();
        use age::secrecy::ExposeSecret as _;
        let by_key =
            Opener { passphrase: None, keys: vec![key.to_string().expose_secret().into()] };
        for (lock, opener) in
            [(&lock, &opener), (&keys, &by_key), (&Lock::Open, &Opener::default())]
        {
            let bytes = backed_up(&test.store, lock);
            let names: Vec<String> = {
                let (store, _, _, _folder) = restored(test.engine, &bytes, opener);
                let read = store.read::<_, StoreError>(&Actor::local_operator(), |read| {
                    read.list::<Place>(&Filter::now())
                });
                read.unwrap().into_iter().map(|place| place.name).collect()
            };
            assert_eq!(names, ["Dãy trọ A"]);
            let text = |wanted: &[u8]| bytes.windows(wanted.len()).any(|found| found == wanted);
            assert!(!text("Dãy trọ".as_bytes()), "what is encrypted or deflated shows no name");
        }
        let short = Lock::Passphrase("ngắn".into());
        let refused = test.store.back_up(Vec::new(), &short, at("2026-11-30T09:00Z"), "test");
        assert!(matches!(refused, Err(BackupError::ShortPassphrase)));
        let no_key = Lock::Keys(vec!["age1no".into()]);
        let refused = test.store.back_up(Vec::new(), &no_key, at("2026-11-30T09:00Z"), "test");
        assert!(matches!(refused, Err(BackupError::NotAKey(_))));
    });
}

#[test]
fn what_cannot_be_restored_leaves_nothing_behind() {
    let test = taicho_testkit::open(Engine::Sqlite);
    for number in 0..50 {
        put(&test.store, format!("p{number}"), format!("Dãy trọ {number}"));
    }
    let (lock, opener) = secret();
    let bytes = backed_up(&test.store, &lock);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("restored");
    let refused = |bytes: &[u8], opener: &Opener| {
        let error = restore_folder(&mut Cursor::new(bytes), opener, &path).unwrap_err();
        assert!(!path.exists(), "{error}");
        let words = error.words();
        assert!(!words.vi.is_empty() && words.en == error.to_string());
        error
    };
    let wrong = Opener { passphrase: Some("một mật khẩu khác".into()), keys: Vec::new() };
    assert!(matches!(refused(&bytes, &wrong), BackupError::WrongKey));
    assert!(matches!(refused(&bytes, &Opener::default()), BackupError::KeyNeeded));
    assert!(matches!(refused(b"%PDF-1.7", &opener), BackupError::NotABackup));
    assert!(matches!(refused(b"", &opener), BackupError::NotABackup));
    let newer = [b"taicho-backup 2\n".as_slice(), &bytes[16..]].concat();
    assert!(matches!(refused(&newer, &opener), BackupError::NewerFormat(2)));
    // Cut anywhere, or one bit of it another.
    for tried in 0..120 {
        let at = (tried * 7_919 + 17) % bytes.len();
        let error = refused(&bytes[..at], &opener);
        assert!(
            matches!(error, BackupError::Damaged(_) | BackupError::NotABackup),
            "{at}: {error}"
        );
        let mut flipped = bytes.clone();
        flipped[at] ^= 1 << (tried % 8);
        let error = refused(&flipped, &opener);
        let known = matches!(
            error,
            BackupError::Damaged(_) | BackupError::NotABackup | BackupError::NewerFormat(_)
        );
        assert!(known, "{at}: {error}");
    }
    let url = fresh_database();
    let error = restore_postgres(&mut Cursor::new(&bytes), &opener, &shared(&url)).unwrap_err();
    assert!(matches!(error, BackupError::OtherEngine(Of::Sqlite)));
    // A place that is not empty stays as it is.
    std::fs::create_dir(&path).unwrap();
    std::fs::write(path.join("note"), "mine").unwrap();
    let error = restore_folder(&mut Cursor::new(&bytes), &opener, &path).unwrap_err();
    assert!(matches!(error, BackupError::NotEmpty(_)));
    assert_eq!(std::fs::read_to_string(path.join("note")).unwrap(), "mine");
    std::fs::remove_dir_all(&path).unwrap();

    // Of a database that a newer program has changed, and one whose first line was altered by somebody without a key.
    let later = altered(&bytes, "0004_attachments", "9004_attachments");
    let error = refused(&later, &opener);
    assert!(matches!(error, BackupError::NewerDatabase(step) if step == "9004_attachments"));
    let other = altered(&bytes, "\"program\":\"test\"", "\"program\":\"best\"");
    assert!(matches!(refused(&other, &opener), BackupError::Damaged(_)));
}

/// A backup whose first line says something else, with a checksum that fits.
fn altered(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    use sha2::Digest as _;
    let at = bytes.windows(from.len()).position(|found| found == from.as_bytes()).unwrap();
    let body = bytes.len() - "\ntaicho-backup-end \n".len() - 64;
    let mut altered = bytes[..body].to_vec();
    altered[at..at + to.len()].copy_from_slice(to.as_bytes());
    let digest: String =
        sha2::Sha256::digest(&altered).iter().map(|byte| format!("{byte:02x}")).collect();
    altered.extend(format!("\ntaicho-backup-end {digest}\n").bytes());
    altered
}

#[test]
fn a_damaged_database_is_not_backed_up_as_a_good_one() {
    let test = taicho_testkit::open(Engine::Sqlite);
    for number in 0..300 {
        put(&test.store, format!("p{number}"), format!("Dãy trọ {number}"));
    }
    let conn = rusqlite::Connection::open(format!("{}/taicho.db", test.address)).unwrap();
    conn.execute_batch(
        "pragma writable_schema = on;
         update sqlite_master set rootpage = (select rootpage from sqlite_master where name = 'places_area')
         where name = 'places_current'; pragma writable_schema = reset;",
    )
    .unwrap();
    drop(conn);
    let (lock, _) = secret();
    let refused = test.store.back_up(Vec::new(), &lock, at("2026-11-30T09:00Z"), "test");
    let error = refused.map(|_| ()).unwrap_err();
    assert!(matches!(error, BackupError::Store(StoreError::Damaged(_))), "{error}");
    let left: Vec<_> = std::fs::read_dir(&test.address)
        .unwrap()
        .filter_map(|entry| entry.unwrap().file_name().into_string().ok())
        .filter(|name| name.starts_with("backup-in-progress"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

fn shared(url: &str) -> taicho_store::SharedAddress {
    taicho_store::SharedAddress::parse(url).unwrap()
}
