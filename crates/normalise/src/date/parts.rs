use jiff::civil::{Date, Time};
use taicho_model::Note;
use taicho_model::vietnamese::bare;

use super::{DateOrder, DateRead, PartialDate, from_serial};
use crate::reason::{Normal, Reason, shown};

/// The two forms of nearly every row, `dd/mm/yyyy` and `yyyy-mm-dd`, without a trip to the heap.
pub(super) fn plain(text: &str) -> Option<(PartialDate, DateOrder)> {
    let bytes = text.as_bytes();
    let two = |at: usize| two_digits(bytes, at);
    let (year, month, day, order) = match bytes {
        [_, _, b'/' | b'-' | b'.', _, _, b'/' | b'-' | b'.', _, _, _, _] => {
            let (day, month) = (two(0)?, two(3)?);
            let order =
                if day > 12 || day == month { DateOrder::Certain } else { DateOrder::Assumed };
            (two(6)? as i16 * 100 + two(8)? as i16, month, day, order)
        }
        [_, _, _, _, b'-' | b'/', _, _, b'-' | b'/', _, _] => {
            (two(0)? as i16 * 100 + two(2)? as i16, two(5)?, two(8)?, DateOrder::Certain)
        }
        _ => return None,
    };
    let day =
        Date::new(year, month as i8, day as i8).ok().filter(|_| (1850..=2200).contains(&year))?;
    Some((PartialDate::Day(day), order))
}

/// `yyyy-mm-ddThh:mm`, with seconds or without, also with a space between.
pub(super) fn plain_time(text: &str) -> Option<(Date, Time)> {
    let bytes = text.as_bytes();
    if !matches!(bytes.len(), 16 | 19) || !matches!(bytes[10], b'T' | b' ') || bytes[13] != b':' {
        return None;
    }
    let (PartialDate::Day(day), DateOrder::Certain) = plain(text.get(..10)?)? else { return None };
    let second =
        if bytes.len() == 19 { (bytes[16] == b':').then(|| two_digits(bytes, 17))?? } else { 0 };
    let at = Time::new(two_digits(bytes, 11)? as i8, two_digits(bytes, 14)? as i8, second as i8, 0)
        .ok()?;
    Some((day, at))
}

fn two_digits(bytes: &[u8], at: usize) -> Option<u8> {
    let (tens, ones) = (bytes.get(at)?.wrapping_sub(b'0'), bytes.get(at + 1)?.wrapping_sub(b'0'));
    (tens < 10 && ones < 10).then(|| tens * 10 + ones)
}

/// One part of a date in words and digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// Digits: their value and how many there are.
    Number(u32, usize),
    /// A month by its name.
    Month(i8),
    /// The word before a number says what it is.
    DayWord,
    MonthWord,
    YearWord,
    /// `xx`, `..`, `__`: not known.
    Blank,
}

/// Every other form.
pub(super) fn other(text: &str, latest: Option<Date>) -> Result<Normal<DateRead>, Reason> {
    if text.is_empty() {
        return Err(Reason::empty("date.empty", "ngày", "the date"));
    }
    let key = bare(text);
    if matches!(
        key.as_str(),
        "khong ro"
            | "khong nho"
            | "ko ro"
            | "k ro"
            | "chua ro"
            | "?"
            | "-"
            | "unknown"
            | "n/a"
            | "na"
    ) {
        return Err(Reason::new(
            "date.unknown",
            "ngày ghi là không rõ; hãy để trống",
            "the date is given as unknown; leave the cell empty",
        ));
    }
    let parts = split(without_time(&key)).ok_or_else(|| unreadable(text))?;
    read(&parts, text, latest)
}

