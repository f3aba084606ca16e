//! No bytes make the reader panic, and memory stays within the limits.

use proptest::prelude::*;
use rust_xlsxwriter::{Format, Workbook};
use taicho_sheets::{Limits, Options, Row, Table};

/// Reads everything that can be read.
fn read(bytes: &[u8]) {
    let limits = Limits { max_columns: 50, max_row_bytes: 1 << 20, strings_in_memory: 64 };
    let options = Options { limits, ..Options::default() };
    let Ok(mut table) = Table::from_bytes("bytes", bytes, &options) else { return };
    let mut row = Row::new();
    let mut seen = 0;
    while table.next_row(&mut row).unwrap_or(false) && seen < 10_000 {
        seen += row.cells().map(|cell| cell.text.len()).sum::<usize>() + 1;
    }
    let _ = table.notes();
}

fn workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    let date = Format::new().set_num_format("dd/mm/yyyy").set_font_name(".VnTime");
    let sheet = book.add_worksheet();
    for row in 0..20 {
        sheet.write_string(row, 0, format!("Họ tên {row}")).unwrap();
        sheet.write_number_with_format(row, 1, f64::from(row) * 1000.5, &date).unwrap();
        sheet.write_string_with_format(row, 2, "NguyÔn", &date).unwrap();
    }
    book.save_to_buffer().unwrap()
}

/// The parts of a workbook without compression, so that a changed byte reaches the scanner.
fn stored() -> Vec<u8> {
    use std::io::{Cursor, Read, Write};
    let mut from = zip::ZipArchive::new(Cursor::new(workbook())).unwrap();
    let mut into = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for at in 0..from.len() {
        let mut part = from.by_index(at).unwrap();
        into.start_file(part.name().unwrap().to_string(), options).unwrap();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        into.write_all(&bytes).unwrap();
    }
    into.finish().unwrap().into_inner()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        read(&bytes);
    }

    #[test]
    fn arbitrary_separated_text(text in "[a-zà-ỹ0-9,;\t\"\r\n=+@. -]{0,400}", cut in 0usize..8) {
        let bytes = text.as_bytes();
        read(&bytes[cut.min(bytes.len())..]);
    }

    #[test]
    fn changed_workbooks(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12), cut in prop::option::of(any::<prop::sample::Index>())) {
        for mut bytes in [workbook(), stored()] {
            for (at, byte) in &changes {
                let at = at.index(bytes.len());
                bytes[at] = *byte;
            }
            if let Some(cut) = cut {
                bytes.truncate(cut.index(bytes.len()));
            }
            read(&bytes);
        }
    }

    #[test]
    fn arbitrary_sheets(parts in prop::collection::vec(prop::sample::select(vec![
        "<row>", "<row r=\"9999999999\">", "</row>", "<c r=\"A1\">", "<c r=\"ZZZZZZ1\" s=\"99999999999999999999\">", "<c t=\"s\">", "<c t=\"b\">", "</c>", "<v>", "</v>",
        "1", "-1e999", "NaN", "&#x110000;", "&", "<is>", "<t>", "</t>", "</is>", "<f>", "<f/>", "</f>", "<![CDATA[", "]]>", "<!--", "-->", "<", ">", "\"", "ễ",
    ]), 0..60)) {
        use std::io::{Cursor, Write};
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        let sheet = format!("<worksheet><sheetData>{}</sheetData></worksheet>", parts.concat());
        for (name, text) in [("xl/workbook.xml", "<workbook><sheet name=\"a\"/></workbook>"), ("xl/worksheets/sheet1.xml", sheet.as_str())] {
            zip.start_file(name, options).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        read(&zip.finish().unwrap().into_inner());
    }
}
