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

/// Something that a person should know about a value or a file, although it was accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Note {
    /// A stable code, for programs.
    pub code: &'static str,
    /// The text for people.
    pub words: Words,
}

impl Note {
    /// A note with its code and its text in Vietnamese and English.
    pub fn new(code: &'static str, vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self { code, words: Words::new(vi, en) }
    }
}
