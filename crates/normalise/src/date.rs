use jiff::ToSpan;
use jiff::civil::{Date, DateTime, date as civil};
use taicho_model::Note;

use crate::reason::{Normal, Reason, shown};

mod parts;

/// A date as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartialDate {
    /// The day.
    Day(Date),
    /// The month and no day.
    Month {
        /// The year.
        year: i16,
        /// The month, 1 to 12.
        month: i8,
    },
    /// The year alone.
    Year(i16),
}

impl PartialDate {
    /// The year, which is always known.
    pub fn year(self) -> i16 {
        match self {
            PartialDate::Day(day) => day.year(),
            PartialDate::Month { year, .. } | PartialDate::Year(year) => year,
        }
    }

    /// The day, where it is known.
    pub fn day(self) -> Option<Date> {
        match self {
            PartialDate::Day(day) => Some(day),
            _ => None,
        }
    }

    fn first_day(self) -> Date {
        match self {
            PartialDate::Day(day) => day,
            PartialDate::Month { year, month } => civil(year, month, 1),
            PartialDate::Year(year) => civil(year, 1, 1),
        }
    }
}

/// How sure the order of day and month is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateOrder {
    /// Only one order is possible, or the text says which is which.
    Certain,
    /// Both orders are possible; the day was taken to come first, as in Vietnam.
    Assumed,
    /// Only month before day is possible, as American settings write it.
    MonthFirst,
}

/// A date that was read, and how sure the order of its parts is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateRead {
    /// The date.
    pub date: PartialDate,
    /// The order of its parts.
    pub order: DateOrder,
}

/// The orders met in one column: a column that has dates with the month first makes its other dates doubtful.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DateOrders {
    /// Dates of which both orders are possible.
    pub assumed: u32,
    /// Dates that have the month first for certain.
    pub month_first: u32,
}

impl DateOrders {
    /// Counts a date.
    pub fn add(&mut self, order: DateOrder) {
        match order {
            DateOrder::Certain => {}
            DateOrder::Assumed => self.assumed += 1,
            DateOrder::MonthFirst => self.month_first += 1,
        }
    }

    /// What to tell about the column as a whole, if anything.
    pub fn note(self) -> Option<Note> {
        let Self { assumed, month_first } = self;
        (assumed > 0 && month_first > 0).then(|| {
            Note::new(
                "date.column_ambiguous",
                format!("cột có {month_first} ngày ghi tháng trước ngày, nên {assumed} ngày khác (đã đọc ngày trước) có thể bị đảo"),
                format!("{month_first} dates of the column have the month first, so {assumed} others, read day first, may be swapped"),
            )
        })
    }
}

/// The date that a text writes; refused when it lies after `latest`.
///
/// | written | read | why |
/// | --- | --- | --- |
/// | `17/06/2021`, `17-6-2021`, `17.6.2021`, `17 / 6 / 2021` | 17 June 2021 | day first |
/// | `03/04/2021` | 3 April, order assumed | see [`DateOrders`] |
/// | `06/17/2021` | 17 June, noted | no month 17: month first |
/// | `17/6/21`, `17/6/58` | 2021; 1958 when `latest` is before 2058 | two digits: the last such year that is not after `latest`; without `latest`, 00 to 49 are 20xx |
/// | `2021-06-17`, `2021/06/17`, `2021-06-17T14:30:00`, `17/06/2021 14:30` | 17 June 2021 | ISO; a time of day is left out |
/// | `44364` | 17 June 2021, noted | Excel's serial number |
/// | `17062021`, `20210617` | 17 June 2021, noted | digits without marks |
/// | `ngày 17 tháng 6 năm 2021`, `17 thg 6, 2021`, `17-Jun-21` | 17 June 2021 | in words |
/// | `tháng 6/2021`, `6/2021`, `06-2021`, `00/06/2021` | June 2021 | no day |
/// | `1985`, `năm 1985`, `sinh 1985`, `//1985`, `00/00/1985` | 1985 | year alone |
/// | `31/4/2021`, `29/2/2021`, `29/02/1900` | refused: no such day | |
/// | `không rõ`, `?` | refused: unknown | |
///
/// ```
/// use jiff::civil::{Date, date as day};
/// use taicho_normalise::{DateOrder, PartialDate, date};
/// let read = |text: &str| date(text, Some(day(2021, 6, 30))).map(|read| read.value.date);
/// for text in ["17/06/2021", "17-6-2021", "17.6.2021", "17 / 6 / 2021", "17/6/21", "2021-06-17", "2021/06/17", "06/17/2021",
///              "2021-06-17T14:30:00", "17/06/2021 14:30", "44364", "17062021", "20210617", "ngày 17 tháng 6 năm 2021",
///              "Ngày 17 tháng 06 năm 2021", "17 thg 6, 2021", "17-Jun-21", "17 June 2021", "Jun 17, 2021", "17-Thg6-21"] {
///     assert_eq!(read(text), Ok(PartialDate::Day(day(2021, 6, 17))), "{text}");
/// }
/// for text in ["tháng 6/2021", "6/2021", "06-2021", "00/06/2021", "tháng 6 năm 2021", "2021-06", "T6/2021"] {
///     assert_eq!(read(text), Ok(PartialDate::Month { year: 2021, month: 6 }), "{text}");
/// }
/// for text in ["1985", "năm 1985", "sinh năm 1985", "//1985", "00/00/1985", "xx/xx/1985", "SN 1985"] {
///     assert_eq!(read(text), Ok(PartialDate::Year(1985)), "{text}");
/// }
/// assert_eq!(date("03/04/2021", None).unwrap().value.order, DateOrder::Assumed);
/// assert_eq!(date("06/17/2021", None).unwrap().notes[0].code, "date.month_first");
/// assert_eq!(read("17/6/58"), Ok(PartialDate::Day(day(1958, 6, 17))));
/// for (text, code) in [("31/4/2021", "date.impossible"), ("29/2/2021", "date.impossible"), ("1900-02-29", "date.impossible"),
///                      ("1/7/2021", "date.future"), ("không rõ", "date.unknown"), ("hôm qua", "date.unreadable"), ("", "date.empty"),
///                      ("17/6", "date.unreadable"), ("13/13/2021", "date.impossible"), ("17/6/20211", "date.unreadable")] {
///     assert_eq!(read(text).unwrap_err().code, code, "{text}");
/// }
/// ```
pub fn date(text: &str, latest: Option<Date>) -> Result<Normal<DateRead>, Reason> {
    let text = text.trim();
    let read = match parts::plain(text) {
        Some((date, order)) => Normal::plain(DateRead { date, order }),
        None => match parts::plain_time(text) {
            Some((day, _)) => {
                Normal::plain(DateRead { date: PartialDate::Day(day), order: DateOrder::Certain })
            }
            None => parts::other(text, latest)?,
        },
    };
    match latest {
        Some(latest) if read.value.date.first_day() > latest => Err(future(text, latest)),
        _ => Ok(read),
    }
}

