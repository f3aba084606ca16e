use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};

use jiff::Timestamp;

use crate::change::{ChainHead, Change, Intent, Payload, chain_digest};
use crate::db::Value;
use crate::read::Read;
use crate::record::{KINDS, Kind};
use crate::{Record, StoreError};

/// One change in the making: everything written through it is committed together or not at all.
pub struct Write<'a> {
    read: Read<'a>,
    change_id: String,
    intent: &'a Intent,
    undoes: Option<String>,
    payload: Payload,
    written: u64,
    /// Rows written at which PostgreSQL counts again what a table holds.
    counts_at: u64,
}

/// What a put did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Put {
    /// The row was new.
    Added,
    /// The row replaced its current version.
    Corrected,
    /// The current version says the same already; nothing was written.
    Unchanged,
}

/// How many rows a bulk put added, corrected and left alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PutCounts {
    /// New rows.
    pub added: i64,
    /// Rows that replaced their current version.
    pub corrected: i64,
    /// Rows that were the same already.
    pub unchanged: i64,
}

/// A current version, as far as a put needs it.
struct Current {
    version: i64,
    recorded_at: i64,
    values: Vec<Value>,
}

/// Rows of one statement: SQLite takes 32,766 parameters at most, the widest table has 24 columns.
const CHUNK: usize = 500;

impl<'a> Write<'a> {
    pub(crate) fn begin(read: Read<'a>, intent: &'a Intent) -> Self {
        let salt = uuid::Uuid::new_v4().simple().to_string();
        Self {
            read,
            change_id: uuid::Uuid::now_v7().to_string(),
            intent,
            undoes: None,
            payload: Payload::new(salt),
            written: 0,
            counts_at: 5_000,
        }
    }

    /// The id of the change in the making.
    pub fn change_id(&self) -> &str {
        &self.change_id
    }

    /// A new time-ordered id.
    pub fn new_id(&self) -> String {
        uuid::Uuid::now_v7().to_string()
    }

    /// Writes a record as a new version, unless the current version says the same.
    pub fn put<R: Record>(&mut self, record: &R) -> Result<Put, StoreError> {
        let counts = self.put_all_at(std::slice::from_ref(record), |_| None)?;
        Ok(match counts {
            PutCounts { added: 1, .. } => Put::Added,
            PutCounts { corrected: 1, .. } => Put::Corrected,
            _ => Put::Unchanged,
        })
    }

    /// Writes a record that was edited on top of `base_version`; anything newer is a conflict.
    pub fn put_on<R: Record>(&mut self, record: &R, base_version: i64) -> Result<Put, StoreError> {
        let found = self.fetch::<R>(record.id())?.map_or(0, |current| current.version);
        if found != base_version {
            return Err(StoreError::Conflict { kind: R::KIND, id: record.id().to_owned() });
        }
        self.put(record)
    }

    /// Writes many records, each learned at the time of the change.
    pub fn put_all<R: Record>(&mut self, records: &[R]) -> Result<PutCounts, StoreError> {
        self.put_all_at(records, |_| None)
    }

    /// Writes many records, each learned at its own time where `learned_at` gives one; ids must differ.
    pub fn put_all_at<R: Record>(
        &mut self,
        records: &[R],
        learned_at: impl Fn(&R) -> Option<Timestamp>,
    ) -> Result<PutCounts, StoreError> {
        let mut counts = PutCounts::default();
        for chunk in records.chunks(CHUNK) {
            let ids: Vec<&str> = chunk.iter().map(Record::id).collect();
            let current = self.current(R::KIND, R::COLUMNS, &ids)?;
            let mut rows = Vec::new();
            for record in chunk {
                let values = record.values();
                self.check_scope::<R>(&values)?;
                let learned_at = learned_at(record).unwrap_or(self.intent.recorded_at);
                let version = match current.get(record.id()) {
                    None => {
                        counts.added += 1;
                        1
                    }
                    Some(current) if current.values == values => {
                        counts.unchanged += 1;
                        continue;
                    }
                    Some(current) => {
                        // What was withdrawn is not there to be corrected.
                        match current.values.is_empty() {
                            true => counts.added += 1,
                            false => counts.corrected += 1,
                        }
                        if learned_at.as_microsecond() < current.recorded_at {
                            let id = record.id().to_owned();
                            return Err(StoreError::RecordedBefore { kind: R::KIND, id });
                        }
                        self.supersede(R::KIND, record.id(), current.version, learned_at)?;
                        current.version + 1
                    }
                };
                rows.push((record.id().to_owned(), version, learned_at, values));
            }
            self.insert(R::KIND, R::COLUMNS, rows)?;
        }
        Ok(counts)
    }

