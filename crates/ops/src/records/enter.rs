//! Records of any kind by hand: entered, corrected on the version that was seen, withdrawn with a reason.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use taicho_model::{Field, KindSpec, Row, RowFault, TextLimits, Words, shown_safely, vietnam_date};
use taicho_normalise::{DateOrders, Reason};
use taicho_store::{Actor, Filter, Put, Read, Store, Write, field_json};
use utoipa::ToSchema;

use super::areas::LookedUp;
use super::reading::{Draft, FACT_TYPE, Reader, Said, Texts, Written};
use super::resolve::{Brought, settle};
use crate::OpsError;
use crate::asked::{Asked, once, once_long};

/// What a person wrote, by the names of fields or of their columns; none clears a field.
pub type Entered = BTreeMap<String, Option<String>>;

/// A record as it was kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = KeptRecord)]
pub struct Kept {
    /// Its id.
    pub id: String,
    /// The version that stands now.
    #[schema(minimum = 1)]
    pub version: i64,
    /// The change that holds it; none where nothing was new.
    pub change_id: Option<String>,
    /// What looks odd and was taken all the same.
    pub notes: Vec<Words>,
}

/// What became of many records that were corrected or withdrawn at once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = KeptRecords)]
pub struct Many {
    /// The records that were changed.
    pub changed: i64,
    /// Those that said the same already.
    pub unchanged: i64,
    /// The change that holds all of it; none where nothing was new.
    pub change_id: Option<String>,
}

/// A record that somebody corrected meanwhile, field by field where both wrote.
#[derive(Clone, Debug, PartialEq)]
pub struct Meanwhile {
    /// The kind.
    pub kind: &'static str,
    /// The record.
    pub id: String,
    /// The version that stands now.
    pub version: i64,
    /// What stands now and what was entered, by field.
    pub fields: BTreeMap<&'static str, (serde_json::Value, Option<String>)>,
}

/// Records chosen on a list: each with the version that was seen.
pub type Chosen = BTreeMap<String, i64>;

/// So many records are corrected or withdrawn at once.
pub const CHOSEN_AT_MOST: usize = 10_000;

/// Rows that are read together.
const CHUNK: usize = 500;

/// Enters a record.
pub fn create_record(
    store: &Store,
    actor: &Actor,
    kind: &'static KindSpec,
    entered: Entered,
    asked: impl Into<Asked>,
) -> Result<Kept, OpsError> {
    check_names(kind, &entered)?;
    let asked = asked.into();
    let at = asked.at;
    once(store, actor, asked.intent("create_record"), move |write| {
        let (mut row, notes) = read_entered(write, Row::empty(kind), &entered, at)?;
        if row.id.is_empty() {
            row.id = write.new_id();
        }
        let key = || kind.key_field().and_then(|field| row.text(field.name)).unwrap_or(&row.id);
        if write.row(kind, &row.id)?.is_some() {
            return Err(OpsError::KnownKey { key: key().to_owned(), id: row.id.clone() });
        }
        let id = row.id.clone();
        write.put_row(row)?;
        kept(write, kind, id, notes, true)
    })
}

/// What is to become of one record.
#[derive(Clone, Debug)]
pub struct Correction {
    /// The record.
    pub id: String,
    /// The version that was seen.
    pub base_version: i64,
    /// What was written; what is not named stays.
    pub entered: Entered,
    /// Why.
    pub reason: Option<String>,
}

/// Corrects a record on top of the version that was seen.
pub fn correct_record(
    store: &Store,
    actor: &Actor,
    kind: &'static KindSpec,
    corrected: Correction,
    asked: impl Into<Asked>,
) -> Result<Kept, OpsError> {
    let Correction { id, base_version, entered, reason } = corrected;
    check_names(kind, &entered)?;
    let asked = asked.into();
    let at = asked.at;
    let mut intent = asked.intent("correct_record");
    intent.reason = Field::new("reason", "Lý do").remark(reason)?;
    once(store, actor, intent, move |write| {
        let current = write.row(kind, &id)?.ok_or(OpsError::UnknownRecord)?;
        if current.version != base_version {
            let field = |name: &String| {
                let field = field_named(kind, name)?;
                let theirs = field_json(field, current.record.get(field.name));
                Some((field.name, (theirs, entered[name].clone())))
            };
            return Err(OpsError::Meanwhile(Box::new(Meanwhile {
                kind: kind.name,
                id: id.clone(),
                version: current.version,
                fields: entered.keys().filter_map(field).collect(),
            })));
        }
        let (row, notes) = read_entered(write, current.record, &entered, at)?;
        let is_new = write.put_row(row)? != Put::Unchanged;
        kept(write, kind, id.clone(), notes, is_new)
    })
}

