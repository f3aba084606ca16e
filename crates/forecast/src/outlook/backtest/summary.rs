use taicho_model::Note;

use super::super::days_of;
use super::{holds, level_of, wis};
use crate::Step;

/// Who forecasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rival {
    /// The forecast that is given: the model, widened and weighed by its past.
    Forecast,
    /// The renewal model alone.
    Model,
    /// The forecast hubs' flat baseline: the last count goes on.
    LastCount,
    /// The mean of the last week goes on, with that rule's own past errors.
    LastWeek,
    /// The exponential trend of two weeks goes on, with that rule's own past errors.
    Trend,
}

impl Rival {
    /// All of them, in the order of the tables.
    pub const ALL: [Self; 5] =
        [Self::Forecast, Self::Model, Self::LastCount, Self::LastWeek, Self::Trend];
}

/// The scores of forecasts of every past step.
#[derive(Clone, Debug, PartialEq)]
pub struct Backtest {
    /// The series.
    pub name: String,
    /// The scores.
    pub accuracy: Accuracy,
}

/// How good forecasts were, by horizon; steps that were mended, and those after four quiet weeks, are left out.
#[derive(Clone, Debug, PartialEq)]
pub struct Accuracy {
    horizons: Vec<[Tally; 5]>,
    /// Of the forecast, by horizon: how many of what was seen fell in each twentieth of it.
    places: Vec<[f64; 20]>,
    step: Step,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Tally {
    forecasts: u32,
    wis: f64,
    log_wis: f64,
    covered: [u32; 3],
}

/// Where the intervals of 50%, 90% and 95% begin among the levels.
const INTERVALS: [usize; 3] = [6, 2, 1];

/// A mean score, in cases, that only the rounding of a computer tells from nought.
const NEVER_WRONG: f64 = 1e-6;

/// With fewer past forecasts nothing is said of how good they are.
pub(crate) const ENOUGH: u32 = 10;

impl Accuracy {
    pub(super) fn new(horizon: usize, step: Step) -> Self {
        Self {
            horizons: vec![[Tally::default(); 5]; horizon],
            places: vec![[0.0; 20]; horizon],
            step,
        }
    }

    pub(super) fn add(&mut self, ahead: usize, seen: f64, predicted: [&[f64; 23]; 5]) {
        let (from, to) = (level_of(predicted[0], seen - 0.5), level_of(predicted[0], seen + 0.5));
        for (part, place) in self.places[ahead].iter_mut().enumerate() {
            let [from_part, to_part] =
                [from, to].map(|level| (20.0 * level - part as f64).clamp(0.0, 1.0));
            let is_all_there = to <= from && (20.0 * from).min(19.0) as usize == part;
            *place += match (20.0 * (to - from)).max(0.0) {
                0.0 => f64::from(u8::from(is_all_there)),
                parts => (to_part - from_part) / parts,
            };
        }
        for (tally, quantiles) in self.horizons[ahead].iter_mut().zip(predicted) {
            tally.forecasts += 1;
            tally.wis += wis(quantiles, seen);
            tally.log_wis += wis(&quantiles.map(f64::ln_1p), seen.ln_1p());
            for (covered, from) in tally.covered.iter_mut().zip(INTERVALS) {
                *covered += u32::from(holds(quantiles, from, seen));
            }
        }
    }

    /// Takes in the scores of another series of the same step and horizon.
    pub fn merge(&mut self, other: &Self) {
        for (own, others) in self.places.iter_mut().zip(&other.places) {
            for (own, other) in own.iter_mut().zip(others) {
                *own += other;
            }
        }
        for (own, others) in self.horizons.iter_mut().zip(&other.horizons) {
            for (own, other) in own.iter_mut().zip(others) {
                own.forecasts += other.forecasts;
                own.wis += other.wis;
                own.log_wis += other.log_wis;
                for (covered, more) in own.covered.iter_mut().zip(other.covered) {
                    *covered += more;
                }
            }
        }
    }

