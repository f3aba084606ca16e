use std::ops::Range;

use hashbrown::HashMap;

use crate::mixed::mixed;
use crate::records::Records;
use crate::records::repeated::repeated;

/// The rows of both sides; one list with itself has the same twice.
#[derive(Clone, Debug)]
pub(crate) struct Sides {
    pub(crate) left: Range<u32>,
    pub(crate) right: Range<u32>,
    /// Rows that are equal in everything to an earlier one of their side, with that one.
    pub(crate) repeats: HashMap<u32, u32>,
}

impl Sides {
    pub(crate) fn new(records: &Records, left: Range<u32>, right: Range<u32>) -> Self {
        let mut repeats = repeats(records, left.clone());
        if left != right {
            repeats.extend(self::repeats(records, right.clone()));
        }
        Self { left, right, repeats }
    }

    /// Whether a list is compared with itself.
    pub(crate) fn is_one(&self) -> bool {
        self.left == self.right
    }

    pub(crate) fn pairs(&self) -> f64 {
        let (left, right) = (self.left.len() as f64, self.right.len() as f64);
        if self.is_one() { left * (left - 1.0) / 2.0 } else { left * right }
    }

    /// The rows of the left without the repeats.
    pub(crate) fn left(&self) -> impl Iterator<Item = u32> + Clone {
        self.distinct(self.left.clone())
    }

    /// The rows of the right without the repeats.
    pub(crate) fn right(&self) -> impl Iterator<Item = u32> + Clone {
        self.distinct(self.right.clone())
    }

    /// Some rows without the repeats.
    pub(crate) fn distinct(&self, rows: Range<u32>) -> impl Iterator<Item = u32> + Clone {
        rows.filter(|row| self.repeats.is_empty() || !self.repeats.contains_key(row))
    }
}

/// Rows that say exactly what an earlier row says.
fn repeats(records: &Records, rows: Range<u32>) -> HashMap<u32, u32> {
    let signs = repeated(rows.map(|row| (sign(records, row), row)), 2);
    let mut found = HashMap::new();
    for alike in signs.chunk_by(|one, other| one.0 == other.0) {
        let [(_, first), others @ ..] = alike else { continue };
        let equal = |row: u32| {
            let (one, other) = (*first as usize, row as usize);
            records.rows[one] == records.rows[other]
                && records.more_of(*first) == records.more_of(row)
        };
        found.extend(others.iter().filter(|(_, row)| equal(*row)).map(|(_, row)| (*row, *first)));
    }
    found
}

fn sign(records: &Records, number: u32) -> u64 {
    let row = &records.rows[number as usize];
    let mut sign = row.id ^ row.phone.rotate_left(29);
    let mut put =
        |value: u64| sign = (sign.rotate_left(11) ^ value).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    put(u64::from(row.birth.number()) << 32 | u64::from(row.house));
    put(u64::from(row.commune) << 32 | u64::from(row.street));
    for words in row.words.chunks_exact(2) {
        put(u64::from(words[0]) << 32 | u64::from(words[1]));
    }
    if !records.more.is_empty() {
        let more = records.more_of(number);
        put(more.other ^ more.postcode.rotate_left(17));
        put(u64::from(more.email) << 32 | u64::from(more.texts[0]));
        put(u64::from(more.texts[1]) << 32 | u64::from(more.texts[2]));
    }
    mixed(sign)
}
