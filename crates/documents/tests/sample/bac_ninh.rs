//! A made-up day of the 19 wards that Bắc Ninh city had in June 2021; only the names and the plan's dates are real.

use jiff::civil::{Date, date};
use taicho_documents::daily::{
    CaseCounts, DataNotes, DecisionRow, Figure, LastCommunityCase, LiftRow, PlannedTier,
    SamplingRow, UnansweredRow, UnsureFact, WardRow,
};
use taicho_documents::form::{Issuer, Recipient, Signer};
use taicho_documents::order::{OrderForm, OrderedChange};
use taicho_documents::{DailyReport, OrderDraft};
use taicho_model::{
    AreaRef, Confidence, DecidedProposal, DecisionOutcome, FactValue, Proposal, ProposalKinds,
    Subject, Words, ZoneRef, kind,
};

const WARDS: [(&str, &str); 19] = [
    ("09163", "Vũ Ninh"),
    ("09166", "Đáp Cầu"),
    ("09169", "Thị Cầu"),
    ("09172", "Kinh Bắc"),
    ("09175", "Vệ An"),
    ("09178", "Tiền An"),
    ("09181", "Đại Phúc"),
    ("09184", "Ninh Xá"),
    ("09187", "Suối Hoa"),
    ("09190", "Võ Cường"),
    ("09214", "Hòa Long"),
    ("09226", "Vạn An"),
    ("09235", "Khúc Xuyên"),
    ("09244", "Phong Khê"),
    ("09256", "Kim Chân"),
    ("09271", "Vân Dương"),
    ("09286", "Nam Sơn"),
    ("09325", "Khắc Niệm"),
    ("09331", "Hạp Lĩnh"),
];
const VERY_HIGH: [&str; 4] = ["Khắc Niệm", "Nam Sơn", "Vân Dương", "Đại Phúc"];
const FIRST: [&str; 4] = ["Suối Hoa", "Tiền An", "Phong Khê", "Khúc Xuyên"];
const SECOND: [(&str, u32); 4] =
    [("Hòa Long", 24), ("Vạn An", 23), ("Kim Chân", 29), ("Thị Cầu", 29)];
const DAY: Date = date(2021, 6, 17);

/// The day with 19 wards and this many proposals.
pub(crate) fn report(proposals: usize) -> DailyReport {
    DailyReport {
        issuer: issuer(),
        date: DAY,
        title: Words::new(
            "Tình hình dịch COVID-19 và kết quả thực hiện các biện pháp phòng, chống dịch \
             trên địa bàn thành phố ngày 17/6/2021",
            "COVID-19 situation and results of control measures in the city on 17 June 2021",
        ),
        frozen_at: "2021-06-17T16:00+07:00".parse().expect("a constant instant"),
        demo_notice: Some(notice()),
        figures: figures(),
        results: results(),
        diseases: None,
        wards: WARDS.iter().map(|ward| ward_row(ward.1)).collect(),
        kinds: kinds(),
        proposals: all_proposals(proposals),
        decisions: decisions(),
        sampling: sampling(),
        lifts: lifts(),
        unanswered: unanswered(),
        data_notes: DataNotes {
            late_records: 12,
            unsure: vec![UnsureFact {
                area: area("Hạp Lĩnh"),
                label: Words::new(
                    "Giáp ranh với địa bàn có nguy cơ rất cao",
                    "Borders an area of very high risk",
                ),
                confidence: Confidence::U,
            }],
            other: vec![Words::new(
                "Dân số 6 phường chưa có nguồn tin cậy nên không tính tỷ lệ trên 100.000 dân.",
                "The population of 6 wards has no reliable source, so no rate per 100,000 is given.",
            )],
        },
        recipients: recipients(),
        signer: signer(),
    }
}

/// A day on which nothing is known yet.
pub(crate) fn empty() -> DailyReport {
    DailyReport {
        demo_notice: None,
        figures: Vec::new(),
        results: Vec::new(),
        diseases: None,
        wards: Vec::new(),
        proposals: Vec::new(),
        decisions: Vec::new(),
        sampling: Vec::new(),
        lifts: Vec::new(),
        unanswered: Vec::new(),
        data_notes: DataNotes::default(),
        ..report(0)
    }
}

