//! Which column of a list holds what: by its heading, else by its content; a mapping overrides both.

use std::collections::BTreeMap;
use std::fmt;

use taicho_model::{Note, Words};

use crate::Field;

mod content;
mod doubts;
mod headings;
mod meaning;
mod spellings;

use content::Content;
use headings::{meaning, squeezed};
use meaning::Meaning;

/// What each column of a list holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Columns {
    columns: Vec<Column>,
    doubts: Vec<Note>,
}

/// One column of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The heading as written; for a column without one its letter, as in `(C)`.
    pub heading: String,
    /// What it holds and how that became known; nothing for a column that is not used.
    pub held: Option<(Field, How)>,
}

/// How it became known what a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// By its heading.
    Header,
    /// By what stands in it.
    Content,
    /// Because the mapping says so.
    Mapping,
}

impl How {
    /// The text for a summary.
    pub fn words(self) -> Words {
        match self {
            How::Header => Words::new("theo tiêu đề", "by its heading"),
            How::Content => Words::new("theo nội dung", "by its content"),
            How::Mapping => Words::new("theo tệp ánh xạ", "by the mapping"),
        }
    }
}

/// Why a mapping does not fit a list.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ColumnError {
    /// The list has no such heading.
    UnknownHeading {
        /// What the mapping names.
        heading: String,
        /// The headings that the list has.
        known: Vec<String>,
    },
    /// More than one column is to hold the id of the row.
    SeveralRecordIds {
        /// Their headings.
        headings: Vec<String>,
    },
}

impl ColumnError {
    /// The text for people.
    pub fn words(&self) -> Words {
        match self {
            ColumnError::UnknownHeading { heading, known } => {
                let known = known.join("”, “");
                Words::new(
                    format!(
                        "tệp ánh xạ nêu cột “{heading}”, nhưng danh sách chỉ có các cột “{known}”"
                    ),
                    format!(
                        "the mapping names the column “{heading}”, but the list only has “{known}”"
                    ),
                )
            }
            ColumnError::SeveralRecordIds { headings } => {
                let headings = headings.join("”, “");
                Words::new(
                    format!("chỉ một cột được làm mã dòng, tệp ánh xạ nêu “{headings}”"),
                    format!("only one column can be the row id, the mapping names “{headings}”"),
                )
            }
        }
    }
}

impl fmt::Display for ColumnError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.words().en)
    }
}

impl Columns {
    /// Finds out what each column holds from the headings and the first rows, up to 1,000 of them.
    ///
    /// The mapping gives a field by heading, or `None` for a column to leave out.
    /// Of columns that hold the same, all are kept but for the row id, which is the best of them.
    ///
    /// ```
    /// use std::collections::BTreeMap;
    /// use taicho_linkage::{Columns, Field};
    ///
    /// let header = ["STT", "Họ và tên", "NS", "Ghi chú"].map(String::from);
    /// let rows = [["1", "Đỗ Thị Hòa", "1990", ""], ["2", "Lê Văn An", "1985", ""], ["3", "Trần Bình", "1961", ""]];
    /// let columns = Columns::recognise(&header, &rows.map(|row| row.map(String::from).to_vec()), &BTreeMap::new())?;
    /// assert_eq!([0, 1, 2, 3].map(|column| columns.field(column)),
    ///            [Some(Field::RecordId), Some(Field::Name), Some(Field::BirthYear), None]);
    /// assert_eq!(columns.unused().collect::<Vec<_>>(), ["Ghi chú"]);
    /// # Ok::<(), taicho_linkage::ColumnError>(())
    /// ```
    pub fn recognise(
        header: &[String],
        sample: &[Vec<String>],
        mapping: &BTreeMap<String, Option<Field>>,
    ) -> Result<Self, ColumnError> {
        let sample = &sample[..sample.len().min(1_000)];
        let count = sample.iter().map(Vec::len).max().unwrap_or(0).max(header.len());
        let mapped = mapped(header, mapping)?;
        let contents: Vec<Content> = (0..count).map(|at| Content::of(sample, at)).collect();
        let meanings: Vec<Meaning> = (0..count)
            .map(|at| match mapped.get(&at) {
                Some(Some(field)) => Meaning::Is(*field),
                Some(None) => Meaning::Closed,
                None => meaning(header.get(at).map_or("", |heading| heading)),
            })
            .collect();
        let mut held = by_header(&meanings, &contents);
        for (at, field) in &mapped {
            held[*at] = field.map(|field| (field, How::Mapping));
        }
        keep_one_record_id(&mut held, &meanings);
        content::fill(&mut held, &meanings, &contents);
        let columns: Vec<Column> = held
            .into_iter()
            .enumerate()
            .map(|(at, held)| Column { heading: shown_heading(header, at), held })
            .collect();
        let doubts = doubts::doubts(&columns, &contents);
        // A nameless column of empty cells is no column to speak of.
        let doubts_of_none = |at: usize| {
            header.get(at).is_none_or(|heading| heading.trim().is_empty())
                && contents[at].is_empty()
        };
        let last = (0..columns.len()).rev().find(|at| !doubts_of_none(*at)).map_or(0, |at| at + 1);
        Ok(Self { columns: columns.into_iter().take(last).collect(), doubts })
    }

    /// What a column holds; nothing where it is not used.
    pub fn field(&self, column: usize) -> Option<Field> {
        self.columns.get(column)?.held.map(|(field, _)| field)
    }

