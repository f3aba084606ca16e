//! The lines of Circular 15/2026/TT-BYT over whole series.

use jiff::civil::{Date, date};
use taicho_forecast::Step;
use taicho_forecast::detect::{Calendar, Deviation, Finding, Law, Line, Reason, merged};

/// Parameters as the rule set has them; a test of `taicho-ops` holds both together.
fn law(readings: &[Deviation]) -> Law {
    Law {
        years: 5,
        alert_deviations: 1.0,
        epidemic_deviations: 2.0,
        readings: readings.to_vec(),
        alert_linked: 3,
        epidemic_linked: 5,
    }
}

const BOTH: [Deviation; 2] = [Deviation::Sample, Deviation::Population];

fn months(first_on: Date) -> Calendar {
    Calendar::From(first_on, Step::Month)
}

/// Months of some years, all with one count except the last ones of July.
fn julys(counts: &[i64], now: i64) -> Vec<Option<i64>> {
    let mut months = Vec::new();
    for july in counts.iter().chain([&now]) {
        months.extend((1..=12).map(|month| Some(if month == 7 { *july } else { 1 })));
    }
    months
}

fn last_july(counts: &[i64], now: i64, law: &Law, epidemic_years: &[i16]) -> Finding {
    let values = julys(counts, now);
    let first_on = date(2026 - counts.len() as i16, 1, 1);
    let found = law
        .endemic(&values, months(first_on), Line::Epidemic, |year| epidemic_years.contains(&year));
    found[counts.len() * 12 + 6]
}

#[test]
fn golden_test_8_fifteen_is_none_and_sixteen_is_an_epidemic() {
    let counts = [10, 12, 8, 14, 11];
    let found = last_july(&counts, 15, &law(&BOTH), &[]);
    assert_eq!((found.alarm, found.reason), (false, Reason::Within));
    assert_eq!(found.expected, Some(11.0));
    assert!((found.bound.unwrap() - (11.0 + 2.0 * 5.0_f64.sqrt())).abs() < 1e-12);
    assert!(last_july(&counts, 16, &law(&BOTH), &[]).alarm);
}

#[test]
fn where_sample_and_population_disagree_it_advises() {
    let counts = [6, 8, 10, 12, 14];
    let found = last_july(&counts, 16, &law(&BOTH), &[]);
    assert_eq!((found.alarm, found.reason), (false, Reason::AdvisesReading));
    assert!(last_july(&counts, 16, &law(&[Deviation::Population]), &[]).alarm);
    assert!(!last_july(&counts, 16, &law(&[Deviation::Sample]), &[]).alarm);
}

#[test]
fn epidemic_years_are_left_out_and_fewer_than_five_advise() {
    let counts = [10, 12, 90, 14, 11];
    assert!(!last_july(&counts, 25, &law(&BOTH), &[]).alarm);
    let found = last_july(&counts, 25, &law(&BOTH), &[2023]);
    assert_eq!((found.alarm, found.reason), (false, Reason::AdvisesAbove { usable: 4 }));
    assert!(found.reason.words().vi.contains("4 năm"));
    // The year before the five does not fill the gap.
    let found = last_july(&[11, 10, 12, 90, 14, 11], 25, &law(&BOTH), &[2023]);
    assert_eq!(found.reason, Reason::AdvisesAbove { usable: 4 });
    let found = last_july(&counts, 10, &law(&BOTH), &[2021, 2022, 2023]);
    assert_eq!(found.reason, Reason::AdvisesWithin { usable: 2 });
    let found = last_july(&counts, 99, &law(&BOTH), &[2021, 2022, 2023, 2024]);
    assert_eq!((found.bound, found.reason), (None, Reason::ShortHistory));
}

