use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use taicho_record_derive::Record;
use utoipa::ToSchema;

use crate::{AreaId, Checked, Origin, RoundId, RowFault, ZoneId};

/// A containment zone (*vùng cách ly y tế, phong tỏa*).
#[derive(Clone, Debug, PartialEq, Record)]
#[record(
    table = "zones",
    vi = "Vùng cách ly y tế",
    en = "Containment zones",
    key(code),
    files("vung", "khu phong toa"),
    id = "{code}",
    learned(opened_on = 6),
    checked, span(opened_on..lifted_on))]
pub struct Zone {
    /// The identity.
    pub id: ZoneId,
    /// The code, unique in the installation.
    #[field(vi = "Mã", en = "Code", headings("mã vùng"), reads(key), index, search)]
    pub code: String,
    /// The name.
    #[field(
        vi = "Tên",
        en = "Name",
        headings("tên vùng"),
        holds("tên, phạm vi", "name, extent"),
        reads(title),
        search
    )]
    pub name: String,
    /// The disease it contains.
    #[field(
        vi = "Bệnh",
        en = "Disease",
        headings("mã bệnh"),
        holds("mã hoặc tên bệnh", "code or name of the disease"),
        disease
    )]
    pub disease: String,
    /// The commune in which it lies.
    #[field(
        vi = "Địa bàn",
        en = "Area",
        column = "area_code",
        headings("mã phường", "mã xã", "phường", "xã", "phường xã", "ward"),
        holds("mã hoặc tên xã, phường", "code or name of the commune"),
        dated_by(opened_on),
        commune,
        index
    )]
    pub area_id: AreaId,
    /// The path of that area.
    #[field(vi = "Đường dẫn địa bàn", en = "Path of the area", internal)]
    pub area_path: String,
    /// First day closed.
    #[field(vi = "Ngày thiết lập", en = "Closed on", headings("ngày phong tỏa", "từ ngày"), past)]
    pub opened_on: Date,
    /// First day no longer closed.
    #[field(
        vi = "Ngày dỡ bỏ",
        en = "Lifted on",
        holds("ngày đầu đã dỡ bỏ", "first day no longer closed")
    )]
    pub lifted_on: Option<Date>,
    /// Households inside, where counted.
    #[field(vi = "Số hộ", en = "Households")]
    pub households: Option<i64>,
    /// People inside, where counted.
    #[field(vi = "Số người", en = "Residents", headings("số dân"))]
    pub residents: Option<i64>,
    /// Where its extent and its figures come from, where that was said.
    #[field(
        vi = "Căn cứ",
        en = "Source",
        headings("căn cứ"),
        holds("văn bản hoặc bài báo, nếu có", "document or article, where there is one")
    )]
    pub source: Option<String>,
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

/// The code and name of a zone, as proposals carry it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
pub struct ZoneRef {
    /// The code.
    pub code: String,
    /// The name.
    pub name: String,
}

impl ZoneRef {
    /// A zone by its code and name.
    pub fn new(code: &str, name: &str) -> Self {
        Self { code: code.to_owned(), name: name.to_owned() }
    }
}

impl Zone {
    /// Its code and name.
    pub fn to_ref(&self) -> ZoneRef {
        ZoneRef::new(&self.code, &self.name)
    }

    /// Whether the zone is closed on a day.
    pub fn is_open_on(&self, date: Date) -> bool {
        self.opened_on <= date && self.lifted_on.is_none_or(|lifted_on| date < lifted_on)
    }
}

/// One round of sampling everyone in a zone.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(
    table = "sampling_rounds",
    vi = "Đợt lấy mẫu",
    en = "Sampling rounds",
    key(zone_id, taken_on),
    files("lay mau", "lan lay mau", "dot lay mau"),
    id = "{zone_id}|{taken_on}",
    learned(taken_on = 20),
    checked
)]
pub struct SamplingRound {
    /// The identity.
    pub id: RoundId,
    /// The zone.
    #[field(
        vi = "Vùng cách ly y tế",
        en = "Containment zone",
        column = "zone_code",
        headings("mã vùng"),
        holds("mã vùng cách ly y tế", "code of the zone"),
        index
    )]
    pub zone_id: ZoneId,
    /// The path of the zone's area.
    #[field(vi = "Đường dẫn địa bàn", en = "Path of the area", internal)]
    pub area_path: String,
    /// Day on which the samples were taken.
    #[field(vi = "Ngày lấy mẫu", en = "Sampled on", past)]
    pub taken_on: Date,
    /// People on the list.
    #[field(vi = "Trong danh sách", en = "Listed", headings("số trong danh sách"))]
    pub listed: i64,
    /// People sampled.
    #[field(vi = "Đã lấy mẫu", en = "Sampled", headings("số đã lấy mẫu"))]
    pub sampled: i64,
    /// Positive people; none while results are awaited.
    #[field(
        vi = "Dương tính",
        en = "Positive",
        headings("số dương tính"),
        holds(
            "số dương tính; để trống khi chờ kết quả",
            "positive people; empty while results are awaited"
        )
    )]
    pub positive: Option<i64>,
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

impl SamplingRound {
    /// Whether everyone listed was sampled and no one was positive; unknown while results are awaited.
    pub fn is_complete_and_negative(&self) -> Option<bool> {
        self.positive
            .map(|positive| self.listed > 0 && self.sampled >= self.listed && positive == 0)
    }
}

impl Checked for Zone {
    fn check(&self, faults: &mut Vec<RowFault>) {
        if self.lifted_on.is_some_and(|lifted_on| lifted_on < self.opened_on) {
            let (vi, en) = ("dỡ bỏ trước khi thiết lập", "lifted before it was closed");
            faults.push(RowFault::new("lifted_on", "zone.lifted_before_opened", vi, en));
        }
    }
}

impl Checked for SamplingRound {
    fn check(&self, faults: &mut Vec<RowFault>) {
        if self.sampled > self.listed {
            let (vi, en) = ("lấy mẫu nhiều hơn danh sách", "more sampled than listed");
            faults.push(RowFault::new("sampled", "round.more_than_listed", vi, en));
        }
        if self.positive.is_some_and(|positive| positive > self.sampled) {
            let (vi, en) = ("dương tính nhiều hơn số đã lấy mẫu", "more positive than sampled");
            faults.push(RowFault::new("positive", "round.more_than_sampled", vi, en));
        }
    }
}
