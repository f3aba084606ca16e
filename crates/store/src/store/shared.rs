//! Writes on the shared database: serializable, done again where another came first, and one chain for each node.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use super::pool::{Lent, Pool};
use super::{Address, begun, run_work};
use crate::change::{ChainHead, Intent};
use crate::db::{Conn, Failure, Value};
use crate::write::Write;
use crate::{Actor, StoreError};

/// More writers at once only wait for one another.
const WRITERS: usize = 16;

/// So long the same work is done again where others come first.
const PATIENCE: Duration = Duration::from_secs(15);

/// A key that another row has is no passing trouble: the work is done again to say so in its own words, not for ever.
const TRIES: u32 = 200;

/// Locks that nodes take from one another, by number: every write holds the first, shared, until it ends.
pub(crate) const WRITING: i64 = 7_021_000_000;
/// The chain of node 1 is this number and one more.
const CHAINS: i64 = 7_021_100_000;
const MOST_CHAINS: i64 = 10_000;

/// The writers of one node.
pub(crate) struct Shared {
    writers: Pool,
    node: Mutex<Option<Node>>,
}

/// A chain that this node has for itself as long as it holds its lock.
struct Node {
    lock: Conn,
    head: ChainHead,
}

impl Shared {
    pub(crate) fn new() -> Self {
        Self { writers: Pool::new(WRITERS, false), node: Mutex::new(None) }
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
        for tried in 1.. {
            let mut lent = self.begin(address, isolation)?;
            let attempt = self.attempt(address, &mut lent, top, actor, intent, &mut work);
            let again = match attempt {
                Attempt::Done(value) => {
                    lent.give_back();
                    return Ok(value);
                }
                Attempt::LostRace(error) => error,
                Attempt::Failed(error) => {
                    if lent.conn().rollback().is_ok() {
                        lent.give_back();
                    }
                    return Err(error);
                }
            };
            if lent.conn().rollback().is_ok() {
                lent.give_back();
            }
            if waiting.elapsed() > PATIENCE || tried >= TRIES {
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
        let mut node = None;
        let done = run_work(conn, top, actor, intent, None, work, |write| {
            change = write.change_id().to_owned();
            let held = node.insert(self.node.lock().expect("no one panics with the lock"));
            let head = Node::claimed(held, address, top)?;
            write.finish(&head)
        });
        let (value, head) = match (done, conn.failure()) {
            (Ok(done), None) => done,
            (Ok(_), Some(Failure::LostRace)) => return Attempt::LostRace(StoreError::Busy.into()),
            (Ok(_), Some(Failure::GivenUp)) => return Attempt::Failed(StoreError::GivenUp.into()),
            (Err(error), failure) => {
                // Two nodes on one chain: this one has to look where it ends.
                if let Some(mut held) = node.filter(|_| failure.is_some()) {
                    *held = None;
                }
                return match failure {
                    Some(Failure::LostRace) => Attempt::LostRace(error),
                    _ => Attempt::Failed(error),
                };
            }
        };
        let Some(mut held) = node else { return Attempt::Done(value) };
        match conn.commit() {
            Ok(()) => {
                if let Some(node) = held.as_mut() {
                    node.head = head;
                }
                Attempt::Done(value)
            }
            Err(error) if error.is_lost_race() => Attempt::LostRace(error.into()),
            Err(error) if !conn.is_closed() => Attempt::Failed(error.into()),
            Err(_) => {
                *held = None;
                drop(held);
                match outcome(address, top, &change, conn.backend()) {
                    Some(true) => Attempt::Done(value),
                    Some(false) => Attempt::LostRace(StoreError::Busy.into()),
                    None => Attempt::Failed(StoreError::OutcomeUnknown.into()),
                }
            }
        }
    }
}

enum Attempt<T, E> {
    Done(T),
    LostRace(E),
    Failed(E),
}

impl Node {
    /// The head of this node's chain; claims the first chain that no living node has, where it has none.
    fn claimed(
        held: &mut Option<Self>,
        address: &Address,
        top: &str,
    ) -> Result<ChainHead, StoreError> {
        if held.as_ref().is_none_or(|node| node.lock.is_closed()) {
            *held = Some(Self::claim(address, top)?);
        }
        let node = held.as_ref().expect("a chain was claimed");
        Ok(node.head.clone())
    }

    fn claim(address: &Address, top: &str) -> Result<Self, StoreError> {
        let mut lock = address.connect(false)?;
        for number in 1..MOST_CHAINS {
            let mut free = false;
            let sql = "select case when pg_try_advisory_lock($1) then 1::bigint else 0::bigint end";
            lock.each(sql, &[Value::Int(CHAINS + number)], |row| {
                free = row.int(0)? == Some(1);
                Ok(())
            })?;
            if free {
                let chain = format!("node-{number}");
                lock.execute(
                    "insert into chains (top, chain) values ($1, $2) on conflict do nothing",
                    &[Value::Text(top.to_owned()), Value::Text(chain.clone())],
                )?;
                let head = ChainHead::load(&mut lock, top, &chain)?;
                return Ok(Self { lock, head });
            }
        }
        Err(StoreError::Busy)
    }
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
