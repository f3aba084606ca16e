use jiff::civil::Date;
use taicho_model::{CaseOrigin, CaseSetting, CaseStatus, Origin};

/// Cases that are alike in everything that they are counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct CaseGroup {
    /// The day on which they were found.
    pub(crate) found_on: Date,
    /// The disease, by its number.
    pub(crate) disease: u16,
    /// Suspected, confirmed or ruled out.
    pub(crate) status: CaseStatus,
    /// Community, contained or imported.
    pub(crate) origin: CaseOrigin,
    /// Where the people were when found.
    pub(crate) setting: CaseSetting,
    /// Whether the source of infection is known; none where nobody has said.
    pub(crate) source_known: Option<bool>,
    /// Who says so.
    pub(crate) record_origin: Origin,
    /// How many they are.
    pub(crate) cases: u32,
}
