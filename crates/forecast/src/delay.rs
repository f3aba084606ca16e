use statrs::distribution::{ContinuousCDF, Normal};
use statrs::function::gamma::{gamma_lr, gamma_ur};

/// The longest delay that a table can hold, in steps.
const MOST_STEPS: usize = 3_000;

/// A table ends where less than this remains.
const REST: f64 = 1e-15;

/// How probable each whole number of steps, days as a rule, between two events is.
///
/// The first entry is that of no step; the entries are finite, not negative, and sum to one.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Delay {
    probability: Vec<f64>,
}

/// Why a delay cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum DelayError {
    /// A weight is negative or no number, or there is none above nought.
    #[error(
        "bảng phân bố phải gồm các số không âm và có ít nhất một số lớn hơn 0 · \
         the weights of a delay must not be negative, and one must be above nought"
    )]
    Weights,
    /// A mean or standard deviation that the distribution does not allow.
    #[error(
        "trung bình {mean} và độ lệch chuẩn {sd} không dùng được: trung bình phải lớn hơn {above}, \
         độ lệch chuẩn không dưới một phần nghìn trung bình, cả hai không quá 1.000 · \
         mean {mean} and standard deviation {sd} are of no use: the mean must be above {above}, \
         the deviation at least a thousandth of it, and both at most 1,000"
    )]
    Moments {
        /// The mean that was asked for.
        mean: f64,
        /// The standard deviation that was asked for.
        sd: f64,
        /// What the mean must be above.
        above: f64,
    },
    /// The delay goes on for more than 3,000 steps.
    #[error("khoảng thời gian dài quá 3.000 bước · the delay is longer than 3,000 steps")]
    TooLong,
}

impl Delay {
    /// A given table: weights of 0, 1, 2 … steps, which are brought to a sum of one.
    pub fn from_weights(weights: &[f64]) -> Result<Self, DelayError> {
        let length = weights.iter().rposition(|weight| *weight != 0.0).map_or(0, |last| last + 1);
        let weights = &weights[..length];
        let sum: f64 = weights.iter().sum();
        let bad = weights.iter().any(|weight| !weight.is_finite() || *weight < 0.0);
        if bad || !sum.is_finite() || sum <= 0.0 {
            return Err(DelayError::Weights);
        }
        if length > MOST_STEPS {
            return Err(DelayError::TooLong);
        }
        Ok(Self { probability: weights.iter().map(|weight| weight / sum).collect() })
    }

    /// The whole steps between two events whose exact delay is gamma, when the first may fall anywhere in its step.
    ///
    /// The mean of the table is `mean`; its variance is above `sd²` by up to a sixth, for the first event's hour is
    /// not known.
    pub fn gamma(mean: f64, sd: f64) -> Result<Self, DelayError> {
        moments(mean, sd, 0.0)?;
        let (shape, scale) = ((mean / sd).powi(2), sd * sd / mean);
        // ∫F = xF(x) − mean·F₁(x), with F₁ the same gamma of one more in its shape; from above likewise.
        Self::of_exact(
            mean,
            &|x| x * gamma_lr(shape, x / scale) - mean * gamma_lr(shape + 1.0, x / scale),
            &|x| mean * gamma_ur(shape + 1.0, x / scale) - x * gamma_ur(shape, x / scale),
        )
    }

    /// As [`Self::gamma`], with a log-normal delay of this mean and standard deviation (not those of its logarithm).
    pub fn lognormal(mean: f64, sd: f64) -> Result<Self, DelayError> {
        moments(mean, sd, 0.0)?;
        let variance = (sd / mean).powi(2).ln_1p();
        let (centre, spread) = (mean.ln() - variance / 2.0, variance.sqrt());
        let normal = Normal::standard();
        let z = |x: f64| (x.ln() - centre) / spread;
        Self::of_exact(mean, &|x| x * normal.cdf(z(x)) - mean * normal.cdf(z(x) - spread), &|x| {
            mean * normal.sf(z(x) - spread) - x * normal.sf(z(x))
        })
    }

