//! What other rows refer to does not go: a case never speaks of a zone that nobody finds any more.

use std::collections::{BTreeMap, BTreeSet};

use taicho_model::{FieldSpec, FieldType, KINDS, KindSpec};

use super::{CHUNK, Write};
use crate::{StoreError, Value};

/// Beyond so many rows one walk through a table is quicker than a look-up for each.
const LOOKED_UP: usize = 20_000;

/// The kinds with a field that refers to a kind.
fn referring(to: &str) -> impl Iterator<Item = (&'static KindSpec, &'static FieldSpec)> + use<'_> {
    let fields = KINDS.iter().flat_map(|kind| kind.fields.iter().map(move |field| (*kind, field)));
    fields
        .filter(move |(_, field)| matches!(field.field_type, FieldType::Reference(it) if it == to))
}

/// What a change takes from others and what it makes stand again, to be looked at when it is whole.
#[derive(Default)]
pub(super) struct Ties {
    /// Rows without a current version, by kind.
    gone: BTreeMap<&'static str, BTreeSet<String>>,
    /// What rows refer to that stand again, by kind, with the kind that refers to it.
    needed: BTreeMap<&'static str, BTreeMap<String, &'static str>>,
}

impl Ties {
    pub(super) fn gone(&mut self, kind: &'static str, id: &str) {
        if referring(kind).next().is_some() {
            self.gone.entry(kind).or_default().insert(id.to_owned());
        }
    }

    pub(super) fn stands_again(&mut self, kind: &'static KindSpec, values: &[Value]) {
        for (field, value) in kind.fields.iter().zip(values) {
            if let (FieldType::Reference(to), Value::Text(id)) = (field.field_type, value) {
                self.needed.entry(to).or_default().insert(id.clone(), kind.name);
            }
        }
    }
}

impl Write<'_> {
    /// Fails where a row refers to one that the change took away.
    pub(super) fn check_ties(&mut self) -> Result<(), StoreError> {
        let Ties { gone, needed } = std::mem::take(&mut self.ties);
        for (kind, ids) in gone {
            let ids = self.not_current(kind, ids)?;
            for (by, field) in referring(kind) {
                if let Some(id) = self.referred(by, field, &ids)? {
                    return Err(StoreError::Referred { kind, id, by: by.name });
                }
            }
        }
        for (kind, ids) in needed {
            let missing = self.not_current(kind, ids.keys().cloned().collect())?;
            // What was never there was none when the row stood before either.
            if let Some(id) = self.once_there(kind, missing)? {
                let by = ids.get(&id).copied().unwrap_or_default();
                return Err(StoreError::ReferredGone { kind, id, by });
            }
        }
        Ok(())
    }

    /// Those of some ids of which no row is current.
    fn not_current(
        &mut self,
        kind: &str,
        mut ids: BTreeSet<String>,
    ) -> Result<BTreeSet<String>, StoreError> {
        let all: Vec<String> = ids.iter().cloned().collect();
        for chunk in all.chunks(CHUNK) {
            let (places, params) = listed(chunk);
            let sql =
                format!("select id from {kind} where superseded_at is null and id in ({places})");
            self.read.conn.each(&sql, &params, |row| {
                ids.remove(&row.text(0)?.unwrap_or_default());
                Ok(())
            })?;
        }
        Ok(ids)
    }

    /// One of some ids of which there is a version.
    fn once_there(
        &mut self,
        kind: &str,
        ids: BTreeSet<String>,
    ) -> Result<Option<String>, StoreError> {
        let all: Vec<String> = ids.into_iter().collect();
        for chunk in all.chunks(CHUNK) {
            let (places, params) = listed(chunk);
            let sql = format!("select id from {kind} where id in ({places}) limit 1");
            if let Some(id) = self.one(&sql, &params, |row| row.text(0))?.flatten() {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }

    /// One of some ids that a current row has in a field.
    fn referred(
        &mut self,
        by: &KindSpec,
        field: &FieldSpec,
        ids: &BTreeSet<String>,
    ) -> Result<Option<String>, StoreError> {
        let (table, name) = (by.name, field.name);
        if ids.len() > LOOKED_UP || !field.is_indexed {
            let sql = format!(
                "select distinct {name} from {table} where superseded_at is null and {name} is not null"
            );
            let mut found = None;
            self.read.conn.each(&sql, &[], |row| {
                found = row.text(0)?.filter(|id| ids.contains(id)).or(found.take());
                Ok(())
            })?;
            return Ok(found);
        }
        let all: Vec<String> = ids.iter().cloned().collect();
        for chunk in all.chunks(CHUNK) {
            let (places, params) = listed(chunk);
            let sql = format!(
                "select {name} from {table} where superseded_at is null and {name} in ({places}) limit 1"
            );
            if let Some(id) = self.one(&sql, &params, |row| row.text(0))?.flatten() {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }
}

/// Places for some ids in a statement, and the ids.
fn listed(ids: &[String]) -> (String, Vec<Value>) {
    let places: Vec<String> = (1..=ids.len()).map(|n| format!("${n}")).collect();
    (places.join(", "), ids.iter().cloned().map(Value::Text).collect())
}
