mod beside;
mod cells;
mod written;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use jiff::Timestamp;

use crate::Value;
use crate::actor::{Actor, path_range};
use crate::change::{CHANGE_COLUMNS, read_change};
use crate::db::{Conn, RowRef};
use crate::record::{WHOLE, province};
use crate::seal::Heads;
use crate::search::Words;
use crate::shape::found_by;
use crate::store::left::open_changes;
use crate::{Change, Record, StoreError};
use taicho_model::{KindSpec, Row, Setting};

pub use cells::Cells;
pub use written::Written;

/// A consistent view for one actor: everything read through it is of one moment of the database.
pub struct Read<'a> {
    pub(crate) conn: &'a mut Conn,
    pub(crate) top: &'a str,
    pub(crate) actor: &'a Actor,
    /// The changes that are still being written, as a list for SQL; none as a rule.
    hidden: Option<String>,
}

/// Which rows, in which order, how many.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// The knowledge of this moment; none for what is known now.
    pub as_of: Option<Timestamp>,
    /// Only the subtree under this area path, besides what the actor may see.
    pub under: Option<String>,
    /// Those under these as well, where one is asked for.
    pub or_under: Vec<String>,
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

/// A record with the version in which it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Versioned<R> {
    /// The version, from 1.
    pub version: i64,
    /// When it was learned.
    pub recorded_at: Timestamp,
    /// The record.
    pub record: R,
}

/// One version in a row's history, with the change that made it.
#[derive(Clone, Debug, PartialEq)]
pub struct Version {
    /// The version, from 1.
    pub version: i64,
    /// When it was learned.
    pub recorded_at: Timestamp,
    /// When it was replaced or withdrawn.
    pub superseded_at: Option<Timestamp>,
    /// The change that replaced or withdrew it.
    pub superseded_by: Option<String>,
    /// The change that made it.
    pub change: Change,
    /// The columns by name.
    pub values: BTreeMap<&'static str, Value>,
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

/// Keys of one statement.
const KEYS_AT_ONCE: usize = 500;

impl<'a> Read<'a> {
    /// A view of a connection on which a transaction has begun.
    pub(crate) fn begin(
        conn: &'a mut Conn,
        top: &'a str,
        actor: &'a Actor,
    ) -> Result<Self, StoreError> {
        let mut open = Vec::new();
        // On PostgreSQL a change is one transaction, which nobody sees before it is committed.
        if !conn.is_postgres() {
            let ids = open_changes(conn, top)?;
            open.extend(ids.iter().map(|id| format!("'{}'", id.replace('\'', "''"))));
        }
        let hidden = if open.is_empty() { None } else { Some(open.join(", ")) };
        Ok(Self { conn, top, actor, hidden })
    }

    /// The changes that are still being written, as a list for SQL.
    pub(crate) fn hidden_list(&self) -> Option<String> {
        self.hidden.clone()
    }

    /// A kind's table as everybody sees it: without what is still being written, and with what that will replace.
    pub(crate) fn table(&self, kind: &KindSpec) -> Cow<'static, str> {
        let Some(hidden) = &self.hidden else { return Cow::Borrowed(kind.name) };
        let (name, columns) = (kind.name, kind.columns.join(", "));
        // Columns of one type on both sides, and the index by name: SQLite then merges the two by their indexes, and
        // otherwise writes out the whole table first.
        Cow::Owned(format!(
            "(select top, id, version, change_id, recorded_at, superseded_at, superseded_by, {columns}
             from {name} where change_id not in ({hidden})
             and (superseded_by is null or superseded_by not in ({hidden}))
             union all select top, id, version, change_id, recorded_at, cast(null as bigint), cast(null as text), {columns}
             from {name} indexed by {name}_superseded where superseded_by in ({hidden}) and change_id not in ({hidden}))"
        ))
    }
}

