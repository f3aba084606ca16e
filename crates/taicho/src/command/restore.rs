use std::fs::File;
use std::io::{Seek as _, Write as _};
use std::path::{Path, PathBuf};

use clap::Args;
use taicho_store::backup::{Header, Opener};
use taicho_store::{Store, restore_folder, restore_postgres};

use super::Office;
use super::backup::{passphrase, said};
use super::files::text_at;
use super::{check, database, seal};

#[derive(Debug, Args)]
pub(crate) struct Restore {
    /// The backup; `-` is the pipe.
    file: PathBuf,
    /// File with the passphrase; TAICHO_BACKUP_PASSPHRASE may hold it too.
    #[arg(long)]
    passphrase_file: Option<PathBuf>,
    /// File with private keys, `AGE-SECRET-KEY-1…`, one a line.
    #[arg(long)]
    identity_file: Option<PathBuf>,
    #[command(flatten)]
    files: seal::Files,
}

impl Restore {
    pub(crate) fn run(self, office: &Office) -> anyhow::Result<()> {
        let opener = self.opener()?;
        let mut file = opened(&self.file)?;
        let (header, store) = match office.shared.address()? {
            Some(address) => {
                let header = restore_postgres(&mut file, &opener, &address).map_err(said)?;
                (header, database::open(address)?)
            }
            None => {
                let folder = &office.data_dir;
                let header = restore_folder(&mut file, &opener, folder).map_err(said)?;
                (header, Store::open_existing(folder)?)
            }
        };
        print(&header);
        if !self.files.of(office)?.key.exists() {
            println!(
                "Bản sao lưu không chứa khóa niêm phong: hãy đặt lại khóa, hoặc bắt đầu khóa mới bằng `taicho seal --new-key`. A backup does not hold the key of seals: bring it back, or begin with a new one by `taicho seal --new-key`."
            );
        }
        check::all(office, &self.files, &store, false)
    }

    fn opener(&self) -> anyhow::Result<Opener> {
        let mut keys = Vec::new();
        if let Some(path) = &self.identity_file {
            let text = text_at(path)?;
            let lines = text.lines().map(str::trim);
            keys.extend(
                lines.filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned),
            );
        }
        let passphrase = match (&self.passphrase_file, keys.is_empty()) {
            // A key was named, and the variable may hold the passphrase of other backups.
            (None, false) => None,
            (file, _) => passphrase(file.as_deref())?,
        };
        Ok(Opener { passphrase, keys })
    }
}

/// A file that can be read twice: once to see that it is whole, once to restore it. What comes through the pipe is
/// kept meanwhile in a file that has no name.
fn opened(path: &Path) -> anyhow::Result<File> {
    if path != Path::new("-") {
        return File::open(path).map_err(|error| {
            anyhow::anyhow!("không mở được {0} · {0} cannot be opened: {error}", path.display())
        });
    }
    let mut spooled = tempfile::tempfile()?;
    std::io::copy(&mut std::io::stdin().lock(), &mut spooled)?;
    spooled.flush()?;
    spooled.rewind()?;
    Ok(spooled)
}

fn print(header: &Header) {
    let (at, changes) = (header.made_at, header.heads.changes());
    println!(
        "Đã khôi phục bản sao lưu lúc {at}: {changes} thay đổi. Restored the backup of {at}: {changes} changes."
    );
}
