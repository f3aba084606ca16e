//! What is told of a kind of record where it is declared, and how its columns become a struct and back.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::{Area, FactValue, Row, Value, Words};

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
    const KIND: &'static str;
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
#[derive(Debug)]
pub struct KindSpec {
    /// The name of the table, which is also the word for the kind on the wire.
    pub name: &'static str,
    /// What a person calls its rows, in Vietnamese and English.
    pub title: (&'static str, &'static str),
    /// What the names of files with its rows begin with, besides its name and title, in small letters without marks;
    /// none where its rows do not come in tables.
    pub files: &'static [&'static str],
    /// The names of its fields, which are the columns besides the id and the version columns.
    pub columns: &'static [&'static str],
    /// Its fields besides the id.
    pub fields: &'static [FieldSpec],
    /// The fields of which no two current rows have the same values; none where only the id tells rows apart.
    pub key: &'static [&'static str],
    /// The fields by which lists are found together, in the order of their index; none where each is found by alone.
    pub found_together: &'static [&'static str],
    /// How the id of a new row is made of its fields, such as `{zone_id}|{taken_on}`; none where it is drawn.
    pub id_form: Option<&'static str>,
    /// When a row was learned whose own time of learning is not told: the first of these fields that is there, a day
    /// at the hour in Vietnam.
    pub learned: &'static [(&'static str, i8)],
    /// Of what there is one row at a time, where that is so.
    pub one_current: Option<OneCurrent>,
    /// The days between which a row holds, where it holds for a time.
    pub span: Option<Span>,
    /// Whether rows are seen by area: by their `area_path`.
    pub is_scoped: bool,
    /// Whether to write a row is to decide, and not to record what happened.
    pub is_decided: bool,
    /// Whether the rows are the program's own, and shown to nobody.
    pub is_internal: bool,
    /// Fills in what follows from the other fields and was left out. The area is the one in which the row lies.
    pub complete: fn(&mut Row, Option<&Area>),
    /// Says what contradicts itself within one row, the same for a form, a table and the API.
    pub check: fn(&Row, &mut Vec<RowFault>),
}

/// Of two current rows that agree in some fields one has a value in another: a person is in one place at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OneCurrent {
    /// The fields in which they agree.
    pub of: &'static [&'static str],
    /// The field that is empty in one of them at most.
    pub while_none: &'static str,
}

/// The fields with the days between which a row holds; one that is empty bounds nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first day.
    pub first: &'static str,
    /// The last day, or the first one after it.
    pub last: &'static str,
    /// Whether it is the last day.
    pub is_inclusive: bool,
}

/// A kind is declared once, so its name tells it.
impl PartialEq for KindSpec {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

/// What is wrong with a row: the field, a stable code, and the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowFault {
    /// The name of the field.
    pub field: &'static str,
    /// The stable code, for programs.
    pub code: &'static str,
    /// The reason, in both languages.
    pub words: Words,
}

impl RowFault {
    /// A fault of a field with its code and its reason in Vietnamese and English.
    pub fn new(field: &'static str, code: &'static str, vi: &str, en: &str) -> Self {
        Self { field, code, words: Words::new(vi, en) }
    }
}

/// That `#[record(…, checked)]` stands at a kind; the derive says it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has rules for one row, and nobody asks them",
    label = "write `checked` into its `#[record(…)]`"
)]
pub trait SaysChecked {}

/// A kind with rules of its own for one row; `#[record(…, checked)]` takes them in.
pub trait Checked: Record + SaysChecked {
    /// Fills in what follows from the other fields and was left out.
    fn complete(_row: &mut Row, _area: Option<&Area>) {}
    /// Says what contradicts itself within the row.
    fn check(&self, _faults: &mut Vec<RowFault>) {}
}

