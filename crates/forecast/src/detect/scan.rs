use std::ops::Range;

use super::baseline::{Baseline, Row, row};
use super::finding::usable;
use super::{Calendar, Finding, Reason, SettingsError};

/// Our own method: what this step counts, alone or together with the few before it, against what is usual.
///
/// A baseline with trend and two waves a year, in which past outbreaks weigh little, gives mean and variance of one
/// step and of the sums of two or three, with what is not known of them. The line is crossed when one of these sums is
/// beyond its quantile, and this step itself is high too, so that an outbreak that is over raises no alarm.
#[derive(Clone, Debug, PartialEq)]
pub struct Scan {
    /// The most years of past steps that the baseline looks back.
    pub years_back: usize,
    /// Years of past steps without which nothing is said.
    pub least_years: usize,
    /// The most steps that are taken together, this one included.
    pub together: usize,
    /// The chance that a usual sum crosses the line.
    pub alpha: f64,
    /// The chance that a usual step is high enough to alarm together with others.
    pub alpha_alone: f64,
    /// Steps before this one that do not form the baseline.
    pub steps_left_out: usize,
    /// An alarm needs so many cases in the steps taken together.
    pub least_cases: i64,
}

impl Scan {
    /// Settings for weeks, whose alpha gives about as many false weeks as [`Farrington::weekly`](super::Farrington).
    pub fn weekly(years_back: usize) -> Self {
        Self {
            years_back,
            least_years: 2,
            together: 3,
            alpha: 0.007,
            alpha_alone: 0.05,
            steps_left_out: 3,
            least_cases: 2,
        }
    }

    /// The same for months, of which two are taken together.
    pub fn monthly(years_back: usize) -> Self {
        Self { together: 2, steps_left_out: 1, ..Self::weekly(years_back) }
    }

    /// Judges some steps of a series; each sees the steps before it alone.
    pub fn judge(
        &self,
        counts: &[Option<i64>],
        calendar: Calendar,
        steps: Range<usize>,
    ) -> Result<Vec<Finding>, SettingsError> {
        let is_chance = |value: f64| value > 0.0 && value < 1.0;
        if !is_chance(self.alpha) || !is_chance(self.alpha_alone) {
            return Err(SettingsError::Chance);
        }
        if self.years_back == 0 || self.least_years == 0 {
            return Err(SettingsError::NoYear);
        }
        if self.together == 0 {
            return Err(SettingsError::NoSteps);
        }
        let rows: Vec<Row> = (0..counts.len()).map(|at| row(calendar, at)).collect();
        let mut scratch = Scratch::default();
        let steps = steps.start..steps.end.min(counts.len());
        Ok(steps.map(|at| self.judge_one(counts, &rows, calendar, at, &mut scratch)).collect())
    }

    fn judge_one(
        &self,
        counts: &[Option<i64>],
        rows: &[Row],
        calendar: Calendar,
        at: usize,
        scratch: &mut Scratch,
    ) -> Finding {
        let without = |reason| Finding::without_line(at, counts, reason);
        let Some(observed) = counts[at].filter(|count| *count >= 0) else {
            return without(Reason::NotCounted);
        };
        let year = calendar.steps_a_year();
        if at < self.least_years * year {
            return without(Reason::ShortHistory);
        }
        scratch.rows.clear();
        scratch.counts.clear();
        let first = at.saturating_sub(self.years_back * year);
        for step in first..at.saturating_sub(self.steps_left_out) {
            if let Some(count) = usable(counts[step]) {
                scratch.rows.push(rows[step]);
                scratch.counts.push(count);
            }
        }
        scratch.weights.clear();
        scratch.weights.resize(scratch.counts.len(), 1.0);
        let origin = rows[at][1];
        let usual =
            scratch.baseline.look(&scratch.rows, &scratch.counts, &mut scratch.weights, origin);
        let Some(usual) = usual else { return without(Reason::NoFit) };
        let expected = usual.mean(&rows[at]);
        let alone = usual.sum(rows[at..=at].iter());
        let (Some(high), Some(mut bound)) =
            (alone.quantile(1.0 - self.alpha_alone), alone.quantile(1.0 - self.alpha))
        else {
            return without(Reason::NoFit);
        };
        let mut before = 0;
        let single = bound;
        for back in 1..self.together.min(at + 1) {
            let Some(count) = counts[at - back].filter(|count| *count >= 0) else { break };
            before += count;
            let sum = usual.sum(rows[at - back..=at].iter());
            let Some(line) = sum.quantile(1.0 - self.alpha) else { break };
            bound = bound.min((line - before as f64).max(high));
        }
        bound = bound.max((self.least_cases - 1 - before) as f64).max(0.0);
        let alarm = observed as f64 > bound;
        let reason = match (alarm, observed as f64 > single) {
            (true, true) => Reason::Above,
            (true, false) => Reason::AboveTogether,
            (false, _) => Reason::Within,
        };
        let (expected, bound) = (Some(expected), Some(bound));
        Finding { at, observed: Some(observed), expected, bound, alarm, reason }
    }
}

/// What is used again from step to step.
#[derive(Default)]
struct Scratch {
    baseline: Baseline,
    rows: Vec<Row>,
    counts: Vec<f64>,
    weights: Vec<f64>,
}
