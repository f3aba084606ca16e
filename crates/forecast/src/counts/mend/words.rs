use jiff::civil::Date;
use taicho_model::Note;

use super::Fault;

/// What was found and done, in both languages.
pub(super) fn note(fault: Fault, first_on: Date, last_on: Date, figure: i64, left: i64) -> Note {
    let day = |date: Date| format!("{}/{}/{}", date.day(), date.month(), date.year());
    let (vi_when, en_when) = if first_on == last_on {
        (format!("Ngày {}", day(first_on)), format!("{first_on}"))
    } else {
        (format!("Từ {} đến {}", day(first_on), day(last_on)), format!("{first_on} to {last_on}"))
    };
    let (code, vi, en) = match fault {
        Fault::Correction if left > 0 => (
            "counts.correction",
            format!("báo {figure}: đã trừ vào các ngày trước, còn {left} ca không có để trừ"),
            format!("reported {figure}: taken from the days before, which had {left} too few"),
        ),
        Fault::Correction => (
            "counts.correction",
            format!("báo {figure}: số đính chính, đã trừ vào các ngày trước"),
            format!("reported {figure}: a correction, taken from the days before"),
        ),
        Fault::NotReported => (
            "counts.not_reported",
            "báo 0 ca giữa những ngày có nhiều ca: coi là chưa báo cáo".to_owned(),
            "nought among days with many cases: taken for not reported".to_owned(),
        ),
        Fault::Backlog => (
            "counts.backlog",
            format!("{figure} ca báo dồn sau ngày không báo cáo: đã chia đều cho các ngày đó"),
            format!(
                "{figure} cases reported together after days without a report: spread over those days"
            ),
        ),
        Fault::BackDated => (
            "counts.back_dated",
            format!(
                "{figure} ca báo dồn trong ngày cuối: đã phân bổ về các ngày trước, giữ nguyên tổng số"
            ),
            format!(
                "{figure} cases reported on the last day: spread over the days before, the total is kept"
            ),
        ),
        Fault::Cumulative => (
            "counts.cumulative",
            format!("báo {figure}: là số cộng dồn chứ không phải số ca trong ngày, không tính"),
            format!("reported {figure}: the running total and not the day's cases, left out"),
        ),
        Fault::OutOfProportion => (
            "counts.out_of_proportion",
            format!(
                "báo {figure}: lớn hơn tổng số ca từ trước đến nay, các ngày sau trở lại như cũ; không tính, cần xác minh"
            ),
            format!(
                "reported {figure}: more than all cases before, and the days after are as before; left out, to be checked"
            ),
        ),
        Fault::Unconfirmed => (
            "counts.unconfirmed",
            format!(
                "báo {figure}: cao gấp mười lần thường lệ, chưa tính cho đến khi các ngày sau xác nhận"
            ),
            format!(
                "reported {figure}: ten times what is usual, left out until later days confirm it"
            ),
        ),
        Fault::Gap => ("counts.gap", "không có số liệu".to_owned(), "there is no count".to_owned()),
    };
    Note::new(code, format!("{vi_when}: {vi}"), format!("{en_when}: {en}"))
}