/// A field of a kind.
#[derive(Debug, PartialEq, Eq)]
pub struct FieldSpec {
    /// The name, in the table of the database and on the wire.
    pub name: &'static str,
    /// The heading of its column in files, which for a reference says by what the row is found.
    pub column: &'static str,
    /// What a person calls it, in Vietnamese and English.
    pub title: (&'static str, &'static str),
    /// Other headings of its column; case, marks and spacing do not matter.
    pub headings: &'static [&'static str],
    /// What is written into it, in Vietnamese and English, where title and type do not say it.
    pub holds: Option<(&'static str, &'static str)>,
    /// What it holds.
    pub field_type: FieldType,
    /// How what a person writes is read, where the type does not say it.
    pub reading: Reading,
    /// Whether it is never empty.
    pub is_required: bool,
    /// Whether it may be left out all the same, because it follows from other fields.
    pub has_default: bool,
    /// What is taken where nothing is written, as it is stored.
    pub default: Option<&'static str>,
    /// Whether it tells who a person is, or how to reach them.
    pub is_personal: bool,
    /// Whether it is the program's own, and shown to nobody.
    pub is_internal: bool,
    /// Whether it tells of something that has happened, and so lies in no future.
    pub is_past: bool,
    /// Whether lists are found by it quickly.
    pub is_indexed: bool,
    /// The days that say which borders hold for the area in it: the first of these fields that is there, or today.
    pub dated_by: &'static [&'static str],
    /// Whether the area in it is a commune, or a part of one.
    pub is_of_commune: bool,
    /// Whether words, numbers and keys are searched for in it.
    pub is_searched: bool,
    /// Whether the row that it refers to lies in the row's own area.
    pub is_within: bool,
}

/// How a text that a person writes is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// As it stands.
    Plain,
    /// As a key or a code: short, on one line.
    Key,
    /// As the name of a thing: not long, perhaps of several lines.
    Title,
    /// As the name of a person, whose form without marks goes into another field.
    Name(&'static str),
    /// As a telephone number.
    Phone,
    /// As a personal id of 12 digits.
    PersonalId,
    /// As the id of a row, and not by what people know the row.
    Id,
    /// As a sex, in the many ways of lists.
    Sex,
    /// As a date of birth, as far as it is known; its year goes into another field.
    Birth(&'static str),
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldType {
    /// Text.
    Text,
    /// A whole number, never below zero.
    Number,
    /// A calendar year.
    Year,
    /// Yes or no.
    Flag,
    /// A calendar day.
    Day,
    /// A moment.
    Instant,
    /// One word of a closed list.
    Word(&'static [WordSpec]),
    /// The id of a row of another kind.
    Reference(&'static str),
    /// The code of a disease.
    Disease,
    /// The value of a fact, whose type the row tells.
    Fact,
}

/// A word of a closed list.
#[derive(Debug, PartialEq, Eq)]
pub struct WordSpec {
    /// The stable word, as stored and sent.
    pub word: &'static str,
    /// What a person calls it, in Vietnamese and English.
    pub title: (&'static str, &'static str),
    /// What lists write for it besides, in small letters without marks.
    pub spellings: &'static [&'static str],
}

impl KindSpec {
    /// Whether its rows come in tables.
    pub fn is_importable(&self) -> bool {
        !self.files.is_empty()
    }

    /// The field that alone tells its rows apart in other tables, such as the code of a zone.
    pub fn key_field(&self) -> Option<&'static FieldSpec> {
        match self.key {
            [name] => self.field(name),
            _ => None,
        }
    }
}

impl FieldSpec {
    /// Whether its values come one after the other, so that a span of them can be asked for.
    pub fn is_ordered(&self) -> bool {
        let ordered = [FieldType::Day, FieldType::Instant, FieldType::Number, FieldType::Year];
        ordered.contains(&self.field_type)
    }

    /// What is taken where nothing is written.
    pub fn default_value(&self) -> Option<Value> {
        let text = self.default?;
        Some(match self.field_type {
            FieldType::Flag => Value::Int((text == "true").into()),
            FieldType::Number | FieldType::Year => Value::Int(text.parse().ok()?),
            _ => Value::Text(text.to_owned()),
        })
    }

    /// Whether a table must have its column, and a row a value in it.
    pub fn is_needed(&self, kind: &KindSpec) -> bool {
        !self.has_default && (self.is_required || kind.key.contains(&self.name))
    }
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
    const TYPE: FieldType = FieldType::Year;
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
    ($name:ident: $(($text:expr, $vi:expr, $en:expr, [$($spelling:expr),*])),* $(,)?) => {
        impl $crate::FieldValue for $name {
            const TYPE: $crate::FieldType = $crate::FieldType::Word(&[$($crate::WordSpec {
                word: $text,
                title: ($vi, $en),
                spellings: &[$($spelling),*],
            }),*]);
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
