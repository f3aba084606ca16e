//! What a change that is still being written holds: its rows, and the keys of what it replaced or took away. Should it
//! be given up, all of that stands again.

use taicho_model::KindSpec;

use super::{NewVersion, Write};
use crate::StoreError;
use crate::Value;

impl Write<'_> {
    /// Fails where a change that is still being written holds one of the rows.
    pub(super) fn check_free(
        &mut self,
        kind: &'static str,
        ids: &[&str],
    ) -> Result<(), StoreError> {
        let Some(hidden) = self.read.hidden_list() else { return Ok(()) };
        let mut params = vec![Value::Text(self.read.top.to_owned())];
        params.extend(ids.iter().map(|id| Value::Text((*id).to_owned())));
        let places: Vec<String> = (2..=params.len()).map(|n| format!("${n}")).collect();
        let sql = format!(
            "select id from {kind} where top = $1 and id in ({})
             and (change_id in ({hidden}) or superseded_by in ({hidden})) limit 1",
            places.join(", ")
        );
        match self.one(&sql, &params, |row| row.text(0))?.flatten() {
            None => Ok(()),
            Some(id) => Err(StoreError::Held { kind, id }),
        }
    }

    /// Fails where such a change took away a row with the key of one of these.
    pub(super) fn check_keys_free(
        &mut self,
        spec: &'static KindSpec,
        rows: &[NewVersion],
    ) -> Result<(), StoreError> {
        let Some(hidden) = self.read.hidden_list() else { return Ok(()) };
        let KindSpec { name: kind, columns, key, .. } = spec;
        let at: Vec<usize> = key
            .iter()
            .filter_map(|name| columns.iter().position(|column| column == name))
            .collect();
        let mut params = vec![Value::Text(self.read.top.to_owned())];
        let mut tuples = Vec::new();
        for row in rows {
            if at.is_empty() || at.iter().any(|&column| row.values[column] == Value::Null) {
                continue;
            }
            let first = params.len() + 1;
            params.extend(at.iter().map(|&column| row.values[column].clone()));
            let places: Vec<String> = (first..=params.len()).map(|n| format!("${n}")).collect();
            tuples.push(format!("({})", places.join(", ")));
        }
        if tuples.is_empty() {
            return Ok(());
        }
        let sql = format!(
            "select id from {kind} where top = $1 and superseded_by in ({hidden})
             and ({}) in (values {}) limit 1",
            key.join(", "),
            tuples.join(", ")
        );
        match self.one(&sql, &params, |row| row.text(0))?.flatten() {
            None => Ok(()),
            Some(id) => Err(StoreError::Held { kind, id }),
        }
    }
}
