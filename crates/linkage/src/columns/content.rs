//! What a column holds by its cells.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use taicho_model::vietnamese::bare;

use super::headings::Meaning;
use super::{Held, How};
use crate::Field;
use taicho_normalise::{self as normalise, IdDocument, PartialDate, PhoneKind};

/// The cells of a column that have something in them.
pub(super) struct Content<'a> {
    cells: Vec<&'a str>,
}

/// Fewer cells say nothing about a column.
const FEWEST: usize = 3;

/// As many cells of a column, evenly spread, are read; more would say the same.
const READ: usize = 200;

/// The share of cells that must be of one kind.
const MOST: f64 = 0.8;

impl<'a> Content<'a> {
    pub(super) fn of(sample: &'a [Vec<String>], at: usize) -> Self {
        let empty = |cell: &str| matches!(cell, "" | "-" | "NULL" | "null" | "NA" | "N/A" | "None");
        let cells = sample.iter().filter_map(|row| row.get(at)).map(|cell| cell.trim());
        Self { cells: cells.filter(|cell| !empty(cell)).collect() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    pub(super) fn has_enough(&self) -> bool {
        self.cells.len() >= FEWEST
    }

    fn read(&self) -> impl Iterator<Item = &'a str> + Clone {
        self.cells.iter().copied().step_by(self.cells.len().div_ceil(READ).max(1))
    }

    /// The share of cells that pass a test.
    pub(super) fn share(&self, test: impl Fn(&str) -> bool) -> f64 {
        let passed = self.read().filter(|cell| test(cell)).count();
        passed as f64 / self.read().count().max(1) as f64
    }

    /// Whether nearly all cells pass a test; gives up as soon as too many have not.
    pub(super) fn mostly(&self, test: impl Fn(&str) -> bool) -> bool {
        let count = self.read().count();
        let allowed = (count as f64 * (1.0 - MOST) + 1e-9) as usize;
        count > 0 && self.read().filter(|cell| !test(cell)).nth(allowed).is_none()
    }

    /// The share of cells that no cell before them repeats.
    pub(super) fn distinct(&self) -> f64 {
        let distinct: BTreeSet<&&str> = self.cells.iter().collect();
        distinct.len() as f64 / self.cells.len().max(1) as f64
    }

    /// Whether nearly all cells are whole numbers of a range.
    pub(super) fn are_within(&self, low: i64, high: i64) -> bool {
        let whole = |cell: &str| cell.strip_suffix(".0").unwrap_or(cell).parse::<i64>().ok();
        self.mostly(|cell| whole(cell).is_some_and(|value| (low..=high).contains(&value)))
    }

    pub(super) fn are_dates(&self) -> bool {
        self.has_enough() && self.mostly(|cell| day(cell).is_some())
    }

    pub(super) fn are_personal_ids(&self) -> bool {
        self.share(|cell| normalise::id_document(cell).is_ok()) >= 0.5
    }

    /// The field that the cells look like, if they look like any.
    pub(super) fn looks(&self) -> Option<Field> {
        let most = |test: fn(&str) -> bool| self.mostly(test);
        if !self.has_enough() {
            None
        } else if most(is_email) {
            Some(Field::Email)
        } else if most(is_health_card) {
            Some(Field::HealthCard)
        } else if most(is_phone) {
            Some(Field::Phone)
        } else if most(is_personal_id) {
            Some(Field::PersonalId)
        } else if most(is_sex) {
            Some(Field::Sex)
        } else if most(|cell| day(cell).is_some()) {
            Some(Field::BirthDate).filter(|_| self.spread_days() > 366)
        } else if most(is_address) && self.distinct() >= 0.5 {
            Some(Field::Address)
        } else if self.are_names() {
            Some(Field::Name)
        } else {
            None
        }
    }

    /// The days between the first and the last date.
    fn spread_days(&self) -> i32 {
        let days = || self.read().filter_map(day);
        match (days().min(), days().max()) {
            (Some(first), Some(last)) => (last - first).get_days(),
            _ => 0,
        }
    }

    /// Whether the cells are whole names: Vietnamese by the family names, others by being letters and all different.
    fn are_names(&self) -> bool {
        if !self.mostly(is_words) {
            return false;
        }
        let keys: Vec<String> = self.read().map(bare).collect();
        let first =
            |key: &String| FAMILY_NAMES.contains(&key.split(' ').next().unwrap_or_default());
        let families = keys.iter().filter(|key| first(key)).count() as f64 / keys.len() as f64;
        if families >= 0.7 {
            return self.distinct() >= 0.5;
        }
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for word in keys.iter().flat_map(|key| key.split(' ')) {
            *counts.entry(word).or_default() += 1;
        }
        // The word for street, company or school that many cells share is no name.
        let shared = counts
            .iter()
            .any(|(word, count)| count * 5 > keys.len() && !FAMILY_NAMES.contains(word));
        keys.len() >= 2 * FEWEST && self.distinct() >= MOST && !shared
    }
}

/// Gives columns of unknown heading the fields that no heading claims and that their content looks like.
pub(super) fn fill(held: &mut Held, meanings: &[Meaning], contents: &[Content]) {
    let claimed: BTreeSet<Field> = held.iter().flatten().map(|(field, _)| *field).collect();
    let mut best: BTreeMap<Field, (i64, usize)> = BTreeMap::new();
    for (at, content) in contents.iter().enumerate() {
        if held[at].is_some() || meanings[at] != Meaning::Unknown {
            continue;
        }
        let Some(field) = content.looks().filter(|field| !is_claimed(*field, &claimed)) else {
            continue;
        };
        let rank = match field {
            Field::BirthDate => i64::from(content.spread_days()),
            Field::Name => (content.distinct() * 1000.0) as i64,
            _ => 0,
        };
        let place = best.entry(field).or_insert((rank, at));
        if rank > place.0 {
            *place = (rank, at);
        }
    }
    for (field, (_, at)) in best {
        held[at] = Some((field, How::Content));
    }
}

/// Whether a heading already says where such things stand.
fn is_claimed(field: Field, claimed: &BTreeSet<Field>) -> bool {
    let others: &[Field] = match field {
        Field::Name => &[Field::Name, Field::FamilyName, Field::GivenName],
        Field::BirthDate => &[Field::BirthDate, Field::BirthYear],
        Field::Address => &[Field::Address, Field::Street],
        _ => &[field],
    };
    others.iter().any(|other| claimed.contains(other)) || claimed.contains(&field)
}

/// A whole date without a time of day; digits without marks count, serial numbers do not.
fn day(cell: &str) -> Option<Date> {
    if cell.contains(':') || cell.len() < 6 || !cell.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let read = normalise::date(cell, None).ok()?;
    let PartialDate::Day(day) = read.value.date else { return None };
    let serial = read.notes.iter().any(|note| note.code == "date.serial");
    ((1880..=2100).contains(&day.year()) && !serial).then_some(day)
}

fn is_email(cell: &str) -> bool {
    cell.contains('@') && normalise::email(cell).is_ok()
}

fn is_health_card(cell: &str) -> bool {
    let lettered =
        cell.len() >= 15 && cell.starts_with(|letter: char| letter.is_ascii_alphabetic());
    lettered && normalise::health_card(cell).is_ok_and(|card| card.value.prefix.is_some())
}

fn is_phone(cell: &str) -> bool {
    let plain = cell.chars().all(|letter| letter.is_ascii_digit() || " .-+()/,;".contains(letter));
    let ours = |read: &normalise::Normal<normalise::Phone>| {
        let odd = read
            .notes
            .iter()
            .any(|note| matches!(note.code, "phone.unassigned" | "phone.old_area"));
        !odd && (read.value.kind != PhoneKind::Foreign || cell.starts_with('+'))
    };
    // A date of eight digits and an old card's number of nine are no telephones.
    let begins = cell.starts_with(['0', '+', '('])
        || cell.starts_with("84")
        || !cell.starts_with(['1', '2']);
    plain && begins && normalise::phone(cell).is_ok_and(|read| ours(&read))
}

fn is_personal_id(cell: &str) -> bool {
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    if !matches!(digits, 9 | 12) {
        return false;
    }
    match normalise::id_document(cell) {
        Ok(read) => match read.value {
            IdDocument::Personal(id) => {
                digits == 12 && read.notes.is_empty() && id.birth_year <= 2100
            }
            IdDocument::Old(_) => digits == 9,
        },
        Err(_) => false,
    }
}

/// A word for the sex; the codes 0, 1 and 2 mean many things.
fn is_sex(cell: &str) -> bool {
    cell.len() < 24
        && !cell.bytes().any(|byte| byte.is_ascii_digit())
        && normalise::sex(cell).is_ok()
}

/// A part with its kind before it, or a house number before a street.
fn is_address(cell: &str) -> bool {
    let cell = cell.strip_suffix(',').unwrap_or(cell);
    if !cell.contains(char::is_alphabetic) || !cell.contains(' ') {
        return false;
    }
    let kinds = normalise::address(cell).is_ok_and(|read| {
        let parts = read.value;
        let kind = |part: &Option<normalise::AreaName>| {
            part.as_ref().is_some_and(|area| area.kind.is_some())
        };
        kind(&parts.subunit)
            || kind(&parts.commune)
            || kind(&parts.district)
            || kind(&parts.province)
    });
    kinds
        || normalise::street(cell).is_ok_and(|read| {
            let key = &read.value.key;
            read.value.house.is_some()
                && (key.contains(' ') || key.bytes().any(|byte| byte.is_ascii_digit()))
        })
}

/// Two to six words of letters.
fn is_words(cell: &str) -> bool {
    let letters = |letter: char| {
        letter.is_alphabetic() || letter == ' ' || ".'’-".contains(letter) || is_mark(letter)
    };
    (2..=6).contains(&cell.split_whitespace().count()) && cell.chars().all(letters)
}

fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36F}')
}

