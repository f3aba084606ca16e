use jiff::Timestamp;

use crate::{AreaId, FreezeId, ImportId};

/// Figures frozen for a report: what was known at that moment, kept as it was.
#[derive(Clone, Debug, PartialEq)]
pub struct Freeze {
    /// The identity.
    pub id: FreezeId,
    /// The area reported on.
    pub area_id: AreaId,
    /// The path of that area.
    pub area_path: String,
    /// The moment whose knowledge is frozen, 16:00 as a rule.
    pub frozen_at: Timestamp,
    /// The board of that moment as JSON.
    pub figures_json: String,
}

/// One file that was imported; rolling its change back takes all its rows back.
#[derive(Clone, Debug, PartialEq)]
pub struct Import {
    /// The identity.
    pub id: ImportId,
    /// The name of the file, without its folder.
    pub file_name: String,
    /// SHA-256 of its bytes.
    pub content_digest: String,
    /// What its rows are: `cases`, `people` …
    pub kind: String,
    /// Rows read.
    pub rows_read: i64,
    /// Rows that were new.
    pub rows_added: i64,
    /// Rows that corrected an earlier value.
    pub rows_corrected: i64,
}
