use hashbrown::HashMap;

use super::{ByClass, CLASSES, Kinship, Model, STRANGERS, prior};
use crate::compare::pattern::{LEVELS, Pattern, SLOTS, Slot, name, number};
use crate::model::frequency::Frequencies;

/// Patterns and how many pairs have them, among a known number of pairs.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counted {
    /// Patterns of the pairs that share a key.
    pub(crate) candidates: HashMap<Pattern, f64>,
    /// Patterns of pairs taken blindly.
    pub(crate) blind: HashMap<Pattern, f64>,
    /// How many pairs there are in all from which the candidates come.
    pub(crate) pairs: f64,
    /// With how many rows each row could be paired.
    pub(crate) rows: f64,
}

const KINDS: [Kinship; CLASSES] = [
    Kinship::Same,
    Kinship::SameMoved,
    Kinship::Household,
    Kinship::Neighbours,
    Kinship::SharedNumber,
    Kinship::Strangers,
];

type Levels = [[f64; LEVELS]; SLOTS];

/// Learns what agreement is worth without knowing a single true pair, by expectation and maximisation over all pairs.
///
/// Strangers are counted on blind pairs; the other classes start from what is expected and follow the candidates.
/// Pairs that share no key are strangers.
pub(crate) fn learn(counted: &Counted, frequencies: &Frequencies) -> Model {
    let strangers = count_strangers(counted, frequencies);
    let expected: Vec<Levels> = KINDS.iter().map(|class| expected(*class, &strangers)).collect();
    let mut levels = expected.clone();
    let mut shares = prior::shares(counted.rows);
    let mut patterns: Vec<(Pattern, f64)> =
        counted.candidates.iter().map(|(pattern, count)| (*pattern, *count)).collect();
    patterns.sort_unstable_by_key(|(pattern, _)| *pattern);
    for round in 0..ROUNDS {
        let model = Model::of(&levels, &shares, &strangers);
        // What no class but the strangers explains now will not come back.
        patterns.retain(|(pattern, _)| {
            let sums = model.sums(*pattern);
            sums[..STRANGERS].iter().any(|sum| *sum > sums[STRANGERS] - HOPELESS)
        });
        let mut totals = [0.0; CLASSES];
        let mut counts = vec![[[0.0; LEVELS]; SLOTS]; CLASSES];
        for (pattern, count) in &patterns {
            let weights = shares_of(&model.sums(*pattern));
            for class in 0..STRANGERS {
                let weight = f64::from(weights[class]) * count;
                totals[class] += weight;
                for slot in Slot::ALL {
                    counts[class][slot as usize][pattern.level(slot) as usize] += weight;
                }
            }
        }
        counts.iter_mut().for_each(|counts| count_nothing(&mut counts[Slot::Family as usize]));
        // Whoever moves is still called and born as before.
        for slot in Slot::ALL.into_iter().filter(|slot| prior::is_personal(*slot)) {
            let [same, moved, ..] = &mut counts[..] else { continue };
            let pairs = same[slot as usize].iter_mut().zip(&mut moved[slot as usize]);
            for (same, moved) in pairs.skip(1) {
                *same += *moved;
                *moved = *same;
            }
        }
        let before = shares;
        for class in 0..STRANGERS {
            shares[class] = (totals[class] + 1e-3) / counted.pairs;
            for slot in Slot::ALL.into_iter().filter(|slot| !prior::is_settled(*slot, KINDS[class]))
            {
                let at = slot as usize;
                maximise(&mut levels[class][at], &counts[class][at], &expected[class][at]);
            }
        }
        shares[STRANGERS] = (1.0 - shares[..STRANGERS].iter().sum::<f64>()).max(1e-6);
        let still =
            (0..2).all(|class| (shares[class] - before[class]).abs() < 1e-4 * shares[class]);
        if round > 5 && still {
            break;
        }
    }
    Model::of(&levels, &shares, &strangers)
}

const ROUNDS: usize = 40;
const HOPELESS: f32 = 10.0;

