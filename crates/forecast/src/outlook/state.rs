use jiff::civil::Date;

use super::Dynamics;
use crate::Step;

/// Steps from which weekdays are compared.
const WEEKDAY_DAYS: usize = 56;

/// Steps from which the spread of counts about their level is told.
const SPREAD_STEPS: usize = 35;

/// The counts of former times that can still infect are no more than this many.
pub(super) const MEMORY: usize = 60;

/// Where a series stands after its last step.
pub(super) struct State {
    /// Counts freed of the weekday, the last of them that of the last step that is known; none is missing.
    pub(super) level: Vec<f64>,
    /// Steps since the last that is known.
    pub(super) unknown: usize,
    /// The factor of each weekday from Monday on.
    pub(super) weekday: [f64; 7],
    /// The weekday of the step after the last known, from Monday on.
    pub(super) next: usize,
    /// The mean and variance of the logarithm of the reproduction number.
    pub(super) log_r: f64,
    pub(super) log_r_variance: f64,
    /// Variance of a count beyond Poisson, as a share of its squared mean.
    pub(super) excess: f64,
    /// Cases a step that come from elsewhere.
    pub(super) imported: f64,
}

impl State {
    /// Reads the state from counts whose first step begins on a day; none where nothing is known.
    pub(super) fn of(
        values: &[Option<i64>],
        first_on: Date,
        step: Step,
        interval: &[f64],
        dynamics: &Dynamics,
    ) -> Option<Self> {
        let last = values.iter().rposition(Option::is_some)?;
        let from = (last + 1).saturating_sub(WEEKDAY_DAYS + 8);
        let seen: Vec<Option<f64>> =
            values[from..=last].iter().map(|value| value.map(|it| it as f64)).collect();
        let day = first_on.weekday().to_monday_zero_offset() as usize + from;
        let weekday = if step == Step::Day { weekdays(&seen, day) } else { [1.0; 7] };
        let freed: Vec<Option<f64>> = seen
            .iter()
            .enumerate()
            .map(|(at, value)| value.map(|value| value / weekday[(day + at) % 7]))
            .collect();
        let level = filled(&freed);
        let window = if step == Step::Day { 7 } else { 3 };
        let excess = excess(&freed, &level, window);
        let (log_r, log_r_variance) = reproduction(&freed, &level, interval, excess, dynamics);
        let mean = level.iter().sum::<f64>() / level.len() as f64;
        Some(Self {
            unknown: values.len() - 1 - last,
            next: (day + seen.len()) % 7,
            imported: 0.01 + 0.02 * mean.min(5.0),
            level,
            weekday,
            log_r,
            log_r_variance,
            excess,
        })
    }
}

/// What a weekday has of the mean of the seven days about it, drawn to one where little is known.
fn weekdays(seen: &[Option<f64>], day: usize) -> [f64; 7] {
    let (mut on, mut about) = ([20.0; 7], [20.0; 7]);
    for at in 3..seen.len().saturating_sub(3) {
        let week = &seen[at - 3..=at + 3];
        let known = week.iter().flatten().count();
        if let (Some(value), 6..) = (seen[at], known) {
            on[(day + at) % 7] += value;
            about[(day + at) % 7] += week.iter().flatten().sum::<f64>() / known as f64;
        }
    }
    let mut factor = [1.0; 7];
    for ((factor, on), about) in factor.iter_mut().zip(on).zip(about) {
        *factor = (on / about).clamp(0.2, 3.0);
    }
    let mean = factor.iter().sum::<f64>() / 7.0;
    factor.map(|factor| factor / mean)
}

/// Missing counts taken between their known neighbours.
fn filled(values: &[Option<f64>]) -> Vec<f64> {
    let mut filled: Vec<f64> = values.iter().map(|value| value.unwrap_or_default()).collect();
    let known: Vec<usize> = (0..values.len()).filter(|at| values[*at].is_some()).collect();
    for pair in known.windows(2) {
        let (one, other) = (pair[0], pair[1]);
        for at in one + 1..other {
            let share = (at - one) as f64 / (other - one) as f64;
            filled[at] = filled[one] * (1.0 - share) + filled[other] * share;
        }
    }
    if let Some(first) = known.first() {
        let value = filled[*first];
        filled[..*first].fill(value);
    }
    filled
}

/// The excess variance by the distance of counts from the mean of the steps about them.
fn excess(freed: &[Option<f64>], level: &[f64], window: usize) -> f64 {
    let half = window / 2;
    let from = freed.len().saturating_sub(SPREAD_STEPS).max(half);
    let (mut over, mut squares, mut known) = (0.0, 0.0, 0.0);
    for at in from..freed.len().saturating_sub(half) {
        let about = &level[at - half..=at + half];
        let mean = about.iter().sum::<f64>() / about.len() as f64;
        if let Some(value) = freed[at].filter(|_| mean > 0.0) {
            let own = 1.0 - 1.0 / window as f64;
            // One wild day does not tell the spread of all others.
            over += ((value - mean).powi(2) / own).min(16.0 * (mean + mean * mean * 0.1)) - mean;
            squares += mean * mean;
            known += 1.0;
        }
    }
    let mean_square = if known > 0.0 { squares / known } else { 1.0 };
    let prior = 8.0 * mean_square.max(1.0);
    ((over + 0.1 * prior) / (squares + prior)).clamp(0.003, 2.0)
}

/// The reproduction number of the last steps: cases over the infectious there were, the latest counting most.
fn reproduction(
    freed: &[Option<f64>],
    level: &[f64],
    interval: &[f64],
    excess: f64,
    dynamics: &Dynamics,
) -> (f64, f64) {
    let fade = 0.5_f64.powf(1.0 / dynamics.half_life_days);
    let (mut cases, mut pressure, mut spread) = (dynamics.prior_cases, dynamics.prior_cases, 0.0);
    let mut weight = 1.0;
    for at in (1..freed.len()).rev().take(MEMORY) {
        let infectious = infectious(&level[..at], interval);
        if let Some(value) = freed[at] {
            cases += weight * value;
            pressure += weight * infectious;
            let mean = value.max(infectious);
            spread += weight * weight * (mean + excess * mean * mean);
        }
        weight *= fade;
    }
    let log_r = (cases / pressure).ln().clamp(-2.0, 2.0);
    let variance = (spread + dynamics.prior_cases) / (cases.min(pressure)).powi(2);
    (log_r, variance.min(0.5))
}

/// How many cases the former ones would bring if each brought one.
pub(super) fn infectious(before: &[f64], interval: &[f64]) -> f64 {
    before.iter().rev().zip(&interval[1..]).map(|(cases, weight)| cases * weight).sum()
}
