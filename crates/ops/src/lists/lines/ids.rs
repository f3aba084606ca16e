use std::collections::{BTreeMap, BTreeSet};

use taicho_contacts::Person;
use taicho_model::vietnamese;

/// Words that stand before the number of a case.
const CASE_WORDS: [&str; 16] = [
    "case",
    "cases",
    "ca",
    "ca benh",
    "ca so",
    "bn",
    "benh nhan",
    "benh nhan so",
    "patient",
    "patients",
    "p",
    "f",
    "no",
    "so",
    "tx bn",
    "contact",
];

/// Marks between several ids of one cell.
const SEPARATORS: [&str; 11] = [",", ";", "/", "+", "&", "，", "、", "；", "|", "\n", "\t"];

/// How an id was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// As it stands in the list.
    Exact(Person),
    /// Written in another way.
    OtherForm(Person),
    /// Two or more persons could be meant.
    Several,
    /// It looks like an id and is in no list.
    Unknown,
    /// It does not look like the ids of the list.
    NoId,
}

/// All ids under which persons are known.
#[derive(Debug, Default)]
pub(super) struct Ids {
    exact: BTreeMap<Box<str>, Option<Person>>,
    forms: BTreeMap<String, Option<Person>>,
    numbers: BTreeMap<String, Option<Person>>,
    prefixes: BTreeSet<String>,
    ids: usize,
    numbered: usize,
    with_letter: usize,
    with_digit: usize,
    longest: usize,
    shortest: usize,
}

impl Ids {
    /// Adds an id; says whether another person has one that differs only in writing.
    pub(super) fn add(&mut self, id: &str, person: Person) -> Added {
        let form = form(id);
        self.count(id, &form);
        let (prefix, number) = tail(&form);
        if !number.is_empty() {
            self.prefixes.insert(prefix.to_owned());
            self.numbered += 1;
            one(&mut self.numbers, number.to_owned(), person);
        }
        let same = one(&mut self.exact, id.into(), person);
        let alike = one(&mut self.forms, form, person);
        match (same, alike) {
            (true, true) => Added::New,
            (true, false) => Added::Alike,
            (false, _) => Added::Taken,
        }
    }

    /// The person who has exactly this id.
    pub(super) fn exact(&self, id: &str) -> Option<Person> {
        self.exact.get(id).copied().flatten()
    }

    /// Who is meant by an id of another column.
    pub(super) fn find(&self, text: &str) -> Found {
        let text = text.trim();
        match self.exact.get(text) {
            Some(Some(person)) => return Found::Exact(*person),
            Some(None) => return Found::Several,
            None => {}
        }
        let form = form(text);
        match self.forms.get(&form) {
            Some(Some(person)) => return Found::OtherForm(*person),
            Some(None) => return Found::Several,
            None => {}
        }
        let (prefix, number) = tail(&form);
        let is_case_word = prefix.is_empty() || CASE_WORDS.contains(&prefix);
        if is_case_word && !number.is_empty() && self.are_numbered() {
            return match self.numbers.get(number) {
                Some(Some(person)) => Found::OtherForm(*person),
                Some(None) => Found::Several,
                None => Found::Unknown,
            };
        }
        if self.looks_like_one(text, prefix, number) { Found::Unknown } else { Found::NoId }
    }

    /// The persons of a cell: of one id, of several, or named in free text.
    pub(super) fn in_cell(&self, cell: &str, separators: &[String]) -> Vec<(String, Found)> {
        match self.find(cell) {
            Found::Unknown | Found::NoId => {}
            found => return vec![(cell.to_owned(), found)],
        }
        let ours = SEPARATORS.iter().copied();
        let marks: Vec<&str> = match separators {
            [] => ours.collect(),
            theirs => theirs.iter().map(String::as_str).filter(|it| !it.is_empty()).collect(),
        };
        let mut pieces = vec![cell];
        for mark in marks {
            pieces = pieces.into_iter().flat_map(|piece| piece.split(mark)).collect();
        }
        let pieces = pieces.into_iter().map(str::trim).filter(|piece| !piece.is_empty());
        pieces.flat_map(|piece| self.in_piece(piece)).collect()
    }

