//! Forecasts of many series with the accuracy of their past: processor time and memory, beside the plain way.
//!
//! `cargo run --release -p taicho-bench --bin outlook [SERIES …]`, or `… outlook write FOLDER TABLE.csv [EVERY]` for
//! `bench/peers/outlook.R`: of a table series, date, count the 28th, or EVERY-th, days of each series, with what we say of it.
//!
//! Series of two years of days by a renewal process with known R, with missing days and dumps; 14 days ahead, each with
//! the forecasts of its last hundred days. One thread. The plain way mends every beginning of a series anew, draws a
//! hundred courses for each of those days and sorts what was drawn.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::hint::black_box;
use std::path::Path;

use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use taicho_bench::{peak_mib, timed};
use taicho_forecast::outlook::{LEVELS, Question};
use taicho_forecast::{Counts, Delay, Step};

const DAYS: usize = 730;
const AHEAD: u32 = 14;
const COURSES: usize = 100;
const PAST: usize = 100;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [write, folder, table, every @ ..] = &arguments[..]
        && write == "write"
    {
        let every = every.first().map_or(28, |text| text.parse().expect("a number of days"));
        return write_days(Path::new(folder), Path::new(table), every);
    }
    let sizes: Vec<usize> = arguments.iter().map(|text| text.parse().expect("a number")).collect();
    let sizes = if sizes.is_empty() { vec![1, 100, 1_000, 3_000] } else { sizes };
    let serial = Delay::serial_interval(4.7, 2.9).expect("a serial interval");
    let question = Question::new(AHEAD, serial.clone());
    // The table of quantiles is made once a process; it is timed for itself.
    let short = made(0, &serial, 20);
    println!(
        "first use: {:.1} ms\n",
        1e3 * timed(|| question.outlook(&short).expect("a forecast"))
    );
    println!("| series | ours CPU s | ms a series | back-test of every day ms | plain ms | MiB |");
    println!("|---:|---:|---:|---:|---:|---:|");
    for size in sizes {
        let all: Vec<Counts> = (0..size).map(|at| made(at as u64, &serial, DAYS)).collect();
        let ours = timed(|| {
            for counts in &all {
                black_box(question.outlook(counts).expect("a forecast"));
            }
        });
        let few = &all[..size.min(10)];
        let each =
            |work: &dyn Fn(&Counts)| 1e3 * timed(|| few.iter().for_each(work)) / few.len() as f64;
        let tested = each(&|counts| {
            black_box(question.backtest(counts).expect("scores"));
        });
        let plain = each(&|counts| {
            black_box(plain(counts, &serial));
        });
        println!(
            "| {size} | {ours:.2} | {:.1} | {tested:.0} | {plain:.0} | {:.0} |",
            1e3 * ours / size as f64,
            peak_mib()
        );
    }
}

/// The days of a table on which a peer is asked, and our answers.
fn write_days(folder: &Path, table: &Path, every: usize) {
    let serial = Delay::serial_interval(4.7, 2.9).expect("a serial interval");
    let question = Question::new(28, serial);
    let mut series: BTreeMap<String, BTreeMap<Date, i64>> = BTreeMap::new();
    let mut reader = csv::Reader::from_path(table).expect("a table");
    let at = reader.headers().expect("headings").iter().position(|it| it == "date");
    let at = at.expect("a column date, between those of the series and the counts");
    for row in reader.records() {
        let row = row.expect("a row");
        let (date, count) =
            (row[at].parse().expect("a date"), row[at + 1].parse().expect("a count"));
        series.entry(row[at - 1].to_owned()).or_default().insert(date, count);
    }
    let (mut days, mut ours, mut number) = (String::new(), String::new(), 0);
    let mut used = 0.0;
    for (name, found) in series {
        let (first_on, last_on) =
            (*found.keys().next().expect("a day"), *found.keys().last().expect("a day"));
        let dates = first_on.series(1.days()).take_while(|date| *date <= last_on);
        let values: Vec<Option<i64>> = dates.map(|date| found.get(&date).copied()).collect();
        let all = Counts { name, first_on, step: Step::Day, values };
        let truth = all.mended().values;
        for end in (every..all.values.len().saturating_sub(28)).step_by(every) {
            let known = Counts { values: all.values[..end].to_vec(), ..all.clone() };
            let mended = known.mended().values;
            let is_live = mended.iter().rev().take(28).flatten().any(|count| *count > 0);
            let mut answer = None;
            used += timed(|| answer = question.outlook(&known).ok());
            let (true, Some(answer)) = (is_live, answer) else { continue };
            number += 1;
            let cell = |value: Option<i64>| value.map_or("NA".to_owned(), |it| it.to_string());
            let seen = [7, 14, 28].map(|ahead| {
                let at = end + ahead - 1;
                cell(truth[at].filter(|it| all.values[at] == Some(*it)))
            });
            let from = mended.len().saturating_sub(180);
            let history: Vec<String> = mended[from..].iter().map(|it| cell(*it)).collect();
            let _ = writeln!(days, "{number},{},{}", seen.join(","), history.join(","));
            for ahead in [7, 14, 28] {
                let quantiles = answer.ahead[ahead - 1].quantiles.map(|it| it.to_string());
                let _ = writeln!(ours, "{number},{ahead},{}", quantiles.join(","));
            }
        }
    }
    std::fs::write(folder.join("days.csv"), days).expect("written");
    std::fs::write(folder.join("ours.csv"), ours).expect("written");
    println!("{number} series-days, ours {:.1} ms each", 1e3 * used / f64::from(number));
}

