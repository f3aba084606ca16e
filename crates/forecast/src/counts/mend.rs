use jiff::civil::Date;
use taicho_model::Note;

use super::{Counts, Step};

mod words;

/// What was wrong with reported counts, and so what was done about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// A negative figure takes back cases of the steps before, and was taken from them.
    Correction,
    /// Nought where many are reported every day: the day is taken for not reported.
    NotReported,
    /// Cases of days without a report that were reported together, and were spread over those days.
    Backlog,
    /// Cases of earlier weeks that were reported on one day, and were spread over those weeks.
    BackDated,
    /// The running total in place of a day's cases, which was left out.
    Cumulative,
    /// More than everything before it together, with no sign of it in the days after: left out.
    OutOfProportion,
    /// The last figures jump tenfold, and no later day tells why: left out until one does.
    Unconfirmed,
    /// Steps that nobody reported.
    Gap,
}

/// One fault of reported counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mend {
    /// What it is.
    pub fault: Fault,
    /// The first day of the first step concerned.
    pub first_on: Date,
    /// The first day of the last step concerned.
    pub last_on: Date,
    /// What was reported in those steps together.
    pub reported: i64,
    /// What was found and done, in words.
    pub note: Note,
}

/// Counts without their faults, beside what was wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mended {
    /// One value a step, never negative; none where nobody knows.
    pub values: Vec<Option<i64>>,
    /// The faults, in the order of their days.
    pub mends: Vec<Mend>,
}

/// A level from which a day with nought is not believed.
const BUSY: f64 = 8.0;

/// So many days without a report are waited for; more of them are the end of an outbreak, or a gap.
const LONGEST_WAIT: usize = 7;

/// So many days after a figure, or after days without a report, may tell what it is.
const LOOKS_AHEAD: usize = 8;

/// Days whose cases a dump of back-dated ones may belong to.
const BACK_DAYS: usize = 28;

impl Counts {
    /// Finds the faults of reporting and mends them; the counts themselves stay as they are.
    ///
    /// A dump of true cases keeps the total, spread over the days it belongs to; a running total entered as a day's
    /// cases does not. What a fault is, the days around it tell, so a later day may tell more about an earlier one.
    pub fn mended(&self) -> Mended {
        Mending::of(self).done()
    }

    /// The first day of a step.
    pub fn step_on(&self, at: usize) -> Date {
        let span = jiff::Span::new();
        let at = i64::try_from(at).unwrap_or(i64::MAX).min(1_000_000);
        self.first_on.saturating_add(match self.step {
            Step::Day => span.days(at),
            Step::Week => span.weeks(at.min(140_000)),
            Step::Month => span.months(at.min(30_000)),
        })
    }
}

#[derive(Clone)]
struct Mending<'a> {
    counts: &'a Counts,
    values: Vec<Option<i64>>,
    mends: Vec<Mend>,
    /// Whether anybody wants to know what was wrong.
    is_told: bool,
    /// Where reading stands, and the cases before.
    at: usize,
    total: i64,
}

impl<'a> Mending<'a> {
    fn of(counts: &'a Counts) -> Self {
        let values = counts.values.clone();
        Self { counts, values, mends: Vec::new(), is_told: true, at: 0, total: 0 }
    }

    fn done(mut self) -> Mended {
        self.take_corrections();
        while self.at < self.values.len() {
            self.read_on();
        }
        self.note_gaps();
        self.mends.sort_by_key(|mend| (mend.first_on, mend.last_on));
        Mended { values: self.values, mends: self.mends }
    }

    /// Reads the next step, or the run of days without a report that begins there.
    fn read_on(&mut self) {
        let at = self.at;
        let next = match median(known_before(&self.values, at, self.memory())) {
            Some(level) => {
                let after = self.waited(at, level).unwrap_or(at);
                if after == at && self.values[at].is_some() {
                    self.weigh(at, level, self.total);
                }
                after.max(at + 1)
            }
            None => at + 1,
        };
        self.total = self.values[at..next]
            .iter()
            .flatten()
            .fold(self.total, |sum, it| sum.saturating_add(*it));
        self.at = next;
    }

