//! A mapping where there is none: what headings say, as far as the cells below them agree.

mod headings;

use std::collections::{BTreeMap, BTreeSet};

use taicho_normalise as normalise;

use self::headings::{Side, fit, side, words};
use super::days::Orders;
use super::ids::{Found, Ids};
use super::mapping::{ColumnMapping, ListMapping, Mapping};
use super::roles::{Is, RowKind, Whose};
use super::sheet::Sheet;
use super::words::{age, standing, yes_no};

/// Cells of a column that a guess looks at.
const CELLS_LOOKED_AT: usize = 2_000;

/// Guesses what the columns of lists that belong together mean; a list of which nothing can be said is left out.
pub fn guess_mapping(sheets: &[Sheet]) -> Mapping {
    let mut guesses: Vec<Guess<'_>> = sheets.iter().map(Guess::of).collect();
    let mut ids = Ids::default();
    let mut next = 0;
    for guess in guesses.iter_mut().filter(|guess| !guess.is_pairs()) {
        guess.find_id(&mut ids, &mut next);
    }
    let lists = guesses.into_iter().filter_map(|guess| guess.finish(&ids));
    Mapping { lists: lists.collect() }
}

/// What is guessed of one list so far.
struct Guess<'a> {
    sheet: &'a Sheet,
    headings: Vec<String>,
    columns: BTreeMap<String, ColumnMapping>,
    reasons: BTreeMap<String, String>,
}

impl<'a> Guess<'a> {
    fn of(sheet: &'a Sheet) -> Self {
        let headings = sheet.headings.iter().map(|heading| words(heading)).collect();
        Self { sheet, headings, columns: BTreeMap::new(), reasons: BTreeMap::new() }
    }

    /// Whether headings name both persons of a pair.
    fn is_pairs(&self) -> bool {
        let has = |wanted| {
            self.headings.iter().any(|heading| {
                let (side, rest) = side(heading);
                side == Some(wanted) && matches!(rest, "" | "id" | "uuid" | "case id" | "visualid")
            })
        };
        has(Side::Source) && has(Side::Person)
    }

    fn take(&mut self, at: usize, column: ColumnMapping, reason: String) {
        let heading = &self.sheet.headings[at];
        self.columns.insert(heading.clone(), column);
        self.reasons.insert(heading.clone(), reason);
    }

    fn is_taken(&self, at: usize) -> bool {
        self.columns.contains_key(&self.sheet.headings[at])
    }

    fn has(&self, is: Is) -> bool {
        self.columns.values().any(|column| column.is == is)
    }

    /// The column of ids: named so, filled, and nearly no id twice; other such columns are second ids.
    fn find_id(&mut self, ids: &mut Ids, next: &mut u32) {
        let mut found = Vec::new();
        for (at, heading) in self.headings.iter().enumerate() {
            if heading.is_empty() {
                continue;
            }
            let Some((score, _)) = fit(heading, Is::Id) else { continue };
            let cells: Vec<&str> = self.sheet.filled(at).take(CELLS_LOOKED_AT).collect();
            let distinct = cells.iter().collect::<BTreeSet<_>>().len();
            let rows = self.sheet.rows.len().min(CELLS_LOOKED_AT);
            let is_id = distinct * 5 >= cells.len() * 4 && cells.len() * 10 >= rows * 9;
            let is_second = distinct * 20 >= cells.len() * 19 && cells.len() * 2 >= rows;
            if (is_id || is_second) && distinct > 0 {
                // Who is unique and never missing beats who is named better.
                let exact = u32::from(distinct == cells.len() && distinct == rows) * 10_000;
                found.push((is_id, exact + score, at, distinct, cells.len()));
            }
        }
        found.sort_by_key(|(is_id, score, at, ..)| (!is_id, u32::MAX - score, *at));
        for (rank, (is_id, _, at, distinct, filled)) in found.into_iter().enumerate() {
            let is = if rank == 0 && is_id { Is::Id } else { Is::AlsoId };
            if is == Is::AlsoId && !self.has(Is::Id) {
                continue;
            }
            let reason = format!("heading of ids; {filled} cells, {distinct} different");
            self.take(at, ColumnMapping { is, ..ColumnMapping::default() }, reason);
            for cell in self.sheet.filled(at) {
                ids.add(cell, *next);
                *next += 1;
            }
        }
    }

    fn finish(mut self, ids: &Ids) -> Option<ListMapping> {
        let is_pairs = self.is_pairs();
        if is_pairs {
            self.find_pair(ids);
        } else {
            self.find_sources(ids);
        }
        self.find_others(is_pairs);
        let rows = self.rows(is_pairs, ids)?;
        Some(ListMapping {
            file: Some(self.sheet.file.clone()),
            rows,
            unknown: Vec::new(),
            columns: self.columns,
            reasons: self.reasons,
        })
    }