    /// The columns that hold a field, from left to right.
    pub fn holding(&self, field: Field) -> impl Iterator<Item = usize> {
        (0..self.columns.len()).filter(move |at| self.field(*at) == Some(field))
    }

    /// Every column, from left to right.
    pub fn all(&self) -> &[Column] {
        &self.columns
    }

    /// The headings of the columns that are not used.
    pub fn unused(&self) -> impl Iterator<Item = &str> {
        self.columns
            .iter()
            .filter(|column| column.held.is_none())
            .map(|column| column.heading.as_str())
    }

    /// Columns whose content does not look like what their heading says; they are used all the same.
    pub fn doubts(&self) -> &[Note] {
        &self.doubts
    }
}

impl std::error::Error for ColumnError {}

/// The columns that the mapping names.
fn mapped(
    header: &[String],
    mapping: &BTreeMap<String, Option<Field>>,
) -> Result<BTreeMap<usize, Option<Field>>, ColumnError> {
    let mut found = BTreeMap::new();
    for (heading, field) in mapping {
        let same = |test: &dyn Fn(&str) -> bool| -> Vec<usize> {
            (0..header.len()).filter(|at| test(&header[*at])).collect()
        };
        let mut columns = same(&|own| own.trim() == heading.trim());
        let key = squeezed(heading);
        if columns.is_empty() && !key.is_empty() {
            columns = same(&|own| squeezed(own) == key);
        }
        if columns.is_empty() {
            return Err(ColumnError::UnknownHeading {
                heading: heading.clone(),
                known: header.to_vec(),
            });
        }
        found.extend(columns.into_iter().map(|at| (at, *field)));
    }
    let ids: Vec<&usize> = found
        .iter()
        .filter(|(_, field)| **field == Some(Field::RecordId))
        .map(|(at, _)| at)
        .collect();
    if ids.len() > 1 {
        let headings = ids.into_iter().map(|at| header[*at].clone()).collect();
        return Err(ColumnError::SeveralRecordIds { headings });
    }
    Ok(found)
}

type Held = Vec<Option<(Field, How)>>;

/// What the headings say, each in the light of the others and of its content.
fn by_header(meanings: &[Meaning], contents: &[Content]) -> Held {
    let plain = |field: Field| meanings.contains(&Meaning::Is(field));
    let all_of = |parts: &[Meaning]| parts.iter().all(|part| meanings.contains(part));
    let month = plain(Field::BirthMonth) || meanings.contains(&Meaning::Month);
    let birth_parts = all_of(&[Meaning::Year, Meaning::Month, Meaning::Day]);
    let settled = meanings.iter().zip(contents).map(|(meaning, content)| match meaning {
        Meaning::Is(Field::BirthDay) if content.are_dates() => Some(Field::BirthDate),
        Meaning::Is(field) => Some(*field),
        Meaning::RecordId(_) => Some(Field::RecordId),
        Meaning::Called => {
            Some(if plain(Field::FamilyName) { Field::GivenName } else { Field::Name })
        }
        Meaning::Birth if month && content.are_within(1, 31) => Some(Field::BirthDay),
        Meaning::Birth => {
            Some(if content.are_within(1850, 2200) { Field::BirthYear } else { Field::BirthDate })
        }
        Meaning::BirthYear if content.are_dates() => Some(Field::BirthDate),
        Meaning::BirthYear => Some(Field::BirthYear),
        Meaning::SexOrYear => content.are_within(1850, 2200).then_some(Field::BirthYear),
        Meaning::Year if birth_parts || content.are_within(1880, 2100) && month => {
            Some(Field::BirthYear)
        }
        Meaning::Month if birth_parts => Some(Field::BirthMonth),
        Meaning::Day if birth_parts => Some(Field::BirthDay),
        Meaning::NationalId if content.is_empty() || content.are_personal_ids() => {
            Some(Field::PersonalId)
        }
        Meaning::NationalId => Some(Field::OtherId),
        Meaning::AddressLine => {
            Some(if plain(Field::House) { Field::Street } else { Field::Address })
        }
        Meaning::City if plain(Field::Province) => Some(Field::District),
        Meaning::City => Some(Field::Province),
        Meaning::Year | Meaning::Month | Meaning::Day | Meaning::Closed | Meaning::Unknown => None,
    });
    settled.map(|field| field.map(|field| (field, How::Header))).collect()
}

/// Of several row ids the mapped one, else the one whose heading says it best.
fn keep_one_record_id(held: &mut Held, meanings: &[Meaning]) {
    let rank = |at: usize| match (held[at], meanings[at]) {
        (Some((Field::RecordId, How::Mapping)), _) => Some((0, at)),
        (Some((Field::RecordId, _)), Meaning::RecordId(rank)) => Some((1 + rank, at)),
        _ => None,
    };
    let Some((_, best)) = (0..held.len()).filter_map(rank).min() else { return };
    for (at, held) in held.iter_mut().enumerate() {
        if at != best && held.is_some_and(|(field, _)| field == Field::RecordId) {
            *held = None;
        }
    }
}

/// The heading, or the letter of the column as a spreadsheet shows it.
fn shown_heading(header: &[String], at: usize) -> String {
    match header.get(at).map(|heading| heading.trim()).filter(|heading| !heading.is_empty()) {
        Some(heading) => heading.to_owned(),
        None => {
            let mut letters = Vec::new();
            let mut rest = at + 1;
            while rest > 0 {
                letters.insert(0, char::from(b'A' + ((rest - 1) % 26) as u8));
                rest = (rest - 1) / 26;
            }
            format!("({})", letters.into_iter().collect::<String>())
        }
    }
}
