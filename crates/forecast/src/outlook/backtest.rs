use std::borrow::Cow;

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::SeedableRng as _;
use taicho_model::Note;

use super::count_quantiles::{Logs, quantile_logs};
use super::response::Expected;
use super::score::{MEDIAN, Predicted, holds, level_of, wis};
use super::state::State;
use super::{Dynamics, Outlook, Question, days_of, naive};
use crate::counts::Growing;
use crate::{Counts, Mended, Step};

mod blend;
mod summary;

pub(super) use blend::mapped;
pub(crate) use summary::ENOUGH;
pub use summary::{Accuracy, Backtest, Rival};

/// Steps whose forecasts tell how far a forecast of today is to be believed.
pub(super) const RECENT: usize = 100;

/// Forecasts whose steps may still be mended.
const REJUDGED: usize = 200;

/// Courses that are drawn for the steps after the last.
const COURSES: usize = 1_000;

/// How much of a growth is left after a day where all of it is believed.
const BOLD_DAMPING: f64 = 0.93;

/// Forecasts of the past, one after the other, each from what was known by then.
pub(super) struct Run<'a> {
    question: &'a Question,
    counts: Cow<'a, Counts>,
    /// What is known in the end: by it forecasts are judged, and never made.
    truth: Mended,
    interval: Vec<f64>,
    /// How the reproduction number moves in a step, cautiously and boldly.
    dynamics: [Dynamics; 2],
    horizon: usize,
    /// Of a record: what the cases let expect after each step.
    expected: Option<Vec<Option<Expected>>>,
    made: Vec<Made>,
}

/// The forecasts of one step, by horizon, and how they did once their steps had come.
struct Made {
    at: usize,
    /// The cautious model before its spread is learnt from earlier forecasts.
    model: Vec<Logs>,
    last_count: Vec<[f64; 23]>,
    week: f64,
    trend: (f64, f64),
    of_week: Vec<[f64; 23]>,
    of_trend: Vec<[f64; 23]>,
    /// What is joined, and by which it is weighed later: the widened model, the bold one, the last count.
    parts: Vec<[Logs; 3]>,
    blended: Vec<[f64; 23]>,
    judged: Vec<Option<Judged>>,
    is_live: bool,
}

/// A forecast after the last step.
pub(super) struct LastStep {
    pub(super) known: Vec<Option<i64>>,
    /// What is expected of each step ahead.
    pub(super) quantiles: Vec<[f64; 23]>,
    /// How good the forecasts of former steps were.
    pub(super) accuracy: Accuracy,
}

/// What was seen of the step of a forecast, and how far off this was.
#[derive(Clone, Copy)]
struct Judged {
    seen: i64,
    log: f64,
    /// The scores of what was joined, of logarithms, so that one high week does not decide alone.
    scores: [f64; 3],
    /// The squared error of the cautious model in its own variances; none where it was sure.
    off: Option<f64>,
}

impl<'a> Run<'a> {
    pub(super) fn new(question: &'a Question, counts: Cow<'a, Counts>, truth: Mended) -> Self {
        let horizon = question.horizon(counts.step);
        let interval = question.interval(counts.step);
        let cautious = question.dynamics;
        let damping = cautious.damping.max(BOLD_DAMPING);
        let bold = Dynamics { trust: 1.0, damping, ..cautious };
        let dynamics = [cautious, bold].map(|it| it.in_steps(days_of(counts.step)));
        Self {
            question,
            counts,
            truth,
            interval,
            dynamics,
            horizon,
            expected: None,
            made: Vec::new(),
        }
    }

    /// Makes the forecasts of every step from one on, to the last or to the one before it.
    pub(super) fn play(&mut self, from: usize) {
        let counts = self.counts.clone();
        let mut growing = Growing::of(&counts);
        for at in from.max(super::LEAST_STEPS - 1)..self.counts.values.len().saturating_sub(1) {
            self.made_after(at, &growing.known_at(at));
        }
    }

    /// Forecasts a record by what the cases let expect after each step.
    pub(super) fn expect(&mut self, expected: Vec<Option<Expected>>) {
        self.expected = Some(expected);
    }

    /// Makes the forecast after a step and returns its quantiles.
    pub(super) fn made_after(&mut self, at: usize, known: &[Option<i64>]) -> Option<&[[f64; 23]]> {
        let (made, _) = self.made_at(at, known)?;
        self.made.push(made);
        self.made.last().map(|made| &made.blended[..])
    }

