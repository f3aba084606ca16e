use jiff::Timestamp;
use taicho_model::{Amendment, AmendmentKind};

use super::{CHUNK, NewVersion, Write, from_micros};
use crate::StoreError;
use crate::Value;
use crate::proof::Proof;
use crate::read::Filter;
use crate::{KindSpec, Record};

/// The id of what was done to a version: it is found again by what it speaks of.
pub(crate) fn amendment_id(what: AmendmentKind, kind: &str, id: &str, version: i64) -> String {
    format!("{}/{kind}/{id}/{version}", what.as_str())
}

impl Write<'_> {
    /// Closes versions that get no successor, and says so.
    pub(super) fn close_for_good(
        &mut self,
        kind: &'static str,
        versions: Vec<(String, i64, Timestamp)>,
    ) -> Result<(), StoreError> {
        let mut told = Vec::with_capacity(versions.len());
        for (id, version, at) in versions {
            if !self.supersede(kind, &id, version, at)? {
                return Err(StoreError::Conflict { kind, id });
            }
            self.ties.gone(kind, &id);
            told.push(Amendment {
                id: amendment_id(AmendmentKind::Withdrawn, kind, &id, version).into(),
                what: AmendmentKind::Withdrawn,
                kind: kind.to_owned(),
                row_id: id,
                row_version: version,
                before_at: None,
                after_at: Some(at),
            });
        }
        // Each version is withdrawn once, so none of these is there already.
        let rows = told.iter().map(|amendment| NewVersion {
            id: amendment.id.0.clone(),
            version: 1,
            recorded_at: self.recorded_at,
            values: taicho_model::Row::of(amendment).values,
        });
        let mut rows: Vec<NewVersion> = rows.collect();
        while !rows.is_empty() {
            let rest = rows.split_off(rows.len().min(CHUNK));
            self.insert(Amendment::SPEC, rows)?;
            rows = rest;
        }
        Ok(())
    }

    /// Corrects the time of learning of everything that a change wrote after `to`, as when a clock ran ahead.
    ///
    /// No version comes before the one that it replaced. The original times stay in the log.
    pub fn redate(&mut self, change_id: &str, to: Timestamp) -> Result<u64, StoreError> {
        let params = [self.read.top, change_id].map(|text| Value::Text(text.to_owned()));
        let known = "select parts from changes where top = $1 and id = $2";
        let Some(parts) = self.one(known, &params, |row| row.text(0))? else {
            return Err(StoreError::NoSuchChange(change_id.to_owned()));
        };
        let mut redated = 0;
        for kind in self.touched(&params, &parts.unwrap_or_default())? {
            redated += self.redate_kind(kind, change_id, to)?;
        }
        Ok(redated)
    }

    fn redate_kind(
        &mut self,
        kind: &'static KindSpec,
        change_id: &str,
        to: Timestamp,
    ) -> Result<u64, StoreError> {
        let name = kind.name;
        let sql = format!(
            "select row.id, row.version, row.recorded_at, before.recorded_at from {name} row
             left join {name} before on before.id = row.id
             and before.version = row.version - 1
             where row.change_id = $1 and row.recorded_at > $2
             order by row.ordinal"
        );
        let to = to.as_microsecond();
        let params = [Value::Text(change_id.to_owned()), Value::Int(to)];
        let mut versions = Vec::new();
        self.read.conn.each(&sql, &params, |row| {
            let before = row.int(2)?.unwrap_or_default();
            let after = to.max(row.int(3)?.unwrap_or(i64::MIN));
            versions.push((
                row.text(0)?.unwrap_or_default(),
                row.int(1)?.unwrap_or_default(),
                before,
                after,
            ));
            Ok(())
        })?;
        let mut redated = 0;
        for (id, version, before, after) in versions {
            if after == before {
                continue;
            }
            redated += 1;
            self.move_version(name, &id, version, before, after)?;
        }
        Ok(redated)
    }

    fn move_version(
        &mut self,
        kind: &'static str,
        id: &str,
        version: i64,
        before: i64,
        after: i64,
    ) -> Result<(), StoreError> {
        let params = [
            Value::Int(after),
            Value::Text(id.to_owned()),
            Value::Int(version),
            Value::Int(before),
        ];
        let begun = format!(
            "update {kind} set recorded_at = $1 where id = $2 and version = $3 and recorded_at = $4"
        );
        self.read.conn.execute(&begun, &params)?;
        let ended = format!(
            "update {kind} set superseded_at = $1 where id = $2 and version = $3 - 1 and superseded_at = $4"
        );
        self.read.conn.execute(&ended, &params)?;
        let amendment = amendment_id(AmendmentKind::Redated, kind, id, version);
        // Where it is moved a second time, what was written first stays the time before.
        let told = self.fetch::<Amendment>(&amendment)?;
        let first = told.and_then(|told| told.record.before_at).unwrap_or(from_micros(before));
        self.put(&Amendment {
            id: amendment.into(),
            what: AmendmentKind::Redated,
            kind: kind.to_owned(),
            row_id: id.to_owned(),
            row_version: version,
            before_at: Some(first),
            after_at: Some(from_micros(after)),
        })?;
        Ok(())
    }

    /// Erases columns of every version of a row because the law asks for it: each becomes the value given, as a rule
    /// none, or an empty text where a column needs one. Says how many versions there were.
    ///
    /// The salts go too, so that nobody can try out what stood there; the log of changes holds as before.
    pub fn erase(
        &mut self,
        kind: &'static KindSpec,
        id: &str,
        columns: &[(&str, Value)],
    ) -> Result<u64, StoreError> {
        for (column, _) in columns {
            assert!(kind.columns.contains(column), "{} has no column {column}", kind.name);
        }
        let name = kind.name;
        let params = [Value::Text(id.to_owned())];
        let sql = format!("select version, proof from {name} where id = $1 order by version");
        let mut versions = Vec::new();
        self.read.conn.each(&sql, &params, |row| {
            versions.push((row.int(0)?.unwrap_or_default(), row.text(1)?.unwrap_or_default()));
            Ok(())
        })?;
        let emptied: Vec<String> =
            (4..).zip(columns).map(|(n, (column, _))| format!("{column} = ${n}")).collect();
        let sql = format!(
            "update {name} set proof = $1, {} where id = $2 and version = $3",
            emptied.join(", ")
        );
        let erased = versions.len() as u64;
        for (version, proof) in versions {
            let proof = Proof::read(&proof)
                .ok_or(StoreError::Unreadable { kind: name, column: "proof" })?;
            let mut params = vec![
                Value::Text(proof.without_salt()),
                Value::Text(id.to_owned()),
                Value::Int(version),
            ];
            params.extend(columns.iter().map(|(_, value)| value.clone()));
            self.read.conn.execute(&sql, &params)?;
            self.put(&Amendment {
                id: amendment_id(AmendmentKind::Erased, name, id, version).into(),
                what: AmendmentKind::Erased,
                kind: name.to_owned(),
                row_id: id.to_owned(),
                row_version: version,
                before_at: None,
                after_at: None,
            })?;
        }
        Ok(erased)
    }

    /// The amendments that a change made and that still stand.
    pub(super) fn amendments_of(
        &mut self,
        change_id: &str,
        filter: &Filter,
    ) -> Result<Vec<Amendment>, StoreError> {
        let mut params = Vec::new();
        let conditions = self.read.conditions(Amendment::SPEC, filter, &mut params);
        params.push(Value::Text(change_id.to_owned()));
        let sql = format!(
            "select id, {} from amendments where {conditions} and change_id = ${} order by id limit {CHUNK}",
            Amendment::COLUMNS.join(", "),
            params.len()
        );
        let mut amendments = Vec::new();
        self.read.conn.each(&sql, &params, |row| {
            amendments.push(Amendment::read(row, 0)?);
            Ok(())
        })?;
        Ok(amendments)
    }
}