/// A birth date: like [`date`], and neither in the future nor more than 130 years before `today`.
///
/// ```
/// use jiff::civil::date as day;
/// use taicho_normalise::{PartialDate, birth_date};
/// let today = day(2021, 6, 17);
/// assert_eq!(birth_date("1985", today).unwrap().value.date, PartialDate::Year(1985));
/// assert_eq!(birth_date("5/3/30", today).unwrap().value.date.year(), 1930);
/// assert_eq!(birth_date("18/6/2021", today).unwrap_err().code, "date.future");
/// assert_eq!(birth_date("1/1/1890", today).unwrap_err().code, "birth.too_long_ago");
/// ```
pub fn birth_date(text: &str, today: Date) -> Result<Normal<DateRead>, Reason> {
    let read = date(text, Some(today))?;
    if read.value.date.year() < today.year() - 130 {
        return Err(Reason::new(
            "birth.too_long_ago",
            format!("“{}”: sinh cách đây hơn 130 năm", shown(text)),
            format!("“{}” is a birth more than 130 years ago", shown(text)),
        ));
    }
    Ok(read)
}

/// A date with a time of day, as in `17/06/2021 14:30`, `14h30 ngày 17/6/2021`, `2021-06-17T14:30:00`; midnight where no time is given.
///
/// ```
/// use jiff::civil::date as day;
/// use taicho_normalise::date_time;
/// let read = |text| date_time(text, None).map(|read| read.value);
/// for text in ["17/06/2021 14:30", "2021-06-17T14:30:00", "14h30 ngày 17/6/2021", "14:30 17-6-2021", "17/06/2021 2:30 PM",
///              "17/6/2021 14 giờ 30"] {
///     assert_eq!(read(text), Ok(day(2021, 6, 17).at(14, 30, 0, 0)), "{text}");
/// }
/// assert_eq!(read("17/06/2021"), Ok(day(2021, 6, 17).at(0, 0, 0, 0)));
/// assert_eq!(read("14 giờ ngày 17/6/2021"), Ok(day(2021, 6, 17).at(14, 0, 0, 0)));
/// assert_eq!(read("44364.604166667"), Ok(day(2021, 6, 17).at(14, 30, 0, 0)));
/// assert_eq!(read("17/06/2021 25:00").unwrap_err().code, "date.time");
/// assert_eq!(read("6/2021").unwrap_err().code, "date.no_day");
/// ```
pub fn date_time(text: &str, latest: Option<DateTime>) -> Result<Normal<DateTime>, Reason> {
    let text = text.trim();
    let (read, at) = match parts::plain_time(text) {
        Some((day, at)) => {
            (Normal::plain(DateRead { date: PartialDate::Day(day), order: DateOrder::Certain }), at)
        }
        None => parts::with_time(text, latest.map(DateTime::date))?,
    };
    let Some(day) = read.value.date.day() else {
        return Err(Reason::new(
            "date.no_day",
            format!("“{}” không có đủ ngày, tháng, năm", shown(text)),
            format!("“{}” has not all of day, month and year", shown(text)),
        ));
    };
    let moment = day.to_datetime(at);
    match latest {
        Some(latest) if moment > latest => Err(future(text, latest.date())),
        _ => Ok(Normal { value: moment, notes: read.notes }),
    }
}

/// The date of Excel's serial number in the 1900 system; day 60 never was.
pub(crate) fn from_serial(serial: i64) -> Option<Date> {
    match serial {
        1..=59 => civil(1899, 12, 31).checked_add(serial.days()).ok(),
        61..=2_958_465 => civil(1899, 12, 30).checked_add(serial.days()).ok(),
        _ => None,
    }
}

fn future(text: &str, latest: Date) -> Reason {
    let day = format!("{:02}/{:02}/{}", latest.day(), latest.month(), latest.year());
    Reason::new(
        "date.future",
        format!("“{}” ở tương lai (sau {day})", shown(text)),
        format!("“{}” lies in the future (after {day})", shown(text)),
    )
}