    /// A serial interval or generation time: a gamma that begins at one step, so that nobody infects within their own.
    ///
    /// This is the discretisation of Cori et al. (Am J Epidemiol 2013;178:1505, web appendix 11): the table of
    /// [`Self::gamma`] with a mean of one step less, moved by one step.
    pub fn serial_interval(mean: f64, sd: f64) -> Result<Self, DelayError> {
        moments(mean, sd, 1.0)?;
        let mut delay = Self::gamma(mean - 1.0, sd)?;
        delay.probability.insert(0, 0.0);
        Ok(delay)
    }

    /// The same delay, given that it takes at most so many steps; refused where that is impossible.
    pub fn at_most(&self, steps: usize) -> Result<Self, DelayError> {
        Self::from_weights(&self.probability[..self.probability.len().min(steps.saturating_add(1))])
    }

    /// Both delays one after the other.
    pub fn then(&self, next: &Self) -> Result<Self, DelayError> {
        let mut sum = vec![0.0; self.probability.len() + next.probability.len() - 1];
        for (at, first) in self.probability.iter().enumerate() {
            for (sum, second) in sum[at..].iter_mut().zip(&next.probability) {
                *sum += first * second;
            }
        }
        Self::from_weights(&sum)
    }

    /// The probabilities of 0, 1, 2 … steps, up to the last that has one.
    pub fn probabilities(&self) -> &[f64] {
        &self.probability
    }

    /// The probability of so many steps.
    pub fn probability(&self, steps: usize) -> f64 {
        self.probability.get(steps).copied().unwrap_or_default()
    }

    /// The probability of at most so many steps.
    pub fn cdf(&self, steps: usize) -> f64 {
        let end = self.probability.len().min(steps.saturating_add(1));
        if end == self.probability.len() { 1.0 } else { self.probability[..end].iter().sum() }
    }

    /// The most steps that have a probability.
    pub fn longest(&self) -> usize {
        self.probability.len() - 1
    }

    /// The mean, in steps.
    pub fn mean(&self) -> f64 {
        self.moment(|steps| steps)
    }

    /// The standard deviation, in steps.
    pub fn sd(&self) -> f64 {
        let mean = self.mean();
        self.moment(|steps| (steps - mean).powi(2)).sqrt()
    }

    fn moment(&self, of: impl Fn(f64) -> f64) -> f64 {
        self.probability.iter().zip(0..).map(|(p, steps)| p * of(f64::from(steps))).sum()
    }

    /// The table of an exact delay, from the integrals of its distribution function below a point and of its
    /// complement above it.
    ///
    /// The first event falls anywhere in its step, so k steps have the second difference of either integral about k; the
    /// one that is smaller there has the more digits.
    fn of_exact(
        mean: f64,
        below: &dyn Fn(f64) -> f64,
        above: &dyn Fn(f64) -> f64,
    ) -> Result<Self, DelayError> {
        let both = |steps: usize| (below(steps as f64), above(steps as f64));
        // At nought and before it, nothing lies below, and the whole mean above.
        let mut about = [(0.0, mean + 1.0), (0.0, mean), both(1)];
        let mut weights = Vec::new();
        loop {
            let [before, here, after] = about;
            let second = |get: fn((f64, f64)) -> f64| get(before) - 2.0 * get(here) + get(after);
            let smaller_below = after.0 < before.1;
            let weight = if smaller_below { second(|at| at.0) } else { second(|at| at.1) };
            weights.push(weight.max(0.0));
            // What remains after k steps is the fall of the integral above.
            if here.1 - after.1 < REST && here.1 < before.1 {
                return Self::from_weights(&weights);
            }
            if weights.len() > MOST_STEPS {
                return Err(DelayError::TooLong);
            }
            about = [here, after, both(weights.len() + 1)];
        }
    }
}

fn moments(mean: f64, sd: f64, above: f64) -> Result<(), DelayError> {
    let possible = mean > above && mean <= 1_000.0 && sd > 0.0 && sd <= 1_000.0;
    // So narrow a delay has few digits left.
    let possible = possible && mean - above <= 1_000.0 * sd;
    possible.then_some(()).ok_or(DelayError::Moments { mean, sd, above })
}

#[cfg(test)]
mod tests;
