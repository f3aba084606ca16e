//! How a record of the model stands in columns, and is read from them.

use taicho_model::{KindSpec, Source};

use crate::StoreError;
use crate::Value;
use crate::db::RowRef;

/// What lies in no province, and what the installation has once: the log of changes, its chains, seals and answers.
pub(crate) const WHOLE: &str = "vn";

/// The province in which an area lies: the first step of its path, which may begin with the country.
///
/// It is the province as the path has it, so the one of that time, and never what came after it.
pub(crate) fn province(path: &str) -> &str {
    let path = path.strip_prefix("vn/").unwrap_or(path);
    match path.split_once('/') {
        Some((first, _)) if !first.is_empty() => first,
        _ => WHOLE,
    }
}

/// What an engine that spreads the tables over machines goes by: the province of the area in which a row stands.
pub(crate) fn top_of<'v>(kind: &KindSpec, values: &'v [Value]) -> &'v str {
    let column = kind.path_field().and_then(|path| kind.columns.iter().position(|it| *it == path));
    match column.map(|at| &values[at]) {
        Some(Value::Text(path)) => province(path),
        _ => WHOLE,
    }
}

impl Source for RowRef<'_> {
    type Error = StoreError;

    fn text(&self, column: usize) -> Result<Option<String>, StoreError> {
        RowRef::text(self, column)
    }
    fn number(&self, column: usize) -> Result<Option<i64>, StoreError> {
        self.int(column)
    }
    fn is_null(&self, column: usize) -> Result<bool, StoreError> {
        RowRef::is_null(self, column)
    }
    fn unreadable(kind: &'static str, column: &'static str) -> StoreError {
        StoreError::Unreadable { kind, column }
    }
}
