//! A random graph that is never written down.
//!
//! Everybody has stubs: those by which they choose somebody, and those by which they are chosen. Which two stubs belong
//! together is a permutation that is computed when it is asked for, in either direction (a Feistel network over a grid,
//! after Black and Rogaway, CT-RSA 2002). So a graph costs two numbers a person, whatever the number of contacts, and a
//! contact that nobody asks for costs nothing. Given the numbers of stubs, every matching is as likely as any other.

use super::Agent;
use crate::simulate::draw::{Draw, Whole, mixed, poisson};

/// Of two to this many stubs one owner is kept, by which the owners of the others are found.
const STRIDE_BITS: u32 = 6;
/// How many owners are looked at at once.
const AHEAD: usize = 8;

/// Stubs of one sort: where everybody's begin.
#[derive(Debug, Default)]
struct Stubs {
    starts: Vec<u32>,
    /// The owners of some stubs, at even distances.
    owners: Vec<Agent>,
}

/// Contacts chosen once, at random, within blocks of neighbours.
#[derive(Debug, Default)]
pub(super) struct Graph {
    chosen: Stubs,
    choosing: Stubs,
    /// People of one block; all are in one where it is 0.
    block: u32,
    key: u64,
}

impl Stubs {
    /// From counts, which become where they begin.
    fn of(mut counts: Vec<u32>) -> Self {
        let mut total = 0;
        for count in &mut counts {
            total += std::mem::replace(count, total);
        }
        counts.push(total);
        let mut owners = Vec::with_capacity((total >> STRIDE_BITS) as usize + 1);
        let mut next = 0;
        for (owner, ends) in counts[1..].iter().enumerate() {
            while next < *ends {
                owners.push(owner as Agent);
                next += 1 << STRIDE_BITS;
            }
        }
        // So that one can look a few further on everywhere.
        counts.extend([u32::MAX; AHEAD]);
        Self { starts: counts, owners }
    }

    fn people(&self) -> usize {
        self.starts.len() - AHEAD - 1
    }

    #[inline]
    fn of_agent(&self, agent: Agent) -> (u32, u32) {
        (self.starts[agent as usize], self.starts[agent as usize + 1])
    }

    /// Somebody who owns the stub or comes shortly before its owner.
    #[inline]
    fn near_owner(&self, stub: u32) -> Agent {
        self.owners[(stub >> STRIDE_BITS) as usize]
    }

    #[inline]
    fn owner(&self, mut owner: Agent, stub: u32) -> Agent {
        loop {
            // Counted and not searched: how many it will be cannot be guessed.
            let next = &self.starts[owner as usize + 1..][..AHEAD];
            let further = next.iter().map(|starts| u32::from(*starts <= stub)).sum::<u32>();
            owner += further;
            if further < AHEAD as u32 {
                return owner;
            }
        }
    }
}

impl Graph {
    /// Draws who has how many contacts, `mean` on the average: half of a Poisson, rounded to even, by choosing, and
    /// whoever else chooses them.
    pub(super) fn draw(
        people: u32,
        takes_part: impl Fn(Agent) -> bool,
        mean: f64,
        block: u32,
        draw: &mut Draw,
    ) -> Self {
        let table = halved_poisson(mean);
        let mut choosing = vec![0; people as usize];
        let mut chosen = vec![0; people as usize];
        let size = if block == 0 { people } else { block };
        let mut members = Vec::new();
        let mut first = 0;
        while first < people {
            let end = first.saturating_add(size).min(people);
            members.clear();
            members.extend((first..end).filter(|agent| takes_part(*agent)));
            let mut total = 0;
            for member in &members {
                let count = table.draw(draw);
                choosing[*member as usize] = count;
                total += count;
            }
            spread_evenly(total, &members, &mut chosen, draw);
            first = end;
        }
        Self { choosing: Stubs::of(choosing), chosen: Stubs::of(chosen), block, key: draw.bits() }
    }

    #[inline]
    pub(super) fn degree(&self, agent: Agent) -> u32 {
        let (from, to) = self.choosing.of_agent(agent);
        let (chosen_from, chosen_to) = self.chosen.of_agent(agent);
        to - from + chosen_to - chosen_from
    }

