use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail, ensure};
use clap::Args;
use jiff::civil::Date;
use taicho_forecast::picture::{Point, Quantiles, RtBand};
use taicho_forecast::reproduction::{
    CohortWindow, Estimates, Method, Nowcast, NowcastDay, Posterior, Serial, Truncation,
    UncertainSerial, Window, estimate_areas,
};
use taicho_forecast::{Counts, Delay};
use taicho_ops::lists::CountsOptions;
use taicho_sheets::{Row, Table};

use super::files::source_of;
use super::foresight::{CountsTable, read_counts_at, write_out};
use super::linkage::Language;
use super::tracing::{print_remarks, safe_cell};

#[derive(Debug, Args)]
pub(crate) struct Rt {
    #[command(flatten)]
    table: CountsTable,
    /// Mean serial interval, days.
    #[arg(long, value_name = "DAYS", required_unless_present = "si", requires = "si_sd")]
    si_mean: Option<f64>,
    /// Standard deviation of the serial interval, days.
    #[arg(long, value_name = "DAYS", requires = "si_mean")]
    si_sd: Option<f64>,
    /// The serial interval as a table: days and their probabilities, from 0 days on.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["si_mean", "si_mean_range", "si_sd_range"])]
    si: Option<PathBuf>,
    /// The mean is not known for sure: its standard deviation, least and most.
    #[arg(long, value_name = "SD,LEAST,MOST", value_parser = numbers::<3>)]
    si_mean_range: Option<[f64; 3]>,
    /// The standard deviation is not known for sure: its standard deviation, least and most.
    #[arg(long, value_name = "SD,LEAST,MOST", value_parser = numbers::<3>)]
    si_sd_range: Option<[f64; 3]>,
    /// Serial intervals that are drawn where it is not known for sure.
    #[arg(long, value_name = "N", default_value_t = 500, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    si_draws: u32,
    /// Days over which R is taken to be the same.
    #[arg(long, value_name = "DAYS", default_value_t = 7)]
    window: usize,
    /// Mean and standard deviation of R before anything was counted.
    #[arg(long, value_name = "MEAN,SD", default_value = "5,5", value_parser = numbers::<2>)]
    prior: [f64; 2],
    /// Those of the cases who were infected elsewhere, a table like COUNTS.
    #[arg(long, value_name = "FILE")]
    imported: Option<PathBuf>,
    /// The parent of each series, columns series and parent; series with few cases lean on the others of their parent.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["delay", "snapshots"])]
    parents: Option<PathBuf>,
    /// Mean and standard deviation of the days until a case is reported; the last day is the day of report.
    #[arg(long, value_name = "MEAN,SD", value_parser = numbers::<2>)]
    delay: Option<[f64; 2]>,
    /// The same counts as they stood on earlier days, columns snapshot, date and count; they show how reports come in.
    #[arg(long, value_name = "FILE", conflicts_with = "delay")]
    snapshots: Option<PathBuf>,
    /// Write what the last days will have counted once late reports are in.
    #[arg(long, value_name = "FILE")]
    nowcast: Option<PathBuf>,
    /// Write whom those who fell ill in each window infected on average (Wallinga and Teunis).
    #[arg(long, value_name = "FILE")]
    cohort: Option<PathBuf>,
    /// Draw R over time of one series.
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// The series to draw; the one with the most cases if it is left out.
    #[arg(long, value_name = "NAME")]
    svg_series: Option<String>,
    /// The language of the picture.
    #[arg(long, value_enum, default_value_t = Language::Vi)]
    lang: Language,
    /// The same seed draws the same.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Where R is written; - is the pipe.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// R of one series, and what was made of its last days.
struct Result {
    name: String,
    estimates: Estimates,
    nowcast: Vec<NowcastDay>,
}

/// How dates are written: where the table has none, as the numbers of its days.
struct Dates {
    first_on: Option<Date>,
}

impl Rt {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        let method = self.method()?;
        let (counts, mut remarks) = self.table.read()?;
        let without_dates = remarks.iter().any(|remark| remark.code == "counts.no_dates");
        let first_on = counts.iter().map(|counts| counts.first_on).min();
        let dates = Dates { first_on: first_on.filter(|_| without_dates) };
        let imported = match &self.imported {
            Some(path) => {
                let (imported, more) = self.table.read_beside(path, None)?;
                remarks.extend(more);
                imported
            }
            None => Vec::new(),
        };
        let imported = imported_of(&counts, imported)?;
        let results = match &self.parents {
            Some(path) => with_parents(&method, &counts, &imported, path)?,
            None => self.each(&method, &counts, &imported)?,
        };
        write_out(&self.out, |out| write_estimates(out, &results, &dates))?;
        if let Some(path) = &self.nowcast {
            ensure!(
                self.delay.is_some() || self.snapshots.is_some(),
                "--nowcast cần --delay hoặc --snapshots · --nowcast needs --delay or --snapshots"
            );
            write_out(path, |out| write_nowcast(out, &results, &dates))?;
        }
        if let Some(path) = &self.cohort {
            let cohorts = counts.iter().map(|counts| Ok((counts, method.cohort(counts)?)));
            let cohorts = cohorts.collect::<anyhow::Result<Vec<_>>>()?;
            write_out(path, |out| write_cohorts(out, &cohorts, &dates))?;
        }
        if let Some(path) = &self.svg {
            let drawn = self.drawn(&counts, &results)?;
            let svg = band(drawn, &method, self.lang).svg();
            write_out(path, |out| out.write_all(svg.as_bytes()))?;
        }
        let said = said(&results, &dates);
        if self.out == Path::new("-") {
            // The pipe holds the table alone.
            for remark in &remarks {
                eprintln!("{}: {} · {}", remark.file, remark.what.vi, remark.what.en);
            }
            eprint!("{said}");
        } else {
            print_remarks(&remarks);
            print!("{said}");
        }
        Ok(())
    }

