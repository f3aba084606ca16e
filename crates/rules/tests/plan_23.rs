//! Golden tests 6, 7 and 14: the plan 23/KH-BCĐ of Bắc Ninh city, replayed on 17 June 2021.

use std::path::Path;
use std::sync::OnceLock;

use jiff::Timestamp;
use jiff::civil::{Date, date};
use taicho_model::{
    AreaRef, Confidence, Fact, FactValue, Facts, Origin, Proposal, RuleFamily, Subject, ZoneRef,
};
use taicho_rules::{About, Library, evaluate};

fn library() -> &'static Library {
    static LIBRARY: OnceLock<Library> = OnceLock::new();
    LIBRARY.get_or_init(|| {
        let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../content");
        Library::load_folder(&content)
            .expect("the content folder")
            .unwrap_or_else(|errors| panic!("{errors}"))
    })
}

fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

fn seed(value: FactValue) -> Fact {
    Fact { value, origin: Origin::Seed, confidence: Confidence::S }
}

fn recorded(value: FactValue) -> Fact {
    Fact::recorded(value)
}

fn ward(cases: f64, community: f64, last_f0: Option<Date>) -> Facts {
    let mut facts = Facts::new();
    facts.insert("distancing_tier".into(), seed(FactValue::Text("16".into())));
    facts.insert("cases_in_wave".into(), recorded(FactValue::Number(cases)));
    facts.insert("community_cases_in_wave".into(), recorded(FactValue::Number(community)));
    if let Some(last_f0) = last_f0 {
        facts.insert("last_f0_in_quarters_on".into(), seed(FactValue::Date(last_f0)));
    }
    facts
}

fn tier(name: &str, facts: &Facts, as_of: &str) -> Proposal {
    let library = library();
    let as_of = at(as_of);
    let sets =
        library.in_force(&RuleFamily("vn-covid-2021".into()), taicho_model::vietnam_date(as_of));
    let subject = Subject::area(AreaRef::new("09187", name));
    let rows: Vec<_> = evaluate(&sets, About::Commune, &subject, facts, as_of)
        .into_iter()
        .filter(|proposal| proposal.kind == "distancing_tier")
        .collect();
    let [row] = &rows[..] else { panic!("one tier row per ward, got {rows:#?}") };
    row.clone()
}

const RUN: &str = "2021-06-17T16:00+07:00";

#[test]
fn both_step_downs_come_out_of_one_run() {
    let quiet = |on| ward(5.0, 3.0, Some(on));
    let wards = [
        ("Suối Hoa", ward(0.0, 0.0, None), date(2021, 6, 21)),
        ("Tiền An", ward(2.0, 0.0, None), date(2021, 6, 21)),
        ("Phong Khê", ward(0.0, 0.0, None), date(2021, 6, 21)),
        ("Khúc Xuyên", ward(1.0, 0.0, None), date(2021, 6, 21)),
        ("Hòa Long", quiet(date(2021, 5, 24)), date(2021, 6, 25)),
        ("Vạn An", quiet(date(2021, 5, 25)), date(2021, 6, 25)),
        ("Kim Chân", quiet(date(2021, 5, 19)), date(2021, 6, 25)),
        ("Thị Cầu", quiet(date(2021, 5, 19)), date(2021, 6, 25)),
    ];
    for (name, facts, from) in wards {
        let row = tier(name, &facts, RUN);
        assert_eq!(row.value, FactValue::Text("15".into()), "{name}");
        assert_eq!(
            (row.from, row.changes, row.decides),
            (Some(from), true, true),
            "{name} {row:#?}"
        );
        assert_eq!(row.confidence, Confidence::S, "{name}");
    }
}

#[test]
fn the_day_counts_of_the_plan_come_out() {
    let counts = [
        ("Hòa Long", 24, 24.0),
        ("Vạn An", 25, 23.0),
        ("Kim Chân", 19, 29.0),
        ("Thị Cầu", 19, 29.0),
    ];
    for (name, day, days) in counts {
        let row = tier(name, &ward(5.0, 3.0, Some(date(2021, 5, day))), RUN);
        let counted =
            row.facts.iter().find(|fact| fact.name == "days_since_last_f0_in_quarters_on");
        let counted = counted.expect("the day count is in the trace");
        assert_eq!(counted.value, Some(FactValue::Number(days)), "{name}");
        assert_eq!(
            (counted.threshold.as_deref(), counted.holds),
            (Some("> 20"), Some(true)),
            "{name}"
        );
    }
}

