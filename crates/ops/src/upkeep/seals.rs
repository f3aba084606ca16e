use std::fs::File;
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use taicho_model::Words;
use taicho_store::{Seal, SealKey, Store, Witness};

use crate::OpsError;

/// Where the key of seals lies and where seals are kept besides the database.
///
/// All are files next to the database at first; an office that means it moves the key to another machine or a stick.
#[derive(Clone, Debug)]
pub struct SealFiles {
    /// The private key.
    pub key: PathBuf,
    /// The public keys that seals may be signed with, one a line: that of the private key, and those of its
    /// predecessors and of other nodes.
    pub public: PathBuf,
    /// The seals, one a line, the newest last.
    pub seals: PathBuf,
}

impl SealFiles {
    /// The places in a data folder.
    pub fn in_folder(folder: &Path) -> Self {
        Self {
            key: folder.join("seal.key"),
            public: folder.join("seal.pub"),
            seals: folder.join("seals.jsonl"),
        }
    }

    /// Seals everything that was written; none where nothing was since the last seal.
    ///
    /// The first seal makes the key. A key that is missing later is not replaced without a word, since seals of a key
    /// that nobody knows are worth nothing: see [`SealFiles::begin_new_key`].
    pub fn seal(&self, store: &Store, at: Timestamp) -> Result<Option<Seal>, OpsError> {
        let kept = store.seals()?;
        self.require_key(store)?;
        let key = match self.key()? {
            Some(key) => key,
            None => self.make_key()?,
        };
        let seal = store.seal(&key, at)?;
        self.keep(kept.iter().chain(&seal))?;
        Ok(seal)
    }

    /// Fails unless [`SealFiles::seal`] has the key that it needs, or may make it.
    pub(crate) fn require_key(&self, store: &Store) -> Result<(), OpsError> {
        match self.key()? {
            Some(key) => self.require_public(&key, &store.seals()?),
            None if !self.public.exists() && store.seals()?.is_empty() => Ok(()),
            None => Err(missing_key(&self.key)),
        }
    }

    /// Makes a new key in place of one that was lost. The seals so far stay good where the public keys are at hand;
    /// where those are gone too, the keys that the database names are taken for good.
    pub fn begin_new_key(&self, store: &Store) -> Result<(), OpsError> {
        if self.key()?.is_some() {
            return Err(unusable(
                &self.key,
                ("đang có ở đó; hãy cất nó đi trước", "it is there: put it away first"),
            ));
        }
        if self.public_keys()?.is_empty() {
            for seal in store.seals()? {
                self.add_public(&seal.key)?;
            }
        }
        self.make_key().map(|_| ())
    }

    /// What these files tell an auditor; a file that is not there tells nothing.
    pub fn witness(&self) -> Result<Witness, OpsError> {
        let (seals, unreadable) = self.kept()?;
        Ok(Witness { keys: self.public_keys()?, seals, unreadable, lines: Vec::new() })
    }

    /// Puts aside the seals of changes that were lost for good, as somebody accepted: they would be missed for ever.
    pub fn put_aside_lost(&self, store: &Store) -> Result<usize, OpsError> {
        let (kept, (ours, _)) = (store.seals()?, self.kept()?);
        let (left, lost): (Vec<_>, Vec<_>) = ours.into_iter().partition(|seal| kept.contains(seal));
        if lost.is_empty() {
            return Ok(0);
        }
        let lines =
            |seals: &[Seal]| seals.iter().map(|seal| seal.text() + "\n").collect::<String>();
        let aside = self.seals.with_extension("lost.jsonl");
        let before = read(&aside)?.unwrap_or_default();
        write_whole(&aside, &(before + &lines(&lost)))?;
        write_whole(&self.seals, &lines(&left))?;
        Ok(lost.len())
    }

    fn key(&self) -> Result<Option<SealKey>, OpsError> {
        let Some(text) = read(&self.key)? else { return Ok(None) };
        let key = SealKey::read(&text);
        let none = ("không phải khóa niêm phong", "it is no key of seals");
        key.map(Some).ok_or_else(|| unusable(&self.key, none))
    }

    fn public_keys(&self) -> Result<Vec<String>, OpsError> {
        let text = read(&self.public)?.unwrap_or_default();
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        Ok(lines.map(str::to_owned).collect())
    }

    /// The public key comes first: a key of which nobody heard would sign seals that nobody takes for good.
    fn make_key(&self) -> Result<SealKey, OpsError> {
        let key = SealKey::make()?;
        self.add_public(&key.public_text())?;
        write_whole(&self.key, &format!("{}\n", key.secret_text()))?;
        Ok(key)
    }

