//! Content of the place's own: kept, looked back at, undone, taken from a folder, on both databases.

use std::path::Path;
use std::sync::LazyLock;

use jiff::Timestamp;
use taicho_ops::import::{Options, Source, import};
use taicho_ops::{
    Content, ContentState, Draft, Home, KeptContent, NewContent, OpsError, Preview, Proposals,
    Signs, Situation, Taken, board, content_file, content_files, daily_report, decide, in_force,
    keep_content, local_plans, preview_content, set_up, take_in, undo_change,
};
use taicho_rules::Library;
use taicho_store::{Actor, Scope, Store, StoreError};
use taicho_testkit::on_both;

static CONTENT: LazyLock<Content> = LazyLock::new(|| Content::built_in().unwrap());
static LIBRARY: LazyLock<Library> = LazyLock::new(|| CONTENT.library().unwrap());

const RULES: &str = "rules/vn-covid-2021/vi-du/rules.toml";
const AREAS: &str = "code,name,kind,level,parent_code
24,Bắc Giang,Tỉnh,province,
222,Việt Yên,Huyện,district,24
223,Hiệp Hòa,Huyện,district,24
07777,Bích Động,Thị trấn,commune,222
07840,Thắng,Thị trấn,commune,223
";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn operator() -> Actor {
    Actor::local_operator()
}

/// An example of nobody's: the plan of a district, whose zones are lifted after so many days.
fn plan(lift_days: &str) -> String {
    let mut rules = CONTENT.text("rules/vn-covid-2021/23-kh-bcd/rules.toml").unwrap();
    for (from, to) in [
        ("canonical = \"23/KH-BCĐ\"", "canonical = \"VÍ DỤ 01/KH-UBND\""),
        ("jurisdiction = \"27/256\"", "jurisdiction = \"222\""),
        ("issued_on = 2021-06-17", "issued_on = 2021-06-01"),
        ("in_force_from = 2021-06-17", "in_force_from = 2021-06-01"),
        ("in_force_to = 2021-06-25", "in_force_to = 2021-06-20"),
        ("id = \"lift_days\"\nvalue = 14", &format!("id = \"lift_days\"\nvalue = {lift_days}")),
    ] {
        assert!(rules.contains(from), "{from}");
        rules = rules.replace(from, to);
    }
    rules
}

/// Two districts of 2021, each with a zone of which nobody fell ill for eleven days.
fn district(store: &Store) {
    let files = [
        ("areas.csv", AREAS),
        (
            "vung.csv",
            "Mã,Tên,Bệnh,Mã xã,Ngày phong tỏa,Số dân\nVY-1,Thôn 1,covid-19,07777,20/5/2021,80\nHH-1,Thôn 2,covid-19,07840,20/5/2021,80\n",
        ),
        (
            "ca benh.csv",
            "Mã ca,Bệnh,Mã xã,status,Nguồn ca,Ngày phát hiện,Mã vùng\nA1,covid-19,07777,xác định,cộng đồng,25/5/2021,VY-1\nA2,covid-19,07840,xác định,cộng đồng,25/5/2021,HH-1\n",
        ),
        (
            "lay mau.csv",
            "Mã vùng,Ngày lấy mẫu,Trong danh sách,Đã lấy mẫu,Dương tính\nVY-1,4/6/2021,80,80,0\nHH-1,4/6/2021,80,80,0\n",
        ),
    ];
    for (name, text) in files {
        let source = Source::bytes(name, text.as_bytes());
        let options = Options::new(at("2021-06-04T18:00:00+07:00"));
        let done = import(store, &operator(), vec![source], options).unwrap();
        assert_eq!(done.faults, [], "{name}");
    }
}

fn keep_at(
    store: &Store,
    actor: &Actor,
    (path, text, base_version): (&str, Option<&str>, i64),
    moment: &str,
) -> Result<KeptContent, OpsError> {
    let new = NewContent {
        path: path.to_owned(),
        text: text.map(str::to_owned),
        base_version,
        reason: "Ví dụ".to_owned(),
        known_at: None,
    };
    keep_content(store, actor, &LIBRARY, new, at(moment))
}

fn decided(store: &Store, area: &str, moment: &str) -> Proposals {
    let read = store.read::<_, OpsError>(&operator(), |read| {
        let situation = Situation::load(read, area, at(moment), None)?;
        let asked = in_force(read, &CONTENT, &LIBRARY, Some(at(moment)))?;
        decide(&situation, &asked.content, &asked.library, None)
    });
    read.unwrap()
}

