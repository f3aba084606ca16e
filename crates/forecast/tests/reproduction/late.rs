//! What late reports will bring, beside what they brought.

use jiff::civil::Date;
use taicho_forecast::reproduction::{
    LEVELS, Method, Nowcast, NowcastDay, Truncation, TruncationError,
};
use taicho_forecast::{Counts, Delay, Step};

use super::made::{Draw, daily, epidemic, swinging};

/// How nowcasts came out.
#[derive(Default)]
struct Score {
    days: f64,
    within_95: f64,
    within_50: f64,
    /// The same where a count on the edge of the interval is half within.
    halves_50: f64,
    /// The weighted interval score of the seven quantiles.
    wis: f64,
    error: f64,
    as_counted: f64,
    /// Epidemics of which the interval of R holds the truth.
    r_within_95: f64,
}

impl Score {
    fn add(&mut self, truth: f64, day: &NowcastDay) {
        let quantiles = day.complete.quantiles;
        let part = |holds: bool| f64::from(u8::from(holds));
        self.days += 1.0;
        self.within_95 += part((quantiles[0]..=quantiles[6]).contains(&truth));
        self.within_50 += part((quantiles[2]..=quantiles[4]).contains(&truth));
        let strictly = part(quantiles[2] < truth && truth < quantiles[4]);
        self.halves_50 += strictly + 0.5 * part(truth == quantiles[2] || truth == quantiles[4]);
        let pinball = |(quantile, level): (&f64, f64)| {
            2.0 * (part(truth <= *quantile) - level) * (quantile - truth) / 7.0
        };
        self.wis += quantiles.iter().zip(LEVELS).map(pinball).sum::<f64>();
        self.error += (quantiles[3] - truth).abs();
        self.as_counted += (day.counted - truth).abs();
    }

    fn say(&self, what: &str) {
        let of = |sum: f64| sum / self.days;
        println!(
            "{what}: {} days, 95% holds {:.3}, 50% {:.3} (edges half {:.3}), WIS {:.2}, error {:.2} (as counted {:.2})",
            self.days,
            of(self.within_95),
            of(self.within_50),
            of(self.halves_50),
            of(self.wis),
            of(self.error),
            of(self.as_counted),
        );
    }
}

/// How cases come to be reported.
#[derive(Clone, Copy, PartialEq)]
enum Reporting {
    /// Each by itself.
    Single,
    /// Each by itself, but on three days of ten nothing is reported and waits.
    Batches,
    /// The very share that is expected.
    Even,
}

/// Of the cases of each day, how many are reported so many days later.
fn reports(draw: &mut Draw, cases: &[i64], delay: &Delay, reporting: Reporting) -> Vec<[i64; 46]> {
    let is_open = |_| reporting != Reporting::Batches || draw.uniform() > 0.3;
    let open: Vec<bool> = (0..cases.len() + 46).map(is_open).collect();
    let mut of_day = |(day, cases): (usize, &i64)| {
        let mut later = [0; 46];
        if reporting == Reporting::Even {
            let by = |age: usize| (*cases as f64 * delay.cdf(age)).round() as i64;
            return std::array::from_fn(|age| by(age) - age.checked_sub(1).map_or(0, by));
        }
        for _ in 0..*cases {
            let uniform = draw.uniform();
            let mut age = (0..40).find(|age| delay.cdf(*age) > uniform).unwrap_or(40);
            while age < 45 && !open[day + age] {
                age += 1;
            }
            later[age] += 1;
        }
        later
    };
    cases.iter().enumerate().map(&mut of_day).collect()
}

/// What had been reported by a day.
fn as_seen(reports: &[[i64; 46]], last: usize) -> Counts {
    let seen = |day: usize| reports[day].iter().take(last - day + 1).sum();
    daily("", &(0..=last).map(seen).collect::<Vec<i64>>())
}

