use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use taicho_record_derive::Record;

use crate::words::words;
use crate::{AmendmentId, AreaId, FreezeId, ImportId, SettingId};

/// Figures frozen for a report: what was known at that moment, kept as it was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Record)]
#[record(table = "freezes", vi = "Số liệu đã chốt", en = "Frozen figures", key(area_id, frozen_at))]
pub struct Freeze {
    /// The identity.
    pub id: FreezeId,
    /// The area reported on.
    #[field(vi = "Địa bàn", en = "Area")]
    pub area_id: AreaId,
    /// The path of that area.
    #[field(vi = "Đường dẫn địa bàn", en = "Path of the area", internal)]
    pub area_path: String,
    /// The moment whose knowledge is frozen, 16:00 as a rule.
    #[field(vi = "Thời điểm chốt", en = "Frozen at")]
    pub frozen_at: Timestamp,
    /// The board of that moment as JSON.
    #[field(vi = "Số liệu", en = "Figures", internal)]
    pub figures_json: String,
}

/// One file that was imported; rolling its change back takes all its rows back.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(table = "imports", vi = "Tệp đã nhập", en = "Imported files", key(content_digest, kind))]
pub struct Import {
    /// The identity.
    pub id: ImportId,
    /// The name of the file, without its folder.
    #[field(vi = "Tên tệp", en = "File name")]
    pub file_name: String,
    /// SHA-256 of its bytes.
    #[field(vi = "Mã kiểm", en = "Digest")]
    pub content_digest: String,
    /// What its rows are: `cases`, `people` …
    #[field(vi = "Loại", en = "Kind")]
    pub kind: String,
    /// Rows read.
    #[field(vi = "Số dòng đã đọc", en = "Rows read")]
    pub rows_read: i64,
    /// Rows that were new.
    #[field(vi = "Số dòng thêm", en = "Rows added")]
    pub rows_added: i64,
    /// Rows that corrected an earlier value.
    #[field(vi = "Số dòng sửa", en = "Rows corrected")]
    pub rows_corrected: i64,
}

/// A setting of the installation, whose id is its name.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(table = "settings", vi = "Thiết đặt", en = "Settings", internal)]
pub struct Setting {
    /// The name.
    pub id: SettingId,
    /// The value.
    #[field(vi = "Giá trị", en = "Value")]
    pub value: String,
}

/// What was done to a version after it was written, and is not told by its successor.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(
    table = "amendments",
    vi = "Xử lý về sau đối với bản ghi",
    en = "What was done to rows later"
)]
pub struct Amendment {
    /// The identity.
    pub id: AmendmentId,
    /// What was done.
    #[field(vi = "Đã làm gì", en = "What was done")]
    pub what: AmendmentKind,
    /// The kind of the row, which is the name of its table.
    #[field(vi = "Loại bản ghi", en = "Kind of record")]
    pub kind: String,
    /// The id of the row.
    #[field(vi = "Bản ghi", en = "Row")]
    pub row_id: String,
    /// The version of the row.
    #[field(vi = "Phiên bản", en = "Version")]
    pub row_version: i64,
    /// The time of learning that the version had, where that was corrected.
    #[field(vi = "Thời điểm trước", en = "Time before")]
    pub before_at: Option<Timestamp>,
    /// When it was withdrawn, or the time of learning that it has now.
    #[field(vi = "Thời điểm sau", en = "Time after")]
    pub after_at: Option<Timestamp>,
}

words! {
    /// What can be done to a version after it was written.
    AmendmentKind {
        /// The row has no current version any more.
        Withdrawn = "withdrawn" ("Đã rút", "Withdrawn") [],
        /// Its content was erased because the law asks for it.
        Erased = "erased" ("Đã xóa nội dung", "Erased") [],
        /// Its time of learning was wrong, as when a clock ran ahead, and was corrected.
        Redated = "redated" ("Đã sửa thời điểm biết", "Redated") [],
    }
}
