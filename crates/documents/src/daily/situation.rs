//! Sections I and II: how things stand and what was done.

use taicho_model::{DecidedProposal, ProposalKinds};

use super::{CaseCounts, DailyReport, DecisionRow, DiseaseRow, Figure, LastCommunityCase, WardRow};
use crate::block::{Block, Cell, Run, Style, Table};
use crate::labels;
use crate::vietnamese::{count, day_month, hour, number};

/// Section I.
pub(crate) fn blocks(report: &DailyReport) -> Vec<Block> {
    let mut blocks = vec![Block::heading(2, "1. Số liệu tổng hợp")];
    blocks.extend(figures(&report.figures));
    if let Some(diseases) = &report.diseases {
        blocks.push(Block::heading(2, "2. Tình hình theo địa bàn và bệnh"));
        blocks.extend(by_disease(diseases));
        return blocks;
    }
    blocks.push(Block::heading(2, "2. Tình hình theo địa bàn"));
    if report.wards.is_empty() {
        blocks.push(Block::body("Chưa có số liệu theo địa bàn."));
    } else {
        blocks.push(Block::body(overview(&report.wards)).kept());
        blocks.push(Block::Table(ward_table(report)));
    }
    blocks
}

/// Section II.
pub(crate) fn results(report: &DailyReport) -> Vec<Block> {
    let mut blocks = vec![Block::heading(2, "1. Kết quả các hoạt động")];
    blocks.extend(figures(&report.results));
    blocks.push(Block::heading(2, "2. Các đề xuất đã xử lý trong ngày"));
    if report.decisions.is_empty() {
        blocks.push(Block::body("Trong ngày chưa có đề xuất nào được xử lý."));
    } else {
        blocks.push(Block::Table(decision_table(&report.kinds, &report.decisions)));
    }
    blocks
}

fn figures(figures: &[Figure]) -> Vec<Block> {
    if figures.is_empty() {
        return vec![Block::body("Chưa có số liệu.")];
    }
    let header = ["TT", "Chỉ tiêu", "Đơn vị", "Kết quả", "Tử số", "Mẫu số"];
    let rows = figures.iter().enumerate().map(|(index, figure)| {
        let plain = |value: Option<f64>| value.map_or("–".to_owned(), |value| number(value, 0));
        let value =
            figure.value.map_or("chưa có".to_owned(), |value| number(value, figure.decimals));
        vec![
            Cell::text(Style::CellCentred, (index + 1).to_string()),
            Cell::text(Style::Cell, &figure.label.vi),
            Cell::text(Style::CellCentred, &figure.unit.vi),
            Cell::lines(Style::CellRight, vec![vec![Run::bold(value)]]),
            Cell::text(Style::CellRight, plain(figure.numerator)),
            Cell::text(Style::CellRight, plain(figure.denominator)),
        ]
    });
    vec![Block::Table(Table {
        columns: vec![10.0, 69.0, 26.0, 20.0, 18.0, 22.0],
        header: vec![header.map(Cell::head).into()],
        rows: rows.collect(),
    })]
}