    fn method(&self) -> anyhow::Result<Method> {
        let serial = match (&self.si, self.si_mean.zip(self.si_sd)) {
            (Some(path), _) => Serial::Known(read_delay(path)?),
            (None, Some((mean, sd))) if self.si_mean_range.or(self.si_sd_range).is_none() => {
                Serial::Known(Delay::serial_interval(mean, sd)?)
            }
            (None, Some((mean, sd))) => {
                let range = |at: f64, range: Option<[f64; 3]>| match range {
                    Some([spread, least, most]) => [at, spread, least, most],
                    None => [at, 0.0, at, at],
                };
                let uncertain = UncertainSerial {
                    mean: range(mean, self.si_mean_range),
                    sd: range(sd, self.si_sd_range),
                };
                uncertain.draw(self.si_draws as usize, self.seed)?
            }
            (None, None) => bail!(
                "cần --si-mean và --si-sd, hoặc --si · --si-mean and --si-sd, or --si, are needed"
            ),
        };
        let [prior_mean, prior_sd] = self.prior;
        Ok(Method { serial, window: self.window, prior_mean, prior_sd })
    }

    /// Each series for itself.
    fn each(
        &self,
        method: &Method,
        counts: &[Counts],
        imported: &[Option<Counts>],
    ) -> anyhow::Result<Vec<Result>> {
        let truncation = match (&self.delay, &self.snapshots) {
            (Some([mean, sd]), _) => Some(Truncation::from_delay(&Delay::gamma(*mean, *sd)?)),
            (None, Some(path)) => Some(snapshots(path)?),
            (None, None) => None,
        };
        ensure!(
            truncation.is_none() || self.imported.is_none(),
            "--imported không dùng cùng --delay hay --snapshots · --imported does not go with --delay or --snapshots"
        );
        let each = counts.iter().zip(imported).map(|(counts, imported)| {
            let name = counts.name.clone();
            Ok(match &truncation {
                Some(truncation) => {
                    let found = Nowcast::new(method, counts, truncation, 1_000, self.seed)?;
                    let estimates = Estimates { windows: found.windows, notes: found.notes };
                    Result { name, estimates, nowcast: found.days }
                }
                None => {
                    let estimates = method.estimate(counts, imported.as_ref())?;
                    Result { name, estimates, nowcast: Vec::new() }
                }
            })
        });
        each.collect()
    }

