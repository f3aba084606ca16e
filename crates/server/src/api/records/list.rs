use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;
use taicho_model::{KindSpec, vietnam_date};
use taicho_ops::{OpsError, SEARCH, SORT, looked_into, narrowed, within_area};
use taicho_store::{Filter, Scope};
use utoipa::ToSchema;
use utoipa::openapi::{Components, HttpMethod};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::answers::Key;
use crate::api::{self, board::Moment};
use crate::app::{App, Caller, answer, reading};
use crate::extract::{Json, Path, Query};
use crate::problem::Problem;
use crate::rights::Role;

use super::lists::{self, kind_at, listed, operation_of, path_of, shown};

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    let mut router = OpenApiRouter::new();
    for kind in listed() {
        let path = format!("/{}", path_of(kind));
        router = router.route(
            &path,
            get(move |state, caller, moment, wanted, all| {
                list_rows(kind, state, caller, moment, wanted, all)
            }),
        );
        let document = router.get_openapi_mut();
        document.paths.add_path_operation(path, vec![HttpMethod::Get], lists::describe(kind));
        document
            .components
            .get_or_insert_with(Components::new)
            .schemas
            .extend(lists::schemas(kind));
    }
    router.routes(routes!(search_records))
}

/// The kind at a path, where the caller may see it.
pub(super) fn seen_kind(path: &str, caller: &Caller) -> Result<&'static KindSpec, Problem> {
    let kind = kind_at(path).ok_or_else(Problem::not_found)?;
    // What stands in no area is for those who may see every area.
    if !kind.is_scoped && caller.actor.scope != Scope::All {
        return Err(Problem::not_found());
    }
    Ok(kind)
}

#[derive(Deserialize)]
struct Page {
    cursor: Option<String>,
    limit: Option<i64>,
    #[serde(default)]
    count: bool,
}

/// No page is longer.
pub(super) const LIMIT_MAX: i64 = 500;

async fn list_rows(
    kind: &'static KindSpec,
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(moment): Query<Moment>,
    Query(page): Query<Page>,
    Query(wanted): Query<BTreeMap<String, String>>,
) -> Result<Response, Problem> {
    caller.role.require(&operation_of(kind))?;
    let kind = seen_kind(&path_of(kind), &caller)?;
    let wanted = Wanted::of_address(kind, wanted)?;
    answer_page(&app, caller, kind, &moment, page, wanted).await
}

/// What a list is narrowed and sorted by, where an address would keep what nobody else may read.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Search {
    /// Words, numbers and keys without their marks, each as the beginning of a word of the record: `nguyen van`,
    /// `0912 345`, `BN-01`.
    search: Option<String>,
    /// The name of a field, with a `-` before it the greatest first; names sort without marks, and what has no value
    /// comes last. The newest records first where none is named.
    sort: Option<String>,
    /// Conditions by the names of fields, as the list takes them: a value, or for days, moments and numbers a span
    /// `from..to`.
    #[serde(default)]
    filters: BTreeMap<String, String>,
    /// Code of the area.
    area: Option<String>,
    /// The moment whose knowledge is wanted, from 1900 to 2199; now where none is named.
    #[schema(value_type = Option<jiff::Timestamp>, pattern = r"^(19|20|21)\d\d-")]
    at: Option<String>,
    /// The `next_cursor` of the page before.
    #[schema(pattern = "^after:.+$")]
    cursor: Option<String>,
    /// At most so many rows; 100 where none is named.
    #[schema(minimum = 1, maximum = 500)]
    limit: Option<i64>,
    /// Whether to count all rows besides.
    #[serde(default)]
    count: bool,
}

impl Search {
    /// The area and the moment looked at.
    pub(super) fn moment(&self) -> Moment {
        Moment::of(self.area.clone(), self.at.clone())
    }

    /// What the list is narrowed and sorted by.
    pub(super) fn wanted(self, kind: &'static KindSpec) -> Result<Wanted, Problem> {
        let mut wanted = self.filters;
        // What is no condition on a field has a place of its own.
        let is_odd = |name: &&String| {
            ALWAYS.contains(&name.as_str()) || [SEARCH, SORT].contains(&name.as_str())
        };
        if let Some(name) = wanted.keys().find(is_odd) {
            let known: Vec<_> = kind.shown_fields().map(|field| field.name).collect();
            return Err(no_such_filter(name, &known.join(", ")));
        }
        let named = [(SEARCH, self.search), (SORT, self.sort)];
        wanted.extend(named.into_iter().filter_map(|(name, text)| Some((name.to_owned(), text?))));
        Ok(Wanted(wanted))
    }
}

/// A page of the list of a kind, as its own description has it.
#[derive(ToSchema)]
#[schema(value_type = Object)]
#[expect(dead_code, reason = "it stands in the description alone")]
struct RowsPage(serde_json::Value);

