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
use crate::extract::{Command, Json};
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
    #[schema(min_length = 1, max_length = 100, pattern = r"^[^\x00-\x1f]*$")]
    source_key: Option<String>,
    /// The person on the register.
    #[schema(min_length = 1, max_length = 100, pattern = r"^[^\x00-\x1f]*$")]
    person_id: Option<String>,
    /// The disease code.
    #[schema(min_length = 1, max_length = 100, pattern = r"^[^\x00-\x1f]*$")]
    disease: String,
    /// The commune in which it counts.
    #[schema(min_length = 1, max_length = 100, pattern = r"^[^\x00-\x1f]*$")]
    area_code: String,
    /// The zone in which the person was found.
    #[schema(min_length = 1, max_length = 100, pattern = r"^[^\x00-\x1f]*$")]
    zone_code: Option<String>,
    /// Suspected or confirmed.
    status: CaseStatus,
    /// Community, contained or imported.
    origin: CaseOrigin,
    /// Where the person was.
    setting: CaseSetting,
    /// First day of symptoms.
    #[schema(value_type = Option<Date>, pattern = r"^(19|20|21)\d\d-")]
    onset_on: Option<Date>,
    /// Day found.
    #[schema(value_type = Date, pattern = r"^(19|20|21)\d\d-")]
    found_on: Date,
    /// When the station learned of it; now where left out.
    #[schema(value_type = Option<Timestamp>, pattern = r"^(19|20|21)\d\d-")]
    detected_at: Option<Timestamp>,
    /// Whether the source of infection is known.
    source_known: Option<bool>,
    /// The outbreak that links it.
    #[schema(min_length = 1, max_length = 100, pattern = r"^[^\x00-\x1f]*$")]
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
    Command { body: new, request }: Command<NewCaseWire>,
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
        writing(&app, move |app| Ok(admit_case(&app.store, &caller.actor, new, caller.asks(request))?))
            .await?;
    let admitted = Admitted { id: case.id.to_string(), detected_at: case.detected_at, change_id };
    Ok((StatusCode::CREATED, Json(admitted)))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::testing::{Demo, demo, get, post};

    const HIDDEN: &str = "a\u{7}b";
    const TURNED: &str = "a\u{202E}b";

    async fn latest_change(demo: &Demo) -> Value {
        get(demo.app(), "/changes").await.body["rows"][0]["id"].clone()
    }

    /// Sends a sound body with one field that is not, and expects the refusal that names it.
    async fn refused(demo: &Demo, path: &str, sound: &Value, field: &str, bad: Value, code: &str) {
        let mut body = sound.clone();
        body[field] = bad;
        let answer = post(demo.app(), path, body).await;
        assert!(answer.is_problem(422, code), "{path} {field} {code}: {answer:?}");
        let says = |name: &str| answer.body[name].as_str().unwrap().contains(field);
        assert!(says("detail") && says("detail_vi"), "{path} {field}: {answer:?}");
    }

    async fn refuses_texts(demo: &Demo, path: &str, sound: &Value, field: &str, longest: usize) {
        for (bad, code) in [
            (HIDDEN.to_owned(), "text_control"),
            (TURNED.to_owned(), "text_control"),
            ("x".repeat(longest + 1), "text_too_long"),
            ("x".repeat(10_000), "text_too_long"),
        ] {
            refused(demo, path, sound, field, bad.into(), code).await;
        }
    }

    #[tokio::test]
    async fn what_cannot_be_a_case_is_refused_field_by_field() {
        let demo = demo();
        let before = latest_change(&demo).await;
        let sound = json!({
            "source_key": "tram-1", "disease": "covid-19", "area_code": "09187",
            "status": "confirmed", "origin": "community", "setting": "quarter",
            "found_on": "2021-06-17", "onset_on": "2021-06-15",
        });
        for field in ["source_key", "person_id", "disease", "area_code", "zone_code", "cluster"] {
            refuses_texts(&demo, "/cases", &sound, field, 100).await;
            for blank in ["", " \u{3000}"] {
                refused(&demo, "/cases", &sound, field, blank.into(), "text_blank").await;
            }
            refused(&demo, "/cases", &sound, field, "a\nb".into(), "text_control").await;
        }
        for (field, text) in [
            ("found_on", "1899-12-31"),
            ("found_on", "9999-12-31"),
            ("onset_on", "0001-01-01"),
            ("onset_on", "2200-01-01"),
            ("detected_at", "9999-12-01T00:00:00Z"),
            ("detected_at", "1001-01-01T00:00:00Z"),
        ] {
            refused(&demo, "/cases", &sound, field, text.into(), "year_out_of_range").await;
        }
        for (field, text) in [
            ("found_on", "2021-06-18"),
            ("onset_on", "2021-06-18"),
            ("detected_at", "2021-06-18T12:00:00Z"),
            ("detected_at", "2019-01-01T00:00:00Z"),
        ] {
            let mut body = sound.clone();
            body[field] = text.into();
            let answer = post(demo.app(), "/cases", body).await;
            assert!(answer.is_problem(422, "impossible_dates"), "{field} {text}: {answer:?}");
        }
        assert_eq!(latest_change(&demo).await, before, "a refusal leaves no trace");
        // What is sound is kept in one form.
        let mut body = sound;
        body["source_key"] = "  tra\u{323}m-1 ".into();
        let answer = post(demo.app(), "/cases", body).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        let path = format!("/history/cases/{}", answer.body["id"].as_str().unwrap());
        let kept = get(demo.app(), &path).await.body.to_string();
        assert!(kept.contains("\"trạm-1\""), "{kept}");
    }

    #[tokio::test]
    async fn what_else_is_typed_goes_through_the_same_check() {
        let demo = demo();
        let before = latest_change(&demo).await;
        let sound = json!({
            "proposal_key": "none", "outcome": "overridden", "value": "15", "reason": "x",
        });
        for (field, longest) in [("proposal_key", 600), ("value", 100), ("reason", 2_000)] {
            refuses_texts(&demo, "/decisions", &sound, field, longest).await;
        }
        for field in ["proposal_key", "value"] {
            refused(&demo, "/decisions", &sound, field, " ".into(), "text_blank").await;
        }
        let mut lines = sound.clone();
        lines["reason"] = "một\r\nhai\t3".into();
        let answer = post(demo.app(), "/decisions", lines).await;
        assert!(answer.is_problem(404, "unknown_proposal"), "{answer:?}");
        let undo = format!("/changes/{}/undo", before.as_str().unwrap());
        refuses_texts(&demo, &undo, &json!({}), "reason", 2_000).await;
        let bell = "%07";
        let long = "9".repeat(101);
        for (area, code) in [
            (bell, "text_control"),
            ("%E2%80%AE1", "text_control"),
            ("%20", "text_blank"),
            (&long, "text_too_long"),
        ] {
            for path in ["/reports/daily", "/board"] {
                let answer = get(demo.app(), &format!("{path}?area={area}")).await;
                assert!(answer.is_problem(422, code), "{path} {area}: {answer:?}");
            }
            let path = format!("/freezes?area={area}");
            let answer = post(demo.app(), &path, json!({})).await;
            assert!(answer.is_problem(422, code), "{area}: {answer:?}");
        }
        let answer = get(demo.app(), &format!("/board?family={long}")).await;
        assert!(answer.is_problem(422, "text_too_long"), "{answer:?}");
        for at in ["9999-12-31T00:00:00Z", "0001-01-01T00:00:00Z"] {
            let answer = post(demo.app(), "/freezes", json!({ "at": at })).await;
            assert!(answer.is_problem(400, "bad_time"), "{at}: {answer:?}");
        }
        assert_eq!(latest_change(&demo).await, before, "a refusal leaves no trace");
    }
}
