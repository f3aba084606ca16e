use std::collections::BTreeMap;

use taicho_contacts::Person;

use super::super::{Remarks, date_of_day};
use super::ids::{Added, Ids};
use super::words::words_of;
use super::{At, DateOf, Doubt, LineLists, PersonLine, Sheet};

/// Dates further than this from the middle one of all are slips of the pen.
const YEARS_APART: i32 = 5;

/// Letters of a cell that a doubt shows.
const LETTERS_SHOWN: usize = 120;

/// Lists in the making.
pub(super) struct Gathered<'a> {
    pub(super) sheets: &'a [Sheet],
    pub(super) lists: LineLists,
    pub(super) ids: Ids,
    pub(super) mentions: Vec<Mention>,
    pub(super) pairs: Vec<PairRow>,
    remarks: Remarks,
}

/// A cell that names sources, read when all ids are known.
pub(super) struct Mention {
    pub(super) person: Person,
    pub(super) at: At,
    pub(super) index: usize,
    pub(super) exposed: Option<[i32; 2]>,
    pub(super) setting: Option<String>,
    pub(super) follow_up: Option<String>,
}

/// A row about two persons.
pub(super) struct PairRow {
    pub(super) at: At,
    pub(super) index: usize,
    pub(super) person: PersonLine,
    pub(super) source: PersonLine,
}

impl<'a> Gathered<'a> {
    pub(super) fn new(sheets: &'a [Sheet], remarks: Remarks) -> Self {
        Self {
            sheets,
            lists: LineLists::default(),
            ids: Ids::default(),
            mentions: Vec::new(),
            pairs: Vec::new(),
            remarks,
        }
    }

    pub(super) fn doubt(&mut self, code: &'static str, at: At, heading: Option<&str>, text: &str) {
        let (vi, en) = words_of(code);
        self.remarks.add_for(&self.sheets[at.file].file, at.row, code, vi, en);
        let text = text.chars().take(LETTERS_SHOWN).collect();
        self.lists.doubts.push(Doubt { code, at, heading: heading.map(str::to_owned), text });
    }

    /// Adds a person under all their ids, or completes the one who has the first of them.
    pub(super) fn add(&mut self, line: PersonLine, also: &[&str], is_row_of_case: bool) -> Person {
        let (at, id) = (line.at, line.id.clone());
        if let Some(person) = self.ids.exact(&id) {
            self.complete(person, line, is_row_of_case);
            return person;
        }
        let person = self.lists.persons.len() as Person;
        self.lists.persons.push(line);
        match self.ids.add(&id, person) {
            Added::New => {}
            Added::Alike => self.doubt("id.alike", at, None, &id),
            Added::Taken => self.doubt("id.duplicate", at, None, &id),
        }
        for name in also.iter().filter(|name| **name != id) {
            if self.ids.add(name, person) == Added::Taken {
                self.doubt("id.also_taken", at, None, name);
            }
        }
        person
    }

    fn complete(&mut self, person: Person, line: PersonLine, is_row_of_case: bool) {
        let held = &mut self.lists.persons[person as usize];
        let is_twice = is_row_of_case && held.listed && !held.contact_only;
        let differs = held.complete(line.clone());
        held.contact_only &= !is_row_of_case;
        if is_twice {
            self.doubt("id.duplicate", line.at, None, &line.id);
        }
        if differs {
            self.doubt("person.differs", line.at, None, &line.id);
        }
    }

    /// Whoever is named and has no row.
    pub(super) fn outsider(&mut self, id: &str, at: At) -> Person {
        let person = PersonLine { id: id.to_owned(), at, ..PersonLine::default() };
        self.add(person, &[], false)
    }

    pub(super) fn finish(mut self) -> LineLists {
        self.leave_out_far_days();
        self.check_order();
        self.lists.doubts.sort_by_key(|doubt| (doubt.at.file, doubt.at.row));
        self.lists.remarks = self.remarks.into_list();
        self.lists
    }

