//! Reproduction numbers of many series, ours and those of EpiEstim by turns.
//!
//! `cargo run --release -p taicho-bench --bin reproduction [SERIES …]`, with `Rscript` and EpiEstim installed.
//!
//! Series of 365 days by a renewal process with known R. One thread, processor seconds without reading and writing, medians
//! of three turns; for a thousand series the peer runs once. Also the plain way: double loops, and quantiles by statrs.
//!
//! Then serial intervals that are not known for sure, beside drawing from each as EpiEstim does, and nowcasts.

#[path = "reproduction/late.rs"]
mod late;

use std::fmt::Write as _;
use std::hint::black_box;
use std::path::Path;
use std::process::Command;

use jiff::civil::date;
use statrs::distribution::{ContinuousCDF as _, Gamma};
use taicho_bench::{peak_mib, timed};
use taicho_forecast::reproduction::{LEVELS, Method, Window, estimate_areas};
use taicho_forecast::{Counts, Delay, Step};

const DAYS: usize = 365;

fn main() {
    let sizes: Vec<usize> =
        std::env::args().skip(1).map(|text| text.parse().expect("a number")).collect();
    let sizes = if sizes.is_empty() { vec![1, 100, 1_000] } else { sizes };
    let folder = tempfile::tempdir().expect("a folder");
    let serial = Delay::serial_interval(4.7, 2.9).expect("a serial interval");
    let method = Method::new(serial, 7);
    // The series of the quantiles are made once a process; they are timed for themselves.
    let first = timed(|| black_box(method.estimate(&counts(0, &[1; 9]), None)));
    println!("first use: {:.2} ms\n", 1e3 * first);
    println!(
        "| series | ours ms a series | with parents | plain ms | EpiEstim ms | moments differ by | quantiles | MiB |"
    );
    println!("|---:|---:|---:|---:|---:|---:|---:|---:|");
    let mut version = String::new();
    for size in sizes {
        let all: Vec<Counts> = (0..size).map(|at| counts(at, &made(at as u64, &method))).collect();
        let wide = folder.path().join("wide.csv");
        std::fs::write(&wide, table(&all)).expect("written");
        let turns = if size >= 1_000 { 1 } else { 3 };
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        let mut found = Vec::new();
        // A turn of ours is repeated until it is long enough to be measured.
        let repeats = (2_000 / size).max(1);
        for turn in 0..3 {
            ours.push(
                timed(|| {
                    for _ in 0..repeats {
                        found = all
                            .iter()
                            .map(|counts| method.estimate(counts, None).expect("estimates").windows)
                            .collect();
                        black_box(&found);
                    }
                }) / repeats as f64,
            );
            if turn < turns {
                let (cpu_s, said) = peer(&wide, &folder.path().join("theirs.csv"), &[]);
                theirs.push(cpu_s);
                version = said;
            }
        }
        let parents: Vec<String> = (0..size).map(|at| (at / 20).to_string()).collect();
        let leaning =
            timed(|| black_box(estimate_areas(&method, &all, &[], &parents).expect("estimates")));
        let few = &all[..size.min(20)];
        let slow =
            timed(|| few.iter().for_each(|counts| plain(counts, &method))) / few.len() as f64;
        let (moments, quantiles) = compare(&found, folder.path());
        let each = |seconds: f64| 1e3 * seconds / size as f64;
        println!(
            "| {size} | {:.4} | {:.4} | {:.1} | {:.1} | {moments:.1e} | {quantiles:.1e} | {:.0} |",
            each(median(&mut ours)),
            each(leaning),
            1e3 * slow,
            each(median(&mut theirs)),
            peak_mib(),
        );
    }
    println!("\nEpiEstim {version}\n");
    late::run(folder.path());
}

fn counts(at: usize, values: &[i64]) -> Counts {
    let values = values.iter().map(|value| Some(*value)).collect();
    Counts { name: at.to_string(), first_on: date(2021, 1, 1), step: Step::Day, values }
}

/// SplitMix64.
fn uniform(state: &mut u64) -> f64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
}

