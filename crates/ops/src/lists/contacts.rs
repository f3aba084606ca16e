use taicho_contacts::{Contact, Day, Days, Person};
use taicho_sheets::Table;

use super::{DayReader, ListError, People, Remarks, column, date_of_day, each_row, needed};

/// Days are kept in 16 bits around the first one read, which is put here.
const MIDDLE: i64 = 20_000;

/// The headings of a column of cases.
const CASE: [&str; 7] = ["person", "id", "case", "case_id", "mã", "ca bệnh", "người"];

/// The contacts of a list that last long enough.
#[derive(Debug, Default)]
pub struct ContactList {
    /// The contacts, in the order of the list.
    pub contacts: Vec<Contact>,
    /// Rows read.
    pub rows: u64,
    /// The day that is number 0 in `contacts`.
    zero: Option<i64>,
    dated: bool,
}

impl ContactList {
    /// A day as the list has days: a date where it has dates, else a number.
    pub fn day(&self, day: Day) -> String {
        let number = self.zero.unwrap_or_default() + i64::from(day);
        match date_of_day(number) {
            Some(date) if self.dated => date.to_string(),
            _ => number.to_string(),
        }
    }

    fn number(&mut self, day: i64) -> Option<Day> {
        let zero = *self.zero.get_or_insert(day.saturating_sub(MIDDLE));
        day.checked_sub(zero).and_then(|day| Day::try_from(day).ok())
    }
}

/// Reads contacts: columns `a`, `b`, `day` and `minutes`. A row without minutes counts, for nobody said it was short.
pub fn read_contacts(
    table: &mut Table,
    people: &mut People,
    least_minutes: f64,
    remarks: &mut Remarks,
) -> Result<ContactList, ListError> {
    let a = needed(table, &["a", "person", "source", "from", "người", "ca bệnh"])?;
    let b = needed(table, &["b", "contact", "other", "to", "tiếp xúc", "người tiếp xúc"])?;
    let day = needed(table, &["day", "date", "ngày", "ngày tiếp xúc"])?;
    let last_day = column(table, &["last_day", "last_date", "đến ngày"]);
    let minutes = column(table, &["minutes", "phút", "số phút"]);
    let mut list = ContactList::default();
    let mut days = DayReader::default();
    each_row(table, remarks, |table, row, remarks| {
        list.rows += 1;
        let number = row.number();
        let (a, b) = (row.cell(a).text, row.cell(b).text);
        if a.trim().is_empty() || b.trim().is_empty() {
            remarks.add(
                table,
                number,
                "contact.nobody",
                "thiếu mã một trong hai người: bỏ qua dòng",
                "one of the two ids is missing: the row is left out",
            );
            return Ok(());
        }
        let too_many = || ListError::TooMany { file: table.file().to_owned() };
        let a = people.number_of(a).ok_or_else(too_many)?;
        let b = people.number_of(b).ok_or_else(too_many)?;
        if a == b {
            remarks.add(
                table,
                number,
                "contact.oneself",
                "một người tiếp xúc với chính mình: bỏ qua dòng",
                "somebody who met themselves: the row is left out",
            );
            return Ok(());
        }
        if let Some(text) =
            minutes.map(|minutes| row.cell(minutes).text).filter(|it| !it.is_empty())
        {
            match read_minutes(text.trim()) {
                Some(minutes) if minutes < least_minutes => return Ok(()),
                Some(_) => {}
                None => remarks.add(
                    table,
                    number,
                    "contact.minutes",
                    "số phút không đọc được: vẫn tính là tiếp xúc",
                    "the minutes cannot be read: it counts as a contact all the same",
                ),
            }
        }
        let first = days.read(row.cell(day).text.trim());
        let last = match last_day.map(|last| row.cell(last).text.trim()).filter(|it| !it.is_empty())
        {
            Some(text) => days.read(text),
            None => first,
        };
        let (first, last) = match (first, last) {
            (Some(first), Some(last)) if last < first => {
                remarks.add(
                    table,
                    number,
                    "contact.backwards",
                    "ngày cuối trước ngày đầu: tính cả khoảng giữa hai ngày",
                    "it ends before it starts: the days between both are counted",
                );
                (last, first)
            }
            (Some(first), Some(last)) => (first, last),
            _ => {
                remarks.add(
                    table,
                    number,
                    "contact.no_day",
                    "ngày không đọc được: bỏ qua dòng, cần bổ sung ngày",
                    "the day cannot be read: the row is left out and needs its day",
                );
                return Ok(());
            }
        };
        let (Some(first), Some(last)) = (list.number(first), list.number(last)) else {
            remarks.add(
                table,
                number,
                "contact.far_day",
                "ngày cách các dòng khác hơn 50 năm: bỏ qua dòng",
                "the day lies over 50 years from those of other rows: the row is left out",
            );
            return Ok(());
        };
        list.contacts.push(Contact { a, b, days: Days { first, last } });
        Ok(())
    })?;
    list.dated = days.dated;
    Ok(list)
}

