//! The rows that an effect gives.

use jiff::civil::{Date, Weekday};
use jiff::{Span, Timestamp};
use taicho_model::{Confidence, FactValue, Words, vietnam_date, vietnam_midnight};

use crate::evaluate::desk::{Desk, add_days, noted_on};
use crate::evaluate::known::number;
use crate::notation::{Answer, Due, Effect, Moment};
use crate::wording::show_instant;

/// A proposal before it is signed with its rule and facts.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Row {
    pub(crate) value: FactValue,
    pub(crate) from: Option<Date>,
    pub(crate) until: Option<Date>,
    pub(crate) due_at: Option<Timestamp>,
    pub(crate) changes: bool,
    pub(crate) why: Words,
    pub(crate) notes: Vec<Words>,
}

impl Row {
    pub(crate) fn new(value: FactValue) -> Self {
        Self {
            value,
            from: None,
            until: None,
            due_at: None,
            changes: true,
            why: Words::default(),
            notes: Vec::new(),
        }
    }

    /// What an officer would decide on: two readings that agree on it are one.
    pub(crate) fn core(&self) -> (&FactValue, Option<Date>, Option<Date>, Option<Timestamp>) {
        (&self.value, self.from, self.until, self.due_at)
    }
}

impl Desk<'_> {
    /// The rows of an effect and the weakest tag that they rest on; none where a date or value is not known.
    pub(crate) fn rows(&mut self, effect: &Effect, why: &Words) -> (Option<Vec<Row>>, Confidence) {
        let (rows, tag) = match effect {
            Effect::Calendar(calendar) => self.calendar(calendar),
            Effect::Answer { value, from, until, due_at, under_way } => {
                match self.answer_row(value, from.as_ref(), until.as_ref(), due_at.as_ref()) {
                    Some((mut row, tag)) => {
                        row.changes = !under_way;
                        if *under_way {
                            // It began when it began, and nobody is late.
                            row.notes.clear();
                        }
                        (Some(vec![row]), tag)
                    }
                    None => (None, Confidence::U),
                }
            }
        };
        if self.readings.is_quiet {
            return (rows, tag);
        }
        let why = self.fill(why);
        let rows = rows.map(|mut rows| {
            rows.iter_mut().for_each(|row| row.why = why.clone());
            rows
        });
        (rows, tag)
    }

    fn answer_row(
        &mut self,
        value: &Answer,
        from: Option<&Moment>,
        until: Option<&Moment>,
        due_at: Option<&Due>,
    ) -> Option<(Row, Confidence)> {
        let (value, mut tag) = match value {
            Answer::Literal(value) => (value.clone(), Confidence::V),
            Answer::Parameter(name) => {
                let known = self.parameter(name);
                (known.value, known.tag)
            }
            Answer::Disease => {
                (FactValue::Text(self.subject.disease_code()?.to_owned()), Confidence::V)
            }
        };
        let mut row = Row::new(value);
        if let Some(moment) = from {
            let (day, day_tag) = self.moment(moment)?;
            (row.from, tag) = (Some(day), tag.max(day_tag));
            if day < self.day {
                row.notes.push(noted_on(
                    day,
                    "Ngày bắt đầu đã qua khi đề xuất này được đưa ra: ngày",
                    "The first day had passed when this was proposed:",
                ));
            }
        }
        if let Some(moment) = until {
            let (day, day_tag) = self.moment(moment)?;
            (row.until, tag) = (Some(day), tag.max(day_tag));
        }
        if let Some(due) = due_at {
            let (at, due_tag) = self.due(due)?;
            (row.due_at, tag) = (Some(at), tag.max(due_tag));
            if at < self.as_of {
                let shown = show_instant(at);
                row.notes.push(Words::new(
                    format!("Đã quá hạn từ {}.", shown.vi),
                    format!("Overdue since {}.", shown.en),
                ));
            }
        }
        Some((row, tag))
    }

    pub(crate) fn due(&mut self, due: &Due) -> Option<(Timestamp, Confidence)> {
        match due {
            Due::HoursAfter { hours, fact } => {
                let known = self.shown_fact(fact)?;
                let hours = self.parameter(hours);
                let FactValue::Instant(at) = known.value else { return None };
                let seconds = (number(&hours.value)? * 3600.0) as i64;
                let at = at.checked_add(Span::new().try_seconds(seconds).ok()?).ok()?;
                Some((at, known.tag.max(hours.tag)))
            }
            Due::EndOfDay { days, fact } => {
                let known = self.shown_fact(fact)?;
                let days = self.parameter(days);
                let FactValue::Instant(at) = known.value else { return None };
                let last = add_days(vietnam_date(at), number(&days.value)?)?;
                Some((vietnam_midnight(last.tomorrow().ok()?), known.tag.max(days.tag)))
            }
            Due::NextWeek { before_weekday, fact } => {
                let known = self.shown_fact(fact)?;
                let weekday = self.parameter(before_weekday);
                let FactValue::Instant(at) = known.value else { return None };
                let weekday_tag = weekday.tag;
                let offset = number(&weekday.value)? as i8;
                let weekday = Weekday::from_monday_one_offset(offset).ok()?;
                let monday = next_monday(vietnam_date(at))?;
                let day = if weekday == Weekday::Monday {
                    monday
                } else {
                    monday.nth_weekday(1, weekday).ok()?
                };
                Some((vietnam_midnight(day), known.tag.max(weekday_tag)))
            }
        }
    }
}

/// The Monday after the week in which a day lies.
fn next_monday(day: Date) -> Option<Date> {
    day.nth_weekday(1, Weekday::Monday).ok()
}
