use std::ops::Range;

use super::finding::usable;
use super::negative_binomial::normal_quantile;
use super::{Finding, Reason, SettingsError};

/// Which of the three lines of EARS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EarsKind {
    /// The steps just before.
    C1,
    /// The steps before, two left out between, so that a slow rise does not hide itself.
    C2,
    /// Like C2, together with what the two steps before exceeded by.
    C3,
}

/// The Early Aberration Reporting System: the mean of a few steps before, and their deviation.
///
/// Hutwagner et al., J Urban Health 2003;80:i89, as `earsC` of R's surveillance computes it; needs no past years.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ears {
    /// Which line.
    pub kind: EarsKind,
    /// Steps that form the baseline.
    pub baseline: usize,
    /// The deviation is at least this; nought makes one case after a quiet time an alarm.
    pub least_deviation: f64,
    /// The chance that a usual step crosses the line, were counts normal.
    pub alpha: f64,
}

impl Ears {
    /// The usual settings: seven steps, no least deviation, alpha 0.001 and for C3 0.025.
    pub fn new(kind: EarsKind) -> Self {
        let alpha = if kind == EarsKind::C3 { 0.025 } else { 0.001 };
        Self { kind, baseline: 7, least_deviation: 0.0, alpha }
    }

    /// Judges some steps of a series; each sees the steps before it alone.
    pub fn judge(
        &self,
        counts: &[Option<i64>],
        steps: Range<usize>,
    ) -> Result<Vec<Finding>, SettingsError> {
        if self.baseline < 3 {
            return Err(SettingsError::Baseline);
        }
        if !(self.alpha > 0.0 && self.alpha < 1.0) {
            return Err(SettingsError::Chance);
        }
        if !(self.least_deviation >= 0.0 && self.least_deviation.is_finite()) {
            return Err(SettingsError::Deviation);
        }
        let z = normal_quantile(1.0 - self.alpha);
        let steps = steps.start..steps.end.min(counts.len());
        Ok(steps.map(|at| self.judge_one(counts, at, z)).collect())
    }

    fn judge_one(&self, counts: &[Option<i64>], at: usize, z: f64) -> Finding {
        let line = match self.kind {
            EarsKind::C1 => self.moments(counts, at, 0).map(|(mean, sd)| (mean, mean + z * sd)),
            EarsKind::C2 => self.moments(counts, at, 2).map(|(mean, sd)| (mean, mean + z * sd)),
            EarsKind::C3 => self.together(counts, at, z),
        };
        let (expected, bound) = match line {
            Ok(line) => line,
            Err(reason) => return Finding::without_line(at, counts, reason),
        };
        let Some(observed) = counts[at].filter(|count| *count >= 0) else {
            return Finding::without_line(at, counts, Reason::NotCounted);
        };
        let alarm = observed as f64 > bound;
        let reason = if alarm { Reason::Above } else { Reason::Within };
        let (expected, bound) = (Some(expected), Some(bound));
        Finding { at, observed: Some(observed), expected, bound, alarm, reason }
    }

    /// Mean and deviation of the baseline that ends so many steps before the one before this.
    fn moments(&self, counts: &[Option<i64>], at: usize, lag: usize) -> Result<(f64, f64), Reason> {
        let last = at.checked_sub(lag).ok_or(Reason::ShortHistory)?;
        let first = last.checked_sub(self.baseline).ok_or(Reason::ShortHistory)?;
        let known: Option<f64> = counts[first..last].iter().map(|count| usable(*count)).sum();
        let mean = known.ok_or(Reason::Gap)? / self.baseline as f64;
        let apart = |count: &Option<i64>| (usable(*count).unwrap_or(mean) - mean).powi(2);
        let squares: f64 = counts[first..last].iter().map(apart).sum();
        let deviation = (squares / (self.baseline - 1) as f64).sqrt();
        Ok((mean, deviation.max(self.least_deviation)))
    }

    /// The line of C3: what the count may be when the two before took part of what is allowed.
    fn together(&self, counts: &[Option<i64>], at: usize, z: f64) -> Result<(f64, f64), Reason> {
        let (expected, deviation) = self.moments(counts, at, 2)?;
        if deviation == 0.0 {
            return Err(Reason::NoSpread);
        }
        let mut allowed = z;
        for back in [1, 2] {
            let then = at.checked_sub(back).ok_or(Reason::ShortHistory)?;
            let (mean, deviation) = self.moments(counts, then, 2)?;
            let count = usable(counts[then]).ok_or(Reason::Gap)?;
            if count <= mean {
                continue;
            }
            if deviation == 0.0 {
                // More than ever before, without a deviation to measure it by: all is taken.
                return Ok((expected, 0.0));
            }
            allowed -= ((count - mean) / deviation - 1.0).max(0.0);
        }
        let observed = usable(counts[at]).ok_or(Reason::NotCounted)?;
        Ok((expected, (observed + deviation * allowed).max(0.0)))
    }
}
