use std::io::{self, Read};

use memchr::{memchr, memchr3};
use taicho_model::Note;

use crate::buffer::{Buffer, Filled};
use crate::encoding::{Charset, Encoding, decode_utf16, detect};
use crate::error::Fault;
use crate::limits::Limits;
use crate::row::Row;
use crate::source::{Section, Source};

/// Bytes in which the separator is looked for.
const SAMPLE: usize = 64 << 10;
/// Separators that offices use, the likelier first.
const SEPARATORS: [u8; 4] = *b",;\t|";

/// Reads the records of a separated text file.
pub(crate) struct CsvReader {
    buffer: Buffer,
    encoding: Encoding,
    separator: u8,
    max_columns: usize,
    row: u32,
    at_end: bool,
    spans: Vec<Span>,
}

/// One field in the window.
#[derive(Clone, Copy)]
struct Span {
    start: usize,
    end: usize,
    /// Whether it has quotation marks to take away.
    quoted: bool,
}

enum Scan {
    Record(usize),
    More,
    OpenQuote,
}

impl CsvReader {
    pub(crate) fn open(source: &Source, limits: &Limits) -> Result<(Self, Vec<Note>), Fault> {
        let detected = detect(source)?;
        let section = source.section(detected.mark, u64::MAX);
        let reader: Box<dyn Read + Send> = match detected.encoding.charset {
            Charset::Utf16Le => Box::new(Utf16::new(section, true)),
            Charset::Utf16Be => Box::new(Utf16::new(section, false)),
            _ => Box::new(section),
        };
        let mut buffer = Buffer::new(reader, limits.max_row_bytes);
        let at_end = fill(&mut buffer)? != Filled::More;
        let mut reader = Self {
            buffer,
            encoding: detected.encoding,
            separator: b',',
            max_columns: limits.max_columns,
            row: 0,
            at_end,
            spans: Vec::new(),
        };
        reader.separator = reader.find_separator();
        Ok((reader, detected.notes))
    }

    pub(crate) fn encoding(&self) -> Encoding {
        self.encoding
    }

    pub(crate) fn last_row(&self) -> u32 {
        self.row
    }

    pub(crate) fn next_row(&mut self, row: &mut Row) -> Result<bool, Fault> {
        loop {
            let data = self.buffer.data();
            if data.is_empty() && self.at_end {
                return Ok(false);
            }
            match scan(data, self.at_end, self.separator, &mut self.spans) {
                Scan::Record(used) => {
                    self.row = self.row.saturating_add(1);
                    row.clear(self.row);
                    self.fill_row(row)?;
                    self.buffer.consume(used);
                    return Ok(true);
                }
                Scan::More => match fill(&mut self.buffer)? {
                    Filled::More => {}
                    Filled::AtEnd => self.at_end = true,
                    Filled::Full => {
                        self.row += 1;
                        let open = data_opens_quote(self.buffer.data(), self.separator);
                        let limit = self.buffer.data().len();
                        return Err(if open {
                            Fault::OpenQuote
                        } else {
                            Fault::RowTooLong { limit }
                        });
                    }
                },
                Scan::OpenQuote => {
                    self.row += 1;
                    return Err(Fault::OpenQuote);
                }
            }
        }
    }

    fn fill_row(&self, row: &mut Row) -> Result<(), Fault> {
        let data = self.buffer.data();
        for (column, span) in self.spans.iter().enumerate() {
            let mut bytes = &data[span.start..span.end];
            let start = row.text().len();
            if span.quoted {
                // The text up to the closing mark with doubled marks made single; what follows it stays as it is.
                bytes = &bytes[1..];
                while let Some(mark) = memchr(b'"', bytes) {
                    let doubled = bytes.get(mark + 1) == Some(&b'"');
                    let piece = &bytes[..mark + usize::from(doubled)];
                    self.push(piece, row)?;
                    bytes = &bytes[mark + 1 + usize::from(doubled)..];
                    if !doubled {
                        break;
                    }
                }
            }
            self.push(bytes, row)?;
            if row.text().len() > start {
                if column >= self.max_columns {
                    return Err(Fault::TooManyColumns { limit: self.max_columns });
                }
                row.put_text(column, start, self.encoding.font, false);
            }
        }
        Ok(())
    }

    fn push(&self, bytes: &[u8], row: &mut Row) -> Result<(), Fault> {
        if self.encoding.push(bytes, row.text()) { Ok(()) } else { Err(Fault::Unreadable) }
    }

