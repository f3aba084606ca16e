//! What is asked of the rows of a kind.

use jiff::Timestamp;
use taicho_model::KindSpec;

use crate::Value;
use crate::search::Words;

/// Which rows, in which order, how many.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// The knowledge of this moment; none for what is known now.
    pub as_of: Option<Timestamp>,
    /// Only the subtree under this area path, besides what the actor may see.
    pub under: Option<String>,
    /// Those under these as well, where one is asked for.
    pub or_under: Vec<String>,
    /// Only rows of the areas in which the one with this path lies, whether the actor sees those areas or not: for what
    /// binds whoever is below.
    pub above: Option<String>,
    /// Conditions that all must hold.
    pub conditions: Vec<Condition>,
    /// Only rows that have these words, numbers or keys, without marks, each as the beginning of a word: in the fields
    /// that are searched. What holds nothing to look for narrows nothing.
    pub search: Option<String>,
    /// The order of a field, for pages; where there is none, that of the ids, which is that of their making.
    pub sort: Option<Sort>,
    /// Only rows that come after the one with this id, for paging.
    pub after_id: Option<String>,
    /// The newest id first.
    pub newest_first: bool,
    /// At most this many rows.
    pub limit: Option<u32>,
}

/// The order of a list by a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    /// The field, which is checked against the kind's.
    pub field: &'static str,
    /// The greatest first.
    pub is_descending: bool,
}

/// One condition on a column, which is checked against the kind's columns.
#[derive(Clone, Debug)]
pub struct Condition {
    column: &'static str,
    operator: &'static str,
    values: Vec<Value>,
}

/// A half of a table; each has indexes of its own.
#[derive(Clone, Copy)]
pub(crate) enum Half {
    /// Versions that nothing has replaced or withdrawn.
    Current,
    /// All others.
    Past,
}

impl Half {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Past => "past",
        }
    }

    /// What tells its versions, as its indexes have it.
    pub(crate) fn predicate(self) -> &'static str {
        match self {
            Self::Current => "superseded_at is null",
            Self::Past => "superseded_at is not null",
        }
    }
}

impl Condition {
    pub(crate) fn is_equal(&self, column: &str) -> bool {
        self.operator == "=" && self.column == column
    }
}

impl Filter {
    /// What is known now.
    pub fn now() -> Self {
        Self::default()
    }

    /// What was known at a moment.
    pub fn as_of(at: Timestamp) -> Self {
        Self { as_of: Some(at), ..Self::default() }
    }

    /// Only the subtree under an area path.
    pub fn under(mut self, path: impl Into<String>) -> Self {
        self.under = Some(path.into());
        self
    }

    /// Only rows in which the column is the value.
    pub fn is(mut self, column: &'static str, value: impl Into<Value>) -> Self {
        self.conditions.push(Condition { column, operator: "=", values: vec![value.into()] });
        self
    }

    /// Only rows in which the column is at least the value: dates and ids compare as text.
    pub fn at_least(mut self, column: &'static str, value: impl Into<Value>) -> Self {
        let values = vec![value.into()];
        self.conditions.push(Condition { column, operator: ">=", values });
        self
    }

    /// Only rows in which the column is at most the value.
    pub fn at_most(mut self, column: &'static str, value: impl Into<Value>) -> Self {
        let values = vec![value.into()];
        self.conditions.push(Condition { column, operator: "<=", values });
        self
    }

    /// Only rows in which the column is empty or greater than the value.
    pub fn none_or_after(mut self, column: &'static str, value: impl Into<Value>) -> Self {
        let values = vec![value.into()];
        self.conditions.push(Condition { column, operator: "none_or_after", values });
        self
    }

    /// Only rows in which the column is empty or at least the value.
    pub fn none_or_at_least(mut self, column: &'static str, value: impl Into<Value>) -> Self {
        let values = vec![value.into()];
        self.conditions.push(Condition { column, operator: "none_or_at_least", values });
        self
    }

    /// Only rows in which the column is empty or at most the value.
    pub fn none_or_at_most(mut self, column: &'static str, value: impl Into<Value>) -> Self {
        let values = vec![value.into()];
        self.conditions.push(Condition { column, operator: "none_or_at_most", values });
        self
    }