/// The first words of nearly every name in Vietnam, bare.
const FAMILY_NAMES: &[&str] = &[
    "nguyen", "tran", "le", "pham", "hoang", "huynh", "phan", "vu", "vo", "dang", "bui", "do",
    "ho", "ngo", "duong", "ly", "dao", "doan", "vuong", "trinh", "truong", "dinh", "lam", "phung",
    "mai", "to", "ha", "cao", "thai", "ta", "luong", "luu", "chu", "chau", "quach", "tang", "la",
    "kieu", "thach", "danh", "son", "kim", "lo", "vi", "sung", "giang", "vang", "thao", "ma",
    "hau", "cu", "quan", "nong", "be", "trieu", "ban", "lu", "cam", "dieu", "h", "y", "ksor",
    "rcom", "siu", "nay", "kpa", "nie", "ayun", "dau", "han", "nghiem", "ngan", "tong", "ton",
    "ung", "van", "vien", "khuat", "khong", "kha", "luc", "mac", "mach", "ninh", "tieu", "tu",
    "uong", "hua", "huu", "ngac", "ngoc", "nhu", "ong", "quang", "sam", "sy", "than", "tong",
    "trang", "tuong", "bach", "banh", "bien", "cat", "chung", "co", "cong", "dam", "diep", "don",
    "dong", "dui", "giap", "hang", "hy", "khieu", "khuc", "lai", "lieu",
];
