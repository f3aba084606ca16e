//! Workbooks: the package, its directory of sheets, and the scanner of one sheet.

mod package;
mod sheet;
mod strings;
mod styles;
mod text;
mod workbook;
mod xml;

pub(crate) use sheet::SheetReader;
pub(crate) use workbook::Workbook;
