//! Reads a `rules.toml` and holds it against the catalogue of facts.

mod condition;
mod effect;
mod wording;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use taicho_model::{RuleFamily, Words};

use crate::catalogue::{Catalogue, FactKind, read_confidence};
use crate::fault::{Faults, RuleErrors, names};
use crate::node::{self, Node, Table};
use crate::notation::{
    About, Alternative, Condition, Document, Duty, Group, Notice, Parameter, Planned, Rule,
    RuleSet, Unchanged,
};

/// The names that a file may use, and the faults found so far.
pub(crate) struct Scope<'a> {
    pub(crate) catalogue: &'a Catalogue,
    pub(crate) parameters: &'a BTreeMap<String, Parameter>,
    pub(crate) faults: &'a mut Faults,
    conditions: BTreeMap<String, Condition>,
    used: BTreeSet<String>,
}

/// Reads the text of a rule set; `file` is its path below the content folder, `<family>/<document>/rules.toml` at its end.
pub fn parse_set(text: &str, file: &str, catalogue: &Catalogue) -> Result<RuleSet, RuleErrors> {
    let mut faults = Faults::new(file);
    let set = node::parse(text, &mut faults)
        .and_then(|table| read_set(table, file, catalogue, &mut faults));
    match set {
        Some(set) if faults.is_empty() => Ok(set),
        _ => Err(RuleErrors(faults.into_errors())),
    }
}

fn read_set(
    mut table: Table,
    file: &str,
    catalogue: &Catalogue,
    faults: &mut Faults,
) -> Option<RuleSet> {
    let mut folders = file.rsplit('/').skip(1);
    let (id, family) = (folders.next().unwrap_or_default(), folders.next().unwrap_or_default());
    let document = table.need("document", faults).and_then(|node| read_document(node, faults));
    let mut catalogue = catalogue.clone();
    catalogue.read(&mut table, faults);
    let parameters = read_parameters(&mut table, faults);
    let mut scope = Scope {
        catalogue: &catalogue,
        parameters: &parameters,
        faults,
        conditions: BTreeMap::new(),
        used: BTreeSet::new(),
    };
    scope.named_conditions(&mut table);
    let groups = scope.groups(&mut table);
    scope.unused();
    table.finish(faults);
    Some(RuleSet {
        family: RuleFamily(family.to_owned()),
        id: id.to_owned(),
        file: file.to_owned(),
        document: document?,
        parameters,
        groups,
        facts: Arc::new(catalogue),
    })
}

fn read_document(node: Node, faults: &mut Faults) -> Option<Document> {
    let mut table = node.table(faults)?;
    let cited_as = table.need_text("cited_as", faults);
    let canonical = table.need_text("canonical", faults);
    let issuer = table.need_words("issuer", faults);
    let title = table.need_words("title", faults);
    let jurisdiction_line = table.line_of("jurisdiction");
    let jurisdiction = table.need_text("jurisdiction", faults);
    let issued_on = table.need("issued_on", faults).and_then(|node| node.date(faults));
    let in_force_from = table.need("in_force_from", faults).and_then(|node| node.date(faults));
    let to_line = table.line_of("in_force_to");
    let in_force_to = table.take_date("in_force_to", faults);
    let supersedes =
        table.take("supersedes").and_then(|node| node.texts(faults)).unwrap_or_default();
    let source = table.need_text("source", faults);
    table.finish(faults);
    if let Some(jurisdiction) = jurisdiction.as_deref().filter(|it| !is_jurisdiction(it)) {
        let expected = Words::new(
            "`jurisdiction` là \"VN\" hoặc mã một địa bàn, có thể sau mã các cấp trên, ví dụ \"27/256\"",
            "`jurisdiction`: \"VN\" or the code of a place, perhaps after those above it, such as \"27/256\"",
        );
        return faults.add(jurisdiction_line, expected, format!("\"{jurisdiction}\""));
    }
    if let (Some(from), Some(to)) = (in_force_from, in_force_to)
        && to < from
    {
        let expected = Words::new(
            format!("`in_force_to` không trước {from}"),
            format!("`in_force_to` not before {from}"),
        );
        return faults.add(to_line, expected, to.to_string());
    }
    Some(Document {
        cited_as: cited_as?,
        canonical: canonical?,
        issuer: issuer?,
        title: title?,
        jurisdiction: jurisdiction?,
        jurisdiction_line,
        issued_on: issued_on?,
        in_force_from: in_force_from?,
        in_force_to,
        supersedes,
        source: source?,
    })
}

