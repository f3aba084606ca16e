//! Chooses, from the lists themselves, by which keys rows are brought together, and learns the model on the way.

use std::collections::BTreeMap;

use hashbrown::HashMap;
use serde::{Deserialize, Serialize};
use taicho_model::Words;

use crate::compare::pattern::{Pattern, birth};
use crate::compare::{Comparer, births};
use crate::mixed::mixed;
use crate::model::frequency::Frequencies;
use crate::model::{Counted, Model, learn, probability};
use crate::plan::candidates::{Candidates, MOST_KEYS, value};
use crate::plan::keys::{ATOMS, Atom, Atoms, Key, agreeing, atoms};
use crate::plan::sides::Sides;
use crate::records::Records;
use crate::records::row::GIVEN;

pub(crate) mod candidates;
pub(crate) mod keys;
pub(crate) mod sides;

/// How two lists, or one list with itself, are to be compared.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Plan {
    pub(crate) model: Model,
    pub(crate) frequencies: Frequencies,
    pub(crate) reach: Reach,
    /// Whether households were met, so that twins and fathers and sons may be among the rows.
    pub(crate) has_families: bool,
}

/// Which pairs are looked at.
#[derive(Clone, Debug, Serialize, Deserialize)]
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
const TRIED: (usize, usize) = (32, 40);
/// Rows of a short list.
const SHORT: usize = 50_000;
/// By how many keys each match should be reached, where it costs little.
const TIMES: u8 = 3;
/// Rows with one value beyond which the value brings nobody together.
pub(crate) const CROWD: usize = 300;

impl Plan {
    /// Learns from the lists how to compare them.
    pub(crate) fn learn(records: &Records, sides: &Sides) -> Self {
        let frequencies = Frequencies::of(records, &sides.repeats);
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
            return Self::of(model, has_families(records, sides), frequencies, Reach::All);
        }
        let tried = keys_to_try(records, sides);
        let sample = Sample::draw(records, sides, tried);
        let mut comparer = Comparer::new(records);
        let patterns: Vec<Pattern> =
            sample.pairs.iter().map(|(one, other)| comparer.pattern(*one, *other)).collect();
        for pattern in &patterns {
            *counted.candidates.entry(*pattern).or_default() += 1.0;
        }
        counted.pairs = sample.probes as f64 * sides.right.len() as f64;
        let model = learn(&counted, &frequencies);
        let keys = sample.choose(records, &model, &frequencies, &patterns);
        Self::of(model, has_families(records, sides), frequencies, Reach::Keys(keys))
    }

    /// The keys by which rows are brought together; none where all pairs are compared.
    pub fn keys(&self) -> impl Iterator<Item = Words> {
        let keys = match &self.reach {
            Reach::All => &[][..],
            Reach::Keys(keys) => keys,
        };
        keys.iter().map(|key| key.words())
    }

    fn of(model: Model, has_families: bool, frequencies: Frequencies, reach: Reach) -> Self {
        Self { model, frequencies, reach, has_families }
    }
}

/// Whether people of one household are among the rows: other names and births under one telephone or in one house.
fn has_families(records: &Records, sides: &Sides) -> bool {
    let longer = if sides.left.len() > sides.right.len() { &sides.left } else { &sides.right };
    let share = (longer.len() as u64 / 20_000).max(1);
    let mut homes: Vec<(u64, u32)> = Vec::new();
    for number in longer.clone() {
        let row = &records.rows[number as usize];
        let place = u64::from(row.commune) << 32
            | u64::from(row.street.max(records.more_of(number).texts[0]));
        let home = mixed(place) ^ mixed(u64::from(row.house));
        for (known, sign) in [(row.phone > 0, mixed(row.phone)), (row.house > 0 && place > 0, home)]
        {
            // A part of the homes, each with all of its people.
            if known && sign % share == 0 {
                homes.push((sign, number));
            }
        }
    }
    homes.sort_unstable();
    let strangers = |pair: &[(u64, u32)]| {
        let (one, other) = (&records.rows[pair[0].1 as usize], &records.rows[pair[1].1 as usize]);
        one.words[GIVEN] != other.words[GIVEN] && births(one.birth, other.birth) >= birth::CLOSE
    };
    let of_families =
        homes.windows(2).filter(|pair| pair[0].0 == pair[1].0 && strangers(pair)).count();
    of_families as f64 > FAMILIES * homes.len() as f64
}

/// The share of rows with somebody else of their household from which on lists have households.
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

