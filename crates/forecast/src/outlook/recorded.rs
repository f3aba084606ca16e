//! Forecasts of what was recorded of a need: what the cases bring, by a share that the record tells.

use std::borrow::Cow;

use super::backtest::{Logs, RECENT, Run};
use super::count_quantiles::quantile_logs;
use super::score::LEVELS;
use super::state::{MEMORY, State};
use super::{Dynamics, LEAST_STEPS, OutlookError, Question, enough};
use crate::Counts;
use crate::counts::Growing;

/// After so many days a record says half as much about the share, where it is believed slowly and quickly.
const HALF_LIVES_DAYS: [f64; 2] = [14.0, 4.0];

/// How much of a need one case brings, by the days after it was counted.
pub(super) struct Response(pub(super) Vec<f64>);

/// What the cases let expect of a need as known on one day, were the share right.
pub(super) struct Expected {
    /// On that day and those before it, the last first.
    past: Vec<f64>,
    /// On the days ahead: the mean, and the squared variation by how the cases may go on.
    ahead: Vec<(f64, f64)>,
}

impl Response {
    /// What cases brought, and will bring on courses that stay at the same level of the forecast all the time.
    fn expected(&self, known: &[Option<i64>], ahead: &[[f64; 23]]) -> Expected {
        let cases: Vec<f64> = known.iter().map(|it| it.unwrap_or_default() as f64).collect();
        let brought = |cases: &[f64]| -> f64 {
            cases.iter().rev().zip(&self.0).map(|(cases, each)| cases * each).sum()
        };
        let past = (0..MEMORY.min(cases.len()))
            .map(|back| brought(&cases[..cases.len() - back]))
            .collect();
        let begins = cases.len().saturating_sub(self.0.len());
        let mut sums = vec![(0.0, 0.0); ahead.len()];
        for place in 0..LEVELS.len() {
            let from = if place == 0 { 0.0 } else { LEVELS[place - 1] };
            let to = LEVELS.get(place + 1).copied().unwrap_or(1.0);
            let weight =
                (to - from) / 2.0 + if matches!(place, 0 | 22) { LEVELS[0] / 2.0 } else { 0.0 };
            let mut course = cases[begins..].to_vec();
            for (quantiles, (mean, square)) in ahead.iter().zip(&mut sums) {
                course.push(quantiles[place]);
                let brought = brought(&course);
                *mean += weight * brought;
                *square += weight * brought * brought;
            }
        }
        let ahead = sums.into_iter().map(|(mean, square)| {
            let variation = if mean > 0.0 { square / (mean * mean) - 1.0 } else { 0.0 };
            (mean, variation.max(0.0))
        });
        Expected { past, ahead: ahead.collect() }
    }
}

impl Expected {
    /// What is to be expected of a record, by a share that is learnt slowly and one that is learnt quickly.
    pub(super) fn of_record(
        &self,
        known: &[Option<i64>],
        state: &State,
        dynamics: &Dynamics,
    ) -> [Vec<Logs>; 2] {
        HALF_LIVES_DAYS.map(|half_life| {
            let fade = 0.5_f64.powf(1.0 / half_life);
            let (mut seen, mut expected) = (dynamics.prior_cases, dynamics.prior_cases);
            let (mut spread, mut weight) = (dynamics.prior_cases, 1.0);
            for (known, brought) in known.iter().rev().zip(&self.past) {
                if let Some(known) = known {
                    let known = *known as f64;
                    seen += weight * known;
                    expected += weight * brought;
                    let mean = known.max(*brought);
                    spread += weight * weight * (mean + state.excess * mean * mean);
                }
                weight *= fade;
            }
            let share = seen / expected;
            let unsure = (spread / seen.min(expected).powi(2)).min(0.5);
            let logs = self.ahead.iter().enumerate().map(|(ahead, (mean, variation))| {
                let drift = dynamics.drift_sd.powi(2) * (ahead + 1) as f64;
                let variance = unsure + dynamics.start_sd.powi(2) + drift;
                let weekday = state.weekday[(state.next + state.unknown + ahead) % 7];
                let variation = (1.0 + variation) * (1.0 + state.excess) * variance.exp() - 1.0;
                quantile_logs(share * mean * weekday, variation.min(10.0))
            });
            logs.collect()
        })
    }
}

impl<'a> Run<'a> {
    /// Forecasts of a record over the last months.
    pub(super) fn of_record(
        question: &'a Question,
        cases: &'a Counts,
        record: &Counts,
        response: &Response,
    ) -> Result<Self, OutlookError> {
        let from = cases.values.len().saturating_sub(RECENT);
        Self::of_record_from(from, question, cases, record, response)
    }

    /// Forecasts of a record from a step of the cases on.
    pub(super) fn of_record_from(
        from: usize,
        question: &'a Question,
        cases: &'a Counts,
        record: &Counts,
        response: &Response,
    ) -> Result<Self, OutlookError> {
        let mut run = question.checked(cases)?;
        let record = beside(cases, record);
        enough(&record.name, &record.values)?;
        let from = from.max(LEAST_STEPS - 1);
        let mut growing = Growing::of(cases);
        let expected = (0..cases.values.len()).map(|at| {
            if at < from {
                return None;
            }
            let known = growing.known_at(at);
            run.made_after(at, &known).map(|it| response.expected(&known, it))
        });
        let expected = expected.collect();
        let truth = record.mended();
        let mut run = Run::new(question, Cow::Owned(record), truth);
        run.expect(expected);
        run.play(from);
        Ok(run)
    }
}

/// A record on the days of the cases.
fn beside(cases: &Counts, record: &Counts) -> Counts {
    let values = (0..cases.values.len()).map(|at| {
        let days = record.first_on.until(cases.step_on(at)).ok()?.get_days();
        record.values.get(usize::try_from(days).ok()?).copied().flatten()
    });
    Counts {
        name: record.name.clone(),
        first_on: cases.first_on,
        step: cases.step,
        values: values.collect(),
    }
}