fn uniform(random: &mut ChaCha8Rng) -> f64 {
    (random.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
}

/// A normal number by twelve uniform ones, near enough for a bench.
fn normal(random: &mut ChaCha8Rng) -> f64 {
    (0..12).map(|_| uniform(random)).sum::<f64>() - 6.0
}

/// Cases of one area, whose R swings about one, with faults of reporting.
fn made(seed: u64, serial: &Delay, days: usize) -> Counts {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let (base, period) = (2.0 + 58.0 * uniform(&mut random), 60.0 + 90.0 * uniform(&mut random));
    let swing = 0.1 + 0.35 * uniform(&mut random);
    let mut cases: Vec<f64> = Vec::new();
    for day in 0..days {
        let r = (swing * (std::f64::consts::TAU * day as f64 / period).sin()).exp();
        let mean = if day < 7 { base } else { r * infectious(&cases, serial) + 0.3 };
        cases.push((mean + mean.sqrt() * normal(&mut random)).round().max(0.0));
    }
    let reported = cases.iter().map(|cases| match uniform(&mut random) {
        ..0.01 => None,
        0.99.. => Some(10 * *cases as i64),
        _ => Some(*cases as i64),
    });
    let values = reported.collect();
    Counts { name: seed.to_string(), first_on: date(2021, 1, 1), step: Step::Day, values }
}

fn infectious(cases: &[f64], serial: &Delay) -> f64 {
    let weighed = cases.iter().rev().zip(&serial.probabilities()[1..]);
    weighed.map(|(cases, weight)| cases * weight).sum()
}

/// As one writes it first: from what was known on each of the last days, R by two weeks of cases over what was infectious,
/// courses drawn with it, and the last count with its differences, both as sorted draws.
fn plain(counts: &Counts, serial: &Delay) -> Vec<[f64; 23]> {
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let mut found = Vec::new();
    for day in counts.values.len() - PAST..=counts.values.len() {
        let values = counts.values[..day].to_vec();
        let known = Counts { values, name: String::new(), ..*counts }.mended().values;
        let level: Vec<f64> = known.iter().map(|value| value.unwrap_or_default() as f64).collect();
        let (cases, pressure) = (level.len() - 14..level.len()).fold((1.0, 1.0), |sum, at| {
            (sum.0 + level[at], sum.1 + infectious(&level[..at], serial))
        });
        let mut drawn = vec![Vec::with_capacity(COURSES); AHEAD as usize];
        for _ in 0..COURSES {
            let mut path = level.clone();
            let r = f64::exp(0.1 * normal(&mut random)) * cases / pressure;
            for drawn in &mut drawn {
                let mean = r * infectious(&path, serial);
                let spread = (mean + 0.1 * mean * mean).sqrt();
                let count = (mean + spread * normal(&mut random)).round().max(0.0);
                path.push(count);
                drawn.push(count);
            }
        }
        found.extend(drawn.iter_mut().map(|drawn| quantiles(drawn)));
        let differences: Vec<f64> = level.windows(2).map(|pair| pair[1] - pair[0]).collect();
        let mut sums = vec![0.0; 400];
        for _ in 0..AHEAD {
            for sum in &mut sums {
                *sum += differences[random.next_u64() as usize % differences.len()];
            }
            let last = level[level.len() - 1];
            let mut both: Vec<f64> = sums.iter().flat_map(|sum| [last + sum, last - sum]).collect();
            found.push(quantiles(&mut both));
        }
    }
    found
}

fn quantiles(draws: &mut [f64]) -> [f64; 23] {
    draws.sort_by(f64::total_cmp);
    LEVELS.map(|level| draws[(level * draws.len() as f64) as usize])
}
