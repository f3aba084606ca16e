//! A disease in a commune under the law of 2026, from records to answers, on both databases. Lines as Circular
//! 15/2026/TT-BYT draws them (articles 16 and 22); expected values worked out on paper.

use std::sync::LazyLock;

use jiff::Timestamp;
use taicho_model::{DecisionOutcome, FactValue, Proposal, kind};
use taicho_ops::import::{Options, Source, import};
use taicho_ops::{
    Content, Format, OpsError, Proposals, Situation, Verdict, daily_report, decide,
    decide_on_proposal, export_report,
};
use taicho_rules::Library;
use taicho_store::{Actor, Store};
use taicho_testkit::on_both;

static CONTENT: LazyLock<Content> = LazyLock::new(|| Content::built_in().unwrap());
static LIBRARY: LazyLock<Library> = LazyLock::new(|| CONTENT.library().unwrap());

/// A commune of today that three were put together to, and a fourth of which a part came in.
const AREAS: &str = "id,code,name,kind,level,parent_code,valid_from,valid_to
24,24,Bắc Ninh,Tỉnh,province,,,
101,101,Đồng Kỳ,Xã,commune,24,,2025-06-30
102,102,Tân Hưng,Xã,commune,24,,2025-06-30
103,103,Hồng Kỳ,Xã,commune,24,2025-07-01,
";

const LINKS: &str = "from_id,to_id,kind,on
101,103,whole,2025-07-01
102,103,whole,2025-07-01
";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn read_in(store: &Store, name: &str, text: &str) {
    let options = Options::new(at("2026-07-31T08:00:00+07:00"));
    let source = Source::bytes(name, text.as_bytes());
    let done = import(store, &Actor::local_operator(), vec![source], options).unwrap();
    assert_eq!(done.faults, [], "{name}");
}

fn place(store: &Store) {
    read_in(store, "areas.csv", AREAS);
    read_in(store, "area_links.csv", LINKS);
    read_in(
        store,
        "du kien.csv",
        "Mã đơn vị,Bệnh,Tên dữ kiện,Giá trị,Loại giá trị,Từ ngày,Độ tin cậy,Căn cứ
103,dengue,endemic,true,flag,01/07/2026,V2,Niên giám
103,dengue,group,B,text,01/07/2026,V2,1965/QĐ-BYT
103,measles,group,B,text,01/07/2026,V2,1965/QĐ-BYT
103,measles,endemic,false,flag,01/07/2026,V2,Niên giám
",
    );
}

/// Counts of months of the past years, from 2021 on, as one unit reported them; from July 2025 on the new commune did.
fn past(store: &Store, unit: &str, months: &[(&str, [u32; 5])]) {
    let mut text = "Mã đơn vị,Mã bệnh,Kỳ,Từ ngày,Số ca\n".to_owned();
    for (month, counts) in months {
        for (year, count) in (2021..).zip(counts) {
            let is_new = year == 2025 && *month > "06";
            let unit = match (is_new, unit) {
                (true, "101") => "103",
                (true, _) => continue,
                (false, unit) => unit,
            };
            text += &format!("{unit},dengue,month,{year}-{month}-01,{count}\n");
        }
    }
    read_in(store, "so ca theo ky.csv", &text);
}

fn cases(store: &Store, disease: &str, days: &[&str], more: &str) {
    let mut text = "Mã ca,Bệnh,Mã xã,Phân loại,Nguồn ca,Ngày phát hiện,Chùm ca bệnh\n".to_owned();
    for (n, day) in days.iter().enumerate() {
        text += &format!("{disease}-{n},{disease},103,xác định,cộng đồng,{day},{more}\n");
    }
    read_in(store, "ca benh.csv", &text);
}

fn asked(store: &Store, moment: &str) -> Proposals {
    let decided = store.read::<_, OpsError>(&Actor::local_operator(), |read| {
        let situation = Situation::load(read, "24", at(moment), None)?;
        decide(&situation, &CONTENT, &LIBRARY, None)
    });
    decided.unwrap()
}

fn of_kind<'a>(decided: &'a Proposals, kind: &str) -> Vec<&'a Proposal> {
    decided.proposals.iter().filter(|proposal| proposal.kind == kind).collect()
}

