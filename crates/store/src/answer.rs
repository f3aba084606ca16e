//! What was answered to a request with an id: kept beside the change, which has a digest of it among its parts.

use sha2::{Digest, Sha256};

use crate::StoreError;
use crate::Value;
use crate::audit::AuditReport;
use crate::change::hex;
use crate::db::{Conn, RowRef};
use crate::proof::{add_text, read_parts};

pub(crate) const COLUMNS: &str =
    "top, request_id, request_digest, actor, change_id, answer, committed_at, proof";

/// An answer is kept for so many days of the log: a device may come back after a year and ask what became of its
/// requests.
const KEPT_DAYS: i64 = 400;

/// Among the parts of a change, beside those of the kinds.
const PART: &str = "answer";

/// The columns of an answer with their digest after them, and the part of its change.
pub(crate) fn proved(columns: [Value; 7]) -> ([Value; 8], String) {
    let proof = digest(&columns);
    let part = part(&proof);
    let [top, request, asks, actor, change, answer, at] = columns;
    ([top, request, asks, actor, change, answer, at, Value::Text(proof)], part)
}

fn part(proof: &str) -> String {
    format!("{PART} 1 {proof}")
}

fn digest(columns: &[Value; 7]) -> String {
    let mut hasher = Sha256::new();
    for column in columns {
        match column {
            Value::Text(text) => add_text(&mut hasher, text),
            Value::Int(number) => hasher.update(number.to_le_bytes()),
            // None of these columns is of another type: what reads so is damaged, and agrees with no digest.
            _ => hasher.update([255]),
        }
    }
    hex(&hasher.finalize())[..32].to_owned()
}

/// Forgets the answers that are past their time. That is told by the log and not by a clock, which may be wrong, and
/// so the audit knows which answers must still be there.
pub(crate) fn forget(conn: &mut Conn, top: &str) -> Result<u64, StoreError> {
    let params = [Value::Text(top.to_owned()), Value::Int(kept_since(conn, top)?)];
    conn.execute("delete from answers where top = $1 and committed_at < $2", &params)
}

fn kept_since(conn: &mut Conn, top: &str) -> Result<i64, StoreError> {
    let mut newest = 0;
    let sql = "select max(committed_at) from changes where top = $1";
    conn.each(sql, &[Value::Text(top.to_owned())], |row| {
        newest = row.int(0)?.unwrap_or_default();
        Ok(())
    })?;
    Ok(newest - KEPT_DAYS * 86_400_000_000)
}

/// Holds every answer against its change, and looks for each that must still be there.
pub(crate) fn check(
    conn: &mut Conn,
    top: &str,
    report: &mut AuditReport,
) -> Result<(), StoreError> {
    let since = kept_since(conn, top)?;
    let of_top = [Value::Text(top.to_owned())];
    let kept =
        "answers.top, answers.request_id, answers.request_digest, answers.actor, answers.change_id,
                answers.answer, answers.committed_at, answers.proof";
    let sql = format!(
        "select changes.id, changes.parts, changes.committed_at, changes.request_id, {kept}
         from changes left join answers on answers.top = changes.top and answers.request_id = changes.request_id
         where changes.top = $1 and changes.request_id is not null"
    );
    conn.each(&sql, &of_top, |row| {
        let (change, parts) = (row.text(0)?, row.text(1)?.unwrap_or_default());
        let expected = read_parts(&parts).find(|(kind, ..)| *kind == PART).map(|(_, _, text)| text);
        let why = match (expected, row.is_null(4)?) {
            (None, true) => return Ok(()),
            (Some(_), true) if row.int(2)?.unwrap_or_default() < since => return Ok(()),
            (Some(_), true) => (
                "câu trả lời đã lưu cho yêu cầu này không còn",
                "the answer kept for this request is gone",
            ),
            (Some(expected), false) if part(&answer(row, 4)?) == expected => return Ok(()),
            (_, false) => (
                "câu trả lời đã lưu cho yêu cầu này không còn như khi được ghi",
                "the answer kept for this request is not what was written",
            ),
        };
        report.add(change.as_deref(), "answers", row.text(3)?.as_deref(), why);
        Ok(())
    })?;
    let sql = "select answers.request_id, answers.change_id from answers
               left join changes on changes.top = answers.top and changes.request_id = answers.request_id
               where answers.top = $1 and changes.id is null";
    conn.each(sql, &of_top, |row| {
        let why = (
            "câu trả lời cho một yêu cầu mà nhật ký không có",
            "an answer to a request that the log does not have",
        );
        report.add(row.text(1)?.as_deref(), "answers", row.text(0)?.as_deref(), why);
        Ok(())
    })
}

/// The digest of an answer as it stands; of none where its own proof does not agree.
fn answer(row: &RowRef<'_>, first: usize) -> Result<String, StoreError> {
    let [top, request, asks, actor, change, answer, at] =
        [0, 1, 2, 3, 4, 5, 6].map(|column| row.value(first + column));
    let digest = digest(&[top?, request?, asks?, actor?, change?, answer?, at?]);
    let agrees = row.text(first + 7)?.is_some_and(|proof| proof == digest);
    Ok(if agrees { digest } else { String::new() })
}
