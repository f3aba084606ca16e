//! Looks up what rows refer to, and which rows they are.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher as _};

use taicho_model::{FieldSpec, FieldType, KindSpec, Row, RowFault};
use taicho_normalise::Reason;
use taicho_store::{Filter, Read};

use super::reading::{Draft, filled, reason, shown};
use crate::OpsError;

/// Keys that rows of the same import bring before they are written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Brought(HashSet<u64>);

impl Brought {
    /// Remembers that a row of the kind has this key or id.
    pub(crate) fn add(&mut self, row: &Row) {
        let kind = row.kind();
        let key = kind.key_field().and_then(|field| row.text(field.name));
        for text in key.into_iter().chain(Some(row.id.as_str())) {
            self.0.insert(hash_of(&(kind.name, text)));
        }
    }

    fn has(&self, kind: &KindSpec, key: &str) -> bool {
        self.0.contains(&hash_of(&(kind.name, key)))
    }
}

/// A row that something refers to.
#[derive(Clone, Debug)]
struct Target {
    id: String,
    /// Where it lies, where it lies anywhere.
    path: Option<String>,
}

/// Looks up what drafts refer to, and which rows they are; what is wrong, by the place of the draft.
pub(crate) fn settle(
    drafts: &mut [Draft],
    read: &mut Read<'_>,
    brought: &Brought,
) -> Result<Vec<(usize, RowFault)>, OpsError> {
    let mut wrong = resolve(drafts, read, brought)?;
    wrong.extend(identify(drafts, read)?);
    Ok(wrong)
}

/// Puts ids where rows name others by their keys; what is not there, and comes in no row of the same import, is a fault
/// of the draft of that place.
fn resolve(
    drafts: &mut [Draft],
    read: &mut Read<'_>,
    brought: &Brought,
) -> Result<Vec<(usize, RowFault)>, OpsError> {
    let mut wanted: BTreeMap<&'static str, BTreeSet<String>> = BTreeMap::new();
    for draft in drafts.iter() {
        for field in &draft.references {
            let key = draft.row.text(field.name).unwrap_or_default();
            wanted.entry(target_kind(field).name).or_default().insert(key.to_owned());
        }
    }
    let mut faults = Vec::new();
    for (name, keys) in wanted {
        let kind = KindSpec::named(name).expect("a reference is to a kind of the list");
        let found = targets(read, kind, &keys)?;
        for (index, draft) in drafts.iter_mut().enumerate() {
            for field in draft.references.clone() {
                if target_kind(field) == kind
                    && let Err(fault) = point(draft, field, &found, brought)
                {
                    faults.push((index, fault));
                }
            }
        }
    }
    Ok(faults)
}

/// Puts the id of what a field names into it.
fn point(
    draft: &mut Draft,
    field: &'static FieldSpec,
    found: &BTreeMap<String, Target>,
    brought: &Brought,
) -> Result<(), RowFault> {
    let row = &mut draft.row;
    let key = row.text(field.name).unwrap_or_default().to_owned();
    let kind = target_kind(field);
    let fault = |Reason { code, words }| RowFault { field: field.name, code, words };
    let Some(target) = found.get(&key) else {
        return match brought.has(kind, &key) {
            true => Ok(()),
            false => Err(fault(unknown(kind, &key))),
        };
    };
    let own = row.kind();
    let has_area = own.field("area_id").is_some();
    if let (Some(path), true) = (&target.path, own.is_scoped) {
        // A row that names no area lies where that lies to which it belongs.
        if !has_area && own.home() == Some(field) {
            row.set("area_path", path.as_str());
        }
        let lies_in = row.text("area_path").unwrap_or_default();
        if field.is_within && !path.starts_with(lies_in) {
            return Err(fault(reason(
                "reference.elsewhere",
                format!("{} “{}” không thuộc địa bàn của dòng này", kind.title.0, shown(&key)),
                format!("{} “{}” does not lie in the area of the row", kind.title.1, shown(&key)),
            )));
        }
    }
    row.set(field.name, target.id.as_str());
    Ok(())
}

/// Gives each row the id of the row with its key, or the one that its fields make, or a new one.
///
/// A row that tells another id than the row with its key has is a fault of that place.
fn identify(drafts: &mut [Draft], read: &mut Read<'_>) -> Result<Vec<(usize, RowFault)>, OpsError> {
    let Some(kind) = drafts.first().map(|draft| draft.row.kind()) else { return Ok(Vec::new()) };
    let known = match kind.key_field() {
        Some(field) => {
            let keys = drafts.iter().filter_map(|draft| draft.row.text(field.name));
            let keys: Vec<String> = keys.map(str::to_owned).collect();
            read.ids_by_key(kind, field.name, &keys)?
        }
        None => BTreeMap::new(),
    };
    let (mut faults, mut made) = (Vec::new(), Vec::new());
    for (index, draft) in drafts.iter_mut().enumerate() {
        let row = &mut draft.row;
        let key = kind.key_field().and_then(|field| Some((field, row.text(field.name)?)));
        match (key.and_then(|(field, key)| Some((field, known.get(key)?))), kind.id_form) {
            (Some((field, id)), _) if draft.is_told && *id != row.id => {
                let (vi, en) = ("khóa này thuộc bản ghi khác", "the key is another record's");
                faults.push((index, RowFault::new(field.name, "key.of_another", vi, en)));
            }
            (Some((_, id)), _) => row.id.clone_from(id),
            (None, _) if draft.is_told => {}
            // What the row refers to is looked up by now.
            (None, Some(form)) => {
                row.id = filled(form, row);
                made.push(row);
            }
            (None, None) => row.id = by_key(read, row)?.unwrap_or_default(),
        }
    }
    if let Some(form) = kind.id_form {
        leave_moved(made, form, read)?;
    }
    Ok(faults)
}

