//! What lies on the desk while one group is asked: facts, parameters under one reading, and the trace.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Span;
use jiff::Timestamp;
use jiff::civil::Date;
use taicho_model::{Confidence, DiseaseRef, FactValue, Facts, Subject, UsedFact, Words};

use crate::braces::{Piece, pieces};
use crate::evaluate::known::{Known, date, days, number};
use crate::notation::{Moment, RuleSet};
use crate::wording::{plain_number, show_date, show_value};

/// Rule set and parameter.
pub(crate) type ParameterKey = (String, String);

/// Values put in the place of written parameters, and parameters whose doubt was shown not to matter.
#[derive(Clone, Debug, Default)]
pub(crate) struct Readings {
    pub(crate) values: BTreeMap<ParameterKey, FactValue>,
    pub(crate) trusted: BTreeSet<ParameterKey>,
    /// Whether only the answer is wanted, without what was looked at and without words.
    pub(crate) is_quiet: bool,
    /// Whether the parameters that were looked at are wanted all the same.
    pub(crate) keeps_parameters: bool,
}

impl Readings {
    /// The written readings, for an answer without words.
    pub(crate) fn quiet() -> Self {
        Self { is_quiet: true, ..Self::default() }
    }

    /// Whether only the answer of the written readings is wanted, and nothing of how it came about.
    pub(crate) fn is_bare(&self) -> bool {
        self.is_quiet && !self.keeps_parameters && self.values.is_empty() && self.trusted.is_empty()
    }
}

/// What was looked at.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trace {
    pub(crate) facts: Vec<UsedFact>,
    pub(crate) missing: BTreeMap<String, Words>,
    pub(crate) parameters: BTreeSet<ParameterKey>,
    pub(crate) counted_with: BTreeSet<ParameterKey>,
}

impl Trace {
    pub(crate) fn push(&mut self, fact: UsedFact) {
        let seen = |other: &UsedFact| {
            other.name == fact.name
                && (fact.threshold.is_none() || other.threshold == fact.threshold)
        };
        if !self.facts.iter().any(seen) {
            self.facts.push(fact);
        }
    }

    pub(crate) fn too_short(&mut self, name: &str, label: Words, have: usize, want: usize) {
        let words = Words::new(
            format!("{} (có {have}, cần {want} năm)", label.vi),
            format!("{} ({have} of {want} years)", label.en),
        );
        self.missing.insert(name.to_owned(), words);
    }
}

pub(crate) struct Desk<'a> {
    pub(crate) set: &'a RuleSet,
    pub(crate) subject: &'a Subject,
    pub(crate) facts: &'a Facts,
    pub(crate) as_of: Timestamp,
    pub(crate) day: Date,
    pub(crate) readings: &'a Readings,
    pub(crate) trace: Trace,
}

