mod beside;
mod cells;
mod filter;
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
use crate::shape::found_by;
use crate::store::left::open_changes;
use crate::{Change, Record, StoreError};
use taicho_model::{KindSpec, Row, Setting};

pub use cells::Cells;
pub use filter::{Condition, Filter, Sort};
pub(crate) use filter::{Half, after, conditions_on, state};
pub use written::Written;

/// A consistent view for one actor: everything read through it is of one moment of the database.
pub struct Read<'a> {
    pub(crate) conn: &'a mut Conn,
    pub(crate) top: &'a str,
    pub(crate) actor: &'a Actor,
    /// The changes that are still being written, as a list for SQL; none as a rule.
    hidden: Option<String>,
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
        if let Some(path) = &filter.above {
            return self.above(kind, path, params);
        }
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

    /// Rows of the areas in which one lies that the actor may see: what was ordered there binds whoever is below. What tells
    /// of people is never read in this way.
    fn above(&self, kind: &KindSpec, path: &str, params: &mut Vec<Value>) -> String {
        let tells_of_people = kind.fields.iter().any(|field| field.is_personal);
        if tells_of_people || !kind.is_scoped || !self.actor.scope.covers(path) {
            return " and 1 = 0".to_owned();
        }
        let ends = path.match_indices('/').map(|(at, _)| at + 1).filter(|end| *end < path.len());
        let places: Vec<String> = ends
            .map(|end| {
                params.push(Value::Text(path[..end].to_owned()));
                format!("${}", params.len())
            })
            .collect();
        match places.is_empty() {
            true => " and 1 = 0".to_owned(),
            false => format!(" and area_path in ({})", places.join(", ")),
        }
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

fn instant(row: &RowRef<'_>, column: usize, kind: &'static str) -> Result<Timestamp, StoreError> {
    let micros = row.int(column)?.unwrap_or_default();
    Timestamp::from_microsecond(micros)
        .map_err(|_| StoreError::Unreadable { kind, column: "recorded_at" })
}
