use std::collections::BTreeMap;

use jiff::civil::Date;
use taicho_forecast::{Counts, Step};
use taicho_model::Words;
use taicho_sheets::Table;

use super::{ListError, Remarks};
use crate::import::CellFault;

mod cells;
mod columns;
mod days;

use cells::count_of;
use columns::{Columns, Dated};
use days::Days;

/// What the headings of a table of counts do not say by themselves.
#[derive(Clone, Debug, Default)]
pub struct CountsOptions {
    /// Headings whose cells together name a series, as `province`, or `disease` and `province`.
    pub series: Vec<String>,
    /// The heading of the dates.
    pub date: Option<String>,
    /// The heading of the counts.
    pub count: Option<String>,
    /// How long each count covers, where the dates should not say it.
    pub step: Option<Step>,
    /// The first day of the first row or step, for tables that number their steps or have no dates.
    pub first_on: Option<Date>,
    /// Whether several rows of one series and date are added up; otherwise they are refused unless they are equal.
    pub add_up: bool,
}

/// One count as it stands in the table.
struct Entry {
    series: u32,
    /// Its date among the texts of dates, or its row where the table has no dates.
    day: u32,
    row: u32,
    column: u16,
    count: Option<i64>,
}

/// Reads counts in long form (a series, a date and a count in each row) or with a column for each series.
///
/// Rows may stand in any order; a step without a row, and a cell that is empty or says that nothing is known, is no
/// count. The step is told by the dates: months of the calendar, every seventh day, or days. Series come in the order
/// of the table. One bad cell refuses the whole, with every bad cell named.
pub fn read_counts(
    table: &mut Table,
    options: &CountsOptions,
    remarks: &mut Remarks,
) -> Result<Vec<Counts>, ListError> {
    let mut first = Vec::new();
    let columns = Columns::of(table, options, &mut first)?;
    let mut names = Names::default();
    let mut days = Days::default();
    let mut faults = Faults::default();
    let mut entries = Vec::new();
    if let Columns::Wide { series, .. } = &columns {
        names.list = series.iter().map(|(_, name)| name.clone()).collect();
    }
    let mut rows = 0_u32;
    cells::each(table, first, remarks, |table, row, remarks| {
        let dated = match &columns {
            Columns::Long { dated, .. } | Columns::Wide { dated, .. } => dated,
        };
        let day = match dated {
            Dated::Column(column) => days.add(row.cell(*column).text, row.number()),
            Dated::YearAnd { year, part, is_week } => {
                let (year, part) = (row.cell(*year), row.cell(*part));
                days.add_part(year.text, part.text, *is_week, row.number())
            }
            Dated::Nowhere => rows,
        };
        rows += 1;
        let mut take = |series: usize, column: usize, remarks: &mut Remarks| {
            let count = match count_of(&row.cell(column), table, row.number(), remarks) {
                Ok(count) => count,
                Err((code, reason)) => {
                    return faults.add(table, row.number(), column, code, reason);
                }
            };
            entries.push(Entry {
                series: series as u32,
                day,
                row: row.number(),
                column: column as u16,
                count,
            });
        };
        match &columns {
            Columns::Wide { series, .. } => {
                for (number, (column, _)) in series.iter().enumerate() {
                    take(number, *column, remarks);
                }
            }
            Columns::Long { series, count, .. } => match names.number(row, series, table) {
                Some(number) => take(number, *count, remarks),
                None => faults.add(
                    table,
                    row.number(),
                    series[0],
                    "counts.no_series",
                    Words::new(
                        "ô trống: thiếu tên chuỗi số liệu",
                        "empty cell: the series has no name",
                    ),
                ),
            },
        }
        Ok(())
    })?;
    let steps = days.steps(&columns, rows, options, table, &mut faults, remarks);
    let built = steps.map(|steps| {
        steps.build(&entries, names.list, options.add_up, table, &mut faults, remarks)
    });
    match (built, faults.all) {
        (Some(built), 0) if !built.is_empty() => Ok(built),
        (_, 0) => Err(ListError::NoCounts { file: table.file().to_owned() }),
        (_, all) => Err(ListError::Cells { faults: faults.list, all }),
    }
}

/// The names of the series of a long table.
#[derive(Default)]
struct Names {
    list: Vec<String>,
    numbers: BTreeMap<String, usize>,
    last: (String, usize),
    key: String,
}

impl Names {
    /// The number of the series of a row; none where no cell names it.
    fn number(
        &mut self,
        row: &taicho_sheets::Row,
        columns: &[usize],
        table: &Table,
    ) -> Option<usize> {
        self.key.clear();
        for column in columns {
            let text = row.cell(*column).text.trim();
            if !text.is_empty() {
                self.key.push_str(if self.key.is_empty() { "" } else { " · " });
                self.key.push_str(text);
            }
        }
        if columns.is_empty() {
            // A table of one series is called by its file.
            let file = table.file();
            self.key.push_str(file.rsplit_once('.').map_or(file, |(stem, _)| stem));
        }
        if self.key.is_empty() {
            return None;
        }
        if self.key != self.last.0 {
            let number = match self.numbers.get(&self.key) {
                Some(number) => *number,
                None => {
                    self.list.push(self.key.clone());
                    self.numbers.insert(self.key.clone(), self.list.len() - 1);
                    self.list.len() - 1
                }
            };
            self.last.0.clone_from(&self.key);
            self.last.1 = number;
        }
        Some(self.last.1)
    }
}

/// Bad cells that are named one by one; the rest is counted.
const FAULTS_NAMED: usize = 100;

#[derive(Default)]
struct Faults {
    list: Vec<CellFault>,
    all: usize,
}

impl Faults {
    fn add(&mut self, table: &Table, row: u32, column: usize, code: &'static str, reason: Words) {
        self.all += 1;
        if self.list.len() < FAULTS_NAMED {
            let location = table.location(row, Some(column));
            self.list.push(CellFault { location, code, reason });
        }
    }
}
