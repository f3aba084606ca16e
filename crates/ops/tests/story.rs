//! The story of the demo on both databases: what comes out, what an officer does with it, and what is taken back.

#[path = "story/places.rs"]
mod places;

use std::path::PathBuf;
use std::sync::{LazyLock, Mutex};

use jiff::Timestamp;
use jiff::civil::date;
use taicho_model::{
    AreaRef, DecidedProposal, DecisionOutcome, FieldType, KINDS, KindSpec, OrderStatus, Origin,
    Proposal, Zone, kind,
};
use taicho_ops::demo::{prepare, scenes};
use taicho_ops::import::{ImportReport, Options, Source, import};
use taicho_ops::{
    Agreement, Board, Content, Format, OpsError, Recorded, Situation, Verdict, area_with_code,
    board, daily_report, decide_on_proposal, export_order, export_report, freeze, narrowed,
    order_document, plan_comparison, undo_change,
};
use taicho_rules::Library;
use taicho_store::{Actor, Filter, Store};
use taicho_testkit::on_both;

static CONTENT: LazyLock<Content> = LazyLock::new(|| Content::built_in().unwrap());
static LIBRARY: LazyLock<Library> = LazyLock::new(|| CONTENT.library().unwrap());

const FROM_21: [&str; 4] = ["09178", "09187", "09235", "09244"];
const FROM_25: [&str; 4] = ["09169", "09214", "09226", "09256"];
const TIEN_AN: &str = "09178|||distancing_tier|15|2021-06-21";

#[test]
fn the_story_holds_on_both_databases() {
    let golden = Mutex::new(Vec::new());
    on_both(|test| {
        let store = &test.store;
        prepare(store, &CONTENT, |_| {}).unwrap();
        golden.lock().unwrap().push(seventeenth_of_june(store));
        codes_belong_to_their_days(store);
        names_belong_to_their_days(store);
        every_field_of_every_kind_narrows_a_list(store);
        the_law_of_today(store);
        places::each_speaks_on_its_day(store);
        places::what_a_plan_states_has_its_paragraph(store);
        places::bu_dang(store);
        places::xuan_thoi_son(store);
        places::hong_bang(store);
        a_demo_that_is_there_stays_as_it_is(store);
        plan_beside_taicho(store);
        sources_are_kept(store);
        a_new_case_withdraws(store);
        an_approval_and_what_follows(store);
        an_officer_may_decide_otherwise(store);
        reports_and_documents(store);
        a_clock_that_was_stopped_proposes_nothing_more(store);
    });
    let golden = golden.into_inner().unwrap();
    assert_eq!(golden[0], golden[1], "both databases give the same proposals");
}

