//! Reproduction numbers beside those of EpiEstim 2.2.4 on R 4.2.2.
//!
//! `reproduction/epiestim.csv` holds what it says of made-up series (`reproduction/fixture.R` writes it). What it says of
//! real epidemics may not be shipped with the data, so that is read from the folder that `TAICHO_TEST_DATA` names; without
//! it these tests check nothing, and say so.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

use jiff::civil::{Date, date};
use taicho_forecast::reproduction::{Method, Posterior, Window};
use taicho_forecast::{Counts, Delay, Step};

const FIRST_ON: Date = date(2021, 5, 1);

fn counts(name: &str, values: impl IntoIterator<Item = i64>) -> Counts {
    let values = values.into_iter().map(Some).collect();
    Counts { name: name.to_owned(), first_on: FIRST_ON, step: Step::Day, values }
}

/// Where a file lies; none, and a word that no test runner swallows, where the folder is not there.
fn file(path: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("TAICHO_TEST_DATA").map(PathBuf::from);
    if folder.is_none() {
        let mut loud = std::io::stderr();
        let _ = writeln!(loud, "NOT CHECKED: {path}, for TAICHO_TEST_DATA names no folder");
    }
    Some(folder?.join(path))
}

fn rows(path: &str) -> Option<Vec<Vec<String>>> {
    let mut reader = csv::Reader::from_path(file(path)?).unwrap();
    let row = |record: csv::StringRecord| record.iter().map(str::to_owned).collect();
    Some(reader.records().map(|record| row(record.unwrap())).collect())
}

fn number(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

/// The values of one series of a long table, whose last column is the count.
fn series(rows: &[Vec<String>], name: &str) -> Vec<i64> {
    let of_name = rows.iter().filter(|row| row[0] == name);
    of_name.map(|row| row.last().unwrap().parse::<f64>().unwrap() as i64).collect()
}

/// Compares windows with rows of `t_start, t_end, mean, sd, seven quantiles`; gives the worst relative differences of
/// moments and of quantiles.
fn compare(windows: &[Window], wanted: &[Vec<String>]) -> (f64, f64) {
    let by_start: BTreeMap<i32, &Window> = windows
        .iter()
        .map(|window| ((window.first_on - FIRST_ON).get_days() + 1, window))
        .collect();
    let (mut moments, mut quantiles) = (0.0_f64, 0.0_f64);
    assert!(!wanted.is_empty());
    for row in wanted {
        let window = by_start[&row[0].parse().unwrap()];
        assert_eq!((window.last_on - FIRST_ON).get_days() + 1, row[1].parse::<i32>().unwrap());
        let Some(mean) = number(&row[2]) else {
            assert_eq!(window.posterior, None, "{row:?}");
            continue;
        };
        let Posterior { mean: found, sd, quantiles: seven } =
            window.posterior.expect("an estimate");
        let apart = |found: f64, wanted: f64| (found / wanted - 1.0).abs();
        moments = moments.max(apart(found, mean)).max(apart(sd, number(&row[3]).unwrap()));
        for (found, wanted) in seven.into_iter().zip(&row[4..11]) {
            quantiles = quantiles.max(apart(found, number(wanted).unwrap()));
        }
    }
    (moments, quantiles)
}

fn check(what: &str, windows: &[Window], wanted: &[Vec<String>]) {
    let (moments, quantiles) = compare(windows, wanted);
    println!("{what}: {} windows, moments {moments:.1e}, quantiles {quantiles:.1e}", wanted.len());
    assert!(moments < 1e-9, "{what}: {moments:e}");
    assert!(quantiles < 1e-9, "{what}: {quantiles:e}");
}

/// The rows of one name, without it.
fn of<'r>(rows: &'r [Vec<String>], name: &'r str) -> Vec<Vec<String>> {
    rows.iter().filter(|row| row[0] == name).map(|row| row[1..].to_vec()).collect()
}

