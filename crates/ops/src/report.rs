mod head;
mod rows;

use jiff::Timestamp;
use taicho_documents::DailyReport;
use taicho_documents::daily::DataNotes;
use taicho_model::{Area, Words, vietnam_date};
use taicho_rules::Library;
use taicho_store::{Read, StoreError};

use crate::board::{Board, board};
use crate::freeze::frozen_at;
use crate::situation::{Situation, area_with_code};
use crate::{Content, OpsError};
pub(crate) use head::{Head, within_a_sentence};

/// Makes the daily report of an area: from the figures frozen at the moment, else from what was known then.
///
/// `demo_notice` is what a demo says of its made-up figures.
pub fn daily_report(
    read: &mut Read<'_>,
    content: &Content,
    library: &Library,
    area_code: &str,
    at: Timestamp,
    demo_notice: Option<Words>,
) -> Result<DailyReport, OpsError> {
    let area = area_with_code(read, area_code, vietnam_date(at))?;
    let (board, frozen) = match frozen_at(read, &area.id, at)? {
        Some(freeze) => {
            let column = "figures_json";
            let board = serde_json::from_str(&freeze.figures_json)
                .map_err(|_| StoreError::Unreadable { kind: "freezes", column })?;
            (board, true)
        }
        None => {
            let situation = Situation::load(read, area_code, at, None)?;
            (board(&situation, content, library, None)?, false)
        }
    };
    let mut report = report_of(&board, frozen, content, &area, demo_notice)?;
    report.data_notes.other.push(log_line(read)?);
    Ok(report)
}

/// The line by which the log of this moment is told from one that was cut off or written anew later.
fn log_line(read: &mut Read<'_>) -> Result<Words, OpsError> {
    let heads = read.heads()?;
    let (changes, line) = (heads.changes(), heads.line());
    Ok(Words::new(
        format!("Nhật ký dữ liệu khi lập báo cáo này có {changes} thay đổi; dòng để đối chiếu về sau: {line}"),
        format!("When this report was made the log of the data had {changes} changes; the line to hold it against later: {line}"),
    ))
}

fn report_of(
    board: &Board,
    frozen: bool,
    content: &Content,
    area: &Area,
    demo_notice: Option<Words>,
) -> Result<DailyReport, OpsError> {
    let head = Head::of_report(content, area, board.day)?;
    let (figures, shares) = rows::figures(board);
    let undecided = board.proposals.iter().filter(|proposed| proposed.decision.is_none());
    Ok(DailyReport {
        issuer: head.issuer,
        date: board.day,
        title: head.title,
        frozen_at: board.as_of,
        demo_notice,
        figures,
        results: rows::results(board, shares),
        wards: board.wards.iter().map(|ward| rows::ward(board, ward)).collect(),
        proposals: undecided.map(|proposed| proposed.proposal.clone()).collect(),
        decisions: rows::decisions(board),
        sampling: rows::sampling(board),
        lifts: rows::lifts(board),
        unanswered: rows::unanswered(board),
        data_notes: DataNotes {
            late_records: board.records_not_yet_known.try_into().unwrap_or(0),
            unsure: Vec::new(),
            other: rows::notes(board, frozen),
        },
        recipients: head.recipients,
        signer: head.signer,
    })
}
