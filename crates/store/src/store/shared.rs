//! Writes on the shared database: serializable, done again where another came first, and one chain for each node.

use std::time::{Duration, Instant};

use super::pool::{Lent, Pool};
use super::{Address, begun, run_work};
use crate::Value;
use crate::change::Intent;
use crate::db::{Conn, Failure};
use crate::write::Write;
use crate::{Actor, StoreError};

mod node;

use node::Place;

/// More writers at once only wait for one another.
const WRITERS: usize = 16;

/// So long the same work is done again where others come first.
const PATIENCE: Duration = Duration::from_secs(15);

/// So often at most.
const TRIES: u32 = 200;

/// A key that another row has is no passing trouble: the work is done again to say so in its own words, not for ever.
const TRIES_FOR_A_KEY: u32 = 5;

/// The lock that every write holds, shared, until it ends: by it is seen what is under way.
pub(crate) const WRITING: i64 = 7_021_000_000;

/// The writers of one node.
pub(crate) struct Shared {
    writers: Pool,
    place: Place,
}

impl Shared {
    pub(crate) fn new() -> Self {
        Self { writers: Pool::new(WRITERS, false), place: Place::new() }
    }

    pub(crate) fn write<T, E: From<StoreError>>(
        &self,
        address: &Address,
        top: &str,
        actor: &Actor,
        intent: &Intent,
        isolation: &str,
        mut work: impl FnMut(&mut Write<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let waiting = Instant::now();
        let mut taken = 0;
        for tried in 1.. {
            let mut lent = self.begin(address, isolation)?;
            let attempt = self.attempt(address, &mut lent, top, actor, intent, &mut work);
            if let Attempt::Done(value) = attempt {
                lent.give_back();
                return Ok(value);
            }
            if lent.conn().rollback().is_ok() {
                lent.give_back();
            }
            let (why, again) = match attempt {
                Attempt::Done(_) => unreachable!("what is done was given back"),
                Attempt::Failed(error) => return Err(error),
                Attempt::Again(why, error) => (why, error),
            };
            taken += u32::from(why == Failure::Taken);
            if waiting.elapsed() > PATIENCE || tried >= TRIES || taken >= TRIES_FOR_A_KEY {
                return Err(again);
            }
            std::thread::sleep(pause(tried));
        }
        unreachable!("the loop ends by its limits")
    }

    /// A connection on which a transaction has begun; those that a restarted server has ended are left behind.
    fn begin(&self, address: &Address, isolation: &str) -> Result<Lent<'_>, StoreError> {
        let begin = format!(
            "begin isolation level {isolation}; select pg_advisory_xact_lock_shared({WRITING})"
        );
        begun(&self.writers, address, &begin)
    }