/// Another family name is one, whatever the given name says beside it.
fn count_nothing(counts: &mut [f64; LEVELS]) {
    counts[name::DIFFER as usize] += std::mem::take(&mut counts[name::NOTHING as usize]);
}

/// Sets a slot's chances from what was counted, with the expectation as so many more pairs.
fn maximise(levels: &mut [f64; LEVELS], counts: &[f64; LEVELS], expected: &[f64; LEVELS]) {
    let all: f64 = counts[1..].iter().sum::<f64>() + prior::WEIGHT;
    for level in 1..LEVELS {
        levels[level] = (counts[level] + prior::WEIGHT * expected[level]) / all;
    }
}

fn shares_of(sums: &ByClass) -> ByClass {
    let most = sums[..CLASSES].iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut shares = [0.0; 8];
    for (share, sum) in shares.iter_mut().zip(&sums[..CLASSES]) {
        *share = (sum - most).exp();
    }
    let all: f32 = shares.iter().sum();
    shares.map(|share| share / all)
}

/// The chance of each level among strangers: counted on blind pairs, and exactly from the frequencies where all agree.
fn count_strangers(counted: &Counted, frequencies: &Frequencies) -> Levels {
    let mut levels = [[0.0; LEVELS]; SLOTS];
    for slot in Slot::ALL {
        let mut counts = [0.0; LEVELS];
        for (pattern, count) in &counted.blind {
            counts[pattern.level(slot) as usize] += count;
        }
        if slot == Slot::Family {
            count_nothing(&mut counts);
        }
        let expected = prior::among_strangers(slot);
        let level = &mut levels[slot as usize];
        let all: f64 = counts[1..].iter().sum();
        let known: f64 = expected.iter().sum();
        for at in 1..LEVELS {
            // What blind pairs meet rarely or never is as rare as expected, not impossible.
            let expected = expected[at] / known;
            level[at] = if expected > 0.0 {
                (counts[at] + 1.0) / (all + 1.0 / expected)
            } else {
                counts[at] / all.max(1.0)
            };
        }
        if let Some(same) = frequencies.chance_of_same(slot)
            && frequencies.present(slot) > 0
        {
            level[number::SAME as usize] = same;
        }
        let all: f64 = level[1..].iter().sum();
        level.iter_mut().for_each(|chance| *chance /= all);
    }
    for (level, chance) in prior::BESIDE_NAMES {
        levels[Slot::Middle as usize][level as usize] = chance;
    }
    levels
}

fn expected(class: Kinship, strangers: &Levels) -> Levels {
    let mut levels = *strangers;
    for slot in Slot::ALL {
        if let Some(expected) = prior::levels(slot, class) {
            let level = &mut levels[slot as usize];
            *level = [0.0; LEVELS];
            level[1..=expected.len()].copy_from_slice(expected);
        }
    }
    levels
}

impl Model {
    fn of(levels: &[Levels], shares: &[f64; CLASSES], strangers: &Levels) -> Self {
        let mut logs = Box::new([[[0.0; 8]; LEVELS]; SLOTS]);
        for (class, levels) in levels.iter().enumerate() {
            for slot in 0..SLOTS {
                for level in 1..LEVELS {
                    logs[slot][level][class] = levels[slot][level].max(1e-12).ln() as f32;
                }
            }
        }
        // The given name has said it.
        logs[Slot::Family as usize][name::NOTHING as usize] = [0.0; 8];
        let mut by_class = [f32::NEG_INFINITY; 8];
        for (log, share) in by_class.iter_mut().zip(shares) {
            *log = share.max(1e-30).ln() as f32;
        }
        by_class[CLASSES..].fill(-1e9);
        let mut same_by_chance = [0.0; SLOTS];
        for (log, levels) in same_by_chance.iter_mut().zip(strangers) {
            *log = levels[number::SAME as usize].max(1e-12).ln() as f32;
        }
        Self { logs, shares: by_class, same_by_chance }
    }
}
