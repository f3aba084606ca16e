use hashbrown::HashMap;
use serde::{Deserialize, Serialize};

/// What people decided about pairs of rows; it overrides what the engine finds.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Decisions {
    by_pair: HashMap<(u32, u32), bool>,
}

impl Decisions {
    /// Remembers that two rows are the same person, or that they are not; the last word counts.
    pub fn decide(&mut self, one: u32, other: u32, same_person: bool) {
        self.by_pair.insert((one.min(other), one.max(other)), same_person);
    }

    /// What was decided about two rows.
    pub fn of(&self, one: u32, other: u32) -> Option<bool> {
        if self.by_pair.is_empty() {
            return None;
        }
        self.by_pair.get(&(one.min(other), one.max(other))).copied()
    }

    /// How many pairs were decided about.
    pub fn len(&self) -> usize {
        self.by_pair.len()
    }

    /// Whether nothing was decided.
    pub fn is_empty(&self) -> bool {
        self.by_pair.is_empty()
    }

    /// The pairs decided to be one person, the earlier row first, in order.
    pub(crate) fn same(&self) -> Vec<(u32, u32)> {
        let mut same: Vec<(u32, u32)> =
            self.by_pair.iter().filter(|(_, same)| **same).map(|(pair, _)| *pair).collect();
        same.sort_unstable();
        same
    }
}
