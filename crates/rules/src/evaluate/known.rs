use jiff::civil::Date;
use taicho_model::{Confidence, FactValue, Origin};

/// A value with who stands behind it.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    pub(crate) value: FactValue,
    pub(crate) origin: Option<Origin>,
    pub(crate) tag: Confidence,
}

pub(crate) fn number(value: &FactValue) -> Option<f64> {
    match value {
        FactValue::Number(number) => Some(*number),
        _ => None,
    }
}

pub(crate) fn date(value: &FactValue) -> Option<Date> {
    match value {
        FactValue::Date(date) => Some(*date),
        _ => None,
    }
}

/// Whole days from one date to another.
pub(crate) fn days(from: Date, to: Date) -> f64 {
    from.until(to).map_or(0.0, |span| f64::from(span.get_days()))
}
