//! Counts that a scenario is fitted to, as the command is given them.

use std::path::PathBuf;

use anyhow::bail;
use clap::{Args, ValueEnum};
use taicho_forecast::Counts;
use taicho_forecast::simulate::{Fit, Measured, Parameter, Prior, Scenario};
use taicho_ops::lists::CountsOptions;

use crate::command::foresight::read_counts_at;

#[derive(Debug, Args)]
pub(super) struct FitOptions {
    /// Run what agrees with these counts: series named found, severe, deaths or infections, or a single one.
    #[arg(long, value_name = "COUNTS.csv")]
    fit: Option<PathBuf>,
    /// What the counts are of, where they are not named so.
    #[arg(long, value_enum, default_value_t = FitOf::Found, requires = "fit")]
    fit_of: FitOf,
    /// Which series of the file it is.
    #[arg(long, value_name = "NAME", requires = "fit")]
    fit_series: Option<String>,
    /// What may be: transmission, infected_at_start, testing or distancing between two values; all within wide bounds if none is given.
    #[arg(long, value_name = "NAME=LEAST..MOST", requires = "fit", value_parser = prior)]
    prior: Vec<Prior>,
    /// The most runs that are tried to find those that agree with the counts.
    #[arg(long, default_value_t = 4_000, value_parser = trials, requires = "fit")]
    pub(super) trials: usize,
    /// Draw the counts beside the runs that agree with them; of several scenarios the first.
    #[arg(long, value_name = "FILE", requires = "fit")]
    pub(super) fit_svg: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
enum FitOf {
    /// Cases found.
    Found,
    /// New severe cases.
    Severe,
    /// Deaths.
    Deaths,
    /// New infections.
    Infections,
}

/// What was counted, with what it is.
pub(super) type Series = Vec<(Measured, Counts)>;

fn trials(text: &str) -> Result<usize, String> {
    let many: usize = text.parse().map_err(|_| "không phải là số · not a number".to_owned())?;
    match many {
        100..=1_000_000 => Ok(many),
        _ => Err("từ 100 đến 1.000.000 · from 100 to 1,000,000".to_owned()),
    }
}

fn prior(text: &str) -> Result<Prior, String> {
    let form = || format!("“{text}”: viết như · write it like transmission=0.5..2");
    let (name, bounds) = text.split_once('=').ok_or_else(form)?;
    let (least, most) = bounds.split_once("..").ok_or_else(form)?;
    let named = Parameter::ALL.into_iter().find(|it| it.name() == name);
    let parameter = named.ok_or_else(|| {
        let names: Vec<&str> = Parameter::ALL.into_iter().map(Parameter::name).collect();
        format!("không có “{name}”; có · there is no “{name}”; there are {}", names.join(", "))
    })?;
    let number = |text: &str| text.trim().parse::<f64>().map_err(|_| form());
    Ok(Prior { parameter, least: number(least)?, most: number(most)? })
}

impl FitOptions {
    /// The counts, where there are any.
    pub(super) fn counts(&self) -> anyhow::Result<Option<Series>> {
        let Some(path) = &self.fit else { return Ok(None) };
        let (all, remarks) = read_counts_at(path, &CountsOptions::default())?;
        for remark in remarks {
            eprintln!("{}: {} · {}", remark.file, remark.what.vi, remark.what.en);
        }
        let of = match self.fit_of {
            FitOf::Found => Measured::Found,
            FitOf::Severe => Measured::Severe,
            FitOf::Deaths => Measured::Deaths,
            FitOf::Infections => Measured::Infections,
        };
        if let Some(wanted) = &self.fit_series {
            return match all.into_iter().find(|it| it.name == *wanted) {
                Some(counts) => Ok(Some(vec![(of, counts)])),
                None => bail!(
                    "{0}: không có chuỗi “{wanted}” · {0}: there is no series “{wanted}”",
                    path.display()
                ),
            };
        }
        let named = |counts: &Counts| {
            Measured::ALL.into_iter().find(|it| it.name() == counts.name.trim().to_lowercase())
        };
        if let [single] = all.as_slice() {
            return Ok(Some(vec![(named(single).unwrap_or(of), single.clone())]));
        }
        let mut series = Series::new();
        for counts in all {
            match named(&counts) {
                Some(measured) => series.push((measured, counts)),
                None => bail!(
                    "{0}: chuỗi “{1}” không phải found, severe, deaths hay infections; dùng --fit-series để chọn một chuỗi · {0}: the series “{1}” is not found, severe, deaths or infections; --fit-series chooses one",
                    path.display(),
                    counts.name
                ),
            }
        }
        Ok(Some(series))
    }

    /// The question what they tell of a scenario.
    pub(super) fn fit(&self, scenario: Scenario, counts: &Series) -> anyhow::Result<Fit> {
        let fit = Fit::new(scenario, counts, self.prior.clone())?;
        if fit.outside() > 0 {
            eprintln!(
                "{0} số liệu nằm ngoài các ngày của kịch bản và không được dùng · {0} figures lie outside the days of the scenario and are not used",
                fit.outside()
            );
        }
        Ok(fit)
    }
}
