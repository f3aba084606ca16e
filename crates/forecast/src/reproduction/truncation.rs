use jiff::civil::Date;

use crate::{Counts, Delay, Step};

mod scatter;

use scatter::scattered;

/// Ages beyond this many steps are taken to be complete.
const MOST_STEPS: usize = 90;

/// How much of what happened on a day is reported by the time that the day is so old.
#[derive(Clone, Debug, PartialEq)]
pub struct Truncation {
    /// The share reported at an age of 0, 1, 2 … steps; all of it beyond. The shares do not fall.
    pub reported: Vec<f64>,
    /// By how much the logarithm of the exponent varies from one day of report to another, when the shares of each are
    /// those above to the power of an exponent of its own; nought if all days report alike.
    pub spread: f64,
    /// Degrees of freedom on which that spread rests: its noise is Student's, the wider the fewer they are; infinite where
    /// it is known.
    pub freedom: f64,
    /// The variance of what is reported of a day's cases by some age, as a multiple of what it is where each case is
    /// reported by itself; at most one, and less where reports come in evenly.
    pub sampling: f64,
    /// How much the share itself varies from one day's cases to another's where reports come in batches: its variance over
    /// the greatest that a share of that mean can have.
    pub batches: f64,
}

/// Why snapshots do not show how reports come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TruncationError {
    /// Fewer than two snapshots of different days.
    #[error(
        "cần ít nhất hai bản số liệu của hai ngày khác nhau · two snapshots of different days are needed"
    )]
    TooFew,
    /// Snapshots by week or month, or of different steps.
    #[error("các bản số liệu phải theo ngày · the snapshots must be by day")]
    Steps,
    /// No day with cases stands in two snapshots.
    #[error(
        "các bản số liệu không có ngày chung nào có ca bệnh · the snapshots share no day with cases"
    )]
    NothingShared,
}

/// One snapshot as it was counted up to its last day.
struct Snapshot<'c> {
    counts: &'c Counts,
    last_on: Date,
}

impl Snapshot<'_> {
    /// What had been counted of the day of that age.
    fn at_age(&self, age: usize) -> Option<f64> {
        let at = self.counts.values.len().checked_sub(age + 1)?;
        self.counts.values[at].map(|value| value.max(0) as f64)
    }
}

impl Truncation {
    /// The shares by a delay from event to report that is known.
    pub fn from_delay(delay: &Delay) -> Self {
        let mut sum = 0.0;
        let shares = delay.probabilities().iter().map(|probability| {
            sum += probability;
            sum.min(1.0)
        });
        let reported = shares.take_while(|share| *share < 1.0 - 1e-9).collect();
        Self { reported, spread: 0.0, freedom: f64::INFINITY, sampling: 1.0, batches: 0.0 }
    }

    /// The shares by how the same days looked later: each snapshot is a series that ends on the day it was made.
    ///
    /// What a snapshot held of days of one age is divided by what the last snapshot makes of them, itself divided by the
    /// share that is reported at the age which they have there (the chain ladder of insurers); then made not to fall.
    pub fn from_snapshots(snapshots: &[Counts]) -> Result<Self, TruncationError> {
        if snapshots.iter().any(|counts| counts.step != Step::Day) {
            return Err(TruncationError::Steps);
        }
        let with_days = snapshots.iter().filter(|counts| !counts.values.is_empty());
        let mut snapshots: Vec<Snapshot> = with_days
            .map(|counts| Snapshot {
                counts,
                last_on: super::day_of(counts, counts.values.len() - 1),
            })
            .collect();
        snapshots.sort_by_key(|snapshot| snapshot.last_on);
        let last = snapshots.pop().ok_or(TruncationError::TooFew)?;
        let earlier: Vec<(Snapshot, usize)> = snapshots
            .into_iter()
            .filter_map(|snapshot| {
                let later = usize::try_from((last.last_on - snapshot.last_on).get_days()).ok()?;
                (later > 0).then_some((snapshot, later))
            })
            .collect();
        if earlier.is_empty() {
            return Err(TruncationError::TooFew);
        }
        let (reported, weights) = shares(&earlier, &last);
        if weights.iter().all(|weight| *weight <= 0.0) {
            return Err(TruncationError::NothingShared);
        }
        let mut reported = not_falling(&reported, &weights);
        while reported.last().is_some_and(|share| *share >= 1.0 - 1e-4) {
            reported.pop();
        }
        Ok(scattered(reported, &earlier, &last))
    }

    /// The share reported at an age of so many steps.
    pub fn share(&self, age: usize) -> f64 {
        self.reported.get(age).copied().unwrap_or(1.0)
    }
}

/// The shares by age, oldest first known, and how many cases each rests on.
fn shares(earlier: &[(Snapshot, usize)], last: &Snapshot) -> (Vec<f64>, Vec<f64>) {
    let mut reported = vec![1.0_f64; MOST_STEPS];
    let mut weights = vec![0.0; MOST_STEPS];
    for age in (0..MOST_STEPS).rev() {
        let (mut then, mut in_the_end) = (0.0, 0.0);
        for (snapshot, later) in earlier {
            let Some((counted, final_count)) = snapshot.at_age(age).zip(last.at_age(age + later))
            else {
                continue;
            };
            let share = reported.get(age + later).copied().unwrap_or(1.0);
            if share > 0.0 {
                then += counted;
                in_the_end += final_count / share;
            }
        }
        if in_the_end > 0.0 {
            reported[age] = (then / in_the_end).min(1.0);
            weights[age] = in_the_end;
        }
    }
    (reported, weights)
}

/// The nearest shares that do not fall with age, by pooling neighbours that do. Ages that nothing is known of take part
/// without weight.
fn not_falling(shares: &[f64], weights: &[f64]) -> Vec<f64> {
    let mut pools: Vec<(f64, f64, usize)> = Vec::new();
    for (share, weight) in shares.iter().zip(weights) {
        let mut pool = (*share, weight.max(1e-9), 1);
        while let Some(before) = pools.pop_if(|before| before.0 > pool.0) {
            let weight = before.1 + pool.1;
            pool = ((before.0 * before.1 + pool.0 * pool.1) / weight, weight, before.2 + pool.2);
        }
        pools.push(pool);
    }
    pools.iter().flat_map(|(share, _, ages)| std::iter::repeat_n(*share, *ages)).collect()
}
