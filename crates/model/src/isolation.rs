use jiff::Timestamp;
use jiff::civil::Date;
use taicho_record_derive::Record;

use crate::words::words;
use crate::{AreaId, Checked, Id, Origin, PersonId, PlaceId, RowFault};

words! {
    /// Why a person is isolated, as 165/2026/NĐ-CP has it.
    IsolationReason {
        /// Met a patient.
        Contact = "contact" ("Người tiếp xúc", "Contact") ["tiep xuc gan", "f1"],
        /// Has the disease.
        Patient = "patient" ("Người mắc bệnh", "Patient") ["ca benh", "benh nhan", "f0"],
        /// May have the disease.
        Suspected = "suspected" ("Người nghi ngờ mắc bệnh", "Suspected patient") ["nghi ngo", "nghi mac"],
        /// Carries the agent without being ill.
        Carrier = "carrier" ("Người mang mầm bệnh", "Carrier") ["nguoi lanh mang trung"],
    }
}

words! {
    /// Where a person is isolated: each has clocks of its own.
    IsolationSetting {
        /// At home or where the person lodges.
        Home = "home" ("Tại nhà, nơi lưu trú", "Home") ["tai nha", "noi luu tru"],
        /// In a hospital or clinic.
        Hospital = "hospital" ("Tại cơ sở khám bệnh, chữa bệnh", "Hospital") ["benh vien", "co so y te"],
        /// At a border gate.
        Border = "border" ("Tại cửa khẩu", "Border gate") ["cua khau"],
        /// In another place, where those are full.
        OtherSite = "other_site" ("Tại cơ sở khác", "Other site") ["co so khac", "tap trung"],
    }
}

/// The isolation of one person: found, listed, decided, notified, held meanwhile, begun and ended.
///
/// Each of its clocks runs from one of these moments to the next; a moment that nobody recorded is not known, and
/// never taken from another. A [`Stay`](crate::Stay) says where somebody was; this says on what ground.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(
    table = "isolations",
    vi = "Hồ sơ cách ly y tế",
    en = "Isolations",
    key(source_key),
    files("cach ly y te", "ho so cach ly"),
    learned(detected_at = 0, found_on = 18),
    checked
)]
pub struct Isolation {
    /// The identity.
    pub id: Id<Self>,
    /// The number or code that the sender gives it.
    #[field(
        vi = "Mã hồ sơ cách ly",
        en = "Isolation key",
        headings("mã cách ly", "mã hồ sơ"),
        holds("mã hồ sơ của nơi gửi", "the sender's key of the isolation"),
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
    /// The disease code.
    #[field(
        vi = "Bệnh",
        en = "Disease",
        headings("mã bệnh"),
        holds("mã hoặc tên bệnh", "code or name of the disease"),
        disease
    )]
    pub disease: String,
    /// The commune in which the person is isolated.
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
    /// Contact, patient, suspected or carrier.
    #[field(vi = "Đối tượng", en = "Isolated as", headings("lý do"))]
    pub reason: IsolationReason,
    /// Where: each setting has clocks of its own.
    #[field(vi = "Hình thức cách ly", en = "Setting", headings("hình thức"))]
    pub setting: IsolationSetting,
    /// The site, where it is on the list of places.
    #[field(vi = "Nơi cách ly", en = "Place", column = "place_key", headings("mã địa điểm"))]
    pub place_id: Option<PlaceId>,
    /// Day on which the person was found.
    #[field(vi = "Ngày phát hiện", en = "Found on", past, index)]
    pub found_on: Date,
    /// When the person was found: the clock of the list starts here.
    #[field(
        vi = "Lúc phát hiện",
        en = "Detected",
        headings("giờ phát hiện"),
        holds("thời điểm phát hiện người phải cách ly", "when the person to isolate was found"),
        past
    )]
    pub detected_at: Option<Timestamp>,
    /// When the person was put on the list: the clock of the decision starts here.
    #[field(vi = "Lúc lập danh sách", en = "Listed", headings("giờ lập danh sách"), past)]
    pub listed_at: Option<Timestamp>,
    /// When the isolation was decided: the clock of the notice starts here.
    #[field(vi = "Lúc quyết định", en = "Decided", headings("giờ quyết định"), past)]
    pub decided_at: Option<Timestamp>,
    /// The number of the decision.
    #[field(
        vi = "Số quyết định cách ly",
        en = "Number of the decision",
        headings("số quyết định"),
        reads(key),
        search
    )]
    pub decision_number: Option<String>,
    /// When all who have to know it were told.
    #[field(vi = "Lúc thông báo", en = "Notified", headings("giờ thông báo"), past)]
    pub notified_at: Option<Timestamp>,
    /// When the temporary hold began: its clock starts here, and not when the person was found.
    #[field(
        vi = "Lúc bắt đầu tạm giữ",
        en = "Hold began",
        headings("giờ tạm giữ"),
        holds("để trống nếu không tạm giữ", "left empty where nobody was held"),
        past
    )]
    pub hold_began_at: Option<Timestamp>,
    /// When the temporary hold ended without a decision.
    #[field(vi = "Lúc thôi tạm giữ", en = "Hold ended", past)]
    pub hold_ended_at: Option<Timestamp>,
    /// Whether it belongs to an event with many people, in which the times may be exceeded.
    #[field(
        vi = "Sự kiện đông người",
        en = "Mass event",
        holds(
            "có hoặc không: sự kiện có số lượng lớn người phải cách ly",
            "yes or no: an event with many people to isolate"
        ),
        default = "false"
    )]
    pub mass_event: bool,
    /// When the isolation began.
    #[field(vi = "Bắt đầu cách ly lúc", en = "Began", headings("vào lúc"), past)]
    pub began_at: Option<Timestamp>,
    /// The last day of the isolation by its decision.
    #[field(vi = "Cách ly đến hết ngày", en = "Isolated until", headings("đến ngày"))]
    pub until_on: Option<Date>,
    /// When the isolation ended.
    #[field(vi = "Kết thúc cách ly lúc", en = "Ended", headings("ra lúc"), past)]
    pub ended_at: Option<Timestamp>,
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

impl Checked for Isolation {
    fn check(&self, faults: &mut Vec<RowFault>) {
        let mut in_order =
            |first: Option<Timestamp>, then: Option<Timestamp>, field, code, vi, en| {
                if matches!((first, then), (Some(first), Some(then)) if then < first) {
                    faults.push(RowFault::new(field, code, vi, en));
                }
            };
        in_order(
            self.detected_at,
            self.listed_at,
            "listed_at",
            "isolation.listed_before_detected",
            "lập danh sách trước khi phát hiện",
            "listed before found",
        );
        in_order(
            self.detected_at,
            self.decided_at,
            "decided_at",
            "isolation.decided_before_detected",
            "quyết định trước khi phát hiện",
            "decided before found",
        );
        in_order(
            self.decided_at,
            self.notified_at,
            "notified_at",
            "isolation.notified_before_decided",
            "thông báo trước khi quyết định",
            "notified before decided",
        );
        in_order(
            self.hold_began_at,
            self.hold_ended_at,
            "hold_ended_at",
            "isolation.hold_ended_before_began",
            "thôi tạm giữ trước khi tạm giữ",
            "the hold ended before it began",
        );
        in_order(
            self.began_at,
            self.ended_at,
            "ended_at",
            "isolation.ended_before_began",
            "kết thúc trước khi bắt đầu",
            "ended before it began",
        );
    }
}