    /// The stub of one of the contacts of a person, and about whose it is.
    #[inline]
    pub(super) fn aim(&self, agent: Agent, number: u32) -> Aim {
        let (first, last) = match self.block {
            0 => (0, self.choosing.people()),
            block => {
                let first = agent / block * block;
                (first as usize, ((first + block) as usize).min(self.choosing.people()))
            }
        };
        // Both sorts of stubs of a block have the same numbers.
        let (from, to) = (self.choosing.starts[first], self.choosing.starts[last]);
        let matching = Matching::of(to - from, self.key ^ first as u64);
        let (own, own_to) = self.choosing.of_agent(agent);
        let chooses = own + number < own_to;
        let chosen = self.chosen.of_agent(agent).0 + number - (own_to - own).min(number);
        let stub =
            from + matching.other_end(if chooses { own + number } else { chosen } - from, chooses);
        let (by, stubs) =
            if chooses { (By::Choosing, &self.chosen) } else { (By::BeingChosen, &self.choosing) };
        Aim { by, stub, at: stubs.near_owner(stub), graph: 0 }
    }

    #[inline]
    pub(super) fn hit(&self, aim: Aim) -> Agent {
        match aim.by {
            By::Known => aim.at,
            By::Choosing => self.chosen.owner(aim.at, aim.stub),
            By::BeingChosen => self.choosing.owner(aim.at, aim.stub),
        }
    }

    /// Reads what it takes to hit.
    #[inline]
    pub(super) fn look_at(&self, aim: Aim) -> u32 {
        let stubs = if aim.by == By::Choosing { &self.chosen } else { &self.choosing };
        stubs.starts[aim.at as usize]
    }
}

/// A contact on the way to being looked up.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::simulate) struct Aim {
    pub(super) graph: u8,
    pub(super) by: By,
    pub(super) stub: u32,
    /// The contact, or somebody who comes shortly before.
    pub(super) at: Agent,
}

/// How two people came to be contacts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum By {
    /// It is known already.
    #[default]
    Known,
    Choosing,
    BeingChosen,
}

/// Half of a Poisson, rounded to even.
fn halved_poisson(mean: f64) -> Whole {
    let most = mean + 12.0 * mean.sqrt() + 20.0;
    let mut halves = vec![0.0; most as usize / 2 + 2];
    for (number, weight) in poisson(mean).take(most.ceil() as usize).enumerate() {
        halves[(number as f64 / 2.0).round_ties_even() as usize] += weight;
    }
    Whole::weighted(&halves)
}

/// Gives `total` stubs to people, each to anybody: a multinomial, most of it drawn as Poissons that stay below it.
fn spread_evenly(total: u32, people: &[Agent], counts: &mut [u32], draw: &mut Draw) {
    if people.is_empty() {
        return;
    }
    let wanted = f64::from(total);
    let mean = (wanted - 6.0 * wanted.sqrt()) / people.len() as f64;
    let mut given = 0;
    if mean > 0.0 {
        let table = Whole::poisson(mean);
        for agent in people {
            let count = table.draw(draw).min(total - given);
            counts[*agent as usize] = count;
            given += count;
        }
    }
    for _ in given..total {
        counts[people[draw.below(people.len() as u32) as usize] as usize] += 1;
    }
}

/// A permutation of `0..count`, computed.
struct Matching {
    count: u32,
    /// Cells stand in rows of a power of two; of the last row some may be too many.
    column_bits: u32,
    rows: u32,
    key: u64,
}

/// An odd number, so that rows and columns take turns in the same order either way.
const ROUNDS: usize = 5;

impl Matching {
    #[inline]
    fn of(count: u32, key: u64) -> Self {
        let column_bits = (u32::BITS - count.leading_zeros()) / 2;
        let rows = (count >> column_bits) + u32::from(count & ((1 << column_bits) - 1) > 0);
        Self { count, column_bits, rows, key }
    }

