use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use taicho_record_derive::Record;

use crate::words::words;
use crate::{Area, AreaId, CaseId, Checked, Origin, PersonId, Row, RowFault, ZoneId};

words! {
    /// How sure the diagnosis is.
    CaseStatus {
        /// *nghi ngờ*
        Suspected = "suspected" ("Nghi ngờ", "Suspected") ["nghi mac"],
        /// *xác định*: F0 for COVID-19.
        Confirmed = "confirmed" ("Xác định", "Confirmed") ["f0", "duong tinh"],
        /// *loại trừ*
        RuledOut = "ruled_out" ("Loại trừ", "Ruled out") ["am tinh", "khong mac"],
    }
}

words! {
    /// Where an infection comes from, as it counts for an area's level.
    CaseOrigin {
        /// Found in the community.
        Community = "community" ("Cộng đồng", "Community") ["trong cong dong"],
        /// Already inside a quarantine site or a closed zone when found.
        Contained = "contained" ("Đã cách ly", "Contained") ["cach ly", "phong toa"],
        /// Came from abroad.
        Imported = "imported" ("Nhập cảnh", "Imported") [],
    }
}

words! {
    /// Where the person was when found.
    CaseSetting {
        /// At home or about in a quarter (*khu phố*).
        Quarter = "quarter" ("Khu phố", "Quarter") ["cong dong"],
        /// Inside a closed zone.
        Zone = "zone" ("Vùng cách ly", "Closed zone") ["vung phong toa", "khu phong toa"],
        /// In a concentrated quarantine site.
        QuarantineSite = "quarantine_site" ("Khu cách ly tập trung", "Quarantine site") ["khu cach ly"],
        /// In a hospital.
        Hospital = "hospital" ("Bệnh viện", "Hospital") [],
        /// At a border gate.
        Border = "border" ("Cửa khẩu", "Border gate") [],
    }
}

