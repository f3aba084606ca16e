//! How often the database has changed, by whichever process or node: known at once for what this store wrote, and soon
//! for what others wrote.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use super::Address;
use crate::StoreError;
use crate::db::{Conn, Value};

/// What others write is noticed within this time.
const OFTEN: Duration = Duration::from_millis(400);

/// Counts changes, and looks for those of others on a thread of its own.
pub(crate) struct Watch {
    generation: Arc<AtomicU64>,
    stop: Arc<(Mutex<bool>, Condvar)>,
    thread: Option<std::thread::JoinHandle<()>>,
    /// Whether the thread cannot look: then nothing may be taken for unchanged.
    is_blind: Arc<AtomicBool>,
}

impl Watch {
    pub(crate) fn start(address: Arc<Address>, top: &str) -> Result<Self, StoreError> {
        let generation = Arc::new(AtomicU64::new(1));
        let stop = Arc::new((Mutex::new(false), Condvar::new()));
        let is_blind = Arc::new(AtomicBool::new(false));
        let (counted, stopped, blind, top) =
            (generation.clone(), stop.clone(), is_blind.clone(), top.to_owned());
        let thread = std::thread::Builder::new().name("watch".into()).spawn(move || {
            let mut looking = Looking { address, top, conn: None, seen: None };
            let (stop, wake) = &*stopped;
            let mut is_stopped = stop.lock().expect("no one panics with the lock");
            while !*is_stopped {
                let looked = looking.has_changed();
                blind.store(looked.is_err(), Ordering::Release);
                if looked.unwrap_or(true) {
                    counted.fetch_add(1, Ordering::AcqRel);
                }
                is_stopped =
                    wake.wait_timeout(is_stopped, OFTEN).expect("no one panics with the lock").0;
            }
        })?;
        Ok(Self { generation, stop, thread: Some(thread), is_blind })
    }

    /// This store has committed something.
    pub(crate) fn changed(&self) {
        self.generation.fetch_add(1, Ordering::AcqRel);
    }

    /// The counter, for those who commit.
    pub(crate) fn counter(&self) -> Arc<AtomicU64> {
        self.generation.clone()
    }

    pub(crate) fn generation(&self) -> u64 {
        if self.is_blind.load(Ordering::Acquire) {
            self.changed();
        }
        self.generation.load(Ordering::Acquire)
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        *self.stop.0.lock().expect("no one panics with the lock") = true;
        self.stop.1.notify_all();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

struct Looking {
    address: Arc<Address>,
    top: String,
    conn: Option<Conn>,
    seen: Option<i64>,
}

impl Looking {
    fn has_changed(&mut self) -> Result<bool, StoreError> {
        self.address.check()?;
        let mut conn = match self.conn.take() {
            Some(conn) if !conn.is_closed() => conn,
            _ => self.address.connect(true)?,
        };
        let (sql, params) = match conn.is_postgres() {
            // Each commit of another connection changes this number.
            false => ("pragma data_version", vec![]),
            true => (
                "select cast(sum((select max(chain_seq) from changes where changes.top = chains.top
                 and changes.chain = chains.chain)) as bigint) from chains where top = $1",
                vec![Value::Text(self.top.clone())],
            ),
        };
        let mut found = None;
        conn.each(sql, &params, |row| {
            found = row.int(0)?;
            Ok(())
        })?;
        self.conn = Some(conn);
        let has_changed = self.seen != found;
        self.seen = found;
        Ok(has_changed)
    }
}