fn kinds() -> ProposalKinds {
    toml::from_str(include_str!("../../../../content/proposals.toml")).expect("the kinds")
}

/// The order that the first step-down becomes once approved.
pub(crate) fn order(form: OrderForm) -> OrderDraft {
    let change = |name: &str| OrderedChange {
        area: area(name),
        zone: None,
        kind: kind::DISTANCING_TIER.to_owned(),
        disease_name: None,
        value: "15".to_owned(),
        from: date(2021, 6, 21),
        until: None,
    };
    let symbol = match form {
        OrderForm::Decision => "QĐ-BCĐ",
        OrderForm::Notice => "TB-BCĐ",
    };
    OrderDraft {
        issuer: Issuer { symbol: symbol.to_owned(), ..issuer() },
        form,
        drafted_on: DAY,
        kinds: kinds(),
        title: Words::new(
            "Về việc điều chỉnh mức độ giãn cách xã hội trên địa bàn một số phường của thành phố Bắc Ninh",
            "On adjusting distancing in some wards of Bắc Ninh city",
        ),
        authority: "BAN CHỈ ĐẠO PHÒNG, CHỐNG DỊCH COVID-19 THÀNH PHỐ BẮC NINH".to_owned(),
        demo_notice: Some(notice()),
        bases: vec![
            "Luật Phòng, chống bệnh truyền nhiễm ngày 21 tháng 11 năm 2007".to_owned(),
            "Quyết định số 2686/QĐ-BCĐQG ngày 31 tháng 5 năm 2021 của Ban Chỉ đạo Quốc gia phòng, chống dịch COVID-19"
                .to_owned(),
            "Kế hoạch số 23/KH-BCĐ ngày 17 tháng 6 năm 2021 của Ban Chỉ đạo thành phố Bắc Ninh".to_owned(),
        ],
        proposed_by: Some("Phòng Y tế thành phố".to_owned()),
        changes: FIRST.into_iter().map(change).collect(),
        executors: "Thủ trưởng các phòng, ban, đơn vị thuộc thành phố; Ban Chỉ đạo, Ủy ban nhân dân các phường \
                    và các tổ chức, cá nhân có liên quan"
            .to_owned(),
        recipients: recipients(),
        signer: signer(),
    }
}

fn issuer() -> Issuer {
    Issuer {
        superior: "UBND THÀNH PHỐ BẮC NINH".to_owned(),
        name: "BCĐ PC DỊCH COVID-19".to_owned(),
        symbol: "BC-BCĐ".to_owned(),
        place: "Thành phố Bắc Ninh".to_owned(),
    }
}

fn notice() -> Words {
    Words::new(
        "BẢN TRÌNH DIỄN: người, ca bệnh và phần lớn số liệu trong văn bản này là dữ liệu tổng hợp, không có thật; \
         văn bản không có giá trị pháp lý.",
        "DEMONSTRATION: people, cases and most figures are synthetic; this document has no legal force.",
    )
}

fn signer() -> Signer {
    Signer {
        authority: "TM. BAN CHỈ ĐẠO THÀNH PHỐ".to_owned(),
        role: "TRƯỞNG BAN".to_owned(),
        office: Some("CHỦ TỊCH UBND THÀNH PHỐ".to_owned()),
        name: None,
    }
}

fn recipients() -> Vec<Recipient> {
    [
        ("Tỉnh ủy, UBND tỉnh", "b/c"),
        ("Sở Y tế", "b/c"),
        ("Thường trực Thành ủy, HĐND thành phố", "b/c"),
        ("Chủ tịch, các PCT UBND thành phố", "c/đ"),
        ("Các phòng, ban, đơn vị, đoàn thể thành phố", "t/h"),
        ("Đảng ủy, UBND các phường", "t/h"),
    ]
    .map(|(name, action)| Recipient::new(name, action))
    .into()
}

