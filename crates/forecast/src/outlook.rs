//! What comes next: cases ahead as quantiles, with how good such forecasts were on past days.

mod backtest;
mod count_quantiles;
mod naive;
mod needs;
mod recorded;
mod response;
mod score;
mod state;
mod walk;

pub(crate) use backtest::ENOUGH;
pub use backtest::{Accuracy, Backtest, Rival};
pub use needs::{Needed, Needs, NeedsError, Record};
pub use score::{LEVELS, Predicted};

use std::borrow::Cow;

use jiff::civil::Date;
use taicho_model::Note;

use crate::{Counts, Delay, Step};

/// The furthest day of a forecast.
pub const MOST_DAYS: u32 = 28;

/// Steps that a forecast needs before it.
const LEAST_STEPS: usize = 14;

/// How a reproduction number moves, as far as a series does not tell it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dynamics {
    /// After so many days a count says half as much about the reproduction number.
    pub half_life_days: f64,
    /// Cases' worth of belief that the reproduction number is one.
    pub prior_cases: f64,
    /// What is left of its distance from one (in logarithms) after a day.
    pub damping: f64,
    /// The standard deviation of its logarithm's change in a day.
    pub drift_sd: f64,
    /// The standard deviation of its logarithm now, beyond what few cases bring.
    pub start_sd: f64,
    /// The share of its distance from one (in logarithms) that is believed.
    pub trust: f64,
}

impl Default for Dynamics {
    fn default() -> Self {
        Self {
            half_life_days: 5.0,
            prior_cases: 4.0,
            damping: 0.85,
            drift_sd: 0.03,
            start_sd: 0.08,
            trust: 0.6,
        }
    }
}

impl Dynamics {
    /// The same by steps of so many days.
    fn in_steps(self, days: usize) -> Self {
        // The changes of a step's days fade until it is over.
        let faded = (0..days).map(|day| self.damping.powi(2 * day as i32)).sum::<f64>();
        Self {
            half_life_days: self.half_life_days / days as f64,
            damping: self.damping.powi(days as i32),
            drift_sd: self.drift_sd * faded.sqrt(),
            ..self
        }
    }
}

/// What a forecast is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// Days ahead, 1 to 28; weeks and months are counted up to the one in which the last of these days lies.
    pub days: u32,
    /// The serial interval, in days.
    pub serial_interval: Delay,
    /// Same seed, same forecast.
    pub seed: u64,
    /// How the reproduction number moves.
    pub dynamics: Dynamics,
}

/// Why there is no forecast.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OutlookError {
    /// The horizon is out of range.
    #[error(
        "số ngày dự báo phải từ 1 đến 28, không phải {0} · a forecast reaches 1 to 28 days, not {0}"
    )]
    Days(u32),
    /// Too little is known.
    #[error(
        "chuỗi “{name}” chỉ có {known} số liệu, cần ít nhất 14 · series “{name}” has {known} counts, 14 are needed"
    )]
    Short {
        /// The series.
        name: String,
        /// Counts that are known.
        known: usize,
    },
    /// The last counts are missing.
    #[error(
        "chuỗi “{name}” không có số liệu trong {steps} bước cuối · series “{name}” has no count in its last {steps} steps"
    )]
    Stale {
        /// The series.
        name: String,
        /// Steps without a count at the end.
        steps: usize,
    },
    /// A parameter of the dynamics is no number in its range.
    #[error(
        "tham số động học ngoài phạm vi cho phép · a parameter of the dynamics is out of its range"
    )]
    Dynamics,
}

/// A forecast of one series.
#[derive(Clone, Debug, PartialEq)]
pub struct Outlook {
    /// The last day that the forecast knows.
    pub known_to: Date,
    /// What is expected in each step ahead.
    pub ahead: Vec<Predicted>,
    /// Courses of events that are equally likely, each a count for every step ahead.
    pub courses: Vec<Vec<f64>>,
    /// How good such forecasts were on past days of the same series.
    pub accuracy: Accuracy,
    /// Faults of the counts, and what the forecast cannot do.
    pub notes: Vec<Note>,
}

impl Question {
    /// A forecast over so many days with a serial interval.
    pub fn new(days: u32, serial_interval: Delay) -> Self {
        Self { days, serial_interval, seed: 1, dynamics: Dynamics::default() }
    }

    /// What is expected of a series, with the accuracy of such forecasts over its last months.
    pub fn outlook(&self, counts: &Counts) -> Result<Outlook, OutlookError> {
        let mut run = self.checked(counts)?;
        run.play(counts.values.len().saturating_sub(backtest::RECENT));
        Ok(run.outlook(counts))
    }

    /// Forecasts of every past step, each from what was known by then.
    pub fn backtest(&self, counts: &Counts) -> Result<Backtest, OutlookError> {
        let mut run = self.checked(counts)?;
        run.play(LEAST_STEPS);
        Ok(run.backtest(counts))
    }

    fn checked<'a>(&'a self, counts: &'a Counts) -> Result<backtest::Run<'a>, OutlookError> {
        if !(1..=MOST_DAYS).contains(&self.days) {
            return Err(OutlookError::Days(self.days));
        }
        let Dynamics { half_life_days, prior_cases, damping, drift_sd, start_sd, trust } =
            self.dynamics;
        let positive = |value: f64, most: f64| value > 0.0 && value <= most;
        let share = |value: f64| (0.0..=1.0).contains(&value);
        let sound = positive(half_life_days, 1e3) && positive(prior_cases, 1e6) && share(damping);
        if !(sound
            && share(trust)
            && (0.0..=1.0).contains(&drift_sd)
            && (0.0..=2.0).contains(&start_sd))
        {
            return Err(OutlookError::Dynamics);
        }
        let mended = counts.mended();
        enough(&counts.name, &mended.values)?;
        Ok(backtest::Run::new(self, Cow::Borrowed(counts), mended))
    }

    fn horizon(&self, step: Step) -> usize {
        match step {
            Step::Day => self.days as usize,
            Step::Week => self.days.div_ceil(7) as usize,
            Step::Month => self.days.div_ceil(31) as usize,
        }
    }

    /// The serial interval in steps, none of them nought.
    fn interval(&self, step: Step) -> Vec<f64> {
        let length = days_of(step);
        let mut weights = vec![0.0; 2];
        for (days, probability) in self.serial_interval.probabilities().iter().enumerate() {
            let at = days.div_ceil(length).max(1);
            if at >= weights.len() {
                weights.resize(at + 1, 0.0);
            }
            weights[at] += probability;
        }
        weights
    }
}

/// Whether enough is known of a series to forecast it.
fn enough(name: &str, values: &[Option<i64>]) -> Result<(), OutlookError> {
    let known = values.iter().flatten().count();
    if known < LEAST_STEPS {
        return Err(OutlookError::Short { name: name.to_owned(), known });
    }
    let steps = values.iter().rev().take_while(|value| value.is_none()).count();
    if steps > LEAST_STEPS {
        return Err(OutlookError::Stale { name: name.to_owned(), steps });
    }
    Ok(())
}

/// How long a step is.
fn days_of(step: Step) -> usize {
    match step {
        Step::Day => 1,
        Step::Week => 7,
        Step::Month => 30,
    }
}

#[cfg(test)]
mod tests;
