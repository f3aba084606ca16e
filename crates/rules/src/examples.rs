//! Worked examples beside the rules: facts in, proposals expected.

use jiff::Timestamp;
use taicho_model::{
    AreaRef, Confidence, Fact, FactValue, Facts, Origin, Proposal, Subject, Words, ZoneRef,
    vietnam_date,
};

use crate::evaluate::{Findings, examine};
use crate::fault::{Faults, RuleError, RuleErrors, names};
use crate::library::Library;
use crate::node::{self, Node, Table};
use crate::notation::{About, RuleSet};

/// How the examples went.
#[derive(Clone, Debug, Default)]
pub struct ExampleReport {
    /// Examples whose proposals came out as expected.
    pub passed: usize,
    /// What differs, with the file and line of the example.
    pub failed: Vec<RuleError>,
    /// Rule sets without an example.
    pub without: Vec<String>,
}

impl ExampleReport {
    /// Whether every set has an example and every example came out as expected.
    pub fn is_good(&self) -> bool {
        self.failed.is_empty() && self.without.is_empty()
    }
}

struct Example {
    line: usize,
    name: String,
    at: Timestamp,
    about: About,
    subject: Subject,
    facts: Facts,
    expected: Vec<Expected>,
    /// The kinds of proposals that cannot be told, where the example names them.
    undecided: Option<Vec<String>>,
}

