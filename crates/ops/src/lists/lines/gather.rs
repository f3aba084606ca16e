use taicho_normalise as normalise;

use super::super::Remarks;
use super::days::{Read, day};
use super::mapping::{ColumnMapping, ListMapping, Mapping};
use super::people::{Gathered, Mention, PairRow, exposed};
use super::sheet::says_nothing;
use super::words::{age, outcome, standing, yes_no};
use super::{At, DateOf, FileRead, Is, PersonLine, RowKind, Sheet, Standing, Whose};
use taicho_model::vietnamese::bare;

/// A column of a sheet with its meaning.
struct Column<'a> {
    at: usize,
    heading: &'a str,
    mapping: &'a ColumnMapping,
}

/// Reads all rows; sources are named, not yet found.
pub(super) fn gather<'a>(sheets: &'a [Sheet], mapping: &Mapping, remarks: Remarks) -> Gathered<'a> {
    let mut gathered = Gathered::new(sheets, remarks);
    let parts: Vec<Option<&ListMapping>> =
        sheets.iter().map(|sheet| mapping.of(&sheet.file, &sheet.headings)).collect();
    for (sheet, part) in sheets.iter().zip(&parts) {
        let is_mapped = |heading: &&String| {
            part.is_some_and(|part| part.columns.get(*heading).is_some_and(|it| it.is != Is::Keep))
        };
        gathered.lists.files.push(FileRead {
            file: sheet.file.clone(),
            rows_are: part.map(|part| part.rows),
            rows: sheet.rows.len(),
            kept: sheet.headings.iter().filter(|it| !is_mapped(it)).cloned().collect(),
        });
    }
    for (file, (sheet, part)) in sheets.iter().zip(&parts).enumerate() {
        match part {
            Some(part) => read_sheet(&mut gathered, file, sheet, part),
            None => {
                let missing = mapping.missing(&sheet.file, &sheet.headings).join(", ");
                gathered.doubt("list.no_mapping", At { file, row: 0 }, None, &missing);
            }
        }
    }
    gathered
}

fn read_sheet(gathered: &mut Gathered<'_>, file: usize, sheet: &Sheet, part: &ListMapping) {
    let columns: Vec<Column<'_>> = (0..)
        .zip(&sheet.headings)
        .filter_map(|(at, heading)| {
            let mapping = part.columns.get(heading).filter(|it| it.is != Is::Keep)?;
            Some(Column { at, heading, mapping })
        })
        .collect();
    for row in &sheet.unpacked {
        gathered.doubt("row.in_one_cell", At { file, row: *row }, None, "");
    }
    let kept: Vec<usize> = (0..sheet.headings.len())
        .filter(|at| !columns.iter().any(|column| column.at == *at))
        .collect();
    for (index, (row, cells)) in sheet.rows.iter().enumerate() {
        let at = At { file, row: *row };
        let known = |at: usize| {
            let cell = cells[at].trim();
            let is_coded =
                columns.iter().any(|it| it.at == at && it.mapping.codes.contains_key(cell));
            let is_unknown =
                !is_coded && (says_nothing(cell) || part.unknown.iter().any(|word| word == cell));
            (!is_unknown).then_some(cell)
        };
        let read = |gathered: &mut Gathered<'_>, whose| {
            let mut line = PersonLine { at, listed: true, ..PersonLine::default() };
            for column in columns.iter().filter(|column| column.mapping.whose == whose) {
                if let Some(cell) = known(column.at) {
                    read_cell(gathered, &mut line, column, cell);
                }
            }
            line
        };
        let mut person = read(gathered, Whose::Person);
        person.kept = kept.iter().map(|at| cells[*at].to_string()).collect();
        if part.rows == RowKind::Pairs {
            let source = read(gathered, Whose::Source);
            gathered.pairs.push(PairRow { at, index, person, source });
            continue;
        }
        let also = columns.iter().filter(|column| column.mapping.is == Is::AlsoId);
        let also: Vec<&str> = also.filter_map(|column| known(column.at)).collect();
        add_row(gathered, part, person, &also, index, sheet);
    }
}

