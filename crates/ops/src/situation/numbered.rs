//! Diseases and communes as numbers, while many rows are counted.

use std::collections::HashMap;
use std::sync::Arc;

use taicho_model::Area;

/// Keys of one statement.
pub(super) const AT_ONCE: usize = 500;

/// So many names are looked through one by one.
const FEW: usize = 8;

/// Names by the numbers that they were given.
#[derive(Debug, Default)]
pub(super) struct Names {
    names: Vec<Arc<str>>,
    numbers: HashMap<Arc<str>, u16>,
}

impl Names {
    /// The number of a name, which is given one where it has none.
    pub(super) fn number_of(&mut self, name: &str) -> u16 {
        if let Some(number) = self.find(name) {
            return number;
        }
        let number = u16::try_from(self.names.len()).expect("fewer diseases than that");
        let name: Arc<str> = name.into();
        self.names.push(name.clone());
        self.numbers.insert(name, number);
        number
    }

    /// The number that a name was given.
    pub(super) fn find(&self, name: &str) -> Option<u16> {
        // The few diseases that there are as a rule are found faster by looking.
        let at_hand = self.names.iter().take(FEW).position(|it| **it == *name);
        at_hand.map(|number| number as u16).or_else(|| self.numbers.get(name).copied())
    }

    /// All names, by their numbers.
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|name| &**name)
    }

    /// The name of a number.
    pub(super) fn name(&self, number: u16) -> Arc<str> {
        self.names[usize::from(number)].clone()
    }
}

/// Finds the commune of a path, whether the path is the commune's or lies below it.
pub(super) struct CommuneIndex<'a> {
    by_path: HashMap<&'a str, u32>,
}

impl<'a> CommuneIndex<'a> {
    pub(super) fn new(communes: &'a [Area]) -> Self {
        Self { by_path: communes.iter().map(|area| area.path.as_str()).zip(0..).collect() }
    }

    /// The number of the commune in the list.
    pub(super) fn number_of(&self, path: &str) -> Option<u32> {
        let mut path = path;
        loop {
            if let Some(commune) = self.by_path.get(path) {
                return Some(*commune);
            }
            let shorter = path.strip_suffix('/')?.rfind('/')?;
            path = &path[..=shorter];
        }
    }
}
