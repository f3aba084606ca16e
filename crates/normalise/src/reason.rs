use std::fmt;

use taicho_model::{Note, Words};

/// A value in its one form, with what a person should know about how it came to be.
#[derive(Clone, Debug, PartialEq)]
pub struct Normal<T> {
    /// The value.
    pub value: T,
    /// What was changed or looks odd; empty for most values, and then without memory of its own.
    pub notes: Vec<Note>,
}

impl<T> Normal<T> {
    pub(crate) fn plain(value: T) -> Self {
        Self { value, notes: Vec::new() }
    }

    pub(crate) fn noted(value: T, note: Note) -> Self {
        Self { value, notes: vec![note] }
    }
}

/// Why a text has no such value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// A stable code, for programs.
    pub code: &'static str,
    /// The text for people.
    pub words: Words,
}

impl Reason {
    pub(crate) fn new(code: &'static str, vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self { code, words: Words::new(vi, en) }
    }

    /// The reason for an empty cell; `what` is named in Vietnamese and English.
    pub(crate) fn empty(code: &'static str, vi: &str, en: &str) -> Self {
        Self::new(code, format!("ô trống: thiếu {vi}"), format!("empty cell: {en} is missing"))
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.words.en)
    }
}

impl std::error::Error for Reason {}

/// A text cut to what a message can show.
pub(crate) fn shown(text: &str) -> String {
    let text = text.trim();
    match text.char_indices().nth(40) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_string(),
    }
}
