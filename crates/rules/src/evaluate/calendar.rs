//! Sampling rounds on numbered days after the latest case.

use jiff::civil::Date;
use taicho_model::{Confidence, FactValue, Words};

use crate::evaluate::desk::{Desk, add_days, noted_on};
use crate::evaluate::effect::Row;
use crate::evaluate::known::{date, number};
use crate::notation::Calendar;

/// A round of the calendar.
struct Round {
    number: usize,
    on: Date,
    owed: bool,
}

impl Desk<'_> {
    /// The rounds that are owed, and those of them that are over: taken, or missed.
    pub(crate) fn calendar(&mut self, calendar: &Calendar) -> (Option<Vec<Row>>, Confidence) {
        let anchor = self.shown_fact(&calendar.anchor);
        let taken = self.shown_fact(&calendar.taken);
        let days = self.parameter(&calendar.days);
        let owed = self.parameter(&calendar.owed);
        let day_one = self.parameter(&calendar.day_one);
        let (Some(anchor), Some(taken)) = (anchor, taken) else { return (None, Confidence::U) };
        let tags = [anchor.tag, taken.tag, days.tag, owed.tag, day_one.tag];
        let tag = tags.into_iter().max().unwrap_or(Confidence::U);
        let (Some(anchor), Some(day_one)) = (date(&anchor.value), number(&day_one.value)) else {
            return (None, Confidence::U);
        };
        let taken = match taken.value {
            FactValue::Dates(dates) => dates,
            _ => Vec::new(),
        };
        let (FactValue::Numbers(days), FactValue::Numbers(owed)) = (days.value, owed.value) else {
            return (None, Confidence::U);
        };
        let rounds: Vec<Round> = days
            .iter()
            .enumerate()
            .filter_map(|(index, day)| {
                let on = add_days(anchor, day_one + day - 1.0)?;
                Some(Round { number: index + 1, on, owed: owed.contains(day) })
            })
            .collect();
        let awaited = calendar.awaited.as_ref().and_then(|name| self.fact_if_known(name));
        let awaited = match awaited.map(|known| known.value) {
            Some(FactValue::Dates(dates)) => dates,
            _ => Vec::new(),
        };
        (Some(self.round_rows(&rounds, (&taken, &awaited), calendar.catch_up)), tag)
    }

    fn round_rows(
        &self,
        rounds: &[Round],
        (taken, awaited): (&[Date], &[Date]),
        catch_up: bool,
    ) -> Vec<Row> {
        let mut rows = Vec::new();
        let mut caught_up = false;
        for (index, round) in rounds.iter().enumerate() {
            if !round.owed {
                continue;
            }
            let next = rounds.get(index + 1).map(|next| next.on);
            let within = |day: &&Date| **day >= round.on && next.is_none_or(|next| **day < next);
            let mut row =
                Row { from: Some(round.on), ..Row::new(FactValue::Number(round.number as f64)) };
            if let Some(day) = taken.iter().find(within) {
                row.changes = false;
                row.notes.push(noted_on(*day, "Đã lấy mẫu ngày", "Taken on"));
                if awaited.contains(day) {
                    row.notes.push(Words::new(
                        "Đang chờ kết quả của lần lấy mẫu này.",
                        "The results of this round are awaited.",
                    ));
                }
            } else if round.on < self.day {
                let sampled_since = taken.iter().any(|day| *day >= round.on);
                let due_today = rounds.iter().any(|other| other.owed && other.on == self.day);
                if catch_up && !caught_up && !sampled_since && !due_today {
                    caught_up = true;
                    row.from = Some(self.day);
                    row.notes.push(noted_on(
                        round.on,
                        "Lấy mẫu bù, vì chưa ghi nhận lần nào kể từ ngày",
                        "Catch-up round, for none was recorded since",
                    ));
                } else {
                    row.changes = false;
                    row.notes.push(missed(round.on));
                }
            }
            rows.push(row);
        }
        rows
    }
}

fn missed(on: Date) -> Words {
    noted_on(
        on,
        "Đã qua ngày lấy mẫu, chưa ghi nhận kết quả lần này: ngày",
        "This day has passed and no round is recorded:",
    )
}