    /// The separator that Excel's `sep=` line names, else the one that cuts most records into equally many fields.
    fn find_separator(&mut self) -> u8 {
        let data = self.buffer.data();
        if let Some(named) = data.strip_prefix(b"sep=").and_then(|rest| rest.first().copied()) {
            let line = memchr(b'\n', data).map_or(data.len(), |end| end + 1);
            if line <= 7 {
                self.buffer.consume(line);
                return named;
            }
        }
        let sample = &data[..data.len().min(SAMPLE)];
        let mut best = (0, b',');
        for separator in SEPARATORS {
            let score = even_records(sample, self.at_end, separator);
            if score > best.0 {
                best = (score, separator);
            }
        }
        best.1
    }
}

/// How many of the first records agree on their number of fields, and on how many; 0 where nothing is cut.
fn even_records(mut sample: &[u8], at_end: bool, separator: u8) -> usize {
    let mut spans = Vec::new();
    let mut counts = Vec::new();
    while counts.len() < 30 {
        match scan(sample, at_end, separator, &mut spans) {
            Scan::Record(used) => {
                counts.push(spans.len());
                sample = &sample[used..];
                if sample.is_empty() {
                    break;
                }
            }
            Scan::More | Scan::OpenQuote => break,
        }
    }
    let agreeing = |count: usize| counts.iter().filter(|found| **found == count).count();
    counts
        .iter()
        .filter(|count| **count > 1)
        .map(|count| agreeing(*count) * 1000 + (*count).min(999))
        .max()
        .unwrap_or(0)
}

/// Cuts the next record of the window into fields.
fn scan(data: &[u8], at_end: bool, separator: u8, spans: &mut Vec<Span>) -> Scan {
    spans.clear();
    let mut at = 0;
    loop {
        let start = at;
        let quoted = data.get(at) == Some(&b'"');
        if quoted {
            match closing_quote(data, at + 1) {
                Some(end) if end < data.len() || at_end => at = end,
                Some(_) => return Scan::More,
                None if at_end => return Scan::OpenQuote,
                None => return Scan::More,
            }
        }
        let Some(length) = memchr3(separator, b'\n', b'\r', &data[at..]) else {
            if !at_end {
                return Scan::More;
            }
            // Ctrl-Z closes the files of old programs.
            let end = data.len() - usize::from(data.last() == Some(&0x1A) && !quoted);
            spans.push(Span { start, end: end.max(start), quoted });
            return Scan::Record(data.len());
        };
        let end = at + length;
        spans.push(Span { start, end, quoted });
        at = end + 1;
        match data[end] {
            b'\n' => return Scan::Record(at),
            b'\r' if separator != b'\r' => match data.get(at) {
                Some(b'\n') => return Scan::Record(at + 1),
                None if !at_end => return Scan::More,
                _ => return Scan::Record(at),
            },
            _ => {}
        }
    }
}

/// The offset after the quotation mark that closes a field.
fn closing_quote(data: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let mark = at + memchr(b'"', data.get(at..)?)?;
        if data.get(mark + 1) != Some(&b'"') {
            return Some(mark + 1);
        }
        at = mark + 2;
    }
}

fn data_opens_quote(data: &[u8], separator: u8) -> bool {
    matches!(scan(data, true, separator, &mut Vec::new()), Scan::OpenQuote)
}

fn fill(buffer: &mut Buffer) -> Result<Filled, Fault> {
    buffer.fill().map_err(|error| match error.kind() {
        io::ErrorKind::InvalidData => Fault::Unreadable,
        _ => Fault::Io(error),
    })
}

/// Gives UTF-16 as UTF-8.
struct Utf16 {
    inner: Section,
    little: bool,
    carried: Vec<u8>,
    text: String,
    given: usize,
}

impl Utf16 {
    fn new(inner: Section, little: bool) -> Self {
        Self { inner, little, carried: Vec::new(), text: String::new(), given: 0 }
    }

    /// Whether the last unit waits for its other half.
    fn ends_high(&self) -> bool {
        let pair = &self.carried[self.carried.len().saturating_sub(2)..];
        let high = pair.get(usize::from(self.little)).copied().unwrap_or(0);
        (0xD8..0xDC).contains(&high)
    }
}

impl Read for Utf16 {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.given == self.text.len() {
            self.text.clear();
            self.given = 0;
            let before = self.carried.len();
            (&mut self.inner).take(64 << 10).read_to_end(&mut self.carried)?;
            let at_end = self.carried.len() == before;
            let odd = self.carried.split_off(self.carried.len() / 2 * 2);
            let hold = if self.ends_high() && !at_end { 2 } else { 0 };
            let whole = self.carried.len() - hold;
            if !decode_utf16(&self.carried[..whole], self.little, &mut self.text)
                || (at_end && !odd.is_empty())
            {
                return Err(io::ErrorKind::InvalidData.into());
            }
            self.carried.drain(..whole);
            self.carried.extend_from_slice(&odd);
        }
        let room = into.len().min(self.text.len() - self.given);
        into[..room].copy_from_slice(&self.text.as_bytes()[self.given..self.given + room]);
        self.given += room;
        Ok(room)
    }
}
