use taicho_model::{Words, vietnamese};
use taicho_normalise as normalise;
use taicho_sheets::{CellRef, Row, Table};

use super::super::{ListError, Remarks};

/// What stands in a cell of which nobody knows the count.
const UNKNOWN: &[&str] = &[
    "-",
    "–",
    "—",
    "na",
    "n/a",
    "null",
    "none",
    "nan",
    ".",
    "?",
    "khong ro",
    "khong co so lieu",
    "chua bao cao",
];

/// The largest count that is taken for one: more people than live on earth are no count of cases.
const MOST: f64 = 1e10;

/// Hands over the rows that were read ahead and those that follow.
pub(super) fn each(
    table: &mut Table,
    first: Vec<Row>,
    remarks: &mut Remarks,
    mut take: impl FnMut(&Table, &Row, &mut Remarks) -> Result<(), ListError>,
) -> Result<(), ListError> {
    for row in &first {
        take(table, row, remarks)?;
    }
    super::super::each_row(table, remarks, take)
}

/// The count of a cell: none where nobody counted; otherwise a whole number.
pub(super) fn count_of(
    cell: &CellRef<'_>,
    table: &Table,
    row: u32,
    remarks: &mut Remarks,
) -> Result<Option<i64>, (&'static str, Words)> {
    let text = cell.text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    if text.len() < 10
        && let Ok(count) = text.parse()
    {
        return Ok(Some(count));
    }
    if UNKNOWN.contains(&vietnamese::bare(text).as_str()) {
        return Ok(None);
    }
    let read = match cell.number {
        Some(number) => Ok(number),
        None => normalise::number(text).map(|read| read.value),
    };
    let value = match read {
        Ok(value) => value,
        Err(reason) => return Err((reason.code, reason.words)),
    };
    if value.abs() > MOST {
        return Err((
            "counts.too_many",
            Words::new(
                format!("“{text}”: quá lớn, không phải là số ca"),
                format!("“{text}” is too large for a count"),
            ),
        ));
    }
    if value.fract() == 0.0 {
        return Ok(Some(value as i64));
    }
    // A count has no decimals, so a comma before three digits groups thousands.
    if let Some(count) = grouped_by_commas(text) {
        remarks.add(
            table,
            row,
            "counts.commas",
            "dấu phẩy được đọc là dấu phân cách hàng nghìn",
            "the comma is read as grouping thousands",
        );
        return Ok(Some(count));
    }
    Err((
        "counts.not_whole",
        Words::new(
            format!("“{text}”: số ca phải là số nguyên"),
            format!("“{text}”: a count must be a whole number"),
        ),
    ))
}

fn grouped_by_commas(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let mut groups = digits.split(',');
    let head = groups.next()?;
    let grouped = (1..=3).contains(&head.len()) && groups.all(|group| group.len() == 3);
    grouped.then(|| text.replace(',', "").parse().ok()).flatten()
}
