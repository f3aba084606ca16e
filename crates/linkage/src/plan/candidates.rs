use crate::plan::keys::{Atoms, Key, atoms};
use crate::plan::{CROWD, Reach};
use crate::records::Records;

/// Keys that a plan has at most.
pub(crate) const MOST_KEYS: usize = 24;

/// For each value of a key the rows that have it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Candidates {
    keys: Vec<Key>,
    /// All rows, where all are looked at.
    rows: Vec<u32>,
    all: bool,
    /// Where each bucket begins.
    starts: Vec<u32>,
    /// The value, halved, and the row.
    entries: Vec<(u32, u32)>,
    shift: u32,
}

impl Candidates {
    /// Files the rows under their keys.
    pub(crate) fn of(
        records: &Records,
        rows: impl Iterator<Item = u32> + Clone,
        reach: &Reach,
    ) -> Self {
        let Reach::Keys(keys) = reach else {
            return Self { rows: rows.collect(), all: true, ..Self::default() };
        };
        Self::file(records, rows, keys)
    }

    /// Files some rows under these keys.
    pub(crate) fn file(
        records: &Records,
        rows: impl Iterator<Item = u32> + Clone,
        keys: &[Key],
    ) -> Self {
        let width = keys.len().max(1);
        let mut values: Vec<u32> = Vec::with_capacity(rows.size_hint().1.unwrap_or(0) * width);
        for row in rows.clone() {
            let atoms = atoms(records, row);
            values.extend(keys.iter().map(|key| value(*key, &atoms)));
        }
        let bits = (values.len().max(2) as u64).ilog2().min(26);
        let shift = 32 - bits;
        let mut starts = vec![0_u32; (1 << bits) + 1];
        for value in values.iter().filter(|value| **value > 0) {
            starts[(value >> shift) as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut entries = vec![(0, 0); starts.last().copied().unwrap_or(0) as usize];
        for (row, values) in rows.zip(values.chunks(width)) {
            for value in values.iter().filter(|value| **value > 0) {
                let place = &mut next[(value >> shift) as usize];
                entries[*place as usize] = (*value, row);
                *place += 1;
            }
        }
        Self { keys: keys.to_vec(), rows: Vec::new(), all: false, starts, entries, shift }
    }

    /// The rows that have one value of a key.
    pub(crate) fn with(&self, value: u32) -> impl Iterator<Item = u32> {
        let bucket = (value >> self.shift) as usize;
        let entries = &self.entries[self.starts[bucket] as usize..self.starts[bucket + 1] as usize];
        entries.iter().filter(move |(other, _)| *other == value).map(|(_, row)| *row)
    }

    /// Where the rows with each key of this row are: the value, and between which entries.
    fn places(&self, records: &Records, row: u32) -> [ValueSpan; MOST_KEYS] {
        let atoms = atoms(records, row);
        let mut places = [(0, 0, 0); MOST_KEYS];
        for (place, key) in places.iter_mut().zip(&self.keys) {
            let value = value(*key, &atoms);
            if value > 0 {
                let bucket = (value >> self.shift) as usize;
                *place = (value, self.starts[bucket], self.starts[bucket + 1]);
            }
        }
        places
    }

    /// The rows at these places, each once, in order; gives how many keys were left out because too many rows have them.
    fn rows_at(&self, places: &[ValueSpan], found: &mut Vec<u32>) -> u64 {
        let mut crowds = 0;
        for (value, start, end) in places {
            let entries = &self.entries[*start as usize..*end as usize];
            let before = found.len();
            found.extend(entries.iter().filter(|(other, _)| other == value).map(|(_, row)| *row));
            if found.len() - before > CROWD {
                found.truncate(before);
                crowds += 1;
            }
        }
        found.sort_unstable();
        found.dedup();
        crowds
    }

    /// Gives each of these rows with each row that it shares a key with; in the end how many crowds were met.
    ///
    /// Entries and rows lie all over the memory. Those of a batch are asked for together, so that they arrive together.
    pub(crate) fn each(
        &self,
        records: &Records,
        rows: impl Iterator<Item = u32>,
        mut pair: impl FnMut(u32, u32),
    ) -> u64 {
        let (mut near, mut batch, mut pairs) = (Vec::new(), Vec::new(), Vec::new());
        let mut crowds = 0;
        let mut rows = rows.peekable();
        while rows.peek().is_some() {
            batch.clear();
            pairs.clear();
            if self.all {
                let row = rows.next().unwrap_or_default();
                pairs.extend(self.rows.iter().map(|other| (row, *other)));
            } else {
                batch.extend(rows.by_ref().take(BATCH).map(|row| (row, self.places(records, row))));
                let first = batch.iter().flat_map(|(_, places)| &places[..self.keys.len()]);
                ask_for(first.map(|(_, start, _)| {
                    self.entries.get(*start as usize).map_or(0, |entry| entry.0)
                }));
                for (row, places) in &batch {
                    near.clear();
                    crowds += self.rows_at(&places[..self.keys.len()], &mut near);
                    pairs.extend(near.iter().map(|other| (*row, *other)));
                }
                ask_for(
                    pairs.iter().map(|(_, other)| u32::from(records.rows[*other as usize].sex)),
                );
            }
            for (row, other) in &pairs {
                pair(*row, *other);
            }
        }
        crowds
    }
}

/// A value of a key, and between which entries its rows are.
type ValueSpan = (u32, u32, u32);

/// Brings what is read here near the processor.
fn ask_for(values: impl Iterator<Item = u32>) {
    std::hint::black_box(values.fold(0, u32::wrapping_add));
}

const BATCH: usize = 16;

/// The value of a key in half the bits; 0 where the row lacks it.
pub(crate) fn value(key: Key, atoms: &Atoms) -> u32 {
    key.value(atoms).map_or(0, |value| (value >> 32) as u32 | 1)
}
