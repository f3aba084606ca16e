//! What runs of a scenario have in common, and how those of two scenarios differ.

use taicho_model::Words;

use crate::picture::Quantiles;

use super::outcome::{Day, Run};
use super::scenario::{Capacity, Scenario};

/// What a scenario is watched for, by day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quantity {
    /// Infected on the day.
    NewInfections,
    /// Found on the day.
    Found,
    /// Infectious people.
    Infectious,
    /// Severe cases, each in need of a bed.
    Beds,
    /// Severe cases that are not critical, each in need of oxygen.
    Oxygen,
    /// Critical cases, each in need of an intensive bed.
    IntensiveBeds,
    /// Deaths so far.
    Deaths,
    /// Swabs of the day.
    Swabs,
    /// People in quarantine sites.
    QuarantinePlaces,
    /// Staff that beds and swabs need.
    Staff,
}

impl Quantity {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 10] = [
        Self::NewInfections,
        Self::Found,
        Self::Infectious,
        Self::Beds,
        Self::Oxygen,
        Self::IntensiveBeds,
        Self::Deaths,
        Self::Swabs,
        Self::QuarantinePlaces,
        Self::Staff,
    ];

    /// Its value on a day.
    pub fn of(self, day: &Day, capacity: &Capacity) -> f64 {
        match self {
            Self::NewInfections => f64::from(day.new_infections),
            Self::Found => f64::from(day.found),
            Self::Infectious => f64::from(day.infectious),
            Self::Beds => f64::from(day.beds),
            Self::Oxygen => f64::from(day.beds.saturating_sub(day.intensive_beds)),
            Self::IntensiveBeds => f64::from(day.intensive_beds),
            Self::Deaths => day.deaths as f64,
            Self::Swabs => day.swabs as f64,
            Self::QuarantinePlaces => f64::from(day.quarantine_places),
            Self::Staff => {
                let each = |staff: Option<f64>| staff.unwrap_or_default();
                f64::from(day.beds) * each(capacity.staff_for_bed)
                    + f64::from(day.intensive_beds) * each(capacity.staff_for_intensive_bed)
                    + day.swabs as f64 / 100.0 * each(capacity.staff_for_100_swabs)
            }
        }
    }

    /// How much of it there is.
    pub fn most(self, capacity: &Capacity) -> Option<f64> {
        match self {
            Self::Beds => capacity.beds,
            Self::Oxygen => capacity.oxygen_places,
            Self::IntensiveBeds => capacity.intensive_beds,
            Self::Swabs => capacity.swabs_a_day,
            Self::QuarantinePlaces => capacity.quarantine_places,
            Self::Staff => capacity.staff,
            _ => None,
        }
    }

    /// In what it is counted.
    pub fn unit(self) -> Words {
        let (vi, en) = match self {
            Self::NewInfections | Self::Found => ("ca mỗi ngày", "cases a day"),
            Self::Infectious | Self::Deaths | Self::QuarantinePlaces => ("người", "people"),
            Self::Beds | Self::IntensiveBeds => ("giường", "beds"),
            Self::Oxygen => ("ca", "cases"),
            Self::Swabs => ("mẫu mỗi ngày", "swabs a day"),
            Self::Staff => ("người mỗi ngày", "staff a day"),
        };
        Words::new(vi, en)
    }

    /// What it is called.
    pub fn words(self) -> Words {
        let (vi, en) = match self {
            Self::NewInfections => ("Ca nhiễm mới trong ngày", "New infections a day"),
            Self::Found => ("Ca được phát hiện trong ngày", "Cases found a day"),
            Self::Infectious => ("Người đang có khả năng lây", "Infectious people"),
            Self::Beds => ("Giường cho ca nặng", "Beds for severe cases"),
            Self::Oxygen => ("Ca cần thở ô xy", "Cases who need oxygen"),
            Self::IntensiveBeds => ("Giường hồi sức tích cực", "Intensive care beds"),
            Self::Deaths => ("Tử vong cộng dồn", "Deaths so far"),
            Self::Swabs => ("Mẫu lấy trong ngày", "Swabs a day"),
            Self::QuarantinePlaces => ("Chỗ cách ly tập trung", "Places in quarantine sites"),
            Self::Staff => ("Nhân lực cần trong ngày", "Staff needed a day"),
        };
        Words::new(vi, en)
    }
}

/// Values of all runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// The mean.
    pub mean: f64,
    /// The quantiles; between neighbouring values in proportion (type 7).
    pub quantiles: Quantiles,
}

impl Spread {
    /// Of values in any order; all zero without values.
    pub fn of(values: &mut [f64]) -> Self {
        values.sort_by(f64::total_cmp);
        let at = |share: f64| {
            let place = share * values.len().saturating_sub(1) as f64;
            let value = |place: f64| values.get(place as usize).copied().unwrap_or_default();
            let (low, high) = (value(place.floor()), value(place.ceil()));
            low + (high - low) * place.fract()
        };
        Self {
            mean: values.iter().sum::<f64>() / values.len().max(1) as f64,
            quantiles: Quantiles {
                q025: at(0.025),
                q05: at(0.05),
                q25: at(0.25),
                median: at(0.5),
                q75: at(0.75),
                q95: at(0.95),
                q975: at(0.975),
            },
        }
    }
}

/// Whether and when there is less of something than is needed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RunsOut {
    /// What runs out.
    pub quantity: Quantity,
    /// How much of it there is.
    pub most: f64,
    /// The share of runs in which it does not suffice.
    pub share: f64,
    /// Of those, the first day on which it does not.
    pub day: Option<Spread>,
    /// The most that is needed on one day.
    pub needed: Spread,
}