    fn memory(&self) -> usize {
        if self.counts.step == Step::Day { 10 } else { 6 }
    }

    /// Takes each negative figure from the steps before it, in proportion to what they have.
    fn take_corrections(&mut self) {
        for at in 0..self.values.len() {
            let Some(taken_back) = self.values[at].filter(|value| *value < 0) else { continue };
            self.values[at] = None;
            let from = at.saturating_sub(BACK_DAYS);
            let there = sum(&self.values[from..at]);
            let taken = there.min(taken_back.saturating_neg());
            // What cannot be taken from these weeks comes from all before them.
            share(&mut self.values[from..at], -taken);
            let mut left = taken_back.saturating_neg() - taken;
            let earlier = sum(&self.values[..from]).min(left);
            share(&mut self.values[..from], -earlier);
            left -= earlier;
            self.mend(Fault::Correction, at, at, left);
        }
    }

    /// A run of days without a report, and whether their cases come after it; gives where reading goes on.
    fn waited(&mut self, at: usize, level: f64) -> Option<usize> {
        let is_silent = |value: &Option<i64>| value.unwrap_or_default() == 0;
        if self.counts.step != Step::Day || level < BUSY || !is_silent(&self.values[at]) {
            return None;
        }
        let length = self.values[at..].iter().take_while(|value| is_silent(value)).count();
        let end = at + length;
        if length > LONGEST_WAIT {
            return Some(end);
        }
        let was_nought = self.values[at..end].iter().any(Option::is_some);
        self.values[at..end].fill(None);
        let reported = self.values.get(end).copied().flatten().unwrap_or_default();
        let days = length as i64 + 1;
        let each = reported as f64 / days as f64;
        let after = median(
            self.values.iter().skip(end + 1).take(5).flatten().filter(|it| **it > 0).copied(),
        );
        let most = 3.0 * level.max(after.unwrap_or_default());
        if end < self.values.len()
            && reported as f64 >= 1.5 * level
            && (0.6 * level..=most).contains(&each)
        {
            self.values[at..=end].fill(Some(reported / days));
            for value in &mut self.values[end + 1 - (reported % days) as usize..=end] {
                *value = value.map(|value| value + 1);
            }
            self.mend(Fault::Backlog, at, end, 0);
            return Some(end + 1);
        }
        if was_nought {
            self.mend(Fault::NotReported, at, end - 1, 0);
        }
        Some(end)
    }

    /// A figure that is ten times what is usual: back-dated cases, a running total, or the start of something.
    fn weigh(&mut self, at: usize, level: f64, total: i64) {
        let Some(value) = self.values[at] else { return };
        let high = value as f64;
        if level < 3.0 || high < 10.0 * level || high < 50.0 {
            return;
        }
        let after: Vec<i64> = self
            .values
            .iter()
            .skip(at + 1)
            .take(7)
            .flatten()
            .copied()
            .filter(|it| *it > 0)
            .collect();
        // Two such days near each other bear each other out.
        let beside = known_before(&self.values, at, 3).chain(after.iter().copied());
        if beside.filter(|it| *it as f64 >= 0.3 * high).count() > 0 {
            return;
        }
        if after.len() < 3 {
            self.values[at] = None;
            return self.mend(Fault::Unconfirmed, at, at, 0);
        }
        let usual = level.max(median(after.into_iter()).unwrap_or_default());
        if high < 8.0 * usual {
            return;
        }
        let before = total as f64;
        if high >= 0.9 * before {
            self.values[at] = None;
            let is_total = high <= 1.15 * (before + usual);
            return self.mend(
                if is_total { Fault::Cumulative } else { Fault::OutOfProportion },
                at,
                at,
                0,
            );
        }
        let kept = (level.round() as i64).min(value);
        self.values[at] = Some(kept);
        let from = at.saturating_sub(BACK_DAYS);
        share(&mut self.values[from..at], value - kept);
        self.mend(Fault::BackDated, from, at, 0);
    }