/// Records of a kind found by words, or by what may not stand in an address: names, numbers, telephones.
#[utoipa::path(
    post,
    path = "/searches/{kind}",
    params(("kind" = String, Path, description = "The kind: the path of its list.")),
    request_body = Search,
    responses((status = 200, body = RowsPage))
)]
async fn search_records(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(path): Path<String>,
    Json(asked): Json<Search>,
) -> Result<Response, Problem> {
    caller.role.require("search_records")?;
    let kind = seen_kind(&path, &caller)?;
    let moment = asked.moment();
    let page = Page { cursor: asked.cursor.clone(), limit: asked.limit, count: asked.count };
    let wanted = asked.wanted(kind)?;
    answer_page(&app, caller, kind, &moment, page, wanted).await
}

async fn answer_page(
    app: &Arc<App>,
    caller: Caller,
    kind: &'static KindSpec,
    moment: &Moment,
    page: Page,
    wanted: Wanted,
) -> Result<Response, Problem> {
    let columns = shown(kind, caller.role.sees_persons());
    let code = moment.named_area(app, &caller);
    let at = moment.at_if_named()?;
    let day = vietnam_date(at.unwrap_or(caller.now));
    let limit = limit(page.limit)?;
    let cursor = api::cursor(page.cursor)?;
    let filter = wanted.conditions(kind, caller.role)?;
    let actor = caller.actor.clone();
    // Counting walks every row, so the same is counted once until something is written.
    let counted = page.count.then(|| {
        let scene = caller.scene.as_ref().map(|scene| scene.id.clone());
        let asked = wanted.0.into_iter().flat_map(|(name, value)| [Some(name), Some(value)]);
        let asked = asked.chain([code.clone(), at.map(|at| at.to_string()), cursor.clone()]);
        let asked =
            [scene, Some(day.to_string()), Some(limit.to_string())].into_iter().chain(asked);
        Key::new(&caller.actor, kind.name, asked)
    });
    let make = move |app: &App| {
        app.store.read(&actor, |read| {
            let mut filter = Filter { as_of: at, ..filter };
            if let Some(code) = code {
                filter = within_area(read, filter, &code, day)?;
            }
            let total = if page.count { Some(read.count_kind(kind, &filter)?) } else { None };
            filter = Filter { newest_first: true, ..filter.page(cursor, limit) };
            let mut body = String::with_capacity(32 * 1024);
            body.push_str("{\"rows\":");
            let end = read.page(kind, &columns, &filter, &mut body)?;
            let last = end.last_id.filter(|_| end.rows == limit);
            let next = last.map(|id| api::cursor_after(&id));
            let rest = serde_json::json!({ "next_cursor": next, "total": total }).to_string();
            body.push(',');
            body.push_str(&rest[1..]);
            Ok::<_, Problem>(body.into_bytes())
        })
    };
    let body = match counted {
        None => reading(app, make).await?.into(),
        Some(key) => answer(app, key, make).await?,
    };
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

/// What every list takes besides conditions on its fields.
const ALWAYS: &[&str] = &["area", "at", "count", "cursor", "limit", "scene"];

/// The conditions of a list, and its order, by name.
pub(super) struct Wanted(BTreeMap<String, String>);

impl Wanted {
    /// What an address asks for; addresses are kept in logs on the way, so what tells who a person is has no place in it.
    pub(super) fn of_address(
        kind: &'static KindSpec,
        mut wanted: BTreeMap<String, String>,
    ) -> Result<Self, Problem> {
        wanted.retain(|name, _| !ALWAYS.contains(&name.as_str()));
        let is_personal = |(name, value): (&String, &String)| {
            name != SORT && looked_into(kind, name, value).any(|field| field.is_personal)
        };
        match wanted.iter().any(is_personal) {
            false => Ok(Self(wanted)),
            true => Err(Problem::bad_request(
                "not_in_an_address",
                "Không tìm theo họ tên, giấy tờ, điện thoại trong địa chỉ; hãy gửi POST đến /searches.",
                "Names, personal ids and telephones have no place in an address: POST them to /searches.",
            )),
        }
    }

    /// As a filter; what the list cannot answer is refused, for an unfiltered list would mislead.
    pub(super) fn conditions(
        &self,
        kind: &'static KindSpec,
        role: Role,
    ) -> Result<Filter, Problem> {
        let mut filter = Filter::now();
        for (name, value) in &self.0 {
            // Whoever may not see a field may not find out by it either.
            let hidden = looked_into(kind, name, value).any(|field| field.is_personal);
            if hidden && !role.sees_persons() {
                return Err(Problem::forbidden());
            }
            filter = narrowed(filter, kind, name, value).map_err(|error| match error {
                OpsError::UnknownField { name, known, .. } => {
                    no_such_filter(&name, &format!("{known}, {}", ALWAYS.join(", ")))
                }
                error => {
                    let words = error.words();
                    Problem::bad_request("no_such_word", &words.vi, &words.en)
                }
            })?;
        }
        Ok(filter)
    }
}

fn no_such_filter(name: &str, known: &str) -> Problem {
    Problem::bad_request(
        "no_such_filter",
        &format!("Danh sách này không lọc hay sắp xếp được theo {name}; chỉ nhận: {known}."),
        &format!("This list cannot be filtered or sorted by {name}; it takes {known}."),
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::lists::{listed, path_of, shown};
    use crate::testing::{Answer, get, of_one_ward, shared};

    async fn list(path: &str) -> Answer {
        get(shared().app(), path).await
    }

    #[tokio::test]
    async fn pages_follow_one_another_without_gaps() {
        let first = list("/people?limit=3").await;
        assert_eq!(first.status, 200);
        assert!(first.body["total"].is_null(), "nobody asked for it");
        let total = list("/people?limit=1&count=true").await.body["total"].as_i64().unwrap();
        let (mut seen, mut page) = (BTreeSet::new(), first);
        for _ in 0..4 {
            for row in page.body["rows"].as_array().unwrap() {
                assert!(seen.insert(row["id"].as_str().unwrap().to_owned()));
            }
            let cursor = page.body["next_cursor"].as_str().unwrap().to_owned();
            page = list(&format!("/people?limit=3&cursor={cursor}")).await;
            assert!(page.body["total"].is_null());
        }
        assert_eq!(seen.len(), 12);
        assert!(total > 12);
    }

    #[tokio::test]
    async fn every_list_answers_with_the_columns_that_it_names() {
        for kind in listed() {
            let answer = list(&format!("/{}?limit=1", path_of(kind))).await;
            assert_eq!(answer.status, 200, "{}", kind.name);
            for row in answer.body["rows"].as_array().unwrap() {
                for column in shown(kind, true) {
                    assert!(row.get(column).is_some(), "{} has no {column}", kind.name);
                }
            }
        }
    }

    #[tokio::test]
    async fn filters_narrow_a_list() {
        let total = |answer: Answer| answer.body["total"].as_i64().unwrap();
        let all = total(list("/cases?count=true").await);
        let community = total(list("/cases?origin=community&count=true").await);
        assert!(0 < community && community < all, "{community} of {all}");
        assert_eq!(total(list("/cases?found_on=2021-06-18..&count=true").await), 0);
        assert_eq!(total(list("/cases?at=2021-01-01T00:00:00Z&count=true").await), 0);
        assert!(total(list("/zones?open_on=2021-06-17&count=true").await) > 0);
    }

    #[tokio::test]
    async fn what_is_out_of_range_is_refused() {
        for (path, code) in [
            ("/cases?limit=0", "bad_limit"),
            ("/cases?limit=501", "bad_limit"),
            ("/cases?limit=-1", "bad_limit"),
            ("/cases?limit=2147483648", "bad_limit"),
            ("/cases?limit=99999999999999999999", "bad_query"),
            ("/cases?limit=many", "bad_query"),
            ("/cases?count=perhaps", "bad_query"),
            ("/cases?cursor=", "bad_cursor"),
            ("/cases?cursor=null", "bad_cursor"),
            ("/cases?cursor=after:", "bad_cursor"),
            ("/cases?cursor=after:a%0Ab", "bad_cursor"),
            ("/cases?cursor=%00", "bad_query"),
            ("/cases?found_on=yesterday", "no_such_word"),
            ("/cases?found_on=2021-06-01..yesterday", "no_such_word"),
            ("/cases?found_on=-009999-01-01", "no_such_word"),
            ("/cases?at=9999-12-30T22:00:00Z", "bad_time"),
            ("/zones?origin=community", "no_such_filter"),
            ("/cases?open_on=2021-06-17", "no_such_filter"),
            ("/people?sex=mail", "no_such_word"),
            ("/people?name_key=an", "no_such_filter"),
            ("/cases?foo=1", "no_such_filter"),
            ("/cases?status=zzz", "no_such_word"),
        ] {
            let answer = list(path).await;
            assert!(answer.is_problem(400, code), "{path}: {answer:?}");
        }
        assert!(list("/cases?area=99999").await.is_problem(404, "unknown_area"));
    }

    #[tokio::test]
    async fn somebody_of_one_ward_sees_nothing_else() {
        let narrow = async |path: &str| get(shared().app().for_actor(of_one_ward()), path).await;
        let all = list("/people?limit=500&count=true").await;
        let own = narrow("/people?limit=500&count=true").await;
        assert!(own.body["total"].as_i64() < all.body["total"].as_i64());
        let mut rows = own.body["rows"].as_array().unwrap().iter();
        assert!(rows.all(|row| row["area_code"] == "09187"));
        let elsewhere = narrow("/people?area=09325&count=true").await;
        assert_eq!(elsewhere.body["total"], 0);
        // A row of another ward has no history for them.
        let mut people = all.body["rows"].as_array().unwrap().iter();
        let foreign = people.find(|row| row["area_code"] != "09187").unwrap();
        let history = format!("/history/people/{}", foreign["id"].as_str().unwrap());
        assert_eq!(list(&history).await.status, 200);
        assert!(narrow(&history).await.is_problem(404, "not_found"));
        // Figures of a part would pass for figures of the whole.
        assert!(narrow("/board").await.is_problem(404, "not_found"));
        assert!(narrow("/board?area=09325").await.is_problem(404, "not_found"));
        assert_eq!(narrow("/board?area=09187").await.status, 200);
        assert!(narrow("/imports").await.is_problem(404, "not_found"));
    }
}
