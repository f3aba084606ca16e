use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use taicho_model::{OrderId, vietnam_date};
use taicho_ops::{Format, daily_report, export_order, export_report, freeze, order_document};

use crate::api::board::Moment;
use crate::app::{App, Caller, blocking};
use crate::problem::Problem;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/reports/daily", get(read_daily_report))
        .route("/freezes", post(create_freeze))
        .route("/orders/{id}/document", get(read_order_document))
}

#[derive(Deserialize)]
struct Wanted {
    format: Option<String>,
}

impl Wanted {
    fn format(&self) -> Result<Format, Problem> {
        let word = self.format.as_deref().unwrap_or(Format::Json.as_str());
        Format::parse(word).ok_or_else(|| {
            Problem::bad_request(
                "unknown_format",
                "Định dạng phải là pdf, docx, xlsx hoặc json.",
                "The format is pdf, docx, xlsx or json.",
            )
        })
    }
}

async fn read_daily_report(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(moment): Query<Moment>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    caller.role.require("read_daily_report")?;
    let (code, at) = (moment.area_code(&app, &caller)?, moment.at(&caller)?);
    let format = wanted.format()?;
    let name = format!("bao-cao-{code}-{}.{}", vietnam_date(at), format.as_str());
    let bytes = blocking(move || {
        let notice = caller.scene.as_ref().map(|scene| scene.notice.clone());
        // The figures are read in one transaction; the page is set after it, for that takes longer.
        let report = app.store.read(&caller.actor, |read| {
            daily_report(read, app.content, app.library, &code, at, notice)
        })?;
        Ok(export_report(&report, format)?)
    })
    .await?;
    Ok(file(bytes, format, &name))
}

async fn read_order_document(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    caller.role.require("read_order_document")?;
    let format = wanted.format()?;
    let (bytes, name) = blocking(move || {
        let notice = caller.scene.as_ref().map(|scene| scene.notice.clone());
        let id = OrderId(id);
        let draft = app.store.read(&caller.actor, |read| {
            order_document(read, app.content, app.library, &id, notice)
        })?;
        let code = draft.changes.first().map_or("", |change| change.area.code.as_str());
        let name = format!("du-thao-{code}-{}.{}", draft.drafted_on, format.as_str());
        Ok((export_order(&draft, format)?, name))
    })
    .await?;
    Ok(file(bytes, format, &name))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewFreeze {
    at: Option<String>,
}

#[derive(Serialize)]
struct FreezeWire {
    id: String,
    at: Timestamp,
    area: String,
}

async fn create_freeze(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(moment): Query<Moment>,
    Json(new): Json<NewFreeze>,
) -> Result<(StatusCode, Json<FreezeWire>), Problem> {
    caller.role.require("create_freeze")?;
    let code = moment.area_code(&app, &caller)?;
    let at = super::instant(new.at.as_deref())?.unwrap_or(caller.now);
    blocking(move || {
        let (store, actor) = (&app.store, &caller.actor);
        let (content, library) = (app.content, app.library);
        let made = freeze(store, actor, content, library, code.clone(), at, caller.now)?;
        let wire = FreezeWire { id: made.id.to_string(), at: made.frozen_at, area: code };
        Ok((StatusCode::CREATED, Json(wire)))
    })
    .await
}

/// An answer that the browser keeps as a file; the name is of letters, digits and dashes only.
fn file(bytes: Vec<u8>, format: Format, name: &str) -> Response {
    let safe = |letter: char| letter.is_ascii_alphanumeric() || "-.".contains(letter);
    let name: String = name.chars().filter(|letter| safe(*letter)).collect();
    let headers = [
        (header::CONTENT_TYPE, format.media_type().to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, bytes).into_response()
}
