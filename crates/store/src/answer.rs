//! What was answered to a request with an id is no part of a change; a digest beside it tells whether it is still so.

use sha2::{Digest, Sha256};

use crate::StoreError;
use crate::audit::AuditReport;
use crate::change::hex;
use crate::db::{Conn, Value};
use crate::proof::add_text;

pub(crate) const COLUMNS: &str =
    "top, request_id, request_digest, actor, change_id, answer, committed_at, proof";

/// The columns of an answer with their digest after them.
pub(crate) fn proved(columns: [Value; 7]) -> [Value; 8] {
    let proof = Value::Text(digest(&columns));
    let [top, request, asks, actor, change, answer, at] = columns;
    [top, request, asks, actor, change, answer, at, proof]
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

/// Holds every answer against its digest.
pub(crate) fn check(conn: &mut Conn, report: &mut AuditReport) -> Result<(), StoreError> {
    let sql =
        "select top, request_id, request_digest, actor, change_id, answer, committed_at, proof
         from answers where proof is not null order by top, request_id";
    conn.each(sql, &[], |row| {
        let columns = [0, 1, 2, 3, 4, 5, 6].map(|column| row.value(column));
        let [top, request, asks, actor, change, answer, at] = columns;
        let columns = [top?, request?, asks?, actor?, change?, answer?, at?];
        if row.value(7)? != Value::Text(digest(&columns)) {
            let text = |value: &Value| match value {
                Value::Text(text) => text.clone(),
                _ => String::new(),
            };
            report.add(
                Some(&text(&columns[4])),
                "answers",
                Some(&text(&columns[1])),
                (
                    "câu trả lời đã lưu cho yêu cầu này không còn như khi được ghi",
                    "the answer kept for this request is not what was written",
                ),
            );
        }
        Ok(())
    })
}
