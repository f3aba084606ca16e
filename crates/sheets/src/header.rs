//! Finds the headings among the first rows: below titles, over one row or two, above a row of column numbers.

use std::collections::BTreeMap;

use taicho_model::vietnamese::bare;

use crate::error::{Fault, column_letters};
use crate::row::{CellKind, Row};

/// Rows looked at; titles of official forms take up to about a dozen.
pub(crate) const LOOKAHEAD: usize = 40;

/// The headings and how many of the first rows they take, titles included.
pub(crate) struct Header {
    pub(crate) names: Vec<String>,
    pub(crate) row: u32,
    pub(crate) rows: usize,
    pub(crate) joined: bool,
}

/// Finds the headings in the first rows, or at the row that the caller names.
pub(crate) fn find_header(
    rows: &[Row],
    wanted: Option<u32>,
) -> Result<Header, (Option<u32>, Fault)> {
    let at = match wanted {
        Some(number) => rows.iter().position(|row| row.number() == number),
        None => likely_header(rows),
    };
    let at = at.ok_or((wanted, Fault::NotATable))?;
    let number = rows[at].number();
    let mut names: Vec<String> = rows[at].cells().map(|cell| tidy(cell.text)).collect();
    let mut taken = at + 1;
    let joined = rows.get(taken).is_some_and(|below| is_lower_half(&rows[at], below));
    if joined {
        join(&mut names, &rows[taken]);
        taken += 1;
    }
    while rows.get(taken).is_some_and(is_numbering) {
        taken += 1;
    }
    while names.last().is_some_and(String::is_empty) {
        names.pop();
    }
    if names.is_empty() {
        return Err((Some(number), Fault::NotATable));
    }
    refuse_twins(&names).map_err(|fault| (Some(number), fault))?;
    Ok(Header { names, row: number, rows: taken, joined })
}

/// The first row at least half as wide as the widest whose cells are words.
fn likely_header(rows: &[Row]) -> Option<usize> {
    let width = |row: &Row| row.cells().filter(|cell| !cell.is_blank()).count();
    let widest = rows.iter().map(width).max().filter(|width| *width > 0)?;
    let wanted = if widest < 3 { widest } else { widest.div_ceil(2).max(2) };
    rows.iter().position(|row| {
        let headings =
            row.cells().filter(|cell| cell.kind == CellKind::Text && is_heading(cell.text));
        // A year may be a heading too, so one column in five need not be a word.
        width(row) >= wanted && headings.count() * 5 >= width(row) * 4
    })
}

/// A heading has a letter in it and is no sentence.
fn is_heading(text: &str) -> bool {
    text.chars().any(char::is_alphabetic) && text.len() <= 300
}

/// Whether a row completes headings that are merged over several columns: it stands only under gaps and their parents.
fn is_lower_half(above: &Row, below: &Row) -> bool {
    let columns = above.len().max(below.len());
    let has = |row: &Row, column| !row.cell(column).is_blank();
    let mut texts = below.cells().filter(|cell| !cell.is_blank());
    let spans_a_gap = (1..columns)
        .any(|at| !has(above, at) && has(below, at) && (0..at).any(|left| has(above, left)));
    let leaves_one_out = (0..columns).any(|at| has(above, at) && !has(below, at));
    let only_under_spans = (0..columns).all(|at| {
        !has(below, at)
            || !has(above, at)
            || (at + 1 < columns && !has(above, at + 1) && has(below, at + 1))
    });
    spans_a_gap
        && leaves_one_out
        && only_under_spans
        && texts.all(|cell| cell.kind == CellKind::Text && is_heading(cell.text))
}

fn join(names: &mut Vec<String>, below: &Row) {
    names.resize(names.len().max(below.len()), String::new());
    let mut parent = String::new();
    for (at, name) in names.iter_mut().enumerate() {
        let lower = tidy(below.cell(at).text);
        if !name.is_empty() {
            parent.clone_from(name);
        }
        if !lower.is_empty() {
            *name = if parent.is_empty() { lower } else { format!("{parent} / {lower}") };
        }
    }
}

/// Whether a row numbers the columns, as official forms do: `1 2 3` or `(1) (2) (3)`.
fn is_numbering(row: &Row) -> bool {
    let numbered = |text: &str| -> Option<usize> {
        text.trim().trim_start_matches('(').trim_end_matches(')').trim().parse().ok()
    };
    let marks: Vec<_> =
        row.cells().filter(|cell| !cell.is_blank()).map(|cell| numbered(cell.text)).collect();
    marks.len() > 2 && marks.iter().enumerate().all(|(at, mark)| *mark == Some(at + 1))
}

/// A heading on one line with single spaces.
fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn refuse_twins(names: &[String]) -> Result<(), Fault> {
    let mut seen = BTreeMap::new();
    for (at, name) in names.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
        if let Some(first) = seen.insert(bare(name), at) {
            let (first, second) = (column_letters(first), column_letters(at));
            return Err(Fault::DuplicateHeader { header: name.clone(), first, second });
        }
    }
    Ok(())
}
