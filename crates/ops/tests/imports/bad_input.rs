use taicho_model::Person;
use taicho_ops::import::{CellFault, Source};
use taicho_ops::{OpsError, undo_change};
use taicho_store::{Actor, Filter, Store};
use taicho_testkit::on_both;

use crate::files::{self, Cell, package, sheet, workbook};
use crate::{Trace, fill, now, try_import};

/// A file that must be refused: the code, where (file, row and column), and what the reason says in both languages.
struct Refused {
    file: &'static str,
    bytes: Vec<u8>,
    code: &'static str,
    place: &'static str,
    vi: &'static str,
    en: &'static str,
}

fn refused(
    file: &'static str,
    bytes: impl Into<Vec<u8>>,
    code: &'static str,
    place: &'static str,
    (vi, en): (&'static str, &'static str),
) -> Refused {
    Refused { file, bytes: bytes.into(), code, place, vi, en }
}

const HEAD: &str = "Họ tên,Ngày sinh,Phường,Địa chỉ\n";

fn rows_of_text(rows: &str) -> Vec<u8> {
    format!("{HEAD}{rows}").into_bytes()
}

fn text_table() -> Vec<Refused> {
    let csv = "people.csv";
    let of = rows_of_text;
    vec![
        refused(csv, "", "sheet.empty", "people.csv", ("không có dữ liệu", "no data")),
        refused(csv, "\u{FEFF}", "sheet.empty", "people.csv", ("không có dữ liệu", "no data")),
        refused(
            csv,
            HEAD.replace("Địa chỉ", "HO TEN"),
            "sheet.duplicate_header",
            "people.csv D1",
            ("lặp lại ở cột A và cột D", "columns A and D"),
        ),
        refused(
            csv,
            of("An,1990,09999,\n"),
            "area.unknown",
            "people.csv C2 (Phường)",
            ("không có đơn vị hành chính mang mã 09999", "no area has the code 09999"),
        ),
        refused(
            csv,
            of("An,1990,Không Đâu,\n"),
            "area.unknown",
            "people.csv C2 (Phường)",
            ("không có xã, phường tên", "no commune is called"),
        ),
        refused(
            csv,
            of("An,1990,09187,\nBình,18/6/2021,09187,\n"),
            "date.future",
            "people.csv B3 (Ngày sinh)",
            ("tương lai", "future"),
        ),
        refused(
            csv,
            of("An,44365,09187,\n"),
            "date.future",
            "people.csv B2 (Ngày sinh)",
            ("tương lai", "future"),
        ),
        refused(
            csv,
            of("An,31/02/1990,09187,\n"),
            "date.impossible",
            "people.csv B2 (Ngày sinh)",
            ("không có ngày này trong lịch", "no such day"),
        ),
        refused(
            csv,
            of("An,hôm qua,09187,\n"),
            "date.unreadable",
            "people.csv B2 (Ngày sinh)",
            ("không phải là ngày", "is no date"),
        ),
        refused(
            csv,
            of("=1+1,1990,09187,\n"),
            "name.no_letters",
            "people.csv A2 (Họ tên)",
            ("không phải họ tên", "is no name"),
        ),
        refused(
            csv,
            of("An,1990,09187,,\nBình,1990,09187,,thừa\n"),
            "cell.beyond_header",
            "people.csv E3",
            ("ngoài các cột có tiêu đề: “thừa”", "beyond the last heading: “thừa”"),
        ),
        refused(
            csv,
            of(&format!("An,1990,09187,{}\n", "x".repeat(2_001))),
            "cell.too_long",
            "people.csv D2 (Địa chỉ)",
            ("quá dài: 2001", "too long: 2001"),
        ),
        refused(
            csv,
            of(&format!("{},1990,09187,\n", "Ấ ".repeat(101))),
            "cell.too_long",
            "people.csv A2 (Họ tên)",
            ("quá dài: 201 ký tự; tối đa 200", "too long: 201 characters; 200 at most"),
        ),
        refused(
            csv,
            of("An,1990,09187,số 1\u{202E}2\n"),
            "cell.control",
            "people.csv D2 (Địa chỉ)",
            ("dấu đổi chiều chữ U+202E", "direction mark U+202E"),
        ),
        refused(
            csv,
            of("An,1990,09187,,\u{1b}[31mđỏ\n"),
            "cell.beyond_header",
            "people.csv E2",
            ("“\\u{1b}[31mđỏ”", "“\\u{1b}[31mđỏ”"),
        ),
        refused(
            csv,
            HEAD.replace("Địa chỉ", "Địa\u{1b} chỉ") + "An,1990,09187,\n",
            "cell.control",
            "people.csv D1 (Địa\\u{1b} chỉ)",
            ("tiêu đề cột có ký tự điều khiển U+001B", "the heading holds a control character"),
        ),
        refused(
            csv,
            of("An,1990,09187,\u{1b}[31mđỏ\n"),
            "cell.control",
            "people.csv D2 (Địa chỉ)",
            ("ký tự điều khiển U+001B", "control character U+001B"),
        ),
        refused(
            "cases.csv",
            files::CASES.replace("BN-2", &"9".repeat(101)),
            "cell.too_long",
            "cases.csv A3 (source_key)",
            ("quá dài: 101 ký tự; tối đa 100", "too long: 101 characters; 100 at most"),
        ),
        refused(
            "cases.csv",
            files::CASES.replace("BN-2", "\"BN\n2\""),
            "cell.control",
            "cases.csv A3 (source_key)",
            ("dấu xuống dòng", "line break"),
        ),
        refused(
            "cases.csv",
            files::CASES.replace("10/6/2021", "1899-12-31"),
            "date.out_of_range",
            "cases.csv H2 (onset_on)",
            ("thuộc năm 1899; chỉ nhận các năm từ 1900 đến 2199", "the year 1899"),
        ),
        refused(
            "orders.csv",
            files::ORDERS.replacen("2021-05-25,,", "2021-05-25,31/12/9999,", 1),
            "date.year",
            "orders.csv F2 (effective_to)",
            ("năm 9999", "9999 is no sensible year"),
        ),
        refused(
            "facts.csv",
            files::FACTS.replace("7000,number", "9999-12-01T00:00:00Z,instant"),
            "date.out_of_range",
            "facts.csv E2 (value)",
            ("thuộc năm 9999", "the year 9999"),
        ),
        refused(
            csv,
            of("An,1990,09187,\nAn,1990,09187,\n"),
            "row.twice",
            "people.csv dòng · row 3",
            ("trùng khóa với dòng 2", "same key as row 2"),
        ),
        refused(
            csv,
            of("An,1990,09187,\"mở\n"),
            "sheet.open_quote",
            "people.csv dòng · row 2",
            ("ngoặc kép", "quotation"),
        ),
        refused(
            "areas.csv",
            "code,name,level,parent_code\n27,Bắc Ninh,province,256\n",
            "area.own_parent",
            "areas.csv D2 (parent_code)",
            ("nằm trong chính đơn vị này", "lies within this area"),
        ),
        refused(
            "areas.csv",
            "code,name,level,parent_code\n27/256,Bắc Ninh,district,27\n",
            "area.code",
            "areas.csv A2 (code)",
            ("mã chỉ gồm", "a code consists of"),
        ),
        refused(
            "cases.csv",
            files::CASES.replace("2021-06-13", "18/06/2021"),
            "date.future",
            "cases.csv I3 (found_on)",
            ("tương lai", "future"),
        ),
        refused(
            "cases.csv",
            files::CASES.replace(",09187-01,", ",09187-99,"),
            "reference.unknown",
            "cases.csv E2 (zone_code)",
            ("không có mã", "there is no key"),
        ),
    ]
}

