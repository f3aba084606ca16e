use std::collections::BTreeMap;

use crate::grouped::counted;
use crate::{Contact, Day, Days, Person};

/// Who met whom on which days, by person: the contacts that count, kept from both sides.
#[derive(Clone, Debug, Default)]
pub struct Meetings {
    /// Where each person's meetings begin in `packed`; one more than there are persons.
    starts: Vec<u32>,
    packed: Vec<Meeting>,
    /// Meetings that came after the others were packed.
    later: BTreeMap<Person, Vec<Meeting>>,
}

/// A contact as one of the two has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Meeting {
    pub(crate) other: Person,
    pub(crate) days: Days,
}

/// What stands in the place of a contact that was taken away: no window meets it.
const GONE: Days = Days { first: Day::MAX, last: 0 };

impl Meetings {
    /// Packs contacts; `persons` is one more than the highest number.
    ///
    /// # Panics
    ///
    /// When a contact names a person beyond `persons`, or there are more than 2³¹ contacts.
    pub fn of(persons: usize, contacts: &[Contact]) -> Self {
        let sides = u32::try_from(2 * contacts.len()).expect("at most 2^31 contacts");
        let mut starts =
            counted(persons, contacts.iter().flat_map(|contact| [contact.a, contact.b]));
        debug_assert_eq!(starts[persons], sides);
        let mut packed = vec![Meeting { other: 0, days: GONE }; sides as usize];
        for contact in contacts.iter().rev() {
            let Contact { a, b, days } = *contact;
            for (one, other) in [(a, b), (b, a)] {
                let slot = &mut starts[one as usize];
                *slot -= 1;
                packed[*slot as usize] = Meeting { other, days };
            }
        }
        Self { starts, packed, later: BTreeMap::new() }
    }

    /// How many persons there are.
    pub fn persons(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// The meetings of a person, those taken away among them as meetings on no day.
    pub(crate) fn of_person(&self, person: Person) -> impl Iterator<Item = &Meeting> {
        self.packed_of(person).iter().chain(self.later_of(person))
    }

    /// The packed meetings of a person, and those that came later.
    pub(crate) fn packed_of(&self, person: Person) -> &[Meeting] {
        let at = person as usize;
        match (self.starts.get(at), self.starts.get(at + 1)) {
            (Some(start), Some(end)) => &self.packed[*start as usize..*end as usize],
            _ => &[],
        }
    }

    pub(crate) fn later_of(&self, person: Person) -> &[Meeting] {
        if self.later.is_empty() { &[] } else { self.later.get(&person).map_or(&[], Vec::as_slice) }
    }

    pub(crate) fn grow(&mut self, persons: usize) {
        let end = self.starts.last().copied().unwrap_or_default();
        if self.starts.len() < persons + 1 {
            self.starts.resize(persons + 1, end);
        }
    }

    pub(crate) fn add(&mut self, contact: Contact) {
        let Contact { a, b, days } = contact;
        for (one, other) in [(a, b), (b, a)] {
            self.later.entry(one).or_default().push(Meeting { other, days });
        }
    }

    /// Takes one such contact away; false when there is none.
    pub(crate) fn remove(&mut self, contact: Contact) -> bool {
        let Contact { a, b, days } = contact;
        self.remove_side(a, Meeting { other: b, days })
            && self.remove_side(b, Meeting { other: a, days })
    }

    fn remove_side(&mut self, person: Person, gone: Meeting) -> bool {
        if let Some(later) = self.later.get_mut(&person)
            && let Some(at) = later.iter().position(|meeting| *meeting == gone)
        {
            later.swap_remove(at);
            return true;
        }
        let at = person as usize;
        let (Some(start), Some(end)) = (self.starts.get(at), self.starts.get(at + 1)) else {
            return false;
        };
        let own = &mut self.packed[*start as usize..*end as usize];
        let found = own.iter_mut().find(|meeting| **meeting == gone);
        found.map(|meeting| meeting.days = GONE).is_some()
    }
}
