//! Damage is noticed when the database is opened or when it is checked, or it is no damage: then every row of every
//! table is what it was.
//!
//! The database under test is left as `kill -9` leaves it: part in the file, part in the log of SQLite. Its files are
//! copied while the store is open, for what a killed process has written is what stands in them.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::Path;

use taicho_model::{Attachment, Origin};
use taicho_store::{Actor, Intent, Request, SealKey, Store, StoreError, Witness, accept_loss};
use taicho_testkit::{every_row, place};

const FILES: &[&str] = &["taicho.db", "taicho.db-wal", "newest-change"];

/// Every so many bits of each file; `TAICHO_DAMAGES` asks for more.
fn damages() -> u64 {
    std::env::var("TAICHO_DAMAGES").ok().and_then(|text| text.parse().ok()).unwrap_or(70)
}

type Files = BTreeMap<&'static str, Vec<u8>>;

fn at(text: &str) -> jiff::Timestamp {
    text.parse().unwrap()
}

fn write(store: &Store, number: u64, request: bool, name: &str) {
    let asks = request.then(|| Request::new(format!("request-{number}"), name.as_bytes()));
    let intent = Intent::new("test", at("2026-11-30T08:00+07:00")).requested(asks);
    let name = name.to_owned();
    let done = store.write::<_, StoreError>(&Actor::local_operator(), intent, move |write| {
        for row in 0..5 {
            write
                .put(&place(&format!("p{}", (number * 3 + row) % 900), &format!("{name} {row}")))?;
        }
        write.keep_answer(format!("\"{name}\""));
        Ok(())
    });
    done.unwrap();
}

fn attach(store: &Store, number: u64, bytes: Vec<u8>) {
    let intent = Intent::new("attach", at("2026-11-30T08:00+07:00"));
    let done = store.write::<_, StoreError>(&Actor::local_operator(), intent, move |write| {
        let content = write.keep_content(&mut Cursor::new(&bytes))?;
        write.put(&Attachment {
            id: format!("a{number}").into(),
            subject_kind: "places".into(),
            subject_id: "p1".into(),
            area_id: String::from("09187").into(),
            area_path: "27/256/09187/".into(),
            file_name: "phiếu.pdf".into(),
            media_type: "application/pdf".into(),
            size_bytes: content.size,
            content_digest: content.digest,
            record_origin: Origin::Synthetic,
        })
    });
    done.unwrap();
}

fn files(folder: &Path) -> Files {
    FILES.iter().map(|name| (*name, std::fs::read(folder.join(name)).unwrap_or_default())).collect()
}

/// A database with some of everything, at rest in its file, later with more in the log of SQLite; and an older copy.
fn made() -> (Files, Files) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open_folder(folder.path()).unwrap();
    let key = SealKey::make().unwrap();
    for number in 0..200 {
        write(&store, number, number % 4 == 0, &format!("Dãy trọ {number}"));
        if number % 40 == 7 {
            let mixed = |at: u64| (at * (number + 3) % 253) as u8;
            attach(&store, number, (0..20_000 + number * 2_000).map(mixed).collect());
            store.seal(&key, at("2026-11-30T08:00+07:00")).unwrap();
        }
    }
    drop(store);
    let older = files(folder.path());
    let store = Store::open_folder(folder.path()).unwrap();
    // Few enough that SQLite brings none of them into the file by itself.
    for number in 200..220 {
        write(&store, number, number % 4 == 0, &format!("Dãy trọ {number}"));
    }
    attach(&store, 999, (0..30_000_u32).map(|at| (at * 7 % 251) as u8).collect());
    let killed = files(folder.path());
    assert!(killed["taicho.db-wal"].len() > 100_000, "nothing waits in the log of SQLite");
    (killed, older)
}

#[derive(Debug, PartialEq)]
enum Seen {
    AtStart,
    ByCheck,
    /// Not at all: then every row is compared.
    Nowhere,
}

fn look(folder: &Path) -> Seen {
    let Ok(store) = Store::open_existing(folder) else { return Seen::AtStart };
    let Ok((audit, findings)) = store.check(&Witness::default()) else { return Seen::ByCheck };
    match audit.is_clean() && findings.iter().all(|finding| !finding.is_fault) {
        true => Seen::Nowhere,
        false => Seen::ByCheck,
    }
}

