//! What stands in the files, read back as a stranger would.

#[path = "sample/bac_ninh.rs"]
mod sample;

use std::io::{Cursor, Read, Write};
use std::path::Path;
use std::process::Command;
use std::{env, fs, io};

use roxmltree::{Document as Xml, Node};
use taicho_documents::order::OrderForm;
use taicho_documents::{DailyReport, Export};
use zip::ZipArchive;

/// Opens with what a spreadsheet would run.
const HOSTILE: [&str; 7] =
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "\r=1+1", "=HYPERLINK(\"http://x\",\"<&>\")"];

fn part(export: &Export, name: &str) -> String {
    let mut zip = ZipArchive::new(Cursor::new(&export.bytes)).unwrap();
    let mut text = String::new();
    zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

fn names(export: &Export) -> Vec<String> {
    let zip = ZipArchive::new(Cursor::new(&export.bytes)).unwrap();
    zip.file_names().map(|name| name.unwrap().into_owned()).collect()
}

fn hostile() -> DailyReport {
    let mut report = sample::report(12);
    for (index, text) in HOSTILE.into_iter().enumerate() {
        report.wards[index].area.name = text.to_owned();
        report.proposals[index].why.vi = text.to_owned();
        report.sampling[0].method.vi = text.to_owned();
    }
    report.title.vi = "=cmd|'/c calc'!A1".to_owned();
    report.figures[0].value = Some(f64::NAN);
    report.figures[1].value = Some(f64::INFINITY);
    report.data_notes.other[0].vi = "\u{0}\u{1b}<w:p>&amp;]]>\u{fffe}".to_owned();
    report
}

fn children<'a>(node: Node<'a, 'a>, name: &'a str) -> impl Iterator<Item = Node<'a, 'a>> {
    node.children().filter(move |child| child.tag_name().name() == name)
}

