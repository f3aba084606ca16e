use jiff::Timestamp;
use jiff::civil::Date;

use crate::StoreError;
use crate::db::RowRef;

/// Some columns of a row, read where they lie; each is named by its place among those that were asked for.
pub struct Cells<'r> {
    row: &'r RowRef<'r>,
    kind: &'static str,
    columns: &'r [&'static str],
}

impl<'r> Cells<'r> {
    pub(super) fn new(
        row: &'r RowRef<'r>,
        kind: &'static str,
        columns: &'r [&'static str],
    ) -> Self {
        Self { row, kind, columns }
    }

    /// A text, or nothing.
    pub fn maybe_text(&self, place: usize) -> Result<Option<&str>, StoreError> {
        self.row.str(place)
    }

    /// A text that must be there.
    pub fn text(&self, place: usize) -> Result<&str, StoreError> {
        self.row.str(place)?.ok_or_else(|| self.unreadable(place))
    }

    /// A day that must be there.
    pub fn day(&self, place: usize) -> Result<Date, StoreError> {
        self.text(place)?.parse().map_err(|_| self.unreadable(place))
    }

    /// A word of a list that must be there.
    pub fn word<T>(&self, place: usize, parse: fn(&str) -> Option<T>) -> Result<T, StoreError> {
        parse(self.text(place)?).ok_or_else(|| self.unreadable(place))
    }

    /// Yes, no or nothing.
    pub fn flag(&self, place: usize) -> Result<Option<bool>, StoreError> {
        Ok(self.row.int(place)?.map(|flag| flag != 0))
    }

    /// A moment that must be there.
    pub fn instant(&self, place: usize) -> Result<Timestamp, StoreError> {
        self.maybe_instant(place)?.ok_or_else(|| self.unreadable(place))
    }

    /// A moment, or nothing.
    pub fn maybe_instant(&self, place: usize) -> Result<Option<Timestamp>, StoreError> {
        let micros = self.row.int(place)?;
        let at = micros.map(Timestamp::from_microsecond).transpose();
        at.map_err(|_| self.unreadable(place))
    }

    fn unreadable(&self, place: usize) -> StoreError {
        StoreError::Unreadable { kind: self.kind, column: self.columns[place] }
    }
}