    /// The series to draw.
    fn drawn<'r>(&self, counts: &[Counts], results: &'r [Result]) -> anyhow::Result<&'r Result> {
        let name = match &self.svg_series {
            Some(name) => name.clone(),
            None => {
                let cases = |counts: &&Counts| {
                    counts.values.iter().flatten().map(|n| i128::from(*n)).sum::<i128>()
                };
                counts
                    .iter()
                    .rev()
                    .max_by_key(cases)
                    .map(|counts| counts.name.clone())
                    .unwrap_or_default()
            }
        };
        let drawn = results.iter().find(|result| result.name == name);
        drawn.with_context(|| format!("không có chuỗi {name} · there is no series {name}"))
    }
}

/// How reports come in, by snapshots of one series.
fn snapshots(path: &Path) -> anyhow::Result<Truncation> {
    let options = CountsOptions { series: vec!["snapshot".to_owned()], ..CountsOptions::default() };
    Ok(Truncation::from_snapshots(&read_counts_at(path, &options)?.0)?)
}

/// So many numbers with commas between.
fn numbers<const N: usize>(text: &str) -> std::result::Result<[f64; N], String> {
    let read: Option<Vec<f64>> = text.split(',').map(|part| part.trim().parse().ok()).collect();
    read.and_then(|read| read.try_into().ok()).ok_or_else(|| {
        format!("cần {N} số cách nhau bằng dấu phẩy · {N} numbers with commas between are needed")
    })
}

/// A table of days and probabilities; days that are not listed have none.
fn read_delay(path: &Path) -> anyhow::Result<Delay> {
    let mut table = Table::open(source_of(path))?;
    let mut row = Row::new();
    let mut weights = Vec::new();
    while table.next_row(&mut row)? {
        let columns = row.cells().count();
        ensure!(
            columns >= 2,
            "{}: cần hai cột, số ngày và xác suất · two columns are needed, days and probability",
            table.location(row.number(), None)
        );
        let last = columns - 1;
        let (days, probability) = (row.cell(last - 1).text.trim(), row.cell(last).text.trim());
        let at = || table.location(row.number(), None);
        let days: usize = days.parse().ok().filter(|days| *days <= 3_000).with_context(|| {
            format!("{}: “{days}” không phải số ngày · is no number of days", at())
        })?;
        let probability: f64 = probability.parse().with_context(|| {
            format!("{}: “{probability}” không phải xác suất · is no probability", at())
        })?;
        if weights.len() <= days {
            weights.resize(days + 1, 0.0);
        }
        weights[days] = probability;
    }
    Ok(Delay::from_weights(&weights)?)
}

/// The imported cases of each series, by its name.
fn imported_of(counts: &[Counts], imported: Vec<Counts>) -> anyhow::Result<Vec<Option<Counts>>> {
    let mut by_name: BTreeMap<String, Counts> =
        imported.into_iter().map(|counts| (counts.name.clone(), counts)).collect();
    let found = counts.iter().map(|counts| by_name.remove(&counts.name)).collect();
    if let Some(name) = by_name.keys().next() {
        bail!(
            "ca nhập cảnh của chuỗi {name}, là chuỗi không có · imported cases of {name}, which is no series"
        );
    }
    Ok(found)
}

fn with_parents(
    method: &Method,
    counts: &[Counts],
    imported: &[Option<Counts>],
    path: &Path,
) -> anyhow::Result<Vec<Result>> {
    let mut table = Table::open(source_of(path))?;
    let mut row = Row::new();
    let mut parents: BTreeMap<String, String> = BTreeMap::new();
    while table.next_row(&mut row)? {
        let (series, parent) = (row.cell(0).text.trim(), row.cell(1).text.trim());
        ensure!(
            !series.is_empty() && !parent.is_empty(),
            "{}: thiếu tên chuỗi hoặc cấp trên · the series or its parent is missing",
            table.location(row.number(), None)
        );
        parents.insert(series.to_owned(), parent.to_owned());
    }
    let parent_of = |counts: &Counts| {
        let name = &counts.name;
        parents.get(name).cloned().with_context(|| {
            format!("chuỗi {name} không có cấp trên · the series {name} has no parent")
        })
    };
    let parents = counts.iter().map(parent_of).collect::<anyhow::Result<Vec<_>>>()?;
    let found = estimate_areas(method, counts, imported, &parents)?;
    let of = |name: String, estimates| Result { name, estimates, nowcast: Vec::new() };
    let areas = counts.iter().zip(found.areas).map(|(counts, it)| of(counts.name.clone(), it));
    Ok(areas.chain(found.parents.into_iter().map(|(name, it)| of(name, it))).collect())
}

