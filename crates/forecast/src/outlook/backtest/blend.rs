use std::sync::LazyLock;

use statrs::distribution::{ContinuousCDF as _, Normal};

use super::super::LEVELS;
use super::{Judged, Logs, MEDIAN, Made, Run, wis};

/// Forecasts of the past that tell how far to widen the model and how far to believe it.
const JUDGED: usize = 60;

/// As many forecasts of a spread that was right are believed beforehand.
const BELIEVED: f64 = 25.0;

/// How far the cautious model, the bold one and the last count are believed before any past is known.
const BEFOREHAND: [f64; 3] = [0.45, 0.15, 0.4];

/// Where the quantiles of 10% and 90% stand, and how many standard deviations lie from the median to either.
const TENTH: usize = 3;
const TENTH_SD: f64 = 1.281_551_565_544_6;

/// How much wider the upper half of a forecast is at its 95% quantile, after so many steps and in proportion before and
/// up to twice as many; chosen on every other province.
const STRETCH: f64 = 0.08;
const STRETCH_STEPS: f64 = 14.0;

/// How far each level above a half lies from the median on the normal curve, against that of 95%, squared.
static UPWARD: LazyLock<[f64; 23]> = LazyLock::new(|| {
    let normal = Normal::standard();
    let tail = normal.inverse_cdf(0.95);
    LEVELS.map(|level| (normal.inverse_cdf(level.max(0.5)) / tail).powi(2))
});

impl Run<'_> {
    /// What is joined, weighed by past scores.
    pub(super) fn blend(&self, ahead: usize, parts: &[Logs; 3]) -> [f64; 23] {
        let mut scores = [1e-3; 3];
        let mut weight = 1.0;
        for (_, judged) in self.past(ahead).take(JUDGED) {
            for (sum, score) in scores.iter_mut().zip(judged.scores) {
                *sum += weight * score;
            }
            weight *= 0.96;
        }
        let best = scores.iter().copied().fold(f64::MAX, f64::min);
        let mut weights = [0, 1, 2].map(|part| BEFOREHAND[part] * (best / scores[part]).powi(4));
        let sum: f64 = weights.iter().sum();
        weights = weights.map(|weight| weight / sum);
        let joined = |at: usize| {
            parts.iter().zip(weights).map(|(log, weight)| weight * log[at]).sum::<f64>()
        };
        let joined: Logs = std::array::from_fn(joined);
        stretched(&joined, (ahead + 1) as f64).map(|log| log.exp_m1().max(0.0))
    }

    /// How many times wider the model's spread should have been, by its errors at this horizon and those about it.
    pub(super) fn spread(&self, ahead: usize) -> f64 {
        let (mut squares, mut judged) = (BELIEVED, BELIEVED);
        for near in ahead.saturating_sub(2)..(ahead + 3).min(self.horizon) {
            for off in self.past(near).take(JUDGED).filter_map(|(_, judged)| judged.off) {
                squares += 0.2 * off.min(12.0);
                judged += 0.2;
            }
        }
        (squares / judged).sqrt().clamp(0.5, 2.5)
    }
}

/// How a forecast did, when its step has come.
pub(super) fn judged(made: &Made, ahead: usize, seen: i64) -> Judged {
    let log = (seen as f64).ln_1p();
    let model = &made.model[ahead];
    let sd = (model[22 - TENTH] - model[TENTH]) / (2.0 * TENTH_SD);
    let off = (sd > 0.05).then(|| ((log - model[MEDIAN]) / sd).powi(2));
    Judged { seen, log, scores: made.parts[ahead].map(|part| wis(&part, log)), off }
}

/// The upper quantiles moved outward, the further the more: an outbreak that nobody sees coming is what the past of a
/// quiet series does not tell, and the longer the wait the likelier it is.
fn stretched(logs: &Logs, far: f64) -> Logs {
    let times = STRETCH * (far / STRETCH_STEPS).min(2.0);
    std::array::from_fn(|place| {
        (logs[MEDIAN] + (1.0 + times * UPWARD[place]) * (logs[place] - logs[MEDIAN]))
            .clamp(0.0, 25.0)
    })
}

pub(super) fn widened(logs: &Logs, times: f64) -> Logs {
    let centre = logs[MEDIAN];
    logs.map(|log| (centre + times * (log - centre)).clamp(0.0, 25.0))
}

/// Draws moved to where the quantiles want them, each keeping its rank.
pub(in crate::outlook) fn mapped(draws: &[f64], quantiles: &[f64; 23]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..draws.len()).collect();
    order.sort_by(|one, other| draws[*one].total_cmp(&draws[*other]));
    let mut mapped = vec![0.0; draws.len()];
    for (rank, at) in order.into_iter().enumerate() {
        let level = (rank as f64 + 0.5) / draws.len() as f64;
        mapped[at] = at_level(quantiles, level);
    }
    mapped
}

/// The quantile at any level, straight between those that are known.
fn at_level(quantiles: &[f64; 23], level: f64) -> f64 {
    let next = LEVELS.partition_point(|it| *it < level);
    if next == 0 {
        return quantiles[0];
    }
    if next == 23 {
        return quantiles[22];
    }
    let share = (level - LEVELS[next - 1]) / (LEVELS[next] - LEVELS[next - 1]);
    quantiles[next - 1] * (1.0 - share) + quantiles[next] * share
}