/// For each kind and field: a value that stands there finds rows, and only such as have it.
fn every_field_of_every_kind_narrows_a_list(store: &Store) {
    let actor = Actor::local_operator();
    let list = |kind: &KindSpec, filter: &Filter| -> Vec<serde_json::Value> {
        let mut text = String::new();
        let page = store.read::<_, OpsError>(&actor, |read| {
            Ok(read.page(kind, kind.columns, filter, &mut text)?)
        });
        page.unwrap();
        serde_json::from_str(&text).unwrap()
    };
    let (mut kinds, mut narrowed_by) = (0, 0);
    for kind in KINDS {
        let some = list(kind, &Filter { newest_first: true, ..Filter::now().page(None, 20) });
        kinds += usize::from(!some.is_empty());
        for field in kind.fields {
            let found = some.iter().map(|row| &row[field.name]).find(|value| !value.is_null());
            let refused = narrowed(Filter::now(), kind, "no_such_field", "x");
            assert!(matches!(refused, Err(OpsError::UnknownField { .. })));
            let Some(value) = found else { continue };
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let filter = narrowed(Filter::now().page(None, 50), kind, field.name, &text);
            if field.is_internal {
                assert!(filter.is_err(), "{}.{} is shown to nobody", kind.name, field.name);
                continue;
            }
            let rows = list(kind, &filter.unwrap());
            assert!(!rows.is_empty(), "{}.{} = {text}", kind.name, field.name);
            assert!(
                rows.iter().all(|row| row[field.name] == *value),
                "{}.{} = {text}",
                kind.name,
                field.name
            );
            narrowed_by += 1;
            if matches!(field.field_type, FieldType::Day | FieldType::Number | FieldType::Instant) {
                let from =
                    narrowed(Filter::now().page(None, 50), kind, field.name, &format!("{text}.."));
                let after = list(kind, &from.unwrap());
                let not_before = |row: &serde_json::Value| match (&row[field.name], value) {
                    (serde_json::Value::Number(one), serde_json::Value::Number(other)) => {
                        one.as_i64() >= other.as_i64()
                    }
                    (one, other) => one.as_str() >= other.as_str(),
                };
                assert!(
                    !after.is_empty() && after.iter().all(not_before),
                    "{}.{}",
                    kind.name,
                    field.name
                );
            }
            if matches!(field.field_type, FieldType::Word(_) | FieldType::Day | FieldType::Flag) {
                let bad = narrowed(Filter::now(), kind, field.name, "zzz");
                assert!(
                    matches!(bad, Err(OpsError::BadValue { .. })),
                    "{}.{}",
                    kind.name,
                    field.name
                );
            }
        }
    }
    assert!(kinds >= 10 && narrowed_by >= 70, "{kinds} kinds, {narrowed_by} fields");
}

/// Opening a demo again loads no scene twice.
fn a_demo_that_is_there_stays_as_it_is(store: &Store) {
    let changes = || {
        let span = Timestamp::MIN..Timestamp::MAX;
        store.read::<_, OpsError>(&Actor::local_operator(), |read| {
            Ok(read.changes(span, None, 1_000)?.len())
        })
    };
    let before = changes().unwrap();
    let scenes = prepare(store, &CONTENT, |what| panic!("{what} is loaded again")).unwrap();
    assert!(scenes.len() >= 5);
    assert_eq!(changes().unwrap(), before);
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn board_at(store: &Store, code: &str, moment: &str, family: Option<&str>) -> Board {
    let read = store.read::<_, OpsError>(&Actor::local_operator(), |read| {
        let situation = Situation::load(read, code, at(moment), None)?;
        board(&situation, &CONTENT, &LIBRARY, family)
    });
    read.unwrap()
}

fn proposals(store: &Store, moment: &str) -> Vec<Proposal> {
    board_at(store, "256", moment, None).proposals.into_iter().map(|p| p.proposal).collect()
}

fn of_kind<'a>(proposals: &'a [Proposal], kind: &str) -> Vec<&'a Proposal> {
    proposals.iter().filter(|proposal| proposal.kind == kind).collect()
}

fn tier_of(proposals: &[Proposal], code: &str) -> Proposal {
    let mut tiers = of_kind(proposals, kind::DISTANCING_TIER);
    tiers.retain(|proposal| proposal.subject.area.code == code);
    assert_eq!(tiers.len(), 1, "one tier row for {code}");
    tiers[0].clone()
}