fn add_row(
    gathered: &mut Gathered<'_>,
    part: &ListMapping,
    mut person: PersonLine,
    also: &[&str],
    index: usize,
    sheet: &Sheet,
) {
    let at = person.at;
    if person.id.is_empty() {
        if part.columns.values().any(|column| column.is == Is::Id) {
            gathered.doubt("id.missing", at, None, "");
        }
        person.id = format!("{}:{}", sheet.file, at.row);
    }
    person.contact_only = part.rows == RowKind::Contacts;
    let is_row_of_case = part.rows == RowKind::Cases && person.standing != Some(Standing::NotACase);
    let mention = Mention {
        person: 0,
        at,
        index,
        exposed: exposed(&person.dates),
        setting: person.setting.clone(),
        follow_up: person.outcome.clone().filter(|_| person.contact_only),
    };
    if person.contact_only {
        // The exposure is that of the row, and one contact may have many.
        person.setting = None;
        person.outcome = None;
        person.dates.remove(&DateOf::ExposedFirst);
        person.dates.remove(&DateOf::ExposedLast);
    }
    let person = gathered.add(person, also, is_row_of_case);
    gathered.mentions.push(Mention { person, ..mention });
}

fn read_cell(gathered: &mut Gathered<'_>, line: &mut PersonLine, column: &Column<'_>, cell: &str) {
    let mapping = column.mapping;
    let code = mapping.codes.iter().find(|(theirs, _)| bare(theirs) == bare(cell));
    let cell = code.map_or(cell, |(_, ours)| ours.as_str());
    if cell.is_empty() {
        return;
    }
    if let Some(of) = mapping.is.date() {
        return read_day(gathered, line, column, of, cell);
    }
    let text = || Some(cell.to_owned());
    let mut unread = false;
    match mapping.is {
        Is::Id => line.id = super::link::trimmed(cell, mapping).into_owned(),
        Is::Standing => line.standing = Standing::of_word(cell).or_else(|| standing(cell)),
        Is::Outcome | Is::FollowUp => line.outcome = Some(outcome(cell)),
        Is::Symptoms | Is::Symptomless => {
            let yes = yes_no(cell);
            unread = yes.is_none();
            line.symptomless = yes.map(|yes| yes == (mapping.is == Is::Symptomless));
        }
        Is::Age => {
            line.age_years = age(cell);
            unread = line.age_years.is_none();
        }
        Is::Sex => {
            line.sex = normalise::sex(cell).ok().map(|read| read.value);
            unread = line.sex.is_none();
        }
        Is::Contacts => {
            line.contacts = cell.trim_end_matches(".0").parse().ok();
            unread = line.contacts.is_none();
        }
        Is::Place => line.place = text(),
        Is::Setting => line.setting = text(),
        Is::Cluster => line.cluster = text(),
        Is::Household => line.household = text(),
        _ => {}
    }
    unread |= mapping.is == Is::Standing && line.standing.is_none();
    if unread {
        gathered.doubt("cell.unreadable", line.at, Some(column.heading), cell);
    }
}

fn read_day(
    gathered: &mut Gathered<'_>,
    line: &mut PersonLine,
    column: &Column<'_>,
    of: DateOf,
    cell: &str,
) {
    let code = match day(cell, column.mapping.dates) {
        Read::Day(day) => {
            line.dates.insert(of, day);
            return;
        }
        Read::DayOfTime(day) => {
            line.dates.insert(of, day);
            "time.zone"
        }
        // A column of deaths may say only that there was one.
        _ if of == DateOf::Died && yes_no(cell).is_some() => {
            if yes_no(cell) == Some(true) {
                line.outcome = Some("died".to_owned());
            }
            return;
        }
        Read::Impossible => "date.impossible",
        Read::Partial => "date.partial",
        Read::Unreadable => "date.unreadable",
    };
    gathered.doubt(code, line.at, Some(column.heading), cell);
}
