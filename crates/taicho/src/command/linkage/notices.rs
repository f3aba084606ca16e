use std::collections::BTreeSet;

use taicho_linkage::{Field, Records, Remark};
use taicho_model::{Note, Words};
use taicho_ops::lists::PersonList;

/// What is to be said of a list as a whole: how it was read, and whether it says enough.
pub(super) fn notes(of_table: &[Note], read: &PersonList) -> Vec<Note> {
    // Ids that repeat are named with their rows.
    let doubts = read.columns.doubts().iter().filter(|note| note.code != "column.repeated_ids");
    of_table.iter().chain(doubts).cloned().chain(says_too_little(read)).collect()
}

fn says_too_little(read: &PersonList) -> Option<Note> {
    let held = read.columns.all().iter().filter_map(|column| Some(column.held?.0));
    let held: BTreeSet<Field> = held.filter(|field| *field != Field::RecordId).collect();
    let names = [Field::Name, Field::FamilyName, Field::MiddleName, Field::GivenName];
    if read.rows == 0 {
        Some(Note::new("list.empty", "danh sách không có dòng nào", "the list has no rows"))
    } else if held.is_empty() {
        let (vi, en) = ("không có cột nào để so", "there is no column to compare");
        Some(Note::new("list.nothing_to_compare", vi, en))
    } else if held.iter().all(|field| names.contains(field)) {
        Some(Note::new(
            "list.only_names",
            "chỉ có họ tên để so; nhiều người trùng tên, hãy xem lại từng cặp",
            "only names to compare; many people share theirs, look at every pair",
        ))
    } else {
        None
    }
}

/// Rows called like an earlier one.
pub(super) fn repeated_ids(records: &Records, list: usize) -> Option<(&'static str, Remark)> {
    let rows = records.list(list);
    let label = |row: u32| records.label(row);
    // Most lists are in the order of their ids, which then cannot repeat.
    let key = |row: u32| (label(row).len(), label(row));
    if rows.clone().skip(1).all(|row| key(row - 1) < key(row)) {
        return None;
    }
    let mut order: Vec<u32> = rows.collect();
    order.sort_unstable_by(|one, other| label(*one).cmp(label(*other)).then(one.cmp(other)));
    let same = order.windows(2).filter(|pair| label(pair[0]) == label(pair[1]));
    let mut repeated: Vec<u32> = same.map(|pair| pair[1]).collect();
    repeated.sort_unstable();
    let first = repeated.iter().take(3).map(|row| records.number(*row)).collect();
    let words = Words::new("mã dòng trùng với dòng trước", "row id of an earlier row");
    let remark = Remark { words, count: repeated.len() as u32, rows: first };
    (!repeated.is_empty()).then_some(("row_id.repeated", remark))
}
