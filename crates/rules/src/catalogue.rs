//! The facts that rules may use: `content/facts.toml`, and the numbers of `content/measures.toml` that are facts of a
//! subject.

mod tally;

use std::collections::BTreeMap;

use taicho_model::{Confidence, FactValue, Words};

use crate::fault::{Faults, RuleErrors, names};
use crate::node::{self, Table};
pub(crate) use tally::Tally;

/// The type of a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactKind {
    /// Yes or no.
    Flag,
    /// A number.
    Number,
    /// Several numbers, oldest first.
    Numbers,
    /// A civil date.
    Date,
    /// Several dates, oldest first.
    Dates,
    /// An instant.
    Instant,
    /// One of the words that the catalogue lists.
    Text,
}

impl FactKind {
    const ALL: &[Self] = &[
        Self::Flag,
        Self::Number,
        Self::Numbers,
        Self::Date,
        Self::Dates,
        Self::Instant,
        Self::Text,
    ];

    /// The word in content files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Flag => "flag",
            Self::Number => "number",
            Self::Numbers => "numbers",
            Self::Date => "date",
            Self::Dates => "dates",
            Self::Instant => "instant",
            Self::Text => "text",
        }
    }

    /// Whether a value has this type; an empty list has both list types.
    pub fn admits(self, value: &FactValue) -> bool {
        match (self, value) {
            (Self::Dates, FactValue::Numbers(numbers)) => numbers.is_empty(),
            (Self::Numbers, FactValue::Dates(dates)) => dates.is_empty(),
            _ => self == Self::of(value),
        }
    }

    /// The type of a value.
    pub fn of(value: &FactValue) -> Self {
        match value {
            FactValue::Flag(_) => Self::Flag,
            FactValue::Number(_) => Self::Number,
            FactValue::Numbers(_) => Self::Numbers,
            FactValue::Date(_) => Self::Date,
            FactValue::Dates(_) => Self::Dates,
            FactValue::Instant(_) => Self::Instant,
            FactValue::Text(_) => Self::Text,
        }
    }
}

/// What it means when nobody states a fact.
#[derive(Clone, Debug, PartialEq)]
pub struct Silence {
    /// The value that silence stands for.
    pub means: FactValue,
    /// Why silence may be read so.
    pub because: Words,
    /// How sure that reading is.
    pub confidence: Confidence,
}

/// One fact of the catalogue.
#[derive(Clone, Debug, PartialEq)]
pub struct FactEntry {
    /// The name in rules.
    pub name: String,
    /// The type.
    pub kind: FactKind,
    /// The unit of a number.
    pub unit: Option<String>,
    /// The name as a person reads it.
    pub label: Words,
    /// How it is counted, in words.
    pub counted: Option<Words>,
    /// The facts that it is reckoned from: where it is not known, those of them that are not known are missing.
    pub reckoned_from: Vec<String>,
    /// The words that a text may be.
    pub words: BTreeMap<String, Words>,
    /// Whether a text may be any text.
    pub free_text: bool,
    /// What silence means; without it a fact that nobody states is not known.
    pub silence: Option<Silence>,
    /// What it counts, where it is a number of cases.
    pub(crate) tally: Option<Tally>,
    /// What is under way already and may bring the fact about.
    pub awaited: Option<Awaited>,
}

/// Something under way whose result would make a fact known.
#[derive(Clone, Debug, PartialEq)]
pub struct Awaited {
    /// The fact with the value that the result would give, known while the result is awaited.
    pub fact: String,
    /// What would have to come out, as it stands after "if"; the value in braces.
    pub when: Words,
}

impl FactEntry {
    /// Whether a value is one of this fact: of its type and, where its words are listed, one of them.
    pub fn admits(&self, value: &FactValue) -> bool {
        self.kind.admits(value)
            && match value {
                FactValue::Text(word) => self.free_text || self.words.contains_key(word),
                _ => true,
            }
    }
}

/// Every fact that rules may use, by name.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    entries: BTreeMap<String, FactEntry>,
}

impl Catalogue {
    /// Reads `facts.toml`.
    pub fn parse(text: &str, file: &str) -> Result<Self, RuleErrors> {
        Self::default().with_facts(text, file)
    }

    /// The same with the facts of a file.
    pub(crate) fn with_facts(mut self, text: &str, file: &str) -> Result<Self, RuleErrors> {
        let mut faults = Faults::new(file);
        if let Some(mut table) = node::parse(text, &mut faults) {
            self.read(&mut table, &mut faults);
            table.finish(&mut faults);
        }
        if faults.is_empty() { Ok(self) } else { Err(RuleErrors(faults.into_errors())) }
    }

    /// The facts among the measures of a file; of how they are counted rules know which of them move together.
    pub(crate) fn of_measures(text: &str, file: &str) -> Result<Self, RuleErrors> {
        let mut faults = Faults::new(file);
        let mut catalogue = Self::default();
        if let Some(mut table) = node::parse(text, &mut faults) {
            for mut measure in table.take_tables("measure", &mut faults) {
                let is_fact = measure.take("facts_of").is_some();
                let tally = measure.take("count").and_then(|it| Tally::read(&it, &mut faults));
                let lines = Lines::of(&measure, Names::MEASURE);
                match read_entry(measure, Names::MEASURE, &mut faults) {
                    Some(entry) if is_fact => {
                        catalogue.add(FactEntry { tally, ..entry }, lines, &mut faults);
                    }
                    _ => {}
                }
            }
        }
        if faults.is_empty() { Ok(catalogue) } else { Err(RuleErrors(faults.into_errors())) }
    }

