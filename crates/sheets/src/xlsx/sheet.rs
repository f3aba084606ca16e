use memchr::memchr;

use super::package::{Part, part_fault};
use super::strings::SharedStrings;
use super::styles::Style;
use super::text::{push_rich_text, push_until_tag};
use super::xml::{Tag, attributes, tag_at, unhide};
use crate::buffer::{Buffer, Filled};
use crate::error::Fault;
use crate::limits::Limits;
use crate::row::{CellKind, Row};
use crate::serial::{Format, push_formatted, push_number};

/// Reads the rows of one sheet while it inflates.
pub(crate) struct SheetReader {
    buffer: Buffer,
    name: String,
    cells: Cells,
    last_row: u32,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Before,
    Rows,
    After,
}

/// What the scanning of cells needs beside the bytes.
struct Cells {
    styles: Vec<Style>,
    strings: SharedStrings,
    epoch_1904: bool,
    max_columns: usize,
    hidden: String,
    legacy: bool,
}

enum Step {
    Row(usize),
    Skip(usize, State),
    More,
}

impl SheetReader {
    pub(super) fn new(
        part: Part,
        name: String,
        styles: Vec<Style>,
        strings: SharedStrings,
        epoch_1904: bool,
        limits: &Limits,
    ) -> Self {
        let max_columns = limits.max_columns;
        Self {
            buffer: Buffer::new(Box::new(part), limits.max_row_bytes),
            name,
            cells: Cells {
                styles,
                strings,
                epoch_1904,
                max_columns,
                hidden: String::new(),
                legacy: false,
            },
            last_row: 0,
            state: State::Before,
        }
    }

    /// Whether a cell so far was written in a font from before Unicode.
    pub(crate) fn met_legacy_font(&self) -> bool {
        self.cells.legacy
    }

    /// The row that is being read, for the place of an error.
    pub(crate) fn last_row(&self) -> u32 {
        self.last_row
    }

    pub(crate) fn next_row(&mut self, row: &mut Row) -> Result<bool, Fault> {
        while self.state != State::After {
            match self.step(row)? {
                Step::Row(used) => {
                    self.buffer.consume(used);
                    return Ok(true);
                }
                Step::Skip(used, state) => {
                    self.buffer.consume(used);
                    self.state = state;
                }
                Step::More => match self.fill()? {
                    Filled::More => {}
                    Filled::Full => {
                        return Err(Fault::RowTooLong { limit: self.buffer.data().len() });
                    }
                    Filled::AtEnd => return Err(Fault::Damaged { part: self.name.clone() }),
                },
            }
        }
        // What follows the rows is read too, so that a cut or changed file is not taken for a whole one.
        loop {
            let rest = self.buffer.data().len();
            self.buffer.consume(rest);
            if self.fill()? != Filled::More {
                return Ok(false);
            }
        }
    }

    fn fill(&mut self) -> Result<Filled, Fault> {
        self.buffer.fill().map_err(|error| part_fault(error, &self.name))
    }

    fn step(&mut self, row: &mut Row) -> Result<Step, Fault> {
        let data = self.buffer.data();
        if self.state == State::Before && data.starts_with(&[0xFF, 0xFE]) {
            return Err(Fault::Damaged { part: self.name.clone() });
        }
        let Some(start) = memchr(b'<', data) else {
            let blank = data.len();
            return Ok(if blank > 0 { Step::Skip(blank, self.state) } else { Step::More });
        };
        let Some(tag) = tag_at(data, start) else { return Ok(Step::More) };
        if tag.opens(b"sheetData") {
            let state = if tag.empty { State::After } else { State::Rows };
            return Ok(Step::Skip(tag.end, state));
        }
        if tag.closes(b"sheetData") || tag.closes(b"worksheet") {
            return Ok(Step::Skip(tag.end, State::After));
        }
        if self.state != State::Rows || !tag.opens(b"row") {
            return Ok(Step::Skip(tag.end, self.state));
        }
        let number = tag.number(b"r").and_then(|number| u32::try_from(number).ok());
        let number = number.filter(|&number| number > 0).unwrap_or(self.last_row.saturating_add(1));
        row.clear(number);
        let end = if tag.empty { Some(tag.end) } else { self.cells.read(data, tag.end, row)? };
        let Some(end) = end else { return Ok(Step::More) };
        self.last_row = number;
        Ok(Step::Row(end))
    }
}

/// Rows whose tags do not close one another.
fn broken() -> Fault {
    Fault::Damaged { part: "sheetData".into() }
}

/// The attributes of a cell that matter.
#[derive(Clone, Copy, Default)]
struct Head<'a> {
    column: Option<usize>,
    style: usize,
    kind: &'a [u8],
}

impl Cells {
    /// Reads the cells of a row up to its end; none where the window ends first.
    fn read(&mut self, data: &[u8], mut at: usize, row: &mut Row) -> Result<Option<usize>, Fault> {
        let mut next_column = 0;
        loop {
            let Some(gap) = memchr(b'<', &data[at..]) else { return Ok(None) };
            let Some(tag) = tag_at(data, at + gap) else { return Ok(None) };
            at = tag.end;
            if tag.closes(b"row") {
                return Ok(Some(at));
            }
            if tag.opens(b"row") {
                return Err(broken());
            }
            if !tag.opens(b"c") {
                continue;
            }
            let head = head(&tag);
            let column = head.column.unwrap_or(next_column);
            next_column = column + 1;
            if !tag.empty {
                match self.cell(data, at, column, head, row)? {
                    Some(end) => at = end,
                    None => return Ok(None),
                }
            }
        }
    }

