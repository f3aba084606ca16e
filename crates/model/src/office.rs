use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::words::words;
use crate::{AmendmentId, AreaId, FreezeId, ImportId, SettingId};

/// Figures frozen for a report: what was known at that moment, kept as it was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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

/// A setting of the installation, whose id is its name.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// The name.
    pub id: SettingId,
    /// The value.
    pub value: String,
}

/// What was done to a version after it was written, and is not told by its successor.
#[derive(Clone, Debug, PartialEq)]
pub struct Amendment {
    /// The identity.
    pub id: AmendmentId,
    /// What was done.
    pub what: AmendmentKind,
    /// The kind of the row, which is the name of its table.
    pub kind: String,
    /// The id of the row.
    pub row_id: String,
    /// The version of the row.
    pub row_version: i64,
    /// The time of learning that the version had, where that was corrected.
    pub before_at: Option<Timestamp>,
    /// When it was withdrawn, or the time of learning that it has now.
    pub after_at: Option<Timestamp>,
}

words! {
    /// What can be done to a version after it was written.
    AmendmentKind {
        /// The row has no current version any more.
        Withdrawn = "withdrawn",
        /// Its content was erased because the law asks for it.
        Erased = "erased",
        /// Its time of learning was wrong, as when a clock ran ahead, and was corrected.
        Redated = "redated",
    }
}
