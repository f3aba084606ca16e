use std::collections::BTreeMap;

use rand_distr::{Distribution as _, Poisson};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::SeedableRng as _;
use serde::Deserialize;
use taicho_model::Words;

use super::backtest::{LastStep, Run, mapped};
use super::response::Response;
use super::score::quantiles;
use super::{Accuracy, Backtest, LEAST_STEPS, Outlook, OutlookError, Predicted, Question};
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
    /// A record of something that is no need of the file.
    #[error("“{what}”: không có nhu cầu này · no such need: {known}")]
    Unknown {
        /// What was recorded.
        what: String,
        /// The needs that there are.
        known: String,
    },
    /// The cases, or what was recorded, cannot be forecast.
    #[error(transparent)]
    Outlook(#[from] OutlookError),
}

/// What was counted of a need, day by day.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// The need, as in the file.
    pub what: String,
    /// How much of it there was.
    pub counts: Counts,
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
    /// How good such forecasts were on past days; none where too little was recorded, so that the file's share stays.
    pub accuracy: Option<Accuracy>,
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

    /// The name of a need.
    pub fn name_of(&self, what: &str) -> Option<&Words> {
        self.need.iter().find(|need| need.what == what).map(|need| &need.name)
    }

    /// What the cases of a forecast, and those before it, need on each day ahead.
    ///
    /// Where a need was recorded on [`LEAST_STEPS`] days or more, its share is learnt from the record, joined with letting
    /// the last figure go on by past scores, and what depends on it follows the record as well.
    pub fn of(
        &self,
        question: &Question,
        counts: &Counts,
        outlook: &Outlook,
        records: &[Record],
    ) -> Result<Vec<Needed>, NeedsError> {
        if counts.step != Step::Day {
            return Err(NeedsError::Step);
        }
        let mut learnt = self.learnt(question, counts, records)?;
        let mended = counts.mended().values;
        let from = mended.len().saturating_sub(PAST_DAYS);
        let past: Vec<f64> =
            mended[from..].iter().map(|it| it.unwrap_or_default() as f64).collect();
        let cases = outlook.courses.iter().map(|it| past.iter().chain(it).copied().collect());
        let mut flows: BTreeMap<&str, Vec<Vec<f64>>> = BTreeMap::from([("cases", cases.collect())]);
        let mut random: Vec<_> = (0..outlook.courses.len() as u64)
            .map(|number| question.seed.wrapping_add(number * 7_919))
            .map(Xoshiro256PlusPlus::seed_from_u64)
            .collect();
        let mut needed = Vec::with_capacity(self.need.len());
        for need in &self.need {
            let [delay, stay] = need.tables();
            let came = flows[need.of.as_str()].iter().zip(&mut random);
            let came = came.map(|(of, random)| need.by_chance(need.come(of, &delay), random));
            let came: Vec<_> = came.collect();
            let mut there: Vec<_> = came.iter().map(|came| remaining(came, &stay)).collect();
            let learnt = learnt.remove(need.what.as_str());
            if let Some(last) = &learnt {
                follow(&mut there, &last.known[from..], &last.quantiles);
            }
            needed.push(need.needed(&there, outlook, learnt));
            flows.insert(&need.what, if need.passes_on_who_came() { came } else { there });
        }
        Ok(needed)
    }

    /// The forecasts of what was recorded long enough.
    fn learnt<'a>(
        &self,
        question: &Question,
        counts: &Counts,
        records: &'a [Record],
    ) -> Result<BTreeMap<&'a str, LastStep>, NeedsError> {
        let mut learnt = BTreeMap::new();
        for record in records {
            let response = self.response(&record.what, question.days as usize)?;
            // Where too little was recorded, the share of the file stays.
            let run = Run::of_record(question, counts, &record.counts, &response).ok();
            if let Some(last) = run.and_then(Run::of_last_step) {
                learnt.insert(record.what.as_str(), last);
            }
        }
        Ok(learnt)
    }

    /// Forecasts of a recorded need on every past day, each from what was known by then.
    pub fn backtest(
        &self,
        question: &Question,
        counts: &Counts,
        record: &Record,
    ) -> Result<Backtest, NeedsError> {
        if counts.step != Step::Day {
            return Err(NeedsError::Step);
        }
        let response = self.response(&record.what, question.days as usize)?;
        let run = Run::of_record_from(LEAST_STEPS, question, counts, &record.counts, &response)?;
        Ok(run.backtest(counts))
    }

    /// The forecasts of deaths that were made before a step.
    #[cfg(test)]
    pub(super) fn played(
        &self,
        question: &Question,
        cases: &Counts,
        record: &Counts,
        until: usize,
    ) -> Option<Vec<Vec<[f64; 23]>>> {
        let response = self.response("deaths", question.days as usize).ok()?;
        let run = Run::of_record_from(LEAST_STEPS, question, cases, record, &response).ok()?;
        Some(run.blended_until(until))
    }

    /// How much of a need one case brings, by the days after it was counted.
    fn response(&self, what: &str, days: usize) -> Result<Response, NeedsError> {
        let mut one = vec![0.0; PAST_DAYS + days];
        one[0] = 1.0;
        let mut flows = BTreeMap::from([("cases", one)]);
        for need in &self.need {
            let [delay, stay] = need.tables();
            let came = need.come(&flows[need.of.as_str()], &delay);
            let there = remaining(&came, &stay);
            if need.what == what {
                return Ok(Response(there));
            }
            flows.insert(&need.what, if need.passes_on_who_came() { came } else { there });
        }
        let known: Vec<&str> = self.need.iter().map(|need| need.what.as_str()).collect();
        Err(NeedsError::Unknown { what: what.to_owned(), known: known.join(", ") })
    }
}

