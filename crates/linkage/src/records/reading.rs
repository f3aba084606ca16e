//! Reads the cells of one row into the form in which people are compared.

use taicho_model::{Sex, Words as Said};

use super::code::{self, code};
use super::row::{Birth, FAMILY, More, Row, TEXTS};
use super::word::Word;
use super::{List, Records, Remark};
use crate::field::Field;
use taicho_normalise::{self as normalise, IdDocument, PartialDate, PersonalId, Reason};

/// One row while its cells are read.
pub(super) struct Reading<'r> {
    records: &'r mut Records,
    list: &'r mut List,
    row: Row,
    more: More,
    id: Option<PersonalId>,
    at: u32,
}

/// The cells of one row that belong together before they mean something.
#[derive(Default)]
struct Parts<'a> {
    family: [&'a str; 2],
    middle: [&'a str; 2],
    given: [&'a str; 2],
    year: Option<i16>,
    month: i8,
    day: i8,
    age: Option<u8>,
    commune: &'a str,
    district: &'a str,
    province: &'a str,
    texts: usize,
}

impl<'r> Reading<'r> {
    pub(super) fn of(records: &'r mut Records, list: &'r mut List, at: u32) -> Self {
        let (row, more) = (Row::default(), More::default());
        Self { records, list, row, more, id: None, at }
    }

    /// Reads the cells of the row, each by its column.
    pub(super) fn cells<'a>(mut self, cell: &impl Fn(usize) -> &'a str) -> (Row, More) {
        let mut parts = Parts::default();
        for at in 0..self.list.layout.columns.len() {
            let (column, field) = self.list.layout.columns[at];
            let text = cell(column).trim();
            if !text.is_empty() {
                self.cell(field, text, &mut parts);
            }
        }
        if parts.family[0].len() + parts.given[0].len() + parts.middle[0].len() > 0 {
            self.name_of_parts(&parts);
        }
        if self.row.birth.is_missing() {
            self.row.birth = match (parts.year, parts.age) {
                (Some(year), _) => {
                    Birth::new(year, parts.month, if parts.month > 0 { parts.day } else { 0 })
                }
                (None, Some(years)) => Birth::about(self.records.today.year() - i16::from(years)),
                (None, None) => Birth::default(),
            };
        }
        self.check_id();
        if !parts.commune.is_empty() {
            let place = self.records.places.place(parts.commune, parts.district, parts.province);
            self.row.commune = place;
        }
        (self.row, self.more)
    }

    fn cell<'a>(&mut self, field: Field, text: &'a str, parts: &mut Parts<'a>) {
        let put = |place: &mut [&'a str; 2]| {
            let at = usize::from(!place[0].is_empty());
            place[at] = text;
        };
        match field {
            Field::RecordId => {}
            Field::Name => self.name(text),
            Field::FamilyName => put(&mut parts.family),
            Field::MiddleName => put(&mut parts.middle),
            Field::GivenName => put(&mut parts.given),
            Field::BirthDate => self.birth(text),
            Field::BirthYear => match normalise::birth_date(text, self.records.today) {
                Ok(read) => parts.year = Some(read.value.date.year()),
                Err(reason) => self.refuse(reason),
            },
            Field::BirthMonth => {
                parts.month =
                    text.parse().ok().filter(|month| (1..=12).contains(month)).unwrap_or(0)
            }
            Field::BirthDay => {
                parts.day = text.parse().ok().filter(|day| (1..=31).contains(day)).unwrap_or(0)
            }
            Field::Age => match normalise::age(text) {
                Ok(read) => parts.age = Some(read.value),
                Err(reason) => self.refuse(reason),
            },
            Field::Sex => match normalise::sex(text) {
                Ok(read) => self.row.sex = if read.value == Sex::Male { 1 } else { 2 },
                Err(reason) => self.refuse(reason),
            },
            Field::PersonalId => self.personal_id(text),
            Field::HealthCard => match normalise::health_card(text) {
                Ok(read) => self.more.other = code(&read.value.number),
                Err(reason) => self.refuse(reason),
            },
            Field::OtherId => self.more.other = code(text),
            Field::Phone => match normalise::phone(text) {
                Ok(read) => self.row.phone = code(&read.value.e164),
                Err(reason) => {
                    self.row.phone = code(text);
                    self.refuse(reason);
                }
            },
            Field::Email => match normalise::email(text) {
                Ok(read) => self.more.email = self.records.text_number(&read.value.text),
                Err(reason) => self.refuse(reason),
            },
            Field::Address => self.address(text, parts),
            Field::House | Field::Street => self.street(text),
            Field::Hamlet => self.hamlet(text, parts),
            Field::Text => self.text(text, parts),
            Field::Commune => parts.commune = text,
            Field::District => parts.district = text,
            Field::Province => parts.province = text,
            Field::Postcode => match normalise::postcode(text) {
                Ok(read) => self.more.postcode = code(&read.value),
                Err(reason) => self.refuse(reason),
            },
        }
    }
}

