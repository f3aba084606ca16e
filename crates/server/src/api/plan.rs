use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use taicho_ops::{PlanRow, plan_comparison};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::answers::Key;
use crate::app::{App, Caller, answer};
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

/// Sets each decision of the scene's plan beside our proposal; no rows where the scene replays no plan.
#[utoipa::path(get, path = "/plan-comparison", responses((status = 200, body = Comparison)))]
async fn read_plan_comparison(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<Response, Problem> {
    caller.role.require("read_plan_comparison")?;
    let asked = [caller.scene.as_ref().map(|scene| scene.id.clone())];
    let made = answer(&app, Key::new(&caller.actor, "read_plan_comparison", asked), move |app| {
        let rows = match &caller.scene {
            None => Vec::new(),
            Some(scene) => app.store.read::<_, Problem>(&caller.actor, |read| {
                Ok(plan_comparison(read, app.content, app.library, scene)?)
            })?,
        };
        Ok(serde_json::to_vec(&Comparison { rows }).expect("a comparison is written as JSON"))
    });
    Ok(([(header::CONTENT_TYPE, "application/json")], made.await?).into_response())
}
