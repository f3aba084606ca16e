//! Definitions that change on a date: a later one never touches an earlier day.

use taicho_contacts::{
    Closeness, Contact, Criterion, Days, Definition, Exposure, Infectious, KnownBy, Schedule,
    Setting, Sureness,
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
