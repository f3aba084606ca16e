use std::io::{IsTerminal as _, Write};
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::Args;
use jiff::ToSpan as _;
use serde_json::json;
use taicho_forecast::simulate::{
    Day, Difference, Model, Run, Scenario, Summary, comparison, difference,
};

use super::Office;
use super::foresight::write_out;
use super::linkage::Language;
use super::tracing::{Watch, source_of};
use crate::table::Table;

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

impl Simulate {
    pub(crate) fn run(self, office: &Office) -> anyhow::Result<()> {
        let mut watch = Watch::start();
        let paths = if self.compare.is_empty() {
            self.scenario.clone().into_iter().collect()
        } else {
            self.compare.clone()
        };
        let models = paths
            .iter()
            .map(|path| self.model(office, path))
            .collect::<anyhow::Result<Vec<_>>>()?;
        let read_s = watch.lap();
        let threads = self
            .threads
            .or_else(|| std::thread::available_parallelism().ok())
            .unwrap_or(NonZeroUsize::MIN);
        let mut all = Vec::new();
        for (path, model) in paths.iter().zip(&models) {
            let shown = std::io::stderr().is_terminal();
            let runs = model.runs(self.runs, self.seed, threads, |done| {
                if shown {
                    eprint!("\r{}: {done}/{} lần chạy · runs", path.display(), self.runs);
                    if done == self.runs {
                        eprintln!();
                    }
                }
                ControlFlow::Continue(())
            });
            all.push(runs);
        }
        let run_s = watch.lap();
        if let (Some(path), Some(runs)) = (&self.out, all.first()) {
            write_out(path, |out| write_runs(out, runs, self.all_columns))?;
        }
        let summaries: Vec<Summary> = models
            .iter()
            .zip(&all)
            .map(|(model, runs)| Summary::of(model.scenario(), runs))
            .collect();
        if let Some(path) = &self.svg {
            let parts: Vec<_> = models
                .iter()
                .zip(&all)
                .zip(&summaries)
                .map(|((model, runs), summary)| (model.scenario(), runs.as_slice(), summary))
                .collect();
            let drawing = comparison(&parts, self.lang == Language::Vi).svg();
            write_out(path, |out| out.write_all(drawing.as_bytes()))?;
        }
        let differences: Vec<Vec<Difference>> =
            all.iter().skip(1).map(|runs| difference(&all[0], runs)).collect();
        let to_pipe =
            [&self.out, &self.svg].into_iter().flatten().any(|path| path == Path::new("-"));
        if to_pipe {
            // Nothing else comes between.
        } else if self.json {
            self.print_json(&paths, &models, &summaries, &differences, (read_s, run_s));
        } else {
            print(&models, &summaries, &differences);
        }
        Ok(())
    }

