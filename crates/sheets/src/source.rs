use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex, PoisonError};

/// The bytes of a file on disk or in memory, which several readers may share.
#[derive(Clone)]
pub(crate) enum Source {
    Disk(Arc<Mutex<File>>, u64),
    Memory(Arc<[u8]>),
}

impl Source {
    pub(crate) fn disk(file: File) -> io::Result<Self> {
        let len = file.metadata()?.len();
        Ok(Source::Disk(Arc::new(Mutex::new(file)), len))
    }

    pub(crate) fn len(&self) -> u64 {
        match self {
            Source::Disk(_, len) => *len,
            Source::Memory(bytes) => bytes.len() as u64,
        }
    }

    /// A reader of `len` bytes from `start` on, with a position of its own.
    pub(crate) fn section(&self, start: u64, len: u64) -> Section {
        let start = start.min(self.len());
        let end = start.saturating_add(len).min(self.len());
        Section { source: self.clone(), start, at: start, end }
    }

    pub(crate) fn whole(&self) -> Section {
        self.section(0, u64::MAX)
    }
}

/// A stretch of a source.
pub(crate) struct Section {
    source: Source,
    start: u64,
    at: u64,
    end: u64,
}

impl Read for Section {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let room = (self.end - self.at).min(into.len() as u64) as usize;
        let count = match &self.source {
            Source::Memory(bytes) => {
                into[..room].copy_from_slice(&bytes[self.at as usize..self.at as usize + room]);
                room
            }
            Source::Disk(file, _) => {
                let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
                file.seek(SeekFrom::Start(self.at))?;
                file.read(&mut into[..room])?
            }
        };
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for Section {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(offset) => self.start.checked_add(offset),
            SeekFrom::End(offset) => self.end.checked_add_signed(offset),
            SeekFrom::Current(offset) => self.at.checked_add_signed(offset),
        };
        match at {
            Some(at) if at >= self.start => {
                self.at = at.min(self.end);
                Ok(self.at - self.start)
            }
            _ => Err(io::Error::new(io::ErrorKind::InvalidInput, "seek before the start")),
        }
    }
}
