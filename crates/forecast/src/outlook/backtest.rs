use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::SeedableRng as _;
use taicho_model::Note;

use super::score::{MEDIAN, Predicted, holds, level_of, quantiles, wis};
use super::state::State;
use super::{Dynamics, Outlook, Question, known_at, naive};
use crate::{Counts, Mended, Step};

mod blend;
mod summary;

pub use summary::{Accuracy, Backtest, Rival};

/// Steps whose forecasts tell how far a forecast of today is to be believed.
pub(super) const RECENT: usize = 100;

/// Courses that are drawn for a past step, and for the step after the last.
const PAST_COURSES: usize = 100;
const COURSES: usize = 1_000;

/// How much of a growth is left after a step where all of it is believed.
const BOLD_DAMPING: f64 = 0.93;

/// Forecasts of the past, one after the other, each from what was known by then.
pub(super) struct Run<'a> {
    question: &'a Question,
    counts: &'a Counts,
    /// What is known in the end: by it forecasts are judged, and never made.
    truth: Mended,
    interval: Vec<f64>,
    horizon: usize,
    made: Vec<Made>,
}

/// The forecasts of one step, by horizon, and the scores of those whose step has come.
struct Made {
    at: usize,
    /// The model before its spread and weight are learnt from earlier forecasts.
    model: Vec<[f64; 23]>,
    /// The model that believes all of a growth, and that it goes on.
    bold: Vec<[f64; 23]>,
    last_count: Vec<[f64; 23]>,
    week: f64,
    trend: (f64, f64),
    blended: Vec<[f64; 23]>,
    of_week: Vec<[f64; 23]>,
    of_trend: Vec<[f64; 23]>,
    /// Logarithms of what is joined, by which it is weighed later: the widened model, the bold one, the last count.
    logs: Vec<[[f64; 23]; 3]>,
    is_live: bool,
}

impl<'a> Run<'a> {
    pub(super) fn new(question: &'a Question, counts: &'a Counts, truth: Mended) -> Self {
        let horizon = question.horizon(counts.step);
        let interval = question.interval(counts.step);
        Self { question, counts, truth, interval, horizon, made: Vec::new() }
    }

    /// Makes the forecasts of every step from one on, to the last or to the one before it.
    pub(super) fn play(&mut self, from: usize) {
        for at in from.max(super::LEAST_STEPS - 1)..self.counts.values.len().saturating_sub(1) {
            let known = known_at(self.counts, at);
            if let Some((made, _)) = self.made_at(at, &known, PAST_COURSES) {
                self.made.push(made);
            }
        }
    }

    /// The forecast after a step, with the courses of the model.
    fn made_at(&self, at: usize, known: &Mended, courses: usize) -> Option<(Made, Vec<Vec<f64>>)> {
        let Question { dynamics, seed, .. } = self.question;
        let state = State::of(
            &known.values,
            self.counts.first_on,
            self.counts.step,
            &self.interval,
            dynamics,
        )?;
        // Each step has a stream of its own, so that no forecast depends on which others are made.
        let seed = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(at as u64);
        let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
        let draws = state.courses(self.horizon, courses, &self.interval, dynamics, &mut random);
        let model = draws.iter().map(|draws| quantiles(&mut draws.clone())).collect();
        let bold =
            Dynamics { trust: 1.0, damping: dynamics.damping.max(BOLD_DAMPING), ..*dynamics };
        let drawn = state.courses(self.horizon, PAST_COURSES, &self.interval, &bold, &mut random);
        let bold = drawn.into_iter().map(|mut draws| quantiles(&mut draws)).collect();
        let last_count = naive::last_count(&known.values, self.horizon, &mut random);
        let recent = known.values.iter().rev().take(28);
        let mut made = Made {
            at,
            model,
            bold,
            last_count,
            week: naive::last_week(&known.values),
            trend: naive::trend(&known.values),
            blended: Vec::new(),
            of_week: Vec::new(),
            of_trend: Vec::new(),
            logs: Vec::new(),
            is_live: recent.flatten().any(|count| *count > 0),
        };
        for ahead in 0..self.horizon {
            let (week, trend) = self.naive(&made, ahead, known);
            made.of_week.push(week);
            made.of_trend.push(trend);
        }
        let learnt = (0..self.horizon).map(|ahead| self.blend(&made, ahead, known));
        (made.logs, made.blended) = learnt.unzip();
        Some((made, draws))
    }

    /// The two baselines whose spread comes from their own past errors, as far as these are known.
    fn naive(&self, made: &Made, ahead: usize, known: &Mended) -> ([f64; 23], [f64; 23]) {
        let past = || self.past(ahead, known);
        let growth = |trend: (f64, f64)| trend.0 + trend.1 * (ahead + 1) as f64;
        let week = naive::about(made.week, past().map(|(past, seen)| seen - past.week), false);
        let errors = past().map(|(past, seen)| seen.ln_1p() - growth(past.trend));
        (week, naive::about(growth(made.trend), errors, true))
    }

    /// Earlier forecasts of one horizon with what was seen of their step by then, the latest first.
    fn past<'b>(
        &'b self,
        ahead: usize,
        known: &'b Mended,
    ) -> impl Iterator<Item = (&'b Made, f64)> {
        self.made.iter().rev().filter_map(move |made| {
            let seen = known.values.get(made.at + ahead + 1)?.as_ref()?;
            Some((made, *seen as f64))
        })
    }

    /// The forecast after the last step.
    pub(super) fn outlook(self, counts: &Counts) -> Outlook {
        let last = counts.values.len() - 1;
        // What was mended long ago touches no forecast of today.
        let since = counts.step_on(last.saturating_sub(RECENT));
        let recent = self.truth.mends.iter().filter(|mend| mend.last_on >= since);
        let mut notes: Vec<Note> = recent.map(|mend| mend.note.clone()).collect();
        let accuracy = self.accuracy();
        notes.extend(accuracy.notes());
        let (mut ahead, mut courses) = (Vec::new(), vec![Vec::new(); COURSES]);
        if let Some((made, draws)) = self.made_at(last, &self.truth, COURSES) {
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
                            &made.model[ahead],
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
