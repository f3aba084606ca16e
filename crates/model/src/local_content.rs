use taicho_record_derive::Record;

use crate::Id;

/// A file of the place's own beside the content of the program: a rule set, indicators, the head of a paper, what a
/// plan decides.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(
    table = "local_contents",
    vi = "Quy định của địa phương",
    en = "Content of one's own",
    key(file),
    decided
)]
pub struct LocalContent {
    /// The identity, which is the file.
    pub id: Id<Self>,
    /// Where it stands below the content folder, such as `rules/vn-2026/ke-hoach/rules.toml`.
    #[field(vi = "Tệp", en = "File")]
    pub file: String,
    /// What it says.
    #[field(vi = "Nội dung", en = "Text", internal)]
    pub body: String,
}
