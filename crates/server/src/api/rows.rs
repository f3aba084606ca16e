use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;
use taicho_model::vietnam_date;
use taicho_ops::area_with_code;
use taicho_store::{Filter, Kind, Scope};
use utoipa::openapi::{Components, HttpMethod};
use utoipa_axum::router::OpenApiRouter;

use crate::api::board::Moment;
use crate::app::{App, Caller, blocking};
use crate::extract::Query;
use crate::problem::Problem;

mod lists;

use lists::{DAYS, EQUAL};
pub(crate) use lists::{LISTS, List, exposed};

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    let mut router = OpenApiRouter::new();
    for list in LISTS {
        let path = format!("/{}", list.path);
        router = router.route(
            &path,
            get(move |state, caller, moment, wanted, all| list_rows(list, state, caller, moment, wanted, all)),
        );
        let document = router.get_openapi_mut();
        document.paths.add_path_operation(path, vec![HttpMethod::Get], list.describe());
        document.components.get_or_insert_with(Components::new).schemas.extend(list.schemas());
    }
    router
}

#[derive(Deserialize)]
struct Page {
    cursor: Option<String>,
    limit: Option<i64>,
}

/// No page is longer.
const LIMIT_MAX: i64 = 500;

async fn list_rows(
    list: &'static List,
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(moment): Query<Moment>,
    Query(page): Query<Page>,
    Query(wanted): Query<BTreeMap<String, String>>,
) -> Result<Response, Problem> {
    caller.role.require(list.operation)?;
    let kind = list.kind();
    // What stands in no area is for those who may see every area.
    if !kind.scoped && caller.actor.scope != Scope::All {
        return Err(Problem::not_found());
    }
    let code = moment.area_code(&app, &caller).ok();
    let at = moment.at_if_named()?;
    let day = vietnam_date(at.unwrap_or(caller.now));
    let limit = limit(page.limit)?;
    let cursor = super::cursor(page.cursor)?;
    let mut filter = conditions(kind, &wanted)?;
    let body = blocking(move || {
        app.store.read(&caller.actor, |read| {
            filter.as_of = at;
            if let Some(code) = code {
                filter.under = Some(area_with_code(read, &code, day)?.path);
            }
            let total = match cursor {
                None => Some(read.count_kind(kind, &filter)?),
                Some(_) => None,
            };
            filter = Filter { newest_first: true, ..filter.page(cursor, limit) };
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

fn limit(wanted: Option<i64>) -> Result<u32, Problem> {
    match wanted.unwrap_or(100) {
        limit @ 1..=LIMIT_MAX => Ok(limit as u32),
        _ => Err(Problem::bad_request(
            "bad_limit",
            "Số dòng mỗi trang phải từ 1 đến 500.",
            "A page has 1 to 500 rows.",
        )),
    }
}

/// The conditions of a query; one that the list cannot answer is refused, for an unfiltered list would mislead.
fn conditions(kind: &Kind, wanted: &BTreeMap<String, String>) -> Result<Filter, Problem> {
    let mut filter = Filter::now();
    let take = |name: &str, column: &str| match wanted.get(name) {
        Some(_) if !kind.columns.contains(&column) => Err(Problem::bad_request(
            "no_such_filter",
            &format!("Danh sách này không lọc được theo {name}."),
            &format!("This list cannot be filtered by {name}."),
        )),
        value => Ok(value.map(String::as_str)),
    };
    for (name, column) in EQUAL {
        if let Some(value) = take(name, column)? {
            filter = filter.is(column, value);
        }
    }
    for (name, column) in DAYS {
        let Some(day) = super::date(take(name, column)?)? else { continue };
        filter = match name.rsplit('_').next() {
            Some("from") => filter.at_least(column, day),
            Some("to") => filter.at_most(column, day),
            _ => filter.at_most(column, day).none_or_after("lifted_on", day),
        };
    }
    Ok(filter)
}
