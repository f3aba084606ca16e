use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Calendar, Finding, Reason};
use crate::Step;

/// How a deviation is taken from a few values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deviation {
    /// Of a sample: divided by one less than their number.
    Sample,
    /// Of a population: divided by their number.
    Population,
}

/// The lines of the law for a disease of group B or C in a commune.
///
/// The numbers are those of a document, read from its rule set; none is known here.
#[derive(Clone, Debug, PartialEq)]
pub struct Law {
    /// Past years with which the same week or month is compared.
    pub years: usize,
    /// Deviations above the mean from which a week is an alert.
    pub alert_deviations: f64,
    /// Deviations above the mean beyond which a month is an epidemic.
    pub epidemic_deviations: f64,
    /// The readings of what a deviation is, the one taken first; where they disagree, the line advises.
    pub readings: Vec<Deviation>,
    /// Linked cases in the week that are an alert where the disease is not endemic.
    pub alert_linked: i64,
    /// Linked cases in the month that are an epidemic where the disease is not endemic.
    pub epidemic_linked: i64,
}

/// Which line of the law.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// The week to date reaches the mean and so many deviations.
    Alert,
    /// The month to date exceeds the mean and so many deviations.
    Epidemic,
}

impl Law {
    /// Judges each step where the disease is endemic: what the week or month counts up to then, against the same week
    /// or month of the past years, epidemic ones left out.
    ///
    /// A week belongs to the year and month of its Thursday. Steps as long as months have no week, and steps without
    /// dates no month: they give nothing for that line.
    pub fn endemic(
        &self,
        counts: &[Option<i64>],
        calendar: Calendar,
        line: Line,
        was_epidemic: impl Fn(i16) -> bool,
    ) -> Vec<Finding> {
        let Some(periods) = Periods::of(counts, calendar, line) else { return Vec::new() };
        let mut findings: Vec<Finding> = (0..counts.len())
            .map(|at| self.judge_one(counts, &periods, at, line, &was_epidemic))
            .collect();
        mark_ends(&mut findings, line);
        findings
    }

    /// Judges each step where the disease is not endemic, by the linked cases of its week or month up to then.
    pub fn not_endemic(
        &self,
        linked: &[Option<i64>],
        calendar: Calendar,
        line: Line,
    ) -> Vec<Finding> {
        let Some(periods) = Periods::of(linked, calendar, line) else { return Vec::new() };
        let bound = match line {
            Line::Alert => self.alert_linked,
            Line::Epidemic => self.epidemic_linked,
        };
        let judge = |at: usize| {
            let Some(observed) = periods.to_date[at].filter(|count| *count >= 0) else {
                return without(&periods, linked, at, Reason::Gap);
            };
            let alarm = observed >= bound;
            let reason = if alarm { Reason::Above } else { Reason::Within };
            let (observed, bound) = (Some(observed), Some(bound as f64));
            Finding { at, observed, expected: None, bound, alarm, reason }
        };
        let mut findings: Vec<Finding> = (0..linked.len()).map(judge).collect();
        mark_ends(&mut findings, line);
        findings
    }

    fn judge_one(
        &self,
        counts: &[Option<i64>],
        periods: &Periods,
        at: usize,
        line: Line,
        was_epidemic: &impl Fn(i16) -> bool,
    ) -> Finding {
        let without = |reason| without(periods, counts, at, reason);
        let Some(observed) = periods.to_date[at].filter(|count| *count >= 0) else {
            return without(Reason::Gap);
        };
        let (year, place) = periods.keys[at];
        let reach = i16::try_from(self.years).unwrap_or(i16::MAX);
        let past: Vec<f64> = (year.saturating_sub(reach)..year)
            .filter(|year| !was_epidemic(*year))
            .filter_map(|year| periods.whole.get(&(year, place)).copied())
            .map(|count| count as f64)
            .collect();
        // One value has no deviation.
        if past.len() < 2 || self.readings.is_empty() {
            return without(Reason::ShortHistory);
        }
        let factor = match line {
            Line::Alert => self.alert_deviations,
            Line::Epidemic => self.epidemic_deviations,
        };
        let lines: Vec<(f64, f64)> =
            self.readings.iter().map(|reading| reading.line(&past, factor)).collect();
        // Nobody ill is no alert, even where nobody ever was.
        let crosses = |bound: f64| match line {
            Line::Alert => observed > 0 && observed as f64 >= bound,
            Line::Epidemic => observed as f64 > bound,
        };
        let (expected, bound) = lines[0];
        let all_alike = lines.iter().all(|(_, other)| crosses(*other) == crosses(bound));
        let usable = past.len();
        let reason = match (usable < self.years, crosses(bound)) {
            _ if !all_alike => Reason::AdvisesReading,
            (true, true) => Reason::AdvisesAbove { usable },
            (true, false) => Reason::AdvisesWithin { usable },
            (false, true) => Reason::Above,
            (false, false) => Reason::Within,
        };
        let (expected, bound) = (Some(expected), Some(bound));
        let alarm = reason == Reason::Above;
        Finding { at, observed: Some(observed), expected, bound, alarm, reason }
    }
}

