//! Workbooks: our cells against calamine's, odd files, and damaged ones.

use std::io::{Cursor, Write};

use calamine::{Data, Reader, Xlsx};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use taicho_sheets::{CellKind, Limits, Options, Row, SheetError, Table};
use zip::write::SimpleFileOptions;

type Cell = (CellKind, String, Option<f64>);

/// The headings and the cells below them.
fn cells(bytes: &[u8], options: &Options) -> Result<Vec<Vec<Cell>>, SheetError> {
    let mut table = Table::from_bytes("so.xlsx", bytes, options)?;
    let header: Vec<_> =
        table.header().iter().map(|name| (CellKind::Text, name.clone(), None)).collect();
    let (mut found, mut row) = (vec![header], Row::new());
    while table.next_row(&mut row)? {
        found.push(
            row.cells().map(|cell| (cell.kind, cell.text.to_string(), cell.number)).collect(),
        );
    }
    Ok(found)
}

fn check_against_calamine(bytes: &[u8]) {
    let ours = cells(bytes, &Options::default()).unwrap();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    let theirs: Vec<_> =
        range.rows().filter(|row| row.iter().any(|cell| *cell != Data::Empty)).collect();
    assert_eq!(ours.len(), theirs.len());
    for (at, (own, other)) in ours.iter().zip(theirs).enumerate() {
        for (column, data) in other.iter().enumerate() {
            let empty = (CellKind::Empty, String::new(), None);
            let (kind, text, number) = own.get(column).unwrap_or(&empty);
            let agree = match data {
                Data::Empty => *kind == CellKind::Empty,
                Data::String(value) => {
                    (*kind == CellKind::Text && text == value)
                        || (value.is_empty() && *kind == CellKind::Empty)
                }
                Data::Float(value) => *kind == CellKind::Number && *number == Some(*value),
                Data::Int(value) => *kind == CellKind::Number && *number == Some(*value as f64),
                Data::Bool(value) => {
                    *kind == CellKind::Bool && text == if *value { "TRUE" } else { "FALSE" }
                }
                Data::DateTime(value) => {
                    matches!(kind, CellKind::Date | CellKind::DateTime | CellKind::Time)
                        && *number == Some(value.as_f64())
                }
                Data::DateTimeIso(value) | Data::DurationIso(value) => {
                    value.starts_with(text.as_str())
                }
                Data::Error(value) => *kind == CellKind::Error && *text == value.to_string(),
            };
            assert!(
                agree,
                "row {at} column {column}: {kind:?} {text:?} {number:?} against {data:?}"
            );
        }
    }
}

