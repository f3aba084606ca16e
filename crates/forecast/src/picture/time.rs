use jiff::civil::{Date, Weekday, date};
use jiff::{Span, ToSpan};
use taicho_model::markup::width;

use crate::Step;

/// A day, counted from 1 January 1970.
pub(super) fn number(on: Date) -> i64 {
    let since = date(1970, 1, 1).until(on).map(|span| span.get_days());
    i64::from(since.unwrap_or_default())
}

/// The date of a day so counted.
pub(super) fn civil(day: i64) -> Date {
    let epoch = date(1970, 1, 1);
    let span = Span::new().try_days(day);
    span.ok().and_then(|span| epoch.checked_add(span).ok()).unwrap_or(epoch)
}

/// A whole date.
pub(super) fn written(day: i64, vi: bool) -> String {
    civil(day).strftime(if vi { "%d/%m/%Y" } else { "%-d %b %Y" }).to_string()
}

/// A date without its year.
pub(super) fn day_month(day: i64, vi: bool) -> String {
    civil(day).strftime(if vi { "%d/%m" } else { "%-d %b" }).to_string()
}

/// The number of a day of something that has no dates.
pub(super) fn numbered(day: i64, vi: bool) -> String {
    if vi { format!("ngày {day}") } else { format!("day {day}") }
}

/// What the dates of an axis are.
pub(super) fn named(step: Step, vi: bool) -> &'static str {
    match (step, vi) {
        (Step::Day, true) => "Ngày",
        (Step::Day, false) => "Day",
        (Step::Week, true) => "Tuần, ghi ngày đầu tuần",
        (Step::Week, false) => "Week, by its first day",
        (Step::Month, true) => "Tháng",
        (Step::Month, false) => "Month",
    }
}

/// The first days of so many steps, and of the one after them.
pub(super) fn starts(first_on: Date, step: Step, many: usize) -> Vec<i64> {
    let first = number(first_on);
    let start = |at: usize| match step {
        Step::Day => first + at as i64,
        Step::Week => first + at as i64 * 7,
        Step::Month => number(first_on.saturating_add((at as i64).months())),
    };
    (0..=many).map(start).collect()
}

/// The days from left to right.
#[derive(Clone, Copy, Debug)]
pub(super) struct TimeAxis {
    first: i64,
    /// The day after the last.
    end: i64,
    pub(super) left: f64,
    pub(super) right: f64,
    /// Days have numbers instead of dates.
    numbered: bool,
}

/// A text below the axis.
pub(super) struct Tick {
    pub(super) x: f64,
    pub(super) text: String,
    /// Below it, where a year begins.
    pub(super) year: Option<String>,
}

impl TimeAxis {
    /// From a day to another, both shown.
    pub(super) fn over(first: i64, last: i64, left: f64, right: f64) -> Self {
        Self { first, end: last.max(first) + 1, left, right, numbered: false }
    }

    /// The same days with numbers instead of dates.
    pub(super) fn numbered(self) -> Self {
        Self { numbered: true, ..self }
    }

    pub(super) fn px_per_day(&self) -> f64 {
        (self.right - self.left) / (self.end - self.first) as f64
    }

    /// Where a day begins.
    pub(super) fn begin(&self, day: i64) -> f64 {
        self.left + (day.clamp(self.first, self.end) - self.first) as f64 * self.px_per_day()
    }

    /// The middle of a day.
    pub(super) fn middle(&self, day: i64) -> f64 {
        self.begin(day) + self.px_per_day() / 2.0
    }

    pub(super) fn holds(&self, day: i64) -> bool {
        (self.first..self.end).contains(&day)
    }

