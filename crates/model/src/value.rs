//! A record that is known by the description of its kind only.

use crate::{KindSpec, Record, Sink, Source};

/// What stands in a column: a flag is a number, a day ISO text, a moment its microseconds.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// No value.
    Null,
    /// Text.
    Text(String),
    /// A whole number.
    Int(i64),
    /// A floating-point number.
    Real(f64),
    /// Bytes: a part of an attached file.
    Bytes(Vec<u8>),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<jiff::Timestamp> for Value {
    fn from(at: jiff::Timestamp) -> Self {
        Self::Int(at.as_microsecond())
    }
}

impl From<jiff::civil::Date> for Value {
    fn from(day: jiff::civil::Date) -> Self {
        Self::Text(day.to_string())
    }
}

/// A record of any kind: what works on all kinds alike takes this and not the type.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The identity; empty until the row has one.
    pub id: String,
    /// What stands in the columns, in the order of the kind's fields.
    pub values: Vec<Value>,
    kind: &'static KindSpec,
}

impl Row {
    /// A row of which nothing is known.
    pub fn empty(kind: &'static KindSpec) -> Self {
        Self { id: String::new(), values: vec![Value::Null; kind.fields.len()], kind }
    }

    /// The row of a record.
    pub fn of<R: Record>(record: &R) -> Self {
        let mut row = Self {
            id: record.id().to_owned(),
            values: Vec::with_capacity(R::COLUMNS.len()),
            kind: R::SPEC,
        };
        record.write(&mut row.values);
        row
    }

    /// The record, where it is of this kind, and every field that it needs is there and fits its type.
    pub fn record<R: Record>(&self) -> Option<R> {
        if *self.kind != *R::SPEC {
            return None;
        }
        R::read(self, 0).ok()
    }

    /// The kind.
    pub fn kind(&self) -> &'static KindSpec {
        self.kind
    }

    /// What stands in a field.
    ///
    /// # Panics
    ///
    /// Where the kind has no such field.
    pub fn get(&self, field: &str) -> &Value {
        &self.values[self.place(field)]
    }

    /// The text that stands in a field.
    pub fn text(&self, field: &str) -> Option<&str> {
        match self.get(field) {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Where in the tree of areas the row stands.
    pub fn path(&self) -> Option<&str> {
        self.text(self.kind.path_field()?)
    }

    /// The number that stands in a field.
    pub fn number(&self, field: &str) -> Option<i64> {
        match self.get(field) {
            Value::Int(number) => Some(*number),
            _ => None,
        }
    }

    /// The day that stands in a field.
    pub fn day(&self, field: &str) -> Option<jiff::civil::Date> {
        self.text(field)?.parse().ok()
    }

    /// Whether nothing stands in a field.
    pub fn lacks(&self, field: &str) -> bool {
        *self.get(field) == Value::Null
    }

    /// Writes a field.
    pub fn set(&mut self, field: &str, value: impl Into<Value>) {
        let place = self.place(field);
        self.values[place] = value.into();
    }

    fn place(&self, field: &str) -> usize {
        let place = self.kind.columns.iter().position(|column| *column == field);
        place.unwrap_or_else(|| panic!("{} has no field {field}", self.kind.name))
    }
}

impl Sink for Vec<Value> {
    fn null(&mut self) {
        self.push(Value::Null);
    }
    fn text(&mut self, text: &str) {
        self.push(Value::Text(text.to_owned()));
    }
    fn number(&mut self, number: i64) {
        self.push(Value::Int(number));
    }
}

/// Reads as the database does: the id stands in column 0.
impl Source for Row {
    type Error = (&'static str, &'static str);

    fn text(&self, column: usize) -> Result<Option<String>, Self::Error> {
        Ok(match column.checked_sub(1).map(|at| &self.values[at]) {
            None => Some(self.id.clone()),
            Some(Value::Text(text)) => Some(text.clone()),
            Some(_) => None,
        })
    }
    fn number(&self, column: usize) -> Result<Option<i64>, Self::Error> {
        match column.checked_sub(1).map(|at| &self.values[at]) {
            Some(Value::Int(number)) => Ok(Some(*number)),
            _ => Ok(None),
        }
    }
    fn is_null(&self, column: usize) -> Result<bool, Self::Error> {
        Ok(column.checked_sub(1).is_some_and(|at| self.values[at] == Value::Null))
    }
    fn unreadable(kind: &'static str, column: &'static str) -> Self::Error {
        (kind, column)
    }
}
