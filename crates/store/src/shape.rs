//! The table of a kind with its indexes, as the description asks for it; and in what a database differs from that.
//!
//! A kind is read by everybody for what is current, so every index of a field holds current rows only. What was
//! replaced stands in a second one beside it, which costs nothing while nothing is corrected: a list as of a past
//! moment asks both.

use std::fmt::Write as _;

use taicho_model::{FieldSpec, FieldType, KINDS, KindSpec, Reading};

use crate::StoreError;
use crate::db::Conn;
use crate::search;

/// A column, as `create table` has it.
struct Column {
    name: &'static str,
    holds: &'static str,
    is_required: bool,
}

struct Index {
    name: String,
    /// The whole statement.
    create: String,
}

/// What every table has besides the fields.
const VERSION: &[Column] = &[
    Column { name: "top", holds: "text", is_required: true },
    Column { name: "id", holds: "text", is_required: true },
    Column { name: "version", holds: "bigint", is_required: true },
    Column { name: "change_id", holds: "text", is_required: true },
    Column { name: "ordinal", holds: "bigint", is_required: true },
    Column { name: "proof", holds: "text", is_required: true },
    Column { name: "recorded_at", holds: "bigint", is_required: true },
    Column { name: "superseded_at", holds: "bigint", is_required: false },
    Column { name: "superseded_by", holds: "text", is_required: false },
];

/// The time of learning stands behind what makes a version unique, so that a list of a past moment passes by what was
/// not yet known without looking at the rows.
const PRIMARY_KEY: &str = "id, version, top, recorded_at";

const CURRENT: &str = "superseded_at is null";
const PAST: &str = "superseded_at is not null";

fn columns(kind: &'static KindSpec) -> impl Iterator<Item = Column> {
    let fields = kind.fields.iter().map(|field| Column {
        name: field.name,
        holds: holds(field),
        is_required: field.is_required,
    });
    VERSION.iter().map(|of| Column { ..*of }).chain(fields)
}

fn holds(field: &FieldSpec) -> &'static str {
    match field.field_type {
        FieldType::Number | FieldType::Year | FieldType::Flag | FieldType::Instant => "bigint",
        FieldType::Text
        | FieldType::Day
        | FieldType::Word(_)
        | FieldType::Reference(_)
        | FieldType::Disease
        | FieldType::Fact => "text",
    }
}

/// Whether few rows have the same value in a field, so that they need not stand in the order of a page.
fn tells_apart(field: &FieldSpec) -> bool {
    matches!(field.reading, Reading::Key | Reading::Phone | Reading::PersonalId)
}

/// The fields with an index of their own: an area is found by its path.
fn indexed(kind: &'static KindSpec) -> impl Iterator<Item = &'static FieldSpec> {
    kind.fields
        .iter()
        .filter(|field| field.is_indexed && !(kind.is_scoped && field.name == "area_id"))
}

/// Whether lists are found by a field, and how far that narrows them as a rule: the less the better.
pub(crate) fn found_by(kind: &KindSpec, column: &str) -> Option<u8> {
    let field = kind.field(column).filter(|field| field.is_indexed)?;
    match field.field_type {
        _ if kind.is_scoped && column == "area_id" => None,
        _ if tells_apart(field) || kind.key == [column] => Some(0),
        FieldType::Reference(_) => Some(1),
        _ => Some(2),
    }
}

fn indexes(kind: &'static KindSpec) -> Vec<Index> {
    let name = kind.name;
    let mut indexes = Vec::new();
    let mut add = |unique: &str, suffix: &str, columns: &str, only: &str| {
        let index = format!("{name}_{suffix}");
        let only = if only.is_empty() { String::new() } else { format!(" where {only}") };
        let create = format!("create {unique}index {index} on {name} ({columns}){only}");
        indexes.push(Index { name: index, create });
    };
    add("unique ", "current", "id, top", CURRENT);
    let key = kind.key.join(", ");
    if !key.is_empty() {
        let fields = kind.key.iter().filter_map(|name| kind.field(name));
        let optional = fields.filter(|field| !field.is_required);
        let there: String =
            optional.map(|field| format!(" and {} is not null", field.name)).collect();
        add("unique ", "key", &format!("{key}, top"), &format!("{CURRENT}{there}"));
    }
    if let Some(one) = kind.one_current {
        let only = format!("{CURRENT} and {} is null", one.while_none);
        add("unique ", "one", &format!("{}, top", one.of.join(", ")), &only);
    }
    if let Some(path) = kind.path_field() {
        add("", "area", &format!("{path}, id, recorded_at"), CURRENT);
        add("", "area_past", &format!("{path}, id, recorded_at, superseded_at"), PAST);
    }
    for field in indexed(kind) {
        let field_name = field.name;
        let there = match field.is_required {
            true => String::new(),
            false => format!(" and {field_name} is not null"),
        };
        let (now, past) = match tells_apart(field) {
            true => (field_name.to_owned(), field_name.to_owned()),
            false => (
                format!("{field_name}, id"),
                format!("{field_name}, id, recorded_at, superseded_at"),
            ),
        };
        if kind.key != [field_name] {
            add("", field_name, &now, &format!("{CURRENT}{there}"));
        }
        add("", &format!("{field_name}_past"), &past, &format!("{PAST}{there}"));
    }
    if !kind.found_together.is_empty() {
        let fields = kind.found_together.join(", ");
        add("", "together", &format!("{fields}, recorded_at"), CURRENT);
        add("", "together_past", &format!("{fields}, recorded_at, superseded_at"), PAST);
    }
    add("", "change", "change_id, ordinal", "");
    // What a change in the making replaced is looked for by it, and by the key that it holds.
    let held: String = kind.key.iter().map(|field| format!(", {field}")).collect();
    add("", "superseded", &format!("superseded_by, id{held}"), "superseded_by is not null");
    indexes
}

fn create_table(kind: &'static KindSpec, name: &str) -> String {
    let mut sql = format!("create table {name} (\n");
    for column in columns(kind) {
        let required = if column.is_required { " not null" } else { "" };
        let _ = writeln!(sql, "    {} {}{required},", column.name, column.holds);
    }
    let _ = write!(sql, "    primary key ({PRIMARY_KEY})\n)");
    sql
}

/// In what a database differs from what the kinds ask for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// Statements that add what is missing.
    pub add: Vec<String>,
    /// What nothing that only adds can bring about: somebody has to write it.
    pub by_hand: Vec<String>,
}

