use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use taicho_model::{CaseOrigin, CaseSetting, CaseStatus};
use taicho_ops::{NewCase, admit_case};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::{App, Caller, writing};
use crate::extract::Json;
use crate::problem::Problem;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(create_case))
}

/// A case as the health station reports it.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewCase)]
#[serde(deny_unknown_fields)]
struct NewCaseWire {
    /// The station's own number of the case.
    source_key: Option<String>,
    /// The person on the register.
    person_id: Option<String>,
    /// The disease code.
    disease: String,
    /// The commune in which it counts.
    area_code: String,
    /// The zone in which the person was found.
    zone_code: Option<String>,
    /// Suspected or confirmed.
    status: CaseStatus,
    /// Community, contained or imported.
    origin: CaseOrigin,
    /// Where the person was.
    setting: CaseSetting,
    /// First day of symptoms.
    onset_on: Option<Date>,
    /// Day found.
    found_on: Date,
    /// When the station learned of it; now where left out.
    detected_at: Option<Timestamp>,
    /// Whether the source of infection is known.
    source_known: Option<bool>,
    /// The outbreak that links it.
    cluster: Option<String>,
}

/// A case that was taken in.
#[derive(Serialize, ToSchema)]
struct Admitted {
    /// The id.
    id: String,
    /// When the reporting clock started.
    detected_at: Option<Timestamp>,
    /// The change that holds it.
    change_id: String,
}

/// Takes in a case as a health station reports it.
#[utoipa::path(
    post,
    path = "/cases",
    request_body = NewCaseWire,
    responses((status = 201, body = Admitted))
)]
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
        writing(&app, move |app| Ok(admit_case(&app.store, &caller.actor, new, caller.now)?))
            .await?;
    let admitted = Admitted { id: case.id.to_string(), detected_at: case.detected_at, change_id };
    Ok((StatusCode::CREATED, Json(admitted)))
}
