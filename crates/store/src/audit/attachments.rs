use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use super::AuditReport;
use crate::StoreError;
use crate::Value;
use crate::change::hex;
use crate::db::Conn;

/// The rows that name one content, while its bytes are digested.
struct Named {
    digest: String,
    size: i64,
    hasher: Sha256,
    next: i64,
    is_broken: bool,
}

/// Digests the bytes of every content again, and looks for them under every row that names them.
pub(super) fn check(
    conn: &mut Conn,
    top: &str,
    report: &mut AuditReport,
) -> Result<(), StoreError> {
    let mut sizes = BTreeMap::new();
    let mut open: Option<Named> = None;
    let mut close = |open: Option<Named>, report: &mut AuditReport| {
        let Some(named) = open else { return };
        report.contents += 1;
        let found = hex(&named.hasher.finalize());
        if found == named.digest && !named.is_broken {
            sizes.insert(named.digest, named.size);
        } else {
            report.add(
                None,
                "attachment_parts",
                Some(&named.digest),
                (
                    "nội dung tệp đính kèm không còn như khi được lưu",
                    "the content of an attached file is not what was kept",
                ),
            );
        }
    };
    conn.each(
        "select content_digest, number, bytes from attachment_parts where top = $1
         order by content_digest, number",
        &[Value::Text(top.to_owned())],
        |row| {
            let digest = row.text(0)?.unwrap_or_default();
            if open.as_ref().is_none_or(|named| named.digest != digest) {
                close(open.take(), report);
                let hasher = Sha256::new();
                open = Some(Named { digest, size: 0, hasher, next: 1, is_broken: false });
            }
            let named = open.as_mut().expect("it was just put there");
            match row.value(2)? {
                Value::Bytes(bytes) => {
                    named.size += bytes.len() as i64;
                    named.hasher.update(&bytes);
                }
                _ => named.is_broken = true,
            }
            named.is_broken |= row.int(1)? != Some(named.next);
            named.next += 1;
            Ok(())
        },
    )?;
    close(open, report);
    // Versions whose file was erased, as the law may ask, name a content that is gone.
    conn.each(
        "select row.id, row.change_id, row.content_digest, row.size_bytes from attachments row
         where not exists (select 1 from amendments told where told.top = $1
         and told.superseded_at is null
         and told.id = 'erased/attachments/' || row.id || '/' || row.version)
         order by row.id, row.version",
        &[Value::Text(top.to_owned())],
        |row| {
            let digest = row.text(2)?.unwrap_or_default();
            if sizes.get(&digest).copied() != row.int(3)? {
                report.add(
                    row.text(1)?.as_deref(),
                    "attachments",
                    row.text(0)?.as_deref(),
                    (
                        "không còn nội dung nguyên vẹn của tệp đính kèm này",
                        "the content of this attached file is not there as a whole",
                    ),
                );
            }
            Ok(())
        },
    )
}