    /// The forecast after a step, and the state that it begins with.
    fn made_at(&mut self, at: usize, known: &[Option<i64>]) -> Option<(Made, State)> {
        let (step, horizon) = (self.counts.step, self.horizon);
        let [cautious, bold] = &self.dynamics;
        let state = State::of(known, self.counts.first_on, step, &self.interval, cautious)?;
        let expected = |dynamics: &Dynamics| -> Vec<Logs> {
            let steps = state.expected(horizon, &self.interval, dynamics);
            steps.into_iter().map(|(mean, variation)| quantile_logs(mean, variation)).collect()
        };
        let [model, bold] = match &self.expected {
            None => [expected(cautious), expected(bold)],
            Some(after) => after[at].as_ref()?.of_record(known, &state, cautious),
        };
        self.judge(known);
        let last_count = naive::last_count(known, horizon, &mut self.random(at));
        let (week, trend) = (naive::last_week(known), naive::trend(known));
        let mut parts = Vec::with_capacity(horizon);
        let mut blended = Vec::with_capacity(horizon);
        let (mut of_week, mut of_trend) =
            (Vec::with_capacity(horizon), Vec::with_capacity(horizon));
        for ahead in 0..horizon {
            let past = || self.past(ahead);
            let errors = past().map(|(past, judged)| judged.seen as f64 - past.week);
            of_week.push(naive::about(week, errors, false));
            let growth = |trend: (f64, f64)| trend.0 + trend.1 * (ahead + 1) as f64;
            let errors = past().map(|(past, judged)| judged.log - growth(past.trend));
            of_trend.push(naive::about(growth(trend), errors, true));
            let last_count = last_count[ahead].map(f64::ln_1p);
            let joined =
                [blend::widened(&model[ahead], self.spread(ahead)), bold[ahead], last_count];
            blended.push(self.blend(ahead, &joined));
            parts.push(joined);
        }
        let judged = vec![None; horizon];
        let is_live = known.iter().rev().take(28).flatten().any(|count| *count > 0);
        let made = Made {
            at,
            model,
            last_count,
            week,
            trend,
            of_week,
            of_trend,
            parts,
            blended,
            judged,
            is_live,
        };
        Some((made, state))
    }

    /// Each step has a stream of its own, so that no forecast depends on which others are made.
    fn random(&self, at: usize) -> Xoshiro256PlusPlus {
        let seed = self.question.seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(at as u64);
        Xoshiro256PlusPlus::seed_from_u64(seed)
    }

    /// Judges earlier forecasts by what is known now.
    fn judge(&mut self, known: &[Option<i64>]) {
        for made in self.made.iter_mut().rev().take(REJUDGED) {
            for ahead in 0..self.horizon {
                let seen = known.get(made.at + ahead + 1).copied().flatten();
                if seen != made.judged[ahead].map(|judged| judged.seen) {
                    made.judged[ahead] = seen.map(|seen| blend::judged(made, ahead, seen));
                }
            }
        }
    }

    /// Earlier forecasts of one horizon with what is known of their steps, the latest first.
    fn past(&self, ahead: usize) -> impl Iterator<Item = (&Made, Judged)> {
        self.made.iter().rev().filter_map(move |made| Some((made, made.judged[ahead]?)))
    }

    /// The forecast after the last step.
    pub(super) fn outlook(mut self, counts: &Counts) -> Outlook {
        let last = counts.values.len() - 1;
        // What was mended long ago touches no forecast of today.
        let since = counts.step_on(last.saturating_sub(RECENT));
        let recent = self.truth.mends.iter().filter(|mend| mend.last_on >= since);
        let mut notes: Vec<Note> = recent.map(|mend| mend.note.clone()).collect();
        let accuracy = self.accuracy();
        notes.extend(accuracy.notes());
        let (mut ahead, mut courses) = (Vec::new(), vec![Vec::new(); COURSES]);
        let known = self.truth.values.clone();
        if let Some((made, state)) = self.made_at(last, &known) {
            let mut random = self.random(last);
            let draws = state.courses(
                self.horizon,
                COURSES,
                &self.interval,
                &self.dynamics[0],
                &mut random,
            );
            for (step, (quantiles, draws)) in made.blended.iter().zip(&draws).enumerate() {
                let mapped = blend::mapped(draws, quantiles);
                let mean = mapped.iter().sum::<f64>() / mapped.len() as f64;
                let on = counts.step_on(last + 1 + step);
                ahead.push(Predicted { on, mean, quantiles: *quantiles });
                for (course, draw) in courses.iter_mut().zip(mapped) {
                    course.push(draw);
                }
            }
        }
        let end = counts.step_on(last + 1).saturating_sub(jiff::Span::new().days(1));
        let known_to = if counts.step == Step::Day { counts.step_on(last) } else { end };
        Outlook { known_to, ahead, courses, accuracy, notes }
    }

    /// The forecast after the last step, without courses.
    pub(super) fn of_last_step(mut self) -> Option<LastStep> {
        let known = self.truth.values.clone();
        let (made, _) = self.made_at(known.len() - 1, &known)?;
        Some(LastStep { known, quantiles: made.blended, accuracy: self.accuracy() })
    }

    pub(super) fn backtest(self, counts: &Counts) -> Backtest {
        Backtest { name: counts.name.clone(), accuracy: self.accuracy() }
    }

    /// The forecasts that were made before a step.
    #[cfg(test)]
    pub(super) fn blended_until(&self, at: usize) -> Vec<Vec<[f64; 23]>> {
        let before = self.made.iter().filter(|made| made.at < at);
        before.map(|made| made.blended.clone()).collect()
    }

    fn accuracy(&self) -> Accuracy {
        let mut accuracy = Accuracy::new(self.horizon, self.counts.step);
        for made in self.made.iter().filter(|made| made.is_live) {
            for ahead in 0..self.horizon {
                let at = made.at + ahead + 1;
                // A step that was mended is no measure of a forecast.
                let (Some(Some(seen)), Some(Some(reported))) =
                    (self.truth.values.get(at), self.counts.values.get(at))
                else {
                    continue;
                };
                if seen == reported {
                    accuracy.add(
                        ahead,
                        *seen as f64,
                        [
                            &made.blended[ahead],
                            &made.model[ahead].map(f64::exp_m1),
                            &made.last_count[ahead],
                            &made.of_week[ahead],
                            &made.of_trend[ahead],
                        ],
                    );
                }
            }
        }
        accuracy
    }
}
