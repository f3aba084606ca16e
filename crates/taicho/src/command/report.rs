use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Args, Subcommand, ValueEnum};
use jiff::Timestamp;
use taicho_ops::{Format, OpsError, daily_report, export_report, freeze};
use taicho_store::Actor;

use super::Office;
use super::files::unwritten;

#[derive(Debug, Args)]
pub(crate) struct Report {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// The daily 16:00 report.
    Daily(Daily),
}

#[derive(Debug, Args)]
struct Daily {
    /// The moment whose figures count, for instance 2021-06-17T16:00+07:00.
    #[arg(long)]
    at: Timestamp,
    /// Code of the area, read at that date; the place of `taicho init`, or a demo's own area, if it is left out.
    #[arg(long)]
    area: Option<String>,
    /// The format of the file.
    #[arg(long)]
    format: ReportAs,
    /// Where to write; standard output if it is left out, unless that is a terminal.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Freeze the figures of the moment first.
    #[arg(long)]
    freeze: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ReportAs {
    Pdf,
    Docx,
    Xlsx,
    Json,
}

impl ReportAs {
    fn format(self) -> Format {
        match self {
            Self::Pdf => Format::Pdf,
            Self::Docx => Format::Docx,
            Self::Xlsx => Format::Xlsx,
            Self::Json => Format::Json,
        }
    }
}

impl Report {
    pub(crate) fn run(self, office: &Office) -> anyhow::Result<()> {
        match self.what {
            What::Daily(daily) => daily.run(office),
        }
    }
}

impl Daily {
    fn run(self, office: &Office) -> anyhow::Result<()> {
        let to_terminal = self.out.is_none() && std::io::stdout().is_terminal();
        let format = self.format.format();
        anyhow::ensure!(
            !to_terminal || format == Format::Json,
            "cần --out FILE để ghi tệp {name}. Give --out FILE for a {name} file",
            name = format.as_str()
        );
        let bytes = self.made(office).map_err(|error| match error.downcast::<OpsError>() {
            Ok(error) => super::in_both_languages(error),
            Err(error) => error,
        })?;
        match &self.out {
            Some(path) => {
                std::fs::write(path, bytes).with_context(|| unwritten(path))?;
                eprintln!("Đã ghi {path}. Wrote {path}.", path = path.display());
            }
            None => {
                let mut out = std::io::stdout().lock();
                out.write_all(&bytes)?;
                if format == Format::Json {
                    out.write_all(b"\n")?;
                }
                out.flush()?;
            }
        }
        Ok(())
    }

    fn made(&self, office: &Office) -> anyhow::Result<Vec<u8>> {
        let store = office.existing_store()?;
        office.take_in_content(&store)?;
        let (content, library) = (office.content()?, office.library()?);
        let actor = Actor::local_operator();
        let area = office.area(&store, self.area.clone(), self.at)?;
        if self.freeze {
            // A scene has its own time, in which the figures freeze at the moment itself.
            let scene = taicho_ops::demo::scene_at(&store, content, self.at)?;
            let now = if scene.is_some() { self.at } else { super::now() };
            freeze(&store, &actor, content, library, area.clone(), self.at, now)?;
        }
        let scene = taicho_ops::demo::scene_of(&store, content, &area, self.at)?;
        let notice = scene.map(|scene| scene.notice);
        let report = store.read::<_, OpsError>(&actor, |read| {
            daily_report(read, content, library, &area, self.at, notice)
        })?;
        Ok(export_report(&report, self.format.format(), Some(taicho_typeset::pdf))?)
    }
}
