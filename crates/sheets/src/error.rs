use std::fmt;

use serde::Serialize;
use taicho_model::{TypedFault, Words};

mod words;

/// A place in a file, as a person finds it in Excel.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Location {
    /// The file's name, without its folder.
    pub file: String,
    /// The sheet, in a workbook.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// The row, counted from 1 as Excel shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<u32>,
    /// The column's letter, `A` for the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// The column's heading, where the table has one there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header: Option<String>,
}

impl fmt::Display for Location {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.file)?;
        if let Some(sheet) = &self.sheet {
            write!(out, " [{sheet}]")?;
        }
        match (&self.column, self.row) {
            (Some(column), Some(row)) => write!(out, " {column}{row}")?,
            (Some(column), None) => write!(out, " cột · column {column}")?,
            (None, Some(row)) => write!(out, " dòng · row {row}")?,
            (None, None) => {}
        }
        match &self.header {
            Some(header) => write!(out, " ({header})"),
            None => Ok(()),
        }
    }
}

/// What kept a table from being read, and where.
#[derive(Debug, thiserror::Error)]
#[error("{location}: {} · {}", .fault.words().vi, .fault.words().en)]
pub struct SheetError {
    /// Where it happened.
    pub location: Box<Location>,
    /// What it was.
    pub fault: Fault,
}

impl SheetError {
    /// The stable code of the fault.
    pub fn code(&self) -> &'static str {
        self.fault.code()
    }

    /// The reason in the two languages.
    pub fn words(&self) -> Words {
        self.fault.words()
    }
}

/// Why a file, or a place in it, cannot be read as a table.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The file cannot be opened or read at all.
    #[error("the file cannot be read")]
    Io(#[from] std::io::Error),
    /// The name hides something.
    #[error("a name that hides something")]
    FileName(TypedFault),
    /// It is no file, but something of the sort named in both languages.
    #[error("not a file")]
    NotAFile {
        /// What it is instead.
        what: Words,
    },
    /// Nothing is in the file or the sheet.
    #[error("nothing to read")]
    Empty,
    /// The file is of another kind, named in both languages.
    #[error("not a CSV or XLSX file")]
    OtherFormat {
        /// What it is instead, and what to do.
        what: Words,
    },
    /// Nothing in it looks like rows under headings.
    #[error("not a table")]
    NotATable,
    /// The workbook ends before its end.
    #[error("the file is cut short")]
    Truncated,
    /// A part of the workbook is not what the format demands.
    #[error("damaged part {part}")]
    Damaged {
        /// The part of the package.
        part: String,
    },
    /// A part inflates beyond all proportion.
    #[error("inflates beyond the limit")]
    ZipBomb {
        /// Bytes after inflating, when we stopped.
        inflated: u64,
        /// Bytes before inflating.
        packed: u64,
    },
    /// A row is longer than any honest row.
    #[error("row longer than {limit} bytes")]
    RowTooLong {
        /// The limit in bytes.
        limit: usize,
    },
    /// The table is wider than any honest table.
    #[error("more than {limit} columns")]
    TooManyColumns {
        /// The limit in columns.
        limit: usize,
    },
    /// Two columns have the same heading.
    #[error("duplicate heading {header:?} in {first} and {second}")]
    DuplicateHeader {
        /// The heading as it stands in the second place.
        header: String,
        /// The column letter of the first place.
        first: String,
        /// The column letter of the second place.
        second: String,
    },
    /// The bytes are no text in the encoding of the file.
    #[error("bytes that are not text")]
    Unreadable,
    /// A quotation mark opens and never closes.
    #[error("quotation mark never closed")]
    OpenQuote,
    /// The sheet that was asked for is not there.
    #[error("no sheet {wanted:?}")]
    NoSheet {
        /// The name asked for.
        wanted: String,
        /// The names that are there.
        have: Vec<String>,
    },
}

/// The letters over a column, counted from 0: `A`, `Z`, `AA`.
pub fn column_letters(index: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = index + 1;
    while rest > 0 {
        letters.push(b'A' + ((rest - 1) % 26) as u8);
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().map(|&letter| letter as char).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_lettered_as_in_excel() {
        for (index, letters) in
            [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")]
        {
            assert_eq!(column_letters(index), letters);
        }
    }

    #[test]
    fn a_location_reads_like_a_cell() {
        let location = Location {
            file: "ca_benh.xlsx".into(),
            sheet: Some("F0".into()),
            row: Some(12),
            column: Some("C".into()),
            header: Some("Ngày sinh".into()),
        };
        assert_eq!(location.to_string(), "ca_benh.xlsx [F0] C12 (Ngày sinh)");
    }
}
