use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use jiff::Timestamp;
use serde::Serialize;
use taicho_store::field_json;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::list::seen_kind;
use crate::api::changes::ChangeWire;
use crate::app::{App, Caller, reading};
use crate::extract::{Json, Path};
use crate::problem::Problem;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(read_history))
}

/// Every version of a row, the newest first.
#[derive(Serialize, ToSchema)]
struct History {
    /// The versions.
    versions: Vec<Version>,
    /// The change that withdrew the row; none while it stands, or for whoever may not see the change.
    withdrawn: Option<ChangeWire>,
}

/// One version of a row, with the change that made it.
#[derive(Serialize, ToSchema)]
struct Version {
    /// The version, from 1.
    #[schema(minimum = 1)]
    version: i64,
    /// When it was learned.
    recorded_at: Timestamp,
    /// When it was replaced or withdrawn.
    superseded_at: Option<Timestamp>,
    /// The change that made it.
    change: ChangeWire,
    /// The columns by name, as in the list.
    values: BTreeMap<&'static str, serde_json::Value>,
}

/// Every version of a row, with who wrote it, when and why.
#[utoipa::path(
    get,
    path = "/history/{kind}/{id}",
    params(
        ("kind" = String, Path, description = "The list in which the row stands: its path."),
        ("id" = String, Path, description = "The id of the row.")
    ),
    responses((status = 200, body = History))
)]
async fn read_history(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((path, id)): Path<(String, String)>,
) -> Result<Json<History>, Problem> {
    caller.role.require("read_history")?;
    let kind = seen_kind(&path, &caller)?;
    let columns = caller.role.fields_seen(kind);
    let (versions, withdrawn) = reading(&app, move |app| {
        app.store.read(&caller.actor, |read| {
            let versions = read.history(kind, &id)?;
            let by = versions.first().and_then(|newest| newest.superseded_by.clone());
            let withdrawn = match by {
                Some(by) => read.change(&by)?,
                None => None,
            };
            Ok::<_, Problem>((versions, withdrawn))
        })
    })
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
                .filter(|(column, _)| columns.contains(column))
                .filter_map(|(column, value)| {
                    Some((column, field_json(kind.field(column)?, &value)))
                })
                .collect(),
        })
        .collect();
    Ok(Json(History { versions, withdrawn: withdrawn.map(Into::into) }))
}