    /// As many dates as there is room for; those of weeks and months stand below the middle of theirs.
    pub(super) fn ticks(&self, step: Step, size: f64, vi: bool) -> Vec<Tick> {
        if self.numbered {
            return self.numbers(size);
        }
        let sample = match (step, vi) {
            (Step::Month, true) => "03/2021",
            (Step::Month, false) => "Mar 2021",
            (_, true) => "30/03",
            (_, false) => "30 Mar",
        };
        let least = width(sample, size) + size * 0.8;
        let by_year = step == Step::Month && self.months_apart(least) >= 12;
        let date = |day| match step {
            Step::Month if by_year => civil(day).strftime("%Y").to_string(),
            Step::Month => civil(day).strftime(if vi { "%m/%Y" } else { "%b %Y" }).to_string(),
            _ => day_month(day, vi),
        };
        let marked = if by_year {
            self.months(self.months_apart(width("2021", size) + size * 0.8).max(12))
        } else {
            self.marked(step, least)
        };
        let mut ticks: Vec<Tick> = Vec::new();
        let mut year = None;
        for day in marked {
            let on = civil(day);
            let here = match step {
                Step::Day => self.middle(day),
                Step::Week => (self.begin(day) + self.begin(day + 7)) / 2.0,
                Step::Month => {
                    let next = number(on.saturating_add(1.month()));
                    (self.begin(day) + self.begin(next)) / 2.0
                }
            };
            let year_begins = step != Step::Month && year != Some(on.year());
            year = Some(on.year());
            let text = on.strftime("%Y").to_string();
            ticks.push(Tick { x: here, text: date(day), year: year_begins.then_some(text) });
        }
        ticks
    }

    /// As many numbers of days as there is room for.
    fn numbers(&self, size: f64) -> Vec<Tick> {
        const DAYS: [i64; 10] = [1, 2, 5, 10, 20, 30, 50, 100, 200, 500];
        let least = width("000", size) + size * 0.8;
        let every = DAYS.into_iter().find(|days| self.px_per_day() * *days as f64 >= least);
        let every = every.unwrap_or(1_000);
        let from = self.first + (-self.first).rem_euclid(every);
        let days = (0..).map(|at| from + at * every).take_while(|day| *day < self.end);
        days.map(|day| Tick { x: self.middle(day), text: day.to_string(), year: None }).collect()
    }

    fn marked(&self, step: Step, least: f64) -> Vec<i64> {
        let px = self.px_per_day();
        let every = |days: i64, from: i64| -> Vec<i64> {
            let mut marked = Vec::new();
            let mut day = from;
            while day < self.end {
                marked.push(day);
                day += days;
            }
            marked
        };
        let from_monday = || {
            let days =
                (self.first..self.first + 7).find(|day| civil(*day).weekday() == Weekday::Monday);
            days.unwrap_or(self.first)
        };
        let enough = |days: i64| px * days as f64 >= least;
        let marked = match step {
            Step::Day if enough(1) => every(1, self.first),
            Step::Day if enough(2) => every(2, self.first),
            Step::Day if enough(7) => every(7, from_monday()),
            Step::Day if enough(14) => every(14, from_monday()),
            Step::Week => match [1, 2, 4, 8].into_iter().find(|weeks| enough(weeks * 7)) {
                Some(weeks) => every(weeks * 7, self.first),
                None => self.months(self.months_apart(least)),
            },
            _ => self.months(self.months_apart(least)),
        };
        if marked.is_empty() { vec![self.first] } else { marked }
    }

    /// How many months lie between two texts, a month at least.
    fn months_apart(&self, least: f64) -> i64 {
        const MONTHS: [i64; 14] =
            [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1_200, 2_400, 6_000, 12_000];
        let px = self.px_per_day();
        let room = |months: &i64| px * 28.0 * *months as f64 >= least;
        MONTHS.into_iter().find(room).unwrap_or(24_000)
    }

    /// The firsts of every month, every second, and so on to every so many years.
    fn months(&self, every: i64) -> Vec<i64> {
        let first = civil(self.first);
        let months_of = |on: Date| i64::from(on.year()) * 12 + i64::from(on.month()) - 1;
        let mut at = months_of(first);
        if first.day() > 1 {
            at += 1;
        }
        at += (-at).rem_euclid(every);
        let mut marked = Vec::new();
        loop {
            let (year, month) = (at.div_euclid(12), at.rem_euclid(12) + 1);
            let on = i16::try_from(year).ok().and_then(|year| Date::new(year, month as i8, 1).ok());
            match on.map(number).filter(|day| *day < self.end) {
                Some(day) => marked.push(day),
                None => return marked,
            }
            at += every;
        }
    }
}
