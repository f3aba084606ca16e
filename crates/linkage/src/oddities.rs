use std::collections::BTreeSet;

use taicho_model::Words;

use crate::records::repeated::repeated;
use crate::records::row::{FAMILY, GIVEN};
use crate::records::{Records, Remark};

/// What looks wrong in a list as a whole: one number with several people, one value with too many.
///
/// Nothing is left out of the comparison for it; frequent values say little there by themselves.
pub fn oddities(records: &Records, list: usize) -> Vec<(&'static str, Remark)> {
    let rows = || records.list(list);
    let mut found = Vec::new();
    let ids = rows().map(|row| (records.rows[row as usize].id, row));
    let who = |row: &(u64, u32)| {
        let row = &records.rows[row.1 as usize];
        (row.words[FAMILY], row.words[GIVEN])
    };
    let several = groups(ids, 2, |same| same.iter().any(|row| who(row) != who(&same[0])));
    found.extend(remark(
        records,
        "id.several_people",
        several,
        (
            "một số định danh ghi cho nhiều người khác tên",
            "one id stands with people of different names",
        ),
    ));
    let born = |row: u32| records.rows[row as usize].birth;
    let births = rows().map(|row| (u64::from(born(row).number()), row));
    let days: BTreeSet<u32> = rows().step_by(8).map(|row| born(row).number()).collect();
    let usual = rows().len() as f64 / 8.0 / days.len().max(1) as f64;
    // So old nobody is, let alone so many.
    let eldest = records.today().year() as u32 - 115;
    let frequent = groups(births, TOO_MANY, |same| {
        let day = born(same[0].1);
        let frequent = same.len() as f64 > 20.0 * usual && day.is_whole();
        frequent || day.year() < eldest
    });
    found.extend(remark(
        records,
        "birth.too_frequent",
        frequent,
        (
            "một ngày sinh lặp lại nhiều bất thường, có thể là giá trị điền tạm",
            "one birth date on unusually many rows, perhaps a placeholder",
        ),
    ));
    let phones = rows().map(|row| (records.rows[row as usize].phone, row));
    let shared = groups(phones, TOO_MANY, |_| true);
    found.extend(remark(
        records,
        "phone.too_frequent",
        shared,
        (
            "một số điện thoại ghi cho quá nhiều người",
            "one telephone number stands with too many people",
        ),
    ));
    found
}

/// Rows with one value from which on it is no household's any more.
const TOO_MANY: u8 = 20;

/// The rows of the values that at least so many rows have and that look wrong.
fn groups(
    values: impl Iterator<Item = (u64, u32)> + Clone,
    least: u8,
    wrong: impl Fn(&[(u64, u32)]) -> bool,
) -> Vec<u32> {
    let found = repeated(values, least);
    let alike = found.chunk_by(|one, other| one.0 == other.0).filter(|same| wrong(same));
    let mut rows: Vec<u32> = alike.flatten().map(|(_, row)| *row).collect();
    rows.sort_unstable();
    rows
}

fn remark(
    records: &Records,
    code: &'static str,
    rows: Vec<u32>,
    (vi, en): (&str, &str),
) -> Option<(&'static str, Remark)> {
    let first = rows.iter().take(3).map(|row| records.number(*row)).collect();
    (!rows.is_empty()).then(|| {
        (code, Remark { words: Words::new(vi, en), count: rows.len() as u32, rows: first })
    })
}
