//! What the commands of foresight share: a table of counts and where results go.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use jiff::civil::Date;
use taicho_forecast::{Counts, Step};
use taicho_ops::lists::{CountsOptions, Remark, read_counts};
use taicho_sheets::{Limits, Options, Table};

use super::files::{source_of, unwritten};
use super::tracing::remarks;

/// A table of counts, in long form or with a column for each series.
#[derive(Debug, Args)]
pub(super) struct CountsTable {
    /// Counts, a table with columns series, date and count or with one column per series; - reads a pipe.
    counts: PathBuf,
    /// The column that names the series; given again, several columns name it together.
    #[arg(long, value_name = "HEADING")]
    series: Vec<String>,
    /// The column of the dates.
    #[arg(long, value_name = "HEADING")]
    date: Option<String>,
    /// The column of the counts.
    #[arg(long, value_name = "HEADING")]
    count: Option<String>,
    /// How long each count covers, where it is not what the dates show; days are gathered into weeks or months.
    #[arg(long)]
    step: Option<StepName>,
    /// The first day of a table without dates.
    #[arg(long, value_name = "DATE")]
    first_on: Option<Date>,
    /// Add up rows of the same series and date.
    #[arg(long)]
    add_up: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum StepName {
    Day,
    Week,
    Month,
}

/// The widest table of counts: more series than Vietnam ever had communes.
const MAX_COLUMNS: usize = 20_000;

impl CountsTable {
    /// Whether it was said how long each count covers.
    pub(super) fn has_step(&self) -> bool {
        self.step.is_some()
    }

    /// Reads the table, with what there is to say about it.
    pub(super) fn read(&self) -> anyhow::Result<(Vec<Counts>, Vec<Remark>)> {
        self.read_beside(&self.counts, None)
    }

    /// Reads another table of the same form, or other counts of the same.
    pub(super) fn read_beside(
        &self,
        path: &Path,
        count: Option<&str>,
    ) -> anyhow::Result<(Vec<Counts>, Vec<Remark>)> {
        let options = CountsOptions {
            series: self.series.clone(),
            date: self.date.clone(),
            count: count.map(str::to_owned).or_else(|| self.count.clone()),
            step: self.step.map(|step| match step {
                StepName::Day => Step::Day,
                StepName::Week => Step::Week,
                StepName::Month => Step::Month,
            }),
            first_on: self.first_on,
            add_up: self.add_up,
        };
        read_counts_at(path, &options)
    }
}

/// Reads a table of counts, with what there is to say about it.
pub(super) fn read_counts_at(
    path: &Path,
    options: &CountsOptions,
) -> anyhow::Result<(Vec<Counts>, Vec<Remark>)> {
    let limits = Limits { max_columns: MAX_COLUMNS, ..Limits::default() };
    let wishes = Options { limits, ..Options::default() };
    let mut table = Table::open_with(source_of(path), &wishes)?;
    let mut remarks = remarks();
    let counts = read_counts(&mut table, options, &mut remarks)?;
    Ok((counts, remarks.into_list()))
}

/// Writes a result to a file, or to the pipe where its name is -.
pub(super) fn write_out(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
) -> anyhow::Result<()> {
    let written = if path == Path::new("-") {
        let mut out = BufWriter::new(std::io::stdout().lock());
        write(&mut out).and_then(|()| out.flush())
    } else {
        std::fs::File::create(path).and_then(|file| {
            let mut out = BufWriter::new(file);
            write(&mut out)?;
            out.flush()
        })
    };
    written.with_context(|| unwritten(path))
}
