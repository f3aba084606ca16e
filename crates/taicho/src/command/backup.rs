use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use clap::Args;
use taicho_ops::{BackupPlan, back_up};
use taicho_store::Actor;
use taicho_store::backup::{BackupError, Lock, Made};

use super::files::text_at;
use super::{Office, now};

#[derive(Debug, Args)]
pub(crate) struct Backup {
    /// Folder for the backup, `taicho-YYYYMMDD-HHMMSS.backup`; `-` is the pipe.
    #[arg(long)]
    to: PathBuf,
    #[command(flatten)]
    locking: Locking,
    /// Keep this many backups in the folder, and remove older ones.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
    keep: Option<u16>,
}

/// How backups are encrypted.
#[derive(Clone, Debug, Args)]
pub(crate) struct Locking {
    /// File with the passphrase; TAICHO_BACKUP_PASSPHRASE may hold it too.
    #[arg(long, conflicts_with_all = ["recipient", "plain"])]
    passphrase_file: Option<PathBuf>,
    /// Public key, `age1…`, of somebody who may open it; may be given again.
    #[arg(long, conflicts_with = "plain")]
    recipient: Vec<String>,
    /// Do not encrypt; whoever has the file has the data.
    #[arg(long)]
    plain: bool,
}

/// Backups that are made by themselves, each night at half past one.
#[derive(Debug, Args)]
pub(crate) struct Scheduled {
    /// Folder for a backup each night.
    #[arg(long)]
    backup_to: Option<PathBuf>,
    /// Backups that are kept in the folder.
    #[arg(long, default_value_t = 14, requires = "backup_to", value_parser = clap::value_parser!(u16).range(1..))]
    backup_keep: u16,
    #[command(flatten)]
    locking: Locking,
}

/// The variable that may hold the passphrase, which must not stand on a command line.
const PASSPHRASE: &str = "TAICHO_BACKUP_PASSPHRASE";

/// The passphrase of a file or, where none is named, of the variable.
pub(super) fn passphrase(file: Option<&Path>) -> anyhow::Result<Option<String>> {
    let text = match file {
        Some(path) => Some(text_at(path)?),
        None => std::env::var(PASSPHRASE).ok().filter(|text| !text.is_empty()),
    };
    Ok(text.map(|text| text.trim_end_matches(['\r', '\n']).to_owned()))
}

/// A failure in both languages.
pub(super) fn said(error: BackupError) -> anyhow::Error {
    let words = error.words();
    anyhow::anyhow!("{} · {}", words.vi, words.en)
}

impl Locking {
    fn lock(&self) -> anyhow::Result<Lock> {
        let lock = if self.plain {
            Lock::Open
        } else if !self.recipient.is_empty() {
            Lock::Keys(self.recipient.clone())
        } else {
            match passphrase(self.passphrase_file.as_deref())? {
                Some(text) => Lock::Passphrase(text),
                None => anyhow::bail!(
                    "bản sao lưu cần được mã hóa: hãy cho --passphrase-file, {PASSPHRASE} hoặc --recipient, hay --plain nếu không mã hóa · a backup is to be encrypted: give --passphrase-file, {PASSPHRASE} or --recipient, or --plain for none"
                ),
            }
        };
        lock.check().map_err(said)?;
        Ok(lock)
    }
}

impl Backup {
    pub(crate) fn run(self, office: &Office) -> anyhow::Result<()> {
        let lock = self.locking.lock()?;
        let store = office.existing_store()?;
        let actor = Actor::local_operator();
        if self.to == Path::new("-") {
            anyhow::ensure!(
                !std::io::stdout().is_terminal(),
                "đầu ra là màn hình: hãy nối vào một lệnh hoặc tệp · the output is a terminal: lead it into a command or a file"
            );
            let out = std::io::stdout().lock();
            let (made, mut out) =
                store.back_up(out, &lock, now(), env!("CARGO_PKG_VERSION")).map_err(said)?;
            out.flush()?;
            eprintln!(
                "Đã ghi {0} byte, {1} thay đổi; ghi vào ống nên chưa đọc lại được và không tính là bản sao lưu tốt. Wrote {0} bytes, {1} changes; what goes into a pipe cannot be read back, and does not count as a good backup.",
                made.bytes,
                made.header.heads.changes()
            );
            return Ok(());
        }
        let keep = self.keep.map(usize::from);
        let (made, path) = back_up(&store, &actor, &self.to, &lock, keep, now()).map_err(said)?;
        print(&made, &path, &lock);
        Ok(())
    }
}

fn print(made: &Made, path: &Path, lock: &Lock) {
    let (path, changes) = (path.display(), made.header.heads.changes());
    println!("{path}");
    println!(
        "Đã sao lưu {changes} thay đổi, {} byte dữ liệu, {} byte tệp. Backed up {changes} changes, {} bytes of data, {} bytes of file.",
        made.database_bytes, made.bytes, made.database_bytes, made.bytes
    );
    match lock {
        Lock::Keys(_) => println!(
            "Đã đọc lại mã kiểm; chỉ người có khóa riêng mới mở được. Its checksum was read back; only who has a private key can open it."
        ),
        _ => println!("Đã đọc lại toàn bộ và khớp. All of it was read back, and agrees."),
    }
    println!("Khóa niêm phong không nằm trong bản sao lưu. The key of seals is not in the backup.");
}

impl Scheduled {
    /// Where backups go, where a folder is named; what cannot work is said before anything starts.
    pub(super) fn plan(&self) -> anyhow::Result<Option<BackupPlan>> {
        let Some(folder) = self.backup_to.clone() else { return Ok(None) };
        Ok(Some(BackupPlan { folder, lock: self.locking.lock()?, keep: self.backup_keep.into() }))
    }
}
