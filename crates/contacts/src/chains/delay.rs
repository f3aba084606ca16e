use super::{Intervals, Method};

/// The longest delay that a table can hold: about eight years to either side.
const MOST_DAYS: i64 = 3_000;

/// How probable each number of days between two events is.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Delay {
    first: i32,
    probability: Vec<f64>,
}

/// Why a delay cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DelayError {
    /// A weight is negative, or no number, or all are nought.
    #[error("the weights of a delay must not be negative, and some must be more than nought")]
    Weights,
    /// A mean or a deviation that no disease has.
    #[error(
        "a delay needs a mean within 1,000 days and a deviation of more than nought and at most 250 days"
    )]
    Moments,
}

impl Delay {
    /// A table whose first entry is that of `first` days; the weights are brought to a sum of one.
    pub fn new(first: i32, weights: &[f64]) -> Result<Self, DelayError> {
        let sum: f64 = weights.iter().sum();
        let bad = weights.iter().any(|weight| !weight.is_finite() || *weight < 0.0);
        if bad || !sum.is_finite() || sum <= 0.0 || weights.len() as i64 > 2 * MOST_DAYS + 1 {
            return Err(DelayError::Weights);
        }
        Ok(Self { first, probability: weights.iter().map(|weight| weight / sum).collect() })
    }

    /// A normal delay, which may be negative, as table of whole days.
    pub fn normal(mean: f64, sd: f64) -> Result<Self, DelayError> {
        let reach = moments(mean, sd)?;
        let density = |day: f64| (-((day - mean) / sd).powi(2) / 2.0).exp();
        Self::over_days((mean - reach).floor() as i64, (mean + reach).ceil() as i64, density)
    }

    /// A gamma delay, which is never negative, as table of whole days.
    pub fn gamma(mean: f64, sd: f64) -> Result<Self, DelayError> {
        let reach = moments(mean, sd)?;
        if mean <= 0.0 {
            return Err(DelayError::Moments);
        }
        let (shape, scale) = ((mean / sd).powi(2), sd * sd / mean);
        // Taken relative to the mean, so that narrow delays do not run out of numbers.
        let log = |day: f64| (shape - 1.0) * (day / mean).ln() - (day - mean) / scale;
        let density = |day: f64| if day > 0.0 { log(day).exp() } else { 0.0 };
        Self::over_days(0, (mean + 2.0 * reach).ceil() as i64, density)
    }

    /// The probability of a number of days.
    pub fn probability(&self, days: i64) -> f64 {
        let at = usize::try_from(days - i64::from(self.first)).ok();
        at.and_then(|at| self.probability.get(at)).copied().unwrap_or_default()
    }

    /// The mean, in days.
    pub fn mean(&self) -> f64 {
        let days = (0..).map(|at| f64::from(self.first) + f64::from(at));
        self.probability.iter().zip(days).map(|(probability, days)| probability * days).sum()
    }

    /// The fewest and the most days that have a probability.
    pub fn days(&self) -> (i64, i64) {
        let first = i64::from(self.first);
        (first, first + self.probability.len() as i64 - 1)
    }

    /// What a link without dates counts for: as much as one that was drawn from the delay does on average.
    pub(super) fn expected_probability(&self) -> f64 {
        self.probability.iter().map(|probability| probability * probability).sum()
    }

    /// The delay that the claimed links show, where there are enough; a gamma unless some intervals are below one day.
    pub(super) fn estimated(serial: Option<&Intervals>, method: &Method) -> Self {
        let enough =
            |serial: &&Intervals| method.estimate_from.is_some_and(|from| serial.n >= from.max(2));
        let estimate = serial.filter(enough).and_then(|serial| {
            // Dates are whole days, so links that all have the same interval still leave half a day of doubt.
            let sd = serial.sd?.max(0.5);
            let with_negatives = serial.least < 1.0;
            if with_negatives {
                Self::normal(serial.mean, sd)
            } else {
                Self::gamma(serial.mean, sd)
            }
            .ok()
        });
        estimate.unwrap_or_else(|| method.serial.clone())
    }

    /// The density over each day, by the middles of its 16 parts.
    fn over_days(first: i64, last: i64, density: impl Fn(f64) -> f64) -> Result<Self, DelayError> {
        const PARTS: i32 = 16;
        let over = |day: i64| {
            let middle = |part| (f64::from(part) + 0.5) / f64::from(PARTS) - 0.5;
            (0..PARTS).map(|part| density(day as f64 + middle(part))).sum::<f64>()
        };
        let weights: Vec<f64> = (first..=last).map(over).collect();
        Self::new(first as i32, &weights)
    }
}

/// How far to either side of the mean a table reaches.
fn moments(mean: f64, sd: f64) -> Result<f64, DelayError> {
    let possible = mean.abs() <= 1_000.0 && sd > 0.0 && sd <= 250.0;
    possible.then_some(5.0 * sd + 1.0).ok_or(DelayError::Moments)
}

#[cfg(test)]
mod tests {
    use super::Delay;

    /// Differences of the distribution functions of SciPy 1.17 at the ends of each day.
    #[test]
    fn whole_days_are_those_that_scipy_gives() {
        let gamma = [0.005_089, 0.067_409, 0.132_181, 0.156_820, 0.150_663, 0.128_897, 0.102_476];
        let normal = [0.003_906, 0.008_920, 0.018_246, 0.033_431, 0.054_865, 0.080_656, 0.106_209];
        for (delay, first, wanted) in
            [(Delay::gamma(5.0, 3.0), 0, gamma), (Delay::normal(5.0, 3.0), -3, normal)]
        {
            let delay = delay.unwrap();
            for (days, wanted) in (first..).zip(wanted) {
                let found = delay.probability(days);
                assert!((found - wanted).abs() < 1e-4, "{days} days: {found}, not {wanted}");
            }
            assert!((delay.mean() - 5.0).abs() < 0.01);
            assert!((delay.probability.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn delays_that_no_disease_has_are_refused() {
        let bad = [(f64::NAN, 1.0), (5.0, 0.0), (5.0, f64::INFINITY), (1e9, 1.0), (5.0, -1.0)];
        for (mean, sd) in bad {
            assert!(Delay::normal(mean, sd).is_err() && Delay::gamma(mean, sd).is_err());
        }
        assert!(Delay::gamma(-1.0, 2.0).is_err());
        for weights in [&[][..], &[0.0], &[1.0, -0.5], &[f64::NAN], &[f64::MAX, f64::MAX]] {
            assert!(Delay::new(0, weights).is_err());
        }
        // A delay of hardly any spread lies on no day's parts.
        assert!(Delay::normal(5.0, 1e-9).is_err());
    }
}
