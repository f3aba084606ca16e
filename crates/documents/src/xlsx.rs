//! Writes the figures of the daily report as a workbook: numbers as numbers, dates as dates, text never as a formula.

mod tables;

use jiff::civil::{Date, DateTime};
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet,
};
use taicho_model::Words;

use crate::clean::Cleaner;
use crate::daily::DailyReport;
use crate::error::{DocumentError, Export};
use crate::form::DEMO_FOOTER;

/// One sheet: a name, lines above the table, and the table.
struct Sheet {
    name: &'static str,
    above: Vec<String>,
    columns: Vec<Column>,
    rows: Vec<Vec<Value>>,
}

/// A heading and a width in characters.
struct Column(&'static str, f64);

enum Value {
    Text(String),
    Whole(u64),
    Number(f64, u8),
    Date(Date),
    Moment(DateTime),
    Empty,
}

/// Points of one line of text.
const LINE_HEIGHT: f64 = 15.75;

/// What the format allows.
const HIGHEST_ROW: f64 = 409.0;

/// The most that a cell may hold, with room for the mark of a cut.
const LONGEST_TEXT: usize = 32_000;

impl DailyReport {
    /// Writes the figures as XLSX; the same report always gives the same bytes.
    pub fn to_xlsx(&self) -> Result<Export, DocumentError> {
        let mut workbook = Workbook::new();
        let created = excel_date(self.date).map(|day| {
            DocProperties::new()
                .set_title(format!("Báo cáo {}", self.title.vi))
                .set_author(&self.issuer.name)
                .set_creation_datetime(&day)
        });
        workbook.set_properties(&created.unwrap_or_default());
        let mut writer = Writer::new(self.demo_notice.is_some());
        for sheet in tables::sheets(self) {
            writer.write(workbook.add_worksheet(), sheet)?;
        }
        let bytes = workbook.save_to_buffer()?;
        let mut notes = writer.cleaner.notes();
        notes.extend(writer.cut.then(|| {
            Words::new(
                format!("Có nội dung dài hơn {LONGEST_TEXT} ký tự đã bị cắt bớt trong bảng tính."),
                format!("Text longer than {LONGEST_TEXT} characters was cut in the spreadsheet."),
            )
        }));
        Ok(Export { bytes, notes })
    }
}

struct Writer {
    cleaner: Cleaner<'static>,
    cut: bool,
    is_demo: bool,
    plain: Format,
    bold: Format,
    head: Format,
}

impl Writer {
    fn new(is_demo: bool) -> Self {
        let plain = Format::new().set_font_name("Times New Roman").set_font_size(12.0);
        let bold = plain.clone().set_bold();
        let plain = plain.set_align(FormatAlign::Top).set_border(FormatBorder::Thin);
        let head = plain
            .clone()
            .set_bold()
            .set_text_wrap()
            .set_align(FormatAlign::Center)
            .set_align(FormatAlign::VerticalCenter)
            .set_background_color("#DDE8F0");
        Self { cleaner: Cleaner::new(&|_| true), cut: false, is_demo, plain, bold, head }
    }

    fn write(&mut self, page: &mut Worksheet, sheet: Sheet) -> Result<(), DocumentError> {
        page.set_name(sheet.name)?;
        let mut row = 0;
        for line in sheet.above {
            let line = self.text(line);
            page.write_string_with_format(row, 0, &line, &quoted(&self.bold, &line))?;
            row += 1;
        }
        let heads: Vec<Value> =
            sheet.columns.iter().map(|column| Value::Text(column.0.to_owned())).collect();
        page.set_row_height(row, row_height(&sheet.columns, &heads))?;
        for (column, Column(head, width)) in (0_u16..).zip(&sheet.columns) {
            page.write_string_with_format(row, column, *head, &self.head)?;
            page.set_column_width(column, *width)?;
        }
        let last_column = u16::try_from(sheet.columns.len()).unwrap_or(1).saturating_sub(1);
        page.set_freeze_panes(row + 1, 0)?.set_repeat_rows(row, row)?;
        if !sheet.rows.is_empty() {
            let last_row = row + u32::try_from(sheet.rows.len()).unwrap_or(u32::MAX - row);
            page.autofilter(row, 0, last_row, last_column)?;
        }
        page.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
        page.set_footer(if self.is_demo {
            format!("&C&\"Times New Roman\"{DEMO_FOOTER}")
        } else {
            "&C&P".to_owned()
        });
        for values in sheet.rows {
            row += 1;
            page.set_row_height(row, row_height(&sheet.columns, &values))?;
            for (column, value) in (0_u16..).zip(values) {
                self.value(page, (row, column), value)?;
            }
        }
        Ok(())
    }

    fn value(
        &mut self,
        page: &mut Worksheet,
        at: (u32, u16),
        value: Value,
    ) -> Result<(), DocumentError> {
        let (row, column) = at;
        match value {
            Value::Text(text) => self.cell_text(page, at, text)?,
            Value::Whole(whole) => {
                let format = self.plain.clone().set_num_format("#,##0");
                page.write_number_with_format(row, column, whole as f64, &format)?;
            }
            Value::Number(number, decimals) if number.is_finite() => {
                let format = self.plain.clone().set_num_format(decimal_format(decimals));
                page.write_number_with_format(row, column, number, &format)?;
            }
            Value::Date(date) => match excel_date(date) {
                Some(day) => {
                    let format = self.plain.clone().set_num_format("dd/mm/yyyy");
                    page.write_datetime_with_format(row, column, day, &format)?;
                }
                None => self.cell_text(page, at, date.to_string())?,
            },
            Value::Moment(moment) => match excel_moment(moment) {
                Some(instant) => {
                    let format = self.plain.clone().set_num_format("dd/mm/yyyy hh:mm");
                    page.write_datetime_with_format(row, column, instant, &format)?;
                }
                None => self.cell_text(page, at, moment.to_string())?,
            },
            Value::Empty | Value::Number(..) => {
                page.write_blank(row, column, &self.plain)?;
            }
        }
        Ok(())
    }

    fn cell_text(
        &mut self,
        page: &mut Worksheet,
        at: (u32, u16),
        text: String,
    ) -> Result<(), DocumentError> {
        let text = self.text(text);
        let format =
            quoted(&self.plain, &text).set_text_wrap().set_align(FormatAlign::Left).set_indent(1);
        page.write_string_with_format(at.0, at.1, &text, &format)?;
        Ok(())
    }

    fn text(&mut self, mut text: String) -> String {
        self.cleaner.clean(&mut text);
        // The limit counts UTF-16 units, of which no character has more than two.
        if text.encode_utf16().count() > LONGEST_TEXT {
            text = text.chars().take(LONGEST_TEXT / 2).chain(['…']).collect();
            self.cut = true;
        }
        text
    }
}

/// The height at which the longest text of a row shows whole, in points; not every program fits rows by itself.
fn row_height(columns: &[Column], values: &[Value]) -> f64 {
    let lines = columns.iter().zip(values).map(|(Column(_, width), value)| match value {
        // Two characters of the width go to the cell's edges and to words that do not fill a line.
        Value::Text(text) => (text.chars().count() as f64 / (width - 2.0)).ceil(),
        _ => 1.0,
    });
    (lines.fold(1.0, f64::max) * LINE_HEIGHT + 3.0).min(HIGHEST_ROW)
}

/// Keeps text that looks like a formula text, even after someone edits the cell.
fn quoted(format: &Format, text: &str) -> Format {
    let format = format.clone();
    if text.trim_start().starts_with(['=', '+', '-', '@']) {
        format.set_quote_prefix()
    } else {
        format
    }
}

fn decimal_format(decimals: u8) -> String {
    match decimals {
        0 => "#,##0".to_owned(),
        some => format!("#,##0.{}", "0".repeat(usize::from(some.min(15)))),
    }
}

/// A date that a spreadsheet can count, which is one from 1900 on.
fn excel_date(date: Date) -> Option<ExcelDateTime> {
    let year = u16::try_from(date.year()).ok()?;
    ExcelDateTime::from_ymd(year, u8::try_from(date.month()).ok()?, u8::try_from(date.day()).ok()?)
        .ok()
}

fn excel_moment(moment: DateTime) -> Option<ExcelDateTime> {
    let hour = u16::try_from(moment.hour()).ok()?;
    excel_date(moment.date())?.and_hms(hour, u8::try_from(moment.minute()).ok()?, 0.0).ok()
}
