//! Long changes of the embedded database, which has one writer at a time: they are written in parts, between which
//! others write, and are seen whole or not at all.
//!
//! While such a change is open, its id stands in `open_changes`, and every reader takes what it wrote for not there and
//! what it closed for current. Its last part takes the id away and puts the change into the log.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::folder::{Folder, Turn, Turns};
use super::group::{CHAIN, settle};
use super::left::{open_changes, take_back};
use super::run_work;
use super::watch::Counts;
use crate::Value;
use crate::change::{ChainHead, Intent};
use crate::db::Conn;
use crate::write::Write;
use crate::{Actor, StoreError};

/// A part that has run this long gives its turn away.
pub(crate) const PART: Duration = Duration::from_millis(120);

/// A long change is tried so often where others take keys that it needs.
const TRIES: u32 = 3;

/// Who waits longer for another long change hears that the database is busy.
const PATIENCE: Duration = Duration::from_secs(600);

/// A change that is written in parts.
pub(crate) struct Parts<'a> {
    turns: &'a Turns,
    turn: Option<Turn<'a>>,
    change_id: String,
    length: Duration,
    begun: Instant,
    /// Whether a part of it is on disk.
    is_open: bool,
}

impl<'a> Parts<'a> {
    /// Waits for the turn of the first part.
    fn begin(turns: &'a Turns, length: Duration) -> Result<Self, StoreError> {
        let turn = Some(turns.take()?);
        let change_id = uuid::Uuid::now_v7().to_string();
        Ok(Self { turns, turn, change_id, length, begun: Instant::now(), is_open: false })
    }

    pub(crate) fn change_id(&self) -> &str {
        &self.change_id
    }

    /// Commits what was written so far, where it has taken long enough, and waits for the next turn.
    #[expect(clippy::disallowed_methods, reason = "when the machine began, for people who look")]
    pub(crate) fn let_others(
        &mut self,
        conn: &mut Conn,
        top: &str,
        actor: &Actor,
        intent: &Intent,
    ) -> Result<(), StoreError> {
        if self.begun.elapsed() < self.length {
            return Ok(());
        }
        if !self.is_open {
            conn.execute(
                "insert into open_changes (top, id, actor, operation, began_at) values ($1, $2, $3, $4, $5)",
                &[
                    Value::Text(top.to_owned()),
                    Value::Text(self.change_id.clone()),
                    Value::Text(actor.id.clone()),
                    Value::Text(intent.operation.to_owned()),
                    Value::Int(jiff::Timestamp::now().as_microsecond()),
                ],
            )?;
        }
        self.is_open = true;
        conn.commit()?;
        self.turn = None;
        let begun = self.turns.take().and_then(|turn| {
            self.turn = Some(turn);
            self.begun = Instant::now();
            conn.begin("begin immediate")
        });
        if begun.is_err() {
            // Work that goes on all the same must not commit each statement by itself.
            conn.give_up();
        }
        begun
    }

    /// The change is whole: with the commit that follows everybody sees it.
    pub(crate) fn close(&self, conn: &mut Conn, top: &str) -> Result<(), StoreError> {
        if self.is_open {
            conn.execute(
                "delete from open_changes where top = $1 and id = $2",
                &[Value::Text(top.to_owned()), Value::Text(self.change_id.clone())],
            )?;
        }
        Ok(())
    }
}

pub(crate) fn write<T, E: From<StoreError>>(
    folder: &Arc<Folder>,
    counts: &Counts,
    top: &str,
    part: Duration,
    actor: &Actor,
    intent: &Intent,
    mut work: impl FnMut(&mut Write<'_>) -> Result<T, E>,
) -> Result<T, E> {
    folder.check()?;
    let long_work = folder.long_work()?;
    let waiting = Instant::now();
    while long_work.try_lock().is_err() {
        if waiting.elapsed() > PATIENCE {
            return Err(StoreError::Busy.into());
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    let turns = folder.turns()?;
    let mut conn = Conn::open_sqlite(&folder.database(), false, false)?;
    take_back(&mut conn, &turns, top)?;
    for tried in 1.. {
        let parts = Parts::begin(&turns, part)?;
        let done = attempt(folder, &mut conn, top, parts, actor, intent, &mut work);
        let error = match done {
            Ok((value, head)) => {
                counts.has(head.seq);
                return Ok(value);
            }
            Err(error) => error,
        };
        let was_taken = conn.was_taken();
        let _ = conn.rollback();
        // Where even that fails, the caretaker does it once it can.
        let given_up = take_back(&mut conn, &turns, top);
        // Somebody took a key between two parts: done again, the work finds who has it.
        if !was_taken || tried == TRIES || given_up.is_err() {
            return Err(error);
        }
    }
    unreachable!("the loop ends by its limit")
}

fn attempt<T, E: From<StoreError>>(
    folder: &Folder,
    conn: &mut Conn,
    top: &str,
    parts: Parts<'_>,
    actor: &Actor,
    intent: &Intent,
    work: &mut impl FnMut(&mut Write<'_>) -> Result<T, E>,
) -> Result<(T, ChainHead), E> {
    conn.begin("begin immediate")?;
    // The turn ends with the parts; until the commit the database's own lock keeps others waiting.
    let (value, head) = run_work(conn, top, actor, intent, Some(parts), work, |mut write| {
        let head = ChainHead::load(write.conn(), top, CHAIN)?;
        write.finish(&head)
    })?;
    conn.commit().or_else(|error| settle(folder, top, &head, error))?;
    folder.remember(&head);
    Ok((value, head))
}

/// Waits until the changes that are open now are not any more.
pub(crate) fn wait_for_open_changes(
    conn: &mut Conn,
    top: &str,
    patience: Duration,
) -> Result<(), StoreError> {
    let begun = Instant::now();
    let mut waited_for = open_changes(conn, top)?;
    while !waited_for.is_empty() {
        if begun.elapsed() > patience {
            return Err(StoreError::Busy);
        }
        std::thread::sleep(Duration::from_millis(50));
        let still = open_changes(conn, top)?;
        waited_for.retain(|change| still.contains(change));
    }
    Ok(())
}