/// Withdraws records that should not be there, as one change, which one undo takes back; their history stays.
pub fn withdraw_records(
    store: &Store,
    actor: &Actor,
    kind: &'static KindSpec,
    chosen: Chosen,
    reason: String,
    asked: impl Into<Asked>,
) -> Result<Many, OpsError> {
    check_by_hand(kind)?;
    check_count(&chosen)?;
    let reason = Field::new("reason", "Lý do").remark(Some(reason))?;
    let reason = reason.ok_or(OpsError::ReasonNeeded)?;
    let intent = asked.into().intent("withdraw_record").because(reason);
    once_long(store, actor, intent, move |write| {
        each_chosen(write, kind, &chosen, |write, rows| {
            for row in rows {
                write.withdraw_row(kind, &row.id)?;
            }
            Ok(())
        })?;
        let changed = chosen.len() as i64;
        Ok(Many { changed, unchanged: 0, change_id: Some(write.change_id().to_owned()) })
    })
}

/// Corrects the same fields of many records as one change, which one undo takes back.
pub fn correct_records(
    store: &Store,
    actor: &Actor,
    kind: &'static KindSpec,
    chosen: Chosen,
    entered: Entered,
    reason: Option<String>,
    asked: impl Into<Asked>,
) -> Result<Many, OpsError> {
    check_count(&chosen)?;
    check_names(kind, &entered)?;
    let asked = asked.into();
    let at = asked.at;
    let mut intent = asked.intent("correct_record");
    intent.reason = Field::new("reason", "Lý do").remark(reason)?;
    once_long(store, actor, intent, move |write| {
        let mut many = Many { changed: 0, unchanged: 0, change_id: None };
        each_chosen(write, kind, &chosen, |write, rows| {
            let mut drafts = Vec::with_capacity(rows.len());
            for row in rows {
                drafts.push(draft(write, row, &entered, at)?.0);
            }
            look_up(write, &mut drafts)?;
            let corrected = drafts.into_iter().map(|draft| (draft.row, None));
            let counts = write.put_rows(kind, corrected.collect())?;
            many.changed += counts.corrected;
            many.unchanged += counts.unchanged;
            Ok(())
        })?;
        many.change_id = (many.changed > 0).then(|| write.change_id().to_owned());
        Ok(many)
    })
}

/// Hands the chosen records to `take`, some at a time; fails where one of them is not what was seen any more.
fn each_chosen(
    write: &mut Write<'_>,
    kind: &'static KindSpec,
    chosen: &Chosen,
    mut take: impl FnMut(&mut Write<'_>, Vec<Row>) -> Result<(), OpsError>,
) -> Result<(), OpsError> {
    let ids: Vec<String> = chosen.keys().cloned().collect();
    for ids in ids.chunks(CHUNK) {
        let mut rows = Vec::with_capacity(ids.len());
        let mut moved = None;
        write.rows(kind, &Filter::now().any_of("id", ids), |found| {
            if chosen.get(&found.record.id) == Some(&found.version) {
                rows.push(found.record);
            } else {
                moved.get_or_insert((found.record.id, found.version));
            }
            Ok(())
        })?;
        if let Some((id, version)) = moved {
            let fields = BTreeMap::new();
            return Err(OpsError::Meanwhile(Box::new(Meanwhile {
                kind: kind.name,
                id,
                version,
                fields,
            })));
        }
        if rows.len() < ids.len() {
            return Err(OpsError::UnknownRecord);
        }
        take(write, rows)?;
    }
    Ok(())
}

/// The row that a person wrote on top of another, with what looks odd about it.
fn read_entered(
    read: &mut Read<'_>,
    base: Row,
    entered: &Entered,
    at: Timestamp,
) -> Result<(Row, Vec<Words>), OpsError> {
    let (draft, notes) = draft(read, base, entered, at)?;
    let mut drafts = [draft];
    look_up(read, &mut drafts)?;
    let [draft] = drafts;
    Ok((draft.row, notes))
}

/// The same before what it refers to is looked up.
fn draft(
    read: &mut Read<'_>,
    base: Row,
    entered: &Entered,
    at: Timestamp,
) -> Result<(Draft, Vec<Words>), OpsError> {
    let kind = base.kind();
    let mut said = Said::default();
    let mut orders = DateOrders::default();
    let mut areas = LookedUp { read, failure: None };
    let mut reader =
        Reader { kind, areas: &mut areas, today: vietnam_date(at), orders: &mut orders };
    let draft = reader.read(base, &mut Form { kind, entered }, &mut said);
    if let Some(failure) = areas.failure {
        return Err(failure);
    }
    let draft = draft.ok_or(OpsError::Faults(said.faults))?;
    Ok((draft, said.notes.into_iter().map(|note| note.words).collect()))
}

/// Looks up what drafts refer to and which records they are; they stand or fall together.
fn look_up(read: &mut Read<'_>, drafts: &mut [Draft]) -> Result<(), OpsError> {
    let wrong = settle(drafts, read, &Brought::default())?;
    match wrong.is_empty() {
        true => Ok(()),
        false => Err(OpsError::Faults(wrong.into_iter().map(|(_, fault)| fault).collect())),
    }
}

fn kept(
    write: &mut Write<'_>,
    kind: &'static KindSpec,
    id: String,
    notes: Vec<Words>,
    is_new: bool,
) -> Result<Kept, OpsError> {
    let version = write.row(kind, &id)?.map_or(0, |found| found.version);
    let change_id = is_new.then(|| write.change_id().to_owned());
    Ok(Kept { id, version, change_id, notes })
}

/// The texts of a form.
struct Form<'a> {
    kind: &'static KindSpec,
    entered: &'a Entered,
}

