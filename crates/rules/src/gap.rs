//! Days for which no rules are written, or not all of them.

use jiff::civil::Date;
use taicho_model::{Confidence, Words};

use crate::catalogue::read_confidence;
use crate::fault::{Faults, RuleErrors};
use crate::node::{self, Table};

/// Days of which the rules do not say everything.
#[derive(Clone, Debug, PartialEq)]
pub struct Gap {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Which law held, and what is missing.
    pub words: Words,
    /// How sure that is.
    pub confidence: Confidence,
    /// Where it was read.
    pub source: String,
}

impl Gap {
    /// Whether it takes in a day.
    pub fn takes_in(&self, day: Date) -> bool {
        (self.from..=self.to).contains(&day)
    }
}

/// Reads `gaps.toml`.
pub(crate) fn parse_gaps(text: &str, file: &str) -> Result<Vec<Gap>, RuleErrors> {
    let mut faults = Faults::new(file);
    let mut gaps = Vec::new();
    if let Some(mut table) = node::parse(text, &mut faults) {
        for entry in table.take_tables("gap", &mut faults) {
            gaps.extend(read_gap(entry, &mut faults));
        }
        table.finish(&mut faults);
    }
    if faults.is_empty() { Ok(gaps) } else { Err(RuleErrors(faults.into_errors())) }
}

fn read_gap(mut table: Table, faults: &mut Faults) -> Option<Gap> {
    let line = table.line_of("to");
    let from = table.need("from", faults).and_then(|node| node.date(faults));
    let to = table.need("to", faults).and_then(|node| node.date(faults));
    let words = table.need_words("words", faults);
    let confidence = read_confidence(&mut table, faults);
    let source = table.need_text("source", faults);
    table.finish(faults);
    let (from, to) = (from?, to?);
    if to < from {
        let expected =
            Words::new(format!("`to` không trước {from}"), format!("`to` not before {from}"));
        return faults.add(line, expected, to.to_string());
    }
    Some(Gap { from, to, words: words?, confidence: confidence?, source: source? })
}