/// Compares the tables of all kinds with what their descriptions ask for.
pub(crate) fn difference(conn: &mut Conn) -> Result<Difference, StoreError> {
    let mut difference = Difference::default();
    for &kind in KINDS {
        let found = Found::load(conn, kind.name)?;
        difference.of_kind(kind, &found);
    }
    Ok(difference)
}

impl Difference {
    fn of_kind(&mut self, kind: &'static KindSpec, found: &Found) {
        let name = kind.name;
        let indexes = indexes(kind);
        if found.columns.is_empty() {
            self.add.push(create_table(kind, name));
            self.add.extend(indexes.into_iter().map(|index| index.create));
            self.of_search(kind, found);
            return;
        }
        self.of_search(kind, found);
        self.of_columns(kind, found);
        if plain(&found.primary_key) != plain(PRIMARY_KEY) {
            self.by_hand.push(format!(
                "{name}: its primary key is ({}) and has to be ({PRIMARY_KEY}): make the table anew \
                 under another name, move the rows and rename it",
                found.primary_key
            ));
        }
        for index in &indexes {
            match found.indexes.iter().find(|(found, _)| *found == index.name) {
                None => self.add.push(index.create.clone()),
                Some((_, create)) if plain(create) == plain(&index.create) => {}
                Some(_) => self.by_hand.push(format!(
                    "{name}: another index has the name; write `drop index {}; {};`",
                    index.name, index.create
                )),
            }
        }
        let extra =
            found.indexes.iter().filter(|(found, _)| !indexes.iter().any(|i| i.name == *found));
        for (index, _) in extra {
            self.by_hand
                .push(format!("{name}: nothing asks for an index; write `drop index {index};`"));
        }
    }

    /// What makes rows searchable is another thing on each of the databases.
    fn of_search(&mut self, kind: &'static KindSpec, found: &Found) {
        let (on_sqlite, on_postgres) = (search::sqlite_ddl(kind), search::postgres_ddl(kind));
        let wanted: Vec<&(String, String)> = match found.is_postgres {
            true => on_postgres.iter().collect(),
            false => on_sqlite.iter().filter(|(name, _)| !name.is_empty()).collect(),
        };
        let is_there = |name: &str| found.search.iter().find(|(found, _)| found == name);
        let is_new = found.search.is_empty() && !wanted.is_empty();
        if is_new {
            let text = |ddl: Vec<&(String, String)>| -> String {
                ddl.iter().map(|(_, create)| format!("{create};\n")).collect()
            };
            self.add.push(format!(
                "-- only sqlite\n{}-- only postgres\n{}-- both\n",
                text(on_sqlite.iter().collect()),
                text(on_postgres.iter().collect())
            ));
            return;
        }
        for (name, create) in &wanted {
            let is_same = |(_, found): &(String, String)| {
                // PostgreSQL writes the expression of an index in its own way.
                found_as_written(found) == found_as_written(create) || found.contains("gin")
            };
            if !is_there(name).is_some_and(is_same) {
                self.by_hand
                    .push(format!("{name}: it is not as asked; drop it and write `{create};`"));
            }
        }
        let extra =
            found.search.iter().filter(|(name, _)| !wanted.iter().any(|(it, _)| it == name));
        for (name, _) in extra {
            self.by_hand.push(format!("{name}: nothing asks for it; drop it"));
        }
    }

