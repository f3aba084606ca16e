//! Records of any kind as a table with the columns that an import reads, and the empty table to fill in.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;

use jiff::Timestamp;
use jiff::civil::Date;
use taicho_documents::table::{TableCell, TableColumn, TableFormat, TableWriter};
use taicho_model::{
    Area, AreaId, FactValue, FieldSpec, FieldType, KindSpec, Reading, Row, Value, vietnam_date,
};
use taicho_store::{Filter, Read, Versioned};

use super::reading::{FACT_TYPE, FACT_TYPES, ID};
use crate::OpsError;

/// Rows whose references are looked up together.
const CHUNK: u32 = 500;

/// The same where each part has to be found by sorting the list.
const SORTED_CHUNK: u32 = 10_000;

/// Writes the rows that pass a filter into a file, in constant memory; gives how many there were.
///
/// Without `with_persons` the columns that tell who a person is are left out.
pub fn export_records(
    read: &mut Read<'_>,
    kind: &'static KindSpec,
    filter: &Filter,
    format: TableFormat,
    file: File,
    with_persons: bool,
    now: Timestamp,
) -> Result<u64, OpsError> {
    let fields = shown(kind, with_persons);
    let mut table = TableWriter::begin(format, file, kind.title.0, columns(kind, &fields))?;
    let mut areas = Codes { by_id: BTreeMap::new() };
    let (mut written, mut after) = (0, None);
    let chunk = if filter.sort.is_some() { SORTED_CHUNK } else { CHUNK };
    loop {
        let mut rows: Vec<Row> = Vec::new();
        let page = Filter { newest_first: false, ..filter.clone() }.page(after.take(), chunk);
        read.rows(kind, &page, |Versioned { record, .. }| {
            rows.push(record);
            Ok(())
        })?;
        let Some(last) = rows.last() else { break };
        after = Some(last.id.clone());
        let keys = keys_of(read, &fields, &rows)?;
        for row in &rows {
            let mut cells = Vec::with_capacity(fields.len() + 2);
            for field in &fields {
                cells.push(cell(read, field, row, &keys, &mut areas, vietnam_date(now))?);
                if field.field_type == FieldType::Fact {
                    cells.push(fact_type(row.get(field.name)));
                }
            }
            cells.push(TableCell::Text(row.id.clone()));
            table.row(&cells)?;
            written += 1;
        }
        if rows.len() < chunk as usize {
            break;
        }
    }
    table.finish()?;
    Ok(written)
}

/// Writes the empty workbook of a kind, in which people fill in what an import takes.
pub fn empty_workbook(kind: &'static KindSpec, file: File) -> Result<(), OpsError> {
    if !kind.is_importable() {
        return Err(OpsError::NotByHand(kind.name));
    }
    let mut columns = columns(kind, &shown(kind, true));
    // Ids are the program's own: who fills in a new table has none.
    columns.pop();
    let table = TableWriter::begin(TableFormat::Xlsx, file, kind.title.0, columns)?;
    Ok(table.finish_to_fill_in()?)
}

