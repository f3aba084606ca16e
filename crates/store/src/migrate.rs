//! Brings a database up to date, under a lock, so that several programs may find it empty at once.

mod list;
mod log_before;

use crate::StoreError;
use crate::Value;
use crate::db::{Conn, postgres_ddl};

use list::MIGRATIONS;

/// One step; a file that has landed is never edited.
struct Migration {
    name: &'static str,
    sql: &'static str,
}

const fn step(name: &'static str, sql: &'static str) -> Migration {
    Migration { name, sql }
}

/// A part of a step that is more than SQL.
type Part = fn(&mut Conn) -> Result<(), StoreError>;

impl Migration {
    /// What must hold before.
    fn first(&self) -> Option<Part> {
        match self.name {
            "0002_proofs" => Some(check_once),
            _ => None,
        }
    }

    /// What SQL alone cannot do, and the statements after it.
    fn then(&self) -> Option<(Part, &'static str)> {
        match self.name {
            "0002_proofs" => {
                Some((log_before::prove_again, include_str!("../migrations/0002_proofs_end.sql")))
            }
            _ => None,
        }
    }
}

/// Whether this program knows a step.
pub(crate) fn is_known(step: &str) -> bool {
    MIGRATIONS.iter().any(|known| known.name == step)
}

/// A number that no other lock of ours has.
const MIGRATING: i64 = 7_020_999_999;

/// The migrations that a database lacks, by name; none where it is empty and has them all to come.
pub(crate) fn missing(conn: &mut Conn) -> Result<Vec<&'static str>, StoreError> {
    let done = done(conn)?;
    if done.is_empty() {
        return Ok(Vec::new());
    }
    let missing = MIGRATIONS.iter().filter(|step| !done.iter().any(|done| done == step.name));
    Ok(missing.map(|step| step.name).collect())
}

/// Takes every step that the database lacks, each whole or not at all.
pub(crate) fn migrate(conn: &mut Conn) -> Result<(), StoreError> {
    if done(conn)?.len() == MIGRATIONS.len() {
        return Ok(());
    }
    let postgres = conn.is_postgres();
    let ddl = |sql: &str| match postgres {
        true => postgres_ddl(&part_of(sql, "postgres")),
        false => part_of(sql, "sqlite"),
    };
    for step in MIGRATIONS {
        // One statement of a migration may well take longer than one of daily work.
        let begin = match postgres {
            true => format!(
                "begin isolation level read committed; set local statement_timeout = 0; set local lock_timeout = 0;
                 select pg_advisory_xact_lock({MIGRATING})"
            ),
            false => "begin immediate".to_owned(),
        };
        conn.begin(&begin)?;
        let taken = take(conn, step, &ddl).and_then(|()| conn.commit());
        if let Err(error) = taken {
            let _ = conn.rollback();
            return Err(error);
        }
    }
    Ok(())
}

/// What of a step is for one of the databases: after a line `-- only sqlite` or `-- only postgres` comes what is for that
/// one, and after `-- both` what is for either.
fn part_of(sql: &str, engine: &str) -> String {
    let mut is_for_it = true;
    let mut part = String::with_capacity(sql.len());
    for line in sql.lines() {
        match line.strip_prefix("-- only ") {
            Some(only) => is_for_it = only == engine,
            None if line == "-- both" => is_for_it = true,
            None if is_for_it => part = part + line + "\n",
            None => {}
        }
    }
    part
}

fn take(
    conn: &mut Conn,
    step: &Migration,
    ddl: &impl Fn(&str) -> String,
) -> Result<(), StoreError> {
    conn.batch(&ddl("create table if not exists migrations (name text not null primary key)"))?;
    // Whoever had the lock before may have taken the step.
    if done(conn)?.iter().any(|done| done == step.name) {
        return Ok(());
    }
    if let Some(check) = step.first() {
        check(conn)?;
    }
    conn.batch(&ddl(step.sql))?;
    if let Some((work, end)) = step.then() {
        work(conn)?;
        conn.batch(&ddl(end))?;
    }
    let insert = "insert into migrations (name) values ($1)";
    conn.execute(insert, &[Value::Text(step.name.to_owned())])?;
    Ok(())
}

/// What stands once since the second step, by table and columns.
const ONCE: &[(&str, &str)] = &[
    ("decisions", "proposal_key"),
    ("freezes", "area_id, frozen_at"),
    ("imports", "content_digest, kind"),
];

/// Fails where something stands twice that the indexes to come allow once: which of the two is to stand is for people
/// to say.
fn check_once(conn: &mut Conn) -> Result<(), StoreError> {
    for (kind, columns) in ONCE {
        let sql = format!(
            "select min(id), max(id) from {kind} where superseded_at is null
             group by top, {columns} having count(*) > 1 order by 1 limit 5"
        );
        let mut ids = Vec::new();
        conn.each(&sql, &[], |row| {
            ids.push([row.text(0)?, row.text(1)?].map(Option::unwrap_or_default).join(" = "));
            Ok(())
        })?;
        if !ids.is_empty() {
            return Err(StoreError::Doubles { kind: (*kind).to_owned(), ids: ids.join(", ") });
        }
    }
    Ok(())
}

/// The steps that were taken; an error where one of them is of a newer program.
pub(crate) fn done(conn: &mut Conn) -> Result<Vec<String>, StoreError> {
    let known = match conn.is_postgres() {
        true => "select 1::bigint where to_regclass('migrations') is not null",
        false => "select 1 from sqlite_master where name = 'migrations'",
    };
    let mut is_known = false;
    conn.each(known, &[], |_| {
        is_known = true;
        Ok(())
    })?;
    let mut done = Vec::new();
    if is_known {
        conn.each("select name from migrations order by name", &[], |row| {
            done.push(row.text(0)?.unwrap_or_default());
            Ok(())
        })?;
    }
    let newer = done.iter().find(|name| MIGRATIONS.iter().all(|step| step.name != **name));
    match newer {
        Some(newer) => Err(StoreError::NewerDatabase(newer.clone())),
        None => Ok(done),
    }
}
