use std::collections::BTreeMap;

use jiff::civil::{Date, ISOWeekDate, Weekday, date};
use taicho_forecast::Step;
use taicho_model::{Words, vietnamese};
use taicho_normalise::{self as normalise, DateOrder, PartialDate};
use taicho_sheets::Table;

use super::super::{Remarks, days_since_1970};
use super::columns::{Columns, Dated};
use super::{CountsOptions, Faults};

mod build;

/// The first day of a table that says none: a Monday.
const FIRST_ON: Date = date(2001, 1, 1);

/// Days from the median of a table beyond which a date is a slip of the hand.
const FAR_DAYS: i64 = 18_262;

/// The dates of a table, each text kept once and read when all are known.
#[derive(Default)]
pub(super) struct Days {
    texts: Vec<String>,
    numbers: BTreeMap<String, u32>,
    /// The text of each row.
    rows: Vec<(u32, u32)>,
    last: u32,
}

/// How a text of a date was read.
#[derive(Clone, Copy)]
enum Read {
    Day(Date, DateOrder),
    Week(Date),
    Month(Date),
}

/// Where each text of a date stands among the steps.
pub(super) struct Steps {
    /// The step of each text; none for a text that could not be read.
    at: Vec<Option<i64>>,
    /// The first day of step 0.
    first_on: Date,
    /// How long a count of the table covers.
    step: Step,
    /// The step into which counts are gathered.
    wanted: Step,
}

impl Days {
    pub(super) fn add(&mut self, text: &str, row: u32) -> u32 {
        let text = text.trim();
        if self.texts.get(self.last as usize).is_none_or(|last| last != text) {
            self.last = match self.numbers.get(text) {
                Some(number) => *number,
                None => {
                    let number = self.texts.len() as u32;
                    self.texts.push(text.to_owned());
                    self.numbers.insert(text.to_owned(), number);
                    number
                }
            };
        }
        self.rows.push((self.last, row));
        self.last
    }

    /// A year and its week or month, as `2021-W07` or `2021-07`.
    pub(super) fn add_part(&mut self, year: &str, part: &str, is_week: bool, row: u32) -> u32 {
        let whole = |text: &str| text.trim().trim_end_matches(".0").parse::<u16>().ok();
        let text = match (whole(year), whole(part)) {
            (Some(year), Some(part)) if is_week => format!("{year:04}-W{part:02}"),
            (Some(year), Some(part)) => format!("{year:04}-{part:02}"),
            _ => format!("{} / {}", year.trim(), part.trim()),
        };
        self.add(&text, row)
    }

    /// Reads the dates and finds the step; none where a date is bad.
    pub(super) fn steps(
        &self,
        columns: &Columns,
        rows: u32,
        options: &CountsOptions,
        table: &Table,
        faults: &mut Faults,
        remarks: &mut Remarks,
    ) -> Option<Steps> {
        let numbered = match columns {
            Columns::Long { dated: Dated::Nowhere, .. }
            | Columns::Wide { dated: Dated::Nowhere, .. } => {
                Some((0..rows).map(|row| Some(i64::from(row))).collect())
            }
            _ => self.numbers(),
        };
        if let Some(at) = numbered {
            return Some(numbered_steps(at, columns, options, table, remarks));
        }
        let reads = self.read(columns.date_column(), table, faults, remarks);
        let natural = natural_step(reads.iter().flatten().copied());
        let (first_on, at) = placed(&reads, natural);
        if far_dates(&reads, |text, why| self.fault(text, why, columns, table, faults)) {
            return None;
        }
        let wanted = options.step.unwrap_or(natural);
        let step = match (natural, wanted) {
            _ if natural == wanted => natural,
            (Step::Day, _) => Step::Day,
            (_, Step::Day) => {
                let (first_on, at) = placed(&reads, Step::Day);
                return Some(Steps { at, first_on, step: Step::Day, wanted });
            }
            (Step::Week | Step::Month, _) => {
                let why = (
                    "counts.step",
                    Words::new(
                        "số liệu theo tuần và theo tháng không quy đổi được cho nhau",
                        "counts by week cannot be made counts by month, nor the reverse",
                    ),
                );
                self.fault(0, why, columns, table, faults);
                return None;
            }
        };
        Some(Steps { at, first_on, step, wanted })
    }

