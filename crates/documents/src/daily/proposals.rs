//! Section III: what the rules propose, grouped by kind, each with its reason and its document.

use std::collections::BTreeMap;

use taicho_model::{Proposal, ProposalKinds, kind};

use crate::block::{Block, Cell, Run, Style, Table};
use crate::daily::{DailyReport, UnansweredRow};
use crate::labels;

/// Section III.
pub(crate) fn blocks(report: &DailyReport) -> Vec<Block> {
    let DailyReport { kinds, proposals, unanswered, .. } = report;
    let mut groups: BTreeMap<(usize, &str), Vec<&Proposal>> = BTreeMap::new();
    for proposal in proposals.iter().filter(|proposal| is_listed(proposal)) {
        let kind = proposal.kind.as_str();
        groups.entry((kinds.rank(kind), kind)).or_default().push(proposal);
    }
    let opening = Block::body(opening(groups.values().flatten().copied()));
    let mut blocks = vec![if groups.is_empty() { opening } else { opening.kept() }];
    for (index, ((_, kind), group)) in groups.iter().enumerate() {
        let heading =
            format!("{}. {} ({} đề xuất)", index + 1, kinds.heading(kind).vi, group.len());
        blocks.push(Block::heading(2, heading));
        let shared = shared_source(group);
        if let Some(source) = &shared {
            let text = format!("Áp dụng cho các đề xuất dưới đây: {source}");
            blocks.push(Block::runs(Style::Body, vec![Run::italic(text)]).kept());
        }
        blocks.push(Block::Table(table(kinds, group, shared.is_none())));
    }
    blocks.extend(unchanged(proposals));
    if !unanswered.is_empty() {
        let heading = format!(
            "{}. Chưa đủ dữ liệu để kết luận ({} nội dung)",
            groups.len() + 1,
            unanswered.len()
        );
        blocks.push(Block::heading(2, heading));
        let lead = "Các nội dung dưới đây chưa có đề xuất vì còn thiếu dữ liệu; chưa có đề xuất không có nghĩa là \
                    an toàn. Đề nghị đơn vị phụ trách bổ sung.";
        blocks.push(Block::body(lead).kept());
        blocks.push(Block::Table(unanswered_table(kinds, unanswered)));
    }
    blocks
}

fn unanswered_table(kinds: &ProposalKinds, rows: &[UnansweredRow]) -> Table {
    let header = ["TT", "Địa bàn", "Nội dung", "Dữ liệu còn thiếu"];
    let cells = rows.iter().enumerate().map(|(index, row)| {
        let mut place = vec![vec![Run::plain(&row.area.name)]];
        place.extend(row.zone.iter().map(|zone| vec![Run::italic(&zone.name)]));
        let missing = row.missing.iter().map(|words| vec![Run::plain(&words.vi)]);
        vec![
            Cell::text(Style::CellCentred, (index + 1).to_string()),
            Cell::lines(Style::Cell, place),
            Cell::text(Style::Cell, labels::question(kinds, &row.kind, row.disease_name.as_ref())),
            Cell::lines(Style::Cell, missing.collect()),
        ]
    });
    Table {
        columns: vec![10.0, 40.0, 50.0, 65.0],
        header: vec![header.map(Cell::head).into()],
        rows: cells.collect(),
    }
}

/// The area and, where it is about one, the zone.
pub(crate) fn subject(proposal: &Proposal) -> Vec<Vec<Run>> {
    let mut lines = vec![vec![Run::plain(&proposal.subject.area.name)]];
    lines.extend(proposal.subject.as_zone().iter().map(|zone| vec![Run::italic(&zone.name)]));
    lines
}

/// Sampling rounds stand in section IV; what changes nothing is only counted.
fn is_listed(proposal: &Proposal) -> bool {
    proposal.changes && proposal.kind != kind::SAMPLING_ROUND
}

fn opening<'a>(listed: impl Iterator<Item = &'a Proposal>) -> String {
    let (mut all, mut advice) = (0, 0);
    for proposal in listed {
        all += 1;
        advice += usize::from(!proposal.decides);
    }
    match (all, advice) {
        (0, _) => "Trong ngày không có đề xuất thay đổi nào.".to_owned(),
        (_, 0) => format!("Đề nghị người có thẩm quyền xem xét, quyết định {all} nội dung sau:"),
        _ => format!(
            "Đề nghị người có thẩm quyền xem xét {all} nội dung sau; trong đó {advice} nội dung chỉ để tham khảo \
             vì còn căn cứ chưa chắc chắn:"
        ),
    }
}

fn table(kinds: &ProposalKinds, group: &[&Proposal], with_source: bool) -> Table {
    let header = ["TT", "Địa bàn", "Đề xuất", "Thời gian", "Lý do và căn cứ"];
    let rows = group.iter().enumerate().map(|(index, proposal)| {
        let asked = labels::asked(kinds, proposal);
        vec![
            Cell::text(Style::CellCentred, (index + 1).to_string()),
            Cell::lines(Style::Cell, subject(proposal)),
            Cell::lines(Style::Cell, vec![vec![Run::bold(asked)]]),
            Cell::text(Style::Cell, period(proposal)),
            Cell::lines(Style::Cell, reasons(proposal, with_source)),
        ]
    });
    Table {
        columns: vec![10.0, 36.0, 27.0, 25.0, 67.0],
        header: vec![header.map(Cell::head).into()],
        rows: rows.collect(),
    }
}

fn period(proposal: &Proposal) -> String {
    match proposal.due_at {
        Some(due_at) => format!("Trước {}", crate::vietnamese::clock(due_at)),
        None => labels::period(proposal.from, proposal.until),
    }
}

fn reasons(proposal: &Proposal, with_source: bool) -> Vec<Vec<Run>> {
    let mut lines = vec![vec![Run::plain(&proposal.why.vi)]];
    lines.extend(proposal.notes.iter().map(|note| vec![Run::plain(format!("Lưu ý: {}", note.vi))]));
    if with_source {
        lines.push(vec![Run::italic(source(proposal))]);
    }
    lines
}

fn source(proposal: &Proposal) -> String {
    let tag = labels::confidence(proposal.confidence);
    let advice = if proposal.decides { "" } else { "; chỉ để tham khảo" };
    format!("Căn cứ: {}. Độ tin cậy: {tag}{advice}.", proposal.document.trim_end_matches('.'))
}

/// The source that several proposals have in common, said once above their table instead of in each row.
fn shared_source(group: &[&Proposal]) -> Option<String> {
    let first = source(group.first()?);
    (group.len() > 1 && group.iter().all(|proposal| source(proposal) == first)).then_some(first)
}

/// The areas whose tier stays, so that the reader sees that they were looked at.
fn unchanged(proposals: &[Proposal]) -> Option<Block> {
    let names: Vec<&str> = proposals
        .iter()
        .filter(|proposal| !proposal.changes && proposal.kind == kind::DISTANCING_TIER)
        .map(|proposal| proposal.subject.area.name.as_str())
        .collect();
    (!names.is_empty()).then(|| {
        Block::body(format!(
            "Các địa bàn tiếp tục giữ nguyên mức độ giãn cách ({}): {}.",
            names.len(),
            names.join(", ")
        ))
    })
}
