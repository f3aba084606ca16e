use std::collections::BTreeMap;
use std::ops::Range;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use taicho_model::{Sex, Words as Said};

use crate::code::code;
use crate::field::Field;
use crate::normalise::{self, IdDocument, PartialDate, PersonalId, Reason};
use crate::place::Places;
use crate::row::{Birth, More, Row, TEXTS};
use crate::texts::{Labels, Texts};
use crate::units::Units;
use crate::word::{Word, Words};

/// People of one list or several, in the form in which they are compared.
///
/// A list is begun with the fields of its columns; then its rows are added.
/// Nothing is refused: what a cell says and no normaliser understands is counted with its reason, and the rest of the row counts.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Records {
    pub(crate) rows: Vec<Row>,
    pub(crate) more: Vec<More>,
    pub(crate) words: Words,
    pub(crate) texts: Texts,
    /// Which letters each text has.
    pub(crate) letters: Vec<u32>,
    pub(crate) places: Places,
    labels: Labels,
    /// The row of each in its file.
    numbers: Vec<u32>,
    #[serde(skip)]
    lists: Vec<List>,
    today: Date,
}

#[derive(Clone, Debug, Default)]
struct List {
    start: u32,
    layout: Layout,
    remarks: BTreeMap<&'static str, Remark>,
}

/// Where the cells of a row go.
#[derive(Clone, Debug, Default)]
struct Layout {
    columns: Vec<(usize, Field)>,
    has_commune: bool,
}

/// Something that was noticed in a list, and how often.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// What it is, with the first value met as the example.
    pub words: Said,
    /// How many cells.
    pub count: u32,
    /// The first rows, as the file numbers them.
    pub rows: Vec<u32>,
}

impl Records {
    /// No people yet; dates after `today` are refused, ages are counted back from it.
    pub fn new(today: Date) -> Self {
        Self {
            rows: Vec::new(),
            more: Vec::new(),
            words: Words::default(),
            texts: Texts::default(),
            letters: vec![0],
            places: Places::new(),
            labels: Labels::default(),
            numbers: Vec::new(),
            lists: Vec::new(),
            today,
        }
    }

    /// Lets communes of before and after a merger be known for one ground; to be told before the first list that has any.
    pub fn know_units(&mut self, units: Units) {
        self.places.know(units);
    }

    /// Whether it was told.
    pub fn knows_units(&self) -> bool {
        self.places.knows()
    }

    /// Begins a list whose columns hold these fields and gives its number.
    pub fn begin(&mut self, fields: &[Option<Field>]) -> usize {
        let columns: Vec<(usize, Field)> = (0..)
            .zip(fields)
            .filter_map(|(at, field)| Some((at, (*field)?)))
            .filter(|(_, field)| *field != Field::RecordId)
            .collect();
        let has = |wanted: &[Field]| columns.iter().any(|(_, field)| wanted.contains(field));
        let layout = Layout {
            has_commune: has(&[Field::Commune]),
            columns,
        };
        self.lists.push(List { start: self.rows.len() as u32, layout, remarks: BTreeMap::new() });
        self.lists.len() - 1
    }

