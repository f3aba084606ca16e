//! Rings from the start and rings that are kept: the same, whatever becomes known in whatever order.

use std::collections::BTreeMap;

use proptest::prelude::*;
use taicho_contacts::{Contact, Day, Days, Fact, Meetings, Person, Rings, Spread, Standing};

const FOURTEEN_DAYS: Spread =
    Spread { depth: 4, infects_from_days: 0, infects_to_days: 14, timed: true };

fn contact(a: Person, b: Person, day: Day) -> Contact {
    Contact { a, b, days: Days::on(day) }
}

fn around(cases: &[(Person, Day, Day)], contacts: &[Contact], spread: Spread) -> Rings {
    let cases =
        cases.iter().map(|(person, first, last)| (*person, Days { first: *first, last: *last }));
    let persons = contacts.iter().map(|contact| contact.a.max(contact.b) as usize + 1).max();
    let meetings = Meetings::of(persons.unwrap_or_default(), contacts);
    Rings::around(&cases.collect(), &BTreeMap::new(), meetings, spread)
}

fn standing(ring: u8, exposed_on: Day, via: Person) -> Option<Standing> {
    Some(Standing { ring, exposed_on, via: Some(via) })
}

#[test]
fn a_contact_before_the_other_could_infect_puts_nobody_in_a_ring() {
    let contacts = [contact(0, 1, 10), contact(1, 2, 9), contact(1, 3, 10), contact(1, 4, 25)];
    let rings = around(&[(0, 8, 22)], &contacts, FOURTEEN_DAYS);
    assert_eq!(rings.standing(1), standing(1, 10, 0));
    assert_eq!(rings.standing(2), None, "1 had met nobody yet");
    assert_eq!(
        rings.standing(3),
        standing(2, 10, 1),
        "which of two contacts of a day came first is not known"
    );
    assert_eq!(rings.standing(4), None, "day 25 is 15 days after the exposure");
    let later = Spread { infects_from_days: 1, ..FOURTEEN_DAYS };
    assert_eq!(around(&[(0, 8, 22)], &contacts, later).standing(3), None);
    let untimed = Spread { timed: false, ..FOURTEEN_DAYS };
    assert_eq!(around(&[(0, 8, 22)], &contacts, untimed).counts(), [1, 1, 3, 0, 0]);
}

#[test]
fn a_stay_of_many_days_exposes_from_the_first_day_that_both_share() {
    let stay = Contact { a: 0, b: 1, days: Days { first: 1, last: 30 } };
    let rings = around(&[(0, 8, 22)], &[stay, contact(0, 1, 12), contact(2, 1, 9)], FOURTEEN_DAYS);
    assert_eq!(rings.standing(1), standing(1, 8, 0));
    let exposure = rings.exposed(1).unwrap();
    assert_eq!((exposure.first_on, exposure.last_on, exposure.through), (8, 22, vec![0]));
    assert_eq!(rings.standing(2), standing(2, 9, 1));
    assert_eq!(rings.path(2).iter().map(|step| step.0).collect::<Vec<_>>(), [2, 1, 0]);
}

#[test]
fn whoever_is_isolated_exposes_nobody_afterwards() {
    let contacts = [contact(0, 1, 10), contact(1, 2, 12), contact(1, 3, 14)];
    let mut rings = around(&[(0, 8, 22)], &contacts, FOURTEEN_DAYS);
    let moves = rings.learn(&[Fact::Isolated(1, 12)]);
    assert_eq!(moves.len(), 1);
    assert_eq!((moves[0].person, moves[0].from, moves[0].to), (3, standing(2, 14, 1), None));
    assert_eq!(rings.learn(&[Fact::NotIsolated(1)]).len(), 1);
    assert_eq!(rings.learn(&[Fact::NotIsolated(1)]), []);
}

