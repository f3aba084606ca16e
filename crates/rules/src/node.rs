//! TOML as a tree in which each value and key knows its line.

use jiff::Timestamp;
use jiff::civil::Date;
use taicho_model::{FactValue, Words};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::braces::{Piece, pieces};
use crate::fault::{Faults, names};

#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) line: usize,
    /// The line of the first letter of a text, which may begin after its quotes.
    text_line: usize,
    pub(crate) value: Value,
}

#[derive(Clone, Debug)]
pub(crate) enum Value {
    Text(String),
    Number(f64),
    Flag(bool),
    Date(Date),
    Instant(Timestamp),
    List(Vec<Node>),
    Table(Table),
    /// A value that TOML knows and content files do not use, for instance a local time.
    Other(String),
}

impl Value {
    /// What stands in the file, for messages.
    pub(crate) fn show(&self) -> String {
        match self {
            Self::Text(text) => format!("\"{text}\""),
            Self::Number(number) => number.to_string(),
            Self::Flag(flag) => flag.to_string(),
            Self::Date(date) => date.to_string(),
            Self::Instant(at) => at.to_string(),
            Self::List(_) => "[…]".to_owned(),
            Self::Table(table) => format!("{{ {} … }}", names(table.keys())),
            Self::Other(text) => text.clone(),
        }
    }
}

/// A table whose keys are taken one by one; [`Table::finish`] reports what nobody took.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    pub(crate) line: usize,
    entries: Vec<(String, usize, Node)>,
    asked: Vec<&'static str>,
}

/// Reads a file; a fault of TOML itself is reported with its line.
pub(crate) fn parse(text: &str, faults: &mut Faults) -> Option<Table> {
    match DeTable::parse(text) {
        Ok(table) => Some(read_table(&Lines::of(text), &table)),
        Err(error) => {
            let line = error.span().map_or(1, |span| Lines::of(text).line_of(span.start));
            let message = error.message().to_owned();
            faults.add(line, Words::new("một tệp TOML đúng cú pháp", "well-formed TOML"), message)
        }
    }
}

/// A text with the places where its lines end.
struct Lines<'a> {
    text: &'a str,
    ends: Vec<usize>,
}

impl<'a> Lines<'a> {
    fn of(text: &'a str) -> Self {
        let bytes = text.bytes().enumerate();
        let ends = bytes.filter(|(_, byte)| *byte == b'\n').map(|(offset, _)| offset).collect();
        Self { text, ends }
    }

    fn line_of(&self, offset: usize) -> usize {
        self.ends.partition_point(|end| *end < offset) + 1
    }

    /// A text of several lines may begin in the line after its quotes.
    fn line_of_text(&self, offset: usize) -> usize {
        let rest = self.text.get(offset..).unwrap_or_default();
        let begins_below = ["\"\"\"\n", "\"\"\"\r\n", "'''\n", "'''\r\n"];
        let is_below = begins_below.iter().any(|quotes| rest.starts_with(quotes));
        self.line_of(offset) + usize::from(is_below)
    }
}

fn read_table(lines: &Lines<'_>, table: &Spanned<DeTable<'_>>) -> Table {
    let mut entries: Vec<(usize, String, usize, Node)> = table
        .get_ref()
        .iter()
        .map(|(key, value)| {
            let start = key.span().start;
            (start, key.get_ref().to_string(), lines.line_of(start), read_node(lines, value))
        })
        .collect();
    entries.sort_by_key(|entry| entry.0);
    // A table that only dotted keys make has no place of its own but theirs.
    let span = table.span();
    let first = entries.first().map_or(0, |entry| entry.0);
    Table {
        line: lines.line_of(if span.is_empty() { first } else { span.start }),
        entries: entries.into_iter().map(|(_, key, line, node)| (key, line, node)).collect(),
        asked: Vec::new(),
    }
}

