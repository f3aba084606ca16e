use super::Agent;
use crate::simulate::draw::{Draw, Whole};

/// Groups in which everybody meets everybody.
#[derive(Debug, Default)]
pub(super) struct Groups {
    /// Those who are in a group, group by group, and everybody's place there; none where all are, in their own order.
    order: Option<(Vec<Agent>, Vec<u32>)>,
    /// For each place: the first place of its group, and how many there are.
    group: Vec<(u32, u16)>,
}

/// Somebody who is in no group.
const NOWHERE: u32 = u32::MAX;

impl Groups {
    /// Households: everybody in their own order.
    pub(super) fn of_households(sizes: &[u32]) -> Self {
        Self { order: None, group: groups(sizes.iter().copied()) }
    }

    /// Groups of drawn sizes, of people in the order in which they are put together.
    pub(super) fn draw(order: Vec<Agent>, people: u32, sizes: &Whole, draw: &mut Draw) -> Self {
        let mut places = vec![NOWHERE; people as usize];
        for (place, agent) in order.iter().enumerate() {
            places[*agent as usize] = place as u32;
        }
        let mut left = order.len() as u32;
        let mut drawn = Vec::new();
        while left > 0 {
            let size = sizes.draw(draw).min(left);
            drawn.push(size);
            left -= size;
        }
        Self { group: groups(drawn.into_iter()), order: Some((order, places)) }
    }

    #[inline]
    fn place(&self, agent: Agent) -> u32 {
        self.order.as_ref().map_or(agent, |(_, places)| places[agent as usize])
    }

    #[inline]
    pub(super) fn degree(&self, agent: Agent) -> u32 {
        match self.place(agent) {
            NOWHERE => 0,
            place => u32::from(self.group[place as usize].1) - 1,
        }
    }

    #[inline]
    pub(super) fn contact(&self, agent: Agent, number: u32) -> Agent {
        let place = self.place(agent);
        let other = self.group[place as usize].0 + number;
        let other = other + u32::from(other >= place);
        self.order.as_ref().map_or(other, |(order, _)| order[other as usize])
    }
}

fn groups(sizes: impl Iterator<Item = u32>) -> Vec<(u32, u16)> {
    let mut group = Vec::new();
    for size in sizes {
        let first = group.len() as u32;
        group.extend((0..size).map(|_| (first, size as u16)));
    }
    group
}