/// The keys worth a trial: those that reach few rows and together find the most made-up matches, each several times.
fn keys_to_try(records: &Records, sides: &Sides) -> Vec<Key> {
    let rows_of = |rows: &mut dyn Iterator<Item = u32>| -> Vec<Atoms> {
        rows.map(|row| atoms(records, row)).collect()
    };
    let step = |count: usize, most: usize| (count / most).max(1);
    let right = rows_of(&mut sides.right().step_by(step(sides.right.len(), 20_000)));
    let left = rows_of(&mut sides.left().step_by(step(sides.left.len(), MADE_UP)));
    let n = right.len() as f64;
    let mut sharing = [0.0; ATOMS];
    for atom in Atom::ALL {
        let mut counts: HashMap<u64, u32> = HashMap::new();
        for row in right.iter().filter(|row| row[atom as usize] > 0) {
            *counts.entry(row[atom as usize]).or_default() += 1;
        }
        let pairs: f64 =
            counts.values().map(|count| f64::from(*count) * f64::from(count - 1)).sum();
        if counts.len() > 1 {
            sharing[atom as usize] = (pairs + 1.0) / (n * (n - 1.0).max(1.0));
        }
    }
    let affordable = Key::affordable(&sharing, sides.right.len() as f64, MOST_REACHED);
    let mut matches: Vec<(u32, f64)> =
        (0..left.len()).map(|at| (made_up_match(&left[at], &right, at as u64), 1.0)).collect();
    let most = if sides.right.len() <= SHORT { TRIED.1 } else { TRIED.0 };
    let mut tried: Vec<Key> = Vec::new();
    while tried.len() < most.min(affordable.len()) {
        let gain = |key: &Key| {
            matches
                .iter()
                .filter(|(shared, _)| key.is_within(*shared))
                .map(|(_, open)| open)
                .sum::<f64>()
        };
        let rest = affordable.iter().filter(|(key, _)| !tried.contains(key));
        let worth = rest.map(|(key, reach)| (gain(key) / (reach + cost_of_a_key(sides)), *key));
        let Some((_, best)) =
            worth.max_by(|one, other| one.0.total_cmp(&other.0).then(other.1.cmp(&one.1)))
        else {
            break;
        };
        for (shared, open) in &mut matches {
            if best.is_within(*shared) {
                *open *= 0.5;
            }
        }
        tried.push(best);
    }
    tried
}

/// What a key costs beside the rows that it reaches, in rows; where lists are short that hardly counts, and the
/// keys that find most are taken.
fn cost_of_a_key(sides: &Sides) -> f64 {
    if sides.right.len() <= SHORT { 5.0 } else { 0.5 }
}

/// How many matches are made up to choose the keys that are tried.
const MADE_UP: usize = 400;

/// What a row would share with its match: where both a left row and some right row have a field, by expectation.
fn made_up_match(left: &Atoms, right: &[Atoms], draw: u64) -> u32 {
    let other = &right[(mixed(draw + 1) % right.len() as u64) as usize];
    Atom::ALL.into_iter().fold(0, |shared, atom| {
        let both = left[atom as usize] > 0 && other[atom as usize] > 0;
        let chance = mixed(draw << 8 | atom as u64) >> 11;
        let agrees = (chance as f64) < expected_agreement(atom) * (1_u64 << 53) as f64;
        shared | u32::from(both && agrees) << atom as u32
    })
}

/// How often one person's two rows share an atom when both have it: only what is tried hangs on it.
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
    /// Each probe with a row.
    pairs: Vec<(u32, u32)>,
    cost_of_a_key: f64,
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
                    found.extend(
                        wanted.with(value).filter(|probe| *probe != row).map(|probe| (probe, row)),
                    );
                    reached[at] += (found.len() - before) as f64;
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        Self {
            tried,
            probes: probes.len(),
            reached,
            pairs: found,
            cost_of_a_key: cost_of_a_key(sides),
        }
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
        for ((one, other), pattern) in self.pairs.iter().zip(patterns) {
            let Some(log_odds) = model.log_odds(records, frequencies, *pattern, *one) else {
                continue;
            };
            let chance = f64::from(probability(log_odds));
            if chance > 0.3 {
                let shared = agreeing(&atoms(records, *one), &atoms(records, *other));
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
                reached
                    .map(|(_, chance, times)| chance * AGAIN.powi(i32::from(*times)))
                    .sum::<f64>()
            };
            let cost = |at: usize| self.reached[at] / self.probes as f64;
            let worth = |at: usize| gain(at) / (cost(at) + self.cost_of_a_key);
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
