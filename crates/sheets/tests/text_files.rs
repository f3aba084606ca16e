//! CSV in every encoding and shape that offices send, and what is no table at all.

use taicho_sheets::{Charset, LegacyFont, Limits, Options, Row, SheetError, Table, TableKind};

fn open(bytes: &[u8]) -> Result<Table, SheetError> {
    Table::from_bytes("tep.csv", bytes, &Options::default())
}

fn rows(table: &mut Table) -> Result<Vec<Vec<String>>, SheetError> {
    let (mut found, mut row) = (Vec::new(), Row::new());
    while table.next_row(&mut row)? {
        found.push(row.cells().map(|cell| cell.text.to_string()).collect());
    }
    Ok(found)
}

fn code(bytes: &[u8]) -> &'static str {
    open(bytes).and_then(|mut table| rows(&mut table)).unwrap_err().code()
}

const LIST: &str = "Họ tên,Phường\nNguyễn Thị Hằng,Suối Hoa\nTrần Văn Đức,Thị Cầu\n";

fn check_list(bytes: &[u8], charset: Charset, font: Option<LegacyFont>) {
    let mut table = open(bytes).unwrap();
    assert_eq!(table.header(), ["Họ tên", "Phường"]);
    assert_eq!(
        rows(&mut table).unwrap(),
        [["Nguyễn Thị Hằng", "Suối Hoa"], ["Trần Văn Đức", "Thị Cầu"]]
    );
    let encoding = table.encoding().unwrap();
    assert_eq!((encoding.charset, encoding.font), (charset, font));
    assert_eq!(table.kind(), TableKind::Csv);
}

#[test]
fn unicode_files_are_read() {
    check_list(LIST.as_bytes(), Charset::Utf8, None);
    check_list(format!("\u{FEFF}{LIST}").as_bytes(), Charset::Utf8Bom, None);
    let units = |text: &str, order: fn(u16) -> [u8; 2]| {
        text.encode_utf16().flat_map(order).collect::<Vec<u8>>()
    };
    check_list(&units(&format!("\u{FEFF}{LIST}"), u16::to_le_bytes), Charset::Utf16Le, None);
    check_list(&units(&format!("\u{FEFF}{LIST}"), u16::to_be_bytes), Charset::Utf16Be, None);
    check_list(&units(LIST, u16::to_le_bytes), Charset::Utf16Le, None);
    check_list(&units(LIST, u16::to_be_bytes), Charset::Utf16Be, None);
}

#[test]
fn decomposed_accents_are_composed() {
    let apart =
        LIST.replace('ễ', "e\u{302}\u{303}").replace('ọ', "o\u{323}").replace('ầ', "â\u{300}");
    check_list(apart.as_bytes(), Charset::Utf8, None);
}

#[test]
fn windows_1258_is_read() {
    // Letters with a mark of their own keep it; the tone follows.
    let bytes = b"Ho\xF2 t\xEAn,Ph\xFD\xF5\xCCng\nNguy\xEA\xDEn Thi\xF2 H\xE3\xCCng,Su\xF4\xECi Hoa\nTr\xE2\xCCn V\xE3n \xD0\xFD\xECc,Thi\xF2 C\xE2\xCCu\n";
    check_list(bytes, Charset::Windows1258, None);
    assert_eq!(open(bytes).unwrap().notes()[0].code, "encoding.converted");
}

fn latin(text: &str) -> Vec<u8> {
    text.chars().map(|letter| letter as u32 as u8).collect()
}

const TCVN3: &str = "Hä tªn,Ph\u{AD}êng\nNguyÔn ThÞ H»ng,Suèi Hoa\nTrÇn V¨n §øc,ThÞ CÇu\n";
const VNI: &str = "Hoï teân,Phöôøng\nNguyeãn Thò Haèng,Suoái Hoa\nTraàn Vaên Ñöùc,Thò Caàu\n";

#[test]
fn legacy_fonts_are_read() {
    check_list(&latin(TCVN3), Charset::Windows1252, Some(LegacyFont::Tcvn3));
    check_list(&latin(VNI), Charset::Windows1252, Some(LegacyFont::Vni));
    // The same typed text, saved as UTF-8 by a newer Excel.
    check_list(TCVN3.as_bytes(), Charset::Utf8, Some(LegacyFont::Tcvn3));
    check_list(VNI.as_bytes(), Charset::Utf8, Some(LegacyFont::Vni));
}

#[test]
fn an_odd_byte_in_the_last_row_decides() {
    let mut bytes = b"ma,ghi chu\n".to_vec();
    for number in 0..60_000 {
        bytes.extend_from_slice(format!("{number},khong\n").as_bytes());
    }
    bytes.extend_from_slice(&latin("60000,NguyÔn ThÞ H»ng\n"));
    let mut table = open(&bytes).unwrap();
    assert_eq!(table.encoding().unwrap().font, Some(LegacyFont::Tcvn3));
    assert_eq!(rows(&mut table).unwrap().last().unwrap()[1], "Nguyễn Thị Hằng");
}

#[test]
fn two_plausible_encodings_are_told() {
    // "nàm" in Windows-1258; in VNI it would be no word, in TCVN3 another one: "nèm" is none, so only one word differs.
    let table = open(b"a,b\nth\xE0,1\n").unwrap();
    let plain = open(LIST.as_bytes()).unwrap();
    assert!(plain.notes().is_empty());
    assert!(table.notes().iter().any(|note| note.code == "encoding.converted"));
    // The bytes of "tú" in 1258 are those of "tỳ" … in TCVN3: both are syllables.
    let both = open(b"a,b\nt\xFA,1\n").unwrap();
    assert!(
        both.notes().iter().any(|note| note.code == "encoding.ambiguous"),
        "{:?}",
        both.notes()
    );
}

