use jiff::civil::date;
use proptest::prelude::*;

use super::*;

fn question(days: u32) -> Question {
    Question::new(days, Delay::serial_interval(4.7, 2.9).unwrap())
}

fn counts(values: Vec<Option<i64>>) -> Counts {
    Counts { name: "a".to_owned(), first_on: date(2021, 5, 1), step: Step::Day, values }
}

fn sound(outlook: &Outlook, days: usize) {
    assert_eq!(outlook.ahead.len(), days);
    for step in &outlook.ahead {
        assert!(step.mean.is_finite() && step.mean >= 0.0);
        assert!(step.quantiles.iter().all(|it| it.is_finite() && *it >= 0.0));
        assert!(step.quantiles.is_sorted());
    }
    assert!(outlook.courses.iter().all(|course| course.len() == days));
}

#[test]
fn growth_goes_on_and_an_end_stays_an_end() {
    let growing = (0..60).map(|day| Some((5.0 * (0.05 * f64::from(day)).exp()) as i64)).collect();
    let outlook = question(14).outlook(&counts(growing)).unwrap();
    sound(&outlook, 14);
    let median = |ahead: usize| outlook.ahead[ahead - 1].quantiles[11];
    assert!((90.0..130.0).contains(&median(1)), "{}", median(1));
    assert!((105.0..220.0).contains(&median(14)), "{}", median(14));
    let none = question(28).outlook(&counts(vec![Some(0); 90])).unwrap();
    sound(&none, 28);
    assert!(none.ahead[27].quantiles[20] <= 1.0);
}

#[test]
fn what_cannot_be_forecast_is_refused_in_words() {
    let of = |days, values: Vec<Option<i64>>| question(days).outlook(&counts(values)).unwrap_err();
    assert_eq!(of(0, vec![Some(1); 60]), OutlookError::Days(0));
    assert_eq!(of(29, vec![Some(1); 60]), OutlookError::Days(29));
    assert!(matches!(of(14, vec![Some(1)]), OutlookError::Short { known: 1, .. }));
    assert!(matches!(of(14, vec![]), OutlookError::Short { known: 0, .. }));
    let mut stale = vec![Some(3); 40];
    stale.extend([None; 20]);
    assert_eq!(of(14, stale).to_string().matches(" · ").count(), 1);
    let mut odd = question(14);
    odd.dynamics.damping = f64::NAN;
    assert_eq!(odd.outlook(&counts(vec![Some(1); 60])).unwrap_err(), OutlookError::Dynamics);
    // One single case, a gap, a dump, and an interval that is longer than the series.
    let mut single = vec![Some(0); 30];
    single[20] = Some(1);
    sound(&question(14).outlook(&counts(single)).unwrap(), 14);
    let mut dump = vec![Some(20); 50];
    (dump[30], dump[40], dump[45]) = (None, Some(-7), Some(5_000));
    sound(&question(14).outlook(&counts(dump)).unwrap(), 14);
    let long = Question::new(14, Delay::serial_interval(60.0, 20.0).unwrap());
    sound(&long.outlook(&counts(vec![Some(3); 20])).unwrap(), 14);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn later_counts_never_touch_earlier_forecasts_and_all_is_finite(
        values in prop::collection::vec(prop::option::weighted(0.9, -3_i64..60), 40..60),
        other in prop::collection::vec(0_i64..5_000, 20),
        step in prop::sample::select(vec![Step::Day, Step::Week]),
    ) {
        let mut known = counts(values);
        known.step = step;
        let mut changed = known.clone();
        changed.values.extend(other.into_iter().map(Some));
        let question = question(7);
        if question.checked(&known).is_err() || question.checked(&changed).is_err() {
            return Ok(());
        }
        let play = |counts: &Counts| {
            let mut run = question.checked(counts).unwrap();
            run.play(LEAST_STEPS);
            run.blended_until(known.values.len() - 1)
        };
        prop_assert_eq!(play(&known), play(&changed));
        let outlook = question.outlook(&known).unwrap();
        sound(&outlook, question.horizon(step));
        prop_assert_eq!(&outlook, &question.outlook(&known).unwrap());
    }
}

