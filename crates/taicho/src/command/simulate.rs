mod fitted;
mod json;
mod printed;
mod table;

use std::io::IsTerminal as _;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::Args;
use taicho_forecast::simulate::{
    Calibration, Difference, Model, Run, Scenario, Summary, beside_counts, comparison, difference,
};

use super::Office;
use super::files::{text_at, text_of_file};
use super::foresight::write_out;
use super::linkage::Language;
use super::tracing::Watch;
use fitted::FitOptions;

#[derive(Debug, Args)]
pub(crate) struct Simulate {
    /// Scenarios: TOML files, or the names of those that are built in: plain, hybrid, response …
    #[arg(value_name = "SCENARIO.toml", required_unless_present = "compare")]
    scenario: Option<PathBuf>,
    /// Run two to four scenarios and say how they differ.
    #[arg(long, num_args = 2..=4, value_names = ["A.toml", "B.toml"], conflicts_with = "scenario")]
    compare: Vec<PathBuf>,
    /// How many runs.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=100_000))]
    runs: u64,
    /// The same seed gives the same runs, on any number of threads.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Threads; as many as the machine has if it is left out.
    #[arg(long)]
    threads: Option<NonZeroUsize>,
    /// Another number of people than the scenario has.
    #[arg(long)]
    size: Option<u32>,
    /// Another number of days than the scenario has.
    #[arg(long)]
    days: Option<u32>,
    #[command(flatten)]
    fit: FitOptions,
    /// Write every day of every run; of several scenarios those of the first.
    #[arg(long, value_name = "RUNS.csv")]
    out: Option<PathBuf>,
    /// Write beds, swabs, quarantine and the rest into that file too.
    #[arg(long, requires = "out")]
    all_columns: bool,
    /// Draw the scenarios: fans, peaks, what runs out when, and what is done when.
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// The language of the picture.
    #[arg(long, value_enum, default_value_t = Language::Vi)]
    lang: Language,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// A scenario and what came of it.
struct Simulated {
    path: PathBuf,
    scenario: Scenario,
    /// What the counts tell of it, where there are any; the runs are then those that agree with them.
    calibration: Option<Calibration>,
    runs: Vec<Run>,
    summary: Summary,
}

impl Simulate {
    pub(crate) fn run(self, office: &Office) -> anyhow::Result<()> {
        let mut watch = Watch::start();
        let paths = if self.compare.is_empty() {
            self.scenario.clone().into_iter().collect()
        } else {
            self.compare.clone()
        };
        let scenarios = paths
            .into_iter()
            .map(|path| Ok((self.scenario(office, &path)?, path)))
            .collect::<anyhow::Result<Vec<_>>>()?;
        let counts = self.fit.counts()?;
        let read_s = watch.lap();
        let mut all = Vec::new();
        for (scenario, path) in scenarios {
            let simulated = match &counts {
                Some(counts) => self.fitted(scenario, path, counts)?,
                None => self.simulated(scenario, path),
            };
            all.push(simulated);
        }
        let run_s = watch.lap();
        self.write(&all)?;
        let differences: Vec<Vec<Difference>> =
            all.iter().skip(1).map(|it| difference(&all[0].runs, &it.runs)).collect();
        let to_pipe = [&self.out, &self.svg, &self.fit.fit_svg]
            .into_iter()
            .flatten()
            .any(|path| path == Path::new("-"));
        if to_pipe {
            // Nothing else comes between.
        } else if self.json {
            println!("{}", json::of(&all, &differences, self.seed, (read_s, run_s)));
        } else {
            printed::print(&all, &differences);
        }
        Ok(())
    }

    fn threads(&self) -> NonZeroUsize {
        self.threads
            .or_else(|| std::thread::available_parallelism().ok())
            .unwrap_or(NonZeroUsize::MIN)
    }

    /// Says on a terminal how far it is.
    fn progress(path: &Path, what: &str, all: u64) -> impl FnMut(u64) -> ControlFlow<()> {
        let shown = std::io::stderr().is_terminal();
        let name = format!("{}: {what}", path.display());
        move |done| {
            if shown {
                eprint!("\r{name} {done}/{all}");
                if done == all {
                    eprintln!();
                }
            }
            ControlFlow::Continue(())
        }
    }

    fn simulated(&self, scenario: Scenario, path: PathBuf) -> Simulated {
        let model = Model::of(scenario);
        let progress = Self::progress(&path, "lần chạy · runs", self.runs);
        let runs = model.runs(self.runs, self.seed, self.threads(), progress);
        let scenario = model.scenario().clone();
        let summary = Summary::of(&scenario, &runs);
        Simulated { path, scenario, calibration: None, runs, summary }
    }

    fn fitted(
        &self,
        scenario: Scenario,
        path: PathBuf,
        counts: &fitted::Series,
    ) -> anyhow::Result<Simulated> {
        let fit = self.fit.fit(scenario, counts)?;
        let trials = self.fit.trials;
        let progress = Self::progress(&path, "thử · trials", trials as u64);
        let Some(calibration) = fit.calibrate(trials, self.seed, self.threads(), progress) else {
            bail!("đã dừng · stopped");
        };
        let progress = Self::progress(&path, "lần chạy · runs", self.runs);
        let runs = calibration.runs(self.runs, self.threads(), progress);
        let scenario = calibration.scenario().clone();
        let summary = Summary::of(&scenario, &runs);
        Ok(Simulated { path, scenario, calibration: Some(calibration), runs, summary })
    }

    /// Writes the files that were asked for.
    fn write(&self, all: &[Simulated]) -> anyhow::Result<()> {
        let in_vietnamese = self.lang == Language::Vi;
        if let (Some(path), Some(first)) = (&self.out, all.first()) {
            write_out(path, |out| table::write_runs(out, &first.runs, self.all_columns))?;
        }
        if let Some(path) = &self.svg {
            let parts: Vec<_> =
                all.iter().map(|it| (&it.scenario, it.runs.as_slice(), &it.summary)).collect();
            let drawing = comparison(&parts, in_vietnamese).svg();
            write_out(path, |out| out.write_all(drawing.as_bytes()))?;
        }
        let first = all.first().and_then(|it| Some((it.calibration.as_ref()?, &it.runs)));
        if let (Some(path), Some((calibration, runs))) = (&self.fit.fit_svg, first) {
            let drawing = beside_counts(calibration, runs, in_vietnamese).svg();
            write_out(path, |out| out.write_all(drawing.as_bytes()))?;
        }
        Ok(())
    }

    fn scenario(&self, office: &Office, path: &Path) -> anyhow::Result<Scenario> {
        let content = office.content()?;
        let library = |wanted: &str| {
            // A file beside the scenario comes before the one of that name that is built in.
            let beside = path.parent().map(|folder| folder.join(wanted));
            beside.and_then(|file| text_of_file(&file).ok()).or_else(|| content.text(wanted).ok())
        };
        let name = path.display().to_string();
        let text = match text_at(path) {
            Ok(text) => text,
            Err(error) => {
                let built_in = format!("scenarios/{}.toml", name.trim_end_matches(".toml"));
                match content.text(&built_in) {
                    Ok(text) => text,
                    Err(_) => bail!(
                        "{error}; cũng không có kịch bản sẵn tên đó · and there is no built-in scenario of this name"
                    ),
                }
            }
        };
        let mut scenario = Scenario::read(&name, &text, &library)?;
        if let Some(days) = self.days {
            scenario = scenario.with_days(days)?;
        }
        if let Some(size) = self.size {
            scenario = scenario.with_size(size)?;
        }
        Ok(scenario)
    }
}
