use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Json, Router};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use taicho_model::DecisionOutcome;
use taicho_ops::{Verdict, decide_on_proposal};

use crate::api::board::Moment;
use crate::app::{App, Caller, blocking};
use crate::problem::Problem;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new().route("/decisions", post(create_decision))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewDecision {
    proposal_key: String,
    at: Option<String>,
    outcome: DecisionOutcome,
    value: Option<String>,
    reason: Option<String>,
}

#[derive(Serialize)]
struct DecisionWire {
    decision: Decision,
    order: Option<Order>,
    change_id: String,
}

#[derive(Serialize)]
struct Decision {
    id: String,
    proposal_key: String,
    outcome: DecisionOutcome,
    value: Option<String>,
    reason: Option<String>,
}

#[derive(Serialize)]
struct Order {
    id: String,
    number: Option<String>,
    kind: String,
    value: String,
    effective_from: Date,
    effective_to: Option<Date>,
    status: String,
}

async fn create_decision(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(moment): Query<Moment>,
    Json(new): Json<NewDecision>,
) -> Result<(StatusCode, Json<DecisionWire>), Problem> {
    caller.role.require("create_decision")?;
    let verdict = Verdict {
        area_code: moment.area_code(&app, &caller)?,
        at: super::instant(new.at.as_deref())?.unwrap_or(caller.now),
        family: moment.family().map(str::to_owned),
        proposal_key: new.proposal_key,
        outcome: new.outcome,
        value: new.value,
        reason: new.reason,
    };
    let recorded = blocking(move || {
        let (store, actor, now) = (&app.store, &caller.actor, caller.now);
        Ok(decide_on_proposal(store, actor, app.content, app.library, verdict, now)?)
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
