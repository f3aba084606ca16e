//! What keeps the shared database from being opened is told, and no password ever is.

use std::time::{Duration, Instant};

use taicho_store::{SharedAddress, Store, StoreError};
use taicho_testkit::Cluster;

use crate::ask;

const PASSWORD: &str = "s3cr3t-pw";

fn refused(url: &str) -> StoreError {
    let error = Store::open_postgres(url).err().expect("it is refused");
    let told = format!("{error} {error:?}");
    assert!(!told.contains(PASSWORD), "{told}");
    error
}

#[test]
fn each_hindrance_is_told_in_its_own_way() {
    let admitted = "host all office 127.0.0.1/32 scram-sha-256\nhost all all 127.0.0.1/32 trust\n";
    let settings = ["max_connections=6", "superuser_reserved_connections=1", "max_wal_senders=0"];
    let cluster = Cluster::start(&settings, |folder| {
        std::fs::write(folder.join("pg_hba.conf"), admitted).unwrap();
    });
    cluster.run(&format!("create role office login password '{PASSWORD}'"));
    cluster.run("create database taicho owner office");
    let port = cluster.port();
    let url = |password: &str, database: &str| {
        format!("postgres://office:{password}@127.0.0.1:{port}/{database}")
    };
    let store = Store::open_postgres(&url(PASSWORD, "taicho")).unwrap();
    ask(&store, "written").unwrap();
    drop(store);
    assert!(matches!(refused(&url("wrong", "taicho")), StoreError::NotAdmitted));
    assert!(matches!(refused(&url(PASSWORD, "nowhere")), StoreError::NoSuchDatabase(_)));
    let begun = Instant::now();
    let nobody = format!("postgres://office:{PASSWORD}@127.0.0.1:1/taicho");
    assert!(matches!(refused(&nobody), StoreError::Unreachable(_)));
    assert!(begun.elapsed() < Duration::from_secs(6));
    for (url, part) in [("taicho.db", None), ("postgres://u:s3cr3t-pw@host:port/d", Some("syntax"))]
    {
        match (refused(url), part) {
            (StoreError::UnknownAddress, None) => {}
            (StoreError::BadAddress(told), Some(part)) => assert_eq!(told, part),
            (other, _) => panic!("{other:?}"),
        }
    }

    // From a file, as PostgreSQL's own programs keep it.
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), format!("127.0.0.1:{port}:*:office:{PASSWORD}\n")).unwrap();
    let by_file =
        format!("postgres://office@127.0.0.1:{port}/taicho?passfile={}", file.path().display());
    ask(&Store::open_postgres(&by_file).unwrap(), "with a password file").unwrap();
    let apart =
        SharedAddress::parse(&format!("postgres://office@127.0.0.1:{port}/taicho")).unwrap();
    let apart = apart.with_password(PASSWORD);
    assert!(!format!("{apart:?}").contains(PASSWORD));
    ask(&Store::open_shared(apart).unwrap(), "with a password apart").unwrap();

    // All places are taken by others.
    let others: Vec<_> = (0..12)
        .map_while(|_| postgres::Client::connect(&url(PASSWORD, "taicho"), postgres::NoTls).ok())
        .collect();
    assert!(others.len() < 12);
    assert!(matches!(refused(&url(PASSWORD, "taicho")), StoreError::TooManyConnections));
    drop(others);
    std::thread::sleep(Duration::from_millis(300));

    // A standby reads and does not write.
    std::fs::write(cluster.folder().join("standby.signal"), "").unwrap();
    cluster.restart_at_once();
    let standby = Store::open_postgres(&url(PASSWORD, "taicho")).unwrap();
    assert_eq!(standby.heads().unwrap().0.len(), 1);
    assert!(standby.audit().unwrap().is_clean());
    let written = ask(&standby, "on a standby");
    assert!(matches!(written, Err(StoreError::ReadOnly)), "{written:?}");
}

#[test]
fn an_address_that_tells_a_password_is_known_for_one() {
    for (url, tells) in [
        ("postgres://office:pw@db.vn/taicho", true),
        ("postgres://office@db.vn/taicho?sslmode=disable&password=pw", true),
        ("postgres://office@db.vn:5433/taicho", false),
        ("postgres://db.vn/taicho", false),
    ] {
        assert_eq!(SharedAddress::tells_a_password(url), tells, "{url}");
    }
}
