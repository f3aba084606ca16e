//! Chooses, from the lists themselves, by which keys rows are brought together, and learns the model on the way.

use std::collections::BTreeMap;

use hashbrown::HashMap;
use taicho_model::Words;

use crate::candidates::{Candidates, MOST_KEYS, value};
use crate::compare::Comparer;
use crate::frequency::Frequencies;
use crate::keys::{ATOMS, Atom, Atoms, Key, agreeing, atoms, mixed};
use crate::model::{Counted, Model, learn, probability};
use crate::pattern::{Pattern, Slot, birth, name};
use crate::records::Records;
use crate::sides::Sides;

/// How two lists, or one list with itself, are to be compared.
#[derive(Clone, Debug)]
pub struct Plan {
    pub(crate) model: Model,
    pub(crate) frequencies: Frequencies,
    pub(crate) reach: Reach,
    /// Whether households were met, so that twins and fathers and sons may be among the rows.
    pub(crate) has_families: bool,
    /// Rows of the sample from which the plan was learnt.
    pub(crate) sampled: u32,
}

/// Which pairs are looked at.
#[derive(Clone, Debug)]
pub(crate) enum Reach {
    /// All of them: the lists are small.
    All,
    /// Those that share a key.
    Keys(Vec<Key>),
}

/// Pairs below which all are looked at.
const SMALL: f64 = 1.2e6;
/// Rows of the sample, on long lists and on short ones.
const SAMPLE: (usize, usize) = (2_000, 5_000);
/// Rows that one key may reach on average.
const MOST_REACHED: f64 = 5.0;
/// Rows that all keys together should reach on average.
const REACHED: f64 = 8.0;
/// Keys that the sample tries, on long lists and on short ones.
const TRIED: (usize, usize) = (32, 64);
/// Rows of a short list.
const SHORT: usize = 50_000;
/// By how many keys each match should be reached, where it costs little.
const TIMES: u8 = 2;
/// Rows with one value beyond which the value brings nobody together.
pub(crate) const CROWD: usize = 300;

impl Plan {
    /// Learns from the lists how to compare them.
    pub(crate) fn learn(records: &Records, sides: &Sides) -> Self {
        let frequencies = Frequencies::of(records);
        let mut counted = Counted { rows: sides.right.len() as f64, ..Counted::default() };
        count_blind(records, sides, &mut counted);
        if sides.pairs() <= SMALL {
            counted.pairs = sides.pairs().max(1.0);
            let mut comparer = Comparer::new(records);
            for one in sides.left() {
                for other in sides.right().filter(|other| !sides.is_one() || *other > one) {
                    *counted.candidates.entry(comparer.pattern(one, other)).or_default() += 1.0;
                }
            }
            let model = learn(&counted, &frequencies);
            return Self::of(model, &counted, frequencies, Reach::All, sides.left.len());
        }
        let tried = keys_to_try(records, sides);
        let sample = Sample::draw(records, sides, tried);
        let mut comparer = Comparer::new(records);
        let patterns: Vec<Pattern> =
            sample.pairs.iter().map(|pair| comparer.pattern(pair.one, pair.other)).collect();
        for pattern in &patterns {
            *counted.candidates.entry(*pattern).or_default() += 1.0;
        }
        counted.pairs = sample.probes as f64 * sides.right.len() as f64;
        let model = learn(&counted, &frequencies);
        let keys = sample.choose(records, &model, &frequencies, &patterns);
        Self::of(model, &counted, frequencies, Reach::Keys(keys), sample.probes)
    }

    /// The keys by which rows are brought together; none where all pairs are compared.
    pub fn keys(&self) -> impl Iterator<Item = Words> {
        let keys = match &self.reach {
            Reach::All => &[][..],
            Reach::Keys(keys) => keys,
        };
        keys.iter().map(|key| key.words())
    }

    fn of(model: Model, counted: &Counted, frequencies: Frequencies, reach: Reach, rows: usize) -> Self {
        let together: f64 =
            counted.candidates.iter().filter(|(pattern, _)| are_housemates(**pattern)).map(|(_, count)| count).sum();
        let has_families = together > FAMILIES * rows as f64;
        Self { model, frequencies, reach, has_families, sampled: rows as u32 }
    }
}

