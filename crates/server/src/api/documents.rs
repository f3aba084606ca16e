use std::sync::Arc;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use taicho_model::{OrderId, vietnam_date};
use taicho_ops::{Format, daily_report, export_order, export_report, freeze, order_document};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::board::{Jurisdiction, area_code};
use crate::app::{App, Caller, reading, writing};
use crate::extract::{Command, Json, Path, Query};
use crate::problem::Problem;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(read_daily_report))
        .routes(routes!(create_freeze))
        .routes(routes!(read_order_document))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wanted {
    /// `pdf`, `docx`, `xlsx` or `json`; `json` where none is named.
    #[param(pattern = "^(pdf|docx|xlsx|json)$")]
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

/// Whose report is wanted, and of when.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct OfMoment {
    /// Code of the area, as it was valid on the day; the scene's own where none is named.
    area: Option<String>,
    /// The moment whose knowledge is wanted, from 1900 to 2199; now where none is named.
    #[param(value_type = Option<Timestamp>, pattern = r"^(19|20|21)\d\d-")]
    at: Option<String>,
}

/// The bytes of a document.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
struct Binary(#[expect(dead_code, reason = "it stands for an answer in the description")] Vec<u8>);

/// The daily 16:00 report, from the frozen figures of the moment where there are some.
#[utoipa::path(
    get,
    path = "/reports/daily",
    params(OfMoment, Wanted),
    responses((status = 200, description = "The report.", content(
        (Binary = "application/pdf"),
        (Binary = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (Binary = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (serde_json::Value = "application/json"),
    )))
)]
async fn read_daily_report(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(asked): Query<OfMoment>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    caller.role.require("read_daily_report")?;
    let code = area_code(asked.area.as_deref(), &app, &caller)?;
    let at = super::instant(asked.at.as_deref())?.unwrap_or_else(|| caller.now_of(&code));
    let format = wanted.format()?;
    let name = format!("bao-cao-{code}-{}.{}", vietnam_date(at), format.as_str());
    let bytes = reading(&app, move |app| {
        let notice = caller.scene.as_ref().map(|scene| scene.notice.clone());
        // The figures are read in one transaction; the page is set after it, for that takes longer.
        let report = app.store.read(&caller.actor, |read| {
            daily_report(read, app.content, app.library, &code, at, notice)
        })?;
        Ok(export_report(&report, format, app.typesetter)?)
    })
    .await?;
    Ok(file(bytes, format, &name))
}

/// The draft of an order as a document; its number stays empty until it is signed.
#[utoipa::path(
    get,
    path = "/orders/{id}/document",
    params(("id" = String, Path, description = "The id of the order."), Wanted),
    responses((status = 200, description = "The draft.", content(
        (Binary = "application/pdf"),
        (Binary = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (serde_json::Value = "application/json"),
    )))
)]
async fn read_order_document(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    caller.role.require("read_order_document")?;
    let format = wanted.format()?;
    let (bytes, name) = reading(&app, move |app| {
        let notice = caller.scene.as_ref().map(|scene| scene.notice.clone());
        let id = OrderId(id);
        let draft = app.store.read(&caller.actor, |read| {
            order_document(read, app.content, app.library, &id, notice)
        })?;
        let code = draft.changes.first().map_or("", |change| change.area.code.as_str());
        let name = format!("du-thao-{code}-{}.{}", draft.drafted_on, format.as_str());
        Ok((export_order(&draft, format, app.typesetter)?, name))
    })
    .await?;
    Ok(file(bytes, format, &name))
}

/// The moment to freeze.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewFreeze {
    /// The moment; now where none is named.
    #[schema(value_type = Option<jiff::Timestamp>, pattern = r"^(19|20|21)\d\d-")]
    at: Option<String>,
}

/// Figures that are frozen.
#[derive(Serialize, ToSchema)]
#[schema(as = MadeFreeze)]
struct FreezeWire {
    /// The id.
    id: String,
    /// The moment whose figures they are.
    at: Timestamp,
    /// The code of the area.
    area: String,
}

