use taicho_record_derive::Record;

use crate::{AreaId, AttachmentId, Origin};

/// A file that belongs to a record: a signed copy, a laboratory's paper, a photograph. Its bytes are kept apart, by
/// their digest, so that the record binds them.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(table = "attachments", vi = "Tệp đính kèm", en = "Attached files")]
pub struct Attachment {
    /// The identity.
    pub id: AttachmentId,
    /// The kind of the record that it belongs to: `cases`, `orders` …
    #[field(vi = "Loại bản ghi", en = "Kind of record")]
    pub subject_kind: String,
    /// The id of that record.
    #[field(vi = "Bản ghi", en = "Record", index)]
    pub subject_id: String,
    /// The area of that record.
    #[field(vi = "Địa bàn", en = "Area")]
    pub area_id: AreaId,
    /// The path of that area, by which it is seen.
    #[field(vi = "Đường dẫn địa bàn", en = "Path of the area", internal)]
    pub area_path: String,
    /// The name of the file, without its folder.
    #[field(vi = "Tên tệp", en = "File name")]
    pub file_name: String,
    /// What it is, as its first bytes say.
    #[field(vi = "Loại tệp", en = "Media type")]
    pub media_type: String,
    /// How long it is.
    #[field(vi = "Dung lượng (byte)", en = "Size in bytes")]
    pub size_bytes: i64,
    /// SHA-256 of its bytes, in hexadecimal digits.
    #[field(vi = "Mã kiểm", en = "Digest", index)]
    pub content_digest: String,
    /// Where it comes from.
    #[field(vi = "Nguồn dữ liệu", en = "Data source")]
    pub record_origin: Origin,
}
