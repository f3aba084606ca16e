//! What is filed under a unit that has merged since, on both databases: it counts in the commune that wholly took the
//! unit over, and what does not is said.

use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::civil::date;
use taicho_model::{AreaRef, Case};
use taicho_ops::import::{Options, Source, import};
use taicho_ops::{Board, ClocksOf, Content, OpsError, Situation, board, clocks, within_area};
use taicho_rules::Library;
use taicho_store::{Actor, Filter, Scope, Store};
use taicho_testkit::on_both;

static CONTENT: LazyLock<Content> = LazyLock::new(|| Content::built_in().unwrap());
static LIBRARY: LazyLock<Library> = LazyLock::new(|| CONTENT.library().unwrap());

/// Two provinces became one, and with them two communes one; a third went to it and to another in parts. In 2026 a
/// commune gets another code.
const AREAS: &str = "id,code,name,kind,level,parent_code,valid_from,valid_to
27,27,Bắc Ninh,Tỉnh,province,,,2025-06-30
24,24,Bắc Giang,Tỉnh,province,,,2025-06-30
24.2,24,Bắc Ninh,Tỉnh,province,,2025-07-01,
256,256,Bắc Ninh,Thành phố,district,27,,2025-06-30
101,101,Đồng Kỳ,Xã,commune,256,,2025-06-30
102,102,Tân Hưng,Xã,commune,256,,2025-06-30
104,104,Tam Tiến,Xã,commune,256,,2025-06-30
106,106,Bố Hạ,Xã,commune,256,,2025-06-30
107,107,Đông Sơn,Xã,commune,256,,2025-06-30
108,108,Bố Hạ,Xã,commune,24,2025-07-01,
103,103,Hồng Kỳ,Xã,commune,24,2025-07-01,
105,105,Yên Thế,Xã,commune,24,2025-07-01,2026-07-19
205,205,Yên Thế,Phường,commune,24,2026-07-20,
";

const LINKS: &str = "from_id,to_id,kind,on
27,24.2,whole,2025-07-01
24,24.2,whole,2025-07-01
101,103,whole,2025-07-01
102,103,whole,2025-07-01
106,108,whole,2025-07-01
107,108,whole,2025-07-01
104,103,part,2025-07-01
104,105,part,2025-07-01
105,205,whole,2026-07-20
";

const CASES: &str =
    "Mã ca,Bệnh,Mã xã,Phân loại,Nguồn ca,Ngày khởi phát,Ngày phát hiện,Chùm ca bệnh\n";
const FACTS: &str = "Mã đơn vị,Bệnh,Tên dữ kiện,Giá trị,Loại giá trị,Từ ngày,Độ tin cậy,Căn cứ\n";
const ORDERS: &str = "Loại,Giá trị,Mã đơn vị,Hiệu lực từ,Tình trạng,Căn cứ,Số ký hiệu\n";

fn read_in(store: &Store, known_at: &str, name: &str, text: &str) {
    let known_at: Timestamp = known_at.parse().unwrap();
    let source = Source::bytes(name, text.as_bytes());
    let done = import(store, &Actor::local_operator(), vec![source], Options::new(known_at));
    assert_eq!(done.unwrap().faults, [], "{name}");
}

const BEFORE: &str = "2025-06-29T08:00:00+07:00";

fn place(store: &Store) {
    read_in(store, BEFORE, "areas.csv", AREAS);
    read_in(store, BEFORE, "area_links.csv", LINKS);
}

fn shown_to(store: &Store, actor: &Actor, area: &str, moment: &str) -> Board {
    let read = store.read::<_, OpsError>(actor, |read| {
        let situation = Situation::load(read, area, moment.parse().unwrap(), None)?;
        board(&situation, &CONTENT, &LIBRARY, None)
    });
    read.unwrap()
}

fn shown(store: &Store, area: &str, moment: &str) -> Board {
    shown_to(store, &Actor::local_operator(), area, moment)
}

const AFTER: &str = "2025-07-05T16:00:00+07:00";

/// The place of a commune among the wards of a board.
fn at(board: &Board, code: &str) -> usize {
    board.wards.iter().position(|ward| ward.area.code == code).unwrap()
}

fn said(board: &Board) -> String {
    board.notes.iter().map(|note| format!("{}\n", note.vi)).collect()
}

