use std::collections::VecDeque;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use taicho_model::Note;

use crate::csv::CsvReader;
use crate::encoding::Encoding;
use crate::error::{Fault, Location, SheetError, column_letters};
use crate::header::{LOOKAHEAD, find_header};
use crate::input::{at_file, check_name, name_of, open_input};
use crate::limits::Limits;
use crate::row::Row;
use crate::sniff::{HEAD, Sniffed, sniff};
use crate::source::Source;
use crate::xlsx::{SheetReader, Workbook};

/// What a caller may ask for beyond the plain reading of a file.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The sheet by its name; otherwise the first visible one.
    pub sheet: Option<String>,
    /// The row of the headings as Excel numbers it; otherwise it is found.
    pub header_row: Option<u32>,
    /// The bounds.
    pub limits: Limits,
}

/// What kind of file a table came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableKind {
    /// Separated text.
    Csv,
    /// A workbook.
    Xlsx,
}

/// A table that is being read, row by row.
pub struct Table {
    file: String,
    sheet: Option<String>,
    sheets: Vec<String>,
    header: Vec<String>,
    header_row: u32,
    notes: Vec<Note>,
    pending: VecDeque<Row>,
    reader: Reader,
}

enum Reader {
    Csv(CsvReader),
    Xlsx(Box<SheetReader>),
}

impl Table {
    /// Opens a file; what it is, its content says and not its name.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, SheetError> {
        Self::open_with(path, &Options::default())
    }

    /// Opens a file with wishes.
    pub fn open_with(path: impl AsRef<Path>, options: &Options) -> Result<Self, SheetError> {
        let path = path.as_ref();
        Self::from_file(&name_of(path), open_input(path)?, options)
    }

    /// Reads a file that is open, under the name that people know it by.
    pub fn from_file(name: &str, file: File, options: &Options) -> Result<Self, SheetError> {
        let source = Source::disk(file).map_err(|error| at_file(name, error.into()))?;
        Self::from_source(name.to_string(), source, options)
    }

    /// Reads a file that is in memory, such as an upload, under the name that people know it by.
    pub fn from_bytes(
        name: &str,
        bytes: impl Into<Arc<[u8]>>,
        options: &Options,
    ) -> Result<Self, SheetError> {
        Self::from_source(name.to_string(), Source::Memory(bytes.into()), options)
    }

    fn from_source(file: String, source: Source, options: &Options) -> Result<Self, SheetError> {
        check_name(&file)?;
        let mut table = Opened::open(&source, options).map_err(|(sheet, fault)| {
            let mut error = at_file(&file, fault);
            error.location.sheet = sheet;
            error
        })?;
        let location = |row: Option<u32>| Location {
            file: file.clone(),
            sheet: table.sheet.clone(),
            row,
            ..Location::default()
        };
        let mut rows: Vec<Row> = Vec::new();
        let mut row = Row::new();
        loop {
            match table.reader.next_row(&mut row) {
                Ok(true) if row.is_blank() => continue,
                Ok(true) => rows.push(std::mem::take(&mut row)),
                Ok(false) => break,
                Err(fault) => {
                    let location = location(Some(table.reader.last_row().max(1))).into();
                    return Err(SheetError { location, fault });
                }
            }
            if rows.len() == LOOKAHEAD {
                break;
            }
        }
        if rows.is_empty() {
            return Err(SheetError { location: location(None).into(), fault: Fault::Empty });
        }
        let header = find_header(&rows, options.header_row).map_err(|(row, fault)| {
            let mut location = location(row);
            if let Fault::DuplicateHeader { second, .. } = &fault {
                location.column = Some(second.clone());
            }
            SheetError { location: location.into(), fault }
        })?;
        rows.drain(..header.rows);
        if header.joined {
            table.notes.push(joined_note(header.row));
        }
        Ok(Self {
            file,
            sheet: table.sheet,
            sheets: table.sheets,
            header: header.names,
            header_row: header.row,
            notes: table.notes,
            pending: rows.into(),
            reader: table.reader,
        })
    }

    /// The headings, one for each column from the first on; a column without one has the empty text.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// The number of the row in which the headings stand.
    pub fn header_row(&self) -> u32 {
        self.header_row
    }

    /// Reads the next row that is not blank into `row`; false at the end.
    pub fn next_row(&mut self, row: &mut Row) -> Result<bool, SheetError> {
        if let Some(mut first) = self.pending.pop_front() {
            std::mem::swap(row, &mut first);
            return Ok(true);
        }
        loop {
            match self.reader.next_row(row) {
                Ok(true) if row.is_blank() => {}
                Ok(more) => return Ok(more),
                Err(fault) => {
                    let mut location =
                        self.location(self.reader.last_row() + u32::from(self.is_xlsx()), None);
                    location.column = None;
                    return Err(SheetError { location: location.into(), fault });
                }
            }
        }
    }

    fn is_xlsx(&self) -> bool {
        matches!(self.reader, Reader::Xlsx(_))
    }

    /// What kind of file it is.
    pub fn kind(&self) -> TableKind {
        if self.is_xlsx() { TableKind::Xlsx } else { TableKind::Csv }
    }

    /// The file's name, without its folder.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The name of the sheet, in a workbook.
    pub fn sheet(&self) -> Option<&str> {
        self.sheet.as_deref()
    }

    /// The names of the visible sheets, in a workbook.
    pub fn sheets(&self) -> &[String] {
        &self.sheets
    }

    /// The detected encoding of a text file.
    pub fn encoding(&self) -> Option<Encoding> {
        match &self.reader {
            Reader::Csv(reader) => Some(reader.encoding()),
            Reader::Xlsx(_) => None,
        }
    }

    /// What a person should know about the file as a whole; complete once the last row was read.
    pub fn notes(&self) -> Vec<Note> {
        let mut notes = self.notes.clone();
        if let Reader::Xlsx(reader) = &self.reader
            && reader.met_legacy_font()
        {
            notes.push(font_note());
        }
        notes
    }

    /// The place of a cell for a message: its row, and its column counted from 0.
    pub fn location(&self, row: u32, column: Option<usize>) -> Location {
        let header =
            column.and_then(|column| self.header.get(column)).filter(|name| !name.is_empty());
        Location {
            file: self.file.clone(),
            sheet: self.sheet.clone(),
            row: Some(row),
            column: column.map(column_letters),
            header: header.cloned(),
        }
    }
}