    /// Withdraws a row: it has no current version any more, and its history stays.
    pub fn withdraw<R: Record>(&mut self, id: &str) -> Result<(), StoreError> {
        let Some(current) = self.fetch::<R>(id)? else {
            return Err(StoreError::Conflict { kind: R::KIND, id: id.to_owned() });
        };
        self.check_scope::<R>(&current.record.values())?;
        self.supersede(R::KIND, id, current.version, self.intent.recorded_at)
    }

    /// Takes back everything that a change wrote: its versions are withdrawn, and what they replaced stands again as
    /// a new version. Fails, and leaves no trace, where somebody has built on one of them since.
    pub fn undo(&mut self, change_id: &str) -> Result<u64, StoreError> {
        let params = vec![Value::Text(self.read.top.to_owned()), Value::Text(change_id.to_owned())];
        let known =
            self.one("select count(*) from changes where top = $1 and id = $2", &params, |row| {
                row.int(0)
            })?;
        if known.flatten() != Some(1) {
            return Err(StoreError::NoSuchChange(change_id.to_owned()));
        }
        self.undoes = Some(change_id.to_owned());
        let mut undone = 0;
        for kind in KINDS {
            undone += self.undo_kind(kind, &params).map_err(|error| match error {
                // What would stand again has the key of a row that was written since.
                error if error.is_taken_key() => {
                    StoreError::Conflict { kind: kind.name, id: change_id.to_owned() }
                }
                error => error,
            })?;
        }
        Ok(undone)
    }

