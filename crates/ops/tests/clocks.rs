//! The clocks of the law of 2026 from records, on both databases. Hours are those of the texts, as `rules.md` of the
//! source book quotes them: 8.1 (24 h, 48 h, weekly; death; epidemic; outbreak), 8.4 (isolation), 18.1 (the hold), 18.3
//! (a mass event).

use std::sync::LazyLock;

use jiff::{Timestamp, ToSpan as _};
use taicho_model::{ClockState, DecisionOutcome, kind};
use taicho_ops::import::{Options, Source, import};
use taicho_ops::{
    CLOCKS_SHOWN, ClockRow, Clocks, ClocksOf, Content, OpsError, Situation, Verdict, board, clocks,
    decide, decide_on_proposal, undo_change,
};
use taicho_rules::Library;
use taicho_store::{Actor, Scope, Store};
use taicho_testkit::on_both;

static CONTENT: LazyLock<Content> = LazyLock::new(|| Content::built_in().unwrap());
static LIBRARY: LazyLock<Library> = LazyLock::new(|| CONTENT.library().unwrap());

const AREAS: &str = "code,name,kind,level,parent_code
24,Bắc Ninh,Tỉnh,province,
09187,Kinh Bắc,Phường,commune,24
09190,Võ Cường,Phường,commune,24
";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A time of 20 November 2026, a Friday.
fn time(hour_minute: &str) -> Timestamp {
    at(&format!("2026-11-20T{hour_minute}:00+07:00"))
}

/// Brings rows in, each known since it was found; what came later is in them already and counts from its own time on.
fn bring(store: &Store, name: &str, text: &str) {
    let source = Source::bytes(name, text.as_bytes());
    let options = Options { backdate: true, ..Options::new(at("2026-12-31T08:00:00+07:00")) };
    let done = import(store, &Actor::local_operator(), vec![source], options).unwrap();
    assert_eq!(done.faults, []);
}

fn asked(store: &Store, moment: Timestamp, state: Option<ClockState>) -> Clocks {
    let read = store.read::<_, OpsError>(&Actor::local_operator(), |read| {
        let asked = ClocksOf { area: "24", at: moment, family: None, state, names: true };
        clocks(read, &CONTENT, &LIBRARY, &asked)
    });
    read.unwrap()
}

/// The clock of a record, by its key: its kind and value, its state, and the times that bound it.
fn of<'a>(clocks: &'a Clocks, key: &str, value: &str) -> Option<&'a ClockRow> {
    clocks.rows.iter().find(|row| row.subject.label == key && row.value == value)
}

fn state_of(store: &Store, moment: Timestamp, key: &str, value: &str) -> Option<ClockState> {
    of(&asked(store, moment, None), key, value).map(|row| row.state)
}

const ISOLATIONS: &str = "source_key,disease,area_code,reason,setting,found_on,detected_at,listed_at,decided_at,notified_at,hold_began_at,hold_ended_at,mass_event\n";

fn isolation(key: &str, setting: &str, times: [&str; 4], hold: &str, mass: bool) -> String {
    let cell = |time: &&str| match *time {
        "" => String::new(),
        time => format!("2026-11-20T{time}:00+07:00"),
    };
    let [detected, listed, decided, notified] = times.map(|time| cell(&time));
    format!(
        "{key},measles,09187,patient,{setting},2026-11-19,{detected},{listed},{decided},{notified},{},,{mass}\n",
        cell(&hold)
    )
}

