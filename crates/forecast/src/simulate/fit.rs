//! What counts tell of a scenario: which transmission, how many infected at the start, how many tested agree with them.
//!
//! A run is tried with values from the prior and weighed by how likely the counts are if it is what happened: each
//! figure is a negative binomial about that of the run. Weighed runs are the posterior of parameters and of the
//! epidemic together, so that the same runs, gone on with, are the forecast.

mod observed;
mod parameter;
mod proposals;
mod told;

use std::num::NonZeroUsize;
use std::ops::ControlFlow;

use jiff::civil::Date;

use super::draw::{Draw, mixed};
use super::fault::{Faults, ScenarioError};
use super::model::Model;
use super::outcome::Run;
use super::run::Workspace;
use super::runs::in_order;
use super::scenario::Scenario;
use crate::Counts;
pub use observed::Measured;
use observed::{ByNoise, Observed, over_noises};
pub use parameter::{Parameter, Prior};
use proposals::{LogitPoint, Proposals, share};
pub use told::{Evidence, Fan, FanStep, Fitted, Verdict};

/// Trials of one round.
const ROUND: usize = 100;
/// So many runs of equal weight are enough.
const ENOUGH: f64 = 300.0;
/// With fewer than so many the counts are believed less than they should be, so that there are as many.
const LEAST: f64 = 50.0;
/// With so many a round is drawn about the best of those before.
const TO_AIM: f64 = 40.0;
/// A run that is less likely than the best of earlier rounds by this logarithm is not gone on with: thousands of them
/// together would have no weight.
const HOPELESS: f64 = 16.0;
/// The same against the best imaginable, where there are no earlier rounds.
const HOPELESS_AT_FIRST: f64 = 40.0;

/// A scenario, what was counted, and what is not known.
#[derive(Clone, Debug)]
pub struct Fit {
    scenario: Scenario,
    priors: Vec<Prior>,
    observed: Observed,
}

/// A trial: one run with one set of values.
#[derive(Clone, Debug)]
struct Trial {
    place: LogitPoint,
    likelihood: ByNoise,
}

/// What counts tell of a scenario.
#[derive(Clone, Debug)]
pub struct Calibration {
    fit: Fit,
    seed: u64,
    trials: Vec<Trial>,
    /// Of every trial its share of all weight.
    weights: Vec<f64>,
    evidence: Evidence,
    /// How far the counts are believed: one is in full.
    trust: f64,
}

impl Fit {
    /// Asks what counts tell of a scenario; a scenario without dates begins on the first day that was counted.
    ///
    /// Without priors everything that the scenario depends on lies within wide bounds ([`Prior::wide`]).
    ///
    /// # Errors
    /// Counts of nothing, or of what the scenario never has; priors without width or of what is not in the scenario.
    pub fn new(
        mut scenario: Scenario,
        series: &[(Measured, Counts)],
        priors: Vec<Prior>,
    ) -> Result<Self, ScenarioError> {
        let mut faults = Faults::of("--fit");
        let first = series.iter().map(|it| it.1.first_on).min();
        let starts_on = scenario.calendar.starts_on.or(first).unwrap_or(Date::ZERO);
        scenario.calendar.starts_on = Some(starts_on);
        let observed = Observed::of(series, starts_on, scenario.days());
        check_counts(&scenario, series, &observed, &mut faults);
        for (at, prior) in priors.iter().enumerate() {
            prior.check(&scenario, &mut faults);
            if priors[..at].iter().any(|it| it.parameter == prior.parameter) {
                let (vi, en) = ("được nêu hai lần", "is given twice");
                faults.add(prior.parameter.name(), vi, en);
            }
        }
        let priors = match priors.is_empty() {
            true => Parameter::ALL
                .into_iter()
                .filter(|it| it.is_in(&scenario))
                .map(|it| Prior::wide(it, &scenario))
                .collect(),
            false => priors,
        };
        faults.result(Self { scenario, priors, observed })
    }

    /// The scenario, with dates.
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// Figures that lie before or after the days of the scenario, and tell nothing of it.
    pub fn outside(&self) -> usize {
        self.observed.outside
    }

    /// Tries runs, up to `most` of them, until enough agree with the counts.
    ///
    /// The same seed gives the same answer on any number of threads. `progress` hears how many were tried, and may
    /// end it: then there is no answer.
    pub fn calibrate(
        &self,
        most: usize,
        seed: u64,
        threads: NonZeroUsize,
        mut progress: impl FnMut(u64) -> ControlFlow<()>,
    ) -> Option<Calibration> {
        let mut proposals = Proposals::new(self.priors.len());
        let mut trials: Vec<Trial> = Vec::new();
        let mut draw = Draw::of(mixed(seed), u64::MAX);
        loop {
            let weighed = Weighed::of(&trials, &proposals, TO_AIM);
            let near: Vec<(&LogitPoint, f64)> = trials
                .iter()
                .zip(&weighed.weights)
                .map(|(it, weight)| (&it.place, *weight))
                .collect();
            let count = ROUND.min(most.max(LEAST as usize) - trials.len());
            let places = proposals.round(count, &near, &mut draw);
            let first = trials.len() as u64;
            let least = self.hopeless(&trials);
            let tell = |done| progress(first + done);
            let tried = in_order(count as u64, threads, tell, |at, work, goes_on| {
                self.tried(&places[at as usize], (seed, first + at), least, work, goes_on)
            });
            if tried.len() < count {
                return None;
            }
            trials.extend(
                places
                    .into_iter()
                    .zip(tried)
                    .map(|(place, likelihood)| Trial { place, likelihood }),
            );
            let weighed = Weighed::of(&trials, &proposals, LEAST);
            let is_enough = weighed.trust >= 1.0 && weighed.evidence.effective >= ENOUGH;
            if is_enough || trials.len() >= most {
                return Some(Calibration {
                    fit: self.clone(),
                    seed,
                    trials,
                    weights: weighed.weights,
                    evidence: weighed.evidence,
                    trust: weighed.trust,
                });
            }
        }
    }

