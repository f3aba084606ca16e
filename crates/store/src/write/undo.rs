use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use taicho_model::Amendment;

use super::{CHUNK, NewVersion, Write, from_micros};
use crate::Value;
use crate::proof::read_parts;
use crate::{Filter, StoreError};
use taicho_model::{KINDS, KindSpec, Record};

/// A version that the change to undo wrote.
struct Written {
    id: String,
    version: i64,
    /// The change that closed it.
    superseded_by: Option<String>,
    recorded_at: Timestamp,
    ordinal: i64,
}

impl Write<'_> {
    /// Takes back everything that a change wrote: its versions are withdrawn, and what they replaced stands again as
    /// a new version. Fails, and leaves no trace, where somebody has built on one of them since.
    pub fn undo(&mut self, change_id: &str) -> Result<u64, StoreError> {
        let params = [self.read.top, change_id].map(|text| Value::Text(text.to_owned()));
        let known = "select parts from changes where top = $1 and id = $2";
        let Some(parts) = self.one(known, &params, |row| row.text(0))? else {
            return Err(StoreError::NoSuchChange(change_id.to_owned()));
        };
        let undone = "select id from changes where top = $1 and undoes = $2";
        if let Some(by) = self.one(undone, &params, |row| row.text(0))?.flatten() {
            return Err(StoreError::AlreadyUndone(by));
        }
        self.undoes = Some(change_id.to_owned());
        let kinds = self.touched(&params, &parts.unwrap_or_default())?;
        for kind in &kinds {
            self.check_not_built_on(kind, &params[1..])?;
        }
        let mut undone = 0;
        for kind in kinds {
            // What would stand again may have the key of a row that was written since: then that is said.
            undone += self.undo_kind(kind, change_id)?;
        }
        Ok(undone)
    }

    /// The kinds of which a change wrote or withdrew rows; the other tables need not be asked.
    pub(super) fn touched(
        &mut self,
        change: &[Value],
        parts: &str,
    ) -> Result<Vec<&'static KindSpec>, StoreError> {
        let mut names: BTreeSet<String> = read_parts(parts).map(|part| part.0.to_owned()).collect();
        let withdrawn = "select distinct kind from amendments where change_id = $1";
        self.read.conn.each(withdrawn, &change[1..], |row| {
            names.extend(row.text(0)?);
            Ok(())
        })?;
        names.remove(Amendment::KIND);
        Ok(KINDS.iter().copied().filter(|kind| names.contains(kind.name)).collect())
    }

    /// Says at once what the walk through all rows would find late.
    fn check_not_built_on(
        &mut self,
        kind: &'static KindSpec,
        change: &[Value],
    ) -> Result<(), StoreError> {
        let sql = format!(
            "select id from {} where change_id = $1 and superseded_by <> $1 limit 1",
            kind.name
        );
        match self.one(&sql, change, |row| row.text(0))?.flatten() {
            None => Ok(()),
            Some(id) => Err(StoreError::Conflict { kind: kind.name, id }),
        }
    }

    fn undo_kind(&mut self, kind: &'static KindSpec, change_id: &str) -> Result<u64, StoreError> {
        let (mut undone, mut last) = (0, 0);
        loop {
            let written = self.written_by(kind, change_id, last)?;
            let Some(end) = written.last() else { break };
            last = end.ordinal;
            undone += self.undo_versions(kind, change_id, written)?;
            self.let_others()?;
        }
        undone += self.undo_withdrawals(kind, change_id)?;
        Ok(undone)
    }

    fn undo_versions(
        &mut self,
        kind: &'static KindSpec,
        change_id: &str,
        written: Vec<Written>,
    ) -> Result<u64, StoreError> {
        let mut before = self.replaced_by(kind, change_id, &written)?;
        let (mut again, mut withdrawn) = (Vec::new(), Vec::new());
        for Written { id, version, superseded_by, recorded_at, .. } in written {
            match superseded_by {
                None => {}
                // The change itself corrected or withdrew it, and that is taken back.
                Some(by) if by == change_id => continue,
                Some(_) => return Err(StoreError::Conflict { kind: kind.name, id }),
            }
            // A version cannot end before it began, even where its time of learning was set ahead.
            let at = self.recorded_at.max(recorded_at);
            match before.remove(&id) {
                Some(values) => {
                    self.supersede(kind.name, &id, version, at)?;
                    self.ties.stands_again(kind, &values);
                    again.push(NewVersion { id, version: version + 1, recorded_at: at, values });
                }
                None => withdrawn.push((id, version, at)),
            }
        }
        let undone = (again.len() + withdrawn.len()) as u64;
        self.insert(kind, again)?;
        self.close_for_good(kind.name, withdrawn)?;
        Ok(undone)
    }

    /// What the change withdrew without a successor stands again.
    fn undo_withdrawals(&mut self, kind: &KindSpec, change_id: &str) -> Result<u64, StoreError> {
        let kind = KindSpec::named(kind.name).expect("a kind of the list has its name");
        let filter = Filter::now().is("kind", kind.name).is("what", "withdrawn");
        let mut undone = 0;
        let mut after = None;
        loop {
            let of_change = filter.clone().page(after.take(), CHUNK as u32);
            let page = self.amendments_of(change_id, &of_change)?;
            let Some(last) = page.last() else { return Ok(undone) };
            after = Some(last.id.0.clone());
            let mut rows = Vec::new();
            for Amendment { row_id, row_version, .. } in page {
                // A later version of the row, written by the same change, was taken back above.
                let latest = self.latest_version(kind, &row_id)?;
                if latest != row_version {
                    continue;
                }
                // What the change itself wrote and withdrew was not there before.
                if let Some(values) = self.replaced(kind, change_id, &row_id)? {
                    let recorded_at = self.recorded_at;
                    self.ties.stands_again(kind, &values);
                    rows.push(NewVersion { id: row_id, version: latest + 1, recorded_at, values });
                }
            }
            undone += rows.len() as u64;
            self.insert(kind, rows)?;
            self.let_others()?;
        }
    }

    fn written_by(
        &mut self,
        kind: &KindSpec,
        change_id: &str,
        after_ordinal: i64,
    ) -> Result<Vec<Written>, StoreError> {
        let sql = format!(
            "select id, version, superseded_by, recorded_at, ordinal from {}
             where change_id = $1 and ordinal > $2 order by ordinal limit {CHUNK}",
            kind.name
        );
        let params = [Value::Text(change_id.to_owned()), Value::Int(after_ordinal)];
        let mut written = Vec::new();
        self.read.conn.each(&sql, &params, |row| {
            written.push(Written {
                id: row.text(0)?.unwrap_or_default(),
                version: row.int(1)?.unwrap_or_default(),
                superseded_by: row.text(2)?,
                recorded_at: from_micros(row.int(3)?.unwrap_or_default()),
                ordinal: row.int(4)?.unwrap_or_default(),
            });
            Ok(())
        })?;
        Ok(written)
    }

    /// What the versions replaced, by id; one that replaced nothing is not there.
    fn replaced_by(
        &mut self,
        kind: &KindSpec,
        change_id: &str,
        written: &[Written],
    ) -> Result<BTreeMap<String, Vec<Value>>, StoreError> {
        let mut params = vec![Value::Text(change_id.to_owned())];
        params.extend(written.iter().map(|row| Value::Text(row.id.clone())));
        let places: Vec<String> = (2..=params.len()).map(|n| format!("${n}")).collect();
        let sql = format!(
            "select id, {} from {} where superseded_by = $1 and change_id <> $1 and id in ({})",
            kind.columns.join(", "),
            kind.name,
            places.join(", ")
        );
        let mut before = BTreeMap::new();
        self.read.conn.each(&sql, &params, |row| {
            let values = (1..=kind.columns.len()).map(|column| row.value(column));
            before.insert(row.text(0)?.unwrap_or_default(), values.collect::<Result<_, _>>()?);
            Ok(())
        })?;
        Ok(before)
    }

    /// What stood of a row before the change.
    fn replaced(
        &mut self,
        kind: &KindSpec,
        change_id: &str,
        id: &str,
    ) -> Result<Option<Vec<Value>>, StoreError> {
        let sql = format!(
            "select {} from {} where superseded_by = $1 and change_id <> $1 and id = $2",
            kind.columns.join(", "),
            kind.name
        );
        let params = [change_id, id].map(|text| Value::Text(text.to_owned()));
        self.one(&sql, &params, |row| {
            (0..kind.columns.len()).map(|column| row.value(column)).collect()
        })
    }

    fn latest_version(&mut self, kind: &KindSpec, id: &str) -> Result<i64, StoreError> {
        let params = [Value::Text(id.to_owned())];
        let sql = format!("select max(version) from {} where id = $1", kind.name);
        Ok(self.one(&sql, &params, |row| row.int(0))?.flatten().unwrap_or_default())
    }
}
