use clap::Args;

use super::Office;

#[derive(Debug, Args)]
pub(crate) struct Seal {
    #[command(flatten)]
    files: Files,
}

/// Where the key and the seals are.
#[derive(Debug, Args)]
pub(super) struct Files {
    /// The private key of seals; in the data folder if it is left out, made at the first seal.
    #[arg(long, value_name = "FILE", env = "TAICHO_SEAL_KEY")]
    seal_key: Option<std::path::PathBuf>,
    /// The file of seals, one a line; in the data folder if it is left out.
    #[arg(long, value_name = "FILE", env = "TAICHO_SEALS")]
    seals: Option<std::path::PathBuf>,
}

impl Files {
    pub(super) fn of(&self, office: &Office) -> taicho_ops::SealFiles {
        let mut files = taicho_ops::SealFiles::in_folder(&office.data_dir);
        if let Some(key) = &self.seal_key {
            files.key.clone_from(key);
        }
        if let Some(seals) = &self.seals {
            files.seals.clone_from(seals);
        }
        files
    }
}

impl Seal {
    pub(crate) fn run(self, office: &Office) -> anyhow::Result<()> {
        let store = office.existing_store()?;
        match self.files.of(office).seal(&store, super::now())? {
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
