use jiff::civil::Date;

use crate::words::words;
use crate::{AreaId, DecisionId, OrderId, Origin, ZoneId};
use serde::{Deserialize, Serialize};

words! {
    /// What an officer does with a proposal.
    DecisionOutcome {
        /// Accepted as proposed.
        Approved = "approved",
        /// Refused, with a reason.
        Rejected = "rejected",
        /// Replaced by another value, with a reason.
        Overridden = "overridden",
    }
}

/// What an officer decided on a proposal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// The identity.
    pub id: DecisionId,
    /// The key of the proposal: subject, kind, value and date.
    pub proposal_key: String,
    /// The area that it is about.
    pub area_id: AreaId,
    /// The path of that area.
    pub area_path: String,
    /// The outcome.
    pub outcome: DecisionOutcome,
    /// The value decided, where overridden.
    pub value: Option<String>,
    /// The officer's reason.
    pub reason: Option<String>,
    /// The proposal as it stood when it was decided, as JSON: the facts, the rule and its version.
    pub proposal_json: String,
    /// The order drafted from it.
    pub order_id: Option<OrderId>,
}

words! {
    /// How far an order has come.
    OrderStatus {
        /// Approved, not yet numbered and signed.
        Draft = "draft",
        /// Signed and numbered.
        Issued = "issued",
        /// Withdrawn before or after it took effect.
        Revoked = "revoked",
    }
}

/// An order, or the draft of one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Order {
    /// The identity.
    pub id: OrderId,
    /// The official number and symbol; empty until signed, never invented.
    pub number: Option<String>,
    /// What it orders: the kind of the proposal, for instance `distancing_tier`.
    pub kind: String,
    /// The value ordered, for instance `15`.
    pub value: String,
    /// The area that it is about.
    pub area_id: AreaId,
    /// The path of that area.
    pub area_path: String,
    /// The zone, where it is about a zone.
    pub zone_id: Option<ZoneId>,
    /// First day of effect.
    pub effective_from: Date,
    /// Last day of effect.
    pub effective_to: Option<Date>,
    /// Draft, issued or revoked.
    pub status: OrderStatus,
    /// The legal basis, as cited.
    pub document: String,
    /// Who says so.
    pub record_origin: Origin,
}

impl Order {
    /// Whether the order holds on a day; a draft counts as planned, a revoked one never.
    pub fn holds_on(&self, date: Date) -> bool {
        self.status != OrderStatus::Revoked
            && self.effective_from <= date
            && self.effective_to.is_none_or(|to| date <= to)
    }
}
