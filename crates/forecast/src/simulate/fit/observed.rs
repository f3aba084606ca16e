//! What was counted, and how well a run agrees with it.

use jiff::civil::Date;
use statrs::function::gamma::ln_gamma;
use taicho_model::Words;

use crate::simulate::outcome::Day;
use crate::{Counts, Step};

/// What of an epidemic is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measured {
    /// Cases found.
    Found,
    /// Severe cases, on the day on which they become severe.
    Severe,
    /// Deaths.
    Deaths,
    /// Infections, as a survey or another simulation tells them.
    Infections,
}

impl Measured {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Found, Self::Severe, Self::Deaths, Self::Infections];

    /// The name by which it is called in tables and commands.
    pub fn name(self) -> &'static str {
        match self {
            Self::Found => "found",
            Self::Severe => "severe",
            Self::Deaths => "deaths",
            Self::Infections => "infections",
        }
    }

    /// What people call it.
    pub fn words(self) -> Words {
        let (vi, en) = match self {
            Self::Found => ("Ca được phát hiện", "Cases found"),
            Self::Severe => ("Ca nặng mới", "New severe cases"),
            Self::Deaths => ("Tử vong", "Deaths"),
            Self::Infections => ("Ca nhiễm mới", "New infections"),
        };
        Words::new(vi, en)
    }

    /// How many of it there were on one day of a run.
    fn on(self, before: &Day, day: &Day) -> u64 {
        match self {
            Self::Found => u64::from(day.found),
            Self::Severe => day.severe - before.severe,
            Self::Deaths => day.deaths - before.deaths,
            Self::Infections => u64::from(day.new_infections),
        }
    }
}

/// One figure that was counted over some days of the scenario.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Counted {
    /// Which of the measured.
    pub(super) of: usize,
    /// The days that were counted, in order.
    pub(super) days: Vec<u16>,
    pub(super) count: i64,
    /// What of the logarithm of its likelihood does not depend on the run, by noise.
    constant: [f64; NOISES.len()],
}

/// Everything that was counted.
#[derive(Clone, Debug)]
pub(super) struct Observed {
    pub(super) measured: Vec<Measured>,
    /// In the order of their last days.
    pub(super) counted: Vec<Counted>,
    /// Figures that lie outside the scenario.
    pub(super) outside: usize,
}

/// How much single figures lie beside what a run says: deviations of a factor whose mean is one. All are held for
/// equally likely.
pub(super) const NOISES: [f64; 4] = [0.1, 0.2, 0.4, 0.8];

/// The logarithm of a likelihood, by noise.
pub(super) type ByNoise = [f64; NOISES.len()];

/// What is expected where a run has less: somebody may be found of whom the scenario knows nothing.
const LEAST_EXPECTED: f64 = 0.5;

/// Days that are taken together where days were counted: weekdays differ by when people work, not by what spreads.
const WEEK: usize = 7;

impl Observed {
    /// Counts with the faults of reporting mended, each by the days of a scenario that it covers.
    pub(super) fn of(series: &[(Measured, Counts)], starts_on: Date, days: u16) -> Self {
        let mut it = Self {
            measured: series.iter().map(|it| it.0).collect(),
            counted: Vec::new(),
            outside: 0,
        };
        for (of, (_, counts)) in series.iter().enumerate() {
            let together = if counts.step == Step::Day { WEEK } else { 1 };
            let number = |at: usize| starts_on.until(counts.step_on(at)).map(|it| it.get_days());
            let steps: Vec<_> = counts.mended().values.into_iter().enumerate().collect();
            for steps in steps.chunks(together) {
                let (mut covered, mut sum) = (Vec::new(), 0);
                for (at, count) in steps.iter().filter_map(|(at, count)| Some((*at, (*count)?))) {
                    match (number(at), number(at + 1)) {
                        (Ok(first), Ok(end)) if first >= 0 && end <= i32::from(days) + 1 => {
                            covered.extend((first..end).map(|day| day as u16));
                            sum += count;
                        }
                        _ => it.outside += 1,
                    }
                }
                if !covered.is_empty() {
                    it.counted.push(Counted::of(of, covered, sum));
                }
            }
        }
        it.counted.sort_by_key(|it| it.days.last().copied());
        it
    }

    /// The last day of which anything was counted.
    pub(super) fn last_day(&self) -> u16 {
        self.counted.last().and_then(|it| it.days.last().copied()).unwrap_or_default()
    }

    /// How likely all figures are after a run; of one that goes on, the most that this can still become.
    pub(super) fn likelihood(&self, days: &[Day]) -> ByNoise {
        self.counted.iter().fold(ByNoise::default(), |sum, it| {
            let known = it.days.partition_point(|day| usize::from(*day) < days.len());
            let so_far = self.measured[it.of].over(days, &it.days[..known]);
            // Nothing agrees better than a run that comes to the figure itself, as long as it is not past it.
            let expected = match known == it.days.len() {
                true => so_far,
                false => so_far.max(it.count.max(0) as u64),
            };
            added(sum, it.likelihood(expected))
        })
    }
}

impl Measured {
    /// How many of it there were on some days of a run.
    pub(super) fn over(self, days: &[Day], which: &[u16]) -> u64 {
        let nothing = Day::default();
        let on = |day: u16| {
            let at = usize::from(day);
            let before = at.checked_sub(1).map_or(&nothing, |before| &days[before]);
            self.on(before, &days[at])
        };
        which.iter().map(|day| on(*day)).sum()
    }
}

impl Counted {
    fn of(of: usize, days: Vec<u16>, count: i64) -> Self {
        let counted = count as f64;
        let constant = NOISES.map(|noise| {
            let size = size(noise);
            ln_gamma(counted + size) - ln_gamma(size) - ln_gamma(counted + 1.0)
        });
        Self { of, days, count, constant }
    }

    /// The logarithm of the negative binomial that a figure has where a run says what is expected.
    fn likelihood(&self, expected: u64) -> ByNoise {
        let (expected, counted) = (expected_or_least(expected), self.count as f64);
        std::array::from_fn(|at| {
            let size = size(NOISES[at]);
            let whole = size + expected;
            self.constant[at] + size * (size / whole).ln() + counted * (expected / whole).ln()
        })
    }
}

/// What is expected to be counted where a run has so many.
pub(super) fn expected_or_least(in_run: u64) -> f64 {
    (in_run as f64).max(LEAST_EXPECTED)
}

/// The size of a negative binomial whose factor has this deviation.
pub(super) fn size(noise: f64) -> f64 {
    1.0 / (noise * noise)
}

fn added(sum: ByNoise, more: ByNoise) -> ByNoise {
    std::array::from_fn(|at| sum[at] + more[at])
}

/// The likelihood over all noises, each as likely as another.
pub(super) fn over_noises(by_noise: &ByNoise) -> f64 {
    let most = by_noise.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if most == f64::NEG_INFINITY {
        return most;
    }
    let sum: f64 = by_noise.iter().map(|it| (it - most).exp()).sum();
    most + (sum / by_noise.len() as f64).ln()
}
