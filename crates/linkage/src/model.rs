use serde::{Deserialize, Serialize};

use crate::compare::pattern::{LEVELS, Pattern, SLOTS, Slot, number};
use crate::model::frequency::Frequencies;
use crate::records::Records;

pub(crate) mod frequency;

mod learn;
mod prior;

pub(crate) use learn::{Counted, learn};

/// What a pair of rows can be to each other.
///
/// Fields that agree together for one reason, such as the address and the telephone of a household, are not taken
/// for so many witnesses: each reason is a class of its own, within which the fields are independent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kinship {
    /// One person.
    Same,
    /// One person who lives elsewhere now.
    SameMoved,
    /// Two people of one household.
    Household,
    /// Two people of one street or place.
    Neighbours,
    /// Two people with one number that was handed on, borrowed or mistyped.
    SharedNumber,
    /// Two people without anything in common but chance.
    Strangers,
}

pub(crate) const CLASSES: usize = 6;
const STRANGERS: usize = Kinship::Strangers as usize;

/// One value for each class, as wide as a processor adds at once.
type ByClass = [f32; 8];

/// What agreement in each field is worth, learnt from the lists themselves.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Model {
    /// The logarithm of the chance of each level in each class.
    logs: Box<[[ByClass; LEVELS]; SLOTS]>,
    /// The logarithm of each class's share of all pairs.
    shares: ByClass,
    /// The logarithm of the chance that strangers agree, by slot.
    same_by_chance: [f32; SLOTS],
}

impl Model {
    /// The share of all pairs that are one person.
    pub(crate) fn same_share(&self) -> f32 {
        self.shares[0].exp() + self.shares[1].exp()
    }

    /// The logarithms of the chance of this pattern in each class, with their shares.
    fn sums(&self, pattern: Pattern) -> ByClass {
        let mut sums = self.shares;
        let mut rest = pattern.0;
        for slot in self.logs.iter() {
            let level = &slot[(rest & 15) as usize];
            for (sum, log) in sums.iter_mut().zip(level) {
                *sum += log;
            }
            rest >>= 4;
        }
        sums
    }

    /// The logarithm of the odds that two rows are one person; none where they are hopeless.
    pub(crate) fn log_odds(
        &self,
        records: &Records,
        frequencies: &Frequencies,
        pattern: Pattern,
        row: u32,
    ) -> Option<f32> {
        let sums = self.sums(pattern);
        if sums[0].max(sums[1]) < sums[STRANGERS] - 12.0 {
            return None;
        }
        Some(self.of_sums(sums, records, frequencies, pattern, row))
    }

    /// The logarithm of the odds that two rows are one person, however hopeless.
    pub(crate) fn all_log_odds(
        &self,
        records: &Records,
        frequencies: &Frequencies,
        pattern: Pattern,
        row: u32,
    ) -> f32 {
        self.of_sums(self.sums(pattern), records, frequencies, pattern, row)
    }

    /// Takes into account how rare the values are on which the rows agree.
    fn of_sums(
        &self,
        mut sums: ByClass,
        records: &Records,
        frequencies: &Frequencies,
        pattern: Pattern,
        row: u32,
    ) -> f32 {
        for slot in Slot::ALL {
            if pattern.level(slot) == number::SAME && slot != Slot::Sex {
                let log = frequencies.chance(records, slot, row).ln()
                    - self.same_by_chance[slot as usize];
                for (sum, by_chance) in sums.iter_mut().zip(prior::BY_CHANCE[slot as usize]) {
                    *sum += log * by_chance;
                }
            }
        }
        log_sum(&sums[..2]) - log_sum(&sums[2..CLASSES])
    }
}

/// The logarithm of the sum of what these are the logarithms of.
fn log_sum(logs: &[f32]) -> f32 {
    let most = logs.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    most + logs.iter().map(|log| (log - most).exp()).sum::<f32>().ln()
}

/// The probability of odds given by their logarithm.
pub(crate) fn probability(log_odds: f32) -> f32 {
    1.0 / (1.0 + (-log_odds).exp())
}
