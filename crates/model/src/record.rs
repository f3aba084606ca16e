//! What is told of a kind of record where it is declared, and how its columns become a struct and back.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::FactValue;

/// A struct that is kept as versioned rows; `#[derive(Record)]` makes it one.
///
/// ```
/// use taicho_model::{FieldType, Record as _, Zone};
/// let zones = Zone::SPEC;
/// assert_eq!((zones.name, zones.key, zones.is_scoped), ("zones", &["code"][..], true));
/// let opened = zones.fields.iter().find(|field| field.name == "opened_on").unwrap();
/// assert_eq!((opened.field_type, opened.is_required), (FieldType::Day, true));
/// ```
pub trait Record: Sized + Clone + PartialEq {
    /// What is told of the kind.
    const SPEC: &'static KindSpec;
    /// The name of the table, which is also the word for the kind on the wire.
    const KIND: &'static str = Self::SPEC.name;
    /// The columns besides the id and the version columns, in order.
    const COLUMNS: &'static [&'static str] = Self::SPEC.columns;

    /// The id.
    fn id(&self) -> &str;
    /// Writes the columns in order.
    fn write(&self, sink: &mut impl Sink);
    /// Reads the record whose id stands in column `first`, its columns after it.
    fn read<S: Source>(row: &S, first: usize) -> Result<Self, S::Error>;
}

/// A kind of record as it is declared, once: what works on all kinds alike takes this and not the type.
#[derive(Debug, PartialEq, Eq)]
pub struct KindSpec {
    /// The name of the table, which is also the word for the kind on the wire.
    pub name: &'static str,
    /// What a person calls its rows, in Vietnamese and English.
    pub title: (&'static str, &'static str),
    /// The names of its fields, which are the columns besides the id and the version columns.
    pub columns: &'static [&'static str],
    /// Its fields besides the id.
    pub fields: &'static [FieldSpec],
    /// The fields of which no two current rows have the same values; none where only the id tells rows apart.
    pub key: &'static [&'static str],
    /// Whether rows are seen by area: by their `area_path`.
    pub is_scoped: bool,
}