/// Whether a text is the country or codes of places, the largest first.
pub fn is_jurisdiction(text: &str) -> bool {
    let is_code = |code: &str| !code.is_empty() && code.bytes().all(|it| it.is_ascii_digit());
    text == "VN" || text.split('/').all(is_code)
}

fn read_parameters(table: &mut Table, faults: &mut Faults) -> BTreeMap<String, Parameter> {
    let mut parameters = BTreeMap::new();
    for entry in table.take_tables("parameter", faults) {
        let line = entry.line_of("id");
        let Some(parameter) = read_parameter(entry, faults) else { continue };
        if parameters.contains_key(&parameter.id) {
            duplicate(line, &parameter.id, faults);
        } else {
            parameters.insert(parameter.id.clone(), parameter);
        }
    }
    parameters
}

fn read_parameter(mut table: Table, faults: &mut Faults) -> Option<Parameter> {
    let line = table.line;
    let id = table.need_text("id", faults);
    let value_line = table.line_of("value");
    let value = table.need("value", faults).and_then(|node| node.fact_value(faults));
    let unit = table.take_text("unit", faults);
    let confidence = read_confidence(&mut table, faults);
    let source = table.need_text("source", faults);
    let label = table.need_words("label", faults);
    let alternatives =
        table.take("alternatives").and_then(|node| node.list(faults)).unwrap_or_default();
    table.finish(faults);
    let value = value?;
    let mut readings = Vec::new();
    for node in alternatives {
        let Some(mut entry) = node.table(faults) else { continue };
        let line = entry.line_of("value");
        let other = entry.need("value", faults).and_then(|node| node.fact_value(faults));
        let note = entry.need_words("note", faults);
        entry.finish(faults);
        let (Some(other), Some(note)) = (other, note) else { continue };
        let kind = FactKind::of(&value);
        if kind.admits(&other) {
            readings.push(Alternative { value: other, note });
        } else {
            let word = kind.as_str();
            let expected =
                Words::new(format!("giá trị kiểu {word}"), format!("a value of type {word}"));
            faults.add::<()>(line, expected, other.to_string());
        }
    }
    Some(Parameter {
        id: id?,
        value,
        unit,
        confidence: confidence?,
        source: source?,
        label: label?,
        alternatives: readings,
        fixed_by: None,
        line,
        value_line,
    })
}

pub(crate) fn duplicate(line: usize, name: &str, faults: &mut Faults) {
    let expected =
        Words::new("một tên chưa dùng trong tệp", "a name that the file does not use yet");
    faults.add::<()>(line, expected, format!("`{name}`"));
}