#[test]
fn each_step_of_an_isolation_is_met_at_its_last_minute_and_late_a_minute_after() {
    // rules.md 8.4: list, decision and notice by setting, in hours; the border gives its notice "at once".
    let settings = [
        ("home", 2, 1, Some(3)),
        ("hospital", 1, 1, Some(1)),
        ("border", 1, 1, None),
        ("other_site", 3, 3, Some(3)),
    ];
    on_both(|test| {
        let store = &test.store;
        bring(store, "areas.csv", AREAS);
        let clock = |minutes: i64| {
            let time = time("08:00").checked_add(minutes.minutes()).unwrap();
            time.to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(7)))
                .strftime("%H:%M")
                .to_string()
        };
        let mut rows = ISOLATIONS.to_owned();
        for (setting, list, decide, notify) in settings {
            for (key, late) in [("in-time", 0), ("late", 1)] {
                let listed = list * 60 + late;
                let decided = listed + decide * 60 + late;
                let notified = notify.map(|notify| decided + notify * 60 + late);
                let times = [
                    clock(0),
                    clock(listed),
                    clock(decided),
                    notified.map(clock).unwrap_or_default(),
                ];
                let times = times.each_ref().map(String::as_str);
                rows += &isolation(&format!("{setting}-{key}"), setting, times, "", false);
            }
            rows +=
                &isolation(&format!("{setting}-open"), setting, ["08:00", "", "", ""], "", false);
        }
        bring(store, "ho so cach ly.csv", &rows);
        let done = asked(store, time("23:00"), None);
        for (setting, list, _, notify) in settings {
            for (key, state) in [("in-time", ClockState::Met), ("late", ClockState::MetLate)] {
                let key = format!("{setting}-{key}");
                for step in ["list", "decide"] {
                    assert_eq!(of(&done, &key, step).unwrap().state, state, "{key} {step}");
                }
                let told = of(&done, &key, "notify").unwrap();
                match notify {
                    Some(_) => assert_eq!(told.state, state, "{key}"),
                    // "At once" has no hours that could be over, and nobody has told anybody.
                    None => {
                        assert_eq!((told.state, told.is_limited), (ClockState::Running, false));
                        assert_eq!(
                            of(&done, &key, "stay_ends").unwrap().state,
                            ClockState::Unknown
                        );
                    }
                }
                assert!(of(&done, &key, "hold_lapses").is_none(), "nobody was held");
            }
            let key = format!("{setting}-open");
            let due = time("08:00").checked_add((list * 60).minutes()).unwrap();
            assert_eq!(state_of(store, due, &key, "list"), Some(ClockState::Running), "{key}");
            let after = due.checked_add(1.minute()).unwrap();
            assert_eq!(state_of(store, after, &key, "list"), Some(ClockState::Overdue), "{key}");
            assert_eq!(state_of(store, after, &key, "decide"), None, "not before the list");
            // Before the person was found there is nothing to do.
            assert_eq!(state_of(store, time("07:59"), &key, "list"), None, "{key}");
        }
        let row = of(&done, "home-in-time", "decide").unwrap();
        let times = (row.started_at, row.due_at, row.met_at);
        let (listed, decided) = (time("10:00"), time("11:00"));
        assert_eq!(times, (Some(listed), Some(decided), Some(decided)));
        assert!(row.decides && row.document.starts_with("165/2026/NĐ-CP"));
        assert_eq!((&*row.subject.area.code, &*row.subject.kind), ("09187", "isolations"));
    });
}

#[test]
fn a_hold_runs_from_when_it_began_and_twice_as_long_in_a_mass_event() {
    on_both(|test| {
        let store = &test.store;
        bring(store, "areas.csv", AREAS);
        let mut rows = ISOLATIONS.to_owned();
        // rules.md 18.1, 6: the hold is limited, and not from the detection; 8.4: 3, 2, 2, 6 h; 18.3: once more its time.
        let holds = [("home", 3), ("hospital", 2), ("border", 2), ("other_site", 6)];
        for (setting, _) in holds {
            rows += &isolation(setting, setting, ["08:00", "", "", ""], "09:30", false);
            rows += &isolation(
                &format!("{setting}-mass"),
                setting,
                ["08:00", "", "", ""],
                "09:30",
                true,
            );
        }
        rows += &isolation("decided", "home", ["08:00", "09:00", "12:30", ""], "09:30", false);
        rows += &isolation("lapsed", "home", ["08:00", "09:00", "12:31", ""], "09:30", false);
        rows += &isolation("never-held", "home", ["08:00", "", "", ""], "", false);
        bring(store, "ho so cach ly.csv", &rows);
        for (setting, hours) in holds {
            for (key, hours) in
                [(setting.to_owned(), hours), (format!("{setting}-mass"), 2 * hours)]
            {
                let ends = time("09:30").checked_add((hours * 60).minutes()).unwrap();
                let after = ends.checked_add(1.minute()).unwrap();
                let (now, then) = (asked(store, ends, None), asked(store, after, None));
                let row = of(&now, &key, "hold_lapses").unwrap();
                assert_eq!(
                    (row.started_at, row.due_at),
                    (Some(time("09:30")), Some(ends)),
                    "{key}"
                );
                assert_eq!(row.state, ClockState::Running, "{key}");
                assert_eq!(of(&then, &key, "hold_lapses").unwrap().state, ClockState::Overdue);
            }
            // rules.md 18.3: in a mass event the other times may be exceeded.
            let late = asked(store, time("23:00"), None);
            let row = of(&late, &format!("{setting}-mass"), "list").unwrap();
            assert_eq!((row.state, row.is_limited, row.due_at), (ClockState::Running, false, None));
        }
        let late = asked(store, time("14:00"), None);
        assert_eq!(of(&late, "decided", "hold_lapses").unwrap().state, ClockState::Met);
        assert_eq!(of(&late, "lapsed", "hold_lapses").unwrap().state, ClockState::MetLate);
        assert!(of(&late, "never-held", "hold_lapses").is_none());
        let before = asked(store, time("09:29"), None);
        assert!(of(&before, "home", "hold_lapses").is_none(), "nobody was held yet");
    });
}