/// Runs of one scenario, put together.
#[derive(Clone, Debug)]
pub struct Summary {
    /// How many runs.
    pub runs: usize,
    /// The six outcomes by name.
    pub outcomes: Vec<(&'static str, Spread)>,
    /// Every quantity that the scenario has, by day.
    pub by_day: Vec<(Quantity, Vec<Spread>)>,
    /// Everything of which the scenario says how much there is.
    pub runs_out: Vec<RunsOut>,
}

impl Summary {
    /// Puts runs of a scenario together.
    pub fn of(scenario: &Scenario, runs: &[Run]) -> Self {
        let named: Vec<_> = runs.iter().map(|run| run.outcome().named()).collect();
        let outcomes = (0..named.first().map_or(0, |it| it.len())).map(|at| {
            let mut values: Vec<f64> = named.iter().map(|outcome| outcome[at].1).collect();
            (named[0][at].0, Spread::of(&mut values))
        });
        let capacity = &scenario.capacity;
        let days = runs.iter().map(|run| run.days.len()).min().unwrap_or_default();
        let mut by_day = Vec::new();
        for quantity in Quantity::ALL {
            let spreads: Vec<Spread> = (0..days)
                .map(|day| {
                    let values = runs.iter().map(|run| quantity.of(&run.days[day], capacity));
                    Spread::of(&mut values.collect::<Vec<_>>())
                })
                .collect();
            if spreads.iter().any(|spread| spread.mean > 0.0) {
                by_day.push((quantity, spreads));
            }
        }
        let runs_out = Quantity::ALL.into_iter().filter_map(|quantity| {
            Some(runs_out(runs, capacity, quantity, quantity.most(capacity)?))
        });
        Self {
            runs: runs.len(),
            outcomes: outcomes.collect(),
            by_day,
            runs_out: runs_out.collect(),
        }
    }
}

fn runs_out(runs: &[Run], capacity: &Capacity, quantity: Quantity, most: f64) -> RunsOut {
    let needs = |day: &Day| quantity.of(day, capacity);
    // Places are filled and never more than filled; the last free one is the day.
    let is_short = |day: &Day| match quantity {
        Quantity::QuarantinePlaces => needs(day) >= most,
        _ => needs(day) > most,
    };
    let first = runs.iter().filter_map(|run| run.days.iter().position(is_short));
    let mut days: Vec<f64> = first.map(|day| day as f64).collect();
    let peaks = runs.iter().map(|run| run.days.iter().map(needs).fold(0.0, f64::max));
    RunsOut {
        quantity,
        most,
        share: days.len() as f64 / runs.len().max(1) as f64,
        day: (!days.is_empty()).then(|| Spread::of(&mut days)),
        needed: Spread::of(&mut peaks.collect::<Vec<_>>()),
    }
}

/// How an outcome of one scenario differs from that of another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// The outcome.
    pub name: &'static str,
    /// The mean of the second less that of the first.
    pub mean: f64,
    /// Its 95 % interval by Welch's approximation; from what the runs can tell.
    pub interval: (f64, f64),
    /// The share of pairs of runs in which the second is lower, ties halved.
    pub second_is_lower: f64,
}

impl Difference {
    /// Whether the runs tell the two apart: the interval does not hold zero.
    pub fn is_told_apart(&self) -> bool {
        self.interval.0 > 0.0 || self.interval.1 < 0.0
    }
}

/// Compares two scenarios in their six outcomes; empty where one has fewer than two runs.
pub fn difference(first: &[Run], second: &[Run]) -> Vec<Difference> {
    if first.len() < 2 || second.len() < 2 {
        return Vec::new();
    }
    let outcomes = |runs: &[Run]| runs.iter().map(|run| run.outcome().named()).collect::<Vec<_>>();
    let (first, second) = (outcomes(first), outcomes(second));
    let compared = first[0].iter().enumerate().map(|(at, (name, _))| {
        let values =
            |list: &[[(&str, f64); 6]]| list.iter().map(|it| it[at].1).collect::<Vec<f64>>();
        compared(name, &values(&first), &values(&second))
    });
    compared.collect()
}

fn compared(name: &'static str, first: &[f64], second: &[f64]) -> Difference {
    let moments = |values: &[f64]| {
        let count = values.len() as f64;
        let mean = values.iter().sum::<f64>() / count;
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        (mean, squares / (count - 1.0) / count, count)
    };
    let ((mean_a, error_a, count_a), (mean_b, error_b, count_b)) =
        (moments(first), moments(second));
    let error = error_a + error_b;
    let freedom = if error > 0.0 {
        error * error / (error_a * error_a / (count_a - 1.0) + error_b * error_b / (count_b - 1.0))
    } else {
        1.0
    };
    let half = student_975(freedom) * error.sqrt();
    let pairs = first.iter().flat_map(|a| second.iter().map(move |b| (a, b)));
    let lower: f64 = pairs
        .map(|(a, b)| {
            if b < a {
                1.0
            } else if b == a {
                0.5
            } else {
                0.0
            }
        })
        .sum();
    let mean = mean_b - mean_a;
    Difference {
        name,
        mean,
        interval: (mean - half, mean + half),
        second_is_lower: lower / (count_a * count_b),
    }
}

/// The 97.5 % quantile of Student's distribution.
fn student_975(freedom: f64) -> f64 {
    use statrs::distribution::{ContinuousCDF, StudentsT};
    StudentsT::new(0.0, 1.0, freedom.max(1.0)).map_or(1.96, |student| student.inverse_cdf(0.975))
}