    /// Whole numbers in place of dates: the numbers of steps.
    fn numbers(&self) -> Option<Vec<Option<i64>>> {
        let numbers: Vec<i64> = self
            .texts
            .iter()
            .map(|text| text.trim_end_matches(".0").parse().ok())
            .collect::<Option<_>>()?;
        let (least, most) = (*numbers.iter().min()?, *numbers.iter().max()?);
        let are_steps = least >= 0 && most <= 20_000 && !(least >= 1900 && most <= 2100);
        are_steps.then(|| numbers.into_iter().map(|number| Some(number - least)).collect())
    }

    fn read(
        &self,
        column: usize,
        table: &Table,
        faults: &mut Faults,
        remarks: &mut Remarks,
    ) -> Vec<Option<Read>> {
        let read: Vec<_> = self.texts.iter().map(|text| read_one(text)).collect();
        let mut orders = [0_u32; 3];
        for read in read.iter().flatten() {
            if let Read::Day(_, order) = read {
                orders[*order as usize] += 1;
            }
        }
        for (text, row) in &self.rows {
            if let Err((code, words)) = &read[*text as usize] {
                faults.add(table, *row, column, code, words.clone());
            }
        }
        let month_first = orders[DateOrder::MonthFirst as usize] > 0;
        if month_first && orders[DateOrder::Assumed as usize] > 0 {
            remarks.add(
                table,
                self.rows[0].1,
                "counts.month_first",
                "cột ngày ghi tháng trước ngày: mọi ngày trong cột được đọc như vậy",
                "the dates have the month first, and all of the column are read so",
            );
        }
        read.into_iter()
            .map(|read| match read {
                Ok(Read::Day(day, DateOrder::Assumed)) if month_first => {
                    Date::new(day.year(), day.day(), day.month())
                        .ok()
                        .map(|day| Read::Day(day, DateOrder::MonthFirst))
                }
                Ok(read) => Some(read),
                Err(_) => None,
            })
            .collect()
    }

