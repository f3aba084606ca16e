//! Co-presence against its definition: everybody at a place against everybody.

use proptest::prelude::*;
use taicho_contacts::{Copresence, Visit, Visits};

fn visit(person: u32, place: u32, from_s: i64, until_s: i64) -> Visit {
    Visit { person, place, from_s, until_s }
}

fn met(visits: &[Visit], least_s: u32) -> Vec<(u32, u32, u32, i64, i64)> {
    let mut found = Vec::new();
    Visits::of(visits, least_s).unwrap().each(|met: Copresence| {
        found.push((met.a.min(met.b), met.a.max(met.b), met.place, met.from_s, met.until_s));
    });
    found.sort_unstable();
    found
}

#[test]
fn fifteen_minutes_are_enough_and_one_second_less_is_not() {
    let at = 1_625_097_600;
    let visits = [visit(0, 7, at, at + 3_600), visit(1, 7, at + 2_700, at + 7_200)];
    assert_eq!(met(&visits, 900), [(0, 1, 7, at + 2_700, at + 3_600)]);
    assert_eq!(met(&visits, 901), []);
    let elsewhere = [visits[0], Visit { place: 6, ..visits[1] }];
    assert_eq!(met(&elsewhere, 900), []);
}

#[test]
fn a_visit_that_ends_before_it_begins_and_ones_own_other_visit_meet_nobody() {
    let visits = [visit(0, 0, 100, 50), visit(1, 0, 0, 1_000), visit(1, 0, 10, 900)];
    assert_eq!(met(&visits, 1), []);
    assert_eq!(Visits::of(&[], 900).unwrap().total(), (0, 0));
    let ages = [visit(0, 0, 0, 10_000_000_000)];
    assert!(Visits::of(&ages, 900).is_err());
    assert!(Visits::of(&[visit(0, 0, i64::MIN, i64::MAX)], 900).is_err());
}

proptest! {
    #[test]
    fn every_pair_is_found_once(
        rows in prop::collection::vec((0_u32..8, 0_u32..3, 0_i64..500, 0_i64..120), 0..120),
        least_s in 1_u32..60,
        cases in prop::collection::vec(0_u32..9, 0..4),
    ) {
        let visits: Vec<Visit> = rows
            .iter()
            .map(|(person, place, from, stay)| visit(*person, *place, from - 250, from - 250 + stay))
            .collect();
        let mut wanted = Vec::new();
        for (row, one) in visits.iter().enumerate() {
            for other in &visits[row + 1..] {
                let (from, until) = (one.from_s.max(other.from_s), one.until_s.min(other.until_s));
                let shared = one.place == other.place && until - from >= i64::from(least_s);
                if shared && one.person != other.person {
                    let (a, b) = (one.person.min(other.person), one.person.max(other.person));
                    wanted.push((a, b, one.place, from, until));
                }
            }
        }
        wanted.sort_unstable();
        prop_assert_eq!(&met(&visits, least_s), &wanted);
        let index = Visits::of(&visits, least_s).unwrap();
        let seconds: i64 = wanted.iter().map(|met| met.4 - met.3).sum();
        prop_assert_eq!(index.total(), (wanted.len() as u64, seconds as u64));
        for case in cases {
            let mut of_case = Vec::new();
            index.each_of(&[case], |met| {
                of_case.push((met.a.min(met.b), met.a.max(met.b), met.place, met.from_s, met.until_s));
                assert_eq!(met.a, case);
            });
            of_case.sort_unstable();
            let own = wanted.iter().copied().filter(|met| met.0 == case || met.1 == case);
            prop_assert_eq!(of_case, own.collect::<Vec<_>>());
        }
    }
}
