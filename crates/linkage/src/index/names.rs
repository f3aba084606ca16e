use std::ops::Range;

use hashbrown::HashMap;

use crate::records::Records;
use crate::records::row::{GIVEN, Row};

/// Which rows have a word in their names.
#[derive(Debug)]
pub(super) struct Names {
    starts: Vec<u32>,
    rows: Vec<u32>,
    added: HashMap<u32, Vec<u32>>,
    /// The words in the order of their letters, for unfinished ones.
    in_order: Vec<u32>,
}

/// Rows of the rarest word that are looked at, for one question.
const LOOKED_AT: usize = 5_000;
/// Rows that are compared in the end.
const FOUND: usize = 200;
/// Words that an unfinished one may become.
const ENDINGS: usize = 64;

impl Names {
    pub(super) fn of(records: &Records, rows: Range<u32>) -> Self {
        let words = records.words.len().max(1);
        let mut starts = vec![0_u32; words + 2];
        for row in rows.clone() {
            for word in words_of(&records.rows[row as usize]) {
                starts[word as usize + 2] += 1;
            }
        }
        for at in 2..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut found = vec![0; starts.last().copied().unwrap_or(0) as usize];
        for row in rows {
            for word in words_of(&records.rows[row as usize]) {
                let place = &mut starts[word as usize + 1];
                found[*place as usize] = row;
                *place += 1;
            }
        }
        starts.pop();
        Self { starts, rows: found, added: HashMap::new(), in_order: records.words.in_order() }
    }

    pub(super) fn add(&mut self, records: &Records, row: u32) {
        for word in words_of(&records.rows[row as usize]) {
            self.added.entry(word).or_default().push(row);
        }
    }

    /// Rows that have every word of the question's name, the last one perhaps unfinished.
    pub(super) fn near(&self, records: &Records, question: u32, found: &mut Vec<u32>) {
        let asked = &records.rows[question as usize];
        let last = if asked.words[GIVEN] > 0 { asked.words[GIVEN] } else { asked.words[0] };
        if last == 0 {
            return;
        }
        let whole: Vec<u32> = words_of(asked).filter(|word| *word != last).collect();
        let endings = self.endings(records, last);
        let many = |words: &[u32]| words.iter().map(|word| self.count(*word)).sum::<usize>();
        let rarest = whole.iter().min_by_key(|word| self.count(**word));
        let by_ending = many(&endings);
        let has = |row: u32| {
            let words = records.rows[row as usize].words;
            whole.iter().all(|word| words.contains(word))
                && endings.iter().any(|word| words.contains(word))
        };
        let limit = found.len() + FOUND;
        let look = |word: u32| self.with(word).take(LOOKED_AT);
        match rarest {
            Some(word) if self.count(*word) < by_ending => {
                found.extend(look(*word).filter(|row| has(*row)).take(FOUND));
            }
            _ => {
                for word in endings.iter().copied() {
                    found.extend(look(word).filter(|row| has(*row)).take(FOUND));
                    if found.len() > limit {
                        break;
                    }
                }
            }
        }
        found.truncate(limit);
    }

    /// The word itself and the known words that begin with it, the frequent ones first.
    fn endings(&self, records: &Records, word: u32) -> Vec<u32> {
        let text = records.words.text(word);
        let from = self.in_order.partition_point(|known| records.words.text(*known) < text);
        let longer = self.in_order[from..]
            .iter()
            .take_while(|known| records.words.text(**known).starts_with(text));
        let mut endings: Vec<u32> = longer.copied().filter(|known| *known != word).collect();
        endings.sort_by_key(|known| std::cmp::Reverse(records.words.count(*known)));
        endings.truncate(ENDINGS);
        endings.insert(0, word);
        endings
    }

    fn with(&self, word: u32) -> impl Iterator<Item = u32> {
        let (filed, added) = self.lists(word);
        filed.iter().chain(added).copied()
    }

    fn count(&self, word: u32) -> usize {
        let (filed, added) = self.lists(word);
        filed.len() + added.len()
    }

    fn lists(&self, word: u32) -> (&[u32], &[u32]) {
        let at = word as usize;
        let filed = match (self.starts.get(at), self.starts.get(at + 1)) {
            (Some(start), Some(end)) => &self.rows[*start as usize..*end as usize],
            _ => &[],
        };
        (filed, self.added.get(&word).map_or(&[][..], Vec::as_slice))
    }
}

fn words_of(row: &Row) -> impl Iterator<Item = u32> {
    row.words.into_iter().filter(|word| *word > 0)
}