impl Deviation {
    /// The mean, and the mean with so many deviations.
    fn line(self, values: &[f64], factor: f64) -> (f64, f64) {
        let many = values.len() as f64;
        let mean = values.iter().sum::<f64>() / many;
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        let divisor = match self {
            Self::Sample => many - 1.0,
            Self::Population => many,
        };
        (mean, mean + factor * (squares / divisor).sqrt())
    }
}

/// An epidemic that was running ends with the first step back within the line.
fn mark_ends(findings: &mut [Finding], line: Line) {
    let mut running = false;
    for finding in findings.iter_mut().filter(|_| line == Line::Epidemic) {
        if finding.alarm {
            running = true;
        } else if running && finding.reason == Reason::Within {
            finding.reason = Reason::Ended;
            running = false;
        }
    }
}

fn without(periods: &Periods, counts: &[Option<i64>], at: usize, reason: Reason) -> Finding {
    let finding = Finding::without_line(at, counts, reason);
    // The count of the period is what was to be judged.
    Finding { observed: periods.to_date[at], ..finding }
}

/// The weeks or months of a series.
struct Periods {
    /// Year and place in the year of each step.
    keys: Vec<(i16, i16)>,
    /// What the period counted up to each step; none where a part of it is not known.
    to_date: Vec<Option<i64>>,
    /// What whole periods counted.
    whole: BTreeMap<(i16, i16), i64>,
}

impl Periods {
    fn of(counts: &[Option<i64>], calendar: Calendar, line: Line) -> Option<Self> {
        let keys: Option<Vec<(i16, i16)>> =
            (0..counts.len()).map(|at| key(calendar, at, line)).collect();
        let keys = keys?;
        let mut to_date = Vec::with_capacity(counts.len());
        let mut whole = BTreeMap::new();
        let mut begin = 0;
        while begin < keys.len() {
            let end = begin + keys[begin..].iter().take_while(|key| **key == keys[begin]).count();
            // The first period may have begun before the series did.
            let is_begun = begin > 0 || starts_period(calendar, line);
            let mut sum = is_begun.then_some(0);
            for count in &counts[begin..end] {
                sum = sum.zip(*count).and_then(|(sum, count): (i64, i64)| sum.checked_add(count));
                to_date.push(sum);
            }
            let is_over = end < keys.len() || ends_period(calendar, line, end);
            if let Some(sum) = sum.filter(|sum| *sum >= 0 && is_over) {
                whole.insert(keys[begin], sum);
            }
            begin = end;
        }
        Some(Self { keys, to_date, whole })
    }
}

/// The year and the place in it of the period in which a step lies; a week belongs where its Thursday does.
fn key(calendar: Calendar, at: usize, line: Line) -> Option<(i16, i16)> {
    let Calendar::From(_, step) = calendar else {
        let (steps, Calendar::Cycle(_)) = (calendar.steps_a_year(), calendar) else { return None };
        let is_of_line = (steps == 12) == (line == Line::Epidemic);
        let key = (i16::try_from(at / steps).ok()?, i16::try_from(at % steps).ok()?);
        return is_of_line.then_some(key);
    };
    let day = calendar.day(at)?;
    let week_of = |day: Date| {
        let week = day.iso_week_date();
        (week.year(), i16::from(week.week()))
    };
    match (line, step) {
        (Line::Alert, Step::Month) => None,
        (Line::Alert, _) => Some(week_of(middle(day, step)?)),
        (Line::Epidemic, _) => {
            let day = middle(day, step)?;
            Some((day.year(), i16::from(day.month())))
        }
    }
}

/// The day by which a step belongs to a year and a month: the fourth of a week.
fn middle(day: Date, step: Step) -> Option<Date> {
    if step == Step::Week { day.checked_add(jiff::Span::new().days(3)).ok() } else { Some(day) }
}

/// Whether the series begins with the first step of a period.
fn starts_period(calendar: Calendar, line: Line) -> bool {
    let Calendar::From(first_on, step) = calendar else { return true };
    let before = match step {
        Step::Day => first_on.yesterday().ok(),
        Step::Week => first_on.checked_sub(jiff::Span::new().days(7)).ok(),
        Step::Month => return true,
    };
    let before = before.and_then(|before| key(Calendar::From(before, step), 0, line));
    before != key(calendar, 0, line)
}

/// Whether the step before this one, the last of the series, is the last of its period.
fn ends_period(calendar: Calendar, line: Line, end: usize) -> bool {
    key(calendar, end, line) != end.checked_sub(1).and_then(|last| key(calendar, last, line))
}

/// The counts of a unit that was merged from others: its own where it has them, and the sum of its predecessors before;
/// none where one of them was not counted.
pub fn merged(own: &[Option<i64>], predecessors: &[&[Option<i64>]]) -> Vec<Option<i64>> {
    let longest = predecessors.iter().map(|counts| counts.len()).chain([own.len()]).max();
    let at = |counts: &[Option<i64>], step: usize| counts.get(step).copied().flatten();
    let sum = |step: usize| {
        let before = || predecessors.iter().map(|counts| at(counts, step)).sum::<Option<i64>>();
        at(own, step).or_else(|| if predecessors.is_empty() { None } else { before() })
    };
    (0..longest.unwrap_or(0)).map(sum).collect()
}