fn seventeenth_of_june(store: &Store) -> String {
    let moment = "2021-06-17T16:00:00+07:00";
    let made = proposals(store, moment);
    let steps = |day: i8| -> Vec<String> {
        let mut codes: Vec<String> = of_kind(&made, kind::DISTANCING_TIER)
            .into_iter()
            .filter(|p| p.changes && p.decides && p.value.to_string() == "15")
            .filter(|p| p.from == Some(date(2021, 6, day)))
            .map(|p| p.subject.area.code.clone())
            .collect();
        codes.sort();
        codes
    };
    assert_eq!(steps(21), FROM_21);
    assert_eq!(steps(25), FROM_25);
    let changed = of_kind(&made, kind::DISTANCING_TIER).into_iter().filter(|p| p.changes).count();
    assert_eq!(changed, 8, "nothing else steps");
    // The day to which the plan counts is nowhere stated; every written reading of it frees the same wards.
    for code in FROM_25 {
        let step = tier_of(&made, code);
        let counted = step.facts.iter().find(|f| f.name == "last_f0_in_quarters_on").unwrap();
        assert_eq!(counted.origin, Some(Origin::Seed));
        assert!(
            step.decides && step.notes.iter().any(|note| note.en.contains("every written reading"))
        );
    }
    let mut worst: Vec<&str> = of_kind(&made, kind::RISK_LEVEL)
        .into_iter()
        .filter(|p| p.value.to_string() == "very_high" && p.decides)
        .map(|p| p.subject.area.code.as_str())
        .collect();
    worst.sort_unstable();
    assert_eq!(worst, ["09181", "09271", "09286", "09325"]);
    let freezes = of_kind(&made, kind::ZONE_FREEZE);
    assert_eq!(freezes.len(), 1);
    assert_eq!(freezes[0].subject.label, "Khu Thượng");
    assert_eq!(freezes[0].value.to_string(), "20");
    assert_eq!(freezes[0].until, Some(date(2021, 7, 6)));
    // A replay never uses a later rule, neither by itself nor when asked to.
    assert!(made.iter().all(|proposal| proposal.rule.starts_with("vn-covid-2021/")));
    assert!(board_at(store, "256", moment, Some("vn-2026")).proposals.is_empty());
    let json = serde_json::to_string(&made).unwrap();
    assert_eq!(json, serde_json::to_string(&proposals(store, moment)).unwrap());
    json
}

fn codes_belong_to_their_days(store: &Store) {
    let found = |code: &str, day| {
        store.read::<AreaRef, OpsError>(&Actor::local_operator(), |read| {
            Ok(area_with_code(read, code, day)?.to_ref())
        })
    };
    assert_eq!(found("09187", date(2021, 6, 17)).unwrap().name, "Phường Suối Hoa");
    assert_eq!(found("09187", date(2026, 11, 20)).unwrap().name, "Phường Kinh Bắc");
    assert!(matches!(found("256", date(2026, 11, 20)), Err(OpsError::AreaNotOnDay { .. })));
}

/// How people write a ward, and what it is in 2021 and in 2026: its code, or why there is none.
fn names_belong_to_their_days(store: &Store) {
    let imported = |name: &str, now: &str| {
        let table = format!("Khóa;Họ tên;Phường\nSH-1;Nguyễn Thị Hằng;{name}\n");
        let sources = vec![Source::bytes("people.csv", table.into_bytes()).of_kind("people")];
        let options = Options { dry_run: true, backdate: true, ..Options::new(at(now)) };
        let report = import(store, &Actor::local_operator(), sources, options).unwrap();
        report.faults.first().map(|fault| fault.reason.en.clone())
    };
    for (name, in_2021, in_2026) in [
        ("phường Suối Hoa, thành phố Bắc Ninh", "", "Phường Kinh Bắc (09187)"),
        ("P. Suoi Hoa, TP Bac Ninh", "", "Phường Kinh Bắc (09187)"),
        ("Phường Suối Hoa", "", "Phường Kinh Bắc (09187)"),
        // There was a commune of that name in Lào Cai, and two of the other in Bắc Ninh and Kiên Giang.
        ("Suối Hoa", "several communes", "Xã Mường Hoa (05134), Phường Kinh Bắc (09187)"),
        ("Hòa Long, tỉnh Bắc Ninh", "", "Phường Kinh Bắc (09187)"),
        ("Phường Kinh Bắc", "", ""),
        ("Hòa Long, huyện Yên Phong", "no commune", "no commune"),
    ] {
        for (now, wanted) in
            [("2021-06-17T15:00:00+07:00", in_2021), ("2026-11-20T10:00:00+07:00", in_2026)]
        {
            let fault = imported(name, now);
            match wanted {
                "" => assert_eq!(fault, None, "{name} at {now}"),
                _ => assert!(fault.is_some_and(|it| it.contains(wanted)), "{name} at {now}"),
            }
        }
    }
}

