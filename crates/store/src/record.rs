//! How a record of the model stands in columns, and is read from them.

use taicho_model::{KindSpec, Record, Sink, Source};

use crate::StoreError;
use crate::db::{RowRef, Value};

/// The columns of a record in order, as the database takes them.
pub(crate) fn values<R: Record>(record: &R) -> Vec<Value> {
    let mut values = Values(Vec::with_capacity(R::COLUMNS.len()));
    record.write(&mut values);
    values.0
}

/// The column that tells where in the tree of areas a row stands.
pub(crate) fn path_column(kind: &KindSpec) -> Option<&'static str> {
    kind.columns.iter().copied().find(|column| ["area_path", "path"].contains(column))
}

struct Values(Vec<Value>);

impl Sink for Values {
    fn null(&mut self) {
        self.0.push(Value::Null);
    }
    fn text(&mut self, text: &str) {
        self.0.push(Value::Text(text.to_owned()));
    }
    fn number(&mut self, number: i64) {
        self.0.push(Value::Int(number));
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