fn left_open<'a>(decided: &'a Proposals, kind: &str) -> Vec<&'a Proposal> {
    decided.left_open.iter().filter(|proposal| proposal.kind == kind).collect()
}

/// Golden test (a) of the source book: an epidemic that is open on 31 July with 20 cases against a line of 15.47 is
/// not over on 1 August because the month begins anew.
#[test]
fn no_epidemic_ends_at_the_turn_of_a_month() {
    on_both(|test| {
        let store = &test.store;
        place(store);
        let counts = [10, 12, 8, 14, 11];
        let none = [0; 5];
        past(store, "101", &[("06", counts), ("07", counts), ("08", counts), ("09", counts)]);
        past(store, "102", &[("06", none), ("07", none), ("08", none), ("09", none)]);
        cases(store, "dengue", &["2026-07-28"; 20], "");
        read_in(
            store,
            "lenh.csv",
            "Loại,Giá trị,Mã đơn vị,Hiệu lực từ,Tình trạng,Căn cứ,Số ký hiệu\nepidemic,dengue,103,30/07/2026,issued,15/2026/TT-BYT,12/QĐ-UBND\n",
        );
        for day in ["2026-07-31", "2026-08-01", "2026-08-27"] {
            let decided = asked(store, &format!("{day}T16:00:00+07:00"));
            assert!(
                of_kind(&decided, kind::EPIDEMIC_END).is_empty(),
                "{day}: {:#?}",
                decided.proposals
            );
        }
        // A month after the cases one reading has them behind it, the whole month of July has not.
        let decided = asked(store, "2026-08-28T16:00:00+07:00");
        let [end] = &of_kind(&decided, kind::EPIDEMIC_END)[..] else { panic!("{decided:#?}") };
        assert!(!end.decides);
        // In September both have.
        let decided = asked(store, "2026-09-01T16:00:00+07:00");
        let [end] = &of_kind(&decided, kind::EPIDEMIC_END)[..] else { panic!("{decided:#?}") };
        assert!(end.decides, "{end:#?}");
    });
}

#[test]
fn the_former_unit_that_did_not_report_is_named() {
    on_both(|test| {
        let store = &test.store;
        place(store);
        past(store, "101", &[("07", [10, 12, 8, 14, 11])]);
        cases(store, "dengue", &["2026-07-28"; 20], "");
        let decided = asked(store, "2026-07-31T16:00:00+07:00");
        let open = decided.undecided.iter().find(|open| open.kind == kind::EPIDEMIC).unwrap();
        let missing = &open.missing["same_month_counts"];
        assert!(missing.vi.contains("Tân Hưng") && !missing.vi.contains("Đồng Kỳ"), "{missing:?}");
    });
}

