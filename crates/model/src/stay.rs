use taicho_record_derive::Record;

use crate::{Checked, Id, Origin, PersonId, PlaceId, RowFault};

/// One person's stay at a place: quarantine, treatment, isolation at home.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(table = "stays", vi = "Lượt cách ly, điều trị", en = "Stays", key(person_id, began_at))]
#[record(one_current(person_id; ended_at), files("luot cach ly", "luot o"))]
#[record(learned(began_at = 0), checked)]
pub struct Stay {
    /// The identity.
    pub id: Id<Self>,
    /// Where the person stays.
    #[field(vi = "Nơi ở", en = "Place", column = "place_key", headings("mã địa điểm"), index)]
    pub place_id: PlaceId,
    /// Who stays.
    #[field(vi = "Người", en = "Person", column = "person_key", headings("mã người"), index)]
    pub person_id: PersonId,
    /// The path of the place's area.
    #[field(vi = "Đường dẫn địa bàn", en = "Path of the area", internal)]
    pub area_path: String,
    /// Why.
    #[field(vi = "Lý do", en = "Reason", headings("đối tượng"))]
    pub reason: StayReason,
    /// When it began.
    #[field(vi = "Vào lúc", en = "Began", headings("ngày vào"), past)]
    pub began_at: jiff::Timestamp,
    /// When it ended.
    #[field(vi = "Ra lúc", en = "Ended", headings("ngày ra"), past)]
    pub ended_at: Option<jiff::Timestamp>,
    /// Who says so.
    #[field(vi = "Nguồn dữ liệu", en = "Data source", column = "origin", default = "record")]
    pub record_origin: Origin,
}

crate::words::words! {
    /// Why somebody stays at a place that is not their own choice.
    StayReason {
        /// F0 under treatment or isolation.
        Case = "case" ("Ca bệnh", "Case") ["f0"],
        /// A close contact.
        Contact = "contact" ("Tiếp xúc gần", "Close contact") ["f1"],
        /// Came from abroad or from an area with an epidemic.
        Arrival = "arrival" ("Về từ nơi khác", "Arrival") ["nhap canh"],
        /// Another reason.
        Other = "other" ("Khác", "Other") [],
    }
}

impl Checked for Stay {
    fn check(&self, faults: &mut Vec<RowFault>) {
        if self.ended_at.is_some_and(|ended_at| ended_at < self.began_at) {
            let code = "stay.ended_before_began";
            faults.push(RowFault::new("ended_at", code, "ra trước khi vào", "ended before began"));
        }
    }
}
