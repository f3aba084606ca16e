use std::io::Write;
use std::path::{Path, PathBuf};
use std::thread;

use clap::Args;
use taicho_forecast::outlook::{
    Accuracy, Backtest, Needed, Needs, NeedsError, Outlook, Question, Record, Rival,
};
use taicho_forecast::{Counts, Delay};

use super::files::text_at;
use super::foresight::{CountsTable, write_out};
use super::linkage::Language;
use super::tracing::{print_remarks, safe_cell};

mod drawn;
mod printed;

use drawn::{calibration, fan};
use printed::{print_accuracy, print_forecasts, tell_shortages};

/// The levels that are written, by their places among those of the engine.
const WRITTEN: [usize; 7] = [1, 2, 6, 11, 16, 20, 21];

#[derive(Debug, Args)]
pub(crate) struct Forecast {
    #[command(flatten)]
    table: CountsTable,
    /// Days ahead, 1 to 28.
    #[arg(long, default_value_t = 14)]
    days: u32,
    /// Mean of the serial interval, in days.
    #[arg(long, default_value_t = 4.7)]
    si_mean: f64,
    /// Standard deviation of the serial interval, in days.
    #[arg(long, default_value_t = 2.9)]
    si_sd: f64,
    /// Same seed, same forecast.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Forecast every past step from what was known by then, and give the scores.
    #[arg(long)]
    backtest: bool,
    /// Write the forecast, or the scores of the back-test; - writes to the pipe.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Forecast what the cases need too: covid-19, or a file like content/needs/covid-19.toml.
    #[arg(long, value_name = "FILE")]
    needs: Option<PathBuf>,
    /// What was counted of a need, as deaths=DEATHS.csv or deaths=TABLE.csv#HEADING, in a table like that of the cases:
    /// its share is learnt from it.
    #[arg(long, value_name = "NEED=FILE[#HEADING]", requires = "needs")]
    recorded: Vec<String>,
    /// What there is of each need, as beds=200,icu=20: the day on which it runs out, and how probably.
    #[arg(long, value_name = "NEED=NUMBER", value_delimiter = ',', requires = "needs")]
    capacity: Vec<String>,
    /// Draw the forecast of the first series, or how well all forecasts of the back-test held.
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// The language of the picture.
    #[arg(long, value_enum, default_value_t = Language::Vi)]
    lang: Language,
}