#[derive(Default)]
struct Table(BTreeMap<&'static str, [u64; 3]>);

impl Table {
    /// Damages a copy of the files and looks; what is seen nowhere must have changed no row.
    fn tried(
        &mut self,
        sort: &'static str,
        files: &Files,
        wanted: &[String],
        damage: impl FnOnce(&mut Files),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let mut damaged = files.clone();
        damage(&mut damaged);
        for (name, bytes) in &damaged {
            std::fs::write(folder.path().join(name), bytes).unwrap();
        }
        let seen = look(folder.path());
        if seen == Seen::Nowhere {
            let found = every_row(&folder.path().join("taicho.db"));
            let other = found.iter().zip(wanted).find(|(found, wanted)| found != wanted);
            assert!(found == wanted, "{sort}: damage went unseen: {other:?}");
        }
        let column = match seen {
            Seen::AtStart => 0,
            Seen::ByCheck => 1,
            Seen::Nowhere => 2,
        };
        self.0.entry(sort).or_default()[column] += 1;
    }
}

/// Numbers that are spread, and the same each time.
fn spread(number: u64, below: usize) -> usize {
    let mut mixed = number.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(0x1234_5678_9abc_def1);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((mixed ^ (mixed >> 31)) % below as u64) as usize
}

fn flip(bytes: &mut [u8], number: u64) {
    let at = spread(number, bytes.len());
    bytes[at] ^= 1 << spread(number + 1_000_000, 8);
}

#[test]
fn damage_is_noticed_or_harmless() {
    let (killed, older) = made();
    let pristine = |files: &Files| {
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in files {
            std::fs::write(folder.path().join(name), bytes).unwrap();
        }
        assert_eq!(look(folder.path()), Seen::Nowhere, "undamaged");
        every_row(&folder.path().join("taicho.db"))
    };
    let (full, at_rest) = (pristine(&killed), pristine(&older));
    let mut table = Table::default();
    for number in 0..damages() {
        table.tried("a bit of the database", &older, &at_rest, |files| {
            flip(files.get_mut("taicho.db").unwrap(), number);
        });
        table.tried("a bit of the database, killed", &killed, &full, |files| {
            flip(files.get_mut("taicho.db").unwrap(), number + 7_777);
        });
        table.tried("a bit of the log of SQLite", &killed, &full, |files| {
            flip(files.get_mut("taicho.db-wal").unwrap(), number);
        });
    }
    for number in 0..damages() / 4 {
        table.tried("a page of zeros", &older, &at_rest, |files| {
            let bytes = files.get_mut("taicho.db").unwrap();
            let page = spread(number, bytes.len() / 4096) * 4096;
            bytes[page..page + 4096].fill(0);
        });
        table.tried("two pages changed places", &older, &at_rest, |files| {
            let bytes = files.get_mut("taicho.db").unwrap();
            let pages = bytes.len() / 4096;
            let (one, other) = (spread(number, pages), spread(number + 99, pages));
            for at in 0..4096 {
                bytes.swap(one * 4096 + at, other * 4096 + at);
            }
        });
        table.tried("the database cut off", &older, &at_rest, |files| {
            let bytes = files.get_mut("taicho.db").unwrap();
            bytes.truncate(spread(number, bytes.len()));
        });
        table.tried("a bit of the note beside it", &killed, &full, |files| {
            flip(files.get_mut("newest-change").unwrap(), number);
        });
        table.tried("the log of SQLite cut off", &killed, &full, |files| {
            let bytes = files.get_mut("taicho.db-wal").unwrap();
            bytes.truncate(spread(number, bytes.len()));
        });
    }
    table.tried("the log of SQLite gone", &killed, &full, |files| {
        files.remove("taicho.db-wal");
    });
    table.tried("an older copy in its place", &killed, &full, |files| {
        files.insert("taicho.db", older["taicho.db"].clone());
        files.remove("taicho.db-wal");
    });
    table.tried("an empty file in its place", &killed, &full, |files| {
        files.insert("taicho.db", Vec::new());
        files.remove("taicho.db-wal");
    });
    println!("{:<36}{:>10}{:>10}{:>10}", "damage", "at start", "by check", "no row");
    for (sort, [start, check, nowhere]) in &table.0 {
        println!("{sort:<36}{start:>10}{check:>10}{nowhere:>10}");
    }
    let of = |sort: &str| table.0[sort];
    // Not every damage may pass for harmless, and a loss of the newest changes is seen before anything is served.
    assert!(of("a bit of the database")[2] < damages() / 2);
    for sort in
        ["an older copy in its place", "an empty file in its place", "the log of SQLite gone"]
    {
        assert_eq!(of(sort), [1, 0, 0], "{sort}");
    }
    for sort in ["the log of SQLite cut off", "a bit of the log of SQLite"] {
        assert_eq!(of(sort)[1], 0, "{sort}");
    }
}

#[test]
fn a_loss_is_accepted_with_a_reason_and_only_over_what_is_sound() {
    let (killed, _) = made();
    let folder = tempfile::tempdir().unwrap();
    let put = |files: &Files| {
        for (name, bytes) in files {
            std::fs::write(folder.path().join(name), bytes).unwrap();
        }
    };
    let accept = || {
        let actor = Actor::local_operator();
        accept_loss(folder.path(), &actor, "mất điện", at("2026-11-30T10:00+07:00"))
    };
    put(&killed);
    assert_eq!(accept().unwrap(), None, "nothing is missing");
    let mut cut = killed.clone();
    let half = cut["taicho.db-wal"].len() / 2;
    cut.get_mut("taicho.db-wal").unwrap().truncate(half);
    let _ = std::fs::remove_file(folder.path().join("taicho.db-shm"));
    put(&cut);
    let refused = Store::open_existing(folder.path()).map(|_| ());
    assert!(matches!(refused, Err(StoreError::Damaged(_))), "{refused:?}");
    let loss = accept().unwrap().unwrap();
    assert!(loss.has < loss.had, "{loss:?}");
    let store = Store::open_existing(folder.path()).unwrap();
    let all = jiff::Timestamp::MIN..jiff::Timestamp::MAX;
    let newest = store
        .read::<_, StoreError>(&Actor::local_operator(), |read| read.changes(all, None, 1))
        .unwrap()
        .remove(0);
    assert_eq!(newest.operation, "accept_loss");
    assert!(newest.reason.unwrap().starts_with("mất điện"));
    assert!(store.audit().unwrap().is_clean());
    drop(store);
    // What is damaged besides is not accepted.
    let mut worse = cut;
    let bytes = worse.get_mut("taicho.db").unwrap();
    // Some of these pages stand in the log of SQLite as well, and are read from there.
    let middle = bytes.len() / 2 / 4096 * 4096;
    bytes[middle..].fill(0x5a);
    let _ = std::fs::remove_file(folder.path().join("taicho.db-shm"));
    put(&worse);
    assert!(accept().is_err());
}