/// A week and a month that begin anew take back nothing that the ones before called for: it stands until it is decided.
#[test]
fn what_nobody_decided_stays_open_when_the_week_and_the_month_turn() {
    on_both(|test| {
        let store = &test.store;
        place(store);
        let days = ["2026-07-28", "2026-07-29", "2026-07-30", "2026-07-30", "2026-07-30"];
        cases(store, "measles", &days, "Trường mầm non");
        let (friday, monday) = ("2026-07-31T16:00:00+07:00", "2026-08-03T08:00:00+07:00");
        for kind in [kind::ALERT, kind::EPIDEMIC] {
            assert_eq!(of_kind(&asked(store, friday), kind).len(), 1);
            let decided = asked(store, monday);
            assert!(of_kind(&decided, kind).is_empty(), "this week and month call for nothing");
            let [open] = &left_open(&decided, kind)[..] else { panic!("{kind}: {decided:#?}") };
            assert!(open.changes && open.decides, "{open:#?}");
            let from = open.from.map(|from| from.to_string());
            assert_eq!(
                from.as_deref(),
                Some(&monday[..10]),
                "nothing begins on a day that has passed"
            );
            let before = if kind == kind::ALERT {
                "27/07/2026 – 02/08/2026"
            } else {
                "01/07/2026 – 31/07/2026"
            };
            assert!(open.why.vi.contains(before), "{open:#?}");
        }
        // A week later the alert would be of a week long past; the month's epidemic is still wanted.
        let decided = asked(store, "2026-08-10T08:00:00+07:00");
        assert!(left_open(&decided, kind::ALERT).is_empty());
        assert_eq!(left_open(&decided, kind::EPIDEMIC).len(), 1);
        // One that was rejected on its day is settled, and so is one that a paper speaks of.
        let looked_at = asked(store, friday);
        let verdict = Verdict {
            area_code: "24".to_owned(),
            at: at(friday),
            family: None,
            proposal_key: of_kind(&looked_at, kind::ALERT)[0].key(),
            outcome: DecisionOutcome::Rejected,
            value: None,
            reason: Some("Đã xử lý ổ dịch tại trường".to_owned()),
        };
        decide_on_proposal(
            store,
            &Actor::local_operator(),
            &CONTENT,
            &LIBRARY,
            verdict,
            at(friday),
        )
        .unwrap();
        let decided = asked(store, monday);
        assert!(left_open(&decided, kind::ALERT).is_empty(), "{decided:#?}");
        read_in(
            store,
            "lenh.csv",
            "Loại,Giá trị,Mã đơn vị,Hiệu lực từ,Tình trạng,Căn cứ,Số ký hiệu\nepidemic,measles,103,02/08/2026,issued,15/2026/TT-BYT,12/QĐ-UBND\n",
        );
        assert!(left_open(&asked(store, monday), kind::EPIDEMIC).is_empty());
    });
}

#[test]
fn what_stands_near_a_line_is_told() {
    on_both(|test| {
        let store = &test.store;
        place(store);
        cases(store, "measles", &["2026-07-28", "2026-07-29"], "Trường mầm non");
        let decided = asked(store, "2026-07-31T16:00:00+07:00");
        assert!(of_kind(&decided, kind::ALERT).is_empty());
        let near = decided.near.iter().find(|near| near.kind == kind::ALERT).unwrap();
        assert_eq!(near.subject.disease_code(), Some("measles"));
        let [change] = &near.would_change[..] else { panic!("{near:#?}") };
        assert_eq!(change.fact.as_deref(), Some("linked_cases_week"));
        assert_eq!(change.to, FactValue::Number(3.0));
        cases(store, "measles", &["2026-07-28", "2026-07-29", "2026-07-30"], "Trường mầm non");
        let decided = asked(store, "2026-07-31T16:00:00+07:00");
        assert_eq!(of_kind(&decided, kind::ALERT).len(), 1);
    });
}

/// 16 cases against 6, 8, 10, 12, 14 are an epidemic by one kind of standard deviation only.
#[test]
fn an_issued_paper_fixes_a_reading_for_its_area() {
    on_both(|test| {
        let store = &test.store;
        place(store);
        past(store, "101", &[("07", [6, 8, 10, 12, 14])]);
        past(store, "102", &[("07", [0; 5])]);
        cases(store, "dengue", &["2026-07-28"; 16], "");
        let now = "2026-07-31T16:00:00+07:00";
        let advised = asked(store, now);
        assert!(of_kind(&advised, kind::EPIDEMIC).iter().all(|it| !it.decides));
        let order = |status: &str, value: &str| {
            let heading = "Loại,Giá trị,Mã đơn vị,Hiệu lực từ,Tình trạng,Căn cứ,Số ký hiệu\n";
            let row = format!(
                "reading/15-2026-tt-byt/sd_convention,{value},24,01/07/2026,{status},15/2026/TT-BYT,45/SYT-NVY\n"
            );
            read_in(store, "lenh.csv", &(heading.to_owned() + &row));
        };
        order("draft", "population");
        let drafted = asked(store, now);
        assert!(
            of_kind(&drafted, kind::EPIDEMIC).iter().all(|it| !it.decides),
            "a draft fixes nothing"
        );
        order("issued", "population");
        let fixed = asked(store, now);
        let [epidemic] = &of_kind(&fixed, kind::EPIDEMIC)[..] else { panic!("{fixed:#?}") };
        assert!(epidemic.decides, "{epidemic:#?}");
        assert!(epidemic.notes.iter().any(|note| note.vi.contains("45/SYT-NVY")));
        order("issued", "median");
        let unknown = asked(store, now);
        assert!(of_kind(&unknown, kind::EPIDEMIC).iter().all(|it| !it.decides));
        assert!(
            unknown.notes.iter().any(|note| note.vi.contains("45/SYT-NVY")),
            "{:?}",
            unknown.notes
        );
    });
}

