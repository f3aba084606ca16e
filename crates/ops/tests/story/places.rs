//! The places of the other three plans on their days: what comes out there, and what is left open.

use std::collections::BTreeSet;

use taicho_model::{AssertedFact, Confidence, FactValue, Origin, Proposal, kind, vietnam_date};
use taicho_ops::demo::scenes;
use taicho_ops::import::{Options, Source, import};
use taicho_ops::{Board, freeze_at};
use taicho_store::{Actor, Filter, Store};

use super::{CONTENT, LIBRARY, at, board_at, of_kind, undo};

const BU_DANG: (&str, &str) = ("696", "2021-08-15T16:00:00+07:00");
const XUAN_THOI_SON: (&str, &str) = ("27577", "2021-11-24T16:00:00+07:00");
const HONG_BANG: (&str, &str) = ("303", "2022-06-01T16:00:00+07:00");

/// The targets with a number of each plan, the fact that tells how far it is, and the paragraph that states it.
const TARGETS: [(&str, &str, &str, i64, &str); 11] = [
    ("22-KH/HU", "adults_vaccinated", "adults_one_dose_share", 95, "22-KH/HU, II.1.4"),
    ("22-KH/HU", "eligible_vaccinated", "eligible_vaccinated_share", 100, "22-KH/HU, II.1.4"),
    ("22-KH/HU", "tracing_app", "tracing_app_share", 60, "22-KH/HU, II.1.2"),
    ("22-KH/HU", "sampling_people", "sampling_people", 500, "22-KH/HU, II.3.1"),
    ("22-KH/HU", "moderate_case_places", "moderate_case_places", 50, "22-KH/HU, II.1.3"),
    ("KH-UBND Hồng Bàng 2022", "teens_two_doses", "teens_two_doses_share", 100, "I.2.a"),
    ("KH-UBND Hồng Bàng 2022", "adults_three_doses", "adults_three_doses_share", 100, "I.2.a"),
    ("KH-UBND Hồng Bàng 2022", "wards_with_scenario", "wards_with_scenario_share", 100, "I.2.b"),
    ("KH-UBND Hồng Bàng 2022", "severe_treated", "severe_treated_share", 100, "I.2.c"),
    ("KH-UBND Hồng Bàng 2022", "sites_up_to_date", "sites_up_to_date_share", 100, "I.2.e"),
    ("KH-UBND Hồng Bàng 2022", "prevention_budget", "prevention_budget_share", 30, "III.6.b"),
];

pub(super) fn each_speaks_on_its_day(store: &Store) {
    let scenes = scenes(&CONTENT).unwrap();
    assert!(scenes.len() >= 5);
    for pair in scenes.windows(2) {
        assert!(pair[0].starts_at < pair[0].ends_before, "{}", pair[0].id);
        assert!(pair[0].ends_before <= pair[1].starts_at, "{} runs into the next", pair[0].id);
    }
    for scene in &scenes {
        let moment = freeze_at(vietnam_date(scene.starts_at)).to_string();
        let board = board_at(store, &scene.area_code, &moment, None);
        assert!(board.family.is_some(), "{}: rules are written for its day", scene.id);
        assert!(!board.proposals.is_empty(), "{} proposes something", scene.id);
        assert!(!board.wards.is_empty() && !scene.shows.vi.is_empty(), "{}", scene.id);
        // Whatever the rules leave open is said with what is missing.
        assert!(board.undecided.iter().all(|open| !open.missing.is_empty()), "{}", scene.id);
    }
}

pub(super) fn what_a_plan_states_has_its_paragraph(store: &Store) {
    let facts = store.read::<_, taicho_ops::OpsError>(&Actor::local_operator(), |read| {
        Ok(read.list::<AssertedFact>(&Filter::now())?)
    });
    let documents = ["23/KH-BCĐ", "22-KH/HU", "31-KH/ĐU", "KH-UBND Hồng Bàng 2022"];
    let mut seen = BTreeSet::new();
    for fact in facts.unwrap().iter().filter(|fact| fact.origin == Origin::Seed) {
        assert_eq!(fact.confidence, Confidence::S, "{fact:?}");
        let document = documents.iter().find(|document| fact.source.starts_with(**document));
        let document = document.unwrap_or_else(|| panic!("{fact:?} names no plan"));
        let paragraph = fact.source[document.len()..].trim_start_matches(", ");
        let is_paragraph = paragraph.starts_with(['I', 'V'])
            || paragraph.starts_with("phần mở đầu")
            || paragraph.starts_with("tiêu đề");
        assert!(is_paragraph, "{} of {document} has no paragraph: {}", fact.name, fact.source);
        seen.insert(*document);
    }
    assert_eq!(seen.len(), documents.len(), "each plan states something: {seen:?}");
}

