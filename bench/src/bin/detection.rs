//! Early warning: time for a series-week, injected outbreaks found, and real Vietnamese series.
//!
//! `cargo run --release -p taicho-bench --bin detection write FOLDER SERIES SEED` writes `weekly.csv` and `outbreaks.csv`.
//!
//! `… --bin detection FOLDER …` judges the last 52 weeks of each folder; where `Rscript bench/peers/detection.R FOLDER` has
//! written `peer.csv`, bounds and alarms are compared. One thread, processor seconds, the median of five.
//!
//! `… --bin detection real FOLDER` runs all methods over the series in the folder of test data.

#[path = "detection/plain.rs"]
mod plain;
#[path = "detection/real.rs"]
mod real;
#[path = "detection/series.rs"]
mod series;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use taicho_bench::{peak_mib, timed_with};
use taicho_forecast::detect::{Calendar, Ears, EarsKind, Farrington, Finding, Scan};

type Counts = Vec<Option<i64>>;

const RUNS: usize = 5;
const YEAR: usize = 52;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let texts: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match &texts[..] {
        ["write", folder, series, seed] => {
            let (series, seed) =
                (series.parse().expect("a number"), seed.parse().expect("a number"));
            series::write(Path::new(folder), series, seed).expect("written");
        }
        ["real", folder] => real::run(Path::new(folder)),
        [] => panic!("a folder, `write FOLDER SERIES SEED` or `real FOLDER`"),
        folders => {
            println!(
                "| folder | method | ms a series-week | outbreaks found | false weeks | median, mean delay in weeks |"
            );
            println!("| --- | --- | ---: | ---: | ---: | ---: |");
            for folder in folders {
                judge(Path::new(folder));
            }
        }
    }
}

fn judge(folder: &Path) {
    let all = read_weekly(&folder.join("weekly.csv"));
    let outbreaks = read_outbreaks(&folder.join("outbreaks.csv"));
    let calendar = Calendar::Cycle(YEAR);
    let last = |counts: &Counts| counts.len() - YEAR..counts.len();
    let farrington = Farrington::weekly(4);
    let fast =
        |counts: &Counts| farrington.judge(counts, calendar, last(counts)).expect("settings");
    let plain = |counts: &Counts| plain::judge(counts, last(counts));
    let scan = Scan::weekly(7);
    let scan = |counts: &Counts| scan.judge(counts, calendar, last(counts)).expect("settings");
    let ears = |kind| {
        move |counts: &Counts| Ears::new(kind).judge(counts, last(counts)).expect("settings")
    };
    let found = row(folder, "Farrington flexible", &all, &outbreaks, &fast);
    let farrington_mib = peak_mib();
    let slow = row(folder, "the same, plain", &all, &outbreaks, &plain);
    for (name, fast) in &found {
        for (fast, slow) in fast.iter().zip(&slow[name]) {
            assert_eq!(fast.bound, slow.bound, "{name} {fast:?} {slow:?}");
        }
    }
    row(folder, "scan", &all, &outbreaks, &scan);
    row(folder, "EARS C1", &all, &outbreaks, &ears(EarsKind::C1));
    row(folder, "EARS C2", &all, &outbreaks, &ears(EarsKind::C2));
    row(folder, "EARS C3", &all, &outbreaks, &ears(EarsKind::C3));
    println!(
        "most memory so far: {farrington_mib:.1} MiB with Farrington, {:.1} with all methods",
        peak_mib()
    );
    compare(&folder.join("peer.csv"), &found);
}

type Judged = BTreeMap<String, Vec<Finding>>;

/// Judges all series some times over, and prints what came out.
fn row(
    folder: &Path,
    method: &str,
    all: &[(String, Counts)],
    outbreaks: &BTreeMap<String, BTreeSet<usize>>,
    judge: &dyn Fn(&Counts) -> Vec<Finding>,
) -> Judged {
    let mut times = Vec::new();
    let mut judged = Judged::new();
    for _ in 0..RUNS {
        let judge = |(name, counts): &(String, Counts)| (name.clone(), judge(counts));
        let (took_s, found) = timed_with(|| all.iter().map(judge).collect());
        times.push(took_s);
        judged = found;
    }
    times.sort_by(f64::total_cmp);
    let ms = times[RUNS / 2] * 1e3 / (all.len() * YEAR) as f64;
    // An outbreak is found by an alarm in one of its weeks; an alarm in any other week is false.
    let (mut false_weeks, mut other_weeks, mut delays) = (0, 0, Vec::new());
    for (name, findings) in &judged {
        let nothing = BTreeSet::new();
        let weeks = outbreaks.get(name).unwrap_or(&nothing);
        let mut delay = None;
        for finding in findings {
            let week = finding.at + 1;
            if !weeks.contains(&week) {
                other_weeks += 1;
                false_weeks += usize::from(finding.alarm);
            } else if finding.alarm {
                delay = delay.or(weeks.first().map(|first| week - first));
            }
        }
        delays.extend(delay);
    }
    delays.sort_unstable();
    println!(
        "| {} | {method} | {ms:.4} | {} of {} | {false_weeks} of {other_weeks}, {:.2} % | {}, {:.2} |",
        folder.file_name().unwrap_or_default().to_string_lossy(),
        delays.len(),
        outbreaks.len(),
        100.0 * false_weeks as f64 / other_weeks.max(1) as f64,
        delays.get(delays.len() / 2).copied().unwrap_or_default(),
        delays.iter().sum::<usize>() as f64 / delays.len().max(1) as f64,
    );
    judged
}

/// Compares with what the peer wrote: series, week, upperbound, alarm.
fn compare(peer: &Path, judged: &Judged) {
    let Ok(text) = std::fs::read_to_string(peer) else { return };
    let (mut bounds, mut worst, mut alarms) = (0, 0.0_f64, 0);
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let week: usize = cells[1].parse().expect("a week");
        let found = judged[cells[0]].iter().find(|found| found.at + 1 == week).expect("judged");
        alarms += usize::from(found.alarm != (cells[3] == "1"));
        if let (Ok(bound), Some(ours)) = (cells[2].trim().parse::<f64>(), found.bound) {
            bounds += 1;
            worst = worst.max((bound - ours).abs());
        }
    }
    println!("beside the peer: {bounds} bounds, at most {worst} apart, {alarms} alarms differ");
}

fn read_weekly(path: &Path) -> Vec<(String, Counts)> {
    let mut reader = csv::Reader::from_path(path).expect("weekly.csv");
    let names: Vec<String> =
        reader.headers().expect("headings").iter().map(str::to_owned).collect();
    let mut columns = vec![Counts::new(); names.len()];
    for row in reader.records() {
        for (column, cell) in columns.iter_mut().zip(row.expect("a row").iter()) {
            column.push(cell.parse().ok());
        }
    }
    names.into_iter().zip(columns).collect()
}

fn read_outbreaks(path: &Path) -> BTreeMap<String, BTreeSet<usize>> {
    let mut outbreaks: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for row in csv::Reader::from_path(path).expect("outbreaks.csv").records() {
        let row = row.expect("a row");
        outbreaks.entry(row[0].to_owned()).or_default().insert(row[1].parse().expect("a week"));
    }
    outbreaks
}
