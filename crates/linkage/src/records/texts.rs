use std::hash::BuildHasher as _;

use hashbrown::{DefaultHashBuilder, HashTable};
use serde::{Deserialize, Serialize};

/// Texts held once, each under its number; 0 is the empty text.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Texts {
    bytes: String,
    ends: Vec<u32>,
    /// Not saved: [`Texts::recall`] finds it again.
    #[serde(skip)]
    numbers: HashTable<u32>,
    #[serde(skip)]
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

    /// Finds the numbers of the texts again after they were read from a file; false where they are not sound.
    pub(crate) fn recall(&mut self) -> bool {
        let bounds = self
            .ends
            .windows(2)
            .all(|pair| pair[0] <= pair[1] && self.bytes.is_char_boundary(pair[1] as usize));
        let sound = bounds
            && self.ends.first() == Some(&0)
            && self.ends.last() == Some(&(self.bytes.len() as u32));
        if sound {
            let Self { bytes, ends, numbers, hash } = self;
            let sign = |number: &u32| hash.hash_one(text_at(bytes, ends, *number));
            numbers.reserve(ends.len(), sign);
            for number in 1..ends.len() as u32 {
                numbers.insert_unique(sign(&number), number, sign);
            }
        }
        sound
    }
}

fn text_at<'a>(bytes: &'a str, ends: &[u32], number: u32) -> &'a str {
    let number = number as usize;
    let Some(before) = number.checked_sub(1) else { return "" };
    bytes.get(ends[before] as usize..ends[number] as usize).unwrap_or_default()
}

/// Texts in the order of their arrival, equal ones included: what lists call their rows.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Labels {
    bytes: String,
    ends: Vec<u32>,
}

impl Labels {
    pub(crate) fn push(&mut self, text: &str) {
        self.bytes.push_str(text);
        self.ends.push(self.bytes.len() as u32);
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn get(&self, at: u32) -> &str {
        let at = at as usize;
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        self.bytes.get(start as usize..self.ends[at] as usize).unwrap_or_default()
    }
}
