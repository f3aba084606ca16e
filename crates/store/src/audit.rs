//! Everything as it was written? Walks through the chains, then through every version of every kind, in constant memory.

use std::collections::BTreeMap;

use taicho_model::Words;

use crate::StoreError;
use crate::Value;
use crate::change::{CHANGE_COLUMNS, chain_digest, read_change};
use crate::db::{Conn, RowRef};
use crate::proof::{Columns, Part, Place, Proof, read_parts};
use crate::record::top_of;
use crate::seal::{Seal, Witness};
use taicho_model::{KINDS, KindSpec};

mod attachments;
mod seals;

/// What an audit of the log and of every version found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AuditReport {
    /// Changes looked at.
    pub changes: u64,
    /// Versions whose content was digested again.
    pub versions: u64,
    /// Contents of attached files that were digested again.
    pub contents: u64,
    /// Changes that are still being written, whose rows nobody sees yet.
    pub open_changes: u64,
    /// The newest seal with which the log agrees; up to it a log written anew would have been found.
    pub sealed_to: Option<Seal>,
    /// Changes that came after it.
    pub changes_since: u64,
    /// What is not as it was written, at most 1,000.
    pub faults: Vec<Fault>,
    /// How many faults there are in all.
    pub faults_in_all: u64,
}

/// Something that is not as it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// The change that it speaks of, where it is known.
    pub change: Option<String>,
    /// The table.
    pub table: &'static str,
    /// The ids of the rows, where they are known; at most 100 of a change and table.
    pub rows: Vec<String>,
    /// Why, for people.
    pub why: Words,
}

/// Faults that are reported one by one; the rest is counted.
const FAULTS_SHOWN: usize = 1_000;

/// Rows of one change and table that are named for one reason.
const ROWS_NAMED: usize = 100;

impl AuditReport {
    /// Whether everything is as it was written.
    pub fn is_clean(&self) -> bool {
        self.faults_in_all == 0
    }

    pub(crate) fn add(
        &mut self,
        change: Option<&str>,
        table: &'static str,
        row: Option<&str>,
        why: (&str, &str),
    ) {
        self.faults_in_all += 1;
        let (change, why) = (change.map(str::to_owned), Words::new(why.0, why.1));
        let row = row.map(str::to_owned);
        let is_full = self.faults.len() >= FAULTS_SHOWN;
        let alike = self.faults.iter_mut().rev().take(20).find(|fault| {
            row.is_some() && fault.change == change && fault.table == table && fault.why == why
        });
        match alike {
            Some(fault) if fault.rows.len() < ROWS_NAMED => fault.rows.extend(row),
            Some(_) => {}
            None if is_full => {}
            None => self.faults.push(Fault { change, table, rows: row.into_iter().collect(), why }),
        }
    }
}

pub(crate) fn audit(
    conn: &mut Conn,
    top: &str,
    witness: &Witness,
) -> Result<AuditReport, StoreError> {
    let mut report = AuditReport::default();
    let of_top = [Value::Text(top.to_owned())];
    let open = "select open_changes.id, changes.id from open_changes left join changes
                on changes.top = open_changes.top and changes.id = open_changes.id where open_changes.top = $1";
    conn.each(open, &of_top, |row| {
        if row.is_null(1)? {
            report.open_changes += 1;
            return Ok(());
        }
        let why = (
            "thay đổi đã ghi xong mà bị nêu như đang ghi dở",
            "the change is whole, and is said to be still in the making",
        );
        report.add(row.text(1)?.as_deref(), "open_changes", row.text(0)?.as_deref(), why);
        Ok(())
    })?;
    let lost = "select distinct chain from changes where top = $1 and not exists
                (select 1 from chains where chains.top = changes.top and chains.chain = changes.chain)";
    conn.each(lost, &of_top, |row| {
        let why = (
            "chuỗi không còn trong danh sách các chuỗi nên không được niêm phong",
            "the chain is missing from the list of chains, and so from every seal",
        );
        report.add(None, "chains", row.text(0)?.as_deref(), why);
        Ok(())
    })?;
    let parts = chains(conn, top, &mut report)?;
    seals::check(conn, top, witness, &mut report)?;
    let sealed = report.sealed_to.as_ref().map_or(0, |seal| seal.heads.changes());
    report.changes_since = report.changes.saturating_sub(sealed as u64);
    crate::answer::check(conn, top, &mut report)?;
    attachments::check(conn, top, &mut report)?;
    for &kind in KINDS {
        versions(conn, top, kind, &mut report)?;
        let found = contents(conn, top, kind, &mut report)?;
        let expected = parts.get(kind.name).copied().unwrap_or_default();
        if found != expected {
            missing(conn, top, kind, &mut report)?;
        }
        amendments(conn, kind, &mut report)?;
    }
    Ok(report)
}

