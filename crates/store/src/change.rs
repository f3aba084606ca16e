//! The change log: every write is one change, and the changes of a node are chained by hash.

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::StoreError;
use crate::Value;
use crate::db::{Conn, RowRef};
use crate::proof::add_text;

/// Why a write happens.
#[derive(Clone, Debug)]
pub struct Intent {
    /// The operation, named like its file in `ops`.
    pub operation: &'static str,
    /// The person's reason, where one is asked for.
    pub reason: Option<String>,
    /// The device it came from.
    pub device: Option<String>,
    /// When we learned it; a demo or an import may set it back.
    pub recorded_at: Timestamp,
    /// Whether `recorded_at` was told and not read from a clock: a version is then refused where its row was
    /// corrected later, and otherwise learned right after that.
    pub is_dated: bool,
    /// What the sender calls this request, so that it takes effect once however often it is sent.
    pub request: Option<Request>,
    /// Whether a unique index of the database guards every rule of the work: see [`Intent::guarded`].
    pub(crate) is_guarded: bool,
    /// When it was asked for: a write that has to wait is learned when it begins.
    pub(crate) asked: std::time::Instant,
}

/// A request with an id of the sender's making.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The id, which a sender uses again only to ask for the very same thing.
    pub id: String,
    /// A digest of what is asked for, by which another request under the same id is told.
    pub digest: String,
}

impl Intent {
    /// An operation without a reason, at the time that a clock shows.
    pub fn new(operation: &'static str, recorded_at: Timestamp) -> Self {
        Self {
            operation,
            reason: None,
            device: None,
            recorded_at,
            is_dated: false,
            request: None,
            is_guarded: false,
            asked: std::time::Instant::now(),
        }
    }

    /// Adds the person's reason.
    pub fn because(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }

    /// Says that the time of learning was told: a list that is filled in later, a demo.
    pub fn dated(mut self) -> Self {
        self.is_dated = true;
        self
    }

    /// Says that what must not be written twice has a unique index, so that of two who race the second finds the first
    /// there. Such writes then pass beside one another on the shared database; all others are as if one came after the
    /// other.
    pub fn guarded(mut self) -> Self {
        self.is_guarded = true;
        self
    }

    /// Adds the sender's name for this request.
    pub fn requested(mut self, request: Option<Request>) -> Self {
        self.request = request;
        self
    }
}

impl Request {
    /// A request of that id which asks for what these bytes say.
    pub fn new(id: impl Into<String>, asks: &[u8]) -> Self {
        Self { id: id.into(), digest: hex(&Sha256::digest(asks)) }
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
    /// The sender's id of the request, where it had one.
    pub request_id: Option<String>,
    /// What it wrote: for each kind the number of versions and the digest of all of them.
    pub(crate) parts: String,
}

impl Change {
    /// Whether the time of learning was set, by a demo or an import, and is not the machine's.
    pub fn is_backdated(&self) -> bool {
        self.committed_at.as_microsecond() - self.recorded_at.as_microsecond() > 60_000_000
    }
}

pub(crate) const CHANGE_COLUMNS: &str = "id, chain, chain_seq, recorded_at, committed_at, actor, device, operation, reason, undoes, request_id, parts";

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
        request_id: row.text(first + 10)?,
        parts: text(11)?,
    })
}

/// The end of a chain: where the next change is hooked in.
#[derive(Clone, Debug, PartialEq)]
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

/// The digest that the next change of the chain builds on: of the digest before it and of what is named and there.
pub(crate) fn chain_digest(previous: &str, change: &Change) -> String {
    let numbers = [
        change.chain_seq,
        change.recorded_at.as_microsecond(),
        change.committed_at.as_microsecond(),
    ];
    let [seq, recorded_at, committed_at] = numbers.map(|number| number.to_string());
    let optional = |text: &'_ Option<String>| text.clone().unwrap_or_default();
    let parts = [
        ("previous", previous),
        ("id", &change.id),
        ("chain", &change.chain),
        ("chain_seq", &seq),
        ("recorded_at", &recorded_at),
        ("committed_at", &committed_at),
        ("actor", &change.actor),
        ("device", &optional(&change.device)),
        ("operation", &change.operation),
        ("reason", &optional(&change.reason)),
        ("undoes", &optional(&change.undoes)),
        ("request_id", &optional(&change.request_id)),
        ("parts", &change.parts),
    ];
    let mut hasher = Sha256::new();
    for (name, text) in parts.into_iter().filter(|(_, text)| !text.is_empty()) {
        add_text(&mut hasher, name);
        add_text(&mut hasher, text);
    }
    hex(&hasher.finalize())
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
