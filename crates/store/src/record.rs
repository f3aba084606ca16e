//! How a record of the model stands in columns, and is read from them.

use taicho_model::{KindSpec, Source};

use crate::StoreError;
use crate::db::RowRef;

/// The column that tells where in the tree of areas a row stands.
pub(crate) fn path_column(kind: &KindSpec) -> Option<&'static str> {
    kind.columns.iter().copied().find(|column| ["area_path", "path"].contains(column))
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