    fn rows(&self, is_pairs: bool, ids: &Ids) -> Option<RowKind> {
        let file = words(&self.sheet.file);
        let has_date = self.columns.values().any(|column| {
            matches!(column.is, Is::Onset | Is::Confirmed | Is::Reported | Is::Infected)
        });
        let has_source = self.has(Is::Source) || self.has(Is::SourceKind);
        let is_of_contacts = ["contact", "tiep xuc", "f1"].iter().any(|word| file.contains(word))
            || self
                .headings
                .iter()
                .any(|heading| heading == "contact id" || heading == "tipo contacto");
        let names_both = is_pairs && self.has(Is::Source) && self.has(Is::Id);
        let refers =
            has_source && !has_date && self.repeats_other_list(ids) && !self.is_contact_id();
        if names_both || refers {
            Some(RowKind::Pairs)
        } else if is_of_contacts && !self.has(Is::Onset) && (has_source || self.has(Is::Id)) {
            Some(RowKind::Contacts)
        } else if self.has(Is::Id) && (has_date || has_source || self.has(Is::Standing)) {
            Some(RowKind::Cases)
        } else {
            None
        }
    }

    /// Whether the persons of the rows have their own rows in another list.
    fn repeats_other_list(&self, ids: &Ids) -> bool {
        let id = self.columns.iter().find(|(_, column)| column.is == Is::Id);
        let at = id.and_then(|(heading, _)| self.sheet.column(heading));
        let is_elsewhere = |cell: &str| ids.find(cell) == Found::Several;
        at.is_some_and(|at| share(self.sheet, at, is_elsewhere))
    }

    fn is_contact_id(&self) -> bool {
        let id = self.columns.iter().find(|(_, column)| column.is == Is::Id);
        id.is_some_and(|(heading, _)| words(heading).contains("contact"))
    }

    /// Of the columns that may name either person of a pair, those that the lists of persons know best.
    fn find_pair(&mut self, ids: &Ids) {
        for (wanted, is) in [(Side::Source, Is::Source), (Side::Person, Is::Id)] {
            let mut best: Option<(usize, usize, usize)> = None;
            for (at, heading) in self.headings.iter().enumerate() {
                let (found, rest) = side(heading);
                if found != Some(wanted)
                    || !matches!(rest, "" | "id" | "uuid" | "case id" | "visualid")
                {
                    continue;
                }
                let known = self.sheet.filled(at).filter(|cell| ids.exact(cell).is_some()).count();
                let filled = self.sheet.filled(at).count();
                if best.is_none_or(|(_, most, more)| (known, filled) > (most, more)) {
                    best = Some((at, known, filled));
                }
            }
            if let Some((at, known, filled)) = best {
                let reason = format!(
                    "heading of one person of a pair; {filled} cells, {known} in other lists"
                );
                self.take(at, ColumnMapping { is, ..ColumnMapping::default() }, reason);
            }
        }
    }

    /// Columns that name sources by their heading or, where ids cannot be taken for numbers, by their cells.
    fn find_sources(&mut self, ids: &Ids) {
        for is in [Is::Source, Is::Related] {
            let mut best: Option<(u32, usize, String)> = None;
            for at in 0..self.headings.len() {
                if self.is_taken(at) {
                    continue;
                }
                let known = Known::of(self.sheet, at, ids);
                let by_heading = fit(&self.headings[at], is);
                let by_cells = is == Is::Source && known.is_sure();
                let (score, reason) = match by_heading {
                    Some((score, _)) if known.persons * 20 >= known.filled => {
                        (score, "heading of sources")
                    }
                    _ if by_cells => (1, "ids of other rows stand in it"),
                    _ => continue,
                };
                let reason = format!(
                    "{reason}; {} cells, {} persons of the lists",
                    known.filled, known.persons
                );
                if known.persons == 0 {
                    continue;
                }
                if is == Is::Related {
                    self.take(at, ColumnMapping { is, ..ColumnMapping::default() }, reason);
                } else if best.as_ref().is_none_or(|(most, ..)| score > *most) {
                    best = Some((score, at, reason));
                }
            }
            if let Some((_, at, reason)) = best {
                self.take(at, ColumnMapping { is, ..ColumnMapping::default() }, reason);
            }
        }
        self.find_referred_id(ids);
    }

    /// The id of a list that has sources and names persons of another list: not unique, so not found before.
    fn find_referred_id(&mut self, ids: &Ids) {
        if self.has(Is::Id) || !self.has(Is::Source) {
            return;
        }
        let candidates = (0..self.headings.len()).filter(|at| !self.is_taken(*at));
        let best = candidates
            .filter_map(|at| fit(&self.headings[at], Is::Id).map(|(score, _)| (score, at)))
            .filter(|(_, at)| Known::of(self.sheet, *at, ids).persons > 0)
            .max();
        if let Some((_, at)) = best {
            let reason = "heading of ids; persons of other lists stand in it".to_owned();
            self.take(at, ColumnMapping { is: Is::Id, ..ColumnMapping::default() }, reason);
        }
    }

