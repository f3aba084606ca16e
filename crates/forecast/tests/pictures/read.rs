//! Reads a picture back and checks what must hold for each.

use std::collections::BTreeSet;

use proptest::prelude::*;
use taicho_forecast::picture::Quantiles;
use taicho_model::markup::width;

/// Letters that English does without.
const VIETNAMESE: &str = "ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ";

/// A text as it stands in the drawing.
#[derive(Debug)]
struct Text {
    said: String,
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

/// Checks a picture; names in it may be anything. Gives its texts.
pub(crate) fn checked(svg: &str) -> Vec<String> {
    let document = roxmltree::Document::parse(svg).expect("well-formed XML");
    let root = document.root_element();
    let number = |node: &roxmltree::Node<'_, '_>, name: &str| -> f64 {
        node.attribute(name).unwrap_or("0").parse().expect("a number")
    };
    let size: Vec<f64> =
        root.attribute("viewBox").unwrap().split(' ').map(|it| it.parse().unwrap()).collect();
    let (wide, high) = (size[2], size[3]);
    assert!(wide == 600.0 && (80.0..20_000.0).contains(&high), "{wide} × {high}");
    let mut texts = Vec::new();
    for node in document.descendants().filter(roxmltree::Node::is_element) {
        for attribute in node.attributes() {
            let value = attribute.value().to_lowercase();
            let outside = ["http", "url(", "script", "import"].iter().any(|it| value.contains(it));
            assert!(!outside && !attribute.name().contains("href"), "{attribute:?}");
            if ["font-family", "fill"].contains(&attribute.name()) {
                continue;
            }
            assert!(!value.contains("nan") && !value.contains("inf"), "{attribute:?}");
        }
        assert!(!["script", "style", "image", "foreignObject"].contains(&node.tag_name().name()));
        if node.has_tag_name("rect") && node.attribute("width") != Some("100%") {
            assert!(number(&node, "width") >= 0.0 && number(&node, "height") >= 0.0, "{node:?}");
        }
        if !node.has_tag_name("text") {
            continue;
        }
        let size = number(&node, "font-size");
        assert!(size >= 16.0, "letters of {size}");
        assert!(contrast(node.attribute("fill").unwrap(), "#fde6cf") >= 4.5, "{node:?}");
        let bold = if node.attribute("font-weight") == Some("700") { 1.1 } else { 1.0 };
        let said = node.text().unwrap_or_default().to_owned();
        let (x, y, long) = (number(&node, "x"), number(&node, "y"), width(&said, size * bold));
        let left = match node.attribute("text-anchor") {
            Some("end") => x - long,
            Some("middle") => x - long / 2.0,
            _ => x,
        };
        // From the marks on a capital to the tail of a letter.
        let (top, bottom) = (y - size * 0.9, y + size * 0.2);
        texts.push(Text { said, left, right: left + long, top, bottom });
    }
    for (at, text) in texts.iter().enumerate() {
        let inside = text.left >= 0.0 && text.right <= wide && text.top >= 0.0;
        assert!(inside && text.bottom <= high, "{text:?} leaves the picture");
        for other in &texts[at + 1..] {
            let across = text.left < other.right && other.left < text.right;
            let down = text.top < other.bottom && other.top < text.bottom;
            assert!(!(across && down), "{text:?} and {other:?} overlap");
        }
    }
    for told in ["title", "desc"] {
        let told = root.children().find(|node| node.has_tag_name(told)).and_then(|it| it.text());
        assert!(
            told.is_some_and(|told| !told.trim().is_empty()),
            "what is it for those who cannot see it?"
        );
    }
    texts.into_iter().map(|text| text.said).collect()
}

/// Checks the same picture in both languages; names in it are of plain Latin letters.
pub(crate) fn in_both_languages(in_vietnamese: &str, in_english: &str) {
    let [vi, en] = [in_vietnamese, in_english].map(|svg| {
        let mut said: BTreeSet<String> = checked(svg).into_iter().collect();
        let document = roxmltree::Document::parse(svg).unwrap();
        let told = document
            .descendants()
            .filter(|node| node.has_tag_name("title") || node.has_tag_name("desc"));
        said.extend(told.filter_map(|node| Some(node.text()?.to_owned())));
        said
    });
    for text in &en {
        let foreign = text.to_lowercase().chars().find(|letter| VIETNAMESE.contains(*letter));
        assert!(foreign.is_none(), "Vietnamese in the English picture: {text}");
    }
    for text in vi.intersection(&en) {
        let words = text.split_whitespace().filter(|word| word.chars().all(char::is_alphabetic));
        assert!(words.count() < 2, "the same in both languages: {text}");
    }
}

/// The contrast of two colours by WCAG 2.2.
fn contrast(one: &str, other: &str) -> f64 {
    let light = |colour: &str| -> f64 {
        let part = |at: usize| {
            let part = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
    };
    let (one, other) = (light(one), light(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// Any names, of any letters and length.
pub(crate) fn names() -> impl Strategy<Value = String> {
    prop_oneof![
        ".{0,12}",
        "[a-zA-ZđĐươấềộ<>&\"' ]{0,300}",
        Just("W".repeat(200)),
        Just("phường Bến Nghé".to_owned()),
    ]
}

/// A figure, seldom a foul one.
pub(crate) fn figures() -> impl Strategy<Value = f64> {
    prop_oneof![
        6 => 0.0..50.0,
        3 => 0.0..200_000.0,
        1 => prop_oneof![
            Just(f64::NAN), Just(f64::INFINITY), Just(-5.0), Just(1e300), Just(1e-300), Just(f64::MAX)
        ],
    ]
}

/// Quantiles, seldom foul ones or in a wrong order.
pub(crate) fn quantiles() -> impl Strategy<Value = Quantiles> {
    (proptest::collection::vec(figures(), 7), 0..10).prop_map(|(mut all, way)| {
        if way > 0 {
            all.sort_by(f64::total_cmp);
        }
        let [q025, q05, q25, median, q75, q95, q975] = all[..] else { unreachable!() };
        Quantiles { q025, q05, q25, median, q75, q95, q975 }
    })
}

/// Quantiles around a figure.
pub(crate) fn around(median: f64, spread: f64) -> Quantiles {
    let [q025, q05, q25, q75, q95, q975] =
        [0.2, 0.4, 0.8, 1.2, 1.6, 1.8].map(|part: f64| median * (1.0 + (part - 1.0) * spread));
    Quantiles { q025, q05, q25, median, q75, q95, q975 }
}
