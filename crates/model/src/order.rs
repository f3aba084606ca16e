use jiff::civil::Date;
use taicho_record_derive::Record;

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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Record)]
#[record(
    table = "decisions",
    vi = "Ý kiến về đề xuất",
    en = "Decisions on proposals",
    key(proposal_key)
)]
pub struct Decision {
    /// The identity.
    pub id: DecisionId,
    /// The key of the proposal: subject, kind, value and date.
    #[field(vi = "Đề xuất", en = "Proposal")]
    pub proposal_key: String,
    /// The area that it is about.
    #[field(vi = "Địa bàn", en = "Area")]
    pub area_id: AreaId,
    /// The path of that area.
    #[field(vi = "Đường dẫn địa bàn", en = "Path of the area", internal)]
    pub area_path: String,
    /// The outcome.
    #[field(vi = "Kết quả", en = "Outcome")]
    pub outcome: DecisionOutcome,
    /// The value decided, where overridden.
    #[field(vi = "Giá trị", en = "Value")]
    pub value: Option<String>,
    /// The officer's reason.
    #[field(vi = "Lý do", en = "Reason")]
    pub reason: Option<String>,
    /// The proposal as it stood when it was decided, as JSON: the facts, the rule and its version.
    #[field(vi = "Đề xuất khi quyết định", en = "Proposal as decided", internal)]
    pub proposal_json: String,
    /// The order drafted from it.
    #[field(vi = "Văn bản dự thảo", en = "Order drafted")]
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Record)]
#[record(table = "orders", vi = "Quyết định, công văn", en = "Orders")]
pub struct Order {
    /// The identity.
    pub id: OrderId,
    /// The official number and symbol; empty until signed, never invented.
    #[field(vi = "Số, ký hiệu", en = "Number")]
    pub number: Option<String>,
    /// What it orders: the kind of the proposal, for instance `distancing_tier`.
    #[field(vi = "Loại", en = "Kind")]
    pub kind: String,
    /// The value ordered, for instance `15`.
    #[field(vi = "Giá trị", en = "Value")]
    pub value: String,
    /// The area that it is about.
    #[field(vi = "Địa bàn", en = "Area")]
    pub area_id: AreaId,
    /// The path of that area.
    #[field(vi = "Đường dẫn địa bàn", en = "Path of the area", internal)]
    pub area_path: String,
    /// The zone, where it is about a zone.
    #[field(vi = "Vùng cách ly y tế", en = "Containment zone")]
    pub zone_id: Option<ZoneId>,
    /// First day of effect.
    #[field(vi = "Hiệu lực từ", en = "In force from")]
    pub effective_from: Date,
    /// Last day of effect.
    #[field(vi = "Hiệu lực đến", en = "In force to")]
    pub effective_to: Option<Date>,
    /// Draft, issued or revoked.
    #[field(vi = "Tình trạng", en = "Status")]
    pub status: OrderStatus,
    /// The legal basis, as cited.
    #[field(vi = "Căn cứ pháp lý", en = "Legal basis")]
    pub document: String,
    /// Who says so.
    #[field(vi = "Nguồn dữ liệu", en = "Data source")]
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
