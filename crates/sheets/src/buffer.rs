use std::io::{self, Read};

/// The first read, and the least that every later one asks for.
const CHUNK: usize = 128 * 1024;

/// A window over a stream that a scanner reads, consumes from and asks to be widened.
pub(crate) struct Buffer {
    reader: Box<dyn Read + Send>,
    bytes: Vec<u8>,
    start: usize,
    end: usize,
    limit: usize,
}

/// What came of asking for more.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Filled {
    More,
    AtEnd,
    /// The window is as wide as it may be.
    Full,
}

impl Buffer {
    pub(crate) fn new(reader: Box<dyn Read + Send>, limit: usize) -> Self {
        Self { reader, bytes: Vec::new(), start: 0, end: 0, limit: limit.max(CHUNK) }
    }

    pub(crate) fn data(&self) -> &[u8] {
        &self.bytes[self.start..self.end]
    }

    pub(crate) fn consume(&mut self, count: usize) {
        self.start += count.min(self.end - self.start);
    }

    /// Widens the window by what the stream has; twice as wide each time nothing was consumed between.
    pub(crate) fn fill(&mut self) -> io::Result<Filled> {
        let kept = self.end - self.start;
        if kept >= self.limit {
            return Ok(Filled::Full);
        }
        self.bytes.copy_within(self.start..self.end, 0);
        (self.start, self.end) = (0, kept);
        let wanted = (kept * 2).max(CHUNK).min(self.limit);
        if self.bytes.len() < wanted {
            self.bytes.resize(wanted, 0);
        }
        while self.end < wanted {
            match self.reader.read(&mut self.bytes[self.end..wanted]) {
                Ok(0) => break,
                Ok(count) => self.end += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(if self.end > kept { Filled::More } else { Filled::AtEnd })
    }
}
