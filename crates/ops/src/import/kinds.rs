//! What can be imported: the columns of each kind, and how a row becomes a record.

mod areas;
mod events;
mod people;
mod statements;

use jiff::Timestamp;
use taicho_model::{Origin, Words};
use taicho_store::Record;

use super::cells::Cells;
use super::context::{Context, Target};
use crate::OpsError;

/// A kind of rows that can be imported.
#[derive(Debug)]
pub struct Spec {
    /// The word of the kind, which the name of a file may begin with.
    pub kind: &'static str,
    /// What Vietnamese file names begin with for it, without marks.
    pub file_words: &'static [&'static str],
    /// What a person calls it.
    pub title: (&'static str, &'static str),
    /// Kinds are written in this order, so that a row finds what it refers to.
    pub order: u8,
    /// The key by which a row is found again, in words.
    pub key: (&'static str, &'static str),
    /// The columns.
    pub columns: &'static [ColumnSpec],
}

/// A column of a kind.
#[derive(Debug)]
pub struct ColumnSpec {
    /// The English heading, which is the field's name.
    pub name: &'static str,
    /// Other headings that name it; case, marks and spacing do not matter.
    pub headings: &'static [&'static str],
    /// Whether a row needs it.
    pub required: bool,
    /// What it holds, in Vietnamese and English.
    pub holds: (&'static str, &'static str),
}

/// Every kind, in the order of writing.
pub const SPECS: &[&Spec] = &[
    &areas::AREAS,
    &areas::LINKS,
    &people::PLACES,
    &people::PEOPLE,
    &events::ZONES,
    &events::CASES,
    &events::ROUNDS,
    &statements::FACTS,
    &statements::ORDERS,
    &statements::COUNTS,
];

/// A record read from a row.
pub(super) struct Draft<R> {
    pub(super) record: R,
    /// The key by which the record is found again.
    pub(super) key: String,
    /// When it would have been learned, where the row tells.
    pub(super) happened_at: Option<Timestamp>,
    pub(super) row: u32,
}

/// A key in a record that has to become an id.
pub(super) struct Reference<'a> {
    pub(super) target: Target,
    pub(super) column: &'static str,
    pub(super) key: &'a mut String,
}

/// A record that can be imported.
pub(super) trait Importable: Record + Send + 'static {
    /// Reads a row; none where a cell of it is at fault.
    fn from_row(cells: &mut Cells<'_>) -> Option<Draft<Self>>;

    fn id_mut(&mut self) -> &mut String;

    /// Where ids are given by the store, the column that holds the key.
    const KEY_COLUMN: Option<&'static str> = None;

    /// Keys that have to become ids before the record is written.
    fn references(&mut self) -> Vec<Reference<'_>> {
        Vec::new()
    }

    /// Tells rows that come after about this one.
    fn remember(&self, _context: &mut Context) {}
}

/// Runs the same generic step for whichever kind a file is.
pub(super) trait Step {
    type Output;
    fn run<R: Importable>(self) -> Result<Self::Output, OpsError>;
}

pub(super) fn run_for<S: Step>(spec: &Spec, step: S) -> Result<S::Output, OpsError> {
    use taicho_model::{
        Area, AreaLink, AssertedFact, Case, Order, PeriodCount, Person, Place, SamplingRound, Zone,
    };
    match spec.kind {
        "areas" => step.run::<Area>(),
        "area_links" => step.run::<AreaLink>(),
        "places" => step.run::<Place>(),
        "people" => step.run::<Person>(),
        "zones" => step.run::<Zone>(),
        "cases" => step.run::<Case>(),
        "sampling_rounds" => step.run::<SamplingRound>(),
        "facts" => step.run::<AssertedFact>(),
        "orders" => step.run::<Order>(),
        "period_counts" => step.run::<PeriodCount>(),
        other => Err(OpsError::Content(format!("no rows of the kind {other} can be imported"))),
    }
}

/// Shortens the tables of columns below.
const fn column(
    name: &'static str,
    required: bool,
    headings: &'static [&'static str],
    holds: (&'static str, &'static str),
) -> ColumnSpec {
    ColumnSpec { name, headings, required, holds }
}

/// The last column of every kind: who stands behind the row.
const ORIGIN: ColumnSpec = column(
    "origin",
    false,
    &["nguồn dữ liệu"],
    (
        "record, officer, seed hoặc synthetic; để trống là record",
        "record, officer, seed or synthetic; record where empty",
    ),
);

fn origin(cells: &mut Cells<'_>) -> Origin {
    cells.word("origin", Origin::parse, &[]).unwrap_or(Origin::Record)
}

/// A day's hour in Vietnam, for rows that tell a day only.
fn at_hour(day: jiff::civil::Date, hour: i8) -> Option<Timestamp> {
    taicho_model::VIETNAM_OFFSET.to_timestamp(day.at(hour, 0, 0, 0)).ok()
}

pub(super) use people::unknown_target;

fn unknown_zone(code: &str) -> Words {
    Words::new(
        format!("không có vùng cách ly y tế mang mã {code}"),
        format!("no zone has the code {code}"),
    )
}
