//! Small files as offices send them, and what hands and machines make of them.

use std::io::{Cursor, Write};

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use zip::write::SimpleFileOptions;

pub(crate) const AREAS: &str = "code,name,kind,level,parent_code,valid_from\n\
    27,Bắc Ninh,Tỉnh,province,,\n256,Bắc Ninh,Thành phố,district,27,\n\
    09187,Suối Hoa,Phường,commune,256,\n09169,Thị Cầu,Phường,commune,256,\n";
pub(crate) const PLACES: &str =
    "key,kind,name,area_code\nho-1,household,Hộ 1,09187\ntro-1,lodging,Dãy trọ số 1,Thị Cầu\n";
pub(crate) const ZONES: &str = "code,name,disease,area_code,opened_on,households,residents\n\
    09187-01,Ngõ 1,covid-19,09187,05/06/2021,12,50\n";
pub(crate) const PEOPLE: &str = "key,full_name,sex,born_on,personal_id,phone,area_code,address,residence,household_key\n\
    p1,Nguyễn Thị Hằng,nữ,17/6/1990,,0912345678,09187,\"12, Trần Hưng Đạo\",thường trú,ho-1\n\
    p2,Trần Văn Đức,nam,1985,,,Thị Cầu,,tạm trú,\n";
pub(crate) const CASES: &str = "source_key,person_key,disease,area_code,zone_code,status,case_origin,onset_on,found_on,source_known\n\
    BN-1,,covid-19,09187,09187-01,xác định,cộng đồng,10/6/2021,12/6/2021,có\n\
    BN-2,,covid-19,09169,,suspected,imported,,2021-06-13,\n";
pub(crate) const ROUNDS: &str = "zone_code,taken_on,listed,sampled,positive\n09187-01,08/06/2021,50,49,0\n09187-01,15/06/2021,50,50,\n";
pub(crate) const COUNTS: &str = "area_code,disease,period,starts_on,cases\n09187,measles,week,2021-01-04,3\n09187,measles,week,2021-01-11,0\n";

pub(crate) const FACTS: &str = "area_code,zone_code,disease,name,value,type,valid_from,valid_to,confidence,source\n\
    09187,,covid-19,population,7000,number,2021-01-01,,S,Kế hoạch 23\n\
    09187,09187-01,,closed,có,flag,,,V,Kế hoạch 23\n";
pub(crate) const ORDERS: &str = "kind,value,area_code,zone_code,effective_from,effective_to,number,document,status\n\
    distancing_tier,16,09187,,2021-05-25,,12/QĐ-UBND,Chỉ thị 16/CT-TTg,issued\n\
    zone_freeze,20,09187,09187-01,05/06/2021,,,Kế hoạch 23,draft\n";

/// Name and ward are all that a list of people needs.
pub(crate) const LIST: &str = "Họ tên,Phường\nNguyễn Thị Hằng,Suối Hoa\nTrần Văn Đức,Thị Cầu\n";
const TCVN3: &str = "Hä tªn,Ph\u{AD}êng\nNguyÔn ThÞ H»ng,Suèi Hoa\nTrÇn V¨n §øc,ThÞ CÇu\n";
const VNI: &str = "Hoï teân,Phöôøng\nNguyeãn Thò Haèng,Suoái Hoa\nTraàn Vaên Ñöùc,Thò Caàu\n";
const WINDOWS_1258: &[u8] = b"Ho\xF2 t\xEAn,Ph\xFD\xF5\xCCng\nNguy\xEA\xDEn Thi\xF2 H\xE3\xCCng,Su\xF4\xECi Hoa\nTr\xE2\xCCn V\xE3n \xD0\xFD\xECc,Thi\xF2 C\xE2\xCCu\n";

/// The list in every encoding, with the name under which the report must give it.
pub(crate) fn encodings() -> Vec<(&'static str, Vec<u8>)> {
    let units = |text: &str, order: fn(u16) -> [u8; 2]| -> Vec<u8> {
        text.encode_utf16().flat_map(order).collect()
    };
    let latin = |text: &str| text.chars().map(|letter| letter as u32 as u8).collect::<Vec<u8>>();
    let marked = format!("\u{FEFF}{LIST}");
    let apart =
        LIST.replace('ễ', "e\u{302}\u{303}").replace('ọ', "o\u{323}").replace('ầ', "â\u{300}");
    vec![
        ("UTF-8", LIST.into()),
        ("UTF-8 (BOM)", marked.clone().into()),
        ("UTF-8", apart.into()),
        ("UTF-16 LE", units(&marked, u16::to_le_bytes)),
        ("UTF-16 BE", units(&marked, u16::to_be_bytes)),
        ("UTF-16 LE", units(LIST, u16::to_le_bytes)),
        ("UTF-16 BE", units(LIST, u16::to_be_bytes)),
        ("Windows-1258", WINDOWS_1258.into()),
        ("TCVN3 (ABC)", latin(TCVN3)),
        ("VNI", latin(VNI)),
        ("TCVN3 (ABC) + Unicode", TCVN3.into()),
        ("VNI + Unicode", VNI.into()),
    ]
}

/// A cell of a workbook in the making.
pub(crate) enum Cell {
    Text(&'static str),
    Number(f64),
    /// A serial number shown as a date.
    Day(f64),
    /// A formula and its stored result.
    Formula(&'static str, &'static str),
}

/// A workbook of text, numbers, dates and formulas.
pub(crate) fn workbook(rows: &[&[Cell]], inline: bool) -> Vec<u8> {
    let mut book = Workbook::new();
    let day = Format::new().set_num_format("dd/mm/yyyy");
    let sheet = match inline {
        true => book.add_worksheet_with_constant_memory().unwrap(),
        false => book.add_worksheet(),
    };
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(*cells) {
            match cell {
                Cell::Text(text) => sheet.write_string(row, column, *text),
                Cell::Number(number) => sheet.write_number(row, column, *number),
                Cell::Day(serial) => {
                    let date = ExcelDateTime::from_serial_datetime(*serial).unwrap();
                    sheet.write_datetime_with_format(row, column, &date, &day)
                }
                Cell::Formula(formula, result) => {
                    sheet.write_formula(row, column, Formula::new(*formula).set_result(*result))
                }
            }
            .unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

/// A workbook of one hand-written sheet.
pub(crate) fn package(sheet: &str) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let book = "<workbook><sheets><sheet name=\"Danh sách\" sheetId=\"1\"/></sheets></workbook>";
    for (name, text) in [("xl/workbook.xml", book), ("xl/worksheets/sheet1.xml", sheet)] {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A hand-written sheet of rows whose cells are given as they stand in the file.
pub(crate) fn sheet(rows: &[&str]) -> String {
    let rows: String = rows.iter().map(|cells| format!("<row>{cells}</row>")).collect();
    format!("<worksheet><sheetData>{rows}</sheetData></worksheet>")
}

/// The rows of a separated text, the simple way: no marks of quotation inside.
pub(crate) fn workbook_of(text: &str, inline: bool) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = match inline {
        true => book.add_worksheet_with_constant_memory().unwrap(),
        false => book.add_worksheet(),
    };
    for (row, line) in (0..).zip(text.lines()) {
        for (column, cell) in (0..).zip(line.split(',')) {
            sheet.write_string(row, column, cell.trim_matches('"')).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}
