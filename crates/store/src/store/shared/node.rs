//! The chain of a node: it alone hooks changes in there, as long as its lock stands.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::super::Address;
use crate::StoreError;
use crate::Value;
use crate::change::ChainHead;
use crate::db::Conn;

/// The lock of node 1 has this number and one more.
const CHAINS: i64 = 7_021_100_000;
const MOST_CHAINS: i64 = 10_000;

/// Who cannot hook its change in for so long hears that the database is busy: others commit one after the other.
const PATIENCE: Duration = Duration::from_secs(4);

/// A node whose own lock was lost asks for the same so long, until the server has noticed that it is free.
const SAME_AGAIN: Duration = Duration::from_secs(2);

/// Where the writers of a node wait for the end of its chain, one after the other.
pub(super) struct Place {
    state: Mutex<State>,
    left: Condvar,
}

#[derive(Default)]
struct State {
    is_held: bool,
    node: Node,
}

/// A chain that this node has for itself as long as its lock stands, and where it ends.
#[derive(Default)]
struct Node {
    lock: Option<Conn>,
    number: Option<i64>,
    /// None where the database has to be asked.
    head: Option<ChainHead>,
}

/// The end of the chain, held by one writer until this is dropped.
pub(super) struct Held<'p> {
    place: &'p Place,
    node: Node,
}

impl Place {
    pub(super) fn new() -> Self {
        Self { state: Mutex::default(), left: Condvar::new() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for the end of the chain, yet not for ever.
    pub(super) fn hold(&self) -> Result<Held<'_>, StoreError> {
        let deadline = Instant::now() + PATIENCE;
        let mut state = self.state();
        while state.is_held {
            let rest = deadline.saturating_duration_since(Instant::now());
            if rest.is_zero() {
                return Err(StoreError::Busy);
            }
            let waited = self.left.wait_timeout(state, rest);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        state.is_held = true;
        Ok(Held { place: self, node: std::mem::take(&mut state.node) })
    }
}

impl Held<'_> {
    /// Where the chain ends; claims the first chain that no living node has, where this one has none.
    pub(super) fn head(&mut self, address: &Address, top: &str) -> Result<ChainHead, StoreError> {
        let head = self.node.head(address, top);
        match head {
            // The connection that holds the lock may have ended without a word: what it held is taken anew.
            Err(error) if error.is_unreachable() && self.node.lock.take().is_some() => {
                self.node.head(address, top)
            }
            head => head,
        }
    }

    /// The chain has become longer.
    pub(super) fn moved_on(&mut self, head: ChainHead) {
        self.node.head = Some(head);
    }

    /// Where the chain ends is not known any more.
    pub(super) fn forget(&mut self) {
        self.node.head = None;
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        let mut state = self.place.state();
        state.node = std::mem::take(&mut self.node);
        state.is_held = false;
        drop(state);
        self.place.left.notify_one();
    }
}

impl Node {
    fn head(&mut self, address: &Address, top: &str) -> Result<ChainHead, StoreError> {
        if self.lock.as_ref().is_none_or(Conn::is_closed) {
            (self.lock, self.head) = (None, None);
            self.claim(address, top)?;
        }
        if let Some(head) = &self.head {
            return Ok(head.clone());
        }
        let (Some(lock), Some(number)) = (&mut self.lock, self.number) else {
            return Err(StoreError::Busy);
        };
        let head = ChainHead::load(lock, top, &chain(number))?;
        self.head = Some(head.clone());
        Ok(head)
    }

    fn claim(&mut self, address: &Address, top: &str) -> Result<(), StoreError> {
        let mut lock = address.connect(false)?;
        let begun = Instant::now();
        let mut number = None;
        while let Some(own) = self.number.filter(|_| number.is_none()) {
            if is_free(&mut lock, own)? {
                number = Some(own);
            } else if begun.elapsed() > SAME_AGAIN {
                break;
            } else {
                std::thread::sleep(Duration::from_millis(50));
            }
        }
        for other in (1..MOST_CHAINS).take_while(|_| number.is_none()) {
            if is_free(&mut lock, other)? {
                number = Some(other);
                break;
            }
        }
        let number = number.ok_or(StoreError::Busy)?;
        lock.execute(
            "insert into chains (top, chain) values ($1, $2) on conflict do nothing",
            &[Value::Text(top.to_owned()), Value::Text(chain(number))],
        )?;
        (self.lock, self.number, self.head) = (Some(lock), Some(number), None);
        Ok(())
    }
}

fn chain(number: i64) -> String {
    format!("node-{number}")
}

fn is_free(lock: &mut Conn, number: i64) -> Result<bool, StoreError> {
    let mut free = false;
    let sql = "select case when pg_try_advisory_lock($1) then 1::bigint else 0::bigint end";
    lock.each(sql, &[Value::Int(CHAINS + number)], |row| {
        free = row.int(0)? == Some(1);
        Ok(())
    })?;
    Ok(free)
}
