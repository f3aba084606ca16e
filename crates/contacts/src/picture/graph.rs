use std::fmt::Write;

use serde::Serialize;

use super::axis::written;
use taicho_model::markup::escaped;

use super::Picture;
use crate::Person;
use crate::chains::How;

/// The pattern of dates that other programs read.
const ISO: &str = "%Y-%m-%d";

#[derive(Serialize)]
struct CaseRow {
    number: Person,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    onset_on: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reported_on: Option<String>,
    imported: bool,
    chain: u32,
    generation: u32,
    infected: u32,
    expected: f64,
}

#[derive(Serialize)]
struct LinkRow {
    source: Person,
    infectee: Person,
    /// `claimed` or `likely`.
    kind: &'static str,
    probability: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    serial_days: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    setting: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<u32>,
}

#[derive(Serialize)]
struct Graph {
    cases: Vec<CaseRow>,
    links: Vec<LinkRow>,
}

fn rows(picture: &Picture<'_>) -> Graph {
    let iso = |day: Option<i32>| day.map(|day| written(i64::from(day), ISO));
    let cases = (0_u32..).zip(picture.cases).zip(&picture.chains.members);
    let row =
        |((number, case), member): ((Person, &crate::chains::Case), &crate::chains::Member)| {
            CaseRow {
                number,
                name: picture.name(number),
                onset_on: iso(case.onset_on),
                reported_on: iso(case.reported_on),
                imported: case.imported,
                chain: member.chain,
                generation: member.generation,
                infected: member.infected,
                expected: member.expected,
            }
        };
    let links = picture.chains.links.iter().map(|link| {
        let (kind, probability) = match link.how {
            How::Claimed(_) => ("claimed", 1.0),
            How::Likely(probability) => ("likely", probability),
        };
        LinkRow {
            source: link.source,
            infectee: link.infectee,
            kind,
            probability,
            serial_days: link.serial_days,
            setting: link.setting,
            place: link.place,
        }
    });
    Graph { cases: cases.map(row).collect(), links: links.collect() }
}

pub(super) fn json(picture: &Picture<'_>) -> String {
    // Numbers that are none cannot occur here, so nothing can fail.
    serde_json::to_string(&rows(picture)).unwrap_or_default()
}

pub(super) fn graphml(picture: &Picture<'_>) -> String {
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n",
    );
    let keys = [
        ("node", "name", "string"),
        ("node", "onset_on", "string"),
        ("node", "reported_on", "string"),
        ("node", "imported", "boolean"),
        ("node", "chain", "int"),
        ("node", "generation", "int"),
        ("node", "infected", "int"),
        ("node", "expected", "double"),
        ("edge", "kind", "string"),
        ("edge", "probability", "double"),
        ("edge", "serial_days", "long"),
        ("edge", "setting", "int"),
        ("edge", "place", "int"),
    ];
    for (of, name, kind) in keys {
        let _ = writeln!(
            text,
            " <key id=\"{name}\" for=\"{of}\" attr.name=\"{name}\" attr.type=\"{kind}\"/>"
        );
    }
    text.push_str(" <graph id=\"chains\" edgedefault=\"directed\">\n");
    let graph = rows(picture);
    let mut data = |values: &[(&str, Option<String>)], open: String, close: &str| {
        let _ = write!(text, "  {open}");
        for (key, value) in values {
            if let Some(value) = value {
                let _ = write!(text, "<data key=\"{key}\">{}</data>", escaped(value));
            }
        }
        let _ = writeln!(text, "{close}");
    };
    for case in graph.cases {
        let values = [
            ("name", Some(case.name)),
            ("onset_on", case.onset_on),
            ("reported_on", case.reported_on),
            ("imported", Some(case.imported.to_string())),
            ("chain", Some(case.chain.to_string())),
            ("generation", Some(case.generation.to_string())),
            ("infected", Some(case.infected.to_string())),
            ("expected", Some(case.expected.to_string())),
        ];
        data(&values, format!("<node id=\"n{}\">", case.number), "</node>");
    }
    for link in graph.links {
        let values = [
            ("kind", Some(link.kind.to_owned())),
            ("probability", Some(link.probability.to_string())),
            ("serial_days", link.serial_days.map(|days| days.to_string())),
            ("setting", link.setting.map(|setting| setting.to_string())),
            ("place", link.place.map(|place| place.to_string())),
        ];
        let open = format!("<edge source=\"n{}\" target=\"n{}\">", link.source, link.infectee);
        data(&values, open, "</edge>");
    }
    text.push_str(" </graph>\n</graphml>\n");
    text
}
