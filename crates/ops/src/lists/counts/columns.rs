use taicho_normalise as normalise;
use taicho_sheets::{Row, Table};

use super::super::{ListError, column};
use super::CountsOptions;

/// Rows by which the columns are told apart.
const SAMPLE: usize = 50;

const SERIES: &[&str] = &["series", "chuỗi", "chuỗi số liệu"];
const DISEASE: &[&str] = &["disease", "bệnh", "tên bệnh"];
const AREA: &[&str] = &[
    "area",
    "địa bàn",
    "đơn vị",
    "đơn vị hành chính",
    "khu vực",
    "region",
    "place",
    "địa điểm",
    "province",
    "tỉnh",
    "tỉnh thành",
    "tỉnh thành phố",
    "district",
    "huyện",
    "quận huyện",
    "commune",
    "xã",
    "xã phường",
    "phường xã",
    "name",
    "tên",
];
const DATE: &[&str] = &[
    "date",
    "ngày",
    "ngày báo cáo",
    "ngày tháng",
    "day",
    "reported_on",
    "report date",
    "onset_on",
    "ngày khởi phát",
    "ngày phát hiện",
    "thời gian",
    "week",
    "tuần",
    "tuần báo cáo",
    "week index",
    "month",
    "tháng",
    "t",
    "step",
    "bước",
    "dates",
];
const COUNT: &[&str] = &[
    "count",
    "counts",
    "số ca",
    "số ca mắc",
    "số mắc",
    "số lượng",
    "cases",
    "new_cases",
    "ca mắc mới",
    "số ca mới",
    "ca mới",
    "incidence",
    "observed",
    "confirm",
    "confirmed",
    "value",
    "n",
];
const YEAR: &[&str] = &["year", "năm"];
const WEEK: &[&str] = &["week", "tuần", "epiweek", "week of year"];
const MONTH: &[&str] = &["month", "tháng"];

/// Where the dates of a table stand.
pub(super) enum Dated {
    /// In one column.
    Column(usize),
    /// A year in one column, its week or month in another.
    YearAnd { year: usize, part: usize, is_week: bool },
    /// Nowhere: each row is the step after the row before it.
    Nowhere,
}

/// What the columns of a table are.
pub(super) enum Columns {
    /// A row is one count of one series; without a column of series there is but one.
    Long { series: Vec<usize>, dated: Dated, count: usize },
    /// A row is one step of all series.
    Wide { series: Vec<(usize, String)>, dated: Dated },
}

impl Columns {
    /// Finds the columns by the headings and the first rows, which are read into `first`.
    pub(super) fn of(
        table: &mut Table,
        options: &CountsOptions,
        first: &mut Vec<Row>,
    ) -> Result<Self, ListError> {
        let mut row = Row::new();
        while first.len() < SAMPLE && table.next_row(&mut row)? {
            first.push(std::mem::take(&mut row));
        }
        let named =
            |heading: &String| column(table, &[heading]).ok_or_else(|| no_column(table, heading));
        let mut series: Vec<usize> = options.series.iter().map(named).collect::<Result<_, _>>()?;
        let mut date = options.date.as_ref().map(named).transpose()?;
        let mut count = options.count.as_ref().map(named).transpose()?;
        let asked_long = !series.is_empty() || count.is_some();
        let parts = match date {
            Some(_) => None,
            None => year_and_part(table),
        };
        let free = |names: &[&str], taken: &[Option<usize>]| {
            names
                .iter()
                .find_map(|name| column(table, &[name]).filter(|at| !taken.contains(&Some(*at))))
        };
        date = date.or_else(|| free(DATE, &[count])).or_else(|| first_is_dates(first).then_some(0));
        let dated = match (parts, date) {
            (Some((_, part, _)), Some(column)) if column != part => Dated::Column(column),
            (Some((year, part, is_week)), _) => Dated::YearAnd { year, part, is_week },
            (None, Some(column)) => Dated::Column(column),
            (None, None) => Dated::Nowhere,
        };
        let of_date = dated.columns();
        if series.is_empty() {
            let taken: Vec<Option<usize>> =
                of_date.iter().copied().map(Some).chain([count]).collect();
            series = match free(SERIES, &taken) {
                Some(series) => vec![series],
                None => free(DISEASE, &taken).into_iter().chain(free(AREA, &taken)).collect(),
            };
        }
        if count.is_none() {
            let taken: Vec<Option<usize>> =
                of_date.iter().chain(&series).copied().map(Some).collect();
            count = free(COUNT, &taken);
        }
        match (series.is_empty(), count, of_date.is_empty()) {
            (false, Some(count), false) => return Ok(Self::Long { series, dated, count }),
            (true, Some(count), false)
                if asked_long || table.header().len() == 1 + of_date.len() =>
            {
                return Ok(Self::Long { series, dated, count });
            }
            (false, Some(_), true) => return Err(no_column(table, &DATE.join(", "))),
            _ if asked_long && of_date.is_empty() => {
                return Err(no_column(table, &DATE.join(", ")));
            }
            _ if asked_long => return Err(no_column(table, &COUNT.join(", "))),
            _ => {}
        }
        let headings = table.header().iter().enumerate();
        let series: Vec<(usize, String)> = headings
            .filter(|(at, name)| !of_date.contains(at) && !name.trim().is_empty())
            .map(|(at, name)| (at, name.trim().to_owned()))
            .collect();
        if series.is_empty() {
            return Err(no_column(table, &COUNT.join(", ")));
        }
        Ok(Self::Wide { series, dated })
    }

    /// The column that stands for the dates in a message.
    pub(super) fn date_column(&self) -> usize {
        match self {
            Self::Long { dated, .. } | Self::Wide { dated, .. } => {
                dated.columns().last().copied().unwrap_or_default()
            }
        }
    }
}

impl Dated {
    fn columns(&self) -> Vec<usize> {
        match self {
            Self::Column(column) => vec![*column],
            Self::YearAnd { year, part, .. } => vec![*year, *part],
            Self::Nowhere => Vec::new(),
        }
    }
}

fn year_and_part(table: &Table) -> Option<(usize, usize, bool)> {
    let year = column(table, YEAR)?;
    match column(table, WEEK) {
        Some(week) => Some((year, week, true)),
        None => Some((year, column(table, MONTH)?, false)),
    }
}

/// Whether the first column holds dates, whatever it is called; plain numbers are counts.
fn first_is_dates(first: &[Row]) -> bool {
    let texts: Vec<&str> =
        first.iter().map(|row| row.cell(0).text.trim()).filter(|it| !it.is_empty()).collect();
    let dates = texts
        .iter()
        .filter(|text| text.parse::<f64>().is_err() && normalise::date(text, None).is_ok())
        .count();
    dates > 0 && dates * 2 >= texts.len()
}

fn no_column(table: &Table, column: &str) -> ListError {
    ListError::NoColumn { file: table.file().to_owned(), column: column.to_owned() }
}
