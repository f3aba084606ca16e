//! Epidemic levels of a commune from records, each day by its own law, on both databases.

use std::sync::LazyLock;

use jiff::Timestamp;
use taicho_model::{Order, Person, kind};
use taicho_ops::import::{Options, Source, import};
use taicho_ops::{Board, Content, OpsError, Situation, area_with_code, board};
use taicho_rules::Library;
use taicho_store::{Actor, Filter, Read, Scope, Store};
use taicho_testkit::on_both;

static CONTENT: LazyLock<Content> = LazyLock::new(|| Content::built_in().unwrap());
static LIBRARY: LazyLock<Library> = LazyLock::new(|| CONTENT.library().unwrap());

const AREAS: &str = "code,name,kind,level,parent_code
79,Hồ Chí Minh,Thành phố,province,
784,Hóc Môn,Huyện,district,79
27577,Xuân Thới Sơn,Xã,commune,784
27580,Tân Xuân,Xã,commune,784
";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn read_in(store: &Store, name: &str, text: &str) {
    let source = Source::bytes(name, text.as_bytes());
    // Cases and orders of the tests are known by then; areas and facts are true from the first day of 2021.
    let known_at = match name {
        "ca benh.csv" => "2021-11-19T08:00:00+07:00",
        "lenh.csv" => "2021-10-20T08:00:00+07:00",
        _ => "2021-01-02T08:00:00+07:00",
    };
    let options = Options::new(at(known_at));
    let done = import(store, &Actor::local_operator(), vec![source], options).unwrap();
    assert_eq!(done.faults, []);
}

/// States facts of Xuân Thới Sơn, all from the first day of 2021.
fn state(store: &Store, facts: &[(&str, &str, &str)]) {
    let rows = facts.iter().map(|(name, value, kind)| {
        format!("27577,,,{name},{value},{kind},01/01/2021,V2,Niên giám thống kê\n")
    });
    let heading =
        "Mã đơn vị,Mã vùng,Bệnh,Tên dữ kiện,Giá trị,Loại giá trị,Từ ngày,Độ tin cậy,Căn cứ\n";
    read_in(store, "du kien.csv", &(heading.to_owned() + &rows.collect::<String>()));
}

fn cases(store: &Store, disease: &str, origin: &str, day: &str, count: usize) {
    let rows = (0..count).map(|n| {
        format!(
            "{disease}-{origin}-{day}-{n},{disease},27577,,xác định,{origin},khu phố,{day},có\n"
        )
    });
    let heading =
        "Mã ca,Bệnh,Mã xã,Mã vùng,Phân loại,Nguồn ca,Nơi phát hiện,Ngày phát hiện,Rõ nguồn lây\n";
    read_in(store, "ca benh.csv", &(heading.to_owned() + &rows.collect::<String>()));
}

fn asked(store: &Store, moment: &str) -> Board {
    let read = store.read::<_, OpsError>(&Actor::local_operator(), |read| {
        let situation = Situation::load(read, "784", at(moment), None)?;
        board(&situation, &CONTENT, &LIBRARY, None)
    });
    read.unwrap()
}

/// The level of Xuân Thới Sơn: kind, value, whether it decides, and the set that gave it.
fn level(board: &Board) -> Option<(String, String, bool, String)> {
    let mut proposals = board.proposals.iter().map(|proposed| &proposed.proposal);
    let row = proposals.find(|row| {
        row.subject.area.code == "27577" && kind::OF_LEVELS.contains(&row.kind.as_str())
    })?;
    let set = row.rule.split('/').nth(1).unwrap_or_default();
    Some((row.kind.clone(), row.value.to_string(), row.decides, set.to_owned()))
}

fn missing(board: &Board, area: &str) -> Vec<String> {
    let open = board.undecided.iter().filter(|open| open.subject.area.code == area);
    open.flat_map(|open| open.missing.keys().cloned()).collect()
}

