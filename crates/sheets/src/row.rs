use std::borrow::Cow;

use taicho_model::vietnamese::nfc;

use crate::encoding::LegacyFont;

/// What a cell holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CellKind {
    /// Nothing.
    #[default]
    Empty,
    /// Text, whatever it begins with.
    Text,
    /// A number.
    Number,
    /// A date, written `2021-06-17`.
    Date,
    /// A date and a time of day, written `2021-06-17T14:30:00`.
    DateTime,
    /// A time of day or a length of time, written `14:30:00`.
    Time,
    /// A truth value, written `TRUE` or `FALSE`.
    Bool,
    /// What a spreadsheet shows when a formula fails, such as `#N/A`.
    Error,
}

/// One cell of a row, lent until the next row is read.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CellRef<'a> {
    /// The text in NFC: what a person sees, dates in ISO form; empty for an empty cell.
    pub text: &'a str,
    /// What it is.
    pub kind: CellKind,
    /// The exact number of a number cell, or the serial number of a date cell.
    pub number: Option<f64>,
    /// Whether a formula computed it; the value is the one stored in the file, nothing is recomputed. An empty cell
    /// with a formula has no stored value.
    pub formula: bool,
}

impl CellRef<'_> {
    /// Whether nothing but white space is there.
    pub fn is_blank(&self) -> bool {
        self.text.bytes().all(|byte| byte.is_ascii_whitespace()) || self.text.trim().is_empty()
    }
}

/// A row of cells whose memory is used again for the next row.
#[derive(Clone, Debug, Default)]
pub struct Row {
    number: u32,
    text: String,
    slots: Vec<Slot>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    start: u32,
    end: u32,
    number: f64,
    kind: CellKind,
    formula: bool,
    has_number: bool,
}

impl Row {
    /// An empty row to read into.
    pub fn new() -> Self {
        Self::default()
    }

    /// The row's number as Excel shows it, counted from 1.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// How many columns the row reaches; cells beyond are empty.
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// Whether the row has no cells at all.
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// Whether no cell holds anything but white space.
    pub fn is_blank(&self) -> bool {
        self.cells().all(|cell| cell.is_blank())
    }

    /// The cell in a column counted from 0; beyond the end it is empty.
    pub fn cell(&self, column: usize) -> CellRef<'_> {
        let Some(slot) = self.slots.get(column) else { return CellRef::default() };
        CellRef {
            text: &self.text[slot.start as usize..slot.end as usize],
            kind: slot.kind,
            number: slot.has_number.then_some(slot.number),
            formula: slot.formula,
        }
    }

    /// The cells from the first column on.
    pub fn cells(&self) -> impl ExactSizeIterator<Item = CellRef<'_>> {
        (0..self.slots.len()).map(|column| self.cell(column))
    }

    pub(crate) fn clear(&mut self, number: u32) {
        self.number = number;
        self.text.clear();
        self.slots.clear();
    }

    /// The text of the row so far; a reader appends a cell's text and then calls [`Row::put`].
    pub(crate) fn text(&mut self) -> &mut String {
        &mut self.text
    }

    /// Makes a cell of the text after `start`, put into NFC and out of a legacy font.
    pub(crate) fn put_text(
        &mut self,
        column: usize,
        start: usize,
        font: Option<LegacyFont>,
        formula: bool,
    ) {
        if let Some(font) = font {
            let decoded = font.decode(&self.text[start..]).into_owned();
            self.text.truncate(start);
            self.text.push_str(&decoded);
        }
        if let Cow::Owned(fixed) = nfc(&self.text[start..]) {
            self.text.truncate(start);
            self.text.push_str(&fixed);
        }
        if self.text.len() > start {
            self.put(column, start, CellKind::Text, None, formula);
        }
    }

    /// Makes a cell of the text after `start`.
    pub(crate) fn put(
        &mut self,
        column: usize,
        start: usize,
        kind: CellKind,
        number: Option<f64>,
        formula: bool,
    ) {
        if column >= self.slots.len() {
            self.slots.resize(column + 1, Slot::default());
        }
        self.slots[column] = Slot {
            start: start as u32,
            end: self.text.len() as u32,
            number: number.unwrap_or_default(),
            kind,
            formula,
            has_number: number.is_some(),
        };
    }
}
