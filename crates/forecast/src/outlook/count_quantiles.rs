use std::sync::LazyLock;

use super::score::LEVELS;

/// The means of the table, each so many times the one before.
const MEANS: usize = 60;
const LEAST_MEAN: f64 = 0.02;
const MEAN_TIMES: f64 = 1.15;

/// The squared variations (variance beyond Poisson over the squared mean) of the table.
const VARIATIONS: usize = 24;
const LEAST_VARIATION: f64 = 1e-3;
const VARIATION_TIMES: f64 = 1.45;

/// Quantiles as log(1 + count).
pub(super) type Logs = [f64; 23];

/// The quantiles of negative-binomial counts, as log(1 + count), for every mean and variation of the table.
static TABLE: LazyLock<Vec<[Logs; VARIATIONS]>> = LazyLock::new(|| {
    let mean = |place: usize| LEAST_MEAN * MEAN_TIMES.powi(place as i32);
    let variation = |place: usize| LEAST_VARIATION * VARIATION_TIMES.powi(place as i32);
    (0..MEANS)
        .map(|row| std::array::from_fn(|column| exact(mean(row), variation(column))))
        .collect()
});

/// The quantiles of a count of a mean with a squared variation beyond Poisson, as log(1 + count).
///
/// Between the rows and columns of a table, and above it as the mean grows.
pub(super) fn quantile_logs(mean: f64, variation: f64) -> Logs {
    let last = LEAST_MEAN * MEAN_TIMES.powi(MEANS as i32 - 1);
    if mean <= 0.0 {
        return [0.0; 23];
    }
    if mean > last {
        // What chance adds to a mean like this is no more than another bit of variation.
        let found = quantile_logs(last, (variation + 1.0 / mean - 1.0 / last).max(1e-6));
        return found.map(|log| (log.exp_m1() * mean / last).ln_1p());
    }
    let place = |value: f64, least: f64, times: f64, count: usize| {
        let at = ((value / least).ln() / times.ln()).clamp(0.0, (count - 1) as f64);
        let from = (at as usize).min(count - 2);
        (from, at - from as f64)
    };
    let (row, down) = place(mean, LEAST_MEAN, MEAN_TIMES, MEANS);
    let (column, across) = place(variation, LEAST_VARIATION, VARIATION_TIMES, VARIATIONS);
    let rows = [&TABLE[row], &TABLE[row + 1]];
    std::array::from_fn(|level| {
        let [above, below] =
            rows.map(|row| row[column][level] * (1.0 - across) + row[column + 1][level] * across);
        above * (1.0 - down) + below * down
    })
}

/// Adds the probabilities up.
fn exact(mean: f64, variation: f64) -> Logs {
    let shape = 1.0 / variation;
    let share = mean / (shape + mean);
    let mut probability = (-shape * (mean / shape).ln_1p()).exp();
    let (mut below, mut count) = (probability, 0.0);
    LEVELS.map(|level| {
        while below < level && count < 1e5 {
            probability *= share * (shape + count) / (count + 1.0);
            count += 1.0;
            below += probability;
        }
        count.ln_1p()
    })
}