/// A date and the time of day before or after it.
pub(super) fn with_time(
    text: &str,
    latest: Option<Date>,
) -> Result<(Normal<DateRead>, Time), Reason> {
    if let Ok(serial) = text.parse::<f64>()
        && (20_000.0..80_000.0).contains(&serial)
    {
        let seconds = (serial.fract() * 86_400.0).round().min(86_399.0) as i32;
        let at =
            Time::new((seconds / 3600) as i8, (seconds / 60 % 60) as i8, (seconds % 60) as i8, 0);
        let day = from_serial(serial as i64).ok_or_else(|| unreadable(text))?;
        return Ok((serial_note(day), at.unwrap_or_default()));
    }
    let key = bare(text);
    let bad = || {
        Reason::new(
            "date.time",
            format!("“{}” có giờ không hợp lệ", shown(text)),
            format!("“{}” has an impossible time of day", shown(text)),
        )
    };
    let at = match find_time(&key) {
        Some(found) => time_of(&key, found).ok_or_else(bad)?,
        None => Time::default(),
    };
    Ok((super::date(text, latest)?, at))
}

/// Where in the text hours, minutes and seconds stand.
type Found = (usize, usize);

fn find_time(key: &str) -> Option<Found> {
    let mark = key.find(':').or_else(|| key.find("gio")).or_else(|| {
        key.match_indices('h').map(|(at, _)| at).find(|at| {
            at.checked_sub(1).is_some_and(|before| key.as_bytes()[before].is_ascii_digit())
        })
    })?;
    let before = key[..mark].trim_end();
    let start = before
        .rfind(|letter: char| !letter.is_ascii_digit())
        .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
    let after = key[mark..]
        .find(|letter: char| !(letter.is_ascii_digit() || ":.hgioputa m".contains(letter)));
    // A time before the date ends where the day begins.
    let end = after.map_or(key.len(), |at| mark + at);
    let end = if start == 0 {
        key[..end].find(" ngay").or_else(|| second_number(&key[..end])).unwrap_or(end)
    } else {
        end
    };
    Some((start, end))
}

/// Where the third group of digits begins, which is the day in `14:30 17-6-2021`.
fn second_number(key: &str) -> Option<usize> {
    let space = key.find(' ')?;
    let after = key[space..].find(|letter: char| letter.is_ascii_digit()).map(|at| space + at)?;
    key[..space].contains([':', 'h']).then_some(after)
}

fn time_of(key: &str, (start, end): Found) -> Option<Time> {
    let text = key.get(start..end)?;
    let mut numbers =
        text.split(|letter: char| !letter.is_ascii_digit()).filter(|digits| !digits.is_empty());
    let mut hour: i8 = numbers.next()?.parse().ok()?;
    let minute: i8 = numbers.next().map_or(Some(0), |digits| digits.parse().ok())?;
    let second: i8 = numbers.next().map_or(Some(0), |digits| digits.parse().ok())?;
    if text.ends_with("pm") && hour < 12 {
        hour += 12;
    } else if text.ends_with("am") && hour == 12 {
        hour = 0;
    }
    Time::new(hour, minute, second, 0).ok()
}

fn without_time(key: &str) -> String {
    match find_time(key) {
        Some((start, end)) if end <= key.len() && start <= end => {
            match (key.get(..start), key.get(end..)) {
                (Some(before), Some(after)) => format!("{before} {after}"),
                _ => key.to_string(),
            }
        }
        // ISO's T without a colon after it would be no time at all.
        _ => key.to_string(),
    }
}

fn split(key: String) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    let mut rest = key.as_str();
    while let Some(first) = rest.chars().next() {
        let run = |test: fn(char) -> bool| rest.find(|letter| !test(letter)).unwrap_or(rest.len());
        if first.is_ascii_digit() {
            let length = run(|letter| letter.is_ascii_digit());
            if length > 8 {
                return None;
            }
            parts.push(Part::Number(rest[..length].parse().ok()?, length));
            rest = &rest[length..];
        } else if first.is_alphabetic() {
            let length = run(char::is_alphabetic);
            if let Some(part) = word(&rest[..length])? {
                parts.push(part);
            }
            rest = &rest[length..];
        } else if matches!(first, '_' | '?' | '…') {
            parts.push(Part::Blank);
            rest = &rest[run(|letter| matches!(letter, '_' | '?' | '…'))..];
        } else if "/-. ,\\()–:+".contains(first) || first.is_whitespace() {
            rest = &rest[first.len_utf8()..];
        } else {
            return None;
        }
        if parts.len() > 8 {
            return None;
        }
    }
    Some(parts)
}

