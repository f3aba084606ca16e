use taicho_normalise as normalise;

use super::super::days_since_1970;
use super::mapping::DateForm;

/// A day of a list, or why there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Read {
    /// Days since 1970.
    Day(i32),
    /// A day, from a time of day that is not said to be in our zone.
    DayOfTime(i32),
    /// Such a day is in no calendar.
    Impossible,
    /// A month or a year without a day.
    Partial,
    /// No date at all.
    Unreadable,
}

/// Reads a cell of a column of dates.
pub(super) fn day(cell: &str, form: DateForm) -> Read {
    let cell = cell.trim();
    if form == DateForm::Number {
        return cell.trim_end_matches(".0").parse().map_or(Read::Unreadable, Read::Day);
    }
    let swapped;
    // A moment of a program: `2021-06-17T14:30:00.000Z`.
    let whole = cell;
    let cell = match cell.split_once('T') {
        Some((date, time)) if date.len() == 10 && time.contains(':') => date,
        _ => cell,
    };
    let text = match (form, parts(cell)) {
        (DateForm::MonthFirst, Some([month, day, year])) if month < 1000 => {
            let year = if year < 100 { year + 2000 } else { year };
            swapped = format!("{year:04}-{month:02}-{day:02}");
            swapped.as_str()
        }
        _ => cell,
    };
    match normalise::date(text, None) {
        Ok(read) => match read.value.date.day().map(days_since_1970).map(i32::try_from) {
            Some(Ok(number)) if is_time_elsewhere(whole) => Read::DayOfTime(number),
            Some(Ok(number)) => Read::Day(number),
            _ => Read::Partial,
        },
        Err(reason) if reason.code == "date.impossible" => Read::Impossible,
        Err(_) => Read::Unreadable,
    }
}

/// The three numbers that a date with marks begins with.
pub(super) fn parts(cell: &str) -> Option<[u32; 3]> {
    let date = cell.split([' ', 'T']).next()?;
    let mut numbers = date.split(['/', '-', '.']).map(str::parse);
    let parts = [numbers.next()?.ok()?, numbers.next()?.ok()?, numbers.next()?.ok()?];
    numbers.next().is_none().then_some(parts)
}

/// Whether a time other than midnight stands there without Vietnam's zone, so that the day may be the neighbour's.
fn is_time_elsewhere(cell: &str) -> bool {
    let Some((_, time)) = cell.split_once([' ', 'T']) else { return false };
    let has_our_zone = time.ends_with("+07:00") || time.ends_with("+0700") || time.ends_with("+07");
    time.contains(':') && !has_our_zone && time.chars().any(|letter| matches!(letter, '1'..='9'))
}

/// Dates of a column, as far as they tell in which order they are written.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Orders {
    pub(super) filled: usize,
    pub(super) dates: usize,
    pub(super) only_day_first: usize,
    pub(super) only_month_first: usize,
}

impl Orders {
    /// Counts what a column has.
    pub(super) fn of<'a>(cells: impl Iterator<Item = &'a str>) -> Self {
        let mut orders = Self::default();
        for cell in cells.take(2_000) {
            orders.filled += 1;
            // A bare number may be a serial date of Excel, and is an age or a count far more often.
            let is_date = cell.contains(['/', '-', '.', ' '])
                && matches!(day(cell, DateForm::DayFirst), Read::Day(_) | Read::DayOfTime(_));
            orders.dates += usize::from(is_date);
            if let Some([first, second, _]) = parts(cell) {
                orders.only_day_first += usize::from((13..32).contains(&first) && second < 13);
                orders.only_month_first += usize::from((13..32).contains(&second) && first < 13);
            }
        }
        orders
    }

    pub(super) fn are_dates(self) -> bool {
        self.dates > 0 && self.dates * 2 >= self.filled
    }

    /// The form of a column of whole numbers that a heading calls dates: days of a study, or serial dates of Excel.
    pub(super) fn of_numbers<'a>(cells: impl Iterator<Item = &'a str>) -> Option<DateForm> {
        let numbers: Option<Vec<i32>> =
            cells.take(2_000).map(|cell| cell.trim_end_matches(".0").parse().ok()).collect();
        let numbers = numbers.filter(|it| it.iter().any(|number| *number > 1))?;
        let all =
            |range: std::ops::RangeInclusive<i32>| numbers.iter().all(|it| range.contains(it));
        if all(30_000..=60_000) {
            Some(DateForm::DayFirst)
        } else {
            all(-1_000..=5_000).then_some(DateForm::Number)
        }
    }

    pub(super) fn form(self) -> DateForm {
        match self.only_month_first > 4 * self.only_day_first {
            true => DateForm::MonthFirst,
            false => DateForm::DayFirst,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_the_column_writes_them() {
        let both = |cell| (day(cell, DateForm::DayFirst), day(cell, DateForm::MonthFirst));
        assert_eq!(both("2/1/20"), (Read::Day(18_263), Read::Day(18_293)));
        assert_eq!(both("2020-01-02"), (Read::Day(18_263), Read::Day(18_263)));
        assert_eq!(day("31/04/2021", DateForm::DayFirst), Read::Impossible);
        assert_eq!(day("tháng 6/2021", DateForm::DayFirst), Read::Partial);
        assert_eq!(day("hôm kia", DateForm::DayFirst), Read::Unreadable);
        let numbers = |cells: &[&'static str]| Orders::of_numbers(cells.iter().copied());
        assert_eq!(numbers(&["0", "17.0", "-2"]), Some(DateForm::Number));
        assert_eq!(numbers(&["44364", "44370"]), Some(DateForm::DayFirst));
        assert_eq!(
            (numbers(&["0", "1"]), numbers(&["2021"; 2]), numbers(&["5", "x"])),
            (None, Some(DateForm::Number), None)
        );
        assert_eq!(day("-3", DateForm::Number), Read::Day(-3));
        assert_eq!(day("2020-01-02T23:30:00", DateForm::DayFirst), Read::DayOfTime(18_263));
        assert_eq!(day("2020-01-02T23:30:00+07:00", DateForm::DayFirst), Read::Day(18_263));
        assert_eq!(day("2020-01-02T20:30:00.000Z", DateForm::DayFirst), Read::DayOfTime(18_263));
        assert_eq!(day("2020-01-02T00:00:00.000Z", DateForm::DayFirst), Read::Day(18_263));
    }
}
