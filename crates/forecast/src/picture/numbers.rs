/// A number with its thousands apart: 1.234,5 in Vietnamese, 1,234.5 in English; millions and more in words.
pub(super) fn number(value: f64, decimals: usize, vi: bool) -> String {
    const LARGE: [(f64, &str, &str); 3] =
        [(1e12, "nghìn tỷ", "trillion"), (1e9, "tỷ", "billion"), (1e6, "triệu", "million")];
    if value.abs() >= 1e15 {
        let written = format!("{value:.1e}");
        return if vi { written.replace('.', ",") } else { written };
    }
    for (unit, in_vi, in_en) in LARGE {
        if value.abs() >= unit {
            let part = value / unit;
            let decimals = if (part * 10.0).round() % 10.0 == 0.0 { 0 } else { 1 };
            let word = if vi { in_vi } else { in_en };
            return format!("{} {word}", plain(part, decimals, vi));
        }
    }
    plain(value, decimals, vi)
}

fn plain(value: f64, decimals: usize, vi: bool) -> String {
    let (thousands, decimal) = if vi { ('.', ',') } else { (',', '.') };
    let written = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = written.split_once('.').unwrap_or((&written, ""));
    let nothing = written.chars().all(|letter| matches!(letter, '0' | '.'));
    let mut text = String::from(if value < 0.0 && !nothing { "−" } else { "" });
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            text.push(thousands);
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push(decimal);
        text.push_str(fraction);
    }
    text
}

/// A count or another figure, as exactly as people want to read it.
pub(super) fn figure(value: f64, vi: bool) -> String {
    let whole = value.abs() >= 10.0 || value.fract().abs() < 1e-9;
    number(value, if whole { 0 } else { 1 }, vi)
}

/// A share as a percentage.
pub(super) fn percent(share: f64, vi: bool) -> String {
    let tenths = share * 100.0;
    let near_an_end = tenths > 0.0 && tenths < 1.0 || tenths > 99.0 && tenths < 100.0;
    format!("{}%", number(tenths, usize::from(near_an_end), vi))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_each_language_does() {
        assert_eq!(number(1234.5, 1, true), "1.234,5");
        assert_eq!(number(1234.5, 1, false), "1,234.5");
        assert_eq!(number(-0.01, 1, true), "0,0");
        assert_eq!(number(-12.0, 0, true), "−12");
        assert_eq!(number(151_919.0, 0, true), "151.919");
        assert_eq!(number(1_500_000.0, 0, true), "1,5 triệu");
        assert_eq!(number(2e9, 0, false), "2 billion");
        assert_eq!(number(1.25e17, 0, true), "1,2e17");
        assert_eq!(figure(3.25, true), "3,2");
        assert_eq!(figure(3.0, true), "3");
        assert_eq!(percent(0.874, true), "87%");
        assert_eq!(percent(0.996, true), "99,6%");
    }
}