impl Need {
    /// Whether further needs are of those who come: where they stay, and came of others by a delay. Else they are of those
    /// who are there.
    fn passes_on_who_came(&self) -> bool {
        self.delay_days.is_some() && self.stay_days.is_some()
    }

    /// The delay and the stay; that they are sound was seen when they were read.
    fn tables(&self) -> [Option<Delay>; 2] {
        [self.delay_days, self.stay_days].map(|spread| table(spread).ok().flatten())
    }

    /// What is expected to come of a flow, after the delay.
    fn come(&self, of: &[f64], delay: &Option<Delay>) -> Vec<f64> {
        let expected = |at: usize| match delay {
            Some(delay) => {
                let back = of[..=at].iter().rev().zip(delay.probabilities());
                back.map(|(count, probability)| count * probability).sum()
            }
            None => of[at],
        };
        (0..of.len()).map(|at| self.times * expected(at)).collect()
    }

    /// A share of persons, each on a day of their own, is left to chance; a quantity for each of them is not.
    fn by_chance(&self, expected: Vec<f64>, random: &mut Xoshiro256PlusPlus) -> Vec<f64> {
        if self.times >= 1.0 && self.delay_days.is_none() {
            return expected;
        }
        let draw = |mean: f64| Poisson::new(mean).map_or(mean, |it| it.sample(random));
        expected.into_iter().map(draw).collect()
    }

    /// What the courses say of the days ahead, or what was learnt from the record.
    fn needed(&self, there: &[Vec<f64>], outlook: &Outlook, learnt: Option<LastStep>) -> Needed {
        let horizon = outlook.ahead.len();
        let courses: Vec<Vec<f64>> =
            there.iter().map(|there| there[there.len() - horizon..].to_vec()).collect();
        let ahead = (0..horizon).map(|day| {
            let mut draws: Vec<f64> = courses.iter().map(|course| course[day]).collect();
            let mean = draws.iter().sum::<f64>() / draws.len().max(1) as f64;
            let quantiles = match &learnt {
                Some(last) => last.quantiles[day],
                None => quantiles(&mut draws),
            };
            Predicted { on: outlook.ahead[day].on, mean, quantiles }
        });
        Needed {
            what: self.what.clone(),
            name: self.name.clone(),
            ahead: ahead.collect(),
            courses,
            accuracy: learnt.map(|it| it.accuracy),
        }
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

/// Sets what was recorded in place of the past of courses, and moves their days ahead to where the quantiles want them.
fn follow(courses: &mut [Vec<f64>], known: &[Option<i64>], quantiles: &[[f64; 23]]) {
    for course in courses.iter_mut() {
        for (own, known) in course.iter_mut().zip(known) {
            if let Some(known) = known {
                *own = *known as f64;
            }
        }
    }
    for (day, quantiles) in quantiles.iter().enumerate() {
        let draws: Vec<f64> = courses.iter().map(|course| course[known.len() + day]).collect();
        for (course, draw) in courses.iter_mut().zip(mapped(&draws, quantiles)) {
            course[known.len() + day] = draw;
        }
    }
}

/// Those who came and are still there at the end of each day; those who came, where nobody stays.
fn remaining(came: &[f64], stay: &Option<Delay>) -> Vec<f64> {
    let Some(stay) = stay else { return came.to_vec() };
    let stays: Vec<f64> = (0..=stay.longest()).map(|days| 1.0 - stay.cdf(days)).collect();
    let there = |at: usize| {
        let back = came[..=at].iter().rev().zip(std::iter::once(&1.0).chain(&stays[1..]));
        back.map(|(came, share)| came * share).sum()
    };
    (0..came.len()).map(there).collect()
}
