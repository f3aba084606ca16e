use std::ops::Range;

use super::finding::usable;
use super::levels::{Fit, MOST_LEVELS, Placed, Point};
use super::negative_binomial::Counted;
use super::{Calendar, Finding, Reason};

/// Farrington flexible: a quasi-Poisson regression over the past years with a level for each part of the year and a
/// trend, past outbreaks weighed down, and the quantile of a negative binomial as the line.
///
/// Noufaily et al., Stat Med 2013;32:1206, as `farringtonFlexible` of R's surveillance computes it with the threshold
/// `nbPlugin`.
#[derive(Clone, Debug, PartialEq)]
pub struct Farrington {
    /// Years back (b).
    pub years_back: usize,
    /// Steps to either side of the same step of a past year that form the level of now (w).
    pub half_window: usize,
    /// Levels of a year (noPeriods); with one, only the windows around the same step are used.
    pub levels: usize,
    /// Standardised Anscombe residuals from which a past step is weighed down; none for no reweighting.
    pub reweigh_above: Option<f64>,
    /// Whether there is a trend over the years.
    pub trend: bool,
    /// The trend is kept when its p-value is below this; 1 keeps any.
    pub trend_p_below: f64,
    /// The chance that a usual step crosses the line.
    pub alpha: f64,
    /// Steps before now that are left out of the regression (pastWeeksNotIncluded).
    pub steps_left_out: usize,
    /// An alarm needs so many cases in the last so many steps, this one included (limit54).
    pub cases_within: (i64, usize),
}

/// Why settings cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// No year to compare with.
    #[error("ít nhất phải so sánh với một năm · at least one year back is needed")]
    NoYear,
    /// A chance outside of 0 to 1.
    #[error(
        "alpha và giá trị p phải lớn hơn 0 và không quá 1 · chances must be above 0 and at most 1"
    )]
    Chance,
    /// More levels than the year has steps for.
    #[error(
        "một năm không đủ kỳ cho chừng này mức · the year has too few steps for so many levels"
    )]
    Levels,
    /// No steps in which the cases are to be counted.
    #[error("số kỳ đếm ca phải từ 1 · cases must be counted over one step or more")]
    NoSteps,
    /// A deviation or threshold that is negative or no number.
    #[error("độ lệch không được âm · a deviation must not be negative")]
    Deviation,
    /// Fewer than three steps of baseline.
    #[error("cần ít nhất 3 kỳ làm nền · the baseline needs three steps or more")]
    Baseline,
}

impl Farrington {
    /// The settings of Noufaily et al. for weeks.
    pub fn weekly(years_back: usize) -> Self {
        Self {
            years_back,
            half_window: 3,
            levels: 10,
            reweigh_above: Some(2.58),
            trend: true,
            trend_p_below: 1.0,
            alpha: 0.01,
            steps_left_out: 26,
            cases_within: (5, 4),
        }
    }

    /// The same for months: a window of three months, half a year left out, five cases in two months.
    pub fn monthly(years_back: usize) -> Self {
        Self { half_window: 1, steps_left_out: 6, cases_within: (5, 2), ..Self::weekly(years_back) }
    }

    /// Judges some steps of a series; each sees the steps before it alone.
    pub fn judge(
        &self,
        counts: &[Option<i64>],
        calendar: Calendar,
        steps: Range<usize>,
    ) -> Result<Vec<Finding>, SettingsError> {
        self.check(calendar)?;
        let points: Vec<Option<Point>> =
            counts.iter().map(|count| usable(*count).map(Point::of)).collect();
        let mut scratch = Scratch::default();
        let steps = steps.start..steps.end.min(counts.len());
        Ok(steps.map(|at| self.judge_one(counts, &points, calendar, at, &mut scratch)).collect())
    }

    fn check(&self, calendar: Calendar) -> Result<(), SettingsError> {
        let is_chance = |value: f64| value > 0.0 && value <= 1.0;
        // The shortest year has the steps of an ordinary one.
        let between = calendar.steps_a_year().checked_sub(2 * self.half_window + 1);
        if self.years_back == 0 {
            Err(SettingsError::NoYear)
        } else if !is_chance(self.alpha) || self.alpha >= 1.0 || !is_chance(self.trend_p_below) {
            Err(SettingsError::Chance)
        } else if self.levels == 0
            || self.levels > MOST_LEVELS
            || between.is_none_or(|between| between < self.levels - 1)
        {
            Err(SettingsError::Levels)
        } else if self.cases_within.1 == 0 {
            Err(SettingsError::NoSteps)
        } else if self.reweigh_above.is_some_and(|above| !(above > 0.0 && above.is_finite())) {
            Err(SettingsError::Deviation)
        } else {
            Ok(())
        }
    }

