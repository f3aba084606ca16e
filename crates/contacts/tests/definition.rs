//! Definitions that change on a date: a later one never touches an earlier day.

use std::collections::BTreeMap;

use proptest::prelude::*;
use taicho_contacts::{
    Closeness, Contact, Criterion, Days, Definition, Exposure, Fact, Infectious, KnownBy, Meetings,
    Rings, Schedule, Setting, Spread, Sureness,
};

fn within(metres: f32) -> Definition {
    let near = Criterion { within_m: Some(metres), ..Criterion::default() };
    let infectious =
        Infectious { before_onset_days: 2, before_sample_days: 2, from_first_contact: false };
    Definition { close: vec![near], infectious: Some(infectious) }
}

fn near(metres: f32) -> Exposure {
    Exposure { distance_m: Some(metres), ..Exposure::of(Setting::Shift, KnownBy::Shift) }
}

#[test]
fn each_day_of_a_contact_is_judged_by_the_definition_of_that_day() {
    let mut schedule = Schedule::new();
    schedule.hold(10, within(2.0));
    schedule.hold(20, within(1.0));
    let days = |exposure: &Exposure, first, last| -> Vec<Days> {
        let contacts = schedule.contacts(0, 1, Days { first, last }, exposure);
        contacts.iter().map(|contact: &Contact| contact.days).collect()
    };
    // Before the first definition nobody is close; at 1.5 m nobody is from day 20 on.
    assert_eq!(days(&near(1.5), 5, 25), [Days { first: 10, last: 19 }]);
    assert_eq!(days(&near(0.5), 5, 25), [Days { first: 10, last: 25 }]);
    assert_eq!(days(&near(1.5), 20, 25), []);
    assert_eq!(days(&near(2.5), 5, 25), []);
    // Nobody said how near: it counts until somebody does.
    assert_eq!(days(&Exposure::of(Setting::Shift, KnownBy::Shift), 12, 12), [Days::on(12)]);
    assert_eq!(schedule.on(9), None);
    assert_eq!(schedule.on(19), Some(&within(2.0)));
}

#[test]
fn lists_propose_contacts_with_what_they_know_and_leave_the_rest_open() {
    let shared_long =
        Criterion { closed_space: Some(true), least_minutes: Some(15), ..Criterion::default() };
    let definition = Definition { close: vec![shared_long], infectious: None };
    for (known_by, minutes, sureness, closeness) in [
        (KnownBy::Vehicle, 40, Sureness::Likely, Closeness::Close),
        (KnownBy::Class, 14, Sureness::Likely, Closeness::NotClose),
        (KnownBy::CheckIn, 40, Sureness::Possible, Closeness::Open),
        (KnownBy::Shift, 480, Sureness::Possible, Closeness::Open),
        (KnownBy::Room, 600, Sureness::Sure, Closeness::Close),
    ] {
        let proposed = known_by.proposes(minutes);
        assert_eq!(definition.closeness(&proposed), closeness, "{known_by:?}");
        assert_eq!((proposed.known_by, known_by.sureness()), (known_by, sureness));
    }
}

proptest! {
    /// A new definition from a day on: those who move are those whom the rings found anew put elsewhere.
    #[test]
    fn a_definition_that_changes_on_a_date_moves_whom_it_must(
        met in prop::collection::vec((0_u32..12, 0_u32..12, 0_u16..30, 0_u16..10, 0_u8..30), 0..80),
        changes_on in 0_u16..30,
        case in 0_u32..12,
    ) {
        let mut schedule = Schedule::new();
        schedule.hold(0, within(2.0));
        let contacts = |schedule: &Schedule| -> Vec<Contact> {
            met.iter()
                .flat_map(|(a, b, first, more, tenths)| {
                    let days = Days { first: *first, last: first + more };
                    schedule.contacts(*a, *b, days, &near(f32::from(*tenths) / 10.0))
                })
                .collect()
        };
        let before = contacts(&schedule);
        schedule.hold(changes_on, within(1.0));
        let after = contacts(&schedule);
        let cases = BTreeMap::from([(case, Days { first: 5, last: 19 })]);
        let spread = Spread { depth: 3, infects_from_days: 0, infects_to_days: 14, timed: true };
        let rings = |contacts: &[Contact]| {
            Rings::around(&cases, &BTreeMap::new(), Meetings::of(12, contacts), spread)
        };
        let mut kept = rings(&before);
        let gone = before.iter().map(|contact| Fact::NoContact(*contact));
        let come = after.iter().map(|contact| Fact::Contact(*contact));
        let mut moved: BTreeMap<_, _> = kept.standings().collect();
        for step in kept.learn(&gone.chain(come).collect::<Vec<_>>()) {
            prop_assert_eq!(moved.get(&step.person).copied(), step.from);
            match step.to {
                Some(to) => drop(moved.insert(step.person, to)),
                None => drop(moved.remove(&step.person)),
            }
        }
        prop_assert_eq!(moved, rings(&after).standings().collect());
        // Nothing that happened before the change is judged anew.
        let early = |contacts: &[Contact]| -> Vec<Contact> {
            contacts.iter().copied().filter(|it| it.days.last < changes_on).collect()
        };
        for contact in early(&before) {
            prop_assert!(after.contains(&contact));
        }
    }
}