#[test]
fn cases_count_in_the_commune_that_took_the_unit_over() {
    on_both(|test| {
        let store = &test.store;
        place(store);
        let cases = "C1,dengue,101,xác định,cộng đồng,2025-06-26,2025-06-28,\n\
                     C2,dengue,104,xác định,cộng đồng,2025-06-26,2025-06-28,\n\
                     C3,dengue,104,loại trừ,cộng đồng,2025-06-26,2025-06-28,\n";
        read_in(store, BEFORE, "ca benh.csv", &(CASES.to_owned() + cases));
        let before = shown(store, "27", "2025-06-30T16:00:00+07:00");
        assert_eq!(before.wards[at(&before, "101")].cases.community, 1);
        assert!(!said(&before).contains("đơn vị cũ"), "{}", said(&before));

        let commune = shown(store, "103", AFTER);
        assert_eq!(commune.wards[at(&commune, "103")].cases.community, 1);
        let note = "Ghi ở đơn vị cũ Xã Tam Tiến, chỉ một phần thuộc Xã Hồng Kỳ: 1 ca bệnh; không tính cho Xã Hồng Kỳ.";
        assert!(said(&commune).contains(note), "{}", said(&commune));
        // Nothing is news because its unit has another name today.
        let next = shown(store, "103", "2025-07-01T16:00:00+07:00");
        assert_eq!(next.day_book.learned_of_earlier_days, 0);

        let province = shown(store, "24", AFTER);
        assert_eq!(province.wards[at(&province, "103")].cases.community, 1);
        assert_eq!(province.wards[at(&province, "105")].cases.community, 0);
        assert_eq!(province.commune_not_known.community, 1);
        let note = "Ghi ở đơn vị cũ Xã Tam Tiến, mỗi phần thuộc một nơi (Xã Hồng Kỳ, Xã Yên Thế): 1 ca bệnh; tính chung cho Tỉnh Bắc Ninh";
        assert!(said(&province).contains(note), "{}", said(&province));
        let total = province.indicators.iter().find(|shown| shown.id == "cases_total").unwrap();
        assert_eq!(total.value, Some(2.0));
        // The rows behind a number are as many as the number says.
        for (area, rows) in [("103", 1), ("105", 0), ("24", 2)] {
            let counted = store.read::<_, OpsError>(&Actor::local_operator(), |read| {
                let confirmed = Filter::as_of(AFTER.parse().unwrap()).is("status", "confirmed");
                let filter = within_area(read, confirmed, area, date(2025, 7, 5))?;
                Ok(read.count::<Case>(&filter)?)
            });
            assert_eq!(counted.unwrap(), rows, "{area}");
        }
        // The province of before is asked as it was.
        let then = shown(store, "24", "2025-06-30T16:00:00+07:00");
        assert!(then.wards.is_empty());
    });
}

#[test]
fn zones_and_epidemics_go_on_in_the_commune_that_took_the_unit_over() {
    on_both(|test| {
        let store = &test.store;
        place(store);
        let zones = "Mã,Tên,Bệnh,Mã phường,Ngày thiết lập,Số người\n\
                     Z1,Thôn 1,covid-19,101,2025-06-20,100\n\
                     Z2,Thôn 2,covid-19,104,2025-06-20,50\n";
        read_in(store, BEFORE, "vung.csv", zones);
        let rounds = "Mã vùng,Ngày lấy mẫu,Trong danh sách,Đã lấy mẫu,Dương tính\n\
                      Z1,2025-06-28,100,80,0\n";
        read_in(store, BEFORE, "lay mau.csv", rounds);
        let orders = "epidemic,dengue,101,10/06/2025,issued,15/2026/TT-BYT,1/QĐ-UBND\n\
                      epidemic,measles,102,01/06/2025,issued,15/2026/TT-BYT,2/QĐ-UBND\n\
                      epidemic_end,measles,102,20/06/2025,issued,15/2026/TT-BYT,3/QĐ-UBND\n\
                      distancing_tier,16,102,20/06/2025,issued,16/CT-TTg,4/QĐ-UBND\n";
        read_in(store, BEFORE, "lenh.csv", &(ORDERS.to_owned() + orders));
        let board = shown(store, "103", AFTER);
        let there = &board.wards[at(&board, "103")];
        assert_eq!(format!("{:?}", there.state), "Epidemic");
        assert_eq!(there.open_zones, 1);
        let share = board.indicators.iter().find(|it| it.id == "sampled_share_7_days").unwrap();
        assert_eq!(share.value, None, "the round is more than 7 days old: {share:?}");
        let standing: Vec<_> = board.in_force.iter().map(|it| it.number.as_deref()).collect();
        assert_eq!(standing, [Some("1/QĐ-UBND")]);
        assert_eq!(
            board.in_force[0].subject.area,
            AreaRef { code: "103".into(), name: "Xã Hồng Kỳ".into() }
        );
        // A tier of one of two units is no tier of both.
        assert!(there.tier.is_none());
        let told = said(&board);
        assert!(
            told.contains("Xã Tân Hưng, nay chỉ là một phần của Xã Hồng Kỳ: 4/QĐ-UBND"),
            "{told}"
        );
        assert!(
            told.contains("Xã Tam Tiến, chỉ một phần thuộc Xã Hồng Kỳ: 1 vùng cách ly"),
            "{told}"
        );
        let province = shown(store, "24", AFTER);
        assert_eq!(province.zones.open, 2);
    });
}