/// Where the row with an id that fields make has other values in them by now, it is another thing: it keeps its id, and
/// the new one is found by its key of several fields or gets an id of its own.
fn leave_moved(made: Vec<&mut Row>, form: &str, read: &mut Read<'_>) -> Result<(), OpsError> {
    let Some(kind) = made.first().map(|row| row.kind()) else { return Ok(()) };
    let ids: Vec<String> = made.iter().map(|row| row.id.clone()).collect();
    let mut moved = BTreeSet::new();
    for ids in ids.chunks(AT_ONCE) {
        read.rows(kind, &Filter::now().any_of("id", ids), |found| {
            if filled(form, &found.record) != found.record.id {
                moved.insert(found.record.id);
            }
            Ok(())
        })?;
    }
    for row in made.into_iter().filter(|row| moved.contains(&row.id)) {
        row.id = match by_key(read, row)? {
            Some(id) => id,
            None => free_id(read, form, row)?,
        };
    }
    Ok(())
}

/// The id of what stands in the place of a row that has moved on: the same each time that it is asked for.
fn free_id(read: &mut Read<'_>, form: &str, row: &Row) -> Result<String, OpsError> {
    let made = filled(form, row);
    for number in 2_u32.. {
        let id = format!("{made}#{number}");
        match read.row(row.kind(), &id)? {
            Some(found) if filled(form, &found.record) != made => {}
            _ => return Ok(id),
        }
    }
    unreachable!("numbers do not end before rows do")
}

/// The id of the row that has the same values in a key of several fields.
fn by_key(read: &mut Read<'_>, row: &Row) -> Result<Option<String>, OpsError> {
    let kind = row.kind();
    if kind.key.len() < 2 {
        return Ok(None);
    }
    let same =
        kind.key.iter().fold(Filter::now(), |filter, name| filter.is(name, row.get(name).clone()));
    let mut found = None;
    read.rows(kind, &same.page(None, 1), |row| {
        found = Some(row.record.id);
        Ok(())
    })?;
    Ok(found)
}

/// By what a row is told from the others of its table.
pub(crate) fn identity(draft: &Draft) -> u64 {
    let row = &draft.row;
    let key: Vec<String> =
        row.kind().key.iter().map(|name| format!("{:?}", row.get(name))).collect();
    match row.kind().key {
        [_, ..] if !row.kind().key.iter().any(|name| row.lacks(name)) => hash_of(&(1, key)),
        // Of a row without a key of its own no other says the same.
        _ if row.id.is_empty() => hash_of(&(2, draft.number)),
        _ => hash_of(&(0, &row.id)),
    }
}

/// The rows of a kind that have one of the keys, or else one of the ids.
fn targets(
    read: &mut Read<'_>,
    kind: &'static KindSpec,
    keys: &BTreeSet<String>,
) -> Result<BTreeMap<String, Target>, OpsError> {
    let mut by_key = BTreeMap::new();
    if let Some(field) = kind.key_field() {
        let keys: Vec<String> = keys.iter().cloned().collect();
        by_key = read.ids_by_key(kind, field.name, &keys)?;
    }
    let ids: BTreeSet<String> =
        keys.iter().map(|key| by_key.get(key).unwrap_or(key).clone()).collect();
    let mut paths = BTreeMap::new();
    let ids: Vec<String> = ids.into_iter().collect();
    for ids in ids.chunks(AT_ONCE) {
        read.rows(kind, &Filter::now().any_of("id", ids), |found| {
            let path = found.record.path().map(str::to_owned);
            paths.insert(found.record.id, path);
            Ok(())
        })?;
    }
    let target = |key: &String| {
        let id = by_key.get(key).unwrap_or(key);
        Some((key.clone(), Target { id: id.clone(), path: paths.get(id)?.clone() }))
    };
    Ok(keys.iter().filter_map(target).collect())
}

/// Ids of one question.
const AT_ONCE: usize = 500;

fn target_kind(field: &FieldSpec) -> &'static KindSpec {
    let FieldType::Reference(name) = field.field_type else {
        unreachable!("{} refers to nothing", field.name)
    };
    KindSpec::named(name).expect("a reference is to a kind of the list")
}

fn unknown(kind: &KindSpec, key: &str) -> Reason {
    let key = shown(key);
    let (vi, en) = kind.title;
    reason(
        "reference.unknown",
        format!("không có mã “{key}” trong bảng {vi}"),
        format!("there is no key “{key}” in the table {en}"),
    )
}

fn hash_of(key: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}