/// Quantiles of R 4.2.2: `qnbinom(p, size = 1 / variation, mu = mean)`.
#[test]
fn quantiles_of_counts_are_those_of_the_negative_binomial_distribution() {
    for (mean, variation, wanted) in
        [(0.3, 0.5, [0.0, 0.0, 1.0]), (5.0, 0.2, [1.0, 4.0, 11.0]), (40.0, 0.1, [20.0, 39.0, 66.0])]
    {
        let logs = count_quantiles::quantile_logs(mean, variation);
        assert!(logs.is_sorted());
        for (place, wanted) in [2, 11, 20].into_iter().zip(wanted) {
            let found = logs[place].exp_m1();
            // Between the rows of the table.
            assert!(
                (found - wanted).abs() < 0.6 + 0.02 * wanted,
                "{mean} {variation} {found} {wanted}"
            );
        }
    }
}

/// What the closed form says of a steady epidemic is what drawn courses say.
#[test]
fn expected_counts_are_those_of_drawn_courses() {
    let question = question(14);
    let steady: Vec<_> = (0..90).map(|day| Some(200 + 3 * (day * 7 % 5))).collect();
    let interval = question.interval(Step::Day);
    let first_on = date(2021, 5, 1);
    let dynamics = &question.dynamics;
    let state = state::State::of(&steady, first_on, Step::Day, &interval, dynamics).unwrap();
    let mut random = rand_xoshiro::rand_core::SeedableRng::seed_from_u64(1);
    let drawn = state.courses(14, 20_000, &interval, dynamics, &mut random);
    for ((mean, variation), mut draws) in
        state.expected(14, &interval, dynamics).into_iter().zip(drawn)
    {
        let (logs, wanted) =
            (count_quantiles::quantile_logs(mean, variation), score::quantiles(&mut draws));
        for (found, wanted) in logs.into_iter().zip(wanted) {
            assert!((found - f64::ln_1p(wanted)).abs() < 0.1, "{} {wanted}", found.exp_m1());
        }
    }
}

const NEEDS: &str = include_str!("../../../../content/needs/covid-19.toml");

#[test]
fn needs_follow_cases_by_their_shares_and_stays() {
    let needs = Needs::read(NEEDS).unwrap();
    let steady = counts(vec![Some(1_000); 150]);
    let outlook = question(14).outlook(&steady).unwrap();
    let needed = needs.of(&question(14), &steady, &outlook, &[]).unwrap();
    let on_first_day = |what: &str| needed.iter().find(|it| it.what == what).unwrap().ahead[0].mean;
    // By Little's law: 50 a day, there for 6.5 days and what the first day's rounding adds.
    for (what, from, to) in [
        ("admissions", 48.0, 52.0),
        ("beds", 320.0, 360.0),
        ("oxygen", 3_200.0, 3_600.0),
        ("icu", 90.0, 110.0),
        ("deaths", 4.0, 4.7),
        ("swabs", 19_000.0, 21_000.0),
        ("staff", 128.0, 144.0),
    ] {
        assert!((from..to).contains(&on_first_day(what)), "{what}: {}", on_first_day(what));
    }
    for step in needed.iter().flat_map(|it| &it.ahead) {
        assert!(step.mean.is_finite() && step.quantiles.is_sorted());
    }
    let beds = needed.iter().find(|it| it.what == "beds").unwrap();
    assert!(beds.exceeds(1e9).iter().all(|it| *it == 0.0) && beds.exceeds(0.0)[0] == 1.0);
    assert!(beds.exceeds(340.0).is_sorted());
    let weekly = Counts { step: Step::Week, ..steady };
    assert_eq!(needs.of(&question(14), &weekly, &outlook, &[]), Err(NeedsError::Step));
}

#[test]
fn needs_that_are_odd_are_refused_in_words() {
    let refused =
        |from: &str, to: &str| Needs::read(&NEEDS.replacen(from, to, 1)).unwrap_err().to_string();
    for text in [
        refused("of = \"cases\"", "of = \"ca\""),
        refused("times = 0.05", "times = -1.0"),
        refused("times = 0.05", "times = nan"),
        refused("mean = 6.6", "mean = -6.6"),
        refused("what = \"beds\"", "what = \"cases\""),
        refused("times = 0.05", "time = 0.05"),
    ] {
        assert!(text.contains(" · "), "{text}");
    }
}