fn the_law_of_today(store: &Store) {
    let now = at("2026-11-20T10:00:00+07:00");
    let made = board_at(store, "24", "2026-11-20T10:00:00+07:00", None);
    assert_eq!(made.family.as_deref(), Some("vn-2026"));
    let made: Vec<Proposal> = made.proposals.into_iter().map(|p| p.proposal).collect();
    let has = |code: &str, kind: &str, disease: &str| {
        of_kind(&made, kind)
            .into_iter()
            .any(|p| p.subject.area.code == code && p.subject.disease_code() == Some(disease))
    };
    assert!(has("09187", kind::ALERT, "measles") && has("09187", kind::EPIDEMIC, "measles"));
    assert!(has("09187", kind::ALERT, "dengue") && !has("09187", kind::EPIDEMIC, "dengue"));
    let clocks = of_kind(&made, kind::CASE_REPORT);
    for hours in ["24h", "48h"] {
        assert!(clocks.iter().any(|p| p.value.to_string() == hours && p.due_at.is_some()));
    }
    let overdue = clocks.iter().filter(|p| p.due_at.is_some_and(|due| due < now)).count();
    assert!(overdue > 0 && overdue < clocks.len(), "{overdue} of {} are overdue", clocks.len());
}

/// Whoever comes second to a reporting clock hears what won, although nothing is proposed any more.
fn a_clock_that_was_stopped_proposes_nothing_more(store: &Store) {
    let now = "2026-11-20T10:00:00+07:00";
    let made = board_at(store, "24", now, None);
    let is_clock = |made: &&taicho_ops::Proposed| made.proposal.kind == kind::CASE_REPORT;
    let key = made.proposals.iter().find(is_clock).unwrap().key.clone();
    let stop = || {
        let verdict = Verdict {
            area_code: "24".into(),
            at: at(now),
            family: None,
            proposal_key: key.clone(),
            outcome: DecisionOutcome::Approved,
            value: None,
            reason: None,
        };
        decide_on_proposal(store, &Actor::local_operator(), &CONTENT, &LIBRARY, verdict, at(now))
    };
    let first = stop().unwrap();
    let Err(OpsError::AlreadyDecided { decision, .. }) = stop() else { panic!("decided once") };
    assert_eq!(decision, first.decision.id);
}

fn plan_beside_taicho(store: &Store) {
    let scenes = scenes(&CONTENT).unwrap();
    let scene = scenes.iter().find(|scene| scene.id == "bac-ninh-2021").unwrap();
    let rows = store.read::<_, OpsError>(&Actor::local_operator(), |read| {
        plan_comparison(read, &CONTENT, &LIBRARY, scene)
    });
    let rows = rows.unwrap();
    let same = |row: &&taicho_ops::PlanRow| row.verdict == Agreement::Same;
    let steps: Vec<_> = rows
        .iter()
        .filter(|row| row.plan.kind == kind::DISTANCING_TIER && row.plan.value == "15")
        .collect();
    assert_eq!(steps.len(), 8);
    for row in
        steps.iter().copied().chain(rows.iter().filter(|row| row.plan.kind == kind::ZONE_FREEZE))
    {
        assert!(same(&row), "{}: {}", row.id, row.why.en);
        assert!(row.ours.is_some());
    }
    for row in rows.iter().filter(|row| row.plan.kind == kind::SAMPLING_ROUND) {
        assert!(same(&row), "{}: {}", row.id, row.why.en);
    }
    let finals = rows.iter().find(|row| row.id == "P18").unwrap();
    assert!(
        finals.why.en.contains("12 zones are over 14 days; 2 are to be lifted"),
        "{}",
        finals.why.en
    );
    // What the plan leaves out, and what we took from it, is no agreement.
    for id in ["P09", "P10", "P11", "P12", "P13", "P14", "P15", "P16"] {
        let row = rows.iter().find(|row| row.id == id).unwrap();
        assert_eq!(row.verdict, Agreement::NothingToCompare, "{id}: {}", row.why.en);
    }
    // Which of the wards that are stepped down are at a high risk all the same, and why.
    let at_high_risk: Vec<&str> =
        rows.iter().filter(|row| row.beside.is_some()).map(|row| row.id.as_str()).collect();
    assert_eq!(at_high_risk, ["P01", "P02"]);
    for row in rows.iter().filter(|row| row.beside.is_some()) {
        let level = row.level.as_ref().unwrap();
        assert_eq!(level.value.to_string(), "high");
        let borders = level.facts.iter().find(|fact| fact.name == "borders_red_commune").unwrap();
        assert_eq!(borders.holds, Some(true));
        assert!(row.beside.as_ref().unwrap().vi.contains("Đại Phúc"));
    }
    let duties = rows.iter().filter(|row| row.verdict == Agreement::NotCovered).count();
    assert!(duties > 0 && rows.iter().all(|row| !row.why.vi.is_empty() && !row.why.en.is_empty()));
}

