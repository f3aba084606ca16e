//! What a declaration may say that no compiler can judge, field by field.

use std::collections::BTreeMap;

use taicho_model::vietnamese::bare;
use taicho_model::{FieldSpec, FieldType, KINDS, KindSpec, Reading};

fn faults_of_field(kind: &KindSpec, field: &FieldSpec) -> Vec<String> {
    let mut faults = Vec::new();
    if let FieldType::Reference(to) = field.field_type
        && KindSpec::named(to).is_none()
    {
        faults.push(format!("refers to {to}, which stands in no line of KINDS"));
    }
    if let Some(text) = field.default {
        let fits = match field.field_type {
            FieldType::Word(words) => words.iter().any(|it| it.word == text),
            FieldType::Flag => ["true", "false"].contains(&text),
            FieldType::Number | FieldType::Year => text.parse::<i64>().is_ok(),
            _ => true,
        };
        if !fits {
            faults.push(format!("the default {text:?} is no value of it"));
        }
    }
    for day in field.dated_by {
        let holds_day = |it: &FieldSpec| it.field_type == FieldType::Day;
        if !kind.field(day).is_some_and(holds_day) {
            faults.push(format!("is dated by {day}, which is no day"));
        }
    }
    faults
}

fn faults_of_kind(kind: &KindSpec) -> Vec<String> {
    let mut faults = Vec::new();
    let mut headings: BTreeMap<String, &str> = BTreeMap::new();
    for field in kind.fields {
        let own = faults_of_field(kind, field).into_iter();
        faults.extend(own.map(|fault| format!("{}: {fault}", field.name)));
        if field.is_internal {
            continue;
        }
        let named = [field.column, field.title.0, field.title.1];
        for heading in named.iter().chain(field.headings) {
            let other = headings.insert(bare(heading), field.name);
            // A year of birth stands in the column of the day as well as in its own.
            let year_of =
                |of: &FieldSpec, year: &str| matches!(of.reading, Reading::Birth(it) if it == year);
            let is_sibling = |other: &&str| {
                *other == field.name
                    || year_of(field, other)
                    || kind.field(other).is_some_and(|it| year_of(it, field.name))
            };
            if let Some(other) = other.filter(|other| !is_sibling(other)) {
                faults.push(format!("{}: {heading:?} is a heading of {other} as well", field.name));
            }
        }
    }
    for (name, _) in kind.learned {
        let is_time = |it: &FieldSpec| matches!(it.field_type, FieldType::Day | FieldType::Instant);
        if !kind.field(name).is_some_and(is_time) {
            faults.push(format!("learned at {name}, which is no day and no moment"));
        }
    }
    for part in kind.id_form.unwrap_or_default().split('{').skip(1) {
        let name = part.split_once('}').map_or(part, |(name, _)| name);
        if kind.field(name).is_none() {
            faults.push(format!("its id is made of {name}, which is no field"));
        }
    }
    faults
}

#[test]
fn what_is_declared_fits_together() {
    let faults = KINDS.iter().flat_map(|kind| {
        faults_of_kind(kind).into_iter().map(|fault| format!("{}.{fault}", kind.name))
    });
    assert_eq!(faults.collect::<Vec<_>>(), Vec::<String>::new());
    for (index, kind) in KINDS.iter().enumerate() {
        assert_eq!(KINDS.iter().position(|it| it.name == kind.name), Some(index), "{}", kind.name);
    }
}
