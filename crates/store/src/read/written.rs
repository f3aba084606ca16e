//! What a change wrote, row by row.

use std::collections::{BTreeMap, BTreeSet};

use super::Read;
use crate::change::{CHANGE_COLUMNS, read_change};
use crate::proof::read_parts;
use crate::{Change, StoreError, Value};
use taicho_model::{Amendment, KINDS, KindSpec, Record};

/// What stands in a version, by column.
type Values = BTreeMap<&'static str, Value>;

/// A row that a change wrote or withdrew.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    /// The kind.
    pub kind: &'static KindSpec,
    /// The row.
    pub id: String,
    /// What stood before, by column; none where the row was new.
    pub before: Option<Values>,
    /// What the change left; none where it withdrew the row.
    pub after: Option<Values>,
}

impl Change {
    /// How many versions of each kind the change wrote.
    pub fn counts(&self) -> BTreeMap<&'static str, i64> {
        let counted = read_parts(&self.parts).map(|(name, rows, _)| (name, rows));
        let known = counted.filter_map(|(name, rows)| Some((KindSpec::named(name)?.name, rows)));
        known.collect()
    }
}

impl Read<'_> {
    /// A change by its id, as far as the actor may see all or made it.
    pub fn change(&mut self, id: &str) -> Result<Option<Change>, StoreError> {
        let mut params = vec![Value::Text(self.top.to_owned()), Value::Text(id.to_owned())];
        let mut conditions = String::from("top = $1 and id = $2");
        if self.actor.scope != crate::Scope::All {
            params.push(Value::Text(self.actor.id.clone()));
            conditions += " and actor = $3";
        }
        let sql = format!("select {CHANGE_COLUMNS} from changes where {conditions}");
        self.one(&sql, &params, |row| read_change(row, 0))
    }

    /// The change that takes another back; none while that stands.
    pub fn undone_by(&mut self, change_id: &str) -> Result<Option<String>, StoreError> {
        let params = [self.top, change_id].map(|text| Value::Text(text.to_owned()));
        let sql = "select id from changes where top = $1 and undoes = $2";
        Ok(self.one(sql, &params, |row| row.text(0))?.flatten())
    }

    /// The first rows of each kind that a change wrote or withdrew, as far as the actor may see them; what the program
    /// keeps of itself aside.
    pub fn written(&mut self, change: &Change, limit: u32) -> Result<Vec<Written>, StoreError> {
        let mut names: BTreeSet<String> = change.counts().keys().map(|&it| it.to_owned()).collect();
        if names.remove(Amendment::KIND) {
            let withdrawn = "select distinct kind from amendments where change_id = $1";
            names.extend(self.texts(withdrawn, &[Value::Text(change.id.clone())])?);
        }
        let mut written = Vec::new();
        for &kind in KINDS.iter().filter(|kind| names.contains(kind.name) && !kind.is_internal) {
            self.written_of(kind, &change.id, limit, &mut written)?;
        }
        Ok(written)
    }

    fn written_of(
        &mut self,
        kind: &'static KindSpec,
        change_id: &str,
        limit: u32,
        written: &mut Vec<Written>,
    ) -> Result<(), StoreError> {
        // The last version of each row that the change left standing or that others replaced since.
        let left = "change_id = $1 and (superseded_by is null or superseded_by <> $1)";
        let after = self.values(kind, left, change_id, &[], limit)?;
        let ids: Vec<String> = after.iter().map(|(id, _)| id.clone()).collect();
        let replaced = "superseded_by = $1 and change_id <> $1";
        let mut before: BTreeMap<_, _> = match ids.is_empty() {
            true => BTreeMap::new(),
            false => self.values(kind, replaced, change_id, &ids, limit)?.into_iter().collect(),
        };
        for (id, values) in after {
            let before = before.remove(&id);
            written.push(Written { kind, id, before, after: Some(values) });
        }
        let withdrawn = format!(
            "{replaced} and not exists (select 1 from {} later where later.id = row.id \
             and later.change_id = $1)",
            kind.name
        );
        for (id, values) in self.values(kind, &withdrawn, change_id, &[], limit)? {
            written.push(Written { kind, id, before: Some(values), after: None });
        }
        Ok(())
    }

    /// Values of versions that a change wrote or replaced, by the ids of their rows.
    fn values(
        &mut self,
        kind: &'static KindSpec,
        conditions: &str,
        change_id: &str,
        ids: &[String],
        limit: u32,
    ) -> Result<Vec<(String, Values)>, StoreError> {
        let mut params = vec![Value::Text(change_id.to_owned())];
        let mut conditions = conditions.to_owned();
        if !ids.is_empty() {
            let first = params.len() + 1;
            params.extend(ids.iter().cloned().map(Value::Text));
            let places: Vec<String> = (first..=params.len()).map(|n| format!("${n}")).collect();
            conditions += &format!(" and id in ({})", places.join(", "));
        }
        if kind.is_scoped {
            conditions += &self.actor.scope.predicate(&mut params);
        }
        let sql = format!(
            "select id, {} from {} row where {conditions} order by id limit {limit}",
            kind.columns.join(", "),
            self.table(kind)
        );
        let mut found = Vec::new();
        self.conn.each(&sql, &params, |row| {
            let values = kind.columns.iter().enumerate();
            let values = values
                .map(|(index, column)| Ok((*column, row.value(1 + index)?)))
                .collect::<Result<_, StoreError>>()?;
            found.push((row.text(0)?.unwrap_or_default(), values));
            Ok(())
        })?;
        Ok(found)
    }
}
