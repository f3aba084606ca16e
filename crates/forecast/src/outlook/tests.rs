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
