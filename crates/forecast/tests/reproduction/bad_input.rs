//! Counts as they come: the answer is clear, and never NaN.

use proptest::prelude::*;
use taicho_forecast::reproduction::{
    Estimates, Method, Nowcast, Posterior, ReproductionError, Serial, Truncation, estimate_areas,
};
use taicho_forecast::{Counts, Delay, Step};

use super::made::daily;

fn method() -> Method {
    Method::new(Delay::serial_interval(4.7, 2.9).unwrap(), 7)
}

fn check(posterior: &Posterior) {
    let all = [posterior.mean, posterior.sd].into_iter().chain(posterior.quantiles);
    assert!(all.into_iter().all(|value| value.is_finite() && value >= 0.0), "{posterior:?}");
    assert!(posterior.quantiles.windows(2).all(|pair| pair[0] <= pair[1]), "{posterior:?}");
}

fn sound(estimates: &Estimates) {
    estimates.windows.iter().filter_map(|window| window.posterior.as_ref()).for_each(check);
}

fn codes(estimates: &Estimates) -> Vec<&str> {
    estimates.notes.iter().map(|note| note.code).collect()
}

#[test]
fn a_series_of_noughts_says_nothing_of_r() {
    let found = method().estimate(&daily("", &[0; 40]), None).unwrap();
    assert!(found.windows.iter().all(|window| window.prior_only));
    assert_eq!(codes(&found), ["no-cases"]);
    assert!(method().cohort(&daily("", &[0; 40])).unwrap().is_empty());
}

#[test]
fn one_single_case_gives_wide_estimates_and_then_none() {
    let mut values = [0; 200];
    values[20] = 1;
    let found = method().estimate(&daily("", &values), None).unwrap();
    sound(&found);
    assert!(
        !found.windows[20].prior_only
            && found.windows[150].prior_only
            && found.windows[3].prior_only
    );
    assert!(found.windows[20].posterior.unwrap().mean < 5.0);
    assert_eq!(codes(&found), ["prior-only"]);
}

#[test]
fn a_negative_correction_takes_back_the_cases_before_it() {
    let with =
        method().estimate(&daily("", &[9, 8, 9, 5, 7, 9, 6, 9, -11, 8, 9, 7]), None).unwrap();
    let without =
        method().estimate(&daily("", &[9, 8, 9, 5, 7, 9, 4, 0, 0, 8, 9, 7]), None).unwrap();
    assert_eq!(with.windows, without.windows);
    assert_eq!(codes(&with), ["negative"]);
    assert!(
        with.notes[0].words.en.starts_with("2021-05-09: negative"),
        "{}",
        with.notes[0].words.en
    );
    let beyond = method().estimate(&daily("", &[3, 2, -9, 4, 4, 4, 4, 4, 4, 4]), None).unwrap();
    assert!(beyond.notes[0].words.vi.contains("phần dư bỏ đi"));
    sound(&beyond);
}

#[test]
fn a_gap_is_neither_nought_nor_an_end() {
    let mut gap = daily("", &[10; 60]);
    for day in 30..34 {
        gap.values[day] = None;
    }
    let found = method().estimate(&gap, None).unwrap();
    assert_eq!(codes(&found), ["gap"]);
    let whole = method().estimate(&daily("", &[10; 60]), None).unwrap();
    for (found, whole) in found.windows.iter().zip(&whole.windows).skip(4) {
        let (found, whole) = (found.posterior.unwrap(), whole.posterior.unwrap());
        assert!((found.mean / whole.mean - 1.0).abs() < 0.02, "{found:?} {whole:?}");
        assert!(found.sd >= whole.sd);
    }
    // A window in which nobody counted has no estimate.
    gap.values[28..40].fill(None);
    let found = method().estimate(&gap, None).unwrap();
    assert!(
        found.windows.iter().any(|window| window.posterior.is_none() && window.first_on.day() > 7)
    );
    gap.values.fill(None);
    let found = method().estimate(&gap, None).unwrap();
    assert!(found.windows.iter().all(|window| window.posterior.is_none()));
}

#[test]
fn a_tenfold_dump_is_named_with_its_day() {
    let mut values = [12; 60];
    values[40] = 151_919;
    let found = method().estimate(&daily("", &values), None).unwrap();
    assert_eq!(codes(&found), ["dump"]);
    assert!(found.notes[0].words.vi.starts_with("2021-06-10: gấp ít nhất 10 lần"));
    sound(&found);
}