    /// Free text names persons by ids that no other word looks like, or by a number behind a word for a case.
    fn in_piece(&self, piece: &str) -> Vec<(String, Found)> {
        let found = self.find(piece);
        let words: Vec<&str> = words(piece).collect();
        if !matches!(found, Found::NoId | Found::Unknown) || words.len() < 2 {
            return vec![(piece.to_owned(), found)];
        }
        let mut named = Vec::new();
        let mut behind_case_word = false;
        for word in words {
            let bare = vietnamese::bare(word);
            let is_number = word.bytes().all(|byte| byte.is_ascii_digit());
            let counts = !is_number || behind_case_word;
            match self.find(word) {
                Found::NoId => {}
                found if counts && word.bytes().any(|byte| byte.is_ascii_digit()) => {
                    named.push((word.to_owned(), found));
                }
                found @ Found::Exact(_) if counts => named.push((word.to_owned(), found)),
                _ => {}
            }
            let joins = matches!(bare.as_str(), "and" | "va" | "with" | "voi");
            let is_id = word.bytes().any(|byte| byte.is_ascii_digit());
            behind_case_word = CASE_WORDS.contains(&bare.as_str())
                || bare == "benh" && behind_case_word
                || bare == "nhan"
                || (joins || is_id) && behind_case_word;
        }
        if named.is_empty() { vec![(piece.to_owned(), Found::NoId)] } else { named }
    }

    /// The persons of phrases that a mapping names: `tiếp xúc BN{id}`.
    pub(super) fn in_phrases(&self, cell: &str, phrases: &[String]) -> Vec<(String, Found)> {
        let text = vietnamese::bare(cell);
        let mut named = Vec::new();
        for phrase in phrases {
            let Some((before, after)) = phrase.split_once("{id}") else { continue };
            let (before, after) = (vietnamese::bare(before), vietnamese::bare(after));
            let mut rest = text.as_str();
            while let Some(at) = rest.find(&before) {
                rest = &rest[at + before.len()..];
                let end = rest.find(|letter: char| !is_of_id(letter)).unwrap_or(rest.len());
                let (id, behind) = rest.split_at(end);
                let id = id.trim_matches(['.', '-', '_']);
                if end == 0 && before.is_empty() {
                    let mut letters = rest.chars();
                    if letters.next().is_none() {
                        break;
                    }
                    rest = letters.as_str();
                    continue;
                }
                if !id.is_empty() && behind.starts_with(after.trim_end()) {
                    self.take(id, &mut named);
                }
                rest = behind;
            }
        }
        named
    }

    /// An id, or several that are written together as `3-4-5`.
    fn take(&self, text: &str, named: &mut Vec<(String, Found)>) {
        let found = self.find(text);
        let parts: Vec<&str> = text.split('-').collect();
        if matches!(found, Found::NoId | Found::Unknown)
            && parts.len() > 1
            && parts
                .iter()
                .all(|part| matches!(self.find(part), Found::Exact(_) | Found::OtherForm(_)))
        {
            named.extend(parts.iter().map(|part| ((*part).to_owned(), self.find(part))));
        } else if found != Found::NoId {
            named.push((text.to_owned(), found));
        }
    }

    /// Whether the ids are numbers behind a few words, so that the number alone says who it is.
    fn are_numbered(&self) -> bool {
        self.prefixes.len() <= 3 && self.numbered * 100 >= self.ids * 95
    }

    fn looks_like_one(&self, text: &str, prefix: &str, number: &str) -> bool {
        if !number.is_empty() && self.prefixes.contains(prefix) && self.are_numbered() {
            return true;
        }
        let has = |test: fn(&char) -> bool| text.chars().any(|letter| test(&letter));
        let fits_length =
            (self.shortest.saturating_sub(1)..=self.longest + 1).contains(&text.chars().count());
        !self.are_numbered()
            && fits_length
            && !text.contains(char::is_whitespace)
            && (self.with_digit < self.ids || has(char::is_ascii_digit))
            && (self.with_letter > 0 || !has(|letter| letter.is_alphabetic()))
    }

    fn count(&mut self, id: &str, form: &str) {
        let length = id.chars().count();
        self.shortest = if self.ids == 0 { length } else { self.shortest.min(length) };
        self.longest = self.longest.max(length);
        self.ids += 1;
        self.with_letter += usize::from(form.chars().any(char::is_alphabetic));
        self.with_digit += usize::from(form.bytes().any(|byte| byte.is_ascii_digit()));
    }
}

/// What became of an id that was added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Added {
    /// Nobody had it.
    New,
    /// Somebody has one that differs in marks, capitals or zeros only.
    Alike,
    /// Somebody else has it.
    Taken,
}

/// Notes who has a key; false when somebody else has it already.
fn one<K: Ord>(map: &mut BTreeMap<K, Option<Person>>, key: K, person: Person) -> bool {
    let held = map.entry(key).or_insert(Some(person));
    let is_free = *held == Some(person);
    if !is_free {
        *held = None;
    }
    is_free
}

