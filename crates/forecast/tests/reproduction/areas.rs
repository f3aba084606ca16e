//! Areas with few cases lean on their parent, and are better for it.

use taicho_forecast::reproduction::{Estimates, Method, estimate_areas};
use taicho_forecast::{Counts, Delay};

use super::made::{Draw, daily, epidemic, swinging};

/// Mean error of log R and the share of the truth within the 95% interval, over windows with fewer or more cases than 50.
#[derive(Default)]
struct Score {
    error: f64,
    within: f64,
    n: f64,
}

const DAYS: usize = 150;

fn score(few: bool, estimates: &[Estimates], counts: &[Counts], truth: &[Vec<f64>]) -> Score {
    let mut score = Score::default();
    for ((estimates, counts), truth) in estimates.iter().zip(counts).zip(truth) {
        for (at, window) in estimates.windows.iter().enumerate().skip(20) {
            let first = at + 1;
            let cases: i64 = counts.values[first..first + 7].iter().flatten().sum();
            let Some(posterior) = window.posterior.filter(|_| (cases < 50) == few) else {
                continue;
            };
            let truth = truth[first..first + 7].iter().sum::<f64>() / 7.0;
            score.error += (posterior.quantiles[3].max(1e-3) / truth).ln().abs();
            score.within += f64::from(u8::from(
                (posterior.quantiles[0]..=posterior.quantiles[6]).contains(&truth),
            ));
            score.n += 1.0;
        }
    }
    Score { error: score.error / score.n, within: score.within / score.n, n: score.n }
}

#[test]
fn small_areas_are_nearer_the_truth_and_large_ones_no_farther() {
    let serial = Delay::serial_interval(4.7, 2.9).unwrap();
    let mut draw = Draw(2_021);
    let (mut counts, mut truth, mut parents) = (Vec::new(), Vec::new(), Vec::new());
    for province in 0..6 {
        let common = swinging(&mut draw, DAYS, 0.45);
        for commune in 0..20 {
            // From one case in two days to three hundred a day; each commune differs from its province.
            let base = 0.5 * 600.0_f64.powf(f64::from(commune) / 19.0);
            let own = swinging(&mut draw, DAYS, 0.2);
            let reproduction: Vec<f64> = common.iter().zip(&own).map(|(a, b)| a * b).collect();
            counts.push(daily("", &epidemic(&mut draw, &serial, base, &reproduction, 0.0)));
            truth.push(reproduction);
            parents.push(format!("tỉnh {province}"));
        }
    }
    let method = Method::new(serial, 7);
    let alone: Vec<Estimates> =
        counts.iter().map(|counts| method.estimate(counts, None).unwrap()).collect();
    let leaning = estimate_areas(&method, &counts, &[], &parents).unwrap();
    assert_eq!((leaning.parents.len(), leaning.areas.len()), (6, 120));
    let table =
        |few| (score(few, &alone, &counts, &truth), score(few, &leaning.areas, &counts, &truth));
    let (few, few_leaning) = table(true);
    let (many, many_leaning) = table(false);
    for (what, score) in [
        ("few", &few),
        ("few, leaning", &few_leaning),
        ("many", &many),
        ("many, leaning", &many_leaning),
    ] {
        println!(
            "{what}: {} windows, error {:.4}, within {:.3}",
            score.n, score.error, score.within
        );
    }
    println!("alikeness {:?}", leaning.alikeness.values().map(|k| k.round()).collect::<Vec<_>>());
    assert!(few_leaning.error < 0.7 * few.error, "{} {}", few_leaning.error, few.error);
    assert!(few_leaning.within > few.within - 0.01 && few_leaning.within > 0.9);
    assert!(many_leaning.error < 1.01 * many.error, "{} {}", many_leaning.error, many.error);
    assert!((many_leaning.within - many.within).abs() < 0.03);
}

#[test]
fn an_area_alone_in_its_parent_has_the_estimate_of_one_series() {
    let method = Method::new(Delay::serial_interval(4.7, 2.9).unwrap(), 7);
    let counts = daily("xã", &[3, 0, 5, 2, 9, 4, 8, 12, 7, 15, 9, 20, 11, 8, 3, 6, 2]);
    let found =
        estimate_areas(&method, std::slice::from_ref(&counts), &[], &["tỉnh".to_owned()]).unwrap();
    let alone = method.estimate(&counts, None).unwrap();
    assert_eq!(found.areas[0], alone);
    for (of_parent, of_area) in found.parents["tỉnh"].windows.iter().zip(&alone.windows) {
        assert_eq!(of_parent, of_area);
    }
}

#[test]
fn areas_that_begin_on_different_days_meet_on_the_same_ones() {
    let method = Method::new(Delay::serial_interval(3.0, 1.5).unwrap(), 7);
    let long = daily("dài", &[5; 40]);
    let mut short = daily("ngắn", &[4; 20]);
    short.first_on = long.first_on.checked_add(jiff::Span::new().days(20)).unwrap();
    let parents = ["tỉnh".to_owned(), "tỉnh".to_owned()];
    let found = estimate_areas(&method, &[long.clone(), short], &[], &parents).unwrap();
    assert_eq!(found.parents["tỉnh"].windows.len(), 40 - 7);
    assert_eq!(found.areas[1].windows.len(), 20 - 7);
    // Before the second begins the parent is the first.
    assert_eq!(found.parents["tỉnh"].windows[2], method.estimate(&long, None).unwrap().windows[2]);
    // Nobody but itself: no area without counts hinders the others.
    let with_empty =
        estimate_areas(&method, &[long.clone(), daily("trống", &[])], &[], &parents).unwrap();
    assert_eq!(with_empty.areas[1].windows, []);
    assert!(with_empty.areas[0].windows.iter().skip(3).all(|window| window.posterior.is_some()));
}
