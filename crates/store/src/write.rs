use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::{Deref, DerefMut};

use jiff::Timestamp;
use taicho_model::{KindSpec, Row, Setting};

use crate::Value;
use crate::change::{ChainHead, Change, Intent, chain_digest};
use crate::proof::{Columns, Place, Prover};
use crate::read::Read;
use crate::record::top_of;
use crate::store::long::Parts;
use crate::{NewJob, Record, StoreError, job};

mod amend;
mod held;
mod referred;
mod undo;

pub(crate) use amend::amendment_id;

/// One change in the making: everything written through it is committed together or not at all.
pub struct Write<'a> {
    read: Read<'a>,
    change_id: String,
    intent: &'a Intent,
    recorded_at: Timestamp,
    undoes: Option<String>,
    prover: Prover,
    /// What to answer when the same request comes again.
    answer: Option<String>,
    /// Jobs that are wanted once the change is whole.
    wanted: Vec<NewJob>,
    /// Where the change is written in parts, so that it holds nobody up.
    parts: Option<Parts<'a>>,
    /// Ids made here of which no row was written yet: nobody has to look for them.
    new_ids: RefCell<BTreeSet<String>>,
    ties: referred::Ties,
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

impl std::ops::AddAssign for PutCounts {
    fn add_assign(&mut self, more: Self) {
        self.added += more.added;
        self.corrected += more.corrected;
        self.unchanged += more.unchanged;
    }
}

/// A current version, as far as a put needs it.
struct Current {
    version: i64,
    recorded_at: i64,
    values: Vec<Value>,
}

/// A version about to be inserted.
struct NewVersion {
    id: String,
    version: i64,
    recorded_at: Timestamp,
    values: Vec<Value>,
}

/// Rows of one statement: SQLite takes 32,766 parameters at most, the widest table has 24 columns.
const CHUNK: usize = 500;

/// A write that begins later than this after it was asked for is learned when it begins: a slow upload, a long queue.
const SOON: std::time::Duration = std::time::Duration::from_secs(1);

impl<'a> Write<'a> {
    pub(crate) fn begin(read: Read<'a>, intent: &'a Intent, parts: Option<Parts<'a>>) -> Self {
        let change_id = match &parts {
            Some(parts) => parts.change_id().to_owned(),
            None => uuid::Uuid::now_v7().to_string(),
        };
        let waited = intent.asked.elapsed();
        let recorded_at = match intent.is_dated || waited < SOON {
            true => intent.recorded_at,
            false => intent.recorded_at.saturating_add(waited).unwrap_or(intent.recorded_at),
        };
        Self {
            read,
            change_id,
            intent,
            recorded_at: micros(recorded_at),
            undoes: None,
            prover: Prover::new(),
            answer: None,
            wanted: Vec::new(),
            parts,
            new_ids: RefCell::default(),
            ties: referred::Ties::default(),
            written: 0,
            counts_at: 5_000,
        }
    }

    pub(crate) fn conn(&mut self) -> &mut crate::db::Conn {
        self.read.conn
    }

    /// The id of the change in the making.
    pub fn change_id(&self) -> &str {
        &self.change_id
    }

    /// A new time-ordered id.
    pub fn new_id(&self) -> String {
        let id = uuid::Uuid::now_v7().to_string();
        self.new_ids.borrow_mut().insert(id.clone());
        id
    }

    /// What was answered when the same request came before; an error where its id stood for another.
    pub fn answered(&mut self) -> Result<Option<String>, StoreError> {
        let Some(request) = &self.intent.request else { return Ok(None) };
        let params = [self.read.top, &request.id].map(|text| Value::Text(text.to_owned()));
        let found = self.one(
            "select request_digest, actor, answer from answers where top = $1 and request_id = $2",
            &params,
            |row| Ok([row.text(0)?, row.text(1)?, row.text(2)?].map(Option::unwrap_or_default)),
        )?;
        let Some([digest, actor, answer]) = found else { return Ok(None) };
        if digest != request.digest || actor != self.read.actor.id {
            return Err(StoreError::RequestReused(request.id.clone()));
        }
        Ok(Some(answer))
    }

    /// Whether the sender gave the request an id.
    pub fn is_request(&self) -> bool {
        self.intent.request.is_some()
    }

    /// Keeps what to answer should the same request come again, under the change in the making.
    pub fn keep_answer(&mut self, answer: String) {
        self.answer = Some(answer);
    }