#[test]
fn the_very_high_risk_wards_stay_although_nothing_is_in_the_community() {
    let mut facts = ward(40.0, 0.0, None);
    facts.insert("plan_risk".into(), seed(FactValue::Text("very_high".into())));
    let row = tier("Khắc Niệm", &facts, RUN);
    assert_eq!((row.value, row.changes, row.from), (FactValue::Text("16".into()), false, None));
    assert_eq!(row.rule, "vn-covid-2021/15-16-19-ct-ttg/distancing-tier.unchanged@1");
}

#[test]
fn the_threshold_is_over_twenty_days() {
    let on = |day| tier("Vạn An", &ward(5.0, 3.0, Some(date(2021, 5, day))), RUN).value;
    assert_eq!(on(27), FactValue::Text("15".into()), "21 days");
    assert_eq!(on(28), FactValue::Text("16".into()), "20 days");
}

#[test]
fn a_community_case_withdraws_the_proposal_and_a_contained_one_does_not() {
    let run = "2021-06-20T16:00+07:00";
    let with_case = ward(3.0, 1.0, Some(date(2021, 6, 19)));
    let row = tier("Tiền An", &with_case, run);
    assert_eq!((row.value, row.changes), (FactValue::Text("16".into()), false));
    let contained = tier("Tiền An", &ward(3.0, 0.0, None), run);
    assert_eq!(
        (contained.value, contained.from),
        (FactValue::Text("15".into()), Some(date(2021, 6, 21)))
    );
}

#[test]
fn an_approved_order_is_revoked_only_when_its_condition_is_known_to_fail() {
    let run = "2021-06-20T16:00+07:00";
    let mut facts = ward(3.0, 1.0, Some(date(2021, 6, 19)));
    facts.insert("planned_tier".into(), recorded(FactValue::Text("15".into())));
    facts.insert("planned_tier_from".into(), recorded(FactValue::Date(date(2021, 6, 21))));
    facts.insert(
        "planned_tier_order".into(),
        recorded(FactValue::Text("dự thảo lệnh ngày 17/06/2021".into())),
    );
    let row = tier("Tiền An", &facts, run);
    assert_eq!((row.value.clone(), row.changes), (FactValue::Text("16".into()), true));
    assert!(
        row.notes.iter().any(|note| note.vi.starts_with("Đề nghị thu hồi dự thảo lệnh")),
        "{row:#?}"
    );

    facts.remove("community_cases_in_wave");
    let unknown = tier("Tiền An", &facts, run);
    assert!(!unknown.changes && !unknown.decides, "{unknown:#?}");
}

#[test]
fn a_replay_uses_no_rule_issued_later() {
    let library = library();
    let family = RuleFamily("vn-covid-2021".into());
    let ids =
        |day| library.in_force(&family, day).iter().map(|set| set.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(date(2021, 6, 16)), ["15-16-19-ct-ttg", "2686-qd-bcdqg", "600-cd-bcd"]);
    let of_the_plan = ["15-16-19-ct-ttg", "23-kh-bcd", "2686-qd-bcdqg", "600-cd-bcd"];
    assert_eq!(ids(date(2021, 6, 17)), of_the_plan);
    assert_eq!(ids(date(2021, 6, 26)), ["15-16-19-ct-ttg", "2686-qd-bcdqg", "600-cd-bcd"]);
    assert_eq!(library.family_in_force(date(2021, 6, 17)), Some(family.clone()));
    let before = tier_before_the_plan(library, &family);
    assert_eq!((before.value, before.changes), (FactValue::Text("16".into()), false));
}

fn tier_before_the_plan(library: &Library, family: &RuleFamily) -> Proposal {
    let as_of = at("2021-06-16T16:00+07:00");
    let sets = library.in_force(family, date(2021, 6, 16));
    let subject = Subject::area(AreaRef::new("09187", "Phường Suối Hoa"));
    let rows = evaluate(&sets, About::Commune, &subject, &ward(0.0, 0.0, None), as_of);
    rows.into_iter().find(|row| row.kind == "distancing_tier").expect("a tier row")
}

fn zone(facts: &Facts, as_of: &str) -> Vec<Proposal> {
    let library = library();
    let sets = library.in_force(&RuleFamily("vn-covid-2021".into()), date(2021, 6, 17));
    let zone = ZoneRef::new("KN-01", "Khu Thượng");
    let subject = Subject::zone(zone, AreaRef::new("09325", "Phường Khắc Niệm"));
    evaluate(&sets, About::Zone, &subject.of_disease("covid-19", None), facts, at(as_of))
}

fn zone_facts(latest_f0: Date, rounds: &[Date]) -> Facts {
    let rounds = FactValue::Dates(rounds.to_vec());
    Facts::from([
        ("latest_f0_on".to_owned(), recorded(FactValue::Date(latest_f0))),
        ("rounds_taken_on".to_owned(), recorded(rounds)),
    ])
}