/// A zone of the press keeps where its figures come from.
fn sources_are_kept(store: &Store) {
    let zones = store.read::<_, OpsError>(&Actor::local_operator(), |read| {
        Ok(read
            .list::<Zone>(&Filter::now().any_of("code", &["09271-01".into(), "09286-01".into()]))?)
    });
    let zones = zones.unwrap();
    assert_eq!(zones.len(), 2);
    for zone in zones {
        assert!(zone.source.unwrap().contains("dantri.com.vn 20210607201618943"), "{}", zone.name);
    }
}

fn later(name: &str) -> Vec<Source> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../content/demo/bac-ninh-2021/later")
        .join(name);
    Source::at(&folder).unwrap()
}

fn import_at(store: &Store, name: &str, moment: &str) -> ImportReport {
    let options = Options::new(at(moment));
    let report = import(store, &Actor::local_operator(), later(name), options).unwrap();
    assert_eq!(report.faults_in_all, 0, "{:?}", report.faults);
    report
}

fn undo(store: &Store, change: Option<String>, moment: &str) {
    let operator = Actor::local_operator();
    undo_change(store, &operator, change.unwrap(), "nhập nhầm".into(), at(moment)).unwrap();
}

fn a_new_case_withdraws(store: &Store) {
    let asked = "2021-06-20T16:00:00+07:00";
    let before = tier_of(&proposals(store, asked), "09178");
    assert_eq!((before.value.to_string().as_str(), before.changes), ("15", true));
    let contained =
        import_at(store, "2021-06-19-tien-an-contained.csv", "2021-06-19T12:00:00+07:00");
    let after = tier_of(&proposals(store, asked), "09178");
    assert_eq!((after.value.to_string().as_str(), after.from), ("15", before.from));
    undo(store, contained.change_id, "2021-06-19T12:10:00+07:00");
    // The folder has both files: one change, nothing new the second time, and taken back as a whole.
    let both = import_at(store, "", "2021-06-19T12:20:00+07:00");
    assert_eq!(both.files.iter().map(|file| file.rows_added).sum::<i64>(), 2);
    let again = import_at(store, "", "2021-06-19T12:21:00+07:00");
    assert_eq!(again.change_id, None);
    assert_eq!(again.files.iter().map(|file| file.rows_unchanged).sum::<i64>(), 2);
    let gone = tier_of(&proposals(store, asked), "09178");
    assert_eq!((gone.value.to_string().as_str(), gone.changes), ("16", false));
    undo(store, both.change_id, "2021-06-19T12:30:00+07:00");
    let restored = tier_of(&proposals(store, asked), "09178");
    assert_eq!((restored.value, restored.from), (before.value, before.from));
}

fn say(store: &Store, outcome: DecisionOutcome, moment: &str) -> Result<Recorded, OpsError> {
    let verdict = Verdict {
        area_code: "256".into(),
        at: at(moment),
        family: None,
        proposal_key: TIEN_AN.into(),
        outcome,
        value: None,
        reason: None,
    };
    decide_on_proposal(store, &Actor::local_operator(), &CONTENT, &LIBRARY, verdict, at(moment))
}