    fn of_columns(&mut self, kind: &'static KindSpec, found: &Found) {
        let name = kind.name;
        for column in columns(kind) {
            let as_found = found.columns.iter().find(|found| found.0 == column.name);
            match (as_found, column.is_required) {
                (Some((_, holds, required)), _)
                    if *holds == column.holds && *required == column.is_required => {}
                (Some((_, holds, required)), wanted) => self.by_hand.push(format!(
                    "{name}.{}: it is {holds}, required: {required}, and has to be {}, required: {wanted}: \
                     make the table anew under another name, move the rows and rename it",
                    column.name, column.holds
                )),
                (None, false) => self.add.push(format!(
                    "alter table {name} add column {} {}",
                    column.name, column.holds
                )),
                (None, true) => self.by_hand.push(format!(
                    "{name}.{}: rows that are there have no value in it, and one given to them now would not agree \
                     with their proofs: declare it as an `Option`, and require it where rows are checked",
                    column.name
                )),
            }
        }
        for (column, ..) in &found.columns {
            if !columns(kind).any(|wanted| wanted.name == *column) {
                self.by_hand.push(format!(
                    "{name}.{column}: no field is declared for it, and the proofs of old rows cover what stands in \
                     it: declare it again"
                ));
            }
        }
    }

    /// The text of a migration that adds what is missing.
    pub fn sql(&self) -> String {
        self.add.iter().fold(String::new(), |text, statement| match statement.ends_with('\n') {
            true => text + statement,
            false => text + statement + ";\n",
        })
    }
}

/// A table as a database has it.
#[derive(Default)]
struct Found {
    /// Name, type, and whether it is never empty.
    columns: Vec<(String, String, bool)>,
    primary_key: String,
    /// Name and statement.
    indexes: Vec<(String, String)>,
    /// What makes the rows searchable: name and statement.
    search: Vec<(String, String)>,
    is_postgres: bool,
}

impl Found {
    fn load(conn: &mut Conn, table: &str) -> Result<Self, StoreError> {
        let mut found = Self { is_postgres: conn.is_postgres(), ..Self::default() };
        let of_table = [crate::Value::Text(table.to_owned())];
        let [columns, key, indexes] = match conn.is_postgres() {
            false => [
                "select name, lower(type), \"notnull\" from pragma_table_info($1) order by cid",
                "select group_concat(name, ', ') from (select name from pragma_table_info($1) where pk > 0 order by pk)",
                "select name, sql from sqlite_master where type = 'index' and tbl_name = $1 and sql is not null
                 order by name",
            ],
            true => [
                "select column_name::text, data_type::text, case is_nullable when 'NO' then 1 else 0 end::bigint
                 from information_schema.columns where table_schema = current_schema() and table_name::text = $1
                 order by ordinal_position",
                "select replace(pg_get_constraintdef(pg_constraint.oid), 'PRIMARY KEY ', '') from pg_constraint
                 join pg_class on pg_class.oid = conrelid where contype = 'p' and relname::text = $1
                 and connamespace = current_schema()::regnamespace",
                "select indexname::text, replace(indexdef, ' ' || schemaname || '.', ' ') from pg_indexes
                 where schemaname = current_schema() and tablename::text = $1 and indexname not like '%_pkey'
                 order by indexname",
            ],
        };
        conn.each(columns, &of_table, |row| {
            let [name, holds] = [row.text(0)?, row.text(1)?].map(Option::unwrap_or_default);
            found.columns.push((name, holds, row.int(2)? == Some(1)));
            Ok(())
        })?;
        conn.each(key, &of_table, |row| {
            found.primary_key = row.text(0)?.unwrap_or_default();
            Ok(())
        })?;
        conn.each(indexes, &of_table, |row| {
            let [name, create] = [row.text(0)?, row.text(1)?].map(Option::unwrap_or_default);
            found.indexes.push((name, create));
            Ok(())
        })?;
        let search = format!("{table}_search");
        if found.is_postgres {
            let is_search = |(name, _): &(String, String)| *name == search;
            found.search = found.indexes.extract_if(.., |index| is_search(index)).collect();
        } else {
            conn.each(
                "select name, sql from sqlite_master where name = $1 and type = 'table'
                 or tbl_name = $2 and type = 'trigger' order by name",
                &[crate::Value::Text(search), crate::Value::Text(table.to_owned())],
                |row| {
                    let [name, create] =
                        [row.text(0)?, row.text(1)?].map(Option::unwrap_or_default);
                    found.search.push((name, create));
                    Ok(())
                },
            )?;
        }
        Ok(found)
    }
}

