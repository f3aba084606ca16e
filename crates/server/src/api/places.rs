use std::sync::Arc;

use axum::extract::State;
use serde::{Deserialize, Serialize};
use taicho_model::{AreaRef, typed_day, vietnam_date};
use taicho_ops::{Home, Signs, Surroundings, Unit, find_units, set_up, surroundings};
use taicho_store::has_words;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::board::Moment;
use crate::app::{App, Caller, glancing, reading, writing};
use crate::extract::{Command, Json, Query};
use crate::problem::Problem;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list_units))
        .routes(routes!(read_surroundings))
        .routes(routes!(set_home))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct UnitsWanted {
    /// Words of the name, or the code.
    #[param(required)]
    search: Option<String>,
    /// The day on which it is a unit, from 1900 to 2199; today where none is named.
    #[param(value_type = Option<jiff::civil::Date>, pattern = r"^(19|20|21)\d\d-")]
    on: Option<String>,
}

/// The administrative units of a day, to choose one's own from.
#[derive(Serialize, ToSchema)]
struct UnitList {
    /// The units, the likeliest first; at most 30.
    rows: Vec<Unit>,
}

/// So many units are offered.
const UNITS_AT_MOST: usize = 30;

/// Finds the administrative units of a day by their names or codes.
#[utoipa::path(get, path = "/units", params(UnitsWanted), responses((status = 200, body = UnitList)))]
async fn list_units(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(wanted): Query<UnitsWanted>,
) -> Result<Json<UnitList>, Problem> {
    caller.role.require("list_units")?;
    let on = match &wanted.on {
        Some(on) => day(on)?,
        None => vietnam_date(caller.now),
    };
    let Some(words) = wanted.search.filter(|words| has_words(words)) else {
        return Err(Problem::bad_request(
            "no_words",
            "Hãy gõ tên hoặc mã của đơn vị.",
            "Type the name or the code of the unit.",
        ));
    };
    let rows = reading(&app, move |app| {
        app.store.read::<_, Problem>(&caller.actor, |read| {
            Ok(find_units(read, &words, on, UNITS_AT_MOST)?)
        })
    });
    Ok(Json(UnitList { rows: rows.await? }))
}

/// The place that the installation works for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct HomeWanted {
    /// The code of its area.
    #[schema(max_length = 200)]
    area_code: String,
    /// The day on which that is its code, from 1900 to 2199; today where none is named.
    #[schema(value_type = Option<jiff::civil::Date>, pattern = r"^(19|20|21)\d\d-")]
    on: Option<String>,
    /// The name of who signs the papers of the office; an empty text clears it, and what is left out stays.
    #[schema(max_length = 100)]
    signer: Option<String>,
    /// The code or the name of the disease that the office works on; an empty text stands for all.
    #[schema(max_length = 100)]
    disease: Option<String>,
}

/// Chooses the place that the installation works for, as `taicho init` does.
#[utoipa::path(
    post,
    path = "/home",
    request_body = HomeWanted,
    responses((status = 200, body = AreaRef))
)]
async fn set_home(
    State(app): State<Arc<App>>,
    caller: Caller,
    Command { body, request }: Command<HomeWanted>,
) -> Result<Json<AreaRef>, Problem> {
    caller.role.require("set_home")?;
    if !app.scenes.is_empty() {
        return Err(Problem::bad_request(
            "demo",
            "Bản trình diễn có địa bàn của nó.",
            "A demo has places of its own.",
        ));
    }
    let on = match &body.on {
        Some(on) => day(on)?,
        None => vietnam_date(caller.now),
    };
    let home = Home { code: body.area_code, on };
    let signs = Signs { signer: body.signer, disease: body.disease };
    let area = writing(&app, move |app| {
        let asked = caller.asks(request);
        let area = set_up(&app.store, &caller.actor, app.content, &home, &signs, asked)?;
        // The content folder counts for a place of another time as known by then.
        app.take_in_content()?;
        Ok(area)
    });
    Ok(Json(area.await?))
}

/// A day that somebody names.
fn day(text: &str) -> Result<jiff::civil::Date, Problem> {
    let day = text.parse::<jiff::civil::Date>().ok().and_then(|day| typed_day(day).ok());
    day.ok_or_else(|| {
        Problem::bad_request(
            "bad_time",
            "Ngày phải có dạng 2026-11-30.",
            "A day is like 2026-11-30.",
        )
    })
}

