//! What weighed runs say: values with intervals, what is to come, and which of two scenarios the counts speak for.

use std::num::NonZeroUsize;
use std::ops::ControlFlow;

use jiff::ToSpan as _;
use jiff::civil::Date;
use taicho_model::Words;

use super::observed::{Measured, NOISES, expected_or_least, size};
use super::{Calibration, Parameter, Prior, share};
use crate::picture::Quantiles;
use crate::simulate::compare::Spread;
use crate::simulate::draw::{Draw, mixed};
use crate::simulate::outcome::Run;
use crate::simulate::runs::in_order;
use crate::simulate::scenario::Scenario;

/// How likely the counts are in a scenario, whatever the values within the prior.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Evidence {
    /// The natural logarithm of the mean likelihood.
    pub log: f64,
    /// The standard error of that, from the number of runs.
    pub error: f64,
    /// So many runs of equal weight would say as much (Kish).
    pub effective: f64,
}

/// What counts say of two scenarios.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// They speak for the first, at least ten to one.
    First,
    /// They speak for the second, at least ten to one.
    Second,
    /// They cannot tell the two apart.
    NotToldApart,
}

/// What counts tell of a parameter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fitted {
    /// The parameter, and what was believed of it.
    pub prior: Prior,
    /// The values that agree with the counts.
    pub quantiles: Quantiles,
    /// Whether they tell anything of it: the interval of 90 % has less than two thirds of the prior's width.
    pub is_told: bool,
    /// What it cannot be told apart from: another parameter that must change with it (correlation above 0.8).
    pub bound_to: Option<Parameter>,
}

/// What was counted of one thing, and what runs that agree with all counts have there.
#[derive(Clone, Debug, PartialEq)]
pub struct Fan {
    /// What was counted.
    pub measured: Measured,
    /// The figures in the order of their days, then weeks to the end of the scenario.
    pub steps: Vec<FanStep>,
}

/// One figure of a fan.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FanStep {
    /// Its first day.
    pub first_on: Date,
    /// Its last day.
    pub last_on: Date,
    /// What was counted, faults of reporting mended; none in weeks to come.
    pub counted: Option<i64>,
    /// What runs have, with the noise of counting.
    pub quantiles: Quantiles,
}

/// Ten to one: strong, in the words of Kass and Raftery (1995), who begin there.
const STRONG: f64 = 10.0;
/// With fewer runs of equal weight nothing is said for a scenario.
const LEAST_EFFECTIVE: f64 = 20.0;
/// Counts that lie so far beside every run are not the scenario's: between the two greatest noises that are tried.
const NOISE_TOO_GREAT: f64 = 0.5;
/// Noise is drawn so often for each run.
const DRAWS: usize = 20;

impl Evidence {
    pub(super) fn of(logs: &[f64]) -> Self {
        let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if logs.is_empty() || most == f64::NEG_INFINITY {
            return Self { log: f64::NEG_INFINITY, error: f64::INFINITY, effective: 0.0 };
        }
        let count = logs.len() as f64;
        let (sum, squares) = logs.iter().fold((0.0, 0.0), |(sum, squares), it| {
            let weight = (it - most).exp();
            (sum + weight, squares + weight * weight)
        });
        let effective = sum * sum / squares;
        Self {
            log: most + (sum / count).ln(),
            error: ((1.0 / effective - 1.0 / count).max(0.0)).sqrt(),
            effective,
        }
    }

    /// Which of two scenarios the same counts speak for; both must have been asked with the same counts.
    pub fn verdict(&self, second: &Self) -> Verdict {
        let for_first = self.log - second.log;
        let error = self.error.hypot(second.error);
        let certain = for_first.abs() - 2.0 * error >= STRONG.ln();
        // One that no run agrees with is told from one that many agree with.
        let better = if for_first >= 0.0 { self } else { second };
        match certain && better.effective >= LEAST_EFFECTIVE {
            true if for_first > 0.0 => Verdict::First,
            true => Verdict::Second,
            false => Verdict::NotToldApart,
        }
    }
}

impl Calibration {
    /// How likely the counts are in this scenario.
    pub fn evidence(&self) -> Evidence {
        self.evidence
    }

