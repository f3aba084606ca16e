//! The whole import with bad, odd and broken files: what is refused leaves no trace, what is taken is right.

mod bad_input;
mod columns;
mod files;
mod folders;
mod fuzz;

use std::collections::BTreeMap;

use jiff::Timestamp;
use taicho_ops::OpsError;
use taicho_ops::import::{ImportReport, Options, Source, import};
use taicho_store::{Actor, Filter, KINDS, Store};

/// The afternoon on which everything here is imported.
fn now() -> Timestamp {
    "2021-06-17T14:30:00+07:00".parse().unwrap()
}

fn try_import(store: &Store, sources: Vec<Source>) -> Result<ImportReport, OpsError> {
    let options = Options::new(now());
    import(store, &Actor::local_operator(), sources, options)
}

/// What may not change when an import is refused: the latest change and the rows of every kind.
#[derive(Debug, PartialEq)]
struct Trace {
    latest_change: Option<String>,
    rows: BTreeMap<&'static str, i64>,
}

impl Trace {
    fn of(store: &Store) -> Self {
        let read = store.read::<_, OpsError>(&Actor::local_operator(), |read| {
            let latest_change = read
                .changes(jiff::Timestamp::MIN..jiff::Timestamp::MAX, None, 1)?
                .pop()
                .map(|change| change.id);
            let mut rows = BTreeMap::new();
            for kind in KINDS.iter().filter(|kind| kind.name != "amendments") {
                rows.insert(kind.name, read.count_kind(kind, &Filter::now())?);
            }
            Ok(Self { latest_change, rows })
        });
        read.unwrap()
    }
}

/// Two wards, a place and a zone to refer to.
fn fill(store: &Store) {
    let sources =
        [("areas.csv", files::AREAS), ("places.csv", files::PLACES), ("zones.csv", files::ZONES)];
    let sources = sources.map(|(name, text)| Source::bytes(name, text.as_bytes()));
    let report = try_import(store, sources.into()).unwrap();
    assert_eq!(report.faults, []);
}
