//! The plans in the program: their text is whole, what is said to carry a paragraph exists, and targets tell how far
//! they are, on both databases.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use jiff::Timestamp;
use taicho_ops::import::{Options, Source, import};
use taicho_ops::{
    Carrier, Content, Counts, Holding, OpsError, PlanText, State, TargetRow, TargetStatus, plan,
    plans,
};
use taicho_rules::Library;
use taicho_store::{Actor, Store};
use taicho_testkit::on_both;

static CONTENT: LazyLock<Content> = LazyLock::new(|| Content::built_in().unwrap());
static LIBRARY: LazyLock<Library> = LazyLock::new(|| CONTENT.library().unwrap());

/// Each plan with the beginning of the name of its text, and its area.
const PLANS: [(&str, &str, &str); 4] = [
    ("23-kh-bcd", "004", "256"),
    ("22-kh-hu", "000", "696"),
    ("31-kh-du", "002", "27577"),
    ("kh-ubnd-hong-bang", "003", "303"),
];

const AREAS: &str = "code,name,kind,level,parent_code
27,Bắc Ninh,Tỉnh,province,
256,Bắc Ninh,Thành phố,district,27
09187,Suối Hoa,Phường,commune,256
70,Bình Phước,Tỉnh,province,
696,Bù Đăng,Huyện,district,70
25417,Minh Hưng,Xã,commune,696
";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn read_in(store: &Store, name: &str, text: &str) {
    let source = Source::bytes(name, text.as_bytes());
    let options = Options::new(at("2021-08-02T08:00:00+07:00"));
    let done = import(store, &Actor::local_operator(), vec![source], options).unwrap();
    assert_eq!(done.faults, []);
}

fn shown(store: &Store, id: &str, moment: Option<&str>) -> PlanText {
    let now = at("2021-06-17T15:00:00+07:00");
    let read = store.read::<_, OpsError>(&Actor::local_operator(), |read| {
        plan(read, &CONTENT, &LIBRARY, id, None, moment.map(at), now)
    });
    read.unwrap()
}

fn target<'a>(plan: &'a PlanText, id: &str) -> &'a TargetRow {
    plan.targets_shown.iter().find(|target| target.id == id).unwrap()
}

/// The plans over an empty database: their texts need no records.
fn texts() -> Vec<PlanText> {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open_folder(folder.path()).unwrap();
    PLANS.map(|(id, ..)| shown(&store, id, None)).into()
}

#[test]
fn the_four_plans_are_there_at_their_place_and_in_their_days() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open_folder(folder.path()).unwrap();
    read_in(&store, "areas.csv", AREAS);
    let listed = |area: Option<&str>| {
        let read = store.read::<_, OpsError>(&Actor::local_operator(), |read| {
            plans(read, &CONTENT, &LIBRARY, area)
        });
        read.unwrap()
    };
    // A commune sees the plan of its district first.
    for (area, first) in [("25417", "22-kh-hu"), ("696", "22-kh-hu"), ("09187", "23-kh-bcd")] {
        let found = &listed(Some(area))[0];
        assert_eq!((found.id.as_str(), found.here), (first, true));
    }
    let list = listed(None);
    assert!(list.iter().all(|plan| !plan.here));
    let found: Vec<(&str, &str)> =
        list.iter().map(|plan| (plan.id.as_str(), plan.area_code.as_str())).collect();
    assert_eq!(found, PLANS.map(|(id, _, area)| (id, area)));
    for plan in &list {
        let Counts { asking, whole, part, nothing, .. } = plan.counts;
        assert_eq!(asking, whole + part + nothing);
        assert!(nothing > part && part > 0, "{}: {:?}", plan.id, plan.counts);
        assert!(plan.targets > 0 && !plan.source.vi.is_empty());
    }
    assert_eq!(list[0].signed_on, Some(jiff::civil::date(2021, 6, 17)));
    assert_eq!(list[3].signed_on, None, "its day is blank");
}

