//! Days of a scenario, by number or by date.

use std::ops::RangeInclusive;

use jiff::civil::Date;
use serde::Deserialize;

use super::fault::Faults;

/// A day: a number counted from day 0, or a date.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum When {
    Number(u32),
    Date(toml::value::Datetime),
}

/// The days of a scenario.
#[derive(Clone, Copy, Debug)]
pub(super) struct Calendar {
    pub(super) starts_on: Option<Date>,
    /// The last day; the first is 0.
    pub(super) days: u16,
}

impl Calendar {
    pub(super) fn date(day: &toml::value::Datetime) -> Option<Date> {
        let date = day.date?;
        Date::new(i16::try_from(date.year).ok()?, date.month as i8, date.day as i8).ok()
    }

    /// The number of a day; below zero where it lies before day 0.
    pub(super) fn number(&self, when: &When) -> Option<i64> {
        match when {
            When::Number(day) => Some(i64::from(*day)),
            When::Date(day) => {
                let (date, start) = (Self::date(day)?, self.starts_on?);
                Some(i64::from(start.until(date).ok()?.get_days()))
            }
        }
    }

    /// The days of a stretch that lie in the scenario; without ends it lasts throughout.
    pub(super) fn stretch(&self, from: Option<&When>, until: Option<&When>) -> RangeInclusive<u16> {
        let last = i64::from(self.days);
        let from = from.and_then(|when| self.number(when)).unwrap_or_default();
        let until = until.and_then(|when| self.number(when)).unwrap_or(last).min(last);
        if until < 0 || from > until {
            return RangeInclusive::new(1, 0);
        }
        from.max(0) as u16..=until as u16
    }

    pub(super) fn check(
        &self,
        place: &str,
        from: Option<&When>,
        until: Option<&When>,
        faults: &mut Faults,
    ) {
        for (name, when) in [("from", from), ("until", until)] {
            let Some(when) = when else { continue };
            let place = format!("{place}.{name}");
            if self.number(when).is_none() {
                match self.starts_on {
                    None => faults.add(
                        &place,
                        "là ngày tháng, nên cần starts_on",
                        "is a date and needs starts_on",
                    ),
                    Some(_) => faults.add(&place, "không phải là một ngày", "is not a day"),
                }
            }
        }
        let [from, until] = [from, until].map(|when| when.and_then(|when| self.number(when)));
        if let (Some(from), Some(until)) = (from, until)
            && until < from
        {
            faults.add(place, "kết thúc trước khi bắt đầu", "ends before it begins");
        }
        if let Some(from) = from
            && from > i64::from(self.days)
        {
            faults.add(
                place,
                "bắt đầu sau ngày cuối của kịch bản",
                "begins after the last day of the scenario",
            );
        }
    }
}