    /// How far the counts were believed: below one too few runs agreed with them, and all intervals are wider than
    /// the counts would have them.
    pub fn trust(&self) -> f64 {
        self.trust
    }

    /// The scenario, with dates.
    pub fn scenario(&self) -> &Scenario {
        &self.fit.scenario
    }

    /// What must be known before anything else is read; none where all is well.
    pub fn warning(&self) -> Option<Words> {
        let (mut vi, mut en) = (Vec::new(), Vec::new());
        if self.trust < 1.0 {
            vi.push("Quá ít lần chạy khớp với số liệu nên chỉ dùng được một phần số liệu và các khoảng ước tính rộng hơn mức cần thiết. Hãy tăng số lần chạy thử.");
            en.push("Too few runs agree with the counts, so that these are believed in part and all intervals are wider than need be. Try more runs.");
        }
        if self.noise() > NOISE_TOO_GREAT {
            vi.push(
                "Kịch bản chỉ khớp sơ bộ với số liệu: thực tế có điều mà kịch bản chưa tính đến.",
            );
            en.push("The scenario follows the counts only roughly: something happened that is not in it.");
        }
        (!vi.is_empty()).then(|| Words::new(vi.join(" "), en.join(" ")))
    }

    /// Runs that were tried.
    pub fn tried(&self) -> usize {
        self.trials.len()
    }

    /// Figures that were compared.
    pub fn compared(&self) -> usize {
        self.fit.observed.counted.len()
    }

    /// How much single figures lie beside the runs that agree best: the mean deviation, as a share.
    pub fn noise(&self) -> f64 {
        let each = self.weights.iter().zip(&self.trials);
        each.map(|(weight, trial)| {
            let shares = noise_shares(&trial.likelihood, self.trust);
            weight * shares.iter().zip(NOISES).map(|(share, noise)| share * noise).sum::<f64>()
        })
        .sum()
    }

    /// What the counts tell of every parameter.
    pub fn fitted(&self) -> Vec<Fitted> {
        let priors = self.fit.priors.iter().enumerate();
        priors.map(|(at, prior)| self.fitted_at(at, *prior)).collect()
    }

    fn fitted_at(&self, at: usize, prior: Prior) -> Fitted {
        let mut sorted: Vec<(f64, f64)> = self
            .trials
            .iter()
            .zip(&self.weights)
            .map(|(it, weight)| (share(it.place[at]), *weight))
            .collect();
        sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
        let place = |wanted: f64| {
            let mut sum = 0.0;
            let found = sorted.iter().find(|(_, weight)| {
                sum += weight;
                sum >= wanted
            });
            found.or(sorted.last()).map_or(0.0, |it| it.0)
        };
        let others = (0..self.fit.priors.len()).filter(|other| *other != at);
        Fitted {
            prior,
            quantiles: Quantiles {
                q025: prior.value(place(0.025)),
                q05: prior.value(place(0.05)),
                q25: prior.value(place(0.25)),
                median: prior.value(place(0.5)),
                q75: prior.value(place(0.75)),
                q95: prior.value(place(0.95)),
                q975: prior.value(place(0.975)),
            },
            is_told: place(0.95) - place(0.05) < 0.9 * 2.0 / 3.0,
            bound_to: others
                .filter(|other| self.correlation(at, *other).abs() > 0.8)
                .map(|other| self.fit.priors[other].parameter)
                .next(),
        }
    }

    fn correlation(&self, one: usize, other: usize) -> f64 {
        let mean = |of: &dyn Fn(&[f64]) -> f64| -> f64 {
            self.trials.iter().zip(&self.weights).map(|(it, weight)| weight * of(&it.place)).sum()
        };
        let (center, second) = (mean(&|it| it[one]), mean(&|it| it[other]));
        let product = mean(&|it| (it[one] - center) * (it[other] - second));
        let squares =
            mean(&|it| (it[one] - center).powi(2)) * mean(&|it| (it[other] - second).powi(2));
        if squares > 0.0 { product / squares.sqrt() } else { 0.0 }
    }

