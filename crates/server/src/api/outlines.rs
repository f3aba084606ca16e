use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use taicho_model::vietnam_date;
use taicho_ops::outlines;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::answers::Key;
use crate::api::board::Moment;
use crate::app::{App, Caller, answer};
use crate::extract::Query;
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
) -> Result<Response, Problem> {
    caller.role.require("read_outlines")?;
    let code = moment.area_code(&app, &caller)?;
    let day = match moment.day()? {
        Some(day) => day,
        None => vietnam_date(moment.at(&code, &caller)?),
    };
    let asked = [Some(code.clone()), Some(day.to_string())];
    let made = answer(&app, Key::new(&caller.actor, "read_outlines", asked), move |app| {
        app.store.read(&caller.actor, |read| {
            let features = outlines(read, app.content, &code, day)?;
            Ok(serde_json::to_vec(&features).expect("outlines are written as JSON"))
        })
    });
    Ok(([(header::CONTENT_TYPE, "application/json")], made.await?).into_response())
}