#[test]
fn what_nobody_recorded_is_not_known_and_never_in_time() {
    on_both(|test| {
        let store = &test.store;
        bring(store, "areas.csv", AREAS);
        let mut rows = ISOLATIONS.to_owned();
        rows += &isolation("open", "home", ["", "", "", ""], "", false);
        rows += &isolation("listed", "home", ["", "09:00", "", ""], "", false);
        rows += &isolation("decided", "home", ["08:00", "", "09:00", ""], "", false);
        bring(store, "ho so cach ly.csv", &rows);
        let now = asked(store, time("12:00"), None);
        let open = of(&now, "open", "list").unwrap();
        assert_eq!((open.state, open.due_at, open.decides), (ClockState::Unknown, None, false));
        assert_eq!(open.missing.keys().collect::<Vec<_>>(), ["detected_at"]);
        assert_eq!(open.missing["detected_at"].vi, "Lúc phát hiện");
        assert_eq!(of(&now, "listed", "list").unwrap().state, ClockState::MetUnknown);
        assert_eq!(of(&now, "listed", "decide").unwrap().state, ClockState::Overdue);
        // There is no list without which a decision could be: the decision meets its clock.
        assert_eq!(of(&now, "decided", "list").unwrap().state, ClockState::Met);
        assert_eq!(of(&now, "decided", "notify").unwrap().state, ClockState::Running);
        assert_eq!(now.counts["unknown"], 1);
        let only = asked(store, time("12:00"), Some(ClockState::Unknown));
        assert_eq!((only.rows.len(), &only.counts), (1, &now.counts));
    });
}

const CASES: &str = "source_key,disease,area_code,status,case_origin,found_on,detected_at,reported_at,seen_at,died_on,death_known_at,death_reported_at\n";

fn case(key: &str, disease: &str, cells: &str) -> String {
    format!("{key},{disease},09187,confirmed,community,2026-11-20,{cells}\n")
}

#[test]
fn reports_of_cases_suspects_and_deaths_have_their_clocks() {
    const DAY: &str = "2026-11-21T";
    let day = |time: &str| at(&format!("{DAY}{time}:00+07:00"));
    on_both(|test| {
        let store = &test.store;
        bring(store, "areas.csv", AREAS);
        let (found, old) = ("2026-11-20T08:00:00+07:00", "2026-11-20T09:00:00+07:00");
        let mut rows = CASES.to_owned();
        rows += &case("m-open", "measles", &format!("{found},,,,,"));
        rows += &case("m-met", "measles", &format!("{found},{DAY}08:00:00+07:00,,,,"));
        rows += &case("m-late", "measles", &format!("{found},{DAY}08:01:00+07:00,,,,"));
        rows += &case("m-unknown", "measles", ",,,,,");
        rows += &case("d-open", "dengue", &format!("{found},,,,,"));
        rows += &case("i-met", "influenza", &format!("{found},2026-11-24T23:59:00+07:00,,,,"));
        rows += &case("i-late", "influenza", &format!("{found},2026-11-25T00:00:00+07:00,,,,"));
        rows += &case("seen", "measles", &format!("{DAY}08:00:00+07:00,,{found},,,"));
        rows += &case("seen-late", "measles", &format!("{DAY}08:01:00+07:00,,{found},,,"));
        rows += &case("died", "measles", &format!("{found},{old},,2026-11-20,{old},"));
        rows += &case(
            "died-told",
            "measles",
            &format!("{found},{old},,2026-11-20,{old},{DAY}09:00:00+07:00"),
        );
        rows += &case(
            "died-late",
            "measles",
            &format!("{found},{old},,2026-11-20,{old},{DAY}09:01:00+07:00"),
        );
        rows += &case("died-sometime", "measles", &format!("{found},{old},,2026-11-20,,"));
        rows += "out,measles,09187,ruled_out,community,2026-11-20,2026-11-20T08:00:00+07:00,,,,,\n";
        bring(store, "ca benh.csv", &rows);
        use ClockState::{Met, MetLate, Overdue, Running, Unknown};
        // rules.md 8.1: measles 24 h, dengue 48 h, influenza weekly, before Wednesday; art. 10.1 and 10.2b: 24 h.
        for (key, value, moment, state) in [
            ("m-open", "24h", day("08:00"), Running),
            ("m-open", "24h", day("08:01"), Overdue),
            ("m-met", "24h", day("12:00"), Met),
            ("m-late", "24h", day("12:00"), MetLate),
            ("m-unknown", "24h", day("12:00"), Unknown),
            ("d-open", "48h", at("2026-11-22T08:00:00+07:00"), Running),
            ("d-open", "48h", at("2026-11-22T08:01:00+07:00"), Overdue),
            ("i-met", "weekly", at("2026-11-25T12:00:00+07:00"), Met),
            // "Before Wednesday": Wednesday 00:00 is Wednesday.
            ("i-late", "weekly", at("2026-11-25T12:00:00+07:00"), MetLate),
            ("seen", "station", day("12:00"), Met),
            ("seen-late", "station", day("12:00"), MetLate),
            ("died", "death", day("09:00"), Running),
            ("died", "death", day("09:01"), Overdue),
            ("died-told", "death", day("12:00"), Met),
            ("died-late", "death", day("12:00"), MetLate),
            ("died-sometime", "death", day("12:00"), Unknown),
        ] {
            assert_eq!(state_of(store, moment, key, value), Some(state), "{key} {value} {moment}");
        }
        let now = asked(store, day("12:00"), None);
        assert!(now.rows.iter().all(|row| row.subject.label != "out"));
        // What was met is shown for a week, what is open for as long as it is; a later death has a clock of its own.
        let later = asked(store, at("2026-12-10T12:00:00+07:00"), None);
        assert!(of(&later, "m-met", "24h").is_none() && of(&later, "died-told", "death").is_none());
        assert_eq!(of(&later, "m-open", "24h").unwrap().state, Overdue);
        assert_eq!(of(&later, "died", "death").unwrap().state, Overdue);
        let order: Vec<_> = later.rows.iter().map(|row| row.state).collect();
        assert!(order.is_sorted(), "{order:?}");
    });
}