/// A field of a kind.
#[derive(Debug, PartialEq, Eq)]
pub struct FieldSpec {
    /// The name, in the table and on the wire.
    pub name: &'static str,
    /// What a person calls it, in Vietnamese and English.
    pub title: (&'static str, &'static str),
    /// What it holds.
    pub field_type: FieldType,
    /// Whether it is never empty.
    pub is_required: bool,
    /// Whether it tells who a person is, or how to reach them.
    pub is_personal: bool,
    /// Whether it is the program's own, and shown to nobody.
    pub is_internal: bool,
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldType {
    /// Text.
    Text,
    /// A whole number.
    Number,
    /// Yes or no.
    Flag,
    /// A calendar day.
    Day,
    /// A moment.
    Instant,
    /// One word of a closed list.
    Word(&'static [&'static str]),
    /// The id of a row of another kind.
    Reference(&'static str),
    /// The value of a fact, whose type the row tells.
    Fact,
}

/// Takes the columns of a record one after the other.
pub trait Sink {
    /// A column without a value.
    fn null(&mut self);
    /// A column of text.
    fn text(&mut self, text: &str);
    /// A column of whole numbers.
    fn number(&mut self, number: i64);
}

/// A row that columns are read from.
pub trait Source {
    /// What goes wrong.
    type Error;
    /// The text of a column.
    fn text(&self, column: usize) -> Result<Option<String>, Self::Error>;
    /// The number of a column.
    fn number(&self, column: usize) -> Result<Option<i64>, Self::Error>;
    /// Whether a column has no value.
    fn is_null(&self, column: usize) -> Result<bool, Self::Error>;
    /// The error for a column whose value does not fit its type.
    fn unreadable(kind: &'static str, column: &'static str) -> Self::Error;
}

/// A type that a field can have: how it stands in one column.
pub trait FieldValue: Sized {
    /// What it holds.
    const TYPE: FieldType;
    /// Whether the column is never empty.
    const IS_REQUIRED: bool = true;
    /// Writes the column.
    fn write(&self, sink: &mut impl Sink);
    /// Reads the column; none where its value does not fit.
    fn read<S: Source>(row: &S, column: usize) -> Result<Option<Self>, S::Error>;
}

impl FieldValue for String {
    const TYPE: FieldType = FieldType::Text;
    fn write(&self, sink: &mut impl Sink) {
        sink.text(self);
    }
    fn read<S: Source>(row: &S, column: usize) -> Result<Option<Self>, S::Error> {
        row.text(column)
    }
}

impl FieldValue for i64 {
    const TYPE: FieldType = FieldType::Number;
    fn write(&self, sink: &mut impl Sink) {
        sink.number(*self);
    }
    fn read<S: Source>(row: &S, column: usize) -> Result<Option<Self>, S::Error> {
        row.number(column)
    }
}

impl FieldValue for i16 {
    const TYPE: FieldType = FieldType::Number;
    fn write(&self, sink: &mut impl Sink) {
        sink.number((*self).into());
    }
    fn read<S: Source>(row: &S, column: usize) -> Result<Option<Self>, S::Error> {
        Ok(row.number(column)?.and_then(|number| number.try_into().ok()))
    }
}

impl FieldValue for bool {
    const TYPE: FieldType = FieldType::Flag;
    fn write(&self, sink: &mut impl Sink) {
        sink.number((*self).into());
    }
    fn read<S: Source>(row: &S, column: usize) -> Result<Option<Self>, S::Error> {
        Ok(row.number(column)?.map(|number| number != 0))
    }
}

impl FieldValue for Timestamp {
    const TYPE: FieldType = FieldType::Instant;
    fn write(&self, sink: &mut impl Sink) {
        sink.number(self.as_microsecond());
    }
    fn read<S: Source>(row: &S, column: usize) -> Result<Option<Self>, S::Error> {
        Ok(row.number(column)?.and_then(|micros| Self::from_microsecond(micros).ok()))
    }
}

impl FieldValue for Date {
    const TYPE: FieldType = FieldType::Day;
    fn write(&self, sink: &mut impl Sink) {
        sink.text(&self.to_string());
    }
    fn read<S: Source>(row: &S, column: usize) -> Result<Option<Self>, S::Error> {
        Ok(row.text(column)?.and_then(|text| text.parse().ok()))
    }
}

impl FieldValue for FactValue {
    const TYPE: FieldType = FieldType::Fact;
    fn write(&self, sink: &mut impl Sink) {
        sink.text(&serde_json::to_string(self).expect("a fact's value has a text"));
    }
    fn read<S: Source>(row: &S, column: usize) -> Result<Option<Self>, S::Error> {
        Ok(row.text(column)?.and_then(|text| serde_json::from_str(&text).ok()))
    }
}

/// An empty column is `None`; one that does not fit the type is an error like everywhere.
impl<T: FieldValue> FieldValue for Option<T> {
    const TYPE: FieldType = T::TYPE;
    const IS_REQUIRED: bool = false;
    fn write(&self, sink: &mut impl Sink) {
        match self {
            Some(value) => value.write(sink),
            None => sink.null(),
        }
    }
    fn read<S: Source>(row: &S, column: usize) -> Result<Option<Self>, S::Error> {
        if row.is_null(column)? {
            return Ok(Some(None));
        }
        Ok(T::read(row, column)?.map(Some))
    }
}

/// Lets the words of a closed list stand in a column.
macro_rules! word_field {
    ($name:ident: $($text:expr),*) => {
        impl $crate::FieldValue for $name {
            const TYPE: $crate::FieldType = $crate::FieldType::Word(&[$($text),*]);
            fn write(&self, sink: &mut impl $crate::Sink) {
                sink.text(self.as_str());
            }
            fn read<S: $crate::Source>(row: &S, column: usize) -> Result<Option<Self>, S::Error> {
                Ok(row.text(column)?.and_then(|text| Self::parse(&text)))
            }
        }
    };
}
pub(crate) use word_field;
