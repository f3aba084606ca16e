//! Backups: one file that holds a whole database, as it was at one moment.
//!
//! ```text
//! taicho-backup 1                   the format
//! {"program":"0.1.0", …}            one line of JSON: what is in it, readable by everyone
//! …                                 the same line again and the database, deflated, then encrypted with age
//! taicho-backup-end 9f2c…           SHA-256 of everything before, by which a cut or damaged file is noticed
//! ```
//!
//! The line stands inside the encryption too, so that whoever cannot open a backup cannot pass it for another.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use taicho_model::Words;

use crate::{Heads, StoreError};

pub(crate) mod file;
pub(crate) mod postgres;

/// The format that this program writes; it reads this one and those before.
pub const FORMAT: u32 = 1;

/// What stands in the data folder besides the database and is worth keeping; the private key of seals is not among it.
pub const KEPT_FILES: &[&str] = &["seals.jsonl", "seal.pub"];

/// A passphrase that is shorter can be tried out.
const SHORTEST_PASSPHRASE: usize = 12;

/// What a backup says of itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Header {
    /// The version of the program that made it.
    pub program: String,
    /// When.
    pub made_at: Timestamp,
    /// Of which database it is.
    pub engine: Engine,
    /// The steps that had been taken to the schema.
    pub migrations: Vec<String>,
    /// The heads of all chains.
    pub heads: Heads,
    /// Small files of the data folder.
    #[serde(default)]
    pub files: BTreeMap<String, String>,
}

/// The two databases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Engine {
    /// The embedded one.
    Sqlite,
    /// The shared one, as `pg_dump` writes it.
    Postgres,
}

/// How a backup is encrypted.
#[derive(Clone)]
pub enum Lock {
    /// With a passphrase.
    Passphrase(String),
    /// For those who have the private keys of these public ones, `age1…`.
    Keys(Vec<String>),
    /// Not at all.
    Open,
}

/// What opens a backup.
#[derive(Clone, Default)]
pub struct Opener {
    /// The passphrase, where there is one.
    pub passphrase: Option<String>,
    /// Private keys, `AGE-SECRET-KEY-1…`.
    pub keys: Vec<String>,
}

/// A backup that was made.
#[derive(Clone, Debug, PartialEq)]
pub struct Made {
    /// What it says of itself.
    pub header: Header,
    /// Bytes of the database in it.
    pub database_bytes: u64,
    /// Bytes of the backup.
    pub bytes: u64,
    /// SHA-256 of the database in it.
    pub(crate) database_digest: String,
    /// SHA-256 of the backup, the line at its end aside.
    pub(crate) digest: String,
}