#[test]
fn each_day_is_judged_by_its_own_law() {
    on_both(|test| {
        let store = &test.store;
        read_in(store, "areas.csv", AREAS);
        state(
            store,
            &[
                ("population", "20000", "number"),
                ("covid_community_cases_7_days", "0", "number"),
                ("covid_cases_7_days", "0", "number"),
                ("adults_one_dose_share", "95", "number"),
                ("elderly_full_dose_share", "90", "number"),
                ("transmission_determined", "4", "number"),
                ("response_capacity", "high", "text"),
                ("covid_deaths_7_days", "0", "number"),
                ("full_dose_share", "80", "number"),
                ("at_risk_full_dose_share", "95", "number"),
            ],
        );
        let of = |moment: &str| {
            let board = asked(store, moment);
            level(&board)
                .map(|(kind, value, decides, set)| format!("{kind} {value} {decides} {set}"))
        };
        let by = |text: &str| Some(text.to_owned());
        assert_eq!(of("2021-10-11T16:00:00+07:00"), None);
        let advised = by("epidemic_level 1 false 4800-qd-byt");
        assert_eq!(of("2021-10-12T16:00:00+07:00"), advised);
        assert_eq!(of("2022-01-26T23:59:00+07:00"), advised);
        let decided = by("epidemic_level 3 true 218-qd-byt");
        assert_eq!(of("2022-01-27T00:00:00+07:00"), decided);
        assert_eq!(of("2023-12-31T16:00:00+07:00"), decided);
        assert_eq!(of("2024-01-01T00:00:00+07:00"), None);

        let tenth = asked(store, "2021-10-10T16:00:00+07:00");
        let kinds = |board: &Board| -> Vec<String> {
            let open = board.undecided.iter().filter(|open| open.subject.area.code == "27577");
            open.map(|open| open.kind.clone()).collect()
        };
        assert_eq!(kinds(&tenth), [kind::RISK_LEVEL]);
        let eleventh = asked(store, "2021-10-11T16:00:00+07:00");
        assert_eq!(kinds(&eleventh), [kind::EPIDEMIC_LEVEL]);
        assert_eq!(missing(&eleventh, "27577"), ["epidemic_level_determined"]);
        assert!(eleventh.notes[0].vi.contains("4800/QĐ-BYT"), "{:?}", eleventh.notes);
        // The other commune, of which nothing is known, and the district are open questions.
        let board = asked(store, "2022-03-01T16:00:00+07:00");
        assert!(board.wards.iter().any(|ward| ward.area.code == "27580" && ward.level.is_none()));
        assert!(missing(&board, "27580").contains(&"response_capacity".to_owned()));
        assert_eq!(missing(&board, "784"), ["epidemic_level_determined"]);
        let ward = board.wards.iter().find(|ward| ward.area.code == "27577").unwrap();
        let shown = ward.level.as_ref().unwrap();
        assert_eq!((shown.kind.as_str(), shown.value.as_str()), (kind::EPIDEMIC_LEVEL, "3"));

        let after = asked(store, "2024-01-01T16:00:00+07:00");
        assert!(after.family.is_none() && after.proposals.is_empty());
        let told = after.notes.iter().map(|note| note.vi.as_str()).collect::<String>();
        assert!(told.contains("Chưa có bộ quy tắc") && told.contains("02/2016/QĐ-TTg"), "{told}");
    });
}

#[test]
fn a_week_counts_new_cases_of_covid_19() {
    on_both(|test| {
        let store = &test.store;
        read_in(store, "areas.csv", AREAS);
        state(
            store,
            &[
                ("population", "20000", "number"),
                ("adults_one_dose_share", "95", "number"),
                ("elderly_full_dose_share", "90", "number"),
            ],
        );
        // Without one case of it recorded nobody knows that there were none.
        let silent = asked(store, "2021-11-24T16:00:00+07:00");
        assert_eq!(level(&silent), None);
        assert!(missing(&silent, "27577").contains(&"covid_community_cases_7_days".to_owned()));
        // 29 on the first day of the week and one before it: 145 per 100,000.
        cases(store, "covid-19", "cộng đồng", "18/11/2021", 29);
        cases(store, "covid-19", "cộng đồng", "17/11/2021", 1);
        cases(store, "dengue", "cộng đồng", "18/11/2021", 5);
        let value = |moment: &str| level(&asked(store, moment)).unwrap().1;
        assert_eq!(value("2021-11-24T16:00:00+07:00"), "2");
        // The day before all thirty are in the week: 150, which is band 4.
        assert_eq!(value("2021-11-23T16:00:00+07:00"), "3");
        let board = asked(store, "2021-11-24T16:00:00+07:00");
        let found = board.proposals.iter().find(|row| row.proposal.kind == kind::EPIDEMIC_LEVEL);
        let why = &found.unwrap().proposal.why.vi;
        assert!(why.contains("29 ca") && why.contains("20000 dân"), "{why}");
    });
}

