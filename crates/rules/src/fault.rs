use std::fmt;

use taicho_model::Words;

/// What is wrong in a content file, where, and what was expected there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleError {
    /// The path of the file below the content folder.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// What the place asks for.
    pub expected: Words,
    /// What stands there.
    pub found: String,
}

impl RuleError {
    /// The whole message in both languages.
    pub fn explain(&self) -> Words {
        let Self { file, line, expected, found } = self;
        Words::new(
            format!("{file}, dòng {line}: cần {}, nhưng gặp {found}", expected.vi),
            format!("{file}:{line}: expected {}, found {found}", expected.en),
        )
    }
}

impl fmt::Display for RuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.explain().en)
    }
}

impl std::error::Error for RuleError {}

/// Everything that is wrong in the content, in the order of files and lines.
#[derive(Clone, Debug, Default, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.iter().map(RuleError::to_string).collect::<Vec<_>>().join("\n"))]
pub struct RuleErrors(pub Vec<RuleError>);

/// The faults of one file while it is read: reading goes on, so that one run shows them all.
#[derive(Debug)]
pub(crate) struct Faults {
    file: String,
    errors: Vec<RuleError>,
}

impl Faults {
    pub(crate) fn new(file: &str) -> Self {
        Self { file: file.to_owned(), errors: Vec::new() }
    }

    /// Notes a fault; gives none, so that a reader can return it at once.
    pub(crate) fn add<T>(
        &mut self,
        line: usize,
        expected: Words,
        found: impl Into<String>,
    ) -> Option<T> {
        self.errors.push(RuleError {
            file: self.file.clone(),
            line,
            expected,
            found: found.into(),
        });
        None
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.errors.is_empty()
    }

    pub(crate) fn into_errors(mut self) -> Vec<RuleError> {
        self.errors.sort_by_key(|error| error.line);
        self.errors
    }
}

/// Joins names for a message: `a, b, c`.
pub(crate) fn names<T: AsRef<str>>(items: impl IntoIterator<Item = T>) -> String {
    items.into_iter().map(|item| item.as_ref().to_owned()).collect::<Vec<_>>().join(", ")
}