/// Follows every chain from its beginning; gives how many changes wrote versions of each kind.
fn chains(
    conn: &mut Conn,
    top: &str,
    report: &mut AuditReport,
) -> Result<BTreeMap<String, u64>, StoreError> {
    let mut parts = BTreeMap::new();
    let (mut chain, mut seq, mut previous) = (String::new(), 0, String::new());
    let sql = format!(
        "select {CHANGE_COLUMNS}, digest from changes where top = $1 order by chain, chain_seq"
    );
    conn.each(&sql, &[Value::Text(top.to_owned())], |row| {
        let change = read_change(row, 0)?;
        let digest = row.text(12)?.unwrap_or_default();
        if change.chain != chain {
            (chain, seq, previous) = (change.chain.clone(), 0, String::new());
        }
        if change.chain_seq != seq + 1 {
            report.add(
                Some(&change.id),
                "changes",
                None,
                (
                    "thiếu thay đổi ngay trước thay đổi này trong chuỗi",
                    "the change before this one in its chain is missing",
                ),
            );
        } else if chain_digest(&previous, &change) != digest {
            report.add(
                Some(&change.id),
                "changes",
                None,
                (
                    "dòng nhật ký của thay đổi này, hoặc của thay đổi ngay trước nó, đã bị sửa",
                    "the log's entry of this change, or of the one before it, was altered",
                ),
            );
        }
        for (kind, ..) in read_parts(&change.parts) {
            *parts.entry(kind.to_owned()).or_default() += 1;
        }
        (seq, previous) = (change.chain_seq, digest);
        report.changes += 1;
        Ok(())
    })?;
    Ok(parts)
}

/// A version, as far as its beginning and end go.
struct Life {
    id: String,
    version: i64,
    change_id: String,
    recorded_at: i64,
    superseded_at: Option<i64>,
    superseded_by: Option<String>,
    /// Whether the log has the change that wrote it, or that change is still open.
    is_logged: bool,
    /// When the change that closed it says that it was withdrawn.
    withdrawn_at: Option<i64>,
    /// Whether the change that closed it is still being written: to everybody else the version is current.
    is_held: bool,
}

/// Every version begins with a change that there is, and ends with its successor or with a withdrawal.
fn versions(
    conn: &mut Conn,
    top: &str,
    kind: &'static KindSpec,
    report: &mut AuditReport,
) -> Result<(), StoreError> {
    let name = kind.name;
    let sql = format!(
        "select row.id, row.version, row.change_id, row.recorded_at, row.superseded_at, row.superseded_by,
         changes.id, open_changes.id, told.after_at, holding.id, told.change_id
         from {name} row
         left join changes on changes.top = $1 and changes.id = row.change_id
         left join open_changes on open_changes.top = $1 and open_changes.id = row.change_id
         left join open_changes holding on holding.top = $1 and holding.id = row.superseded_by
         left join amendments told on told.top = $1 and told.superseded_at is null
         and told.id = 'withdrawn/{name}/' || row.id || '/' || row.version
         order by row.id, row.version"
    );
    let mut before: Option<Life> = None;
    conn.each(&sql, &[Value::Text(top.to_owned())], |row| {
        let superseded_by = row.text(5)?;
        // Looked for by its id alone: one change may have withdrawn very many.
        let is_told = superseded_by.is_some() && row.text(10)? == superseded_by;
        let life = Life {
            id: row.text(0)?.unwrap_or_default(),
            version: row.int(1)?.unwrap_or_default(),
            change_id: row.text(2)?.unwrap_or_default(),
            recorded_at: row.int(3)?.unwrap_or_default(),
            superseded_at: row.int(4)?,
            superseded_by,
            is_logged: !row.is_null(6)? || !row.is_null(7)?,
            withdrawn_at: row.int(8)?.filter(|_| is_told),
            is_held: !row.is_null(9)?,
        };
        if !life.is_logged {
            report.add(
                Some(&life.change_id),
                name,
                Some(&life.id),
                (
                    "bản ghi thuộc một thay đổi không có trong nhật ký",
                    "the row belongs to a change that the log does not have",
                ),
            );
        }
        let last = before.replace(life);
        let life = before.as_ref().expect("it was just put there");
        let expected = match &last {
            Some(last) if last.id == life.id => last.version + 1,
            _ => 1,
        };
        if life.version != expected {
            report.add(
                Some(&life.change_id),
                name,
                Some(&life.id),
                ("thiếu phiên bản trước của bản ghi", "an earlier version of the row is missing"),
            );
        }
        if let Some(last) = last {
            let next = Some(life).filter(|life| life.id == last.id);
            ending(name, &last, next, report);
        }
        Ok(())
    })?;
    if let Some(last) = before {
        ending(name, &last, None, report);
    }
    Ok(())
}

