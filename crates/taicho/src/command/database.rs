//! The address of the shared database, as the command line and the environment tell it.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use taicho_ops::OpsError;
use taicho_store::{SharedAddress, Store, StoreError};

/// What was told of the shared database.
pub(super) struct Shared {
    pub(super) url: Option<String>,
    pub(super) password_file: Option<PathBuf>,
}

impl Shared {
    /// The address; none where the embedded database is meant.
    pub(super) fn address(&self) -> anyhow::Result<Option<SharedAddress>> {
        let Some(url) = &self.url else { return Ok(None) };
        if SharedAddress::tells_a_password(url) && is_on_the_command_line(url) {
            bail!(
                "mật khẩu trên dòng lệnh thì mọi người dùng máy này đều thấy: hãy đặt địa chỉ trong \
                 TAICHO_DATABASE_URL, hoặc mật khẩu trong ~/.pgpass hay --database-password-file · \
                 every user of this machine sees a password on the command line: put the address into \
                 TAICHO_DATABASE_URL, or the password into ~/.pgpass or --database-password-file"
            );
        }
        let address = SharedAddress::parse(url).map_err(told)?;
        Ok(Some(match &self.password_file {
            None => address,
            Some(file) => address.with_password(&password(file)?),
        }))
    }
}

/// Opens the shared database, or says in both languages what keeps it from being opened.
pub(super) fn open(address: SharedAddress) -> anyhow::Result<Store> {
    Store::open_shared(address).map_err(told)
}

fn told(error: StoreError) -> anyhow::Error {
    let words = OpsError::Store(error).words();
    let words = anyhow::anyhow!("{} · {}", words.vi, words.en);
    words.context("không mở được cơ sở dữ liệu dùng chung · the shared database cannot be opened")
}

/// Whether the text was typed where a list of processes shows it, and does not come from the environment.
fn is_on_the_command_line(url: &str) -> bool {
    std::env::args_os().any(|argument| argument.to_string_lossy().contains(url))
}

fn password(file: &Path) -> anyhow::Result<String> {
    let unreadable = || format!("không đọc được {0} · {0} cannot be read", file.display());
    let mode = file.metadata().with_context(unreadable)?.permissions().mode();
    if mode & 0o077 != 0 {
        bail!(
            "người khác đọc được tệp mật khẩu {0}: hãy chạy chmod 600 {0} · others may read the password file {0}: chmod 600 {0}",
            file.display()
        );
    }
    let text = std::fs::read_to_string(file).with_context(unreadable)?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}
