use super::{Edge, Link, Outcome};
use crate::plan::sides::Sides;

/// The probability of each pair when no row has more than one partner, by passing messages along the pairs.
///
/// What a row can be is shared out among its candidates, and a candidate that another row claims more is worth less:
/// the sum-product algorithm on the matchings of a graph (Huang and Jebara 2009, arXiv:0908.1769).
pub(super) fn chances(edges: &[Edge], sides: &Sides) -> Vec<f32> {
    let odds: Vec<f64> = edges
        .iter()
        .map(|edge| f64::from(edge.verdict.log_odds.clamp(-30.0, 30.0)).exp())
        .collect();
    let at_left: Vec<u32> = edges.iter().map(|edge| edge.left - sides.left.start).collect();
    let at_right: Vec<u32> = edges.iter().map(|edge| edge.right - sides.right.start).collect();
    let mut from_left = vec![1.0_f64; edges.len()];
    let mut from_right = vec![1.0_f64; edges.len()];
    for _ in 0..ROUNDS {
        pass(&odds, &at_left, sides.left.len(), &from_right, &mut from_left);
        pass(&odds, &at_right, sides.right.len(), &from_left, &mut from_right);
    }
    (0..edges.len())
        .map(|at| {
            let weight = odds[at] * from_left[at] * from_right[at];
            (weight / (1.0 + weight)) as f32
        })
        .collect()
}

/// In a forest of candidates the messages stand after as many rounds as it is deep; six is deeper than people are confused.
const ROUNDS: usize = 6;

/// What each pair leaves to the other side, given what the other pairs of the row claim.
fn pass(odds: &[f64], rows: &[u32], count: usize, claims: &[f64], left: &mut [f64]) {
    let mut sums = vec![0.0; count];
    for (at, row) in rows.iter().enumerate() {
        sums[*row as usize] += odds[at] * claims[at];
    }
    for (at, row) in rows.iter().enumerate() {
        left[at] = 1.0 / (1.0 + (sums[*row as usize] - odds[at] * claims[at]).max(0.0));
    }
}

pub(super) struct Chosen {
    pub(super) links: Vec<Link>,
    pub(super) for_review: Vec<Link>,
    pub(super) outcome: Outcome,
}

/// Takes the surest pairs first, each row once, down to the probability at which the expected F1 is best.
pub(super) fn choose(edges: &[Edge], chances: &[f32], sides: &Sides) -> Chosen {
    let mut order: Vec<(u32, u32)> = chances
        .iter()
        .enumerate()
        .filter(|(_, chance)| **chance > FOR_REVIEW)
        .map(|(at, chance)| (u32::MAX - chance.to_bits(), at as u32))
        .collect();
    order.sort_unstable();
    let mut taken = [vec![false; sides.left.len()], vec![false; sides.right.len()]];
    let mut links = Vec::with_capacity(order.len().min(sides.left.len()));
    for (_, at) in order {
        let Edge { left, right, verdict } = edges[at as usize];
        let places = ((left - sides.left.start) as usize, (right - sides.right.start) as usize);
        if !taken[0][places.0] && !taken[1][places.1] {
            (taken[0][places.0], taken[1][places.1]) = (true, true);
            let probability = chances[at as usize];
            links.push(Link { left, right, probability, pattern: verdict.pattern });
        }
    }
    let expected: f64 = chances.iter().map(|chance| f64::from(*chance)).sum();
    let mut right = 0.0;
    let (mut best, mut kept, mut right_kept) = (0.0, 0, 0.0);
    for (at, link) in links.iter().enumerate() {
        right += f64::from(link.probability);
        let f1 = 2.0 * right / (expected + (at + 1) as f64);
        if f1 >= best && link.probability >= 0.5 {
            (best, kept, right_kept) = (f1, at + 1, right);
        }
    }
    let for_review = links.split_off(kept);
    let outcome = Outcome {
        threshold: links.last().map_or(0.5, |link| link.probability),
        expected_precision: if kept == 0 { 1.0 } else { (right_kept / kept as f64) as f32 },
        expected_recall: if expected > 0.0 { (right_kept / expected) as f32 } else { 1.0 },
        ..Outcome::default()
    };
    links.sort_unstable_by_key(|link| link.left);
    Chosen { links, for_review, outcome }
}

/// Probability below which a pair is not worth a person's look.
const FOR_REVIEW: f32 = 0.02;