impl Forecast {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        let serial_interval = Delay::serial_interval(self.si_mean, self.si_sd)?;
        let question = Question { seed: self.seed, ..Question::new(self.days, serial_interval) };
        let needs = self.needs.as_deref().map(read_needs).transpose()?;
        let capacities: Vec<_> =
            self.capacity.iter().map(|text| capacity(text)).collect::<Result<_, _>>()?;
        let (counts, mut remarks) = self.table.read()?;
        let mut records = Vec::new();
        for text in &self.recorded {
            let (what, path, heading) = recorded(text)?;
            let (recorded, more) = self.table.read_beside(path, heading)?;
            if !recorded.iter().any(|it| counts.iter().any(|of| of.name == it.name)) {
                anyhow::bail!(
                    "“{what}”: không có chuỗi nào cùng tên với một chuỗi số ca · no series has the name of a series of cases"
                );
            }
            remarks.extend(more);
            records.push((what, recorded));
        }
        if self.backtest && needs.is_some() && records.is_empty() {
            anyhow::bail!(
                "--backtest với --needs cần --recorded · --backtest with --needs wants --recorded"
            );
        }
        let needs = needs.map(|needs| NeedsOf { needs, records });
        if self.backtest {
            self.judge(&question, &counts, needs.as_ref())?;
        } else {
            self.foresee(&question, &counts, needs.as_ref(), &capacities)?;
        }
        if !self.is_piped() {
            print_remarks(&remarks);
        }
        Ok(())
    }

    fn is_piped(&self) -> bool {
        self.out.as_deref() == Some(Path::new("-"))
    }

    /// Forecasts of every past step of every series, and their scores.
    fn judge(
        &self,
        question: &Question,
        counts: &[Counts],
        needs: Option<&NeedsOf>,
    ) -> anyhow::Result<()> {
        let found = told(each(counts, |counts| question.backtest(counts)))?;
        let mut of_needs = Vec::new();
        for (what, _) in needs.iter().flat_map(|it| &it.records) {
            let judged = each(counts, |counts| {
                needs.and_then(|it| it.backtest(question, counts, what)).transpose()
            });
            let judged = told(judged)?;
            let judged = judged.into_iter().filter_map(|(counts, it)| Some((counts, it?)));
            of_needs.push((what.as_str(), judged.collect::<Found<'_, Backtest>>()));
        }
        if let Some(path) = &self.out {
            write_out(path, |out| write_scores(out, &found, &of_needs))?;
        }
        let Some(all) = together(found.iter().map(|(_, it)| &it.accuracy)) else { return Ok(()) };
        if let Some(path) = &self.svg {
            let drawing = calibration(&found, &all, self.lang).svg();
            write_out(path, |out| out.write_all(drawing.as_bytes()))?;
        }
        if !self.is_piped() {
            print_accuracy("số ca · cases", &all);
            for (what, found) in &of_needs {
                if let Some(all) = together(found.iter().map(|(_, it)| &it.accuracy)) {
                    print_accuracy(&told_name(needs, what), &all);
                }
            }
        }
        Ok(())
    }

    fn foresee(
        &self,
        question: &Question,
        counts: &[Counts],
        needs: Option<&NeedsOf>,
        capacities: &[(String, f64)],
    ) -> anyhow::Result<()> {
        let found = told(each(counts, |counts| question.outlook(counts)))?;
        let mut needed = Vec::new();
        for (counts, outlook) in &found {
            needed.push(match needs {
                Some(needs) => needs.of(question, counts, outlook)?,
                None => Vec::new(),
            });
        }
        for ((counts, _), needed) in found.iter().zip(&needed) {
            for need in needed.iter().filter(|need| need.accuracy.is_none()) {
                if needs.is_some_and(|it| it.record(counts, &need.what).is_some()) {
                    eprintln!(
                        "{}, {}: ghi nhận chưa đủ để ước tính, dùng tỷ lệ trong tệp nhu cầu · {}: too little is recorded, the share of the file is used",
                        counts.name, need.name.vi, need.name.en
                    );
                }
            }
        }
        let mut shortages = String::new();
        for ((counts, _), needed) in found.iter().zip(&needed) {
            tell_shortages(&mut shortages, counts, needed, capacities)?;
        }
        if let Some(path) = &self.out {
            write_out(path, |out| write_forecasts(out, &found, &needed))?;
        }
        if let (Some(path), Some((counts, outlook))) = (&self.svg, found.first()) {
            let drawing = fan(counts, outlook, self.lang).svg();
            write_out(path, |out| out.write_all(drawing.as_bytes()))?;
        }
        if !self.is_piped() {
            print_forecasts(&found);
            print!("{shortages}");
            if let Some(all) = together(found.iter().map(|(_, it)| &it.accuracy)) {
                print_accuracy("số ca · cases", &all);
            }
            for (what, _) in needs.iter().flat_map(|it| &it.records) {
                let of_what = needed.iter().flatten().filter(|it| it.what == *what);
                if let Some(all) = together(of_what.filter_map(|it| it.accuracy.as_ref())) {
                    print_accuracy(&told_name(needs, what), &all);
                }
            }
        }
        Ok(())
    }
}

/// A need in both languages.
fn told_name(needs: Option<&NeedsOf>, what: &str) -> String {
    let name = needs.and_then(|it| it.needs.name_of(what));
    name.map_or_else(|| what.to_owned(), |name| format!("{} · {}", name.vi, name.en))
}

/// What cases need, and what was counted of it: the need, and a series of the same name as that of the cases.
struct NeedsOf {
    needs: Needs,
    records: Vec<(String, Vec<Counts>)>,
}

impl NeedsOf {
    fn of(
        &self,
        question: &Question,
        counts: &Counts,
        outlook: &Outlook,
    ) -> Result<Vec<Needed>, NeedsError> {
        let records: Vec<Record> =
            self.records.iter().filter_map(|(what, _)| self.record(counts, what)).collect();
        self.needs.of(question, counts, outlook, &records)
    }

    fn backtest(
        &self,
        question: &Question,
        counts: &Counts,
        what: &str,
    ) -> Option<Result<Backtest, NeedsError>> {
        Some(self.needs.backtest(question, counts, &self.record(counts, what)?))
    }

    /// The record of a need that goes with a series.
    fn record(&self, counts: &Counts, what: &str) -> Option<Record> {
        let (_, recorded) = self.records.iter().find(|(it, _)| it == what)?;
        let counts = recorded.iter().find(|it| it.name == counts.name)?.clone();
        Some(Record { what: what.to_owned(), counts })
    }
}

/// A need, the file of what was counted of it, and the heading of the counts.
fn recorded(text: &str) -> anyhow::Result<(String, &Path, Option<&str>)> {
    let Some((what, place)) = text.split_once('=').filter(|(_, place)| !place.is_empty()) else {
        anyhow::bail!("“{text}”: cần dạng deaths=TỆP.csv · must be like deaths=FILE.csv");
    };
    let (path, heading) = match place.split_once('#') {
        Some((path, heading)) => (path, Some(heading)),
        None => (place, None),
    };
    Ok((what.trim().to_owned(), Path::new(path), heading))
}

/// Works on each series, on as many threads as there are processors; the results do not depend on them.
fn each<'a, T: Send, E: Send>(
    counts: &'a [Counts],
    work: impl Fn(&Counts) -> Result<T, E> + Sync,
) -> Found<'a, Result<T, E>> {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let share = counts.len().div_ceil(threads).max(1);
    let work = &work;
    thread::scope(|scope| {
        let of_share = |share: &'a [Counts]| {
            scope.spawn(move || {
                share.iter().map(|counts| (counts, work(counts))).collect::<Vec<_>>()
            })
        };
        let running: Vec<_> = counts.chunks(share).map(of_share).collect();
        running
            .into_iter()
            .flat_map(|thread| {
                thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            })
            .collect()
    })
}

