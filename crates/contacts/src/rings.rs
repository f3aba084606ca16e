use std::collections::BTreeMap;

use crate::{Contact, Day, Days, Meetings, Person};

/// The ring of somebody whom no chain of contacts reaches.
const NONE: u8 = u8::MAX;

/// How rings grow from the cases outwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spread {
    /// The outermost ring that is looked for: 2 ends with the F2.
    pub depth: u8,
    /// Somebody exposed can infect others from this many days after the exposure on.
    pub infects_from_days: Day,
    /// … to this many days after it, that day included.
    pub infects_to_days: Day,
    /// Whether time counts at all; without it every contact joins two persons for ever.
    pub timed: bool,
}

/// Where somebody stands: the ring, and the earliest contact that put them there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// 0 for a case, 1 for an F1, and so on.
    pub ring: u8,
    /// The day of the earliest contact with the ring within; for a case the first day on which it can infect.
    pub exposed_on: Day,
    /// With whom that contact was; of several on that day the one of the lowest number. None for a case.
    pub via: Option<Person>,
}

/// The contacts of one person with the ring within, taken together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exposed {
    /// The first day of contact while the other could infect.
    pub first_on: Day,
    /// The last such day: what a quarantine is counted from.
    pub last_on: Day,
    /// Everybody it came from, by number.
    pub through: Vec<Person>,
}

/// Something that became known, or turned out otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    /// A person is a case who can infect on these days; said again, the days are corrected.
    Case(Person, Days),
    /// A person is no case after all.
    NoCase(Person),
    /// Two persons had a contact that counts.
    Contact(Contact),
    /// A contact was none; one that is not known changes nothing.
    NoContact(Contact),
    /// A person met nobody after this day.
    Isolated(Person, Day),
    /// A person was not isolated after all.
    NotIsolated(Person),
}

/// Somebody whose standing is another than before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Move {
    /// Who.
    pub person: Person,
    /// Where they stood; nowhere when no chain reached them.
    pub from: Option<Standing>,
    /// Where they stand.
    pub to: Option<Standing>,
}

/// The rings around the cases, kept while facts come and go.
#[derive(Clone, Debug)]
pub struct Rings {
    meetings: Meetings,
    spread: Spread,
    cases: BTreeMap<Person, Days>,
    isolated_on: BTreeMap<Person, Day>,
    ring: Vec<u8>,
    exposed_on: Vec<Day>,
    via: Vec<Person>,
    /// The round in which somebody was last looked at.
    seen: Vec<u32>,
    round: u32,
}

impl Rings {
    /// Finds everybody's ring from the start.
    pub fn around(
        cases: &BTreeMap<Person, Days>,
        isolated_on: &BTreeMap<Person, Day>,
        meetings: Meetings,
        spread: Spread,
    ) -> Self {
        let mut rings = Self {
            meetings,
            spread,
            cases: cases.clone(),
            isolated_on: isolated_on.clone(),
            ring: Vec::new(),
            exposed_on: Vec::new(),
            via: Vec::new(),
            seen: Vec::new(),
            round: 0,
        };
        let named = cases.keys().chain(isolated_on.keys()).map(|person| *person as usize + 1);
        rings.grow(named.max().unwrap_or_default().max(rings.meetings.persons()));
        rings.grow_rings();
        rings
    }

    /// Where a person stands.
    pub fn standing(&self, person: Person) -> Option<Standing> {
        let at = person as usize;
        let ring = *self.ring.get(at).filter(|ring| **ring != NONE)?;
        let via = (ring > 0).then(|| self.via[at]);
        Some(Standing { ring, exposed_on: self.exposed_on[at], via })
    }

    /// Everybody who stands somewhere, by number.
    pub fn standings(&self) -> impl Iterator<Item = (Person, Standing)> {
        let persons = 0..self.ring.len() as Person;
        persons.filter_map(|person| Some((person, self.standing(person)?)))
    }

    /// How many persons each ring has, from the cases outwards.
    pub fn counts(&self) -> Vec<u64> {
        let mut counts = vec![0; usize::from(self.spread.depth) + 1];
        for ring in self.ring.iter().filter(|ring| **ring != NONE) {
            counts[usize::from(*ring)] += 1;
        }
        counts
    }

    /// The chain of contacts that explains a person's ring, from the person back to a case.
    pub fn path(&self, person: Person) -> Vec<(Person, Standing)> {
        let next = |at: &(Person, Standing)| {
            let before = at.1.via?;
            Some((before, self.standing(before)?))
        };
        let first = self.standing(person).map(|standing| (person, standing));
        std::iter::successors(first, next).collect()
    }