fn ending(table: &'static str, life: &Life, next: Option<&Life>, report: &mut AuditReport) {
    if life.is_held {
        return;
    }
    let why = match (life.superseded_at, &life.superseded_by, next) {
        (None, None, None) => return,
        (None, None, Some(_)) => (
            "phiên bản cũ được mở lại dù đã có phiên bản sau",
            "an older version stands open although a later one followed it",
        ),
        (None, Some(_), _) | (Some(_), None, _) => (
            "phiên bản được đóng mà không rõ bởi thay đổi nào",
            "the version was closed, and nothing says by which change",
        ),
        (Some(at), Some(by), next) => {
            let replaced = next.filter(|next| next.change_id == *by);
            let ended_at = replaced.map(|next| next.recorded_at).or(life.withdrawn_at);
            match ended_at {
                Some(ended_at) if ended_at == at => return,
                Some(_) => (
                    "thời điểm kết thúc của phiên bản đã bị sửa",
                    "the time at which the version ended was altered",
                ),
                None => (
                    "phiên bản bị đóng bởi một thay đổi không hề đóng nó",
                    "the version is closed by a change that did not close it",
                ),
            }
        }
    };
    let change = life.superseded_by.as_deref().unwrap_or(&life.change_id);
    report.add(Some(change), table, Some(&life.id), why);
}

/// The versions of one change and kind while they are digested.
struct OfChange {
    change_id: String,
    /// The part as the change has it; none where it has none of the kind.
    expected: Option<String>,
    is_open: bool,
    part: Part,
    has_named: bool,
}

/// Digests every version again; gives how many changes of the log have versions of the kind.
fn contents(
    conn: &mut Conn,
    top: &str,
    kind: &'static KindSpec,
    report: &mut AuditReport,
) -> Result<u64, StoreError> {
    let name = kind.name;
    let columns: Vec<String> = kind.columns.iter().map(|column| format!("row.{column}")).collect();
    let sql = format!(
        "select row.change_id, row.id, row.version, row.recorded_at, row.ordinal, row.proof,
         changes.parts, open_changes.id, redated.before_at, redated.after_at, erased.id, row.top, {}
         from {name} row
         left join changes on changes.top = $1 and changes.id = row.change_id
         left join open_changes on open_changes.top = $1 and open_changes.id = row.change_id
         left join amendments redated on redated.top = $1 and redated.superseded_at is null
         and redated.id = 'redated/{name}/' || row.id || '/' || row.version
         left join amendments erased on erased.top = $1 and erased.superseded_at is null
         and erased.id = 'erased/{name}/' || row.id || '/' || row.version
         order by row.change_id, row.ordinal",
        columns.join(", ")
    );
    let ordered = Columns::of(kind.columns);
    let mut current: Option<OfChange> = None;
    let mut found = 0;
    conn.each(&sql, &[Value::Text(top.to_owned())], |row| {
        let change_id = row.text(0)?.unwrap_or_default();
        if current.as_ref().is_none_or(|of| of.change_id != change_id) {
            let parts = row.text(6)?.unwrap_or_default();
            let expected = read_parts(&parts).find(|(kind, ..)| *kind == name);
            let begun = OfChange {
                change_id: change_id.clone(),
                expected: expected.map(|(_, _, text)| text.to_owned()),
                is_open: !row.is_null(7)?,
                part: Part::default(),
                has_named: false,
            };
            if let Some(ended) = current.replace(begun) {
                found += whole(name, ended, report);
            }
        }
        let of = current.as_mut().expect("it was just put there");
        report.versions += 1;
        let id = row.text(1)?.unwrap_or_default();
        match check(row, kind, &ordered, &change_id, &id)? {
            Ok(digest) => of.part.add(&digest),
            Err((digest, why)) => {
                if let Some(digest) = digest {
                    of.part.add(&digest);
                }
                of.has_named = true;
                report.add(Some(&change_id), name, Some(&id), why);
            }
        }
        Ok(())
    })?;
    if let Some(ended) = current {
        found += whole(name, ended, report);
    }
    Ok(found)
}

type Checked = Result<[u8; 16], (Option<[u8; 16]>, (&'static str, &'static str))>;

