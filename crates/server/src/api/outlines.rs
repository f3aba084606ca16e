use std::sync::Arc;

use axum::extract::State;
use taicho_model::vietnam_date;
use taicho_ops::outlines;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::board::Moment;
use crate::app::{App, Caller, blocking};
use crate::extract::{Json, Query};
use crate::problem::Problem;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(read_outlines))
}

/// The outlines of the communes of an area on a day, as GeoJSON.
///
/// A feature collection (RFC 7946) whose features have `code`, `name` and `beside`; communes whose outline nobody has
/// are named by code under `missing`.
#[utoipa::path(get, path = "/outlines", params(Moment), responses((status = 200, body = serde_json::Value)))]
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