    #[inline]
    fn bits(&self, value: u32, round: usize) -> u64 {
        let bits =
            (u64::from(value) ^ self.key.rotate_left(round as u32 * 13)).wrapping_add(round as u64);
        let bits = bits.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (bits ^ (bits >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93) >> 32
    }

    /// The stub to which another belongs: a chosen one to one that chooses, and the other way round.
    ///
    /// Both ways are one sequence of instructions, for nobody can guess which is wanted.
    #[inline]
    fn other_end(&self, mut stub: u32, chooses: bool) -> u32 {
        let columns = (1 << self.column_bits) - 1;
        let (first, last) = if chooses { (0, 0) } else { (ROUNDS - 1, u32::MAX) };
        // Whoever comes upon a cell that is too many goes on from there.
        loop {
            let (mut row, mut column) = (stub >> self.column_bits, stub & columns);
            for at in 0..ROUNDS {
                let round = first.abs_diff(at);
                if at % 2 == 0 {
                    // Less instead of more on the way back: x ^ −1 is −x − 1.
                    let by = self.bits(row, round) as u32;
                    column = column.wrapping_add((by ^ last).wrapping_sub(last)) & columns;
                } else {
                    let by = ((self.bits(column, round) * u64::from(self.rows)) >> 32) as u32;
                    row += if chooses { by } else { self.rows - by };
                    row -= if row >= self.rows { self.rows } else { 0 };
                }
            }
            stub = (row << self.column_bits) | column;
            if stub < self.count {
                return stub;
            }
        }
    }
}

/// A number from 0 up to 1 that belongs to a pair of a layer, whoever of the two is asked.
#[inline]
pub(in crate::simulate) fn pair_share(one: Agent, other: Agent, layer: usize, salt: u64) -> f64 {
    let (low, high) = (u64::from(one.min(other)), u64::from(one.max(other)));
    let bits = mixed((low << 32 | high) ^ mixed(salt ^ (layer as u64) << 56));
    (bits >> 11) as f64 * 2f64.powi(-53)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_matching_is_a_permutation_both_ways() {
        for count in [1, 2, 3, 5, 16, 17, 100, 1_009, 40_000] {
            for key in [0, 1, 0x0123_4567_89ab_cdef] {
                let matching = Matching::of(count, key);
                let mut seen = vec![false; count as usize];
                for stub in 0..count {
                    let partner = matching.other_end(stub, true);
                    assert!(!std::mem::replace(&mut seen[partner as usize], true), "{count}");
                    assert_eq!(matching.other_end(partner, false), stub, "{count}");
                }
            }
        }
    }

    #[test]
    fn contacts_are_mutual_and_as_many_as_were_asked_for() {
        let check = |people: u32, mean: f64, block: u32| {
            let graph =
                Graph::draw(people, |agent| agent % 3 > 0, mean, block, &mut Draw::of(5, 0));
            let mut pairs = std::collections::BTreeMap::new();
            let mut degrees = Vec::new();
            for agent in 0..people {
                let degree = graph.degree(agent);
                if agent % 3 == 0 {
                    assert_eq!(degree, 0);
                    continue;
                }
                degrees.push(f64::from(degree));
                for number in 0..degree {
                    let other = graph.hit(graph.aim(agent, number));
                    assert!(
                        !other.is_multiple_of(3) && (block == 0 || agent / block == other / block)
                    );
                    *pairs.entry((agent, other)).or_insert(0) += 1;
                }
            }
            for ((one, other), times) in &pairs {
                assert_eq!(pairs.get(&(*other, *one)), Some(times), "{one} and {other}");
            }
            let found = degrees.iter().sum::<f64>() / degrees.len() as f64;
            let variance: f64 =
                degrees.iter().map(|it| (it - found).powi(2)).sum::<f64>() / degrees.len() as f64;
            assert!((found - mean).abs() < 0.03 * mean, "{found} is not {mean}");
            // A quarter of the variance of the Poisson that is halved, and all of that of being chosen; in small blocks
            // the two belong together.
            assert!(
                (1..100).contains(&block) || (variance / (0.75 * mean) - 1.0).abs() < 0.1,
                "{variance} is not {}",
                0.75 * mean
            );
        };
        check(30_000, 20.0, 0);
        check(30_000, 8.0, 500);
        check(1_000, 3.0, 7);
    }

    /// Of a random graph, a pair of one's contacts know each other about as often as any pair: mean / people.
    #[test]
    fn friends_of_friends_are_nobody_in_particular() {
        let people = 4_000;
        let graph = Graph::draw(people, |_| true, 20.0, 0, &mut Draw::of(9, 0));
        let contacts: Vec<Vec<Agent>> = (0..people)
            .map(|agent| {
                (0..graph.degree(agent)).map(|number| graph.hit(graph.aim(agent, number))).collect()
            })
            .collect();
        let (mut pairs, mut closed) = (0u32, 0u32);
        for (agent, own) in contacts.iter().enumerate() {
            for (at, one) in own.iter().enumerate() {
                for other in &own[at + 1..] {
                    // Whoever chose themselves knows all their contacts.
                    if *one == agent as Agent || *other == agent as Agent {
                        continue;
                    }
                    pairs += 1;
                    closed += u32::from(contacts[*one as usize].contains(other));
                }
            }
        }
        let share = f64::from(closed) / f64::from(pairs);
        assert!((share * f64::from(people) / 20.0 - 1.0).abs() < 0.1, "{share}");
        // Neighbouring numbers choose far apart.
        let far = contacts.windows(2).filter(|pair| pair[0].first() != pair[1].first()).count();
        assert!(far as u32 > people - 10);
    }
}