#[test]
fn an_outbreak_is_reported_daily_until_it_ends() {
    on_both(|test| {
        let store = &test.store;
        bring(store, "areas.csv", AREAS);
        let heading =
            "code,name,disease,area_code,determined_on,determined_at,reported_at,ended_on\n";
        let row = |reported: &str, ended: &str| {
            format!(
                "{heading}OD-1,Lớp mẫu giáo,measles,09187,2026-11-16,2026-11-16T10:00:00+07:00,{reported},{ended}\n"
            )
        };
        let bring = |text: &str, now: &str| {
            let source = Source::bytes("o dich.csv", text.as_bytes());
            let options = Options::new(at(now));
            let done = import(store, &Actor::local_operator(), vec![source], options).unwrap();
            assert_eq!(done.faults, []);
            done.change_id.unwrap()
        };
        bring(&row("", ""), "2026-11-16T10:05:00+07:00");
        bring(&row("2026-11-17T15:00:00+07:00", ""), "2026-11-17T15:05:00+07:00");
        bring(&row("2026-11-19T09:00:00+07:00", ""), "2026-11-19T09:05:00+07:00");
        let by = |moment: &str| -> Vec<(ClockState, Option<Timestamp>)> {
            let found = asked(store, at(moment), None);
            found.rows.iter().map(|row| (row.state, row.due_at)).collect()
        };
        use ClockState::{Met, MetLate, Overdue, Running};
        let midnight = |day: &str| Some(at(&format!("{day}T00:00:00+07:00")));
        // rules.md 8.1, art. 26.1d: daily; the first report and each next one by the end of the day after.
        assert_eq!(by("2026-11-17T14:00:00+07:00"), [(Running, midnight("2026-11-18"))]);
        let met = (Met, midnight("2026-11-18"));
        let running = (Running, midnight("2026-11-19"));
        assert_eq!(by("2026-11-18T23:59:59+07:00"), [running, met]);
        assert_eq!(by("2026-11-19T00:00:00+07:00"), [(Overdue, midnight("2026-11-19")), met]);
        let late = (MetLate, midnight("2026-11-19"));
        assert_eq!(by("2026-11-19T10:00:00+07:00"), [(Running, midnight("2026-11-21")), late, met]);
        // A report that is taken back leaves the clock where it was.
        let wrong = bring(&row("2026-11-20T09:00:00+07:00", ""), "2026-11-20T09:05:00+07:00");
        assert_eq!(by("2026-11-20T10:00:00+07:00").len(), 4);
        let now = time("10:10");
        undo_change(store, &Actor::local_operator(), wrong, "nhầm".into(), now).unwrap();
        assert_eq!(by("2026-11-20T10:20:00+07:00"), [(Running, midnight("2026-11-21")), late, met]);
        // A list that came in with the last report alone says nothing of those before it.
        let other = row("2026-11-19T09:00:00+07:00", "").replace("OD-1", "OD-2");
        bring(&other.replace("Lớp mẫu giáo", "Khu nhà trọ"), "2026-11-20T10:15:00+07:00");
        let found = asked(store, at("2026-11-20T10:20:00+07:00"), None);
        let of_other = found.rows.iter().filter(|row| row.subject.label == "Khu nhà trọ");
        assert_eq!(of_other.map(|row| row.state).collect::<Vec<_>>(), [Running]);
        bring(
            &other.replace("00:00+07:00,\n", "00:00+07:00,2026-11-20\n"),
            "2026-11-21T07:55:00+07:00",
        );
        bring(&row("2026-11-19T09:00:00+07:00", "2026-11-20"), "2026-11-21T08:00:00+07:00");
        assert_eq!(by("2026-11-21T09:00:00+07:00")[0].0, MetLate, "nothing is due any more");
    });
}

