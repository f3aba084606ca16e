use super::dated::Dated;
use super::trees::Children;
use super::{Case, Delay, Encounter, Link, Method, Note, Odd, Pool};
use crate::Person;

/// Among whom the likely sources of a case were looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The cases whom it met.
    Encounters,
    /// The cases of its place.
    Place,
    /// All cases with suitable dates.
    Dates,
}

/// The likely sources of a case; the probabilities and `others` add up to one.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Sources {
    /// Whose sources.
    pub infectee: Person,
    /// Among whom they were looked for.
    pub basis: Basis,
    /// How many come into question.
    pub candidates: u32,
    /// The likeliest, with their probabilities.
    pub likeliest: Vec<(Person, f64)>,
    /// The probability that it was another candidate.
    pub others: f64,
}

/// What was found about cases without a claimed source.
pub(super) struct Found {
    pub(super) sources: Vec<Sources>,
    pub(super) missing: Vec<Person>,
    /// For each case how many it infected, by claimed links and the probabilities of all others.
    pub(super) expected: Vec<f64>,
}

/// Looks for the sources of every case that has no link and was not infected elsewhere.
pub(super) fn find(
    known: &Dated<'_>,
    links: &[Link],
    encounters: &[Encounter],
    method: &Method,
    delay: &Delay,
    notes: &mut Vec<Note>,
) -> Found {
    let cases = known.cases.len();
    let mut expected = vec![0.0; cases];
    let mut linked = vec![false; cases];
    for link in links {
        expected[link.source as usize] += 1.0;
        linked[link.infectee as usize] = true;
    }
    let search = Search::new(known, links, encounters, method, delay);
    let (mut sources, mut missing) = (Vec::new(), Vec::new());
    for person in (0..cases as Person).filter(|person| !linked[*person as usize]) {
        if known.cases[person as usize].imported {
            continue;
        }
        match search.of(person) {
            Outcome::Nobody => missing.push(person),
            Outcome::TooMany(basis, candidates) => {
                notes.push(Note { person, odd: Odd::TooManyCandidates });
                sources.push(Sources {
                    infectee: person,
                    basis,
                    candidates,
                    likeliest: Vec::new(),
                    others: 1.0,
                });
            }
            Outcome::Among(basis, weighed) => {
                let found = named(person, basis, weighed, method.named_most, &mut expected);
                sources.push(found);
            }
        }
    }
    Found { sources, missing, expected }
}

/// Turns weights into probabilities, and credits every candidate with its own.
fn named(
    infectee: Person,
    basis: Basis,
    mut weighed: Vec<(Person, f64)>,
    most: usize,
    expected: &mut [f64],
) -> Sources {
    let sum: f64 = weighed.iter().map(|it| it.1).sum();
    for (person, weight) in &mut weighed {
        *weight /= sum;
        expected[*person as usize] += *weight;
    }
    weighed.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
    let candidates = weighed.len() as u32;
    let others = weighed.iter().skip(most).map(|it| it.1).sum();
    weighed.truncate(most);
    weighed.shrink_to_fit();
    Sources { infectee, basis, candidates, likeliest: weighed, others }
}

/// What a search for the sources of one case comes to.
enum Outcome {
    Nobody,
    TooMany(Basis, u32),
    Among(Basis, Vec<(Person, f64)>),
}

/// Whose meeting, with whom, and when.
type Met = (Person, Person, Option<(i32, i32)>);

struct Search<'a> {
    known: &'a Dated<'a>,
    method: &'a Method,
    delay: &'a Delay,
    /// Meetings of two cases, from both sides, by the first.
    met: Vec<Met>,
    /// The cases that can be anybody's source, by place and day.
    pool: Vec<(Option<u32>, i64, Person)>,
    /// When a walk over the claimed trees comes to each case, and when it has left all below.
    below: Vec<(u32, u32)>,
}