/// The zones that may be lifted, by their codes.
fn lifts(store: &Store, area: &str, moment: &str) -> Vec<String> {
    let proposals = decided(store, area, moment).proposals.into_iter();
    let lifts = proposals.filter(|it| it.kind == "zone_lift" && it.value.to_string() == "lift");
    lifts.filter_map(|it| Some(it.subject.zone_code()?.to_owned())).collect()
}

#[test]
fn what_was_recorded_by_a_moment_is_what_is_asked_then() {
    on_both(|test| {
        let store = &test.store;
        district(store);
        let keep = |text: &str, base, moment| {
            keep_at(store, &operator(), (RULES, Some(text), base), moment).unwrap()
        };
        let first = keep(&plan("9"), 0, "2021-06-05T09:00:00+07:00");
        assert_eq!(first.version, 1);
        let second = keep(&plan("13"), 1, "2021-06-05T15:00:00+07:00");
        // Before there was a plan, with its first text, and with the second.
        assert_eq!(lifts(store, "222", "2021-06-05T08:00:00+07:00"), [""; 0]);
        assert_eq!(lifts(store, "222", "2021-06-05T12:00:00+07:00"), ["VY-1"]);
        assert_eq!(lifts(store, "222", "2021-06-05T16:00:00+07:00"), [""; 0]);
        // It has no say next door.
        assert_eq!(lifts(store, "223", "2021-06-05T12:00:00+07:00"), [""; 0]);
        // The same again is no new version.
        assert_eq!(keep(&plan("13"), 2, "2021-06-05T15:10:00+07:00").change_id, None);
        // One who saw the first text does not replace the second without a word.
        let late =
            keep_at(store, &operator(), (RULES, Some("x = 1"), 1), "2021-06-05T15:20:00+07:00");
        assert!(matches!(late, Err(OpsError::Store(StoreError::Conflict { .. }))), "{late:?}");
        // Taken back, the first text stands again, and what was known before stays as it was.
        let undone = undo_change(
            store,
            &operator(),
            second.change_id.unwrap(),
            "Nhầm".to_owned(),
            at("2021-06-05T17:00:00+07:00"),
        );
        undone.unwrap();
        assert_eq!(lifts(store, "222", "2021-06-05T18:00:00+07:00"), ["VY-1"]);
        assert_eq!(lifts(store, "222", "2021-06-05T16:00:00+07:00"), [""; 0]);
        let told = store
            .read(&operator(), |read| content_file(read, RULES, at("2021-06-05T12:00:00+07:00")));
        let told = told.unwrap();
        assert!(told.versions.len() >= 2 && told.text == Some(plan("9")), "{:?}", told.version);
        // After its end it is told as ended, and nothing follows from it any more.
        let after = decided(store, "222", "2021-06-21T16:00:00+07:00");
        assert_eq!(after.ended_plans[0].document, "VÍ DỤ 01/KH-UBND");
        let state = |moment| {
            let files = store.read(&operator(), |read| content_files(read, &LIBRARY, at(moment)));
            files.unwrap()[0].state
        };
        assert_eq!(state("2021-06-06T16:00:00+07:00"), ContentState::InUse);
        assert_eq!(state("2021-06-21T16:00:00+07:00"), ContentState::Ended);
        // Withdrawn, it is asked no more.
        let version = content_version(store, "2021-06-30T00:00:00+07:00");
        keep_at(store, &operator(), (RULES, None, version), "2021-06-06T09:00:00+07:00").unwrap();
        assert_eq!(lifts(store, "222", "2021-06-06T10:00:00+07:00"), [""; 0]);
        assert!(store.audit().unwrap().is_clean());
    });
}

fn content_version(store: &Store, moment: &str) -> i64 {
    let file = store.read(&operator(), |read| content_file(read, RULES, at(moment)));
    file.unwrap().version
}

