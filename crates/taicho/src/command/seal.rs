use clap::Args;

use super::Office;

#[derive(Debug, Args)]
pub(crate) struct Seal {
    /// Begin with a new key in place of one that was lost; the public keys so far stay good.
    #[arg(long)]
    new_key: bool,
    #[command(flatten)]
    files: Files,
}

/// Where the key and the seals are.
#[derive(Debug, Args)]
pub(super) struct Files {
    /// The private key of seals, made at the first seal; if it is left out, in the data folder, and for a shared
    /// database in a folder there that has its name.
    #[arg(long, value_name = "FILE", env = "TAICHO_SEAL_KEY")]
    seal_key: Option<std::path::PathBuf>,
    /// The file of seals, one a line; beside the key if it is left out.
    #[arg(long, value_name = "FILE", env = "TAICHO_SEALS")]
    seals: Option<std::path::PathBuf>,
}

impl Files {
    pub(super) fn of(&self, office: &Office) -> anyhow::Result<taicho_ops::SealFiles> {
        // Seals of one database would be taken for a log cut off in another.
        let folder = match office.shared.address()? {
            Some(address) => office.data_dir.join(address.file_name()),
            None => office.data_dir.clone(),
        };
        let mut files = taicho_ops::SealFiles::in_folder(&folder);
        if let Some(key) = &self.seal_key {
            files.key.clone_from(key);
        }
        if let Some(seals) = &self.seals {
            files.seals.clone_from(seals);
        }
        Ok(files)
    }
}

impl Seal {
    pub(crate) fn run(self, office: &Office) -> anyhow::Result<()> {
        let store = office.existing_store()?;
        let files = self.files.of(office)?;
        if self.new_key {
            files.begin_new_key(&store).map_err(super::in_both_languages)?;
        }
        let seal = files.seal(&store, super::now()).map_err(super::in_both_languages)?;
        match seal {
            Some(seal) => {
                println!(
                    "Niêm phong số {0}: {1} thay đổi. Seal {0}: {1} changes.",
                    seal.number,
                    seal.heads.changes()
                );
                println!("{}", seal.heads.line());
            }
            None => println!("Không có gì mới để niêm phong. There is nothing new to seal."),
        }
        Ok(())
    }
}