#[test]
fn a_serial_interval_or_window_longer_than_the_series_is_said() {
    let long = Method::new(Delay::serial_interval(30.0, 5.0).unwrap(), 7);
    let found = long.estimate(&daily("", &[5; 20]), None).unwrap();
    assert!(found.windows.iter().all(|window| window.posterior.is_none()));
    assert_eq!(codes(&found), ["long-serial"]);
    let found = Method::new(Delay::serial_interval(4.7, 2.9).unwrap(), 30)
        .estimate(&daily("", &[5; 20]), None)
        .unwrap();
    assert!(found.windows.is_empty() && codes(&found) == ["short"]);
    for counts in [daily("", &[]), daily("", &[3])] {
        assert!(method().estimate(&counts, None).unwrap().windows.is_empty());
        assert!(method().cohort(&counts).unwrap().is_empty());
    }
}

#[test]
fn parameters_outside_their_range_are_refused() {
    let counts = daily("", &[5; 20]);
    let refused = |change: fn(&mut Method)| {
        let mut method = method();
        change(&mut method);
        method.estimate(&counts, None).unwrap_err()
    };
    assert_eq!(refused(|method| method.window = 0), ReproductionError::Window);
    assert_eq!(refused(|method| method.prior_sd = 0.0), ReproductionError::Prior);
    assert_eq!(refused(|method| method.prior_mean = f64::NAN), ReproductionError::Prior);
    assert_eq!(
        refused(|method| method.serial = Serial::Drawn(Vec::new())),
        ReproductionError::NoSerial
    );
    let at_once = |method: &mut Method| {
        method.serial = Serial::Known(Delay::from_weights(&[0.5, 0.5]).unwrap());
    };
    assert_eq!(refused(at_once), ReproductionError::SerialAtOnce);
    let mut weekly = counts.clone();
    weekly.step = Step::Week;
    let steps = method().estimate(&counts, Some(&weekly)).unwrap_err();
    assert!(matches!(steps, ReproductionError::Steps { .. }));
}

#[test]
fn more_imported_cases_than_cases_are_said() {
    let found = method().estimate(&daily("", &[5; 20]), Some(&daily("", &[0, 9, -2, 1]))).unwrap();
    assert_eq!(codes(&found), ["imported"]);
    sound(&found);
}

prop_compose! {
    fn any_counts()(
        values in prop::collection::vec(
            prop_oneof![
                6 => (0_i64..40).prop_map(Some),
                1 => Just(None),
                1 => (-50_i64..0).prop_map(Some),
                1 => (0_i64..2_000_000).prop_map(Some),
                1 => Just(Some(0)),
                1 => any::<i64>().prop_map(Some),
            ],
            0..80,
        ),
        weekly in any::<bool>(),
    ) -> Counts {
        let step = if weekly { Step::Week } else { Step::Day };
        Counts { name: String::new(), first_on: crate::FIRST_ON, step, values }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn every_answer_is_finite_and_in_order(
        counts in any_counts(),
        imported in any_counts(),
        mean in 1.01..40.0_f64,
        ratio in 0.1..2.0_f64,
        window in 1_usize..40,
        prior in (0.01..50.0_f64, 0.01..50.0_f64),
        seed in any::<u64>(),
    ) {
        let sd = mean * ratio;
        let serial = Delay::serial_interval(mean, sd);
        prop_assume!(serial.is_ok());
        let mut method = Method::new(serial.unwrap(), window);
        (method.prior_mean, method.prior_sd) = prior;
        let mut imported = imported;
        imported.step = counts.step;
        sound(&method.estimate(&counts, Some(&imported)).unwrap());
        for cohort in method.cohort(&counts).unwrap() {
            let all = [cohort.mean, cohort.sd, cohort.q025, cohort.q975, cohort.seen];
            prop_assert!(all.iter().all(|value| value.is_finite() && *value >= 0.0), "{cohort:?}");
        }
        let parents = ["a".to_owned(), "a".to_owned()];
        let found = estimate_areas(&method, &[counts.clone(), imported.clone()], &[], &parents).unwrap();
        found.areas.iter().chain(found.parents.values()).for_each(sound);
        if counts.step == Step::Day {
            let truncation = Truncation::from_delay(&Delay::gamma(3.0, 2.0).unwrap());
            let nowcast = Nowcast::new(&method, &counts, &truncation, 100, seed).unwrap();
            nowcast.days.iter().for_each(|day| check(&day.complete));
            nowcast.windows.iter().filter_map(|window| window.posterior.as_ref()).for_each(check);
        }
        method.serial = Serial::Drawn(vec![
            Delay::serial_interval(mean + 1.0, sd).unwrap(),
            Delay::serial_interval(5.0, 2.0).unwrap(),
        ]);
        sound(&method.estimate(&counts, None).unwrap());
    }
}