#[test]
fn a_case_ruled_out_takes_its_rings_along_unless_another_holds_them() {
    let contacts = [contact(0, 1, 10), contact(1, 2, 11), contact(9, 2, 12)];
    let mut rings = around(&[(0, 8, 22), (9, 8, 22)], &contacts, FOURTEEN_DAYS);
    assert_eq!(rings.counts(), [2, 2, 0, 0, 0]);
    let moves = rings.learn(&[Fact::NoCase(0)]);
    let moved: Vec<_> = moves.iter().map(|moved| (moved.person, moved.to)).collect();
    assert_eq!(moved, [(0, None), (1, None)], "1 met 2 a day before 2 met the case");
    let moves = rings.learn(&[Fact::Case(9, Days { first: 13, last: 20 })]);
    assert_eq!(moves.len(), 2, "the case begins later, and 2 met it before: {moves:?}");
    assert_eq!(rings.counts(), [1, 0, 0, 0, 0]);
}

/// Something said, in a world so small that facts meet; a number stands for taking back one of the contacts known.
fn saying() -> impl Strategy<Value = Result<Fact, prop::sample::Index>> {
    prop_oneof![4 => fact().prop_map(Ok), 1 => any::<prop::sample::Index>().prop_map(Err)]
}

fn fact() -> impl Strategy<Value = Fact> {
    let person = 0_u32..24;
    let day = 0_u16..40;
    let days =
        (day.clone(), 0_u16..16).prop_map(|(first, more)| Days { first, last: first + more });
    let contact = (person.clone(), person.clone(), day.clone(), 0_u16..4)
        .prop_map(|(a, b, first, more)| Contact { a, b, days: Days { first, last: first + more } });
    prop_oneof![
        3 => (person.clone(), days).prop_map(|(person, days)| Fact::Case(person, days)),
        2 => person.clone().prop_map(Fact::NoCase),
        12 => contact.clone().prop_map(Fact::Contact),
        1 => contact.prop_map(Fact::NoContact),
        2 => (person.clone(), day).prop_map(|(person, day)| Fact::Isolated(person, day)),
        1 => person.prop_map(Fact::NotIsolated),
    ]
}

/// All that was said, taken together without the engine's help.
#[derive(Default)]
struct Said {
    cases: BTreeMap<Person, Days>,
    isolated_on: BTreeMap<Person, Day>,
    contacts: Vec<Contact>,
}

impl Said {
    fn take(&mut self, fact: Fact) {
        match fact {
            Fact::Case(person, days) => drop(self.cases.insert(person, days)),
            Fact::NoCase(person) => drop(self.cases.remove(&person)),
            Fact::Contact(contact) => self.contacts.push(contact),
            Fact::NoContact(contact) => {
                let turned = Contact { a: contact.b, b: contact.a, ..contact };
                let mut known = self.contacts.iter();
                if let Some(at) = known.position(|it| *it == contact || *it == turned) {
                    self.contacts.swap_remove(at);
                }
            }
            Fact::Isolated(person, day) => drop(self.isolated_on.insert(person, day)),
            Fact::NotIsolated(person) => drop(self.isolated_on.remove(&person)),
        }
    }

    fn facts(&self, sayings: &[Result<Fact, prop::sample::Index>]) -> Vec<Fact> {
        let mut sayings: Vec<_> = sayings.to_vec();
        if self.contacts.is_empty() {
            sayings.retain(Result::is_ok);
        }
        let known = |index: prop::sample::Index| Fact::NoContact(*index.get(&self.contacts));
        sayings.into_iter().map(|saying| saying.unwrap_or_else(known)).collect()
    }

