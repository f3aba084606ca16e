//! Sampling rounds of a zone whose results are awaited, from records to answers, on both databases. Lines of plan
//! 23/KH-BCĐ III.2.1: more than 14 days after the latest F0 a final round, and then the zone is lifted.

use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::civil::date;
use taicho_model::{FactValue, Proposal, kind};
use taicho_ops::import::{Options, Source, import};
use taicho_ops::{Content, OpsError, Proposals, Situation, decide};
use taicho_rules::Library;
use taicho_store::{Actor, Store};
use taicho_testkit::on_both;

static CONTENT: LazyLock<Content> = LazyLock::new(|| Content::built_in().unwrap());
static LIBRARY: LazyLock<Library> = LazyLock::new(|| CONTENT.library().unwrap());

const AREAS: &str = "code,name,kind,level,parent_code
27,Bắc Ninh,Tỉnh,province,
256,Bắc Ninh,Thành phố,district,27
09187,Suối Hoa,Phường,commune,256
";

const CASES: &str = "Mã ca,Bệnh,Mã xã,Mã vùng,Phân loại,Nguồn ca,Nơi phát hiện,Ngày phát hiện\n";

const ROUNDS: &str = "Mã vùng,Ngày lấy mẫu,Trong danh sách,Đã lấy mẫu,Dương tính\n";

fn read_in(store: &Store, name: &str, text: &str) {
    let known_at: Timestamp = "2021-06-17T12:00:00+07:00".parse().unwrap();
    let source = Source::bytes(name, text.as_bytes());
    let done = import(store, &Actor::local_operator(), vec![source], Options::new(known_at));
    assert_eq!(done.unwrap().faults, [], "{name}");
}

fn zone_with(store: &Store, latest_f0_on: &str, rounds: &str) {
    read_in(store, "areas.csv", AREAS);
    let zones =
        "Mã,Tên,Bệnh,Mã phường,Ngày thiết lập,Số người\nZ1,Tổ 5,covid-19,09187,2021-05-28,100\n";
    read_in(store, "vung.csv", zones);
    let f0 = format!("C1,covid-19,09187,Z1,xác định,cộng đồng,khu phố,{latest_f0_on}\n");
    read_in(store, "ca benh.csv", &(CASES.to_owned() + &f0));
    read_in(store, "lay mau.csv", &(ROUNDS.to_owned() + rounds));
}

fn asked(store: &Store, moment: &str) -> Proposals {
    let decided = store.read::<_, OpsError>(&Actor::local_operator(), |read| {
        let situation = Situation::load(read, "256", moment.parse().unwrap(), None)?;
        decide(&situation, &CONTENT, &LIBRARY, None)
    });
    decided.unwrap()
}

fn of_kind<'a>(decided: &'a Proposals, kind: &str) -> Vec<&'a Proposal> {
    decided.proposals.iter().filter(|proposal| proposal.kind == kind).collect()
}

const NEXT_DAY: &str = "2021-06-18T16:00:00+07:00";

#[test]
fn a_round_that_awaits_its_results_is_not_taken_again() {
    on_both(|test| {
        let store = &test.store;
        zone_with(store, "2021-06-02", "Z1,2021-06-17,100,100,\n");
        let decided = asked(store, NEXT_DAY);
        let [round] = &of_kind(&decided, kind::SAMPLING_ROUND)[..] else { panic!("{decided:#?}") };
        assert!(!round.changes, "{round:#?}");
        assert_eq!(round.from, Some(date(2021, 6, 17)));
        assert!(round.why.vi.contains("17/06/2021 đang chờ kết quả"), "{}", round.why.vi);
        assert!(round.why.vi.contains("chưa dỡ phong tỏa"), "{}", round.why.vi);
        assert_eq!(round.notes.len(), 1, "only that it is the final one: {:?}", round.notes);
        assert!(of_kind(&decided, kind::ZONE_LIFT).is_empty());
        let near = decided.near.iter().find(|near| near.kind == kind::ZONE_LIFT).unwrap();
        let [change] = &near.would_change[..] else { panic!("{near:#?}") };
        assert_eq!(change.when.vi, "lần lấy mẫu ngày 17/06/2021 có kết quả âm tính");
        assert_eq!(change.to, FactValue::Date(date(2021, 6, 17)));

        // It comes about as it was told.
        read_in(store, "lay mau.csv", &(ROUNDS.to_owned() + "Z1,2021-06-17,100,100,0\n"));
        let decided = asked(store, NEXT_DAY);
        let [lift] = &of_kind(&decided, kind::ZONE_LIFT)[..] else { panic!("{decided:#?}") };
        assert_eq!(lift.from, Some(date(2021, 6, 18)));
        assert!(of_kind(&decided, kind::SAMPLING_ROUND).is_empty());
    });
}

