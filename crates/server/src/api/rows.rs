use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;
use taicho_model::vietnam_date;
use taicho_ops::area_with_code;
use taicho_store::{Filter, Kind};

use crate::api::board::Moment;
use crate::app::{App, Caller, blocking};
use crate::problem::Problem;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new().route("/{list}", get(list_rows))
}

/// A list of the API: its path, its kind in the store, and the columns that may leave.
pub(crate) struct List {
    path: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) columns: &'static [&'static str],
}

/// What may be listed, column by column; a column that is not named here never leaves.
const LISTS: &[List] = &[
    List {
        path: "cases",
        kind: "cases",
        columns: &[
            "source_key",
            "disease",
            "status",
            "origin",
            "setting",
            "onset_on",
            "found_on",
            "detected_at",
            "reported_at",
            "source_known",
            "source_case_key",
            "cluster",
            "zone_id",
            "person_id",
            "record_origin",
        ],
    },
    List {
        path: "zones",
        kind: "zones",
        columns: &[
            "code",
            "name",
            "disease",
            "opened_on",
            "lifted_on",
            "households",
            "residents",
            "record_origin",
        ],
    },
    List {
        path: "sampling-rounds",
        kind: "sampling_rounds",
        columns: &["zone_id", "taken_on", "listed", "sampled", "positive", "record_origin"],
    },
    List {
        path: "orders",
        kind: "orders",
        columns: &[
            "number",
            "kind",
            "value",
            "zone_id",
            "effective_from",
            "effective_to",
            "status",
            "document",
            "record_origin",
        ],
    },
    List {
        path: "facts",
        kind: "facts",
        columns: &[
            "zone_id",
            "disease",
            "name",
            "value",
            "valid_from",
            "valid_to",
            "origin",
            "confidence",
            "source",
        ],
    },
    List {
        path: "people",
        kind: "people",
        columns: &[
            "source_key",
            "full_name",
            "sex",
            "birth_year",
            "address",
            "residence",
            "household_id",
            "lodging_id",
            "workplace_id",
            "record_origin",
        ],
    },
    List {
        path: "places",
        kind: "places",
        columns: &["source_key", "kind", "name", "record_origin"],
    },
    List {
        path: "decisions",
        kind: "decisions",
        columns: &["proposal_key", "outcome", "value", "reason", "order_id"],
    },
    List {
        path: "imports",
        kind: "imports",
        columns: &["file_name", "kind", "rows_read", "rows_added", "rows_corrected"],
    },
];

/// The list at a path.
pub(crate) fn exposed(path: &str) -> Option<&'static List> {
    LISTS.iter().find(|list| list.path == path)
}

#[derive(Deserialize)]
struct Conditions {
    disease: Option<String>,
    origin: Option<String>,
    setting: Option<String>,
    status: Option<String>,
    kind: Option<String>,
    zone: Option<String>,
    found_from: Option<String>,
    found_to: Option<String>,
    taken_from: Option<String>,
    taken_to: Option<String>,
    open_on: Option<String>,
    cursor: Option<String>,
    limit: Option<u32>,
}

const LIMIT_MAX: u32 = 500;

async fn list_rows(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(path): Path<String>,
    Query(moment): Query<Moment>,
    Query(wanted): Query<Conditions>,
) -> Result<Response, Problem> {
    caller.role.require("list_rows")?;
    let list = exposed(&path).ok_or_else(Problem::not_found)?;
    let kind = Kind::named(list.kind).ok_or_else(Problem::not_found)?;
    let code = moment.area_code(&app, &caller).ok();
    let at = moment.at_if_named()?;
    let day = vietnam_date(at.unwrap_or(caller.now));
    let body = blocking(move || {
        app.store.read(&caller.actor, |read| {
            let mut filter = conditions(kind, &wanted)?;
            filter.as_of = at;
            if let Some(code) = code {
                filter.under = Some(area_with_code(read, &code, day)?.path);
            }
            let total = match wanted.cursor {
                None => Some(read.count_kind(kind, &filter)?),
                Some(_) => None,
            };
            let limit = wanted.limit.unwrap_or(100).clamp(1, LIMIT_MAX);
            filter = Filter { newest_first: true, ..filter.page(wanted.cursor.clone(), limit) };
            let mut body = String::with_capacity(32 * 1024);
            body.push_str("{\"rows\":");
            let end = read.page(kind, list.columns, &filter, &mut body)?;
            let next = end.last_id.filter(|_| end.rows == limit);
            let rest = serde_json::json!({ "next_cursor": next, "total": total }).to_string();
            body.push(',');
            body.push_str(&rest[1..]);
            Ok::<_, Problem>(body)
        })
    })
    .await?;
    Ok(([(header::CONTENT_TYPE, "application/json")], body).into_response())
}

fn conditions(kind: &Kind, wanted: &Conditions) -> Result<Filter, Problem> {
    let mut filter = Filter::now();
    let equal = [
        ("disease", &wanted.disease),
        ("origin", &wanted.origin),
        ("setting", &wanted.setting),
        ("status", &wanted.status),
        ("kind", &wanted.kind),
        ("zone_id", &wanted.zone),
    ];
    for (column, value) in equal {
        if let Some(value) = value.as_ref().filter(|_| kind.columns.contains(&column)) {
            filter = filter.is(column, value);
        }
    }
    for (column, from, to) in [
        ("found_on", &wanted.found_from, &wanted.found_to),
        ("taken_on", &wanted.taken_from, &wanted.taken_to),
    ] {
        if !kind.columns.contains(&column) {
            continue;
        }
        if let Some(from) = super::date(from.as_deref())? {
            filter = filter.at_least(column, from);
        }
        if let Some(to) = super::date(to.as_deref())? {
            filter = filter.at_most(column, to);
        }
    }
    if let Some(day) = super::date(wanted.open_on.as_deref())?
        && kind.columns.contains(&"opened_on")
    {
        filter = filter.at_most("opened_on", day).none_or_after("lifted_on", day);
    }
    Ok(filter)
}
