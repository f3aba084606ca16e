//! A long table as CSV or XLSX, written row by row in constant memory.

use std::fs::File;
use std::io::{BufWriter, Write as _};

use jiff::civil::Date;
use rust_xlsxwriter::{
    DataValidation, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet,
};

use crate::DocumentError;

/// A column of a long table.
#[derive(Clone, Debug, Default)]
pub struct TableColumn {
    /// The heading in a CSV file, which programs read.
    pub name: String,
    /// The heading in a workbook, which people read.
    pub title: String,
    /// What may stand in the column, where that is a closed list.
    pub words: Vec<String>,
    /// What a person should know who fills it in.
    pub hint: String,
    /// Whether days stand in it.
    pub is_day: bool,
    /// Whether every row needs a value in it.
    pub is_needed: bool,
}

/// A cell of a long table.
#[derive(Clone, Debug, PartialEq)]
pub enum TableCell {
    /// Nothing.
    Empty,
    /// Text, which no program runs.
    Text(String),
    /// A whole number.
    Number(i64),
    /// A day.
    Day(Date),
}

/// In which format a long table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableFormat {
    /// UTF-8 with commas and a byte order mark, so that Excel reads the accents.
    Csv,
    /// A workbook of one sheet.
    Xlsx,
}

/// A table that is being written.
pub struct TableWriter {
    columns: Vec<TableColumn>,
    rows: u32,
    out: Out,
}

enum Out {
    Csv(BufWriter<File>),
    Xlsx { workbook: Box<Workbook>, file: File, day: Format },
}

/// Rows of a sheet, as the format allows.
const LAST_ROW: u32 = 1_048_575;

/// Rows of an empty workbook in which the accepted words can be chosen.
const ROWS_TO_FILL: u32 = 10_000;

/// Letters of a list of words that the format takes in place.
const LONGEST_LIST: usize = 250;

impl TableWriter {
    /// Begins a table in a file; `sheet` names the sheet of a workbook.
    pub fn begin(
        format: TableFormat,
        file: File,
        sheet: &str,
        columns: Vec<TableColumn>,
    ) -> Result<Self, DocumentError> {
        let out = match format {
            TableFormat::Csv => {
                let mut out = BufWriter::new(file);
                let names = columns.iter().map(|column| quoted(&column.name));
                write!(out, "\u{FEFF}{}\r\n", names.collect::<Vec<_>>().join(","))?;
                Out::Csv(out)
            }
            TableFormat::Xlsx => {
                let mut workbook = Box::new(Workbook::new());
                begin_sheet(workbook.add_worksheet_with_constant_memory()?, sheet, &columns)?;
                Out::Xlsx { workbook, file, day: Format::new().set_num_format("dd/mm/yyyy") }
            }
        };
        Ok(Self { columns, rows: 0, out })
    }

    /// Writes one row; a cell for each column.
    pub fn row(&mut self, cells: &[TableCell]) -> Result<(), DocumentError> {
        self.rows += 1;
        match &mut self.out {
            Out::Csv(out) => {
                for (index, cell) in cells.iter().enumerate() {
                    if index > 0 {
                        out.write_all(b",")?;
                    }
                    match cell {
                        TableCell::Empty => {}
                        TableCell::Text(text) => {
                            out.write_all(quoted(&guarded(text)).as_bytes())?
                        }
                        TableCell::Number(number) => write!(out, "{number}")?,
                        TableCell::Day(day) => write!(out, "{day}")?,
                    }
                }
                out.write_all(b"\r\n")?;
            }
            Out::Xlsx { .. } if self.rows > LAST_ROW => return Err(DocumentError::TooManyRows),
            Out::Xlsx { workbook, day: format, .. } => {
                let sheet = workbook.worksheet_from_index(0)?;
                for (index, cell) in (0..).zip(cells) {
                    match cell {
                        TableCell::Empty => continue,
                        TableCell::Text(text) => sheet.write_string(self.rows, index, text)?,
                        TableCell::Number(number) => {
                            sheet.write_number(self.rows, index, *number as f64)?
                        }
                        TableCell::Day(day) => match excel_day(*day) {
                            Some(day) => {
                                sheet.write_datetime_with_format(self.rows, index, day, format)?
                            }
                            None => sheet.write_string(self.rows, index, day.to_string())?,
                        },
                    };
                }
            }
        }
        Ok(())
    }

