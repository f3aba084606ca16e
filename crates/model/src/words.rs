use serde::{Deserialize, Serialize};

/// One text in the two languages of the program; Vietnamese is the official one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// Vietnamese, with all marks.
    pub vi: String,
    /// English.
    pub en: String,
}

impl Words {
    /// Pairs a Vietnamese text with its English one.
    pub fn new(vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self { vi: vi.into(), en: en.into() }
    }
}
