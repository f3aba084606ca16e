use std::sync::{Condvar, Mutex};
use std::time::{Duration, Instant};

use super::Address;
use crate::StoreError;
use crate::db::Conn;

/// Connections that are lent to one user at a time; no more than `most` are open.
pub(crate) struct Pool {
    most: usize,
    read_only: bool,
    state: Mutex<State>,
    returned: Condvar,
}

#[derive(Default)]
struct State {
    free: Vec<Conn>,
    open: usize,
}

/// Who has waited so long for a connection hears that the database is busy.
const PATIENCE: Duration = Duration::from_secs(10);

impl Pool {
    pub(crate) fn new(most: usize, read_only: bool) -> Self {
        Self { most, read_only, state: Mutex::default(), returned: Condvar::new() }
    }

    pub(crate) fn take(&self, address: &Address) -> Result<Lent<'_>, StoreError> {
        address.check()?;
        let deadline = Instant::now() + PATIENCE;
        let mut state = self.state.lock().expect("no one panics with the lock");
        loop {
            // The newest first: a connection that a restarted server has ended is not lent.
            if let Some(conn) = state.free.pop() {
                if conn.is_closed() {
                    state.open -= 1;
                    continue;
                }
                return Ok(Lent { pool: self, conn: Some(conn) });
            }
            if state.open < self.most {
                state.open += 1;
                break;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(StoreError::Busy);
            }
            state = self.returned.wait_timeout(state, left).expect("no one panics with the lock").0;
        }
        drop(state);
        let mut lent = Lent { pool: self, conn: None };
        lent.conn = Some(address.connect(self.read_only)?);
        Ok(lent)
    }

    /// How many connections are lent.
    pub(crate) fn lent(&self) -> usize {
        let state = self.state.lock().expect("no one panics with the lock");
        state.open - state.free.len()
    }

    fn give_back(&self, conn: Option<Conn>) {
        let mut state = self.state.lock().expect("no one panics with the lock");
        match conn {
            Some(conn) => state.free.push(conn),
            None => state.open -= 1,
        }
        drop(state);
        self.returned.notify_one();
    }
}

/// A connection on loan: one that is not given back, because its user failed or panicked, makes room for another.
pub(crate) struct Lent<'p> {
    pool: &'p Pool,
    conn: Option<Conn>,
}

impl Lent<'_> {
    pub(crate) fn conn(&mut self) -> &mut Conn {
        self.conn.as_mut().expect("a loan holds its connection until it is given back")
    }

    pub(crate) fn give_back(mut self) {
        let conn = self.conn.take();
        self.pool.give_back(conn);
        std::mem::forget(self);
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        self.conn = None;
        self.pool.give_back(None);
    }
}
