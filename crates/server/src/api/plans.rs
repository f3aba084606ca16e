use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use taicho_ops::{PlanSummary, PlanText, plan, plans};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::board::area_code;
use crate::answers::Key;
use crate::app::{App, Caller, answer};
use crate::extract::{Path, Query};
use crate::problem::Problem;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(read_plans)).routes(routes!(read_plan))
}

/// The plans that the program carries out.
#[derive(Serialize, ToSchema)]
struct Plans {
    /// The plans, those of the area looked at first, then in the order of their days.
    plans: Vec<PlanSummary>,
}

/// Where and when a plan is looked at.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Looked {
    /// Code of the area whose numbers are wanted, as it was valid on the day; the plan's own where none is named.
    area: Option<String>,
    /// The moment whose knowledge is wanted, from 1900 to 2199; where none is named now, or the moment of the plan's
    /// days that is nearest to it.
    #[param(value_type = Option<Timestamp>, pattern = r"^(19|20|21)\d\d-")]
    at: Option<String>,
}

/// Which plans come first.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct LookedFrom {
    /// Code of the area that is looked at; the scene's own, or the installation's, where none is named.
    area: Option<String>,
}

/// The plans that the program carries out, with how many of their paragraphs something carries.
#[utoipa::path(get, path = "/plans", params(LookedFrom), responses((status = 200, body = Plans)))]
async fn read_plans(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(from): Query<LookedFrom>,
) -> Result<Response, Problem> {
    caller.role.require("read_plans")?;
    let area = area_code(from.area.as_deref(), &app, &caller).ok();
    let key = Key::new(&caller.actor, "read_plans", [area.clone()]);
    let made = answer(&app, key, move |app| {
        let plans = app.store.read::<_, Problem>(&caller.actor, |read| {
            Ok(plans(read, app.content, app.library, area.as_deref())?)
        })?;
        Ok(serde_json::to_vec(&Plans { plans }).expect("plans are written as JSON"))
    });
    Ok(([(header::CONTENT_TYPE, "application/json")], made.await?).into_response())
}

/// A plan paragraph by paragraph with what carries each, and its targets with how far they are.
#[utoipa::path(
    get,
    path = "/plans/{id}",
    params(("id" = String, Path, description = "The id of the plan."), Looked),
    responses((status = 200, body = PlanText))
)]
async fn read_plan(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<String>,
    Query(looked): Query<Looked>,
) -> Result<Response, Problem> {
    caller.role.require("read_plan")?;
    let at = super::instant(looked.at.as_deref())?;
    let asked = [
        caller.scene.as_ref().map(|scene| scene.id.clone()),
        Some(id.clone()),
        looked.area.clone(),
        at.map(|at| at.to_string()),
    ];
    let key = Key::new(&caller.actor, "read_plan", asked).of_now(at.is_none());
    let made = answer(&app, key, move |app| {
        let now = app.now(caller.scene.as_ref())?;
        let area = looked.area.as_deref();
        let text = app.store.read::<_, Problem>(&caller.actor, |read| {
            Ok(plan(read, app.content, app.library, &id, area, at, now)?)
        })?;
        Ok(serde_json::to_vec(&text).expect("a plan is written as JSON"))
    });
    Ok(([(header::CONTENT_TYPE, "application/json")], made.await?).into_response())
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use crate::testing::{get, of_one_ward, shared};

    #[tokio::test]
    async fn a_plan_opens_at_its_place_and_time_with_what_carries_it_and_how_far_it_is() {
        let list = get(shared().app(), "/plans").await;
        assert_eq!(list.body["plans"][0]["here"], true, "the scene's own place comes first");
        let plans = list.body["plans"].as_array().unwrap();
        assert_eq!(plans.len(), 4);
        let first = &plans[0];
        assert_eq!((&first["id"], &first["area_code"]), (&"23-kh-bcd".into(), &"256".into()));

        let plan = get(shared().app(), "/plans/23-kh-bcd").await;
        assert_eq!(plan.status, 200);
        assert_eq!(
            (&plan.body["area"]["code"], &plan.body["holds"]),
            (&"256".into(), &"holds".into())
        );
        let sections = plan.body["sections"].as_array().unwrap();
        let paragraphs = || sections.iter().flat_map(|it| it["paragraphs"].as_array().unwrap());
        let found = |id: &str| paragraphs().find(|it| it["id"] == id).unwrap().clone();
        assert_eq!(found("III.2.6-3")["state"], "whole");
        assert_eq!(found("III.2.6-1")["state"], "part");
        let checkpoints = found("III.2.5-1");
        assert_eq!(
            (&checkpoints["state"], &checkpoints["carried_by"]),
            (&"nothing".into(), &Value::Array(vec![]))
        );
        assert_eq!(found("I-1")["state"], "asks_nothing");
        let targets = plan.body["targets_shown"].as_array().unwrap();
        let target = |id: &str| targets.iter().find(|it| it["id"] == id).unwrap().clone();
        let sampled = target("sampled_on_time");
        assert_eq!(sampled["status"], "not_met", "{sampled}");
        assert_eq!(sampled["now"]["origin"], "synthetic");
        assert!(sampled["gap"].as_f64().unwrap() > 0.0);
        let rows = &sampled["rows"];
        let query = rows["query"].as_object().unwrap();
        let query = query.iter().map(|(name, value)| format!("{name}={}", value.as_str().unwrap()));
        let path =
            format!("{}?{}", rows["path"].as_str().unwrap(), query.collect::<Vec<_>>().join("&"));
        let rows = get(shared().app(), &path).await;
        assert!(!rows.body["rows"].as_array().unwrap().is_empty(), "{path}: {rows:?}");
        let posts = target("checkpoints");
        assert_eq!(
            (&posts["status"], &posts["value"], &posts["now"]),
            (&"unknown".into(), &727.0.into(), &Value::Null)
        );
    }

    #[tokio::test]
    async fn who_may_not_see_the_place_reads_the_text_and_no_number() {
        let app = || shared().app().for_actor(of_one_ward());
        let plan = get(app(), "/plans/23-kh-bcd").await;
        assert_eq!((plan.status.as_u16(), &plan.body["area"]), (200, &Value::Null));
        let targets = plan.body["targets_shown"].as_array().unwrap();
        assert!(targets.iter().all(|it| it["status"] == "unknown" && it["now"].is_null()));
        assert!(get(app(), "/plans/23-kh-bcd?area=256").await.is_problem(404, "not_found"));
        assert_eq!(get(app(), "/plans/23-kh-bcd?area=09187").await.body["area"]["code"], "09187");
    }

    #[tokio::test]
    async fn a_plan_or_moment_that_there_is_not_is_said() {
        assert!(get(shared().app(), "/plans/nowhere").await.is_problem(404, "unknown_plan"));
        assert!(get(shared().app(), "/plans/..%2Frules").await.is_problem(404, "unknown_plan"));
        let bad = get(shared().app(), "/plans/23-kh-bcd?at=xyz").await;
        assert!(bad.is_problem(400, "bad_time"), "{bad:?}");
    }
}