    fn note_gaps(&mut self) {
        let missing = |at: &usize| self.counts.values[*at].is_none() && self.values[*at].is_none();
        let gaps: Vec<usize> = (0..self.values.len()).filter(missing).collect();
        for gap in gaps.chunk_by(|one, next| one + 1 == *next) {
            self.mend(Fault::Gap, gap[0], gap[gap.len() - 1], 0);
        }
    }

    fn mend(&mut self, fault: Fault, from: usize, to: usize, left: i64) {
        if !self.is_told {
            return;
        }
        let reported = sum(&self.counts.values[from..=to]);
        let (first_on, last_on) = (self.counts.step_on(from), self.counts.step_on(to));
        let at_last = self.counts.values[to].unwrap_or_default();
        let figure = if fault == Fault::BackDated { at_last } else { reported };
        let note = words::note(fault, first_on, last_on, figure, left);
        self.mends.push(Mend { fault, first_on, last_on, reported, note });
    }
}

/// The counts as they were known when each of their steps ended, one after the other.
pub(crate) struct Growing<'a> {
    /// Mended as far as no later step changes it, but by a correction.
    settled: Mending<'a>,
}

impl<'a> Growing<'a> {
    pub(crate) fn of(counts: &'a Counts) -> Self {
        let mut settled = Mending { is_told: false, ..Mending::of(counts) };
        settled.values.clear();
        Self { settled }
    }

    /// The mended counts up to a step and with it; the steps must rise.
    pub(crate) fn known_at(&mut self, step: usize) -> Vec<Option<i64>> {
        let seen = &self.settled.counts.values[..=step];
        let new = &seen[self.settled.values.len()..];
        if new.iter().flatten().any(|value| *value < 0) {
            let mut anew = Mending { is_told: false, ..Mending::of(self.settled.counts) };
            anew.values.truncate(seen.len());
            anew.take_corrections();
            self.settled = anew;
        } else {
            self.settled.values.extend_from_slice(new);
        }
        while self.settled.is_next_settled() {
            self.settled.read_on();
        }
        let mut known = self.settled.clone();
        while known.at < known.values.len() {
            known.read_on();
        }
        known.values
    }
}

impl Mending<'_> {
    /// Whether all that the next step of reading looks at is there.
    fn is_next_settled(&self) -> bool {
        let silent = |value: &&Option<i64>| value.unwrap_or_default() == 0;
        let from = self.values.get(self.at..).unwrap_or_default();
        let run = from.iter().take_while(silent).count();
        run.max(LONGEST_WAIT) + LOOKS_AHEAD <= from.len()
    }
}

fn sum(values: &[Option<i64>]) -> i64 {
    values.iter().flatten().fold(0, |sum, value| sum.saturating_add(*value))
}

fn known_before(values: &[Option<i64>], at: usize, memory: usize) -> impl Iterator<Item = i64> {
    values[..at].iter().rev().take(2 * memory).flatten().copied().take(memory)
}

/// The median of what is known; none of fewer than three.
fn median(values: impl Iterator<Item = i64>) -> Option<f64> {
    let mut values: Vec<i64> = values.collect();
    values.sort_unstable();
    let middle = values.len() / 2;
    match values.len() {
        0..3 => None,
        even if even % 2 == 0 => Some((values[middle - 1] as f64 + values[middle] as f64) / 2.0),
        _ => Some(values[middle] as f64),
    }
}

/// Adds an amount to known values, or takes it from them, in proportion to what each has, in whole numbers.
fn share(values: &mut [Option<i64>], amount: i64) {
    let weight = |value: &Option<i64>| {
        value.map_or(0, |value| value.max(0) as i128 + i128::from(amount > 0))
    };
    let all: i128 = values.iter().map(weight).sum();
    if all == 0 || amount == 0 {
        return;
    }
    let (mut passed, mut given) = (0_i128, 0_i128);
    for value in values {
        passed += weight(value);
        let due = i128::from(amount) * passed / all;
        if let Some(value) = value {
            *value += (due - given) as i64;
            given = due;
        }
    }
}

#[cfg(test)]
mod tests;
