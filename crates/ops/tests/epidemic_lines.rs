//! The detector over whole series says what the rule engine says of each week and month.

use std::collections::BTreeMap;

use jiff::civil::date;
use taicho_forecast::Step;
use taicho_forecast::detect::{Calendar, Deviation, Line, Reason};
use taicho_model::{Confidence, Fact, FactValue, Facts, Origin};
use taicho_ops::{Content, epidemic_lines};
use taicho_rules::{About, Library, Subject, evaluate};

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

#[test]
fn an_epidemic_is_one_for_the_detector_and_for_the_rules() {
    let library = library();
    let (law, set) = epidemic_lines(&library).unwrap();
    let calendar = Calendar::From(date(2021, 7, 1), Step::Month);
    let mut seen = BTreeMap::new();
    for past in [[10, 12, 8, 14, 11], [6, 8, 10, 12, 14], [0, 0, 0, 0, 0], [3, 3, 3, 3, 3]] {
        for now in 0..20 {
            let mut values = vec![Some(1); 61];
            for (year, count) in past.iter().chain([&now]).enumerate() {
                values[year * 12] = Some(*count);
            }
            let found = law.endemic(&values, calendar, Line::Epidemic, |_| false)[60];
            let numbers = FactValue::Numbers(past.map(|count| count as f64).to_vec());
            let facts: Facts = [
                ("group", FactValue::Text("B".to_owned())),
                ("endemic", FactValue::Flag(true)),
                ("cases_month_to_date", FactValue::Number(now as f64)),
                ("same_month_counts", numbers),
            ]
            .map(|(name, value)| {
                (name.to_owned(), Fact { value, origin: Origin::Record, confidence: Confidence::V })
            })
            .into_iter()
            .collect();
            let subject = Subject {
                disease: Some("dengue".to_owned()),
                ..Subject::area("x", "xã X", About::DiseaseInCommune)
            };
            let proposals =
                evaluate(&[set], &subject, &facts, "2026-07-31T08:00:00+07:00".parse().unwrap());
            let epidemic = proposals.iter().find(|proposal| proposal.kind == "epidemic");
            let decides = epidemic.is_some_and(|proposal| proposal.decides);
            assert_eq!(found.alarm, decides, "{past:?} {now} {found:?} {epidemic:?}");
            let advises = found.reason == Reason::AdvisesReading;
            assert_eq!(advises, epidemic.is_some() && !decides, "{past:?} {now} {found:?}");
            *seen.entry(found.reason.code()).or_insert(0) += 1;
        }
    }
    assert_eq!(seen.len(), 3, "{seen:?}");
}
