use jiff::Timestamp;
use jiff::civil::Date;
use taicho_record_derive::Record;

use crate::{AreaId, Checked, Id, Origin, RowFault};

/// An outbreak (*ổ dịch*): a household cluster, office, school or hamlet, below the commune, with cases and a way to
/// spread, which is reported daily until it ends.
///
/// Cases name theirs in `cluster`; that is a name alone, and the clock of an outbreak needs its determination, its
/// reports and its end. Each report corrects `reported_at`, so that the history of the row is the list of reports.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(
    table = "outbreaks",
    vi = "Ổ dịch",
    en = "Outbreaks",
    key(code),
    files("o dich"),
    learned(determined_at = 0, determined_on = 18),
    span(determined_on..=ended_on),
    checked
)]
pub struct Outbreak {
    /// The identity.
    pub id: Id<Self>,
    /// The code, as the cases of it have it in `cluster`.
    #[field(vi = "Mã", en = "Code", headings("mã ổ dịch"), reads(key), index, search)]
    pub code: String,
    /// The name of the place.
    #[field(
        vi = "Tên",
        en = "Name",
        headings("tên ổ dịch"),
        holds("hộ gia đình, cơ quan, trường học, thôn", "household, office, school, hamlet"),
        reads(title),
        search
    )]
    pub name: String,
    /// The disease code.
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
        dated_by(determined_on),
        commune,
        index
    )]
    pub area_id: AreaId,
    /// The path of that area.
    #[field(vi = "Đường dẫn địa bàn", en = "Path of the area", internal)]
    pub area_path: String,
    /// Day on which it was determined.
    #[field(vi = "Ngày xác định", en = "Determined on", headings("từ ngày"), past)]
    pub determined_on: Date,
    /// When it was determined: the clock of the first report starts here.
    #[field(vi = "Lúc xác định", en = "Determined", headings("giờ xác định"), past)]
    pub determined_at: Option<Timestamp>,
    /// When it was last reported.
    #[field(vi = "Lúc báo cáo gần nhất", en = "Last reported", headings("giờ báo cáo"), past)]
    pub reported_at: Option<Timestamp>,
    /// The last day of the outbreak.
    #[field(vi = "Ngày kết thúc", en = "Ended on", headings("đến ngày"), past)]
    pub ended_on: Option<Date>,
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

impl Checked for Outbreak {
    fn check(&self, faults: &mut Vec<RowFault>) {
        if self.ended_on.is_some_and(|ended| ended < self.determined_on) {
            let (vi, en) = ("kết thúc trước khi xác định", "ended before it was determined");
            faults.push(RowFault::new("ended_on", "outbreak.ended_before_determined", vi, en));
        }
        let told = (self.determined_at, self.reported_at);
        if matches!(told, (Some(determined), Some(reported)) if reported < determined) {
            let (vi, en) = ("báo cáo trước khi xác định", "reported before it was determined");
            let code = "outbreak.reported_before_determined";
            faults.push(RowFault::new("reported_at", code, vi, en));
        }
    }
}