fn decision_on_tien_an(store: &Store, moment: &str) -> bool {
    let board = board_at(store, "256", moment, None);
    board.proposals.iter().any(|proposed| proposed.key == TIEN_AN && proposed.decision.is_some())
}

fn an_approval_and_what_follows(store: &Store) {
    let moment = "2021-06-17T14:40:00+07:00";
    let refused = say(store, DecisionOutcome::Rejected, moment);
    assert!(matches!(refused, Err(OpsError::ReasonNeeded)));
    let made = say(store, DecisionOutcome::Approved, moment).unwrap();
    let order = made.order.unwrap();
    assert_eq!((order.number, order.status), (None, OrderStatus::Draft));
    assert_eq!(order.effective_from, date(2021, 6, 21));
    assert!(matches!(
        say(store, DecisionOutcome::Approved, moment),
        Err(OpsError::AlreadyDecided { .. })
    ));
    assert!(!decision_on_tien_an(store, "2021-06-17T14:39:00+07:00"));
    assert!(decision_on_tien_an(store, "2021-06-17T14:41:00+07:00"));
    let planned = store.read::<_, OpsError>(&Actor::local_operator(), |read| {
        let asked = at("2021-06-17T16:00:00+07:00");
        let situation = Situation::load(read, "256", asked, Some(date(2021, 6, 21)))?;
        board(&situation, &CONTENT, &LIBRARY, None)
    });
    let planned = planned.unwrap();
    let tiers: Vec<&str> = planned
        .wards
        .iter()
        .filter(|ward| ward.tier_on_day.as_deref() == Some("15"))
        .map(|ward| ward.area.code.as_str())
        .collect();
    assert_eq!(tiers, ["09178"]);
    let case = import_at(store, "2021-06-19-tien-an-community.csv", "2021-06-19T13:00:00+07:00");
    let back = tier_of(&proposals(store, "2021-06-20T16:00:00+07:00"), "09178");
    assert_eq!((back.value.to_string().as_str(), back.changes), ("16", true), "{back:?}");
    undo(store, case.change_id, "2021-06-19T13:10:00+07:00");
    undo(store, Some(made.change_id), "2021-06-19T13:20:00+07:00");
    assert!(!decision_on_tien_an(store, "2021-06-19T14:00:00+07:00"));
    assert!(decision_on_tien_an(store, "2021-06-19T13:15:00+07:00"), "history stays");
    let restored = tier_of(&proposals(store, "2021-06-20T16:00:00+07:00"), "09178");
    assert_eq!((restored.value.to_string().as_str(), restored.changes), ("15", true));
}

fn an_officer_may_decide_otherwise(store: &Store) {
    let moment = at("2021-06-19T14:10:00+07:00");
    let verdict = Verdict {
        area_code: "256".into(),
        at: moment,
        family: None,
        proposal_key: TIEN_AN.into(),
        outcome: DecisionOutcome::Overridden,
        value: Some("19".into()),
        reason: Some("Thành ủy kết luận".into()),
    };
    let operator = Actor::local_operator();
    let made = decide_on_proposal(store, &operator, &CONTENT, &LIBRARY, verdict, moment).unwrap();
    assert_eq!(made.order.unwrap().value, "19");
    // The rules keep to what they say, and do not ask to revoke the order.
    let after = tier_of(&proposals(store, "2021-06-19T14:12:00+07:00"), "09178");
    assert_eq!(after.value.to_string(), "15");
    assert!(!after.notes.iter().any(|note| note.vi.contains("thu hồi")), "{:?}", after.notes);
    undo(store, Some(made.change_id), "2021-06-19T14:15:00+07:00");
}