#[test]
fn an_epidemic_that_was_determined_is_announced_within_a_day() {
    on_both(|test| {
        let store = &test.store;
        bring(store, "areas.csv", AREAS);
        let mut rows = CASES.trim_end().to_owned() + ",cluster\n";
        for n in 0..5 {
            rows += case(&format!("s{n}"), "measles", "2026-11-20T07:00:00+07:00,,,,,,").trim_end();
            rows.pop();
            rows += ",SOI\n";
        }
        bring(store, "ca benh.csv", &rows);
        bring(
            store,
            "du kien.csv",
            "Mã đơn vị,Bệnh,Tên dữ kiện,Giá trị,Loại giá trị,Từ ngày,Độ tin cậy,Căn cứ\n\
             09187,measles,endemic,false,flag,01/07/2026,V,Trạm y tế\n\
             09187,measles,group,B,text,01/07/2026,V,Trạm y tế\n",
        );
        let actor = Actor::local_operator();
        let asked_at = time("08:00");
        let made = store.read::<_, OpsError>(&actor, |read| {
            board(&Situation::load(read, "24", asked_at, None)?, &CONTENT, &LIBRARY, None)
        });
        let key =
            made.unwrap().proposals.into_iter().find(|row| row.proposal.kind == kind::EPIDEMIC);
        let verdict = Verdict {
            area_code: "24".into(),
            at: asked_at,
            family: None,
            proposal_key: key.unwrap().key,
            outcome: DecisionOutcome::Approved,
            value: None,
            reason: None,
        };
        let now = at("2027-01-04T09:00:00+07:00");
        let recorded = decide_on_proposal(store, &actor, &CONTENT, &LIBRARY, verdict, now).unwrap();
        assert_eq!(recorded.order.unwrap().determined_at, Some(now));
        let announced = |moment: &str| {
            let found = asked(store, at(moment), None);
            let row = found.rows.into_iter().find(|row| row.kind == "epidemic_notice");
            row.map(|row| (row.state, row.due_at, row.subject.area.code))
        };
        // rules.md 8.1, art. 26: 24 h from determination.
        let due = Some(at("2027-01-05T09:00:00+07:00"));
        let by = |state| Some((state, due, "09187".to_owned()));
        assert_eq!(announced("2027-01-05T09:00:00+07:00"), by(ClockState::Running));
        assert_eq!(announced("2027-01-05T09:01:00+07:00"), by(ClockState::Overdue));
    });
}