#[test]
fn a_population_is_known_when_all_units_state_theirs() {
    on_both(|test| {
        let store = &test.store;
        place(store);
        let stated = |unit: &str, people: u32| {
            let row = format!("{unit},,population,{people},number,20/06/2025,V2,Niên giám\n");
            read_in(store, BEFORE, "du kien.csv", &(FACTS.to_owned() + &row));
        };
        stated("101", 1000);
        let board = shown(store, "103", AFTER);
        assert!(board.wards[at(&board, "103")].population.is_none());
        let note = "Nêu cho đơn vị cũ Xã Đồng Kỳ, nay chỉ là một phần của Xã Hồng Kỳ: dữ kiện “Dân số”; chưa dùng cho Xã Hồng Kỳ, cần nêu lại.";
        assert!(said(&board).contains(note), "{}", said(&board));
        stated("106", 1500);
        stated("107", 700);
        let merged = shown(store, "108", AFTER);
        let people = merged.wards[at(&merged, "108")].population.as_ref().unwrap();
        assert_eq!(people.value, 2200.0);
        assert!(!said(&merged).contains("Dân số"), "{}", said(&merged));
        // A part of a third unit came in as well: how many lived there nobody says.
        stated("102", 2000);
        let board = shown(store, "103", AFTER);
        assert!(board.wards[at(&board, "103")].population.is_none());
        let row = "103,,population,3500,number,01/07/2025,V2,Niên giám\n";
        read_in(store, AFTER, "du kien.csv", &(FACTS.to_owned() + row));
        let board = shown(store, "103", AFTER);
        assert_eq!(board.wards[at(&board, "103")].population.as_ref().unwrap().value, 3500.0);
        assert!(!said(&board).contains("Dân số"), "{}", said(&board));
    });
}

/// A commune that only got another code: what was stated of it is asked, and what was found in it counts.
#[test]
fn a_fact_holds_on_in_the_commune_that_one_unit_became() {
    on_both(|test| {
        let store = &test.store;
        place(store);
        let known = "2026-07-16T08:00:00+07:00";
        let facts = "105,measles,group,B,text,02/07/2026,V2,1965/QĐ-BYT\n\
                     105,measles,endemic,false,flag,02/07/2026,V2,Niên giám\n";
        read_in(store, known, "du kien.csv", &(FACTS.to_owned() + facts));
        let cases: String = (0..6)
            .map(|n| format!("M{n},measles,105,xác định,cộng đồng,2026-07-13,2026-07-15,Trường\n"))
            .collect();
        read_in(store, known, "ca benh.csv", &(CASES.to_owned() + &cases));
        let kinds = |area: &str, moment: &str| -> Vec<String> {
            let board = shown(store, area, moment);
            let here = board.proposals.iter().filter(|it| it.proposal.subject.disease.is_some());
            here.filter(|it| it.proposal.subject.record_id().is_none())
                .map(|it| format!("{} {}", it.proposal.subject.area.code, it.proposal.kind))
                .collect()
        };
        let before = kinds("105", "2026-07-19T16:00:00+07:00");
        assert!(before.contains(&"105 epidemic".to_owned()), "{before:?}");
        // On the Monday the week begins anew, the month does not.
        for area in ["205", "24"] {
            let after = kinds(area, "2026-07-20T16:00:00+07:00");
            assert!(after.contains(&"205 epidemic".to_owned()), "{area}: {after:?}");
        }
        for (area, moment) in
            [("105", "2026-07-19T16:00:00+07:00"), ("205", "2026-07-20T16:00:00+07:00")]
        {
            let asked = ClocksOf {
                area,
                at: moment.parse().unwrap(),
                family: None,
                state: None,
                names: false,
            };
            let owed = store.read::<_, OpsError>(&Actor::local_operator(), |read| {
                clocks(read, &CONTENT, &LIBRARY, &asked)
            });
            let owed = owed.unwrap().rows;
            assert_eq!(owed.len(), 6, "{area}");
            assert!(owed.iter().all(|row| row.subject.area.code == area), "{area}: {owed:#?}");
        }
    });
}

/// Who may see only the commune of today is told that the former units hold what they do not see.
#[test]
fn what_may_not_be_seen_is_said() {
    on_both(|test| {
        let store = &test.store;
        place(store);
        let cases = "C1,dengue,101,xác định,cộng đồng,2025-06-26,2025-06-28,\n";
        read_in(store, BEFORE, "ca benh.csv", &(CASES.to_owned() + cases));
        let scope = Scope::Subtrees(vec!["24.2/103/".into()]);
        let officer = Actor { id: "officer".into(), scope };
        let board = shown_to(store, &officer, "103", AFTER);
        assert_eq!(board.wards[at(&board, "103")].cases.community, 0);
        assert!(
            said(&board).contains("không có quyền xem những gì ghi ở đơn vị cũ Xã Đồng Kỳ"),
            "{}",
            said(&board)
        );
    });
}
