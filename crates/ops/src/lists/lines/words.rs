use taicho_model::vietnamese::bare;
use taicho_normalise as normalise;

use super::Standing;

/// What each doubt means, in Vietnamese and in English.
pub(super) fn words_of(code: &str) -> (&'static str, &'static str) {
    let words = WORDS.iter().find(|(known, _, _)| *known == code);
    words.map_or(("chưa rõ", "not understood"), |(_, vi, en)| (vi, en))
}

const WORDS: [(&str, &str, &str); 26] = [
    (
        "list.no_mapping",
        "không nhận ra các cột của tệp này: bỏ qua cả tệp, cần tệp ánh xạ",
        "the columns of this file are not known: all of it is left out, it needs a mapping",
    ),
    (
        "row.in_one_cell",
        "cả dòng nằm trong một ô: đã tách ra",
        "the whole row stands in one cell: it was taken apart",
    ),
    ("row.nobody", "dòng thiếu mã người: bỏ qua dòng", "the row names nobody: it is left out"),
    ("id.missing", "thiếu mã: lấy tên tệp và số dòng làm mã", "no id: file and row stand for it"),
    (
        "id.duplicate",
        "mã đã có ở dòng trước: gộp vào một người, giữ giá trị đầu tiên",
        "the id was there before: taken as one person, the first values are kept",
    ),
    (
        "id.alike",
        "mã chỉ khác mã trước ở dấu, chữ hoa hoặc số 0: có thể là một người, vẫn để hai",
        "the id differs from another in marks, capitals or zeros only: maybe one person, left as two",
    ),
    (
        "id.also_taken",
        "mã phụ trùng với người khác: không dùng để tìm người",
        "another person has this second id too: nobody is found by it",
    ),
    (
        "id.several",
        "mã có thể chỉ hai người: bỏ qua liên hệ",
        "the id may mean either of two persons: the link is left out",
    ),
    (
        "id.other_form",
        "mã viết khác danh sách nhưng cùng một người: đã nối",
        "the id is written otherwise than in the list: taken as the same person",
    ),
    (
        "person.differs",
        "cùng một người nhưng thông tin khác dòng trước: giữ giá trị đầu tiên",
        "the same person is told differently before: the first values are kept",
    ),
    (
        "date.impossible",
        "không có ngày này trong lịch: để trống",
        "no calendar has this day: left empty",
    ),
    ("date.partial", "chỉ có tháng hoặc năm: để trống", "only a month or a year: left empty"),
    ("date.unreadable", "không đọc được ngày: để trống", "the date cannot be read: left empty"),
    (
        "date.far",
        "ngày cách các ngày khác hơn 5 năm: để trống",
        "the day lies over 5 years from the others: left empty",
    ),
    (
        "date.order",
        "thứ tự các ngày không hợp lý: vẫn giữ",
        "the days are in an order that cannot be: kept as they are",
    ),
    (
        "time.zone",
        "giờ không ghi múi giờ, hoặc ghi múi giờ khác +07:00: lấy ngày như đã ghi",
        "a time without its zone, or in another than +07:00: the day is taken as it stands",
    ),
    (
        "exposure.backwards",
        "ngày phơi nhiễm cuối trước ngày đầu: đổi chỗ",
        "the exposure ends before it starts: the two days are swapped",
    ),
    (
        "cell.unreadable",
        "không hiểu giá trị của ô: để trống",
        "the cell is not understood: left empty",
    ),
    (
        "source.no_id",
        "nguồn không phải mã người trong danh sách (nước, chuyến bay, nơi): giữ làm nơi lây",
        "the source is no id of a person (a country, a flight, a place): kept as the origin",
    ),
    (
        "link.unknown_source",
        "người lây không có trong danh sách: vẫn giữ liên hệ",
        "the infector is outside the list: the link is kept",
    ),
    (
        "link.unknown_infectee",
        "người bị lây không có trong danh sách: vẫn giữ liên hệ",
        "the infectee is outside the list: the link is kept",
    ),
    (
        "link.oneself",
        "một người lây cho chính mình: bỏ qua liên hệ",
        "somebody infected by themselves: the link is left out",
    ),
    (
        "link.several_sources",
        "có từ hai nguồn lây trở lên: giữ cả",
        "two sources or more for one person: all are kept",
    ),
    (
        "link.twice",
        "liên hệ đã nêu ở trước: chỉ tính một lần",
        "the link was told before: it counts once",
    ),
    (
        "link.source_after",
        "nguồn được báo cáo sau người bị lây: vẫn giữ, cần kiểm tra",
        "the source was reported after its infectee: kept, to be checked",
    ),
    (
        "contact.unknown_case",
        "ca bệnh của người tiếp xúc không có trong danh sách: vẫn giữ",
        "the case of the contact is outside the list: kept",
    ),
];