#[test]
fn older_law_has_no_such_clock_and_approving_a_step_says_that_it_is_done() {
    on_both(|test| {
        let store = &test.store;
        bring(store, "areas.csv", AREAS);
        let mut rows = ISOLATIONS.to_owned();
        rows += &isolation("CL-1", "home", ["08:00", "", "", ""], "08:30", false);
        bring(store, "ho so cach ly.csv", &rows);
        // A case of before 1 July 2026 was reported, or not, by the circular of 2015.
        bring(
            store,
            "ca benh.csv",
            "source_key,disease,area_code,status,case_origin,found_on\nold,measles,09187,confirmed,community,2026-06-30\n",
        );
        let before = asked(store, at("2026-06-30T12:00:00+07:00"), None);
        assert_eq!((before.family, before.rows.len()), (None, 0));
        let now = asked(store, time("09:00"), None);
        assert!(now.rows.iter().all(|row| row.subject.label == "CL-1"), "{:?}", now.rows);

        let actor = Actor::local_operator();
        let open = |moment| {
            let read = store.read::<_, OpsError>(&actor, |read| {
                decide(&Situation::load(read, "24", moment, None)?, &CONTENT, &LIBRARY, None)
            });
            let steps = read.unwrap().proposals.into_iter();
            let steps = steps.filter(|row| row.kind == "isolation_step");
            steps.map(|row| (row.value.to_string(), row.key())).collect::<Vec<_>>()
        };
        let steps = open(time("09:00"));
        assert_eq!(
            steps.iter().map(|(value, _)| value.as_str()).collect::<Vec<_>>(),
            ["list", "hold_lapses"]
        );
        let verdict = Verdict {
            area_code: "24".into(),
            at: time("09:00"),
            family: None,
            proposal_key: steps[0].1.clone(),
            outcome: DecisionOutcome::Approved,
            value: None,
            reason: None,
        };
        let moment = at("2027-01-04T09:00:00+07:00");
        decide_on_proposal(store, &actor, &CONTENT, &LIBRARY, verdict, moment).unwrap();
        let found = asked(store, moment, None);
        let listed = of(&found, "CL-1", "list").unwrap();
        assert_eq!((listed.state, listed.met_at), (ClockState::MetLate, Some(moment)));
        let steps = open(moment).into_iter().map(|(value, _)| value).collect::<Vec<_>>();
        assert_eq!(steps, ["decide", "hold_lapses"]);
    });
}

#[test]
fn a_flood_of_clocks_is_counted_and_only_the_most_urgent_are_shown() {
    on_both(|test| {
        let store = &test.store;
        bring(store, "areas.csv", AREAS);
        let mut rows = CASES.to_owned();
        for n in 0..CLOCKS_SHOWN + 50 {
            let minute = n % 60;
            rows += &case(
                &format!("f{n:03}"),
                "measles",
                &format!("2026-11-20T0{}:{minute:02}:00+07:00,,,,,", n / 60),
            );
        }
        bring(store, "ca benh.csv", &rows);
        let found = asked(store, time("12:00"), None);
        assert_eq!(found.counts["running"], CLOCKS_SHOWN as i64 + 50);
        assert_eq!(found.rows.len(), CLOCKS_SHOWN);
        assert_eq!(found.rows[0].due_at, Some(at("2026-11-21T00:00:00+07:00")));
        assert!(found.rows.is_sorted_by_key(|row| row.due_at));
        // Whoever may see one ward is not told of the province.
        let paths = store.read::<_, OpsError>(&Actor::local_operator(), |read| {
            Ok(taicho_ops::area_with_code(read, "09190", "2026-11-20".parse().unwrap())?.path)
        });
        let officer = Actor { id: "o".into(), scope: Scope::Subtrees(vec![paths.unwrap()]) };
        let of = |area| {
            store.read::<_, OpsError>(&officer, |read| {
                let asked =
                    ClocksOf { area, at: time("12:00"), family: None, state: None, names: true };
                clocks(read, &CONTENT, &LIBRARY, &asked)
            })
        };
        assert!(of("24").is_err() && of("09187").is_err());
        assert_eq!(of("09190").unwrap().rows.len(), 0);
    });
}