fn area(name: &str) -> AreaRef {
    let code = WARDS.iter().find(|ward| ward.1 == name).map_or("", |ward| ward.0);
    AreaRef { code: code.to_owned(), name: format!("Phường {name}") }
}

fn figure(id: &str, vi: &str, en: &str, unit: (&str, &str), value: Option<f64>) -> Figure {
    Figure {
        id: id.to_owned(),
        label: Words::new(vi, en),
        value,
        decimals: 0,
        unit: Words::new(unit.0, unit.1),
        numerator: None,
        denominator: None,
    }
}

fn figures() -> Vec<Figure> {
    let cases = ("ca", "cases");
    let mut figures = vec![
        figure("cases.total", "Tổng số ca mắc cộng dồn", "Cumulative cases", cases, Some(1214.0)),
        figure("cases.new", "Ca mắc mới trong ngày", "New cases", cases, Some(9.0)),
        figure(
            "cases.new_community",
            "Ca cộng đồng trong ngày",
            "New community cases",
            cases,
            Some(0.0),
        ),
        figure(
            "zones.open",
            "Vùng cách ly y tế còn lại",
            "Open zones",
            ("vùng", "zones"),
            Some(40.0),
        ),
        figure(
            "f1.quarantined",
            "F1 đang cách ly tập trung",
            "F1 in quarantine",
            ("người", "people"),
            None,
        ),
    ];
    figures.push(Figure {
        decimals: 2,
        numerator: Some(61.0),
        denominator: Some(288_766.0),
        ..figure(
            "incidence.week",
            "Số ca mắc mới trên 100.000 dân trong 7 ngày",
            "New cases per 100,000 people in 7 days",
            ("ca/100.000 dân", "per 100,000"),
            Some(21.12),
        )
    });
    figures
}

fn results() -> Vec<Figure> {
    let mut share = figure(
        "sampling.completed",
        "Tỷ lệ người được lấy mẫu so với danh sách",
        "People sampled of those listed",
        ("%", "%"),
        Some(98.7),
    );
    share.decimals = 1;
    share.numerator = Some(12_481.0);
    share.denominator = Some(12_645.0);
    let samples = ("mẫu", "specimens");
    vec![
        share,
        figure("tests.positive", "Mẫu dương tính", "Positive specimens", samples, Some(9.0)),
        figure(
            "tests.pending",
            "Mẫu chờ kết quả",
            "Specimens awaiting results",
            samples,
            Some(1340.0),
        ),
    ]
}

fn ward_row(name: &str) -> WardRow {
    let seed = name.chars().map(u64::from).sum::<u64>();
    let second = SECOND.iter().find(|ward| ward.0 == name);
    let worst = VERY_HIGH.contains(&name);
    let planned = if FIRST.contains(&name) {
        Some(PlannedTier { tier: "15".to_owned(), from: date(2021, 6, 21) })
    } else {
        second.map(|_| PlannedTier { tier: "15".to_owned(), from: date(2021, 6, 25) })
    };
    let last_community_case = match second {
        Some((_, days)) => LastCommunityCase::DaysAgo(*days),
        None if FIRST.contains(&name) => LastCommunityCase::NoneSince(date(2021, 5, 5)),
        None if worst => LastCommunityCase::DaysAgo(17 + u32::try_from(seed % 5).unwrap_or(0)),
        None => LastCommunityCase::Unknown,
    };
    let community = if FIRST.contains(&name) { 0 } else { seed % 7 };
    WardRow {
        area: area(name),
        risk_level: Some(
            if worst { "very_high" } else { ["high", "at_risk", "new_normal"][seed as usize % 3] }
                .to_owned(),
        ),
        risk_level_advises: false,
        tier: Some("16".to_owned()),
        planned,
        cases: CaseCounts {
            community,
            contained: if worst { 150 + seed % 90 } else { seed % 30 },
            imported: seed % 2,
        },
        new_cases: CaseCounts { community: 0, contained: if worst { 2 } else { 0 }, imported: 0 },
        last_community_case,
        open_zones: if worst { 6 + seed % 4 } else { seed % 3 },
    }
}