/// A case of a disease.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Record)]
#[record(
    table = "cases",
    vi = "Ca bệnh",
    en = "Cases",
    key(source_key),
    files("ca benh", "f0"),
    learned(detected_at = 0, found_on = 18),
    checked
)]
pub struct Case {
    /// The identity.
    pub id: CaseId,
    /// The number or code that the source gives the case.
    #[field(
        vi = "Mã ca",
        en = "Case key",
        headings("mã bệnh nhân", "case_id"),
        holds("mã ca của nơi gửi", "the sender's key of the case"),
        reads(key),
        index,
        search
    )]
    pub source_key: Option<String>,
    /// The person, where known.
    #[field(
        vi = "Người",
        en = "Person",
        column = "person_key",
        headings("mã người"),
        holds("mã người đã có trong danh sách dân cư", "key of a person on the register"),
        index
    )]
    pub person_id: Option<PersonId>,
    /// The disease code, a file in `content/diseases/`.
    #[field(
        vi = "Bệnh",
        en = "Disease",
        headings("mã bệnh"),
        holds("mã hoặc tên bệnh", "code or name of the disease"),
        disease,
        index
    )]
    pub disease: String,
    /// The area in which the case counts.
    #[field(
        vi = "Địa bàn",
        en = "Area",
        column = "area_code",
        headings("mã phường", "mã xã", "phường", "xã", "phường xã", "ward"),
        holds("mã hoặc tên xã, phường", "code or name of the commune"),
        dated_by(found_on),
        commune,
        index
    )]
    pub area_id: AreaId,
    /// The path of that area.
    #[field(vi = "Đường dẫn địa bàn", en = "Path of the area", internal)]
    pub area_path: String,
    /// The closed zone in which the person was found.
    #[field(
        vi = "Vùng cách ly y tế",
        en = "Containment zone",
        column = "zone_code",
        headings("mã vùng"),
        holds("mã vùng cách ly y tế", "code of the containment zone"),
        index
    )]
    pub zone_id: Option<ZoneId>,
    /// Suspected, confirmed or ruled out.
    #[field(vi = "Tình trạng", en = "Status", headings("phân loại"))]
    pub status: CaseStatus,
    /// Community, contained or imported.
    #[field(
        vi = "Nguồn gốc",
        en = "Origin of the case",
        column = "case_origin",
        headings("nguồn ca", "loại ca")
    )]
    pub origin: CaseOrigin,
    /// Where the person was when found.
    #[field(vi = "Nơi phát hiện", en = "Found where", default)]
    pub setting: CaseSetting,
    /// First day of symptoms.
    #[field(vi = "Ngày khởi phát", en = "Onset", past)]
    pub onset_on: Option<Date>,
    /// Day on which the case was confirmed or, for a suspected case, seen.
    #[field(vi = "Ngày phát hiện", en = "Found on", headings("ngày xác định"), past, index)]
    pub found_on: Date,
    /// When the health station learned of it: the reporting clock starts here.
    #[field(
        vi = "Lúc phát hiện",
        en = "Detected",
        headings("giờ phát hiện"),
        holds("thời điểm trạm biết", "when the station learned of it")
    )]
    pub detected_at: Option<Timestamp>,
    /// When the case was reported to the national system.
    #[field(
        vi = "Lúc báo cáo",
        en = "Reported",
        headings("giờ báo cáo"),
        holds("thời điểm đã báo cáo", "when it was reported")
    )]
    pub reported_at: Option<Timestamp>,
    /// When somebody first saw that the person may be ill: whoever sees it tells the station.
    #[field(
        vi = "Lúc có người thấy nghi ngờ",
        en = "Seen",
        headings("giờ thấy nghi ngờ"),
        holds(
            "thời điểm cơ quan, cá nhân đầu tiên thấy người nghi ngờ mắc bệnh",
            "when somebody first saw that the person may be ill"
        )
    )]
    pub seen_at: Option<Timestamp>,
    /// The day of death from the disease, or while it was suspected.
    #[field(vi = "Ngày tử vong", en = "Died on", headings("tử vong"), past, index)]
    pub died_on: Option<Date>,
    /// The hour of a death in a facility, or when the station had verified one elsewhere: the clock of the report of
    /// the death starts here.
    #[field(
        vi = "Lúc tử vong hoặc xác minh xong",
        en = "Death known",
        headings("giờ tử vong", "giờ xác minh tử vong"),
        holds(
            "tại cơ sở khám bệnh, chữa bệnh: lúc tử vong; nơi khác: lúc trạm y tế xác minh xong",
            "in a facility the hour of death, elsewhere when the station had verified it"
        )
    )]
    pub death_known_at: Option<Timestamp>,
    /// When the death was reported.
    #[field(vi = "Lúc báo cáo tử vong", en = "Death reported", headings("giờ báo cáo tử vong"))]
    pub death_reported_at: Option<Timestamp>,
    /// Whether the source of infection is known.
    #[field(vi = "Rõ nguồn lây", en = "Source known")]
    pub source_known: Option<bool>,
    /// The case that infected this one.
    #[field(
        vi = "Ca nguồn",
        en = "Source case",
        headings("mã ca nguồn"),
        holds("mã ca nguồn lây", "key of the case that infected it"),
        reads(key)
    )]
    pub source_case_key: Option<String>,
    /// The outbreak or cluster that links cases.
    #[field(
        vi = "Chùm ca bệnh",
        en = "Cluster",
        headings("ổ dịch"),
        holds("ổ dịch, chùm ca bệnh", "outbreak, cluster"),
        reads(key),
        search
    )]
    pub cluster: Option<String>,
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

words! {
    /// The length of a counting period.
    PeriodKind {
        /// Monday 00:00 to Sunday 24:00.
        Week = "week" ("Tuần", "Week") [],
        /// A calendar month.
        Month = "month" ("Tháng", "Month") [],
    }
}

