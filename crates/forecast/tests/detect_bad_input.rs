//! Dirty counts give an answer or a reason: never a panic, never a line that is no number.

use jiff::civil::date;
use proptest::prelude::*;
use taicho_forecast::Step;
use taicho_forecast::detect::{
    Calendar, Deviation, Ears, EarsKind, Farrington, Finding, Law, Line, Reason, Scan,
    SettingsError,
};

fn calendars() -> [Calendar; 5] {
    let first_on = date(2015, 12, 28);
    [
        Calendar::Cycle(52),
        Calendar::Cycle(12),
        Calendar::From(first_on, Step::Week),
        Calendar::From(date(2015, 1, 1), Step::Month),
        Calendar::From(first_on, Step::Day),
    ]
}

/// What every method says of a series, under every calendar.
fn all(counts: &[Option<i64>]) -> Vec<(String, Vec<Finding>)> {
    let mut said = Vec::new();
    let law = Law {
        years: 5,
        alert_deviations: 1.0,
        epidemic_deviations: 2.0,
        readings: vec![Deviation::Sample, Deviation::Population],
        alert_linked: 3,
        epidemic_linked: 5,
    };
    let whole = 0..counts.len();
    for kind in [EarsKind::C1, EarsKind::C2, EarsKind::C3] {
        let found = Ears::new(kind).judge(counts, whole.clone()).unwrap();
        said.push((format!("{kind:?}"), found));
    }
    for calendar in calendars() {
        let (farrington, scan) = match calendar.steps_a_year() {
            12 => (Farrington::monthly(3), Scan::monthly(5)),
            _ => (Farrington::weekly(3), Scan::weekly(5)),
        };
        let found = farrington.judge(counts, calendar, whole.clone()).unwrap();
        said.push((format!("farrington {calendar:?}"), found));
        let found = scan.judge(counts, calendar, whole.clone()).unwrap();
        said.push((format!("scan {calendar:?}"), found));
        for line in [Line::Alert, Line::Epidemic] {
            let found = law.endemic(counts, calendar, line, |year| year == 2018);
            said.push((format!("endemic {line:?} {calendar:?}"), found));
            let found = law.not_endemic(counts, calendar, line);
            said.push((format!("not endemic {line:?} {calendar:?}"), found));
        }
    }
    said
}

