//! How often the database has changed, by whichever process or node: known at once for what this store wrote, and soon
//! for what others wrote.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use super::Address;
use super::every::Every;
use crate::StoreError;
use crate::Value;
use crate::db::Conn;

/// What others write is noticed within this time.
const OFTEN: Duration = Duration::from_millis(400);

/// Counts changes, and looks for those of others on a thread of its own.
pub(crate) struct Watch {
    counts: Arc<Counts>,
    _looking: Every,
}

/// What is known of how often the database has changed.
#[derive(Default)]
pub(crate) struct Counts {
    /// Changes that the log is known to have.
    logged: AtomicI64,
    /// What came besides: changes of this store that were not yet seen in the log.
    besides: AtomicI64,
    /// Whether the log cannot be looked at: then nothing may be taken for unchanged.
    is_blind: AtomicBool,
}

impl Counts {
    /// The log has so many changes.
    pub(crate) fn has(&self, changes: i64) {
        self.logged.fetch_max(changes, Ordering::AcqRel);
    }

    /// This store has committed something, and how many changes there are now is not known.
    pub(crate) fn changed(&self) {
        self.besides.fetch_add(1, Ordering::AcqRel);
    }

    fn generation(&self) -> u64 {
        if self.is_blind.load(Ordering::Acquire) {
            self.changed();
        }
        let sum = self.logged.load(Ordering::Acquire) + self.besides.load(Ordering::Acquire);
        sum.unsigned_abs()
    }
}

impl Watch {
    pub(crate) fn start(address: Arc<Address>, top: &str) -> Result<Self, StoreError> {
        let counts = Arc::new(Counts::default());
        let mut looking = Looking { address, top: top.to_owned(), conn: None };
        counts.has(looking.changes()?);
        let counted = counts.clone();
        let looking = Every::start("watch", OFTEN, move || {
            let looked = looking.changes();
            counted.is_blind.store(looked.is_err(), Ordering::Release);
            counted.has(looked.unwrap_or_default());
        })?;
        Ok(Self { counts, _looking: looking })
    }

    /// The counts, for those who commit.
    pub(crate) fn counts(&self) -> &Arc<Counts> {
        &self.counts
    }

    pub(crate) fn generation(&self) -> u64 {
        self.counts.generation()
    }
}

struct Looking {
    address: Arc<Address>,
    top: String,
    conn: Option<Conn>,
}

impl Looking {
    /// How many changes all chains of the log have.
    fn changes(&mut self) -> Result<i64, StoreError> {
        self.address.check()?;
        let mut conn = match self.conn.take() {
            Some(conn) if !conn.is_closed() => conn,
            _ => self.address.connect(true)?,
        };
        let mut changes = 0;
        conn.each(
            "select cast(sum((select max(chain_seq) from changes where changes.top = chains.top
             and changes.chain = chains.chain)) as bigint) from chains where top = $1",
            &[Value::Text(self.top.clone())],
            |row| {
                changes = row.int(0)?.unwrap_or_default();
                Ok(())
            },
        )?;
        self.conn = Some(conn);
        Ok(changes)
    }
}
