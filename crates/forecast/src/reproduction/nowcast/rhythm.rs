use super::Cases;

/// Days of the past that are learnt from.
const MOST_DAYS: usize = 120;

/// Days of the past that tell the part of each day in the week.
const WEEKS: usize = 8;

/// How the complete days of a series went: how fast R changes, how noisy the counts are, and which weekdays count less.
pub(super) struct Rhythm {
    /// How much of what is known of R is kept from one day to the next, δ.
    pub(super) memory: f64,
    /// The variance of a count as a multiple of its mean, φ; above one.
    pub(super) dispersion: f64,
    /// R after the last complete day, as a gamma distribution.
    pub(super) shape: f64,
    pub(super) rate: f64,
    /// The part of each day of the week, about one; the first is that of the series' first day.
    weekdays: [f64; 7],
}

impl Rhythm {
    /// Learns from the steps before `closed`.
    pub(super) fn learn(
        cases: &Cases,
        infectious: &[f64],
        closed: usize,
        prior: (f64, f64),
    ) -> Self {
        let weekdays = weekdays(cases, closed);
        let mut best: Option<(f64, Self)> = None;
        for memory in [0.3, 0.5, 0.65, 0.75, 0.82, 0.88, 0.92, 0.95, 0.98] {
            for power in 0..24 {
                let dispersion = 1.02 + 0.1 * (1.6_f64.powi(power) - 1.0);
                let rhythm = Self { memory, dispersion, shape: prior.0, rate: prior.1, weekdays };
                let (score, rhythm) = rhythm.follow(cases, infectious, closed);
                if best.as_ref().is_none_or(|(most, _)| score > *most) {
                    best = Some((score, rhythm));
                }
            }
        }
        best.expect("the grid is not empty").1
    }

    /// The part of a day in its week.
    pub(super) fn day(&self, step: usize) -> f64 {
        self.weekdays[step % 7]
    }

    /// How well each complete day was predicted by those before it, and R after the last of them.
    fn follow(mut self, cases: &Cases, infectious: &[f64], closed: usize) -> (f64, Self) {
        // A prior on both, so that a short or quiet series is taken to be calm.
        let mut sum = 4.0 * self.memory - 0.5 * self.dispersion.ln();
        let from = closed.saturating_sub(MOST_DAYS).max(1);
        for (step, infectious) in infectious[..closed].iter().enumerate().skip(from) {
            let expected = infectious * self.day(step);
            if !cases.counted[step] || expected <= 0.0 {
                continue;
            }
            self.shape *= self.memory;
            self.rate *= self.memory;
            let mean = self.shape / self.rate * expected;
            sum += score(cases.total[step], mean, self.dispersion, self.shape);
            self.shape += cases.total[step] / self.dispersion;
            self.rate += expected / self.dispersion;
        }
        (sum, self)
    }
}

/// The logarithm of the probability of a count, but for what the count alone gives, as negative binomial of this mean and of
/// the variance dispersion·mean + mean²/shape.
pub(super) fn score(count: f64, mean: f64, dispersion: f64, shape: f64) -> f64 {
    let mean = mean.max(1e-9);
    let excess = (mean * (dispersion - 1.0) + mean * mean / shape).max(1e-12);
    let size = mean * mean / excess;
    // ln(1 + mean/size), from which ln(1 + size/mean) is not far; the size is at most fifty means.
    let failed = (1.0 + mean / size).ln();
    ln_rising(size, count) - size * failed - count * (failed + (size / mean).ln())
}

/// ln Γ(from + by) − ln Γ(from), by Stirling's series from eight on.
fn ln_rising(from: f64, by: f64) -> f64 {
    let (mut low, mut high, mut raised) = (from, from + by, 1.0);
    if low < STIRLING_FROM {
        for _ in 0..STIRLING_FROM as usize {
            raised *= high / low;
            (low, high) = (low + 1.0, high + 1.0);
        }
    }
    stirling(high) - stirling(low) - f64::ln(raised)
}

const STIRLING_FROM: f64 = 8.0;

/// ln Γ to 1e-11, but for a constant.
fn stirling(x: f64) -> f64 {
    let inverse = x.recip();
    let square = inverse * inverse;
    let rest = 1.0 / 12.0 - square * (1.0 / 360.0 - square * (1.0 / 1260.0 - square / 1680.0));
    (x - 0.5) * x.ln() - x + inverse * rest
}

/// The mean of each weekday over the mean of the week around it, drawn towards one where there are few weeks.
fn weekdays(cases: &Cases, closed: usize) -> [f64; 7] {
    let mut logs = [0.0; 7];
    let mut weeks = [0.0; 7];
    for middle in closed.saturating_sub(7 * WEEKS).max(3)..closed.saturating_sub(3) {
        let week = &cases.total[middle - 3..middle + 4];
        let sum: f64 = week.iter().sum();
        let counted = cases.counted[middle - 3..middle + 4].iter().all(|counted| *counted);
        // Where a week has few cases, its days say nothing.
        if counted && sum >= 35.0 {
            logs[middle % 7] += ((cases.total[middle] + 0.5) / (sum / 7.0 + 0.5)).ln();
            weeks[middle % 7] += 1.0;
        }
    }
    if weeks.iter().any(|weeks| *weeks < 3.0) {
        return [1.0; 7];
    }
    let parts: [f64; 7] = std::array::from_fn(|day| logs[day] / (weeks[day] + 2.0));
    let mean = parts.iter().sum::<f64>() / 7.0;
    parts.map(|part| (part - mean).clamp(-2.0, 2.0).exp())
}

#[cfg(test)]
mod tests {
    use statrs::distribution::{Discrete, NegativeBinomial};
    use statrs::function::gamma::ln_gamma;

    use super::score;

    #[test]
    fn scores_are_those_of_the_negative_binomial() {
        for (mean, dispersion, shape) in [
            (0.02, 1.02, 0.5),
            (3.0, 1.02, 30.0),
            (40.0, 1.6, 90.0),
            (9e4, 300.0, 2.0),
            (2e3, 1.02, 1e9),
        ] {
            let size = mean * mean / (mean * (dispersion - 1.0) + mean * mean / shape);
            let plain = NegativeBinomial::new(size, size / (size + mean)).unwrap();
            for count in [0, 1, 2, 7, 50, 1_000, 200_000] {
                let found = score(count as f64, mean, dispersion, shape);
                let wanted = plain.ln_pmf(count) + ln_gamma(count as f64 + 1.0);
                assert!(
                    (found - wanted).abs() < 1e-9 * (1.0 + wanted.abs()),
                    "{mean} {count}: {found} {wanted}"
                );
            }
        }
    }
}