/// The columns of the law of 2026: cases, suspected cases, deaths, outbreaks, alerts, of each disease.
fn by_disease(rows: &[DiseaseRow]) -> Vec<Block> {
    if rows.is_empty() {
        let none = "Trong tháng chưa ghi nhận ca bệnh, ổ dịch hay cảnh báo nào; chưa ghi nhận không có nghĩa là an toàn.";
        return vec![Block::body(none)];
    }
    let sum = |of: fn(&DiseaseRow) -> u64| count(rows.iter().map(of).sum());
    let overview = format!(
        "Trong ngày ghi nhận {} ca xác định mới; từ đầu tháng {} ca xác định, {} ca nghi ngờ, {} ca tử vong; \
         còn {} ổ dịch đang hoạt động. Cụ thể:",
        sum(|row| row.new_cases),
        sum(|row| row.cases),
        sum(|row| row.suspected),
        sum(|row| row.deaths),
        sum(|row| row.outbreaks)
    );
    let cells = rows.iter().enumerate().map(|(index, row)| {
        let mut name = row.disease.vi.chars();
        let name = name
            .next()
            .map_or_else(String::new, |first| first.to_uppercase().chain(name).collect::<String>());
        vec![
            Cell::text(Style::CellCentred, (index + 1).to_string()),
            Cell::text(Style::Cell, short_name(&row.area.name)),
            Cell::text(Style::Cell, name),
            Cell::text(Style::CellRight, count(row.new_cases)),
            Cell::text(Style::CellRight, count(row.cases)),
            Cell::text(Style::CellRight, count(row.suspected)),
            Cell::text(Style::CellRight, count(row.deaths)),
            Cell::text(Style::CellRight, count(row.outbreaks)),
            Cell::text(Style::Cell, &row.state.vi),
        ]
    });
    let first = vec![
        Cell::head("TT").spanning(1, 2),
        Cell::head("Địa bàn").spanning(1, 2),
        Cell::head("Bệnh").spanning(1, 2),
        Cell::head("Ca xác định").spanning(2, 1),
        Cell::head("Ca nghi ngờ trong tháng").spanning(1, 2),
        Cell::head("Tử vong trong tháng").spanning(1, 2),
        Cell::head("Ổ dịch").spanning(1, 2),
        Cell::head("Cảnh báo, dịch").spanning(1, 2),
    ];
    let table = Table {
        columns: vec![9.0, 27.0, 32.0, 14.0, 14.0, 17.0, 15.0, 12.0, 25.0],
        header: vec![first, ["Trong ngày", "Trong tháng"].map(Cell::head).into()],
        rows: cells.collect(),
    };
    vec![Block::body(overview).kept(), Block::Table(table)]
}

/// One sentence that a busy reader needs from the table below it.
fn overview(wards: &[WardRow]) -> String {
    let new: CaseCounts = wards.iter().fold(CaseCounts::default(), |sum, ward| CaseCounts {
        community: sum.community + ward.new_cases.community,
        contained: sum.contained + ward.new_cases.contained,
        imported: sum.imported + ward.new_cases.imported,
    });
    let zones: u64 = wards.iter().map(|ward| ward.open_zones).sum();
    format!(
        "Trong ngày ghi nhận {} ca mắc mới, trong đó {} ca cộng đồng, {} ca trong khu vực đã phong tỏa hoặc cách ly, \
         {} ca nhập cảnh; còn {} vùng cách ly y tế. Cụ thể:",
        count(new.total()),
        count(new.community),
        count(new.contained),
        count(new.imported),
        count(zones)
    )
}

