use std::collections::BTreeMap;
use std::ops::Range;

use hashbrown::HashMap;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use taicho_model::Words;

use crate::field::Field;
use crate::records::place::Places;
use crate::records::row::{More, Row};
use crate::records::texts::{Labels, Texts};
use crate::units::Units;

use crate::records::word::WordTable;
use reading::Reading;

pub(crate) mod alike;
pub(crate) mod code;
pub(crate) mod place;
mod reading;
pub(crate) mod repeated;
pub(crate) mod row;
pub(crate) mod texts;
pub(crate) mod word;

/// People of one list or several, in the form in which they are compared.
///
/// A list is begun with the fields of its columns; then its rows are added.
/// Nothing is refused: what a cell says and no normaliser understands is counted with its reason, and the rest of the row counts.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Records {
    pub(crate) rows: Vec<Row>,
    pub(crate) more: Vec<More>,
    pub(crate) words: WordTable,
    pub(crate) texts: Texts,
    /// Which letters each text has.
    pub(crate) letters: Vec<u32>,
    pub(crate) places: Places,
    /// The street of each address that was read, without its house number.
    #[serde(skip)]
    streets: HashMap<String, u32>,
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
    pub words: Words,
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
            words: WordTable::default(),
            texts: Texts::default(),
            letters: vec![0],
            places: Places::new(),
            streets: HashMap::new(),
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
        let layout = Layout { has_commune: has(&[Field::Commune]), columns };
        self.lists.push(List { start: self.rows.len() as u32, layout, remarks: BTreeMap::new() });
        self.lists.len() - 1
    }

    /// Adds a row to the list begun last and gives its number among all; `at` is its row in the file, for remarks.
    pub fn add<'a>(&mut self, label: &str, at: u32, cell: impl Fn(usize) -> &'a str) -> u32 {
        let number = self.rows.len() as u32;
        let Some(mut list) = self.lists.pop() else { return number };
        let (row, more) = self.read(&mut list, at, cell);
        self.words.count_up(&row.words);
        self.put(row, more);
        self.labels.push(label);
        self.numbers.push(at);
        self.lists.push(list);
        number
    }

    /// Adds a person by fields and gives the number of the row.
    pub(crate) fn add_fields(&mut self, label: &str, cells: &[(Field, &str)]) -> u32 {
        let number = self.ask(cells);
        self.words.count_up(&self.rows[number as usize].words);
        self.labels.push(label);
        self.numbers.push(number);
        number
    }

    /// Adds a row without a label, to be taken away by [`Records::forget_question`].
    pub(crate) fn ask(&mut self, cells: &[(Field, &str)]) -> u32 {
        let columns: Vec<(usize, Field)> =
            (0..).zip(cells).map(|(at, (field, _))| (at, *field)).collect();
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

    fn read<'a>(
        &mut self,
        list: &mut List,
        at: u32,
        cell: impl Fn(usize) -> &'a str,
    ) -> (Row, More) {
        Reading::of(self, list, at).cells(&cell)
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
            && self
                .more
                .iter()
                .all(|more| more.email < texts && more.texts.iter().all(|text| *text < texts))
            && self.letters.len() == self.texts.len();
        sound && self.words.recall() && self.texts.recall() && self.places.recall()
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// The day on which dates end.
    pub(crate) fn today(&self) -> Date {
        self.today
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The rows of a list.
    pub fn list(&self, list: usize) -> Range<u32> {
        let start =
            |list: usize| self.lists.get(list).map_or(self.rows.len() as u32, |list| list.start);
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
        self.lists
            .get(list)
            .into_iter()
            .flat_map(|list| &list.remarks)
            .map(|(code, remark)| (*code, remark))
    }

    fn text_number(&mut self, text: &str) -> u32 {
        let (number, new) = self.texts.number(text);
        if new {
            self.letters.push(alike::letters(text));
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
