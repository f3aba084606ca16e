//! One connection to either database, and the few things on which the two differ.

use std::collections::HashMap;
use std::path::Path;

use postgres::types::{FromSql, IsNull, ToSql, Type, private::BytesMut};

use crate::StoreError;

/// A parameter or a column: the only three types that our tables use.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// No value.
    Null,
    /// Text.
    Text(String),
    /// A whole number.
    Int(i64),
    /// A floating-point number.
    Real(f64),
}

/// A connection.
pub(crate) enum Conn {
    Sqlite(rusqlite::Connection),
    Postgres(Box<PgConn>),
}

pub(crate) struct PgConn {
    client: postgres::Client,
    statements: HashMap<String, postgres::Statement>,
}

/// A row while it is being read.
pub enum RowRef<'r> {
    Sqlite(&'r rusqlite::Row<'r>),
    Postgres(&'r postgres::Row),
}

impl Conn {
    pub(crate) fn open_sqlite(path: &Path, read_only: bool) -> Result<Self, StoreError> {
        let connection = rusqlite::Connection::open(path)?;
        // WAL with a full sync: an acknowledged write is on disk, and readers never wait for the writer.
        connection.execute_batch(
            "pragma journal_mode = wal; pragma synchronous = full; pragma busy_timeout = 10000;
             pragma foreign_keys = on; pragma cache_size = -65536; pragma temp_store = memory;
             pragma mmap_size = 1073741824;",
        )?;
        if read_only {
            connection.execute_batch("pragma query_only = on")?;
        } else {
            // What a savepoint would put back goes to a nameless file once it is large, and not to memory: an import
            // that corrects a million rows touches every page.
            connection.execute_batch("pragma temp_store = file")?;
        }
        connection.set_prepared_statement_cache_capacity(256);
        Ok(Self::Sqlite(connection))
    }

    pub(crate) fn open_postgres(url: &str) -> Result<Self, StoreError> {
        let mut client = postgres::Client::connect(url, postgres::NoTls)?;
        // A plan made while a table was empty would scan it for ever after, also within the import that fills it.
        client.batch_execute("set plan_cache_mode = force_custom_plan")?;
        Ok(Self::Postgres(Box::new(PgConn { client, statements: HashMap::new() })))
    }

    pub(crate) fn is_postgres(&self) -> bool {
        matches!(self, Self::Postgres(_))
    }

    /// Runs statements that take no parameters and return nothing.
    pub(crate) fn batch(&mut self, sql: &str) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(connection) => connection.execute_batch(sql)?,
            Self::Postgres(pg) => pg.client.batch_execute(sql)?,
        }
        Ok(())
    }

    /// Runs one statement and says how many rows it touched.
    pub(crate) fn execute(&mut self, sql: &str, params: &[Value]) -> Result<u64, StoreError> {
        match self {
            Self::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(&sqlite_text(sql))?;
                Ok(statement.execute(rusqlite::params_from_iter(params))? as u64)
            }
            Self::Postgres(pg) => {
                let statement = pg.prepare(sql)?;
                Ok(pg.client.execute(&statement, &as_sql(params))?)
            }
        }
    }

    /// Runs one query and hands each row to `take`, in constant memory on SQLite.
    pub(crate) fn each(
        &mut self,
        sql: &str,
        params: &[Value],
        mut take: impl FnMut(&RowRef<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(&sqlite_text(sql))?;
                let mut rows = statement.query(rusqlite::params_from_iter(params))?;
                while let Some(row) = rows.next()? {
                    take(&RowRef::Sqlite(row))?;
                }
            }
            Self::Postgres(pg) => {
                let statement = pg.prepare(sql)?;
                for row in pg.client.query(&statement, &as_sql(params))? {
                    take(&RowRef::Postgres(&row))?;
                }
            }
        }
        Ok(())
    }
}

impl PgConn {
    fn prepare(&mut self, sql: &str) -> Result<postgres::Statement, StoreError> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(sql)?;
        self.statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }
}

impl RowRef<'_> {
    pub(crate) fn text(&self, column: usize) -> Result<Option<String>, StoreError> {
        Ok(match self {
            Self::Sqlite(row) => row.get(column)?,
            Self::Postgres(row) => row.try_get(column)?,
        })
    }

    pub(crate) fn int(&self, column: usize) -> Result<Option<i64>, StoreError> {
        Ok(match self {
            Self::Sqlite(row) => row.get(column)?,
            Self::Postgres(row) => row.try_get(column)?,
        })
    }

    pub(crate) fn is_null(&self, column: usize) -> Result<bool, StoreError> {
        Ok(match self {
            Self::Sqlite(row) => row.get_ref(column)? == rusqlite::types::ValueRef::Null,
            Self::Postgres(row) => row.try_get::<_, Option<Value>>(column)?.is_none(),
        })
    }

    /// The column whatever its type, for history and for digests.
    pub(crate) fn value(&self, column: usize) -> Result<Value, StoreError> {
        Ok(match self {
            Self::Sqlite(row) => match row.get_ref(column)? {
                rusqlite::types::ValueRef::Null => Value::Null,
                rusqlite::types::ValueRef::Integer(number) => Value::Int(number),
                rusqlite::types::ValueRef::Real(number) => Value::Real(number),
                rusqlite::types::ValueRef::Text(text) | rusqlite::types::ValueRef::Blob(text) => {
                    Value::Text(String::from_utf8_lossy(text).into_owned())
                }
            },
            Self::Postgres(row) => row.try_get::<_, Option<Value>>(column)?.unwrap_or(Value::Null),
        })
    }
}

/// Our statements say `$1`, which SQLite would take for a name; `?1` is the same to it as `$1` to PostgreSQL.
fn sqlite_text(sql: &str) -> String {
    sql.replace('$', "?")
}

/// PostgreSQL would compare text by the server's language; our paths and dates are compared by bytes.
pub(crate) fn postgres_ddl(sql: &str) -> String {
    sql.replace(" text", " text collate \"C\"")
}

fn as_sql(params: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    params.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        use rusqlite::types::{ToSqlOutput, ValueRef};
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Int(number) => ValueRef::Integer(*number),
            Self::Real(number) => ValueRef::Real(*number),
        }))
    }
}

impl ToSql for Value {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Text(text) => text.as_str().to_sql(ty, out),
            Self::Int(number) if *ty == Type::INT4 => i32::try_from(*number)?.to_sql(ty, out),
            Self::Int(number) => number.to_sql(ty, out),
            Self::Real(number) => number.to_sql(ty, out),
        }
    }

    fn accepts(ty: &Type) -> bool {
        [Type::TEXT, Type::VARCHAR, Type::INT8, Type::INT4, Type::FLOAT8].contains(ty)
    }

    postgres::types::to_sql_checked!();
}

impl<'a> FromSql<'a> for Value {
    fn from_sql(
        ty: &Type,
        raw: &'a [u8],
    ) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(match *ty {
            Type::INT8 => Self::Int(i64::from_sql(ty, raw)?),
            Type::INT4 => Self::Int(i32::from_sql(ty, raw)?.into()),
            Type::FLOAT8 => Self::Real(f64::from_sql(ty, raw)?),
            _ => Self::Text(String::from_sql(ty, raw)?),
        })
    }

    fn accepts(ty: &Type) -> bool {
        <Self as ToSql>::accepts(ty)
    }
}