/// Where an area lies on a day, what lies right under it and beside it: to go on from there.
#[utoipa::path(
    get,
    path = "/surroundings",
    params(Moment),
    responses((status = 200, body = Surroundings))
)]
async fn read_surroundings(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(moment): Query<Moment>,
) -> Result<Json<Surroundings>, Problem> {
    caller.role.require("read_surroundings")?;
    let code = moment.area_code(&app, &caller)?;
    let day = match moment.day()? {
        Some(day) => day,
        None => vietnam_date(moment.at(&code, &caller)?),
    };
    let found = glancing(&app, move |app| {
        app.store.read::<_, Problem>(&caller.actor, |read| Ok(surroundings(read, &code, day)?))
    });
    Ok(Json(found.await?))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::app::App;
    use crate::testing::{Demo, demo, get, of_one_ward, post, shared};

    /// An office that has chosen its place on the first page.
    async fn chosen(demo: &Demo, area: &str, on: Option<&str>) {
        let home =
            json!({ "area_code": area, "on": on, "signer": "Nguyễn Thí Dụ", "disease": "sởi" });
        let set = post(office(demo), "/home", home).await;
        assert_eq!(set.status.as_u16(), 200, "{set:?}");
    }

    fn office(demo: &Demo) -> App {
        demo.empty_office()
    }

    #[tokio::test]
    async fn an_office_is_never_told_that_its_own_board_is_not_there() {
        let demo = demo();
        for path in ["/board", "/surroundings", "/outlines", "/reports/daily"] {
            let answer = get(office(&demo), path).await;
            assert!(answer.is_problem(400, "area_needed"), "{path}: {answer:?}");
        }
        // A place of another time, one of today, and one of today for another time.
        for (area, day) in [("222", Some("2021-06-05")), ("24", None), ("24", Some("2021-06-05"))] {
            chosen(&demo, area, day).await;
            let session = get(office(&demo), "/session").await.body;
            assert_eq!(
                (&session["signer"], &session["disease"]),
                (&"Nguyễn Thí Dụ".into(), &"measles".into())
            );
            assert_eq!(session["opens_at"].is_null(), day.is_none());
            for path in [
                "/board".to_owned(),
                format!("/board?area={area}"),
                "/surroundings".to_owned(),
                "/outlines".to_owned(),
                "/reports/daily".to_owned(),
                "/plan-comparison".to_owned(),
                "/content".to_owned(),
            ] {
                let answer = get(office(&demo), &path).await;
                assert_eq!(answer.status.as_u16(), 200, "{area} {path}: {answer:?}");
                if let (true, Some(day)) = (path.starts_with("/board"), day) {
                    assert_eq!(answer.body["day"], day, "{path}");
                }
            }
        }
    }

    #[tokio::test]
    async fn an_area_tells_where_it_lies_and_what_lies_in_and_beside_it() {
        let codes = |list: &Value| -> Vec<String> {
            let list = list.as_array().unwrap().iter();
            list.map(|it| it["code"].as_str().unwrap().to_owned()).collect()
        };
        let at = "at=2021-06-05T16:00:00%2B07:00";
        let district = get(shared().app(), &format!("/surroundings?area=222&{at}")).await.body;
        assert_eq!(codes(&district["above"]), ["24"]);
        assert_eq!(codes(&district["under"]).len(), 17, "{district}");
        assert_eq!(codes(&district["beside"]), [""; 0]);
        let commune = get(shared().app(), &format!("/surroundings?area=09187&{at}")).await.body;
        assert_eq!(codes(&commune["above"]), ["256", "27"]);
        assert_eq!((codes(&commune["under"]).len(), codes(&commune["beside"]).len()), (0, 18));
        // Whoever sees one ward is told of nothing around it.
        let officer = || shared().app().for_actor(of_one_ward());
        let own = get(officer(), &format!("/surroundings?area=09187&{at}")).await.body;
        assert_eq!((codes(&own["above"]).len(), codes(&own["beside"]).len()), (0, 0), "{own}");
        let other = get(officer(), &format!("/surroundings?area=256&{at}")).await;
        assert_eq!(other.status.as_u16(), 404, "{other:?}");
    }

    #[tokio::test]
    async fn a_day_that_has_not_come_is_refused() {
        let demo = demo();
        let home = json!({ "area_code": "24", "on": "2099-06-05" });
        let refused = post(office(&demo), "/home", home).await;
        assert!(refused.is_problem(422, "day_ahead"), "{refused:?}");
    }

    #[tokio::test]
    async fn a_disease_of_nobody_is_refused_before_anything_is_chosen() {
        let demo = demo();
        let home = json!({ "area_code": "222", "on": "2021-06-05", "disease": "bệnh lạ" });
        let refused = post(office(&demo), "/home", home).await;
        assert!(refused.is_problem(422, "unknown_disease"), "{refused:?}");
        assert_eq!(get(office(&demo), "/session").await.body["area"], Value::Null);
    }
}
