use super::{MEDIAN, Made, Run, wis};
use crate::Mended;

/// Forecasts of the past that tell how far to widen the model and how far to believe it.
const JUDGED: usize = 60;

/// As many forecasts of a spread that was right are believed beforehand.
const BELIEVED: f64 = 25.0;

/// How far the cautious model, the bold one and the last count are believed before any past is known.
const BEFOREHAND: [f64; 3] = [0.45, 0.15, 0.4];

/// Where the quantiles of 10% and 90% stand, and how many standard deviations lie from the median to either.
const TENTH: usize = 3;
const TENTH_SD: f64 = 1.281_551_565_544_6;

impl Run<'_> {
    /// The model with the spread that its past errors call for, weighed against the naive forecasts by their past scores.
    pub(super) fn blend(
        &self,
        made: &Made,
        ahead: usize,
        known: &Mended,
    ) -> ([[f64; 23]; 3], [f64; 23]) {
        let widened = widened(&made.model[ahead], self.spread(ahead, known));
        let mut scores = [1e-3; 3];
        let mut weight = 1.0;
        for (past, seen) in self.past(ahead, known).take(JUDGED) {
            for (score, part) in scores.iter_mut().zip(&past.logs[ahead]) {
                // Of logarithms, so that one high week does not decide alone.
                *score += weight * wis(part, seen.ln_1p());
            }
            weight *= 0.96;
        }
        let best = scores.iter().copied().fold(f64::MAX, f64::min);
        let mut weights = [0, 1, 2].map(|part| BEFOREHAND[part] * (best / scores[part]).powi(4));
        let sum: f64 = weights.iter().sum();
        weights = weights.map(|weight| weight / sum);
        let parts = [widened, made.bold[ahead], made.last_count[ahead]];
        let logs = parts.map(|part| part.map(f64::ln_1p));
        let joined =
            |at: usize| logs.iter().zip(weights).map(|(log, weight)| weight * log[at]).sum::<f64>();
        let blended = std::array::from_fn(|at| joined(at).exp_m1().max(0.0));
        (logs, blended)
    }

    /// How many times wider the model's spread should have been, by its errors at this horizon and those about it.
    fn spread(&self, ahead: usize, known: &Mended) -> f64 {
        let (mut squares, mut judged) = (BELIEVED, BELIEVED);
        for near in ahead.saturating_sub(2)..(ahead + 3).min(self.horizon) {
            for (past, seen) in self.past(near, known).take(JUDGED) {
                let log = |place: usize| past.model[near][place].ln_1p();
                let sd = (log(22 - TENTH) - log(TENTH)) / (2.0 * TENTH_SD);
                if sd > 0.05 {
                    squares += 0.2 * ((seen.ln_1p() - log(MEDIAN)) / sd).powi(2).min(12.0);
                    judged += 0.2;
                }
            }
        }
        (squares / judged).sqrt().clamp(0.5, 2.5)
    }
}

fn widened(quantiles: &[f64; 23], times: f64) -> [f64; 23] {
    let centre = quantiles[MEDIAN].ln_1p();
    quantiles.map(|quantile| {
        ((centre + times * (quantile.ln_1p() - centre)).min(25.0).exp() - 1.0).max(0.0)
    })
}

/// Draws moved to where the quantiles want them, each keeping its rank.
pub(super) fn mapped(draws: &[f64], quantiles: &[f64; 23]) -> Vec<f64> {
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
    let levels = super::super::LEVELS;
    let next = levels.partition_point(|it| *it < level);
    if next == 0 {
        return quantiles[0];
    }
    if next == 23 {
        return quantiles[22];
    }
    let share = (level - levels[next - 1]) / (levels[next] - levels[next - 1]);
    quantiles[next - 1] * (1.0 - share) + quantiles[next] * share
}
