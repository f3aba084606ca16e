#![doc = include_str!("../README.md")]

mod cluster;

use std::sync::atomic::{AtomicU32, Ordering};

use taicho_model::{Origin, Place, PlaceKind};
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
    folder: tempfile::TempDir,
}

impl TestStore {
    /// The address, the store, and the folder that has to outlive it.
    pub fn into_parts(self) -> (String, Store, tempfile::TempDir) {
        (self.address, self.store, self.folder)
    }

    /// A store that a test has opened itself, on what outlives it.
    pub fn of(engine: Engine, store: Store, address: String) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        Self { engine, store, address, folder }
    }

    /// Runs statements beside the store, as somebody does who has the database in hand.
    pub fn run(&self, statements: &str) {
        match self.engine {
            Engine::Sqlite => {
                let path = std::path::Path::new(&self.address).join("taicho.db");
                let connection = rusqlite::Connection::open(path).expect("the database opens");
                connection.execute_batch(statements).expect("the statements run");
            }
            Engine::Postgres => {
                let client = postgres::Client::connect(&self.address, postgres::NoTls);
                let mut client = client.expect("the database opens");
                client.batch_execute(statements).expect("the statements run");
            }
        }
    }
}

/// A store on a copy of what stands at an address, which no store has open now.
pub fn copy_of(engine: Engine, address: &str) -> TestStore {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let (store, address) = match engine {
        Engine::Sqlite => {
            let from = std::path::Path::new(address).join("taicho.db");
            let connection = rusqlite::Connection::open(from).expect("the database opens");
            let to = folder.path().join("taicho.db").display().to_string();
            connection.execute("vacuum into ?1", [to]).expect("a copy is made");
            let store = Store::open_folder(folder.path()).expect("a copy opens");
            (store, folder.path().display().to_string())
        }
        Engine::Postgres => {
            let address = fresh_copy(address);
            (Store::open_postgres(&address).expect("a copy opens"), address)
        }
    };
    TestStore { engine, store, address, folder }
}

/// An empty store.
pub fn open(engine: Engine) -> TestStore {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let (store, address) = match engine {
        Engine::Sqlite => {
            let store = Store::open_folder(folder.path()).expect("an empty folder opens");
            (store, folder.path().display().to_string())
        }
        Engine::Postgres => {
            let address = fresh_database();
            (Store::open_postgres(&address).expect("an empty database opens"), address)
        }
    };
    TestStore { engine, store, address, folder }
}

/// Runs a test on both databases, each time on an empty store.
pub fn on_both(test: impl Fn(&TestStore)) {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        test(&open(engine));
    }
}

/// A lodging in Suối Hoa, whose key follows from its id.
pub fn place(id: &str, name: &str) -> Place {
    Place {
        id: id.to_owned().into(),
        source_key: Some(format!("key-{id}")),
        kind: PlaceKind::Lodging,
        name: name.into(),
        area_id: String::from("09187").into(),
        area_path: "27/256/09187/".into(),
        record_origin: Origin::Synthetic,
    }
}

/// Every row of every table of an embedded database, as text.
pub fn every_row(database: &std::path::Path) -> Vec<String> {
    let conn = rusqlite::Connection::open(database).expect("the database opens");
    let texts = |sql: &str| -> Vec<String> {
        let mut statement = conn.prepare(sql).expect("the statement is sound");
        let found = statement.query_map([], |row| row.get(0)).expect("the rows are read");
        found.collect::<Result<_, _>>().expect("each row is text")
    };
    let mut found = Vec::new();
    for table in texts("select name from sqlite_master where type = 'table' order by name") {
        let columns =
            texts(&format!("select 'quote(' || name || ')' from pragma_table_info('{table}')"));
        found.push(table.clone());
        found.extend(texts(&format!(
            "select {} from {table} order by 1",
            columns.join(" || ',' || ")
        )));
    }
    found
}

/// The address of a new, empty database.
pub fn fresh_database() -> String {
    make_database("")
}

/// The address of a copy of a database, which nobody has open.
fn fresh_copy(address: &str) -> String {
    let from = address.rsplit('/').next().unwrap_or_default();
    make_database(&format!(" template {from}"))
}

fn make_database(how: &str) -> String {
    let server = cluster::address();
    let name = fresh_name();
    let mut client = postgres::Client::connect(&format!("{server}postgres"), postgres::NoTls)
        .expect("the test server answers");
    client
        .batch_execute(&format!("drop database if exists {name}"))
        .expect("a database is dropped");
    client.batch_execute(&format!("create database {name}{how}")).expect("a database is made");
    format!("{server}{name}")
}

fn fresh_name() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    format!("{}{}_{number}", cluster::DATABASES, std::process::id())
}
