use super::{Case, Encounter, Link, Note, Odd};
use crate::Person;

/// The cases with one day each on which they are compared, and with exposure windows that can be true.
pub(super) struct Dated<'a> {
    pub(super) cases: &'a [Case],
    /// The onset; where it is unknown the report less the usual delay.
    pub(super) day: Vec<Option<i64>>,
    pub(super) exposed: Vec<Option<(i64, i64)>>,
}

impl<'a> Dated<'a> {
    pub(super) fn of(cases: &'a [Case], notes: &mut Vec<Note>) -> Self {
        let delay = usual_delay(cases);
        let mut day = Vec::with_capacity(cases.len());
        let mut exposed = Vec::with_capacity(cases.len());
        for (person, case) in cases.iter().enumerate() {
            let mut note = |odd| notes.push(Note { person: person as Person, odd });
            let reported = || case.reported_on.map(|on| i64::from(on) - delay);
            let on = case.onset_on.map(i64::from).or_else(reported);
            if on.is_none() {
                note(Odd::NoDate);
            }
            let window = case.exposed.map(|(first, last)| (i64::from(first), i64::from(last)));
            let fault = match window {
                Some((first, last)) if last < first => Some(Odd::WindowReversed),
                Some((first, _)) if on.is_some_and(|on| first > on) => Some(Odd::WindowAfterOnset),
                _ => None,
            };
            fault.into_iter().for_each(&mut note);
            day.push(on);
            exposed.push(window.filter(|_| fault.is_none()));
        }
        Self { cases, day, exposed }
    }

    pub(super) fn days_between(&self, source: Person, infectee: Person) -> Option<i64> {
        Some(self.day[infectee as usize]? - self.day[source as usize]?)
    }

    /// From onset to onset, where both are known.
    pub(super) fn serial_days(&self, source: Person, infectee: Person) -> Option<i64> {
        let onset = |person: Person| self.cases[person as usize].onset_on.map(i64::from);
        Some(onset(infectee)? - onset(source)?)
    }

    /// From the middle of one exposure window to the middle of the other, if neither is too wide.
    pub(super) fn generation_days(&self, link: &Link, window_most_days: u32) -> Option<f64> {
        let infected = |person: Person| {
            let (first, last) = self.exposed[person as usize]?;
            let narrow = last - first < i64::from(window_most_days);
            narrow.then(|| (first + last) as f64 / 2.0)
        };
        Some(infected(link.infectee)? - infected(link.source)?)
    }
}

/// The median of the days from onset to report; 0 where no case has both.
fn usual_delay(cases: &[Case]) -> i64 {
    let both = |case: &Case| Some(i64::from(case.reported_on?) - i64::from(case.onset_on?));
    let mut delays: Vec<i64> = cases.iter().filter_map(both).collect();
    delays.sort_unstable();
    delays.get(delays.len() / 2).copied().unwrap_or_default()
}

/// The encounters in an order of their own, each with the lower number first and with days in their order.
pub(super) fn ordered(encounters: &[Encounter], notes: &mut Vec<Note>) -> Vec<Encounter> {
    let mut ordered = Vec::with_capacity(encounters.len());
    for encounter in encounters {
        let Encounter { a, b, days, .. } = *encounter;
        if a == b {
            notes.push(Note { person: a, odd: Odd::MetThemselves });
            continue;
        }
        if days.is_some_and(|(first, last)| last < first) {
            notes.push(Note { person: a.min(b), odd: Odd::MeetingReversed });
        }
        let days = days.map(|(first, last)| (first.min(last), first.max(last)));
        ordered.push(Encounter { a: a.min(b), b: a.max(b), days, ..*encounter });
    }
    ordered.sort_unstable();
    ordered.dedup();
    ordered
}
