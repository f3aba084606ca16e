//! The content that ships loads without a fault, and its examples come out as expected.

use std::path::{Path, PathBuf};

use jiff::civil::date;
use taicho_model::{AreaRef, Fact, FactValue, Facts, RuleFamily, Subject};
use taicho_rules::{About, Disease, Library, evaluate};

fn content() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../content")
}

fn library() -> Library {
    Library::load_folder(&content())
        .expect("the content folder")
        .unwrap_or_else(|errors| panic!("{errors}"))
}

#[test]
fn every_example_comes_out_as_expected() {
    let library = library();
    let report = library.run_examples();
    let failed: Vec<String> = report.failed.iter().map(ToString::to_string).collect();
    assert!(report.is_good(), "{}\nwithout: {:?}", failed.join("\n"), report.without);
    assert!(report.passed >= 25, "{}", report.passed);
}

#[test]
fn the_family_in_force_follows_the_law() {
    let library = library();
    let family = |day| library.family_in_force(day).map(|family| family.0);
    assert_eq!(family(date(2021, 6, 17)).as_deref(), Some("vn-covid-2021"));
    assert_eq!(family(date(2026, 7, 1)).as_deref(), Some("vn-2026"));
    assert_eq!(family(date(2023, 12, 31)).as_deref(), Some("vn-covid-2021"));
    assert_eq!(family(date(2024, 1, 1)), None);
    assert_eq!(family(date(2026, 6, 30)), None);
}

/// A later rule never touches an earlier day, nor an earlier one a later day.
#[test]
fn each_day_has_the_levels_of_its_own_law() {
    let library = library();
    let family = RuleFamily("vn-covid-2021".into());
    let levels = |day| -> Vec<String> {
        let sets = library.in_force(&family, day).into_iter();
        let about_levels = sets.filter(|set| {
            set.groups.iter().any(|group| {
                group.about == About::Commune
                    && matches!(group.gives.as_str(), "risk_level" | "epidemic_level")
            })
        });
        about_levels.map(|set| set.id.clone()).collect()
    };
    for (day, expected) in [
        (date(2021, 10, 10), &["2686-qd-bcdqg"][..]),
        (date(2021, 10, 11), &["128-nq-cp"]),
        (date(2021, 10, 12), &["128-nq-cp", "4800-qd-byt"]),
        (date(2022, 1, 26), &["128-nq-cp", "4800-qd-byt"]),
        (date(2022, 1, 27), &["128-nq-cp", "218-qd-byt"]),
        (date(2023, 12, 31), &["128-nq-cp", "218-qd-byt"]),
        (date(2024, 1, 1), &[]),
    ] {
        assert_eq!(levels(day), expected, "{day}");
        let is_written = library.family_in_force(day).is_some();
        let gaps: Vec<&str> = library.gaps_on(day).map(|gap| gap.words.en.as_str()).collect();
        assert!(is_written || gaps.iter().any(|gap| gap.contains("2007")), "{day}: {gaps:?}");
    }
    for (day, told) in [
        (date(2021, 8, 17), None),
        (date(2021, 8, 18), Some("3989/QĐ-BCĐQG")),
        (date(2021, 10, 10), Some("3989/QĐ-BCĐQG")),
        (date(2021, 10, 11), Some("4800/QĐ-BYT")),
        (date(2021, 10, 12), None),
        (date(2023, 12, 31), None),
        (date(2026, 6, 30), Some("02/2016/QĐ-TTg")),
        (date(2026, 7, 1), None),
    ] {
        let gap = library.gaps_on(day).next();
        let holds = match (gap, told) {
            (Some(gap), Some(told)) => gap.words.vi.contains(told) && gap.words.en.contains(told),
            (gap, told) => gap.is_none() && told.is_none(),
        };
        assert!(holds, "{day}: {gap:?}");
    }
}

#[test]
fn the_reporting_clock_is_not_the_group() {
    let diseases = Disease::load_folder(&content())
        .expect("the folder")
        .unwrap_or_else(|errors| panic!("{errors}"));
    let clocks =
        |word| diseases.iter().filter(|disease| disease.report_clock.value == word).count();
    assert_eq!((clocks("24h"), clocks("48h"), clocks("weekly")), (18, 17, 46));
    let find = |id| diseases.iter().find(|disease| disease.id == id).expect("a disease");
    assert_eq!(find("measles").report_clock.value, "24h");
    assert_eq!(find("cholera").report_clock.value, "48h");
    assert!(find("dengue").also.contains(&"SXH".to_owned()) && find("measles").also.is_empty());
    let group = find("measles").group.as_ref().expect("a group");
    assert!(!group.confidence.decides(), "the list of groups was not read");
}

/// Golden test 8: mean 11 and sample SD 2.24 give the line 15.47; the population SD of 2 would give 15.
#[test]
fn the_epidemic_line_uses_the_sample_deviation() {
    let library = library();
    let as_of = "2026-07-20T08:00+07:00".parse().expect("an instant");
    let sets = library.in_force(&RuleFamily("vn-2026".into()), date(2026, 7, 20));
    let julys = FactValue::Numbers(vec![10.0, 12.0, 8.0, 14.0, 11.0]);
    let facts: Facts = [
        ("group", FactValue::Text("B".into())),
        ("endemic", FactValue::Flag(true)),
        ("cases_month_to_date", FactValue::Number(16.0)),
        ("same_month_counts", julys),
    ]
    .map(|(name, value)| (name.to_owned(), Fact::recorded(value)))
    .into();
    let subject = Subject::area(AreaRef::new("00001", "Xã Một")).of_disease("dengue", None);
    let proposals = evaluate(&sets, About::DiseaseInCommune, &subject, &facts, as_of);
    let epidemic = proposals.iter().find(|row| row.kind == "epidemic").expect("an epidemic");
    let count =
        epidemic.facts.iter().find(|fact| fact.name == "cases_month_to_date").expect("the count");
    assert_eq!(count.threshold.as_deref(), Some("> 15.47 (11 + 2 × 2.24)"));
}