    fn model(&self, office: &Office, path: &Path) -> anyhow::Result<Model> {
        let content = office.content()?;
        let library = |wanted: &str| {
            // A file beside the scenario comes before the one of that name that is built in.
            let beside = path.parent().map(|folder| folder.join(wanted));
            beside
                .and_then(|file| std::fs::read_to_string(file).ok())
                .or_else(|| content.text(wanted).ok())
        };
        let name = path.display().to_string();
        let text = match std::fs::read_to_string(source_of(path)) {
            Ok(text) => text,
            Err(error) => {
                let built_in = format!("scenarios/{}.toml", name.trim_end_matches(".toml"));
                match content.text(&built_in) {
                    Ok(text) => text,
                    Err(_) => bail!(
                        "{name}: không đọc được tệp, và không có kịch bản sẵn tên đó · the file cannot be read ({error}), and there is no built-in scenario of this name"
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
        Ok(Model::of(scenario))
    }

    fn print_json(
        &self,
        paths: &[PathBuf],
        models: &[Model],
        summaries: &[Summary],
        differences: &[Vec<Difference>],
        (read_s, run_s): (f64, f64),
    ) {
        let rounded = |seconds: f64| (seconds * 1e4).round() / 1e4;
        let agent_days: f64 = models
            .iter()
            .map(|model| f64::from(model.scenario().size()) * f64::from(model.scenario().days()))
            .sum();
        let scenarios = paths.iter().zip(models).zip(summaries).map(|((path, model), summary)| {
            let outcomes: serde_json::Map<_, _> = summary
                .outcomes
                .iter()
                .map(|(name, it)| {
                    (
                        (*name).to_owned(),
                        json!({"mean": it.mean, "q05": it.quantiles.q05, "median": it.quantiles.median, "q95": it.quantiles.q95}),
                    )
                })
                .collect();
            let runs_out: Vec<_> = summary
                .runs_out
                .iter()
                .map(|it| {
                    json!({
                        "what": it.quantity.words().en,
                        "most": it.most,
                        "share": it.share,
                        "day": it.day.map(|day| day.quantiles.median),
                        "needed": it.needed.quantiles.median,
                    })
                })
                .collect();
            json!({
                "scenario": path.display().to_string(),
                "people": model.scenario().size(),
                "days": model.scenario().days(),
                "outcomes": outcomes,
                "runs_out": runs_out,
            })
        });
        let differences: Vec<Vec<_>> = differences
            .iter()
            .map(|list| {
                list.iter()
                    .map(|it| {
                        json!({
                            "outcome": it.name,
                            "mean": it.mean,
                            "from": it.interval.0,
                            "to": it.interval.1,
                            "second_is_lower": it.second_is_lower,
                            "told_apart": it.is_told_apart(),
                        })
                    })
                    .collect()
            })
            .collect();
        let printed = json!({
            "runs": self.runs,
            "seed": self.seed,
            "read_s": rounded(read_s),
            "run_s": rounded(run_s),
            "agent_days_per_cpu_s": (agent_days * self.runs as f64 / run_s.max(1e-9)).round(),
            "scenarios": scenarios.collect::<Vec<_>>(),
            "differences": differences,
        });
        println!("{printed}");
    }
}

const OUTCOMES: [(&str, &str); 6] = [
    ("tổng số ca nhiễm", "infections"),
    ("đỉnh số người có khả năng lây", "most infectious at once"),
    ("ngày đỉnh", "day of the peak"),
    ("ca nặng", "severe cases"),
    ("ca nguy kịch", "critical cases"),
    ("tử vong", "deaths"),
];

fn print(models: &[Model], summaries: &[Summary], differences: &[Vec<Difference>]) {
    let figure =
        |value: f64| if value.abs() < 10.0 { format!("{value:.1}") } else { format!("{value:.0}") };
    for (model, summary) in models.iter().zip(summaries) {
        let scenario = model.scenario();
        println!("{} · {}", scenario.title.vi, scenario.title.en);
        println!(
            "{} người, {} ngày, {} lần chạy · people, days, runs",
            scenario.size(),
            scenario.days(),
            summary.runs
        );
        let mut table = Table::new(&["", "trung bình", "5 %", "trung vị", "95 %", ""]);
        for ((vi, en), (_, it)) in OUTCOMES.iter().zip(&summary.outcomes) {
            table.row(vec![
                (*vi).into(),
                figure(it.mean),
                figure(it.quantiles.q05),
                figure(it.quantiles.median),
                figure(it.quantiles.q95),
                (*en).into(),
            ]);
        }
        println!("{table}");
        print_capacities(scenario, summary);
    }
    for (at, list) in differences.iter().enumerate() {
        let title = &models[at + 1].scenario().title;
        println!("{} so với {} · against the first", title.vi, models[0].scenario().title.vi);
        let mut table = Table::new(&["", "chênh lệch", "95 %", "thấp hơn", "", ""]);
        for ((vi, en), it) in OUTCOMES.iter().zip(list) {
            let said = if it.is_told_apart() {
                ""
            } else {
                "không phân biệt được · not told apart"
            };
            let interval = format!("{} … {}", figure(it.interval.0), figure(it.interval.1));
            let lower = format!("{:.0} %", it.second_is_lower * 100.0);
            table.row(vec![
                (*vi).into(),
                figure(it.mean),
                interval,
                lower,
                (*en).into(),
                said.into(),
            ]);
        }
        println!("{table}");
    }
}

/// A figure with as many digits as it is worth.
fn figure(value: f64) -> String {
    if value.abs() >= 10.0 || value.fract() == 0.0 {
        format!("{value:.0}")
    } else {
        format!("{value:.1}")
    }
}

/// When beds, oxygen and the rest run out.
fn print_capacities(scenario: &Scenario, summary: &Summary) {
    let needed = summary.runs_out.iter().filter(|it| it.needed.quantiles.q95 > 0.0);
    let mut table = Table::new(&[
        "",
        "hiện có",
        "cần lúc cao nhất",
        "thiếu ở",
        "từ ngày",
        "90 % số lần chạy",
        "",
    ]);
    let mut rows = 0;
    for it in needed {
        let on = |day: f64| match scenario.starts_on() {
            Some(start) => {
                let date = start.saturating_add((day.round() as i32).days());
                date.strftime("%d/%m/%Y").to_string()
            }
            None => figure(day.round()),
        };
        let (from, between) = match it.day {
            Some(day) => (
                on(day.quantiles.median),
                format!("{} … {}", on(day.quantiles.q05), on(day.quantiles.q95)),
            ),
            None => ("không thiếu · enough".to_owned(), String::new()),
        };
        let words = it.quantity.words();
        let share = format!("{:.0} %", it.share * 100.0);
        table.row(vec![
            words.vi,
            figure(it.most),
            figure(it.needed.quantiles.median),
            share,
            from,
            between,
            words.en,
        ]);
        rows += 1;
    }
    if rows > 0 {
        println!("{table}");
    }
}

fn write_runs(out: &mut dyn Write, runs: &[Run], all_columns: bool) -> std::io::Result<()> {
    write!(
        out,
        "run,day,cum_infections,new_infections,infectious,cum_severe,cum_critical,cum_deaths"
    )?;
    if all_columns {
        write!(
            out,
            ",beds,intensive_beds,found,quarantined,quarantine_places,swabs,tests,doses,zones"
        )?;
    }
    writeln!(out)?;
    for (number, run) in runs.iter().enumerate() {
        for (at, day) in run.days.iter().enumerate() {
            let Day { infected, new_infections, infectious, severe, critical, deaths, .. } = day;
            write!(
                out,
                "{number},{at},{infected},{new_infections},{infectious},{severe},{critical},{deaths}"
            )?;
            if all_columns {
                let Day {
                    beds,
                    intensive_beds,
                    found,
                    quarantined,
                    quarantine_places,
                    swabs,
                    tests,
                    doses,
                    zones,
                    ..
                } = day;
                write!(
                    out,
                    ",{beds},{intensive_beds},{found},{quarantined},{quarantine_places},{swabs},{tests},{doses},{zones}"
                )?;
            }
            writeln!(out)?;
        }
    }
    Ok(())
}
