//! Farrington flexible as a textbook writes it: a full design matrix, weighted least squares by elimination, a quantile
//! by adding up probabilities. The yardstick of the fast one, for weekly settings without a test of the trend.

use std::ops::Range;

use taicho_forecast::detect::{Finding, Reason};

const YEARS: usize = 4;
const LEVELS: usize = 10;
const COLUMNS: usize = LEVELS + 1;

pub(super) fn judge(counts: &[Option<i64>], steps: Range<usize>) -> Vec<Finding> {
    steps.map(|at| judge_one(counts, at)).collect()
}

fn judge_one(counts: &[Option<i64>], now: usize) -> Finding {
    let (mut rows, mut seen) = (Vec::new(), Vec::new());
    #[expect(clippy::needless_range_loop, reason = "weeks are numbers here as in the paper")]
    for at in now - YEARS * 52 - 3..now - 26 {
        // Three weeks to either side of the same week are level 0, then nine blocks of five weeks.
        let after = (at + YEARS * 52 + 3 - now) % 52;
        let level = if after < 7 { 0 } else { (after - 7) / 5 + 1 };
        let mut row = vec![0.0; COLUMNS];
        row[level] = 1.0;
        row[LEVELS] = at as f64 - now as f64;
        rows.push(row);
        seen.push(counts[at].expect("no gaps") as f64);
    }
    let observed = counts[now].expect("no gaps");
    let few = counts[now - 3..=now].iter().flatten().sum::<i64>() < 5;
    let (fit, trend) = match fitted(&rows, &seen, true) {
        Some(fit) => (Some(fit), true),
        None => (fitted(&rows, &seen, false), false),
    };
    let Some((mut mean, mut dispersion)) = fit else { return finding(now, observed, None, few) };
    let most = seen.iter().copied().fold(0.0, f64::max);
    if trend && mean > most {
        let Some(flat) = fitted(&rows, &seen, false) else {
            return finding(now, observed, None, few);
        };
        (mean, dispersion) = flat;
    }
    finding(now, observed, Some((mean, quantile(mean, dispersion))), few)
}

fn finding(at: usize, observed: i64, line: Option<(f64, f64)>, few: bool) -> Finding {
    let alarm = line.is_some_and(|(_, bound)| observed as f64 > bound) && !few;
    let reason = if alarm { Reason::Above } else { Reason::Within };
    let (expected, bound) = line.unzip();
    Finding { at, observed: Some(observed), expected, bound, alarm, reason }
}

/// Mean now and dispersion, past outbreaks weighed down.
fn fitted(rows: &[Vec<f64>], seen: &[f64], trend: bool) -> Option<(f64, f64)> {
    let ones = vec![1.0; seen.len()];
    let (_, means, leverages, dispersion) = regression(rows, seen, &ones, trend)?;
    let dispersion = dispersion.max(1.0);
    let down: Vec<f64> = (0..seen.len())
        .map(|at| {
            let mean = means[at];
            let anscombe = 1.5 * (seen[at].powf(2.0 / 3.0) * mean.powf(-1.0 / 6.0) - mean.sqrt())
                / (dispersion * (1.0 - leverages[at])).sqrt();
            if anscombe > 2.58 { anscombe.powi(-2) } else { 1.0 }
        })
        .collect();
    let share = seen.len() as f64 / down.iter().sum::<f64>();
    let weights: Vec<f64> = down.iter().map(|down| down * share).collect();
    let (coefficients, _, _, dispersion) = regression(rows, seen, &weights, trend)?;
    Some((coefficients[0].exp(), dispersion.max(1.0)))
}

type Regression = (Vec<f64>, Vec<f64>, Vec<f64>, f64);

fn regression(rows: &[Vec<f64>], seen: &[f64], prior: &[f64], trend: bool) -> Option<Regression> {
    let columns = if trend { COLUMNS } else { LEVELS };
    let mut means: Vec<f64> = seen.iter().map(|count| count + 0.1).collect();
    let deviance = |means: &[f64]| {
        let part = |at: usize| {
            let (count, mean) = (seen[at], means[at]);
            let log = if count > 0.0 { count * (count / mean).ln() } else { 0.0 };
            2.0 * prior[at] * (log - count + mean)
        };
        (0..seen.len()).map(part).sum::<f64>()
    };
    let mut before = deviance(&means);
    for _ in 0..25 {
        let weights: Vec<f64> = means.iter().zip(prior).map(|(mean, prior)| mean * prior).collect();
        let mut system = vec![vec![0.0; columns + 1]; columns];
        for (at, row) in rows.iter().enumerate() {
            let working = means[at].ln() + (seen[at] - means[at]) / means[at];
            for i in 0..columns {
                for j in 0..columns {
                    system[i][j] += weights[at] * row[i] * row[j];
                }
                system[i][columns] += weights[at] * row[i] * working;
            }
        }
        let inverse = inverse(&system);
        let product = |row: &[f64]| -> f64 {
            row[..columns].iter().zip(system.iter()).map(|(a, line)| a * line[columns]).sum()
        };
        let coefficients: Vec<f64> = inverse.iter().map(|row| product(row)).collect();
        let predict = |row: &Vec<f64>| -> f64 {
            row.iter().zip(&coefficients).map(|(a, b)| a * b).sum::<f64>().exp()
        };
        let next: Vec<f64> = rows.iter().map(predict).collect();
        let now = deviance(&next);
        if !now.is_finite() {
            return None;
        }
        if (now - before).abs() / (now.abs() + 0.1) < 1e-8 {
            let relative = |at: usize| weights[at] * ((seen[at] - next[at]) / next[at]).powi(2);
            let sum: f64 = (0..seen.len()).map(relative).sum();
            let leverage = |at: usize| {
                let mut sum = 0.0;
                for i in 0..columns {
                    for j in 0..columns {
                        sum += rows[at][i] * inverse[i][j] * rows[at][j];
                    }
                }
                weights[at] * sum
            };
            let leverages = (0..seen.len()).map(leverage).collect();
            return Some((coefficients, next, leverages, sum / (seen.len() - columns) as f64));
        }
        (means, before) = (next, now);
    }
    None
}

/// The inverse of the square part, by elimination.
fn inverse(system: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let size = system.len();
    let unit = |at: usize| (0..size).map(move |other| f64::from(u8::from(at == other)));
    let mut rows: Vec<Vec<f64>> = (system.iter().enumerate())
        .map(|(at, row)| row[..size].iter().copied().chain(unit(at)).collect())
        .collect();
    for at in 0..size {
        let scale = rows[at][at];
        rows[at].iter_mut().for_each(|cell| *cell /= scale);
        let pivot = rows[at].clone();
        for (other, row) in rows.iter_mut().enumerate().filter(|(other, _)| *other != at) {
            debug_assert_ne!(other, at);
            let factor = row[at];
            row.iter_mut().zip(&pivot).for_each(|(cell, pivot)| *cell -= factor * pivot);
        }
    }
    rows.into_iter().map(|row| row[size..].to_vec()).collect()
}

fn quantile(mean: f64, dispersion: f64) -> f64 {
    let (mut count, mut sum) = (0.0, 0.0);
    let mut probability = match dispersion > 1.0 {
        true => (-mean / (dispersion - 1.0) * dispersion.ln()).exp(),
        false => (-mean).exp(),
    };
    loop {
        sum += probability;
        if sum >= 0.99 {
            return count;
        }
        let rest = 1.0 - 1.0 / dispersion;
        probability *= (count * rest + mean / dispersion) / (count + 1.0);
        count += 1.0;
    }
}
