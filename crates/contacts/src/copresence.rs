use crate::Person;
use crate::grouped::counted;

/// A stay of a person at a place: a check-in, a shift, a lesson, a ride.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visit {
    /// Who.
    pub person: Person,
    /// Where: a number that the caller gives out without gaps.
    pub place: u32,
    /// When it began, in seconds.
    pub from_s: i64,
    /// When it ended, in seconds of the same clock.
    pub until_s: i64,
}

/// Two persons who were at one place at the same time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Copresence {
    /// Whoever came first; the case where cases were asked for.
    pub a: Person,
    /// The other.
    pub b: Person,
    /// Where.
    pub place: u32,
    /// When the later one came.
    pub from_s: i64,
    /// When the earlier one left.
    pub until_s: i64,
}

/// Visits by place and by the time of coming, kept to be asked again and again.
///
/// Whoever stayed less than the least time meets nobody for that long, so shorter visits are not kept. Of those that
/// are, two overlap long enough exactly when the later one came early enough before the earlier one left: the rest
/// follows, for the later one stays long enough itself.
#[derive(Clone, Debug)]
pub struct Visits {
    least_s: u32,
    began_s: i64,
    /// Where each place's visits begin in the columns; one more than there are places.
    starts: Vec<u32>,
    person: Vec<Person>,
    from: Vec<u32>,
    until: Vec<u32>,
    longest: Vec<u32>,
    /// Where each person's visits begin in `rows`.
    of_person: Vec<u32>,
    rows: Vec<u32>,
}

/// Why visits cannot be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VisitError {
    /// Seconds are kept in 32 bits, from the first visit on.
    #[error("the visits span more than 136 years")]
    TooLong,
    /// Rows are numbered in 32 bits.
    #[error("there are more than 4 billion visits")]
    TooMany,
}

impl Visits {
    /// Sorts the visits that last at least `least_s` seconds, one second or more; others are left out.
    pub fn of(visits: &[Visit], least_s: u32) -> Result<Self, VisitError> {
        let least_s = least_s.max(1);
        let long =
            |visit: &&Visit| visit.until_s.saturating_sub(visit.from_s) >= i64::from(least_s);
        let kept = || visits.iter().filter(long);
        let began_s = kept().map(|visit| visit.from_s).min().unwrap_or_default();
        let ended_s = kept().map(|visit| visit.until_s).max().unwrap_or_default();
        let span = ended_s.checked_sub(began_s).and_then(|span| u32::try_from(span).ok());
        span.ok_or(VisitError::TooLong)?;
        let count = u32::try_from(kept().count()).map_err(|_| VisitError::TooMany)?;
        let seconds = |at: i64| (at - began_s) as u32;
        let places = kept().map(|visit| visit.place as usize + 1).max().unwrap_or_default();
        let mut starts = counted(places, kept().map(|visit| visit.place));
        let mut sorted = vec![(0_u32, 0_u32, 0_u32); count as usize];
        for visit in kept() {
            let slot = &mut starts[visit.place as usize];
            *slot -= 1;
            sorted[*slot as usize] = (seconds(visit.from_s), seconds(visit.until_s), visit.person);
        }
        let mut longest = vec![0; places];
        for (place, longest) in longest.iter_mut().enumerate() {
            let own = &mut sorted[starts[place] as usize..starts[place + 1] as usize];
            own.sort_unstable();
            *longest = own.iter().map(|(from, until, _)| until - from).max().unwrap_or_default();
        }
        let person: Vec<Person> = sorted.iter().map(|visit| visit.2).collect();
        let from = sorted.iter().map(|visit| visit.0).collect();
        let until = sorted.iter().map(|visit| visit.1).collect();
        drop(sorted);
        let persons = person.iter().map(|person| *person as usize + 1).max().unwrap_or_default();
        let mut of_person = counted(persons, person.iter().copied());
        let mut rows = vec![0; person.len()];
        for (row, person) in person.iter().enumerate().rev() {
            let slot = &mut of_person[*person as usize];
            *slot -= 1;
            rows[*slot as usize] = row as u32;
        }
        Ok(Self { least_s, began_s, starts, person, from, until, longest, of_person, rows })
    }

