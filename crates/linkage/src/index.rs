use hashbrown::{HashMap, HashSet};

use crate::compare::pattern::Pattern;
use crate::decisions::Decisions;
use crate::field::Field;
use crate::judge::{Judge, Notebook};
use crate::model::probability;
use crate::plan::candidates::{Candidates, value};
use crate::plan::keys::{Atom, Key, atoms};
use crate::plan::sides::Sides;
use crate::plan::{Plan, Reach};
use crate::records::Records;

mod names;
mod saved;

pub use saved::IndexError;

use names::Names;

/// People who can be found again by anything that is known of them, while one types.
///
/// It is made once from a list and then takes people in and out; what a list taught it stays until it is made anew.
#[derive(Debug)]
pub struct Index {
    records: Records,
    plan: Plan,
    decisions: Decisions,
    keys: Vec<Key>,
    filed: Candidates,
    /// Rows that came after the list, by the value of each key.
    added: HashMap<u32, Vec<u32>>,
    removed: HashSet<u32>,
    names: Names,
    notebook: Notebook,
}

/// Somebody who may be meant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    /// The row.
    pub row: u32,
    /// How likely it is the one who is meant, 0 to 1, with the other candidates in mind.
    pub probability: f32,
    /// How what was typed agrees with it.
    pub pattern: Pattern,
}

/// Candidates that an answer has at most.
const ANSWERS: usize = 20;
/// Rows that one question compares at most; a question that reaches more says too little.
const COMPARED: usize = 2_000;
/// The chance that whoever is asked for is there.
const IS_THERE: f32 = 0.5;

impl Index {
    /// Makes the index of all rows of these records and learns from them how to compare.
    pub fn new(records: Records) -> Self {
        let rows = 0..records.len() as u32;
        let plan = Plan::learn(&records, &Sides::new(&records, rows.clone(), rows));
        Self::with(records, plan, Decisions::default(), HashSet::new())
    }

    fn with(records: Records, plan: Plan, decisions: Decisions, removed: HashSet<u32>) -> Self {
        let mut keys = match &plan.reach {
            Reach::Keys(keys) => keys.clone(),
            Reach::All => Vec::new(),
        };
        for atoms in ASKED_BY {
            let key = Key::of(atoms);
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        let rows = 0..records.len() as u32;
        let filed = Candidates::file(&records, rows.clone(), &keys);
        let names = Names::of(&records, rows);
        Self {
            records,
            plan,
            decisions,
            keys,
            filed,
            added: HashMap::new(),
            removed,
            names,
            notebook: Notebook::default(),
        }
    }

    /// The people and their rows.
    pub fn records(&self) -> &Records {
        &self.records
    }

    /// How rows are compared.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// How many people are in it.
    pub fn len(&self) -> usize {
        self.records.len() - self.removed.len()
    }

    /// Whether nobody is in it.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Takes somebody in and gives the number of the row.
    pub fn insert(&mut self, label: &str, cells: &[(Field, &str)]) -> u32 {
        let row = self.records.add_fields(label, cells);
        let atoms = atoms(&self.records, row);
        for value in self.keys.iter().map(|key| value(*key, &atoms)).filter(|value| *value > 0) {
            self.added.entry(value).or_default().push(row);
        }
        self.names.add(&self.records, row);
        row
    }

    /// Takes a row out; false where it was not in.
    pub fn remove(&mut self, row: u32) -> bool {
        (row as usize) < self.records.len() && self.removed.insert(row)
    }

    /// Remembers what a person decided about two rows; see [`Index::same_people`].
    pub fn decide(&mut self, one: u32, other: u32, same_person: bool) {
        self.decisions.decide(one, other, same_person);
    }

    /// Who these fields may mean, the likeliest first; the last word of a name may be unfinished.
    pub fn who(&mut self, cells: &[(Field, &str)]) -> Vec<Candidate> {
        let question = self.records.ask(cells);
        let found = self.candidates(question);
        self.records.forget_question();
        found
    }

    /// Which other rows may be the person of this one, the likeliest first; what people decided overrides.
    pub fn same_people(&mut self, row: u32) -> Vec<Candidate> {
        if row as usize >= self.records.len() || self.removed.contains(&row) {
            return Vec::new();
        }
        self.candidates(row)
    }

    fn candidates(&mut self, question: u32) -> Vec<Candidate> {
        let atoms = atoms(&self.records, question);
        let mut near = Vec::new();
        for value in self.keys.iter().map(|key| value(*key, &atoms)).filter(|value| *value > 0) {
            let before = near.len();
            near.extend(self.filed.with(value).take(COMPARED + 1));
            near.extend(self.added.get(&value).into_iter().flatten());
            // A key of so many rows says little alone; the others find whoever it is.
            if near.len() - before > COMPARED {
                near.truncate(before);
            }
        }
        near.sort_unstable();
        near.dedup();
        let mut found = self.judged(question, &near);
        let sure = found.first().is_some_and(|best| best.probability > 0.9);
        if !sure {
            let before = near.len();
            self.names.near(&self.records, question, &mut near);
            near.sort_unstable();
            near.dedup();
            if near.len() > before {
                found = self.judged(question, &near);
            }
        }
        found
    }

    /// The candidates among some rows, each with its share of the odds.
    fn judged(&mut self, question: u32, near: &[u32]) -> Vec<Candidate> {
        let notebook = std::mem::take(&mut self.notebook);
        let mut judge = Judge::resumed(&self.records, &self.plan, &self.decisions, notebook);
        let offset =
            (IS_THERE / self.records.len().max(1) as f32).ln() - self.plan.model.same_share().ln();
        let mut found: Vec<Candidate> = Vec::new();
        for row in near.iter().filter(|row| **row != question && !self.removed.contains(*row)) {
            if let Some(verdict) = judge.answer(question, *row) {
                let log_odds =
                    if verdict.is_decided { verdict.log_odds } else { verdict.log_odds + offset };
                found.push(Candidate {
                    row: *row,
                    probability: log_odds,
                    pattern: verdict.pattern,
                });
            }
        }
        self.notebook = judge.into_notebook();
        found.sort_unstable_by(|one, other| {
            other.probability.total_cmp(&one.probability).then(one.row.cmp(&other.row))
        });
        let odds = |log_odds: f32| log_odds.clamp(-30.0, 30.0).exp();
        let all: f32 = found.iter().map(|candidate| odds(candidate.probability)).sum();
        found.truncate(ANSWERS);
        for candidate in &mut found {
            let own = odds(candidate.probability);
            candidate.probability =
                probability((own / (1.0 + all - own).max(f32::MIN_POSITIVE)).ln());
        }
        found
    }
}

/// What people ask by beside the keys that the list taught.
const ASKED_BY: [&[Atom]; 8] = [
    &[Atom::Id],
    &[Atom::Other],
    &[Atom::Phone],
    &[Atom::Email],
    &[Atom::Birth, Atom::Given],
    &[Atom::Year, Atom::Name],
    &[Atom::Name, Atom::Commune],
    &[Atom::Birth, Atom::Family],
];