fn workbook_table() -> Vec<Refused> {
    let xlsx = "people.xlsx";
    let head = "<c t=\"str\"><v>Họ tên</v></c><c t=\"str\"><v>Phường</v></c><c t=\"str\"><v>Ngày sinh</v></c>";
    let after = |cells: &str| package(&sheet(&[head, cells]));
    let name = "<c t=\"str\"><v>An</v></c><c><v>9187</v></c>";
    let whole = workbook(
        &[&[Cell::Text("Họ tên"), Cell::Text("Phường")], &[Cell::Text("An"), Cell::Text("09187")]],
        true,
    );
    let bomb = package(&format!("<worksheet><sheetData>{}", " ".repeat(80 << 20)));
    assert!(bomb.len() < 1 << 20);
    vec![
        refused(
            xlsx,
            &whole[..whole.len() / 2],
            "sheet.truncated",
            xlsx,
            ("bị cắt cụt", "cut short"),
        ),
        refused(
            xlsx,
            &whole[..whole.len() - 30],
            "sheet.truncated",
            xlsx,
            ("bị cắt cụt", "cut short"),
        ),
        refused(
            xlsx,
            bomb,
            "sheet.zip_bomb",
            "people.xlsx [Danh sách] dòng · row 1",
            ("bung ra lớn bất thường", "inflates"),
        ),
        refused(
            xlsx,
            after(&format!("{name}<c><f>TODAY()</f></c>")),
            "cell.not_computed",
            "people.xlsx [Danh sách] C2 (Ngày sinh)",
            ("công thức", "formula"),
        ),
        refused(
            xlsx,
            after(&format!("{name}<c t=\"e\"><f>1/0</f><v>#DIV/0!</v></c>")),
            "cell.error",
            "people.xlsx [Danh sách] C2 (Ngày sinh)",
            ("#DIV/0!", "#DIV/0!"),
        ),
        refused(
            xlsx,
            after(&format!("{name}<c><v>44365</v></c>")),
            "date.future",
            "people.xlsx [Danh sách] C2 (Ngày sinh)",
            ("tương lai", "future"),
        ),
        refused(
            xlsx,
            after("<c t=\"str\"><v>A_x0000_n</v></c><c><v>9187</v></c>"),
            "cell.control",
            "people.xlsx [Danh sách] A2 (Họ tên)",
            ("ký tự điều khiển", "control character"),
        ),
        refused(
            xlsx,
            after(&format!("{name}<c><v>1990</v></c><c/><c t=\"str\"><v>thừa</v></c>")),
            "cell.beyond_header",
            "people.xlsx [Danh sách] E2",
            ("tiêu đề", "heading"),
        ),
        refused(
            xlsx,
            package(&sheet(&[&format!("{head}{head}"), name])),
            "sheet.duplicate_header",
            "people.xlsx [Danh sách] D1",
            ("lặp lại ở cột A và cột D", "columns A and D"),
        ),
        refused(
            xlsx,
            after(
                "<c t=\"inlineStr\"><is><t>An</t></c></row><row><c t=\"inlineStr\"><is><t>B</t></is></c>",
            ),
            "sheet.damaged",
            "people.xlsx [Danh sách] dòng · row 1",
            ("bị hỏng", "damaged"),
        ),
        refused(
            xlsx,
            workbook(&[], true),
            "sheet.empty",
            "people.xlsx [Sheet1]",
            ("không có dữ liệu", "no data"),
        ),
    ]
}