fn unanswered() -> Vec<UnansweredRow> {
    vec![UnansweredRow {
        area: area(FIRST[0]),
        zone: None,
        kind: kind::EPIDEMIC.to_owned(),
        disease_name: Some(Words::new("bệnh sốt xuất huyết Dengue", "dengue")),
        missing: vec![Words::new(
            "Số ca cùng tháng các năm trước (có 4, cần 5 năm)",
            "Cases in the same month of past years (4 of 5 years)",
        )],
    }]
}

fn of_covid(subject: Subject) -> Subject {
    subject.of_disease("covid-19", Some(Words::new("bệnh COVID-19", "COVID-19")))
}

fn proposal(name: &str, kind: &str, value: FactValue, from: Date, why: &str) -> Proposal {
    Proposal {
        subject: of_covid(Subject::area(area(name))),
        kind: kind.to_owned(),
        value,
        from: Some(from),
        until: None,
        due_at: None,
        changes: true,
        rule: "vn-covid-2021/23-kh-bcd/step-down@1".to_owned(),
        document: "Kế hoạch số 23/KH-BCĐ, mục III.2.6".to_owned(),
        confidence: Confidence::S,
        decides: true,
        facts: Vec::new(),
        why: Words::new(why, ""),
        notes: Vec::new(),
        would_change: Vec::new(),
    }
}

fn all_proposals(count: usize) -> Vec<Proposal> {
    let tier = |name: &str, day: i8, why: &str| {
        proposal(
            name,
            kind::DISTANCING_TIER,
            FactValue::Text("15".to_owned()),
            date(2021, 6, day),
            why,
        )
    };
    let mut list: Vec<Proposal> = FIRST
        .into_iter()
        .map(|name| tier(name, 21, "Chưa có ca mắc cộng đồng từ đầu đợt dịch (05/5/2021); không thuộc nhóm nguy cơ rất cao."))
        .collect();
    list.extend(SECOND.into_iter().map(|(name, days)| {
        tier(
            name,
            25,
            &format!(
                "Đã {days} ngày kể từ ca F0 cuối cùng trong các khu phố, trên ngưỡng 20 ngày."
            ),
        )
    }));
    let mut freeze = proposal(
        "Khắc Niệm",
        kind::ZONE_FREEZE,
        FactValue::Number(20.0),
        DAY,
        "Ổ dịch còn phát sinh nhiều ca trong khu vực đã phong tỏa; kế hoạch yêu cầu đóng băng tối thiểu 20 ngày.",
    );
    let zone = ZoneRef::new("KN-01", "Khu Thượng");
    freeze.subject = of_covid(Subject::zone(zone, freeze.subject.area));
    freeze.until = Some(date(2021, 7, 6));
    freeze
        .notes
        .push(Words::new("Ngày 17/6 được tính là ngày thứ 1.", "17 June is counted as day 1."));
    list.push(freeze);
    for index in list.len()..count {
        let name = WARDS[index % WARDS.len()].1;
        list.push(filler(name, index));
    }
    list.truncate(count);
    list.extend(VERY_HIGH.into_iter().map(|name| Proposal {
        changes: false,
        value: FactValue::Text("16".to_owned()),
        ..tier(name, 17, "Thuộc nhóm nguy cơ rất cao.")
    }));
    list
}

