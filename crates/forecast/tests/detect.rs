//! Early warning against R's surveillance, on series made up in `detect/reference.R`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::civil::date;
use taicho_forecast::Step;
use taicho_forecast::detect::{Calendar, Ears, EarsKind, Farrington, Finding, Reason};

type Table = (Vec<String>, Vec<Vec<String>>);

fn table(name: &str) -> Table {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/detect").join(name);
    let mut reader = csv::Reader::from_path(path).unwrap();
    let heads = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let rows = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect());
    (heads, rows.collect())
}

fn series(name: &str) -> BTreeMap<String, Vec<Option<i64>>> {
    let (heads, rows) = table(name);
    let column = |at: usize| rows.iter().map(|row| row[at].parse().ok()).collect();
    heads.iter().enumerate().skip(1).map(|(at, head)| (head.clone(), column(at))).collect()
}

/// The rows of one setting and series.
fn reference(name: &str) -> BTreeMap<(String, String), Vec<Vec<String>>> {
    let (_, rows) = table(name);
    let mut of: BTreeMap<(String, String), Vec<Vec<String>>> = BTreeMap::new();
    for row in rows {
        of.entry((row[0].clone(), row[1].clone())).or_default().push(row[2..].to_vec());
    }
    of
}

fn number(cell: &str) -> Option<f64> {
    cell.trim().parse().ok().filter(|number: &f64| number.is_finite())
}

#[test]
fn farrington_equals_surveillance() {
    let mut all = series("weekly.csv");
    all.extend(series("monthly.csv"));
    let weekly = |years| Farrington { cases_within: (0, 4), ..Farrington::weekly(years) };
    let (mut compared, mut worst) = (0, 0.0_f64);
    for ((setting, name), rows) in reference("farrington.csv") {
        let cycle = Calendar::Cycle(52);
        let (settings, calendar) = match setting.as_str() {
            "cycle" => (Farrington::weekly(4), cycle),
            "every" => (weekly(4), cycle),
            "dated" => (weekly(5), Calendar::From(date(2014, 1, 6), Step::Week)),
            "trend_tested" => (Farrington { trend_p_below: 0.05, alpha: 0.05, ..weekly(3) }, cycle),
            "unweighed" => {
                let settings = Farrington { reweigh_above: None, levels: 5, ..weekly(4) };
                (Farrington { trend_p_below: 0.05, ..settings }, cycle)
            }
            "windows" => {
                let settings = Farrington { levels: 1, half_window: 2, ..weekly(6) };
                (Farrington { steps_left_out: 10, ..settings }, cycle)
            }
            "flat" => (Farrington { trend: false, ..weekly(4) }, cycle),
            "months" => {
                let settings = Farrington { cases_within: (0, 4), ..Farrington::monthly(5) };
                (settings, Calendar::Cycle(12))
            }
            other => panic!("{other} is not a setting"),
        };
        let counts = &all[&name];
        let first = rows[0][0].parse::<usize>().unwrap() - 1;
        let found = settings.judge(counts, calendar, first..counts.len()).unwrap();
        assert_eq!(found.len(), rows.len());
        for (found, row) in found.iter().zip(&rows) {
            let at = format!("{setting} {name} {} {found:?}", row[0]);
            assert_eq!(found.alarm, row[2] == "1", "{at}");
            let Some(bound) = number(&row[1]) else { continue };
            assert_eq!(found.bound, Some(bound), "{at}");
            let mean = number(&row[3]).unwrap();
            let apart = (found.expected.unwrap() / mean - 1.0).abs();
            // A level without cases falls until the deviance is still: there only the bound of 0 counts.
            if mean > 1e-6 {
                worst = worst.max(apart);
                assert!(apart < 1e-6, "{at} {mean}");
            }
            compared += 1;
        }
    }
    assert!(compared > 2_000, "{compared}");
    println!("{compared} bounds equal, expected counts within {worst:.1e}");
}

#[test]
fn ears_equals_surveillance() {
    let all = series("weekly.csv");
    let mut compared = 0;
    for ((setting, name), rows) in reference("ears.csv") {
        let ears = match setting.as_str() {
            "C1" => Ears::new(EarsKind::C1),
            "C2" => Ears::new(EarsKind::C2),
            "C3" => Ears::new(EarsKind::C3),
            "C1_nine" => {
                let ears = Ears::new(EarsKind::C1);
                Ears { baseline: 9, least_deviation: 0.5, alpha: 0.01, ..ears }
            }
            "C3_least" => Ears { least_deviation: 0.5, ..Ears::new(EarsKind::C3) },
            other => panic!("{other} is not a setting"),
        };
        let counts = &all[&name];
        let first = rows[0][0].parse::<usize>().unwrap() - 1;
        let found = ears.judge(counts, first..counts.len()).unwrap();
        for (found, row) in found.iter().zip(&rows) {
            let at = format!("{setting} {name} {} {found:?}", row[0]);
            // 0 divided by 0: surveillance has no number there.
            let Some(bound) = number(&row[1]) else { continue };
            let near = |ours: f64| (ours - bound).abs() <= 1e-9 * bound.abs().max(1.0);
            if found.reason == Reason::NoSpread {
                // The observed count is its own line there.
                assert!(setting == "C3" && found.observed == Some(bound as i64), "{at}");
                continue;
            }
            assert!(found.bound.is_some_and(near), "{at} {bound}");
            assert_eq!(found.alarm, row[2] == "1", "{at}");
            compared += 1;
        }
    }
    assert!(compared > 1_400, "{compared}");
}

/// Where a file of real series lies; none, and a loud word, where the series are not there.
fn real(path: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("TAICHO_TEST_DATA").map(PathBuf::from);
    if folder.is_none() {
        let mut loud = std::io::stderr();
        let words = format!("NOT CHECKED: {path}, for TAICHO_TEST_DATA names no folder\n");
        let _ = std::io::Write::write_all(&mut loud, words.as_bytes());
    }
    Some(folder?.join(path))
}

#[test]
fn farrington_equals_surveillance_on_german_weeks() {
    let Some(path) = real("surveillance-r/weekly_counts_with_outbreak_state.csv") else { return };
    let Some(expected) = real("surveillance-r/farringtonFlexible_reference.csv") else { return };
    let mut counts: BTreeMap<String, Vec<Option<i64>>> = BTreeMap::new();
    for row in csv::Reader::from_path(path).unwrap().records() {
        let row = row.unwrap();
        counts.entry(row[0].to_owned()).or_default().push(row[2].parse().ok());
    }
    let mut judged: BTreeMap<String, Vec<Finding>> = BTreeMap::new();
    for (name, counts) in &counts {
        let years = if name == "salmonella.agona" { 3 } else { 2 };
        // The reference was computed on dated weeks from 1 January 2001 on.
        let settings = Farrington { cases_within: (0, 4), ..Farrington::weekly(years) };
        let calendar = Calendar::From(date(2001, 1, 1), Step::Week);
        let found = settings.judge(counts, calendar, 0..counts.len()).unwrap();
        judged.insert(name.clone(), found);
    }
    let mut compared = 0;
    for row in csv::Reader::from_path(expected).unwrap().records() {
        let row = row.unwrap();
        let found = &judged[&row[0]][row[1].parse::<usize>().unwrap() - 1];
        let at = format!("{row:?} {found:?}");
        assert_eq!(found.observed, row[2].parse().ok(), "{at}");
        assert_eq!(found.alarm, &row[4] == "1", "{at}");
        assert_eq!(found.bound, number(&row[3]), "{at}");
        compared += 1;
    }
    assert_eq!(compared, 312);
}