    /// Only rows in which the column is not empty.
    pub fn present(mut self, column: &'static str) -> Self {
        self.conditions.push(Condition { column, operator: "present", values: Vec::new() });
        self
    }

    /// Only rows in which the column is one of the values.
    pub fn any_of(mut self, column: &'static str, values: &[String]) -> Self {
        let values = values.iter().cloned().map(Value::Text).collect();
        self.conditions.push(Condition { column, operator: "in", values });
        self
    }

    /// One page: rows after an id, at most so many.
    pub fn page(mut self, after_id: Option<String>, limit: u32) -> Self {
        self.after_id = after_id;
        self.limit = Some(limit);
        self
    }

    /// The words that are searched for.
    pub(crate) fn words(&self) -> Option<Words> {
        self.search.as_deref().and_then(Words::of)
    }

    /// Only rows that have these words.
    pub fn searched(mut self, words: impl Into<String>) -> Self {
        self.search = Some(words.into());
        self
    }

    /// The halves of a table in which what passes stands.
    pub(crate) fn halves(&self) -> &'static [Half] {
        match self.as_of {
            None => &[Half::Current],
            Some(_) => &[Half::Current, Half::Past],
        }
    }

    /// The conditions that a column is one value.
    pub(crate) fn equal(&self) -> impl Iterator<Item = (&'static str, &Value)> {
        let equal = self.conditions.iter().filter(|condition| condition.operator == "=");
        equal.filter_map(|condition| Some((condition.column, condition.values.first()?)))
    }

    /// The columns that the conditions are on.
    pub(crate) fn columns(&self) -> impl Iterator<Item = &'static str> {
        self.conditions.iter().map(|condition| condition.column)
    }
}

/// Which versions count: those that are current, or were at a moment.
pub(crate) fn state(filter: &Filter, half: Option<Half>, params: &mut Vec<Value>) -> String {
    let Some(at) = filter.as_of else { return "superseded_at is null".to_owned() };
    params.push(Value::Int(at.as_microsecond()));
    let n = params.len();
    match half {
        Some(Half::Current) => format!("superseded_at is null and recorded_at <= ${n}"),
        Some(Half::Past) => {
            format!("superseded_at is not null and recorded_at <= ${n} and superseded_at > ${n}")
        }
        None => {
            format!("recorded_at <= ${n} and (superseded_at is null or superseded_at > ${n})")
        }
    }
}

/// The conditions on fields, each after an `and`.
pub(crate) fn conditions_on(kind: &KindSpec, filter: &Filter, params: &mut Vec<Value>) -> String {
    let mut sql = String::new();
    for condition in &filter.conditions {
        assert!(
            condition.column == "id" || kind.columns.contains(&condition.column),
            "{} has no column {}",
            kind.name,
            condition.column
        );
        let first = params.len() + 1;
        params.extend(condition.values.iter().cloned());
        sql += &match condition.operator {
            "in" if condition.values.is_empty() => " and 1 = 0".to_owned(),
            "in" => {
                let places: Vec<String> = (first..=params.len()).map(|n| format!("${n}")).collect();
                format!(" and {} in ({})", condition.column, places.join(", "))
            }
            "present" => format!(" and {} is not null", condition.column),
            "none_or_after" | "none_or_at_least" | "none_or_at_most" => {
                let column = condition.column;
                let sign = match condition.operator {
                    "none_or_after" => ">",
                    "none_or_at_least" => ">=",
                    _ => "<=",
                };
                format!(" and ({column} is null or {column} {sign} ${first})")
            }
            operator => format!(" and {} {operator} ${first}", condition.column),
        };
    }
    sql
}

/// Where the page begins.
pub(crate) fn after(filter: &Filter, params: &mut Vec<Value>) -> String {
    let Some(id) = &filter.after_id else { return String::new() };
    params.push(Value::Text(id.clone()));
    let side = if filter.newest_first { "<" } else { ">" };
    format!(" and id {side} ${}", params.len())
}