/// Counts by week are forecast with the same epidemic in mind as counts by day.
#[test]
fn a_week_of_the_dynamics_is_seven_of_its_days() {
    let daily = Dynamics::default();
    let weekly = daily.in_steps(7);
    let (mut left, mut variance) = (1.0, 0.0);
    for _ in 0..7 {
        left *= daily.damping;
        variance = variance * daily.damping.powi(2) + daily.drift_sd.powi(2);
    }
    assert!((weekly.damping - left).abs() < 1e-12);
    assert!((weekly.drift_sd - f64::sqrt(variance)).abs() < 1e-12);
    assert_eq!(daily.in_steps(1), daily);
    // And counts are forgotten after as many days.
    assert!((weekly.half_life_days * 7.0 - daily.half_life_days).abs() < 1e-12);
}

/// Ten times as many died as the file of needs says; the record is believed, and what it cannot tell stays with the file.
#[test]
fn the_share_of_a_recorded_need_is_learnt_from_the_record() {
    let (needs, question) = (Needs::read(NEEDS).unwrap(), question(14));
    let steady = counts((0..150).map(|day| Some(1_000 + day % 7)).collect());
    let outlook = question.outlook(&steady).unwrap();
    let died: Vec<_> = (0..150).map(|day| Some(40 + day * 5 % 6 - 2)).collect();
    let of = |counts: Counts| {
        let record = Record { what: "deaths".to_owned(), counts };
        needs.of(&question, &steady, &outlook, &[record]).unwrap()
    };
    let find =
        |needed: &[Needed], what: &str| needed.iter().find(|it| it.what == what).unwrap().clone();
    let learnt = of(counts(died.clone()));
    let deaths = find(&learnt, "deaths");
    for step in &deaths.ahead {
        assert!((36.0..44.0).contains(&step.quantiles[11]), "{:?}", step.quantiles);
        assert!((36.0..44.0).contains(&step.mean) && step.quantiles.is_sorted());
    }
    assert!(deaths.accuracy.unwrap().forecasts(14) > 70);
    assert_eq!(find(&learnt, "beds").accuracy, None);
    // A record that began later and ends earlier, in days of its own.
    let part = Counts { first_on: date(2021, 7, 1), ..counts(died[61..140].to_vec()) };
    let median = find(&of(part), "deaths").ahead[0].quantiles[11];
    assert!((37.0..43.0).contains(&median), "{median}");
    // Too short to learn from, and long over.
    for (few, why) in [(&died[..13], "13 counts"), (&died[..100], "no count in its last 50 steps")]
    {
        let deaths = find(&of(counts(few.to_vec())), "deaths");
        assert!(deaths.accuracy.is_none() && deaths.ahead[0].quantiles[11] < 8.0);
        let record = Record { what: "deaths".to_owned(), counts: counts(few.to_vec()) };
        let refused = needs.backtest(&question, &steady, &record).unwrap_err().to_string();
        assert!(refused.contains(why), "{refused}");
    }
    // Beds that were counted bring the oxygen and the staff that they need.
    let record = Record { what: "beds".to_owned(), counts: counts(vec![Some(900); 150]) };
    let needed = needs.of(&question, &steady, &outlook, &[record]).unwrap();
    for (what, wanted) in [("beds", 900.0), ("oxygen", 9_000.0), ("staff", 360.0)] {
        let mean = find(&needed, what).ahead[0].mean;
        assert!((mean / wanted - 1.0).abs() < 0.05, "{what}: {mean}");
    }
    let unknown = Record { what: "tents".to_owned(), counts: counts(died) };
    let refused = needs.backtest(&question, &steady, &unknown).unwrap_err().to_string();
    assert!(refused.contains("no such need: admissions, beds"), "{refused}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn later_days_never_touch_earlier_forecasts_of_a_record(
        values in prop::collection::vec((prop::option::weighted(0.9, 0_i64..60), prop::option::weighted(0.9, 0_i64..9)), 40..60),
        other in prop::collection::vec((0_i64..5_000, 0_i64..500), 20),
    ) {
        let needs = Needs::read(NEEDS).unwrap();
        let question = question(7);
        let (cases, record): (Vec<_>, Vec<_>) = values.into_iter().unzip();
        let (more_cases, more): (Vec<_>, Vec<_>) = other.into_iter().map(|(a, b)| (Some(a), Some(b))).unzip();
        let known = cases.len();
        let play = |cases: Vec<Option<i64>>, record: Vec<Option<i64>>| {
            needs.played(&question, &counts(cases), &counts(record), known - 1)
        };
        let before = play(cases.clone(), record.clone());
        let after = play([cases, more_cases].concat(), [record, more].concat());
        if let (Some(before), Some(after)) = (before, after) {
            prop_assert_eq!(before, after);
        }
    }
}
