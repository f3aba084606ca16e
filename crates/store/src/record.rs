//! How a record of the model becomes a versioned row: one line per table in the list below.

use jiff::Timestamp;
use jiff::civil::Date;
use taicho_model::{
    Amendment, AmendmentKind, Area, AreaId, AreaLevel, AreaLink, AreaLinkKind, AssertedFact,
    Attachment, Case, CaseId, CaseOrigin, CaseSetting, CaseStatus, Confidence, Decision,
    DecisionOutcome, FactValue, Freeze, Import, Order, OrderId, OrderStatus, Origin, PeriodCount,
    PeriodKind, Person, PersonId, Place, PlaceId, PlaceKind, ResidenceKind, SamplingRound, Setting,
    Sex, Zone, ZoneId,
};

use crate::StoreError;
use crate::db::{RowRef, Value};

/// A record that the store keeps as versioned rows.
pub trait Record: Row {
    /// Its table.
    const TABLE: Kind;
    /// The name of the table, which is also the word for the kind on the wire.
    const KIND: &'static str = Self::TABLE.name;
    /// The columns besides the id and the version columns, in order.
    const COLUMNS: &'static [&'static str] = Self::TABLE.columns;
    /// The id.
    fn id(&self) -> &str;
}

/// How a record is written to columns and read from them.
pub trait Row: Sized + Clone + PartialEq {
    /// The columns' values in the order of [`Record::COLUMNS`].
    fn values(&self) -> Vec<Value>;
    /// Reads the record whose id stands in column `first`, its columns after it.
    fn read(row: &RowRef<'_>, first: usize) -> Result<Self, StoreError>;
}

/// A type that one column can hold.
trait Field: Sized {
    fn write(&self) -> Value;
    /// Reads the column; none where the value does not fit the type.
    fn read(row: &RowRef<'_>, column: usize) -> Result<Option<Self>, StoreError>;
}

macro_rules! records {
    ($($record:ident $kind:literal scoped=$scoped:literal [$($column:ident),* $(,)?])*) => {$(
        impl Record for $record {
            const TABLE: Kind = Kind {
                name: $kind,
                columns: &[$(stringify!($column)),*],
                scoped: $scoped,
            };
            fn id(&self) -> &str {
                self.id.as_ref()
            }
        }

        impl Row for $record {
            fn values(&self) -> Vec<Value> {
                vec![$(Field::write(&self.$column)),*]
            }

            fn read(row: &RowRef<'_>, first: usize) -> Result<Self, StoreError> {
                let mut at = first;
                let id = row.text(first)?.unwrap_or_default().into();
                $(
                    at += 1;
                    let $column = Field::read(row, at)?.ok_or(StoreError::Unreadable {
                        kind: $kind,
                        column: stringify!($column),
                    })?;
                )*
                Ok(Self { id, $($column),* })
            }
        }
    )*

        /// Every kind with its columns, in the order in which rows refer to one another.
        pub const KINDS: &[Kind] = &[$(<$record as Record>::TABLE),*];
    };
}

/// A table of versioned rows, for what works on all of them alike: history, undo, digests.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// The name of the table.
    pub name: &'static str,
    /// Its columns besides the id and the version columns.
    pub columns: &'static [&'static str],
    /// Whether rows are seen by area.
    pub scoped: bool,
}

impl Kind {
    /// The kind of that name.
    pub fn named(name: &str) -> Option<&'static Self> {
        KINDS.iter().find(|kind| kind.name == name)
    }

    /// The column that tells where in the tree of areas a row stands.
    pub(crate) fn path_column(&self) -> Option<&'static str> {
        self.columns.iter().copied().find(|column| ["area_path", "path"].contains(column))
    }
}

/// The columns of which no two current rows of a kind have the same values, besides the id.
pub(crate) fn key_of(kind: &str) -> &'static [&'static str] {
    match kind {
        "places" | "people" | "cases" => &["source_key"],
        "zones" => &["code"],
        "sampling_rounds" => &["zone_id", "taken_on"],
        "decisions" => &["proposal_key"],
        "freezes" => &["area_id", "frozen_at"],
        "imports" => &["content_digest", "kind"],
        _ => &[],
    }
}