/// Whether two rows look like two people of one household.
fn are_housemates(pattern: Pattern) -> bool {
    let same = |slot: Slot| pattern.level(slot) == 1;
    let others = pattern.level(Slot::Given) >= name::NEAR && pattern.level(Slot::Birth) >= birth::CLOSE;
    let places = [Slot::Commune, Slot::Street, Slot::Text1].into_iter().filter(|slot| same(*slot)).count();
    others && (same(Slot::Phone) || same(Slot::House) && places > 0)
}

/// Others of one household that a row has on average, from which on lists have households.
const FAMILIES: f64 = 0.05;

/// Patterns of pairs taken blindly.
fn count_blind(records: &Records, sides: &Sides, counted: &mut Counted) {
    let mut comparer = Comparer::new(records);
    let (left, right) = (sides.left.len() as u64, sides.right.len() as u64);
    if left == 0 || right == 0 {
        return;
    }
    let draws = (left * right / 1_000).clamp(BLIND.0, BLIND.1);
    for draw in 0..draws {
        let one = sides.left.start + (mixed(2 * draw + 1) % left) as u32;
        let other = sides.right.start + (mixed(2 * draw + 2) % right) as u32;
        if one != other {
            *counted.blind.entry(comparer.pattern(one, other)).or_default() += 1.0;
        }
    }
}

/// How many pairs are taken blindly, at least and at most.
const BLIND: (u64, u64) = (20_000, 60_000);

/// The keys worth a trial: those that reach few rows, most promising first.
fn keys_to_try(records: &Records, sides: &Sides) -> Vec<Key> {
    let step = (sides.right.len() / 20_000).max(1);
    let rows: Vec<Atoms> =
        sides.right().step_by(step).map(|row| atoms(records, row)).collect();
    let mut sharing = [0.0; ATOMS];
    let mut agree = [0.0; ATOMS];
    for atom in Atom::ALL {
        let mut counts: HashMap<u64, u32> = HashMap::new();
        for row in rows.iter().filter(|row| row[atom as usize] > 0) {
            *counts.entry(row[atom as usize]).or_default() += 1;
        }
        let present = counts.values().map(|count| f64::from(*count)).sum::<f64>() / rows.len() as f64;
        let n = rows.len() as f64;
        let pairs: f64 = counts.values().map(|count| f64::from(*count) * f64::from(count - 1)).sum();
        if counts.len() > 1 {
            sharing[atom as usize] = (pairs + 1.0) / (n * (n - 1.0).max(1.0));
            agree[atom as usize] = present * present * expected_agreement(atom);
        }
    }
    let mut keys = Key::affordable(&sharing, sides.right.len() as f64, MOST_REACHED);
    let promise = |key: &Key| key.atoms().map(|atom| agree[atom as usize]).product::<f64>();
    keys.sort_by(|one, other| promise(other).total_cmp(&promise(one)).then(one.cmp(other)));
    keys.truncate(if sides.right.len() <= SHORT { TRIED.1 } else { TRIED.0 });
    keys
}

/// How often one person's two rows share an atom when both have it: only the order of the trials hangs on it.
fn expected_agreement(atom: Atom) -> f64 {
    match atom {
        Atom::Id | Atom::Year | Atom::Sex => 0.95,
        Atom::Other | Atom::MonthDay | Atom::Family | Atom::Commune | Atom::Postcode => 0.9,
        Atom::Birth | Atom::Given | Atom::House | Atom::Sound => 0.87,
        Atom::Phone | Atom::Email | Atom::Street | Atom::Initials => 0.8,
        Atom::Text1 | Atom::Text2 | Atom::Text3 => 0.75,
        Atom::Name => 0.7,
    }
}

/// Pairs of a part of the left rows with all right rows that share one of the tried keys.
struct Sample {
    tried: Vec<Key>,
    probes: usize,
    /// How many rows each tried key brought to the probes.
    reached: Vec<f64>,
    pairs: Vec<Pair>,
}