#[test]
fn of_more_cases_than_are_told_the_most_urgent_are_and_the_others_counted() {
    on_both(|test| {
        let store = &test.store;
        bring(store, "areas.csv", AREAS);
        // One is due each minute; of some nobody knows since when.
        let (open, unknown) = (340, 30);
        let mut rows = CASES.to_owned();
        for n in 0..open {
            let detected = time("06:00").checked_add((n as i64).minutes()).unwrap();
            rows += &case(&format!("n{n:03}"), "measles", &format!("{detected},,,,,"));
        }
        for n in 0..unknown {
            rows += &case(&format!("u{n:03}"), "measles", ",,,,,");
        }
        bring(store, "ca benh.csv", &rows);
        let actor = Actor::local_operator();
        let moment = at("2026-11-21T12:00:00+07:00");
        let (shown, all) = store
            .read::<_, OpsError>(&actor, |read| {
                let situation = Situation::load(read, "24", moment, None)?;
                let shown = board(&situation, &CONTENT, &LIBRARY, None)?;
                Ok((shown, decide(&situation, &CONTENT, &LIBRARY, None)?))
            })
            .unwrap();
        let reports: Vec<_> =
            all.proposals.iter().filter(|it| it.kind == kind::CASE_REPORT).collect();
        assert_eq!((reports.len(), all.more.len()), (open, 0), "the rules are asked of each");
        let told = shown.proposals.iter().filter(|it| it.proposal.kind == kind::CASE_REPORT);
        let told: Vec<_> = told.map(|it| (it.proposal.due_at.unwrap(), &it.key)).collect();
        let [more] = &shown.more[..] else { panic!("{:?}", shown.more) };
        assert_eq!((more.kind.as_str(), more.area.code.as_str()), (kind::CASE_REPORT, "09187"));
        assert_eq!(told.len() + more.proposals, open);
        let last = told.iter().map(|(due_at, _)| *due_at).max().unwrap();
        let kept: Vec<_> = reports.iter().filter(|it| it.due_at.unwrap() <= last).collect();
        assert_eq!(kept.len(), told.len(), "those that are due first are told");
        let overdue = |due_at: Timestamp| due_at < moment;
        let late = reports.iter().filter(|it| overdue(it.due_at.unwrap())).count();
        let told_late = told.iter().filter(|(due_at, _)| overdue(*due_at)).count();
        assert_eq!(told_late + more.overdue, late);
        let ward = shown.wards.iter().find(|ward| ward.area.code == "09187").unwrap();
        let changing =
            all.proposals.iter().filter(|it| it.subject.area.code == "09187" && it.changes);
        assert_eq!(ward.proposals, changing.count(), "what is counted counts");
        let asked = shown.undecided.iter().filter(|it| it.kind == kind::CASE_REPORT);
        let asked: Vec<usize> = asked.map(|it| it.cases).collect();
        assert_eq!(asked, [unknown], "one question, of so many");

        // What is not told one by one is decided on all the same.
        let last = reports.iter().max_by_key(|it| it.due_at).unwrap();
        let verdict = Verdict {
            area_code: "24".into(),
            at: moment,
            family: None,
            proposal_key: last.key(),
            outcome: DecisionOutcome::Approved,
            value: None,
            reason: None,
        };
        assert!(told.iter().all(|(_, key)| **key != last.key()));
        decide_on_proposal(store, &actor, &CONTENT, &LIBRARY, verdict, moment).unwrap();
    });
}

/// rules.md 8.4: at the border the notice is given at once, and nobody stays longer than 48 hours.
#[test]
fn nobody_stays_at_the_border_longer_than_48_hours() {
    on_both(|test| {
        let store = &test.store;
        bring(store, "areas.csv", AREAS);
        let head = "source_key,disease,area_code,reason,setting,found_on,detected_at,listed_at,decided_at,notified_at,began_at,ended_at,mass_event\n";
        let row = |key: &str, notified: &str, ended: &str, mass: bool| {
            format!(
                "{key},measles,09187,patient,border,2026-11-17,2026-11-17T07:00:00+07:00,2026-11-17T07:30:00+07:00,2026-11-17T08:00:00+07:00,{notified},2026-11-17T09:00:00+07:00,{ended},{mass}\n"
            )
        };
        let told = "2026-11-17T08:01:00+07:00";
        let rows = [
            row("stays", told, "", false),
            row("untold", "", "", false),
            row("left", told, "2026-11-19T09:00:00+07:00", false),
            row("late", told, "2026-11-19T09:01:00+07:00", false),
            row("mass", told, "", true),
        ];
        bring(store, "ho so cach ly.csv", &(head.to_owned() + &rows.concat()));
        for (moment, state) in [
            ("2026-11-19T09:00:00+07:00", ClockState::Running),
            ("2026-11-19T09:01:00+07:00", ClockState::Overdue),
            // Still so when the notice is older than what was met is shown.
            ("2026-11-29T09:01:00+07:00", ClockState::Overdue),
        ] {
            assert_eq!(state_of(store, at(moment), "stays", "stay_ends"), Some(state), "{moment}");
        }
        let later = at("2026-11-20T12:00:00+07:00");
        let state = |key: &str, step: &str| state_of(store, later, key, step);
        assert_eq!(state("stays", "notify"), Some(ClockState::Met));
        assert_eq!(state("untold", "notify"), Some(ClockState::Running));
        assert_eq!(state("left", "stay_ends"), Some(ClockState::Met));
        assert_eq!(state("late", "stay_ends"), Some(ClockState::MetLate));
        assert_eq!(state("mass", "stay_ends"), None);
        // What the clock says is proposed, and approving it says that it was done.
        let proposed = decided(store, later);
        let wanted = proposed.iter().filter(|it| it.value.to_string() == "stay_ends");
        assert_eq!(wanted.count(), 2, "{proposed:#?}");
    });
}