impl Read<'_> {
    /// Whether the actor may see every area.
    pub fn sees_all(&self) -> bool {
        self.actor.scope == crate::Scope::All
    }

    /// Fails unless the actor may see all of an area: figures of a part would pass for figures of the whole.
    pub fn require_area(&self, path: &str) -> Result<(), StoreError> {
        if self.actor.scope.covers(path) { Ok(()) } else { Err(StoreError::OutOfScope) }
    }

    /// The rows that pass the filter, by id, as far as the actor may see them.
    pub fn list<R: Record>(&mut self, filter: &Filter) -> Result<Vec<R>, StoreError> {
        let mut records = Vec::new();
        self.each(filter, |record: R| {
            records.push(record);
            Ok(())
        })?;
        Ok(records)
    }

    /// Hands each row that passes the filter to `take`, by id.
    pub fn each<R: Record>(
        &mut self,
        filter: &Filter,
        mut take: impl FnMut(R) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut params = Vec::new();
        let columns = format!("id, {}", R::COLUMNS.join(", "));
        let sql = self.select(R::SPEC, &columns, filter, &mut params);
        self.conn.each(&sql, &params, |row| take(R::read(row, 0)?))
    }

    /// Hands some columns of each row that passes the filter to `take`, in no order, without making a record of it: for
    /// counting, of which each row takes a microsecond. When a row was learned is a column too.
    pub fn scan<R: Record>(
        &mut self,
        columns: &[&'static str],
        filter: &Filter,
        mut take: impl FnMut(&Cells<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let has =
            |column: &&str| ["id", "recorded_at"].contains(column) || R::COLUMNS.contains(column);
        assert!(columns.iter().all(has), "{} lacks one of {columns:?}", R::KIND);
        let mut params = Vec::new();
        let sql = self.select_unordered(R::SPEC, &columns.join(", "), filter, &mut params);
        self.conn.each(&sql, &params, |row| take(&Cells::new(row, R::KIND, columns)))
    }

    /// The ids of the current rows that have one of the keys in a column, as far as the actor may see them.
    ///
    /// Two provinces may use one key: the first of those that the actor may see is meant.
    ///
    /// On SQLite each key is looked up on its own: with a list it would rather walk the whole table, which makes a
    /// long import quadratic. PostgreSQL, in turn, plans a list better than single keys.
    pub fn ids_by_key(
        &mut self,
        kind: &KindSpec,
        column: &'static str,
        keys: &[String],
    ) -> Result<BTreeMap<String, String>, StoreError> {
        assert!(kind.columns.contains(&column), "{} has no column {column}", kind.name);
        let mut found = BTreeMap::new();
        for keys in keys.chunks(KEYS_AT_ONCE) {
            let mut params: Vec<Value> = keys.iter().cloned().map(Value::Text).collect();
            let places: Vec<String> = (1..=params.len()).map(|n| format!("${n}")).collect();
            let scope = match kind.is_scoped {
                true => self.actor.scope.predicate(&mut params),
                false => String::new(),
            };
            let sql = if self.conn.is_postgres() {
                format!(
                    "select {column}, id from {} where superseded_at is null
                     and {column} in ({}){scope} order by top desc",
                    self.table(kind),
                    places.join(", ")
                )
            } else {
                format!(
                    "with wanted(wanted_key) as (values ({}))
                     select wanted_key, (select id from {}
                     where {column} = wanted_key and superseded_at is null{scope} order by top limit 1) from wanted",
                    places.join("), ("),
                    self.table(kind)
                )
            };
            self.conn.each(&sql, &params, |row| {
                if let (Some(key), Some(id)) = (row.text(0)?, row.text(1)?) {
                    found.insert(key, id);
                }
                Ok(())
            })?;
        }
        Ok(found)
    }

    /// How many rows pass the filter.
    pub fn count<R: Record>(&mut self, filter: &Filter) -> Result<i64, StoreError> {
        self.count_kind(R::SPEC, filter)
    }

    /// The row of that id; none where there is none or the actor may not see it.
    pub fn fetch<R: Record>(&mut self, id: &str) -> Result<Option<Versioned<R>>, StoreError> {
        let mut params = vec![Value::Text(id.to_owned())];
        let scope =
            if R::SPEC.is_scoped { self.actor.scope.predicate(&mut params) } else { String::new() };
        let sql = format!(
            "select version, recorded_at, id, {} from {}
             where id = $1 and superseded_at is null{scope}",
            R::COLUMNS.join(", "),
            self.table(R::SPEC)
        );
        self.one(&sql, &params, |row| {
            Ok(Versioned {
                version: row.int(0)?.unwrap_or_default(),
                recorded_at: instant(row, 1, R::KIND)?,
                record: R::read(row, 2)?,
            })
        })
    }

    /// The row of that id whatever its kind; none where there is none or the actor may not see it.
    pub fn row(
        &mut self,
        kind: &'static KindSpec,
        id: &str,
    ) -> Result<Option<Versioned<Row>>, StoreError> {
        let filter = Filter::now().is("id", id);
        let mut found = None;
        self.rows(kind, &filter, |row| {
            found = Some(row);
            Ok(())
        })?;
        Ok(found)
    }

    /// Hands each row that passes the filter to `take`, by id, in constant memory; a page of them may come in the order
    /// of a field.
    pub fn rows(
        &mut self,
        kind: &'static KindSpec,
        filter: &Filter,
        mut take: impl FnMut(Versioned<Row>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        if let Some(ids) = self.ids_sorted(kind, filter)? {
            let these = Filter { as_of: filter.as_of, ..Filter::now() }.any_of("id", &ids);
            let mut found = BTreeMap::new();
            self.rows_by_id(kind, &these, &mut |row| {
                found.insert(row.record.id.clone(), row);
                Ok(())
            })?;
            return ids.iter().filter_map(|id| found.remove(id)).try_for_each(take);
        }
        self.rows_by_id(kind, filter, &mut take)
    }

    fn rows_by_id(
        &mut self,
        kind: &'static KindSpec,
        filter: &Filter,
        take: &mut dyn FnMut(Versioned<Row>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut params = Vec::new();
        let columns = format!("version, recorded_at, id, {}", kind.columns.join(", "));
        let sql = self.select(kind, &columns, filter, &mut params);
        self.conn.each(&sql, &params, |row| {
            let mut record = Row::empty(kind);
            record.id = row.text(2)?.unwrap_or_default();
            for (index, value) in record.values.iter_mut().enumerate() {
                *value = row.value(3 + index)?;
            }
            take(Versioned {
                version: row.int(0)?.unwrap_or_default(),
                recorded_at: instant(row, 1, kind.name)?,
                record,
            })
        })
    }

    /// Every version of a row, newest first, with the change that made it.
    pub fn history(&mut self, kind: &KindSpec, id: &str) -> Result<Vec<Version>, StoreError> {
        let mut params = vec![Value::Text(self.top.to_owned()), Value::Text(id.to_owned())];
        let scope =
            if kind.is_scoped { self.actor.scope.predicate(&mut params) } else { String::new() };
        let change: Vec<String> =
            CHANGE_COLUMNS.split(", ").map(|column| format!("changes.{column}")).collect();
        let columns: Vec<String> =
            kind.columns.iter().map(|column| format!("row.{column}")).collect();
        let sql = format!(
            "select row.version, row.recorded_at, row.superseded_at, row.superseded_by, {}, {}
             from {} row join changes on changes.top = $1 and changes.id = row.change_id
             where row.id = $2{scope} order by row.version desc",
            change.join(", "),
            columns.join(", "),
            self.table(kind)
        );
        let mut versions = Vec::new();
        self.conn.each(&sql, &params, |row| {
            let first = 4 + change.len();
            let values = kind.columns.iter().enumerate();
            versions.push(Version {
                version: row.int(0)?.unwrap_or_default(),
                recorded_at: instant(row, 1, kind.name)?,
                superseded_at: row.int(2)?.and_then(|at| Timestamp::from_microsecond(at).ok()),
                superseded_by: row.text(3)?,
                change: read_change(row, 4)?,
                values: values
                    .map(|(index, column)| Ok((*column, row.value(first + index)?)))
                    .collect::<Result<_, StoreError>>()?,
            });
            Ok(())
        })?;
        Ok(versions)
    }

    /// The changes that made the rows which pass the filter, by the rows' ids.
    pub fn made_by<R: Record>(
        &mut self,
        filter: &Filter,
    ) -> Result<BTreeMap<String, Change>, StoreError> {
        let mut params = Vec::new();
        let conditions = self.conditions(R::SPEC, filter, &mut params);
        let change: Vec<String> =
            CHANGE_COLUMNS.split(", ").map(|column| format!("changes.{column}")).collect();
        params.push(Value::Text(self.top.to_owned()));
        let sql = format!(
            "select made.row_id, {} from changes
             join (select id as row_id, change_id from {} where {conditions}) made
             on changes.id = made.change_id where changes.top = ${}",
            change.join(", "),
            self.table(R::SPEC),
            params.len()
        );
        let mut made = BTreeMap::new();
        self.conn.each(&sql, &params, |row| {
            made.insert(row.text(0)?.unwrap_or_default(), read_change(row, 1)?);
            Ok(())
        })?;
        Ok(made)
    }

    /// The newest changes recorded within a span, or those before an id, as far as the actor may see all or made them.
    pub fn changes(
        &mut self,
        recorded: Range<Timestamp>,
        before_id: Option<&str>,
        limit: u32,
    ) -> Result<Vec<Change>, StoreError> {
        let micros = |at: Timestamp| Value::Int(at.as_microsecond());
        let mut params =
            vec![Value::Text(self.top.to_owned()), micros(recorded.start), micros(recorded.end)];
        let mut conditions = String::from("top = $1 and recorded_at >= $2 and recorded_at < $3");
        if let Some(id) = before_id {
            params.push(Value::Text(id.to_owned()));
            conditions += &format!(" and id < ${}", params.len());
        }
        if self.actor.scope != crate::Scope::All {
            params.push(Value::Text(self.actor.id.clone()));
            conditions += &format!(" and actor = ${}", params.len());
        }
        let sql = format!(
            "select {CHANGE_COLUMNS} from changes where {conditions} order by id desc limit {limit}"
        );
        let mut changes = Vec::new();
        self.conn.each(&sql, &params, |row| {
            changes.push(read_change(row, 0)?);
            Ok(())
        })?;
        Ok(changes)
    }

    /// How many rows say that something happened by `happened_by`, yet were learned only after `at`.
    pub fn count_learned_later<R: Record>(
        &mut self,
        column: &'static str,
        happened_by: jiff::civil::Date,
        at: Timestamp,
        under: &str,
    ) -> Result<i64, StoreError> {
        let filter = Filter::now().under(under).at_most(column, happened_by);
        let mut params = Vec::new();
        let conditions = self.conditions(R::SPEC, &filter, &mut params);
        params.push(Value::Int(at.as_microsecond()));
        // A corrected row has an older version that was known; only a row's first version counts as news.
        let sql = format!(
            "select count(*) from {} where {conditions} and version = 1 and recorded_at > ${}",
            self.table(R::SPEC),
            params.len()
        );
        self.one(&sql, &params, |row| Ok(row.int(0)?.unwrap_or_default()))
            .map(Option::unwrap_or_default)
    }

    /// The latest time of learning in the change log before a moment.
    pub fn latest_recorded(&mut self, before: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        let params = [Value::Text(self.top.to_owned()), Value::Int(before.as_microsecond())];
        let sql = "select max(recorded_at) from changes where top = $1 and recorded_at < $2";
        let micros = self.one(sql, &params, |row| row.int(0))?.flatten();
        Ok(micros.and_then(|micros| Timestamp::from_microsecond(micros).ok()))
    }

    /// The heads of all chains: what a line on paper is made of.
    pub fn heads(&mut self) -> Result<Heads, StoreError> {
        Heads::load(self.conn, self.top)
    }

    /// A setting of the installation.
    pub fn setting(&mut self, name: &str) -> Result<Option<String>, StoreError> {
        Ok(self.fetch::<Setting>(name)?.map(|found| found.record.value))
    }

    pub(crate) fn one<T>(
        &mut self,
        sql: &str,
        params: &[Value],
        mut read: impl FnMut(&RowRef<'_>) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        let mut found = None;
        self.conn.each(sql, params, |row| {
            found = Some(read(row)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// The statement that gives columns of the rows that pass, in the order of their ids.
    pub(crate) fn select(
        &self,
        kind: &KindSpec,
        columns: &str,
        filter: &Filter,
        params: &mut Vec<Value>,
    ) -> String {
        let order = if filter.newest_first { " desc" } else { "" };
        let limit = filter.limit.map_or(String::new(), |limit| format!(" limit {limit}"));
        let from = self.select_unordered(kind, columns, filter, params);
        format!("{from} order by id{order}{limit}")
    }

    /// The same in no order, and all of them.
    fn select_unordered(
        &self,
        kind: &KindSpec,
        columns: &str,
        filter: &Filter,
        params: &mut Vec<Value>,
    ) -> String {
        match self.is_in_halves(kind, filter) {
            true => {
                let halves = filter.halves().iter().map(|half| {
                    let conditions = self.conditions_in(kind, filter, Some(*half), params);
                    format!("select {columns} from {} where {conditions}", kind.name)
                });
                halves.collect::<Vec<_>>().join(" union all ")
            }
            false => {
                let (from, conditions) = self.from(kind, filter, params);
                format!("select {columns} from {from} where {conditions}")
            }
        }
    }

    /// The table, joined to its full-text table where that answers, and the conditions that are left.
    pub(crate) fn from(
        &self,
        kind: &KindSpec,
        filter: &Filter,
        params: &mut Vec<Value>,
    ) -> (String, String) {
        match self.found_by_words(kind, filter, params) {
            Some(from) => {
                let other = Filter { search: None, ..filter.clone() };
                (from, self.conditions(kind, &other, params))
            }
            None => (self.table(kind).into_owned(), self.conditions(kind, filter, params)),
        }
    }

    /// Whether a past moment is found by the indexes of both halves, and not in the order of all versions.
    pub(crate) fn is_in_halves(&self, kind: &KindSpec, filter: &Filter) -> bool {
        let is_narrowed = (kind.is_scoped && self.actor.scope != crate::Scope::All)
            || (filter.under.is_some() && kind.path_field().is_some())
            || filter.columns().any(|column| {
                found_by(kind, column).is_some() || kind.found_together.first() == Some(&column)
            });
        // What a change in the making replaces still counts as current.
        filter.as_of.is_some() && self.hidden.is_none() && is_narrowed
    }

    pub(crate) fn conditions(
        &self,
        kind: &KindSpec,
        filter: &Filter,
        params: &mut Vec<Value>,
    ) -> String {
        self.conditions_in(kind, filter, None, params)
    }

    /// The same, of one half of the table.
    pub(crate) fn conditions_in(
        &self,
        kind: &KindSpec,
        filter: &Filter,
        half: Option<Half>,
        params: &mut Vec<Value>,
    ) -> String {
        let mut sql = state(filter, half, params);
        sql += &conditions_on(kind, filter, params);
        sql += &self.search_condition(kind, filter, params);
        sql += &after(filter, params);
        sql + &self.where_seen(kind, filter, params)
    }

    /// The conditions on areas.
    pub(crate) fn where_seen(
        &self,
        kind: &KindSpec,
        filter: &Filter,
        params: &mut Vec<Value>,
    ) -> String {
        let mut sql = String::new();
        if kind.is_scoped {
            sql += &self.actor.scope.predicate(params);
        }
        if let (Some(_), Some(column)) = (&filter.under, kind.path_field()) {
            let ranges: Vec<String> =
                filter.subtrees().map(|path| path_range(column, path, params)).collect();
            sql += &format!(" and ({})", ranges.join(" or "));
        }
        sql + &self.within_province(kind, filter, params)
    }

    /// Where all that is asked for lies in one province, an engine that spreads the tables asks that one alone. The
    /// embedded database has nothing to spread, and need not look.
    pub(crate) fn within_province(
        &self,
        kind: &KindSpec,
        filter: &Filter,
        params: &mut Vec<Value>,
    ) -> String {
        if !self.conn.is_postgres() || kind.path_field().is_none() {
            return String::new();
        }
        let asked = filter.subtrees();
        let provinces: BTreeSet<&str> = match &self.actor.scope {
            crate::Scope::Subtrees(paths) if kind.is_scoped && filter.under.is_none() => {
                paths.iter().map(|path| province(path)).collect()
            }
            _ => asked.map(|path| province(path)).collect(),
        };
        match provinces.first() {
            Some(&only) if provinces.len() == 1 && only != WHOLE => {
                params.push(Value::Text(only.to_owned()));
                format!(" and top = ${}", params.len())
            }
            _ => String::new(),
        }
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

fn instant(row: &RowRef<'_>, column: usize, kind: &'static str) -> Result<Timestamp, StoreError> {
    let micros = row.int(column)?.unwrap_or_default();
    Timestamp::from_microsecond(micros)
        .map_err(|_| StoreError::Unreadable { kind, column: "recorded_at" })
}