/// Checks one version against its proof; gives the digest that stands in the part of its change.
fn check(
    row: &RowRef<'_>,
    kind: &KindSpec,
    ordered: &Columns,
    change_id: &str,
    id: &str,
) -> Result<Checked, StoreError> {
    let Some(proof) = Proof::read(&row.text(5)?.unwrap_or_default()) else {
        let why = (
            "bằng chứng của bản ghi đã bị xóa hoặc hỏng",
            "the row's proof was taken away or spoilt",
        );
        return Ok(Err((None, why)));
    };
    let mut recorded_at = row.int(3)?.unwrap_or_default();
    // A time of learning that was corrected was digested as it was first written.
    if let (Some(before), Some(after)) = (row.int(8)?, row.int(9)?)
        && after == recorded_at
    {
        recorded_at = before;
    }
    let values = (12..12 + kind.columns.len()).map(|column| row.value(column));
    let values = values.collect::<Result<Vec<_>, _>>()?;
    let place = Place {
        kind: kind.name,
        id,
        version: row.int(2)?.unwrap_or_default(),
        change_id,
        ordinal: row.int(4)?.unwrap_or_default(),
        recorded_at,
    };
    Ok(match (proof.holds(&place, ordered, &values), row.is_null(10)?) {
        // Not bound by the proof, and follows from what is.
        (Some(true), _) if row.text(11)?.as_deref() != Some(top_of(kind, &values)) => Err((
            Some(proof.digest),
            (
                "bản ghi nằm dưới mã của một tỉnh khác",
                "the row stands under the key of another province",
            ),
        )),
        (Some(true), _) | (None, false) => Ok(proof.digest),
        (Some(false), _) => Err((
            Some(proof.digest),
            ("nội dung bản ghi không còn như khi được ghi", "the row is not what was written"),
        )),
        (None, true) => Err((
            Some(proof.digest),
            (
                "nội dung bản ghi bị xóa mà không có thay đổi nào cho phép",
                "the row was erased, and no change says so",
            ),
        )),
    })
}

/// Compares the versions of a change with what its entry in the log says; 1 where the log has it.
fn whole(table: &'static str, of: OfChange, report: &mut AuditReport) -> u64 {
    let Some(expected) = of.expected else {
        // Rows of a change that the log does not have are named where their beginning is checked.
        if !of.is_open {
            report.add(Some(&of.change_id), table, None, (
                "thay đổi này không ghi bản ghi nào loại này, nhưng vẫn có bản ghi mang mã của nó",
                "the change wrote no rows of this kind, and yet some name it",
            ));
        }
        return 0;
    };
    let rows = of.part.rows;
    let (_, written, _) = read_parts(&expected).next().unwrap_or(("", 0, ""));
    if of.part.text(table) == expected {
        return 1;
    }
    if rows != written {
        let vi = format!("thay đổi đã ghi {written} bản ghi loại này, nay còn {rows}");
        let en = format!("the change wrote {written} rows of this kind, and there are {rows}");
        report.add(Some(&of.change_id), table, None, (&vi, &en));
    } else if !of.has_named {
        report.add(
            Some(&of.change_id),
            table,
            None,
            (
                "các bản ghi của thay đổi này không còn như khi được ghi",
                "the rows of this change are not those that were written",
            ),
        );
    }
    1
}

/// Names the changes none of whose versions of a kind are left.
fn missing(
    conn: &mut Conn,
    top: &str,
    kind: &'static KindSpec,
    report: &mut AuditReport,
) -> Result<(), StoreError> {
    let name = kind.name;
    let sql = format!(
        "select id, parts from changes where top = $1
         and (parts like '{name} %' or parts like '%;{name} %')
         and not exists (select 1 from {name} row where row.change_id = changes.id)"
    );
    conn.each(&sql, &[Value::Text(top.to_owned())], |row| {
        let parts = row.text(1)?.unwrap_or_default();
        let written = read_parts(&parts).find(|(kind, ..)| *kind == name);
        let Some((_, written, _)) = written else { return Ok(()) };
        let vi = format!("thay đổi đã ghi {written} bản ghi loại này, nay không còn bản ghi nào");
        let en = format!("the change wrote {written} rows of this kind, and none is left");
        report.add(row.text(0)?.as_deref(), name, None, (&vi, &en));
        Ok(())
    })
}

/// What was withdrawn or redated is so.
fn amendments(
    conn: &mut Conn,
    kind: &'static KindSpec,
    report: &mut AuditReport,
) -> Result<(), StoreError> {
    let name = kind.name;
    let sql = format!(
        "select told.change_id, told.row_id, told.what from amendments told
         left join {name} row on row.id = told.row_id and row.version = told.row_version
         where told.kind = '{name}' and told.superseded_at is null
         and ((told.what = 'withdrawn' and (row.superseded_by is null or row.superseded_by <> told.change_id))
           or (told.what = 'redated' and (row.recorded_at is null or row.recorded_at <> told.after_at)))"
    );
    conn.each(&sql, &[], |row| {
        let why = match row.text(2)?.as_deref() {
            Some("withdrawn") => (
                "bản ghi đã được rút mà nay lại còn hiệu lực, hoặc không còn",
                "the row was withdrawn, and now stands open or is gone",
            ),
            _ => (
                "thời điểm ghi nhận đã được sửa chính thức mà nay lại khác",
                "the time of learning was corrected, and now is another",
            ),
        };
        report.add(row.text(0)?.as_deref(), name, row.text(1)?.as_deref(), why);
        Ok(())
    })
}