    /// How many visits are kept.
    pub fn len(&self) -> usize {
        self.person.len()
    }

    /// Whether none is kept.
    pub fn is_empty(&self) -> bool {
        self.person.is_empty()
    }

    /// How many times two persons met, and for how many seconds in all.
    pub fn total(&self) -> (u64, u64) {
        let (mut met, mut seconds) = (0, 0);
        for place in self.starts.windows(2) {
            for row in place[0] as usize..place[1] as usize {
                let others = row + 1..row + 1 + self.reach(row, place[1] as usize);
                let (own, until) = (self.person[row], self.until[row]);
                // Without branches, so that several rows are added up at once.
                let (mut met_here, mut seconds_here) = (0_u32, 0_u64);
                for ((person, from), leaves) in self.person[others.clone()]
                    .iter()
                    .zip(&self.from[others.clone()])
                    .zip(&self.until[others])
                {
                    let other = u32::from(*person != own);
                    met_here += other;
                    seconds_here += u64::from(other.wrapping_neg() & (until.min(*leaves) - from));
                }
                met += u64::from(met_here);
                seconds += seconds_here;
            }
        }
        (met, seconds)
    }

    /// Hands over every meeting of two persons once, place by place in the order of coming.
    pub fn each(&self, mut hand_over: impl FnMut(Copresence)) {
        for (place, rows) in self.starts.windows(2).enumerate() {
            for row in rows[0] as usize..rows[1] as usize {
                for other in row + 1..row + 1 + self.reach(row, rows[1] as usize) {
                    if self.person[other] != self.person[row] {
                        hand_over(self.meeting(place as u32, row, other));
                    }
                }
            }
        }
    }

    /// Hands over every meeting of these persons with anybody else, in the order in which the persons are named.
    pub fn each_of(&self, persons: &[Person], mut hand_over: impl FnMut(Copresence)) {
        for person in persons {
            let at = *person as usize;
            let (Some(start), Some(end)) = (self.of_person.get(at), self.of_person.get(at + 1))
            else {
                continue;
            };
            for row in &self.rows[*start as usize..*end as usize] {
                let row = *row as usize;
                let place = self.starts.partition_point(|start| *start as usize <= row) - 1;
                let mut with = |other: usize| {
                    if self.person[other] != *person {
                        hand_over(self.meeting(place as u32, row, other));
                    }
                };
                // Whoever came earlier must still have been there, and nobody stayed longer than the longest.
                let earliest = self.from[row] + self.least_s;
                let earliest_came = earliest.saturating_sub(self.longest[place]);
                let first = self.starts[place] as usize;
                (first..row)
                    .rev()
                    .take_while(|other| self.from[*other] >= earliest_came)
                    .filter(|other| self.until[*other] >= earliest)
                    .for_each(&mut with);
                let last = self.starts[place + 1] as usize;
                (row + 1..row + 1 + self.reach(row, last)).for_each(with);
            }
        }
    }

    /// How many of the visits that follow in the place began early enough before this one ended.
    fn reach(&self, row: usize, end: usize) -> usize {
        let latest = self.until[row] - self.least_s;
        let following = &self.from[row + 1..end];
        // Most reach few others, so the end is looked for in steps that double.
        let mut step = 8;
        while step < following.len() && following[step] <= latest {
            step *= 2;
        }
        let sure = step / 2 * usize::from(step > 8);
        let open = &following[sure..following.len().min(step + 1)];
        sure + open.partition_point(|from| *from <= latest)
    }

    fn meeting(&self, place: u32, row: usize, other: usize) -> Copresence {
        let seconds = |at: u32| self.began_s + i64::from(at);
        Copresence {
            a: self.person[row],
            b: self.person[other],
            place,
            from_s: seconds(self.from[row].max(self.from[other])),
            until_s: seconds(self.until[row].min(self.until[other])),
        }
    }
}
