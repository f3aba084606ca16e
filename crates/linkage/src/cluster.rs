use crate::decisions::Decisions;
use crate::judge::{Judge, SURE};
use crate::link::{Outcome, Watch};
use crate::model::probability;
use crate::plan::Plan;
use crate::plan::candidates::Candidates;
use crate::plan::sides::Sides;
use crate::records::{Records, code};

mod merge;

use merge::Merge;

/// The people of one list: rows that are one person share a cluster.
#[derive(Clone, Debug)]
pub struct Clusters {
    /// For each row of the list the first row of its cluster, counted from the list's beginning.
    pub clusters: Vec<u32>,
    /// How sure the place of each row is, 0 to 1.
    pub probabilities: Vec<f32>,
    /// How the list was compared.
    pub plan: Plan,
    /// What the comparison comes to.
    pub outcome: Outcome,
}

impl Clusters {
    /// How many people have rows with different ids.
    pub fn with_two_ids(&self, records: &Records, list: usize) -> usize {
        let start = records.list(list).start;
        let id = |row: u32| records.rows[(start + row) as usize].id;
        let mut ids: Vec<(u32, u64)> =
            (0..).zip(&self.clusters).map(|(row, cluster)| (*cluster, id(row))).collect();
        ids.retain(|(_, id)| *id > 0);
        ids.sort_unstable();
        ids.dedup();
        // An old number and a new one are no contradiction.
        let contradict = |ids: &[(u32, u64)]| {
            ids.windows(2).any(|pair| code::len(pair[0].1) == code::len(pair[1].1))
        };
        ids.chunk_by(|one, other| one.0 == other.0).filter(|ids| contradict(ids)).count()
    }
}

/// Finds the rows of one list that are one person; what people decided overrides what is found.
pub fn dedupe(records: &Records, list: usize, decisions: &Decisions, watch: Watch<'_>) -> Clusters {
    let sides = Sides::new(records, records.list(list), records.list(list));
    let plan = Plan::learn(records, &sides);
    let mut judge = Judge::new(records, &plan, decisions);
    let mut edges: Vec<(u32, u32, f32)> = Vec::new();
    let mut candidates = 0;
    let filed = Candidates::of(records, sides.right(), &plan.reach);
    let crowds = filed.each(records, sides.left(), |one, other| {
        if other <= one {
            return;
        }
        candidates += 1;
        if candidates % 1_000_000 == 0 {
            watch((one - sides.left.start) as usize, sides.left.len());
        }
        if let Some(verdict) = judge.verdict(one, other) {
            edges.push((one, other, verdict.log_odds));
        }
    });
    edges.extend(decisions.same().into_iter().map(|(one, other)| (one, other, SURE)));
    for (row, first) in &sides.repeats {
        // Whoever is fully named and born is one person, however often a list says it.
        let known = records.rows[*row as usize].says_who();
        match decisions.of(*first, *row) {
            None if known => edges.push((*first, *row, SURE)),
            _ => edges
                .extend(judge.verdict(*first, *row).map(|found| (*first, *row, found.log_odds))),
        }
    }
    edges.retain(|(one, other, _)| sides.left.contains(one) && sides.left.contains(other));
    edges.sort_unstable_by(|one, other| {
        other.2.total_cmp(&one.2).then((one.0, one.1).cmp(&(other.0, other.1)))
    });
    let expected: f64 = edges.iter().map(|edge| f64::from(probability(edge.2))).sum();
    let mut merge = Merge::new(sides.left.clone(), &sides.repeats);
    for (one, other, log_odds) in &edges {
        merge.try_join(*one, *other, *log_odds, &mut judge);
    }
    let outcome = Outcome {
        candidates,
        repeats: sides.repeats.len(),
        crowds,
        threshold: 0.5,
        ..merge.expected(expected)
    };
    let (clusters, probabilities) = merge.finish();
    Clusters { clusters, probabilities, plan, outcome }
}