    /// Adds the `[[fact]]` entries of a table.
    pub(crate) fn read(&mut self, table: &mut Table, faults: &mut Faults) {
        for entry in table.take_tables("fact", faults) {
            let lines = Lines::of(&entry, Names::FACT);
            if let Some(entry) = read_entry(entry, Names::FACT, faults) {
                self.add(entry, lines, faults);
            }
        }
    }

    fn add(&mut self, entry: FactEntry, lines: Lines, faults: &mut Faults) {
        if self.entries.contains_key(&entry.name) {
            let expected = Words::new("một tên chưa dùng", "a name that is not used yet");
            faults.add::<()>(lines.name, expected, format!("`{}`", entry.name));
            return;
        }
        let reckoned_from = entry.reckoned_from.iter().map(|it| (it, lines.reckoned_from));
        let awaited = entry.awaited.iter().map(|it| (&it.fact, lines.awaited));
        let mut named = reckoned_from.chain(awaited);
        if let Some((other, line)) = named.find(|(it, _)| self.get(it).is_none()) {
            let expected =
                Words::new("một dữ kiện viết trước đó", "a fact that was written before");
            faults.add::<()>(line, expected, format!("`{other}`"));
        }
        self.entries.insert(entry.name.clone(), entry);
    }

    /// A fact by name.
    pub fn get(&self, name: &str) -> Option<&FactEntry> {
        self.entries.get(name)
    }

    /// Every fact, by name.
    pub fn iter(&self) -> impl Iterator<Item = &FactEntry> {
        self.entries.values()
    }
}

/// What the keys of an entry are called where it is written.
#[derive(Clone, Copy)]
struct Names {
    name: &'static str,
    counted: &'static str,
    /// The type of an entry that names none.
    kind: Option<FactKind>,
}

impl Names {
    const FACT: Self = Self { name: "name", counted: "counted", kind: None };
    const MEASURE: Self = Self { name: "id", counted: "explain", kind: Some(FactKind::Number) };
}

/// Where in a file stands what can be at fault only beside other entries.
#[derive(Clone, Copy)]
struct Lines {
    name: usize,
    reckoned_from: usize,
    awaited: usize,
}

impl Lines {
    fn of(table: &Table, keys: Names) -> Self {
        Self {
            name: table.line_of(keys.name),
            reckoned_from: table.line_of("reckoned_from"),
            awaited: table.line_of("awaited"),
        }
    }
}

fn read_entry(mut table: Table, keys: Names, faults: &mut Faults) -> Option<FactEntry> {
    let (line, kind_line) = (table.line, table.line_of("type"));
    let name = table.need_text(keys.name, faults);
    let kind_text = match keys.kind {
        Some(kind) => table.take_text("type", faults).or_else(|| Some(kind.as_str().to_owned())),
        None => table.need_text("type", faults),
    };
    let label = table.need_words("label", faults);
    let unit = table.take_text("unit", faults);
    let counted = table.take(keys.counted).and_then(|node| node.words(faults));
    let reckoned_from = table.take("reckoned_from").and_then(|node| node.texts(faults));
    let free_text = table.take("free_text").and_then(|node| node.flag(faults)).unwrap_or(false);
    let words = table.take("words").and_then(|node| node.table(faults)).map(|mut words| {
        let rest = words.take_rest();
        rest.into_iter().filter_map(|(word, _, node)| Some((word, node.words(faults)?))).collect()
    });
    let silence = table.take("silence").and_then(|node| read_silence(node.table(faults)?, faults));
    let awaited = table.take("awaited").and_then(|node| read_awaited(node.table(faults)?, faults));
    table.finish(faults);
    let kind_text = kind_text?;
    let Some(kind) = FactKind::ALL.iter().copied().find(|kind| kind.as_str() == kind_text) else {
        let known = names(FactKind::ALL.iter().map(|kind| kind.as_str()));
        let expected = Words::new(format!("một kiểu: {known}"), format!("a type: {known}"));
        return faults.add(kind_line, expected, format!("\"{kind_text}\""));
    };
    let words: BTreeMap<String, Words> = words.unwrap_or_default();
    if kind == FactKind::Text && words.is_empty() && !free_text {
        let expected = Words::new(
            "danh sách `words` hoặc `free_text = true`",
            "a list of `words` or `free_text = true`",
        );
        return faults.add(line, expected, "—");
    }
    Some(FactEntry {
        name: name?,
        kind,
        unit,
        label: label?,
        counted,
        reckoned_from: reckoned_from.unwrap_or_default(),
        words,
        free_text,
        silence,
        tally: None,
        awaited,
    })
}

fn read_awaited(mut table: Table, faults: &mut Faults) -> Option<Awaited> {
    let fact = table.need_text("fact", faults);
    let when = table.need("when", faults);
    table.finish(faults);
    let (fact, when) = (fact?, when?);
    let wanted = format!("`{{{fact}}}`");
    let when = when.words_with(&mut |it| it.name() == Some(&fact), &wanted, &wanted, faults)?;
    Some(Awaited { fact, when })
}

fn read_silence(mut table: Table, faults: &mut Faults) -> Option<Silence> {
    let means = table.need("means", faults).and_then(|node| node.fact_value(faults));
    let because = table.need_words("because", faults);
    let confidence = read_confidence(&mut table, faults);
    table.finish(faults);
    Some(Silence { means: means?, because: because?, confidence: confidence? })
}

/// Takes the confidence tag, which must be there.
pub(crate) fn read_confidence(table: &mut Table, faults: &mut Faults) -> Option<Confidence> {
    let node = table.need("confidence", faults)?;
    let line = node.line;
    let tag = node.text(faults)?;
    Confidence::parse(&tag).or_else(|| {
        let expected =
            Words::new("một mức tin cậy: V, V2, S, M, U", "a confidence tag: V, V2, S, M, U");
        faults.add(line, expected, format!("\"{tag}\""))
    })
}
