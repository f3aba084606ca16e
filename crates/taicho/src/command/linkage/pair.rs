use std::path::Path;

use taicho_linkage::Field;
use taicho_model::{Words, vietnamese::nfc};
use taicho_sheets::Row;

use super::super::files::table_at;
use super::{Language, Lists};
use crate::table::Table;

/// What two lists may split in different ways, under the name of the whole.
const WHOLES: [(Field, &[Field], &str); 3] = [
    (Field::Name, &[Field::FamilyName, Field::MiddleName, Field::Name, Field::GivenName], " "),
    (
        Field::BirthDate,
        &[Field::BirthDate, Field::BirthDay, Field::BirthMonth, Field::BirthYear, Field::Age],
        "/",
    ),
    (
        Field::Address,
        &[
            Field::House,
            Field::Street,
            Field::Address,
            Field::Hamlet,
            Field::Commune,
            Field::District,
            Field::Province,
        ],
        ", ",
    ),
];

/// Letters in a line of a cell.
const WIDE: usize = 44;
/// Lines of a cell that are shown.
const LINES: usize = 4;

/// The cells of two rows by field, whatever the order of the columns; nothing where a list cannot be read again.
pub(in super::super) fn side_by_side(
    lists: &Lists,
    (left, right): (u32, u32),
    lang: Language,
) -> anyhow::Result<Option<Table>> {
    if lists.lists.iter().any(|list| list.path == Path::new("-")) {
        return Ok(None);
    }
    let sides = [Side::of(lists, 0, left)?, Side::of(lists, 1, right)?];
    let [one, other] = [0, 1].map(|list: usize| shown(&lists.lists[list].file));
    let mut table = Table::new(&["", &one, &other]);
    let mut put = |name: String, [one, other]: [String; 2]| {
        let (one, other) = (lines(&one), lines(&other));
        for at in 0..one.len().max(other.len()) {
            let name = if at == 0 { name.clone() } else { String::new() };
            let line = |lines: &[String]| lines.get(at).cloned().unwrap_or_default();
            table.row(vec![name, line(&one), line(&other)]);
        }
    };
    let split = |parts: &[Field]| {
        let held = |side: &Side| parts.iter().map(|part| side.holds(*part)).collect::<Vec<_>>();
        held(&sides[0]) != held(&sides[1])
    };
    for field in Field::ALL {
        let whole = WHOLES.iter().find(|(_, parts, _)| parts.contains(&field) && split(parts));
        match whole {
            None => put(lang.of(field.words()), [0, 1].map(|at: usize| sides[at].text(field))),
            Some((name, parts, between)) if parts.contains(&field) && field == first(parts) => {
                let joined = |side: &Side| {
                    let texts = parts.iter().map(|part| side.text(*part));
                    texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(between)
                };
                put(lang.of(name.words()), [joined(&sides[0]), joined(&sides[1])]);
            }
            Some(_) => {}
        }
    }
    for (at, side) in sides.iter().enumerate() {
        for (heading, text) in &side.unused {
            let mut texts = [String::new(), String::new()];
            texts[at].clone_from(text);
            let not = Words::new("không so", "not compared");
            put(format!("{} ({})", shown(heading), lang.of(not)), texts);
        }
    }
    Ok(Some(table))
}

/// The part of a whole that explanations name first.
fn first(parts: &[Field]) -> Field {
    Field::ALL.into_iter().find(|field| parts.contains(field)).unwrap_or(Field::Name)
}

/// One row as its file has it.
struct Side {
    cells: Vec<(Field, String)>,
    held: Vec<Field>,
    /// The cells of columns that are not compared, with their headings.
    unused: Vec<(String, String)>,
}

impl Side {
    fn of(lists: &Lists, list: usize, row: u32) -> anyhow::Result<Self> {
        let wanted = lists.records.number(row);
        let read = &lists.lists[list];
        let mut side = Side { cells: Vec::new(), held: Vec::new(), unused: Vec::new() };
        let mut table = table_at(&read.path)?;
        let mut cells = Row::new();
        while table.next_row(&mut cells)? {
            if cells.number() != wanted {
                continue;
            }
            for (at, column) in read.read.columns.all().iter().enumerate() {
                let text = nfc(cells.cell(at).text.trim()).into_owned();
                match column.held {
                    Some((field, _)) => side.cells.push((field, text)),
                    None => side.unused.push((column.heading.clone(), text)),
                }
            }
            break;
        }
        side.held = side.cells.iter().map(|(field, _)| *field).collect();
        Ok(side)
    }

    fn holds(&self, field: Field) -> bool {
        self.held.contains(&field)
    }

    /// What the row says of a field; several columns of it one after the other.
    fn text(&self, field: Field) -> String {
        let texts = self.cells.iter().filter(|(own, text)| *own == field && !text.is_empty());
        texts.map(|(_, text)| text.as_str()).collect::<Vec<_>>().join("; ")
    }
}

/// A cell as a terminal may show it: without control characters, broken between words.
fn lines(text: &str) -> Vec<String> {
    let text: String =
        text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let count = lines.len();
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= WIDE => {
                line.push(' ');
                line.push_str(word);
            }
            _ if count == LINES => {
                lines.push("…".to_owned());
                break;
            }
            _ => lines.push(cut(word)),
        }
    }
    lines
}

/// A text in one line, cut where it is too long.
fn shown(text: &str) -> String {
    lines(text).into_iter().next().unwrap_or_default()
}

fn cut(word: &str) -> String {
    let mut letters = word.chars();
    let mut cut: String = letters.by_ref().take(WIDE).collect();
    if letters.next().is_some() {
        cut.pop();
        cut.push('…');
    }
    cut
}
