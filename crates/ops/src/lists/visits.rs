use jiff::civil::{DateTime, date};
use taicho_contacts::Visit;
use taicho_linkage::normalise;
use taicho_sheets::Table;

use super::{ListError, People, Remarks, each_row, needed};

/// The visits of a list.
#[derive(Debug, Default)]
pub struct VisitList {
    /// The visits, in the order of the list.
    pub visits: Vec<Visit>,
    /// Rows read.
    pub rows: u64,
    /// Whether times were plain seconds.
    pub in_seconds: bool,
}

impl VisitList {
    /// A time as it was written: seconds, or a moment where moments were read.
    pub fn time(&self, at_s: i64) -> String {
        if self.in_seconds {
            return at_s.to_string();
        }
        let epoch = date(1970, 1, 1).at(0, 0, 0, 0);
        let moment = epoch.checked_add(jiff::SignedDuration::from_secs(at_s));
        moment.map_or_else(|_| at_s.to_string(), |moment| moment.to_string())
    }
}

/// Reads visits: columns `person`, `place`, and the times of coming and going, in seconds or as moments of one clock.
pub fn read_visits(
    table: &mut Table,
    people: &mut People,
    places: &mut People,
    remarks: &mut Remarks,
) -> Result<VisitList, ListError> {
    let person = needed(table, &["person", "id", "mã", "người"])?;
    let place = needed(table, &["place", "location", "địa điểm", "nơi đến"])?;
    let from = needed(table, &["t_in", "from", "check_in", "in", "vào", "giờ vào", "từ"])?;
    let until =
        needed(table, &["t_out", "until", "to", "check_out", "out", "ra", "giờ ra", "đến"])?;
    let mut list = VisitList::default();
    each_row(table, remarks, |table, row, remarks| {
        list.rows += 1;
        let number = row.number();
        let times = (row.cell(from).text.trim(), row.cell(until).text.trim());
        let (Some(from_s), Some(until_s)) = (seconds(times.0), seconds(times.1)) else {
            remarks.add(
                table,
                number,
                "visit.no_time",
                "giờ vào hoặc giờ ra không đọc được: bỏ qua dòng",
                "a time cannot be read: the row is left out",
            );
            return Ok(());
        };
        list.in_seconds |= times.0.parse::<i64>().is_ok();
        if until_s < from_s {
            remarks.add(
                table,
                number,
                "visit.backwards",
                "giờ ra trước giờ vào: bỏ qua dòng",
                "it ends before it starts: the row is left out",
            );
            return Ok(());
        }
        let too_many = || ListError::TooMany { file: table.file().to_owned() };
        let person = people.number_of(row.cell(person).text).ok_or_else(too_many)?;
        let place = places.number_of(row.cell(place).text).ok_or_else(too_many)?;
        list.visits.push(Visit { person, place, from_s, until_s });
        Ok(())
    })?;
    Ok(list)
}

fn seconds(text: &str) -> Option<i64> {
    if let Ok(seconds) = text.parse::<i64>() {
        return Some(seconds);
    }
    let moment: DateTime = normalise::date_time(text, None).ok()?.value;
    let epoch = date(1970, 1, 1).at(0, 0, 0, 0);
    Some(epoch.duration_until(moment).as_secs())
}