    /// All other meanings, each by the heading that names it best and whose cells agree.
    fn find_others(&mut self, is_pairs: bool) {
        let sides: &[Option<Side>] =
            if is_pairs { &[None, Some(Side::Person), Some(Side::Source)] } else { &[None] };
        for wanted in sides {
            let mut fits = Vec::new();
            for is in others() {
                for at in (0..self.headings.len()).filter(|at| !self.is_taken(*at)) {
                    let heading = self.headings[at].as_str();
                    let (found, rest) = if is_pairs { side(heading) } else { (None, heading) };
                    if found == *wanted
                        && let Some((score, phrase)) = fit(rest, is)
                    {
                        fits.push((score, is, at, phrase));
                    }
                }
            }
            fits.sort_by_key(|(score, is, at, _)| (u32::MAX - score, *is, *at));
            let mut used = BTreeSet::new();
            for (_, is, at, phrase) in fits {
                if self.is_taken(at) || used.contains(&is) {
                    continue;
                }
                let whose =
                    if *wanted == Some(Side::Source) { Whose::Source } else { Whose::Person };
                if let Some((column, seen)) = agrees(self.sheet, at, is) {
                    used.insert(is);
                    let reason = format!("heading like `{phrase}`; {seen}");
                    self.take(at, ColumnMapping { whose, ..column }, reason);
                }
            }
        }
    }
}

/// The meanings that are found after ids and sources.
fn others() -> impl Iterator<Item = Is> {
    [
        Is::SourceKind,
        Is::Standing,
        Is::Outcome,
        Is::Symptoms,
        Is::Symptomless,
        Is::Age,
        Is::Sex,
        Is::Place,
        Is::Setting,
        Is::Cluster,
        Is::Household,
        Is::Contacts,
        Is::FollowUp,
        Is::Infected,
        Is::ExposedFirst,
        Is::ExposedLast,
        Is::Onset,
        Is::Reported,
        Is::Confirmed,
        Is::Isolated,
        Is::Hospitalised,
        Is::Recovered,
        Is::Died,
        Is::Ended,
        Is::FollowedFrom,
        Is::FollowedTo,
    ]
    .into_iter()
}

/// How many persons of the lists a column names.
struct Known {
    filled: usize,
    persons: usize,
    letters_in_ids: usize,
}

impl Known {
    fn of(sheet: &Sheet, column: usize, ids: &Ids) -> Self {
        let mut known = Self { filled: 0, persons: 0, letters_in_ids: 0 };
        for cell in sheet.filled(column).take(CELLS_LOOKED_AT) {
            known.filled += 1;
            let named = ids.in_cell(cell, &[]);
            let is_one = |(_, found): &&(String, Found)| {
                matches!(found, Found::Exact(_) | Found::OtherForm(_) | Found::Several)
            };
            if let Some((text, found)) = named.iter().find(is_one) {
                known.persons += 1;
                let is_plain = text.len() < 5 && text.bytes().all(|byte| byte.is_ascii_digit());
                known.letters_in_ids += usize::from(!is_plain && matches!(found, Found::Exact(_)));
            }
        }
        known
    }

    /// Whether the cells alone show it: ages and counts look like ids that are small numbers.
    fn is_sure(&self) -> bool {
        self.letters_in_ids >= 5 && self.letters_in_ids * 2 >= self.filled
    }
}

/// Whether the cells of a column agree with what its heading says, and how they are written.
fn agrees(sheet: &Sheet, at: usize, is: Is) -> Option<(ColumnMapping, String)> {
    let column = ColumnMapping { is, ..ColumnMapping::default() };
    if is.date().is_some() {
        let orders = Orders::of(sheet.filled(at));
        let seen = format!("{} of {} cells are dates", orders.dates, orders.filled);
        let dates = orders.form();
        if orders.dates == 0
            && is != Is::Died
            && let Some(dates) = Orders::of_numbers(sheet.filled(at))
        {
            let seen = format!("{} whole numbers", orders.filled);
            return Some((ColumnMapping { dates, ..column }, seen));
        }
        let is_yes_no = || is == Is::Died && share(sheet, at, |cell| yes_no(cell).is_some());
        return (orders.are_dates() || is_yes_no())
            .then_some((ColumnMapping { dates, ..column }, seen));
    }
    let fits = match is {
        Is::Age => share(sheet, at, |cell| age(cell).is_some()),
        Is::Sex => share(sheet, at, |cell| normalise::sex(cell).is_ok()),
        Is::Symptoms | Is::Symptomless => share(sheet, at, |cell| yes_no(cell).is_some()),
        Is::Contacts => share(sheet, at, |cell| cell.trim_end_matches(".0").parse::<u32>().is_ok()),
        Is::Standing => share(sheet, at, |cell| standing(cell).is_some()),
        Is::SourceKind => share(sheet, at, |cell| matches!(cell, "person" | "place")),
        _ => sheet.filled(at).next().is_some(),
    };
    fits.then(|| (column, format!("{} cells", sheet.filled(at).count())))
}

/// Whether at least seven in ten filled cells pass.
fn share(sheet: &Sheet, at: usize, test: impl Fn(&str) -> bool) -> bool {
    let (mut filled, mut passed) = (0, 0);
    for cell in sheet.filled(at).take(CELLS_LOOKED_AT) {
        filled += 1;
        passed += usize::from(test(cell));
    }
    filled > 0 && passed * 10 >= filled * 7
}
