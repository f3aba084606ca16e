//! The change log: every write is one change, and changes are chained by hash.

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::StoreError;
use crate::db::{Conn, RowRef, Value};
use crate::record::KINDS;

/// Why a write happens.
#[derive(Clone, Debug)]
pub struct Intent {
    /// The operation, named like its file in `ops`: jobs are keyed on it.
    pub operation: &'static str,
    /// The person's reason, where one is asked for.
    pub reason: Option<String>,
    /// The device it came from.
    pub device: Option<String>,
    /// When we learned it; a demo or an import may set it back.
    pub recorded_at: Timestamp,
}

impl Intent {
    /// An operation without a reason.
    pub fn new(operation: &'static str, recorded_at: Timestamp) -> Self {
        Self { operation, reason: None, device: None, recorded_at }
    }

    /// Adds the person's reason.
    pub fn because(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }
}

/// One write, as the log keeps it.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The identity.
    pub id: String,
    /// The chain of the node that wrote it.
    pub chain: String,
    /// Its place in the chain, from 1.
    pub chain_seq: i64,
    /// When we learned it.
    pub recorded_at: Timestamp,
    /// When the machine committed it.
    pub committed_at: Timestamp,
    /// Who.
    pub actor: String,
    /// From which device.
    pub device: Option<String>,
    /// Which operation.
    pub operation: String,
    /// Why.
    pub reason: Option<String>,
    /// The change that this one undoes.
    pub undoes: Option<String>,
}

impl Change {
    /// Whether the time of learning was set, by a demo or an import, and is not the machine's.
    pub fn is_backdated(&self) -> bool {
        self.committed_at.as_microsecond() - self.recorded_at.as_microsecond() > 60_000_000
    }
}

pub(crate) const CHANGE_COLUMNS: &str =
    "id, chain, chain_seq, recorded_at, committed_at, actor, device, operation, reason, undoes";

pub(crate) fn read_change(row: &RowRef<'_>, first: usize) -> Result<Change, StoreError> {
    let text = |column: usize| -> Result<String, StoreError> {
        Ok(row.text(first + column)?.unwrap_or_default())
    };
    let instant = |column: usize| -> Result<Timestamp, StoreError> {
        let micros = row.int(first + column)?.unwrap_or_default();
        Timestamp::from_microsecond(micros)
            .map_err(|_| StoreError::Unreadable { kind: "changes", column: "recorded_at" })
    };
    Ok(Change {
        id: text(0)?,
        chain: text(1)?,
        chain_seq: row.int(first + 2)?.unwrap_or_default(),
        recorded_at: instant(3)?,
        committed_at: instant(4)?,
        actor: text(5)?,
        device: row.text(first + 6)?,
        operation: text(7)?,
        reason: row.text(first + 8)?,
        undoes: row.text(first + 9)?,
    })
}

/// The end of a chain: where the next change is hooked in.
#[derive(Clone, Debug)]
pub(crate) struct ChainHead {
    pub(crate) chain: String,
    pub(crate) seq: i64,
    pub(crate) digest: String,
}

impl ChainHead {
    /// The head of a chain that already stands in the database, or its beginning.
    pub(crate) fn load(conn: &mut Conn, top: &str, chain: &str) -> Result<Self, StoreError> {
        let mut head = Self { chain: chain.to_owned(), seq: 0, digest: String::new() };
        conn.each(
            "select chain_seq, digest from changes where top = $1 and chain = $2
             order by chain_seq desc limit 1",
            &[Value::Text(top.to_owned()), Value::Text(chain.to_owned())],
            |row| {
                head.seq = row.int(0)?.unwrap_or_default();
                head.digest = row.text(1)?.unwrap_or_default();
                Ok(())
            },
        )?;
        Ok(head)
    }
}

/// The digest of what a change wrote: salted, so that it gives nothing away once the salt is erased with the rows.
///
/// Each version written and each version superseded has a digest of its own; they are sorted, so that the order of
/// writing need not be kept to check them later.
pub(crate) struct Payload {
    salt: String,
    rows: Vec<[u8; 32]>,
}

impl Payload {
    pub(crate) fn new(salt: String) -> Self {
        Self { salt, rows: Vec::new() }
    }

    /// A version that the change wrote: `values` are the time of learning and the columns.
    pub(crate) fn wrote(&mut self, kind: &str, id: &str, version: i64, values: &[Value]) {
        self.add(b"+", kind, id, version, values);
    }

    /// A version that the change superseded or withdrew.
    pub(crate) fn superseded(&mut self, kind: &str, id: &str, version: i64) {
        self.add(b"-", kind, id, version, &[]);
    }

