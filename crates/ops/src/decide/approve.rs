use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use taicho_model::{
    AreaId, Case, Decision, DecisionId, DecisionOutcome, FactValue, Field, Isolation, Order,
    OrderId, OrderStatus, Origin, Proposal, ProposalKinds, Record, TextLimits, Treated, ZoneId,
    kind, vietnam_date,
};
use taicho_rules::Library;
use taicho_store::{Actor, Store, Write};

use crate::asked::{Asked, once};
use crate::decide::board;
use crate::local::in_force;
use crate::situation::Situation;
use crate::{Content, OpsError, kept};

/// What an officer says to a proposal.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// The area whose board was looked at.
    pub area_code: String,
    /// The moment whose board was looked at: the proposal is made again from it.
    pub at: Timestamp,
    /// The rule family, where it was chosen.
    pub family: Option<String>,
    /// The key of the proposal.
    pub proposal_key: String,
    /// Approved, rejected or overridden.
    pub outcome: DecisionOutcome,
    /// The other value, where overridden.
    pub value: Option<String>,
    /// The reason; needed unless approved.
    pub reason: Option<String>,
}

impl Verdict {
    /// The verdict as it is kept, or what of it cannot be taken.
    fn checked(self) -> Result<Self, OpsError> {
        let key = Field::new("proposal_key", "Mã đề xuất");
        let verdict = Self {
            proposal_key: key.text(&self.proposal_key, TextLimits::COMPOSED_KEY)?,
            value: Field::new("value", "Giá trị").optional(self.value, TextLimits::KEY)?,
            reason: Field::new("reason", "Lý do").remark(self.reason)?,
            ..self
        };
        if verdict.outcome != DecisionOutcome::Approved && verdict.reason.is_none() {
            return Err(OpsError::ReasonNeeded);
        }
        Ok(verdict)
    }
}

/// What a verdict left behind.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Recorded {
    /// The decision.
    pub decision: Decision,
    /// The order drafted from it, without a number: numbers are given when it is signed.
    pub order: Option<Order>,
    /// The change that holds both.
    pub change_id: String,
}

/// Records what an officer decided on a proposal, and drafts the order that follows from it.
pub fn decide_on_proposal(
    store: &Store,
    actor: &Actor,
    content: &'static Content,
    library: &'static Library,
    verdict: Verdict,
    asked: impl Into<Asked>,
) -> Result<Recorded, OpsError> {
    let verdict = verdict.checked()?;
    let asked = asked.into();
    let now = asked.at;
    let mut intent = asked.intent("decide_on_proposal");
    intent.reason = verdict.reason.clone();
    once(store, actor, intent, move |write| {
        let situation = Situation::load(write, &verdict.area_code, verdict.at, None)?;
        let asked = in_force(write, content, library, Some(verdict.at))?;
        let family = verdict.family.as_deref();
        let made = board::whole_board(&situation, &asked.content, &asked.library, family)?;
        let proposed = made
            .proposals
            .into_iter()
            .chain(made.left_open)
            .find(|proposed| proposed.key == verdict.proposal_key);
        let decided = proposed.as_ref().and_then(|proposed| proposed.decision.clone());
        let decided = match decided {
            Some(decided) => Some((DecisionId(decided.decision_id), decided.outcome)),
            None => decided_since(write, &verdict.proposal_key)?.map(|it| (it.id, it.outcome)),
        };
        if let Some((decision, outcome)) = decided {
            return Err(OpsError::AlreadyDecided { decision, outcome });
        }
        let proposed = proposed.ok_or(OpsError::UnknownProposal)?;
        let kinds = content.proposal_kinds();
        if kinds.treated(&proposed.proposal.kind) == Some(Treated::Gap) {
            return Err(OpsError::NothingToDecide);
        }
        record(write, &situation, kinds, proposed.proposal, verdict.clone(), now)
    })
}

/// The board looked at may be of an earlier moment; what was decided since counts too. And a clock that was stopped by
/// a decision proposes nothing any more.
fn decided_since(write: &mut Write<'_>, key: &str) -> Result<Option<Decision>, OpsError> {
    let filter = taicho_store::Filter::now().is("proposal_key", key);
    Ok(write.list::<Decision>(&filter)?.pop())
}

fn record(
    write: &mut Write<'_>,
    situation: &Situation,
    kinds: &ProposalKinds,
    proposal: Proposal,
    verdict: Verdict,
    now: Timestamp,
) -> Result<Recorded, OpsError> {
    let area = situation
        .areas()
        .find(|area| area.code == proposal.subject.area.code)
        .ok_or(OpsError::UnknownProposal)?;
    let zone = proposal.subject.zone_code().and_then(|code| {
        situation.zones.iter().find(|zone| zone.code == code).map(|zone| zone.id.clone())
    });
    let order = match verdict.outcome {
        DecisionOutcome::Rejected => None,
        DecisionOutcome::Approved | DecisionOutcome::Overridden => {
            let is_ordered = kinds.get(&proposal.kind).is_some_and(|kind| kind.order.is_some());
            let value = decided_value(kinds, &proposal, &verdict)?;
            let place = OrderedFor { area_id: area.id.clone(), area_path: area.path.clone(), zone };
            match is_ordered {
                true => Some(draft_order(write, situation, &proposal, value, place, now)?),
                false => None,
            }
        }
    };
    if kinds.treated(&proposal.kind) == Some(Treated::Clock)
        && verdict.outcome == DecisionOutcome::Approved
    {
        stop_clock(write, &proposal, now)?;
    }
    let decision = Decision {
        id: DecisionId(write.new_id()),
        proposal_key: verdict.proposal_key,
        area_id: area.id.clone(),
        area_path: area.path.clone(),
        outcome: verdict.outcome,
        value: verdict.value,
        reason: verdict.reason,
        proposal_json: kept::proposal::text_of(proposal),
        order_id: order.as_ref().map(|order| order.id.clone()),
    };
    write.put(&decision)?;
    Ok(Recorded { decision, order, change_id: write.change_id().to_owned() })
}