fn ward_table(report: &DailyReport) -> Table {
    let wards = &report.wards;
    // Under epidemic levels there are no tiers; one that somebody recorded is shown all the same.
    let tiers = !report.has_epidemic_levels()
        || wards.iter().any(|ward| ward.tier.is_some() || ward.planned.is_some());
    let rows = wards.iter().enumerate().map(|(index, ward)| {
        let unknown = || "–".to_owned();
        let planned = ward.planned.as_ref().map_or_else(
            || vec![vec![Run::plain(unknown())]],
            |planned| {
                let from = format!("từ {}", day_month(planned.from));
                vec![
                    vec![Run::plain(labels::tier(&report.kinds, &planned.tier))],
                    vec![Run::plain(from)],
                ]
            },
        );
        let last = match ward.last_community_case {
            LastCommunityCase::DaysAgo(days) => days.to_string(),
            LastCommunityCase::NoneSince(_) => "chưa có".to_owned(),
            LastCommunityCase::Unknown => "không rõ".to_owned(),
        };
        let mut cells = vec![
            Cell::text(Style::CellCentred, (index + 1).to_string()),
            Cell::text(Style::Cell, short_name(&ward.area.name)),
            Cell::lines(Style::Cell, risk_level(&report.kinds, ward)),
        ];
        if tiers {
            let tier = ward.tier.as_deref();
            let tier = tier.map_or_else(unknown, |tier| labels::tier(&report.kinds, tier));
            cells.extend([Cell::text(Style::Cell, tier), Cell::lines(Style::Cell, planned)]);
        }
        cells.extend([
            Cell::text(Style::CellRight, count(ward.cases.community)),
            Cell::text(Style::CellRight, count(ward.cases.contained)),
            Cell::text(Style::CellRight, count(ward.cases.imported)),
            Cell::text(Style::CellCentred, last),
            Cell::text(Style::CellRight, count(ward.open_zones)),
        ]);
        cells
    });
    let mut first = vec![
        Cell::head("TT").spanning(1, 2),
        Cell::head("Địa bàn").spanning(1, 2),
        Cell::head(labels::level_heading(report.has_epidemic_levels())).spanning(1, 2),
    ];
    first.extend(tiers.then(|| Cell::head("Giãn cách xã hội").spanning(2, 1)));
    first.extend([
        Cell::head("Số ca mắc cộng dồn").spanning(3, 1),
        Cell::head("Số ngày từ ca cộng đồng cuối").spanning(1, 2),
        Cell::head("Vùng cách ly").spanning(1, 2),
    ]);
    let second = ["Hiện tại", "Dự kiến", "Cộng đồng", "Đã cách ly", "Nhập cảnh"];
    let second = if tiers { &second[..] } else { &second[2..] };
    let columns = match tiers {
        true => vec![8.0, 23.5, 30.0, 19.0, 18.5, 11.5, 12.0, 11.5, 19.0, 12.0],
        false => vec![8.0, 42.0, 35.0, 15.0, 15.0, 15.0, 20.0, 15.0],
    };
    Table {
        columns,
        header: vec![first, second.iter().copied().map(Cell::head).collect()],
        rows: rows.collect(),
    }
}

fn risk_level(kinds: &ProposalKinds, ward: &WardRow) -> Vec<Vec<Run>> {
    let level = ward.risk_level.as_deref();
    let level = level.map_or("–".to_owned(), |level| labels::level(kinds, level));
    let mut lines = vec![vec![Run::plain(level)]];
    if ward.risk_level_advises {
        lines.push(vec![Run::italic("(tham khảo)")]);
    }
    lines
}

/// The name without its kind, which the heading of the column already says.
fn short_name(name: &str) -> &str {
    ["Phường ", "phường "].iter().find_map(|kind| name.strip_prefix(kind)).unwrap_or(name)
}

fn decision_table(kinds: &ProposalKinds, decisions: &[DecisionRow]) -> Table {
    let header = ["TT", "Địa bàn", "Đề xuất", "Kết quả xử lý", "Người quyết định"];
    let rows = decisions.iter().enumerate().map(|(index, row)| {
        let (subject, asked) = match &row.proposal {
            DecidedProposal::Kept(proposal) => (
                super::proposals::subject(proposal),
                vec![labels::asked(kinds, proposal), labels::period(proposal.from, proposal.until)],
            ),
            DecidedProposal::Unreadable { area, unreadable } => {
                (vec![vec![Run::plain(&area.name)]], vec![unreadable.vi.clone()])
            }
        };
        let mut result = vec![vec![Run::bold(labels::outcome(row.outcome))]];
        if let Some(value) = &row.value {
            let decided = labels::decided(kinds, &row.proposal, value);
            result.push(vec![Run::plain(format!("Giá trị: {decided}"))]);
        }
        result.extend(row.reason.iter().map(|reason| vec![Run::plain(format!("Lý do: {reason}"))]));
        vec![
            Cell::text(Style::CellCentred, (index + 1).to_string()),
            Cell::lines(Style::Cell, subject),
            Cell::lines(
                Style::Cell,
                asked.into_iter().map(|line| vec![Run::plain(line)]).collect(),
            ),
            Cell::lines(Style::Cell, result),
            Cell::lines(
                Style::Cell,
                vec![vec![Run::plain(&row.decided_by)], vec![Run::plain(hour(row.decided_at))]],
            ),
        ]
    });
    Table {
        columns: vec![10.0, 34.0, 34.0, 52.0, 35.0],
        header: vec![header.map(Cell::head).into()],
        rows: rows.collect(),
    }
}
