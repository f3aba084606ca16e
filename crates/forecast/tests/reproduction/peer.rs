//! What EpiEstim says of serial intervals that are not known for sure, of imported cases and of weekly counts.

use std::collections::BTreeMap;

use taicho_forecast::reproduction::{Method, Serial, Window};
use taicho_forecast::{Counts, Delay, Step};

use super::made::daily;

fn rows(text: &str) -> Vec<Vec<String>> {
    text.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

fn numbers(cells: &[String]) -> Vec<f64> {
    cells.iter().map(|cell| cell.parse().unwrap()).collect()
}

fn whole(cells: &[String]) -> Vec<i64> {
    numbers(cells).into_iter().map(|number| number as i64).collect()
}

fn apart(found: f64, wanted: f64) -> f64 {
    (found / wanted - 1.0).abs()
}

/// With the serial intervals that EpiEstim drew: moments and quantiles of the mixture are those of what it says under
/// each alone, and the quantiles that it draws lie about them as drawn ones do.
#[test]
fn an_uncertain_serial_interval_gives_the_mixture_of_what_epiestim_says_under_each() {
    let rows = rows(include_str!("unsure.csv"));
    let kind = |kind: &'static str| rows.iter().filter(move |row| row[0] == kind);
    let serial = |row: &Vec<String>| {
        let wanted = numbers(&row[1..]);
        let serial = Delay::serial_interval(wanted[0], wanted[1]).unwrap();
        for (days, probability) in wanted[2..].iter().take(45).enumerate() {
            assert!((serial.probability(days) - probability).abs() < 1e-12, "{row:?} {days}");
        }
        serial
    };
    let serials: Vec<Delay> = kind("serial").map(serial).collect();
    assert_eq!(serials.len(), 20);
    let counts = daily("", &whole(&kind("count").next().unwrap()[1..]));
    let mut method = Method::new(serials[0].clone(), 7);
    method.serial = Serial::Drawn(serials);
    let found = method.estimate(&counts, None).unwrap().windows;
    let (mut moments, mut quantiles, mut standard_errors) = (0.0_f64, 0.0_f64, Vec::new());
    for (window, row) in found.iter().zip(kind("window")) {
        let wanted = numbers(&row[1..]);
        assert_eq!(f64::from((window.first_on - crate::FIRST_ON).get_days() + 1), wanted[0]);
        let posterior = window.posterior.unwrap();
        moments = moments.max(apart(posterior.mean, wanted[2])).max(apart(posterior.sd, wanted[3]));
        for (at, quantile) in posterior.quantiles.into_iter().enumerate() {
            let [exact, drawn, error] = [wanted[4 + at], wanted[11 + at], wanted[18 + at]];
            quantiles = quantiles.max(apart(quantile, exact));
            standard_errors.push((drawn - quantile) / error);
        }
    }
    assert_eq!(standard_errors.len(), 7 * 38);
    let worst = standard_errors.iter().fold(0.0_f64, |worst, error| worst.max(error.abs()));
    println!(
        "uncertain serial interval: moments {moments:.1e}, quantiles {quantiles:.1e}; drawn ones within {worst:.2} standard errors"
    );
    assert!(moments < 1e-12 && quantiles < 1e-7, "{moments:e} {quantiles:e}");
    // The largest of 266 normal numbers is above 4.5 once in 500 times.
    assert!(worst < 4.5, "{worst}");
}

#[test]
fn imported_cases_of_mers_have_the_figures_of_epiestim() {
    let Some(cases) = crate::rows("epiestim-rt/mers_saudi_2014_15_incidence_local_imported.csv")
    else {
        return;
    };
    let column = |at: usize| cases.iter().map(|row| row[at].parse().unwrap()).collect::<Vec<i64>>();
    let (local, imported) = (column(1), column(2));
    let total: Vec<i64> = local.iter().zip(&imported).map(|(one, other)| one + other).collect();
    let references = rows(include_str!("mers.csv"));
    for window in [7, 1] {
        let method = Method::new(Delay::serial_interval(6.8, 4.1).unwrap(), window);
        let found = method.estimate(&daily("", &total), Some(&daily("", &imported))).unwrap();
        let wanted = crate::of(&references, if window == 7 { "7" } else { "1" });
        crate::check(&format!("MERS 2014, windows of {window}"), &found.windows, &wanted);
    }
}

/// Growth within a week is exact here and on a grid there, and theirs spreads each day of the serial interval over the
/// hours about it.
#[test]
fn weekly_counts_have_nearly_the_figures_of_epiestim_3() {
    let rows = rows(include_str!("weekly.csv"));
    let mut worst = BTreeMap::new();
    for input in rows.iter().filter(|row| row[0] == "count") {
        let name = &input[1];
        let weeks = Counts { step: Step::Week, ..daily(name, &whole(&input[2..])) };
        let method = Method::new(Delay::serial_interval(4.7, 2.9).unwrap(), 7);
        let found: Vec<Window> = method.estimate(&weeks, None).unwrap().windows;
        let (moments, quantiles) = crate::compare(&found, &crate::of(&rows, name));
        worst.insert(name.as_str(), (moments, quantiles));
    }
    for (name, (moments, quantiles)) in &worst {
        println!("weekly, {name}: moments {moments:.1e}, quantiles {quantiles:.1e}");
    }
    assert_eq!(worst.len(), 3);
    assert!(worst.values().all(|(moments, quantiles)| moments.max(*quantiles) < 5e-3), "{worst:?}");
}