fn decided(store: &Store, moment: Timestamp) -> Vec<taicho_model::Proposal> {
    let read = store.read::<_, OpsError>(&Actor::local_operator(), |read| {
        let situation = Situation::load(read, "24", moment, None)?;
        decide(&situation, &CONTENT, &LIBRARY, None)
    });
    read.unwrap().proposals
}

/// A case that is ruled out owes nothing any more; what it owed by then, late or not, stays to be seen.
#[test]
fn what_was_owed_of_a_case_that_was_ruled_out_stays_to_be_seen() {
    on_both(|test| {
        let store = &test.store;
        bring(store, "areas.csv", AREAS);
        let head = "Mã ca,Bệnh,Mã xã,Phân loại,Nguồn ca,Ngày phát hiện,detected_at,reported_at\n";
        let row = |key: &str, status: &str, reported: &str| {
            format!(
                "{key},measles,09187,{status},cộng đồng,2026-11-16,2026-11-16T08:00:00+07:00,{reported}\n"
            )
        };
        let bring_at = |known_at: &str, rows: String| {
            let source = Source::bytes("ca benh.csv", (head.to_owned() + &rows).as_bytes());
            let options = Options::new(at(known_at));
            let done = import(store, &Actor::local_operator(), vec![source], options).unwrap();
            assert_eq!(done.faults, []);
        };
        let late = "2026-11-19T08:00:00+07:00";
        let all = |status: &str| {
            row("open", status, "")
                + &row("late", status, late)
                + &row("in-time", status, "2026-11-16T09:00:00+07:00")
        };
        bring_at("2026-11-16T08:05:00+07:00", all("nghi ngờ"));
        let before = asked(store, at("2026-11-20T09:00:00+07:00"), None);
        let states = |clocks: &Clocks| -> Vec<(String, ClockState)> {
            let rows = clocks.rows.iter().filter(|row| row.kind == kind::CASE_REPORT);
            let mut states: Vec<_> =
                rows.map(|row| (row.subject.label.clone(), row.state)).collect();
            states.sort();
            states
        };
        let of_open = |state| {
            vec![
                ("in-time".to_owned(), ClockState::Met),
                ("late".to_owned(), ClockState::MetLate),
                ("open".to_owned(), state),
            ]
        };
        assert_eq!(states(&before), of_open(ClockState::Overdue));
        bring_at("2026-11-20T10:00:00+07:00", all("loại trừ") + &row("never", "loại trừ", ""));
        let after = asked(store, at("2026-11-20T12:00:00+07:00"), None);
        assert_eq!(states(&after), of_open(ClockState::Ceased));
        let ceased = after.rows.iter().find(|row| row.state == ClockState::Ceased).unwrap();
        let note = &ceased.note.as_ref().unwrap().vi;
        assert!(
            note.contains("loại trừ lúc 10:00 ngày 20/11/2026") && note.contains("đã quá hạn"),
            "{note}"
        );
        assert_eq!(after.counts["ceased"], 1);
        // As of the moment before it was owed, and a week later it is done with.
        assert_eq!(
            states(&asked(store, at("2026-11-20T09:59:00+07:00"), None)),
            of_open(ClockState::Overdue)
        );
        assert_eq!(states(&asked(store, at("2026-11-27T12:00:00+07:00"), None)), []);
        assert!(
            decided(store, at("2026-11-20T12:00:00+07:00"))
                .iter()
                .all(|it| it.subject.record_id().is_none())
        );
    });
}

/// A case of before the law came into force owed what the law of its day asked: no clock of today runs on it.
#[test]
fn no_later_law_runs_a_clock_on_an_earlier_case() {
    on_both(|test| {
        let store = &test.store;
        bring(store, "areas.csv", AREAS);
        let head = "Mã ca,Bệnh,Mã xã,Phân loại,Nguồn ca,Ngày phát hiện,detected_at,reported_at\n";
        let row = |key: &str, day: &str| {
            format!("{key},measles,09187,xác định,cộng đồng,{day},{day}T08:00:00+07:00,\n")
        };
        let rows = row("before", "2026-06-30") + &row("after", "2026-07-01");
        bring(store, "ca benh.csv", &(head.to_owned() + &rows));
        let owed = decided(store, at("2026-11-20T09:00:00+07:00"));
        let owed = owed.iter().filter(|it| it.kind == kind::CASE_REPORT);
        assert_eq!(owed.count(), 1);
        let clocks = asked(store, at("2026-11-20T09:00:00+07:00"), None);
        let reports = clocks.rows.iter().filter(|row| row.kind == kind::CASE_REPORT);
        let reports: Vec<&str> = reports.map(|row| row.subject.label.as_str()).collect();
        assert_eq!(reports, ["after"]);
    });
}
