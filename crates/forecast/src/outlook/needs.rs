use std::collections::BTreeMap;

use rand_distr::{Distribution as _, Poisson};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::SeedableRng as _;
use serde::Deserialize;
use taicho_model::Words;

use super::score::quantiles;
use super::{Outlook, Predicted};
use crate::{Counts, Delay, Step};

/// What cases need: each need a share of the cases, or of an earlier need, after a delay and for a length of stay.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Needs {
    /// Whose needs they are.
    pub name: Words,
    need: Vec<Need>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Need {
    what: String,
    name: Words,
    of: String,
    #[serde(default = "one")]
    times: f64,
    delay_days: Option<Spread>,
    stay_days: Option<Spread>,
    source: String,
    confidence: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Spread {
    mean: f64,
    sd: f64,
}

fn one() -> f64 {
    1.0
}

/// Why needs cannot be worked out.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NeedsError {
    /// The file is not what it should be.
    #[error("tệp nhu cầu không đọc được · the file of needs cannot be read: {0}")]
    File(String),
    /// A need is out of range or depends on one that is not before it.
    #[error("nhu cầu “{what}”: {words} · need “{what}”: {english}", words = .why.vi, english = .why.en)]
    Need {
        /// The need.
        what: String,
        /// What is wrong with it.
        why: Words,
    },
    /// Counts by week or month.
    #[error(
        "nhu cầu chỉ tính được từ số ca theo ngày · needs are worked out from daily counts only"
    )]
    Step,
}

/// What is needed of one thing on the days ahead.
#[derive(Clone, Debug, PartialEq)]
pub struct Needed {
    /// Its code, as in the file.
    pub what: String,
    /// Its name.
    pub name: Words,
    /// How much on each day ahead.
    pub ahead: Vec<Predicted>,
    /// The same in each of the courses.
    pub courses: Vec<Vec<f64>>,
}

impl Needs {
    /// Reads needs from a content file.
    pub fn read(text: &str) -> Result<Self, NeedsError> {
        let needs: Self =
            toml::from_str(text).map_err(|error| NeedsError::File(error.to_string()))?;
        let mut known = vec!["cases"];
        for need in &needs.need {
            let fault = |vi: &str, en: &str| {
                Err(NeedsError::Need { what: need.what.clone(), why: Words::new(vi, en) })
            };
            if !known.contains(&need.of.as_str()) {
                return fault(
                    "mục “of” phải là “cases” hoặc nhu cầu nêu trước",
                    "“of” must be “cases” or an earlier need",
                );
            }
            if known.contains(&need.what.as_str()) {
                return fault("nêu hai lần", "it stands there twice");
            }
            if !(need.times.is_finite() && (0.0..=1e6).contains(&need.times)) {
                return fault(
                    "“times” phải từ 0 đến 1.000.000",
                    "“times” must be from 0 to 1,000,000",
                );
            }
            if need.source.trim().is_empty() || need.confidence.trim().is_empty() {
                return fault(
                    "thiếu nguồn hoặc mức tin cậy",
                    "its source or confidence is missing",
                );
            }
            if table(need.delay_days).is_err() || table(need.stay_days).is_err() {
                return fault(
                    "trung bình hoặc độ lệch chuẩn ngoài phạm vi",
                    "a mean or standard deviation is out of range",
                );
            }
            known.push(&need.what);
        }
        Ok(needs)
    }