    /// The shares of what was seen that fell in each twentieth of its forecast, the lowest first (PIT); a count is spread over
    /// the parts that it covers.
    pub fn pit(&self, ahead: usize) -> Option<[f64; 20]> {
        let forecasts = f64::from(self.tally(ahead, Rival::Forecast)?.forecasts);
        Some(self.places[ahead - 1].map(|place| place / forecasts))
    }

    /// Steps ahead that were looked at.
    pub fn horizon(&self) -> usize {
        self.horizons.len()
    }

    /// Forecasts that were looked at so many steps ahead, from 1 on.
    pub fn forecasts(&self, ahead: usize) -> u32 {
        self.tally(ahead, Rival::Forecast).map_or(0, |tally| tally.forecasts)
    }

    /// The mean weighted interval score so many steps ahead, in cases; none where nothing was looked at.
    pub fn wis(&self, ahead: usize, rival: Rival) -> Option<f64> {
        self.tally(ahead, rival).map(|tally| tally.wis / f64::from(tally.forecasts))
    }

    /// The same of logarithms, log(1 + count), by which small and large series weigh alike (Bosse et al. 2023,
    /// doi:10.1371/journal.pcbi.1011393).
    pub fn log_wis(&self, ahead: usize, rival: Rival) -> Option<f64> {
        self.tally(ahead, rival).map(|tally| tally.log_wis / f64::from(tally.forecasts))
    }

    /// The shares of what was seen that lay in the intervals of 50%, 90% and 95%.
    pub fn coverage(&self, ahead: usize, rival: Rival) -> Option<[f64; 3]> {
        let tally = self.tally(ahead, rival)?;
        Some(tally.covered.map(|covered| f64::from(covered) / f64::from(tally.forecasts)))
    }

    /// The score over that of a rival so many steps ahead: under one, the forecast was better; none where the rival was
    /// never wrong.
    pub fn relative_wis(&self, ahead: usize, rival: Rival) -> Option<f64> {
        let (own, other) = (self.wis(ahead, Rival::Forecast)?, self.wis(ahead, rival)?);
        (other > NEVER_WRONG).then(|| own / other)
    }

    /// How a step ahead is told in days.
    pub fn days(&self, ahead: usize) -> usize {
        ahead * days_of(self.step)
    }

    fn tally(&self, ahead: usize, rival: Rival) -> Option<&Tally> {
        self.horizons
            .get(ahead.checked_sub(1)?)?
            .get(rival as usize)
            .filter(|tally| tally.forecasts > 0)
    }

    /// What has to be said: nothing was looked at, or a naive forecast was better.
    pub fn notes(&self) -> Vec<Note> {
        let last = self.horizon();
        if self.forecasts(last) < ENOUGH {
            return vec![Note::new(
                "forecast.unjudged",
                "chưa đủ số liệu quá khứ để đánh giá độ chính xác của dự báo này",
                "too little of the past is known to judge this forecast",
            )];
        }
        let worse = [Rival::LastCount, Rival::LastWeek, Rival::Trend].into_iter().filter_map(|rival| {
            let (own, other) = (self.wis(last, Rival::Forecast)?, self.wis(last, rival)?);
            // A hundredth of a case is no reason to warn.
            if own < 1.01 * other || own < other + 0.01 {
                return None;
            }
            let (vi, en) = match rival {
                Rival::LastWeek => ("mức trung bình của tuần trước", "the mean of the last week"),
                Rival::Trend => ("xu hướng của hai tuần trước", "the trend of two weeks"),
                _ => ("con số của ngày cuối", "the last count"),
            };
            let days = self.days(last);
            let (vi_worse, en_worse) = match (own / other - 1.0) * 100.0 {
                percent @ ..=1000.0 => (format!("{percent:.0}%"), format!("{percent:.0}%")),
                _ => ("trên 10 lần".to_owned(), "more than ten times".to_owned()),
            };
            Some(Note::new(
                "forecast.worse_than_naive",
                format!("{days} ngày tới: trong quá khứ, dự báo kém hơn {vi_worse} so với giữ nguyên {vi}; không nên dựa vào"),
                format!("{days} days ahead: on past days this was {en_worse} worse than letting {en} go on; do not rely on it"),
            ))
        });
        worse.collect()
    }
}