fn found_as_written(text: &str) -> String {
    text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text of an index or a key without what the two databases write differently.
pub(crate) fn plain(text: &str) -> String {
    let text = text.to_lowercase().replace("using btree", "").replace("::text", "");
    text.chars().filter(|letter| !letter.is_whitespace() && !"()\"".contains(*letter)).collect()
}

#[cfg(test)]
mod tests {
    use taicho_model::{Case, Record as _, SamplingRound};

    use super::*;

    fn made(create: &str) -> Found {
        let mut conn =
            Conn::open_sqlite(std::path::Path::new(crate::db::IN_MEMORY), false, true).unwrap();
        conn.batch(create).unwrap();
        Found::load(&mut conn, "sampling_rounds").unwrap()
    }

    fn whole() -> String {
        let indexes = indexes(SamplingRound::SPEC);
        let all = [create_table(SamplingRound::SPEC, "sampling_rounds")];
        all.into_iter()
            .chain(indexes.into_iter().map(|index| index.create))
            .collect::<Vec<_>>()
            .join(";\n")
    }

    #[test]
    fn a_table_follows_from_the_description() {
        let mut difference = Difference::default();
        difference.of_kind(SamplingRound::SPEC, &made(&whole()));
        assert_eq!(difference, Difference::default());
        let create = create_table(Case::SPEC, "cases");
        assert!(
            create.contains(
                "\n    onset_on text,\n    found_on text not null,\n    detected_at bigint,\n"
            ),
            "{create}"
        );
        let names: Vec<String> = indexes(Case::SPEC).into_iter().map(|index| index.name).collect();
        assert!(
            ["cases_key", "cases_zone_id", "cases_zone_id_past", "cases_area"]
                .iter()
                .all(|name| names.iter().any(|it| it == name)),
            "{names:?}"
        );
        assert!(!names.iter().any(|name| name == "cases_area_id"));
    }

    #[test]
    fn what_is_missing_is_added_and_nothing_else_is_done_without_a_person() {
        let after = |from: &str, to: &str| {
            let (before, mut difference) = (whole(), Difference::default());
            assert!(before.contains(from), "{before}");
            difference.of_kind(SamplingRound::SPEC, &made(&before.replace(from, to)));
            difference
        };
        let added = after("    positive bigint,\n", "");
        assert_eq!(added.sql(), "alter table sampling_rounds add column positive bigint;\n");
        assert!(added.by_hand.is_empty());
        let added = after(
            "create index sampling_rounds_change on sampling_rounds (change_id, ordinal);\n",
            "",
        );
        assert_eq!(
            added.sql(),
            "create index sampling_rounds_change on sampling_rounds (change_id, ordinal);\n"
        );
        for (from, to, why) in [
            ("    listed bigint not null,\n", "", "declare it as an `Option`"),
            ("    listed bigint not null,\n", "    listed text not null,\n", "it is text"),
            ("    listed bigint not null,\n", "    listed bigint,\n", "required: false"),
            (
                "    positive bigint,\n",
                "    positive bigint,\n    spare text,\n",
                "declare it again",
            ),
            ("id, version, top, recorded_at)", "top, id, version)", "primary key"),
            (
                "(change_id, ordinal)",
                "(change_id)",
                "drop index sampling_rounds_change; create index",
            ),
            (
                ";\ncreate index sampling_rounds_change",
                ";\ncreate index spare on sampling_rounds (top);\ncreate index sampling_rounds_change",
                "`drop index spare;`",
            ),
        ] {
            let by_hand = after(from, to);
            assert!(by_hand.by_hand.len() == 1 && by_hand.by_hand[0].contains(why), "{by_hand:?}");
            assert!(by_hand.add.is_empty(), "{by_hand:?}");
        }
    }
}
