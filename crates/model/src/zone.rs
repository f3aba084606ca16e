use jiff::civil::Date;
use taicho_record_derive::Record;

use crate::{AreaId, Origin, RoundId, ZoneId};

/// A containment zone (*vùng cách ly y tế, phong tỏa*).
#[derive(Clone, Debug, PartialEq, Record)]
#[record(table = "zones", vi = "Vùng cách ly y tế", en = "Containment zones", key(code))]
pub struct Zone {
    /// The identity.
    pub id: ZoneId,
    /// The code, unique in the installation.
    #[field(vi = "Mã", en = "Code")]
    pub code: String,
    /// The name.
    #[field(vi = "Tên", en = "Name")]
    pub name: String,
    /// The disease it contains.
    #[field(vi = "Bệnh", en = "Disease")]
    pub disease: String,
    /// The commune in which it lies.
    #[field(vi = "Địa bàn", en = "Area")]
    pub area_id: AreaId,
    /// The path of that area.
    #[field(vi = "Đường dẫn địa bàn", en = "Path of the area", internal)]
    pub area_path: String,
    /// First day closed.
    #[field(vi = "Ngày thiết lập", en = "Closed on")]
    pub opened_on: Date,
    /// First day no longer closed.
    #[field(vi = "Ngày dỡ bỏ", en = "Lifted on")]
    pub lifted_on: Option<Date>,
    /// Households inside, where counted.
    #[field(vi = "Số hộ", en = "Households")]
    pub households: Option<i64>,
    /// People inside, where counted.
    #[field(vi = "Số người", en = "Residents")]
    pub residents: Option<i64>,
    /// Who says so.
    #[field(vi = "Nguồn dữ liệu", en = "Data source")]
    pub record_origin: Origin,
}

impl Zone {
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
    key(zone_id, taken_on)
)]
pub struct SamplingRound {
    /// The identity.
    pub id: RoundId,
    /// The zone.
    #[field(vi = "Vùng cách ly y tế", en = "Containment zone")]
    pub zone_id: ZoneId,
    /// The path of the zone's area.
    #[field(vi = "Đường dẫn địa bàn", en = "Path of the area", internal)]
    pub area_path: String,
    /// Day on which the samples were taken.
    #[field(vi = "Ngày lấy mẫu", en = "Sampled on")]
    pub taken_on: Date,
    /// People on the list.
    #[field(vi = "Trong danh sách", en = "Listed")]
    pub listed: i64,
    /// People sampled.
    #[field(vi = "Đã lấy mẫu", en = "Sampled")]
    pub sampled: i64,
    /// Positive people; none while results are awaited.
    #[field(vi = "Dương tính", en = "Positive")]
    pub positive: Option<i64>,
    /// Who says so.
    #[field(vi = "Nguồn dữ liệu", en = "Data source")]
    pub record_origin: Origin,
}

impl SamplingRound {
    /// Whether everyone listed was sampled and no one was positive; unknown while results are awaited.
    pub fn is_complete_and_negative(&self) -> Option<bool> {
        self.positive
            .map(|positive| self.listed > 0 && self.sampled >= self.listed && positive == 0)
    }
}
