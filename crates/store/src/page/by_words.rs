//! A page of the rows that have some words.

use taicho_model::KindSpec;

use crate::read::{Filter, Read};
use crate::search::{lexemes, text_of};
use crate::shape::found_by;
use crate::{StoreError, Value};

/// Rows of the page's order that are looked at before the full-text table is asked: a frequent word fills the page by
/// then, and a rare one has few rows to sort.
const LOOKED_AT: u32 = 5_000;

impl Read<'_> {
    /// The condition that a row has the words, each after an `and`; it needs no index.
    pub(crate) fn search_condition(
        &self,
        kind: &KindSpec,
        filter: &Filter,
        params: &mut Vec<Value>,
    ) -> String {
        let Some(words) = filter.words() else { return String::new() };
        let (Some(text), Some(lexemes)) = (text_of(kind, ""), lexemes(kind)) else {
            panic!("{} has no field that is searched", kind.name)
        };
        match self.conn.is_postgres() {
            true => {
                params.push(Value::Text(words.for_postgres()));
                format!(" and {lexemes} @@ to_tsquery('simple', ${})", params.len())
            }
            false => {
                params.push(Value::Text(words.plain()));
                format!(" and holds_words({text}, ${})", params.len())
            }
        }
    }

    /// The table joined to its full-text table, where that answers: for what is current, on the embedded database.
    pub(crate) fn found_by_words(
        &self,
        kind: &KindSpec,
        filter: &Filter,
        params: &mut Vec<Value>,
    ) -> Option<String> {
        let words = filter.words()?;
        if self.conn.is_postgres() || filter.as_of.is_some() || self.hidden_list().is_some() {
            return None;
        }
        params.push(Value::Text(words.for_sqlite()));
        let name = kind.name;
        Some(format!(
            "(select rowid as hit from {name}_search where {name}_search match ${}) hits \
             cross join {name} on {name}.rowid = hits.hit",
            params.len()
        ))
    }

    /// The ids on a page of what is found by words; none where the database finds its own way.
    pub(crate) fn ids_by_words(
        &mut self,
        kind: &KindSpec,
        filter: &Filter,
    ) -> Result<Option<Vec<String>>, StoreError> {
        let (Some(limit), Some(_)) = (filter.limit, filter.words()) else { return Ok(None) };
        let mut params = Vec::new();
        let Some(from) = self.found_by_words(kind, filter, &mut params) else { return Ok(None) };
        if !filter.columns().any(|column| found_by(kind, column).is_some()) {
            let ids = self.walk(kind, filter, LOOKED_AT)?;
            if ids.len() as u64 == u64::from(limit) {
                return Ok(Some(ids));
            }
        }
        let other = Filter { search: None, ..filter.clone() };
        let passes = self.conditions(kind, &other, &mut params);
        let order = if filter.newest_first { " desc" } else { "" };
        let found =
            format!("select id from {from} where {passes} order by id{order} limit {limit}");
        self.texts(&found, &params).map(Some)
    }
}
