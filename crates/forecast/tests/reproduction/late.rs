//! What late reports will bring, beside what they brought.

use jiff::civil::Date;
use taicho_forecast::reproduction::{Method, Nowcast, Truncation, TruncationError};
use taicho_forecast::{Counts, Delay, Step};

use super::made::{Draw, daily, epidemic, swinging};

/// What had been reported by the last day.
fn as_seen(draw: &mut Draw, cases: &[i64], delay: &Delay) -> Vec<i64> {
    let last = cases.len() - 1;
    let seen = |(day, cases): (usize, &i64)| {
        let reported = delay.cdf(last - day);
        (0..*cases).filter(|_| draw.uniform() < reported).count() as i64
    };
    cases.iter().enumerate().map(seen).collect()
}

#[test]
fn intervals_hold_what_was_counted_in_the_end() {
    let serial = Delay::serial_interval(4.7, 2.9).unwrap();
    let delay = Delay::gamma(3.0, 2.0).unwrap();
    let truncation = Truncation::from_delay(&delay);
    for (noise, base) in [(0.0, 30.0), (0.2, 30.0), (0.2, 200.0)] {
        let mut draw = Draw(31);
        let (mut within_95, mut within_50, mut error, mut naive, mut n) = (0.0, 0.0, 0.0, 0.0, 0.0);
        let (mut r_within, mut r_n) = (0.0, 0.0);
        for seed in 0..60 {
            let reproduction = swinging(&mut draw, 90, 0.3);
            let cases = epidemic(&mut draw, &serial, base, &reproduction, noise);
            let seen = daily("", &as_seen(&mut draw, &cases, &delay));
            let method = Method::new(serial.clone(), 7);
            let found = Nowcast::new(&method, &seen, &truncation, 500, seed).unwrap();
            let open = found.days.len();
            for (day, truth) in found.days.iter().zip(&cases[90 - open..]).rev().take(8) {
                let truth = *truth as f64;
                let quantiles = day.complete.quantiles;
                within_95 += f64::from(u8::from((quantiles[0]..=quantiles[6]).contains(&truth)));
                within_50 += f64::from(u8::from((quantiles[2]..=quantiles[4]).contains(&truth)));
                error += (quantiles[3] - truth).abs();
                naive += (day.counted - truth).abs();
                n += 1.0;
            }
            let last = found.windows.last().unwrap().posterior.unwrap().quantiles;
            let truth = reproduction[83..].iter().sum::<f64>() / 7.0;
            r_within += f64::from(u8::from((last[0]..=last[6]).contains(&truth)));
            r_n += 1.0;
        }
        println!(
            "noise {noise}, {base} a day: 95% holds {:.3}, 50% {:.3}, error {:.2} (as counted {:.2}), R {:.2}",
            within_95 / n,
            within_50 / n,
            error / n,
            naive / n,
            r_within / r_n
        );
        assert!((0.90..=0.995).contains(&(within_95 / n)), "{}", within_95 / n);
        assert!((0.42..=0.68).contains(&(within_50 / n)), "{}", within_50 / n);
        assert!(error < 0.6 * naive);
        assert!(r_within / r_n > 0.85, "{}", r_within / r_n);
    }
}

#[test]
fn the_same_seed_gives_the_same_nowcast() {
    let serial = Delay::serial_interval(4.7, 2.9).unwrap();
    let truncation = Truncation { reported: vec![0.1, 0.5, 0.9], spread: 0.2 };
    let counts = daily("", &[20, 22, 19, 25, 30, 28, 31, 33, 30, 35, 38, 40, 39, 41, 30, 20, 5]);
    let method = Method::new(serial, 7);
    let once = Nowcast::new(&method, &counts, &truncation, 300, 5).unwrap();
    assert_eq!(once, Nowcast::new(&method, &counts, &truncation, 300, 5).unwrap());
    assert_ne!(once.days, Nowcast::new(&method, &counts, &truncation, 300, 6).unwrap().days);
    assert_eq!(once.days.len(), 3);
    // With everything reported nothing is left to say.
    let complete = Truncation { reported: Vec::new(), spread: 0.0 };
    let found = Nowcast::new(&method, &counts, &complete, 300, 5).unwrap();
    assert!(found.days.is_empty());
    assert_eq!(found.windows, method.estimate(&counts, None).unwrap().windows);
}