fn shown(kind: &'static KindSpec, with_persons: bool) -> Vec<&'static FieldSpec> {
    kind.shown_fields().filter(|field| with_persons || !field.is_personal).collect()
}

fn columns(kind: &KindSpec, fields: &[&'static FieldSpec]) -> Vec<TableColumn> {
    let mut columns = Vec::new();
    for field in fields {
        let words = match field.field_type {
            FieldType::Word(words) => words.iter().map(|it| it.title.0.to_owned()).collect(),
            FieldType::Flag => vec!["có".to_owned(), "không".to_owned()],
            _ => Vec::new(),
        };
        columns.push(TableColumn {
            name: field.column.to_owned(),
            title: field.title.0.to_owned(),
            words,
            hint: field.holds.map_or_else(String::new, |holds| capital(holds.0)),
            is_day: field.field_type == FieldType::Day,
            is_needed: field.is_needed(kind),
        });
        if field.field_type == FieldType::Fact {
            columns.push(TableColumn {
                name: FACT_TYPE.to_owned(),
                title: "Loại giá trị".to_owned(),
                words: FACT_TYPES.map(str::to_owned).to_vec(),
                is_needed: true,
                ..TableColumn::default()
            });
        }
    }
    columns.push(TableColumn {
        name: ID.to_owned(),
        title: ID.to_owned(),
        ..TableColumn::default()
    });
    columns
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// What other rows are known by: their key, or their id where they have none.
type Keys = BTreeMap<(&'static str, String), String>;

fn keys_of(
    read: &mut Read<'_>,
    fields: &[&'static FieldSpec],
    rows: &[Row],
) -> Result<Keys, OpsError> {
    let mut keys = Keys::new();
    for field in fields {
        let FieldType::Reference(name) = field.field_type else { continue };
        let kind = KindSpec::named(name).expect("a reference is to a kind of the list");
        let (Some(key), true) = (kind.key_field(), field.reading != Reading::Id) else { continue };
        let ids: BTreeSet<String> =
            rows.iter().filter_map(|row| row.text(field.name)).map(str::to_owned).collect();
        let ids: Vec<String> = ids.into_iter().collect();
        read.rows(kind, &Filter::now().any_of("id", &ids), |found| {
            if let Some(text) = found.record.text(key.name) {
                keys.insert((kind.name, found.record.id.clone()), text.to_owned());
            }
            Ok(())
        })?;
    }
    Ok(keys)
}

/// The areas of rows, each looked up once.
struct Codes {
    by_id: BTreeMap<String, Option<Area>>,
}

impl Codes {
    /// What an import on that day reads as the area of an id.
    fn text(&mut self, read: &mut Read<'_>, id: &str, day: Date) -> Result<String, OpsError> {
        if !self.by_id.contains_key(id) {
            let found = read.fetch::<Area>(id)?.map(|found| found.record);
            self.by_id.insert(id.to_owned(), found);
        }
        Ok(match &self.by_id[id] {
            Some(area) if area.is_valid_on(day) => area.code.clone(),
            // By its code another area would be found on that day, or none.
            _ => format!("{BY_ID}{}", AreaId(id.to_owned())),
        })
    }
}

/// What stands before an area's id, where its code does not lead back to it.
pub(crate) const BY_ID: &str = "id:";

fn cell(
    read: &mut Read<'_>,
    field: &FieldSpec,
    row: &Row,
    keys: &Keys,
    areas: &mut Codes,
    today: Date,
) -> Result<TableCell, OpsError> {
    // Of a birth that is known by its year alone the year stands there.
    let value = match (field.reading, row.get(field.name)) {
        (Reading::Birth(year), Value::Null) => match row.number(year) {
            // As a number it would pass for a day in a column of days.
            Some(year) => return Ok(TableCell::Text(year.to_string())),
            None => &Value::Null,
        },
        (_, value) => value,
    };
    let text = |text: &str| TableCell::Text(text.to_owned());
    Ok(match (value, field.field_type) {
        (Value::Null, _) => TableCell::Empty,
        (Value::Int(number), FieldType::Flag) => text(if *number == 0 { "không" } else { "có" }),
        (Value::Int(micros), FieldType::Instant) => {
            let at = Timestamp::from_microsecond(*micros).unwrap_or_default();
            text(&at.display_with_offset(taicho_model::VIETNAM_OFFSET).to_string())
        }
        (Value::Int(number), _) => TableCell::Number(*number),
        (Value::Text(day), FieldType::Day) => match day.parse() {
            Ok(day) => TableCell::Day(day),
            Err(_) => text(day),
        },
        (Value::Text(word), FieldType::Word(words)) => {
            let title = words.iter().find(|it| it.word == word).map(|it| it.title.0);
            text(title.unwrap_or(word))
        }
        (Value::Text(id), FieldType::Reference("areas")) if field.reading != Reading::Id => {
            let day = field.dated_by.iter().find_map(|name| row.day(name)).unwrap_or(today);
            TableCell::Text(areas.text(read, id, day)?)
        }
        (Value::Text(id), FieldType::Reference(kind)) => {
            text(keys.get(&(kind, id.clone())).unwrap_or(id))
        }
        (Value::Text(fact), FieldType::Fact) => match serde_json::from_str(fact) {
            Ok(FactValue::Flag(yes)) => text(if yes { "có" } else { "không" }),
            Ok(FactValue::Number(number)) => TableCell::Text(number.to_string()),
            Ok(FactValue::Text(told)) => TableCell::Text(told),
            Ok(FactValue::Date(day)) => TableCell::Text(day.to_string()),
            Ok(FactValue::Instant(at)) => TableCell::Text(at.to_string()),
            Ok(FactValue::Numbers(list)) => TableCell::Text(joined(&list)),
            Ok(FactValue::Dates(list)) => TableCell::Text(joined(&list)),
            Err(_) => text(fact),
        },
        (Value::Text(told), _) => text(told),
        (Value::Real(_) | Value::Bytes(_), _) => TableCell::Empty,
    })
}

fn joined(list: &[impl ToString]) -> String {
    list.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

/// The type of a fact's value, which stands beside it.
fn fact_type(value: &Value) -> TableCell {
    let Value::Text(fact) = value else { return TableCell::Empty };
    let name = match serde_json::from_str(fact) {
        Ok(FactValue::Flag(_)) => "flag",
        Ok(FactValue::Number(_)) => "number",
        Ok(FactValue::Text(_)) => "text",
        Ok(FactValue::Date(_)) => "date",
        Ok(FactValue::Instant(_)) => "instant",
        Ok(FactValue::Numbers(_)) => "numbers",
        Ok(FactValue::Dates(_)) => "dates",
        Err(_) => return TableCell::Empty,
    };
    TableCell::Text(name.to_owned())
}
