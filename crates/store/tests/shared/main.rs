//! The shared database keeps its word: whatever happens to connections, servers, locks and nodes.

mod locks;
mod losses;
mod nodes;
mod proxy;
mod safety;
mod words;

use jiff::Timestamp;
use taicho_model::{Origin, Place, PlaceKind};
use taicho_store::{Actor, Intent, Request, Store, StoreError};

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

fn learned_at() -> Timestamp {
    "2021-06-17T08:00+07:00".parse().unwrap()
}

/// Writes one place under a request id of the same name; the answer is the change that holds it.
fn ask(store: &Store, name: &str) -> Result<String, StoreError> {
    let request = Request::new(name, name.as_bytes());
    let intent = Intent::new("test", learned_at()).requested(Some(request)).guarded();
    let name = name.to_owned();
    store.write(&Actor::local_operator(), intent, move |write| {
        if let Some(answer) = write.answered()? {
            return Ok(answer);
        }
        write.put(&place(&name, &name))?;
        let change = write.change_id().to_owned();
        write.keep_answer(change.clone());
        Ok(change)
    })
}

/// How many versions of a place there are, as another client of the database sees them.
fn versions(address: &str, name: &str) -> i64 {
    let mut client = postgres::Client::connect(address, postgres::NoTls).unwrap();
    let sql = "select count(*) from places where id = $1";
    client.query_one(sql, &[&name]).unwrap().get(0)
}
