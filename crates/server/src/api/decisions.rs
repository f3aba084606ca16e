use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use taicho_model::DecisionOutcome;
use taicho_ops::{Verdict, decide_on_proposal};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::board::Jurisdiction;
use crate::app::{App, Caller, writing};
use crate::extract::{Command, Json, Query};
use crate::problem::Problem;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(create_decision))
}

/// What an officer says to a proposal.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewDecision {
    /// The key of the proposal.
    #[schema(min_length = 1, max_length = 600, pattern = r"^[^\x00-\x1f]*$")]
    proposal_key: String,
    /// The moment whose board was looked at; now where none is named.
    #[schema(value_type = Option<jiff::Timestamp>, pattern = r"^(19|20|21)\d\d-")]
    at: Option<String>,
    /// Approved, rejected or overridden.
    outcome: DecisionOutcome,
    /// The other value, where overridden.
    #[schema(min_length = 1, max_length = 100, pattern = r"^[^\x00-\x1f]*$")]
    value: Option<String>,
    /// The reason; needed unless approved. It may have several lines.
    #[schema(max_length = 2000)]
    reason: Option<String>,
}

/// What a verdict left behind.
#[derive(Serialize, ToSchema)]
#[schema(as = RecordedDecision)]
struct DecisionWire {
    /// The decision.
    decision: Decision,
    /// The order drafted from it, without a number.
    order: Option<Order>,
    /// The change that holds both.
    change_id: String,
}

/// A decision on a proposal.
#[derive(Serialize, ToSchema)]
struct Decision {
    /// The id.
    id: String,
    /// The key of the proposal.
    proposal_key: String,
    /// Approved, rejected or overridden.
    outcome: DecisionOutcome,
    /// The other value, where overridden.
    value: Option<String>,
    /// The officer's reason.
    reason: Option<String>,
}

/// The draft of an order.
#[derive(Serialize, ToSchema)]
struct Order {
    /// The id.
    id: String,
    /// The official number; empty until signed.
    number: Option<String>,
    /// What it orders.
    kind: String,
    /// The value ordered.
    value: String,
    /// First day of effect.
    effective_from: Date,
    /// Last day of effect.
    effective_to: Option<Date>,
    /// Draft, issued or revoked.
    #[schema(value_type = taicho_model::OrderStatus)]
    status: String,
}

