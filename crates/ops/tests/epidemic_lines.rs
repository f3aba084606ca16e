//! The detector over whole series says what the rule engine says of each week and month.

use std::collections::BTreeMap;

use jiff::civil::date;
use taicho_forecast::Step;
use taicho_forecast::detect::{Calendar, Deviation, Line, Reason};
use taicho_model::{AreaRef, Confidence, Fact, FactValue, Facts, Origin, Subject};
use taicho_ops::{Content, epidemic_lines};
use taicho_rules::{About, Library, RuleSet, evaluate};

fn library() -> Library {
    Content::built_in().unwrap().library().unwrap()
}

#[test]
fn the_lines_are_those_of_the_circular() {
    let library = library();
    let (law, set) = epidemic_lines(&library).unwrap();
    assert_eq!(set.document.canonical, "15/2026/TT-BYT");
    assert_eq!((law.years, law.alert_deviations, law.epidemic_deviations), (5, 1.0, 2.0));
    assert_eq!((law.alert_linked, law.epidemic_linked), (3, 5));
    assert_eq!(law.readings, [Deviation::Sample, Deviation::Population]);
}

/// What the rules say of a disease endemic in a commune: whether a proposal of this kind is made, and whether it decides.
fn ruled(set: &RuleSet, kind: &str, counted: (&str, i64), past: (&str, [i64; 5])) -> [bool; 2] {
    let numbers = FactValue::Numbers(past.1.map(|count| count as f64).to_vec());
    let facts: Facts = [
        ("group", FactValue::Text("B".to_owned())),
        ("endemic", FactValue::Flag(true)),
        (counted.0, FactValue::Number(counted.1 as f64)),
        (past.0, numbers),
    ]
    .map(|(name, value)| {
        (name.to_owned(), Fact { value, origin: Origin::Record, confidence: Confidence::V })
    })
    .into();
    let subject = Subject::area(AreaRef::new("x", "xã X")).of_disease("dengue", None);
    let as_of = "2026-07-31T08:00:00+07:00".parse().unwrap();
    let proposals = evaluate(&[set], About::DiseaseInCommune, &subject, &facts, as_of);
    let found = proposals.iter().find(|proposal| proposal.kind == kind);
    [found.is_some(), found.is_some_and(|proposal| proposal.decides)]
}

#[test]
fn a_line_is_crossed_for_the_detector_where_it_is_for_the_rules() {
    let library = library();
    let (law, set) = epidemic_lines(&library).unwrap();
    // 2021 to 2025 have 52 weeks each.
    let weeks = (Calendar::From(date(2021, 1, 4), Step::Week), 52);
    let months = (Calendar::From(date(2021, 7, 1), Step::Month), 12);
    let lines = [
        (Line::Alert, "alert", "cases_week_to_date", "same_week_counts", weeks),
        (Line::Epidemic, "epidemic", "cases_month_to_date", "same_month_counts", months),
    ];
    for (line, kind, counted, same, (calendar, steps_a_year)) in lines {
        let mut seen = BTreeMap::new();
        for past in [[10, 12, 8, 14, 11], [6, 8, 10, 12, 14], [0; 5], [3; 5], [0, 0, 1, 0, 0]] {
            for now in 0..20 {
                let mut values = vec![Some(1); 5 * steps_a_year + 1];
                for (year, count) in past.iter().chain([&now]).enumerate() {
                    values[year * steps_a_year] = Some(*count);
                }
                let found = law.endemic(&values, calendar, line, |_| false)[5 * steps_a_year];
                let [proposed, decides] = ruled(set, kind, (counted, now), (same, past));
                assert_eq!(found.alarm, decides, "{kind} {past:?} {now} {found:?}");
                let advises = found.reason == Reason::AdvisesReading;
                assert_eq!(advises, proposed && !decides, "{kind} {past:?} {now} {found:?}");
                *seen.entry(found.reason.code()).or_insert(0) += 1;
            }
        }
        assert_eq!(seen.len(), 3, "{kind} {seen:?}");
    }
}
