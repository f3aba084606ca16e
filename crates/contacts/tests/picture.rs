//! Pictures of chains: whole, well formed, and bounded, whatever the list holds.

use std::collections::BTreeMap;

use proptest::prelude::*;
use taicho_contacts::chains::{Case, Chains, Claim, Delay, Encounter, Known, Method, Pool};
use taicho_contacts::picture::{Picture, PictureWords};

fn claim(source: u32, infectee: u32) -> Claim {
    Claim { source, infectee, setting: None, place: None, known: Known::Told }
}

fn case(onset_on: Option<i32>, reported_on: Option<i32>) -> Case {
    Case { onset_on, reported_on, ..Case::default() }
}

fn traced(cases: &[Case], claims: &[Claim]) -> Chains {
    let method = Method { pool: Pool::Nobody, ..Method::new(Delay::normal(5.0, 3.0).unwrap()) };
    Chains::trace(cases, claims, &[], &method)
}

/// All text of an SVG that people see.
fn texts(svg: &str) -> Vec<String> {
    let document = roxmltree::Document::parse(svg).expect("well-formed XML");
    let texts = document.descendants().filter(|node| node.has_tag_name("text"));
    texts.map(|node| node.text().unwrap_or_default().to_owned()).collect()
}

fn has(svg: &str, wanted: &str) -> bool {
    texts(svg).iter().any(|text| text == wanted)
}

#[test]
fn a_small_list_shows_every_case_with_its_name() {
    let day = 18_900;
    let mut cases: Vec<Case> = (0..9).map(|at| case(Some(day + at), None)).collect();
    cases[0].imported = true;
    cases[7] = case(None, Some(day + 9));
    cases[8] = case(None, None);
    let claims =
        [claim(0, 1), claim(0, 2), claim(1, 3), claim(2, 4), claim(4, 1), claim(5, 7), claim(3, 8)];
    let names: Vec<String> = (0..9).map(|at| format!("BN{at:03}")).collect();
    let chains = traced(&cases, &claims);
    let picture = Picture::of(&cases, &chains, &names);
    let svg = picture.svg();
    names.iter().for_each(|name| assert!(has(&svg, name), "{name} is missing"));
    for text in [
        "Sơ đồ chuỗi lây nhiễm",
        "Ca nhập cảnh hoặc lây từ nơi khác",
        "Chưa rõ ngày khởi phát, tính theo ngày báo cáo",
        "Không rõ ngày",
        "30/09/2021",
    ] {
        assert!(has(&svg, text), "{text} is missing");
    }
    let english = Picture { words: PictureWords::english(), title: "Ward 7", ..picture }.svg();
    assert!(has(&english, "Ward 7") && has(&english, "Source unknown"));
    assert!(has(&english, "30 Sept 2021") || has(&english, "30 Sep 2021"));
}

#[test]
fn likely_sources_are_dashed_and_say_how_sure_they_are() {
    let cases: Vec<Case> = [8, 9, 13].map(|day| case(Some(day), None)).to_vec();
    let met = |a, days| Encounter { a, b: 2, days: Some(days), setting: None, place: None };
    let encounters = [met(0, (8, 12)), met(1, (9, 12))];
    let method = Method::new(Delay::new(3, &[0.1, 0.6, 0.3]).unwrap());
    let chains = Chains::trace(&cases, &[claim(0, 1)], &encounters, &method);
    let svg = Picture::of(&cases, &chains, &[]).svg();
    assert!(has(&svg, "67%") && has(&svg, "Nguồn lây có khả năng, kèm xác suất"));
    let document = roxmltree::Document::parse(&svg).unwrap();
    let links = document.descendants().filter(|node| {
        node.has_tag_name("path")
            && node.parent().is_some_and(|it| it.attribute("fill") == Some("none"))
    });
    let dashed: Vec<bool> = links.map(|link| link.has_attribute("stroke-dasharray")).collect();
    assert_eq!(dashed, [false, true]);
}

#[test]
fn names_cannot_break_out_of_the_file() {
    let cases = [case(Some(5), None), case(Some(9), None)];
    let names = ["<script>alert('x')</script> & \"q\"\0".to_owned(), "Nguyễn \u{1b} 阮".to_owned()];
    let chains = traced(&cases, &[claim(0, 1)]);
    let picture = Picture { title: "]]><b>", ..Picture::of(&cases, &chains, &names) };
    let svg = picture.svg();
    assert!(has(&svg, "<script>alert('x')</script> & \"q\"\u{fffd}"));
    assert!(!svg.contains("<script") && !svg.contains("http://www.w3.org/1999"));
    let graphml = picture.graphml();
    let document = roxmltree::Document::parse(&graphml).unwrap();
    assert!(document.descendants().any(|node| node.text() == Some("Nguyễn \u{fffd} 阮")));
    let json: serde_json::Value = serde_json::from_str(&picture.json()).unwrap();
    assert_eq!(json["cases"][0]["name"], names[0]);
    assert_eq!(json["links"][0]["source"], 0);
    assert_eq!(json["cases"][1]["onset_on"], "1970-01-10");
}