    /// Writes a record as a new version, unless the current version says the same.
    pub fn put<R: Record>(&mut self, record: &R) -> Result<Put, StoreError> {
        self.put_row(Row::of(record))
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
            let rows = chunk.iter().map(|record| (Row::of(record), learned_at(record)));
            counts += self.put_rows(R::SPEC, rows.collect())?;
        }
        Ok(counts)
    }

    /// Writes a row as a new version, unless the current version says the same.
    pub fn put_row(&mut self, row: Row) -> Result<Put, StoreError> {
        let counts = self.put_rows(row.kind(), vec![(row, None)])?;
        Ok(match counts {
            PutCounts { added: 1, .. } => Put::Added,
            PutCounts { corrected: 1, .. } => Put::Corrected,
            _ => Put::Unchanged,
        })
    }

    /// Writes many rows of one kind, each learned at its own time where one is given; ids must differ.
    pub fn put_rows(
        &mut self,
        kind: &'static KindSpec,
        rows: Vec<(Row, Option<Timestamp>)>,
    ) -> Result<PutCounts, StoreError> {
        let mut counts = PutCounts::default();
        let mut left = rows.into_iter();
        loop {
            let chunk: Vec<_> = left.by_ref().take(CHUNK).collect();
            if chunk.is_empty() {
                return Ok(counts);
            }
            counts += self.put_chunk(kind, chunk)?;
            self.let_others()?;
        }
    }

    fn put_chunk(
        &mut self,
        kind: &'static KindSpec,
        chunk: Vec<(Row, Option<Timestamp>)>,
    ) -> Result<PutCounts, StoreError> {
        let mut counts = PutCounts::default();
        let ids: Vec<&str> = chunk.iter().map(|(row, _)| row.id.as_str()).collect();
        self.check_free(kind.name, &ids)?;
        let may_stand = |id: &&str| !self.new_ids.borrow_mut().remove(*id);
        let wanted: Vec<&str> = ids.into_iter().filter(may_stand).collect();
        let current = match wanted.is_empty() {
            true => BTreeMap::new(),
            false => self.current(kind.name, kind.columns, &wanted)?,
        };
        let mut versions = Vec::new();
        for (Row { id, values, .. }, told_at) in chunk {
            self.check_scope(kind, &values)?;
            let mut recorded_at = micros(told_at.unwrap_or(self.recorded_at));
            let version = match current.get(&id) {
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
                    if recorded_at.as_microsecond() < current.recorded_at {
                        if told_at.is_some() || self.intent.is_dated {
                            return Err(StoreError::RecordedBefore { kind: kind.name, id });
                        }
                        // Somebody was quicker, or a clock ran ahead: what comes after is learned after.
                        recorded_at = from_micros(current.recorded_at);
                    }
                    if !current.values.is_empty()
                        && !self.supersede(kind.name, &id, current.version, recorded_at)?
                    {
                        return Err(StoreError::Conflict { kind: kind.name, id });
                    }
                    current.version + 1
                }
            };
            versions.push(NewVersion { id, version, recorded_at, values });
        }
        self.insert(kind, versions)?;
        Ok(counts)
    }

    /// Withdraws a record: it has no current version any more, and its history stays.
    pub fn withdraw<R: Record>(&mut self, id: &str) -> Result<(), StoreError> {
        self.withdraw_row(R::SPEC, id)
    }

    /// Withdraws a row: it has no current version any more, and its history stays.
    pub fn withdraw_row(&mut self, kind: &'static KindSpec, id: &str) -> Result<(), StoreError> {
        let Some(current) = self.row(kind, id)? else {
            return Err(StoreError::Conflict { kind: kind.name, id: id.to_owned() });
        };
        self.check_scope(kind, &current.record.values)?;
        self.check_free(kind.name, &[id])?;
        let at = self.recorded_at.max(current.recorded_at);
        self.close_for_good(kind.name, vec![(id.to_owned(), current.version, at)])
    }

    /// Wants a job to be done once the change is committed, and not where it is given up.
    pub fn want(&mut self, job: NewJob) {
        self.wanted.push(job);
    }

    /// Keeps a setting of the installation.
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), StoreError> {
        let setting = Setting { id: name.to_owned().into(), value: value.to_owned() };
        self.put(&setting).map(|_| ())
    }

    /// Writes the change itself and gives the new head of the chain; a change that wrote nothing leaves no trace.
    #[expect(clippy::disallowed_methods, reason = "the moment of the commit is the machine's own")]
    pub(crate) fn finish(mut self, head: &ChainHead) -> Result<ChainHead, StoreError> {
        if self.prover.is_empty() {
            return Ok(head.clone());
        }
        self.check_ties()?;
        if let Some(parts) = self.parts.take() {
            parts.close(self.read.conn, self.read.top)?;
        }
        let committed_at = micros(Timestamp::now());
        let text = |text: &str| Value::Text(text.to_owned());
        let mut parts = self.prover.finish();
        if let (Some(request), Some(answer)) = (&self.intent.request, self.answer) {
            let (answer, part) = crate::answer::proved([
                text(self.read.top),
                text(&request.id),
                text(&request.digest),
                text(&self.read.actor.id),
                text(&self.change_id),
                Value::Text(answer),
                Value::Int(committed_at.as_microsecond()),
            ]);
            self.read.conn.insert_last("answers", crate::answer::COLUMNS, &answer)?;
            parts = format!("{parts};{part}");
        }
        let change = Change {
            id: self.change_id,
            chain: head.chain.clone(),
            chain_seq: head.seq + 1,
            recorded_at: self.recorded_at,
            committed_at,
            actor: self.read.actor.id.clone(),
            device: self.intent.device.clone(),
            operation: self.intent.operation.to_owned(),
            reason: self.intent.reason.clone(),
            undoes: self.undoes,
            request_id: self.intent.request.as_ref().map(|request| request.id.clone()),
            parts,
        };
        for job in &self.wanted {
            job::insert(self.read.conn, self.read.top, job, Some(&change.id))?;
        }
        let digest = chain_digest(&head.digest, &change);
        let optional = |text: &Option<String>| text.clone().map_or(Value::Null, Value::Text);
        let columns = "top, id, chain, chain_seq, recorded_at, committed_at, actor, device, operation, reason, \
                       undoes, request_id, parts, digest";
        self.read.conn.insert_last(
            "changes",
            columns,
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
                optional(&change.request_id),
                text(&change.parts),
                text(&digest),
            ],
        )?;
        Ok(ChainHead { chain: change.chain, seq: change.chain_seq, digest })
    }

    fn check_scope(&self, kind: &KindSpec, values: &[Value]) -> Result<(), StoreError> {
        let column = kind.columns.iter().position(|column| *column == "area_path");
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
        let params: Vec<Value> = ids.iter().map(|id| Value::Text((*id).to_owned())).collect();
        let places: Vec<String> = (1..=params.len()).map(|n| format!("${n}")).collect();
        let sql = format!(
            "select id, version, recorded_at, {} from {kind}
             where superseded_at is null and id in ({})",
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
             where id in ({}) group by id",
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

    /// Closes a version; false where it was closed before.
    fn supersede(
        &mut self,
        kind: &'static str,
        id: &str,
        version: i64,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let sql = format!(
            "update {kind} set superseded_at = $1, superseded_by = $2
             where id = $3 and version = $4 and superseded_at is null"
        );
        let touched = self.read.conn.execute(
            &sql,
            &[
                Value::Int(at.as_microsecond()),
                Value::Text(self.change_id.clone()),
                Value::Text(id.to_owned()),
                Value::Int(version),
            ],
        )?;
        Ok(touched == 1)
    }

    fn insert(&mut self, spec: &'static KindSpec, rows: Vec<NewVersion>) -> Result<(), StoreError> {
        if rows.is_empty() {
            return Ok(());
        }
        self.check_keys_free(spec, &rows)?;
        let (kind, columns) = (spec.name, spec.columns);
        let ordered = Columns::of(columns);
        let width = 7 + columns.len();
        let mut params = Vec::with_capacity(rows.len() * width);
        let mut tuples = Vec::with_capacity(rows.len());
        for row in rows {
            let recorded_at = row.recorded_at.as_microsecond();
            let place = Place {
                kind,
                id: &row.id,
                version: row.version,
                change_id: &self.change_id,
                ordinal: 0,
                recorded_at,
            };
            let (ordinal, proof) = self.prover.prove(kind, &place, &ordered, &row.values);
            let first = params.len() + 1;
            let places: Vec<String> = (first..first + width).map(|n| format!("${n}")).collect();
            tuples.push(format!("({})", places.join(", ")));
            params.push(Value::Text(top_of(spec, &row.values).to_owned()));
            params.push(Value::Text(row.id));
            params.push(Value::Int(row.version));
            params.push(Value::Text(self.change_id.clone()));
            params.push(Value::Int(ordinal));
            params.push(Value::Text(proof));
            params.push(Value::Int(recorded_at));
            params.extend(row.values);
        }
        let sql = format!(
            "insert into {kind} (top, id, version, change_id, ordinal, proof, recorded_at, {}) values {}",
            columns.join(", "),
            tuples.join(", ")
        );
        self.written += tuples.len() as u64;
        self.read.conn.execute(&sql, &params)?;
        self.count_anew(kind)
    }

    /// Between two statements of a long change others may have their turn.
    fn let_others(&mut self) -> Result<(), StoreError> {
        match &mut self.parts {
            Some(parts) => {
                parts.let_others(self.read.conn, self.read.top, self.read.actor, self.intent)
            }
            None => Ok(()),
        }
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
}

/// Both databases keep microseconds, so a digest over an instant must not know more.
fn micros(at: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(at.as_microsecond()).unwrap_or(at)
}

fn from_micros(micros: i64) -> Timestamp {
    Timestamp::from_microsecond(micros).unwrap_or(Timestamp::MAX)
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
