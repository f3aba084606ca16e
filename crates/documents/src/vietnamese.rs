//! Dates and numbers as official Vietnamese writes them.

use jiff::Timestamp;
use jiff::civil::Date;
use taicho_model::VIETNAM_OFFSET;

/// `ngày 05 tháng 02 năm 2021`: days below 10 and the months 1 and 2 carry a zero, as the decree wants.
pub(crate) fn long_date(date: Date) -> String {
    format!("ngày {:02} tháng {} năm {}", date.day(), month(date), date.year())
}

/// The long date with the day left open for the signer.
pub(crate) fn open_date(date: Date) -> String {
    let gap = "\u{a0}".repeat(6);
    format!("ngày{gap}tháng {} năm {}", month(date), date.year())
}

/// `17/6/2021`
pub(crate) fn short_date(date: Date) -> String {
    format!("{:02}/{}/{}", date.day(), month(date), date.year())
}

/// `17/6`, where the year is plain from the page.
pub(crate) fn day_month(date: Date) -> String {
    format!("{:02}/{}", date.day(), month(date))
}

/// `16 giờ 00 ngày 17/6/2021`, in Vietnam's time.
pub(crate) fn clock(at: Timestamp) -> String {
    let local = VIETNAM_OFFSET.to_datetime(at);
    format!("{} giờ {:02} ngày {}", local.hour(), local.minute(), short_date(local.date()))
}

/// `16 giờ 00`, in Vietnam's time.
pub(crate) fn hour(at: Timestamp) -> String {
    let local = VIETNAM_OFFSET.to_datetime(at);
    format!("{} giờ {:02}", local.hour(), local.minute())
}

/// `1.234,5`: points between thousands, a comma before decimals; a dash for what is no number.
pub(crate) fn number(value: f64, decimals: u8) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let text = format!("{:.*}", usize::from(decimals), value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let grouped = group_thousands(whole);
    let is_zero = text.chars().all(|digit| digit == '0' || digit == '.');
    let sign = if value < 0.0 && !is_zero { "-" } else { "" };
    let comma = if fraction.is_empty() { "" } else { "," };
    format!("{sign}{grouped}{comma}{fraction}")
}

/// A count, with points between thousands.
pub(crate) fn count(value: u64) -> String {
    group_thousands(&value.to_string())
}

fn group_thousands(digits: &str) -> String {
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push('.');
        }
        grouped.push(digit);
    }
    grouped
}

fn month(date: Date) -> String {
    match date.month() {
        early @ 1..=2 => format!("{early:02}"),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_carry_zeros_where_the_decree_wants_them() {
        let check = |date: &str, long: &str, short: &str| {
            let date: Date = date.parse().unwrap();
            assert_eq!(long_date(date), long);
            assert_eq!(short_date(date), short);
        };
        check("2021-06-17", "ngày 17 tháng 6 năm 2021", "17/6/2021");
        check("2021-02-05", "ngày 05 tháng 02 năm 2021", "05/02/2021");
        check("2021-12-09", "ngày 09 tháng 12 năm 2021", "09/12/2021");
    }

    #[test]
    fn instants_are_read_in_vietnam() {
        let at: Timestamp = "2021-06-17T17:30:00Z".parse().unwrap();
        assert_eq!(clock(at), "0 giờ 30 ngày 18/6/2021");
        assert_eq!(hour(at), "0 giờ 30");
    }

    #[test]
    fn numbers_have_points_and_a_comma() {
        let check =
            |value: f64, decimals: u8, text: &str| assert_eq!(number(value, decimals), text);
        check(0.0, 0, "0");
        check(999.0, 0, "999");
        check(1000.0, 0, "1.000");
        check(1_234_567.891, 2, "1.234.567,89");
        check(-1234.5, 1, "-1.234,5");
        check(-0.01, 1, "0,0");
        check(f64::NAN, 1, "–");
        assert_eq!(count(288_766), "288.766");
    }
}