records! {
    Area "areas" scoped=false [code, name, kind, level, parent_id, path, valid_from, valid_to]
    AreaLink "area_links" scoped=false [from_id, to_id, kind, starts_on]
    Place "places" scoped=true [source_key, kind, name, area_id, area_path, record_origin]
    Person "people" scoped=true [
        source_key, full_name, name_key, sex, birth_year, born_on, personal_id, phone, area_id,
        area_path, address, residence, household_id, lodging_id, workplace_id, record_origin,
    ]
    Zone "zones" scoped=true [
        code, name, disease, area_id, area_path, opened_on, lifted_on, households, residents,
        record_origin,
    ]
    Case "cases" scoped=true [
        source_key, person_id, disease, area_id, area_path, zone_id, status, origin, setting,
        onset_on, found_on, detected_at, reported_at, source_known, source_case_key, cluster,
        record_origin,
    ]
    SamplingRound "sampling_rounds" scoped=true [
        zone_id, area_path, taken_on, listed, sampled, positive, record_origin,
    ]
    AssertedFact "facts" scoped=true [
        area_id, area_path, zone_id, disease, name, value, valid_from, valid_to, origin,
        confidence, source,
    ]
    PeriodCount "period_counts" scoped=true [
        area_id, area_path, disease, period, starts_on, cases, was_epidemic, record_origin,
    ]
    Order "orders" scoped=true [
        number, kind, value, area_id, area_path, zone_id, effective_from, effective_to, status,
        document, record_origin,
    ]
    Decision "decisions" scoped=true [
        proposal_key, area_id, area_path, outcome, value, reason, proposal_json, order_id,
    ]
    Freeze "freezes" scoped=true [area_id, area_path, frozen_at, figures_json]
    Attachment "attachments" scoped=true [
        subject_kind, subject_id, area_id, area_path, file_name, media_type, size_bytes,
        content_digest, record_origin,
    ]
    Import "imports" scoped=false [
        file_name, content_digest, kind, rows_read, rows_added, rows_corrected,
    ]
    Setting "settings" scoped=false [value]
    Amendment "amendments" scoped=false [what, kind, row_id, row_version, before_at, after_at]
}

impl Field for String {
    fn write(&self) -> Value {
        Value::Text(self.clone())
    }
    fn read(row: &RowRef<'_>, column: usize) -> Result<Option<Self>, StoreError> {
        row.text(column)
    }
}

impl Field for i64 {
    fn write(&self) -> Value {
        Value::Int(*self)
    }
    fn read(row: &RowRef<'_>, column: usize) -> Result<Option<Self>, StoreError> {
        row.int(column)
    }
}

impl Field for i16 {
    fn write(&self) -> Value {
        Value::Int((*self).into())
    }
    fn read(row: &RowRef<'_>, column: usize) -> Result<Option<Self>, StoreError> {
        Ok(row.int(column)?.and_then(|number| number.try_into().ok()))
    }
}

impl Field for bool {
    fn write(&self) -> Value {
        Value::Int((*self).into())
    }
    fn read(row: &RowRef<'_>, column: usize) -> Result<Option<Self>, StoreError> {
        Ok(row.int(column)?.map(|number| number != 0))
    }
}

impl Field for Timestamp {
    fn write(&self) -> Value {
        Value::Int(self.as_microsecond())
    }
    fn read(row: &RowRef<'_>, column: usize) -> Result<Option<Self>, StoreError> {
        Ok(row.int(column)?.and_then(|micros| Self::from_microsecond(micros).ok()))
    }
}

impl Field for Date {
    fn write(&self) -> Value {
        Value::Text(self.to_string())
    }
    fn read(row: &RowRef<'_>, column: usize) -> Result<Option<Self>, StoreError> {
        Ok(row.text(column)?.and_then(|text| text.parse().ok()))
    }
}

impl Field for FactValue {
    fn write(&self) -> Value {
        Value::Text(serde_json::to_string(self).expect("a fact's value has a text"))
    }
    fn read(row: &RowRef<'_>, column: usize) -> Result<Option<Self>, StoreError> {
        Ok(row.text(column)?.and_then(|text| serde_json::from_str(&text).ok()))
    }
}

/// An empty column is `None`; a column that does not fit the type is an error like everywhere.
impl<T: Field> Field for Option<T> {
    fn write(&self) -> Value {
        self.as_ref().map_or(Value::Null, Field::write)
    }
    fn read(row: &RowRef<'_>, column: usize) -> Result<Option<Self>, StoreError> {
        if row.is_null(column)? {
            return Ok(Some(None));
        }
        Ok(T::read(row, column)?.map(Some))
    }
}

macro_rules! id_fields {
    ($($id:ident)*) => {$(
        impl Field for $id {
            fn write(&self) -> Value {
                Value::Text(self.0.clone())
            }
            fn read(row: &RowRef<'_>, column: usize) -> Result<Option<Self>, StoreError> {
                Ok(row.text(column)?.map(Self))
            }
        }
    )*};
}
id_fields! { AreaId CaseId OrderId PersonId PlaceId ZoneId }

macro_rules! word_fields {
    ($($word:ident)*) => {$(
        impl Field for $word {
            fn write(&self) -> Value {
                Value::Text(self.as_str().to_owned())
            }
            fn read(row: &RowRef<'_>, column: usize) -> Result<Option<Self>, StoreError> {
                Ok(row.text(column)?.and_then(|text| Self::parse(&text)))
            }
        }
    )*};
}
word_fields! {
    AmendmentKind AreaLevel AreaLinkKind CaseOrigin CaseSetting CaseStatus Confidence DecisionOutcome OrderStatus
    Origin PeriodKind PlaceKind ResidenceKind Sex
}
