use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use taicho_record_derive::Record;

use crate::words::words;
use crate::{AreaId, CaseId, Origin, PersonId, ZoneId};

words! {
    /// How sure the diagnosis is.
    CaseStatus {
        /// *nghi ngờ*
        Suspected = "suspected",
        /// *xác định*: F0 for COVID-19.
        Confirmed = "confirmed",
        /// *loại trừ*
        RuledOut = "ruled_out",
    }
}

words! {
    /// Where an infection comes from, as it counts for an area's level.
    CaseOrigin {
        /// Found in the community.
        Community = "community",
        /// Already inside a quarantine site or a closed zone when found.
        Contained = "contained",
        /// Came from abroad.
        Imported = "imported",
    }
}

words! {
    /// Where the person was when found.
    CaseSetting {
        /// At home or about in a quarter (*khu phố*).
        Quarter = "quarter",
        /// Inside a closed zone.
        Zone = "zone",
        /// In a concentrated quarantine site.
        QuarantineSite = "quarantine_site",
        /// In a hospital.
        Hospital = "hospital",
        /// At a border gate.
        Border = "border",
    }
}

/// A case of a disease.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Record)]
#[record(table = "cases", vi = "Ca bệnh", en = "Cases", key(source_key))]
pub struct Case {
    /// The identity.
    pub id: CaseId,
    /// The number or code that the source gives the case.
    #[field(vi = "Mã ca", en = "Case key")]
    pub source_key: Option<String>,
    /// The person, where known.
    #[field(vi = "Người", en = "Person")]
    pub person_id: Option<PersonId>,
    /// The disease code, a file in `content/diseases/`.
    #[field(vi = "Bệnh", en = "Disease")]
    pub disease: String,
    /// The area in which the case counts.
    #[field(vi = "Địa bàn", en = "Area")]
    pub area_id: AreaId,
    /// The path of that area.
    #[field(vi = "Đường dẫn địa bàn", en = "Path of the area", internal)]
    pub area_path: String,
    /// The closed zone in which the person was found.
    #[field(vi = "Vùng cách ly y tế", en = "Containment zone")]
    pub zone_id: Option<ZoneId>,
    /// Suspected, confirmed or ruled out.
    #[field(vi = "Tình trạng", en = "Status")]
    pub status: CaseStatus,
    /// Community, contained or imported.
    #[field(vi = "Nguồn gốc", en = "Origin")]
    pub origin: CaseOrigin,
    /// Where the person was when found.
    #[field(vi = "Nơi phát hiện", en = "Found where")]
    pub setting: CaseSetting,
    /// First day of symptoms.
    #[field(vi = "Ngày khởi phát", en = "Onset")]
    pub onset_on: Option<Date>,
    /// Day on which the case was confirmed or, for a suspected case, seen.
    #[field(vi = "Ngày phát hiện", en = "Found on")]
    pub found_on: Date,
    /// When the health station learned of it: the reporting clock starts here.
    #[field(vi = "Lúc phát hiện", en = "Detected")]
    pub detected_at: Option<Timestamp>,
    /// When the case was reported to the national system.
    #[field(vi = "Lúc báo cáo", en = "Reported")]
    pub reported_at: Option<Timestamp>,
    /// Whether the source of infection is known.
    #[field(vi = "Rõ nguồn lây", en = "Source known")]
    pub source_known: Option<bool>,
    /// The case that infected this one.
    #[field(vi = "Ca nguồn", en = "Source case")]
    pub source_case_key: Option<String>,
    /// The outbreak or cluster that links cases.
    #[field(vi = "Chùm ca bệnh", en = "Cluster")]
    pub cluster: Option<String>,
    /// Who says so.
    #[field(vi = "Nguồn dữ liệu", en = "Data source")]
    pub record_origin: Origin,
}

words! {
    /// The length of a counting period.
    PeriodKind {
        /// Monday 00:00 to Sunday 24:00.
        Week = "week",
        /// A calendar month.
        Month = "month",
    }
}

/// How many cases an area had in a past period: the history that the alert and epidemic lines need.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(table = "period_counts", vi = "Số ca của kỳ trước", en = "Counts of past periods")]
pub struct PeriodCount {
    /// The identity: area, disease, period and first day joined.
    pub id: String,
    /// The area, in the borders of its time.
    #[field(vi = "Địa bàn", en = "Area")]
    pub area_id: AreaId,
    /// The path of that area.
    #[field(vi = "Đường dẫn địa bàn", en = "Path of the area", internal)]
    pub area_path: String,
    /// The disease code.
    #[field(vi = "Bệnh", en = "Disease")]
    pub disease: String,
    /// Week or month.
    #[field(vi = "Kỳ", en = "Period")]
    pub period: PeriodKind,
    /// The first day of the period.
    #[field(vi = "Từ ngày", en = "From")]
    pub starts_on: Date,
    /// Cases in the period.
    #[field(vi = "Số ca", en = "Cases")]
    pub cases: i64,
    /// Whether the period was an epidemic one, which the law leaves out of the mean.
    #[field(vi = "Là kỳ có dịch", en = "Was epidemic")]
    pub was_epidemic: bool,
    /// Who says so.
    #[field(vi = "Nguồn dữ liệu", en = "Data source")]
    pub record_origin: Origin,
}