/// Cases of one area, whose R swings about one.
fn made(seed: u64, method: &Method) -> Vec<i64> {
    let taicho_forecast::reproduction::Serial::Known(serial) = &method.serial else {
        unreachable!("it is known")
    };
    let mut state = seed;
    let (base, phase, period) = (
        2.0 + 58.0 * uniform(&mut state),
        std::f64::consts::TAU * uniform(&mut state),
        60.0 + 90.0 * uniform(&mut state),
    );
    let amplitude = 0.1 + 0.35 * uniform(&mut state);
    let mut cases: Vec<i64> = Vec::new();
    for day in 0..DAYS {
        let infectious: f64 =
            (1..=day).map(|lag| serial.probability(lag) * cases[day - lag] as f64).sum();
        let r = (amplitude * (std::f64::consts::TAU * day as f64 / period + phase).sin()).exp();
        let mean = if day < 7 { base } else { r * infectious + 0.3 };
        // A normal number by twelve uniform ones is near enough to Poisson for a bench.
        let normal: f64 = (0..12).map(|_| uniform(&mut state)).sum::<f64>() - 6.0;
        cases.push((mean + mean.sqrt() * normal).round().max(0.0) as i64);
    }
    cases
}

fn table(all: &[Counts]) -> String {
    let names: Vec<String> = all.iter().map(|counts| format!("a{}", counts.name)).collect();
    let mut text = names.join(",") + "\n";
    for day in 0..DAYS {
        let row: Vec<String> =
            all.iter().map(|counts| counts.values[day].unwrap_or_default().to_string()).collect();
        let _ = writeln!(text, "{}", row.join(","));
    }
    text
}

/// Runs EpiEstim; gives its processor seconds and its version.
fn peer(wide: &Path, result: &Path, more: &[&str]) -> (f64, String) {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/peers/reproduction.R");
    let run = Command::new("Rscript").arg(script).arg(wide).arg(result).args(more).output();
    let run = run.expect("Rscript runs");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let said = String::from_utf8_lossy(&run.stdout).trim().to_owned();
    let (cpu_s, version) = said.split_once(' ').expect("seconds and a version");
    (cpu_s.parse().expect("seconds"), version.to_owned())
}

/// The worst relative differences of moments and of quantiles; panics where one has an estimate and the other none.
fn compare(found: &[Vec<Window>], folder: &Path) -> (f64, f64) {
    let text = std::fs::read_to_string(folder.join("theirs.csv")).expect("their result");
    let (mut moments, mut quantiles) = (0.0_f64, 0.0_f64);
    for line in text.lines() {
        let cells: Vec<&str> = line.split(',').collect();
        let number = |at: usize| cells[at].trim().parse::<f64>().ok();
        let at = |cell: usize| number(cell).expect("a number") as usize;
        let window = &found[at(0)][at(1) - 2];
        let (Some(posterior), Some(mean)) = (window.posterior, number(2)) else {
            assert!(window.posterior.is_none() && number(2).is_none(), "{line}");
            continue;
        };
        let apart = |found: f64, at: usize| (found / number(at).expect("a number") - 1.0).abs();
        moments = moments.max((posterior.mean / mean - 1.0).abs()).max(apart(posterior.sd, 3));
        for (place, quantile) in posterior.quantiles.into_iter().enumerate() {
            quantiles = quantiles.max(apart(quantile, 4 + place));
        }
    }
    (moments, quantiles)
}

/// As the formula is written.
fn plain(counts: &Counts, method: &Method) {
    let taicho_forecast::reproduction::Serial::Known(serial) = &method.serial else {
        unreachable!("it is known")
    };
    let cases: Vec<f64> =
        counts.values.iter().map(|value| value.unwrap_or_default() as f64).collect();
    let infectious: Vec<f64> = (0..cases.len())
        .map(|day| (1..=day).map(|lag| serial.probability(lag) * cases[day - lag]).sum())
        .collect();
    for first in 1..=cases.len() - method.window {
        let days = first..first + method.window;
        let shape = 1.0 + cases[days.clone()].iter().sum::<f64>();
        let gamma = Gamma::new(shape, 0.2 + infectious[days].iter().sum::<f64>()).expect("a gamma");
        black_box(LEVELS.map(|level| gamma.inverse_cdf(level)));
    }
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
