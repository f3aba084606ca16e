use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};

use memchr::memchr;

use super::package::{Part, part_fault};
use super::text::push_rich_text;
use super::xml::{tag_at, unhide};
use crate::buffer::{Buffer, Filled};
use crate::error::Fault;
use crate::limits::Limits;

/// Every how many strings the offset is kept; the ones between are walked over.
const STRIDE: usize = 4;
const PAGE: usize = 32 << 10;
/// Pages held in memory; programs write the strings in the order of their first use, so few are enough.
const PAGES: usize = 128;

/// The strings that cells name by number, in memory or, when they are many, in a nameless temporary file.
#[derive(Default)]
pub(super) struct SharedStrings {
    count: usize,
    /// Where every fourth string begins.
    offsets: Vec<u64>,
    /// Each string as length and bytes; the tail that is not yet on disk while reading in.
    memory: Vec<u8>,
    disk: Option<Disk>,
}

struct Disk {
    file: File,
    len: u64,
    pages: Vec<Page>,
    /// Where in `pages` the page of a number is held.
    held: Vec<Option<u16>>,
    clock: u64,
}

struct Page {
    number: u64,
    used: u64,
    bytes: Vec<u8>,
}

impl SharedStrings {
    pub(super) fn read(part: Part, name: &str, limits: &Limits) -> Result<Self, Fault> {
        let mut strings = Self::default();
        let mut buffer = Buffer::new(Box::new(part), limits.max_row_bytes);
        let mut text = String::new();
        loop {
            match scan_item(buffer.data(), &mut text) {
                Ok(Item::Text(used)) => {
                    buffer.consume(used);
                    strings.add(&unhide(&text), limits)?;
                }
                Ok(Item::Skip(used)) => buffer.consume(used),
                Ok(Item::More) => match buffer.fill().map_err(|error| part_fault(error, name))? {
                    Filled::More => {}
                    Filled::Full => return Err(Fault::RowTooLong { limit: limits.max_row_bytes }),
                    Filled::AtEnd => break,
                },
                Err(()) => return Err(Fault::Unreadable),
            }
        }
        strings.settle()?;
        Ok(strings)
    }

    fn add(&mut self, text: &str, limits: &Limits) -> Result<(), Fault> {
        if self.count.is_multiple_of(STRIDE) {
            let on_disk = self.disk.as_ref().map_or(0, |disk| disk.len);
            self.offsets.push(on_disk + self.memory.len() as u64);
        }
        self.count += 1;
        self.memory.extend_from_slice(&(text.len() as u32).to_le_bytes());
        self.memory.extend_from_slice(text.as_bytes());
        let allowed = if self.disk.is_some() { 1 << 20 } else { limits.strings_in_memory };
        if self.memory.len() > allowed { self.spill() } else { Ok(()) }
    }

    fn spill(&mut self) -> Result<(), Fault> {
        if self.disk.is_none() {
            self.disk = Some(Disk {
                file: tempfile::tempfile()?,
                len: 0,
                pages: Vec::new(),
                held: Vec::new(),
                clock: 0,
            });
        }
        if let Some(disk) = &mut self.disk {
            disk.file.write_all(&self.memory)?;
            disk.len += self.memory.len() as u64;
            self.memory.clear();
        }
        Ok(())
    }

    fn settle(&mut self) -> Result<(), Fault> {
        if self.disk.is_some() {
            self.spill()?;
            self.memory = Vec::new();
        }
        Ok(())
    }

    /// Appends the string of a number; false where there is none.
    pub(super) fn push(&mut self, index: usize, text: &mut String) -> io::Result<bool> {
        if index >= self.count {
            return Ok(false);
        }
        let mut at = self.offsets[index / STRIDE];
        for _ in 0..index % STRIDE {
            at += 4 + u64::from(self.length_at(at)?);
        }
        let length = self.length_at(at)? as usize;
        let found = match &mut self.disk {
            None => std::str::from_utf8(&self.memory[at as usize + 4..at as usize + 4 + length])
                .map(|found| text.push_str(found)),
            Some(disk) => {
                let mut bytes = vec![0; length];
                disk.copy(at + 4, &mut bytes)?;
                std::str::from_utf8(&bytes).map(|found| text.push_str(found))
            }
        };
        Ok(found.is_ok())
    }

    fn length_at(&mut self, at: u64) -> io::Result<u32> {
        let mut bytes = [0; 4];
        match &mut self.disk {
            None => bytes.copy_from_slice(&self.memory[at as usize..at as usize + 4]),
            Some(disk) => disk.copy(at, &mut bytes)?,
        }
        Ok(u32::from_le_bytes(bytes))
    }
}

impl Disk {
    fn copy(&mut self, mut at: u64, mut into: &mut [u8]) -> io::Result<()> {
        while !into.is_empty() {
            let offset = (at % PAGE as u64) as usize;
            let page = self.page(at / PAGE as u64)?;
            let room = page.len().saturating_sub(offset).min(into.len());
            if room == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            into[..room].copy_from_slice(&page[offset..offset + room]);
            into = &mut into[room..];
            at += room as u64;
        }
        Ok(())
    }

    fn page(&mut self, number: u64) -> io::Result<&[u8]> {
        self.clock += 1;
        let index = number as usize;
        if self.held.len() <= index {
            self.held.resize(index + 1, None);
        }
        if let Some(at) = self.held[index] {
            let page = &mut self.pages[usize::from(at)];
            page.used = self.clock;
            return Ok(&page.bytes);
        }
        let at = self.free_place();
        let page = &mut self.pages[at];
        page.bytes.clear();
        self.file.seek(SeekFrom::Start(number * PAGE as u64))?;
        (&mut self.file).take(PAGE as u64).read_to_end(&mut page.bytes)?;
        (page.number, page.used) = (number, self.clock);
        self.held[index] = u16::try_from(at).ok();
        Ok(&page.bytes)
    }

    /// A place for one more page: a new one, or that of the page not asked for the longest.
    fn free_place(&mut self) -> usize {
        if self.pages.len() < PAGES {
            self.pages.push(Page { number: 0, used: 0, bytes: Vec::with_capacity(PAGE) });
            return self.pages.len() - 1;
        }
        let oldest = (0..PAGES).min_by_key(|&at| self.pages[at].used).unwrap_or(0);
        let number = self.pages[oldest].number as usize;
        self.held[number] = None;
        oldest
    }
}

enum Item {
    /// A string was read; so many bytes are done with.
    Text(usize),
    /// Something else was passed.
    Skip(usize),
    More,
}

/// Reads the next `<si>` of the window into `text`.
fn scan_item(data: &[u8], text: &mut String) -> Result<Item, ()> {
    let Some(start) = memchr(b'<', data) else { return Ok(Item::More) };
    let Some(tag) = tag_at(data, start) else { return Ok(Item::More) };
    if !tag.opens(b"si") {
        return Ok(Item::Skip(tag.end));
    }
    text.clear();
    if tag.empty {
        return Ok(Item::Text(tag.end));
    }
    match push_rich_text(data, tag.end, b"si", text)? {
        Some(end) => Ok(Item::Text(end)),
        None => Ok(Item::More),
    }
}