/// The last eight days of 60 epidemics of 90 days. The delay is known, or learnt from five snapshots a week apart.
fn judge(reporting: Option<Reporting>, noise: f64, base: f64) -> Score {
    let serial = Delay::serial_interval(4.7, 2.9).unwrap();
    let delay = Delay::gamma(3.0, 2.0).unwrap();
    // Settings were chosen on the seed 31.
    let mut draw = Draw(2_031);
    let mut score = Score::default();
    for seed in 0..60 {
        let reproduction = swinging(&mut draw, 90, 0.3);
        let cases = epidemic(&mut draw, &serial, base, &reproduction, noise);
        let reports = reports(&mut draw, &cases, &delay, reporting.unwrap_or(Reporting::Single));
        let snapshots = [54, 61, 68, 75, 82, 89].map(|last| as_seen(&reports, last));
        let truncation = match reporting {
            None => Truncation::from_delay(&delay),
            Some(_) => Truncation::from_snapshots(&snapshots).unwrap(),
        };
        let method = Method::new(serial.clone(), 7);
        let found = Nowcast::new(&method, &snapshots[5], &truncation, 500, seed).unwrap();
        let open = found.days.len();
        for (day, truth) in found.days.iter().zip(&cases[90 - open..]).rev().take(8) {
            score.add(*truth as f64, day);
        }
        let last = found.windows.last().unwrap().posterior.unwrap().quantiles;
        let truth = reproduction[83..].iter().sum::<f64>() / 7.0;
        score.r_within_95 += f64::from(u8::from((last[0]..=last[6]).contains(&truth)));
    }
    score
}

#[test]
fn intervals_hold_what_was_counted_in_the_end() {
    use Reporting::{Batches, Even, Single};
    for (what, reporting, noise, base, most_wis) in [
        ("known delay, no noise", None, 0.0, 30.0, 1.8),
        ("known delay", None, 0.2, 30.0, 1.9),
        ("known delay", None, 0.2, 200.0, 6.5),
        ("known delay", None, 0.1, 2_000.0, 22.0),
        ("snapshots", Some(Single), 0.2, 30.0, 2.1),
        ("snapshots", Some(Single), 0.2, 200.0, 7.3),
        ("snapshots, batches", Some(Batches), 0.2, 30.0, 5.2),
        ("snapshots, batches", Some(Batches), 0.2, 200.0, 26.0),
        ("snapshots, even", Some(Even), 0.2, 200.0, 1.0),
    ] {
        let score = judge(reporting, noise, base);
        score.say(&format!("{what}, noise {noise}, {base} a day"));
        let least_95 = if reporting == Some(Batches) { 0.83 } else { 0.92 };
        assert!(score.within_95 / score.days >= least_95);
        if reporting != Some(Even) {
            assert!((0.43..=0.58).contains(&(score.halves_50 / score.days)));
        }
        assert!(score.wis / score.days < most_wis);
        assert!(score.error < 0.6 * score.as_counted);
        println!("    95% of R holds {:.2}", score.r_within_95 / 60.0);
        assert!(score.r_within_95 / 60.0 > 0.84);
    }
}

#[test]
fn the_same_seed_gives_the_same_nowcast() {
    let serial = Delay::serial_interval(4.7, 2.9).unwrap();
    let truncation = Truncation {
        reported: vec![0.1, 0.5, 0.9],
        spread: 0.2,
        freedom: 4.0,
        sampling: 1.0,
        batches: 0.0,
    };
    let counts = daily("", &[20, 22, 19, 25, 30, 28, 31, 33, 30, 35, 38, 40, 39, 41, 30, 20, 5]);
    let method = Method::new(serial, 7);
    let once = Nowcast::new(&method, &counts, &truncation, 300, 5).unwrap();
    assert_eq!(once, Nowcast::new(&method, &counts, &truncation, 300, 5).unwrap());
    assert_ne!(once.days, Nowcast::new(&method, &counts, &truncation, 300, 6).unwrap().days);
    assert_eq!(once.days.len(), 3);
    // With everything reported nothing is left to say.
    let complete = Truncation {
        reported: Vec::new(),
        ..Truncation::from_delay(&Delay::gamma(3.0, 2.0).unwrap())
    };
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
    let mut score = Score::default();
    for left_out in 0..5 {
        let others: Vec<Counts> =
            (0..5).filter(|at| *at != left_out).map(|at| all[at].clone()).collect();
        let truncation = Truncation::from_snapshots(&others).unwrap();
        let method = Method::new(Delay::serial_interval(3.6, 3.1).unwrap(), 7);
        let found = Nowcast::new(&method, &all[left_out], &truncation, 1_000, 3).unwrap();
        for day in &found.days {
            score.add(truth(day.on), day);
        }
    }
    score.say("EpiNow2's snapshots");
    assert_eq!(score.days, 50.0);
    assert!(score.within_95 >= 45.0 && score.error < 0.02 * score.as_counted);
    assert!(score.wis / score.days < 6.0);
}
