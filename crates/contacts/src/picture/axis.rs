use jiff::civil::{Date, date};
use jiff::{Span, ToSpan};

/// No drawing reaches farther than this to either side of its middle: thirty years.
const MOST_DAYS: i64 = 11_000;

/// The days that a drawing spans, and how wide a day is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Axis {
    pub(super) first: i64,
    pub(super) last: i64,
    pub(super) px_per_day: f64,
}

/// A line of the axis: the day, and whether it begins a year or the axis, so that the year is written out.
pub(super) struct Mark {
    pub(super) day: i64,
    pub(super) with_year: bool,
}

impl Axis {
    /// Spans the days but for those far off: one mistyped year must not squeeze all others together.
    pub(super) fn over(days: &mut [i64], width: f64) -> Self {
        days.sort_unstable();
        let at = |part: usize| days.get((days.len().max(1) - 1) * part / 100).copied();
        let (low, high) = (at(2).unwrap_or_default(), at(98).unwrap_or_default());
        let margin = (high - low).max(45);
        let middle = at(50).unwrap_or_default();
        let near = |day: &&i64| {
            (low - margin..=high + margin).contains(*day) && (**day - middle).abs() <= MOST_DAYS
        };
        let first = days.iter().find(near).copied().unwrap_or_default();
        let last = days.iter().rev().find(near).copied().unwrap_or_default();
        let spanned = (last - first + 1) as f64;
        let px_per_day = (width / spanned).max(2.0_f64.min(3_000.0 / spanned)).min(46.0);
        Self { first, last, px_per_day }
    }

    pub(super) fn holds(&self, day: i64) -> bool {
        (self.first..=self.last).contains(&day)
    }

    pub(super) fn width(&self) -> f64 {
        (self.last - self.first + 1) as f64 * self.px_per_day
    }

    /// The middle of a day, from the left end of the axis.
    pub(super) fn x(&self, day: i64) -> f64 {
        ((day - self.first) as f64 + 0.5) * self.px_per_day
    }

    /// The marks: days, weeks from Monday on, or months, so that their dates do not touch.
    pub(super) fn marks(&self) -> Vec<Mark> {
        const LEAST_PX: f64 = 64.0;
        let weekly = self.px_per_day * 7.0 >= LEAST_PX;
        let mut marks: Vec<Mark> = Vec::new();
        let months = [1, 2, 3, 6, 12]
            .into_iter()
            .find(|months| self.px_per_day * 28.0 * f64::from(*months) >= LEAST_PX)
            .unwrap_or(12);
        let mut year = None;
        for day in self.first..=self.last {
            let Some(on) = civil(day) else { continue };
            let here = if self.px_per_day >= LEAST_PX / 2.0 {
                (day - self.first) % 2 == 0
            } else if weekly {
                on.weekday() == jiff::civil::Weekday::Monday
            } else if self.px_per_day * 14.0 >= LEAST_PX {
                on.weekday() == jiff::civil::Weekday::Monday && day.rem_euclid(14) < 7
            } else {
                on.day() == 1 && (on.month() - 1) % months == 0
            };
            if here {
                marks.push(Mark { day, with_year: year != Some(on.year()) });
                year = Some(on.year());
            }
        }
        marks
    }
}

/// The date of a day counted from 1 January 1970.
fn civil(day: i64) -> Option<Date> {
    let span: Span = 0.days().try_days(day).ok()?;
    date(1970, 1, 1).checked_add(span).ok()
}

/// A day as its date, or as its number where no calendar reaches.
pub(super) fn written(day: i64, pattern: &str) -> String {
    civil(day).map_or_else(|| day.to_string(), |on| on.strftime(pattern).to_string())
}
