use super::AuditReport;
use crate::StoreError;
use crate::Value;
use crate::db::Conn;
use crate::seal::{self, Head, Heads, Line, Seal, Witness};

/// Holds the log against every seal that is at hand, and against lines from paper.
pub(super) fn check(
    conn: &mut Conn,
    top: &str,
    witness: &Witness,
    report: &mut AuditReport,
) -> Result<(), StoreError> {
    let kept = seal::seals(conn, top)?;
    chain_of_seals(&kept, report);
    for place in &witness.unreadable {
        let (vi, en) = (format!("không phải niêm phong: {place}"), format!("no seal: {place}"));
        report.add(None, "seals", None, (&vi, &en));
    }
    let elsewhere = witness.seals.iter().filter(|seal| !kept.contains(seal));
    for seal in elsewhere {
        // Each seal that is kept elsewhere was in the database once.
        let (vi, en) = (
            format!("thiếu niêm phong số {} trong cơ sở dữ liệu, hoặc nó đã bị thay", seal.number),
            format!(
                "seal {} is missing from the database, or another stands in its place",
                seal.number
            ),
        );
        report.add(None, "seals", None, (&vi, &en));
    }
    let mut all: Vec<&Seal> = kept.iter().chain(&witness.seals).collect();
    all.sort_by_key(|seal| (seal.number, &seal.signature));
    all.dedup();
    for seal in all {
        let is_ours = witness.keys.is_empty() || witness.keys.contains(&seal.key);
        let number = seal.number;
        let why = match (seal.is_signed(), is_ours) {
            (true, true) => None,
            (false, _) => Some((
                format!("chữ ký của niêm phong số {number} không đúng"),
                format!("the signature of seal {number} does not hold"),
            )),
            (true, false) => Some((
                format!("niêm phong số {number} được ký bằng khóa lạ {}", seal.key),
                format!("seal {number} is signed with a key that is not ours, {}", seal.key),
            )),
        };
        if let Some((vi, en)) = why {
            report.add(None, "seals", None, (&vi, &en));
            continue;
        }
        if against_heads(conn, top, seal, report)? {
            let newer = report.sealed_to.as_ref().is_none_or(|to| to.number < seal.number);
            if newer {
                report.sealed_to = Some(seal.clone());
            }
        }
    }
    for line in &witness.lines {
        against_line(conn, top, line, report)?;
    }
    Ok(())
}

fn chain_of_seals(kept: &[Seal], report: &mut AuditReport) {
    let mut before: Option<&Seal> = None;
    for seal in kept {
        let number = before.map_or(1, |before| before.number + 1);
        let follows = seal.number == number && seal.previous == before.map(Seal::digest);
        if !follows {
            let (vi, en) = (
                format!("niêm phong số {} không nối tiếp niêm phong trước nó", seal.number),
                format!("seal {} does not follow the one before it", seal.number),
            );
            report.add(None, "seals", None, (&vi, &en));
        }
        before = Some(seal);
    }
}

/// Whether the log has the heads that a seal is of.
fn against_heads(
    conn: &mut Conn,
    top: &str,
    seal: &Seal,
    report: &mut AuditReport,
) -> Result<bool, StoreError> {
    let mut holds = true;
    for head in &seal.heads.0 {
        let found = digest_at(conn, top, &head.chain, head.changes)?;
        let why = match &found {
            Some(found) if *found == head.digest => continue,
            Some(_) => (
                format!(
                    "nhật ký đã bị viết lại trước niêm phong số {} (chuỗi {}, {} thay đổi)",
                    seal.number, head.chain, head.changes
                ),
                format!(
                    "the log was written anew before seal {} (chain {}, {} changes)",
                    seal.number, head.chain, head.changes
                ),
            ),
            None => (
                format!(
                    "các thay đổi cuối của chuỗi {} đã bị cắt: niêm phong số {} có {} thay đổi",
                    head.chain, seal.number, head.changes
                ),
                format!(
                    "the last changes of chain {} were cut off: seal {} is of {} changes",
                    head.chain, seal.number, head.changes
                ),
            ),
        };
        holds = false;
        report.add(None, "changes", None, (&why.0, &why.1));
    }
    Ok(holds)
}

fn against_line(
    conn: &mut Conn,
    top: &str,
    line: &Line,
    report: &mut AuditReport,
) -> Result<(), StoreError> {
    let mut heads = Vec::new();
    for (chain, changes) in &line.chains {
        let digest = digest_at(conn, top, chain, *changes)?.unwrap_or_default();
        heads.push(Head { chain: chain.clone(), changes: *changes, digest });
    }
    if Heads(heads).line() != *line {
        let (vi, en) = (
            format!("nhật ký không khớp dòng niêm phong trên giấy: {line}"),
            format!("the log does not agree with the line from paper: {line}"),
        );
        report.add(None, "changes", None, (&vi, &en));
    }
    Ok(())
}

fn digest_at(
    conn: &mut Conn,
    top: &str,
    chain: &str,
    changes: i64,
) -> Result<Option<String>, StoreError> {
    let mut found = None;
    conn.each(
        "select digest from changes where top = $1 and chain = $2 and chain_seq = $3",
        &[Value::Text(top.to_owned()), Value::Text(chain.to_owned()), Value::Int(changes)],
        |row| {
            found = row.text(0)?;
            Ok(())
        },
    )?;
    Ok(found)
}
