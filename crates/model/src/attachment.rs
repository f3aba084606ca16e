use crate::{AreaId, AttachmentId, Origin};

/// A file that belongs to a record: a signed copy, a laboratory's paper, a photograph. Its bytes are kept apart, by
/// their digest, so that the record binds them.
#[derive(Clone, Debug, PartialEq)]
pub struct Attachment {
    /// The identity.
    pub id: AttachmentId,
    /// The kind of the record that it belongs to: `cases`, `orders` …
    pub subject_kind: String,
    /// The id of that record.
    pub subject_id: String,
    /// The area of that record.
    pub area_id: AreaId,
    /// The path of that area, by which it is seen.
    pub area_path: String,
    /// The name of the file, without its folder.
    pub file_name: String,
    /// What it is, as its first bytes say.
    pub media_type: String,
    /// How long it is.
    pub size_bytes: i64,
    /// SHA-256 of its bytes, in hexadecimal digits.
    pub content_digest: String,
    /// Where it comes from.
    pub record_origin: Origin,
}