/// Number, day, whether it is still to be done.
fn rounds(proposals: &[Proposal]) -> Vec<(String, Date, bool)> {
    let rounds = proposals.iter().filter(|row| row.kind == "sampling_round");
    rounds.map(|row| (row.value.to_string(), row.from.expect("a day"), row.changes)).collect()
}

#[test]
fn a_new_case_moves_the_whole_calendar() {
    let first = rounds(&zone(&zone_facts(date(2021, 6, 10), &[date(2021, 6, 11)]), RUN));
    let expected = [("1", 11, false), ("2", 17, true), ("3", 24, true)];
    let expected = expected.map(|(n, day, owed)| (n.to_owned(), date(2021, 6, day), owed));
    assert_eq!(first, expected);

    let moved = zone_facts(date(2021, 6, 18), &[date(2021, 6, 11), date(2021, 6, 17)]);
    let moved = rounds(&zone(&moved, "2021-06-18T16:00+07:00"));
    let expected = [("1", date(2021, 6, 19)), ("2", date(2021, 6, 25)), ("3", date(2021, 7, 2))];
    assert_eq!(moved, expected.map(|(n, day)| (n.to_owned(), day, true)));
}

#[test]
fn a_catch_up_round_only_where_none_was_recorded_on_or_after_day_7() {
    let missed = rounds(&zone(&zone_facts(date(2021, 6, 7), &[date(2021, 6, 8)]), RUN));
    assert_eq!(
        missed,
        [("2".to_owned(), date(2021, 6, 17), true), ("3".to_owned(), date(2021, 6, 21), true)]
    );
    let taken = rounds(&zone(&zone_facts(date(2021, 6, 7), &[date(2021, 6, 15)]), RUN));
    assert_eq!(
        taken,
        [("2".to_owned(), date(2021, 6, 14), false), ("3".to_owned(), date(2021, 6, 21), true)]
    );
}

#[test]
fn lifting_needs_over_14_days_and_a_complete_negative_final_round() {
    let mut facts = zone_facts(date(2021, 6, 2), &[date(2021, 6, 9), date(2021, 6, 16)]);
    let kinds =
        |facts: &Facts| zone(facts, RUN).iter().map(|row| row.kind.clone()).collect::<Vec<_>>();
    assert_eq!(kinds(&facts), ["sampling_round"], "the final round comes first");
    facts.insert(
        "final_round_complete_negative_on".into(),
        recorded(FactValue::Date(date(2021, 6, 16))),
    );
    assert_eq!(kinds(&facts), ["sampling_round"], "a round on day 14 is not the final one");
    facts.insert(
        "final_round_complete_negative_on".into(),
        recorded(FactValue::Date(date(2021, 6, 17))),
    );
    let rows = zone(&facts, RUN);
    assert_eq!(kinds(&facts), ["zone_lift"]);
    assert_eq!(rows[0].from, Some(date(2021, 6, 18)));
}

#[test]
fn khu_thuong_is_frozen_for_at_least_20_days() {
    let mut facts = zone_facts(date(2021, 6, 1), &[]);
    facts.insert("freeze_ordered_on".into(), seed(FactValue::Date(date(2021, 6, 17))));
    facts.insert(
        "final_round_complete_negative_on".into(),
        recorded(FactValue::Date(date(2021, 6, 17))),
    );
    let rows = zone(&facts, RUN);
    let [freeze] = &rows[..] else { panic!("frozen, so neither final round nor lift: {rows:#?}") };
    assert_eq!(freeze.value, FactValue::Number(20.0));
    assert_eq!((freeze.from, freeze.until), (Some(date(2021, 6, 17)), Some(date(2021, 7, 6))));
    assert!(freeze.decides);
    assert!(freeze.notes.iter().any(|note| note.vi.contains("07/07/2021")), "{freeze:#?}");
    let kinds = |facts: &Facts, run| {
        zone(facts, run).iter().map(|row| row.kind.clone()).collect::<Vec<_>>()
    };
    assert_eq!(kinds(&facts, "2021-07-05T16:00+07:00"), ["zone_freeze"]);
    assert_eq!(
        kinds(&facts, "2021-07-06T16:00+07:00"),
        ["zone_freeze", "sampling_round"],
        "the last day"
    );
    facts.insert(
        "final_round_complete_negative_on".into(),
        recorded(FactValue::Date(date(2021, 7, 6))),
    );
    let lift = zone(&facts, "2021-07-06T18:00+07:00").pop().expect("a lift");
    assert_eq!((lift.kind.as_str(), lift.from), ("zone_lift", Some(date(2021, 7, 7))));
}