/// A list as an office writes it, with every kind of cell.
fn list(rows: u32, inline: bool) -> Vec<u8> {
    let mut book = Workbook::new();
    let date = Format::new().set_num_format("dd/mm/yyyy");
    let moment = Format::new().set_num_format("dd/mm/yyyy hh:mm");
    let clock = Format::new().set_num_format("[h]:mm");
    let sheet = if inline {
        book.add_worksheet_with_constant_memory().unwrap()
    } else {
        book.add_worksheet()
    };
    for (column, name) in
        ["Họ tên", "Ngày sinh", "Lúc", "CT", "Có", "Công thức", "Lỗi", "Giờ", "Ghi chú"]
            .iter()
            .enumerate()
    {
        sheet.write_string(0, column as u16, *name).unwrap();
    }
    for at in 1..=rows {
        sheet.write_string(at, 0, format!("Nguyễn Văn {} & <b> \"x\" _x0041_", at % 7)).unwrap();
        let serial = ExcelDateTime::from_serial_datetime(f64::from(20_000 + at)).unwrap();
        sheet.write_datetime_with_format(at, 1, &serial, &date).unwrap();
        let serial =
            ExcelDateTime::from_serial_datetime(44_000.0 + f64::from(at) / 1440.0).unwrap();
        sheet.write_datetime_with_format(at, 2, &serial, &moment).unwrap();
        sheet.write_number(at, 3, 12.0 + f64::from(at) / 7.0).unwrap();
        sheet.write_boolean(at, 4, at % 2 == 0).unwrap();
        sheet.write_formula(at, 5, Formula::new("=1+1").set_result(at.to_string())).unwrap();
        sheet.write_formula(at, 6, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
        sheet.write_number_with_format(at, 7, f64::from(at) / 3.0, &clock).unwrap();
        if at % 3 == 0 {
            sheet.write_string(at, 8, "=HYPERLINK(\"x\")\nhai dòng").unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn generated_lists_equal_calamine() {
    check_against_calamine(&list(500, true));
    check_against_calamine(&list(500, false));
}

#[test]
fn spilled_strings_are_the_same() {
    let bytes = list(3000, false);
    let spilled = Options {
        limits: Limits { strings_in_memory: 100, ..Limits::default() },
        ..Options::default()
    };
    assert_eq!(cells(&bytes, &spilled).unwrap(), cells(&bytes, &Options::default()).unwrap());
}

const CONTENT: &str = r#"<?xml version="1.0"?><workbook xmlns:r="r"><workbookPr date1904="DATE"/><sheets><sheet name="Ẩn" state="hidden" sheetId="1" r:id="rId1"/><sheet name="F0 &amp; F1" sheetId="2" r:id="rId2"/></sheets></workbook>"#;
const RELATIONS: &str = r#"<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="x/worksheet" Target="/xl/worksheets/sheet2.xml"/></Relationships>"#;
const STYLES: &str = r#"<styleSheet><numFmts count="1"><numFmt numFmtId="164" formatCode="[$-42A]dd/mm/yyyy"/></numFmts><fonts><font><name val="Arial"/></font><font><name val=".VnTime"/></font></fonts><cellXfs><xf numFmtId="0" fontId="0"/><xf numFmtId="164" fontId="0"/><xf numFmtId="0" fontId="1"/></cellXfs></styleSheet>"#;
const STRINGS: &str = r#"<sst><si><t>mã</t></si><si><r><t>họ</t></r><r><t xml:space="preserve"> tên</t></r><rPh><t>bỏ</t></rPh></si><si/><si><t><![CDATA[a<b]]></t></si></sst>"#;

/// A workbook of hand-written parts.
fn package(sheet: &str, year_1904: bool) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let content = CONTENT.replace("DATE", if year_1904 { "1" } else { "0" });
    for (name, text) in [
        ("xl/workbook.xml", content.as_str()),
        ("xl/_rels/workbook.xml.rels", RELATIONS),
        ("xl/styles.xml", STYLES),
        ("xl/sharedStrings.xml", STRINGS),
        (
            "xl/worksheets/sheet1.xml",
            "<worksheet><sheetData><row><c t=\"str\"><v>kín</v></c></row></sheetData></worksheet>",
        ),
        ("xl/worksheets/sheet2.xml", sheet),
    ] {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const ODD: &str = r#"<?xml version="1.0"?><x:worksheet xmlns:x="x"><x:dimension ref="A1"/><x:sheetData>
<x:row r="3"><x:c r="A3" t="s"><x:v>0</x:v></x:c><x:c r="B3" t="s"><x:v>1</x:v></x:c><x:c t="inlineStr"><x:is><x:r><x:t>ng&#xE0;y</x:t></x:r></x:is></x:c><x:c r="D3" t="str"><x:v>ghi chú</x:v></x:c></x:row>
<x:row r="4"/><!-- <x:row> -->
<x:row r="5" spans="1:4"><x:c r="A5"><x:v>903123456</x:v></x:c><x:c r="B5" s="2" t="inlineStr"><x:is><x:t>NguyÔn ThÞ H»ng</x:t></x:is></x:c><x:c r="C5" s="1"><x:v>44364</x:v></x:c><x:c r="D5" t="s"><x:v>3</x:v></x:c></x:row>
<x:row><x:c><x:v>1.2300000000000002E1</x:v></x:c><x:c t="e"><x:v>#N/A</x:v></x:c><x:c s="1"><x:f>NOW()</x:f><x:v>60</x:v></x:c><x:c t="str"><x:f>A1&amp;"x"</x:f><x:v></x:v></x:c></x:row>
</x:sheetData><x:mergeCells/></x:worksheet>"#;

#[test]
fn odd_workbooks_are_read() {
    let bytes = package(ODD, false);
    let mut table = Table::from_bytes("odd", bytes.clone(), &Options::default()).unwrap();
    assert_eq!((table.sheet(), table.sheets().len()), (Some("F0 & F1"), 1));
    assert_eq!(table.header(), ["mã", "họ tên", "ngày", "ghi chú"]);
    let mut row = Row::new();
    assert!(table.next_row(&mut row).unwrap());
    let seen: Vec<_> = row.cells().map(|cell| (cell.kind, cell.text)).collect();
    assert_eq!(
        (row.number(), seen),
        (
            5,
            vec![
                (CellKind::Number, "903123456"),
                (CellKind::Text, "Nguyễn Thị Hằng"),
                (CellKind::Date, "2021-06-17"),
                (CellKind::Text, "a<b")
            ]
        )
    );
    assert!(table.next_row(&mut row).unwrap());
    let seen: Vec<_> = row.cells().map(|cell| (cell.kind, cell.text, cell.formula)).collect();
    assert_eq!(
        (row.number(), seen),
        (
            6,
            vec![
                (CellKind::Number, "12.3", false),
                (CellKind::Error, "#N/A", false),
                (CellKind::Date, "1900-02-29", true)
            ]
        )
    );
    assert!(!table.next_row(&mut row).unwrap());
    assert_eq!(table.notes()[0].code, "encoding.legacy_font");
    let hidden = Options { sheet: Some("Ẩn".into()), ..Options::default() };
    assert_eq!(Table::from_bytes("odd", bytes.clone(), &hidden).unwrap().header(), ["kín"]);
    let missing = Options { sheet: Some("F9".into()), ..Options::default() };
    assert_eq!(Table::from_bytes("odd", bytes, &missing).err().unwrap().code(), "sheet.no_sheet");
}

#[test]
fn dates_of_1904_are_read() {
    let sheet = r#"<worksheet><sheetData><row><c t="str"><v>ngày</v></c></row><row><c s="1"><v>42902</v></c></row></sheetData></worksheet>"#;
    assert_eq!(cells(&package(sheet, true), &Options::default()).unwrap()[1][0].1, "2021-06-17");
}

fn code(bytes: &[u8]) -> &'static str {
    cells(bytes, &Options::default()).unwrap_err().code()
}

#[test]
fn damaged_workbooks_are_refused() {
    let whole = list(200, true);
    for cut in [30, whole.len() / 2, whole.len() - 30] {
        assert_eq!(code(&whole[..cut]), "sheet.truncated");
    }
    assert_eq!(code(&package("<worksheet><sheetData><row><c><v>1", false)), "sheet.damaged");
    assert_eq!(code(&package("<worksheet><sheetData/></worksheet>", false)), "sheet.empty");
    let row = |cell: &str| {
        format!(
            "<worksheet><sheetData><row><c t=\"str\"><v>a</v></c></row><row>{cell}</row></sheetData></worksheet>"
        )
    };
    assert_eq!(code(&package(&row("<c t=\"s\"><v>99</v></c>"), false)), "sheet.damaged");
    assert_eq!(code(&package(&row("<c r=\"XFD2\"><v>1</v></c>"), false)), "sheet.too_many_columns");
    assert_eq!(
        code(&package(&row(&format!("<c t=\"str\"><v>{}</v></c>", "x".repeat(17 << 20))), false)),
        "sheet.row_too_long"
    );
    let twins = "<worksheet><sheetData><row><c t=\"str\"><v>a</v></c><c t=\"str\"><v>A</v></c></row></sheetData></worksheet>";
    assert_eq!(code(&package(twins, false)), "sheet.duplicate_header");
}

#[test]
fn a_bomb_is_stopped() {
    let blank = " ".repeat(80 << 20);
    let bomb = package(&format!("<worksheet><sheetData>{blank}"), false);
    assert!(bomb.len() < 1 << 20);
    let error = cells(&bomb, &Options::default()).unwrap_err();
    assert_eq!(error.code(), "sheet.zip_bomb");
    assert!(error.words().vi.contains("bung ra lớn bất thường"));
}