#[test]
fn made_up_series_have_the_figures_of_epiestim() {
    let text = include_str!("reproduction/epiestim.csv");
    let rows: Vec<Vec<String>> =
        text.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect();
    let inputs = of(&rows, "count");
    for (name, mean, sd, window) in
        [("wave", 4.7, 2.9, 7), ("few", 8.4, 3.8, 14), ("border", 3.2, 1.1, 1)]
    {
        let input = of(&inputs, name);
        let column = |at: usize| counts(name, input.iter().map(|row| row[at].parse().unwrap()));
        let method = Method::new(Delay::serial_interval(mean, sd).unwrap(), window);
        let found = method.estimate(&column(1), Some(&column(2))).unwrap();
        assert_eq!(found.windows.len(), 60 - window);
        check(name, &found.windows, &of(&rows, name));
    }
}

#[test]
fn past_epidemics_have_the_figures_of_epiestim() {
    let Some(incidence) = rows("epiestim-rt/incidence.csv") else { return };
    let tables = rows("epiestim-rt/si_distribution.csv").unwrap();
    let by_table = rows("epiestim-rt/rt_weekly_window_reference.csv").unwrap();
    let cohorts = rows("epiestim-rt/rt_wallinga_teunis_reference.csv").unwrap();
    let discretised = rows("epiestim-rt/discretised_si_reference.csv").unwrap();
    for name in ["Flu1918", "SARS2003", "Measles1861"] {
        let counts = counts(name, series(&incidence, name));
        let table: Vec<f64> = of(&tables, name).iter().map(|row| row[1].parse().unwrap()).collect();
        let method = Method::new(Delay::from_weights(&table).unwrap(), 7);
        check(name, &method.estimate(&counts, None).unwrap().windows, &of(&by_table, name));

        let found = method.cohort(&counts).unwrap();
        let wanted = of(&cohorts, name);
        assert_eq!(found.len(), wanted.len(), "{name}");
        let mut worst = 0.0_f64;
        for (found, wanted) in found.iter().zip(&wanted) {
            assert_eq!(
                (found.first_on - FIRST_ON).get_days() + 1,
                wanted[0].parse::<i32>().unwrap()
            );
            worst = worst.max((found.mean - wanted[2].parse::<f64>().unwrap()).abs());
        }
        println!("{name}: {} cohorts, {worst:.1e}", found.len());
        assert!(worst < 1e-12, "{name}: {worst:e}");
    }
    let parametric = rows("epiestim-rt/rt_parametric_si_reference.csv").unwrap();
    for (name, mean, sd) in [("Flu1918", 2.6, 1.5), ("SARS2003", 8.4, 3.8)] {
        let serial = Delay::serial_interval(mean, sd).unwrap();
        for row in of(&discretised, &format!("gamma mean={mean} sd={sd}")) {
            let wanted: f64 = row[1].parse().unwrap();
            assert!((serial.probability(row[0].parse().unwrap()) - wanted).abs() < 1e-12);
        }
        let method = Method::new(serial, 7);
        let found = method.estimate(&counts(name, series(&incidence, name)), None).unwrap();
        check(name, &found.windows, &of(&parametric, &format!("{name} mean_si={mean} sd_si={sd}")));
    }
}

#[test]
fn vietnamese_provinces_have_the_figures_of_epiestim() {
    let Some(wanted) = rows("vietnam-covid19-province-series/rt_reference_bac_ninh_hcmc.csv")
    else {
        return;
    };
    let days = rows("vietnam-covid19-province-series/daily_by_province.csv").unwrap();
    for (code, name, from, to) in [
        ("27", "Bắc Ninh", "2021-05-06", "2021-07-15"),
        ("79", "TP HCM", "2021-05-27", "2021-07-19"),
    ] {
        let within = days
            .iter()
            .filter(|row| row[0] == code && row[2].as_str() >= from && row[2].as_str() <= to);
        let counts = counts(name, within.map(|row| row[3].parse().unwrap()));
        let method = Method::new(Delay::serial_interval(4.7, 2.9).unwrap(), 7);
        let found = method.estimate(&counts, None).unwrap();
        let wanted: Vec<Vec<String>> =
            wanted.iter().filter(|row| row[1] == from).map(|row| row[2..].to_vec()).collect();
        check(name, &found.windows, &wanted);
    }
}

mod reproduction {
    mod areas;
    mod bad_input;
    mod late;
    mod made;
    mod peer;
    mod unsure;
}