    fn leave_out_far_days(&mut self) {
        let mut days: Vec<i32> =
            self.lists.persons.iter().flat_map(|person| person.dates.values().copied()).collect();
        if days.is_empty() {
            return;
        }
        let at = days.len() / 2;
        let middle = *days.select_nth_unstable(at).1;
        let near =
            middle.saturating_sub(YEARS_APART * 366)..=middle.saturating_add(YEARS_APART * 366);
        let mut far = Vec::new();
        for person in &mut self.lists.persons {
            let at = person.at;
            person.dates.retain(|of, day| {
                let keep = near.contains(day);
                if !keep {
                    far.push((at, *of, *day));
                }
                keep
            });
        }
        for (at, of, day) in far {
            self.doubt("date.far", at, Some(of.word()), &day_text(day));
        }
    }

    fn check_order(&mut self) {
        let mut wrong = Vec::new();
        for person in &mut self.lists.persons {
            for (code, first, last) in [
                ("exposure.backwards", DateOf::ExposedFirst, DateOf::ExposedLast),
                ("date.order", DateOf::Infected, DateOf::Onset),
                ("date.order", DateOf::ExposedFirst, DateOf::Onset),
                ("date.order", DateOf::Onset, DateOf::Died),
                ("date.order", DateOf::Hospitalised, DateOf::Ended),
                ("date.order", DateOf::FollowedFrom, DateOf::FollowedTo),
            ] {
                let days = (person.dates.get(&first).copied(), person.dates.get(&last).copied());
                let (Some(from), Some(to)) = days else { continue };
                if from > to {
                    let text = format!(
                        "{} {} > {} {}",
                        first.word(),
                        day_text(from),
                        last.word(),
                        day_text(to)
                    );
                    wrong.push((code, person.at, text));
                    if code == "exposure.backwards" {
                        person.dates.insert(first, to);
                        person.dates.insert(last, from);
                    }
                }
            }
        }
        for (code, at, text) in wrong {
            self.doubt(code, at, None, &text);
        }
    }
}

impl PersonLine {
    /// Takes over what is not known yet; says whether something known is told otherwise.
    fn complete(&mut self, other: PersonLine) -> bool {
        let mut differs = false;
        for (of, day) in other.dates {
            differs |= *self.dates.entry(of).or_insert(day) != day;
        }
        differs |= fill(&mut self.standing, other.standing);
        differs |= fill(&mut self.symptomless, other.symptomless);
        differs |= fill(&mut self.age_years, other.age_years);
        differs |= fill(&mut self.sex, other.sex);
        differs |= fill(&mut self.contacts, other.contacts);
        differs |= fill(&mut self.outcome, other.outcome);
        differs |= fill(&mut self.place, other.place);
        differs |= fill(&mut self.cluster, other.cluster);
        differs |= fill(&mut self.household, other.household);
        fill(&mut self.setting, other.setting);
        if !self.listed {
            self.at = other.at;
            self.kept = other.kept;
        }
        self.listed |= other.listed;
        differs
    }
}

fn fill<T: PartialEq>(held: &mut Option<T>, other: Option<T>) -> bool {
    match (&held, other) {
        (_, None) => false,
        (Some(held), Some(other)) => *held != other,
        (None, other) => {
            *held = other;
            false
        }
    }
}

/// A day as a date.
pub(super) fn day_text(day: i32) -> String {
    date_of_day(day.into()).map_or_else(|| day.to_string(), |date| date.to_string())
}

/// The days of exposure that a row tells.
pub(super) fn exposed(dates: &BTreeMap<DateOf, i32>) -> Option<[i32; 2]> {
    let first = dates.get(&DateOf::ExposedFirst).or(dates.get(&DateOf::ExposedLast))?;
    let last = dates.get(&DateOf::ExposedLast).unwrap_or(first);
    Some([*first.min(last), *first.max(last)])
}