    fn fault(
        &self,
        text: usize,
        (code, why): (&'static str, Words),
        columns: &Columns,
        table: &Table,
        faults: &mut Faults,
    ) {
        for (_, row) in self.rows.iter().filter(|(of, _)| *of as usize == text) {
            faults.add(table, *row, columns.date_column(), code, why.clone());
        }
    }
}

fn numbered_steps(
    at: Vec<Option<i64>>,
    columns: &Columns,
    options: &CountsOptions,
    table: &Table,
    remarks: &mut Remarks,
) -> Steps {
    let heading = table.header().get(columns.date_column());
    let heading = heading.map(|text| vietnamese::bare(text)).unwrap_or_default();
    let is_dated = !matches!(
        columns,
        Columns::Long { dated: Dated::Nowhere, .. } | Columns::Wide { dated: Dated::Nowhere, .. }
    );
    let step = options.step.unwrap_or(match heading.as_str() {
        _ if !is_dated => Step::Day,
        name if name.contains("week") || name.contains("tuan") => Step::Week,
        name if name.contains("month") || name.contains("thang") => Step::Month,
        _ => Step::Day,
    });
    if options.first_on.is_none() {
        remarks.add(
            table,
            table.header_row(),
            "counts.no_dates",
            "bảng không có ngày tháng: bước đầu tiên được đặt là 2001-01-01; hãy nêu ngày đầu tiên",
            "the table has no dates: its first step is put on 2001-01-01; say its first day",
        );
    }
    let first_on = start_of(options.first_on.unwrap_or(FIRST_ON), step);
    Steps { at, first_on, step, wanted: step }
}

/// The first day of the step that a day lies in.
fn start_of(day: Date, step: Step) -> Date {
    match step {
        Step::Day => day,
        Step::Week => {
            day.saturating_sub(jiff::Span::new().days(day.weekday().to_monday_zero_offset()))
        }
        Step::Month => day.first_of_month(),
    }
}

fn read_one(text: &str) -> Result<Read, (&'static str, Words)> {
    if let Some(monday) = week(text) {
        return Ok(Read::Week(monday));
    }
    let read = normalise::date(text, None).map_err(|reason| (reason.code, reason.words))?.value;
    match read.date {
        PartialDate::Day(day) => Ok(Read::Day(day, read.order)),
        PartialDate::Month { year, month } => Ok(Read::Month(date(year, month, 1))),
        PartialDate::Year(_) => Err((
            "counts.year",
            Words::new(
                format!("“{text}”: cần ngày, tuần hoặc tháng, không chỉ năm"),
                format!("“{text}” is a year, and a day, week or month is needed"),
            ),
        )),
    }
}

/// The Monday of `2021-W07`, `W7/2021`, `tuần 7/2021`, `tuần 7 năm 2021`.
fn week(text: &str) -> Option<Date> {
    let text = vietnamese::bare(text);
    if !(text.contains("tuan") || text.contains('w')) {
        return None;
    }
    let rest = text.replace("tuan", " ").replace("nam", " ").replace("week", " ").replace('w', " ");
    let marks = |letter: char| letter == '/' || letter == '-' || letter == ',' || letter == ' ';
    let mut parts = rest.split(marks).filter(|part| !part.is_empty()).map(str::parse::<i16>);
    let (one, other) = (parts.next()?.ok()?, parts.next()?.ok()?);
    let (year, week) = if one > 99 { (one, other) } else { (other, one) };
    if parts.next().is_some() || !(1900..=2200).contains(&year) {
        return None;
    }
    ISOWeekDate::new(year, i8::try_from(week).ok()?, Weekday::Monday).ok().map(ISOWeekDate::date)
}

/// The step that the dates themselves show.
fn natural_step(reads: impl Iterator<Item = Read>) -> Step {
    let (mut days, mut months, mut weeks) = (Vec::new(), 0, 0);
    for read in reads {
        match read {
            Read::Day(day, _) => days.push(day),
            Read::Month(_) => months += 1,
            Read::Week(_) => weeks += 1,
        }
    }
    if days.is_empty() {
        return if months > weeks { Step::Month } else { Step::Week };
    }
    days.sort_unstable();
    days.dedup();
    let numbers: Vec<i64> = days.iter().map(|day| days_since_1970(*day)).collect();
    if months > 0 || (days.len() > 1 && days.iter().all(|day| day.day() == 1)) {
        Step::Month
    } else if weeks > 0
        || (days.len() > 1 && numbers.windows(2).all(|two| (two[1] - two[0]) % 7 == 0))
    {
        Step::Week
    } else {
        Step::Day
    }
}

/// The first day of the first step, and the step of each text.
fn placed(reads: &[Option<Read>], step: Step) -> (Date, Vec<Option<i64>>) {
    let start = |read: &Read| match read {
        Read::Day(day, _) | Read::Week(day) | Read::Month(day) => start_of(*day, step),
    };
    let first_on = reads.iter().flatten().map(start).min().unwrap_or(FIRST_ON);
    let month = |day: Date| i64::from(day.year()) * 12 + i64::from(day.month());
    let at = |read: &Read| {
        let day = start(read);
        let days = days_since_1970(day) - days_since_1970(first_on);
        match step {
            Step::Day => days,
            Step::Week => days / 7,
            Step::Month => month(day) - month(first_on),
        }
    };
    (first_on, reads.iter().map(|read| read.as_ref().map(at)).collect())
}

/// Names the dates that lie half a century from the others.
fn far_dates(reads: &[Option<Read>], mut fault: impl FnMut(usize, (&'static str, Words))) -> bool {
    let day = |read: &Read| match read {
        Read::Day(day, _) | Read::Week(day) | Read::Month(day) => days_since_1970(*day),
    };
    let mut days: Vec<i64> = reads.iter().flatten().map(day).collect();
    days.sort_unstable();
    let Some(median) = days.get(days.len() / 2) else { return true };
    let mut any = false;
    for (text, read) in reads.iter().enumerate() {
        if read.as_ref().is_some_and(|read| (day(read) - median).abs() > FAR_DAYS) {
            any = true;
            let words = Words::new(
                "ngày cách các ngày khác hơn 50 năm",
                "the date lies over 50 years from the others",
            );
            fault(text, ("counts.far_day", words));
        }
    }
    any
}