    /// The values at a place.
    fn values<'a>(&'a self, place: &'a LogitPoint) -> impl Iterator<Item = (Parameter, f64)> + 'a {
        self.priors.iter().zip(place).map(|(prior, it)| (prior.parameter, prior.value(share(*it))))
    }

    fn model(&self, place: &LogitPoint) -> Model {
        let mut scenario = self.scenario.clone();
        for (parameter, value) in self.values(place) {
            parameter.set(&mut scenario, value);
        }
        Model::of(scenario)
    }

    /// The likelihood below which a run is not gone on with.
    fn hopeless(&self, trials: &[Trial]) -> f64 {
        let best =
            trials.iter().map(|it| over_noises(&it.likelihood)).fold(f64::NEG_INFINITY, f64::max);
        (best - HOPELESS).max(over_noises(&self.observed.likelihood(&[])) - HOPELESS_AT_FIRST)
    }

    /// How likely the counts are after one run with the values at a place; none where it was stopped.
    fn tried(
        &self,
        place: &LogitPoint,
        (seed, number): (u64, u64),
        least: f64,
        work: &mut Workspace,
        goes_on: &dyn Fn() -> ControlFlow<()>,
    ) -> Option<ByNoise> {
        let last = self.observed.last_day();
        let mut days = Vec::with_capacity(usize::from(last) + 1);
        let mut is_stopped = false;
        let model = self.model(place);
        model.run_among(population(seed, number), (seed, number), work, |day, today| {
            days.push(*today);
            is_stopped = goes_on().is_break();
            let is_hopeless = || over_noises(&self.observed.likelihood(&days)) < least;
            match is_stopped || day >= last || is_hopeless() {
                true => ControlFlow::Break(()),
                false => ControlFlow::Continue(()),
            }
        });
        (!is_stopped).then(|| self.observed.likelihood(&days))
    }

    /// The whole of a run that was tried.
    fn run(&self, place: &LogitPoint, seed: u64, number: u64, work: &mut Workspace) -> Run {
        let goes_on = |_: u16, _: &_| ControlFlow::Continue(());
        self.model(place).run_among(population(seed, number), (seed, number), work, goes_on)
    }
}

/// The population of a trial: the trials of a round share one.
fn population(seed: u64, number: u64) -> u64 {
    mixed(seed) ^ mixed(number / ROUND as u64)
}

fn check_counts(
    scenario: &Scenario,
    series: &[(Measured, Counts)],
    observed: &Observed,
    faults: &mut Faults,
) {
    for (at, (measured, _)) in series.iter().enumerate() {
        if series[..at].iter().any(|it| it.0 == *measured) {
            faults.add(measured.name(), "có hai lần", "is there twice");
        }
        let mut of_it = observed.counted.iter().filter(|it| it.of == at).peekable();
        if of_it.peek().is_none() {
            let vi = "không có số liệu nào nằm trong các ngày của kịch bản";
            faults.add(measured.name(), vi, "no figure lies within the days of the scenario");
        } else if of_it.all(|it| it.count == 0) {
            let vi = "mọi số liệu đều bằng 0, không có gì để so";
            faults.add(measured.name(), vi, "every figure is zero, there is nothing to compare");
        }
    }
    if series.is_empty() {
        faults.add("counts", "không có số liệu", "there are none");
    }
    let notation = &scenario.notation;
    let finds = !notation.test.is_empty()
        || !notation.round.is_empty()
        || notation.trace.iter().any(|it| !it.test_on.is_empty());
    if !finds && series.iter().any(|it| it.0 == Measured::Found) {
        let vi = "kịch bản không xét nghiệm ai nên không phát hiện ca nào; hãy thêm [[test]]";
        let en = "the scenario tests nobody and so finds nobody; add [[test]]";
        faults.add(Measured::Found.name(), vi, en);
    }
    if notation.infected_at_start == 0 && notation.import.is_empty() {
        let vi = "kịch bản không có ai nhiễm bệnh";
        faults.add("infected_at_start", vi, "nobody is infected in the scenario");
    }
}

/// Trials with their weights.
struct Weighed {
    weights: Vec<f64>,
    evidence: Evidence,
    trust: f64,
}

impl Weighed {
    /// Believes the counts in full, or so far that as many runs as `least` have weight.
    fn of(trials: &[Trial], proposals: &Proposals, least: f64) -> Self {
        let priors: Vec<f64> = trials.iter().map(|it| proposals.log_weight(&it.place)).collect();
        let likelihoods: Vec<f64> = trials.iter().map(|it| over_noises(&it.likelihood)).collect();
        let logs = |trust: f64| -> Vec<f64> {
            priors.iter().zip(&likelihoods).map(|(prior, it)| prior + trust * it).collect()
        };
        let evidence = Evidence::of(&logs(1.0));
        let (mut low, mut trust) = (0.0, 1.0);
        if evidence.effective < least {
            let mut high = 1.0;
            for _ in 0..40 {
                trust = (low + high) / 2.0;
                match Evidence::of(&logs(trust)).effective < least {
                    true => high = trust,
                    false => low = trust,
                }
            }
            trust = low;
        }
        let logs = logs(trust);
        let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let scaled: Vec<f64> = logs.iter().map(|it| (it - most).exp()).collect();
        let sum: f64 = scaled.iter().sum();
        Self { weights: scaled.iter().map(|it| it / sum).collect(), evidence, trust }
    }
}
