//! What a change that is still being written holds: its rows, and the keys of what it replaced or took away. Should it
//! be given up, all of that stands again.

use taicho_model::KindSpec;

use super::{NewVersion, Write};
use crate::StoreError;
use crate::Value;
use crate::record::top_of;

impl Write<'_> {
    /// Fails where a change that is still being written holds one of the rows.
    pub(super) fn check_free(
        &mut self,
        kind: &'static str,
        ids: &[&str],
    ) -> Result<(), StoreError> {
        let Some(hidden) = self.read.hidden_list() else { return Ok(()) };
        let params: Vec<Value> = ids.iter().map(|id| Value::Text((*id).to_owned())).collect();
        let places: Vec<String> = (1..=params.len()).map(|n| format!("${n}")).collect();
        // The rows are few, the change may hold very many: the signs keep SQLite from going by the change.
        let sql = format!(
            "select id from {kind} where id in ({})
             and (+change_id in ({hidden}) or +superseded_by in ({hidden})) limit 1",
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
        let (mut params, mut tuples, mut wanted) = (Vec::new(), Vec::new(), Vec::new());
        for row in rows {
            if at.is_empty() || at.iter().any(|&column| row.values[column] == Value::Null) {
                continue;
            }
            let first = params.len() + 1;
            let of_row: Vec<Value> = at.iter().map(|&column| row.values[column].clone()).collect();
            wanted.push((top_of(spec, &row.values).to_owned(), of_row.clone()));
            params.extend(of_row);
            let places: Vec<String> = (first..=params.len()).map(|n| format!("${n}")).collect();
            tuples.push(format!("({})", places.join(", ")));
        }
        if tuples.is_empty() {
            return Ok(());
        }
        let key = key.join(", ");
        let sql = format!(
            "select id, top, {key} from {kind} where superseded_by in ({hidden})
             and ({key}) in (values {})",
            tuples.join(", ")
        );
        // In another province the key is free.
        let mut held = None;
        self.read.conn.each(&sql, &params, |row| {
            let of_row = (2..2 + at.len()).map(|column| row.value(column));
            let of_row = (row.text(1)?.unwrap_or_default(), of_row.collect::<Result<_, _>>()?);
            if wanted.contains(&of_row) {
                held = row.text(0)?;
            }
            Ok(())
        })?;
        match held {
            None => Ok(()),
            Some(id) => Err(StoreError::Held { kind, id }),
        }
    }
}