impl Scope<'_> {
    /// Reads the conditions that have a name, in their order: one may use those before it.
    fn named_conditions(&mut self, table: &mut Table) {
        for mut entry in table.take_tables("condition", self.faults) {
            let line = entry.line_of("id");
            let id = entry.need_text("id", self.faults);
            let when = entry.need("when", self.faults).and_then(|node| self.condition(node));
            entry.finish(self.faults);
            let (Some(id), Some(when)) = (id, when) else { continue };
            if self.conditions.insert(id.clone(), when).is_some() {
                duplicate(line, &id, self.faults);
            }
        }
    }

    fn groups(&mut self, table: &mut Table) -> Vec<Group> {
        let mut groups: Vec<Group> = Vec::new();
        let mut rule_ids = BTreeSet::new();
        if table.has("rule") {
            let node = table.take("rule");
            let line = node.map_or(1, |node| node.line);
            let expected = Words::new(
                "luật đặt trong một nhóm: `[[group.rule]]` sau `[[group]]`",
                "a rule inside a group: `[[group.rule]]` after `[[group]]`",
            );
            self.faults.add::<()>(line, expected, "`[[rule]]`");
        }
        for entry in table.take_tables("group", self.faults) {
            let line = entry.line_of("id");
            let Some(group) = self.group(entry, &mut rule_ids) else { continue };
            if groups.iter().any(|other| other.id == group.id) {
                duplicate(line, &group.id, self.faults);
            }
            groups.push(group);
        }
        groups
    }

    fn group(&mut self, mut table: Table, rule_ids: &mut BTreeSet<String>) -> Option<Group> {
        let line = table.line_of("comes_before");
        let needs_in_force =
            table.line_of(if table.has("unchanged") { "unchanged" } else { "notice" });
        let id = table.need_text("id", self.faults);
        let about_words = names(About::ALL.iter().map(|about| about.as_str()));
        let about = self.word(&mut table, "about", &about_words, About::parse);
        let gives = table.need_text("gives", self.faults);
        let first_match =
            self.word(&mut table, "evaluate", "first_match, every", |word| match word {
                "first_match" => Some(true),
                "every" => Some(false),
                _ => None,
            });
        let in_force = table.take("in_force").and_then(|node| self.fact_name(node, None));
        let planned = table.take("planned").and_then(|node| self.planned(node));
        let comes_before = table.take_text("comes_before", self.faults);
        let notice = table.take("notice").and_then(|node| self.notice(node));
        let unchanged = table.take("unchanged").and_then(|node| self.unchanged(node));
        let mut rules = Vec::new();
        for entry in table.take_tables("rule", self.faults) {
            let line = entry.line_of("id");
            let Some(rule) = self.rule(entry) else { continue };
            if !rule_ids.insert(rule.id.clone()) {
                duplicate(line, &rule.id, self.faults);
            }
            rules.push(rule);
        }
        table.finish(self.faults);
        if (unchanged.is_some() || notice.is_some()) && in_force.is_none() {
            let expected = Words::new(
                "`in_force` khi nhóm có `unchanged` hoặc `notice`",
                "`in_force` where a group has `unchanged` or `notice`",
            );
            self.faults.add::<()>(needs_in_force, expected, "—");
        }
        Some(Group {
            id: id?,
            about: about?,
            gives: gives?,
            first_match: first_match?,
            in_force,
            planned,
            comes_before,
            notice,
            unchanged,
            rules,
            line,
        })
    }

    fn word<T>(
        &mut self,
        table: &mut Table,
        key: &'static str,
        known: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let node = table.need(key, self.faults)?;
        let line = node.line;
        let word = node.text(self.faults)?;
        parse(&word).or_else(|| {
            let expected =
                Words::new(format!("một trong các từ {known}"), format!("one of {known}"));
            self.faults.add(line, expected, format!("\"{word}\""))
        })
    }

    fn planned(&mut self, node: Node) -> Option<Planned> {
        let mut table = node.table(self.faults)?;
        let value = table.need("value", self.faults).and_then(|node| self.fact_name(node, None));
        let from = table.need("from", self.faults);
        let from = from.and_then(|node| self.fact_name(node, Some(FactKind::Date)));
        let order = table.need("order", self.faults);
        let order = order.and_then(|node| self.fact_name(node, Some(FactKind::Text)));
        table.finish(self.faults);
        Some(Planned { value: value?, from: from?, order: order? })
    }

    fn notice(&mut self, node: Node) -> Option<Notice> {
        let mut table = node.table(self.faults)?;
        let rising = table.need("rising", self.faults).and_then(|node| node.texts(self.faults));
        let hours = table.need("hours", self.faults);
        let hours = hours.and_then(|node| self.parameter_ref(node, FactKind::Number, Some("hour")));
        table.finish(self.faults);
        Some(Notice { rising: rising?, hours: hours? })
    }

    fn unchanged(&mut self, node: Node) -> Option<Unchanged> {
        let mut table = node.table(self.faults)?;
        let why = self.template(&mut table);
        let source = table.need_text("source", self.faults);
        table.finish(self.faults);
        Some(Unchanged { why: why?, source: source? })
    }

    fn rule(&mut self, mut table: Table) -> Option<Rule> {
        let id = table.need_text("id", self.faults);
        let version = table.need("version", self.faults).and_then(|node| self.version(node));
        let when = table.need("when", self.faults).and_then(|node| self.when(node));
        let then = table.need("then", self.faults).and_then(|node| self.effect(node));
        let why = self.template(&mut table);
        let note = table.take("note").and_then(|node| node.words(self.faults));
        let source = table.need_text("source", self.faults);
        let clock = match (table.take("clock"), &when) {
            (Some(node), Some(when)) => Some(self.duty(node, when)?),
            _ => None,
        };
        table.finish(self.faults);
        Some(Rule {
            id: id?,
            version: version?,
            when: clock.as_ref().map_or(when, |duty| Some(duty.while_not_done()))?,
            then: then?,
            why: why?,
            note,
            source: source?,
            clock,
        })
    }

    fn duty(&mut self, node: Node, when: &Condition) -> Option<Duty> {
        let mut table = node.table(self.faults)?;
        let what = table.need("duty", self.faults).and_then(|node| node.words(self.faults));
        let by = table.need("by", self.faults).and_then(|node| node.words(self.faults));
        let line = table.line_of("met_by");
        let met_by = table.need("met_by", self.faults).and_then(|node| node.texts(self.faults))?;
        for name in &met_by {
            let kind = self.catalogue.get(name).map(|entry| entry.kind);
            if kind != Some(FactKind::Instant) {
                let expected = Words::new(
                    "các dữ kiện kiểu instant của danh mục",
                    "facts of type instant of the catalogue",
                );
                self.faults.add::<()>(line, expected, format!("`{name}`"));
            }
        }
        table.finish(self.faults);
        Some(Duty { what: what?, by: by?, met_by, when: when.clone() })
    }

    fn version(&mut self, node: Node) -> Option<u32> {
        let line = node.line;
        let number = node.number(self.faults)?;
        if number >= 1.0 && number.fract() == 0.0 && number <= f64::from(u32::MAX) {
            return Some(number as u32);
        }
        let expected = Words::new("một số nguyên từ 1", "a whole number from 1");
        self.faults.add(line, expected, number.to_string())
    }

    /// Reads the name of a fact that the catalogue must know, of a type where one is asked.
    pub(crate) fn fact_name(&mut self, node: Node, kind: Option<FactKind>) -> Option<String> {
        let line = node.line;
        let name = node.text(self.faults)?;
        let Some(entry) = self.catalogue.get(&name) else {
            let expected = Words::new(
                "một dữ kiện có trong danh mục (content/facts.toml hoặc [[fact]])",
                "a fact of the catalogue (content/facts.toml or [[fact]])",
            );
            return self.faults.add(line, expected, format!("`{name}`"));
        };
        if let Some(kind) = kind
            && entry.kind != kind
        {
            let (want, have) = (kind.as_str(), entry.kind.as_str());
            let expected =
                Words::new(format!("dữ kiện kiểu {want}"), format!("a fact of type {want}"));
            return self.faults.add(line, expected, format!("`{name}` ({have})"));
        }
        Some(name)
    }

    /// Reads `{ parameter = "…" }`.
    pub(crate) fn parameter_ref(
        &mut self,
        node: Node,
        kind: FactKind,
        unit: Option<&str>,
    ) -> Option<String> {
        let mut table = node.table(self.faults)?;
        let name = table.need("parameter", self.faults)?;
        table.finish(self.faults);
        self.parameter_name(name, Some(kind), unit)
    }

    /// Reads the name of a parameter that the file must have.
    pub(crate) fn parameter_name(
        &mut self,
        node: Node,
        kind: Option<FactKind>,
        unit: Option<&str>,
    ) -> Option<String> {
        let line = node.line;
        let name = node.text(self.faults)?;
        let Some(parameter) = self.parameters.get(&name) else {
            let expected = Words::new(
                format!("một tham số của tệp: {}", names(self.parameters.keys())),
                format!("a parameter of the file: {}", names(self.parameters.keys())),
            );
            return self.faults.add(line, expected, format!("`{name}`"));
        };
        self.used.insert(name.clone());
        let have = FactKind::of(&parameter.value);
        if let Some(kind) = kind
            && !kind.admits(&parameter.value)
        {
            let (want, have) = (kind.as_str(), have.as_str());
            let expected =
                Words::new(format!("tham số kiểu {want}"), format!("a parameter of type {want}"));
            return self.faults.add(line, expected, format!("`{name}` ({have})"));
        }
        if unit.is_some() && parameter.unit.as_deref() != unit {
            let want = unit.unwrap_or_default();
            let have = parameter.unit.as_deref().unwrap_or("—");
            let expected = Words::new(
                format!("tham số có đơn vị `{want}`"),
                format!("a parameter with unit `{want}`"),
            );
            return self.faults.add(line, expected, format!("`{name}` ({have})"));
        }
        Some(name)
    }

    fn unused(&mut self) {
        for parameter in self.parameters.values() {
            if !self.used.contains(&parameter.id) {
                let expected =
                    Words::new("một luật có dùng tham số này", "a rule that uses this parameter");
                self.faults.add::<()>(parameter.line, expected, format!("`{}`", parameter.id));
            }
        }
    }
}
