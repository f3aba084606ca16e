use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use jiff::Timestamp;
use serde::Serialize;
use taicho_ops::{Referrers, described_kinds, other_cells, referrers};
use taicho_store::{Filter, field_json};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::list::seen_kind;
use crate::api::board::Moment;
use crate::app::{App, Caller, reading};
use crate::extract::{Json, Path, Query};
use crate::problem::Problem;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list_kinds))
        .routes(routes!(read_record))
        .routes(routes!(read_referrers))
}

/// Every kind of record with its fields, words and titles in both languages, as they are declared.
#[utoipa::path(get, path = "/kinds", responses((status = 200, body = serde_json::Value)))]
async fn list_kinds(caller: Caller) -> Result<Json<serde_json::Value>, Problem> {
    caller.role.require("list_kinds")?;
    Ok(Json(described_kinds()))
}

/// One record.
#[derive(Serialize, ToSchema)]
struct Record {
    /// The id.
    id: String,
    /// The version that stands, on which a correction builds.
    #[schema(minimum = 1)]
    version: i64,
    /// When the version was learned.
    recorded_at: Timestamp,
    /// The fields by name, as in the list; those that tell who a person is for whoever may see them.
    values: BTreeMap<&'static str, serde_json::Value>,
    /// What stood beside it in imported tables, in columns that no field takes, by heading; for whoever may see persons.
    other_cells: BTreeMap<String, String>,
}

/// One record with all its fields.
#[utoipa::path(
    get,
    path = "/records/{kind}/{id}",
    params(
        ("kind" = String, Path, description = "The list in which the record stands: its path."),
        ("id" = String, Path, description = "The id of the record."),
        ("at" = Option<Timestamp>, Query, description = "The moment whose knowledge is wanted; now where none is named."),
    ),
    responses((status = 200, body = Record))
)]
async fn read_record(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((path, id)): Path<(String, String)>,
    Query(moment): Query<Moment>,
) -> Result<Json<Record>, Problem> {
    caller.role.require("read_record")?;
    let kind = seen_kind(&path, &caller)?;
    let with_persons = caller.role.sees_persons();
    let columns = caller.role.fields_seen(kind);
    let as_of = moment.at_if_named()?;
    let (found, other_cells) = reading(&app, move |app| {
        app.store.read(&caller.actor, |read| {
            let filter = Filter { as_of, ..Filter::now() }.is("id", &id);
            let mut found = None;
            read.rows(kind, &filter, |row| {
                found = Some(row);
                Ok(())
            })?;
            let others = match with_persons && found.is_some() {
                true => other_cells(read, kind, &id)?,
                false => BTreeMap::new(),
            };
            Ok::<_, Problem>(found.map(|found| (found, others)))
        })
    })
    .await?
    .ok_or_else(Problem::not_found)?;
    let fields = kind.fields.iter().filter(|field| columns.contains(&field.name));
    let values = fields.map(|field| (field.name, field_json(field, found.record.get(field.name))));
    Ok(Json(Record {
        values: values.collect(),
        id: found.record.id.clone(),
        version: found.version,
        recorded_at: found.recorded_at,
        other_cells,
    }))
}

/// What refers to a record, kind by kind.
#[utoipa::path(
    get,
    path = "/records/{kind}/{id}/referrers",
    params(
        ("kind" = String, Path, description = "The list in which the record stands: its path."),
        ("id" = String, Path, description = "The id of the record."),
    ),
    responses((status = 200, body = [Referrers]))
)]
async fn read_referrers(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((path, id)): Path<(String, String)>,
) -> Result<Json<Vec<Referrers>>, Problem> {
    caller.role.require("read_referrers")?;
    let kind = seen_kind(&path, &caller)?;
    let found = reading(&app, move |app| {
        app.store.read(&caller.actor, |read| match read.row(kind, &id)? {
            None => Err(Problem::not_found()),
            Some(_) => Ok(referrers(read, kind, &id)?),
        })
    });
    Ok(Json(found.await?))
}