    /// Adds a row to the list begun last and gives its number among all; `at` is its row in the file, for remarks.
    pub fn add<'a>(&mut self, label: &str, at: u32, cell: impl Fn(usize) -> &'a str) -> u32 {
        let number = self.rows.len() as u32;
        let Some(mut list) = self.lists.pop() else { return number };
        let (row, more) = self.read(&mut list, at, cell);
        self.put(row, more);
        self.labels.push(label);
        self.numbers.push(at);
        self.lists.push(list);
        number
    }

    /// Adds a person by fields and gives the number of the row.
    pub(crate) fn add_fields(&mut self, label: &str, cells: &[(Field, &str)]) -> u32 {
        let number = self.rows.len() as u32;
        self.ask(cells);
        self.labels.push(label);
        self.numbers.push(number);
        number
    }

    /// Adds a row without a label, to be taken away by [`Records::forget_question`].
    pub(crate) fn ask(&mut self, cells: &[(Field, &str)]) -> u32 {
        let columns: Vec<(usize, Field)> = (0..).zip(cells).map(|(at, (field, _))| (at, *field)).collect();
        let has_commune = columns.iter().any(|(_, field)| *field == Field::Commune);
        let mut list = List { layout: Layout { columns, has_commune }, ..List::default() };
        let (row, more) = self.read(&mut list, 0, |at| cells[at].1);
        let number = self.rows.len() as u32;
        self.put(row, more);
        number
    }

    pub(crate) fn forget_question(&mut self) {
        self.rows.pop();
        self.more.truncate(self.rows.len());
    }

    fn read<'a>(&mut self, list: &mut List, at: u32, cell: impl Fn(usize) -> &'a str) -> (Row, More) {
        let mut reading = Reading {
            records: self,
            list,
            row: Row::default(),
            more: More::default(),
            id: None,
            at,
        };
        reading.cells(&cell);
        (reading.row, reading.more)
    }

    fn put(&mut self, row: Row, more: More) {
        let number = self.rows.len();
        self.rows.push(row);
        if more != More::default() && self.more.is_empty() {
            self.more.resize(number, More::default());
        }
        if more != More::default() || !self.more.is_empty() {
            self.more.push(more);
        }
    }

    /// Finds again what is not saved; false where the rest is not sound.
    pub(crate) fn recall(&mut self) -> bool {
        let rows = self.rows.len();
        let texts = self.texts.len() as u32;
        let known = |row: &Row| {
            let words = row.words.iter().all(|word| (*word as usize) < self.words.len().max(1));
            words && row.street < texts && (row.commune as usize) < self.places.len()
        };
        let sound = self.rows.iter().all(known)
            && self.labels.len() == rows
            && self.numbers.len() == rows
            && (self.more.is_empty() || self.more.len() == rows)
            && self.more.iter().all(|more| more.email < texts && more.texts.iter().all(|text| *text < texts))
            && self.letters.len() == self.texts.len();
        sound && self.words.recall() && self.texts.recall() && self.places.recall()
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The rows of a list.
    pub fn list(&self, list: usize) -> Range<u32> {
        let start = |list: usize| self.lists.get(list).map_or(self.rows.len() as u32, |list| list.start);
        start(list)..start(list + 1)
    }

    /// What the list calls a row.
    pub fn label(&self, row: u32) -> &str {
        self.labels.get(row)
    }

    /// The row of the file in which a row stands.
    pub fn number(&self, row: u32) -> u32 {
        self.numbers[row as usize]
    }

    /// What was noticed in a list, by stable code.
    pub fn remarks(&self, list: usize) -> impl Iterator<Item = (&'static str, &Remark)> {
        self.lists.get(list).into_iter().flat_map(|list| &list.remarks).map(|(code, remark)| (*code, remark))
    }

    fn text_number(&mut self, text: &str) -> u32 {
        let (number, new) = self.texts.number(text);
        if new {
            self.letters.push(crate::alike::letters(text));
        }
        number
    }

    /// Whether one of two words one edit apart is a slip of the other: next to nobody has it, and it may be no syllable at all.
    pub(crate) fn is_slip_of(&self, one: u32, other: u32) -> bool {
        let count = |word: u32| self.words.count(word);
        let (rare, common) = if count(one) < count(other) { (one, other) } else { (other, one) };
        let (few, many) = (count(rare), count(common));
        let share = if self.words.shape(rare).is_syllable() { 1000 } else { 50 };
        few <= 2 || few.saturating_mul(share) <= many
    }

    pub(crate) fn more_of(&self, row: u32) -> More {
        self.more.get(row as usize).copied().unwrap_or_default()
    }
}

/// One row while its cells are read.
struct Reading<'r> {
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