impl Desk<'_> {
    pub(crate) fn label(&self, name: &str) -> Words {
        let entry = self.set.facts.get(name);
        entry.map_or_else(|| Words::new(name, name), |entry| entry.label.clone())
    }

    /// A fact, or what silence about it means; a value of the wrong type counts as not known.
    pub(crate) fn fact_if_known(&self, name: &str) -> Option<Known> {
        let entry = self.set.facts.get(name)?;
        if let Some(fact) = self.facts.get(name)
            && entry.admits(&fact.value)
        {
            return Some(Known {
                value: fact.value.clone(),
                origin: Some(fact.origin),
                tag: fact.confidence,
            });
        }
        let silence = entry.silence.as_ref()?;
        Some(Known { value: silence.means.clone(), origin: None, tag: silence.confidence })
    }

    /// A fact that is needed: its absence is noted.
    pub(crate) fn fact(&mut self, name: &str) -> Option<Known> {
        let known = self.fact_if_known(name);
        if known.is_none() && self.readings.is_bare() {
            // That something is missing is all that anybody wants to know.
            self.trace.missing.insert(name.to_owned(), Words::default());
        } else if known.is_none() {
            let entry = self.set.facts.get(name);
            let parts = entry.map_or(&[][..], |entry| &entry.reckoned_from).iter();
            let unknown = parts.filter(|part| self.fact_if_known(part).is_none());
            let mut missing: Vec<&str> = unknown.map(String::as_str).collect();
            if missing.is_empty() {
                missing.push(name);
            }
            let labelled = missing.into_iter().map(|name| (name.to_owned(), self.label(name)));
            let labelled: Vec<_> = labelled.collect();
            self.trace.missing.extend(labelled);
        }
        known
    }

    /// A fact that enters a calculation and is shown without a threshold of its own.
    pub(crate) fn shown_fact(&mut self, name: &str) -> Option<Known> {
        let known = self.fact(name);
        if self.readings.is_quiet {
            return known;
        }
        self.trace.push(UsedFact {
            name: name.to_owned(),
            label: self.label(name),
            value: known.as_ref().map(|known| known.value.clone()),
            threshold: None,
            holds: None,
            origin: known.as_ref().and_then(|known| known.origin),
            confidence: known.as_ref().map_or(Confidence::U, |known| known.tag),
        });
        known
    }

    /// A parameter under the reading on the desk; the reader has checked that it exists.
    pub(crate) fn parameter(&mut self, name: &str) -> Known {
        let parameter = &self.set.parameters[name];
        let Readings { values, trusted, .. } = self.readings;
        let is_traced = |(set, id): &ParameterKey| id == name && *set == self.set.id;
        let is_as_written = values.is_empty() && trusted.is_empty();
        if self.readings.is_bare() || (is_as_written && self.trace.parameters.iter().any(is_traced))
        {
            let (value, tag) = (parameter.value.clone(), parameter.confidence);
            return Known { value, origin: None, tag };
        }
        let key = (self.set.id.clone(), name.to_owned());
        let value = values.get(&key).unwrap_or(&parameter.value).clone();
        let trusted = trusted.contains(&key);
        let tag = if trusted { Confidence::V } else { parameter.confidence };
        self.trace.parameters.insert(key);
        Known { value, origin: None, tag }
    }

    pub(crate) fn moment(&mut self, moment: &Moment) -> Option<(Date, Confidence)> {
        match moment {
            Moment::DayAsked => Some((self.day, Confidence::V)),
            Moment::Parameter(name) => {
                let known = self.parameter(name);
                Some((date(&known.value)?, known.tag))
            }
            Moment::Fact(name) => {
                let known = self.shown_fact(name)?;
                Some((date(&known.value)?, known.tag))
            }
            Moment::DayAfter(name) => {
                let known = self.shown_fact(name)?;
                Some((date(&known.value)?.tomorrow().ok()?, known.tag))
            }
            Moment::DayNumber { fact, number: n, day_one } => {
                let known = self.shown_fact(fact)?;
                let (n, day_one) = (self.parameter(n), self.parameter(day_one));
                let offset = number(&day_one.value)? + number(&n.value)? - 1.0;
                let day = add_days(date(&known.value)?, offset)?;
                Some((day, known.tag.max(n.tag).max(day_one.tag)))
            }
        }
    }

    /// Fills a reason with the values on the desk.
    pub(crate) fn fill(&self, template: &Words) -> Words {
        Words::new(
            self.fill_text(&template.vi, |words| words.vi),
            self.fill_text(&template.en, |words| words.en),
        )
    }

    fn fill_text(&self, template: &str, pick: fn(Words) -> String) -> String {
        let unknown = || pick(Words::new("chưa rõ", "not known"));
        pieces(template)
            .into_iter()
            .map(|piece| match piece {
                Piece::Text(text) => text.to_owned(),
                Piece::Name("area") => self.subject.area.name.clone(),
                Piece::Name("zone") => match self.subject.zone_code() {
                    Some(_) => self.subject.label.clone(),
                    None => unknown(),
                },
                Piece::Name("disease") => match &self.subject.disease {
                    Some(DiseaseRef { name: Some(name), .. }) => pick(name.clone()),
                    Some(DiseaseRef { code, name: None }) => code.clone(),
                    None => unknown(),
                },
                Piece::Name(name) => self.named_value(name).map_or_else(unknown, pick),
                Piece::Fact(name) => self.fact_value(name).map_or_else(unknown, pick),
                Piece::DaysSince(name) => self
                    .fact_if_known(name)
                    .and_then(|known| date(&known.value))
                    .map_or_else(unknown, |from| plain_number(days(from, self.day))),
            })
            .collect()
    }

    fn named_value(&self, name: &str) -> Option<Words> {
        if let Some(parameter) = self.set.parameter(name) {
            let key = (self.set.id.clone(), name.to_owned());
            let value = self.readings.values.get(&key).unwrap_or(&parameter.value);
            return Some(show_value(value, None));
        }
        self.fact_value(name)
    }

    fn fact_value(&self, name: &str) -> Option<Words> {
        let known = self.fact_if_known(name)?;
        Some(show_value(&known.value, self.set.facts.get(name)))
    }
}

pub(crate) fn add_days(from: Date, days: f64) -> Option<Date> {
    from.checked_add(Span::new().try_days(days as i64).ok()?).ok()
}

pub(crate) fn noted_on(day: Date, vi: &str, en: &str) -> Words {
    let shown = show_date(day);
    Words::new(format!("{vi} {}.", shown.vi), format!("{en} {}.", shown.en))
}