#[test]
fn deaths_are_compared_unrounded() {
    for (people, expected) in [("16667", "1"), ("16666", "2")] {
        on_both(|test| {
            let store = &test.store;
            read_in(store, "areas.csv", AREAS);
            state(
                store,
                &[
                    ("population", people, "number"),
                    ("transmission_determined", "2", "number"),
                    ("response_capacity", "high", "text"),
                    ("covid_deaths_7_days", "1", "number"),
                    ("full_dose_share", "80", "number"),
                    ("at_risk_full_dose_share", "95", "number"),
                ],
            );
            let board = asked(store, "2022-03-01T16:00:00+07:00");
            let (_, value, decides, _) = level(&board).unwrap();
            assert_eq!((value.as_str(), decides), (expected, true), "{people}");
            let found =
                board.proposals.iter().find(|row| row.proposal.kind == kind::EPIDEMIC_LEVEL);
            let proposal = &found.unwrap().proposal;
            assert!(proposal.why.vi.contains(&format!("1 ca tử vong trong 7 ngày trên {people}")));
            assert!(proposal.notes.iter().any(|note| note.vi.contains("16.667")));
        });
    }
}

#[test]
fn raising_a_level_waits_for_its_notice() {
    on_both(|test| {
        let store = &test.store;
        read_in(store, "areas.csv", AREAS);
        state(store, &[("epidemic_level_determined", "3", "text")]);
        let order = "Loại,Giá trị,Mã đơn vị,Hiệu lực từ,Tình trạng,Căn cứ\nepidemic_level,2,27577,20/10/2021,issued,128/NQ-CP\n";
        read_in(store, "lenh.csv", order);
        let board = asked(store, "2021-11-01T08:00:00+07:00");
        let found = board.proposals.iter().find(|row| row.proposal.kind == kind::EPIDEMIC_LEVEL);
        let proposal = &found.unwrap().proposal;
        assert_eq!(proposal.from, Some(jiff::civil::date(2021, 11, 3)));
        assert!(proposal.changes && proposal.decides);
        assert!(proposal.notes.iter().any(|note| note.vi.contains("08:00 ngày 03/11/2021")));
    });
}

/// Who sees one commune alone is bound by what its district orders, and sees nothing else of the district.
#[test]
fn an_order_from_above_binds_whoever_sees_only_the_commune() {
    on_both(|test| {
        let store = &test.store;
        read_in(store, "areas.csv", AREAS);
        read_in(
            store,
            "lenh.csv",
            "Loại,Giá trị,Mã đơn vị,Hiệu lực từ,Tình trạng,Căn cứ,Số ký hiệu\ndistancing_tier,16,784,20/10/2021,issued,16/CT-TTg,90/QĐ-UBND\ndistancing_tier,15,27580,20/10/2021,issued,16/CT-TTg,91/QĐ-UBND\n",
        );
        let path = store
            .read::<_, OpsError>(&Actor::local_operator(), |read| {
                Ok(area_with_code(read, "27577", jiff::civil::date(2021, 11, 20))?.path)
            })
            .unwrap();
        let narrow = Actor { id: "tram".to_owned(), scope: Scope::Subtrees(vec![path]) };
        let board = store.read::<_, OpsError>(&narrow, |read| {
            let situation = Situation::load(read, "27577", at("2021-11-20T16:00:00+07:00"), None)?;
            board(&situation, &CONTENT, &LIBRARY, None)
        });
        let board = board.unwrap();
        let tier = board.wards[0].tier.as_ref().map(|tier| tier.value.as_str());
        assert_eq!(tier, Some("16"), "{:?}", board.wards);
        let numbers: Vec<_> = board.in_force.iter().map(|it| it.number.as_deref()).collect();
        assert_eq!(numbers, [Some("90/QĐ-UBND")], "and not that of the commune beside it");
        let seen = store.read::<_, OpsError>(&narrow, |read| {
            let of_above = Filter { above: Some("/elsewhere/below/".to_owned()), ..Filter::now() };
            let others = read.list::<Order>(&of_above)?.len();
            let of_people = Filter { above: Some(board_path(read)?), ..Filter::now() };
            Ok((
                others,
                read.list::<Person>(&of_people)?.len(),
                read.list::<Order>(&Filter::now())?.len(),
            ))
        });
        assert_eq!(seen.unwrap(), (0, 0, 0));
    });
}

fn board_path(read: &mut Read<'_>) -> Result<String, OpsError> {
    Ok(area_with_code(read, "27577", jiff::civil::date(2021, 11, 20))?.path)
}