#[test]
fn a_draft_is_tried_and_changes_nothing() {
    on_both(|test| {
        let store = &test.store;
        district(store);
        let try_out = |path: &str, text: Option<String>| -> Preview {
            let draft = Draft { path: path.to_owned(), text };
            let moment = at("2021-06-05T16:00:00+07:00");
            let read = store.read(&operator(), |read| {
                preview_content(read, &CONTENT, &LIBRARY, &draft, "222", moment)
            });
            read.unwrap()
        };
        let zones = |proposals: &[taicho_model::Proposal]| -> Vec<String> {
            let lifts = proposals.iter().filter(|it| it.kind == "zone_lift");
            lifts.map(|it| it.subject.zone_code().unwrap().to_owned()).collect()
        };
        let new = try_out(RULES, Some(plan("9")));
        assert_eq!((new.faults.len(), zones(&new.added)), (0, vec!["VY-1".to_owned()]));
        assert_eq!(lifts(store, "222", "2021-06-05T16:00:00+07:00"), [""; 0], "nothing is written");
        keep_at(store, &operator(), (RULES, Some(&plan("9")), 0), "2021-06-05T09:00:00+07:00")
            .unwrap();
        assert_eq!(zones(&try_out(RULES, Some(plan("13"))).gone), ["VY-1"]);
        assert_eq!(zones(&try_out(RULES, None).gone), ["VY-1"]);
        let same = try_out(RULES, Some(plan("9")));
        assert!(same.added.is_empty() && same.gone.is_empty() && same.changed.is_empty());
        assert!(same.same > 0);
        // What is wrong is told with its line, and what would be taken.
        let broken = plan("9").replace("jurisdiction = \"222\"", "jurisdiction = \"99999\"");
        for (text, found) in [
            ("[document]\n".to_owned(), ""),
            (plan("9").replace("jurisdiction = \"222\"", "jurisdiction = \"VN\""), "VN"),
            (broken.clone(), "99999"),
        ] {
            let faulty = try_out(RULES, Some(text));
            assert!(faulty.faults.iter().any(|it| it.found.contains(found)), "{found}");
        }
        let refused =
            keep_at(store, &operator(), (RULES, Some(&broken), 1), "2021-06-05T10:00:00+07:00");
        let refused = refused.unwrap_err();
        assert_eq!(refused.code(), "content_faults");
        assert!(refused.words().vi.contains(RULES) && refused.words().en.contains("99999"));
        assert_eq!(content_version(store, "2021-06-30T00:00:00+07:00"), 1);
    });
}

#[test]
fn whoever_sees_a_part_writes_none_of_it() {
    on_both(|test| {
        let store = &test.store;
        district(store);
        let path = store.read::<_, OpsError>(&operator(), |read| {
            Ok(taicho_ops::area_with_code(read, "222", "2021-06-05".parse().unwrap())?.path)
        });
        let officer = Actor { id: "officer".into(), scope: Scope::Subtrees(vec![path.unwrap()]) };
        let moment = "2021-06-05T09:00:00+07:00";
        let refused = keep_at(store, &officer, (RULES, Some(&plan("9")), 0), moment);
        assert!(matches!(refused, Err(OpsError::Store(StoreError::OutOfScope))), "{refused:?}");
        keep_at(store, &operator(), (RULES, Some(&plan("9")), 0), moment).unwrap();
        // They are asked by it all the same.
        let seen = store.read::<_, OpsError>(&officer, |read| {
            let moment = at("2021-06-05T16:00:00+07:00");
            Ok(in_force(read, &CONTENT, &LIBRARY, Some(moment))?.library.sets().len())
        });
        assert_eq!(seen.unwrap(), LIBRARY.sets().len() + 1);
    });
}

const MEASURE: &str = "jurisdiction = \"222\"\n[[measure]]\nid = \"vi_du\"\ncount = { of = \"cases\", days = 14 }\nunit = \"case\"\nlabel = { vi = \"Ví dụ: ca trong 14 ngày\", en = \"Example\" }\nexplain = { vi = \"Ví dụ.\", en = \"Example.\" }\n";

#[test]
fn measures_heads_and_plans_hold_for_their_place_alone() {
    on_both(|test| {
        let store = &test.store;
        district(store);
        let moment = "2021-06-05T16:00:00+07:00";
        let head = CONTENT.text("reports/daily/default.toml").unwrap();
        let head = head
            .replace("BAN CHỈ ĐẠO PHÒNG, CHỐNG DỊCH\"", "VÍ DỤ: BAN CHỈ ĐẠO HUYỆN\"")
            .replace("[signer]\n", "[signer]\nname = \"Nguyễn Thí Dụ\"\n");
        let plan_csv = "id,section,area_code,zone_code,kind,value,from,until,vi,en,quote\nV1,II,07777,VY-1,zone_lift,lift,2021-06-05,,Dỡ Thôn 1,Lift Thôn 1,\n";
        for (path, text) in [
            (RULES, plan("9").as_str()),
            ("rules/vn-covid-2021/vi-du/plan.csv", plan_csv),
            ("measures/vi-du.toml", MEASURE),
            ("reports/daily/222.toml", head.as_str()),
        ] {
            keep_at(store, &operator(), (path, Some(text), 0), "2021-06-05T09:00:00+07:00")
                .unwrap();
        }
        for (area, is_own) in [("222", true), ("223", false)] {
            let told = store.read::<_, OpsError>(&operator(), |read| {
                let situation = Situation::load(read, area, at(moment), None)?;
                let asked = in_force(read, &CONTENT, &LIBRARY, Some(at(moment)))?;
                let board = board(&situation, &asked.content, &asked.library, None)?;
                let shown = board.indicators.iter().find(|it| it.id == "vi_du").map(|it| it.value);
                let report = daily_report(read, &CONTENT, &LIBRARY, area, at(moment), None)?;
                let rows = local_plans(read, &CONTENT, &LIBRARY, area, at(moment))?;
                let verdicts: Vec<_> =
                    rows.iter().map(|row| format!("{:?}: {}", row.verdict, row.why.vi)).collect();
                Ok((shown, report.issuer.name, report.signer.name, verdicts))
            });
            let (shown, issuer, signer, verdicts) = told.unwrap();
            assert_eq!(shown, is_own.then_some(Some(1.0)), "{area}");
            assert_eq!(issuer.starts_with("VÍ DỤ"), is_own, "{issuer}");
            assert_eq!(signer.is_some(), is_own, "{signer:?}");
            assert_eq!(verdicts.len(), usize::from(is_own), "{area}");
            assert!(verdicts.iter().all(|it| it.starts_with("Same")), "{verdicts:?}");
        }
    });
}

