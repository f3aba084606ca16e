//! Asks again under every other reading that was written down.

use std::collections::{BTreeMap, BTreeSet};

use taicho_model::{Confidence, FactValue, Words};

use crate::evaluate::Question;
use crate::evaluate::desk::{ParameterKey, Readings};
use crate::evaluate::ladder::{Outcome, Rung};
use crate::notation::{Alternative, Parameter};
use crate::wording::{show_date, show_value};

/// More combinations than this are not tried, and the doubt stays.
const MOST_COMBINATIONS: usize = 64;

/// What the other readings showed.
#[derive(Default)]
pub(crate) struct Weighed {
    /// Doubtful parameters whose every reading gives the same answer.
    pub(crate) trusted: BTreeSet<ParameterKey>,
    /// Notes for each row.
    pub(crate) notes: Vec<Vec<Words>>,
}

/// What other readings say where the written ones propose nothing.
pub(crate) enum Other<'a> {
    /// None of them proposes anything either.
    Agrees,
    /// One proposes something, which then only advises.
    Proposes(Box<Outcome<'a>>, Words),
    /// One would need to know more.
    CannotTell(BTreeMap<String, Words>),
}

impl<'a> Question<'a> {
    pub(crate) fn weigh_readings(&self, rungs: &[Rung<'a>], outcome: &Outcome<'a>) -> Weighed {
        let mut weighed =
            Weighed { trusted: BTreeSet::new(), notes: vec![Vec::new(); outcome.rows.len()] };
        let mut doubtful = Vec::new();
        for key in &outcome.parameters {
            let Some(parameter) = find(rungs, key) else { continue };
            let counted_elsewhere = outcome.counted_with.contains(key);
            if !counted_elsewhere {
                self.note_other_readings(rungs, outcome, (key, parameter), &mut weighed.notes);
            }
            if !parameter.confidence.decides()
                && !counted_elsewhere
                && !parameter.alternatives.is_empty()
            {
                doubtful.push((key.clone(), parameter));
            }
        }
        if doubtful.is_empty() || !self.all_agree(rungs, outcome, &doubtful) {
            return weighed;
        }
        let keys: BTreeSet<ParameterKey> = doubtful.iter().map(|(key, _)| key.clone()).collect();
        for (key, parameter) in doubtful {
            if !self.rests_on(rungs, &key, &keys) {
                weighed.trusted.insert(key);
                continue;
            }
            let label = &parameter.label;
            let note = Words::new(
                format!(
                    "{}: chưa chắc chắn ({}), nhưng mọi cách hiểu đã ghi đều cho cùng kết quả.",
                    label.vi,
                    parameter.confidence.as_str()
                ),
                format!(
                    "{}: not certain ({}), but every written reading gives the same answer.",
                    label.en,
                    parameter.confidence.as_str()
                ),
            );
            weighed.notes.iter_mut().for_each(|notes| notes.push(note.clone()));
            weighed.trusted.insert(key);
        }
        weighed
    }

    /// Whether the answer is less sure for the doubt about one parameter, were all else as sure as can be: what was only
    /// looked at on the way to it is no reason for it.
    fn rests_on(
        &self,
        rungs: &[Rung<'a>],
        key: &ParameterKey,
        doubtful: &BTreeSet<ParameterKey>,
    ) -> bool {
        let mut facts = self.facts.clone();
        facts.values_mut().for_each(|fact| fact.confidence = Confidence::V);
        let sure = Question { facts: &facts, ..*self };
        let trusted = doubtful.iter().filter(|other| *other != key).cloned().collect();
        !sure.ask(rungs, &Readings { trusted, ..Readings::quiet() }).tag.decides()
    }

    /// What the other readings of doubtful parameters say where the written ones propose nothing.
    pub(crate) fn under_other_readings(
        &self,
        rungs: &[Rung<'a>],
        outcome: &Outcome<'a>,
    ) -> Other<'a> {
        let mut cannot_tell = BTreeMap::new();
        for (alternative, readings) in self.doubtful_readings(rungs, outcome) {
            let quiet = self.ask(rungs, &readings);
            if !quiet.rows.is_empty() {
                let other = self.ask(rungs, &Readings { is_quiet: false, ..readings });
                let note = &alternative.note;
                let words = Words::new(
                    format!(
                        "Chỉ đúng theo cách hiểu khác — {}; theo cách hiểu đã chọn thì không.",
                        note.vi
                    ),
                    format!("Only under another reading — {}; not under the one chosen.", note.en),
                );
                return Other::Proposes(Box::new(other), words);
            }
            if cannot_tell.is_empty() {
                cannot_tell = quiet.missing;
            }
        }
        match cannot_tell.is_empty() {
            true => Other::Agrees,
            false => Other::CannotTell(cannot_tell),
        }
    }

    /// Each other reading that was written down of a parameter that was looked at, to be asked quietly.
    pub(crate) fn written_readings<'r>(
        &self,
        rungs: &'r [Rung<'a>],
        outcome: &Outcome<'a>,
    ) -> Vec<(&'r Alternative, Readings)> {
        let looked_at = outcome.parameters.difference(&outcome.counted_with);
        let mut all = Vec::new();
        for key in looked_at {
            let parameter = find(rungs, key);
            for alternative in parameter.into_iter().flat_map(|parameter| &parameter.alternatives) {
                let mut readings = Readings::quiet();
                readings.values.insert(key.clone(), alternative.value.clone());
                all.push((alternative, readings));
            }
        }
        all
    }

