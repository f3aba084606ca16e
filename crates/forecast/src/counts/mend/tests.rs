use jiff::civil::date;
use proptest::prelude::*;

use super::*;

fn mended(values: &[Option<i64>]) -> (Vec<Option<i64>>, Vec<Fault>) {
    let counts = Counts {
        name: "a".to_owned(),
        first_on: date(2021, 5, 1),
        step: Step::Day,
        values: values.to_vec(),
    };
    let Mended { values, mends } = counts.mended();
    assert!(mends.iter().all(|it| !it.note.words.vi.is_empty() && !it.note.words.en.is_empty()));
    (values, mends.into_iter().map(|mend| mend.fault).collect())
}

fn known(values: &[i64]) -> Vec<Option<i64>> {
    values.iter().copied().map(Some).collect()
}

#[test]
fn negative_corrections_are_taken_from_the_days_before() {
    let (values, faults) = mended(&known(&[10, 20, 30, -6, 12]));
    assert_eq!(
        (values, faults),
        (vec![Some(9), Some(18), Some(27), None, Some(12)], vec![Fault::Correction])
    );
    let (values, faults) = mended(&known(&[2, -6, 3]));
    assert_eq!((values, faults), (vec![Some(0), None, Some(3)], vec![Fault::Correction]));
}

#[test]
fn days_without_a_report_share_what_comes_after_them() {
    let (values, faults) = mended(&known(&[20, 22, 18, 21, 0, 43, 20, 19]));
    assert_eq!(values, known(&[20, 22, 18, 21, 21, 22, 20, 19]));
    assert_eq!(faults, [Fault::Backlog]);
    // Nothing was made up for: the day stays unknown. The last nought is not believed yet either.
    let (values, faults) = mended(&known(&[20, 22, 18, 21, 0, 20, 20, 0]));
    assert_eq!((values[4], values[7]), (None, None));
    assert_eq!(faults, [Fault::NotReported; 2]);
    // Eight days of nought are an end, and small counts have days of nought.
    let end = known(&[20, 22, 18, 21, 0, 0, 0, 0, 0, 0, 0, 0]);
    assert_eq!(mended(&end), (end.clone(), vec![]));
    let small = known(&[2, 1, 3, 0, 5, 2, 0, 0]);
    assert_eq!(mended(&small), (small.clone(), vec![]));
    let gap = [Some(1), None, None, Some(2)];
    assert_eq!(mended(&gap), (gap.to_vec(), vec![Fault::Gap]));
}

#[test]
fn a_dump_keeps_the_total_and_a_running_total_does_not_enter_it() {
    let usual =
        [20, 22, 18, 21, 19, 20, 23, 20, 22, 18, 21, 19, 20, 23, 20, 22, 18, 21, 19, 20, 23];
    let with = |figure: i64, after: &[i64]| known(&[&usual[..], &[figure], after].concat());
    let total = |values: &[Option<i64>]| values.iter().flatten().sum::<i64>();
    let after = [20, 21, 19, 22];
    let dump = with(250, &after);
    let (values, faults) = mended(&dump);
    assert_eq!((total(&values), faults), (total(&dump), vec![Fault::BackDated]));
    assert_eq!((values[21], values.iter().flatten().max()), (Some(20), Some(&36)));
    let running = usual.iter().sum::<i64>() + 20;
    let (values, faults) = mended(&with(running, &after));
    assert_eq!((values[21], faults), (None, vec![Fault::Cumulative]));
    let (values, faults) = mended(&with(9_000, &after));
    assert_eq!((values[21], faults), (None, vec![Fault::OutOfProportion]));
    // At the end nobody can tell; and where the days after are as high, it was true.
    assert_eq!(mended(&with(250, &[])).1, [Fault::Unconfirmed]);
    assert_eq!(mended(&with(250, &[240, 300, 260])).1, []);
}

proptest! {
    #[test]
    fn whatever_is_reported_nothing_negative_is_left_and_no_case_is_made_up(
        values in prop::collection::vec(prop::option::of(-50_i64..2_000), 0..80),
        step in prop::sample::select(vec![Step::Day, Step::Week, Step::Month]),
    ) {
        let counts = Counts { name: String::new(), first_on: date(2021, 1, 1), step, values };
        let mended = counts.mended();
        prop_assert_eq!(mended.values.len(), counts.values.len());
        prop_assert!(mended.values.iter().flatten().all(|value| *value >= 0));
        let positive: i64 = counts.values.iter().flatten().filter(|it| **it > 0).sum();
        prop_assert!(mended.values.iter().flatten().sum::<i64>() <= positive);
        prop_assert!(mended.mends.is_sorted_by_key(|mend| mend.first_on));
    }
}

proptest! {
    #[test]
    fn what_was_known_at_each_step_is_what_mending_its_beginning_says(
        values in prop::collection::vec(
            prop_oneof![
                4 => (10_i64..30).prop_map(Some),
                3 => Just(Some(0)),
                1 => Just(None),
                1 => (100_i64..900).prop_map(Some),
                1 => (-40_i64..0).prop_map(Some),
            ],
            1..90,
        ),
        from in 0_usize..30,
    ) {
        let mut counts = Counts { name: String::new(), first_on: date(2021, 5, 1), step: Step::Day, values };
        let whole = counts.clone();
        let mut growing = Growing::of(&whole);
        for at in from..whole.values.len() {
            counts.values = whole.values[..=at].to_vec();
            prop_assert_eq!(growing.known_at(at), counts.mended().values);
        }
    }
}
