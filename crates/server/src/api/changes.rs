use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::routing::{get, post};
use axum::{Json, Router};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use taicho_ops::undo_change;
use taicho_store::Change;

use crate::app::{App, Caller, blocking};
use crate::problem::Problem;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/changes", get(list_changes))
        .route("/changes/{id}/undo", post(undo_change_by_id))
}

/// A change as the outside sees it.
#[derive(Serialize)]
pub(crate) struct ChangeWire {
    id: String,
    recorded_at: Timestamp,
    committed_at: Timestamp,
    actor: String,
    device: Option<String>,
    operation: String,
    reason: Option<String>,
    undoes: Option<String>,
    backdated: bool,
}

impl From<Change> for ChangeWire {
    fn from(change: Change) -> Self {
        Self {
            backdated: change.is_backdated(),
            id: change.id,
            recorded_at: change.recorded_at,
            committed_at: change.committed_at,
            actor: change.actor,
            device: change.device,
            operation: change.operation,
            reason: change.reason,
            undoes: change.undoes,
        }
    }
}

#[derive(Serialize)]
struct Page {
    rows: Vec<ChangeWire>,
    next_cursor: Option<String>,
}

#[derive(Deserialize)]
struct Cursor {
    cursor: Option<String>,
}

const PAGE: u32 = 50;

async fn list_changes(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(query): Query<Cursor>,
) -> Result<Json<Page>, Problem> {
    caller.role.require("list_changes")?;
    let changes = blocking(move || {
        app.store.read(&caller.actor, |read| Ok(read.changes(query.cursor.as_deref(), PAGE)?))
    })
    .await?;
    let full = changes.len() == PAGE as usize;
    let next_cursor = changes.last().filter(|_| full).map(|change| change.id.clone());
    Ok(Json(Page { rows: changes.into_iter().map(ChangeWire::from).collect(), next_cursor }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Undo {
    reason: String,
}

#[derive(Serialize)]
struct Undone {
    change_id: String,
    versions: u64,
}

async fn undo_change_by_id(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<String>,
    Json(undo): Json<Undo>,
) -> Result<Json<Undone>, Problem> {
    caller.role.require("undo_change")?;
    let (change_id, versions) =
        blocking(move || Ok(undo_change(&app.store, &caller.actor, id, undo.reason, caller.now)?))
            .await?;
    Ok(Json(Undone { change_id, versions }))
}
