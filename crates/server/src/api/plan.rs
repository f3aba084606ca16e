use std::sync::Arc;

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use serde::Serialize;
use taicho_ops::{PlanRow, plan_comparison};

use crate::app::{App, Caller, blocking};
use crate::problem::Problem;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new().route("/plan-comparison", get(read_plan_comparison))
}

#[derive(Serialize)]
struct Comparison {
    rows: Vec<PlanRow>,
}

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
