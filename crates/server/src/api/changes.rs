use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use axum::extract::State;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use taicho_model::{FieldType, KindSpec};
use taicho_ops::{Named, Scene, name_records};
use taicho_store::{Change, Read, Written, field_json};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::{App, Caller, reading, writing};
use crate::extract::{Command, Json, Path, Query};
use crate::problem::Problem;
use crate::rights::Role;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list_changes))
        .routes(routes!(read_change))
        .routes(routes!(undo_change))
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
    rows: Vec<ChangeRow>,
    /// What people call the rows that they wrote, and what those refer to.
    names: Vec<Named>,
    /// Where the next page begins; none after the last one.
    next_cursor: Option<String>,
}

/// A change with what it wrote.
#[derive(Serialize, ToSchema)]
struct ChangeRow {
    /// The change.
    #[serde(flatten)]
    change: ChangeWire,
    /// How many versions of each kind it wrote.
    written: BTreeMap<&'static str, i64>,
    /// The first rows that it wrote or withdrew.
    rows: Vec<WrittenRow>,
}

/// A row that a change wrote or withdrew.
#[derive(Serialize, ToSchema)]
struct WrittenRow {
    /// The kind.
    kind: &'static str,
    /// The id.
    id: String,
    /// `new`, `corrected` or `withdrawn`.
    #[schema(pattern = "^(new|corrected|withdrawn)$")]
    what: &'static str,
    /// The fields that have another value by it; those that tell who a person is for whoever may see them.
    fields: BTreeMap<&'static str, Values>,
}

/// A field before and after a change.
#[derive(Serialize, ToSchema)]
#[schema(as = ChangedValues)]
struct Values {
    /// What stood before.
    before: serde_json::Value,
    /// What stands after it.
    after: serde_json::Value,
}

/// One change with more of what it wrote.
#[derive(Serialize, ToSchema)]
#[schema(as = OpenedChange)]
struct Opened {
    /// The change.
    #[serde(flatten)]
    change: ChangeRow,
    /// What people call the rows that it wrote, and what those refer to.
    names: Vec<Named>,
    /// The change that takes it back; none while it stands.
    undone_by: Option<String>,
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
    let (changes, rows, names) = reading(&app, move |app| {
        let recorded = span_of(app, caller.scene.as_ref());
        app.store.read(&caller.actor, |read| {
            let changes = read.changes(recorded, cursor.as_deref(), PAGE)?;
            let (rows, names) = with_rows(read, changes.clone(), ROWS_OF_EACH, caller.role)?;
            Ok::<_, Problem>((changes, rows, names))
        })
    })
    .await?;
    let full = changes.len() == PAGE as usize;
    let last = changes.last().filter(|_| full);
    let next_cursor = last.map(|change| super::cursor_after(&change.id));
    Ok(Json(Page { rows, names, next_cursor }))
}

/// Of each change on a page so many rows of a kind are told.
const ROWS_OF_EACH: u32 = 3;

/// Of one change so many rows of a kind are told.
const ROWS_OF_ONE: u32 = 200;

/// One change with what it wrote: who, when, why, and each row before and after it.
#[utoipa::path(
    get,
    path = "/changes/{id}",
    params(("id" = String, Path, description = "The change.")),
    responses((status = 200, body = Opened))
)]
async fn read_change(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Opened>, Problem> {
    caller.role.require("read_change")?;
    let opened = reading(&app, move |app| {
        app.store.read(&caller.actor, |read| {
            let change = read.change(&id)?.ok_or_else(Problem::not_found)?;
            let undone_by = read.undone_by(&id)?;
            let (mut rows, names) = with_rows(read, vec![change], ROWS_OF_ONE, caller.role)?;
            let change = rows.pop().ok_or_else(Problem::not_found)?;
            Ok::<_, Problem>(Opened { change, names, undone_by })
        })
    });
    Ok(Json(opened.await?))
}

/// Changes with the first rows that each wrote, and the names of those rows.
fn with_rows(
    read: &mut Read<'_>,
    changes: Vec<Change>,
    rows_of_each: u32,
    role: Role,
) -> Result<(Vec<ChangeRow>, Vec<Named>), Problem> {
    let (mut wanted, mut found) = (BTreeMap::<_, BTreeSet<String>>::new(), Vec::new());
    for change in changes {
        let mut rows = Vec::new();
        for row in read.written(&change, rows_of_each)? {
            if !row.kind.is_scoped && !read.sees_all() {
                continue;
            }
            wanted.entry(row.kind.name).or_default().insert(row.id.clone());
            let row = written_row(row, role);
            let kind = KindSpec::named(row.kind);
            for (name, values) in &row.fields {
                let field = kind.and_then(|kind| kind.field(name));
                if let Some(FieldType::Reference(of)) = field.map(|field| field.field_type) {
                    let ids = [&values.before, &values.after].into_iter();
                    let ids = ids.filter_map(|id| id.as_str().map(str::to_owned));
                    wanted.entry(of).or_default().extend(ids);
                }
            }
            rows.push(row);
        }
        found.push(ChangeRow { written: change.counts(), change: change.into(), rows });
    }
    Ok((found, name_records(read, wanted, role.sees_persons())?))
}

fn written_row(row: Written, role: Role) -> WrittenRow {
    let Written { kind, id, before, after } = row;
    let what = match (&before, &after) {
        (None, _) => "new",
        (Some(_), Some(_)) => "corrected",
        (Some(_), None) => "withdrawn",
    };
    let value = |values: &Option<BTreeMap<&'static str, taicho_store::Value>>, name| {
        values.as_ref().and_then(|values| values.get(name)).cloned()
    };
    let mut fields = BTreeMap::new();
    for field in role.fields_seen(kind).into_iter().filter_map(|name| kind.field(name)) {
        let (before, after) = (value(&before, field.name), value(&after, field.name));
        if before != after {
            let told = |value: Option<taicho_store::Value>| {
                field_json(field, &value.unwrap_or(taicho_store::Value::Null))
            };
            let (before, after) = (told(before), told(after));
            if before != after {
                fields.insert(field.name, Values { before, after });
            }
        }
    }
    WrittenRow { kind: kind.name, id, what, fields }
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