struct Expected {
    wanted: Vec<(&'static str, usize, FactValue)>,
}

impl Library {
    /// Runs the examples of every set with the sets of its family in force on the example's day.
    pub fn run_examples(&self) -> ExampleReport {
        let mut report = ExampleReport::default();
        for set in self.sets() {
            let file = set.file.replace("rules.toml", "examples.toml");
            let Some(text) = self.examples().get(&file) else {
                report.without.push(set.file.clone());
                continue;
            };
            match read_examples(text, &file, self) {
                Err(errors) => report.failed.extend(errors.0),
                Ok(examples) if examples.is_empty() => report.without.push(set.file.clone()),
                Ok(examples) => {
                    for example in examples {
                        // An example stands where its document holds: what another place decides is none of it.
                        let of_the_place = |other: &&RuleSet| {
                            let jurisdiction = &other.document.jurisdiction;
                            jurisdiction == "VN" || *jurisdiction == set.document.jurisdiction
                        };
                        let sets = self.in_force(&set.family, vietnam_date(example.at));
                        let sets: Vec<&RuleSet> = sets.into_iter().filter(of_the_place).collect();
                        let found = examine(
                            &sets,
                            example.about,
                            &example.subject,
                            &example.facts,
                            example.at,
                        );
                        let failures = example.compare(&file, &found);
                        report.passed += usize::from(failures.is_empty());
                        report.failed.extend(failures);
                    }
                }
            }
        }
        report
    }
}

impl Example {
    fn compare(&self, file: &str, findings: &Findings) -> Vec<RuleError> {
        let found = &findings.proposals;
        let mut failures = Vec::new();
        let mut fail = |line, expected: String, found: String| {
            let name = &self.name;
            let expected = Words::new(
                format!("ví dụ \"{name}\": {expected}"),
                format!("example \"{name}\": {expected}"),
            );
            failures.push(RuleError { file: file.to_owned(), line, expected, found });
        };
        let open = names(findings.undecided.iter().map(|open| &open.kind));
        let wanted = self.undecided.as_ref().map(names);
        if let Some(wanted) = wanted.filter(|wanted| *wanted != open) {
            fail(self.line, format!("undecided = [{wanted}]"), format!("[{open}]"));
        }
        if self.expected.len() != found.len() {
            let kinds =
                found.iter().map(|proposal| format!("{} {}", proposal.kind, proposal.value));
            fail(
                self.line,
                format!("{} × [[example.expect]]", self.expected.len()),
                format!("[{}]", names(kinds)),
            );
            return failures;
        }
        for (expected, proposal) in self.expected.iter().zip(found) {
            for (key, line, value) in &expected.wanted {
                let actual = field(proposal, key);
                if actual.as_ref() != Some(value) {
                    let actual = actual.map_or("—".to_owned(), |value| value.to_string());
                    fail(*line, format!("{key} = {value}"), actual);
                }
            }
        }
        failures
    }
}

const FIELDS: [&str; 9] =
    ["kind", "value", "from", "until", "due_at", "changes", "decides", "confidence", "rule"];

fn field(proposal: &Proposal, key: &str) -> Option<FactValue> {
    match key {
        "kind" => Some(FactValue::Text(proposal.kind.clone())),
        "value" => Some(proposal.value.clone()),
        "from" => proposal.from.map(FactValue::Date),
        "until" => proposal.until.map(FactValue::Date),
        "due_at" => proposal.due_at.map(FactValue::Instant),
        "changes" => Some(FactValue::Flag(proposal.changes)),
        "decides" => Some(FactValue::Flag(proposal.decides)),
        "confidence" => Some(FactValue::Text(proposal.confidence.as_str().to_owned())),
        _ => Some(FactValue::Text(proposal.rule.clone())),
    }
}

fn read_examples(text: &str, file: &str, library: &Library) -> Result<Vec<Example>, RuleErrors> {
    let mut faults = Faults::new(file);
    let mut examples = Vec::new();
    if let Some(mut table) = node::parse(text, &mut faults) {
        for entry in table.take_tables("example", &mut faults) {
            examples.extend(read_example(entry, library, &mut faults));
        }
        table.finish(&mut faults);
    }
    if faults.is_empty() { Ok(examples) } else { Err(RuleErrors(faults.into_errors())) }
}

fn read_example(mut table: Table, library: &Library, faults: &mut Faults) -> Option<Example> {
    let line = table.line;
    let name = table.need_text("name", faults);
    let at = table.need("at", faults).and_then(|node| instant(node, faults));
    let about = table.need("about", faults).and_then(|node| {
        let line = node.line;
        let word = node.text(faults)?;
        let expected = names(About::ALL.iter().map(|about| about.as_str()));
        About::parse(&word).or_else(|| {
            faults.add(line, Words::new(expected.clone(), expected), format!("\"{word}\""))
        })
    });
    let area = table.take_text("area", faults).unwrap_or_else(|| "Xã Thí Dụ".to_owned());
    let zone = table.take_text("zone", faults);
    let disease = table.take_text("disease", faults);
    let facts = table.need("facts", faults).and_then(|node| read_facts(node, library, faults));
    let expected = table.take_tables("expect", faults);
    let expected = expected.into_iter().map(|entry| read_expected(entry, faults)).collect();
    let undecided = table.take("undecided").map(|node| node.texts(faults).unwrap_or_default());
    table.finish(faults);
    let area = AreaRef::new("00000", &area);
    let mut subject = match zone {
        Some(name) => Subject::zone(ZoneRef::new("Z1", &name), area),
        None => Subject::area(area),
    };
    if let Some(disease) = disease {
        subject = subject.of_disease(&disease, None);
    }
    let about = about?;
    Some(Example { line, name: name?, at: at?, about, subject, facts: facts?, expected, undecided })
}

fn instant(node: Node, faults: &mut Faults) -> Option<Timestamp> {
    let line = node.line;
    match node.fact_value(faults)? {
        FactValue::Instant(at) => Some(at),
        other => {
            let expected = Words::new(
                "thời điểm như 2021-06-17T16:00:00+07:00",
                "an instant like 2021-06-17T16:00:00+07:00",
            );
            faults.add(line, expected, other.to_string())
        }
    }
}

/// Facts of an example are taken as recorded, unless a table gives their confidence and origin.
fn read_facts(node: Node, library: &Library, faults: &mut Faults) -> Option<Facts> {
    let mut table = node.table(faults)?;
    let mut facts = Facts::new();
    for (name, line, node) in table.take_rest() {
        let Some(entry) = library.catalogue().get(&name) else {
            let expected =
                Words::new("một dữ kiện của content/facts.toml", "a fact of content/facts.toml");
            faults.add::<()>(line, expected, format!("`{name}`"));
            continue;
        };
        let fact = match &node.value {
            node::Value::Table(_) => read_tagged(node, faults),
            _ => node.fact_value(faults).map(Fact::recorded),
        };
        let Some(fact) = fact else { continue };
        if !entry.kind.admits(&fact.value) {
            let kind = entry.kind.as_str();
            let expected =
                Words::new(format!("giá trị kiểu {kind}"), format!("a value of type {kind}"));
            faults.add::<()>(line, expected, fact.value.to_string());
            continue;
        }
        facts.insert(name, fact);
    }
    Some(facts)
}

fn read_tagged(node: Node, faults: &mut Faults) -> Option<Fact> {
    let mut table = node.table(faults)?;
    let value = table.need("value", faults).and_then(|node| node.fact_value(faults));
    let confidence = crate::catalogue::read_confidence(&mut table, faults);
    let origin =
        table.take_text("origin", faults).map_or(Some(Origin::Record), |word| Origin::parse(&word));
    table.finish(faults);
    Some(Fact {
        value: value?,
        origin: origin.unwrap_or(Origin::Record),
        confidence: confidence.unwrap_or(Confidence::U),
    })
}

fn read_expected(mut table: Table, faults: &mut Faults) -> Expected {
    let wanted = FIELDS
        .into_iter()
        .filter_map(|key| {
            let line = table.line_of(key);
            Some((key, line, table.take(key)?.fact_value(faults)?))
        })
        .collect();
    table.finish(faults);
    Expected { wanted }
}
