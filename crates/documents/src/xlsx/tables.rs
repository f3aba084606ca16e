//! What stands on each sheet.

use jiff::Timestamp;
use taicho_model::{DecidedProposal, Proposal, ProposalKinds, VIETNAM_OFFSET, Words};

use super::{Column, Sheet, Value};
use crate::daily::{DailyReport, DiseaseRow, Figure, LastCommunityCase};
use crate::labels;
use crate::vietnamese::clock;

pub(super) fn sheets(report: &DailyReport) -> Vec<Sheet> {
    vec![
        summary(report),
        report.diseases.as_deref().map_or_else(|| wards(report), diseases),
        proposals(report),
        unanswered(report),
        sampling(report),
        lifts(report),
        decisions(report),
        notes(report),
    ]
}

fn summary(report: &DailyReport) -> Sheet {
    let mut above = vec![
        format!("BÁO CÁO {}", report.title.vi),
        format!("Số liệu chốt lúc {}", clock(report.frozen_at)),
    ];
    above.extend(report.demo_notice.iter().map(|notice| notice.vi.clone()));
    let row = |group: &str, figure: &Figure| {
        let number = |value: Option<f64>, decimals| {
            value.map_or(Value::Empty, |value| Value::Number(value, decimals))
        };
        vec![
            text(group),
            text(&figure.label.vi),
            number(figure.value, figure.decimals),
            text(&figure.unit.vi),
            number(figure.numerator, 0),
            number(figure.denominator, 0),
            text(&figure.id),
        ]
    };
    let situation = report.figures.iter().map(|figure| row("Tình hình dịch bệnh", figure));
    let results = report.results.iter().map(|figure| row("Kết quả thực hiện", figure));
    Sheet {
        name: "Tổng hợp",
        above,
        columns: vec![
            Column("Nhóm", 22.0),
            Column("Chỉ tiêu", 52.0),
            Column("Kết quả (theo đơn vị)", 14.0),
            Column("Đơn vị", 18.0),
            Column("Tử số", 12.0),
            Column("Mẫu số", 12.0),
            Column("Mã chỉ tiêu", 24.0),
        ],
        rows: situation.chain(results).collect(),
    }
}

fn diseases(rows: &[DiseaseRow]) -> Sheet {
    let cells = rows.iter().map(|row| {
        vec![
            text(&row.area.code),
            text(&row.area.name),
            text(&row.disease.vi),
            Value::Whole(row.new_cases),
            Value::Whole(row.cases),
            Value::Whole(row.suspected),
            Value::Whole(row.deaths),
            Value::Whole(row.outbreaks),
            text(&row.state.vi),
        ]
    });
    Sheet {
        name: "Theo xã, phường và bệnh",
        above: Vec::new(),
        columns: vec![
            Column("Mã địa bàn", 11.0),
            Column("Địa bàn", 20.0),
            Column("Bệnh", 26.0),
            Column("Xác định trong ngày (ca)", 13.0),
            Column("Xác định trong tháng (ca)", 13.0),
            Column("Nghi ngờ trong tháng (ca)", 13.0),
            Column("Tử vong trong tháng (người)", 13.0),
            Column("Ổ dịch đang hoạt động (ổ)", 13.0),
            Column("Cảnh báo, dịch", 26.0),
        ],
        rows: cells.collect(),
    }
}

fn wards(report: &DailyReport) -> Sheet {
    let kinds = &report.kinds;
    let rows = report.wards.iter().map(|ward| {
        let planned = ward.planned.as_ref();
        let (days, note) = match ward.last_community_case {
            LastCommunityCase::DaysAgo(days) => (Value::Whole(u64::from(days)), Value::Empty),
            LastCommunityCase::NoneSince(since) => (
                Value::Empty,
                Value::Text(format!("Chưa có từ {}", crate::vietnamese::short_date(since))),
            ),
            LastCommunityCase::Unknown => (Value::Empty, text("Không rõ")),
        };
        vec![
            text(&ward.area.code),
            text(&ward.area.name),
            ward.risk_level
                .as_deref()
                .map_or(Value::Empty, |level| Value::Text(labels::level(kinds, level))),
            ward.tier
                .as_deref()
                .map_or(Value::Empty, |tier| Value::Text(labels::tier(kinds, tier))),
            planned.map_or(Value::Empty, |planned| Value::Text(labels::tier(kinds, &planned.tier))),
            planned.map_or(Value::Empty, |planned| Value::Date(planned.from)),
            Value::Whole(ward.cases.community),
            Value::Whole(ward.cases.contained),
            Value::Whole(ward.cases.imported),
            Value::Whole(ward.cases.total()),
            Value::Whole(ward.new_cases.total()),
            days,
            note,
            Value::Whole(ward.open_zones),
        ]
    });
    Sheet {
        name: "Theo xã, phường",
        above: Vec::new(),
        columns: vec![
            Column("Mã địa bàn", 11.0),
            Column("Địa bàn", 20.0),
            Column(labels::level_heading(report.has_epidemic_levels()), 18.0),
            Column("Giãn cách hiện tại", 13.0),
            Column("Giãn cách dự kiến", 13.0),
            Column("Dự kiến từ ngày", 13.0),
            Column("Cộng đồng (ca)", 11.0),
            Column("Đã cách ly (ca)", 11.0),
            Column("Nhập cảnh (ca)", 11.0),
            Column("Cộng dồn (ca)", 11.0),
            Column("Mới trong ngày (ca)", 11.0),
            Column("Từ ca cộng đồng cuối (ngày)", 14.0),
            Column("Ghi chú ca cộng đồng", 20.0),
            Column("Vùng cách ly còn lại (vùng)", 14.0),
        ],
        rows: rows.collect(),
    }
}