impl Texts for Form<'_> {
    fn text(&mut self, column: &'static str, limits: TextLimits) -> Result<Written, Reason> {
        let field = self.kind.fields.iter().find(|field| field.column == column);
        let by_name = field.and_then(|field| self.entered.get(field.name));
        // What is the name of one field may be the heading of another.
        let is_name = field.is_none_or(|field| field.name == column);
        let by_column = || match is_name || self.kind.field(column).is_none() {
            true => self.entered.get(column),
            false => None,
        };
        match by_name.or_else(by_column).map(Option::as_deref) {
            None => Ok(Written::Nothing),
            Some(None) => Ok(Written::Blank),
            Some(Some(text)) => Written::of(text, limits),
        }
    }
}

/// A field by its name, or by the heading of its column.
fn field_named(kind: &'static KindSpec, name: &str) -> Option<&'static taicho_model::FieldSpec> {
    let named = kind.shown_fields().find(|field| field.name == name);
    named.or_else(|| kind.shown_fields().find(|field| field.column == name))
}

/// Fails where a name is no field of the kind, for what is typed must not be dropped without a word.
fn check_names(kind: &'static KindSpec, entered: &Entered) -> Result<(), OpsError> {
    check_by_hand(kind)?;
    let has_fact = kind.fields.iter().any(|it| it.field_type == taicho_model::FieldType::Fact);
    let is_known =
        |name: &str| field_named(kind, name).is_some() || (has_fact && name == FACT_TYPE);
    match entered.keys().find(|name| !is_known(name)) {
        None => {
            // Under both its names a field would have two values, of which one were dropped.
            let is_twice = |field: &&'static taicho_model::FieldSpec| {
                let is_own =
                    field_named(kind, field.column).is_some_and(|it| it.name == field.name);
                let names = [field.name, field.column];
                field.name != field.column
                    && is_own
                    && names.iter().all(|name| entered.contains_key(*name))
            };
            match kind.shown_fields().find(is_twice) {
                None => Ok(()),
                Some(field) => Err(OpsError::Faults(vec![RowFault::new(
                    field.name,
                    "field.twice",
                    "được ghi hai lần: theo tên trường và theo tiêu đề cột",
                    "it is written twice: by its name and by the heading of its column",
                )])),
            }
        }
        Some(unknown) => {
            let mut known: BTreeSet<&str> = kind.shown_fields().map(|it| it.name).collect();
            if has_fact {
                known.insert(FACT_TYPE);
            }
            Err(OpsError::UnknownField {
                kind: kind.name,
                name: shown_safely(unknown),
                known: Vec::from_iter(known).join(", "),
            })
        }
    }
}

/// Fails where the program makes the rows of the kind: the log, frozen figures and decisions are nobody's to change.
fn check_by_hand(kind: &KindSpec) -> Result<(), OpsError> {
    if kind.is_importable() { Ok(()) } else { Err(OpsError::NotByHand(kind.name)) }
}

fn check_count(chosen: &Chosen) -> Result<(), OpsError> {
    match chosen.len() {
        1..=CHOSEN_AT_MOST => Ok(()),
        count => Err(OpsError::BadCount(count)),
    }
}

/// The faults of one row, as one text.
pub(crate) fn all_words(faults: &[RowFault]) -> Words {
    let of = |words: fn(&RowFault) -> &str| {
        let parts = faults.iter().map(|fault| format!("{}: {}", fault.field, words(fault)));
        parts.collect::<Vec<_>>().join("; ")
    };
    Words::new(of(|fault| &fault.words.vi), of(|fault| &fault.words.en))
}