    fn judge_one(
        &self,
        counts: &[Option<i64>],
        points: &[Option<Point>],
        calendar: Calendar,
        at: usize,
        scratch: &mut Scratch,
    ) -> Finding {
        let without = |reason| Finding::without_line(at, counts, reason);
        let Some(observed) = counts[at].filter(|count| *count >= 0) else {
            return without(Reason::NotCounted);
        };
        if !self.place(points, calendar, at, scratch) {
            return without(Reason::ShortHistory);
        }
        let time_now = at as f64 - scratch.middle;
        let Some((expected, dispersion)) = self.expect(time_now, scratch) else {
            return without(Reason::NoFit);
        };
        let counted = Counted { mean: expected, dispersion };
        let Some(bound) = counted.quantile(1.0 - self.alpha) else { return without(Reason::NoFit) };
        let first = (at + 1).saturating_sub(self.cases_within.1);
        let lately: i64 = counts[first..=at].iter().flatten().sum();
        let enough = lately >= self.cases_within.0;
        let above = observed as f64 > bound && observed > 0;
        let reason = match (above, enough) {
            (true, true) => Reason::Above,
            (true, false) => Reason::FewCases,
            (false, _) => Reason::Within,
        };
        Finding {
            at,
            observed: Some(observed),
            expected: Some(expected),
            bound: Some(bound),
            alarm: above && enough,
            reason,
        }
    }

    /// Gives each past step its level; false where the series does not reach far enough.
    fn place(
        &self,
        points: &[Option<Point>],
        calendar: Calendar,
        at: usize,
        scratch: &mut Scratch,
    ) -> bool {
        let (half, levels) = (self.half_window, self.levels);
        scratch.placed.clear();
        let Some(last) = at.checked_sub(self.steps_left_out + 1) else { return false };
        let reference = |years| calendar.years_before(at, years);
        let Some(first) = reference(self.years_back).and_then(|at| at.checked_sub(half)) else {
            return false;
        };
        scratch.middle = ((first + last) / 2) as f64;
        let mut put = |step: usize, level: usize| {
            if let Some(point) = points[step].filter(|_| step <= last) {
                let time = step as f64 - scratch.middle;
                scratch.placed.push(Placed { point, time, level, weight: 1.0 });
            }
        };
        for years in (1..=self.years_back).rev() {
            // Both exist: the calendar reached further back.
            let (Some(here), Some(next)) = (reference(years), reference(years - 1)) else {
                return false;
            };
            let (begin, end) = (here + half + 1, next - half);
            for step in here - half..begin {
                put(step, 0);
            }
            if levels == 1 {
                continue;
            }
            // Blocks as even as they can be, the longer ones first.
            let (blocks, steps) = (levels - 1, end - begin);
            let (length, longer) = (steps / blocks, steps % blocks);
            let mut step = begin;
            for block in 0..blocks {
                let until = step + length + usize::from(block < longer);
                for step in step..until {
                    put(step, block + 1);
                }
                step = until;
            }
        }
        // The half window before now, of which what is left out is not seen.
        for step in at - half..=last {
            put(step, 0);
        }
        scratch.placed.iter().any(|placed| placed.level == 0)
    }

    /// What is expected now, and the dispersion.
    fn expect(&self, time_now: f64, scratch: &mut Scratch) -> Option<(f64, f64)> {
        let (fit, with_trend) = self.fit(self.trend, scratch)?;
        let expected = fit.mean(0, time_now);
        if with_trend && !self.keeps_trend(&fit, expected, scratch) {
            for placed in &mut scratch.placed {
                placed.weight = 1.0;
            }
            let (fit, _) = self.fit(false, scratch)?;
            return Some((fit.mean(0, time_now), fit.dispersion.max(1.0)));
        }
        Some((expected, fit.dispersion.max(1.0)))
    }

    fn keeps_trend(&self, fit: &Fit, expected: f64, scratch: &Scratch) -> bool {
        let most = scratch.placed.iter().map(|placed| placed.point.count).fold(0.0, f64::max);
        self.years_back >= 3 && expected <= most && self.trend_is_clear(fit, scratch)
    }

    fn trend_is_clear(&self, fit: &Fit, scratch: &Scratch) -> bool {
        if self.trend_p_below >= 1.0 {
            return true;
        }
        let dispersion = match self.reweigh_above {
            Some(_) => fit.relative_dispersion(&scratch.placed),
            None => fit.dispersion,
        };
        let t = fit.slope_t(dispersion);
        if !t.is_finite() {
            return false;
        }
        // Twice the tail of Student's t: an incomplete beta function.
        let freedom = fit.freedom();
        let p = statrs::function::beta::beta_reg(freedom / 2.0, 0.5, freedom / (freedom + t * t));
        p < self.trend_p_below
    }

    /// Fits, weighs past outbreaks down and fits again; without the trend where it does not settle with it.
    fn fit(&self, trend: bool, scratch: &mut Scratch) -> Option<(Fit, bool)> {
        let with = if trend { Fit::of(&scratch.placed, true) } else { None };
        let trend = with.is_some();
        let fit = with.or_else(|| Fit::of(&scratch.placed, false))?;
        let Some(above) = self.reweigh_above else { return Some((fit, trend)) };
        fit.residuals(&scratch.placed, fit.dispersion.max(1.0), &mut scratch.residuals);
        let down = |residual: f64| if residual > above { residual.powi(-2) } else { 1.0 };
        let sum: f64 = scratch.residuals.iter().map(|residual| down(*residual)).sum();
        let share = scratch.placed.len() as f64 / sum;
        for (placed, residual) in scratch.placed.iter_mut().zip(&scratch.residuals) {
            placed.weight = share * down(*residual);
        }
        // surveillance goes on with a second fit that did not settle; without an answer there is no line.
        Some((Fit::of(&scratch.placed, trend)?, trend))
    }
}

/// What is used again from step to step.
#[derive(Debug, Default)]
struct Scratch {
    placed: Vec<Placed>,
    residuals: Vec<f64>,
    middle: f64,
}