fn filler(name: &str, index: usize) -> Proposal {
    if index.is_multiple_of(3) {
        let mut lift = proposal(
            name,
            kind::ZONE_LIFT,
            FactValue::Flag(true),
            date(2021, 6, 19),
            "Đã quá 14 ngày không có ca mắc mới; đã lấy mẫu toàn dân vòng cuối, tất cả âm tính.",
        );
        let zone = ZoneRef {
            code: format!("Z-{index:02}"),
            name: format!("Ngõ {index}, đường Lý Thái Tổ"),
        };
        lift.subject = of_covid(Subject::zone(zone, lift.subject.area));
        lift
    } else {
        let mut level = proposal(
            name,
            kind::RISK_LEVEL,
            FactValue::Text(["at_risk", "high"][index % 2].to_owned()),
            DAY,
            "Giáp ranh với địa bàn có nguy cơ rất cao và có cơ sở sản xuất với nhiều công nhân lưu trú.",
        );
        level.document = "Quyết định số 2686/QĐ-BCĐQG, mục II".to_owned();
        level.confidence = Confidence::U;
        level.decides = false;
        level
    }
}

fn decisions() -> Vec<DecisionRow> {
    let tier = |name: &str| {
        proposal(
            name,
            kind::DISTANCING_TIER,
            FactValue::Text("15".to_owned()),
            date(2021, 6, 21),
            "",
        )
    };
    let decided = |name: &str, outcome, value: Option<&str>, reason: Option<&str>| DecisionRow {
        proposal: DecidedProposal::Kept(tier(name)),
        outcome,
        value: value.map(str::to_owned),
        reason: reason.map(str::to_owned),
        decided_by: "Trưởng Ban Chỉ đạo".to_owned(),
        decided_at: "2021-06-17T15:20+07:00".parse().expect("a constant instant"),
    };
    vec![
        decided("Suối Hoa", DecisionOutcome::Approved, None, None),
        decided("Tiền An", DecisionOutcome::Approved, None, None),
        decided(
            "Phong Khê",
            DecisionOutcome::Overridden,
            Some("16"),
            Some("Chờ kết quả xét nghiệm công nhân làng nghề ngày 20/6"),
        ),
    ]
}

fn sampling() -> Vec<SamplingRow> {
    let round = |day: i8, name: &str, zone: &str, round: u32, people: Option<u64>| SamplingRow {
        date: date(2021, 6, day),
        area: area(name),
        zone: Some(ZoneRef { code: String::new(), name: zone.to_owned() }),
        round: Some(round),
        people,
        method: Words::new("Toàn dân, mẫu gộp", "Everyone, pooled"),
    };
    vec![
        round(18, "Khắc Niệm", "Khu Thượng", 2, Some(4210)),
        round(18, "Vân Dương", "Khu Hai Vân", 2, Some(1310)),
        round(19, "Nam Sơn", "Khu đất đấu giá Sơn Đông", 3, Some(193)),
        round(21, "Đại Phúc", "Khu 5, ngõ 12 đường Trần Hưng Đạo", 1, None),
        SamplingRow {
            date: date(2021, 6, 25),
            area: AreaRef { code: "256".to_owned(), name: "Thành phố Bắc Ninh".to_owned() },
            zone: None,
            round: None,
            people: None,
            method: Words::new(
                "Cán bộ, công chức cơ quan thành phố, 15 giờ 00",
                "City staff, 15:00",
            ),
        },
    ]
}

fn lifts() -> Vec<LiftRow> {
    vec![
        LiftRow {
            area: area("Nam Sơn"),
            zone: ZoneRef {
                code: "NS-02".to_owned(), name: "Khu đất đấu giá Sơn Đông".to_owned()
            },
            people: Some(193),
            opened_on: date(2021, 6, 2),
            last_case_on: Some(date(2021, 6, 2)),
            lift_from: Some(date(2021, 6, 20)),
            note: Words::new(
                "Vòng cuối ngày 19/6 phải âm tính toàn bộ",
                "The last round on 19 June must be negative",
            ),
        },
        LiftRow {
            area: area("Vân Dương"),
            zone: ZoneRef { code: "VD-01".to_owned(), name: "Khu Hai Vân".to_owned() },
            people: Some(1310),
            opened_on: date(2021, 6, 6),
            last_case_on: Some(date(2021, 6, 11)),
            lift_from: None,
            note: Words::new(
                "Chưa qua 14 ngày không có ca mắc mới",
                "14 days without a case have not passed",
            ),
        },
    ]
}