    /// All contacts of a person with the ring within; none for a case.
    pub fn exposed(&self, person: Person) -> Option<Exposed> {
        let ring = self.standing(person)?.ring.checked_sub(1)?;
        let mut found: Option<Exposed> = None;
        for meeting in self.meetings.of_person(person) {
            let Some(days) = self.infecting(meeting.other, ring, meeting.days) else { continue };
            let exposure = found.get_or_insert_with(|| Exposed {
                first_on: days.first,
                last_on: days.last,
                through: Vec::new(),
            });
            exposure.first_on = exposure.first_on.min(days.first);
            exposure.last_on = exposure.last_on.max(days.last);
            exposure.through.push(meeting.other);
        }
        let mut exposure = found?;
        exposure.through.sort_unstable();
        exposure.through.dedup();
        Some(exposure)
    }

    /// Takes in facts and says who moved, by number. The rings are then those that [`Rings::around`] finds anew.
    pub fn learn(&mut self, facts: &[Fact]) -> Vec<Move> {
        let mut change = Change::new(usize::from(self.spread.depth));
        for fact in facts {
            self.take(*fact, &mut change);
        }
        self.settle_cases(&mut change);
        for ring in 1..=self.spread.depth {
            self.settle(ring, &mut change);
        }
        change
            .before
            .into_iter()
            .map(|(person, from)| Move { person, from, to: self.standing(person) })
            .filter(|moved| moved.from != moved.to)
            .collect()
    }

    /// Takes other parameters, for all days, and says who moved, by number.
    pub fn respread(&mut self, spread: Spread) -> Vec<Move> {
        let meetings = std::mem::take(&mut self.meetings);
        let anew = Self::around(&self.cases, &self.isolated_on, meetings, spread);
        let before = std::mem::replace(self, anew);
        let persons = 0..self.ring.len() as Person;
        persons
            .map(|person| Move { person, from: before.standing(person), to: self.standing(person) })
            .filter(|moved| moved.from != moved.to)
            .collect()
    }

    fn grow(&mut self, persons: usize) {
        if persons > self.ring.len() {
            self.meetings.grow(persons);
            self.ring.resize(persons, NONE);
            self.exposed_on.resize(persons, 0);
            self.via.resize(persons, 0);
            self.seen.resize(persons, 0);
        }
    }

    fn grow_rings(&mut self) {
        let mut frontier: Vec<Person> = self.cases.keys().copied().collect();
        for person in &frontier {
            self.ring[*person as usize] = 0;
            self.exposed_on[*person as usize] = self.cases[person].first;
        }
        for ring in 1..=self.spread.depth {
            let mut next = Vec::new();
            for source in frontier {
                let window = self.window(source, ring - 1);
                for part in [self.meetings.packed_of(source), self.meetings.later_of(source)] {
                    for meeting in part {
                        let at = meeting.other as usize;
                        if self.ring[at] < ring {
                            continue;
                        }
                        let Some(days) = meeting.days.within(window) else { continue };
                        if self.ring[at] == NONE {
                            self.ring[at] = ring;
                            next.push(meeting.other);
                        } else if (self.exposed_on[at], self.via[at]) <= (days.first, source) {
                            continue;
                        }
                        self.exposed_on[at] = days.first;
                        self.via[at] = source;
                    }
                }
            }
            frontier = next;
        }
    }

    /// The days on which a person of a ring can infect others.
    fn window(&self, person: Person, ring: u8) -> Days {
        if !self.spread.timed {
            return Days { first: 0, last: Day::MAX };
        }
        let exposed_on = self.exposed_on[person as usize];
        let mut days = match ring {
            0 => self.cases.get(&person).copied().unwrap_or(Days { first: Day::MAX, last: 0 }),
            _ => Days {
                first: exposed_on.saturating_add(self.spread.infects_from_days),
                last: exposed_on.saturating_add(self.spread.infects_to_days),
            },
        };
        if !self.isolated_on.is_empty()
            && let Some(isolated_on) = self.isolated_on.get(&person)
        {
            days.last = days.last.min(*isolated_on);
        }
        days
    }

    /// The days of a meeting on which the other, if of that ring, could infect.
    fn infecting(&self, other: Person, ring: u8, days: Days) -> Option<Days> {
        if self.ring[other as usize] != ring {
            return None;
        }
        days.within(self.window(other, ring))
    }

