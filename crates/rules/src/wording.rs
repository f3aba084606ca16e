//! Values and reasons as a person reads them, in both languages.

use jiff::Timestamp;
use jiff::civil::Date;
use taicho_model::{FactValue, VIETNAM_OFFSET, Words};

use crate::catalogue::FactEntry;

/// A value in both languages; words of a text fact are replaced by their labels.
pub(crate) fn show_value(value: &FactValue, entry: Option<&FactEntry>) -> Words {
    match value {
        FactValue::Flag(true) => Words::new("có", "yes"),
        FactValue::Flag(false) => Words::new("không", "no"),
        FactValue::Number(number) => show_number(*number),
        FactValue::Numbers(numbers) => join(numbers.iter().map(|number| show_number(*number))),
        FactValue::Date(date) => show_date(*date),
        FactValue::Dates(dates) => join(dates.iter().map(|date| show_date(*date))),
        FactValue::Instant(at) => show_instant(*at),
        FactValue::Text(text) => entry
            .and_then(|entry| entry.words.get(text))
            .cloned()
            .unwrap_or_else(|| Words::new(text, text)),
    }
}

fn join(items: impl Iterator<Item = Words>) -> Words {
    let (vi, en): (Vec<_>, Vec<_>) = items.map(|item| (item.vi, item.en)).unzip();
    Words::new(vi.join("; "), en.join("; "))
}

/// A date: `17/06/2021` and `17 June 2021`.
pub(crate) fn show_date(date: Date) -> Words {
    Words::new(date.strftime("%d/%m/%Y").to_string(), date.strftime("%-d %B %Y").to_string())
}

/// An instant on Vietnam's clock.
pub fn show_instant(at: Timestamp) -> Words {
    let local = VIETNAM_OFFSET.to_datetime(at);
    Words::new(
        local.strftime("%H:%M ngày %d/%m/%Y").to_string(),
        local.strftime("%H:%M on %-d %B %Y").to_string(),
    )
}

/// A number with at most two decimals, as thresholds and facts show it.
pub(crate) fn plain_number(number: f64) -> String {
    let text = format!("{number:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

fn show_number(number: f64) -> Words {
    let plain = plain_number(number);
    Words::new(plain.replace('.', ","), plain)
}

/// A value in symbols, for thresholds.
pub(crate) fn symbol(value: &FactValue) -> String {
    match value {
        FactValue::Number(number) => plain_number(*number),
        other => other.to_string(),
    }
}
