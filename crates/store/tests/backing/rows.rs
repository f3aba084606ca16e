//! Every row of every kind as text, to compare databases.

use std::collections::BTreeMap;
use std::path::PathBuf;

use taicho_store::{Heads, KINDS, KindSpec};

/// A database that is looked into past the store.
pub(crate) enum Database {
    /// The file of an embedded one.
    Sqlite(PathBuf),
    /// The address of a shared one.
    Postgres(String),
}

type Rows = BTreeMap<&'static str, Vec<Vec<String>>>;

/// The rows that there were when the chains ended with these heads, as they stood then.
pub(crate) fn at_heads(database: &Database, heads: &Heads) -> Rows {
    let within = |table: &str| {
        let chains = heads.0.iter().map(|head| {
            format!("({table}.chain = '{}' and {table}.chain_seq <= {})", head.chain, head.changes)
        });
        chains.collect::<Vec<_>>().join(" or ")
    };
    let (made, closed) = (within("made"), within("closed"));
    rows(database, |kind, columns| {
        format!(
            "select {columns} from (select row.*, closed.id is not null as was_closed from {kind} row
             join changes made on made.id = row.change_id and ({made})
             left join changes closed on closed.id = row.superseded_by and ({closed})) row
             order by id, version"
        )
    })
}

/// The rows that there are.
pub(crate) fn every_row(database: &Database) -> Rows {
    rows(database, |kind, columns| {
        format!(
            "select {columns} from (select row.*, true as was_closed from {kind} row) row order by id, version"
        )
    })
}

fn rows(database: &Database, sql: impl Fn(&str, &str) -> String) -> Rows {
    let columns = |kind: &KindSpec, text: &dyn Fn(&str) -> String| {
        let closed = |column: &str| format!("case when was_closed then {column} end");
        let always = ["top", "id", "version", "change_id", "recorded_at", "ordinal", "proof"];
        let all = always.iter().chain(kind.columns).map(|column| text(column));
        let ends = ["superseded_at", "superseded_by"].map(|column| text(&closed(column)));
        all.chain(ends).collect::<Vec<_>>().join(", ")
    };
    let mut found = Rows::new();
    match database {
        Database::Sqlite(path) => {
            let conn = rusqlite::Connection::open(path).unwrap();
            for kind in KINDS {
                let columns = columns(kind, &|column| format!("quote({column})"));
                let mut statement = conn.prepare(&sql(kind.name, &columns)).unwrap();
                let width = statement.column_count();
                let read = statement.query_map([], |row| {
                    (0..width).map(|column| row.get::<_, String>(column)).collect()
                });
                found.insert(kind.name, read.unwrap().collect::<Result<_, _>>().unwrap());
            }
        }
        Database::Postgres(url) => {
            let mut client = postgres::Client::connect(url, postgres::NoTls).unwrap();
            for kind in KINDS {
                let columns =
                    columns(kind, &|column| format!("coalesce(({column})::text, 'NULL')"));
                let rows = client.query(&sql(kind.name, &columns), &[]).unwrap();
                let read = rows.iter().map(|row| (0..row.len()).map(|at| row.get(at)).collect());
                found.insert(kind.name, read.collect());
            }
        }
    }
    found
}
