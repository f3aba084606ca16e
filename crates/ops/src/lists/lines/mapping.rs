use std::collections::BTreeMap;
use std::fmt::{self, Write};

use serde::Deserialize;
use serde::de::{self, Visitor};
use taicho_model::vietnamese;

use super::roles::{Is, RowKind, Whose};

/// Which column of which list means what; a file that people write or correct.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// One part for each list that is read together.
    #[serde(rename = "list")]
    pub lists: Vec<ListMapping>,
}

/// What one list holds.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct ListMapping {
    /// The name of the file, with `*` for any letters; none where the headings decide.
    #[serde(default)]
    pub file: Option<String>,
    /// What one row is.
    pub rows: RowKind,
    /// Cells that say nothing, such as `NA`.
    #[serde(default)]
    pub unknown: Vec<String>,
    /// What each heading means; what is not named here is kept as text.
    pub columns: BTreeMap<String, ColumnMapping>,
    /// Why each heading was taken so, where it was guessed.
    #[serde(skip)]
    pub reasons: BTreeMap<String, String>,
}

/// What one column means and how its cells are written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ColumnMapping {
    /// What it means.
    pub is: Is,
    /// Which of the two persons of a pair it tells about.
    pub whose: Whose,
    /// How its dates are written, where they cannot be read as Vietnam writes them.
    pub dates: DateForm,
    /// The words of the list, and ours.
    pub codes: BTreeMap<String, String>,
    /// What stands between several ids of one cell.
    pub separators: Vec<String>,
    /// What an id of this column has too much at its beginning.
    pub strip: Vec<String>,
    /// What an id of this column lacks at its beginning.
    pub add: String,
    /// Phrases with `{id}` where an id stands in free text.
    pub phrases: Vec<String>,
}

/// How dates of a column are written.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum DateForm {
    /// As Vietnam writes them, day first, or as ISO does.
    #[default]
    DayFirst,
    /// As Americans write them.
    MonthFirst,
    /// Numbers of days, from any beginning.
    Number,
}

/// A column with more about it than what it is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Long {
    is: Is,
    #[serde(default)]
    whose: Whose,
    #[serde(default)]
    dates: DateForm,
    #[serde(default)]
    codes: BTreeMap<String, String>,
    #[serde(default)]
    separators: Vec<String>,
    #[serde(default)]
    strip: Vec<String>,
    #[serde(default)]
    add: String,
    #[serde(default)]
    phrases: Vec<String>,
}

impl From<Long> for ColumnMapping {
    fn from(long: Long) -> Self {
        Self {
            is: long.is,
            whose: long.whose,
            dates: long.dates,
            codes: long.codes,
            separators: long.separators,
            strip: long.strip,
            add: long.add,
            phrases: long.phrases,
        }
    }
}

/// Reads a column as the file has it: one word, or a word with more about it.
struct AsWritten;

impl<'de> Visitor<'de> for AsWritten {
    type Value = ColumnMapping;

    fn expecting(&self, text: &mut fmt::Formatter<'_>) -> fmt::Result {
        text.write_str("a word such as \"onset\", or { is = \"onset\", … }")
    }

    fn visit_str<E: de::Error>(self, word: &str) -> Result<ColumnMapping, E> {
        let is = Is::deserialize(de::value::StrDeserializer::new(word))?;
        Ok(ColumnMapping { is, ..ColumnMapping::default() })
    }

    fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<ColumnMapping, A::Error> {
        Long::deserialize(de::value::MapAccessDeserializer::new(map)).map(ColumnMapping::from)
    }
}

impl<'de> Deserialize<'de> for ColumnMapping {
    fn deserialize<D: de::Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        input.deserialize_any(AsWritten)
    }
}

impl Mapping {
    /// Reads a mapping file.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(&vietnamese::nfc(text))
    }

    /// The part for a list, by the name of its file and by its headings.
    pub fn of(&self, file: &str, headings: &[String]) -> Option<&ListMapping> {
        let fits = |list: &&ListMapping| {
            list.file.as_ref().is_none_or(|pattern| is_named(pattern, file))
                && list.columns.keys().all(|heading| headings.iter().any(|it| it == heading))
        };
        self.lists.iter().find(fits)
    }

    /// The headings that a mapping names for a file and that the file has not.
    pub fn missing(&self, file: &str, headings: &[String]) -> Vec<String> {
        let named =
            |list: &&ListMapping| list.file.as_ref().is_none_or(|pattern| is_named(pattern, file));
        let lists = self.lists.iter().filter(named);
        let names = lists.flat_map(|list| list.columns.keys());
        names.filter(|name| !headings.contains(name)).cloned().collect()
    }

    /// The mapping as a file that can be saved, corrected and read again.
    pub fn to_toml(&self) -> String {
        let mut text = String::new();
        for list in &self.lists {
            list.write(&mut text);
        }
        text
    }
}

