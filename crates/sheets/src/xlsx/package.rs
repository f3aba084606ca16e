use std::collections::BTreeMap;
use std::io::{self, BufReader, Read};

use flate2::Crc;
use flate2::read::DeflateDecoder;
use zip::{CompressionMethod, ZipArchive};

use crate::error::Fault;
use crate::source::{Section, Source};

/// More parts than any workbook has.
const MAX_PARTS: usize = 20_000;
/// Inflated bytes up to which no ratio is asked about.
const FREE_BYTES: u64 = 32 << 20;
/// Deflate reaches 1,032; a sheet of nothing but empty formatted cells about 100.
const MAX_RATIO: u64 = 250;
/// More than the largest sheet that Excel itself can hold.
const MAX_INFLATED: u64 = 16 << 30;
/// Parts that are held whole in memory are small in every honest workbook.
const MAX_WHOLE: u64 = 32 << 20;

/// A zip file whose parts can be read one beside another.
pub(crate) struct Package {
    source: Source,
    archive: ZipArchive<BufReader<Section>>,
    /// Index by name in lower case with forward slashes, since some programs write neither.
    names: BTreeMap<String, usize>,
}

impl Package {
    pub(crate) fn open(source: Source) -> Result<Self, Fault> {
        let archive =
            ZipArchive::new(BufReader::new(source.whole())).map_err(|_| Fault::Truncated)?;
        if archive.len() > MAX_PARTS {
            return Err(Fault::ZipBomb { inflated: archive.len() as u64, packed: source.len() });
        }
        let mut names = BTreeMap::new();
        for (index, raw) in archive.file_names_raw().enumerate() {
            names.insert(plain_name(&String::from_utf8_lossy(raw)), index);
        }
        Ok(Self { source, archive, names })
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.names.contains_key(&plain_name(name))
    }

    /// A reader of the inflated part, or none where the package has no such part.
    pub(crate) fn part(&mut self, name: &str) -> Result<Option<Part>, Fault> {
        let Some(&index) = self.names.get(&plain_name(name)) else { return Ok(None) };
        let damaged = || Fault::Damaged { part: name.to_string() };
        let entry = self.archive.by_index_raw(index).map_err(|_| Fault::Truncated)?;
        let (packed, size, crc) = (entry.compressed_size(), entry.size(), entry.crc32());
        let start = entry.data_start().ok_or(Fault::Truncated)?;
        let (method, encrypted) = (entry.compression(), entry.encrypted());
        drop(entry);
        if start.saturating_add(packed) > self.source.len() {
            return Err(Fault::Truncated);
        }
        let section = self.source.section(start, packed);
        let inner = match method {
            _ if encrypted => return Err(damaged()),
            CompressionMethod::Stored => Inner::Stored(section),
            CompressionMethod::Deflated => {
                Inner::Deflated(DeflateDecoder::new_with_buf(section, vec![0; 64 << 10]))
            }
            _ => return Err(damaged()),
        };
        Ok(Some(Part { inner, packed, size, crc, seen: Crc::new(), inflated: 0 }))
    }

    /// A small part as a whole.
    pub(crate) fn whole(&mut self, name: &str) -> Result<Option<Vec<u8>>, Fault> {
        let Some(part) = self.part(name)? else { return Ok(None) };
        let packed = part.packed;
        let mut bytes = Vec::new();
        part.take(MAX_WHOLE + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| part_fault(error, name))?;
        if bytes.len() as u64 > MAX_WHOLE {
            return Err(Fault::ZipBomb { inflated: bytes.len() as u64, packed });
        }
        Ok(Some(bytes))
    }
}

fn plain_name(name: &str) -> String {
    name.trim_start_matches(['/', '\\']).replace('\\', "/").to_ascii_lowercase()
}

/// Tells a bomb, a cut and a damaged part from other trouble while inflating.
pub(crate) fn part_fault(error: io::Error, name: &str) -> Fault {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => Fault::Truncated,
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => {
            Fault::Damaged { part: name.to_string() }
        }
        io::ErrorKind::FileTooLarge => {
            match error.get_ref().and_then(|inner| inner.downcast_ref::<Bomb>()) {
                Some(bomb) => Fault::ZipBomb { inflated: bomb.inflated, packed: bomb.packed },
                None => Fault::Io(error),
            }
        }
        _ => Fault::Io(error),
    }
}

#[derive(Debug, thiserror::Error)]
#[error("inflates beyond the limit")]
struct Bomb {
    inflated: u64,
    packed: u64,
}

/// One part while it inflates, counted and checked against its sum.
pub(crate) struct Part {
    inner: Inner,
    packed: u64,
    size: u64,
    crc: u32,
    seen: Crc,
    inflated: u64,
}

enum Inner {
    Stored(Section),
    Deflated(DeflateDecoder<Section>),
}

impl Read for Part {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if into.is_empty() {
            return Ok(0);
        }
        let count = match &mut self.inner {
            Inner::Stored(section) => section.read(into)?,
            Inner::Deflated(decoder) => decoder.read(into)?,
        };
        self.inflated += count as u64;
        self.seen.update(&into[..count]);
        let bloated = self.inflated > FREE_BYTES && self.inflated / MAX_RATIO > self.packed;
        if bloated || self.inflated > MAX_INFLATED {
            let bomb = Bomb { inflated: self.inflated, packed: self.packed };
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, bomb));
        }
        if count == 0 && self.inflated < self.size {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if count == 0 && self.seen.sum() != self.crc {
            return Err(io::ErrorKind::InvalidData.into());
        }
        Ok(count)
    }
}