#[test]
fn a_commune_that_never_had_a_case() {
    let none = vec![Some(0); 53 * 6];
    let weeks = Calendar::From(date(2020, 12, 28), Step::Week);
    let found = law(&BOTH).endemic(&none, weeks, Line::Alert, |_| false);
    assert!(found.iter().all(|found| !found.alarm));
    let mut one = none;
    one[53 * 6 - 2] = Some(1);
    let found = law(&BOTH).endemic(&one, weeks, Line::Alert, |_| false);
    assert_eq!(found.iter().filter(|found| found.alarm).count(), 1);
    assert_eq!(found[53 * 6 - 2].bound, Some(0.0));
}

#[test]
fn an_epidemic_ends_when_the_month_is_back_within_the_line() {
    let mut values = julys(&[10, 12, 8, 14, 11], 16);
    values[5 * 12 + 7] = Some(1);
    let found = law(&BOTH).endemic(&values, months(date(2021, 1, 1)), Line::Epidemic, |_| false);
    assert_eq!(found[5 * 12 + 6].reason, Reason::Above);
    assert_eq!(found[5 * 12 + 7].reason, Reason::Ended);
    assert_eq!(found[5 * 12 + 8].reason, Reason::Within);
}

#[test]
fn golden_test_9_linked_cases_where_the_disease_is_not_endemic() {
    // Days of November 2026; the 16th is a Monday.
    let days = Calendar::From(date(2026, 11, 1), Step::Day);
    let mut linked = vec![Some(0); 30];
    for day in [16, 17, 18, 23, 24] {
        linked[day - 1] = Some(1);
    }
    let law = law(&BOTH);
    let alert = law.not_endemic(&linked, days, Line::Alert);
    let alarmed = |found: &[Finding]| -> Vec<usize> {
        found.iter().filter(|found| found.alarm).map(|found| found.at + 1).collect()
    };
    assert_eq!(alarmed(&alert), [18, 19, 20, 21, 22]);
    assert_eq!(alert[17].observed, Some(3));
    // The week of 1 November began in October: nobody knows its first days.
    assert_eq!(alert[0].reason, Reason::Gap);
    let epidemic = law.not_endemic(&linked, days, Line::Epidemic);
    assert_eq!(alarmed(&epidemic), [24, 25, 26, 27, 28, 29, 30]);
}

#[test]
fn weeks_are_judged_in_the_year_and_month_of_their_thursday() {
    // 31 December 2026 is a Thursday, so the week from 28 December is week 53 of 2026.
    let first_on = date(2020, 12, 28);
    let calendar = Calendar::From(first_on, Step::Week);
    let values = vec![Some(2); 6 * 53];
    let found = law(&BOTH).endemic(&values, calendar, Line::Alert, |_| false);
    let week = |at: usize| calendar.day(at).unwrap().iso_week_date();
    let last_53 = (0..values.len()).rfind(|at| week(*at).week() == 53).unwrap();
    assert_eq!(week(last_53).year(), 2026);
    // Only 2020 had such a week, and that is six years ago.
    assert_eq!(found[last_53].reason, Reason::ShortHistory);
    let months = law(&BOTH).endemic(&values, calendar, Line::Epidemic, |_| false);
    // July 2026 has Thursdays on 2, 9, 16, 23 and 30.
    let july: Vec<Option<i64>> = months
        .iter()
        .filter(|found| {
            let thursday = calendar.day(found.at).unwrap().checked_add(jiff::Span::new().days(3));
            let thursday = thursday.unwrap();
            (thursday.year(), thursday.month()) == (2026, 7)
        })
        .map(|found| found.observed)
        .collect();
    assert_eq!(july, [Some(2), Some(4), Some(6), Some(8), Some(10)]);
}

#[test]
fn a_merged_commune_sums_its_predecessors() {
    let (a, b) = ([Some(3), Some(4), None, None], [Some(1), None, None, None]);
    let own = [None, None, None, Some(9)];
    assert_eq!(merged(&own, &[&a, &b]), [Some(4), None, None, Some(9)]);
    assert_eq!(merged(&own, &[]), own);
    assert_eq!(merged(&[], &[&a]), a);
}
