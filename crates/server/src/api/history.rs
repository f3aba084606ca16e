use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::routing::get;
use axum::{Json, Router};
use jiff::Timestamp;
use serde::Serialize;
use taicho_store::{Kind, Value};

use crate::api::changes::ChangeWire;
use crate::api::rows::exposed;
use crate::app::{App, Caller, blocking};
use crate::problem::Problem;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new().route("/history/{kind}/{id}", get(read_history))
}

#[derive(Serialize)]
struct History {
    versions: Vec<Version>,
}

#[derive(Serialize)]
struct Version {
    version: i64,
    recorded_at: Timestamp,
    superseded_at: Option<Timestamp>,
    change: ChangeWire,
    values: BTreeMap<&'static str, serde_json::Value>,
}

async fn read_history(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((path, id)): Path<(String, String)>,
) -> Result<Json<History>, Problem> {
    caller.role.require("read_history")?;
    let list = exposed(&path).ok_or_else(Problem::not_found)?;
    let kind = Kind::named(list.kind).ok_or_else(Problem::not_found)?;
    let versions =
        blocking(move || app.store.read(&caller.actor, |read| Ok(read.history(kind, &id)?)))
            .await?;
    if versions.is_empty() {
        return Err(Problem::not_found());
    }
    let versions = versions
        .into_iter()
        .map(|version| Version {
            version: version.version,
            recorded_at: version.recorded_at,
            superseded_at: version.superseded_at,
            change: version.change.into(),
            values: version
                .values
                .into_iter()
                .filter(|(column, _)| list.columns.contains(column))
                .map(|(column, value)| (column, json(column, value)))
                .collect(),
        })
        .collect();
    Ok(Json(History { versions }))
}

fn json(column: &str, value: Value) -> serde_json::Value {
    match value {
        Value::Null => serde_json::Value::Null,
        Value::Text(text) => text.into(),
        Value::Int(micros) if column.ends_with("_at") => Timestamp::from_microsecond(micros)
            .map_or_else(|_| micros.into(), |at| at.to_string().into()),
        Value::Int(number) => number.into(),
        Value::Real(number) => number.into(),
    }
}