    /// Ends the table.
    pub fn finish(self) -> Result<(), DocumentError> {
        match self.out {
            Out::Csv(mut out) => out.flush()?,
            Out::Xlsx { mut workbook, file, .. } => workbook.save_to_writer(file)?,
        }
        Ok(())
    }

    /// Ends an empty table for people to fill in: the accepted words can be chosen, and each heading says what is
    /// wanted.
    pub fn finish_to_fill_in(mut self) -> Result<(), DocumentError> {
        let columns = std::mem::take(&mut self.columns);
        if let Out::Xlsx { workbook, .. } = &mut self.out {
            let sheet = workbook.worksheet_from_index(0)?;
            for (index, column) in (0..).zip(&columns) {
                let letters: usize = column.words.iter().map(|word| word.chars().count() + 1).sum();
                let validation = match (column.words.is_empty(), letters < LONGEST_LIST) {
                    (false, true) => DataValidation::new()
                        .allow_list_strings(&column.words)?
                        .set_error_message("Hãy chọn một giá trị trong danh sách")?,
                    _ => DataValidation::new().allow_any_value(),
                };
                let hint: String = column.hint.chars().take(LONGEST_LIST).collect();
                let validation = match hint.is_empty() {
                    true => validation,
                    false => validation.set_input_message(hint)?,
                };
                sheet.add_data_validation(1, index, ROWS_TO_FILL, index, &validation)?;
            }
        }
        self.finish()
    }
}

fn begin_sheet(
    sheet: &mut Worksheet,
    name: &str,
    columns: &[TableColumn],
) -> Result<(), DocumentError> {
    let name: String = name.chars().filter(|it| !"[]:*?/\\".contains(*it)).take(31).collect();
    sheet.set_name(name)?;
    let head = Format::new()
        .set_bold()
        .set_align(FormatAlign::VerticalCenter)
        .set_border_bottom(FormatBorder::Thin);
    let needed = head.clone().set_background_color(0xFFF2CC);
    let day = Format::new().set_num_format("dd/mm/yyyy");
    let text = Format::new().set_num_format("@");
    for (index, column) in (0..).zip(columns) {
        let width = (column.title.chars().count() as f64 + 3.0).clamp(12.0, 36.0);
        sheet.set_column_width(index, width)?;
        // Codes keep their zeros, and what looks like a number stays text, when people fill the column in.
        sheet.set_column_format(index, if column.is_day { &day } else { &text })?;
        let format = if column.is_needed { &needed } else { &head };
        sheet.write_string_with_format(0, index, &column.title, format)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

/// A text before which a spreadsheet would run something gets a mark that says that it is text.
fn guarded(text: &str) -> std::borrow::Cow<'_, str> {
    match could_run(text) {
        true => format!("'{text}").into(),
        false => text.into(),
    }
}

/// Whether a spreadsheet would take a text of a CSV file for a formula or a command.
pub fn could_run(text: &str) -> bool {
    let bare = text.trim_start_matches('\'');
    bare.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '|', '%'])
}

fn quoted(text: &str) -> String {
    match text.contains(['"', ',', ';', '\n', '\r', '\t', '|']) || text != text.trim() {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text.to_owned(),
    }
}

/// Days before 1900 have no number in a workbook.
fn excel_day(day: Date) -> Option<ExcelDateTime> {
    let year = u16::try_from(day.year()).ok().filter(|year| *year >= 1900)?;
    ExcelDateTime::from_ymd(year, day.month().unsigned_abs(), day.day().unsigned_abs()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_run_is_marked_as_text() {
        for text in ["=1+1", "+84912", "-1", "@SUM(A1)", "\t=1", "'=1"] {
            assert_eq!(guarded(text), format!("'{text}"));
        }
        for text in ["An", "'An", "09187", "a=b"] {
            assert_eq!(guarded(text), text);
        }
        assert_eq!(quoted("a,\"b\""), "\"a,\"\"b\"\"\"");
    }
}