fn read_node(lines: &Lines<'_>, value: &Spanned<DeValue<'_>>) -> Node {
    let (line, text_line) =
        (lines.line_of(value.span().start), lines.line_of_text(value.span().start));
    let value = match value.get_ref() {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(integer) => {
            let plain = integer.as_str().replace('_', "");
            i64::from_str_radix(&plain, integer.radix())
                .map_or_else(|_| Value::Other(plain), |number| Value::Number(number as f64))
        }
        DeValue::Float(float) => match float.as_str().replace('_', "").parse::<f64>() {
            Ok(number) if number.is_finite() => Value::Number(number),
            _ => Value::Other(float.as_str().to_owned()),
        },
        DeValue::Boolean(flag) => Value::Flag(*flag),
        DeValue::Datetime(at) => {
            let text = at.to_string();
            if let Ok(at) = text.parse::<Timestamp>() {
                Value::Instant(at)
            } else if at.time.is_none() {
                text.parse().map_or(Value::Other(text), Value::Date)
            } else {
                Value::Other(text)
            }
        }
        DeValue::Array(items) => {
            Value::List(items.iter().map(|item| read_node(lines, item)).collect())
        }
        DeValue::Table(table) => {
            let spanned = Spanned::new(value.span(), table.clone());
            Value::Table(read_table(lines, &spanned))
        }
    };
    let line = match &value {
        Value::Table(table) => table.line,
        _ => line,
    };
    Node { line, text_line, value }
}

impl Table {
    fn keys(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|(key, _, _)| key.as_str())
    }

    /// Takes a key that may be left out.
    pub(crate) fn take(&mut self, key: &'static str) -> Option<Node> {
        self.asked.push(key);
        let index = self.entries.iter().position(|(name, _, _)| name == key)?;
        Some(self.entries.remove(index).2)
    }

    /// The line of a key that is still there, or of the table.
    pub(crate) fn line_of(&self, key: &str) -> usize {
        let found = self.entries.iter().find(|(name, _, _)| name == key);
        found.map_or(self.line, |(_, line, _)| *line)
    }

    /// Whether a key is still there.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.entries.iter().any(|(name, _, _)| name == key)
    }

    /// Takes every remaining key in the order of the file, for tables whose keys are names.
    pub(crate) fn take_rest(&mut self) -> Vec<(String, usize, Node)> {
        std::mem::take(&mut self.entries)
    }

    /// Takes a key that must be there.
    pub(crate) fn need(&mut self, key: &'static str, faults: &mut Faults) -> Option<Node> {
        let line = self.line;
        self.take(key).or_else(|| {
            let expected = Words::new(format!("khóa `{key}`"), format!("the key `{key}`"));
            faults.add(line, expected, "—")
        })
    }

    /// Reports each key that was never asked for.
    pub(crate) fn finish(self, faults: &mut Faults) {
        let known = names(&self.asked);
        for (key, line, _) in self.entries {
            let expected = Words::new(
                format!("một trong các khóa {known}"),
                format!("one of the keys {known}"),
            );
            faults.add::<()>(line, expected, format!("`{key}`"));
        }
    }

    /// Takes a text that must be there.
    pub(crate) fn need_text(&mut self, key: &'static str, faults: &mut Faults) -> Option<String> {
        self.need(key, faults)?.text(faults)
    }

    /// Takes a text that may be left out.
    pub(crate) fn take_text(&mut self, key: &'static str, faults: &mut Faults) -> Option<String> {
        self.take(key)?.text(faults)
    }

    /// Takes a text in both languages that must be there.
    pub(crate) fn need_words(&mut self, key: &'static str, faults: &mut Faults) -> Option<Words> {
        self.need(key, faults)?.words(faults)
    }

    /// Takes a date that may be left out.
    pub(crate) fn take_date(&mut self, key: &'static str, faults: &mut Faults) -> Option<Date> {
        self.take(key)?.date(faults)
    }

    /// Takes a list of tables, `[[key]]`, that may be left out.
    pub(crate) fn take_tables(&mut self, key: &'static str, faults: &mut Faults) -> Vec<Table> {
        let Some(node) = self.take(key) else { return Vec::new() };
        let items = node.list(faults).unwrap_or_default();
        items.into_iter().filter_map(|item| item.table(faults)).collect()
    }
}

impl Node {
    fn wrong<T>(&self, vi: &str, en: &str, faults: &mut Faults) -> Option<T> {
        faults.add(self.line, Words::new(vi, en), self.value.show())
    }