/// What a word says; the outer none is a word that has no business in a date.
fn word(word: &str) -> Option<Option<Part>> {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    Some(Some(match word {
        "ngay" | "mung" | "mong" => Part::DayWord,
        "thang" | "thg" | "th" => Part::MonthWord,
        "nam" | "sn" => Part::YearWord,
        "sinh" | "khoang" | "t" | "z" | "luc" | "cua" => {
            return Some((word == "t").then_some(Part::MonthWord));
        }
        "x" | "xx" | "xxx" | "xxxx" => Part::Blank,
        _ => {
            let month =
                MONTHS.iter().position(|month| word.len() >= 3 && word.starts_with(month))?;
            Part::Month(month as i8 + 1)
        }
    }))
}

fn read(parts: &[Part], text: &str, latest: Option<Date>) -> Result<Normal<DateRead>, Reason> {
    use Part::{Blank, DayWord, Month, MonthWord, Number, YearWord};
    let certain = |date| Ok(Normal::plain(DateRead { date, order: DateOrder::Certain }));
    match *parts {
        [Number(year, 4)]
        | [YearWord, Number(year, 4)]
        | [Blank, Blank, Number(year, 4)]
        | [Number(0, _), Number(0, _), Number(year, 4)]
        | [Blank, Number(year, 4)] => certain(PartialDate::Year(year_of(year, 4, text, latest)?)),
        [Number(digits, 5)] => match from_serial(i64::from(digits)).filter(|_| digits >= 3654) {
            Some(day) => Ok(serial_note(day)),
            None => Err(unreadable(text)),
        },
        [Number(digits, 8)] => without_marks(digits, text, latest),
        [MonthWord, Number(month, 1 | 2), Number(year, 4)]
        | [MonthWord, Number(month, 1 | 2), YearWord, Number(year, 4)]
        | [Number(month, 1 | 2), Number(year, 4)]
        | [Blank | Number(0, _), Number(month, 1 | 2), Number(year, 4)]
        | [Number(year, 4), Number(month, 1 | 2)] => {
            let year = year_of(year, 4, text, latest)?;
            match i8::try_from(month) {
                Ok(month @ 1..=12) => certain(PartialDate::Month { year, month }),
                _ => Err(impossible(text)),
            }
        }
        [Month(month), Number(year, 4)] => {
            certain(PartialDate::Month { year: year_of(year, 4, text, latest)?, month })
        }
        [Number(year, 4), Number(month, 1 | 2), Number(day, 1 | 2)] => {
            let year = year_of(year, 4, text, latest)?;
            certain(day_of(year, month, day, text)?)
        }
        [Number(day, 1 | 2), Month(month), Number(year, width @ (2 | 4))]
        | [Month(month), Number(day, 1 | 2), Number(year, width @ (2 | 4))]
        | [Number(day, 1 | 2), MonthWord, Month(month), Number(year, width @ (2 | 4))] => {
            let year = year_of(year, width, text, latest)?;
            certain(day_of(year, month as u32, day, text)?)
        }
        [
            DayWord,
            Number(day, 1 | 2),
            MonthWord,
            Number(month, 1 | 2),
            YearWord,
            Number(year, width @ (2 | 4)),
        ]
        | [
            Number(day, 1 | 2),
            MonthWord,
            Number(month, 1 | 2),
            YearWord,
            Number(year, width @ (2 | 4)),
        ]
        | [
            DayWord,
            Number(day, 1 | 2),
            MonthWord,
            Number(month, 1 | 2),
            Number(year, width @ (2 | 4)),
        ]
        | [Number(day, 1 | 2), MonthWord, Number(month, 1 | 2), Number(year, width @ (2 | 4))] => {
            let year = year_of(year, width, text, latest)?;
            certain(day_of(year, month, day, text)?)
        }
        [DayWord, Number(first, 1 | 2), Number(second, 1 | 2), Number(year, width @ (2 | 4))]
        | [Number(first, 1 | 2), Number(second, 1 | 2), Number(year, width @ (2 | 4))] => {
            either_order(first, second, year_of(year, width, text, latest)?, text)
        }
        _ => Err(unreadable(text)),
    }
}