#[test]
fn what_carries_a_paragraph_exists_and_says_what_is_missing() {
    let places = std::fs::read_to_string(root().join("web/src/state/place.svelte.ts")).unwrap();
    let routes = places.lines().find(|line| line.contains("const ROUTES")).unwrap();
    let given: BTreeSet<&str> = LIBRARY
        .sets()
        .iter()
        .flat_map(|set| &set.groups)
        .map(|group| group.gives.as_str())
        .collect();
    let mut carriers: Vec<Carrier> = Vec::new();
    for plan in texts() {
        let mut ids = BTreeSet::new();
        for section in &plan.sections {
            assert!(section.heading.is_none() || section.en.is_some(), "{}", section.id);
            for (n, paragraph) in section.paragraphs.iter().enumerate() {
                let id = &paragraph.id;
                assert_eq!(*id, format!("{}-{}", section.id, n + 1), "{}", plan.summary.id);
                assert!(ids.insert(id.clone()), "{id} twice in {}", plan.summary.id);
                let is_part = paragraph.state == State::Part;
                assert_eq!(is_part, paragraph.missing.is_some(), "{id} of {}", plan.summary.id);
                let is_carried = [State::Part, State::Whole].contains(&paragraph.state);
                assert_eq!(is_carried, !paragraph.carried_by.is_empty(), "{id}");
                if let Some(missing) = &paragraph.missing {
                    assert!(!missing.vi.is_empty() && !missing.en.is_empty(), "{id}");
                }
                carriers.extend(paragraph.carried_by.iter().cloned());
            }
        }
        let mut stated = BTreeSet::new();
        for target in &plan.targets_shown {
            assert!(stated.insert(target.id.clone()), "{} twice", target.id);
            assert!(ids.contains(&target.paragraph));
            assert_eq!(target.status, TargetStatus::Unknown, "nothing is known yet");
            assert!(target.why.is_some());
        }
        let named = plan.sections.iter().flat_map(|section| &section.paragraphs);
        let named: BTreeSet<String> = named.flat_map(|it| it.targets.clone()).collect();
        assert_eq!(named, stated);
    }
    for carrier in &carriers {
        match carrier {
            Carrier::Page { page } => assert!(routes.contains(&format!("'{page}'")), "{page}"),
            Carrier::Proposals { kind } => {
                assert!(
                    CONTENT.proposal_kinds().knows(kind) && given.contains(kind.as_str()),
                    "{kind}"
                )
            }
            Carrier::Command { command } => {
                let file = format!("crates/taicho/src/command/{command}.rs");
                assert!(root().join(&file).exists(), "{file}");
            }
            // Reading the file refuses a list or a number that there is not.
            Carrier::Records { .. } | Carrier::Indicator { .. } => {}
        }
    }
    assert!(carriers.len() > 50, "{carriers:?}");
}

