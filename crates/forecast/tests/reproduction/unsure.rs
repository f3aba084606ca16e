//! Serial intervals that are not known for sure, weekly counts, and cohorts.

use taicho_forecast::reproduction::{Method, Serial, UncertainSerial};
use taicho_forecast::{Counts, Delay, Step};

use super::made::{Draw, daily, epidemic, swinging};

const FLU: UncertainSerial =
    UncertainSerial { mean: [2.6, 1.0, 1.1, 4.2], sd: [1.5, 0.5, 0.5, 2.5] };

#[test]
fn an_uncertain_serial_interval_widens_and_is_the_same_again() {
    let serial = Delay::serial_interval(2.6, 1.5).unwrap();
    let mut draw = Draw(4);
    let reproduction = vec![1.4; 30];
    let counts = daily("", &epidemic(&mut draw, &serial, 20.0, &reproduction, 0.0));
    let mut method = Method::new(serial, 7);
    let known = method.estimate(&counts, None).unwrap();
    method.serial = FLU.draw(500, 9).unwrap();
    let unsure = method.estimate(&counts, None).unwrap();
    assert_eq!(method.serial, FLU.draw(500, 9).unwrap());
    for (known, unsure) in known.windows.iter().zip(&unsure.windows).skip(8) {
        let (known, unsure) = (known.posterior.unwrap(), unsure.posterior.unwrap());
        assert!(unsure.sd > 1.2 * known.sd, "{unsure:?} {known:?}");
        assert!(unsure.quantiles.windows(2).all(|pair| pair[0] < pair[1]));
        assert!((unsure.mean / known.mean - 1.0).abs() < 0.25);
    }
    let Serial::Drawn(serials) = &method.serial else { panic!("drawn") };
    assert!(serials.iter().all(|serial| (1.1..4.3).contains(&serial.mean())));
    // One serial interval drawn many times is that serial interval.
    method.serial = Serial::Drawn(vec![Delay::serial_interval(2.6, 1.5).unwrap(); 30]);
    let same = method.estimate(&counts, None).unwrap();
    for (known, same) in known.windows.iter().zip(&same.windows) {
        let Some((known, same)) = known.posterior.zip(same.posterior) else {
            assert_eq!(known.posterior, same.posterior);
            continue;
        };
        for (known, same) in known.quantiles.iter().zip(same.quantiles) {
            assert!((same / known - 1.0).abs() < 1e-6, "{same} {known}");
        }
    }
    assert!(UncertainSerial { mean: [2.6, 1.0, 0.5, 0.9], ..FLU }.draw(10, 1).is_err());
    assert!(UncertainSerial { mean: [f64::NAN, 1.0, 1.1, 4.0], ..FLU }.draw(10, 1).is_err());
}

#[test]
fn weekly_counts_give_nearly_what_their_days_give() {
    let serial = Delay::serial_interval(4.7, 2.9).unwrap();
    let mut draw = Draw(77);
    let (mut days_apart, mut flat_apart, mut n) = (0.0, 0.0, 0.0);
    for _ in 0..6 {
        let reproduction = swinging(&mut draw, 210, 0.45);
        let cases = epidemic(&mut draw, &serial, 2_000.0, &reproduction, 0.0);
        let weeks: Vec<i64> = cases.chunks(7).map(|week| week.iter().sum()).collect();
        let method = Method::new(serial.clone(), 7);
        let by_day = method.estimate(&daily("", &cases), None).unwrap();
        let mut weekly = daily("", &weeks);
        weekly.step = Step::Week;
        let by_week = method.estimate(&weekly, None).unwrap();
        // What it would be if each week were spread evenly.
        let even: Vec<i64> =
            cases.chunks(7).flat_map(|week| [week.iter().sum::<i64>() / 7; 7]).collect();
        let by_even = method.estimate(&daily("", &even), None).unwrap();
        assert_eq!(by_week.windows[0].first_on, by_day.windows[6].first_on);
        for ((week, day), even) in
            by_week.windows.iter().zip(&by_day.windows[6..]).zip(&by_even.windows[6..]).skip(14)
        {
            let [week, day, even] = [week, day, even].map(|window| window.posterior.unwrap().mean);
            days_apart += (week / day).ln().abs();
            flat_apart += (even / day).ln().abs();
            n += 1.0;
        }
    }
    println!("weekly: {:.4} from daily; spread evenly: {:.4}", days_apart / n, flat_apart / n);
    assert!(days_apart / n < 0.01 && days_apart < 0.7 * flat_apart);
}

#[test]
fn a_cohort_that_can_be_seen_whole_infected_whom_it_infected() {
    let serial = Delay::serial_interval(4.0, 2.0).unwrap();
    let mut draw = Draw(5);
    let counts = daily("", &epidemic(&mut draw, &serial, 50.0, &[1.2; 60], 0.0));
    let found = Method::new(serial, 7).cohort(&counts).unwrap();
    for cohort in found.iter().filter(|cohort| cohort.seen > 0.999) {
        assert!(cohort.q025 <= cohort.mean && cohort.mean <= cohort.q975);
    }
    let middle = &found[25];
    assert!((middle.mean - 1.2).abs() < 0.15, "{middle:?}");
    let last = found.last().unwrap();
    assert!(last.seen < 0.6 && last.mean < 0.8, "{last:?}");
    // A chain of single cases, each of which can only have been infected by the one before.
    let chain: Vec<i64> = (0..30).map(|day| i64::from(day % 5 == 0)).collect();
    let every_five = Delay::from_weights(&[0.0, 0.0, 0.0, 0.0, 0.0, 1.0]).unwrap();
    for cohort in Method::new(every_five, 5)
        .cohort(&daily("", &chain))
        .unwrap()
        .iter()
        .filter(|c| c.seen == 1.0)
    {
        assert_eq!((cohort.mean, cohort.sd, cohort.q025, cohort.q975), (1.0, 0.0, 1.0, 1.0));
    }
}

#[test]
fn monthly_counts_are_refused_in_words() {
    let method = Method::new(Delay::serial_interval(4.7, 2.9).unwrap(), 7);
    let mut monthly: Counts = daily("", &[5; 20]);
    monthly.step = Step::Month;
    let said = method.estimate(&monthly, None).unwrap_err().to_string();
    assert!(said.contains("theo tháng") && said.contains("monthly"), "{said}");
}
