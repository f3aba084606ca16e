use jiff::civil::Date;
use taicho_model::Note;

use super::cleaned::Cases;
use super::draw::Draw;
use super::{
    LEVELS, Method, Posterior, ReproductionError, Truncation, Window, days_from, infectivity,
    windows_of,
};
use crate::{Counts, Step};

mod infectious;
mod rhythm;

use infectious::Infectious;
use rhythm::Rhythm;

/// A day counts as complete when this share of it is reported.
const COMPLETE: f64 = 0.999;

/// By how much counts are at least more variable than Poisson numbers.
const LEAST_EXCESS: f64 = 0.02;

/// What the last days will have counted once late reports are in, and R(t) with them.
#[derive(Clone, Debug, PartialEq)]
pub struct Nowcast {
    /// The days that are not complete, in order of time.
    pub days: Vec<NowcastDay>,
    /// R(t) in every window; one that reaches into those days holds what is not known of them, and how noisy the counts
    /// are (φ), which makes it wider than those before.
    pub windows: Vec<Window>,
    /// What a reader should know.
    pub notes: Vec<Note>,
}

/// A day of which reports are still to come.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NowcastDay {
    /// The day.
    pub on: Date,
    /// What is counted so far.
    pub counted: f64,
    /// Which share of the day is expected to be reported by now.
    pub reported: f64,
    /// What it will have counted in the end: mean, standard deviation and quantiles.
    pub complete: Posterior,
}

/// One course that the last days may have taken.
#[derive(Clone)]
struct Course {
    /// R as a gamma distribution.
    shape: f64,
    rate: f64,
    /// The power to which this course raises the shares reported.
    exponent: f64,
    /// Complete cases of the open days so far.
    cases: Vec<f64>,
}

impl Nowcast {
    /// The nowcast of daily counts whose last day is the day of report, by `draws` courses; the same for the same seed.
    ///
    /// Cases of a day have the mean R·Λ·w, where Λ is the infectivity of those before and w the day's part in the week, and
    /// φ times the variance of Poisson numbers. R is a gamma that forgets: before each day its shape and rate are multiplied
    /// by δ (West and Harrison 1986). δ and φ are those that predicted the complete days best, each from those before it;
    /// w is the mean of the weekdays of the last eight weeks. The open days are then drawn one after the other: given R, and
    /// that a share F of the day is reported, the cases that are still to come are gamma-Poisson with what is already
    /// counted taken into account, and courses are resampled by how well they predicted that count. R is filtered, not
    /// smoothed: that of a day learns nothing from the days after it.
    ///
    /// Where the snapshots showed reports to come in more evenly than single ones do, counts are taken as fewer units that
    /// are reported singly; where they come in batches, each course draws the share of each day.
    pub fn new(
        method: &Method,
        counts: &Counts,
        truncation: &Truncation,
        draws: usize,
        seed: u64,
    ) -> Result<Self, ReproductionError> {
        method.check()?;
        if counts.step != Step::Day {
            return Err(ReproductionError::Steps { name: counts.name.clone() });
        }
        let draws = draws.clamp(100, 100_000);
        let cases = Cases::new(counts, None);
        let days = days_from(counts.first_on, cases.total.len());
        let steps = cases.total.len();
        let serial = super::weekly::average(method.serials());
        let is_open = |age: &usize| truncation.share(*age) < COMPLETE;
        // All days up to the oldest that is not complete.
        let open = (0..steps).rev().find(is_open).map_or(0, |age| age + 1);
        let closed = steps - open;
        let infectious = infectivity(&cases.total, &serial);
        let rhythm = Rhythm::learn(&cases, &infectious, closed, method.prior());
        let mut draw = Draw::new(seed);
        let mut courses = vec![
            Course {
                shape: rhythm.shape,
                rate: rhythm.rate,
                exponent: 1.0,
                cases: Vec::with_capacity(open),
            };
            draws
        ];
        for course in &mut courses {
            let log = truncation.spread * draw.student(truncation.freedom);
            course.exponent = log.clamp(-20.0, 20.0).exp();
        }
        let infectious = Infectious::new(&cases.total[..closed], &serial, closed..steps);
        let known = Known { cases: &cases, infectious, rhythm: &rhythm, truncation };
        for step in closed..steps {
            known.step(step, truncation.share(steps - 1 - step), &mut courses, &mut draw);
        }
        let mut notes = cases.notes.clone();
        let windows =
            windows(method, &cases, &days, closed, (&courses, rhythm.dispersion), &mut draw);
        let nothing_closed = cases.total[..closed].iter().all(|count| *count == 0.0);
        if open > 0 && nothing_closed {
            notes.push(Note::new(
                "nothing-complete",
                "chưa có ngày nào đã báo cáo đủ mà có ca bệnh, nên ước lượng hiện tại chỉ dựa vào tỷ lệ đã báo cáo",
                "no day with cases is completely reported, so the nowcast rests on the share reported alone",
            ));
        }
        let each = (0..open).map(|at| {
            let values: Vec<f64> = courses.iter().map(|course| course.cases[at]).collect();
            NowcastDay {
                on: days[closed + at],
                counted: cases.total[closed + at],
                reported: truncation.share(open - 1 - at),
                complete: Posterior::of_draws(values),
            }
        });
        let days = each.collect();
        Ok(Self { days, windows, notes })
    }
}

/// What does not change from course to course.
struct Known<'c> {
    cases: &'c Cases,
    infectious: Infectious,
    rhythm: &'c Rhythm,
    truncation: &'c Truncation,
}

