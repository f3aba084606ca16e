//! What is looked at when an embedded database is opened: damage that shows at once is not served over.

use super::folder::Folder;
use crate::StoreError;
use crate::Value;
use crate::change::{CHANGE_COLUMNS, ChainHead, chain_digest, read_change};
use crate::db::Conn;

/// Changes at the end of the chain that are digested again.
const TAIL: i64 = 200;

/// Fails where the file is too short for its pages, or the end of the log is not as it was written.
pub(super) fn look(
    folder: &Folder,
    conn: &mut Conn,
    top: &str,
    head: &ChainHead,
) -> Result<(), StoreError> {
    length(folder, conn)?;
    tail(conn, top, head)
}

/// Every page stands in the file or, while it is not yet there, in the log of SQLite.
fn length(folder: &Folder, conn: &mut Conn) -> Result<(), StoreError> {
    let mut number = |sql: &str| -> Result<u64, StoreError> {
        let mut found = 0;
        conn.each(sql, &[], |row| {
            found = row.int(0)?.unwrap_or_default();
            Ok(())
        })?;
        Ok(found as u64)
    };
    let (pages, size) = (number("pragma page_count")?, number("pragma page_size")?);
    let length = |ending: &str| {
        let mut path = folder.database().into_os_string();
        path.push(ending);
        std::fs::metadata(path).map_or(0, |found| found.len())
    };
    if length("") + length("-wal") < pages * size {
        return Err(StoreError::Damaged(format!("its file is too short for its {pages} pages")));
    }
    Ok(())
}

fn tail(conn: &mut Conn, top: &str, head: &ChainHead) -> Result<(), StoreError> {
    let sql = format!(
        "select {CHANGE_COLUMNS}, digest from changes
         where top = $1 and chain = $2 and chain_seq >= $3 order by chain_seq"
    );
    let params =
        [Value::Text(top.to_owned()), Value::Text(head.chain.clone()), Value::Int(head.seq - TAIL)];
    let mut before: Option<(i64, String)> = None;
    let mut broken = None;
    conn.each(&sql, &params, |row| {
        let change = read_change(row, 0)?;
        let digest = row.text(12)?.unwrap_or_default();
        let previous = match &before {
            Some((seq, digest)) if seq + 1 == change.chain_seq => Some(digest.as_str()),
            None if change.chain_seq == 1 => Some(""),
            None => None,
            Some(_) => Some("missing"),
        };
        let holds = previous.is_none_or(|previous| chain_digest(previous, &change) == digest);
        if !holds && broken.is_none() {
            broken = Some(change.chain_seq);
        }
        before = Some((change.chain_seq, digest));
        Ok(())
    })?;
    match broken {
        None => Ok(()),
        Some(seq) => Err(StoreError::Damaged(format!("change {seq} of its log is not as written"))),
    }
}
