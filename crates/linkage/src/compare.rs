use crate::compare::pattern::{Pattern, Slot, birth, name, number, text};
use crate::records::Records;
use crate::records::alike::{TextNearness, cannot_be_near, text_nearness};
use crate::records::code::{is_slip, len};
use crate::records::place::Nearness;
use crate::records::row::{Birth, FAMILY, GIVEN, Row, TEXTS};

pub(crate) mod pattern;

mod names;

/// Compares people of one pool of records and remembers what two words or texts gave.
pub(crate) struct Comparer<'r> {
    records: &'r Records,
    pub(crate) notebook: Notebook,
}

/// What comparisons of two words, texts or places gave.
#[derive(Debug, Default)]
pub(crate) struct Notebook {
    words: Memo,
    texts: Memo,
    places: Memo,
}

impl<'r> Comparer<'r> {
    pub(crate) fn new(records: &'r Records) -> Self {
        Self::resumed(records, Notebook::default())
    }

    pub(crate) fn resumed(records: &'r Records, notebook: Notebook) -> Self {
        Self { records, notebook }
    }

    /// How two rows agree.
    pub(crate) fn pattern(&mut self, one: u32, other: u32) -> Pattern {
        let (a, b) = (&self.records.rows[one as usize], &self.records.rows[other as usize]);
        let mut found = Pattern::default();
        self.names(a, b, &mut found);
        found.put(Slot::Birth, births(a.birth, b.birth));
        if a.sex > 0 && b.sex > 0 {
            found.put(Slot::Sex, if a.sex == b.sex { number::SAME } else { number::DIFFER });
        }
        found.put(Slot::Id, numbers(a.id, b.id, true));
        found.put(Slot::Phone, numbers(a.phone, b.phone, false));
        found.put(Slot::Commune, self.communes(a.commune, b.commune));
        found.put(Slot::House, houses(a.house, b.house));
        found.put(Slot::Street, self.text(a.street, b.street));
        if !self.records.more.is_empty() {
            self.more(one, other, &mut found);
        }
        found
    }

    fn more(&mut self, one: u32, other: u32, found: &mut Pattern) {
        let (a, b) = (self.records.more_of(one), self.records.more_of(other));
        found.put(Slot::Other, numbers(a.other, b.other, false));
        found.put(Slot::Postcode, numbers(a.postcode, b.postcode, false));
        found.put(Slot::Email, self.text(a.email, b.email));
        for at in 0..TEXTS {
            found.put(Slot::text(at), self.text(a.texts[at], b.texts[at]));
        }
    }

    fn text(&mut self, one: u32, other: u32) -> u8 {
        if one == 0 || other == 0 {
            return 0;
        }
        if one == other {
            return text::SAME;
        }
        let texts = &self.records.texts;
        let letters = |number: u32| self.records.letters[number as usize];
        let (a, b) = (letters(one), letters(other));
        if cannot_be_near(a, b) {
            return text::DIFFER;
        }
        self.notebook.texts.of(one, other, || {
            match text_nearness(texts.get(one), texts.get(other)) {
                TextNearness::Near => text::NEAR,
                TextNearness::Part => text::PART,
                TextNearness::Differ => text::DIFFER,
            }
        })
    }

    fn communes(&mut self, one: u32, other: u32) -> u8 {
        if one == 0 || other == 0 {
            return 0;
        }
        if one == other {
            return text::SAME;
        }
        let places = &self.records.places;
        self.notebook.places.of(one, other, || match places.nearness(one, other) {
            Nearness::Same => text::SAME,
            Nearness::SameGround => text::PART,
            Nearness::Near => text::NEAR,
            Nearness::Differ => text::DIFFER,
        })
    }
}

/// How two codes agree; ids of different kinds say nothing about each other.
fn numbers(one: u64, other: u64, is_id: bool) -> u8 {
    if one == 0 || other == 0 {
        return 0;
    }
    if one == other {
        return number::SAME;
    }
    if is_slip(one, other) {
        return number::SLIP;
    }
    if is_id && len(one).abs_diff(len(other)) > 1 { 0 } else { number::DIFFER }
}

