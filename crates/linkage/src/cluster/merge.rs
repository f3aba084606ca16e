use std::ops::Range;

use hashbrown::HashMap;

use crate::judge::{Judge, SURE};
use crate::link::Outcome;
use crate::model::probability;

/// Rows on their way into clusters, the surest pairs first.
pub(super) struct Merge<'s> {
    start: u32,
    repeats: &'s HashMap<u32, u32>,
    clusters: Vec<u32>,
    members: Vec<Vec<u32>>,
    probabilities: Vec<f32>,
    /// Pairs within clusters, and how many of them are expected to be right.
    pairs: f64,
    right: f64,
}

/// Members of a cluster that are asked when another one wants to join.
const ASKED: usize = 6;
/// The log odds of a hopeless pair in the mean.
const AGAINST: f32 = -12.0;

impl<'s> Merge<'s> {
    pub(super) fn new(rows: Range<u32>, repeats: &'s HashMap<u32, u32>) -> Self {
        let count = rows.len();
        Self {
            start: rows.start,
            repeats,
            clusters: (0..count as u32).collect(),
            members: rows.map(|row| vec![row]).collect(),
            probabilities: vec![1.0; count],
            pairs: 0.0,
            right: 0.0,
        }
    }

    /// Joins the clusters of two rows where the pair speaks for it and the other members do not speak more against it.
    ///
    /// Nobody is joined by way of a third to whom people said that they are not.
    /// The pair weighs as much as the mean of all pairs between the clusters, so that one chance resemblance chains nothing.
    pub(super) fn try_join(&mut self, one: u32, other: u32, log_odds: f32, judge: &mut Judge<'_>) {
        let (a, b) = (self.cluster(one), self.cluster(other));
        if a == b {
            return;
        }
        let chance = probability(log_odds);
        let parted = judge.are_parted(&self.members[a as usize], &self.members[b as usize]);
        let joined = log_odds > 0.0
            && !parted
            && (log_odds >= SURE
                || self.repeats.get(&other) == Some(&one)
                || self.agree(a, b, log_odds, judge));
        for row in [one, other] {
            let place = &mut self.probabilities[(row - self.start) as usize];
            *place = place.min(if joined { chance } else { 1.0 - chance });
        }
        if !joined {
            return;
        }
        let (a, b) = (a.min(b), a.max(b));
        let moved = std::mem::take(&mut self.members[b as usize]);
        let pairs = (self.members[a as usize].len() * moved.len()) as f64;
        self.pairs += pairs;
        self.right += pairs * f64::from(chance);
        for row in &moved {
            self.clusters[(row - self.start) as usize] = a;
        }
        self.members[a as usize].extend(moved);
    }

    fn agree(&self, a: u32, b: u32, log_odds: f32, judge: &mut Judge<'_>) -> bool {
        let (mut sum, mut count) = (0.0, 0.0);
        for one in self.members[a as usize].iter().take(ASKED) {
            for other in self.members[b as usize].iter().take(ASKED) {
                let verdict = judge.verdict(*one, *other);
                sum += verdict.map_or(AGAINST, |verdict| verdict.log_odds.clamp(AGAINST, -AGAINST));
                count += 1.0;
            }
        }
        log_odds.min(-AGAINST) + sum / count > 0.0
    }

    fn cluster(&self, row: u32) -> u32 {
        self.clusters[(row - self.start) as usize]
    }

    /// The expected quality, given how many true pairs all edges lead to expect.
    pub(super) fn expected(&self, pairs: f64) -> Outcome {
        Outcome {
            expected_precision: if self.pairs > 0.0 {
                (self.right / self.pairs) as f32
            } else {
                1.0
            },
            expected_recall: if pairs > 0.0 { (self.right / pairs).min(1.0) as f32 } else { 1.0 },
            ..Outcome::default()
        }
    }

    /// The cluster of each row and how sure its place is.
    pub(super) fn finish(self) -> (Vec<u32>, Vec<f32>) {
        (self.clusters, self.probabilities)
    }
}
