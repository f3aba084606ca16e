use std::fmt::Write as _;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::thread;

use clap::Args;
use taicho_forecast::outlook::{
    Accuracy, Backtest, Needed, Needs, Outlook, OutlookError, Question, Rival,
};
use taicho_forecast::{Counts, Delay};

use super::files::text_at;
use super::foresight::{CountsTable, write_out};
use super::linkage::Language;
use super::tracing::{print_remarks, safe_cell};
use crate::table::Table;

mod drawn;

use drawn::{calibration, fan};

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
    #[arg(long, value_name = "FILE", conflicts_with = "backtest")]
    needs: Option<PathBuf>,
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
        let (counts, remarks) = self.table.read()?;
        if self.backtest {
            self.judge(&question, &counts)?;
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
    fn judge(&self, question: &Question, counts: &[Counts]) -> anyhow::Result<()> {
        let found = told(each(counts, |counts| question.backtest(counts)))?;
        if let Some(path) = &self.out {
            write_out(path, |out| write_scores(out, &found))?;
        }
        let Some(all) = together(found.iter().map(|(_, it)| &it.accuracy)) else { return Ok(()) };
        if let Some(path) = &self.svg {
            let drawing = calibration(&found, &all, self.lang).svg();
            write_out(path, |out| out.write_all(drawing.as_bytes()))?;
        }
        if !self.is_piped() {
            print_accuracy(&all);
        }
        Ok(())
    }

    fn foresee(
        &self,
        question: &Question,
        counts: &[Counts],
        needs: Option<&Needs>,
        capacities: &[(String, f64)],
    ) -> anyhow::Result<()> {
        let found = told(each(counts, |counts| question.outlook(counts)))?;
        let mut needed = Vec::new();
        for (counts, outlook) in &found {
            needed.push(match needs {
                Some(needs) => needs.of(counts, outlook, self.seed)?,
                None => Vec::new(),
            });
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
                print_accuracy(&all);
            }
        }
        Ok(())
    }
}

