//! Section IV: sampling and liftings of the days ahead.

use super::{DailyReport, LiftRow, SamplingRow};
use crate::block::{Block, Cell, Run, Style, Table};
use crate::vietnamese::{count, short_date};

/// Section IV.
pub(crate) fn blocks(report: &DailyReport) -> Vec<Block> {
    // Where no zone is closed there is nothing to sample and nothing to lift.
    if report.diseases.is_some() && report.sampling.is_empty() && report.lifts.is_empty() {
        return vec![Block::body(
            "Chưa có lịch lấy mẫu và chưa có vùng cách ly y tế nào đủ điều kiện dỡ bỏ.",
        )];
    }
    let mut blocks = vec![Block::heading(2, "1. Lịch lấy mẫu xét nghiệm")];
    if report.sampling.is_empty() {
        blocks.push(Block::body("Chưa có lịch lấy mẫu trong những ngày tới."));
    } else {
        blocks.push(Block::Table(sampling_table(&report.sampling)));
    }
    blocks.push(Block::heading(2, "2. Các vùng cách ly y tế sắp đủ điều kiện dỡ bỏ"));
    if report.lifts.is_empty() {
        blocks.push(Block::body("Chưa có vùng cách ly y tế nào đủ điều kiện dỡ bỏ."));
    } else {
        blocks.push(Block::Table(lift_table(&report.lifts)));
    }
    blocks
}

fn sampling_table(rows: &[SamplingRow]) -> Table {
    let header = ["Ngày", "Địa bàn", "Lần", "Số người", "Đối tượng, phương pháp"];
    let cells = rows.iter().map(|row| {
        vec![
            Cell::text(Style::CellCentred, short_date(row.date)),
            Cell::lines(
                Style::Cell,
                place(&row.area.name, row.zone.as_ref().map(|zone| zone.name.as_str())),
            ),
            Cell::text(
                Style::CellCentred,
                row.round.map_or("–".to_owned(), |round| round.to_string()),
            ),
            Cell::text(Style::CellRight, row.people.map_or("chưa rõ".to_owned(), count)),
            Cell::text(Style::Cell, &row.method.vi),
        ]
    });
    Table {
        columns: vec![24.0, 60.0, 12.0, 20.0, 49.0],
        header: vec![header.map(Cell::head).into()],
        rows: cells.collect(),
    }
}

fn lift_table(rows: &[LiftRow]) -> Table {
    let header = [
        "TT",
        "Vùng cách ly y tế",
        "Số người",
        "Phong tỏa từ",
        "Ca gần nhất",
        "Dỡ bỏ từ",
        "Ghi chú",
    ];
    let day = |date: Option<jiff::civil::Date>| date.map_or("–".to_owned(), short_date);
    let cells = rows.iter().enumerate().map(|(index, row)| {
        vec![
            Cell::text(Style::CellCentred, (index + 1).to_string()),
            Cell::lines(Style::Cell, place(&row.area.name, Some(&row.zone.name))),
            Cell::text(Style::CellRight, row.people.map_or("chưa rõ".to_owned(), count)),
            Cell::text(Style::CellCentred, short_date(row.opened_on)),
            Cell::text(Style::CellCentred, day(row.last_case_on)),
            Cell::lines(Style::CellCentred, vec![vec![Run::bold(day(row.lift_from))]]),
            Cell::text(Style::Cell, &row.note.vi),
        ]
    });
    Table {
        columns: vec![10.0, 38.0, 17.0, 22.0, 22.0, 22.0, 34.0],
        header: vec![header.map(Cell::head).into()],
        rows: cells.collect(),
    }
}

fn place(area: &str, zone: Option<&str>) -> Vec<Vec<Run>> {
    match zone {
        Some(zone) => vec![vec![Run::plain(zone)], vec![Run::italic(area)]],
        None => vec![vec![Run::plain(area)]],
    }
}