/// Why a backup could not be made or restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// It is another file.
    #[error("this is no backup of Taicho")]
    NotABackup,
    /// A newer program wrote it.
    #[error("the backup has format {0}, which a newer program wrote: restore it with that program")]
    NewerFormat(u32),
    /// A newer program wrote the database in it.
    #[error(
        "the database in the backup is of a newer program (migration {0}): restore it with that program"
    )]
    NewerDatabase(String),
    /// It was cut off or changed since.
    #[error("the backup is damaged or was cut off: {0}; take another backup")]
    Damaged(String),
    /// The passphrase or the key does not open it.
    #[error("the backup cannot be opened with this passphrase or key")]
    WrongKey,
    /// It is encrypted, and neither passphrase nor key was given.
    #[error("the backup is encrypted: give --passphrase-file or --identity-file")]
    KeyNeeded,
    /// A passphrase is too short.
    #[error("a passphrase has at least {SHORTEST_PASSPHRASE} characters")]
    ShortPassphrase,
    /// It is no key.
    #[error("{0} is no key: a public one begins with age1, a private one with AGE-SECRET-KEY-1")]
    NotAKey(String),
    /// It is of the other database.
    #[error(
        "the backup is of {}: {}",
        match .0 { Engine::Sqlite => "an embedded database", Engine::Postgres => "a PostgreSQL database" },
        match .0 {
            Engine::Sqlite => "restore it into --data-dir",
            Engine::Postgres => "restore it into --database-url",
        }
    )]
    OtherEngine(Engine),
    /// There is something already where it should go.
    #[error("{0} is not empty: a backup is restored into an empty place alone")]
    NotEmpty(String),
    /// Another backup of the same folder is being made.
    #[error("another backup is being made")]
    UnderWay,
    /// A tool of PostgreSQL is missing.
    #[error("{0} was not found: install the client programs of PostgreSQL")]
    NoTool(&'static str),
    /// A tool of PostgreSQL failed.
    #[error("{tool} failed: {text}")]
    Tool {
        /// The tool.
        tool: &'static str,
        /// What it said.
        text: String,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file could not be read or written.
    #[error("{0}")]
    Io(std::io::Error),
}

impl From<std::io::Error> for BackupError {
    fn from(error: std::io::Error) -> Self {
        match StoreError::from(error) {
            StoreError::Io(error) => Self::Io(error),
            full => Self::Store(full),
        }
    }
}

impl BackupError {
    /// What to tell the person who asked.
    pub fn words(&self) -> Words {
        let vi = match self {
            Self::NotABackup => "đây không phải là bản sao lưu của Taicho".to_owned(),
            Self::NewerFormat(format) => format!(
                "bản sao lưu có định dạng {format} do phiên bản mới hơn ghi: hãy khôi phục bằng phiên bản đó"
            ),
            Self::NewerDatabase(step) => format!(
                "cơ sở dữ liệu trong bản sao lưu thuộc phiên bản mới hơn ({step}): hãy khôi phục bằng phiên bản đó"
            ),
            Self::Damaged(_) => {
                "bản sao lưu bị hỏng hoặc bị cắt cụt: hãy dùng bản sao lưu khác".to_owned()
            }
            Self::WrongKey => "mật khẩu hoặc khóa này không mở được bản sao lưu".to_owned(),
            Self::KeyNeeded => {
                "bản sao lưu đã mã hóa: cần --passphrase-file hoặc --identity-file".to_owned()
            }
            Self::ShortPassphrase => {
                format!("mật khẩu phải có ít nhất {SHORTEST_PASSPHRASE} ký tự")
            }
            Self::NotAKey(_) => {
                "không phải là khóa: khóa công khai bắt đầu bằng age1, khóa riêng bằng AGE-SECRET-KEY-1"
                    .to_owned()
            }
            Self::OtherEngine(Engine::Sqlite) => {
                "bản sao lưu này của cơ sở dữ liệu nhúng: hãy khôi phục vào --data-dir".to_owned()
            }
            Self::OtherEngine(Engine::Postgres) => {
                "bản sao lưu này của PostgreSQL: hãy khôi phục vào --database-url".to_owned()
            }
            Self::NotEmpty(place) => {
                format!("{place} không trống: chỉ khôi phục vào nơi trống")
            }
            Self::UnderWay => "một bản sao lưu khác đang được tạo".to_owned(),
            Self::NoTool(tool) => {
                format!("không tìm thấy {tool}: hãy cài các chương trình khách của PostgreSQL")
            }
            Self::Tool { tool, .. } => format!("{tool} gặp lỗi"),
            Self::Store(StoreError::DiskFull) => "ổ đĩa đã đầy; chưa ghi gì".to_owned(),
            Self::Store(_) => "cơ sở dữ liệu gặp lỗi".to_owned(),
            Self::Io(error) => {
                format!("không đọc hoặc ghi được tệp: {}", Words::of_io(error).vi)
            }
        };
        Words::new(vi, self.to_string())
    }
}

impl std::fmt::Debug for Lock {
    /// A passphrase is shown to nobody.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Passphrase(_) => "Passphrase(…)",
            Self::Keys(_) => "Keys(…)",
            Self::Open => "Open",
        })
    }
}

impl Lock {
    /// Fails where it would not lock: a passphrase that can be tried out, a key that is none.
    pub fn check(&self) -> Result<(), BackupError> {
        match self {
            Self::Passphrase(text) if text.chars().count() < SHORTEST_PASSPHRASE => {
                Err(BackupError::ShortPassphrase)
            }
            Self::Keys(keys) => keys.iter().try_for_each(|key| {
                key.parse::<age::x25519::Recipient>()
                    .map(|_| ())
                    .map_err(|_| BackupError::NotAKey(key.clone()))
            }),
            _ => Ok(()),
        }
    }

    /// What opens the backup again, as far as this side knows it.
    pub fn opener(&self) -> Option<Opener> {
        match self {
            Self::Passphrase(text) => {
                Some(Opener { passphrase: Some(text.clone()), keys: Vec::new() })
            }
            Self::Keys(_) => None,
            Self::Open => Some(Opener::default()),
        }
    }
}