/// A result that would not lift the zone is not waited for: people are missing, or it came too early.
#[test]
fn a_round_whose_result_would_not_do_is_followed_by_another() {
    for rounds in ["Z1,2021-06-17,100,99,\n", "Z1,2021-06-17,99,99,\n", "Z1,2021-06-16,100,100,\n"]
    {
        on_both(|test| {
            let store = &test.store;
            zone_with(store, "2021-06-02", rounds);
            let decided = asked(store, NEXT_DAY);
            let [round] = &of_kind(&decided, kind::SAMPLING_ROUND)[..] else {
                panic!("{rounds}: {decided:#?}")
            };
            assert!(round.changes, "{rounds}: {round:#?}");
            assert_eq!(round.from, Some(date(2021, 6, 18)));
            let near = decided.near.iter().find(|near| near.kind == kind::ZONE_LIFT).unwrap();
            let [change] = &near.would_change[..] else { panic!("{near:#?}") };
            assert_eq!(change.to, FactValue::Date(date(2021, 6, 18)), "{rounds}");
        });
    }
}

/// The seventh day after 10 June is the 17th.
#[test]
fn a_round_of_the_calendar_says_that_it_awaits_its_results() {
    on_both(|test| {
        let store = &test.store;
        zone_with(store, "2021-06-10", "Z1,2021-06-17,100,100,\n");
        let told = |store: &Store| {
            let decided = asked(store, "2021-06-17T16:00:00+07:00");
            let rounds = of_kind(&decided, kind::SAMPLING_ROUND);
            let round = rounds.iter().find(|it| it.from == Some(date(2021, 6, 17))).unwrap();
            assert!(!round.changes, "{round:#?}");
            round.notes.iter().any(|note| note.vi.contains("chờ kết quả"))
        };
        assert!(told(store));
        read_in(store, "lay mau.csv", &(ROUNDS.to_owned() + "Z1,2021-06-17,100,100,0\n"));
        assert!(!told(store));
    });
}

/// Who was positive is an F0 from that day on, though no case has been filed yet; and while results are out nothing is
/// final, whatever a later round says.
#[test]
fn no_later_round_makes_good_what_an_earlier_one_found_or_still_awaits() {
    for (rounds, latest) in [
        ("Z1,2021-06-16,100,100,1\nZ1,2021-06-17,100,100,0\n", date(2021, 6, 16)),
        ("Z1,2021-06-16,100,100,\nZ1,2021-06-17,100,100,0\n", date(2021, 5, 20)),
    ] {
        on_both(|test| {
            let store = &test.store;
            zone_with(store, "2021-05-20", rounds);
            let decided = asked(store, NEXT_DAY);
            assert!(of_kind(&decided, kind::ZONE_LIFT).is_empty(), "{rounds}: {decided:#?}");
            let asked_for = of_kind(&decided, kind::SAMPLING_ROUND);
            assert!(!asked_for.is_empty(), "{rounds}: {decided:#?}");
            let latest_f0 = asked_for[0].facts.iter().find(|fact| fact.name == "latest_f0_on");
            let latest_f0 = latest_f0.and_then(|fact| fact.value.clone());
            assert_eq!(latest_f0, Some(FactValue::Date(latest)), "{rounds}");
        });
    }
    on_both(|test| {
        let store = &test.store;
        // Results that are out since before the latest F0 keep nobody in.
        zone_with(store, "2021-05-29", "Z1,2021-05-28,100,100,\nZ1,2021-06-17,100,100,0\n");
        assert_eq!(of_kind(&asked(store, NEXT_DAY), kind::ZONE_LIFT).len(), 1);
    });
}