/// A standing by the words that lists have for it, in four languages.
pub(super) fn standing(cell: &str) -> Option<Standing> {
    let cell = bare(cell).replace(['_', '-', '.', '('], " ");
    let begins = |words: &[&str]| words.iter().any(|word| cell.trim().starts_with(word));
    let is = |words: &[&str]| words.contains(&cell.trim());
    if begins(&[
        "not a case",
        "no es un caso",
        "discarded",
        "negativ",
        "am tinh",
        "loai tru",
        "khong phai",
    ]) || is(&["false", "no", "0", "neg"])
    {
        Some(Standing::NotACase)
    } else if begins(&["confirm", "xac dinh", "duong tinh", "positiv"])
        || is(&["true", "yes", "1", "pos"])
    {
        Some(Standing::Confirmed)
    } else if begins(&["probab", "co the"]) {
        Some(Standing::Probable)
    } else if begins(&["suspect", "sospech", "nghi ngo"]) {
        Some(Standing::Suspected)
    } else {
        None
    }
}

/// How it ended, by the words that lists have for it.
pub(super) fn outcome(cell: &str) -> String {
    let key = bare(cell);
    let has = |words: &[&str]| words.iter().any(|word| key.contains(word));
    if has(&["died", "death", "dead", "deceased", "tu vong", "fallecid", "muert"]) {
        "died".to_owned()
    } else if has(&[
        "recover",
        "discharged",
        "released",
        "cured",
        "khoi benh",
        "ra vien",
        "recuperad",
    ]) {
        "recovered".to_owned()
    } else {
        cell.to_owned()
    }
}

/// Yes or no, as lists write it.
pub(super) fn yes_no(cell: &str) -> Option<bool> {
    match bare(cell).as_str() {
        "true" | "1.0" => Some(true),
        "false" | "0.0" => Some(false),
        _ => normalise::yes_no(cell).ok().map(|read| read.value),
    }
}

/// Years of age; of a group its first year.
pub(super) fn age(cell: &str) -> Option<f32> {
    let digits = cell.find(|letter: char| !letter.is_ascii_digit() && letter != '.');
    let (number, rest) = cell.split_at(digits.unwrap_or(cell.len()));
    let years: f32 = number.parse().ok()?;
    let rest = bare(rest);
    let years = match rest.trim() {
        "m" | "months" | "month" | "thang" | "thang tuoi" => years / 12.0,
        _ => years,
    };
    (0.0..=130.0).contains(&years).then_some(years)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_many_lists_are_known() {
        for (cell, known) in [
            ("CONFIRMADO POR NEXO EPIDEMIOLÓGICO", Some(Standing::Confirmed)),
            ("NOT_A_CASE_DISCARDED", Some(Standing::NotACase)),
            ("Nghi ngờ", Some(Standing::Suspected)),
            ("False", Some(Standing::NotACase)),
            ("7", None),
        ] {
            assert_eq!(standing(cell), known, "{cell}");
        }
        assert_eq!(
            (age("50s"), age("51-60"), age("3 tháng"), age("x"), age("-1")),
            (Some(50.0), Some(51.0), Some(0.25), None, None)
        );
        assert_eq!(
            (outcome("Tử vong").as_str(), outcome("Chuyển viện").as_str()),
            ("died", "Chuyển viện")
        );
        assert_eq!((yes_no("TRUE"), yes_no("không")), (Some(true), Some(false)));
    }
}