/// Records what an officer decided on a proposal, and drafts the order that follows.
#[utoipa::path(
    post,
    path = "/decisions",
    params(Jurisdiction),
    request_body = NewDecision,
    responses((status = 201, body = DecisionWire))
)]
async fn create_decision(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(asked): Query<Jurisdiction>,
    Command { body: new, request }: Command<NewDecision>,
) -> Result<(StatusCode, Json<DecisionWire>), Problem> {
    caller.role.require("create_decision")?;
    let area_code = asked.area_code(&app, &caller)?;
    let verdict = Verdict {
        at: super::instant(new.at.as_deref())?.unwrap_or_else(|| caller.now_of(&area_code)),
        area_code,
        family: asked.family,
        proposal_key: new.proposal_key,
        outcome: new.outcome,
        value: new.value,
        reason: new.reason,
    };
    let recorded = writing(&app, move |app| {
        let (store, actor, asked) = (&app.store, &caller.actor, caller.asks(request));
        Ok(decide_on_proposal(store, actor, app.content, app.library, verdict, asked)?)
    })
    .await?;
    let decision = recorded.decision;
    let wire = DecisionWire {
        decision: Decision {
            id: decision.id.to_string(),
            proposal_key: decision.proposal_key,
            outcome: decision.outcome,
            value: decision.value,
            reason: decision.reason,
        },
        order: recorded.order.map(|order| Order {
            id: order.id.to_string(),
            number: order.number,
            kind: order.kind,
            value: order.value,
            effective_from: order.effective_from,
            effective_to: order.effective_to,
            status: order.status.as_str().to_owned(),
        }),
        change_id: recorded.change_id,
    };
    Ok((StatusCode::CREATED, Json(wire)))
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use serde_json::json;

    use crate::testing::{demo, get, of_one_ward, post, request, send, shared};

    #[tokio::test]
    async fn a_proposal_is_decided_once_and_may_be_taken_back() {
        let demo = demo();
        let board = get(demo.app(), "/board").await;
        let mut proposals = board.body["proposals"].as_array().unwrap().iter();
        let tier = proposals
            .find(|proposal| proposal["kind"] == "distancing_tier" && proposal["changes"] == true);
        let key = tier.unwrap()["key"].clone();
        let unreasoned = json!({ "proposal_key": key, "outcome": "rejected", "reason": " " });
        let answer = post(demo.app(), "/decisions", unreasoned).await;
        assert!(answer.is_problem(422, "reason_needed"), "{answer:?}");
        let approve = json!({ "proposal_key": key, "outcome": "approved" });
        let made = post(demo.app(), "/decisions", approve.clone()).await;
        assert_eq!(made.status, 201, "{made:?}");
        assert_eq!(
            (&made.body["order"]["status"], &made.body["order"]["number"]),
            (&json!("draft"), &json!(null))
        );
        let again = post(demo.app(), "/decisions", approve.clone()).await;
        assert!(again.is_problem(409, "already_decided"), "{again:?}");
        let id = made.body["decision"]["id"].as_str().unwrap();
        let history = get(demo.app(), &format!("/history/decisions/{id}")).await;
        assert_eq!(history.body["versions"][0]["change"]["operation"], "decide_on_proposal");
        let change = made.body["change_id"].as_str().unwrap();
        let undo = format!("/changes/{change}/undo");
        let answer = post(demo.app(), &undo, json!({ "reason": "" })).await;
        assert!(answer.is_problem(422, "reason_needed"), "{answer:?}");
        let undone = post(demo.app(), &undo, json!({ "reason": "nhầm phường" })).await;
        assert_eq!((undone.status.as_u16(), &undone.body["versions"]), (200, &json!(2)));
        let log = get(demo.app(), "/changes").await;
        assert_eq!(
            (&log.body["rows"][0]["undoes"], &log.body["rows"][0]["reason"]),
            (&json!(change), &json!("nhầm phường"))
        );
        let unknown = post(demo.app(), "/changes/none/undo", json!({ "reason": "x" })).await;
        assert!(unknown.is_problem(404, "unknown_change"), "{unknown:?}");
        assert_eq!(post(demo.app(), "/decisions", approve).await.status, 201);
    }

    #[tokio::test]
    async fn somebody_of_one_ward_decides_for_no_other() {
        let demo = demo();
        let ward = || demo.app().for_actor(of_one_ward());
        let tier = async |area: &str| {
            let board = get(demo.app(), &format!("/board?area={area}")).await;
            let mut proposals = board.body["proposals"].as_array().unwrap().iter();
            let tier = proposals.find(|proposal| proposal["kind"] == "distancing_tier");
            json!({ "proposal_key": tier.unwrap()["key"], "outcome": "approved" })
        };
        let (own, other) = (tier("09187").await, tier("09178").await);
        for area in ["256", "09178"] {
            let path = format!("/decisions?area={area}");
            let refused = post(ward(), &path, other.clone()).await;
            assert!(refused.is_problem(404, "not_found"), "{area}: {refused:?}");
        }
        // The other ward's proposal does not come out of their own board either.
        let refused = post(ward(), "/decisions?area=09187", other).await;
        assert!(refused.is_problem(404, "unknown_proposal"), "{refused:?}");
        assert_eq!(get(demo.app(), "/decisions?count=true").await.body["total"], 0);
        let made = post(ward(), "/decisions?area=09187", own).await;
        assert_eq!(made.status, 201, "{made:?}");
    }

    #[tokio::test]
    async fn a_target_that_is_not_reached_is_not_decided_on() {
        let demo = demo();
        let scene = "scene=xuan-thoi-son-2021";
        let board = get(demo.app(), &format!("/board?{scene}")).await;
        let mut proposals = board.body["proposals"].as_array().unwrap().iter();
        let target = proposals.find(|proposal| proposal["kind"] == "target").unwrap();
        let approve = json!({ "proposal_key": target["key"], "outcome": "approved" });
        let refused = post(demo.app(), &format!("/decisions?{scene}"), approve).await;
        assert!(refused.is_problem(422, "nothing_to_decide"), "{refused:?}");
    }

    #[tokio::test]
    async fn a_body_that_cannot_be_taken_is_a_problem_document() {
        let large = format!("{{\"proposal_key\":\"{}\"}}", "x".repeat(300_000));
        for (kind, body, status, code) in [
            ("application/json", "{", 400, "bad_json"),
            ("application/json", "", 400, "bad_json"),
            ("application/json", "{}", 422, "bad_body"),
            ("application/json", r#"{"proposal_key":"x","outcome":"perhaps"}"#, 422, "bad_body"),
            (
                "application/json",
                r#"{"proposal_key":"x","outcome":"approved","more":1}"#,
                422,
                "bad_body",
            ),
            (
                "application/json",
                r#"{"proposal_key":"x","outcome":"approved"}"#,
                404,
                "unknown_proposal",
            ),
            ("application/json", &large, 413, "body_too_large"),
            ("text/plain", "{}", 415, "unsupported_media_type"),
        ] {
            let request = request("POST", "/api/v1/decisions").header("content-type", kind);
            let answer =
                send(shared().app(), request.body(Body::from(body.to_owned())).unwrap()).await;
            assert!(answer.is_problem(status, code), "{kind} {status}: {answer:?}");
        }
    }
}
