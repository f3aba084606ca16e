//! People, their ages, households and contacts, drawn from totals.

mod ages;
mod edges;

use super::draw::{Draw, Whole, mixed};
use super::matrix::Matrix;
use super::scenario::{Kind, Layer, Scenario};
use edges::Members;

/// A person, as a number from 0 on; households and quarters are neighbours in that order.
pub(super) type Agent = u32;

/// Who lives there and who meets whom.
#[derive(Debug, Default)]
pub(super) struct Population {
    /// Age in years.
    pub(super) ages: Vec<u8>,
    /// For each person and stored layer, where their contacts begin; one more at the end.
    starts: Vec<u32>,
    contacts: Vec<Agent>,
    /// How many layers are stored.
    stored: usize,
    /// The place of each layer among the stored ones.
    places: Vec<Option<usize>>,
    /// People by age group of the matrix, for layers that mix.
    mixing: Vec<Option<Mixing>>,
}

/// Contacts that are made anew every day.
#[derive(Debug)]
pub(super) struct Mixing {
    matrix: Matrix,
    /// Contacts of one day, by group.
    pub(super) a_day: Vec<f64>,
    /// Whom somebody of a group meets: a group.
    others: Vec<Whole>,
    people: Vec<Vec<Agent>>,
}

impl Mixing {
    pub(super) fn a_day(&self, age: u8) -> f64 {
        self.a_day[self.matrix.group(age)]
    }

    /// Somebody whom a person of an age meets.
    pub(super) fn other(&self, age: u8, draw: &mut Draw) -> Agent {
        let group = self.others[self.matrix.group(age)].draw(draw) as usize;
        let people = &self.people[group];
        people[draw.below(people.len() as u32) as usize]
    }
}

impl Population {
    /// Draws a population; what stood in `self` gives its memory.
    pub(super) fn draw(&mut self, scenario: &Scenario, draw: &mut Draw) {
        let layers = &scenario.notation.population.layer;
        let homes = ages::fill(scenario, &mut self.ages, draw);
        self.stored = 0;
        self.places.clear();
        for layer in layers {
            let stored = layer.kind != Kind::Mixing;
            self.places.push(stored.then_some(self.stored));
            self.stored += usize::from(stored);
        }
        self.mixing.clear();
        for layer in layers {
            let mixing = (layer.kind == Kind::Mixing).then(|| self.mixed(scenario, layer));
            self.mixing.push(mixing);
        }
        self.store(scenario, &homes, draw);
    }

    fn store(&mut self, scenario: &Scenario, homes: &[u32], draw: &mut Draw) {
        let layers = &scenario.notation.population.layer;
        let (stored, people) = (self.stored, self.ages.len());
        let starts = &mut self.starts;
        starts.clear();
        starts.resize(people * stored + 1, 0);
        // Edges are drawn twice from one stream, first to count and then to keep them: it needs no second list.
        let members: Vec<(usize, Members, Draw)> = layers
            .iter()
            .zip(&self.places)
            .filter_map(|(layer, place)| {
                let members = Members::of(scenario, layer, &self.ages, homes, draw);
                place.map(|place| (place, members, Draw::of(draw.bits(), 0)))
            })
            .collect();
        for (place, members, stream) in &members {
            members.each_pair(&mut stream.clone(), |one, other| {
                starts[one as usize * stored + place + 1] += 1;
                starts[other as usize * stored + place + 1] += 1;
            });
        }
        let mut total = 0;
        for start in &mut starts[1..] {
            total += std::mem::replace(start, total);
        }
        self.contacts.clear();
        self.contacts.resize(total as usize, 0);
        let contacts = &mut self.contacts;
        for (place, members, stream) in &members {
            members.each_pair(&mut stream.clone(), |one, other| {
                for (whose, who) in [(one, other), (other, one)] {
                    let at = &mut starts[whose as usize * stored + place + 1];
                    contacts[*at as usize] = who;
                    *at += 1;
                }
            });
        }
    }

    fn mixed(&self, scenario: &Scenario, layer: &Layer) -> Mixing {
        let even = Matrix { contacts: vec![vec![layer.contacts.unwrap_or_default()]] };
        let matrix = scenario.matrices.get(&layer.name).unwrap_or(&even);
        let takes_part = |age: u8| layer.ages.is_none_or(|(from, to)| (from..=to).contains(&age));
        let mut people = vec![Vec::new(); matrix.contacts.len()];
        for (agent, &age) in self.ages.iter().enumerate() {
            if takes_part(age) {
                people[matrix.group(age)].push(agent as Agent);
            }
        }
        let counts: Vec<u32> = people.iter().map(|group| group.len() as u32).collect();
        let mut matrix = matrix.reciprocal(&counts);
        let sum = |row: &[f64]| row.iter().sum::<f64>();
        if let Some(contacts) = layer.contacts {
            // The matrix says who meets whom, and the layer how often on the average.
            let all: f64 = counts.iter().zip(&matrix.contacts).map(|(n, row)| f64::from(*n) * sum(row)).sum();
            let mean = all / f64::from(counts.iter().sum::<u32>().max(1));
            if mean > 0.0 {
                matrix.contacts.iter_mut().flatten().for_each(|it| *it *= contacts / mean);
            }
        }
        let a_day: Vec<f64> = matrix.contacts.iter().map(|row| sum(row)).collect();
        let others = matrix.contacts.iter().map(|row| {
            Whole::weighted(if sum(row) > 0.0 { row } else { &[1.0] })
        });
        Mixing { a_day, others: others.collect(), people, matrix }
    }

    pub(super) fn len(&self) -> u32 {
        self.ages.len() as u32
    }

    /// The contacts of a person in a layer; empty where they are made anew every day.
    #[inline]
    pub(super) fn contacts(&self, agent: Agent, layer: usize) -> &[Agent] {
        let Some(place) = self.places[layer] else { return &[] };
        let slot = agent as usize * self.stored + place;
        &self.contacts[self.starts[slot] as usize..self.starts[slot + 1] as usize]
    }

    pub(super) fn mixing(&self, layer: usize) -> Option<&Mixing> {
        self.mixing[layer].as_ref()
    }
}

/// A number from 0 up to 1 that belongs to a pair of a layer, whoever of the two is asked.
#[inline]
pub(super) fn pair_share(one: Agent, other: Agent, layer: usize, salt: u64) -> f64 {
    let (low, high) = (u64::from(one.min(other)), u64::from(one.max(other)));
    let bits = mixed((low << 32 | high) ^ mixed(salt ^ (layer as u64) << 56));
    (bits >> 11) as f64 * 2f64.powi(-53)
}