#[test]
fn snapshots_give_the_delay_that_made_them() {
    let serial = Delay::serial_interval(4.7, 2.9).unwrap();
    let delay = Delay::gamma(2.5, 1.8).unwrap();
    let mut draw = Draw(8);
    let cases = epidemic(&mut draw, &serial, 2_000.0, &[1.0; 60], 0.0);
    // Each case has one delay, whatever the snapshot.
    let delays: Vec<Vec<usize>> = cases
        .iter()
        .map(|cases| {
            let one = |_| {
                let uniform = draw.uniform();
                (0..40).find(|days| delay.cdf(*days) > uniform).unwrap_or(40)
            };
            (0..*cases).map(one).collect()
        })
        .collect();
    let at = |last: usize| {
        let seen: Vec<i64> = (0..=last)
            .map(|day| delays[day].iter().filter(|delay| day + **delay <= last).count() as i64)
            .collect();
        daily("", &seen)
    };
    let found = Truncation::from_snapshots(&[at(59), at(40), at(47), at(53)]).unwrap();
    for (age, share) in found.reported.iter().enumerate() {
        assert!((share - delay.cdf(age)).abs() < 0.015, "{age}: {share} {}", delay.cdf(age));
    }
    assert!(found.reported.windows(2).all(|pair| pair[0] <= pair[1]));
    assert!(found.spread < 0.12, "{}", found.spread);

    assert_eq!(Truncation::from_snapshots(&[]), Err(TruncationError::TooFew));
    assert_eq!(Truncation::from_snapshots(&[at(40), at(40)]), Err(TruncationError::TooFew));
    let nothing = |days: usize| daily("", &vec![0; days]);
    assert_eq!(
        Truncation::from_snapshots(&[nothing(9), nothing(12)]),
        Err(TruncationError::NothingShared)
    );
    let weekly = Counts { step: Step::Week, ..at(40) };
    assert_eq!(Truncation::from_snapshots(&[weekly, at(50)]), Err(TruncationError::Steps));
}

/// The five snapshots of EpiNow2's example, whose days are known in the end. Each is nowcast with what the others show of
/// truncation.
#[test]
fn the_snapshots_of_epinow2_are_completed() {
    let Some(rows) = crate::rows("epinow2-example/truncated_snapshots.csv") else { return };
    let confirmed = crate::rows("epinow2-example/example_confirmed.csv").unwrap();
    let truth = |on: Date| {
        let row = confirmed.iter().find(|row| row[0].parse::<Date>().unwrap() == on);
        row.unwrap()[1].parse::<f64>().unwrap()
    };
    let snapshot = |name: &str| {
        let rows: Vec<_> = rows.iter().filter(|row| row[0] == name).collect();
        let values: Vec<i64> = rows.iter().map(|row| row[2].parse().unwrap()).collect();
        Counts { first_on: rows[0][1].parse().unwrap(), ..daily(name, &values) }
    };
    let all: Vec<Counts> = ["1", "2", "3", "4", "5"].map(snapshot).into();
    let (mut within_95, mut within_50, mut error, mut naive, mut n) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for left_out in 0..5 {
        let others: Vec<Counts> =
            (0..5).filter(|at| *at != left_out).map(|at| all[at].clone()).collect();
        let truncation = Truncation::from_snapshots(&others).unwrap();
        let method = Method::new(Delay::serial_interval(3.6, 3.1).unwrap(), 7);
        let found = Nowcast::new(&method, &all[left_out], &truncation, 1_000, 3).unwrap();
        for day in &found.days {
            let (truth, quantiles) = (truth(day.on), day.complete.quantiles);
            within_95 += f64::from(u8::from((quantiles[0]..=quantiles[6]).contains(&truth)));
            within_50 += f64::from(u8::from((quantiles[2]..=quantiles[4]).contains(&truth)));
            error += (quantiles[3] - truth).abs();
            naive += (day.counted - truth).abs();
            n += 1.0;
        }
    }
    println!(
        "EpiNow2's snapshots: {n} days, 95% holds {:.3}, 50% {:.3}, error {:.0} (as counted {:.0})",
        within_95 / n,
        within_50 / n,
        error / n,
        naive / n
    );
    assert!(within_95 / n >= 0.85 && error < 0.3 * naive);
}