#[test]
fn an_office_of_one_disease_says_who_signs_and_what_it_works_on() {
    on_both(|test| {
        let store = &test.store;
        district(store);
        let home = Home { code: "222".into(), on: "2021-06-05".parse().unwrap() };
        let set = |signer: Option<&str>, disease: Option<&str>| {
            let [signer, disease] = [signer, disease].map(|text| text.map(str::to_owned));
            let signs = Signs { signer, disease };
            set_up(store, &operator(), &CONTENT, &home, &signs, at("2021-06-05T08:00:00+07:00"))
        };
        let head = |area: &str| {
            let report = store.read(&operator(), |read| {
                let moment = at("2021-06-05T16:00:00+07:00");
                daily_report(read, &CONTENT, &LIBRARY, area, moment, None)
            });
            let report = report.unwrap();
            (report.title.vi, report.signer.name)
        };
        set(Some("Nguyễn Thí Dụ"), Some("sởi")).unwrap();
        let (title, signer) = head("222");
        assert!(title.starts_with("Tình hình bệnh sởi và kết quả"), "{title}");
        assert_eq!(signer.as_deref(), Some("Nguyễn Thí Dụ"));
        // Next door nobody signs in that name, nor works on that disease alone.
        let (title, signer) = head("223");
        assert!(title.starts_with("Tình hình dịch bệnh") && signer.is_none(), "{title}");
        // What is not told stays; an empty text clears.
        set(None, None).unwrap();
        assert_eq!(head("222").1.as_deref(), Some("Nguyễn Thí Dụ"));
        set(Some(""), Some("")).unwrap();
        let (title, signer) = head("222");
        assert!(title.starts_with("Tình hình dịch bệnh") && signer.is_none(), "{title}");
        let unknown = set(None, Some("bệnh lạ")).unwrap_err();
        assert_eq!(unknown.code(), "unknown_disease");
        assert!(unknown.words().vi.contains("bệnh lạ"), "{unknown}");
    });
}

fn write(folder: &Path, path: &str, text: impl AsRef<[u8]>) {
    let file = folder.join(path);
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(file, text).unwrap();
}