/// How many cases an area had in a past period: the history that the alert and epidemic lines need.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(
    table = "period_counts",
    vi = "Số ca của kỳ trước",
    en = "Counts of past periods",
    files("so ca theo ky", "so lieu nam truoc", "so ca cua ky truoc"),
    id = "{area_id}|{disease}|{period}|{starts_on}",
    index(area_id, disease, was_epidemic, starts_on),
    learned(starts_on = 0),
    checked
)]
pub struct PeriodCount {
    /// The identity: area, disease, period and first day joined.
    pub id: String,
    /// The area, in the borders of its time.
    #[field(
        vi = "Địa bàn",
        en = "Area",
        column = "area_code",
        headings("mã phường", "mã xã", "mã đơn vị"),
        holds("mã xã, phường vào thời điểm đó", "code of the commune at that time"),
        dated_by(starts_on),
        index
    )]
    pub area_id: AreaId,
    /// The path of that area.
    #[field(vi = "Đường dẫn địa bàn", en = "Path of the area", internal)]
    pub area_path: String,
    /// The disease code.
    #[field(
        vi = "Bệnh",
        en = "Disease",
        headings("mã bệnh"),
        holds("mã hoặc tên bệnh", "code or name of the disease"),
        disease
    )]
    pub disease: String,
    /// Week or month.
    #[field(vi = "Kỳ", en = "Period")]
    pub period: PeriodKind,
    /// The first day of the period.
    #[field(vi = "Từ ngày", en = "From", headings("ngày đầu kỳ"), past)]
    pub starts_on: Date,
    /// Cases in the period.
    #[field(vi = "Số ca", en = "Cases")]
    pub cases: i64,
    /// Whether the period was an epidemic one, which the law leaves out of the mean.
    #[field(vi = "Là kỳ có dịch", en = "Was epidemic", headings("kỳ có dịch"), default = "false")]
    pub was_epidemic: bool,
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

impl Checked for Case {
    fn complete(row: &mut Row, _: Option<&Area>) {
        if row.lacks("setting") {
            let setting = match row.text("origin").and_then(CaseOrigin::parse) {
                Some(CaseOrigin::Community) => CaseSetting::Quarter,
                Some(CaseOrigin::Contained) => CaseSetting::Zone,
                Some(CaseOrigin::Imported) => CaseSetting::Border,
                None => return,
            };
            row.set("setting", setting.as_str());
        }
    }

    fn check(&self, faults: &mut Vec<RowFault>) {
        if matches!((self.detected_at, self.reported_at), (Some(detected), Some(reported)) if reported < detected)
        {
            let (vi, en) = ("báo cáo trước khi phát hiện", "reported before it was found");
            faults.push(RowFault::new("reported_at", "case.reported_before_detected", vi, en));
        }
        let death = (self.death_known_at, self.death_reported_at);
        if matches!(death, (Some(known), Some(reported)) if reported < known) {
            let (vi, en) = ("báo cáo trước khi tử vong", "reported before the death");
            faults.push(RowFault::new("death_reported_at", "case.reported_before_death", vi, en));
        }
        if self.died_on.is_none() && self.death_known_at.or(self.death_reported_at).is_some() {
            let (vi, en) = ("thiếu ngày tử vong", "the day of death is missing");
            faults.push(RowFault::new("died_on", "case.death_without_day", vi, en));
        }
    }
}

impl Checked for PeriodCount {
    fn check(&self, faults: &mut Vec<RowFault>) {
        let begins = match self.period {
            PeriodKind::Week => self.starts_on.weekday() == jiff::civil::Weekday::Monday,
            PeriodKind::Month => self.starts_on.day() == 1,
        };
        if !begins {
            let (vi, en) = (
                "kỳ phải bắt đầu vào thứ Hai hoặc ngày 1",
                "a period begins on a Monday or on the 1st",
            );
            faults.push(RowFault::new("starts_on", "period.begins", vi, en));
        }
    }
}