impl Reading<'_> {
    fn cells<'a>(&mut self, cell: &impl Fn(usize) -> &'a str) {
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
                (Some(year), _) => Birth::new(year, parts.month, if parts.month > 0 { parts.day } else { 0 }),
                (None, Some(years)) => Birth::about(self.records.today.year() - i16::from(years)),
                (None, None) => Birth::default(),
            };
        }
        self.check_id();
        if !parts.commune.is_empty() {
            let place = self.records.places.place(parts.commune, parts.district, parts.province);
            self.row.commune = place;
        }
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
            Field::BirthMonth => parts.month = text.parse().ok().filter(|month| (1..=12).contains(month)).unwrap_or(0),
            Field::BirthDay => parts.day = text.parse().ok().filter(|day| (1..=31).contains(day)).unwrap_or(0),
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
        for part in bare.split(|letter: char| letter.is_whitespace() || matches!(letter, '.' | ',' | ';')) {
            len += usize::from(self.put_word(part, words.get_mut(len)));
        }
        if len == 0 {
            match normalise::name(text) {
                Err(reason) => self.refuse(reason),
                Ok(_) => self.remark("name.no_words", "ô họ tên không có chữ nào đọc được", "the name has no word that can be read"),
            }
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
        let all = [parts.family[0], parts.family[1], parts.middle[0], parts.middle[1], parts.given[1], parts.given[0]];
        for word in all.iter().flat_map(|part| part.split(|letter: char| letter.is_whitespace() || letter == '.')) {
            len += usize::from(self.put_word(word, words.get_mut(len)));
        }
        let no_family = parts.family[0].is_empty();
        let no_given = parts.given[0].is_empty();
        match &words[..len] {
            [only] if no_given && !no_family => {
                self.row.words[crate::row::FAMILY] = only.bare;
                self.row.marks[crate::row::FAMILY] = only.marks;
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
                if reason.code != "id.rounded" && crate::code::len(code(text)) >= 5 {
                    self.row.id = code(text);
                }
                self.refuse(reason);
            }
        }
    }

    /// An id says the sex and the birth year, and may contradict the row.
    fn check_id(&mut self) {
        let Some(id) = self.id else { return };
        if self.row.sex > 0 && (self.row.sex == 1) != (id.sex == Sex::Male) {
            self.remark("id.other_sex", "số định danh cho biết giới tính khác với cột giới tính", "the id says another sex than its row");
        }
        let year = self.row.birth.year();
        if year > 0 && year.abs_diff(id.birth_year.max(0) as u32) > u32::from(self.row.birth.is_about()) {
            self.remark("id.other_year", "số định danh cho biết năm sinh khác với cột ngày sinh", "the id says another birth year than its row");
        }
    }

    fn address<'a>(&mut self, text: &'a str, parts: &mut Parts<'a>) {
        let plain = !text.bytes().any(|byte| matches!(byte, b',' | b';' | b'\n')) && !text.contains(" - ");
        if plain || self.list.layout.has_commune && !text.contains(',') {
            return self.street(text);
        }
        let Ok(read) = normalise::address(text) else { return };
        let found = read.value;
        if let Some(street) = found.street {
            self.street(&street);
        }
        if let (Some(commune), false) = (&found.commune, self.list.layout.has_commune) {
            let of = |area: &Option<normalise::AreaName>| area.as_ref().map(|area| area.name.clone()).unwrap_or_default();
            let place = self.records.places.place(&commune.name, &of(&found.district), &of(&found.province));
            self.row.commune = place;
        }
        if let Some(hamlet) = found.subunit {
            self.text(&hamlet.key, parts);
        }
    }

    fn street(&mut self, text: &str) {
        let Ok(read) = normalise::street(text) else { return };
        if let Some(house) = read.value.house {
            self.row.house = house + 1;
        }
        // Without a street the alley is what tells where the house is.
        let street = if read.value.key.is_empty() { &read.value.detail } else { &read.value.key };
        if !street.is_empty() {
            self.row.street = self.records.text_number(street);
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
        let remark = self.list.remarks.entry(code).or_insert_with(|| Remark { words: words(), count: 0, rows: Vec::new() });
        remark.count += 1;
        if remark.rows.len() < 3 {
            remark.rows.push(number);
        }
    }
}
