use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use taicho_ops::{PlanRow, local_plans, plan_comparison};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::answers::Key;
use crate::api::board::Moment;
use crate::app::{App, Caller, answer};
use crate::extract::Query;
use crate::problem::Problem;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(read_plan_comparison))
}

/// Each decision of a scene's plan beside our proposal.
#[derive(Serialize, ToSchema)]
struct Comparison {
    /// The decisions, in the order of the plan.
    rows: Vec<PlanRow>,
}

/// Sets each decision of the scene's plan beside our proposal, or in an office those of its own plans in force at the
/// moment; no rows where no plan tells what it decides.
#[utoipa::path(
    get,
    path = "/plan-comparison",
    params(Moment),
    responses((status = 200, body = Comparison))
)]
async fn read_plan_comparison(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(moment): Query<Moment>,
) -> Result<Response, Problem> {
    caller.role.require("read_plan_comparison")?;
    let code = moment.area_code(&app, &caller).ok();
    let at = match &code {
        Some(code) => moment.at(code, &caller)?,
        None => caller.now,
    };
    let key = match (&caller.scene, &code) {
        (None, Some(code)) => moment.key("read_plan_comparison", code, &caller)?,
        (scene, _) => {
            let asked = [scene.as_ref().map(|scene| scene.id.clone())];
            Key::new(&caller.actor, "read_plan_comparison", asked)
        }
    };
    let made = answer(&app, key, move |app| {
        let rows = app.store.read::<_, Problem>(&caller.actor, |read| {
            let (content, library) = (app.content, app.library);
            Ok(match (&caller.scene, code) {
                (Some(scene), _) => plan_comparison(read, content, library, scene)?,
                (None, Some(code)) => local_plans(read, content, library, &code, at)?,
                (None, None) => Vec::new(),
            })
        })?;
        Ok(serde_json::to_vec(&Comparison { rows }).expect("a comparison is written as JSON"))
    });
    Ok(([(header::CONTENT_TYPE, "application/json")], made.await?).into_response())
}
