use std::collections::BTreeMap;

use taicho_linkage::{Columns, Field, Records};
use taicho_model::vietnamese::nfc;
use taicho_sheets::{Row, Table};

use super::ListError;
use crate::{Content, units};

/// A list of people that was read for linkage.
#[derive(Clone, Debug)]
pub struct PersonList {
    /// Its number among the lists of the records.
    pub list: usize,
    /// What each column was taken for.
    pub columns: Columns,
    /// Rows that were read.
    pub rows: u32,
}

/// What a mapping file says: the field of each heading, or `-` for a column to leave out.
///
/// ```
/// use taicho_linkage::Field;
/// use taicho_ops::lists::person_mapping;
///
/// let mapping = person_mapping("\"Họ tên\" = \"name\"\n\"Ghi chú\" = \"-\"\n")?;
/// assert_eq!(mapping["Họ tên"], Some(Field::Name));
/// assert_eq!(mapping["Ghi chú"], None);
/// assert!(person_mapping("tuoi = \"year\"").is_err());
/// # Ok::<(), taicho_ops::lists::ListError>(())
/// ```
pub fn person_mapping(text: &str) -> Result<BTreeMap<String, Option<Field>>, ListError> {
    let table: BTreeMap<String, String> =
        toml::from_str(&nfc(text)).map_err(|error| ListError::Mapping(error.to_string()))?;
    let field = |(heading, code): (String, String)| match Field::of_code(&code) {
        Some(field) => Ok((heading, Some(field))),
        None if code == "-" => Ok((heading, None)),
        None => {
            let known: Vec<&str> = Field::ALL.iter().map(|field| field.code()).collect();
            Err(ListError::Mapping(format!("“{code}”: {}, -", known.join(", "))))
        }
    };
    table.into_iter().map(field).collect()
}

/// Rows by which the columns are told apart.
const SAMPLE: usize = 1_000;

/// Reads a list of people into the records; `mapping` gives the field of a heading, or none to leave its column out.
///
/// Rows without an id of their own are called by their row in the file.
pub fn read_persons(
    table: &mut Table,
    records: &mut Records,
    content: &Content,
    mapping: &BTreeMap<String, Option<Field>>,
    mut progress: impl FnMut(&str, u32),
) -> Result<PersonList, ListError> {
    let mut row = Row::new();
    let mut first = Vec::new();
    while first.len() < SAMPLE && table.next_row(&mut row)? {
        first.push(std::mem::take(&mut row));
    }
    let texts: Vec<Vec<String>> =
        first.iter().map(|row| row.cells().map(|cell| cell.text.to_owned()).collect()).collect();
    let columns = Columns::recognise(table.header(), &texts, mapping)?;
    let width = table.header().len().max(texts.iter().map(Vec::len).max().unwrap_or(0));
    let fields: Vec<Option<Field>> = (0..width).map(|column| columns.field(column)).collect();
    let tells_place =
        |field: &Option<Field>| matches!(field, Some(Field::Commune | Field::Address));
    if fields.iter().any(tells_place) && !records.knows_units() {
        records.know_units(units(content).map_err(|error| ListError::Content(error.to_string()))?);
    }
    let id = fields.iter().position(|field| *field == Some(Field::RecordId));
    let list = records.begin(&fields);
    let mut rows = 0;
    let mut add = |row: &Row| {
        let label = id.map_or("", |column| row.cell(column).text);
        if label.is_empty() {
            records.add(&row.number().to_string(), row.number(), |column| row.cell(column).text);
        } else {
            records.add(label, row.number(), |column| row.cell(column).text);
        }
    };
    for row in &first {
        add(row);
        rows += 1;
    }
    while first.len() == SAMPLE && table.next_row(&mut row)? {
        add(&row);
        rows += 1;
        if rows % ROWS_BETWEEN == 0 {
            progress(table.file(), rows);
        }
    }
    Ok(PersonList { list, columns, rows })
}

/// After this many rows whoever waits hears how far it is.
const ROWS_BETWEEN: u32 = 500_000;
