//! Excel's serial numbers: days since 1900 (with a 29 February that never was) or since 1904.

use std::fmt::Write;

use crate::row::CellKind;

/// The serial number of the last day that Excel knows, 31 December 9999.
const LAST_DAY: f64 = 2_958_465.0;

/// What the number format of a cell says about it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Format {
    /// An ordinary number.
    #[default]
    Number,
    /// A day, perhaps with a time of day.
    Date,
    /// A day with a time of day.
    DateTime,
    /// A time of day.
    Time,
    /// A length of time, such as `[h]:mm`.
    Elapsed,
}

/// Appends a number as its format shows it and tells what it is.
pub(crate) fn push_formatted(
    serial: f64,
    format: Format,
    epoch_1904: bool,
    text: &mut String,
) -> CellKind {
    let dated = matches!(format, Format::Date | Format::DateTime);
    if format == Format::Number || !(0.0..LAST_DAY + 1.0).contains(&serial) {
        push_number(serial, text);
        return CellKind::Number;
    }
    let millis = (serial * 86_400_000.0).round() as i64;
    let (day, millis) = (millis / 86_400_000, millis % 86_400_000);
    if !dated || (day == 0 && !epoch_1904) {
        let hours = if format == Format::Elapsed { day * 24 } else { 0 };
        push_time(millis, hours, text);
        return CellKind::Time;
    }
    push_day(day, epoch_1904, text);
    if millis == 0 && format == Format::Date {
        return CellKind::Date;
    }
    text.push('T');
    push_time(millis, 0, text);
    CellKind::DateTime
}

fn push_day(day: i64, epoch_1904: bool, text: &mut String) {
    if !epoch_1904 && day == 60 {
        // Lotus 1-2-3 took 1900 for a leap year and Excel kept it; no calendar has this day, so no reader accepts it.
        text.push_str("1900-02-29");
        return;
    }
    // Days from 1 March of the year 0, which leaves the leap day at the end of its year.
    let days = day
        + match (epoch_1904, day > 60) {
            (true, _) => 695_361,
            (false, true) => 693_899,
            (false, false) => 693_900,
        };
    let (year, month, day) = civil(days as u32);
    push_two(year / 100, text);
    push_two(year % 100, text);
    text.push('-');
    push_two(month, text);
    text.push('-');
    push_two(day, text);
}

/// Year, month and day of a count of days from 1 March of the year 0 in the Gregorian calendar.
fn civil(days: u32) -> (u32, u32, u32) {
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let (day, month) = (
        of_year - (153 * shifted + 2) / 5 + 1,
        if shifted < 10 { shifted + 3 } else { shifted - 9 },
    );
    (era * 400 + year_of_era + u32::from(month < 3), month, day)
}

fn push_time(millis: i64, more_hours: i64, text: &mut String) {
    let hours = millis / 3_600_000 + more_hours;
    if hours < 100 {
        push_two(hours as u32, text);
    } else {
        let _ = write!(text, "{hours}");
    }
    text.push(':');
    push_two((millis / 60_000 % 60) as u32, text);
    text.push(':');
    push_two((millis / 1000 % 60) as u32, text);
    if millis % 1000 != 0 {
        let _ = write!(text, ".{:03}", millis % 1000);
    }
}

fn push_two(value: u32, text: &mut String) {
    text.push((b'0' + (value / 10 % 10) as u8) as char);
    text.push((b'0' + (value % 10) as u8) as char);
}

/// Appends a number with the 15 digits that Excel shows and never with an exponent, so that a phone stays a phone.
pub(crate) fn push_number(number: f64, text: &mut String) {
    let magnitude = number.abs();
    if magnitude < 1e15 && number.fract() == 0.0 {
        let _ = write!(text, "{}", number as i64);
    } else if !(1e-9..1e300).contains(&magnitude) {
        let _ = write!(text, "{number:?}");
    } else {
        let shown: f64 = format!("{number:.14e}").parse().unwrap_or(number);
        let _ = write!(text, "{shown}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(serial: f64, format: Format, expected: &str, kind: CellKind) {
        let mut text = String::new();
        assert_eq!(push_formatted(serial, format, false, &mut text), kind, "{serial}");
        assert_eq!(text, expected);
    }

    #[test]
    fn serials_of_1900() {
        check(1.0, Format::Date, "1900-01-01", CellKind::Date);
        check(59.0, Format::Date, "1900-02-28", CellKind::Date);
        check(60.0, Format::Date, "1900-02-29", CellKind::Date);
        check(61.0, Format::Date, "1900-03-01", CellKind::Date);
        check(44_364.0, Format::Date, "2021-06-17", CellKind::Date);
        check(2_958_465.0, Format::Date, "9999-12-31", CellKind::Date);
        check(2_958_466.0, Format::Date, "2958466", CellKind::Number);
        check(-1.0, Format::Date, "-1", CellKind::Number);
        check(f64::NAN, Format::Date, "NaN", CellKind::Number);
    }

    #[test]
    fn times_are_rounded_to_the_millisecond() {
        check(44_364.604_166_666_664, Format::DateTime, "2021-06-17T14:30:00", CellKind::DateTime);
        check(44_364.999_999_999_9, Format::Date, "2021-06-18", CellKind::Date);
        check(44_364.0, Format::DateTime, "2021-06-17T00:00:00", CellKind::DateTime);
        check(0.604_166_666_666_67, Format::Time, "14:30:00", CellKind::Time);
        check(1.5, Format::Elapsed, "36:00:00", CellKind::Time);
    }

    #[test]
    fn every_day_is_the_calendar_s() {
        let mut date = jiff::civil::date(1900, 3, 1);
        for serial in 61..=80_000 {
            check(f64::from(serial), Format::Date, &date.to_string(), CellKind::Date);
            date = date.tomorrow().unwrap();
        }
    }

    #[test]
    fn serials_of_1904() {
        let mut text = String::new();
        push_formatted(42_902.0, Format::Date, true, &mut text);
        text.push(' ');
        push_formatted(0.0, Format::Date, true, &mut text);
        assert_eq!(text, "2021-06-17 1904-01-01");
    }

    #[test]
    fn numbers_show_as_in_excel() {
        for (number, shown) in [
            (903_123_456.0, "903123456"),
            (27_215_000_001.0, "27215000001"),
            (12.300_000_000_000_002, "12.3"),
            (0.1 + 0.2, "0.3"),
            (-0.5, "-0.5"),
            (1e-3, "0.001"),
            (123_456_789_012_345_680.0, "123456789012346000"),
        ] {
            let mut text = String::new();
            push_number(number, &mut text);
            assert_eq!(text, shown);
        }
    }
}