type Found<'a, T> = Vec<(&'a Counts, T)>;

/// What was found, with the series named that have none; without any at all, the command fails.
fn told<T, E: std::error::Error + Send + Sync + 'static>(
    results: Found<'_, Result<T, E>>,
) -> anyhow::Result<Found<'_, T>> {
    const NAMED: usize = 20;
    let (mut found, mut refused) = (Vec::new(), Vec::new());
    for (counts, result) in results {
        match result {
            Ok(result) => found.push((counts, result)),
            Err(error) => refused.push(error),
        }
    }
    if found.is_empty() && !refused.is_empty() {
        return Err(refused.swap_remove(0).into());
    }
    for error in refused.iter().take(NAMED) {
        eprintln!("{error}");
    }
    if refused.len() > NAMED {
        let more = refused.len() - NAMED;
        eprintln!("… và {more} chuỗi khác · and {more} other series");
    }
    Ok(found)
}

fn write_forecasts(
    out: &mut dyn Write,
    found: &Found<'_, Outlook>,
    needed: &[Vec<Needed>],
) -> std::io::Result<()> {
    writeln!(out, "series,what,date,horizon_days,mean,q025,q05,q25,median,q75,q95,q975")?;
    for ((counts, outlook), needed) in found.iter().zip(needed) {
        let name = safe_cell(&counts.name);
        let needs = needed.iter().map(|need| (need.what.as_str(), &need.ahead));
        for (what, ahead) in std::iter::once(("cases", &outlook.ahead)).chain(needs) {
            let what = safe_cell(what);
            for (step, predicted) in (1..).zip(ahead) {
                let days = outlook.accuracy.days(step);
                write!(out, "{name},{what},{},{days},{:.2}", predicted.on, predicted.mean)?;
                for at in WRITTEN {
                    write!(out, ",{:.2}", predicted.quantiles[at])?;
                }
                writeln!(out)?;
            }
        }
    }
    Ok(())
}

/// The built-in needs of COVID-19, or those of a file.
fn read_needs(path: &Path) -> anyhow::Result<Needs> {
    if path == Path::new("covid-19") {
        return Ok(Needs::read(include_str!("../../../../content/needs/covid-19.toml"))?);
    }
    let text = text_at(path)?;
    Ok(Needs::read(&text)?)
}

fn capacity(text: &str) -> anyhow::Result<(String, f64)> {
    let (what, number) = text.split_once('=').unwrap_or((text, ""));
    match number.trim().parse::<f64>() {
        Ok(number) if number.is_finite() && number >= 0.0 => Ok((what.trim().to_owned(), number)),
        _ => anyhow::bail!("“{text}”: cần dạng beds=200 · must be like beds=200"),
    }
}

fn write_scores(
    out: &mut dyn Write,
    found: &Found<'_, Backtest>,
    of_needs: &[(&str, Found<'_, Backtest>)],
) -> std::io::Result<()> {
    writeln!(
        out,
        "series,what,horizon_days,forecasts,wis,log_wis,covered_50,covered_90,covered_95,wis_last_count,relative_wis,log_wis_last_count,wis_last_week,wis_trend"
    )?;
    let of_needs =
        of_needs.iter().flat_map(|(what, found)| found.iter().map(move |it| (*what, it)));
    for (what, (counts, backtest)) in found.iter().map(|it| ("cases", it)).chain(of_needs) {
        let (accuracy, what) = (&backtest.accuracy, safe_cell(what));
        for ahead in 1..=accuracy.horizon() {
            let Some([half, ninety, most]) = accuracy.coverage(ahead, Rival::Forecast) else {
                continue;
            };
            let wis = |rival| accuracy.wis(ahead, rival).unwrap_or_default();
            let log_wis = |rival| accuracy.log_wis(ahead, rival).unwrap_or_default();
            let relative = accuracy.relative_wis(ahead, Rival::LastCount);
            writeln!(
                out,
                "{},{what},{},{},{:.4},{:.5},{half:.4},{ninety:.4},{most:.4},{:.4},{},{:.5},{:.4},{:.4}",
                safe_cell(&counts.name),
                accuracy.days(ahead),
                accuracy.forecasts(ahead),
                wis(Rival::Forecast),
                log_wis(Rival::Forecast),
                wis(Rival::LastCount),
                relative.map(|it| format!("{it:.4}")).unwrap_or_default(),
                log_wis(Rival::LastCount),
                wis(Rival::LastWeek),
                wis(Rival::Trend),
            )?;
        }
    }
    Ok(())
}

/// The accuracy over all series.
fn together<'a>(mut each: impl Iterator<Item = &'a Accuracy>) -> Option<Accuracy> {
    let mut all = each.next()?.clone();
    each.for_each(|accuracy| all.merge(accuracy));
    Some(all)
}