fn either_order(
    first: u32,
    second: u32,
    year: i16,
    text: &str,
) -> Result<Normal<DateRead>, Reason> {
    if second > 12 && first <= 12 {
        let date = day_of(year, first, second, text)?;
        let note = Note::new(
            "date.month_first",
            format!("“{}” ghi tháng trước ngày", shown(text)),
            format!("“{}” has the month before the day", shown(text)),
        );
        return Ok(Normal::noted(DateRead { date, order: DateOrder::MonthFirst }, note));
    }
    let order = if first > 12 || first == second { DateOrder::Certain } else { DateOrder::Assumed };
    Ok(Normal::plain(DateRead { date: day_of(year, second, first, text)?, order }))
}

fn without_marks(
    digits: u32,
    text: &str,
    latest: Option<Date>,
) -> Result<Normal<DateRead>, Reason> {
    let year_last = (digits % 10_000, digits / 10_000 % 100, digits / 1_000_000);
    let year_first = (digits / 10_000, digits / 100 % 100, digits % 100);
    let sound = |(year, month, day): (u32, u32, u32)| {
        (1850..=2200).contains(&year).then(|| day_of(year as i16, month, day, text).ok()).flatten()
    };
    let (date, other) = match (sound(year_last), sound(year_first)) {
        (Some(date), other) => (date, other),
        (None, Some(date)) => (date, None),
        (None, None) => return Err(impossible(text)),
    };
    // Of two readings, the one that is not in the future.
    let date = match (other, latest) {
        (Some(other), Some(latest)) if date.first_day() > latest => other,
        _ => date,
    };
    Ok(Normal::noted(
        DateRead { date, order: DateOrder::Certain },
        Note::new(
            "date.no_marks",
            "ngày viết liền không dấu phân cách",
            "a date written without marks between its parts",
        ),
    ))
}

fn serial_note(day: Date) -> Normal<DateRead> {
    Normal::noted(
        DateRead { date: PartialDate::Day(day), order: DateOrder::Certain },
        Note::new(
            "date.serial",
            "số thứ tự ngày của Excel đã đổi thành ngày",
            "a serial number of Excel was turned into its date",
        ),
    )
}

fn year_of(year: u32, width: usize, text: &str, latest: Option<Date>) -> Result<i16, Reason> {
    let year = if width == 4 {
        year
    } else {
        let newest = latest.map_or(2049, |latest| u32::from(latest.year().unsigned_abs()));
        let century = newest / 100 * 100;
        if century + year > newest { (century + year).saturating_sub(100) } else { century + year }
    };
    i16::try_from(year).ok().filter(|year| (1850..=2200).contains(year)).ok_or_else(|| {
        Reason::new(
            "date.year",
            format!("“{}”: năm {year} không hợp lý", shown(text)),
            format!("“{}”: {year} is no sensible year", shown(text)),
        )
    })
}

fn day_of(year: i16, month: u32, day: u32, text: &str) -> Result<PartialDate, Reason> {
    let (month, day) = (i8::try_from(month).unwrap_or(0), i8::try_from(day).unwrap_or(0));
    Date::new(year, month, day).map(PartialDate::Day).map_err(|_| impossible(text))
}

fn impossible(text: &str) -> Reason {
    Reason::new(
        "date.impossible",
        format!("“{}”: không có ngày này trong lịch", shown(text)),
        format!("“{}”: the calendar has no such day", shown(text)),
    )
}

fn unreadable(text: &str) -> Reason {
    Reason::new(
        "date.unreadable",
        format!("“{}” không phải là ngày; hãy ghi dạng 17/06/2021", shown(text)),
        format!("“{}” is no date; write it like 17/06/2021", shown(text)),
    )
}