#[test]
fn bad_files_are_refused_with_a_place_and_leave_no_trace() {
    on_both(|test| {
        let store = &test.store;
        fill(store);
        let before = Trace::of(store);
        for bad in text_table().into_iter().chain(workbook_table()) {
            // A sound file beside the bad one is not written either.
            let sound = Source::bytes(
                "places.csv",
                "key,kind,name,area_code\nmoi,household,Hộ mới,09187\n".as_bytes(),
            );
            let report =
                try_import(store, vec![sound, Source::bytes(bad.file, bad.bytes.clone())]).unwrap();
            let fault = report.faults.first().unwrap_or_else(|| panic!("{} was taken", bad.code));
            check_fault(fault, &bad);
            assert_eq!(
                (report.faults_in_all, report.change_id),
                (1, None),
                "{}: {:?}",
                bad.code,
                report.faults
            );
            assert_eq!(Trace::of(store), before, "{} left a trace", bad.code);
        }
    });
}

fn check_fault(fault: &CellFault, bad: &Refused) {
    assert_eq!(
        (fault.code, fault.location.to_string().as_str()),
        (bad.code, bad.place),
        "{fault:?}"
    );
    let says = |text: &str, part: &str| text.to_lowercase().contains(&part.to_lowercase());
    assert!(says(&fault.reason.vi, bad.vi), "{}: {}", bad.code, fault.reason.vi);
    assert!(says(&fault.reason.en, bad.en), "{}: {}", bad.code, fault.reason.en);
}