fn houses(one: u32, other: u32) -> u8 {
    match (one, other) {
        (0, _) | (_, 0) => 0,
        (one, other) if one == other => number::SAME,
        (one, other) if is_digit_slip(one - 1, other - 1) => number::SLIP,
        _ => number::DIFFER,
    }
}

/// Whether two different numbers are one digit, or two neighbouring digits swapped, apart.
fn is_digit_slip(one: u32, other: u32) -> bool {
    let packed = |mut number: u32| {
        let mut body = 0_u64;
        loop {
            body = body << 4 | u64::from(number % 10 + 1);
            number /= 10;
            if number == 0 {
                return body;
            }
        }
    };
    // One digit alone is another house and no slip.
    one.min(other) >= 10 && crate::records::code::is_one_edit(packed(one), packed(other), 4)
}

/// How two birth dates agree.
pub(crate) fn births(one: Birth, other: Birth) -> u8 {
    if one.is_missing() || other.is_missing() {
        return 0;
    }
    if one == other && one.is_whole() {
        return birth::SAME;
    }
    let (years, months, days) =
        ((one.year(), other.year()), (one.month(), other.month()), (one.day(), other.day()));
    if !one.is_whole() || !other.is_whole() {
        let apart = years.0.abs_diff(years.1);
        let months_agree = months.0 == 0 || months.1 == 0 || months.0 == months.1;
        let about = one.is_about() || other.is_about();
        return match apart {
            0 if months_agree => birth::YEAR,
            1 if about => birth::YEAR,
            0 | 1 => birth::NEAR_YEAR,
            _ => birth::DIFFER,
        };
    }
    let equal =
        u8::from(years.0 == years.1) + u8::from(months.0 == months.1) + u8::from(days.0 == days.1);
    if years.0 == years.1 && months.0 == days.1 && days.0 == months.1 {
        return birth::SWAPPED;
    }
    let slip = |pair: (u32, u32)| pair.0 == pair.1 || is_part_slip(pair.0, pair.1);
    let months_apart = (12 * years.0 + months.0).abs_diff(12 * years.1 + months.1);
    match equal {
        2 if slip(years) && slip(months) && slip(days) => birth::SLIP,
        2 => birth::PART,
        1 if slip(years) && slip(months) && slip(days) => birth::SLIPS,
        _ if months_apart < 12 => birth::CLOSE,
        _ => birth::DIFFER,
    }
}

/// Whether two parts of a date are one digit, one step, or two digits swapped apart.
fn is_part_slip(one: u32, other: u32) -> bool {
    if one.abs_diff(other) == 1 {
        return true;
    }
    let digits = |number: u32| [number / 1000, number / 100 % 10, number / 10 % 10, number % 10];
    let (a, b) = (digits(one), digits(other));
    let differing: Vec<usize> = (0..4).filter(|at| a[*at] != b[*at]).collect();
    match differing[..] {
        [_] => true,
        [first, second] => second == first + 1 && a[first] == b[second] && a[second] == b[first],
        _ => false,
    }
}

/// What comparisons gave, by both numbers; the older of two that share a place is forgotten.
#[derive(Debug, Default)]
struct Memo {
    found: Vec<(u32, u32, u8)>,
}

const MEMO: usize = 1 << 14;

impl Memo {
    fn of(&mut self, one: u32, other: u32, compare: impl FnOnce() -> u8) -> u8 {
        let (low, high) = if one < other { (one, other) } else { (other, one) };
        let mixed = (u64::from(low) << 32 | u64::from(high)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        if self.found.is_empty() {
            self.found.resize(MEMO, (0, 0, 0));
        }
        let place = &mut self.found[(mixed >> 50) as usize];
        if (place.0, place.1) != (low, high) {
            *place = (low, high, compare());
        }
        place.2
    }
}