impl Dates {
    fn write(&self, on: Date) -> String {
        match self.first_on {
            Some(first_on) => ((on - first_on).get_days() + 1).to_string(),
            None => on.to_string(),
        }
    }
}

/// Whether R was found in a window: a prior is no finding.
fn found(window: &Window) -> Option<Posterior> {
    window.posterior.filter(|_| !window.prior_only)
}

/// The figures of a distribution, with a comma before each; empty where there is none.
fn figures(posterior: Option<Posterior>) -> String {
    let Some(posterior) = posterior else { return ",".repeat(9) };
    let mut text = format!(",{},{}", posterior.mean, posterior.sd);
    for quantile in posterior.quantiles {
        let _ = write!(text, ",{quantile}");
    }
    text
}

fn write_estimates(out: &mut dyn Write, results: &[Result], dates: &Dates) -> std::io::Result<()> {
    writeln!(out, "series,date_start,date_end,mean,sd,q025,q05,q25,median,q75,q95,q975")?;
    for result in results {
        let name = safe_cell(&result.name);
        for window in &result.estimates.windows {
            let (first, last) = (dates.write(window.first_on), dates.write(window.last_on));
            writeln!(out, "{name},{first},{last}{}", figures(found(window)))?;
        }
    }
    Ok(())
}

fn write_nowcast(out: &mut dyn Write, results: &[Result], dates: &Dates) -> std::io::Result<()> {
    writeln!(out, "series,date,counted,reported,mean,sd,q025,q05,q25,median,q75,q95,q975")?;
    for result in results {
        let name = safe_cell(&result.name);
        for day in &result.nowcast {
            let (on, figures) = (dates.write(day.on), figures(Some(day.complete)));
            writeln!(out, "{name},{on},{},{}{figures}", day.counted, day.reported)?;
        }
    }
    Ok(())
}

fn write_cohorts(
    out: &mut dyn Write,
    cohorts: &[(&Counts, Vec<CohortWindow>)],
    dates: &Dates,
) -> std::io::Result<()> {
    writeln!(out, "series,date_start,date_end,mean,sd,q025,q975,seen")?;
    for (counts, windows) in cohorts {
        let name = safe_cell(&counts.name);
        for window in windows {
            let (first, last) = (dates.write(window.first_on), dates.write(window.last_on));
            let CohortWindow { mean, sd, q025, q975, seen, .. } = window;
            writeln!(out, "{name},{first},{last},{mean},{sd},{q025},{q975},{seen}")?;
        }
    }
    Ok(())
}

fn band(result: &Result, method: &Method, lang: Language) -> RtBand {
    let points = result.estimates.windows.iter().map(|window| {
        let value = found(window).map(|posterior| {
            let [q025, q05, q25, median, q75, q95, q975] = posterior.quantiles;
            Quantiles { q025, q05, q25, median, q75, q95, q975 }
        });
        Point { on: window.last_on, value }
    });
    RtBand {
        name: result.name.clone(),
        points: points.collect(),
        window_days: u32::try_from(method.window).ok(),
        in_vietnamese: matches!(lang, Language::Vi),
    }
}

/// The last estimate of the first series, and what is to be said of them.
fn said(results: &[Result], dates: &Dates) -> String {
    const SHOWN: usize = 20;
    let mut said = String::new();
    for result in results.iter().take(SHOWN) {
        let estimated = |window: &Window| found(window).map(|it| (*window, it));
        let last = result.estimates.windows.iter().rev().find_map(estimated);
        let name = &result.name;
        let _ = match last {
            Some((window, Posterior { quantiles, .. })) => writeln!(
                said,
                "{name}: Rt {:.2} (95%: {:.2}–{:.2}), {} – {}",
                quantiles[3],
                quantiles[0],
                quantiles[6],
                dates.write(window.first_on),
                dates.write(window.last_on)
            ),
            None => writeln!(said, "{name}: không ước lượng được Rt · no estimate of Rt"),
        };
        for note in &result.estimates.notes {
            let _ = writeln!(said, "  {} · {}", note.words.vi, note.words.en);
        }
    }
    if results.len() > SHOWN {
        let _ = writeln!(said, "… {} chuỗi · series", results.len());
    }
    said
}
