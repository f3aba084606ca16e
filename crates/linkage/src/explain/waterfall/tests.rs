use super::*;
use crate::explain::Part;

fn part(what: &str, how: &str, bits: f32) -> Part {
    Part { what: Words::new(what, what), how: Words::new(how, how), bits }
}

fn explanation(parts: Vec<Part>) -> Explanation {
    Explanation { before_bits: -19.93, parts, probability: 0.987 }
}

/// The bits in the column on the right, in tenths, top down.
fn shown_bits(svg: &str) -> Vec<i32> {
    let read = roxmltree::Document::parse(svg).unwrap();
    let right = format!("{RIGHT:.1}");
    let column = read.descendants().filter(|node| node.attribute("x") == Some(&right));
    let bits = column
        .filter_map(|node| node.text()?.replace('−', "-").replace([',', '.'], "").parse().ok());
    bits.collect()
}

#[test]
fn the_bits_add_up_to_the_sum() {
    let parts = vec![
        part("tên", "giống nhau", 7.349),
        part("năm sinh", "khác", -0.06),
        part("số", "giống nhau", 18.94),
    ];
    for in_vietnamese in [true, false] {
        let bits = shown_bits(&explanation(parts.clone()).waterfall("L1", "R1", in_vietnamese));
        assert_eq!(bits, [-199, 73, 0, 189, 63]);
    }
    assert!(explanation(parts).waterfall("L1", "R1", true).contains(">+18,9<"));
}

#[test]
fn a_bar_begins_where_the_one_above_ends() {
    let parts = vec![
        part("tên", "giống nhau", 7.3),
        part("số", "giống nhau", 18.9),
        part("năm", "khác", -3.2),
    ];
    let svg = explanation(parts).waterfall("L1", "R1", true);
    let read = roxmltree::Document::parse(&svg).unwrap();
    let filled = read
        .descendants()
        .filter(|node| node.tag_name().name() == "path" && node.has_attribute("fill"));
    let ends: Vec<(String, String)> = filled
        .map(|node| {
            let path = node.attribute("d").unwrap();
            let begin = path[1..].split(' ').next().unwrap();
            let tip = path.split('L').nth(1).unwrap().split(' ').next().unwrap();
            (begin.to_owned(), tip.to_owned())
        })
        .collect();
    assert_eq!(ends.len(), 5);
    for pair in ends[..4].windows(2) {
        assert_eq!(pair[0].1, pair[1].0);
    }
    // The sum begins at nothing and ends where the last part did.
    assert_eq!(ends[4], (ends[0].0.clone(), ends[3].1.clone()));
}

#[test]
fn whatever_it_says_is_text_and_stays_within_the_picture() {
    let long = "<b>&\"'\u{0}\n Đỗ 漢字 ".repeat(30);
    let parts =
        vec![part(&long, &long, 4.0), part("", "", f32::from(i16::MAX)), part("x", "y", -90_000.0)];
    let svg = explanation(parts).waterfall(&long, "<script>alert(1)</script>", true);
    let read = roxmltree::Document::parse(&svg).unwrap();
    assert!(read.descendants().all(|node| !["b", "script"].contains(&node.tag_name().name())));
    let high: f64 = read.root_element().attribute("height").unwrap().parse().unwrap();
    for node in read.descendants().filter(|node| node.tag_name().name() == "text") {
        let number = |name: &str| node.attribute(name).unwrap().parse::<f64>().unwrap();
        let (x, y, size) = (number("x"), number("y"), number("font-size"));
        let wide = width(node.text().unwrap_or_default(), size);
        let (from, to) = match node.attribute("text-anchor") {
            Some("end") => (x - wide, x),
            Some("middle") => (x - wide / 2.0, x + wide / 2.0),
            _ => (x, x + wide),
        };
        assert!(
            from >= 0.0 && to <= WIDE && y - size >= 0.0 && y < high,
            "{node:?} {from} {to} {y}"
        );
    }
}

#[test]
fn it_grows_with_its_parts() {
    let high = |count: usize| {
        let svg =
            explanation(vec![part("tên", "giống nhau", 1.0); count]).waterfall("a", "b", false);
        let read = roxmltree::Document::parse(&svg).unwrap();
        read.root_element().attribute("height").unwrap().parse::<f64>().unwrap()
    };
    assert_eq!(high(9) - high(8), 42.0);
    assert_eq!(high(16) - high(8), 8.0 * 42.0);
}