    /// Keeps a setting of the installation.
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), StoreError> {
        let params = [self.read.top, name, value].map(|text| Value::Text(text.to_owned()));
        self.read.conn.execute(
            "insert into settings (top, name, value) values ($1, $2, $3)
             on conflict (top, name) do update set value = excluded.value",
            &params,
        )?;
        self.written += 1;
        Ok(())
    }

    /// Waits until every write that began before is committed; with one writer there is none.
    pub fn wait_for_writes_in_flight(&mut self) -> Result<(), StoreError> {
        if self.read.conn.is_postgres() {
            self.read.conn.batch("lock table changes in share row exclusive mode")?;
        }
        Ok(())
    }

    /// Writes the change itself and gives the new head of the chain; a change that wrote nothing leaves no trace.
    #[expect(clippy::disallowed_methods, reason = "the moment of the commit is the machine's own")]
    pub(crate) fn finish(self, head: &ChainHead) -> Result<ChainHead, StoreError> {
        if self.written == 0 {
            return Ok(head.clone());
        }
        let change = Change {
            id: self.change_id,
            chain: head.chain.clone(),
            chain_seq: head.seq + 1,
            recorded_at: self.intent.recorded_at,
            committed_at: micros(Timestamp::now()),
            actor: self.read.actor.id.clone(),
            device: self.intent.device.clone(),
            operation: self.intent.operation.to_owned(),
            reason: self.intent.reason.clone(),
            undoes: self.undoes,
        };
        let (salt, payload_digest) = self.payload.finish();
        let digest = chain_digest(&head.digest, &change, &payload_digest);
        let text = |text: &str| Value::Text(text.to_owned());
        let optional = |text: &Option<String>| text.clone().map_or(Value::Null, Value::Text);
        self.read.conn.execute(
            "insert into changes (top, id, chain, chain_seq, recorded_at, committed_at, actor,
             device, operation, reason, undoes, payload_salt, payload_digest, digest)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
            &[
                text(self.read.top),
                text(&change.id),
                text(&change.chain),
                Value::Int(change.chain_seq),
                Value::Int(change.recorded_at.as_microsecond()),
                Value::Int(change.committed_at.as_microsecond()),
                text(&change.actor),
                optional(&change.device),
                text(&change.operation),
                optional(&change.reason),
                optional(&change.undoes),
                text(&salt),
                text(&payload_digest),
                text(&digest),
            ],
        )?;
        Ok(ChainHead { chain: change.chain, seq: change.chain_seq, digest })
    }

    fn check_scope<R: Record>(&self, values: &[Value]) -> Result<(), StoreError> {
        let column = R::COLUMNS.iter().position(|column| *column == "area_path");
        let covered = match column.map(|index| &values[index]) {
            Some(Value::Text(path)) => self.read.actor.scope.covers(path),
            _ => self.read.actor.scope == crate::Scope::All,
        };
        if covered { Ok(()) } else { Err(StoreError::OutOfScope) }
    }

    /// The current versions of some rows, whoever may see them: a put must never make a second row of one id.
    fn current(
        &mut self,
        kind: &str,
        columns: &[&str],
        ids: &[&str],
    ) -> Result<BTreeMap<String, Current>, StoreError> {
        let mut params = vec![Value::Text(self.read.top.to_owned())];
        params.extend(ids.iter().map(|id| Value::Text((*id).to_owned())));
        let places: Vec<String> = (2..=params.len()).map(|n| format!("${n}")).collect();
        let sql = format!(
            "select id, version, recorded_at, {} from {kind}
             where top = $1 and superseded_at is null and id in ({})",
            columns.join(", "),
            places.join(", ")
        );
        let mut current = BTreeMap::new();
        self.read.conn.each(&sql, &params, |row| {
            let values = (3..3 + columns.len()).map(|column| row.value(column));
            let found = Current {
                version: row.int(1)?.unwrap_or_default(),
                recorded_at: row.int(2)?.unwrap_or_default(),
                values: values.collect::<Result<_, _>>()?,
            };
            current.insert(row.text(0)?.unwrap_or_default(), found);
            Ok(())
        })?;
        // A withdrawn row has no current version, and its numbers must not be used again.
        if current.len() < ids.len() {
            self.add_withdrawn(kind, &params, &places, &mut current)?;
        }
        Ok(current)
    }

    fn add_withdrawn(
        &mut self,
        kind: &str,
        params: &[Value],
        places: &[String],
        current: &mut BTreeMap<String, Current>,
    ) -> Result<(), StoreError> {
        let sql = format!(
            "select id, max(version), max(recorded_at) from {kind}
             where top = $1 and id in ({}) group by id",
            places.join(", ")
        );
        self.read.conn.each(&sql, params, |row| {
            current.entry(row.text(0)?.unwrap_or_default()).or_insert(Current {
                version: row.int(1)?.unwrap_or_default(),
                recorded_at: row.int(2)?.unwrap_or_default(),
                values: Vec::new(),
            });
            Ok(())
        })
    }

    fn supersede(
        &mut self,
        kind: &'static str,
        id: &str,
        version: i64,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let sql = format!(
            "update {kind} set superseded_at = $1, superseded_by = $2
             where top = $3 and id = $4 and version = $5 and superseded_at is null"
        );
        let touched = self.read.conn.execute(
            &sql,
            &[
                Value::Int(at.as_microsecond()),
                Value::Text(self.change_id.clone()),
                Value::Text(self.read.top.to_owned()),
                Value::Text(id.to_owned()),
                Value::Int(version),
            ],
        )?;
        // None: withdrawn before, and now written again.
        if touched == 1 {
            self.payload.superseded(kind, id, version);
            self.written += 1;
        }
        Ok(())
    }

    fn insert(
        &mut self,
        kind: &str,
        columns: &[&str],
        rows: Vec<(String, i64, Timestamp, Vec<Value>)>,
    ) -> Result<(), StoreError> {
        if rows.is_empty() {
            return Ok(());
        }
        let width = 5 + columns.len();
        let mut params = Vec::with_capacity(rows.len() * width);
        let mut tuples = Vec::with_capacity(rows.len());
        for (id, version, learned_at, values) in rows {
            let mut digested = vec![Value::Int(learned_at.as_microsecond())];
            digested.extend(values);
            self.payload.wrote(kind, &id, version, &digested);
            let first = params.len() + 1;
            let places: Vec<String> = (first..first + width).map(|n| format!("${n}")).collect();
            tuples.push(format!("({})", places.join(", ")));
            params.push(Value::Text(self.read.top.to_owned()));
            params.push(Value::Text(id));
            params.push(Value::Int(version));
            params.push(Value::Text(self.change_id.clone()));
            params.extend(digested);
        }
        let sql = format!(
            "insert into {kind} (top, id, version, change_id, recorded_at, {}) values {}",
            columns.join(", "),
            tuples.join(", ")
        );
        self.written += tuples.len() as u64;
        self.read.conn.execute(&sql, &params)?;
        self.count_anew(kind)
    }

    /// Within one long change PostgreSQL still takes a table for as empty as it was, and walks all of it for each
    /// look-up; so it is told now and then.
    fn count_anew(&mut self, kind: &str) -> Result<(), StoreError> {
        if self.written < self.counts_at || !self.read.conn.is_postgres() {
            return Ok(());
        }
        self.counts_at = self.written * 4;
        self.read.conn.batch(&format!("analyze {kind}"))
    }

    fn undo_kind(&mut self, kind: &'static Kind, params: &[Value]) -> Result<u64, StoreError> {
        let mut versions = Vec::new();
        let columns = kind.columns.join(", ");
        // The version before the one to undo is what stands again; its change tells it from a withdrawn one.
        let sql = format!(
            "select id, version, superseded_at, recorded_at from {} where top = $1 and change_id = $2",
            kind.name
        );
        self.read.conn.each(&sql, params, |row| {
            let superseded = !row.is_null(2)?;
            let recorded_at = row.int(3)?.unwrap_or_default();
            versions.push((
                row.text(0)?.unwrap_or_default(),
                row.int(1)?.unwrap_or_default(),
                superseded,
                recorded_at,
            ));
            Ok(())
        })?;
        let mut before = BTreeMap::new();
        let sql = format!(
            "select id, {columns} from {} where top = $1 and superseded_by = $2",
            kind.name
        );
        self.read.conn.each(&sql, params, |row| {
            let values = (1..=kind.columns.len()).map(|column| row.value(column));
            before.insert(row.text(0)?.unwrap_or_default(), values.collect::<Result<Vec<_>, _>>()?);
            Ok(())
        })?;
        let undone = versions.len() as u64;
        let mut rows = Vec::new();
        for (id, version, superseded, recorded_at) in versions {
            if superseded {
                return Err(StoreError::Conflict { kind: kind.name, id });
            }
            // A version cannot end before it began, even where its time of learning was set ahead.
            let at = self.intent.recorded_at.as_microsecond().max(recorded_at);
            let at = Timestamp::from_microsecond(at).unwrap_or(self.intent.recorded_at);
            self.supersede(kind.name, &id, version, at)?;
            if let Some(values) = before.remove(&id) {
                rows.push((id, version + 1, at, values));
            }
        }
        // What is left was withdrawn by the change without a successor.
        for (id, values) in before {
            let latest = self.latest_version(kind, &id)?;
            rows.push((id, latest + 1, self.intent.recorded_at, values));
        }
        for chunk in rows.chunks(CHUNK) {
            self.insert(kind.name, kind.columns, chunk.to_vec())?;
        }
        Ok(undone)
    }

    fn latest_version(&mut self, kind: &Kind, id: &str) -> Result<i64, StoreError> {
        let params = [Value::Text(self.read.top.to_owned()), Value::Text(id.to_owned())];
        let sql = format!("select max(version) from {} where top = $1 and id = $2", kind.name);
        Ok(self.one(&sql, &params, |row| row.int(0))?.flatten().unwrap_or_default())
    }
}

/// Both databases keep microseconds, so a digest over an instant must not know more.
fn micros(at: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(at.as_microsecond()).unwrap_or(at)
}

impl<'a> Deref for Write<'a> {
    type Target = Read<'a>;

    fn deref(&self) -> &Self::Target {
        &self.read
    }
}

impl DerefMut for Write<'_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.read
    }
}
