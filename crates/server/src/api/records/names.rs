use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::extract::State;
use serde::{Deserialize, Serialize};
use taicho_model::vietnam_date;
use taicho_ops::{Named, area_with_code, find_records, name_records};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::lists::{kind_at, path_of};
use crate::app::{App, Caller, reading};
use crate::extract::Json;
use crate::problem::Problem;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(name_records_of_kinds))
        .routes(routes!(find_records_of_kinds))
}

/// Records whose names are wanted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Nameless {
    /// Ids by kind, which is the path of its list; 2,000 at most.
    records: BTreeMap<String, BTreeSet<String>>,
}

/// Records by what people call them.
#[derive(Serialize, ToSchema)]
struct Names {
    /// The records, and those that stand in their names; what is not there, or may not be seen, is left out.
    rows: Vec<Named>,
}

/// What people call some records: the fields that name them.
#[utoipa::path(
    post,
    path = "/names",
    operation_id = "name_records",
    request_body = Nameless,
    responses((status = 200, body = Names))
)]
async fn name_records_of_kinds(
    State(app): State<Arc<App>>,
    caller: Caller,
    Json(asked): Json<Nameless>,
) -> Result<Json<Names>, Problem> {
    caller.role.require("name_records")?;
    let mut wanted: BTreeMap<_, BTreeSet<String>> = BTreeMap::new();
    for (path, ids) in asked.records {
        wanted.entry(kind_at(&path).ok_or_else(Problem::not_found)?.name).or_default().extend(ids);
    }
    let rows = reading(&app, move |app| {
        app.store.read(&caller.actor, |read| {
            Ok::<_, Problem>(name_records(read, wanted, caller.role.sees_persons())?)
        })
    });
    Ok(Json(Names { rows: rows.await? }))
}

/// What is looked for among records of every kind.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Finding {
    /// Words, numbers and keys without their marks, each as the beginning of a word.
    #[schema(max_length = 200)]
    search: String,
    /// Code of the area.
    area: Option<String>,
}

/// Records of every kind that were found.
#[derive(Serialize, ToSchema)]
struct Findings {
    /// The first of each kind, the newest first.
    rows: Vec<FoundOfKind>,
    /// What people call them, and those that stand in their names.
    names: Vec<Named>,
}

/// The first records of one kind that were found.
#[derive(Serialize, ToSchema)]
struct FoundOfKind {
    /// The kind: the path of its list.
    kind: String,
    /// Their ids.
    ids: Vec<String>,
    /// Whether there may be more.
    has_more: bool,
}

/// Of each kind so many are found.
const FOUND: u32 = 5;

/// Records of every kind that are found by words, without asking for each kind.
#[utoipa::path(
    post,
    path = "/findings",
    operation_id = "find_records",
    request_body = Finding,
    responses((status = 200, body = Findings))
)]
async fn find_records_of_kinds(
    State(app): State<Arc<App>>,
    caller: Caller,
    Json(asked): Json<Finding>,
) -> Result<Json<Findings>, Problem> {
    caller.role.require("find_records")?;
    if asked.search.chars().count() > 200 {
        return Err(Problem::bad_request(
            "no_such_word",
            "Chỉ tìm tối đa 200 ký tự.",
            "At most 200 characters are looked for.",
        ));
    }
    let findings = reading(&app, move |app| {
        let with_persons = caller.role.sees_persons();
        app.store.read(&caller.actor, |read| {
            let under = match asked.area {
                Some(code) => Some(area_with_code(read, &code, vietnam_date(caller.now))?.path),
                None => None,
            };
            let found =
                find_records(read, &asked.search, under.as_deref(), FOUND + 1, with_persons)?;
            let (mut rows, mut wanted) = (Vec::new(), BTreeMap::new());
            for (kind, mut ids) in found {
                let has_more = ids.len() > FOUND as usize;
                ids.truncate(FOUND as usize);
                wanted.insert(kind.name, ids.iter().cloned().collect());
                rows.push(FoundOfKind { kind: path_of(kind), ids, has_more });
            }
            Ok::<_, Problem>(Findings { rows, names: name_records(read, wanted, with_persons)? })
        })
    });
    Ok(Json(findings.await?))
}
