use hashbrown::HashSet;

use crate::compare::pattern::{Pattern, Slot, number};
use crate::decisions::Decisions;
use crate::judge::{Judge, Verdict};
use crate::plan::Plan;
use crate::plan::candidates::Candidates;
use crate::plan::sides::Sides;
use crate::records::Records;

mod one_to_one;

/// Two rows that are held for one person.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    /// The row of the left list.
    pub left: u32,
    /// The row of the right list.
    pub right: u32,
    /// How sure it is, 0 to 1.
    pub probability: f32,
    /// How the rows agree.
    pub pattern: Pattern,
}

/// The links of two lists, and what can be said about them without knowing the truth.
#[derive(Clone, Debug)]
pub struct Links {
    /// One row of the left with at most one of the right, in the order of the left list.
    pub links: Vec<Link>,
    /// The likeliest pair of each row that has no link and is worth a look, the surest first.
    pub for_review: Vec<Link>,
    /// How the lists were compared.
    pub plan: Plan,
    /// What the comparison comes to.
    pub outcome: Outcome,
}

impl Links {
    /// How many links join two different ids.
    pub fn with_two_ids(&self) -> usize {
        self.links.iter().filter(|link| link.pattern.level(Slot::Id) == number::DIFFER).count()
    }
}

/// The counts and the expected quality of a comparison.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Outcome {
    /// Pairs that were compared.
    pub candidates: u64,
    /// Rows that say exactly what an earlier row of their list says; the earlier one stands for them.
    pub repeats: usize,
    /// Values of keys that so many rows share that they brought nobody together.
    pub crowds: u64,
    /// The probability from which on a pair is held for one person.
    pub threshold: f32,
    /// The share of the pairs held for one person that are expected to be so.
    pub expected_precision: f32,
    /// The share of the true pairs that are expected to be among them.
    pub expected_recall: f32,
}

/// How far a comparison is: rows done and rows in all.
pub type Watch<'w> = &'w mut dyn FnMut(usize, usize);

/// Links two lists, one row with at most one; what people decided overrides what is found.
pub fn link(
    records: &Records,
    (left, right): (usize, usize),
    decisions: &Decisions,
    watch: Watch<'_>,
) -> Links {
    let sides = Sides::new(records, records.list(left), records.list(right));
    let plan = Plan::learn(records, &sides);
    let mut judge = Judge::new(records, &plan, decisions);
    let mut edges: Vec<Edge> = Vec::new();
    let mut candidates = 0;
    // The shorter list looks its rows up in the longer one.
    let left_looks = sides.left.len() <= sides.right.len();
    let (look, found) =
        if left_looks { (&sides.left, &sides.right) } else { (&sides.right, &sides.left) };
    let filed = Candidates::of(records, sides.distinct(found.clone()), &plan.reach);
    let crowds = filed.each(records, sides.distinct(look.clone()), |row, other| {
        candidates += 1;
        if candidates % 1_000_000 == 0 {
            watch((row - look.start) as usize, look.len());
        }
        let (left, right) = if left_looks { (row, other) } else { (other, row) };
        if let Some(verdict) = judge.verdict(left, right) {
            edges.push(Edge { left, right, verdict });
        }
    });
    add_decided(&mut edges, &mut judge, &sides, decisions);
    let chances = one_to_one::chances(&edges, &sides);
    let mut found = one_to_one::choose(&edges, &chances, &sides);
    found.outcome.candidates = candidates;
    found.outcome.repeats = sides.repeats.len();
    found.outcome.crowds = crowds;
    let one_to_one::Chosen { links, for_review, outcome } = found;
    Links { links, for_review, plan, outcome }
}

/// A pair that may be one person.
#[derive(Clone, Copy, Debug)]
struct Edge {
    left: u32,
    right: u32,
    verdict: Verdict,
}

/// Pairs that people hold for one person count even where no key brings them together.
fn add_decided(edges: &mut Vec<Edge>, judge: &mut Judge<'_>, sides: &Sides, decisions: &Decisions) {
    let decided = edges.iter().filter(|edge| edge.verdict.is_decided);
    let known: HashSet<(u32, u32)> = decided.map(|edge| (edge.left, edge.right)).collect();
    for (left, right) in decisions.same() {
        let asked = sides.left.contains(&left) && sides.right.contains(&right);
        if asked && !known.contains(&(left, right)) {
            let verdict = judge.verdict(left, right);
            edges.extend(verdict.map(|verdict| Edge { left, right, verdict }));
        }
    }
    // Whom people joined nobody else claims.
    let decided = edges.iter().filter(|edge| edge.verdict.is_decided);
    let rows: HashSet<u32> = decided.flat_map(|edge| [edge.left, edge.right]).collect();
    if !rows.is_empty() {
        let rival = |edge: &Edge| rows.contains(&edge.left) || rows.contains(&edge.right);
        edges.retain(|edge| edge.verdict.is_decided || !rival(edge));
    }
}