/// Works on each series, on as many threads as there are processors; the results do not depend on them.
fn each<'a, T: Send>(
    counts: &'a [Counts],
    work: impl Fn(&Counts) -> Result<T, OutlookError> + Sync,
) -> Vec<(&'a Counts, Result<T, OutlookError>)> {
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
fn told<T>(results: Found<'_, Result<T, OutlookError>>) -> anyhow::Result<Found<'_, T>> {
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

/// The day on which each capacity is more likely exceeded than not, and how probable that is within the forecast.
fn tell_shortages(
    told: &mut String,
    counts: &Counts,
    needed: &[Needed],
    capacities: &[(String, f64)],
) -> anyhow::Result<()> {
    for (what, number) in capacities {
        let Some(need) = needed.iter().find(|need| need.what == *what) else {
            let known: Vec<&str> = needed.iter().map(|need| need.what.as_str()).collect();
            anyhow::bail!("“{what}”: không có nhu cầu này · no such need: {}", known.join(", "));
        };
        let by_day = need.exceeds(*number);
        let in_all = by_day.last().copied().unwrap_or_default() * 100.0;
        let likely = by_day.iter().position(|probability| *probability >= 0.5);
        let (vi, en) = match likely {
            Some(day) => {
                let (on, percent) = (need.ahead[day].on, by_day[day] * 100.0);
                (
                    format!("vượt {number} từ ngày {on} (xác suất đến ngày đó {percent:.0}%)"),
                    format!("above {number} from {on} on (probability by that day {percent:.0}%)"),
                )
            }
            None => (
                format!("chưa chắc vượt {number} trong kỳ dự báo"),
                format!("not likely above {number} within the forecast"),
            ),
        };
        writeln!(
            told,
            "{}, {}: {vi}, cả kỳ {in_all:.0}% · {}: {en}, {in_all:.0}% in all",
            counts.name, need.name.vi, need.name.en
        )?;
    }
    Ok(())
}

fn write_scores(out: &mut dyn Write, found: &Found<'_, Backtest>) -> std::io::Result<()> {
    writeln!(
        out,
        "series,what,horizon_days,forecasts,wis,log_wis,covered_50,covered_90,covered_95,wis_last_count,relative_wis,log_wis_last_count,wis_last_week,wis_trend"
    )?;
    for (counts, backtest) in found {
        let accuracy = &backtest.accuracy;
        for ahead in 1..=accuracy.horizon() {
            let Some([half, ninety, most]) = accuracy.coverage(ahead, Rival::Forecast) else {
                continue;
            };
            let wis = |rival| accuracy.wis(ahead, rival).unwrap_or_default();
            let log_wis = |rival| accuracy.log_wis(ahead, rival).unwrap_or_default();
            let relative = accuracy.relative_wis(ahead, Rival::LastCount);
            writeln!(
                out,
                "{},cases,{},{},{:.4},{:.5},{half:.4},{ninety:.4},{most:.4},{:.4},{},{:.5},{:.4},{:.4}",
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

/// Series that are printed one by one.
const PRINTED: usize = 20;

fn print_forecasts(found: &Found<'_, Outlook>) {
    for (counts, outlook) in found.iter().take(PRINTED) {
        println!("{} · số liệu đến · known to {}", counts.name, outlook.known_to);
        let mut shown = Table::new(&["ngày", "trung vị", "50%", "90%", "95%"]);
        for step in &outlook.ahead {
            let between = |from: usize| {
                format!("{:.0}–{:.0}", step.quantiles[from], step.quantiles[22 - from])
            };
            let median = format!("{:.0}", step.quantiles[11]);
            shown.row(vec![step.on.to_string(), median, between(6), between(2), between(1)]);
        }
        println!("{shown}");
        for note in &outlook.notes {
            println!("{} · {}", note.words.vi, note.words.en);
        }
    }
    if found.len() > PRINTED {
        let more = found.len() - PRINTED;
        println!("… và {more} chuỗi khác, xem tệp kết quả · and {more} other series, see the file");
    }
}

/// The accuracy over all series.
fn together<'a>(mut each: impl Iterator<Item = &'a Accuracy>) -> Option<Accuracy> {
    let mut all = each.next()?.clone();
    each.for_each(|accuracy| all.merge(accuracy));
    Some(all)
}

/// How good such forecasts were on past days.
fn print_accuracy(all: &Accuracy) {
    println!("Độ chính xác của dự báo trong quá khứ · Accuracy of past forecasts");
    let mut shown = Table::new(&[
        "ngày tới",
        "số dự báo",
        "WIS",
        "so với số ngày cuối",
        "so với TB tuần",
        "so với xu hướng",
        "trong 50%",
        "trong 90%",
        "trong 95%",
    ]);
    let horizon = all.horizon();
    let ahead = [1, 3, 7, 14, 21, 28].into_iter().filter(|ahead| *ahead < horizon).chain([horizon]);
    for ahead in ahead {
        let Some(covered) = all.coverage(ahead, Rival::Forecast) else { continue };
        let times = |rival| match all.relative_wis(ahead, rival) {
            Some(100.0..) => ">100".to_owned(),
            Some(times) => format!("{times:.2}"),
            None => "–".to_owned(),
        };
        let mut row = vec![
            all.days(ahead).to_string(),
            all.forecasts(ahead).to_string(),
            format!("{:.2}", all.wis(ahead, Rival::Forecast).unwrap_or_default()),
        ];
        row.extend([Rival::LastCount, Rival::LastWeek, Rival::Trend].map(times));
        row.extend(covered.map(|covered| format!("{:.0}%", covered * 100.0)));
        shown.row(row);
    }
    println!("{shown}");
    for note in all.notes() {
        println!("{} · {}", note.words.vi, note.words.en);
    }
}