fn decided_value(
    kinds: &ProposalKinds,
    proposal: &Proposal,
    verdict: &Verdict,
) -> Result<String, OpsError> {
    if verdict.outcome == DecisionOutcome::Approved {
        return Ok(proposal.value.to_string());
    }
    let value = verdict.value.clone().unwrap_or_default();
    let words = kinds.get(&proposal.kind).map_or(&[][..], |kind| &kind.values);
    let fits = match &proposal.value {
        FactValue::Number(_) => value.parse::<f64>().is_ok_and(|number| number > 0.0),
        _ if words.is_empty() => !value.trim().is_empty(),
        _ => words.iter().any(|word| word.value == value),
    };
    if fits {
        Ok(value)
    } else {
        Err(OpsError::UnknownValue { kind: proposal.kind.clone(), value })
    }
}

struct OrderedFor {
    area_id: AreaId,
    area_path: String,
    zone: Option<ZoneId>,
}

/// An order follows from what changes something for people; a sampling round is a duty, not an order.
fn draft_order(
    write: &mut Write<'_>,
    situation: &Situation,
    proposal: &Proposal,
    value: String,
    place: OrderedFor,
    now: Timestamp,
) -> Result<Order, OpsError> {
    if proposal.kind == kind::DISTANCING_TIER {
        revoke_planned(write, situation, &place.area_id, &value)?;
    }
    let is_announced = [kind::EPIDEMIC, kind::EPIDEMIC_END].contains(&proposal.kind.as_str());
    let order = Order {
        id: OrderId(write.new_id()),
        number: None,
        kind: proposal.kind.clone(),
        value,
        disease: proposal.subject.disease_code().map(str::to_owned),
        area_id: place.area_id,
        area_path: place.area_path,
        zone_id: place.zone,
        effective_from: proposal.from.unwrap_or_else(|| vietnam_date(now)),
        effective_to: proposal.until,
        status: OrderStatus::Draft,
        determined_at: is_announced.then_some(now),
        notified_at: None,
        document: proposal.document.clone(),
        record_origin: Origin::Officer,
    };
    write.put(&order)?;
    Ok(order)
}

/// Approving a running clock says that what it wants has been done now.
fn stop_clock(write: &mut Write<'_>, proposal: &Proposal, now: Timestamp) -> Result<(), OpsError> {
    let id = proposal.subject.record_id().ok_or(OpsError::UnknownProposal)?;
    if proposal.subject.kind == Isolation::KIND {
        return stop_step(write, proposal, id, now);
    }
    let mut case = write.fetch::<Case>(id)?.ok_or(OpsError::UnknownProposal)?.record;
    match proposal.kind.as_str() {
        kind::CASE_REPORT => case.reported_at = Some(now),
        kind::DEATH_REPORT => case.death_reported_at = Some(now),
        kind::SUSPECT_REPORT => case.detected_at = Some(now),
        _ => return Err(OpsError::UnknownProposal),
    }
    write.put(&case)?;
    Ok(())
}

fn stop_step(
    write: &mut Write<'_>,
    proposal: &Proposal,
    id: &str,
    now: Timestamp,
) -> Result<(), OpsError> {
    let mut isolation = write.fetch::<Isolation>(id)?.ok_or(OpsError::UnknownProposal)?.record;
    match proposal.value.to_string().as_str() {
        "list" => isolation.listed_at = Some(now),
        "decide" => isolation.decided_at = Some(now),
        "notify" => isolation.notified_at = Some(now),
        "stay_ends" => isolation.ended_at = Some(now),
        "hold_lapses" => isolation.hold_ended_at = Some(now),
        _ => return Err(OpsError::UnknownProposal),
    }
    write.put(&isolation)?;
    Ok(())
}

/// A tier that was decided earlier and is not yet in force gives way to the new decision.
fn revoke_planned(
    write: &mut Write<'_>,
    situation: &Situation,
    area: &AreaId,
    value: &str,
) -> Result<(), OpsError> {
    let today = vietnam_date(situation.as_of);
    let Some(area) = situation.areas().find(|it| it.id == *area) else { return Ok(()) };
    if let Some(planned) = situation.order_after(area, kind::DISTANCING_TIER, today)
        && planned.value != value
        // What was ordered for more than this area is not this area's to take back.
        && planned.area_id == area.id
    {
        // Of a unit that merged since it stands under the area of today here, and stays under its own.
        let own = write.fetch::<Order>(&planned.id.0)?.ok_or(OpsError::UnknownProposal)?.record;
        write.put(&Order { status: OrderStatus::Revoked, ..own })?;
    }
    Ok(())
}
