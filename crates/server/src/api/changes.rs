use std::ops::Range;
use std::sync::Arc;

use axum::extract::State;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use taicho_ops::Scene;
use taicho_store::Change;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::{App, Caller, reading, writing};
use crate::extract::{Command, Json, Path, Query};
use crate::problem::Problem;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(list_changes)).routes(routes!(undo_change))
}

/// A change as the outside sees it.
#[derive(Serialize, ToSchema)]
#[schema(as = Change)]
pub(crate) struct ChangeWire {
    /// The id.
    id: String,
    /// When it was learned.
    recorded_at: Timestamp,
    /// When it was written to disk.
    committed_at: Timestamp,
    /// Who wrote it.
    actor: String,
    /// From which device.
    device: Option<String>,
    /// Which operation wrote it.
    operation: String,
    /// Why.
    reason: Option<String>,
    /// The change that it takes back.
    undoes: Option<String>,
    /// Whether the time of learning was set back, by a demo or an import.
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

/// A page of changes, the newest first.
#[derive(Serialize, ToSchema)]
#[schema(as = ChangePage)]
struct Page {
    /// The changes.
    rows: Vec<ChangeWire>,
    /// Where the next page begins; none after the last one.
    next_cursor: Option<String>,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Cursor {
    /// The `next_cursor` of the page before.
    #[param(pattern = "^after:.+$")]
    cursor: Option<String>,
}

const PAGE: u32 = 50;

/// Who changed what, when and why, the newest first.
#[utoipa::path(get, path = "/changes", params(Cursor), responses((status = 200, body = Page)))]
async fn list_changes(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(query): Query<Cursor>,
) -> Result<Json<Page>, Problem> {
    caller.role.require("list_changes")?;
    let cursor = super::cursor(query.cursor)?;
    let changes = reading(&app, move |app| {
        let recorded = span_of(app, caller.scene.as_ref());
        app.store.read(&caller.actor, |read| Ok(read.changes(recorded, cursor.as_deref(), PAGE)?))
    })
    .await?;
    let full = changes.len() == PAGE as usize;
    let last = changes.last().filter(|_| full);
    let next_cursor = last.map(|change| super::cursor_after(&change.id));
    Ok(Json(Page { rows: changes.into_iter().map(ChangeWire::from).collect(), next_cursor }))
}

/// The time that belongs to a scene: from the end of the one before; all time where nobody plays one.
fn span_of(app: &App, scene: Option<&Scene>) -> Range<Timestamp> {
    let Some(scene) = scene else { return Timestamp::MIN..Timestamp::MAX };
    let ends = app.scenes.iter().map(|scene| scene.ends_before);
    let before = ends.filter(|end| *end <= scene.starts_at).max();
    before.unwrap_or(Timestamp::MIN)..scene.ends_before
}

/// Why a change is taken back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Undo {
    /// The reason, in the officer's words; it may have several lines.
    #[schema(max_length = 2000, pattern = r"\S")]
    reason: String,
}

/// What taking back did.
#[derive(Serialize, ToSchema)]
struct Undone {
    /// The change that took the other back.
    change_id: String,
    /// How many versions were withdrawn.
    versions: u64,
}

/// Takes a change back as a whole, an import among them.
#[utoipa::path(
    post,
    path = "/changes/{id}/undo",
    params(("id" = String, Path, description = "The change.")),
    request_body = Undo,
    responses((status = 200, body = Undone))
)]
async fn undo_change(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<String>,
    Command { body: undo, request }: Command<Undo>,
) -> Result<Json<Undone>, Problem> {
    caller.role.require("undo_change")?;
    let (change_id, versions) = writing(&app, move |app| {
        Ok(taicho_ops::undo_change(
            &app.store,
            &caller.actor,
            id,
            undo.reason,
            caller.asks(request),
        )?)
    })
    .await?;
    Ok(Json(Undone { change_id, versions }))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::testing::{get, shared};

    #[tokio::test]
    async fn each_scene_has_its_own_log_and_its_own_time() {
        let session = get(shared().app(), "/session").await;
        let scenes = session.body["scenes"].as_array().unwrap().clone();
        assert!(scenes.len() >= 5, "{}", scenes.len());
        for scene in &scenes {
            let begins = scene["starts_at"].as_str().unwrap();
            // No scene's clock stands where another one's records were loaded.
            assert_eq!(scene["now"].as_str().unwrap()[..10], begins[..10], "{scene}");
            let id = scene["id"].as_str().unwrap();
            let log = get(shared().app(), &format!("/changes?scene={id}")).await;
            let rows = log.body["rows"].as_array().unwrap().iter();
            let imports = rows.filter(|row| row["operation"] == "import");
            let days: BTreeSet<&str> =
                imports.map(|row| &row["recorded_at"].as_str().unwrap()[..10]).collect();
            assert!(days.contains(&begins[..10]), "{id}: {days:?}");
            for other in scenes.iter().filter(|other| other["id"] != scene["id"]) {
                let other = &other["starts_at"].as_str().unwrap()[..10];
                assert!(!days.contains(other), "{id} has the log of {other}");
            }
        }
    }
}