    /// What the cases of a forecast, and those before it, need on each day ahead.
    pub fn of(
        &self,
        counts: &Counts,
        outlook: &Outlook,
        seed: u64,
    ) -> Result<Vec<Needed>, NeedsError> {
        if counts.step != Step::Day {
            return Err(NeedsError::Step);
        }
        let horizon = outlook.ahead.len();
        let mended = counts.mended().values;
        let from = mended.len().saturating_sub(PAST_DAYS);
        let past: Vec<f64> =
            mended[from..].iter().map(|it| it.unwrap_or_default() as f64).collect();
        let tables: Vec<_> = self
            .need
            .iter()
            .map(|need| {
                (table(need.delay_days).ok().flatten(), table(need.stay_days).ok().flatten())
            })
            .collect();
        let mut courses = vec![Vec::with_capacity(outlook.courses.len()); self.need.len()];
        for (number, course) in outlook.courses.iter().enumerate() {
            let mut random =
                Xoshiro256PlusPlus::seed_from_u64(seed.wrapping_add(number as u64 * 7_919));
            let cases: Vec<f64> = past.iter().chain(course).copied().collect();
            let mut flows: BTreeMap<&str, Vec<f64>> = BTreeMap::from([("cases", cases)]);
            for ((need, (delay, stay)), courses) in self.need.iter().zip(&tables).zip(&mut courses)
            {
                let flow = come(&flows[need.of.as_str()], need.times, delay.as_ref(), &mut random);
                let there = stay.as_ref().map_or_else(|| flow.clone(), |stay| remain(&flow, stay));
                courses.push(there[there.len() - horizon..].to_vec());
                // What is there, and not what comes, needs staff: a need of a stay is of its persons.
                flows.insert(
                    &need.what,
                    if need.delay_days.is_none() && need.stay_days.is_some() {
                        there
                    } else {
                        flow
                    },
                );
            }
        }
        let needed = self.need.iter().zip(courses).map(|(need, courses)| {
            let ahead = (0..horizon).map(|day| {
                let mut draws: Vec<f64> = courses.iter().map(|course| course[day]).collect();
                let mean = draws.iter().sum::<f64>() / draws.len().max(1) as f64;
                Predicted { on: outlook.ahead[day].on, mean, quantiles: quantiles(&mut draws) }
            });
            Needed {
                what: need.what.clone(),
                name: need.name.clone(),
                ahead: ahead.collect(),
                courses,
            }
        });
        Ok(needed.collect())
    }
}

impl Needed {
    /// The probability that more than a capacity is needed by each day ahead.
    pub fn exceeds(&self, capacity: f64) -> Vec<f64> {
        let all = self.courses.len().max(1) as f64;
        let by = |day: usize| {
            self.courses
                .iter()
                .filter(|course| course[..=day].iter().any(|it| *it > capacity))
                .count()
        };
        (0..self.ahead.len()).map(|day| by(day) as f64 / all).collect()
    }
}

/// Days before a forecast whose cases may still need something.
const PAST_DAYS: usize = 120;

fn table(spread: Option<Spread>) -> Result<Option<Delay>, crate::DelayError> {
    spread.map(|spread| Delay::lognormal(spread.mean, spread.sd)).transpose()
}

/// Those of a flow who come to need something, each on a day of their own.
fn come(
    of: &[f64],
    times: f64,
    delay: Option<&Delay>,
    random: &mut Xoshiro256PlusPlus,
) -> Vec<f64> {
    let expected = |at: usize| match delay {
        Some(delay) => {
            let back = of[..=at].iter().rev().zip(delay.probabilities());
            back.map(|(count, probability)| count * probability).sum()
        }
        None => of[at],
    };
    // A share of persons is left to chance; a quantity for each of them is not.
    let by_chance = times < 1.0 || delay.is_some();
    (0..of.len())
        .map(|at| {
            let mean = times * expected(at);
            if by_chance && mean > 0.0 {
                Poisson::new(mean).map_or(mean, |it| it.sample(random))
            } else {
                mean
            }
        })
        .collect()
}

/// Those who came and are still there at the end of each day.
fn remain(flow: &[f64], stay: &Delay) -> Vec<f64> {
    let stays: Vec<f64> = (0..=stay.longest()).map(|days| 1.0 - stay.cdf(days)).collect();
    let there = |at: usize| {
        let back = flow[..=at].iter().rev().zip(std::iter::once(&1.0).chain(&stays[1..]));
        back.map(|(came, share)| came * share).sum()
    };
    (0..flow.len()).map(there).collect()
}