    fn add(&mut self, mark: &[u8], kind: &str, id: &str, version: i64, values: &[Value]) {
        let mut hasher = Sha256::new_with_prefix(self.salt.as_bytes());
        let text = |hasher: &mut Sha256, text: &str| {
            hasher.update((text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        };
        hasher.update(mark);
        text(&mut hasher, kind);
        text(&mut hasher, id);
        hasher.update(version.to_le_bytes());
        for value in values {
            match value {
                Value::Null => hasher.update([0]),
                Value::Text(value) => {
                    hasher.update([1]);
                    text(&mut hasher, value);
                }
                Value::Int(number) => {
                    hasher.update([2]);
                    hasher.update(number.to_le_bytes());
                }
                Value::Real(number) => {
                    hasher.update([3]);
                    hasher.update(number.to_le_bytes());
                }
            }
        }
        self.rows.push(hasher.finalize().into());
    }

    /// The salt and the digest of everything added.
    pub(crate) fn finish(mut self) -> (String, String) {
        self.rows.sort_unstable();
        let mut hasher = Sha256::new_with_prefix(self.salt.as_bytes());
        for row in &self.rows {
            hasher.update(row);
        }
        (self.salt, hex(&hasher.finalize()))
    }
}

/// The digest that the next change of the chain builds on.
pub(crate) fn chain_digest(previous: &str, change: &Change, payload_digest: &str) -> String {
    let mut hasher = Sha256::new();
    let parts = [
        previous,
        &change.id,
        &change.chain,
        &change.chain_seq.to_string(),
        &change.recorded_at.as_microsecond().to_string(),
        &change.committed_at.as_microsecond().to_string(),
        &change.actor,
        change.device.as_deref().unwrap_or(""),
        &change.operation,
        change.reason.as_deref().unwrap_or(""),
        change.undoes.as_deref().unwrap_or(""),
        payload_digest,
    ];
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    hex(&hasher.finalize())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What an audit of the chains found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AuditReport {
    /// Changes looked at.
    pub changes: u64,
    /// Versions whose content was digested again.
    pub versions: u64,
    /// Changes whose log entry or place in the chain is not what was written.
    pub broken_links: Vec<String>,
    /// Changes whose rows are not what was written.
    pub broken_payloads: Vec<String>,
}

impl AuditReport {
    /// Whether everything is as it was written.
    pub fn is_clean(&self) -> bool {
        self.broken_links.is_empty() && self.broken_payloads.is_empty()
    }
}

/// Recomputes every chain and every payload.
pub(crate) fn audit(conn: &mut Conn, top: &str) -> Result<AuditReport, StoreError> {
    let mut log = Vec::new();
    conn.each(
        &format!(
            "select {CHANGE_COLUMNS}, payload_salt, payload_digest, digest from changes
             where top = $1 order by chain, chain_seq"
        ),
        &[Value::Text(top.to_owned())],
        |row| {
            let salt = row.text(10)?;
            log.push((
                read_change(row, 0)?,
                salt,
                row.text(11)?.unwrap_or_default(),
                row.text(12)?.unwrap_or_default(),
            ));
            Ok(())
        },
    )?;
    let mut report = AuditReport::default();
    let (mut chain, mut seq, mut previous) = (String::new(), 0, String::new());
    for (change, salt, payload_digest, digest) in log {
        if change.chain != chain {
            (chain, seq, previous) = (change.chain.clone(), 0, String::new());
        }
        if change.chain_seq != seq + 1
            || chain_digest(&previous, &change, &payload_digest) != digest
        {
            report.broken_links.push(change.id.clone());
        }
        (seq, previous) = (change.chain_seq, digest);
        report.changes += 1;
        // Where the law had the rows erased, the salt went with them and only the chain can be checked.
        let Some(salt) = salt else { continue };
        let (found, versions) = payload_of(conn, top, &change.id, salt)?;
        report.versions += versions;
        if found != payload_digest {
            report.broken_payloads.push(change.id);
        }
    }
    Ok(report)
}

/// The payload digest of a change, from the rows that it wrote and superseded.
fn payload_of(
    conn: &mut Conn,
    top: &str,
    change_id: &str,
    salt: String,
) -> Result<(String, u64), StoreError> {
    let mut payload = Payload::new(salt);
    let mut versions = 0;
    let params = [Value::Text(top.to_owned()), Value::Text(change_id.to_owned())];
    for kind in KINDS {
        let sql = format!(
            "select id, version, recorded_at, {} from {} where top = $1 and change_id = $2",
            kind.columns.join(", "),
            kind.name
        );
        conn.each(&sql, &params, |row| {
            let values: Vec<Value> = (2..3 + kind.columns.len())
                .map(|column| row.value(column))
                .collect::<Result<_, _>>()?;
            versions += 1;
            let version = row.int(1)?.unwrap_or_default();
            payload.wrote(kind.name, &row.text(0)?.unwrap_or_default(), version, &values);
            Ok(())
        })?;
        let sql =
            format!("select id, version from {} where top = $1 and superseded_by = $2", kind.name);
        conn.each(&sql, &params, |row| {
            let version = row.int(1)?.unwrap_or_default();
            payload.superseded(kind.name, &row.text(0)?.unwrap_or_default(), version);
            Ok(())
        })?;
    }
    Ok((payload.finish().1, versions))
}
