use jiff::Timestamp;
use jiff::civil::Date;
use taicho_record_derive::Record;

use crate::words::words;
use crate::{Area, AreaId, Checked, DecisionId, OrderId, Origin, Row, RowFault, ZoneId, kind};
use serde::{Deserialize, Serialize};

words! {
    /// What an officer does with a proposal.
    DecisionOutcome {
        /// Accepted as proposed.
        Approved = "approved" ("Phê duyệt", "Approved") [],
        /// Refused, with a reason.
        Rejected = "rejected" ("Không chấp thuận", "Rejected") [],
        /// Replaced by another value, with a reason.
        Overridden = "overridden" ("Quyết định khác", "Overridden") [],
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
        Draft = "draft" ("Dự thảo", "Draft") [],
        /// Signed and numbered.
        Issued = "issued" ("Đã ban hành", "Issued") ["ban hanh"],
        /// Withdrawn before or after it took effect.
        Revoked = "revoked" ("Đã thu hồi", "Revoked") ["thu hoi", "bai bo"],
    }
}

/// An order, or the draft of one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Record)]
#[record(
    table = "orders",
    vi = "Quyết định, công văn",
    en = "Orders",
    files("lenh", "quyet dinh"),
    id = "{area_id}|{zone_id}|{kind}|{effective_from}|{disease}",
    learned(effective_from = 0),
    checked, span(effective_from..=effective_to), decided)]
pub struct Order {
    /// The identity.
    pub id: OrderId,
    /// The official number and symbol; empty until signed, never invented.
    #[field(vi = "Số, ký hiệu", en = "Number", headings("số ký hiệu"), reads(key), search)]
    pub number: Option<String>,
    /// What it orders: the kind of the proposal, for instance `distancing_tier`.
    #[field(
        vi = "Loại",
        en = "Kind",
        holds(
            "distancing_tier, risk_level, epidemic_level, zone_freeze…",
            "distancing_tier, risk_level, epidemic_level, zone_freeze…"
        ),
        reads(key)
    )]
    pub kind: String,
    /// The value ordered, for instance `15`.
    #[field(
        vi = "Giá trị",
        en = "Value",
        headings("mức"),
        holds("giá trị, ví dụ 16", "value, for instance 16")
    )]
    pub value: String,
    /// The disease, where it is about one: an alert, an epidemic and its end are each of one disease.
    #[field(
        vi = "Bệnh",
        en = "Disease",
        headings("mã bệnh", "tên bệnh"),
        holds(
            "mã hoặc tên bệnh, nếu nói về một bệnh",
            "code or name of the disease, where it is about one"
        ),
        disease
    )]
    pub disease: Option<String>,
    /// The area that it is about.
    #[field(
        vi = "Địa bàn",
        en = "Area",
        column = "area_code",
        headings("mã phường", "mã xã", "mã đơn vị"),
        holds("mã hoặc tên đơn vị", "code or name of the area"),
        dated_by(effective_from),
        index
    )]
    pub area_id: AreaId,
    /// The path of that area.
    #[field(vi = "Đường dẫn địa bàn", en = "Path of the area", internal)]
    pub area_path: String,
    /// The zone, where it is about a zone.
    #[field(
        vi = "Vùng cách ly y tế",
        en = "Containment zone",
        column = "zone_code",
        headings("mã vùng"),
        holds("mã vùng, nếu nói về một vùng", "code of the zone, where it is about one"),
        within
    )]
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
    /// When an epidemic or its end was determined: the clock of the notice starts here.
    #[field(
        vi = "Lúc xác định",
        en = "Determined",
        headings("giờ xác định"),
        holds("lúc xác định có dịch, hết dịch", "when an epidemic or its end was determined")
    )]
    pub determined_at: Option<Timestamp>,
    /// When all who have to know of it were told.
    #[field(
        vi = "Lúc thông báo",
        en = "Notified",
        headings("giờ thông báo"),
        holds("lúc gửi thông báo có dịch, hết dịch", "when its notice was sent")
    )]
    pub notified_at: Option<Timestamp>,
    /// The legal basis, as cited.
    #[field(
        vi = "Căn cứ pháp lý",
        en = "Legal basis",
        headings("căn cứ"),
        holds("văn bản căn cứ", "legal basis"),
        search
    )]
    pub document: String,
    /// Who says so.
    #[field(
        vi = "Nguồn dữ liệu",
        en = "Data source",
        column = "origin",
        headings("nguồn dữ liệu"),
        default = "record"
    )]
    pub record_origin: Origin,
}

impl Order {
    /// The disease that it is about; of an alert, an epidemic and its end it is the value too, and rows of before the
    /// field was there have it in that alone.
    pub fn about_disease(&self) -> Option<&str> {
        let is_value = kind::OF_DISEASES.contains(&self.kind.as_str());
        self.disease.as_deref().or_else(|| is_value.then_some(self.value.as_str()))
    }

    /// Whether the order holds on a day; a draft counts as planned, a revoked one never.
    pub fn holds_on(&self, date: Date) -> bool {
        self.status != OrderStatus::Revoked
            && self.effective_from <= date
            && self.effective_to.is_none_or(|to| date <= to)
    }
}

impl Checked for Order {
    fn complete(row: &mut Row, _: Option<&Area>) {
        let is_of_disease = row.text("kind").is_some_and(|kind| kind::OF_DISEASES.contains(&kind));
        if is_of_disease && row.lacks("disease") {
            let value = row.get("value").clone();
            row.set("disease", value);
        }
    }

    fn check(&self, faults: &mut Vec<RowFault>) {
        if self.effective_to.is_some_and(|to| to < self.effective_from) {
            let (vi, en) = ("hết hiệu lực trước khi có hiệu lực", "it ends before it takes effect");
            faults.push(RowFault::new("effective_to", "order.ended_before_began", vi, en));
        }
        let told = (self.determined_at, self.notified_at);
        if matches!(told, (Some(determined), Some(notified)) if notified < determined) {
            let (vi, en) = ("thông báo trước khi xác định", "notified before it was determined");
            let code = "order.notified_before_determined";
            faults.push(RowFault::new("notified_at", code, vi, en));
        }
    }
}
