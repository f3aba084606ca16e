use std::sync::Arc;

use axum::extract::State;
use serde::Serialize;
use taicho_ops::{PlanRow, plan_comparison};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::{App, Caller, blocking};
use crate::extract::Json;
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
) -> Result<Json<Comparison>, Problem> {
    caller.role.require("read_plan_comparison")?;
    blocking(move || {
        let Some(scene) = &caller.scene else { return Ok(Json(Comparison { rows: Vec::new() })) };
        let rows = app
            .store
            .read(&caller.actor, |read| plan_comparison(read, app.content, app.library, scene))?;
        Ok(Json(Comparison { rows }))
    })
    .await
}