/// Imports people, imports them again in vain, takes them back, and gives what stood in between.
fn there_and_back(store: &Store, file: &str, bytes: Vec<u8>) -> (String, Vec<Person>) {
    let before = Trace::of(store);
    let source = || vec![Source::bytes(file, bytes.clone())];
    let report = try_import(store, source()).unwrap();
    assert_eq!(report.faults, [], "{file}");
    let people = store
        .read::<_, OpsError>(&Actor::local_operator(), |read| {
            Ok(read.list::<Person>(&Filter::now())?)
        })
        .unwrap();
    let after = Trace::of(store);
    let again = try_import(store, source()).unwrap();
    assert_eq!((again.change_id, again.files[0].rows_unchanged), (None, report.files[0].rows_read));
    assert_eq!(Trace::of(store), after, "the second time leaves no trace");
    undo_change(store, &Actor::local_operator(), report.change_id.unwrap(), "thử".into(), now())
        .unwrap();
    assert_eq!(Trace::of(store).rows, before.rows, "the import is taken back as a whole");
    (report.files[0].read_as.clone(), people)
}

#[test]
fn every_encoding_is_stored_alike() {
    on_both(|test| {
        fill(&test.store);
        for (encoding, bytes) in files::encodings() {
            let (read_as, people) = there_and_back(&test.store, "people.csv", bytes);
            let mut stored: Vec<_> = people
                .iter()
                .map(|person| (person.full_name.as_str(), person.area_id.0.as_str()))
                .collect();
            stored.sort_unstable();
            assert_eq!(
                stored,
                [("Nguyễn Thị Hằng", "09187"), ("Trần Văn Đức", "09169")],
                "{encoding}"
            );
            assert_eq!(read_as, encoding);
        }
    });
}

#[test]
fn every_way_of_writing_a_date_is_one_day() {
    let written = [
        "17/06/1990",
        "17-6-1990",
        "17.6.90",
        "1990-06-17",
        "ngày 17 tháng 6 năm 1990",
        "33041",
        "\"17/06/1990 \"",
    ];
    let mut csv = String::from(HEAD);
    for (number, date) in written.iter().enumerate() {
        // Letters tell the people apart, for the day must not.
        csv += &format!("An {},{date},09187,\n", char::from(b'A' + number as u8));
    }
    let row = |name: &'static str, born: Cell| {
        [Cell::Text(name), born, Cell::Number(9187.0), Cell::Text("=1+1")]
    };
    let head = ["Họ tên", "Ngày sinh", "Phường", "Địa chỉ"].map(Cell::Text);
    let rows = [
        row("An A", Cell::Day(33041.0)),
        row("An B", Cell::Number(33041.0)),
        row("An C", Cell::Text("17/06/1990")),
        row("An D", Cell::Formula("=A1+1", "33041")),
    ];
    let rows: Vec<&[Cell]> =
        std::iter::once(&head[..]).chain(rows.iter().map(|row| &row[..])).collect();
    on_both(|test| {
        fill(&test.store);
        let csv = csv.clone().into_bytes();
        for (file, bytes, count) in [
            ("people.csv", csv, 7),
            ("people.xlsx", workbook(&rows, true), 4),
            ("people.xlsx", workbook(&rows, false), 4),
        ] {
            let (_, people) = there_and_back(&test.store, file, bytes);
            assert_eq!(people.len(), count);
            for person in people {
                assert_eq!(
                    person.born_on.map(|day| day.to_string()).as_deref(),
                    Some("1990-06-17"),
                    "{}",
                    person.full_name
                );
                if file == "people.xlsx" {
                    assert_eq!(
                        person.address.as_deref(),
                        Some("=1+1"),
                        "what begins with = is text and never runs"
                    );
                }
            }
        }
    });
}

#[test]
fn surplus_cells_that_are_blank_and_columns_without_a_heading_are_no_faults() {
    on_both(|test| {
        fill(&test.store);
        let text = "Họ tên,,Phường\nAn,ghi chú lạc,09187,,\nBình,,09187, ,\n";
        let source = || vec![Source::bytes("people.csv", text.as_bytes())];
        let report = try_import(&test.store, source()).unwrap();
        assert_eq!((report.faults_in_all, report.files[0].rows_added), (0, 2));
        let note = &report.files[0].notes[0];
        assert_eq!(
            note.vi,
            "có ô nằm dưới cột không có tiêu đề, nên không được đọc (1 dòng, đầu tiên là dòng 2)"
        );
        assert_eq!(
            note.en,
            "a cell stands in a column without a heading and was not read (1 rows, row 2 the first)"
        );
    });
}
