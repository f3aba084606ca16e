//! People, their ages, households and contacts, drawn from totals.

mod ages;
mod graph;
mod groups;

use super::draw::{Draw, Whole};
use super::matrix::Matrix;
use super::scenario::{GroupBy, Layer, LayerKind, Scenario};
pub(super) use graph::Aim;
pub(super) use graph::pair_share;
use graph::{By, Graph};
use groups::Groups;

/// A person, as a number from 0 on; households and quarters are neighbours in that order.
pub(super) type Agent = u32;

/// Who lives there and who meets whom.
#[derive(Debug, Default)]
pub(super) struct Population {
    /// Age in years.
    pub(super) ages: Vec<u8>,
    layers: Vec<Contacts>,
}

/// How the people of a layer meet.
#[derive(Debug)]
enum Contacts {
    Groups(Groups),
    /// Graphs that lie over each other: one of the quarter, one of all.
    Random(Vec<Graph>),
    Mixing(Mixing),
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
    /// Draws a population.
    pub(super) fn draw(&mut self, scenario: &Scenario, draw: &mut Draw) {
        let homes = ages::fill(scenario, &mut self.ages, draw);
        self.layers.clear();
        for layer in &scenario.notation.population.layer {
            let contacts = match layer.kind {
                LayerKind::Households => Contacts::Groups(Groups::of_households(&homes)),
                LayerKind::Groups => Contacts::Groups(self.grouped(layer, draw)),
                LayerKind::Random => Contacts::Random(self.chosen(scenario, layer, draw)),
                LayerKind::Mixing => Contacts::Mixing(self.mixed(scenario, layer)),
            };
            self.layers.push(contacts);
        }
    }

    fn taking_part(&self, layer: &Layer, draw: &mut Draw) -> Vec<bool> {
        let of_age = |age: &u8| layer.ages.is_none_or(|(from, to)| (from..=to).contains(age));
        let share = layer.share.unwrap_or(1.0);
        self.ages.iter().map(|age| of_age(age) && (share >= 1.0 || draw.chance(share))).collect()
    }

    fn grouped(&self, layer: &Layer, draw: &mut Draw) -> Groups {
        let taking_part = self.taking_part(layer, draw);
        let mut order: Vec<Agent> =
            (0..self.len()).filter(|agent| taking_part[*agent as usize]).collect();
        if layer.by != GroupBy::Home {
            shuffle(&mut order, draw);
        }
        if layer.by == GroupBy::Age {
            order.sort_by_key(|agent| self.ages[*agent as usize]);
        }
        Groups::draw(order, self.len(), &layer.group_sizes(), draw)
    }

    fn chosen(&self, scenario: &Scenario, layer: &Layer, draw: &mut Draw) -> Vec<Graph> {
        let contacts = layer.contacts.unwrap_or_default();
        let near = layer.within_quarter.unwrap_or_default();
        let quarter = scenario.notation.population.quarter_size.unwrap_or_default();
        let everybody = layer.ages.is_none() && layer.share.is_none();
        let taking_part = if everybody { Vec::new() } else { self.taking_part(layer, draw) };
        let takes_part = |agent: Agent| everybody || taking_part[agent as usize];
        let mut graphs =
            vec![Graph::draw(self.len(), takes_part, contacts * (1.0 - near), 0, draw)];
        if near > 0.0 {
            graphs.push(Graph::draw(self.len(), takes_part, contacts * near, quarter, draw));
        }
        graphs
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
            let all: f64 =
                counts.iter().zip(&matrix.contacts).map(|(n, row)| f64::from(*n) * sum(row)).sum();
            let mean = all / f64::from(counts.iter().sum::<u32>().max(1));
            if mean > 0.0 {
                matrix.contacts.iter_mut().flatten().for_each(|it| *it *= contacts / mean);
            }
        }
        let a_day: Vec<f64> = matrix.contacts.iter().map(|row| sum(row)).collect();
        let others = matrix
            .contacts
            .iter()
            .map(|row| Whole::weighted(if sum(row) > 0.0 { row } else { &[1.0] }));
        Mixing { a_day, others: others.collect(), people, matrix }
    }

    pub(super) fn len(&self) -> u32 {
        self.ages.len() as u32
    }

    /// How many contacts a person has in a layer; none where they are made anew every day.
    #[inline]
    pub(super) fn degree(&self, agent: Agent, layer: usize) -> u32 {
        match &self.layers[layer] {
            Contacts::Groups(groups) => groups.degree(agent),
            Contacts::Random(graphs) => graphs.iter().map(|graph| graph.degree(agent)).sum(),
            Contacts::Mixing(_) => 0,
        }
    }

    /// One of the contacts of a person in a layer, by number from 0 on.
    #[inline]
    pub(super) fn contact(&self, agent: Agent, layer: usize, number: u32) -> Agent {
        self.hit(layer, self.aim(agent, layer, number))
    }

    /// That contact as far as it can be said without looking it up.
    #[inline]
    pub(super) fn aim(&self, agent: Agent, layer: usize, mut number: u32) -> Aim {
        match &self.layers[layer] {
            Contacts::Groups(groups) => Aim { at: groups.contact(agent, number), ..Aim::default() },
            Contacts::Random(graphs) => {
                for (graph, it) in graphs.iter().enumerate() {
                    let degree = it.degree(agent);
                    if number < degree {
                        return Aim { graph: graph as u8, ..it.aim(agent, number) };
                    }
                    number -= degree;
                }
                Aim { at: agent, ..Aim::default() }
            }
            Contacts::Mixing(_) => Aim { at: agent, ..Aim::default() },
        }
    }

    /// Who it is.
    #[inline]
    pub(super) fn hit(&self, layer: usize, aim: Aim) -> Agent {
        match &self.layers[layer] {
            Contacts::Random(graphs) if aim.by != By::Known => {
                graphs[usize::from(aim.graph)].hit(aim)
            }
            _ => aim.at,
        }
    }

    /// Reads what it takes to hit.
    pub(super) fn look_at_aims(&self, aims: impl Iterator<Item = (usize, Aim)>) {
        let seen = aims.fold(0, |seen, (layer, aim)| match &self.layers[layer] {
            Contacts::Random(graphs) if aim.by != By::Known => {
                seen ^ graphs[usize::from(aim.graph)].look_at(aim)
            }
            _ => seen,
        });
        std::hint::black_box(seen);
    }

    /// Reads what it takes to know the contacts of people.
    pub(super) fn look_at(&self, agents: impl Iterator<Item = Agent> + Clone) {
        for layer in &self.layers {
            if let Contacts::Random(graphs) = layer {
                for graph in graphs {
                    let seen = agents.clone().fold(0, |seen, agent| seen ^ graph.degree(agent));
                    std::hint::black_box(seen);
                }
            }
        }
    }

    pub(super) fn mixing(&self, layer: usize) -> Option<&Mixing> {
        match &self.layers[layer] {
            Contacts::Mixing(mixing) => Some(mixing),
            _ => None,
        }
    }
}

fn shuffle(people: &mut [Agent], draw: &mut Draw) {
    for place in (1..people.len()).rev() {
        people.swap(place, draw.below(place as u32 + 1) as usize);
    }
}