    fn add_public(&self, public: &str) -> Result<(), OpsError> {
        let mut known = self.public_keys()?;
        if known.iter().any(|known| known == public) {
            return Ok(());
        }
        known.push(public.to_owned());
        write_whole(&self.public, &(known.join("\n") + "\n"))
    }

    fn require_public(&self, key: &SealKey, kept: &[Seal]) -> Result<(), OpsError> {
        let (known, public) = (self.public_keys()?, key.public_text());
        if known.contains(&public) {
            return Ok(());
        }
        // The file was lost, and the seals of the database are all of this key: then it is written anew.
        if known.is_empty() && kept.iter().all(|seal| seal.key == public) {
            return self.add_public(&public);
        }
        let (key, here) = (self.key.display(), self.public.display());
        Err(OpsError::Seals(Words::new(
            format!("khóa {key} không thuộc các khóa công khai trong {here}"),
            format!("the key {key} is none of those whose public keys are in {here}"),
        )))
    }

    /// The seals of the file, and where it has something else. What breaks off at the end was never whole: the disk
    /// was full, and the next seal mends it.
    fn kept(&self) -> Result<(Vec<Seal>, Vec<String>), OpsError> {
        let text = read(&self.seals)?.unwrap_or_default();
        let (mut seals, mut unreadable) = (Vec::new(), Vec::new());
        for (number, line) in (1..).zip(text.split_inclusive('\n')) {
            match Seal::read(line) {
                Some(seal) => seals.push(seal),
                None if line.trim().is_empty() || !line.ends_with('\n') => {}
                None => unreadable.push(format!("{}:{number}", self.seals.display())),
            }
        }
        Ok((seals, unreadable))
    }

    /// Adds the seals that the file does not have, after what broke off there was taken away.
    fn keep<'s>(&self, seals: impl Iterator<Item = &'s Seal>) -> Result<(), OpsError> {
        let text = read(&self.seals)?.unwrap_or_default();
        let whole = text.rfind('\n').map_or(0, |end| end + 1);
        let last = self.kept()?.0.iter().map(|seal| seal.number).max().unwrap_or_default();
        let added: String = seals
            .filter(|seal| seal.number > last || Seal::read(&text[whole..]).as_ref() == Some(seal))
            .map(|seal| seal.text() + "\n")
            .collect();
        if added.is_empty() && whole == text.len() {
            return Ok(());
        }
        make_folder(&self.seals)?;
        let write = || -> std::io::Result<()> {
            let mut file = options().create(true).truncate(false).open(&self.seals)?;
            file.set_len(whole as u64)?;
            std::io::Seek::seek(&mut file, std::io::SeekFrom::End(0))?;
            file.write_all(added.as_bytes())?;
            file.sync_data()
        };
        write().map_err(|error| failed(&self.seals, &error))
    }
}

fn missing_key(path: &Path) -> OpsError {
    let path = path.display();
    OpsError::Seals(Words::new(
        format!(
            "thiếu khóa niêm phong {path}: hãy đặt lại khóa vào đó, hoặc bắt đầu khóa mới bằng `taicho seal --new-key` nếu khóa đã mất"
        ),
        format!(
            "the key of seals {path} is missing: bring it back, or begin with a new one by `taicho seal --new-key` where it is lost"
        ),
    ))
}

/// Writes a file that is there whole or not at all.
fn write_whole(path: &Path, text: &str) -> Result<(), OpsError> {
    make_folder(path)?;
    let beside = path.with_extension("new");
    let write = || -> std::io::Result<()> {
        let mut file = options().create(true).truncate(true).open(&beside)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        std::fs::rename(&beside, path)?;
        File::open(path.parent().unwrap_or(Path::new(".")))?.sync_all()
    };
    write().map_err(|error| {
        let _ = std::fs::remove_file(&beside);
        failed(path, &error)
    })
}

/// On a shared database there may be no folder of data yet.
fn make_folder(path: &Path) -> Result<(), OpsError> {
    let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) else {
        return Ok(());
    };
    let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.map_err(|error| failed(folder, &error))
}

fn options() -> std::fs::OpenOptions {
    let mut options = File::options();
    options.write(true).mode(0o600);
    options
}

fn read(path: &Path) -> Result<Option<String>, OpsError> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed(path, &error)),
    }
}

fn failed(path: &Path, error: &std::io::Error) -> OpsError {
    let why = Words::of_io(error);
    unusable(path, (&why.vi, &why.en))
}

fn unusable(path: &Path, why: (&str, &str)) -> OpsError {
    let path = path.display();
    OpsError::Seals(Words::new(
        format!("không dùng được {path}: {}", why.0),
        format!("{path} cannot be used: {}", why.1),
    ))
}
