use clap::Args;
use taicho_store::Store;

use super::Office;
use super::backup::said;

#[derive(Debug, Args)]
pub(crate) struct Migrate {
    /// Make no dump of a shared database first; there is a backup of today.
    #[arg(long)]
    without_copy: bool,
}

impl Migrate {
    pub(crate) fn run(self, office: &Office) -> anyhow::Result<()> {
        let Some(address) = office.shared.address()? else {
            // The embedded database is copied and brought up to date wherever it is opened.
            office.existing_store()?;
            println!("Đã cập nhật. It is up to date.");
            return Ok(());
        };
        let folder = (!self.without_copy).then_some(office.data_dir.as_path());
        if let Some(path) = Store::migrate_postgres(&address, folder).map_err(said)? {
            println!("Đã sao chép trước vào {0}. Dumped before into {0}.", path.display());
        }
        println!("Đã cập nhật. It is up to date.");
        Ok(())
    }
}