    fn take(&mut self, fact: Fact, change: &mut Change) {
        match fact {
            Fact::Case(person, _) | Fact::Isolated(person, _) => self.grow(person as usize + 1),
            Fact::Contact(contact) => self.grow(contact.a.max(contact.b) as usize + 1),
            _ => {}
        }
        match fact {
            Fact::Case(person, days) => {
                self.cases.insert(person, days);
                change.persons.push(person);
            }
            Fact::NoCase(person) => {
                if self.cases.remove(&person).is_some() {
                    change.persons.push(person);
                }
            }
            Fact::Contact(contact) => {
                self.meetings.add(contact);
                change.ends.extend([contact.a, contact.b]);
            }
            Fact::NoContact(contact) => {
                if self.meetings.remove(contact) {
                    change.ends.extend([contact.a, contact.b]);
                }
            }
            Fact::Isolated(person, on) => {
                self.isolated_on.insert(person, on);
                change.persons.push(person);
            }
            Fact::NotIsolated(person) => {
                if self.isolated_on.remove(&person).is_some() {
                    change.persons.push(person);
                }
            }
        }
    }

    /// Brings the cases to their ring; whoever is no case any more waits for another.
    fn settle_cases(&mut self, change: &mut Change) {
        let persons = std::mem::take(&mut change.persons);
        for person in &persons {
            let before = self.standing(*person);
            change.before.entry(*person).or_insert(before);
            // Windows move with dates and isolation even where the standing stays.
            change.infects_otherwise(*person, before.map(|standing| standing.ring));
            match self.cases.get(person).copied() {
                Some(days) => {
                    self.put(*person, Some((0, days.first, 0)));
                    change.infects_otherwise(*person, Some(0));
                }
                None if before.is_some_and(|standing| standing.ring == 0) => {
                    self.put(*person, None);
                    change.waiting.push(*person);
                }
                None => {}
            }
        }
    }

    /// Brings one ring up to date when all within are.
    fn settle(&mut self, ring: u8, change: &mut Change) {
        if self.round == u32::MAX {
            (self.round, self.seen) = (0, vec![0; self.seen.len()]);
        }
        self.round += 1;
        let mut asked = std::mem::take(&mut change.waiting);
        asked.extend(change.ends.iter().copied());
        for source in std::mem::take(&mut change.sources[usize::from(ring - 1)]) {
            asked.extend(self.meetings.of_person(source).map(|meeting| meeting.other));
        }
        for person in asked {
            let at = person as usize;
            let known = self.ring[at];
            if known < ring || std::mem::replace(&mut self.seen[at], self.round) == self.round {
                continue;
            }
            let found = self.earliest(person, ring);
            match found {
                Some((exposed_on, via)) => {
                    let same =
                        known == ring && (self.exposed_on[at], self.via[at]) == (exposed_on, via);
                    if same {
                        continue;
                    }
                    change.remember(person, self.standing(person));
                    if known != ring || self.exposed_on[at] != exposed_on {
                        change.infects_otherwise(person, Some(ring));
                        change.infects_otherwise(person, Some(known));
                    }
                    self.put(person, Some((ring, exposed_on, via)));
                }
                None if known == ring => {
                    change.remember(person, self.standing(person));
                    change.infects_otherwise(person, Some(ring));
                    self.put(person, None);
                    change.waiting.push(person);
                }
                None if known == NONE => change.waiting.push(person),
                None => {}
            }
        }
    }

    /// The earliest contact of a person with the ring within, and with whom.
    fn earliest(&self, person: Person, ring: u8) -> Option<(Day, Person)> {
        let meetings = self.meetings.of_person(person);
        let infecting = meetings.filter_map(|meeting| {
            let days = self.infecting(meeting.other, ring - 1, meeting.days)?;
            Some((days.first, meeting.other))
        });
        infecting.min()
    }

    fn put(&mut self, person: Person, standing: Option<(u8, Day, Person)>) {
        let at = person as usize;
        let (ring, exposed_on, via) = standing.unwrap_or((NONE, 0, 0));
        self.ring[at] = ring;
        self.exposed_on[at] = exposed_on;
        self.via[at] = via;
    }
}

/// What is under way while facts are taken in.
struct Change {
    /// Where those stood who were touched.
    before: BTreeMap<Person, Option<Standing>>,
    /// Those whose own facts changed.
    persons: Vec<Person>,
    /// The ends of contacts that came or went: asked in every ring.
    ends: Vec<Person>,
    /// By ring: those who came into it, left it, or infect on other days there.
    sources: Vec<Vec<Person>>,
    /// Those without a ring so far.
    waiting: Vec<Person>,
}

impl Change {
    fn new(depth: usize) -> Self {
        Self {
            before: BTreeMap::new(),
            persons: Vec::new(),
            ends: Vec::new(),
            sources: vec![Vec::new(); depth + 1],
            waiting: Vec::new(),
        }
    }

    fn remember(&mut self, person: Person, standing: Option<Standing>) {
        self.before.entry(person).or_insert(standing);
    }

    fn infects_otherwise(&mut self, person: Person, ring: Option<u8>) {
        if let Some(sources) = ring.and_then(|ring| self.sources.get_mut(usize::from(ring))) {
            sources.push(person);
        }
    }
}