fn proposals(report: &DailyReport) -> Sheet {
    Sheet {
        name: "Đề xuất",
        above: Vec::new(),
        columns: vec![
            Column("Mã địa bàn", 11.0),
            Column("Địa bàn", 19.0),
            Column("Vùng cách ly y tế", 19.0),
            Column("Nội dung", 22.0),
            Column("Đề xuất", 17.0),
            Column("Từ ngày", 13.0),
            Column("Đến ngày", 13.0),
            Column("Hạn (giờ Việt Nam)", 17.0),
            Column("Thay đổi", 10.0),
            Column("Giá trị", 14.0),
            Column("Độ tin cậy", 10.0),
            Column("Lý do", 42.0),
            Column("Lưu ý", 24.0),
            Column("Căn cứ", 28.0),
            Column("Quy tắc", 26.0),
        ],
        rows: report.proposals.iter().map(|it| proposal(&report.kinds, it)).collect(),
    }
}

fn proposal(kinds: &ProposalKinds, proposal: &Proposal) -> Vec<Value> {
    let notes: Vec<&str> = proposal.notes.iter().map(|note| note.vi.as_str()).collect();
    vec![
        text(&proposal.subject.area.code),
        text(&proposal.subject.area.name),
        zone(proposal.subject.as_zone().as_ref().map(|zone| zone.name.as_str())),
        Value::Text(kinds.heading(&proposal.kind).vi),
        Value::Text(labels::asked(kinds, proposal)),
        proposal.from.map_or(Value::Empty, Value::Date),
        proposal.until.map_or(Value::Empty, Value::Date),
        proposal.due_at.map_or(Value::Empty, moment),
        text(if proposal.changes { "Có" } else { "Không" }),
        text(if proposal.decides { "Để quyết định" } else { "Chỉ để tham khảo" }),
        text(proposal.confidence.as_str()),
        text(&proposal.why.vi),
        Value::Text(notes.join("; ")),
        text(&proposal.document),
        text(&proposal.rule),
    ]
}

fn unanswered(report: &DailyReport) -> Sheet {
    let rows = report.unanswered.iter().map(|row| {
        let missing: Vec<&str> = row.missing.iter().map(|words| words.vi.as_str()).collect();
        vec![
            text(&row.area.code),
            text(&row.area.name),
            zone(row.zone.as_ref().map(|zone| zone.name.as_str())),
            Value::Text(labels::question(&report.kinds, &row.kind, row.disease_name.as_ref())),
            Value::Text(missing.join("; ")),
        ]
    });
    Sheet {
        name: "Chưa kết luận",
        above: Vec::new(),
        columns: vec![
            Column("Mã địa bàn", 11.0),
            Column("Địa bàn", 22.0),
            Column("Vùng cách ly y tế", 26.0),
            Column("Nội dung", 44.0),
            Column("Dữ liệu còn thiếu", 70.0),
        ],
        rows: rows.collect(),
    }
}

fn sampling(report: &DailyReport) -> Sheet {
    let rows = report.sampling.iter().map(|row| {
        vec![
            Value::Date(row.date),
            text(&row.area.code),
            text(&row.area.name),
            zone(row.zone.as_ref().map(|zone| zone.name.as_str())),
            row.round.map_or(Value::Empty, |round| Value::Whole(u64::from(round))),
            row.people.map_or(Value::Empty, Value::Whole),
            text(&row.method.vi),
        ]
    });
    Sheet {
        name: "Lịch lấy mẫu",
        above: Vec::new(),
        columns: vec![
            Column("Ngày", 13.0),
            Column("Mã địa bàn", 11.0),
            Column("Địa bàn", 24.0),
            Column("Vùng cách ly y tế", 36.0),
            Column("Lần lấy mẫu", 9.0),
            Column("Số người (người)", 12.0),
            Column("Đối tượng, phương pháp", 44.0),
        ],
        rows: rows.collect(),
    }
}