/// Freezes the figures of a moment, so that every report of it says the same.
#[utoipa::path(
    post,
    path = "/freezes",
    params(Jurisdiction),
    request_body = NewFreeze,
    responses((status = 201, body = FreezeWire))
)]
async fn create_freeze(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(asked): Query<Jurisdiction>,
    Command { body: new, request }: Command<NewFreeze>,
) -> Result<(StatusCode, Json<FreezeWire>), Problem> {
    caller.role.require("create_freeze")?;
    let code = asked.area_code(&app, &caller)?;
    let at = super::instant(new.at.as_deref())?.unwrap_or_else(|| caller.now_of(&code));
    writing(&app, move |app| {
        let (store, actor) = (&app.store, &caller.actor);
        let (content, library) = (app.content, app.library);
        let asked = caller.asks(request);
        let made = freeze(store, actor, content, library, code.clone(), at, asked)?;
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

#[cfg(test)]
mod tests {
    use taicho_model::{AreaId, Decision, DecisionId, DecisionOutcome, Freeze, FreezeId};
    use taicho_ops::OpsError;
    use taicho_store::{Actor, Intent};

    use crate::testing::{demo, get};

    const AT: &str = "2021-06-17T14:30:00+07:00";

    #[tokio::test]
    async fn what_cannot_be_read_is_named_and_hides_nothing_else() {
        let demo = demo();
        let at: jiff::Timestamp = AT.parse().unwrap();
        let of_newer = || r#"{"v":9,"whatever":true}"#.to_owned();
        let (area_id, area_path) = (AreaId("256".into()), "27/256/".to_owned());
        let freeze = Freeze {
            id: FreezeId("frozen".into()),
            area_id: area_id.clone(),
            area_path: area_path.clone(),
            frozen_at: at,
            figures_json: of_newer(),
        };
        let decision = Decision {
            id: DecisionId("decided".into()),
            proposal_key: "256|||risk_level|high|2021-06-17".into(),
            area_id,
            area_path,
            outcome: DecisionOutcome::Rejected,
            value: None,
            reason: Some("Chờ kết quả xét nghiệm".into()),
            proposal_json: of_newer(),
            order_id: None,
        };
        let put = demo.store.write(
            &Actor::local_operator(),
            Intent::new("test", at).dated(),
            move |write| -> Result<(), OpsError> {
                write.put(&freeze)?;
                write.put(&decision)?;
                Ok(())
            },
        );
        put.unwrap();
        let query = AT.replace('+', "%2B");
        let report =
            async |at: &str| get(demo.app(), &format!("/reports/daily?area=256&at={at}")).await;
        let refused = report(&query).await;
        assert!(refused.is_problem(500, "unreadable_record"), "{refused:?}");
        let detail = |name: &str| refused.body[name].as_str().unwrap();
        assert!(["frozen", "freezes", "form 9"].iter().all(|it| detail("detail").contains(it)));
        assert!(["frozen", "freezes", "dạng 9"].iter().all(|it| detail("detail_vi").contains(it)));

        let board = get(demo.app(), &format!("/board?area=256&at={query}")).await;
        let of_board = &board.body["day_book"]["decisions"];
        let of_report = report(&query.replace("14:30:00", "14:30:01")).await;
        for decisions in [of_board, &of_report.body["decisions"]] {
            let made = decisions.as_array().unwrap().last().unwrap();
            assert_eq!(made["outcome"], "rejected");
            assert_eq!(made["reason"], "Chờ kết quả xét nghiệm");
            assert_eq!(made["proposal"]["area"]["code"], "256");
            let unreadable = |of: &str| made["proposal"]["unreadable"][of].as_str().unwrap();
            assert!(unreadable("vi").contains("quyết định decided: nội dung ở dạng 9"));
            assert!(
                unreadable("en").contains("decision decided cannot be read: its text has form 9")
            );
        }
    }
}
