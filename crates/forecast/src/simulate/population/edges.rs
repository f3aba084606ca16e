use super::Agent;
use crate::simulate::draw::{Draw, Whole};
use crate::simulate::scenario::{GroupBy, Kind, Layer, Scenario};

/// Who takes part in a layer, and how they come to meet.
pub(super) enum Members {
    /// Neighbours in the order of people, by household.
    Households(Vec<u32>),
    /// People in an order of their own, cut into groups.
    Groups { people: Vec<Agent>, sizes: Vec<u32> },
    /// Each meets some others.
    Random(Random),
    /// Nothing is stored.
    None,
}

/// Contacts chosen once, at random.
pub(super) struct Random {
    /// Those who take part, in the order of people; none where all do.
    people: Option<Vec<Agent>>,
    count: u32,
    /// How many others somebody chooses; as many choose them.
    chosen: Whole,
    /// The share of contacts in one's own quarter, and where quarters begin among those who take part.
    near: Option<(f64, u32, Vec<u32>)>,
}

impl Members {
    pub(super) fn of(scenario: &Scenario, layer: &Layer, ages: &[u8], homes: &[u32], draw: &mut Draw) -> Self {
        match layer.kind {
            Kind::Mixing => Self::None,
            Kind::Households => Self::Households(homes.to_vec()),
            Kind::Groups => {
                let mut people = taking_part(layer, ages, draw);
                match layer.by {
                    GroupBy::Chance => shuffle(&mut people, draw),
                    GroupBy::Age => {
                        shuffle(&mut people, draw);
                        people.sort_by_key(|agent| ages[*agent as usize]);
                    }
                    GroupBy::Home => {}
                }
                let table = match (&layer.sizes, layer.size) {
                    (Some(sizes), _) => {
                        let mut weights = vec![0.0];
                        weights.extend(sizes);
                        Whole::weighted(&weights)
                    }
                    (None, size) => Whole::poisson(size.unwrap_or(1.0)),
                };
                let mut left = people.len() as u32;
                let mut sizes = Vec::new();
                while left > 0 {
                    let size = table.draw(draw).min(left);
                    sizes.push(size);
                    left -= size;
                }
                Self::Groups { people, sizes }
            }
            Kind::Random => Self::Random(Random::of(scenario, layer, ages, draw)),
        }
    }

    /// Names every pair that meets.
    pub(super) fn each_pair(&self, draw: &mut Draw, mut pair: impl FnMut(Agent, Agent)) {
        match self {
            Self::None => {}
            Self::Households(sizes) => {
                let mut first = 0;
                for &size in sizes {
                    for one in first..first + size {
                        (one + 1..first + size).for_each(|other| pair(one, other));
                    }
                    first += size;
                }
            }
            Self::Groups { people, sizes } => {
                let mut rest = people.as_slice();
                for &size in sizes {
                    let (group, others) = rest.split_at(size as usize);
                    for (at, one) in group.iter().enumerate() {
                        group[at + 1..].iter().for_each(|other| pair(*one, *other));
                    }
                    rest = others;
                }
            }
            Self::Random(random) => random.each_pair(draw, pair),
        }
    }
}

impl Random {
    fn of(scenario: &Scenario, layer: &Layer, ages: &[u8], draw: &mut Draw) -> Self {
        let all = layer.ages.is_none() && layer.share.is_none();
        let people = (!all).then(|| taking_part(layer, ages, draw));
        let count = people.as_ref().map_or(ages.len(), Vec::len) as u32;
        // Half of the contacts are chosen by somebody, rounded to even; the other half choose them.
        let poisson = poisson_weights(layer.contacts.unwrap_or_default());
        let mut halves = vec![0.0; poisson.len() / 2 + 2];
        for (number, weight) in poisson.iter().enumerate() {
            halves[(number as f64 / 2.0).round_ties_even() as usize] += weight;
        }
        let quarter = scenario.notation.population.quarter_size;
        let near = layer.within_quarter.zip(quarter).map(|(share, size)| {
            let quarters = (ages.len() as u32).div_ceil(size);
            let start = |quarter: u32| match &people {
                Some(people) => people.partition_point(|agent| *agent < quarter * size) as u32,
                None => (quarter * size).min(count),
            };
            (share, size, (0..=quarters).map(start).collect())
        });
        Self { people, count, chosen: Whole::weighted(&halves), near }
    }

    fn each_pair(&self, draw: &mut Draw, mut pair: impl FnMut(Agent, Agent)) {
        let agent = |place: u32| match &self.people {
            Some(people) => people[place as usize],
            None => place,
        };
        for place in 0..self.count {
            let one = agent(place);
            for _ in 0..self.chosen.draw(draw) {
                let other = match &self.near {
                    Some((share, size, starts)) if draw.chance(*share) => {
                        let quarter = (one / size) as usize;
                        let (from, to) = (starts[quarter], starts[quarter + 1]);
                        agent(from + draw.below(to - from))
                    }
                    _ => agent(draw.below(self.count)),
                };
                // Nobody meets themselves.
                if other != one {
                    pair(one, other);
                }
            }
        }
    }
}

fn poisson_weights(mean: f64) -> Vec<f64> {
    let mut weight = (-mean).exp();
    let mut weights = vec![weight];
    let most = mean + 12.0 * mean.sqrt() + 20.0;
    while (weights.len() as f64) < most {
        weight *= mean / weights.len() as f64;
        weights.push(weight);
    }
    weights
}

fn taking_part(layer: &Layer, ages: &[u8], draw: &mut Draw) -> Vec<Agent> {
    let of_age = |age: &u8| layer.ages.is_none_or(|(from, to)| (from..=to).contains(age));
    let people = ages.iter().enumerate().filter(|(_, age)| of_age(age)).map(|(agent, _)| agent as Agent);
    match layer.share {
        None => people.collect(),
        Some(share) => people.filter(|_| draw.chance(share)).collect(),
    }
}

fn shuffle(people: &mut [Agent], draw: &mut Draw) {
    for place in (1..people.len()).rev() {
        people.swap(place, draw.below(place as u32 + 1) as usize);
    }
}
