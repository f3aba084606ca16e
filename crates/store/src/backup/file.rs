//! The file of a backup, read and written in constant memory.

use std::io::{BufRead as _, BufReader, Read, Seek, SeekFrom, Take, Write};

use age::secrecy::SecretString;
use age::stream::StreamWriter;
use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use sha2::{Digest as _, Sha256};

use super::{BackupError, FORMAT, Header, Lock, Made, Opener};
use crate::change::hex;

const MAGIC: &str = "taicho-backup ";
const END: &str = "\ntaicho-backup-end ";
/// The end, a digest of 64 digits and the end of the line.
const TRAILER: usize = END.len() + 64 + 1;

/// A line of JSON is no longer than this: it holds seals, one of some hundred bytes for each day.
const LONGEST_HEADER: u64 = 64 * 1024 * 1024;

/// The cost of trying out a passphrase, as a power of two: a quarter of a second and 64 MiB.
const WORK: u8 = 16;
/// What is read was perhaps written with more.
const MOST_WORK: u8 = 20;

/// Writes a backup: the database goes in by `write`, and `finish` ends it.
pub(crate) struct Writer<W: Write> {
    deflate: ZlibEncoder<Sink<W>>,
    header: Header,
    database: Sha256,
    database_bytes: u64,
}

enum Sink<W: Write> {
    Open(Summed<W>),
    Locked(Box<StreamWriter<Summed<W>>>),
}

/// Counts and digests what passes.
struct Summed<W> {
    out: W,
    hasher: Sha256,
    bytes: u64,
}

impl<W: Write> Writer<W> {
    pub(crate) fn begin(out: W, header: Header, lock: &Lock) -> Result<Self, BackupError> {
        lock.check()?;
        let mut out = Summed { out, hasher: Sha256::new(), bytes: 0 };
        let line = serde_json::to_string(&header).expect("a header has a text") + "\n";
        out.write_all(format!("{MAGIC}{FORMAT}\n{line}").as_bytes())?;
        let sink = match lock {
            Lock::Open => Sink::Open(out),
            Lock::Passphrase(text) => {
                let mut recipient = age::scrypt::Recipient::new(SecretString::from(text.clone()));
                recipient.set_work_factor(WORK);
                Sink::Locked(Box::new(locked(out, &[&recipient])?))
            }
            Lock::Keys(keys) => {
                let recipients = keys.iter().map(|key| {
                    let unread = |_| BackupError::NotAKey(key.clone());
                    key.parse::<age::x25519::Recipient>().map_err(unread)
                });
                let recipients = recipients.collect::<Result<Vec<_>, _>>()?;
                let recipients: Vec<_> =
                    recipients.iter().map(|key| key as &dyn age::Recipient).collect();
                Sink::Locked(Box::new(locked(out, &recipients)?))
            }
        };
        let mut deflate = ZlibEncoder::new(sink, Compression::new(3));
        deflate.write_all(line.as_bytes())?;
        Ok(Self { deflate, header, database: Sha256::new(), database_bytes: 0 })
    }

    /// Ends the file and gives what it was written to back.
    pub(crate) fn finish(self) -> Result<(Made, W), BackupError> {
        let mut out = match self.deflate.finish()? {
            Sink::Open(out) => out,
            Sink::Locked(stream) => stream.finish()?,
        };
        let digest = hex(&out.hasher.clone().finalize());
        out.write_all(format!("{END}{digest}\n").as_bytes())?;
        out.flush()?;
        let made = Made {
            header: self.header,
            database_bytes: self.database_bytes,
            bytes: out.bytes,
            database_digest: hex(&self.database.finalize()),
            digest,
        };
        Ok((made, out.out))
    }
}

fn locked<W: Write>(
    out: Summed<W>,
    recipients: &[&dyn age::Recipient],
) -> Result<StreamWriter<Summed<W>>, BackupError> {
    let encryptor = age::Encryptor::with_recipients(recipients.iter().copied())
        .map_err(|error| BackupError::Io(std::io::Error::other(error.to_string())))?;
    Ok(encryptor.wrap_output(out)?)
}

impl<W: Write> Write for Writer<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.deflate.write_all(bytes)?;
        self.database.update(bytes);
        self.database_bytes += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.deflate.flush()
    }
}

impl<W: Write> Write for Sink<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        match self {
            Self::Open(out) => out.write(bytes),
            Self::Locked(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        match self {
            Self::Open(out) => out.flush(),
            Self::Locked(out) => out.flush(),
        }
    }
}

impl<W: Write> Write for Summed<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.hasher.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.out.flush()
    }
}

/// A file that is whole, as its end says.
#[derive(Debug)]
pub(crate) struct Whole {
    pub(crate) header: Header,
    pub(crate) digest: String,
    line: String,
    payload_at: u64,
    payload_bytes: u64,
}