#[test]
fn one_mistyped_year_does_not_squeeze_the_others_together() {
    let mut cases: Vec<Case> = (0..12).map(|at| case(Some(18_900 + 2 * at), None)).collect();
    let claims: Vec<Claim> = (0..11).map(|at| claim(at, at + 1)).collect();
    let wide = |cases: &[Case]| {
        let method = Method {
            pool: Pool::Nobody,
            serial_days: (i32::MIN, i32::MAX),
            ..Method::new(Delay::normal(5.0, 3.0).unwrap())
        };
        let chains = Chains::trace(cases, &claims, &[], &method);
        let svg = Picture::of(cases, &chains, &[]).svg();
        let document = roxmltree::Document::parse(&svg).unwrap();
        let width: f64 = document.root_element().attribute("width").unwrap().parse().unwrap();
        (width, has(&svg, "Không rõ ngày, ngoài trục"))
    };
    let (before, off) = wide(&cases);
    assert!(!off);
    cases[11].onset_on = Some(-690_000);
    let (after, off) = wide(&cases);
    assert!(off && after < before + 300.0, "{before} {after}");
    cases[5].onset_on = Some(i32::MAX);
    cases[6].onset_on = Some(i32::MIN);
    assert!(wide(&cases).0 < 5_000.0);
}

#[test]
fn more_cases_than_are_drawn_are_counted() {
    let cases: Vec<Case> = (0..400).map(|at| case(Some(at / 4), None)).collect();
    let claims: Vec<Claim> = (0..200).map(|at| claim(at, at + 200)).collect();
    let chains = Chains::trace(
        &cases,
        &claims,
        &[],
        &Method {
            pool: Pool::Nobody,
            serial_days: (-100, 100),
            ..Method::new(Delay::normal(5.0, 3.0).unwrap())
        },
    );
    let few = Picture { drawn_most: 100, ..Picture::of(&cases, &chains, &[]) };
    let text = texts(&few.svg());
    let line = text.iter().find(|text| text.starts_with("Ca không vẽ")).unwrap();
    assert!(line.contains(": 300") && line.contains("300 ca thuộc các chuỗi nhỏ"), "{line}");
    assert_eq!(few.json().matches("\"name\"").count(), 400, "files hold all");
}

/// Marks stand for each case once, in the drawing or in the count below it.
fn counted(svg: &str) -> usize {
    let document = roxmltree::Document::parse(svg).unwrap();
    let marks = document.descendants().filter(|node| {
        node.has_tag_name("g") && node.children().any(|child| child.has_tag_name("title"))
    });
    let of_mark = |mark: roxmltree::Node<'_, '_>| {
        let text = mark.children().find(|child| child.has_tag_name("text"));
        text.and_then(|text| text.text()?.parse().ok()).unwrap_or(1_usize)
    };
    let drawn: usize = marks.map(of_mark).sum();
    let below = texts(svg).into_iter().find_map(|text| {
        let digits = text.strip_prefix("Ca không vẽ trong sơ đồ, theo ngày: ")?;
        digits.split(' ').next()?.replace('.', "").parse::<usize>().ok()
    });
    drawn + below.unwrap_or_default()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn every_case_is_drawn_or_counted_once(
        days in prop::collection::vec(
            prop_oneof![9 => (0_i32..50).prop_map(Some), 1 => any::<Option<i32>>()], 0..130),
        claims in prop::collection::vec((0_u32..130, 0_u32..130), 0..160),
        drawn_most in 0_u32..200,
    ) {
        let cases: Vec<Case> = days.iter().map(|day| case(*day, day.map(|day| day / 2))).collect();
        let claims: Vec<Claim> = claims.into_iter().map(|(one, other)| claim(one, other)).collect();
        let encounters: Vec<Encounter> = Vec::new();
        let chains = Chains::trace(&cases, &claims, &encounters, &Method::new(Delay::normal(3.0, 3.0).unwrap()));
        let picture = Picture { drawn_most, ..Picture::of(&cases, &chains, &[]) };
        let svg = picture.svg();
        prop_assert_eq!(counted(&svg), cases.len());
        let other = picture.svg();
        prop_assert_eq!(&svg, &other, "the same chains give the same picture");
        let graphml = picture.graphml();
        let document = roxmltree::Document::parse(&graphml).unwrap();
        let mut found: BTreeMap<&str, usize> = BTreeMap::new();
        document.descendants().for_each(|node| *found.entry(node.tag_name().name()).or_default() += 1);
        prop_assert_eq!(found.get("node").copied().unwrap_or_default(), cases.len());
        prop_assert_eq!(found.get("edge").copied().unwrap_or_default(), chains.links.len());
    }
}
