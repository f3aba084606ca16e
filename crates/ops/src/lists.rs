//! Reads the lists that the engines work on, into the numbers that they count with.

mod contacts;
mod counts;
pub mod lines;
mod merges;
mod people;
mod persons;
mod visits;

pub use contacts::{ContactList, read_contacts, read_index, read_person_ids};
pub use counts::{CountsOptions, read_counts};
pub use merges::read_merges;
pub use people::People;
pub use persons::{PersonList, person_mapping, read_persons};
pub use visits::{VisitList, read_visits};

use std::collections::BTreeMap;

use jiff::Span;
use jiff::civil::Date;
use taicho_model::{Note, Words, vietnamese};
use taicho_normalise as normalise;
use taicho_sheets::{Row, SheetError, Table};

use crate::import::CellFault;

/// Rows of each kind of remark that are named; the rest is counted.
const ROWS_NAMED: usize = 20;

/// A remark on rows of a list that could not be taken as they are.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Remark {
    /// A stable code.
    pub code: &'static str,
    /// The file.
    pub file: String,
    /// How many rows it concerns; none when it is about the whole file.
    pub count: u64,
    /// The first of them, by number.
    pub rows: Vec<u32>,
    /// What was found and what was done with it.
    pub what: Words,
}

/// After this many rows whoever waits hears how far it is.
const ROWS_BETWEEN: u64 = 500_000;

/// Remarks in the making, and word of how far the reading is.
#[derive(Debug, Default)]
pub struct Remarks {
    found: BTreeMap<(String, &'static str), Remark>,
    progress: Option<fn(file: &str, rows: u64)>,
}

impl Remarks {
    /// Remarks whose reader is told now and then how many rows are read.
    pub fn with_progress(progress: fn(file: &str, rows: u64)) -> Self {
        Self { progress: Some(progress), ..Self::default() }
    }

    /// All remarks, by file and code.
    pub fn into_list(self) -> Vec<Remark> {
        self.found.into_values().collect()
    }

    pub(crate) fn add(&mut self, table: &Table, row: u32, code: &'static str, vi: &str, en: &str) {
        self.add_for(table.file(), row, code, vi, en);
    }

    pub(crate) fn add_for(&mut self, file: &str, row: u32, code: &'static str, vi: &str, en: &str) {
        let remark = self.found.entry((file.to_owned(), code)).or_insert_with(|| Remark {
            code,
            file: file.to_owned(),
            count: 0,
            rows: Vec::new(),
            what: Words::new(vi, en),
        });
        remark.count += 1;
        if remark.rows.len() < ROWS_NAMED {
            remark.rows.push(row);
        }
    }

    pub(crate) fn add_notes(&mut self, table: &Table) {
        for Note { code, words: what } in table.notes() {
            let remark =
                Remark { code, file: table.file().to_owned(), count: 0, rows: Vec::new(), what };
            self.found.insert((table.file().to_owned(), code), remark);
        }
    }
}

/// Why a list cannot be read at all.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    /// The file is no table that can be read.
    #[error(transparent)]
    Sheet(#[from] SheetError),
    /// A mapping does not fit the list.
    #[error("{} · {}", .0.words().vi, .0.words().en)]
    Columns(#[from] taicho_linkage::ColumnError),
    /// The built-in lists of communes cannot be read.
    #[error("{0}")]
    Content(String),
    /// A mapping file cannot be read.
    #[error("tệp ánh xạ không đọc được · the mapping cannot be read: {0}")]
    Mapping(String),
    /// A column that the list cannot do without is not there.
    #[error("{file}: không có cột · there is no column: {column}")]
    NoColumn {
        /// The file.
        file: String,
        /// The headings that would do.
        column: String,
    },
    /// Not one count was found.
    #[error("{file}: không có số liệu nào · there is not one count")]
    NoCounts {
        /// The file.
        file: String,
    },
    /// Cells that cannot be taken, so that nothing was.
    #[error("{}", cells_text(.faults, *.all))]
    Cells {
        /// The first of them.
        faults: Vec<CellFault>,
        /// How many there are.
        all: usize,
    },
    /// More persons than can be numbered.
    #[error("{file}: quá nhiều dòng hoặc quá nhiều người · too many rows or persons")]
    TooMany {
        /// The file.
        file: String,
    },
}

/// One line for each bad cell, and how many more there are.
fn cells_text(faults: &[CellFault], all: usize) -> String {
    let mut lines: Vec<String> = faults
        .iter()
        .map(|fault| format!("{}: {} · {}", fault.location, fault.reason.vi, fault.reason.en))
        .collect();
    if all > faults.len() {
        let more = all - faults.len();
        lines.push(format!("… và {more} ô khác · and {more} other cells"));
    }
    lines.join("\n")
}

/// Finds a column by its headings in either language, marks and capitals aside.
fn column(table: &Table, names: &[&str]) -> Option<usize> {
    let fold = |text: &str| vietnamese::bare(text).replace(['_', '-'], " ");
    let headings: Vec<String> = table.header().iter().map(|heading| fold(heading)).collect();
    names.iter().find_map(|name| headings.iter().position(|heading| *heading == fold(name)))
}

fn needed(table: &Table, names: &[&str]) -> Result<usize, ListError> {
    column(table, names).ok_or_else(|| ListError::NoColumn {
        file: table.file().to_owned(),
        column: names.join(", "),
    })
}

/// Hands over the rows that are not blank, and keeps what the table itself has to say.
fn each_row(
    table: &mut Table,
    remarks: &mut Remarks,
    mut take: impl FnMut(&Table, &Row, &mut Remarks) -> Result<(), ListError>,
) -> Result<(), ListError> {
    let mut row = Row::new();
    let mut rows = 0;
    while table.next_row(&mut row)? {
        rows += 1;
        if let Some(progress) = remarks.progress
            && rows % ROWS_BETWEEN == 0
        {
            progress(table.file(), rows);
        }
        if !row.is_blank() {
            take(table, &row, remarks)?;
        }
    }
    remarks.add_notes(table);
    Ok(())
}

/// Days as numbers: plain numbers as they are, dates as days since 1970; the same text is read once.
#[derive(Debug, Default)]
struct DayReader {
    last: String,
    read: Option<i64>,
    /// Whether a date was among them.
    dated: bool,
}

impl DayReader {
    fn read(&mut self, text: &str) -> Option<i64> {
        if let Ok(number) = text.parse::<i64>() {
            return Some(number);
        }
        if text != self.last {
            text.clone_into(&mut self.last);
            let day = normalise::date(text, None).ok().and_then(|read| read.value.date.day());
            self.read = day.map(days_since_1970);
            self.dated |= day.is_some();
        }
        self.read
    }
}

const EPOCH: Date = jiff::civil::date(1970, 1, 1);

fn days_since_1970(day: Date) -> i64 {
    EPOCH.until(day).map_or(0, |span| i64::from(span.get_days()))
}

/// The date of a day since 1970; none beyond every calendar.
fn date_of_day(days: i64) -> Option<Date> {
    EPOCH.checked_add(Span::new().try_days(days).ok()?).ok()
}
