use std::fs::File;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use taicho_model::Words;
use taicho_ops::{TableFormat, empty_workbook, export_records, kind_named};
use taicho_store::Actor;

use super::Which;
use crate::command::{Office, in_both_languages, now};

#[derive(Debug, Args)]
pub(crate) struct Export {
    #[command(flatten)]
    which: Which,
    /// The format.
    #[arg(long, value_enum)]
    format: TableAs,
    /// The file, which is replaced.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Workbook {
    /// The kind: `taicho kinds` lists them.
    kind: String,
    /// The file, which is replaced.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum TableAs {
    Csv,
    Xlsx,
}

impl Export {
    pub(crate) fn run(self, office: &Office) -> anyhow::Result<()> {
        let (kind, filter) = self.which.kind_and_filter()?;
        let store = office.existing_store()?;
        let format = match self.format {
            TableAs::Csv => TableFormat::Csv,
            TableAs::Xlsx => TableFormat::Xlsx,
        };
        let rows = written(&self.out, |file| {
            let rows = store.read(&Actor::local_operator(), |read| {
                let filter = self.which.under(read, filter)?;
                export_records(read, kind, &filter, format, file, true, now())
            });
            rows.map_err(in_both_languages)
        })?;
        println!("{rows} dòng → {}. {rows} rows", self.out.display());
        Ok(())
    }
}

impl Workbook {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        let kind = kind_named(&self.kind).map_err(in_both_languages)?;
        written(&self.out, |file| empty_workbook(kind, file).map_err(in_both_languages))?;
        println!("{}", self.out.display());
        Ok(())
    }
}

/// Writes a file beside its place and puts it there when it is whole.
fn written<T>(path: &Path, write: impl FnOnce(File) -> anyhow::Result<T>) -> anyhow::Result<T> {
    let failed = |error: std::io::Error| {
        let Words { vi, en } = Words::of_io(&error);
        anyhow::anyhow!("{0}: {vi} · {0}: {en}", path.display())
    };
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let beside = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    let done = write(beside.reopen().map_err(failed)?)?;
    beside.persist(path).map_err(|error| failed(error.error))?;
    Ok(done)
}
