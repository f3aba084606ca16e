use std::collections::BTreeSet;

use taicho_documents::Document;
use taicho_documents::order::OrderForm;
use taicho_model::{Subject, Words, ZoneRef};
use typst::layout::{Frame, FrameItem};

use super::{pdf, typeset, world};

#[path = "../../documents/tests/sample/bac_ninh.rs"]
mod sample;

/// The text of each page, without spaces: where a line breaks is no matter.
fn pages(document: &Document) -> Vec<String> {
    let page = typeset(document.to_lay_out(&world::has_glyph).data).unwrap();
    let texts = page.pages().iter().map(|page| {
        let mut text = String::new();
        collect(&page.frame, &mut text);
        squeeze(&text)
    });
    texts.collect()
}

fn collect(frame: &Frame, text: &mut String) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => collect(&group.frame, text),
            FrameItem::Text(item) => text.push_str(&item.text),
            _ => {}
        }
    }
}

fn squeeze(text: &str) -> String {
    text.split_whitespace().collect()
}

/// Every letter of Vietnamese with each mark, small and capital, and what official texts need besides.
fn vietnamese_letters() -> BTreeSet<char> {
    use unicode_normalization::UnicodeNormalization;
    let mut letters: BTreeSet<char> = "đĐ₫–—…“”‘’•§²³°±×÷≤≥≠→½%‰".chars().collect();
    letters.extend((' '..='~').chain(['\u{a0}', '□']));
    for base in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY".chars() {
        for mark in ["", "\u{300}", "\u{301}", "\u{303}", "\u{309}", "\u{323}"] {
            letters.extend(format!("{base}{mark}").nfc());
        }
    }
    letters
}

#[test]
fn every_vietnamese_letter_has_a_glyph_in_all_four_faces() {
    let letters = vietnamese_letters();
    assert!(letters.len() > 230);
    let missing: Vec<char> =
        letters.into_iter().filter(|letter| !world::has_glyph(*letter)).collect();
    assert_eq!(missing, Vec::<char>::new());
    assert!(!world::has_glyph('漢'));
    assert_eq!(world::faces(), ["Regular", "Bold", "Italic", "Bold Italic"]);
}

#[test]
fn every_text_of_the_report_is_on_a_page() {
    let report = sample::report(20);
    let mut document = report.to_document();
    let text = pages(&document).concat();
    let title = document.title().to_owned();
    document.each_text(&mut |expected| {
        let found = text.contains(&squeeze(expected));
        assert!(found || *expected == title, "{expected} is not on any page");
    });
}

#[test]
fn nothing_that_a_person_types_is_read_as_markup() {
    for name in [
        "#panic(\"x\")",
        "*đậm* _nghiêng_",
        "$x^2$ @ref <nhãn>",
        "\\u{41} \\ // /* */",
        "= Đề mục",
        "\"]; let x = ([",
    ] {
        let mut report = sample::report(9);
        report.wards[0].area.name = name.to_owned();
        let area = report.proposals[0].subject.area.clone();
        report.proposals[0].subject = Subject::zone(ZoneRef::new(name, name), area);
        report.title = Words::new(name, name);
        let text = pages(&report.to_document()).concat();
        let squeezed = squeeze(name);
        assert!(text.matches(&squeezed).count() >= 3, "{name} is printed as it stands");
    }
}

#[test]
fn what_cannot_be_printed_does_not_stop_the_export() {
    let mut report = sample::report(9);
    report.wards[0].area.name = "Vũ\0 Ninh 😀 漢 \u{202e}ngược".to_owned();
    report.issuer.name = "\u{7}\u{fffe}".to_owned();
    let export = pdf(&report.to_document()).unwrap();
    assert_eq!(export.notes.len(), 2, "one note on controls, one on missing glyphs");
    assert!(export.notes[1].en.contains("U+1F600"));
    assert!(pages(&report.to_document()).concat().contains("VũNinh□□ngược"));
}

#[test]
fn pages_end_as_an_official_document_must() {
    let documents = [0, 1, 3, 5, 9, 17, 26, 60].map(|count| sample::report(count).to_document());
    let orders =
        [OrderForm::Decision, OrderForm::Notice].map(|form| sample::order(form).to_document());
    for document in documents.into_iter().chain(orders).chain([sample::empty().to_document()]) {
        let pages = pages(&document);
        let last = pages.last().unwrap();
        let body = last.find("./.").expect("the last sentence shares a page with the signature");
        assert!(body < last.find("Nơinhận:").expect("the recipients are on the last page"));
        let written = serde_json::to_value(&document).unwrap();
        let footer = squeeze(written["footer"].as_str().unwrap_or_default());
        let blocks = written["blocks"].as_array().unwrap();
        let headings = blocks.iter().filter(|block| block["kind"] == "heading");
        let headings: Vec<&str> = headings.map(|block| block["text"].as_str().unwrap()).collect();
        for page in &pages {
            let text = page.replace(&footer, "");
            for heading in &headings {
                assert!(!text.ends_with(&squeeze(heading)), "{heading} ends a page");
            }
        }
    }
}

#[test]
fn the_number_of_the_page_is_hidden_on_page_1() {
    let pages = pages(&sample::report(20).to_document());
    assert!(pages.len() > 2);
    assert!(pages[0].starts_with("UBND"));
    assert!(pages[1].starts_with('2'));
    assert!(pages[2].starts_with('3'));
    assert!(pages[0].contains("Số:/BC-BCĐ"), "the number stays open");
    assert!(pages[0].contains("BẢNTRÌNHDIỄN"), "the notice is on page 1");
}

#[test]
fn a_long_table_repeats_its_header_on_every_page() {
    let pages = pages(&sample::report(60).to_document());
    let with_header =
        pages.iter().filter(|page| page.contains("TTĐịabànĐềxuấtThờigianLýdovàcăncứ")).count();
    assert!(with_header >= 4, "60 proposals fill {with_header} pages");
}

#[test]
fn a_cell_longer_than_a_page_goes_on_over_pages() {
    let mut report = sample::report(9);
    report.proposals[0].why.vi = "Lý do rất dài. ".repeat(600) + "Hết lý do.";
    let text = pages(&report.to_document()).concat();
    assert_eq!(text.matches("Lýdorấtdài.").count(), 600);
    assert!(text.contains("Hếtlýdo."));
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    let write = || pdf(&sample::report(20).to_document()).unwrap();
    assert!(write() == write());
}