#[test]
fn separators_and_quotes_are_recognised() {
    for separator in [",", ";", "\t", "|"] {
        let text = format!(
            "a{separator}b\r\n\"x{separator} \"\"y\"\"\nz\"{separator}2\r\n\r\n=1+1{separator}-5"
        );
        let mut table = open(text.as_bytes()).unwrap();
        assert_eq!(table.header(), ["a", "b"]);
        let mut row = Row::new();
        assert!(table.next_row(&mut row).unwrap());
        assert_eq!(
            (row.number(), row.cell(0).text),
            (2, format!("x{separator} \"y\"\nz").as_str())
        );
        assert!(table.next_row(&mut row).unwrap());
        // The blank line counts, as in Excel; a cell that begins with = is text.
        assert_eq!((row.number(), row.cell(0).text, row.cell(0).formula), (4, "=1+1", false));
        assert!(!table.next_row(&mut row).unwrap());
    }
    let mut named = open(b"sep=;\na;b,c\n1;2\n").unwrap();
    assert_eq!(named.header(), ["a", "b,c"]);
    assert_eq!(rows(&mut named).unwrap(), [["1", "2"]]);
    let mut old = open(b"a,b\r1,2\r3,\"4\"x\r\x1A").unwrap();
    assert_eq!(rows(&mut old).unwrap(), [["1", "2"], ["3", "4x"]]);
    let mut inner = open(b"a,b\n5\" pipe,he said \"no\"\n").unwrap();
    assert_eq!(rows(&mut inner).unwrap(), [["5\" pipe", "he said \"no\""]]);
}

#[test]
fn headings_are_found_below_titles() {
    let text = "UBND PHƯỜNG SUỐI HOA,,,,\nDANH SÁCH F1,,,,\n,,,,\nSTT,Họ tên,Địa chỉ,,Ghi chú\n,,Số nhà,Phường,\n(1),(2),(3),(4),(5)\n1,An,12,Suối Hoa,\n";
    let mut table = open(text.as_bytes()).unwrap();
    assert_eq!(
        table.header(),
        ["STT", "Họ tên", "Địa chỉ / Số nhà", "Địa chỉ / Phường", "Ghi chú"]
    );
    assert_eq!((table.header_row(), table.notes()[0].code), (4, "header.joined"));
    assert_eq!(rows(&mut table).unwrap(), [["1", "An", "12", "Suối Hoa"]]);
    assert_eq!(
        open(b"Ward,Population,2020,Cases,Deaths\nA,1,2,3,4\n").unwrap().header()[2],
        "2020"
    );
    let location = table.location(7, Some(3));
    assert_eq!(location.to_string(), "tep.csv D7 (Địa chỉ / Phường)");
}

#[test]
fn what_is_no_table_is_refused_by_name() {
    for (bytes, expected) in [
        (&b""[..], "sheet.empty"),
        (b"\xEF\xBB\xBF", "sheet.empty"),
        (b" \n \r\n", "sheet.empty"),
        (b"%PDF-1.7", "sheet.other_format"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "sheet.other_format"),
        (b"<html><table>", "sheet.other_format"),
        (b"\x89PNG\r\n", "sheet.other_format"),
        (b"a,b\n1,\0\n", "sheet.unreadable"),
        (b"1,2\n3,4\n", "sheet.not_a_table"),
        (b"a,b\n1,\"2\n3,4\n", "sheet.open_quote"),
        (b"H\xE1\xBB\x8D t\xC3\xAAn,b\nL\xC3\xAA,\xC3\xAA\xC3\xAA\xC3\xAA\xC3\xAA\xC3\xAA\xC3\xAA\xC3\xAA\xFF\n", "sheet.unreadable"),
        ("Họ tên,ho  ten\n1,2\n".as_bytes(), "sheet.duplicate_header"),
        (b"PK\x03\x04", "sheet.truncated"),
    ] {
        assert_eq!(code(bytes), expected, "{}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn errors_say_where_in_both_languages() {
    let mut text = String::from("Họ tên,Ghi chú\n");
    for _ in 0..100 {
        text.push_str("An,không\n");
    }
    text.push_str("An,\"mở\n");
    let mut table = open(text.as_bytes()).unwrap();
    let error = rows(&mut table).unwrap_err();
    assert_eq!((error.code(), error.location.row), ("sheet.open_quote", Some(102)));
    assert!(
        error.words().vi.contains("ngoặc kép")
            && error.to_string().starts_with("tep.csv dòng · row 102:")
    );
}

#[test]
fn limits_hold() {
    let options = Options {
        limits: Limits { max_columns: 3, max_row_bytes: 1000, ..Limits::default() },
        ..Options::default()
    };
    let read = |text: String| {
        Table::from_bytes("a.csv", text.into_bytes(), &options)
            .and_then(|mut table| rows(&mut table))
            .unwrap_err()
            .code()
    };
    assert_eq!(read("a,b,c,d\n1,2,3,4\n".into()), "sheet.too_many_columns");
    assert_eq!(read(format!("a,b\n1,{}\n", "x".repeat(400_000))), "sheet.row_too_long");
    assert_eq!(read(format!("a,b\n1,\"{}\n", "x,\n".repeat(400_000))), "sheet.open_quote");
    assert!(Table::open("/nowhere/a.csv").is_err_and(|error| error.code() == "sheet.io"));
}
