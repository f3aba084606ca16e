//! What cases bring of a need, and what that lets expect of its record.

use super::Dynamics;
use super::count_quantiles::{Logs, quantile_logs};
use super::score::LEVELS;
use super::state::{MEMORY, State};

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
    pub(super) fn expected(&self, known: &[Option<i64>], ahead: &[[f64; 23]]) -> Expected {
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