#[test]
fn a_folder_is_taken_as_one_change_and_a_faulty_file_is_named_and_left() {
    on_both(|test| {
        let store = &test.store;
        district(store);
        let folder = tempfile::tempdir().unwrap();
        let folder = &folder.path().join("content");
        let take = |moment: &str| -> Taken {
            take_in(store, &CONTENT, &LIBRARY, folder, at(moment)).unwrap()
        };
        // None is no fault, and one that is a file is.
        assert!(take("2021-06-05T08:00:00+07:00").faults.is_empty());
        std::fs::write(folder, "x").unwrap();
        let told = take("2021-06-05T08:00:00+07:00").faults.remove(0);
        assert!(
            told.vi.contains("không phải thư mục") && told.en.contains("no folder"),
            "{told:?}"
        );
        std::fs::remove_file(folder).unwrap();

        write(folder, RULES, plan("9").replace('\n', "\r\n"));
        write(folder, "measures/vi-du.toml", MEASURE);
        write(folder, "measures/hong.toml", "id = 1\n");
        write(folder, "reports/daily/222.toml", [b'a', b'\n', 0xff, 0xfe]);
        write(folder, "rules/README.md", "không phải quy định");
        let taken = take("2021-06-05T09:00:00+07:00");
        assert_eq!(taken.files, ["measures/vi-du.toml", RULES]);
        let faults: Vec<&str> = taken.faults.iter().map(|words| words.vi.as_str()).collect();
        assert!(faults.iter().any(|it| it.contains("measures/hong.toml, dòng 1")), "{faults:?}");
        assert!(
            faults.iter().any(|it| it.contains("222.toml, dòng 2") && it.contains("UTF-8")),
            "{faults:?}"
        );
        assert_eq!(faults.len(), 2);
        assert_eq!(lifts(store, "222", "2021-06-05T12:00:00+07:00"), ["VY-1"]);
        let changes = |read: &mut taicho_store::Read<'_>| {
            let all = read.changes(Timestamp::MIN..Timestamp::MAX, None, 100)?;
            Ok::<_, OpsError>(
                all.into_iter().filter(|it| it.operation == "take_in_content").count(),
            )
        };
        assert_eq!(store.read(&operator(), changes).unwrap(), 1);
        assert!(take("2021-06-05T09:30:00+07:00").files.is_empty(), "nothing is new");
        assert_eq!(store.read(&operator(), changes).unwrap(), 1);

        // A text that turns faulty is not taken, and the last good one stays in use.
        write(folder, RULES, "x = 1\n");
        let taken = take("2021-06-05T10:00:00+07:00");
        let named = taken.faults.iter().filter(|words| words.en.contains(RULES)).count();
        assert!(taken.files.is_empty() && named > 0, "{taken:?}");
        assert_eq!(lifts(store, "222", "2021-06-05T12:00:00+07:00"), ["VY-1"]);

        // What the page has replaced does not come back from the folder.
        let kept = (RULES, Some(plan("13")), 1);
        let kept = (kept.0, kept.1.as_deref(), kept.2);
        keep_at(store, &operator(), kept, "2021-06-05T11:00:00+07:00").unwrap();
        write(folder, RULES, plan("9"));
        let taken = take("2021-06-05T13:00:00+07:00");
        assert_eq!((taken.files.len(), taken.older), (0, vec![RULES.to_owned()]));
        assert_eq!(lifts(store, "222", "2021-06-05T16:00:00+07:00"), [""; 0]);
        // A text that was never there does.
        write(folder, RULES, plan("8"));
        assert_eq!(take("2021-06-05T14:00:00+07:00").files, [RULES]);
        assert_eq!(lifts(store, "222", "2021-06-05T16:00:00+07:00"), ["VY-1"]);
    });
}

#[test]
fn in_a_place_of_another_time_the_folder_counts_as_known_by_then() {
    on_both(|test| {
        let store = &test.store;
        let now = "2026-11-30T08:00:00+07:00";
        let home = Home { code: "222".into(), on: "2021-06-05".parse().unwrap() };
        district(store);
        set_up(store, &operator(), &CONTENT, &home, &Signs::default(), at(now)).unwrap();
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), RULES, plan("9"));
        take_in(store, &CONTENT, &LIBRARY, folder.path(), at(now)).unwrap();
        assert_eq!(lifts(store, "222", "2021-06-05T16:00:00+07:00"), ["VY-1"]);
        // The day before the document was issued nobody knew it.
        let before = at("2021-05-31T16:00:00+07:00");
        let known = store.read::<_, OpsError>(&operator(), |read| {
            Ok(in_force(read, &CONTENT, &LIBRARY, Some(before))?.library.sets().len())
        });
        assert_eq!(known.unwrap(), LIBRARY.sets().len());
        write(folder.path(), RULES, plan("13"));
        assert_eq!(
            take_in(store, &CONTENT, &LIBRARY, folder.path(), at(now)).unwrap().files,
            [RULES]
        );
        assert_eq!(lifts(store, "222", "2021-06-05T16:00:00+07:00"), [""; 0]);
        // On the page a text counts from the moment looked at.
        let new = NewContent {
            path: RULES.to_owned(),
            text: Some(plan("7")),
            base_version: 2,
            reason: "Ví dụ".to_owned(),
            known_at: Some(at("2021-06-05T17:00:00+07:00")),
        };
        keep_content(store, &operator(), &LIBRARY, new.clone(), at(now)).unwrap();
        assert_eq!(lifts(store, "222", "2021-06-05T16:00:00+07:00"), [""; 0]);
        assert_eq!(lifts(store, "222", "2021-06-05T18:00:00+07:00"), ["VY-1"]);
        let ahead = NewContent { known_at: Some(at("2027-01-01T00:00:00+07:00")), ..new };
        let ahead = keep_content(store, &operator(), &LIBRARY, ahead, at(now)).unwrap_err();
        assert_eq!(ahead.code(), "learned_later");
    });
}
