use taicho_model::Note;
use taicho_model::vietnamese::bare;

use crate::reason::{Normal, Reason, shown};

/// The age in whole years.
///
/// | written | years | why |
/// | --- | --- | --- |
/// | `35`, `35 tuổi`, `35t`, `35T`, `35.0`, `35 years`, `35yo`, `35y` | 35 | |
/// | `18 tháng`, `18th`, `18 tháng tuổi`, `18 months`, `18m` | 1 | whole years alone |
/// | `6 months`, `20 ngày`, `3 tuần`, `sơ sinh` | 0 | |
/// | `2 tuổi 6 tháng`, `2,5 tuổi`, `2t6th` | 2 | |
/// | `~60`, `khoảng 60`, `trên 60`, `60+`, `60-65` | 60, noted | not exact |
/// | `1985` | refused | a birth year |
/// | `150`, `không rõ` | refused | |
///
/// ```
/// use taicho_normalise::age;
/// let read = |text| age(text).map(|read| (read.value, read.notes.len()));
/// for text in ["35", "35 tuổi", "35t", "35T", "35.0", "35 years", "35yo", "35y", "035", "35 y/o", "35 tuoi", "Tuổi: 35"] {
///     assert_eq!(read(text), Ok((35, 0)), "{text}");
/// }
/// for text in ["18 tháng", "18th", "18 tháng tuổi", "18 months", "18m", "1 tuổi", "1.5"] {
///     assert_eq!(read(text), Ok((1, 0)), "{text}");
/// }
/// for text in ["6 months", "20 ngày", "3 tuần", "sơ sinh", "0", "11 tháng 20 ngày"] {
///     assert_eq!(read(text), Ok((0, 0)), "{text}");
/// }
/// for text in ["2 tuổi 6 tháng", "2,5 tuổi", "2t6th", "2 years 6 months"] {
///     assert_eq!(read(text), Ok((2, 0)), "{text}");
/// }
/// for text in ["~60", "khoảng 60", "trên 60", "60+", "60-65", ">60 tuổi"] {
///     assert_eq!(read(text), Ok((60, 1)), "{text}");
/// }
/// for (text, code) in [("1985", "age.year"), ("150", "age.range"), ("không rõ", "age.unreadable"), ("", "age.empty"), ("35 kg", "age.unreadable")] {
///     assert_eq!(age(text).unwrap_err().code, code, "{text}");
/// }
/// ```
pub fn age(text: &str) -> Result<Normal<u8>, Reason> {
    let text = text.trim();
    // The form of nearly every row first.
    let digits = text.as_bytes();
    if matches!(digits.len(), 1 | 2) && digits.iter().all(u8::is_ascii_digit) {
        return Ok(Normal::plain(
            digits.iter().fold(0, |years, digit| years * 10 + (digit - b'0')),
        ));
    }
    if text.is_empty() {
        return Err(Reason::empty("age.empty", "tuổi", "the age"));
    }
    let read = parts(&bare(text)).ok_or_else(|| unreadable(text))?;
    if (1850..=2200).contains(&read.years) && read.months == 0 {
        return Err(Reason::new(
            "age.year",
            format!("“{}” là năm sinh, không phải tuổi", shown(text)),
            format!("“{}” is a birth year, no age", shown(text)),
        ));
    }
    let years = read.years + read.months / 12;
    let value = u8::try_from(years).ok().filter(|years| *years <= 130).ok_or_else(|| {
        Reason::new(
            "age.range",
            format!("“{}”: không ai thọ đến {years} tuổi", shown(text)),
            format!("“{}”: nobody lives to be {years}", shown(text)),
        )
    })?;
    if read.vague {
        let note = Note::new(
            "age.vague",
            format!("“{}” không phải tuổi chính xác", shown(text)),
            format!("“{}” is no exact age", shown(text)),
        );
        return Ok(Normal::noted(value, note));
    }
    Ok(Normal::plain(value))
}

#[derive(Default)]
struct Parts {
    years: u32,
    months: u32,
    vague: bool,
}

/// Numbers, each in the unit of the word after it.
fn parts(key: &str) -> Option<Parts> {
    let mut read = Parts::default();
    if matches!(key, "so sinh" | "newborn") {
        return Some(read);
    }
    let mut number: Option<u32> = None;
    let mut found = false;
    let mut rest = key;
    while let Some(first) = rest.chars().next() {
        let run = |test: fn(char) -> bool| rest.find(|letter| !test(letter)).unwrap_or(rest.len());
        let end = if first.is_ascii_digit() {
            if number.is_some() {
                // Only a range has two numbers without a word between.
                read.vague = true;
                return Some(with(read, number?, "")).filter(|_| !found);
            }
            let end = run(|letter| letter.is_ascii_digit());
            number = Some(rest[..end].parse().ok()?);
            let fraction = rest[end..].strip_prefix(['.', ',']);
            end + fraction.map_or(0, |after| {
                let digits =
                    after.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(after.len());
                if digits > 0 { digits + 1 } else { 0 }
            })
        } else if first.is_alphabetic() {
            let end = run(char::is_alphabetic);
            match (&rest[..end], number) {
                ("khoang" | "tren" | "duoi" | "hon" | "gan" | "about" | "over" | "under", _) => {
                    read.vague = true
                }
                ("tuoi" | "age" | "aged" | "old" | "o", None) => {}
                (unit, Some(counted)) if is_unit(unit) => {
                    read = with(read, counted, unit);
                    (number, found) = (None, true);
                }
                _ => return None,
            }
            end
        } else {
            match first {
                '~' | '>' | '<' | '+' | '≥' | '≤' | '≈' => read.vague = true,
                _ if first.is_whitespace() || ".,:/-–".contains(first) => {}
                _ => return None,
            }
            first.len_utf8()
        };
        rest = &rest[end..];
    }
    match number {
        Some(number) if !found => Some(with(read, number, "")),
        Some(_) => None,
        None => found.then_some(read),
    }
}

fn is_unit(word: &str) -> bool {
    matches!(
        word,
        "tuoi"
            | "t"
            | "nam"
            | "y"
            | "yo"
            | "yr"
            | "yrs"
            | "year"
            | "years"
            | "thang"
            | "th"
            | "thg"
            | "m"
            | "mo"
            | "month"
            | "months"
            | "tuan"
            | "week"
            | "weeks"
            | "w"
            | "ngay"
            | "day"
            | "days"
            | "d"
    )
}

fn with(mut read: Parts, number: u32, unit: &str) -> Parts {
    match unit {
        "thang" | "th" | "thg" | "m" | "mo" | "month" | "months" => {
            read.months = read.months.saturating_add(number)
        }
        "tuan" | "week" | "weeks" | "w" => read.months = read.months.saturating_add(number / 5),
        "ngay" | "day" | "days" | "d" => read.months = read.months.saturating_add(number / 31),
        _ => read.years = read.years.saturating_add(number),
    }
    read
}

fn unreadable(text: &str) -> Reason {
    Reason::new(
        "age.unreadable",
        format!("“{}” không phải tuổi", shown(text)),
        format!("“{}” is no age", shown(text)),
    )
}