impl Reader {
    fn next_row(&mut self, row: &mut Row) -> Result<bool, Fault> {
        match self {
            Reader::Csv(reader) => reader.next_row(row),
            Reader::Xlsx(reader) => reader.next_row(row),
        }
    }

    fn last_row(&self) -> u32 {
        match self {
            Reader::Csv(reader) => reader.last_row(),
            Reader::Xlsx(reader) => reader.last_row(),
        }
    }
}

/// A file whose rows can be read but whose headings were not looked for yet.
struct Opened {
    sheet: Option<String>,
    sheets: Vec<String>,
    notes: Vec<Note>,
    reader: Reader,
}

impl Opened {
    fn open(source: &Source, options: &Options) -> Result<Self, (Option<String>, Fault)> {
        let mut head = Vec::new();
        let read = source.section(0, HEAD).read_to_end(&mut head);
        read.map_err(|error| (None, error.into()))?;
        if head.is_empty() {
            return Err((None, Fault::Empty));
        }
        match sniff(&head) {
            Sniffed::Foreign(kind) => Err((None, kind.fault())),
            Sniffed::Zip => Self::workbook(source, options),
            Sniffed::Text => {
                let (reader, notes) =
                    CsvReader::open(source, &options.limits).map_err(|fault| (None, fault))?;
                Ok(Self { sheet: None, sheets: Vec::new(), notes, reader: Reader::Csv(reader) })
            }
        }
    }

    fn workbook(source: &Source, options: &Options) -> Result<Self, (Option<String>, Fault)> {
        let book = Workbook::open(source.clone()).map_err(|fault| (None, fault))?;
        let visible = book.sheets.iter().filter(|sheet| sheet.visible);
        let sheets: Vec<String> = visible.map(|sheet| sheet.name.clone()).collect();
        let found = match &options.sheet {
            Some(wanted) => book.sheets.iter().position(|sheet| sheet.name == *wanted),
            None => book.sheets.iter().position(|sheet| sheet.visible),
        };
        let Some(index) = found else {
            return Err((
                None,
                match &options.sheet {
                    Some(wanted) => Fault::NoSheet { wanted: wanted.clone(), have: sheets },
                    None => Fault::Empty,
                },
            ));
        };
        let sheet = Some(book.sheets[index].name.clone());
        let reader = book.read(index, &options.limits).map_err(|fault| (sheet.clone(), fault))?;
        Ok(Self { sheet, sheets, notes: Vec::new(), reader: Reader::Xlsx(Box::new(reader)) })
    }
}

fn joined_note(row: u32) -> Note {
    Note::new(
        "header.joined",
        format!("tiêu đề hai tầng ở dòng {row} đã được ghép, ví dụ “Địa chỉ / Phường”"),
        format!("the two-storey headings at row {row} were joined, as in “Address / Ward”"),
    )
}

fn font_note() -> Note {
    Note::new(
        "encoding.legacy_font",
        "có ô dùng phông chữ cũ (.VnTime hoặc VNI); đã chuyển sang Unicode",
        "there are cells in a legacy font (.VnTime or VNI); they were converted to Unicode",
    )
}