/// A number with a point or a comma.
fn read_minutes(text: &str) -> Option<f64> {
    let read = text.parse().or_else(|_| text.replace(',', ".").parse::<f64>());
    read.ok().filter(|minutes| minutes.is_finite())
}

/// Reads index cases, columns `person` and `day` of onset: who can infect from `before_days` before it on, for
/// `infects_days` more. A case without a day can infect on every day of the contacts.
pub fn read_index(
    table: &mut Table,
    people: &mut People,
    list: &mut ContactList,
    before_days: Day,
    infects_days: Day,
    remarks: &mut Remarks,
) -> Result<Vec<(Person, Days)>, ListError> {
    let person = needed(table, &CASE)?;
    let day = column(table, &["day", "onset_on", "onset", "date", "ngày", "ngày khởi phát"]);
    let mut cases = Vec::new();
    let mut days = DayReader::default();
    each_row(table, remarks, |table, row, remarks| {
        let number = row.number();
        let id = row.cell(person).text;
        if people.known(id).is_none() {
            remarks.add(
                table,
                number,
                "index.without_contacts",
                "ca bệnh không có trong danh sách tiếp xúc",
                "the case is in no row of the contacts",
            );
        }
        let too_many = || ListError::TooMany { file: table.file().to_owned() };
        let person = people.number_of(id).ok_or_else(too_many)?;
        let text = day.map(|day| row.cell(day).text.trim()).unwrap_or_default();
        let onset = days.read(text).and_then(|day| list.number(day));
        let infects = match onset {
            Some(onset) => {
                let first = onset.saturating_sub(before_days);
                Days { first, last: first.saturating_add(infects_days) }
            }
            None => {
                remarks.add(
                    table,
                    number,
                    "index.no_day",
                    "không có ngày khởi phát đọc được: coi như có thể lây trong mọi ngày",
                    "no onset that can be read: taken to infect on every day",
                );
                Days { first: 0, last: Day::MAX }
            }
        };
        cases.push((person, infects));
        Ok(())
    })?;
    Ok(cases)
}

/// Reads the ids of a column `person`: those who are in a list read before.
pub fn read_person_ids(
    table: &mut Table,
    people: &People,
    remarks: &mut Remarks,
) -> Result<Vec<Person>, ListError> {
    let person = needed(table, &CASE)?;
    let mut persons = Vec::new();
    each_row(table, remarks, |table, row, remarks| {
        match people.known(row.cell(person).text) {
            Some(person) => persons.push(person),
            None => remarks.add(
                table,
                row.number(),
                "person.unknown",
                "người này không có trong danh sách",
                "this person is not in the list",
            ),
        }
        Ok(())
    })?;
    persons.sort_unstable();
    persons.dedup();
    Ok(persons)
}
