use jiff::ToSpan;
use jiff::civil::Date;

use crate::{Counts, Step};

/// How the steps of a series lie in their years.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Calendar {
    /// Nobody wrote dates: a year is always so many steps, 52 weeks or 12 months.
    Cycle(usize),
    /// Steps of the calendar from this day on.
    From(Date, Step),
}

impl Calendar {
    /// The calendar of a series with dates.
    pub fn of(counts: &Counts) -> Self {
        Self::From(counts.first_on, counts.step)
    }

    /// Steps in an ordinary year.
    pub fn steps_a_year(self) -> usize {
        match self {
            Self::Cycle(steps) => steps.max(1),
            Self::From(_, Step::Day) => 365,
            Self::From(_, Step::Week) => 52,
            Self::From(_, Step::Month) => 12,
        }
    }

    /// The first day of a step; none without dates, or beyond the years that can be written.
    pub fn day(self, at: usize) -> Option<Date> {
        let Self::From(first_on, step) = self else { return None };
        let at = i32::try_from(at).ok()?;
        let ahead = match step {
            Step::Day => at.days(),
            Step::Week => at.checked_mul(7)?.days(),
            Step::Month => at.months(),
        };
        first_on.checked_add(ahead).ok()
    }

    /// The step at the same place some years before; none where the series had not begun.
    ///
    /// The same week is the one with the same day of the week whose date is nearest.
    pub fn years_before(self, at: usize, years: usize) -> Option<usize> {
        let back = match self {
            Self::Cycle(_) | Self::From(_, Step::Month) => {
                self.steps_a_year().checked_mul(years)?
            }
            Self::From(_, step) => {
                let day = self.day(at)?;
                let days = (day - same_day(day, i16::try_from(years).ok()?)?).get_days();
                let whole = if step == Step::Day { days } else { (days + 3).div_euclid(7) };
                usize::try_from(whole).ok()?
            }
        };
        at.checked_sub(back)
    }

    /// Where in its year a step lies, in years.
    pub(super) fn phase(self, at: usize) -> f64 {
        match self {
            Self::Cycle(_) | Self::From(_, Step::Month) => {
                (at % self.steps_a_year()) as f64 / self.steps_a_year() as f64
            }
            Self::From(_, Step::Week) => (at as f64 * 7.0 / DAYS_A_YEAR).fract(),
            Self::From(_, Step::Day) => (at as f64 / DAYS_A_YEAR).fract(),
        }
    }
}

/// Days of a year of the calendar, leap years evened out.
const DAYS_A_YEAR: f64 = 365.2425;

/// The same day some years before; the day after 28 February where there was no 29th.
fn same_day(day: Date, years: i16) -> Option<Date> {
    let year = day.year().checked_sub(years)?;
    let same = Date::new(year, day.month(), day.day());
    same.or_else(|_| Date::new(year, 3, 1)).ok()
}