fn check(counts: &[Option<i64>]) {
    for (method, found) in all(counts) {
        for found in found {
            let at = format!("{method}: {found:?}");
            assert!(found.bound.is_none_or(|bound| bound.is_finite()), "{at}");
            assert!(found.expected.is_none_or(|expected| expected.is_finite()), "{at}");
            assert!(found.score().is_none_or(f64::is_finite), "{at}");
            assert_eq!(found.bound.is_some(), found.reason.is_verdict(), "{at}");
            assert!(!found.alarm || found.bound.is_some(), "{at}");
            assert!(!found.reason.words().vi.is_empty(), "{at}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_counts_give_finite_lines(
        counts in proptest::collection::vec(
            prop_oneof![
                8 => (0_i64..30).prop_map(Some),
                2 => Just(Some(0)),
                1 => Just(None),
                1 => (-50_i64..0).prop_map(Some),
                1 => (0_i64..2_000_000_000_000).prop_map(Some),
            ],
            0..330,
        )
    ) {
        check(&counts);
    }
}

#[test]
fn the_ends_of_numbers_are_counts_too() {
    check(&[Some(i64::MAX); 300]);
    check(&[Some(i64::MIN); 300]);
    check(&[None; 300]);
    check(&[]);
    check(&[Some(1)]);
}

#[test]
fn nobody_ill_is_never_an_alarm() {
    let none = [Some(0); 400];
    check(&none);
    for (method, found) in all(&none) {
        assert!(found.iter().all(|found| !found.alarm), "{method}");
    }
}

#[test]
fn one_single_case_alarms_where_the_method_says_so() {
    let mut counts = vec![Some(0); 400];
    counts[390] = Some(1);
    check(&counts);
    let weekly = Calendar::Cycle(52);
    let alarms = |found: Vec<Finding>| found.iter().filter(|found| found.alarm).count();
    assert_eq!(alarms(Scan::weekly(5).judge(&counts, weekly, 380..400).unwrap()), 0);
    assert_eq!(alarms(Farrington::weekly(4).judge(&counts, weekly, 380..400).unwrap()), 0);
    assert_eq!(alarms(Ears::new(EarsKind::C1).judge(&counts, 380..400).unwrap()), 1);
    let least = Ears { least_deviation: 0.5, ..Ears::new(EarsKind::C1) };
    assert_eq!(alarms(least.judge(&counts, 380..400).unwrap()), 0);
}

#[test]
fn a_series_shorter_than_its_history_says_so() {
    let counts = [Some(5); 60];
    for calendar in [Calendar::Cycle(52), Calendar::From(date(2024, 1, 1), Step::Week)] {
        let found = Farrington::weekly(4).judge(&counts, calendar, 0..60).unwrap();
        assert!(found.iter().all(|found| found.reason == Reason::ShortHistory));
        let found = Scan::weekly(4).judge(&counts, calendar, 0..60).unwrap();
        assert!(found.iter().all(|found| found.reason == Reason::ShortHistory));
    }
}

#[test]
fn negative_counts_and_gaps_are_not_judged_and_do_not_stop_the_rest() {
    let mut counts: Vec<Option<i64>> = (0..400).map(|week| Some(10 + week % 5)).collect();
    counts[300] = Some(-40);
    counts[301] = None;
    counts[395] = Some(-3);
    counts[396] = None;
    let weekly = Calendar::Cycle(52);
    for found in [
        Farrington::weekly(4).judge(&counts, weekly, 390..400).unwrap(),
        Scan::weekly(5).judge(&counts, weekly, 390..400).unwrap(),
    ] {
        assert_eq!(found[5].reason, Reason::Negative);
        assert_eq!(found[6].reason, Reason::NotCounted);
        assert!(found[9].bound.is_some_and(|bound| bound > 10.0), "{found:?}");
    }
    let found = Ears::new(EarsKind::C1).judge(&counts, 390..400).unwrap();
    assert_eq!(found[9].reason, Reason::Gap);
}

#[test]
fn a_tenfold_dump_does_not_poison_the_baseline() {
    let clean: Vec<Option<i64>> = (0..416).map(|week| Some(20 + (week * 7) % 9)).collect();
    let mut dumped = clean.clone();
    // A year and half a year ago.
    for week in [362, 388] {
        dumped[week] = dumped[week].map(|count| count * 10);
    }
    let weekly = Calendar::Cycle(52);
    let line = |found: Vec<Finding>| found[0].bound.unwrap();
    let scan =
        |counts: &[Option<i64>]| line(Scan::weekly(5).judge(counts, weekly, 414..415).unwrap());
    let farrington = |counts: &[Option<i64>]| {
        line(Farrington::weekly(4).judge(counts, weekly, 414..415).unwrap())
    };
    assert!(scan(&dumped) <= scan(&clean) * 1.25, "{} {}", scan(&dumped), scan(&clean));
    assert!(farrington(&dumped) <= farrington(&clean) * 1.25);
    // The dump itself alarms.
    assert!(Scan::weekly(5).judge(&dumped, weekly, 388..389).unwrap()[0].alarm);
    // EARS forgets it with its baseline.
    let ears = |counts: &[Option<i64>], week: usize| {
        line(Ears::new(EarsKind::C1).judge(counts, week..week + 1).unwrap())
    };
    assert_eq!(ears(&dumped, 396), ears(&clean, 396));
}

#[test]
fn what_a_step_is_judged_by_does_not_hang_on_the_steps_asked_for() {
    let counts: Vec<Option<i64>> = (0..400).map(|week| Some(3 + (week * 11) % 7)).collect();
    let weekly = Calendar::Cycle(52);
    let scan = Scan::weekly(5);
    let farrington = Farrington::weekly(4);
    let whole = scan.judge(&counts, weekly, 200..400).unwrap();
    let lines = |found: &[Finding]| found.iter().map(|found| found.bound).collect::<Vec<_>>();
    assert_eq!(lines(&whole[150..]), lines(&scan.judge(&counts, weekly, 350..400).unwrap()));
    // Nor on what comes after.
    assert_eq!(lines(&whole[..50]), lines(&scan.judge(&counts[..250], weekly, 200..250).unwrap()));
    let whole = farrington.judge(&counts, weekly, 250..400).unwrap();
    assert_eq!(whole[100..], farrington.judge(&counts, weekly, 350..400).unwrap());
}

#[test]
fn settings_outside_their_range_are_refused() {
    let counts = [Some(1); 10];
    let weekly = Calendar::Cycle(52);
    let farrington = |settings: Farrington| settings.judge(&counts, weekly, 0..10).unwrap_err();
    let usual = Farrington::weekly(4);
    assert_eq!(farrington(Farrington::weekly(0)), SettingsError::NoYear);
    assert_eq!(farrington(Farrington { alpha: f64::NAN, ..usual.clone() }), SettingsError::Chance);
    assert_eq!(farrington(Farrington { levels: 60, ..usual.clone() }), SettingsError::Levels);
    assert_eq!(farrington(Farrington { half_window: 26, ..usual.clone() }), SettingsError::Levels);
    assert_eq!(
        farrington(Farrington { reweigh_above: Some(-1.0), ..usual }),
        SettingsError::Deviation
    );
    let ears = |settings: Ears| settings.judge(&counts, 0..10).unwrap_err();
    let usual = Ears::new(EarsKind::C2);
    assert_eq!(ears(Ears { baseline: 2, ..usual }), SettingsError::Baseline);
    assert_eq!(ears(Ears { alpha: 1.0, ..usual }), SettingsError::Chance);
    assert_eq!(ears(Ears { least_deviation: f64::INFINITY, ..usual }), SettingsError::Deviation);
    let scan = Scan { alpha: 0.0, ..Scan::weekly(5) };
    assert_eq!(scan.judge(&counts, weekly, 0..10), Err(SettingsError::Chance));
}