impl<'a> Search<'a> {
    fn new(
        known: &'a Dated<'a>,
        links: &[Link],
        encounters: &[Encounter],
        method: &'a Method,
        delay: &'a Delay,
    ) -> Self {
        let cases = known.cases.len();
        let both = encounters.iter().filter(|met| (met.b as usize) < cases);
        let sides = |met: &Encounter| [(met.a, met.b, met.days), (met.b, met.a, met.days)];
        let mut met: Vec<_> = both.flat_map(sides).collect();
        met.sort_unstable();
        let in_pool = |(person, case): (usize, &Case)| {
            let on = known.day[person]?;
            let place = match method.pool {
                Pool::Nobody => return None,
                Pool::SamePlace => Some(case.place?),
                Pool::Everybody => None,
            };
            Some((place, on, person as Person))
        };
        let mut pool: Vec<_> = known.cases.iter().enumerate().filter_map(in_pool).collect();
        pool.sort_unstable();
        let mut below = vec![(0, 0); cases];
        let walk = Children::of(cases, links).walk();
        // Whoever follows with a greater depth is below.
        let mut open: Vec<(Person, u32)> = Vec::new();
        for (at, (case, depth)) in walk.iter().enumerate() {
            while let Some((above, _)) = open.pop_if(|above| above.1 >= *depth) {
                below[above as usize].1 = at as u32;
            }
            below[*case as usize].0 = at as u32;
            open.push((*case, *depth));
        }
        open.iter().for_each(|(above, _)| below[*above as usize].1 = walk.len() as u32);
        Self { known, method, delay, met, pool, below }
    }

    fn of(&self, person: Person) -> Outcome {
        let Some(on) = self.known.day[person as usize] else { return Outcome::Nobody };
        let met = self.whom_it_met(person, on);
        if !met.is_empty() {
            return Outcome::Among(Basis::Encounters, met);
        }
        let (basis, place) = match self.method.pool {
            Pool::Nobody => return Outcome::Nobody,
            Pool::Everybody => (Basis::Dates, None),
            Pool::SamePlace => match self.known.cases[person as usize].place {
                None => return Outcome::Nobody,
                place => (Basis::Place, place),
            },
        };
        let (least, most) = self.delay.days();
        let from = self.pool.partition_point(|it| (it.0, it.1) < (place, on - most));
        let until = self.pool.partition_point(|it| (it.0, it.1) <= (place, on - least));
        let pool = &self.pool[from..until];
        if pool.len() > self.method.pool_most as usize {
            return Outcome::TooMany(basis, pool.len() as u32);
        }
        let candidates = pool.iter().filter_map(|(_, _, source)| {
            let weight = self.weight(*source, person, on, None)?;
            Some((*source, weight))
        });
        let weighed: Vec<_> = candidates.collect();
        if weighed.is_empty() { Outcome::Nobody } else { Outcome::Among(basis, weighed) }
    }

    fn whom_it_met(&self, person: Person, on: i64) -> Vec<(Person, f64)> {
        let from = self.met.partition_point(|met| met.0 < person);
        let own = self.met[from..].iter().take_while(|met| met.0 == person);
        let mut found: Vec<(Person, f64)> = Vec::new();
        for (_, source, days) in own {
            let days = days.map(|(first, last)| (i64::from(first), i64::from(last)));
            let before_onset = days.is_none_or(|(first, _)| first <= on);
            if !before_onset || found.last().is_some_and(|known| known.0 == *source) {
                continue;
            }
            let weight = self.weight(*source, person, on, days);
            found.extend(weight.map(|weight| (*source, weight)));
        }
        found
    }

    /// The density of the serial interval, if the source could infect in the time that is known; never nought.
    fn weight(
        &self,
        source: Person,
        infectee: Person,
        on: i64,
        met: Option<(i64, i64)>,
    ) -> Option<f64> {
        let (first, end) = self.below[infectee as usize];
        let below = (first..end).contains(&self.below[source as usize].0);
        let source_on = self.known.day[source as usize].filter(|_| !below)?;
        let weight = self.delay.probability(on - source_on);
        let (from, to) = self.method.infectious_days;
        let isolated_on = self.known.cases[source as usize].isolated_on.map_or(i64::MAX, i64::from);
        let infects = (source_on + i64::from(from), (source_on + i64::from(to)).min(isolated_on));
        let windows = [Some(infects), met, self.known.exposed[infectee as usize]];
        let first = windows.iter().flatten().map(|window| window.0).max()?;
        let last = windows.iter().flatten().map(|window| window.1).min()?;
        (weight > 0.0 && first <= last).then_some(weight)
    }
}
