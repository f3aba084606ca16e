//! What goes out: the daily report from what was frozen or known, orders as documents, and either as a file.

mod board_figures;
mod export;
mod freeze;
mod head;
mod order_document;
mod rows;

use jiff::Timestamp;
use taicho_documents::DailyReport;
use taicho_documents::daily::DataNotes;
use taicho_model::{ProposalKinds, Words, vietnam_date};
use taicho_rules::Library;
use taicho_store::Read;

use crate::areas::area_with_code;
use crate::content::Head;
use crate::decide::board::whole_board;
use crate::kept::figures::Figures;
use crate::local::in_force;
use crate::situation::Situation;
use crate::{Content, OpsError};
pub use export::{Format, export_order, export_report};
use freeze::frozen_at;
pub use freeze::{freeze, freeze_of};
pub use order_document::order_document;

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
    let (figures, frozen) = match frozen_at(read, &area.id, at)? {
        Some(freeze) => {
            let unreadable =
                |why| OpsError::Unreadable { kind: "freezes", id: freeze.id.to_string(), why };
            (Figures::read(&freeze.figures_json).map_err(unreadable)?, true)
        }
        None => {
            let situation = Situation::load(read, area_code, at, None)?;
            let asked = in_force(read, content, library, Some(at))?;
            (whole_board(&situation, &asked.content, &asked.library, None)?.into(), false)
        }
    };
    // Whoever signs a paper today signs it as the office is headed today, of whatever day it tells.
    let now = in_force(read, content, library, None)?;
    let head = Head::of_report(&now.content, &area, figures.day)?.for_office(read, &area)?;
    let kinds = content.proposal_kinds().clone();
    let mut report = report_of(&figures, kinds, frozen, head, demo_notice);
    report.data_notes.other.push(log_line(read)?);
    Ok(report)
}

/// The line by which the log of this moment is told from one that was cut off or written anew later.
fn log_line(read: &mut Read<'_>) -> Result<Words, OpsError> {
    let heads = read.heads()?;
    let (changes, line) = (heads.changes(), heads.line());
    Ok(Words::new(
        format!(
            "Nhật ký dữ liệu khi lập báo cáo này có {changes} thay đổi; dòng để đối chiếu về sau: {line}"
        ),
        format!(
            "When this report was made the log of the data had {changes} changes; the line to hold it against later: {line}"
        ),
    ))
}

fn report_of(
    figures: &Figures,
    kinds: ProposalKinds,
    frozen: bool,
    head: Head,
    demo_notice: Option<Words>,
) -> DailyReport {
    let (shown, shares) = rows::figures(figures);
    let undecided = figures.proposals.iter().filter(|proposed| proposed.decision.is_none());
    DailyReport {
        issuer: head.issuer,
        date: figures.day,
        title: head.title,
        frozen_at: figures.as_of,
        demo_notice,
        figures: shown,
        results: rows::results(figures, shares),
        diseases: rows::diseases(figures),
        wards: figures.wards.iter().map(|ward| rows::ward(figures, ward)).collect(),
        kinds,
        proposals: undecided.map(|proposed| proposed.proposal.clone()).collect(),
        decisions: rows::decisions(figures),
        sampling: rows::sampling(figures),
        lifts: rows::lifts(figures),
        unanswered: rows::unanswered(figures),
        data_notes: DataNotes {
            late_records: figures.records_not_yet_known.try_into().unwrap_or(0),
            unsure: Vec::new(),
            other: rows::notes(figures, frozen),
        },
        recipients: head.recipients,
        signer: head.signer,
    }
}