/// An id as its letters and numbers, small, without marks and leading zeros; `.0` of a number that a program wrote is none.
pub(super) fn form(id: &str) -> String {
    let id = id.trim();
    let id = match id.strip_suffix(".0") {
        Some(number) if !number.is_empty() && number.bytes().all(|it| it.is_ascii_digit()) => {
            number
        }
        _ => id,
    };
    let mut form = String::with_capacity(id.len());
    let mut last = ' ';
    for letter in vietnamese::bare(id).chars() {
        if letter.is_alphanumeric() {
            let starts =
                letter.is_ascii_digit() != last.is_ascii_digit() || !last.is_alphanumeric();
            if starts && !form.is_empty() {
                form.push(' ');
            }
            // A number that begins with zeros keeps only the last of them, until another digit takes its place.
            if letter.is_ascii_digit() && (form.ends_with(" 0") || form == "0") {
                form.pop();
            }
            form.push(letter);
        }
        last = letter;
    }
    form
}

/// The words before the last number of a form, and that number.
fn tail(form: &str) -> (&str, &str) {
    match form.rsplit_once(' ') {
        _ if !form.ends_with(|letter: char| letter.is_ascii_digit()) => (form, ""),
        Some((prefix, number)) => (prefix, number),
        None => ("", form),
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|letter: char| !is_of_id(letter));
    words.map(|word| word.trim_matches(['.', '-', '_'])).filter(|word| !word.is_empty())
}

fn is_of_id(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(names: &[&str]) -> Ids {
        let mut ids = Ids::default();
        for (person, name) in (0..).zip(names) {
            ids.add(name, person);
        }
        ids
    }

    fn found(ids: &Ids, cell: &str) -> Vec<Found> {
        ids.in_cell(cell, &[]).into_iter().map(|(_, found)| found).collect()
    }

    #[test]
    fn one_id_written_in_many_ways_is_one_person() {
        for id in ["BN-012", "bn12", "12", "012", "Ca bệnh 12", "case 12", "BN 12", "12.0", "#12"]
        {
            let ids = ids(&["BN-011", "BN-012"]);
            let expected = if id == "BN-012" { Found::Exact(1) } else { Found::OtherForm(1) };
            assert_eq!(ids.find(id), expected, "{id}");
        }
        for (form_of, expected) in
            [("CASE-2020-0029", "case 2020 29"), ("000", "0"), ("a00b", "a 0 b"), ("x10", "x 10")]
        {
            assert_eq!(form(form_of), expected);
        }
    }

    #[test]
    fn cells_name_several_persons_and_words_that_are_none() {
        let tj = ids(&["TJ1", "TJ14", "TJ25", "TJ109"]);
        assert_eq!(found(&tj, "Seoul, TJ14 and XY25"), [Found::NoId, Found::Exact(1)]);
        assert_eq!(found(&tj, "neighbours of TJ14  TJ25"), [Found::Exact(1), Found::Exact(2)]);
        assert_eq!(found(&tj, "cousin of case 109"), [Found::OtherForm(3)]);
        assert_eq!(found(&tj, "guest of TJ1， cook of TJ99"), [Found::Exact(0), Found::Unknown]);
        assert_eq!(found(&tj, "works at the market"), [Found::NoId]);
        let vn = ids(&["1", "2", "17"]);
        assert_eq!(found(&vn, "2; CN"), [Found::Exact(1), Found::NoId]);
        assert_eq!(found(&vn, "tiếp xúc bệnh nhân 17 hôm 2 tháng 3"), [Found::Exact(2)]);
        assert_eq!(found(&vn, "99"), [Found::Unknown]);
    }

    #[test]
    fn phrases_of_a_mapping_find_ids_in_text() {
        let vn = ids(&["1", "2", "17"]);
        let phrases = ["tiếp xúc BN{id}".to_owned(), "bố của #{id}".to_owned()];
        let named = vn.in_phrases("Nam, 66 tuổi, tiếp xúc BN17; là BỐ của #2.", &phrases);
        assert_eq!(named, [("17".to_owned(), Found::Exact(2)), ("2".into(), Found::Exact(1))]);
        let any = vn.in_phrases("có #17, và 2!", &["{id}".to_owned()]);
        assert_eq!(any, [("17".to_owned(), Found::Exact(2)), ("2".into(), Found::Exact(1))]);
        let together = vn.in_phrases("cùng #1-2-17).", &["#{id}".to_owned()]);
        assert_eq!(together.len(), 3);
        assert_eq!(vn.in_phrases("tiep xuc bn99", &phrases), [("99".to_owned(), Found::Unknown)]);
    }
}
