#![doc = include_str!("../README.md")]

mod cluster;

use std::sync::atomic::{AtomicU32, Ordering};

use taicho_store::Store;

pub use cluster::Cluster;

/// The two databases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// The embedded one.
    Sqlite,
    /// The shared one.
    Postgres,
}

/// A store that lives as long as its test.
pub struct TestStore {
    /// Which database it is on.
    pub engine: Engine,
    /// The store.
    pub store: Store,
    /// Where it is: a folder or an address.
    pub address: String,
    _folder: tempfile::TempDir,
}

/// An empty store.
pub fn open(engine: Engine) -> TestStore {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let (store, address) = match engine {
        Engine::Sqlite => {
            let store = Store::open_folder(folder.path(), "vn").expect("an empty folder opens");
            (store, folder.path().display().to_string())
        }
        Engine::Postgres => {
            let address = fresh_database();
            (Store::open_postgres(&address, "vn").expect("an empty database opens"), address)
        }
    };
    TestStore { engine, store, address, _folder: folder }
}

/// Runs a test on both databases, each time on an empty store.
pub fn on_both(test: impl Fn(&TestStore)) {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        test(&open(engine));
    }
}

/// The address of a new, empty database.
pub fn fresh_database() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let server = cluster::address();
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let name = format!("taicho_test_{}_{number}", std::process::id());
    let mut client = postgres::Client::connect(&format!("{server}postgres"), postgres::NoTls)
        .expect("the test server answers");
    client
        .batch_execute(&format!("drop database if exists {name}"))
        .expect("a database is dropped");
    client.batch_execute(&format!("create database {name}")).expect("a database is made");
    format!("{server}{name}")
}
