//! The diseases: `content/diseases/<disease>.toml`.

use std::path::Path;

use taicho_model::{Confidence, Words};

use crate::catalogue::read_confidence;
use crate::fault::{Faults, RuleErrors};
use crate::files::read_folder;
use crate::node::{self, Node};

/// A word about a disease with its source.
#[derive(Clone, Debug, PartialEq)]
pub struct Sourced {
    /// The word, for instance `24h` or `B`.
    pub value: String,
    /// How sure we are of it.
    pub confidence: Confidence,
    /// Where it was read.
    pub source: String,
}

/// A disease that must be reported.
#[derive(Clone, Debug, PartialEq)]
pub struct Disease {
    /// The code, the name of the file.
    pub id: String,
    /// The name.
    pub name: Words,
    /// Other words that people write for it.
    pub also: Vec<String>,
    /// The codes of ICD-10; empty for a disease that has none yet.
    pub icd10: Vec<String>,
    /// The reporting clock: `24h`, `48h` or `weekly`. It is not the group.
    pub report_clock: Sourced,
    /// The group, A, B or C, where a source was found.
    pub group: Option<Sourced>,
}

impl Disease {
    /// Reads one file.
    pub fn parse(text: &str, file: &str) -> Result<Self, RuleErrors> {
        let mut faults = Faults::new(file);
        let disease = read(text, file, &mut faults);
        match disease {
            Some(disease) if faults.is_empty() => Ok(disease),
            _ => Err(RuleErrors(faults.into_errors())),
        }
    }

    /// Reads files given as (path, text), sorted by path; files that are no disease are passed over.
    pub fn from_files<'a>(
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Vec<Self>, RuleErrors> {
        let (mut diseases, mut errors) = (Vec::new(), Vec::new());
        for (path, text) in files {
            if path.starts_with("diseases/") && path.ends_with(".toml") {
                match Self::parse(text, path) {
                    Ok(disease) => diseases.push(disease),
                    Err(faults) => errors.extend(faults.0),
                }
            }
        }
        diseases.sort_by(|a, b| a.id.cmp(&b.id));
        if errors.is_empty() { Ok(diseases) } else { Err(RuleErrors(errors)) }
    }

    /// Reads `diseases/` of a content folder from disk.
    pub fn load_folder(content: &Path) -> std::io::Result<Result<Vec<Self>, RuleErrors>> {
        let files = read_folder(content, &["diseases"])?;
        Ok(Self::from_files(files.iter().map(|(path, text)| (path.as_str(), text.as_str()))))
    }
}

fn read(text: &str, file: &str, faults: &mut Faults) -> Option<Disease> {
    let mut table = node::parse(text, faults)?;
    let id = file.rsplit('/').next().unwrap_or(file).trim_end_matches(".toml").to_owned();
    let name = table.need_words("name", faults);
    let also = match table.take("also") {
        Some(node) => node.texts(faults)?,
        None => Vec::new(),
    };
    let icd10 = table.need("icd10", faults).and_then(|node| node.texts(faults));
    let clock = table.need("report_clock", faults);
    let clock = clock.and_then(|node| sourced(node, &["24h", "48h", "weekly"], faults));
    let group = match table.take("group") {
        Some(node) => Some(sourced(node, &["A", "B", "C"], faults)?),
        None => None,
    };
    table.finish(faults);
    Some(Disease { id, name: name?, also, icd10: icd10?, report_clock: clock?, group })
}

fn sourced(node: Node, known: &[&str], faults: &mut Faults) -> Option<Sourced> {
    let mut table = node.table(faults)?;
    let line = table.line_of("value");
    let value = table.need_text("value", faults);
    let confidence = read_confidence(&mut table, faults);
    let source = table.need_text("source", faults);
    table.finish(faults);
    let value = value?;
    if !known.contains(&value.as_str()) {
        let known = known.join(", ");
        let expected = Words::new(format!("một trong các từ {known}"), format!("one of {known}"));
        return faults.add(line, expected, format!("\"{value}\""));
    }
    Some(Sourced { value, confidence: confidence?, source: source? })
}