#[derive(Clone, Copy, Debug)]
struct Pair {
    one: u32,
    other: u32,
}

impl Sample {
    fn draw(records: &Records, sides: &Sides, tried: Vec<Key>) -> Self {
        let most = if sides.right.len() <= SHORT { SAMPLE.1 } else { SAMPLE.0 };
        let step = sides.left.len().div_ceil(most).max(1);
        let probes: Vec<u32> = sides.left().step_by(step).collect();
        let wanted = Candidates::file(records, probes.iter().copied(), &tried);
        let mut reached = vec![0.0; tried.len()];
        let mut found: Vec<(u32, u32)> = Vec::new();
        for row in sides.right() {
            let atoms = atoms(records, row);
            for (at, key) in tried.iter().enumerate() {
                let value = value(*key, &atoms);
                if value > 0 && reached[at] <= MOST_REACHED * 3.0 * most as f64 {
                    let before = found.len();
                    found.extend(wanted.with(value).filter(|probe| *probe != row).map(|probe| (probe, row)));
                    reached[at] += (found.len() - before) as f64;
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        let pairs = found.into_iter().map(|(one, other)| Pair { one, other }).collect();
        Self { tried, probes: probes.len(), reached, pairs }
    }

    /// The fewest and cheapest keys that together reach the matches of the sample.
    fn choose(
        &self,
        records: &Records,
        model: &Model,
        frequencies: &Frequencies,
        patterns: &[Pattern],
    ) -> Vec<Key> {
        let mut matches: BTreeMap<u32, f64> = BTreeMap::new();
        for (pair, pattern) in self.pairs.iter().zip(patterns) {
            let Some(log_odds) = model.log_odds(records, frequencies, *pattern, pair.one) else { continue };
            let chance = f64::from(probability(log_odds));
            if chance > 0.3 {
                let shared = agreeing(&atoms(records, pair.one), &atoms(records, pair.other));
                *matches.entry(shared).or_default() += chance;
            }
        }
        let all: f64 = matches.values().sum();
        let mut open: Vec<(u32, f64, u8)> =
            matches.into_iter().map(|(shared, chance)| (shared, chance, 0)).collect();
        let mut chosen: Vec<usize> = Vec::new();
        let mut spent = 0.0;
        while chosen.len() < MOST_KEYS {
            // A match that no key reaches yet counts in full, another one little.
            let gain = |at: usize| {
                let reached = open.iter().filter(|(shared, ..)| self.tried[at].is_within(*shared));
                reached.map(|(_, chance, times)| chance * AGAIN.powi(i32::from(*times))).sum::<f64>()
            };
            let cost = |at: usize| self.reached[at] / self.probes as f64;
            let worth = |at: usize| gain(at) / (cost(at) + 0.5);
            let best = (0..self.tried.len())
                .filter(|at| !chosen.contains(at))
                .max_by(|one, other| worth(*one).total_cmp(&worth(*other)));
            let Some(best) = best else { break };
            let cheap = cost(best) <= CHEAP && spent + cost(best) <= REACHED;
            let enough = if cheap { LEAST_GAIN * AGAIN } else { LEAST_GAIN };
            if gain(best) <= enough * all {
                break;
            }
            spent += cost(best);
            chosen.push(best);
            for (shared, _, times) in &mut open {
                *times += u8::from(self.tried[best].is_within(*shared));
            }
            open.retain(|(_, _, times)| *times < TIMES);
        }
        if chosen.is_empty() && !self.tried.is_empty() {
            chosen.push(0);
        }
        chosen.into_iter().map(|at| self.tried[at]).collect()
    }
}

/// Rows that a key may reach on average to be taken for the second time that it reaches a match.
const CHEAP: f64 = 0.7;
/// What a match counts that one more key reaches already.
const AGAIN: f64 = 0.02;
/// The share of the matches for which one more key is not worth its while.
const LEAST_GAIN: f64 = 1e-4;