fn reports_and_documents(store: &Store) {
    let moment = "2021-06-17T16:00:00+07:00";
    let operator = Actor::local_operator();
    let report = || {
        let made = store.read::<_, OpsError>(&operator, |read| {
            daily_report(read, &CONTENT, &LIBRARY, "256", at(moment), None)
        });
        made.unwrap()
    };
    let mut before = report();
    assert_eq!(before.issuer.symbol, "BC-BCĐ");
    assert_eq!(before.signer.name, None);
    let on_tien_an =
        |of: &DecidedProposal| matches!(of, DecidedProposal::Kept(it) if it.key() == TIEN_AN);
    assert!(before.decisions.iter().any(|made| on_tien_an(&made.proposal)));
    assert_eq!(before.sampling.iter().filter(|row| row.date <= before.date).count(), 0);
    let frozen_at = |moment: Timestamp| {
        freeze(store, &operator, &CONTENT, &LIBRARY, "256".into(), moment, moment)
    };
    let frozen = || frozen_at(at(moment));
    let first = frozen().unwrap();
    let a_little_later = at(moment) + jiff::SignedDuration::from_nanos(999);
    assert_eq!(frozen_at(a_little_later).unwrap().id, first.id, "within one microsecond");
    let made = say_for_an_order(store);
    // What is decided or learned afterwards leaves the frozen figures as they are.
    let options = Options { backdate: true, ..Options::new(at("2021-06-19T15:00:00+07:00")) };
    import(store, &operator, later(""), options).unwrap();
    assert_eq!(frozen().unwrap().id, first.id);
    let mut after = report();
    let unfrozen = before.data_notes.other.iter().position(|note| note.en.contains("not frozen"));
    before.data_notes.other.remove(unfrozen.expect("a report without a freeze says so"));
    // The line of the log is of the moment at which the report was made.
    for report in [&mut before, &mut after] {
        let line = report.data_notes.other.pop();
        assert!(line.is_some_and(|line| line.en.contains("the log of the data had")));
    }
    // As they are sent: an empty list of dates and one of numbers are the same there.
    let sent = |report| serde_json::to_string(report).unwrap();
    assert_eq!(sent(&before), sent(&after));
    let without = export_report(&after, Format::Pdf, None);
    assert!(matches!(without, Err(OpsError::UnknownFormat)), "no typesetter, no PDF");
    let as_docx = |document: &taicho_documents::Document| document.to_docx();
    assert!(export_report(&after, Format::Pdf, Some(as_docx)).unwrap().starts_with(b"PK"));
    let draft = store.read::<_, OpsError>(&operator, |read| {
        order_document(read, &CONTENT, &LIBRARY, &made, None)
    });
    let draft = draft.unwrap();
    assert_eq!(draft.changes[0].area.name, "Phường Tiền An");
    assert!(draft.bases.iter().any(|basis| basis.starts_with("Kế hoạch số 23/KH-BCĐ")));
    assert!(export_order(&draft, Format::Docx, None).unwrap().starts_with(b"PK"));
    assert!(matches!(export_order(&draft, Format::Xlsx, None), Err(OpsError::UnknownFormat)));
}

fn say_for_an_order(store: &Store) -> taicho_model::OrderId {
    let made = say(store, DecisionOutcome::Approved, "2021-06-19T14:30:00+07:00").unwrap();
    made.order.unwrap().id
}

#[test]
fn a_demo_touches_neither_real_work_nor_its_own_ruins() {
    let write = |store: &Store, name: &'static str, value: &'static str| {
        let intent = taicho_store::Intent::new("test", at("2021-06-17T08:00:00+07:00"));
        let set = move |write: &mut taicho_store::Write<'_>| write.set(name, value);
        store.write::<_, taicho_store::StoreError>(&Actor::local_operator(), intent, set).unwrap();
    };
    let real = taicho_testkit::open(taicho_testkit::Engine::Sqlite);
    write(&real.store, "home_area", "09187");
    let refused = taicho_ops::demo::prepare(&real.store, &CONTENT, |_| {});
    assert!(matches!(refused, Err(OpsError::NotADemo)));
    let broken = taicho_testkit::open(taicho_testkit::Engine::Sqlite);
    write(&broken.store, "demo", "preparing");
    let refused = taicho_ops::demo::prepare(&broken.store, &CONTENT, |_| {});
    assert!(matches!(refused, Err(OpsError::HalfADemo)));
}