fn lifts(report: &DailyReport) -> Sheet {
    let rows = report.lifts.iter().map(|row| {
        vec![
            text(&row.area.name),
            text(&row.zone.code),
            text(&row.zone.name),
            row.people.map_or(Value::Empty, Value::Whole),
            Value::Date(row.opened_on),
            row.last_case_on.map_or(Value::Empty, Value::Date),
            row.lift_from.map_or(Value::Empty, Value::Date),
            text(&row.note.vi),
        ]
    });
    Sheet {
        name: "Vùng cách ly",
        above: Vec::new(),
        columns: vec![
            Column("Địa bàn", 22.0),
            Column("Mã vùng", 12.0),
            Column("Vùng cách ly y tế", 36.0),
            Column("Số người (người)", 12.0),
            Column("Phong tỏa từ ngày", 13.0),
            Column("Ngày có ca gần nhất", 13.0),
            Column("Dỡ bỏ từ ngày", 13.0),
            Column("Ghi chú", 48.0),
        ],
        rows: rows.collect(),
    }
}

fn decisions(report: &DailyReport) -> Sheet {
    let rows = report.decisions.iter().map(|row| {
        let (area, zone, asked, from) = match &row.proposal {
            DecidedProposal::Kept(proposal) => {
                let zone = zone(proposal.subject.as_zone().as_ref().map(|zone| zone.name.as_str()));
                (
                    &proposal.subject.area,
                    zone,
                    labels::asked(&report.kinds, proposal),
                    proposal.from,
                )
            }
            DecidedProposal::Unreadable { area, unreadable } => {
                (area, Value::Empty, unreadable.vi.clone(), None)
            }
        };
        let decided = |value: &str| labels::decided(&report.kinds, &row.proposal, value);
        let value = row.value.as_deref().map(decided);
        vec![
            text(&area.name),
            zone,
            Value::Text(asked),
            from.map_or(Value::Empty, Value::Date),
            text(labels::outcome(row.outcome)),
            value.map_or(Value::Empty, Value::Text),
            row.reason.as_deref().map_or(Value::Empty, text),
            text(&row.decided_by),
            moment(row.decided_at),
        ]
    });
    Sheet {
        name: "Đã xử lý",
        above: Vec::new(),
        columns: vec![
            Column("Địa bàn", 22.0),
            Column("Vùng cách ly y tế", 26.0),
            Column("Đề xuất", 20.0),
            Column("Từ ngày", 13.0),
            Column("Kết quả xử lý", 18.0),
            Column("Giá trị quyết định", 18.0),
            Column("Lý do", 44.0),
            Column("Người quyết định", 24.0),
            Column("Lúc (giờ Việt Nam)", 18.0),
        ],
        rows: rows.collect(),
    }
}

fn notes(report: &DailyReport) -> Sheet {
    let row = |what: &str, place: Value, note: Value| vec![text(what), place, note];
    let mut rows = vec![row(
        "Bản ghi chưa được biết lúc chốt số liệu (bản ghi)",
        Value::Empty,
        Value::Whole(report.data_notes.late_records),
    )];
    rows.extend(report.data_notes.unsure.iter().map(|fact| {
        let note = format!("{}; độ tin cậy {}", fact.label.vi, labels::confidence(fact.confidence));
        row("Dữ kiện chỉ để tham khảo", text(&fact.area.name), Value::Text(note))
    }));
    let other = report.demo_notice.iter().chain(&report.data_notes.other);
    rows.extend(other.map(|note: &Words| row("Lưu ý", Value::Empty, text(&note.vi))));
    Sheet {
        name: "Ghi chú",
        above: Vec::new(),
        columns: vec![Column("Nội dung", 34.0), Column("Địa bàn", 22.0), Column("Ghi chú", 90.0)],
        rows,
    }
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn zone(name: Option<&str>) -> Value {
    name.map_or(Value::Empty, text)
}

/// An instant as the clock in Vietnam shows it; a spreadsheet has no time zones.
fn moment(at: Timestamp) -> Value {
    Value::Moment(VIETNAM_OFFSET.to_datetime(at))
}
