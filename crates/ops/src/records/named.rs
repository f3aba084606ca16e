//! What people call a record, and how they find one without knowing where it stands.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use taicho_model::{FieldType, KINDS, KindSpec, Reading, Row};
use taicho_store::{Filter, Read, field_json};
use utoipa::ToSchema;

use super::filter::is_searched;
use crate::OpsError;

/// A record by what people call it.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Named {
    /// The kind.
    pub kind: &'static str,
    /// The id.
    pub id: String,
    /// The fields that name it, as far as they have values; those that tell who a person is for whoever may see them.
    pub values: BTreeMap<&'static str, serde_json::Value>,
}

/// Kinds that are called by other fields than their name, key or id would say.
const CALLED: &[(&str, &[&str])] = &[
    ("areas", &["kind", "name"]),
    ("people", &["full_name", "birth_year", "area_id"]),
    ("orders", &["number", "kind", "value", "area_id", "zone_id", "effective_from"]),
    ("facts", &["name", "value", "area_id", "zone_id"]),
    ("decisions", &["outcome", "value", "area_id", "proposal_key"]),
    ("attachments", &["file_name"]),
    ("imports", &["file_name", "kind"]),
    ("saved_views", &["title"]),
    ("amendments", &["what", "kind", "row_id"]),
];

/// The fields by which people call the records of a kind.
pub fn named_by(kind: &KindSpec) -> Vec<&'static str> {
    if let Some((_, fields)) = CALLED.iter().find(|(name, _)| *name == kind.name) {
        return fields.to_vec();
    }
    let reads = |wanted: fn(&Reading) -> bool| {
        kind.shown_fields().find(|field| wanted(&field.reading)).map(|field| field.name)
    };
    if let Some(name) = reads(|reading| matches!(reading, Reading::Name(_))) {
        return vec![name];
    }
    let key = kind.key_field().map(|field| field.name);
    let title = reads(|reading| *reading == Reading::Title);
    if key.is_some() || title.is_some() {
        return key.into_iter().chain(title).collect();
    }
    let made_of =
        |field: &&str| kind.id_form.is_some_and(|form| form.contains(&format!("{{{field}}}")));
    let shown = || kind.shown_fields().map(|field| field.name);
    let several: Vec<_> = match kind.key {
        [] => shown().filter(made_of).collect(),
        key => key.to_vec(),
    };
    match several.is_empty() {
        true => shown().take(2).collect(),
        false => several,
    }
}

/// At most so many records are named at once.
pub const NAMED_AT_MOST: usize = 2_000;

/// What people call some records, and those that stand in their names, as far as the actor may see them.
pub fn name_records(
    read: &mut Read<'_>,
    wanted: BTreeMap<&'static str, BTreeSet<String>>,
    with_persons: bool,
) -> Result<Vec<Named>, OpsError> {
    let count = wanted.values().map(BTreeSet::len).sum();
    if count > NAMED_AT_MOST {
        return Err(OpsError::BadCount(count));
    }
    let (mut named, mut known) = (Vec::new(), BTreeSet::new());
    let mut round = wanted;
    // A stay is called by a person and a place, and a place by nothing more.
    while !round.is_empty() {
        let mut next: BTreeMap<&'static str, BTreeSet<String>> = BTreeMap::new();
        for (name, ids) in round {
            let Some(kind) = KindSpec::named(name) else { continue };
            if !kind.is_scoped && kind.name != "areas" && !read.sees_all() {
                continue;
            }
            let fields = named_by(kind);
            let ids: Vec<String> =
                ids.into_iter().filter(|id| known.insert((kind.name, id.clone()))).collect();
            for ids in ids.chunks(AT_ONCE) {
                read.rows(kind, &Filter::now().any_of("id", ids), |found| {
                    for field in fields.iter().filter_map(|name| kind.field(name)) {
                        if let (FieldType::Reference(of), Some(id)) =
                            (field.field_type, found.record.text(field.name))
                        {
                            next.entry(of).or_default().insert(id.to_owned());
                        }
                    }
                    named.push(called(&found.record, &fields, with_persons));
                    Ok(())
                })?;
            }
        }
        round = next;
    }
    Ok(named)
}

/// Ids of one question.
const AT_ONCE: usize = 500;

fn called(row: &Row, fields: &[&'static str], with_persons: bool) -> Named {
    let kind = row.kind();
    let seen = fields.iter().filter_map(|name| kind.field(name));
    let seen = seen.filter(|field| (with_persons || !field.is_personal) && !row.lacks(field.name));
    let values = seen.map(|field| (field.name, field_json(field, row.get(field.name))));
    Named { kind: kind.name, id: row.id.clone(), values: values.collect() }
}

/// The first records of each kind that have some words, numbers or keys, without marks; the newest first.
///
/// What tells who a person is is looked into for whoever may see it.
pub fn find_records(
    read: &mut Read<'_>,
    words: &str,
    under: Option<&str>,
    limit: u32,
    with_persons: bool,
) -> Result<Vec<(&'static KindSpec, Vec<String>)>, OpsError> {
    let mut found = Vec::new();
    if !taicho_store::has_words(words) {
        return Ok(found);
    }
    for kind in KINDS.iter().copied().filter(|kind| is_searched(kind) && !kind.is_internal) {
        let mut looked_into = kind.fields.iter().filter(|field| field.is_searched);
        let is_hidden = !with_persons && looked_into.any(|field| field.is_personal);
        if is_hidden || (!kind.is_scoped && !read.sees_all()) {
            continue;
        }
        let filter = Filter::now().searched(words);
        let filter = match under {
            Some(path) => filter.under(path),
            None => filter,
        };
        let filter = Filter { newest_first: true, ..filter.page(None, limit) };
        let ids = read.page_ids(kind, &filter)?;
        if !ids.is_empty() {
            found.push((kind, ids));
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_called_by_fields_that_it_has() {
        for kind in KINDS {
            let fields = named_by(kind);
            assert!(!fields.is_empty(), "{}", kind.name);
            for name in fields {
                let field = kind.field(name);
                assert!(field.is_some_and(|field| !field.is_internal), "{}.{name}", kind.name);
            }
        }
        for (name, fields) in [
            ("people", vec!["full_name", "birth_year", "area_id"]),
            ("zones", vec!["code", "name"]),
            ("cases", vec!["source_key"]),
            ("sampling_rounds", vec!["zone_id", "taken_on"]),
            ("stays", vec!["person_id", "began_at"]),
        ] {
            assert_eq!(named_by(KindSpec::named(name).unwrap()), fields, "{name}");
        }
    }
}