impl ListMapping {
    fn write(&self, text: &mut String) {
        let _ = writeln!(text, "[[list]]");
        if let Some(file) = &self.file {
            let _ = writeln!(text, "file = {}", quoted(file));
        }
        let _ = writeln!(text, "rows = {}", quoted(self.rows.word()));
        if !self.unknown.is_empty() {
            let _ = writeln!(text, "unknown = {}", several(&self.unknown));
        }
        let _ = writeln!(text, "\n[list.columns]");
        for (heading, column) in &self.columns {
            if let Some(reason) = self.reasons.get(heading) {
                let _ = writeln!(text, "# {}", reason.replace(char::is_control, " "));
            }
            let _ = writeln!(text, "{} = {}", quoted(heading), column.written());
        }
        text.push('\n');
    }
}

impl ColumnMapping {
    fn written(&self) -> String {
        let mut parts = vec![format!("is = {}", quoted(self.is.word()))];
        if self.whose == Whose::Source {
            parts.push("whose = \"source\"".to_owned());
        }
        match self.dates {
            DateForm::DayFirst => {}
            DateForm::MonthFirst => parts.push("dates = \"month-first\"".to_owned()),
            DateForm::Number => parts.push("dates = \"number\"".to_owned()),
        }
        if !self.codes.is_empty() {
            let pair = |(theirs, ours): (&String, &String)| {
                format!("{} = {}", quoted(theirs), quoted(ours))
            };
            let codes: Vec<String> = self.codes.iter().map(pair).collect();
            parts.push(format!("codes = {{ {} }}", codes.join(", ")));
        }
        let lists =
            [("separators", &self.separators), ("strip", &self.strip), ("phrases", &self.phrases)];
        for (name, words) in lists.into_iter().filter(|(_, words)| !words.is_empty()) {
            parts.push(format!("{name} = {}", several(words)));
        }
        if !self.add.is_empty() {
            parts.push(format!("add = {}", quoted(&self.add)));
        }
        match parts.len() {
            1 => quoted(self.is.word()),
            _ => format!("{{ {} }}", parts.join(", ")),
        }
    }
}

/// A TOML string of one line, which may be a key too.
fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            _ if letter.is_control() => {
                let _ = write!(quoted, "\\u{:04x}", u32::from(letter));
            }
            _ => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}

fn several(words: &[String]) -> String {
    let words: Vec<String> = words.iter().map(|word| quoted(word)).collect();
    format!("[{}]", words.join(", "))
}

/// Whether a name fits a pattern with `*`, capitals aside.
fn is_named(pattern: &str, name: &str) -> bool {
    let (pattern, name) = (pattern.to_lowercase(), name.to_lowercase());
    let parts: Vec<&str> = pattern.split('*').collect();
    let [first, middle @ .., last] = parts.as_slice() else { return pattern == name };
    let Some(mut rest) = name.strip_prefix(first) else { return false };
    for part in middle {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.len() >= last.len() && rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapping_comes_back_as_it_was_written() {
        let text = "[[list]]\nfile = \"*ca bệnh*.csv\"\nrows = \"cases\"\nunknown = [\"NA\"]\n\n\
            [list.columns]\n\"Mã \\\"BN\\\"\\u000a\" = \"id\"\n\
            \"Nguồn\" = { is = \"source\", codes = { \"x\" = \"y\" }, separators = [\";\"], strip = [\"BN\"], \
            phrases = [\"tiếp xúc BN{id}\"], add = \"P\" }\n\
            \"ngày\" = { is = \"onset\", whose = \"source\", dates = \"month-first\" }\n\n";
        let mapping = Mapping::parse(text).unwrap();
        assert_eq!(mapping.to_toml(), text);
        let headings = ["Mã \"BN\"\n", "Nguồn", "ngày", "khác"].map(str::to_owned);
        assert!(mapping.of("DS ca bệnh 1.CSV", &headings).is_some());
        assert!(mapping.of("khác.csv", &headings).is_none());
        assert_eq!(mapping.missing("ca bệnh.csv", &headings[..2]), ["ngày"]);
        let wrong = "[[list]]\nrows = \"cases\"\ncolumns = { a = \"onst\" }";
        let said = Mapping::parse(wrong).unwrap_err().to_string();
        assert!(said.contains("`onst`") && said.contains("`onset`"), "{said}");
    }

    #[test]
    fn a_name_fits_its_pattern() {
        for (pattern, name, fits) in [
            ("a.csv", "A.csv", true),
            ("*cases*", "rastreo_cases.csv", true),
            ("*cases", "cases.csv", false),
            ("a*a", "a", false),
        ] {
            assert_eq!(is_named(pattern, name), fits, "{pattern} {name}");
        }
    }
}