    pub(crate) fn text(self, faults: &mut Faults) -> Option<String> {
        match self.value {
            Value::Text(text) if !text.is_empty() => Some(text),
            _ => self.wrong("một chuỗi chữ trong dấu ngoặc kép", "a text in quotes", faults),
        }
    }

    pub(crate) fn number(self, faults: &mut Faults) -> Option<f64> {
        match self.value {
            Value::Number(number) => Some(number),
            _ => self.wrong("một số", "a number", faults),
        }
    }

    pub(crate) fn flag(self, faults: &mut Faults) -> Option<bool> {
        match self.value {
            Value::Flag(flag) => Some(flag),
            _ => self.wrong("true hoặc false", "true or false", faults),
        }
    }

    pub(crate) fn date(self, faults: &mut Faults) -> Option<Date> {
        match self.value {
            Value::Date(date) => Some(date),
            _ => self.wrong(
                "một ngày dạng 2021-06-17, không có dấu ngoặc kép",
                "a date like 2021-06-17 without quotes",
                faults,
            ),
        }
    }

    pub(crate) fn list(self, faults: &mut Faults) -> Option<Vec<Node>> {
        match self.value {
            Value::List(items) => Some(items),
            _ => self.wrong("một danh sách [ … ]", "a list [ … ]", faults),
        }
    }

    pub(crate) fn table(self, faults: &mut Faults) -> Option<Table> {
        match self.value {
            Value::Table(table) => Some(table),
            _ => self.wrong("một bảng { khóa = giá trị }", "a table { key = value }", faults),
        }
    }

    /// Words that are printed as they stand: nothing puts a value in the place of a name in braces.
    pub(crate) fn words(self, faults: &mut Faults) -> Option<Words> {
        self.words_with(
            &mut |_| false,
            "không có ngoặc nhọn: chữ ở đây in nguyên như viết",
            "no braces: these words are printed as they stand",
            faults,
        )
    }

    /// Words with names in braces that are known.
    pub(crate) fn words_with(
        self,
        is_known: &mut dyn FnMut(Piece<'_>) -> bool,
        vi: &str,
        en: &str,
        faults: &mut Faults,
    ) -> Option<Words> {
        let mut table = self.table(faults)?;
        let mut text = |key| -> Option<String> {
            let node = table.need(key, faults)?;
            let first = node.text_line;
            let text = node.text(faults)?;
            let mut line = first;
            for piece in pieces(&text) {
                match (piece.name(), piece) {
                    (None, Piece::Text(plain)) => line += plain.matches('\n').count(),
                    (Some(name), _) if !is_known(piece) => {
                        return faults.add(line, Words::new(vi, en), format!("{{{name}}}"));
                    }
                    _ => {}
                }
            }
            Some(text)
        };
        let (vi, en) = (text("vi"), text("en"));
        table.finish(faults);
        Some(Words::new(vi?, en?))
    }

    pub(crate) fn texts(self, faults: &mut Faults) -> Option<Vec<String>> {
        let items = self.list(faults)?;
        Some(items.into_iter().filter_map(|item| item.text(faults)).collect())
    }

    /// The value as a fact or a threshold may have it; a list holds only numbers or only dates.
    pub(crate) fn fact_value(self, faults: &mut Faults) -> Option<FactValue> {
        Some(match self.value {
            Value::Text(text) => FactValue::Text(text),
            Value::Number(number) => FactValue::Number(number),
            Value::Flag(flag) => FactValue::Flag(flag),
            Value::Date(date) => FactValue::Date(date),
            Value::Instant(at) => FactValue::Instant(at),
            Value::List(items)
                if items.iter().all(|item| matches!(item.value, Value::Date(_)))
                    && !items.is_empty() =>
            {
                FactValue::Dates(items.into_iter().filter_map(|item| item.date(faults)).collect())
            }
            Value::List(items) => FactValue::Numbers(
                items.into_iter().map(|item| item.number(faults)).collect::<Option<_>>()?,
            ),
            _ => return self.wrong("một giá trị", "a value", faults),
        })
    }
}