    /// The standings by their definition: ring after ring, everybody against everybody.
    fn standings(&self, spread: Spread) -> BTreeMap<Person, Standing> {
        let case = |(person, days): (&Person, &Days)| {
            (*person, Standing { ring: 0, exposed_on: days.first, via: None })
        };
        let mut found: BTreeMap<Person, Standing> = self.cases.iter().map(case).collect();
        for ring in 1..=spread.depth {
            let mut next: BTreeMap<Person, Standing> = BTreeMap::new();
            for contact in &self.contacts {
                for (source, other) in [(contact.a, contact.b), (contact.b, contact.a)] {
                    let Some(of_source) = found.get(&source).filter(|of| of.ring == ring - 1)
                    else {
                        continue;
                    };
                    let mut infects = match ring {
                        1 => self.cases[&source],
                        _ => Days {
                            first: of_source.exposed_on + spread.infects_from_days,
                            last: of_source.exposed_on + spread.infects_to_days,
                        },
                    };
                    let isolated_on = self.isolated_on.get(&source).copied();
                    infects.last = infects.last.min(isolated_on.unwrap_or(Day::MAX));
                    let Some(shared) = contact.days.within(infects) else { continue };
                    let put = Standing { ring, exposed_on: shared.first, via: Some(source) };
                    let earlier = |known: &Standing| {
                        (known.exposed_on, known.via) <= (put.exposed_on, put.via)
                    };
                    if !found.contains_key(&other) && !next.get(&other).is_some_and(earlier) {
                        next.insert(other, put);
                    }
                }
            }
            found.append(&mut next);
        }
        found
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn rings_that_are_kept_are_those_found_anew(
        history in prop::collection::vec(prop::collection::vec(saying(), 1..6), 1..20),
        begun in prop::collection::vec(fact(), 0..60),
        from_days in 0_u16..3,
        other_days in 1_u16..20,
    ) {
        let spread = Spread { infects_from_days: from_days, ..FOURTEEN_DAYS };
        let mut said = Said::default();
        begun.iter().for_each(|fact| said.take(*fact));
        let meetings = Meetings::of(24, &said.contacts);
        let mut kept = Rings::around(&said.cases, &said.isolated_on, meetings, spread);
        prop_assert_eq!(&kept.standings().collect::<BTreeMap<_, _>>(), &said.standings(spread));
        for sayings in history {
            let facts = said.facts(&sayings);
            let before: BTreeMap<_, _> = kept.standings().collect();
            let moves = kept.learn(&facts);
            facts.iter().for_each(|fact| said.take(*fact));
            let after: BTreeMap<_, _> = kept.standings().collect();
            prop_assert_eq!(&after, &said.standings(spread));
            // The moves are the difference, no more and no less.
            let mut moved = before;
            for step in &moves {
                prop_assert_eq!(moved.get(&step.person).copied(), step.from);
                prop_assert!(step.from != step.to);
                match step.to {
                    Some(to) => drop(moved.insert(step.person, to)),
                    None => drop(moved.remove(&step.person)),
                }
            }
            prop_assert_eq!(&moved, &after);
            for (person, standing) in &after {
                let path = kept.path(*person);
                prop_assert_eq!(path.len(), usize::from(standing.ring) + 1);
                prop_assert_eq!(path.last().map(|step| step.1.ring), Some(0));
                let exposure = kept.exposed(*person);
                prop_assert_eq!(exposure.as_ref().map(|it| it.first_on), standing.via.map(|_| standing.exposed_on));
                prop_assert!(exposure.is_none_or(|it| it.first_on <= it.last_on && it.through.contains(&standing.via.unwrap())));
            }
        }
        // Other parameters move whom they would have put elsewhere from the start.
        let other = Spread { depth: 3, infects_to_days: other_days, ..spread };
        let mut moved: BTreeMap<_, _> = kept.standings().collect();
        for step in kept.respread(other) {
            prop_assert_eq!(moved.get(&step.person).copied(), step.from);
            match step.to {
                Some(to) => drop(moved.insert(step.person, to)),
                None => drop(moved.remove(&step.person)),
            }
        }
        prop_assert_eq!(&moved, &said.standings(other));
        prop_assert_eq!(&kept.standings().collect::<BTreeMap<_, _>>(), &moved);
    }
}