fn states(store: &Store, rows: &str) {
    let heading = "Mã đơn vị,Bệnh,Tên dữ kiện,Giá trị,Loại giá trị,Từ ngày,Độ tin cậy,Căn cứ\n";
    read_in(store, "du kien.csv", &(heading.to_owned() + rows));
}

/// Of what people stated the latest holds, and a word that there is not says nothing: neither is a green.
#[test]
fn what_was_stated_last_holds_and_an_unknown_word_tells_nothing() {
    on_both(|test| {
        let store = &test.store;
        place(store);
        cases(store, "measles", &["2026-07-28"; 6], "Trường mầm non");
        let now = "2026-07-31T16:00:00+07:00";
        assert_eq!(of_kind(&asked(store, now), kind::ALERT).len(), 1);
        states(store, "103,measles,endemic,true,flag,20/07/2026,V2,Niên giám\n");
        let endemic = asked(store, now);
        assert!(of_kind(&endemic, kind::ALERT).is_empty(), "without past counts it cannot be told");
        assert!(endemic.undecided.iter().any(|open| open.kind == kind::ALERT));
        states(store, "103,measles,endemic,false,flag,25/07/2026,V2,Niên giám\n");
        assert_eq!(of_kind(&asked(store, now), kind::ALERT).len(), 1);
        states(store, "103,measles,group,nhóm B,text,26/07/2026,V2,1965/QĐ-BYT\n");
        let unread = asked(store, now);
        let open = unread.undecided.iter().find(|open| open.kind == kind::ALERT).unwrap();
        assert!(open.missing.contains_key("group"), "{open:?}");
    });
}

#[test]
fn the_last_day_of_its_paper_does_not_end_an_epidemic() {
    on_both(|test| {
        let store = &test.store;
        place(store);
        let counts = [10, 12, 8, 14, 11];
        past(store, "101", &[("06", counts), ("07", counts)]);
        past(store, "102", &[("06", [0; 5]), ("07", [0; 5])]);
        cases(store, "dengue", &["2026-07-28"; 20], "");
        read_in(
            store,
            "lenh.csv",
            "Loại,Giá trị,Mã đơn vị,Hiệu lực từ,Hiệu lực đến,Tình trạng,Căn cứ,Số ký hiệu\nepidemic,dengue,103,10/07/2026,20/07/2026,issued,15/2026/TT-BYT,12/QĐ-UBND\n",
        );
        let decided = asked(store, "2026-07-31T16:00:00+07:00");
        let [epidemic] = &of_kind(&decided, kind::EPIDEMIC)[..] else { panic!("{decided:#?}") };
        assert!(!epidemic.changes, "it is declared, and nothing has ended it: {epidemic:#?}");
    });
}

