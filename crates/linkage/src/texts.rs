use std::hash::BuildHasher as _;

use hashbrown::{DefaultHashBuilder, HashTable};

/// Texts held once, each under its number; 0 is the empty text.
#[derive(Clone, Debug)]
pub(crate) struct Texts {
    bytes: String,
    ends: Vec<u32>,
    numbers: HashTable<u32>,
    hash: DefaultHashBuilder,
}

impl Default for Texts {
    fn default() -> Self {
        Self {
            bytes: String::new(),
            ends: vec![0],
            numbers: HashTable::new(),
            hash: DefaultHashBuilder::default(),
        }
    }
}

impl Texts {
    /// How many numbers are given out.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The text with this number.
    pub(crate) fn get(&self, number: u32) -> &str {
        text_at(&self.bytes, &self.ends, number)
    }

    /// The number of a text that was met before.
    pub(crate) fn find(&self, text: &str) -> Option<u32> {
        if text.is_empty() {
            return Some(0);
        }
        let Self { bytes, ends, numbers, hash } = self;
        numbers.find(hash.hash_one(text), |number| text_at(bytes, ends, *number) == text).copied()
    }

    /// The number of a text, and whether it is a new one.
    pub(crate) fn number(&mut self, text: &str) -> (u32, bool) {
        if let Some(known) = self.find(text) {
            return (known, false);
        }
        let number = self.ends.len() as u32;
        self.bytes.push_str(text);
        self.ends.push(self.bytes.len() as u32);
        let Self { bytes, ends, numbers, hash } = self;
        numbers.insert_unique(hash.hash_one(text), number, |number| {
            hash.hash_one(text_at(bytes, ends, *number))
        });
        (number, true)
    }

    /// Every text, in the order of the numbers and without the empty one.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        (1..self.ends.len() as u32).map(|number| self.get(number))
    }
}

fn text_at<'a>(bytes: &'a str, ends: &[u32], number: u32) -> &'a str {
    let number = number as usize;
    let Some(before) = number.checked_sub(1) else { return "" };
    bytes.get(ends[before] as usize..ends[number] as usize).unwrap_or_default()
}

/// Texts in the order of their arrival, equal ones included: what lists call their rows.
#[derive(Clone, Debug, Default)]
pub(crate) struct Labels {
    bytes: String,
    ends: Vec<u32>,
}

impl Labels {
    pub(crate) fn push(&mut self, text: &str) {
        self.bytes.push_str(text);
        self.ends.push(self.bytes.len() as u32);
    }

    pub(crate) fn get(&self, at: u32) -> &str {
        let at = at as usize;
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        self.bytes.get(start as usize..self.ends[at] as usize).unwrap_or_default()
    }
}
