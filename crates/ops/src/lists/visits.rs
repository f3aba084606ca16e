use jiff::civil::DateTime;
use taicho_contacts::{KnownBy, Visit};
use taicho_model::vietnamese;
use taicho_normalise as normalise;
use taicho_sheets::Table;

use super::{EPOCH, ListError, People, Remarks, column, each_row, needed};

/// The visits of a list.
#[derive(Debug, Default)]
pub struct VisitList {
    /// The visits, in the order of the list.
    pub visits: Vec<Visit>,
    /// Rows read.
    pub rows: u64,
    /// Whether times were plain seconds.
    pub in_seconds: bool,
    /// What each place is, by its number: a shop where people check in, a shift, a class, a vehicle.
    pub kinds: Vec<KnownBy>,
}

impl VisitList {
    /// A time as it was written: seconds, or a moment where moments were read.
    pub fn time(&self, at_s: i64) -> String {
        if self.in_seconds {
            return at_s.to_string();
        }
        let moment = midnight_1970().checked_add(jiff::SignedDuration::from_secs(at_s));
        moment.map_or_else(|_| at_s.to_string(), |moment| moment.to_string())
    }
}

/// Reads visits: columns `person`, `place`, and the times of coming and going, in seconds or as moments; a column `kind`
/// says what a place is, and all are `otherwise` without it.
pub fn read_visits(
    table: &mut Table,
    people: &mut People,
    places: &mut People,
    otherwise: KnownBy,
    remarks: &mut Remarks,
) -> Result<VisitList, ListError> {
    let person = needed(table, &["person", "id", "mã", "người"])?;
    let place = needed(table, &["place", "location", "địa điểm", "nơi đến"])?;
    let from = needed(table, &["t_in", "from", "check_in", "in", "vào", "giờ vào", "từ"])?;
    let until =
        needed(table, &["t_out", "until", "to", "check_out", "out", "ra", "giờ ra", "đến"])?;
    let kind = column(table, &["kind", "loại", "reason", "lý do"]);
    let mut list = VisitList::default();
    each_row(table, remarks, |table, row, remarks| {
        list.rows += 1;
        let number = row.number();
        let times = (row.cell(from).text.trim(), row.cell(until).text.trim());
        let (Some((from_s, zoned)), Some((until_s, _))) = (seconds(times.0), seconds(times.1))
        else {
            remarks.add(
                table,
                number,
                "visit.no_time",
                "giờ vào hoặc giờ ra không đọc được: bỏ qua dòng",
                "a time cannot be read: the row is left out",
            );
            return Ok(());
        };
        list.in_seconds |= zoned == Clock::Seconds;
        if zoned == Clock::Unsaid {
            remarks.add(
                table,
                number,
                "visit.no_zone",
                "giờ không ghi múi giờ: hiểu là giờ Việt Nam",
                "a time without its zone: taken as Vietnam's",
            );
        }
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
        if place as usize == list.kinds.len() {
            let word = kind.map(|kind| row.cell(kind).text.trim()).unwrap_or_default();
            let known = kind_of(word);
            if known.is_none() && !word.is_empty() {
                remarks.add(
                    table,
                    number,
                    "visit.kind",
                    "loại địa điểm không rõ: hiểu là nơi quét mã",
                    "a kind of place that is not known: taken for a place of check-ins",
                );
            }
            list.kinds.push(known.unwrap_or(otherwise));
        }
        list.visits.push(Visit { person, place, from_s, until_s });
        Ok(())
    })?;
    Ok(list)
}

/// How a time was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Clock {
    Seconds,
    Zoned,
    Unsaid,
}

/// Seconds of Vietnam's clock, or of the list's own.
fn seconds(text: &str) -> Option<(i64, Clock)> {
    if let Ok(seconds) = text.parse::<i64>() {
        return Some((seconds, Clock::Seconds));
    }
    if let Ok(at) = text.parse::<jiff::Timestamp>() {
        return Some((at.as_second() + VIETNAM_S, Clock::Zoned));
    }
    let moment: DateTime = normalise::date_time(text, None).ok()?.value;
    Some((midnight_1970().duration_until(moment).as_secs(), Clock::Unsaid))
}

fn midnight_1970() -> DateTime {
    EPOCH.at(0, 0, 0, 0)
}

/// Vietnam is seven hours ahead of Greenwich.
const VIETNAM_S: i64 = 7 * 3_600;

fn kind_of(word: &str) -> Option<KnownBy> {
    let word = vietnamese::bare(word).replace(['-', ' '], "_");
    let vietnamese = match word.as_str() {
        "quet_ma" | "diem_den" => Some(KnownBy::CheckIn),
        "ca" | "ca_lam" | "ca_lam_viec" => Some(KnownBy::Shift),
        "lop" | "lop_hoc" => Some(KnownBy::Class),
        "xe" | "phuong_tien" | "chuyen_xe" => Some(KnownBy::Vehicle),
        "phong" | "phong_tro" => Some(KnownBy::Room),
        _ => None,
    };
    let english = KnownBy::ALL.iter().find(|(known, _)| *known == word);
    vietnamese.or(english.map(|(_, known_by)| *known_by))
}
