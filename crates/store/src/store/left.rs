//! What long changes left half written whose process died, or whose disk failed: nobody sees it, and it is taken back.

use std::sync::Arc;
use std::time::Duration;

use super::every::Every;
use super::folder::{Folder, Turns};
use crate::StoreError;
use crate::Value;
use crate::db::Conn;
use taicho_model::KINDS;

/// Versions that are taken back in one part.
const TAKEN_BACK: u32 = 4_000;

/// So often a running store looks for what another process left: until then the rows are held.
const EVERY: Duration = Duration::from_secs(2);

/// Starts to take back what is left, as long as the store is open, with the connection by which that was opened and has
/// written. It is kept to the end: were it the last, SQLite would take its log and its index away, and a disk that is
/// full by then had no room for others, or one that fails let them be read only.
pub(crate) fn look_after(
    folder: Arc<Folder>,
    top: &str,
    opened: Conn,
) -> Result<Every, StoreError> {
    let turns = folder.turns()?;
    let top = top.to_owned();
    let mut conn = None;
    Every::start("caretaker", EVERY, move || {
        let _kept = &opened;
        if let Err(error) = look(&folder, &mut conn, &turns, &top) {
            tracing::warn!(%error, "what a change left half written is not taken back yet");
            conn = None;
        }
    })
}

fn look(
    folder: &Folder,
    conn: &mut Option<Conn>,
    turns: &Turns,
    top: &str,
) -> Result<(), StoreError> {
    folder.check()?;
    let conn = match conn {
        Some(conn) => conn,
        None => conn.insert(Conn::open_sqlite(&folder.database(), false, false)?),
    };
    give_up_what_was_left(folder, conn, turns, top)
}

/// Takes back what nobody writes any more; what another process is still writing is its own.
pub(crate) fn give_up_what_was_left(
    folder: &Folder,
    conn: &mut Conn,
    turns: &Turns,
    top: &str,
) -> Result<(), StoreError> {
    if open_changes(conn, top)?.is_empty() {
        return Ok(());
    }
    let long_work = folder.long_work()?;
    match long_work.try_lock() {
        Ok(()) => take_back(conn, turns, top),
        Err(_) => Ok(()),
    }
}

/// The ids of the changes that are being written in parts, or were left so; what is in the log is neither, whatever
/// somebody says of it.
pub(crate) fn open_changes(conn: &mut Conn, top: &str) -> Result<Vec<String>, StoreError> {
    let mut open = Vec::new();
    let sql = "select id from open_changes where top = $1 and not exists
               (select 1 from changes where changes.top = open_changes.top and changes.id = open_changes.id)";
    conn.each(sql, &[Value::Text(top.to_owned())], |row| {
        open.push(row.text(0)?.unwrap_or_default());
        Ok(())
    })?;
    Ok(open)
}

/// Takes it back in parts, between which others write; only who holds the right to write long changes may do so.
pub(crate) fn take_back(conn: &mut Conn, turns: &Turns, top: &str) -> Result<(), StoreError> {
    for change_id in open_changes(conn, top)? {
        let params = [top, &change_id].map(|text| Value::Text(text.to_owned()));
        // What was written goes first: what it replaced can then be current again.
        for statement in
            ["delete from {kind}", "update {kind} set superseded_at = null, superseded_by = null"]
        {
            let column =
                if statement.starts_with("delete") { "change_id" } else { "superseded_by" };
            for &kind in KINDS {
                let sql = statement.replace("{kind}", kind.name)
                    + &format!(
                        " where rowid in (select rowid from {} where {column} = $1 limit {TAKEN_BACK})",
                        kind.name
                    );
                while in_turn(conn, turns, &sql, &params[1..])? > 0 {}
            }
        }
        in_turn(conn, turns, "delete from open_changes where top = $1 and id = $2", &params)?;
    }
    Ok(())
}

fn in_turn(conn: &mut Conn, turns: &Turns, sql: &str, params: &[Value]) -> Result<u64, StoreError> {
    let _turn = turns.take()?;
    conn.begin("begin immediate")?;
    let touched = conn.execute(sql, params).and_then(|touched| conn.commit().map(|()| touched));
    if touched.is_err() {
        conn.rollback()?;
    }
    touched
}