impl Known<'_> {
    /// Draws one open day along every course.
    ///
    /// All is reckoned in units of so many cases as make reports of one unit each as even as the reports are.
    fn step(&self, step: usize, share: f64, courses: &mut Vec<Course>, draw: &mut Draw) {
        let Truncation { sampling: unit, batches, spread, .. } = *self.truncation;
        let was_counted = self.cases.counted[step];
        let counted = if was_counted { self.cases.total[step] / unit } else { 0.0 };
        let excess = (self.rhythm.dispersion / unit - 1.0).max(LEAST_EXCESS);
        let mut scores = Vec::with_capacity(courses.len());
        for course in courses.iter_mut() {
            let mut share = if was_counted { share } else { 0.0 };
            if spread > 0.0 {
                share = share.powf(course.exponent);
            }
            if batches > 0.0 && share > 0.0 {
                share = draw.beta(share, batches);
            }
            let expected = self.infectious.at(step, &course.cases) * self.rhythm.day(step) / unit;
            course.shape *= self.rhythm.memory;
            course.rate *= self.rhythm.memory;
            let dispersion = 1.0 + share * excess;
            if was_counted {
                let mean = course.shape / course.rate * expected * share;
                scores.push(rhythm::score(counted, mean, dispersion, course.shape));
                course.shape += counted / dispersion;
                course.rate += expected * share / dispersion;
            }
            let reproduction = draw.gamma(course.shape) / course.rate;
            let intensity =
                draw.gamma(reproduction * expected / excess + counted) / (excess.recip() + share);
            let to_come = draw.poisson(intensity * (1.0 - share));
            course.cases.push(((counted + to_come) * unit).round());
        }
        if was_counted {
            resample(courses, &scores, draw);
        }
    }
}

/// Keeps courses in proportion to how well they predicted, evenly.
fn resample(courses: &mut Vec<Course>, scores: &[f64], draw: &mut Draw) {
    let best = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if !best.is_finite() {
        return;
    }
    let weights: Vec<f64> = scores.iter().map(|score| (score - best).exp()).collect();
    let sum: f64 = weights.iter().sum();
    let squares: f64 = weights.iter().map(|weight| weight * weight).sum();
    let n = courses.len() as f64;
    // Where all predicted alike, drawing anew would only lose some.
    if sum * sum / squares > 0.95 * n {
        return;
    }
    let start = draw.uniform();
    let (mut at, mut reached) = (0, weights[0]);
    let kept = (0..courses.len()).map(|place| {
        let wanted = (place as f64 + start) * sum / n;
        while reached < wanted && at + 1 < weights.len() {
            at += 1;
            reached += weights[at];
        }
        courses[at].clone()
    });
    *courses = kept.collect();
}

/// R in every window; those that reach into open days by one draw along each course, with counts as noisy as they were.
fn windows(
    method: &Method,
    cases: &Cases,
    days: &[Date],
    closed: usize,
    (courses, dispersion): (&[Course], f64),
    draw: &mut Draw,
) -> Vec<Window> {
    let (prior_shape, prior_rate) = method.prior();
    let known = super::Known::new(method, cases);
    let mut mixture = super::mixture::Mixture::default();
    let open: Vec<_> = windows_of(cases, &known.infectious[0], method.window).collect();
    let mut windows: Vec<Window> = open
        .iter()
        .map(|sums| known.window(days, sums, prior_shape, prior_rate, prior_rate, &mut mixture))
        .collect();
    // Cases of each course and their infectivity under a serial interval of its own.
    let mut drawn: Vec<Vec<f64>> = vec![Vec::with_capacity(courses.len()); windows.len()];
    let from = closed.saturating_sub(method.window);
    let steps = from..cases.total.len();
    let serials = method.serials().iter().take(courses.len());
    let infectious: Vec<Infectious> = serials
        .map(|serial| Infectious::new(&cases.total[..closed], serial, steps.clone()))
        .collect();
    for (at, course) in courses.iter().enumerate() {
        let infectious = &infectious[at % infectious.len()];
        let of = |step: usize| {
            if step < closed { cases.total[step] } else { course.cases[step - closed] }
        };
        let infectious: Vec<f64> =
            steps.clone().map(|step| infectious.at(step, &course.cases)).collect();
        for (sums, drawn) in open.iter().zip(&mut drawn).filter(|(sums, _)| sums.last >= closed) {
            let local: f64 = (sums.first..=sums.last)
                .map(|step| if step < closed { cases.local[step] } else { of(step) })
                .sum();
            let infectious: f64 = infectious[sums.first - from..=sums.last - from].iter().sum();
            let shape = prior_shape + local / dispersion;
            drawn.push(draw.gamma(shape) / (prior_rate + infectious / dispersion));
        }
    }
    for (window, drawn) in windows.iter_mut().zip(drawn).filter(|(_, drawn)| !drawn.is_empty()) {
        window.posterior = window.posterior.map(|_| Posterior::of_draws(drawn));
    }
    windows
}

impl Posterior {
    /// Moments and quantiles of equally likely values.
    fn of_draws(mut values: Vec<f64>) -> Self {
        values.sort_by(f64::total_cmp);
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / n;
        let quantile = |level: f64| {
            let place = level * (n - 1.0);
            let (below, part) = (place as usize, place.fract());
            let above = values[(below + 1).min(values.len() - 1)];
            values[below] + part * (above - values[below])
        };
        Self { mean, sd: variance.sqrt(), quantiles: LEVELS.map(quantile) }
    }
}