/// The letters of a text without the marks of a list and of a page description language.
fn plain(text: &str) -> String {
    let spaced = text.replace(['*', '+', '-', '\u{a0}'], " ");
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_paragraph_of_the_texts_is_there() {
    let folder = std::env::var_os("TAICHO_TEST_DATA").map(PathBuf::from);
    let places = folder.iter().flat_map(|folder| [folder.join("seeds"), folder.join("../seeds")]);
    let Some(folder) = places.into_iter().find(|folder| folder.is_dir()) else {
        eprintln!("NOT TESTED: set TAICHO_TEST_DATA to a folder that has the texts beside it");
        return;
    };
    let files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    for (plan, (id, beginning, _)) in texts().iter().zip(PLANS) {
        let is_its_own = |path: &&PathBuf| {
            path.file_name().unwrap().to_str().unwrap().starts_with(&format!("{beginning}_"))
        };
        let text = std::fs::read_to_string(files.iter().find(is_its_own).unwrap()).unwrap();
        let mut whole = String::new();
        for section in &plan.sections {
            whole += &plain(section.heading.as_deref().unwrap_or_default());
            whole.push(' ');
            for paragraph in &section.paragraphs {
                whole += &plain(&paragraph.text);
                whole.push(' ');
            }
        }
        let file = CONTENT.text(&format!("plans/{id}/plan.toml")).unwrap();
        let head: toml::Table = file.parse().unwrap();
        let left_out = head["document"].get("left_out").and_then(toml::Value::as_array);
        let left_out: BTreeSet<String> =
            left_out.into_iter().flatten().map(|line| plain(line.as_str().unwrap())).collect();
        let mut from = 0;
        for line in text.lines().map(plain).filter(|line| !line.is_empty()) {
            if left_out.contains(&line) {
                continue;
            }
            let place = whole[from..].find(&line);
            let place = place.unwrap_or_else(|| panic!("{id} has no “{line}” where it belongs"));
            from += place + line.len();
        }
        assert_eq!(whole[from..].trim(), "", "{id} has more than its text");
    }
}

#[test]
fn a_target_says_how_far_it_is_by_which_day_and_what_nobody_counts() {
    on_both(|test| {
        let store = &test.store;
        read_in(store, "areas.csv", AREAS);
        let heading =
            "Mã đơn vị,Mã vùng,Bệnh,Tên dữ kiện,Giá trị,Loại giá trị,Từ ngày,Độ tin cậy,Căn cứ\n";
        let rows = [
            "696,,,adults_one_dose_share,94.5,number,01/08/2021,V,Báo cáo\n",
            "696,,,adults_one_dose_share,12,number,01/07/2021,V,Báo cáo cũ\n",
            "696,,,tracing_app_share,60,number,01/08/2021,V,Báo cáo\n",
            "696,,,moderate_case_places,50,number,01/08/2021,M,Theo trí nhớ\n",
        ];
        read_in(store, "du kien.csv", &(heading.to_owned() + &rows.concat()));

        let before = shown(store, "22-kh-hu", Some("2021-08-04T16:00:00+07:00"));
        assert_eq!(before.holds, Holding::NotYet);
        assert!(before.targets_shown.iter().all(|it| it.status == TargetStatus::Unknown));

        let during = shown(store, "22-kh-hu", Some("2021-12-31T16:00:00+07:00"));
        assert_eq!(
            (during.holds, during.area.as_ref().unwrap().code.as_str()),
            (Holding::Holds, "696")
        );
        let adults = target(&during, "adults_vaccinated");
        assert_eq!((adults.value, adults.by), (Some(95.0), Some(jiff::civil::date(2021, 12, 31))));
        assert_eq!((adults.status, adults.gap), (TargetStatus::NotMet, Some(0.5)));
        assert_eq!((adults.days_left, adults.now.as_ref().unwrap().value), (Some(0), 94.5));
        let rows = adults.rows.as_ref().unwrap();
        assert_eq!(
            (rows.path.as_str(), rows.query["name"].as_str()),
            ("/facts", "adults_one_dose_share")
        );
        let app = target(&during, "tracing_app");
        assert_eq!((app.status, app.gap, app.by), (TargetStatus::Met, Some(0.0), None));
        let nobody = target(&during, "sampling_people");
        assert_eq!((nobody.status, &nobody.now), (TargetStatus::Unknown, &None));
        assert_eq!(nobody.why.as_ref().unwrap().vi, "Chưa ai nêu số liệu.");
        let remembered = target(&during, "moderate_case_places");
        assert_eq!((remembered.status, remembered.gap), (TargetStatus::Unknown, Some(0.0)));
        let beds = target(&during, "field_hospital_beds");
        assert_eq!(
            (beds.value, beds.to, beds.measured_by.is_none()),
            (Some(100.0), Some(150.0), true)
        );
        assert_eq!(beds.why.as_ref().unwrap().vi, "Chưa có gì đếm được.");

        let after = shown(store, "22-kh-hu", Some("2022-01-01T16:00:00+07:00"));
        let adults = target(&after, "adults_vaccinated");
        assert_eq!((adults.status, adults.days_left), (TargetStatus::Overdue, Some(-1)));

        // A plan of another time opens on the nearest of its days.
        let opened = shown(store, "22-kh-hu", None);
        assert_eq!(opened.as_of, at("2021-08-05T16:00:00+07:00"));
        assert_eq!(target(&opened, "adults_vaccinated").status, TargetStatus::NotMet);
        // Nothing was sampled, so nothing is known of the share.
        let city = shown(store, "23-kh-bcd", None);
        assert_eq!(city.as_of, at("2021-06-17T15:00:00+07:00"));
        assert_eq!(target(&city, "sampled_on_time").status, TargetStatus::Unknown);
        // Its place is in no table here: the text is shown all the same.
        assert_eq!(shown(store, "31-kh-du", None).area, None);
    });
}

#[test]
fn a_plan_that_there_is_not_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open_folder(folder.path()).unwrap();
    for id in ["", "24", "../rules/vn-2026", "units.toml"] {
        let read = store.read::<_, OpsError>(&Actor::local_operator(), |read| {
            plan(read, &CONTENT, &LIBRARY, id, None, None, at("2021-06-17T15:00:00+07:00"))
        });
        assert!(matches!(read, Err(OpsError::UnknownPlan(_))), "{id}");
    }
}
