//! Columns whose content contradicts what they were taken for.

use taicho_model::Note;

use super::content::Content;
use super::{Column, How};
use crate::Field;
use taicho_normalise as normalise;

/// One note for each column that does not hold what its heading or the mapping says.
pub(super) fn doubts(columns: &[Column], contents: &[Content]) -> Vec<Note> {
    let taken = columns.iter().zip(contents);
    taken
        .filter_map(|(column, content)| {
            let (field, how) = column.held?;
            (how != How::Content && content.has_enough())
                .then(|| doubt(&column.heading, field, content))?
        })
        .collect()
}

fn doubt(heading: &str, field: Field, content: &Content) -> Option<Note> {
    let words = field.words();
    if field == Field::RecordId {
        return (content.distinct() < 1.0).then(|| {
            Note::new(
                "column.repeated_ids",
                format!("cột “{heading}” được dùng làm mã dòng nhưng có mã trùng nhau"),
                format!("the column “{heading}” is taken as the row id, but ids in it repeat"),
            )
        });
    }
    let told = matches!(field, Field::BirthDate | Field::Sex | Field::Phone | Field::Email);
    if told && content.mostly(|cell| is_readable(field, cell)) {
        return None;
    }
    let looks = content.looks().filter(|looks| contradicts(*looks, field));
    if let Some(looks) = looks.map(Field::words) {
        return Some(Note::new(
            "column.looks_like",
            format!("cột “{heading}” được đọc là {}, nhưng nội dung giống {}", words.vi, looks.vi),
            format!(
                "the column “{heading}” is read as {}, but its content looks like {}",
                words.en, looks.en
            ),
        ));
    }
    let read = content.share(|cell| is_readable(field, cell));
    (read < 0.5).then(|| {
        let percent = ((1.0 - read) * 100.0).round();
        Note::new(
            "column.unreadable",
            format!(
                "cột “{heading}” được đọc là {}, nhưng {percent}% số ô không đọc được như vậy",
                words.vi
            ),
            format!(
                "the column “{heading}” is read as {}, but {percent}% of its cells cannot be",
                words.en
            ),
        )
    })
}

/// Whether content that looks like one thing cannot be another.
fn contradicts(looks: Field, field: Field) -> bool {
    use Field::*;
    match field {
        Name | FamilyName | MiddleName | GivenName => looks != Name,
        // Streets bear the names of people.
        Street | Hamlet | Commune | District | Province => !matches!(looks, Name | Address),
        Address => looks != Address,
        BirthDate | BirthYear | BirthMonth | BirthDay | Age => {
            looks != BirthDate || matches!(field, BirthMonth | BirthDay | Age)
        }
        PersonalId => !matches!(looks, PersonalId),
        Sex | Phone | Email => looks != field,
        HealthCard => !matches!(looks, HealthCard | Phone),
        House | Postcode => !matches!(looks, Address),
        OtherId | Text | RecordId => false,
    }
}

/// Whether a cell can be what the column is to hold.
fn is_readable(field: Field, cell: &str) -> bool {
    match field {
        Field::BirthDate | Field::BirthYear => normalise::date(cell, None).is_ok(),
        Field::BirthMonth => within(cell, 12),
        Field::BirthDay => within(cell, 31),
        Field::Age => normalise::age(cell).is_ok(),
        Field::Sex => normalise::sex(cell).is_ok(),
        Field::PersonalId => normalise::id_document(cell).is_ok(),
        Field::HealthCard => normalise::health_card(cell).is_ok(),
        Field::Phone => normalise::phone(cell).is_ok(),
        Field::Email => normalise::email(cell).is_ok(),
        Field::Postcode => normalise::postcode(cell).is_ok(),
        Field::Name | Field::FamilyName | Field::MiddleName | Field::GivenName => {
            normalise::name(cell).is_ok()
        }
        Field::House => cell.bytes().any(|byte| byte.is_ascii_digit()),
        _ => true,
    }
}

fn within(cell: &str, most: u8) -> bool {
    cell.strip_suffix(".0").unwrap_or(cell).parse().is_ok_and(|value: u8| value <= most)
}
