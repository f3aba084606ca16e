//! Long changes of the embedded database, which has one writer at a time: they are written in parts, between which
//! others write, and are seen whole or not at all.
//!
//! While such a change is open, its id stands in `open_changes`, and every reader takes what it wrote for not there and
//! what it closed for current. Its last part takes the id away and puts the change into the log.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::folder::{Folder, Turn, Turns};
use super::group::{CHAIN, settle};
use super::run_work;
use crate::change::{ChainHead, Intent};
use crate::db::{Conn, Value};
use crate::record::KINDS;
use crate::write::Write;
use crate::{Actor, StoreError};

/// A part that has run this long gives its turn away.
const PART: Duration = Duration::from_millis(120);

/// Versions that are taken back in one part of giving up.
const TAKEN_BACK: u32 = 4_000;

/// A long change is tried so often where others take keys that it needs.
const TRIES: u32 = 3;

/// Who waits longer for another long change hears that the database is busy.
const PATIENCE: Duration = Duration::from_secs(600);

/// A change that is written in parts.
pub(crate) struct Parts<'a> {
    turns: &'a Turns,
    turn: Option<Turn<'a>>,
    change_id: String,
    begun: Instant,
    /// Whether a part of it is on disk.
    is_open: bool,
}

impl<'a> Parts<'a> {
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
        if self.begun.elapsed() < PART {
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
        self.turn = Some(self.turns.take()?);
        self.begun = Instant::now();
        conn.begin("begin immediate")
    }

    /// The change is whole: with the commit that follows everybody sees it.
    pub(crate) fn close(&self, conn: &mut Conn, top: &str) -> Result<(), StoreError> {
        if self.is_open {
            conn.execute("delete from open_changes where top = $1 and id = $2", &[
                Value::Text(top.to_owned()),
                Value::Text(self.change_id.clone()),
            ])?;
        }
        Ok(())
    }
}

pub(crate) fn write<T, E: From<StoreError>>(
    folder: &Arc<Folder>,
    top: &str,
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
    give_up_what_was_left(&mut conn, &turns, top)?;
    for tried in 1.. {
        let done = attempt(folder, &turns, &mut conn, top, actor, intent, &mut work);
        if done.is_ok() {
            return done;
        }
        let was_taken = conn.was_taken();
        let _ = conn.rollback();
        // Where even that fails, whoever comes next does it.
        let given_up = give_up_what_was_left(&mut conn, &turns, top);
        // Somebody took a key between two parts: done again, the work finds who has it.
        if !was_taken || tried == TRIES || given_up.is_err() {
            return done;
        }
    }
    unreachable!("the loop ends by its limit")
}

fn attempt<T, E: From<StoreError>>(
    folder: &Folder,
    turns: &Turns,
    conn: &mut Conn,
    top: &str,
    actor: &Actor,
    intent: &Intent,
    work: &mut impl FnMut(&mut Write<'_>) -> Result<T, E>,
) -> Result<T, E> {
    let turn = Some(turns.take()?);
    conn.begin("begin immediate")?;
    let parts = Parts {
        turns,
        turn,
        change_id: uuid::Uuid::now_v7().to_string(),
        begun: Instant::now(),
        is_open: false,
    };
    // The turn ends with the parts; until the commit the database's own lock keeps others waiting.
    let (value, head) = run_work(conn, top, actor, intent, Some(parts), work, |mut write| {
        let head = ChainHead::load(write.conn(), top, CHAIN)?;
        write.finish(&head)
    })?;
    conn.commit().or_else(|error| settle(folder, top, &head, error))?;
    folder.remember(&head);
    Ok(value)
}

/// Takes back, in parts, what changes wrote that were never finished; only who holds the long lock may do so.
pub(crate) fn give_up_what_was_left(
    conn: &mut Conn,
    turns: &Turns,
    top: &str,
) -> Result<(), StoreError> {
    let mut left = Vec::new();
    conn.each("select id from open_changes where top = $1", &[Value::Text(top.to_owned())], |row| {
        left.push(row.text(0)?.unwrap_or_default());
        Ok(())
    })?;
    for change_id in left {
        let params = [top, &change_id].map(|text| Value::Text(text.to_owned()));
        // What was written goes first: what it replaced can then be current again.
        for statement in ["delete from {kind}", "update {kind} set superseded_at = null, superseded_by = null"] {
            let column = if statement.starts_with("delete") { "change_id" } else { "superseded_by" };
            for kind in KINDS {
                let sql = statement.replace("{kind}", kind.name)
                    + &format!(
                        " where rowid in (select rowid from {} where top = $1 and {column} = $2 limit {TAKEN_BACK})",
                        kind.name
                    );
                while in_turn(conn, turns, &sql, &params)? > 0 {}
            }
        }
        in_turn(conn, turns, "delete from open_changes where top = $1 and id = $2", &params)?;
    }
    Ok(())
}

/// Waits until the changes that are open now are not any more.
pub(crate) fn wait_for_open_changes(
    conn: &mut Conn,
    top: &str,
    patience: Duration,
) -> Result<(), StoreError> {
    let open = |conn: &mut Conn| -> Result<Vec<String>, StoreError> {
        let mut open = Vec::new();
        let sql = "select id from open_changes where top = $1";
        conn.each(sql, &[Value::Text(top.to_owned())], |row| {
            open.push(row.text(0)?.unwrap_or_default());
            Ok(())
        })?;
        Ok(open)
    };
    let begun = Instant::now();
    let mut waited_for = open(conn)?;
    while !waited_for.is_empty() {
        if begun.elapsed() > patience {
            return Err(StoreError::Busy);
        }
        std::thread::sleep(Duration::from_millis(50));
        let still = open(conn)?;
        waited_for.retain(|change| still.contains(change));
    }
    Ok(())
}

fn in_turn(
    conn: &mut Conn,
    turns: &Turns,
    sql: &str,
    params: &[Value],
) -> Result<u64, StoreError> {
    let _turn = turns.take()?;
    conn.begin("begin immediate")?;
    let touched = conn.execute(sql, params).and_then(|touched| conn.commit().map(|()| touched));
    if touched.is_err() {
        conn.rollback()?;
    }
    touched
}