    fn cell(
        &mut self,
        data: &[u8],
        mut at: usize,
        column: usize,
        head: Head<'_>,
        row: &mut Row,
    ) -> Result<Option<usize>, Fault> {
        let start = row.text().len();
        let (mut formula, mut rich) = (false, false);
        loop {
            let Some(gap) = memchr(b'<', &data[at..]) else { return Ok(None) };
            let Some(tag) = tag_at(data, at + gap) else { return Ok(None) };
            at = tag.end;
            let done = match (tag.name, tag.closing, tag.empty) {
                (b"c", true, _) => break,
                // A tag that never closes would swallow what comes after.
                (b"c" | b"row", ..) => return Err(broken()),
                (b"v", false, false) => push_until_tag(data, at, row.text()),
                (b"is", false, false) => {
                    rich = true;
                    push_rich_text(data, at, b"is", row.text())
                }
                (b"f", false, empty) => {
                    formula = true;
                    if empty {
                        Ok(Some(at))
                    } else {
                        Ok(memchr(b'<', &data[at..]).map(|gap| at + gap))
                    }
                }
                _ => Ok(Some(at)),
            };
            match done.map_err(|()| broken())? {
                Some(end) => at = end,
                None => return Ok(None),
            }
        }
        // A formula may come to the empty text; one without any stored value was never computed.
        let not_computed = formula && head.kind.is_empty();
        if row.text().len() > start || not_computed {
            if column >= self.max_columns {
                return Err(Fault::TooManyColumns { limit: self.max_columns });
            }
            if row.text().len() == start {
                row.put(column, start, CellKind::Empty, None, true);
                return Ok(Some(at));
            }
            let kind = if rich { b"inlineStr" } else { head.kind };
            self.settle(row, column, start, kind, head.style, formula)?;
        }
        Ok(Some(at))
    }

    /// Turns the raw text after `start` into the cell that its kind and style make of it.
    fn settle(
        &mut self,
        row: &mut Row,
        column: usize,
        start: usize,
        kind: &[u8],
        style: usize,
        formula: bool,
    ) -> Result<(), Fault> {
        let style = self.styles.get(style).copied().unwrap_or_default();
        match kind {
            b"s" => {
                let index = row.text()[start..].trim().parse().unwrap_or(usize::MAX);
                row.text().truncate(start);
                if !self.strings.push(index, row.text())? {
                    return Err(Fault::Damaged { part: "sharedStrings.xml".into() });
                }
                self.legacy |= style.font.is_some();
                row.put_text(column, start, style.font, formula);
            }
            b"inlineStr" | b"str" => {
                if memchr::memmem::find(&row.text().as_bytes()[start..], b"_x").is_some() {
                    self.hidden.clear();
                    self.hidden.push_str(&unhide(&row.text()[start..]));
                    row.text().truncate(start);
                    row.text().push_str(&self.hidden);
                }
                self.legacy |= style.font.is_some();
                row.put_text(column, start, style.font, formula);
            }
            b"b" => {
                let truth = matches!(row.text()[start..].trim(), "1" | "true" | "TRUE");
                row.text().truncate(start);
                row.text().push_str(if truth { "TRUE" } else { "FALSE" });
                row.put(column, start, CellKind::Bool, Some(f64::from(u8::from(truth))), formula);
            }
            b"e" => row.put(column, start, CellKind::Error, None, formula),
            b"d" => {
                let text = row.text();
                let length = text[start..].trim_end_matches('Z').trim_end_matches(".000").len();
                text.truncate(start + length);
                let kind =
                    if text[start..].contains('T') { CellKind::DateTime } else { CellKind::Date };
                row.put(column, start, kind, None, formula);
            }
            _ => self.number(row, column, start, style, formula),
        }
        Ok(())
    }

    fn number(&self, row: &mut Row, column: usize, start: usize, style: Style, formula: bool) {
        let raw = &row.text()[start..];
        let Ok(number) = raw.trim().parse::<f64>() else {
            return row.put_text(column, start, style.font, formula);
        };
        if style.format == Format::Number && is_plain(raw.as_bytes()) {
            return row.put(column, start, CellKind::Number, Some(number), formula);
        }
        row.text().truncate(start);
        let kind = if style.format == Format::Number {
            push_number(number, row.text());
            CellKind::Number
        } else {
            push_formatted(number, style.format, self.epoch_1904, row.text())
        };
        row.put(column, start, kind, Some(number), formula);
    }
}

/// Whether the file writes the number just as it would be shown.
fn is_plain(raw: &[u8]) -> bool {
    let digits = raw.strip_prefix(b"-").unwrap_or(raw);
    let tidy = digits.len() < 16 && !digits.ends_with(b"0") | !digits.contains(&b'.');
    tidy && digits.first() != Some(&b'.')
        && !digits.ends_with(b".")
        && !(digits.len() > 1 && digits[0] == b'0' && digits[1] != b'.')
        && digits.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.')
}

fn head<'a>(tag: &Tag<'a>) -> Head<'a> {
    let mut head = Head::default();
    for (name, value) in attributes(tag.attributes) {
        match name {
            b"r" => head.column = column_of(value),
            b"s" => head.style = style_index(value),
            b"t" => head.kind = value,
            _ => {}
        }
    }
    head
}

/// The number of a style; one that is no number stands for no style.
fn style_index(digits: &[u8]) -> usize {
    digits
        .iter()
        .take(9)
        .fold(0, |index, digit| index * 10 + usize::from(digit.wrapping_sub(b'0') & 15))
}

/// The column of a reference such as `AB12`, counted from 0.
fn column_of(reference: &[u8]) -> Option<usize> {
    let letters = reference.iter().take_while(|byte| byte.is_ascii_alphabetic());
    let index = letters
        .take(4)
        .fold(0, |index, letter| index * 26 + usize::from((letter & !32) - b'A') + 1);
    (index > 0).then(|| index - 1)
}
