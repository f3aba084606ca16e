//! A random graph that is never written down.
//!
//! Everybody has stubs: those by which they choose somebody, and those by which they are chosen. Which two stubs belong
//! together is a permutation that is computed when it is asked for, in either direction (a Feistel network over a grid,
//! after Black and Rogaway, CT-RSA 2002). So a graph costs two numbers a person, whatever the number of contacts, and a
//! contact that nobody asks for costs nothing. Given the numbers of stubs, every matching is as likely as any other.

use super::Agent;
use crate::simulate::draw::{Draw, Whole, mixed};

/// One number in this many is kept to find the owner of a stub.
const STRIDE_BITS: u32 = 4;
/// How many owners are looked at at once.
const AHEAD: usize = 4;

/// Stubs of one sort: where everybody's begin.
#[derive(Debug, Default)]
struct Stubs {
    starts: Vec<u32>,
    /// The owner of every sixteenth stub.
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

    #[inline]
    fn owner(&self, stub: u32) -> Agent {
        let mut owner = self.owners[(stub >> STRIDE_BITS) as usize];
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

    /// One of the contacts of a person, by number from 0 on.
    #[inline]
    pub(super) fn contact(&self, agent: Agent, number: u32) -> Agent {
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
        if own + number < own_to {
            self.chosen.owner(from + matching.partner(own + number - from))
        } else {
            let stub = self.chosen.of_agent(agent).0 + number - (own_to - own);
            self.choosing.owner(from + matching.chooser(stub - from))
        }
    }
}

/// Half of a Poisson, rounded to even.
fn halved_poisson(mean: f64) -> Whole {
    let mut weight = (-mean).exp();
    let most = mean + 12.0 * mean.sqrt() + 20.0;
    let mut halves = vec![0.0; most as usize / 2 + 2];
    let mut number = 0.0;
    while number < most {
        halves[(number / 2.0f64).round_ties_even() as usize] += weight;
        number += 1.0;
        weight *= mean / number;
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

const ROUNDS: u64 = 4;

impl Matching {
    #[inline]
    fn of(count: u32, key: u64) -> Self {
        let column_bits = (u32::BITS - count.leading_zeros()) / 2;
        let rows = (count >> column_bits) + u32::from(count & ((1 << column_bits) - 1) > 0);
        Self { count, column_bits, rows, key }
    }

    #[inline]
    fn bits(&self, value: u32, round: u64) -> u64 {
        let bits = (u64::from(value) ^ self.key.rotate_left(round as u32 * 16)).wrapping_add(round);
        let bits = bits.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (bits ^ (bits >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93) >> 32
    }

    #[inline]
    fn by_column(&self, column: u32, round: u64) -> u32 {
        ((self.bits(column, round) * u64::from(self.rows)) >> 32) as u32
    }

    #[inline]
    fn by_row(&self, row: u32, round: u64) -> u32 {
        self.bits(row, round) as u32
    }

    /// The stub that a choosing stub belongs to.
    #[inline]
    fn partner(&self, mut stub: u32) -> u32 {
        let columns = (1 << self.column_bits) - 1;
        // Whoever comes upon a cell that is too many goes on from there.
        loop {
            let (mut row, mut column) = (stub >> self.column_bits, stub & columns);
            for round in 0..ROUNDS / 2 {
                column = column.wrapping_add(self.by_row(row, 2 * round)) & columns;
                row += self.by_column(column, 2 * round + 1);
                row -= if row >= self.rows { self.rows } else { 0 };
            }
            stub = (row << self.column_bits) | column;
            if stub < self.count {
                return stub;
            }
        }
    }

    /// The choosing stub that a chosen stub belongs to.
    #[inline]
    fn chooser(&self, mut stub: u32) -> u32 {
        let columns = (1 << self.column_bits) - 1;
        loop {
            let (mut row, mut column) = (stub >> self.column_bits, stub & columns);
            for round in (0..ROUNDS / 2).rev() {
                row += self.rows - self.by_column(column, 2 * round + 1);
                row -= if row >= self.rows { self.rows } else { 0 };
                column = column.wrapping_sub(self.by_row(row, 2 * round)) & columns;
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
                    let partner = matching.partner(stub);
                    assert!(!std::mem::replace(&mut seen[partner as usize], true), "{count}");
                    assert_eq!(matching.chooser(partner), stub, "{count}");
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
                    let other = graph.contact(agent, number);
                    assert!(other % 3 > 0 && (block == 0 || agent / block == other / block));
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
                (0..graph.degree(agent)).map(|number| graph.contact(agent, number)).collect()
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