/// Reads a file from end to end, and says whether it is whole.
pub(crate) fn whole(file: &mut (impl Read + Seek)) -> Result<Whole, BackupError> {
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(0))?;
    let mut reader = BufReader::new(&mut *file);
    let mut magic = Vec::new();
    reader.by_ref().take(40).read_until(b'\n', &mut magic)?;
    let magic = String::from_utf8(magic).unwrap_or_default();
    let format = magic.strip_prefix(MAGIC).and_then(|rest| rest.trim_end().parse::<u32>().ok());
    match format {
        None => return Err(BackupError::NotABackup),
        Some(newer) if newer > FORMAT => return Err(BackupError::NewerFormat(newer)),
        Some(_) => {}
    }
    let cut = || BackupError::Damaged("its end is missing".into());
    let body = length.checked_sub(TRAILER as u64).ok_or_else(cut)?;
    let mut line = Vec::new();
    reader.by_ref().take(LONGEST_HEADER).read_until(b'\n', &mut line)?;
    let payload_at = (magic.len() + line.len()) as u64;
    let payload_bytes = body.checked_sub(payload_at).ok_or_else(cut)?;
    drop(reader);

    file.seek(SeekFrom::Start(body))?;
    let mut trailer = Vec::new();
    file.by_ref().take(TRAILER as u64).read_to_end(&mut trailer)?;
    let trailer = String::from_utf8(trailer).unwrap_or_default();
    let told =
        trailer.strip_prefix(END).and_then(|rest| rest.strip_suffix('\n')).ok_or_else(cut)?;
    file.seek(SeekFrom::Start(0))?;
    let mut hasher = Sha256::new();
    let read = std::io::copy(&mut file.by_ref().take(body), &mut Hashing(&mut hasher))?;
    let digest = hex(&hasher.finalize());
    if read != body || digest != told {
        return Err(BackupError::Damaged("its checksum is another".into()));
    }
    let unread = || BackupError::Damaged("its first lines cannot be read".into());
    let line = String::from_utf8(line).map_err(|_| unread())?;
    let header = serde_json::from_str(&line).map_err(|_| unread())?;
    Ok(Whole { header, digest, line, payload_at, payload_bytes })
}

/// Something to read the database of a backup from.
pub(crate) type Database<'f> = BufReader<ZlibDecoder<Box<dyn Read + 'f>>>;

/// Opens what is inside a file that is whole.
pub(crate) fn open<'f, F: Read + Seek>(
    file: &'f mut F,
    whole: &Whole,
    opener: &Opener,
) -> Result<Database<'f>, BackupError> {
    file.seek(SeekFrom::Start(whole.payload_at))?;
    let mut payload: Take<&'f mut F> = file.take(whole.payload_bytes);
    let mut first = [0; 21];
    let mut filled = 0;
    while filled < first.len() {
        match payload.read(&mut first[filled..])? {
            0 => break,
            read => filled += read,
        }
    }
    let is_locked = first == *b"age-encryption.org/v1";
    let payload = std::io::Cursor::new(first[..filled].to_vec()).chain(payload);
    let inner: Box<dyn Read + 'f> = match is_locked {
        false => Box::new(payload),
        true => unlocked(payload, opener)?,
    };
    let mut database = BufReader::new(ZlibDecoder::new(inner));
    let mut line = Vec::new();
    database.by_ref().take(LONGEST_HEADER).read_until(b'\n', &mut line).map_err(damaged)?;
    if line != whole.line.as_bytes() {
        return Err(BackupError::Damaged("it says two things of itself".into()));
    }
    Ok(database)
}

fn unlocked<'f>(
    payload: impl Read + 'f,
    opener: &Opener,
) -> Result<Box<dyn Read + 'f>, BackupError> {
    let decryptor = age::Decryptor::new(payload)
        .map_err(|_| BackupError::Damaged("its encryption cannot be read".into()))?;
    let mut identities: Vec<Box<dyn age::Identity>> = Vec::new();
    if let Some(text) = &opener.passphrase {
        let mut identity = age::scrypt::Identity::new(SecretString::from(text.clone()));
        identity.set_max_work_factor(MOST_WORK);
        identities.push(Box::new(identity));
    }
    for key in &opener.keys {
        let unread = |_| BackupError::NotAKey("…".into());
        identities.push(Box::new(key.parse::<age::x25519::Identity>().map_err(unread)?));
    }
    if identities.is_empty() {
        return Err(BackupError::KeyNeeded);
    }
    let stream = decryptor.decrypt(identities.iter().map(|identity| &**identity));
    Ok(Box::new(stream.map_err(|_| BackupError::WrongKey)?))
}

/// What cannot be read although the checksum holds was damaged before that was made, or made so.
pub(crate) fn damaged(error: std::io::Error) -> BackupError {
    BackupError::Damaged(error.to_string())
}

/// Reads a backup that was just made: all of it where it can be opened here, and its checksum where not.
pub(crate) fn read_back(
    file: &mut (impl Read + Seek),
    made: &Made,
    opener: Option<&Opener>,
) -> Result<(), BackupError> {
    let whole = whole(file)?;
    if whole.digest != made.digest {
        return Err(BackupError::Damaged("it is not what was written".into()));
    }
    let Some(opener) = opener else { return Ok(()) };
    let mut hasher = Sha256::new();
    let mut database = open(file, &whole, opener)?;
    std::io::copy(&mut database, &mut Hashing(&mut hasher)).map_err(damaged)?;
    match hex(&hasher.finalize()) == made.database_digest {
        true => Ok(()),
        false => Err(BackupError::Damaged("the database in it is not what was written".into())),
    }
}

struct Hashing<'h>(&'h mut Sha256);

impl Write for Hashing<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
