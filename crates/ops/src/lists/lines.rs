//! Line lists as they exist: cases, pairs and contacts, in whatever columns, into what an engine of chains takes.

mod days;
mod gather;
mod guess;
mod ids;
mod link;
mod mapping;
mod people;
mod roles;
mod sheet;
mod words;

pub use guess::guess_mapping;
pub use mapping::{ColumnMapping, DateForm, ListMapping, Mapping};
pub use roles::{DateOf, Is, RowKind, Standing, Whose};
pub use sheet::Sheet;

use std::collections::BTreeMap;

use serde::Serialize;
use taicho_contacts::Person;
use taicho_model::Sex;

use super::{Remark, Remarks};

/// Everything that lists say of cases and their sources.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LineLists {
    /// Whoever is named, by number: those with a row of their own, then those who are only named.
    pub persons: Vec<PersonLine>,
    /// Who is said to have infected whom, each as often as it is said.
    pub links: Vec<ClaimedLink>,
    /// Who is said to be whose contact.
    pub contacts: Vec<ContactLine>,
    /// The files, as they were read.
    pub files: Vec<FileRead>,
    /// Each cell and row that was not understood, or not taken as it is, in the order of the files.
    pub doubts: Vec<Doubt>,
    /// The doubts by code and file, in words.
    pub remarks: Vec<Remark>,
}

/// A person of a list.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct PersonLine {
    /// The id, as the list has it; made of file and row where there is none.
    pub id: String,
    /// Whether there is a row about the person; else others only name them.
    pub listed: bool,
    /// Whether all rows about them are of contacts.
    pub contact_only: bool,
    /// Where they are first named.
    pub at: At,
    /// What they are, where the list says so.
    pub standing: Option<Standing>,
    /// Days since 1970, or numbers where the list has numbers.
    pub dates: BTreeMap<DateOf, i32>,
    /// Whether they had no symptoms.
    pub symptomless: Option<bool>,
    /// Years of age; the first year of a group of ages.
    pub age_years: Option<f32>,
    /// The sex.
    pub sex: Option<Sex>,
    /// How it ended: `died`, `recovered` or a word of the list.
    pub outcome: Option<String>,
    /// Where they live or fell ill.
    pub place: Option<String>,
    /// How or where it was caught.
    pub setting: Option<String>,
    /// The cluster.
    pub cluster: Option<String>,
    /// The household.
    pub household: Option<String>,
    /// How many contacts they had.
    pub contacts: Option<u32>,
    /// What stands instead of the id of a source: a country, a flight, a market.
    pub origins: Vec<String>,
    /// The cells of unmapped columns, under the headings of [`FileRead::kept`].
    pub kept: Vec<String>,
}

/// A row of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct At {
    /// The file, by its number in [`LineLists::files`].
    pub file: usize,
    /// The row of the file, or the number of the object in JSON.
    pub row: u32,
}

/// How a link is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum HowKnown {
    /// A column of sources names the id alone.
    Column,
    /// The id stands in free text.
    Text,
    /// A list of pairs has it.
    Pair,
}

/// That somebody was infected by somebody, as a list says.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ClaimedLink {
    /// Who is said to have infected.
    pub source: Person,
    /// Who is said to have been infected.
    pub person: Person,
    /// Whether the list says who infected whom; else only that the two belong together.
    pub directed: bool,
    /// How it is known.
    pub known: HowKnown,
    /// How or where.
    pub setting: Option<String>,
    /// The days of the exposure, where the row has them.
    pub exposed: Option<[i32; 2]>,
    /// Where it stands.
    pub at: At,
}

/// That somebody is a contact of a case, or of a place.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ContactLine {
    /// The case; none where the list names a place or nobody.
    pub source: Option<Person>,
    /// The contact.
    pub person: Person,
    /// The place where it was, where the list names one instead of a case.
    pub place: Option<String>,
    /// How or where.
    pub setting: Option<String>,
    /// The days of the exposure, where the row has them.
    pub exposed: Option<[i32; 2]>,
    /// How the follow-up ended.
    pub follow_up: Option<String>,
    /// Where it stands.
    pub at: At,
}

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FileRead {
    /// Its name.
    pub file: String,
    /// What its rows were taken for; none where no mapping fits it, and nothing of it was taken.
    pub rows_are: Option<RowKind>,
    /// Rows that are not blank.
    pub rows: usize,
    /// The headings of the columns that were kept as they are.
    pub kept: Vec<String>,
}

/// A cell or a row that was not understood, or not taken as it is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Doubt {
    /// A stable code, the same as of the remark that says it in words.
    pub code: &'static str,
    /// Where.
    pub at: At,
    /// The heading.
    pub heading: Option<String>,
    /// What stands there, its beginning.
    pub text: String,
}

impl LineLists {
    /// The cases: who has a row of a case, unless it says that they are none.
    pub fn cases(&self) -> impl Iterator<Item = (Person, &PersonLine)> {
        let numbered = (0..).zip(&self.persons);
        numbered.filter(|(_, person)| person.is_case())
    }

    /// How many doubts there are of each code.
    pub fn doubt_counts(&self) -> BTreeMap<&'static str, usize> {
        let mut counts = BTreeMap::new();
        for doubt in &self.doubts {
            *counts.entry(doubt.code).or_default() += 1;
        }
        counts
    }
}

impl PersonLine {
    /// Whether a list has them as a case.
    pub fn is_case(&self) -> bool {
        self.listed && !self.contact_only && self.standing != Some(Standing::NotACase)
    }
}

/// Reads lists that belong together by a mapping; what no part of it fits is named and left out.
pub fn read_line_lists(sheets: &[Sheet], mapping: &Mapping, remarks: Remarks) -> LineLists {
    let mut gathered = gather::gather(sheets, mapping, remarks);
    link::link(sheets, mapping, &mut gathered);
    gathered.finish()
}
