use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Json, Router};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use taicho_model::{CaseOrigin, CaseSetting, CaseStatus};
use taicho_ops::{NewCase, admit_case};

use crate::app::{App, Caller, blocking};
use crate::problem::Problem;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new().route("/cases", post(create_case))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewCaseWire {
    source_key: Option<String>,
    person_id: Option<String>,
    disease: String,
    area_code: String,
    zone_code: Option<String>,
    status: CaseStatus,
    origin: CaseOrigin,
    setting: CaseSetting,
    onset_on: Option<Date>,
    found_on: Date,
    detected_at: Option<Timestamp>,
    source_known: Option<bool>,
    cluster: Option<String>,
}

#[derive(Serialize)]
struct Admitted {
    id: String,
    detected_at: Option<Timestamp>,
    change_id: String,
}

async fn create_case(
    State(app): State<Arc<App>>,
    caller: Caller,
    Json(new): Json<NewCaseWire>,
) -> Result<(StatusCode, Json<Admitted>), Problem> {
    caller.role.require("create_case")?;
    let new = NewCase {
        source_key: new.source_key,
        person_id: new.person_id,
        disease: new.disease,
        area_code: new.area_code,
        zone_code: new.zone_code,
        status: new.status,
        origin: new.origin,
        setting: new.setting,
        onset_on: new.onset_on,
        found_on: new.found_on,
        detected_at: new.detected_at,
        source_known: new.source_known,
        cluster: new.cluster,
    };
    let (case, change_id) =
        blocking(move || Ok(admit_case(&app.store, &caller.actor, new, caller.now)?)).await?;
    let admitted = Admitted { id: case.id.to_string(), detected_at: case.detected_at, change_id };
    Ok((StatusCode::CREATED, Json(admitted)))
}