    /// Trials in proportion to their weights (systematic resampling), the same for the same number.
    fn chosen(&self, count: u64) -> Vec<usize> {
        let start = Draw::of(mixed(self.seed), u64::MAX - 1).unit();
        let (mut sum, mut at) = (0.0, 0);
        let chosen = (0..count).map(|number| {
            let wanted = (number as f64 + start) / count as f64;
            while at + 1 < self.weights.len() && sum + self.weights[at] < wanted {
                sum += self.weights[at];
                at += 1;
            }
            at
        });
        chosen.collect()
    }

    /// Runs that agree with the counts, gone on with to the end of the scenario; fewer where `progress` ends it.
    pub fn runs(
        &self,
        count: u64,
        threads: NonZeroUsize,
        progress: impl FnMut(u64) -> ControlFlow<()>,
    ) -> Vec<Run> {
        let chosen = self.chosen(count);
        let mut single = chosen.clone();
        single.dedup();
        let runs = in_order(single.len() as u64, threads, progress, |at, work, goes_on| {
            let number = single[at as usize];
            let run = self.fit.run(&self.trials[number].place, self.seed, number as u64, work);
            goes_on().is_continue().then_some(run)
        });
        let of = |number: &usize| runs.get(single.iter().position(|it| it == number)?).cloned();
        chosen.iter().map_while(of).collect()
    }

    /// What was counted beside what runs have, with the noise of counting, and so on to the end of the scenario.
    ///
    /// The runs must be those of [`Calibration::runs`].
    pub fn fans(&self, runs: &[Run]) -> Vec<Fan> {
        let measured = self.fit.observed.measured.iter().enumerate();
        measured
            .map(|(of, measured)| Fan {
                measured: *measured,
                steps: self.steps(of, *measured, runs),
            })
            .collect()
    }

    fn steps(&self, of: usize, measured: Measured, runs: &[Run]) -> Vec<FanStep> {
        let mut steps: Vec<(Vec<u16>, Option<i64>)> = self
            .fit
            .observed
            .counted
            .iter()
            .filter(|it| it.of == of)
            .map(|it| (it.days.clone(), Some(it.count)))
            .collect();
        let last = steps.last().and_then(|it| it.0.last().copied()).unwrap_or_default();
        let open: Vec<u16> = (last + 1..=self.fit.scenario.days()).collect();
        steps.extend(open.chunks_exact(7).map(|days| (days.to_vec(), None)));
        let chosen = self.chosen(runs.len() as u64);
        let starts_on = self.fit.scenario.starts_on().unwrap_or(Date::ZERO);
        let on = |day: u16| starts_on.saturating_add(i32::from(day).days());
        let mut draw = Draw::of(mixed(self.seed), u64::MAX - 2 - of as u64);
        let step = |(days, counted): (Vec<u16>, Option<i64>)| {
            let mut values = Vec::with_capacity(runs.len() * DRAWS);
            for (run, number) in runs.iter().zip(&chosen) {
                let expected = expected_or_least(measured.over(&run.days, &days));
                let shares = noise_shares(&self.trials[*number].likelihood, self.trust);
                for at in 0..DRAWS {
                    let noise = noise_at(&shares, (at as f64 + 0.5) / DRAWS as f64);
                    values.push(noisy(expected, noise, &mut draw));
                }
            }
            FanStep {
                first_on: on(days[0]),
                last_on: on(days[days.len() - 1]),
                counted,
                quantiles: Spread::of(&mut values).quantiles,
            }
        };
        steps.into_iter().map(step).collect()
    }
}

/// How likely each noise is after a run.
fn noise_shares(likelihood: &[f64; NOISES.len()], trust: f64) -> [f64; NOISES.len()] {
    let most = likelihood.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let scaled = likelihood.map(|it| if it == most { 1.0 } else { (trust * (it - most)).exp() });
    let sum: f64 = scaled.iter().sum();
    scaled.map(|it| it / sum)
}

/// The noise up to which this share of the probability lies.
fn noise_at(shares: &[f64; NOISES.len()], wanted: f64) -> f64 {
    let mut sum = 0.0;
    let at = shares.iter().position(|share| {
        sum += share;
        sum >= wanted
    });
    NOISES[at.unwrap_or(NOISES.len() - 1)]
}

/// A negative binomial about what is expected.
fn noisy(expected: f64, noise: f64, draw: &mut Draw) -> f64 {
    let size = size(noise);
    let mean = draw.gamma(size, expected / size);
    f64::from(draw.poisson(mean))
}