    fn attempt<T, E: From<StoreError>>(
        &self,
        address: &Address,
        lent: &mut Lent<'_>,
        top: &str,
        actor: &Actor,
        intent: &Intent,
        work: &mut impl FnMut(&mut Write<'_>) -> Result<T, E>,
    ) -> Attempt<T, E> {
        let conn = lent.conn();
        let mut change = String::new();
        let (mut held, mut chain_is_lost) = (None, false);
        let done = run_work(conn, top, actor, intent, None, work, |write| {
            change = write.change_id().to_owned();
            let held = held.insert(self.place.hold()?);
            let head = held.head(address, top);
            chain_is_lost = head.as_ref().is_err_and(StoreError::is_unreachable);
            write.finish(&head?)
        });
        let (value, head) = match (done, conn.failure()) {
            (Ok(done), None) => done,
            // An error that the work kept to itself still ended the transaction.
            (Ok(_), Some(Failure::GivenUp)) => return Attempt::Failed(StoreError::GivenUp.into()),
            (Ok(_), Some(why)) => return Attempt::Again(why, StoreError::Busy.into()),
            (Err(error), None) if chain_is_lost => {
                return Attempt::Again(Failure::LinkLost, error);
            }
            (Err(error), None | Some(Failure::GivenUp)) => return Attempt::Failed(error),
            (Err(error), Some(why)) => return Attempt::Again(why, error),
        };
        let mut held = held.expect("the end of the chain is held where the work is done");
        match conn.commit() {
            Ok(()) => {
                held.moved_on(head);
                Attempt::Done(value)
            }
            Err(error) if !error.is_unreachable() => {
                // It may be that the chain has gone on elsewhere: then this node looks where it ends.
                held.forget();
                match conn.failure() {
                    Some(why @ (Failure::LostRace | Failure::Taken)) => {
                        Attempt::Again(why, error.into())
                    }
                    _ => Attempt::Failed(error.into()),
                }
            }
            Err(error) => {
                held.forget();
                drop(held);
                match outcome(address, top, &change, conn.backend()) {
                    Some(true) => Attempt::Done(value),
                    Some(false) => Attempt::Again(Failure::LinkLost, error.into()),
                    None => Attempt::Failed(StoreError::OutcomeUnknown.into()),
                }
            }
        }
    }
}

enum Attempt<T, E> {
    Done(T),
    /// The same work may pass when it is done again.
    Again(Failure, E),
    Failed(E),
}

/// Whether a change whose connection was lost at its commit is there: it is looked for until the server has ended
/// what had been under way on that connection. None where the server does not answer.
fn outcome(address: &Address, top: &str, change: &str, backend: i64) -> Option<bool> {
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        if let Ok(mut conn) = address.connect(true) {
            let mut found = (0, 0);
            // First whether it is still at work, then what it left: the other way round it could end in between.
            let at_work = conn.each(
                "select count(*) from pg_stat_activity where pid = $1::bigint and backend_type = 'client backend'",
                &[Value::Int(backend)],
                |row| {
                    found.0 = row.int(0)?.unwrap_or_default();
                    Ok(())
                },
            );
            let there = conn.each(
                "select count(*) from changes where top = $1 and id = $2",
                &[Value::Text(top.to_owned()), Value::Text(change.to_owned())],
                |row| {
                    found.1 = row.int(0)?.unwrap_or_default();
                    Ok(())
                },
            );
            match (at_work.and(there), found) {
                (Ok(()), (_, 1)) => return Some(true),
                (Ok(()), (0, 0)) => return Some(false),
                _ => {}
            }
        }
        std::thread::sleep(Duration::from_millis(200));
    }
    None
}

/// Longer each time, and not the same for all who lost the same race.
fn pause(tried: u32) -> Duration {
    let longest = (1_u64 << tried.min(6)).min(50);
    let random = uuid::Uuid::new_v4().as_u64_pair().0;
    Duration::from_micros(200 + random % (longest * 1_000))
}

/// Waits until every write that is under way now has ended, whatever begins meanwhile.
pub(crate) fn wait_for_writes(conn: &mut Conn, patience: Duration) -> Result<(), StoreError> {
    let under_way = format!(
        "select virtualtransaction from pg_locks where locktype = 'advisory' and granted
         and database = (select oid from pg_database where datname = current_database())
         and (classid::bigint << 32) + objid::bigint = {WRITING}"
    );
    let list = |conn: &mut Conn| -> Result<Vec<String>, StoreError> {
        let mut found = Vec::new();
        conn.each(&under_way, &[], |row| {
            found.push(row.text(0)?.unwrap_or_default());
            Ok(())
        })?;
        Ok(found)
    };
    let begun = Instant::now();
    let mut waited_for = list(conn)?;
    while !waited_for.is_empty() {
        if begun.elapsed() > patience {
            return Err(StoreError::Busy);
        }
        std::thread::sleep(Duration::from_millis(20));
        let still = list(conn)?;
        waited_for.retain(|transaction| still.contains(transaction));
    }
    Ok(())
}
