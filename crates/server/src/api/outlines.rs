use std::sync::Arc;

use axum::extract::{Query, State};
use axum::routing::get;
use axum::{Json, Router};
use taicho_model::vietnam_date;
use taicho_ops::outlines;

use crate::api::board::Moment;
use crate::app::{App, Caller, blocking};
use crate::problem::Problem;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new().route("/outlines", get(read_outlines))
}

async fn read_outlines(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(moment): Query<Moment>,
) -> Result<Json<serde_json::Value>, Problem> {
    caller.role.require("read_outlines")?;
    let code = moment.area_code(&app, &caller)?;
    let day = match moment.day()? {
        Some(day) => day,
        None => vietnam_date(moment.at(&caller)?),
    };
    blocking(move || {
        app.store.read(&caller.actor, |read| Ok(Json(outlines(read, app.content, &code, day)?)))
    })
    .await
}