pub(super) fn bu_dang(store: &Store) {
    let board = board_at(store, BU_DANG.0, BU_DANG.1, None);
    // Decision 2686 with what an officer states of six communes: docs in content/demo/bu-dang-2021/README.md.
    assert_eq!(
        levels(&board, kind::RISK_LEVEL),
        [
            ("25396", "new_normal", false),
            ("25405", "new_normal", false),
            ("25408", "at_risk", false),
            ("25417", "high", false),
            ("25420", "at_risk", false),
            ("25423", "at_risk", false),
        ]
    );
    let open = board.undecided.iter().filter(|open| open.kind == kind::RISK_LEVEL);
    assert_eq!(open.count(), 10 + 1, "ten communes and the district: never a silent green");
    targets_are_open(&board, "22-KH/HU");
    // A figure that somebody states makes a proposal of the open question.
    let figure = "Địa bàn,name,value,type,valid_from,confidence,source,origin\n696,adults_one_dose_share,94,number,2021-08-15,V,báo cáo tiêm chủng,officer\n";
    let source = Source::bytes("facts.csv", figure.as_bytes().to_vec()).of_kind("facts");
    let options = Options::new(at("2021-08-15T15:00:00+07:00"));
    let report = import(store, &Actor::local_operator(), vec![source], options).unwrap();
    assert_eq!(report.faults_in_all, 0, "{:?}", report.faults);
    let now = board_at(store, BU_DANG.0, BU_DANG.1, None);
    let made: Vec<Proposal> = now.proposals.into_iter().map(|made| made.proposal).collect();
    let targets = of_kind(&made, "target");
    assert_eq!(targets.len(), 1);
    assert_eq!(targets[0].value.to_string(), "95", "22-KH/HU, II.1.4: ít nhất 95%");
    assert_eq!(targets[0].until, Some("2021-12-31".parse().unwrap()), "II.1.4: đến cuối năm 2021");
    assert!(targets[0].why.vi.ends_with("nay là 94."), "{}", targets[0].why.vi);
    undo(store, report.change_id, "2021-08-15T15:10:00+07:00");
}

pub(super) fn xuan_thoi_son(store: &Store) {
    let board = board_at(store, XUAN_THOI_SON.0, XUAN_THOI_SON.1, None);
    assert_eq!(board.area.name, "Xã Xuân Thới Sơn");
    let made: Vec<Proposal> = board.proposals.iter().map(|made| made.proposal.clone()).collect();
    let targets = of_kind(&made, "target");
    assert_eq!(targets.len(), 1);
    // 31-KH/ĐU, II.3: four named spots, to be done before 30 November 2021.
    assert_eq!(targets[0].value.to_string(), "0");
    assert_eq!(targets[0].until, Some("2021-11-29".parse().unwrap()));
    let left = targets[0].facts.iter().find(|fact| fact.name == "illegal_markets").unwrap();
    let four = left.value.as_ref().map(ToString::to_string);
    assert_eq!((four.as_deref(), left.origin), (Some("4"), Some(Origin::Seed)));
    assert!(targets[0].why.vi.ends_with("nay là 4."), "{}", targets[0].why.vi);
    assert!(levels(&board, kind::EPIDEMIC_LEVEL).is_empty());
    let level = board.undecided.iter().find(|open| open.kind == kind::EPIDEMIC_LEVEL).unwrap();
    for missing in ["population", "adults_one_dose_share", "epidemic_level_determined"] {
        assert!(level.missing.contains_key(missing), "{missing} is asked for");
    }
    // A commune of a district stands on the map among its neighbours.
    let day = vietnam_date(at(XUAN_THOI_SON.1));
    let map = store.read::<_, taicho_ops::OpsError>(&Actor::local_operator(), |read| {
        taicho_ops::outlines(read, &CONTENT, XUAN_THOI_SON.0, day)
    });
    let map = map.unwrap();
    let drawn = map["features"].as_array().unwrap();
    let own = drawn.iter().filter(|feature| feature["properties"]["beside"] == false);
    assert_eq!((drawn.len(), own.count(), &map["missing"]), (12, 1, &serde_json::json!([])));
}

pub(super) fn hong_bang(store: &Store) {
    let board = board_at(store, HONG_BANG.0, HONG_BANG.1, None);
    assert_eq!(board.wards.len(), 9, "since 1 March 2020");
    assert_eq!(
        levels(&board, kind::EPIDEMIC_LEVEL),
        [
            ("11296", "1", true),
            ("11299", "1", true),
            ("11302", "1", true),
            ("11305", "2", true),
            ("11308", "1", true),
            ("11311", "1", true),
        ]
    );
    let open = board.undecided.iter().filter(|open| open.kind == kind::EPIDEMIC_LEVEL);
    assert_eq!(open.count(), 3 + 1, "three wards and the district");
    targets_are_open(&board, "KH-UBND Hồng Bàng 2022");
}

/// The levels of the communes, by code, and whether they decide.
fn levels<'a>(board: &'a Board, wanted: &str) -> Vec<(&'a str, &'a str, bool)> {
    let made = board.proposals.iter().map(|made| &made.proposal);
    let mut found: Vec<(&str, &str, bool)> = made
        .filter(|made| made.kind == wanted)
        .map(|made| match &made.value {
            FactValue::Text(level) => {
                (made.subject.area.code.as_str(), level.as_str(), made.decides)
            }
            other => panic!("{other:?} is no level"),
        })
        .collect();
    found.sort_unstable();
    found
}

/// Each target of the plan stands in its rule set as the plan states it, and asks for the figure that nobody states.
fn targets_are_open(board: &Board, document: &str) {
    let set = LIBRARY.sets().iter().find(|set| set.document.canonical == document).unwrap();
    let open: Vec<&str> = board
        .undecided
        .iter()
        .filter(|open| open.kind == "target")
        .flat_map(|open| open.missing.keys().map(String::as_str))
        .collect();
    let mut wanted = Vec::new();
    for (_, parameter, fact, value, paragraph) in TARGETS.iter().filter(|row| row.0 == document) {
        let stated = set.parameter(parameter).unwrap();
        assert_eq!(stated.value.to_string(), value.to_string(), "{paragraph}");
        assert!(stated.source.contains(paragraph), "{}: {}", parameter, stated.source);
        wanted.push(*fact);
    }
    assert_eq!(open, wanted);
}