#[test]
fn docx_has_every_part_that_it_names_and_each_is_sound_xml() {
    for document in [
        hostile().to_document(),
        sample::empty().to_document(),
        sample::order(OrderForm::Notice).to_document(),
    ] {
        let export = document.to_docx().unwrap();
        let names = names(&export);
        for name in &names {
            let text = part(&export, name);
            Xml::parse(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        }
        let types = part(&export, "[Content_Types].xml");
        for node in Xml::parse(&types).unwrap().descendants() {
            if let Some(path) = node.attribute("PartName") {
                assert!(names.contains(&path[1..].to_owned()), "{path} is named and there");
            }
        }
        let relations = part(&export, "word/_rels/document.xml.rels");
        for node in Xml::parse(&relations).unwrap().descendants() {
            if let Some(target) = node.attribute("Target") {
                assert!(names.contains(&format!("word/{target}")), "{target} is named and there");
            }
        }
    }
}

#[test]
fn docx_shows_page_numbers_from_page_2_and_repeats_table_headers() {
    let export = sample::report(60).to_document().to_docx().unwrap();
    let body = part(&export, "word/document.xml");
    assert!(body.contains("<w:titlePg/>"));
    assert!(body.contains(r#"<w:headerReference w:type="default" r:id="rId3"/>"#));
    assert!(part(&export, "word/header1.xml").contains(" PAGE "));
    assert!(!part(&export, "word/header2.xml").contains("PAGE"));
    assert!(body.matches("<w:tblHeader/>").count() >= 8);
    assert!(
        body.contains("Số: \u{a0}\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}/BC-BCĐ"),
        "the number stays open"
    );
}

#[test]
fn docx_rows_fill_their_grid() {
    let export = sample::report(60).to_document().to_docx().unwrap();
    let body = part(&export, "word/document.xml");
    let xml = Xml::parse(&body).unwrap();
    let mut rows = 0;
    for table in xml.descendants().filter(|node| node.tag_name().name() == "tbl") {
        let grid = children(table, "tblGrid").next().unwrap();
        let columns = children(grid, "gridCol").count();
        for row in children(table, "tr") {
            let spans = children(row, "tc").map(|cell| {
                let span = cell.descendants().find(|node| node.tag_name().name() == "gridSpan");
                let span =
                    span.and_then(|span| span.attributes().next().map(|it| it.value().to_owned()));
                assert_eq!(cell.children().next_back().unwrap().tag_name().name(), "p");
                span.map_or(1, |span| span.parse::<usize>().unwrap())
            });
            assert_eq!(spans.sum::<usize>(), columns);
            rows += 1;
        }
    }
    assert!(rows > 90, "{rows} rows");
}

#[test]
fn xlsx_never_holds_a_formula() {
    let export = hostile().to_xlsx().unwrap();
    let mut seen = 0;
    for name in names(&export).iter().filter(|name| name.starts_with("xl/worksheets/sheet")) {
        let text = part(&export, name);
        let xml = Xml::parse(&text).unwrap();
        assert!(
            xml.descendants().all(|node| node.tag_name().name() != "f"),
            "{name} has a formula"
        );
        assert!(!text.contains("hyperlink"), "{name} has a link");
        assert!(text.contains(r#"state="frozen""#), "{name} has a frozen header");
        seen += 1;
    }
    assert_eq!(seen, 8);
    let strings = part(&export, "xl/sharedStrings.xml");
    let xml = Xml::parse(&strings).unwrap();
    let texts: Vec<&str> = xml.descendants().filter_map(|node| node.text()).collect();
    for text in HOSTILE {
        let cleaned = text.replace(['\t', '\r'], " ");
        assert!(texts.contains(&cleaned.as_str()), "{text:?} is kept as text");
    }
    assert!(part(&export, "xl/styles.xml").contains(r#"quotePrefix="1""#));
}

#[test]
fn xlsx_keeps_numbers_numbers_and_dates_dates() {
    let export = sample::report(9).to_xlsx().unwrap();
    let text = part(&export, "xl/worksheets/sheet2.xml");
    let xml = Xml::parse(&text).unwrap();
    let cell =
        |place: &str| xml.descendants().find(|node| node.attribute("r") == Some(place)).unwrap();
    let value =
        |place: &str| cell(place).descendants().find(|node| node.tag_name().name() == "v").unwrap();
    // Thị Cầu is the third ward: 29 days since its last community case, Directive 15 from 25 June 2021.
    assert_eq!(cell("L4").attribute("t"), None);
    assert_eq!(value("L4").text(), Some("29"));
    assert_eq!(cell("F4").attribute("t"), None);
    assert_eq!(value("F4").text(), Some("44372"));
    assert_eq!(cell("B4").attribute("t"), Some("s"));
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let write = || {
        let report = sample::report(20);
        let order = sample::order(OrderForm::Decision).to_document();
        let docx = report.to_document().to_docx().unwrap();
        [docx, report.to_xlsx().unwrap(), order.to_docx().unwrap()]
    };
    let first = write();
    // The clock of the container's entries counts in steps of two seconds.
    std::thread::sleep(std::time::Duration::from_millis(2100));
    assert!(first == write());
}

#[test]
fn the_report_reads_back_from_its_json() {
    let report = sample::report(30);
    let text = serde_json::to_string(&report).unwrap();
    assert_eq!(serde_json::from_str::<DailyReport>(&text).unwrap(), report);
}

#[test]
fn libreoffice_opens_the_docx_with_all_its_words() {
    let folder = env::temp_dir().join(format!("taicho-documents-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let export = sample::report(20).to_document().to_docx().unwrap();
    fs::write(folder.join("report.docx"), &export.bytes).unwrap();
    match opened_by_libreoffice(&folder) {
        Ok(text) => {
            for expected in [
                "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
                "V. LƯU Ý VỀ SỐ LIỆU",
                "Khúc Xuyên",
                "./.",
                "Lưu: VT.",
            ] {
                assert!(text.contains(expected), "{expected} is missing in:\n{text}");
            }
        }
        // Not the print macro: its output is hidden for tests that pass.
        Err(error) => {
            writeln!(io::stderr(), "\nNOT TESTED: LibreOffice (soffice) did not run: {error}\n")
                .unwrap();
        }
    }
    fs::remove_dir_all(&folder).unwrap();
}

/// The text of the document after LibreOffice has read it; an error only where the program is missing.
fn opened_by_libreoffice(folder: &Path) -> io::Result<String> {
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.display());
    let status = Command::new("soffice")
        .args([&profile, "--headless", "--convert-to", "txt:Text (encoded):UTF8", "--outdir"])
        .arg(folder)
        .arg(folder.join("report.docx"))
        .output()?;
    assert!(status.status.success());
    fs::read_to_string(folder.join("report.txt"))
}