impl Reading<'_> {
    fn name(&mut self, text: &str) {
        let mut words = [Word::default(); 8];
        let mut len = 0;
        // What stands in brackets says something else than the name.
        let bare = text.split(['(', '[']).next().unwrap_or_default();
        for part in
            bare.split(|letter: char| letter.is_whitespace() || matches!(letter, '.' | ',' | ';'))
        {
            len += usize::from(self.put_word(part, words.get_mut(len)));
        }
        if len == 0 {
            match normalise::name(text) {
                Err(reason) => self.refuse(reason),
                Ok(_) => self.remark(
                    "name.no_words",
                    "ô họ tên không có chữ nào đọc được",
                    "the name has no word that can be read",
                ),
            }
        }
        if len > 0
            && bare.bytes().any(|byte| byte.is_ascii_digit())
            && words[..len].iter().all(|word| !word.typed)
        {
            self.remark(
                "name.digits",
                "ô họ tên có chữ số, có thể là địa chỉ",
                "the name has digits, perhaps it is an address",
            );
        }
        self.row.put_name(&words[..len]);
    }

    /// Adds a word where it means something and there is room.
    fn put_word(&mut self, text: &str, place: Option<&mut Word>) -> bool {
        if text.is_empty() {
            return false;
        }
        let word = self.records.words.word(text);
        match place {
            Some(place) if word.bare > 0 => *place = word,
            _ => return false,
        }
        true
    }

    /// The name of a list that has its parts in columns of their own.
    fn name_of_parts(&mut self, parts: &Parts<'_>) {
        let mut words = [Word::default(); 8];
        let mut len = 0;
        let all = [
            parts.family[0],
            parts.family[1],
            parts.middle[0],
            parts.middle[1],
            parts.given[1],
            parts.given[0],
        ];
        for word in all
            .iter()
            .flat_map(|part| part.split(|letter: char| letter.is_whitespace() || letter == '.'))
        {
            len += usize::from(self.put_word(word, words.get_mut(len)));
        }
        let no_family = parts.family[0].is_empty();
        let no_given = parts.given[0].is_empty();
        match &words[..len] {
            [only] if no_given && !no_family => {
                self.row.words[FAMILY] = only.bare;
                self.row.marks[FAMILY] = only.marks;
            }
            words => self.row.put_name(words),
        }
    }

    fn birth(&mut self, text: &str) {
        match normalise::birth_date(text, self.records.today) {
            Ok(read) => {
                self.row.birth = match read.value.date {
                    PartialDate::Day(day) => Birth::new(day.year(), day.month(), day.day()),
                    PartialDate::Month { year, month } => Birth::new(year, month, 0),
                    PartialDate::Year(year) => Birth::new(year, 0, 0),
                }
            }
            Err(reason) => match normalise::age(text) {
                Ok(age) if text.parse::<u8>().is_err() => {
                    self.row.birth = Birth::about(self.records.today.year() - i16::from(age.value));
                }
                _ => self.refuse(reason),
            },
        }
    }

    fn personal_id(&mut self, text: &str) {
        match normalise::id_document(text) {
            Ok(read) => match read.value {
                IdDocument::Personal(id) => {
                    self.row.id = code(&id.digits);
                    self.id = Some(id);
                }
                IdDocument::Old(digits) => self.row.id = code(&digits),
            },
            Err(reason) => {
                // A foreign number says something as well.
                if reason.code != "id.rounded" && code::len(code(text)) >= 5 {
                    self.row.id = code(text);
                }
                self.refuse(reason);
            }
        }
    }

    /// Whether a text is the name of the row once more.
    fn is_own_name(&mut self, text: &str) -> bool {
        let own: Vec<u32> = self.row.words.into_iter().filter(|word| *word > 0).collect();
        let words = text.split_whitespace().map(|word| self.records.words.word(word).bare);
        let words: Vec<u32> = words.collect();
        !own.is_empty() && words.len() == own.len() && words.iter().all(|word| own.contains(word))
    }

    /// An id says the sex and the birth year, and may contradict the row.
    fn check_id(&mut self) {
        let Some(id) = self.id else { return };
        if self.row.sex > 0 && (self.row.sex == 1) != (id.sex == Sex::Male) {
            self.remark(
                "id.other_sex",
                "số định danh cho biết giới tính khác với cột giới tính",
                "the id says another sex than its row",
            );
        }
        let year = self.row.birth.year();
        if year > 0
            && year.abs_diff(id.birth_year.max(0) as u32) > u32::from(self.row.birth.is_about())
        {
            self.remark(
                "id.other_year",
                "số định danh cho biết năm sinh khác với cột ngày sinh",
                "the id says another birth year than its row",
            );
        }
    }

    fn address<'a>(&mut self, text: &'a str, parts: &mut Parts<'a>) {
        if !text.bytes().any(|byte| byte.is_ascii_digit()) && self.is_own_name(text) {
            self.remark(
                "address.own_name",
                "ô địa chỉ ghi họ tên của chính người đó",
                "the address is the person's own name",
            );
            return;
        }
        let plain =
            !text.bytes().any(|byte| matches!(byte, b',' | b';' | b'\n')) && !text.contains(" - ");
        if plain || self.list.layout.has_commune && !text.contains(',') {
            return self.street(text);
        }
        let Ok(read) = normalise::address(text) else { return };
        let found = read.value;
        if let Some(street) = found.street {
            self.street(&street);
        }
        if let (Some(commune), false) = (&found.commune, self.list.layout.has_commune) {
            let of = |area: &Option<normalise::AreaName>| {
                area.as_ref().map(|area| area.name.clone()).unwrap_or_default()
            };
            let place = self.records.places.place(
                &commune.name,
                &of(&found.district),
                &of(&found.province),
            );
            self.row.commune = place;
        }
        if let Some(hamlet) = found.subunit {
            self.text(&hamlet.key, parts);
        }
    }

    fn street(&mut self, text: &str) {
        let (number, rest) = leading_number(text);
        if let Some(street) = self.records.streets.get(rest) {
            self.row.house = number.map_or(self.row.house, |number| number + 1);
            self.row.street = *street;
            return;
        }
        let Ok(read) = normalise::street(text) else { return };
        if let Some(house) = read.value.house {
            self.row.house = house + 1;
        }
        // Without a street the alley is what tells where the house is.
        let street = if read.value.key.is_empty() { &read.value.detail } else { &read.value.key };
        if !street.is_empty() {
            self.row.street = self.records.text_number(street);
            // What follows a plain house number means the same after any other.
            let room = self.records.streets.len() < STREETS;
            if room && read.value.house == number && !rest.is_empty() {
                self.records.streets.insert(rest.to_owned(), self.row.street);
            }
        }
    }

    fn hamlet(&mut self, text: &str, parts: &mut Parts<'_>) {
        match normalise::area_name(text) {
            Ok(read) => self.text(&read.value.key, parts),
            Err(reason) => self.refuse(reason),
        }
    }

    fn text(&mut self, text: &str, parts: &mut Parts<'_>) {
        if parts.texts < TEXTS {
            let key = taicho_model::vietnamese::bare(text);
            let key = key.split_whitespace().collect::<Vec<_>>().join(" ");
            self.more.texts[parts.texts] = self.records.text_number(&key);
            parts.texts += 1;
        }
    }

    fn refuse(&mut self, reason: Reason) {
        let Reason { code, words } = reason;
        self.count(code, || words);
    }

    fn remark(&mut self, code: &'static str, vi: &str, en: &str) {
        self.count(code, || Said::new(vi, en));
    }

    fn count(&mut self, code: &'static str, words: impl FnOnce() -> Said) {
        let number = self.at;
        let remark = self.list.remarks.entry(code).or_insert_with(|| Remark {
            words: words(),
            count: 0,
            rows: Vec::new(),
        });
        remark.count += 1;
        if remark.rows.len() < 3 {
            remark.rows.push(number);
        }
    }
}

/// Addresses whose street is remembered.
const STREETS: usize = 100_000;

/// A house number that stands first and alone, and what follows it; all of the text where there is none.
fn leading_number(text: &str) -> (Option<u32>, &str) {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    match (text[..digits].parse(), text[digits..].strip_prefix(' ')) {
        (Ok(number), Some(rest)) if digits <= 5 => (Some(number), rest),
        _ => (None, text),
    }
}