/// One suspected case, five years of nothing: whether suspected cases count the Circular does not say.
#[test]
fn a_suspected_case_alone_only_advises() {
    on_both(|test| {
        let store = &test.store;
        place(store);
        let weeks: String = [
            ("101", 2021, "08-02"),
            ("101", 2022, "08-01"),
            ("101", 2023, "07-31"),
            ("101", 2024, "07-29"),
            ("103", 2025, "07-28"),
        ]
        .iter()
        .map(|(unit, year, day)| format!("{unit},dengue,week,{year}-{day},0\n"))
        .chain((0..4).map(|n| {
            let day = ["2021-08-02", "2022-08-01", "2023-07-31", "2024-07-29"][n];
            format!("102,dengue,week,{day},0\n")
        }))
        .collect();
        read_in(
            store,
            "so ca theo ky.csv",
            &("Mã đơn vị,Mã bệnh,Kỳ,Từ ngày,Số ca\n".to_owned() + &weeks),
        );
        read_in(
            store,
            "ca benh.csv",
            "Mã ca,Bệnh,Mã xã,Phân loại,Nguồn ca,Ngày phát hiện\nS1,dengue,103,nghi ngờ,cộng đồng,2026-07-28\n",
        );
        let now = "2026-07-31T16:00:00+07:00";
        let advised = asked(store, now);
        assert!(of_kind(&advised, kind::ALERT).iter().all(|alert| !alert.decides), "{advised:#?}");
        let reading = |disease: &str| {
            let row = format!(
                "reading/15-2026-tt-byt/suspected_count,yes,{disease},24,01/07/2026,issued,15/2026/TT-BYT,45/SYT\n"
            );
            read_in(
                store,
                "lenh.csv",
                &("Loại,Giá trị,Bệnh,Mã đơn vị,Hiệu lực từ,Tình trạng,Căn cứ,Số ký hiệu\n"
                    .to_owned()
                    + &row),
            );
        };
        reading("measles");
        assert!(
            of_kind(&asked(store, now), kind::ALERT).iter().all(|alert| !alert.decides),
            "of another disease"
        );
        reading("dengue");
        assert!(of_kind(&asked(store, now), kind::ALERT).iter().any(|alert| alert.decides));
    });
}

/// The daily report under the law of 2026 tells of each disease its cases, suspected cases, deaths, outbreaks and alerts;
/// waves, levels and tiers are of another law.
#[test]
fn the_daily_report_has_the_columns_of_the_law() {
    on_both(|test| {
        let store = &test.store;
        place(store);
        let head = "Mã ca,Bệnh,Mã xã,Phân loại,Nguồn ca,Ngày phát hiện,Chùm ca bệnh,died_on\n";
        let rows = "M1,measles,103,xác định,cộng đồng,2026-07-28,T,2026-07-30\n\
                    M2,measles,103,xác định,cộng đồng,2026-07-29,T,\n\
                    M3,measles,103,xác định,cộng đồng,2026-07-31,T,\n\
                    M4,measles,103,nghi ngờ,cộng đồng,2026-07-31,,\n\
                    M5,measles,103,loại trừ,cộng đồng,2026-07-31,,\n\
                    M6,measles,103,xác định,cộng đồng,2026-06-30,,\n\
                    D1,dengue,103,xác định,cộng đồng,2026-06-30,,2026-06-30\n";
        read_in(store, "ca benh.csv", &(head.to_owned() + rows));
        let outbreaks = "code,name,disease,area_code,determined_on,ended_on\n\
                         T,Trường mầm non,measles,103,2026-07-29,\n\
                         O,Thôn 1,dengue,103,2026-06-20,2026-07-20\n";
        read_in(store, "o dich.csv", outbreaks);
        let report = |moment: &str| {
            let made = store.read::<_, OpsError>(&Actor::local_operator(), |read| {
                daily_report(read, &CONTENT, &LIBRARY, "103", at(moment), None)
            });
            made.unwrap()
        };
        let made = report("2026-07-31T16:00:00+07:00");
        let [row] = &made.diseases.as_ref().unwrap()[..] else { panic!("{:#?}", made.diseases) };
        assert_eq!(row.disease.vi, "bệnh sởi");
        assert_eq!(
            [row.new_cases, row.cases, row.suspected, row.deaths, row.outbreaks],
            [1, 3, 1, 1, 1]
        );
        assert_eq!(row.state.vi, "Đề xuất cảnh báo");
        let text = format!("{:?}", made.to_document());
        for column in ["Bệnh", "Ca xác định", "Ca nghi ngờ", "Tử vong", "Ổ dịch", "Cảnh báo, dịch"]
        {
            assert!(text.contains(column), "{column}");
        }
        for old in ["F0", "F1", "Giãn cách", "đợt dịch", "nguy cơ", "Nhập cảnh", "lấy mẫu gộp"]
        {
            assert!(!text.contains(old), "{old}: {text}");
        }
        assert!(export_report(&made, Format::Xlsx, None).is_ok());
        // Under the law of before a report is as it was.
        assert!(report("2025-07-31T16:00:00+07:00").diseases.is_none());
    });
}