    /// Each other reading of a doubtful parameter that was looked at, to be asked quietly.
    fn doubtful_readings<'r>(
        &self,
        rungs: &'r [Rung<'a>],
        outcome: &Outcome<'a>,
    ) -> Vec<(&'r Alternative, Readings)> {
        let mut all = Vec::new();
        for key in &outcome.parameters {
            let parameter = find(rungs, key).filter(|parameter| !parameter.confidence.decides());
            for alternative in parameter.into_iter().flat_map(|parameter| &parameter.alternatives) {
                let mut readings = Readings::quiet();
                readings.values.insert(key.clone(), alternative.value.clone());
                all.push((alternative, readings));
            }
        }
        all
    }

    fn note_other_readings(
        &self,
        rungs: &[Rung<'a>],
        outcome: &Outcome<'a>,
        (key, parameter): (&ParameterKey, &Parameter),
        notes: &mut [Vec<Words>],
    ) {
        for alternative in &parameter.alternatives {
            let mut readings = Readings::quiet();
            readings.values.insert(key.clone(), alternative.value.clone());
            let other = self.ask(rungs, &readings);
            for (index, row) in outcome.rows.iter().enumerate() {
                let same_place = other.rows.get(index);
                if same_place.is_some_and(|other| other.core() == row.core()) {
                    continue;
                }
                let result = same_place.map_or_else(
                    || Words::new("không có đề xuất này", "there is no such proposal"),
                    |other| result_words(&other.value, other.from, other.until),
                );
                let note = &alternative.note;
                notes[index].push(Words::new(
                    format!("Cách hiểu khác — {}: {}.", note.vi, result.vi),
                    format!("Another reading — {}: {}.", note.en, result.en),
                ));
            }
        }
    }

    /// Whether every combination of the readings gives the same rows.
    fn all_agree(
        &self,
        rungs: &[Rung<'a>],
        outcome: &Outcome<'a>,
        doubtful: &[(ParameterKey, &Parameter)],
    ) -> bool {
        let mut combinations = vec![Readings::quiet()];
        for (key, parameter) in doubtful {
            let values: Vec<&FactValue> = std::iter::once(&parameter.value)
                .chain(parameter.alternatives.iter().map(|other| &other.value))
                .collect();
            let mut next = Vec::new();
            for readings in &combinations {
                for value in &values {
                    let mut readings = readings.clone();
                    readings.values.insert(key.clone(), (*value).clone());
                    next.push(readings);
                }
            }
            combinations = next;
            if combinations.len() > MOST_COMBINATIONS {
                return false;
            }
        }
        combinations.iter().all(|readings| {
            let other = self.ask(rungs, readings);
            other.blocked == outcome.blocked
                && other.rows.len() == outcome.rows.len()
                && other.rows.iter().zip(&outcome.rows).all(|(a, b)| a.core() == b.core())
        })
    }
}

fn find<'r>(rungs: &'r [Rung<'_>], key: &ParameterKey) -> Option<&'r Parameter> {
    rungs.iter().find(|rung| rung.set.id == key.0).and_then(|rung| rung.set.parameter(&key.1))
}

fn result_words(
    value: &FactValue,
    from: Option<jiff::civil::Date>,
    until: Option<jiff::civil::Date>,
) -> Words {
    let mut words = show_value(value, None);
    if let Some(from) = from.map(show_date) {
        words = Words::new(
            format!("{} từ {}", words.vi, from.vi),
            format!("{} from {}", words.en, from.en),
        );
    }
    if let Some(until) = until.map(show_date) {
        words = Words::new(
            format!("{} đến {}", words.vi, until.vi),
            format!("{} until {}", words.en, until.en),
        );
    }
    words
}
