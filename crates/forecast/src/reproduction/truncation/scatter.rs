//! How unevenly the same share is reported, from snapshots.

use std::collections::BTreeSet;

use super::{Snapshot, Truncation};

/// How far apart reports of different days are taken to be where there is one pair of snapshots only.
const UNKNOWN_SPREAD: f64 = 0.1;

/// Counts that are believed to be reported each by itself before any is seen.
const BELIEF: f64 = 1.0;

/// How much the share of one day is taken to vary at most, as a part of the greatest variance.
const MOST_BATCHES: f64 = 0.5;

/// Degrees of freedom that a spread has at least: with one, anything would be possible.
const LEAST_FREEDOM: f64 = 2.0;

/// Counts with a smaller variance say little of how even they are.
const LEAST_VARIANCE: f64 = 1.0;

/// The shares, with how unevenly they were reported.
pub(super) fn scattered(
    reported: Vec<f64>,
    earlier: &[(Snapshot, usize)],
    last: &Snapshot,
) -> Truncation {
    let of = |snapshot| Reports::new(snapshot, last, &reported);
    let all: Vec<Reports> = earlier.iter().map(of).collect();
    let (sampling, batches) = evenness(&all, &reported);
    let (spread, freedom) = spread(&all, &reported, sampling, batches);
    // The shares themselves are means over so many snapshots.
    let batches = (batches * (1.0 + 1.0 / all.len() as f64)).min(MOST_BATCHES);
    Truncation { reported, spread, freedom, sampling, batches }
}

/// What was counted of a day in an earlier snapshot and in the last one.
struct Cell {
    age: usize,
    counted: f64,
    in_the_end: f64,
    /// The share that is reported at the age which the day has in the last snapshot.
    share_there: f64,
}

impl Cell {
    /// The part of what is counted in the end that was to be counted then.
    fn part(&self, reported: &[f64], exponent: f64) -> f64 {
        reported[self.age].powf(exponent) / self.share_there
    }
}

/// How the days of one earlier snapshot were reported.
struct Reports {
    cells: Vec<Cell>,
    /// The power to which the shares are raised in this snapshot; none where nothing tells.
    exponent: Option<f64>,
    /// The sum of squares on which the exponent rests.
    weight: f64,
}

impl Reports {
    fn new((snapshot, later): &(Snapshot, usize), last: &Snapshot, reported: &[f64]) -> Self {
        let ages = (0..reported.len()).filter(|age| reported[*age] > 0.0 && reported[*age] < 0.99);
        let cell = |age: usize| {
            let (counted, in_the_end) = snapshot.at_age(age).zip(last.at_age(age + later))?;
            let share_there = reported.get(age + later).copied().unwrap_or(1.0);
            let told = in_the_end > 0.0 && share_there > 0.0;
            told.then_some(Cell { age, counted, in_the_end, share_there })
        };
        let cells: Vec<Cell> = ages.filter_map(cell).collect();
        let (mut above, mut weight) = (0.0, 0.0);
        for cell in cells.iter().filter(|cell| cell.counted > 0.0) {
            let log = reported[cell.age].ln();
            above += cell.counted * log * (cell.counted * cell.share_there / cell.in_the_end).ln();
            weight += cell.counted * log * log;
        }
        let exponent = (weight > 0.0 && above > 0.0).then_some(above / weight);
        Self { cells, exponent, weight }
    }
}

/// The variance as a multiple of that of single reports, at most one, and how much the share varies beyond that.
fn evenness(all: &[Reports], reported: &[f64]) -> (f64, f64) {
    let (mut squares, mut counts, mut cases) = (0.0, 0.0, 0.0);
    let mut ages = BTreeSet::new();
    for (reports, exponent) in all.iter().filter_map(|reports| Some((reports, reports.exponent?))) {
        for cell in &reports.cells {
            let part = cell.part(reported, exponent);
            let expected = part * cell.in_the_end;
            let variance = expected * (1.0 - part);
            if variance >= LEAST_VARIANCE {
                squares += (cell.counted - expected).powi(2) / variance;
                counts += 1.0;
                cases += cell.in_the_end - 1.0;
                ages.insert(cell.age);
            }
        }
    }
    // The shares and the exponents were fitted to the same counts.
    let freedom = counts - (ages.len() + all.len()) as f64;
    if freedom <= 0.0 || cases <= 0.0 {
        return (1.0, 0.0);
    }
    let ratio = (squares + BELIEF) / (freedom + BELIEF);
    (ratio.min(1.0), ((ratio - 1.0).max(0.0) * counts / cases).min(MOST_BATCHES))
}

/// How far the exponents of the snapshots lie apart, beyond what counts as uneven as these make of equal ones, and the
/// degrees of freedom of that.
fn spread(all: &[Reports], reported: &[f64], sampling: f64, batches: f64) -> (f64, f64) {
    let log_and_variance = |reports: &Reports| {
        let exponent = reports.exponent?;
        let of_cell = |cell: &Cell| {
            let part = cell.part(reported, exponent).min(1.0);
            let uneven = sampling + batches * (cell.in_the_end - 1.0);
            cell.counted * reported[cell.age].ln().powi(2) * uneven * (1.0 - part)
        };
        let variance: f64 = reports.cells.iter().map(of_cell).sum();
        Some((exponent.ln(), variance / (reports.weight * exponent).powi(2)))
    };
    let logs: Vec<(f64, f64)> = all.iter().filter_map(log_and_variance).collect();
    if logs.len() < 2 {
        return (UNKNOWN_SPREAD, f64::INFINITY);
    }
    let n = logs.len() as f64;
    let mean = logs.iter().map(|(log, _)| log).sum::<f64>() / n;
    let variance = logs.iter().map(|(log, _)| (log - mean).powi(2)).sum::<f64>() / (n - 1.0);
    let by_chance = logs.iter().map(|(_, variance)| variance).sum::<f64>() / n;
    // The mean of so few exponents is not known either.
    let spread = ((variance - by_chance).max(0.0) + variance / n).sqrt();
    (spread.min(1.0), (n - 1.0).max(LEAST_FREEDOM))
}
