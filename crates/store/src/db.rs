//! One connection to either database, and the few things on which the two differ.

mod copy;

use std::collections::HashMap;
use std::path::Path;

use postgres::fallible_iterator::FallibleIterator as _;
use postgres::types::{FromSql, IsNull, ToSql, Type, private::BytesMut};

use crate::{SharedAddress, StoreError, Value};

/// The path of a database that ends with its connection, for what is only compared with.
pub(crate) const IN_MEMORY: &str = ":memory:";

/// So many statements a connection keeps prepared.
const STATEMENTS: usize = 256;

/// A connection, and whether a transaction of ours is open on it.
pub(crate) struct Conn {
    link: Link,
    in_transaction: bool,
    /// Why the open transaction can no longer be committed.
    failure: Option<Failure>,
    /// Statements that go to the server together with the commit.
    last_words: String,
    /// Whether a row was refused in it because another has its key.
    was_taken: bool,
}

enum Link {
    Sqlite(rusqlite::Connection),
    Postgres(Box<PgLink>),
}

struct PgLink {
    client: postgres::Client,
    statements: HashMap<String, postgres::Statement>,
    backend: i64,
}

/// What a failed statement means for the transaction that it stood in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// Another transaction came first: the same work may pass when it is done again.
    LostRace,
    /// Another row has the key: done again, the work finds it and says so in its own words.
    Taken,
    /// The connection was lost, and with it everything that was not committed.
    LinkLost,
    /// The database gave the whole transaction up.
    GivenUp,
}

/// A row while it is being read.
pub(crate) enum RowRef<'r> {
    Sqlite(&'r rusqlite::Row<'r>),
    Postgres(&'r postgres::Row),
}

impl Conn {
    /// Opens the embedded database; `create` says whether a file that is not there is made.
    pub(crate) fn open_sqlite(
        path: &Path,
        read_only: bool,
        create: bool,
    ) -> Result<Self, StoreError> {
        use rusqlite::OpenFlags;
        use rusqlite::functions::FunctionFlags;
        let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        flags.set(OpenFlags::SQLITE_OPEN_CREATE, create);
        let connection = rusqlite::Connection::open_with_flags(path, flags)?;
        // WAL with a full sync: an acknowledged write is on disk, and readers never wait for the writer.
        connection.execute_batch(
            "pragma busy_timeout = 10000; pragma journal_mode = wal; pragma synchronous = full;
             pragma foreign_keys = on; pragma cache_size = -65536; pragma temp_store = memory;
             pragma mmap_size = 1073741824;",
        )?;
        // A file that cannot be opened for writing SQLite opens for reading, and does not say so.
        if connection.is_readonly("main")? {
            let why = "the database cannot be opened for writing";
            return Err(StoreError::Io(std::io::Error::other(why)));
        }
        // Where it cannot keep such a log SQLite says so here only, and goes on with less.
        let mode: String = connection.query_row("pragma journal_mode", [], |row| row.get(0))?;
        if mode != "wal" && path != Path::new(IN_MEMORY) {
            let why = format!("its log is kept as {mode}, not as wal");
            return Err(StoreError::Io(std::io::Error::other(why)));
        }
        if read_only {
            connection.execute_batch("pragma query_only = on")?;
        } else {
            // What a savepoint would put back goes to a nameless file once it is large, and not to memory: an import
            // that corrects a million rows touches every page.
            connection.execute_batch("pragma temp_store = file")?;
        }
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        let always_same = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
        connection.create_scalar_function("holds_words", 2, always_same, |given| {
            let (text, words) = (given.get_raw(0).as_str()?, given.get_raw(1).as_str()?);
            Ok(crate::search::holds(text, words))
        })?;
        connection.create_scalar_function("without_marks", 1, always_same, |given| {
            let text = given.get_raw(0).as_str_or_null()?;
            Ok(text.map(taicho_model::vietnamese::bare))
        })?;
        Ok(Self::new(Link::Sqlite(connection)))
    }

    pub(crate) fn open_postgres(address: &SharedAddress) -> Result<Self, StoreError> {
        let mut client = address.connect()?;
        // A plan made while a table was empty would scan it for ever after, also within the import that fills it.
        // Whoever holds a lock for long stops only those who need that row, and those not for ever: twice the time
        // given, since each waits for those who wait before it and then for the row.
        client.batch_execute(
            "set standard_conforming_strings = on; set plan_cache_mode = force_custom_plan; set lock_timeout = '2500ms';
             set statement_timeout = '120s'; set idle_in_transaction_session_timeout = '600s';
             set standard_conforming_strings = on; set tcp_keepalives_idle = 30;
             set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3;",
        )?;
        let backend = client.query_one("select pg_backend_pid()::bigint", &[])?.try_get(0)?;
        let link = PgLink { client, statements: HashMap::new(), backend };
        Ok(Self::new(Link::Postgres(Box::new(link))))
    }

    fn new(link: Link) -> Self {
        Self {
            link,
            in_transaction: false,
            failure: None,
            was_taken: false,
            last_words: String::new(),
        }
    }

    pub(crate) fn is_postgres(&self) -> bool {
        matches!(self.link, Link::Postgres(_))
    }

    /// The number of the server's process behind the connection.
    pub(crate) fn backend(&self) -> i64 {
        match &self.link {
            Link::Sqlite(_) => 0,
            Link::Postgres(pg) => pg.backend,
        }
    }

    /// Whether the server or the network has ended the connection.
    pub(crate) fn is_closed(&self) -> bool {
        match &self.link {
            Link::Sqlite(_) => false,
            Link::Postgres(pg) => pg.client.is_closed(),
        }
    }

    /// Begins a transaction with the statement given.
    pub(crate) fn begin(&mut self, statement: &str) -> Result<(), StoreError> {
        self.failure = None;
        self.last_words.clear();
        self.was_taken = false;
        self.batch(statement)?;
        self.in_transaction = true;
        Ok(())
    }

    /// Commits, unless the transaction was given up on the way.
    pub(crate) fn commit(&mut self) -> Result<(), StoreError> {
        self.fit()?;
        // Work that comes to its end has coped with whatever key was taken.
        self.was_taken = false;
        let mut words = std::mem::take(&mut self.last_words);
        words.push_str("commit");
        let done = self.batch(&words);
        if done.is_ok() {
            self.in_transaction = false;
        }
        done
    }

    /// Runs an insert as the last thing before the commit; on the shared database both are one message to the server,
    /// since whoever holds the end of the chain keeps others waiting for each that goes there and back.
    pub(crate) fn insert_last(
        &mut self,
        table: &str,
        columns: &str,
        values: &[Value],
    ) -> Result<(), StoreError> {
        if self.is_postgres() {
            self.fit()?;
            let values: Vec<String> = values.iter().map(literal).collect();
            let insert =
                format!("insert into {table} ({columns}) values ({}); ", values.join(", "));
            self.last_words.push_str(&insert);
            return Ok(());
        }
        let places: Vec<String> = (1..=values.len()).map(|n| format!("${n}")).collect();
        let sql = format!("insert into {table} ({columns}) values ({})", places.join(", "));
        self.execute(&sql, values).map(|_| ())
    }

    /// Ends the transaction without a trace; an error means that the connection cannot be used again.
    pub(crate) fn rollback(&mut self) -> Result<(), StoreError> {
        self.in_transaction = false;
        self.failure = None;
        self.last_words.clear();
        match &mut self.link {
            // SQLite may have rolled back by itself, and then knows of no transaction.
            Link::Sqlite(connection) if connection.is_autocommit() => Ok(()),
            Link::Sqlite(connection) => Ok(connection.execute_batch("rollback")?),
            Link::Postgres(pg) => Ok(pg.client.batch_execute("rollback")?),
        }
    }

    /// Brings everything that the log of SQLite holds into the database, and syncs that.
    pub(crate) fn empty_log(&mut self) -> Result<(), StoreError> {
        let mut is_done = false;
        self.each("pragma wal_checkpoint(full)", &[], |row| {
            is_done = row.int(0)? == Some(0) && row.int(1)? == row.int(2)?;
            Ok(())
        })?;
        if is_done { Ok(()) } else { Err(StoreError::Busy) }
    }

    /// Why the open transaction cannot be committed any more, if so.
    pub(crate) fn failure(&self) -> Option<Failure> {
        self.failure
    }

    /// Whether a row was refused in the transaction because another has its key.
    pub(crate) fn was_taken(&self) -> bool {
        self.was_taken
    }

    /// Nothing more runs on the connection before the transaction is ended.
    pub(crate) fn give_up(&mut self) {
        self.failure = Some(Failure::GivenUp);
    }

    /// After a transaction was given up nothing more may run: SQLite would commit each statement by itself.
    fn fit(&self) -> Result<(), StoreError> {
        match self.failure {
            None => Ok(()),
            Some(_) => Err(StoreError::GivenUp),
        }
    }

    /// Runs statements that take no parameters and return nothing.
    pub(crate) fn batch(&mut self, sql: &str) -> Result<(), StoreError> {
        self.fit()?;
        let done = match &mut self.link {
            Link::Sqlite(connection) => connection.execute_batch(sql).map_err(StoreError::from),
            Link::Postgres(pg) => pg.client.batch_execute(sql).map_err(StoreError::from),
        };
        self.seen(done)
    }

    /// Runs one statement and says how many rows it touched.
    pub(crate) fn execute(&mut self, sql: &str, params: &[Value]) -> Result<u64, StoreError> {
        self.fit()?;
        let done = self.link.execute(sql, params);
        self.seen(done)
    }

    /// Runs one query and hands each row to `take`, in constant memory.
    pub(crate) fn each(
        &mut self,
        sql: &str,
        params: &[Value],
        take: impl FnMut(&RowRef<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.fit()?;
        let done = self.link.each(sql, params, take);
        self.seen(done)
    }

    /// Notes what an error does to the open transaction.
    fn seen<T>(&mut self, done: Result<T, StoreError>) -> Result<T, StoreError> {
        let Err(error) = &done else { return done };
        if !self.in_transaction {
            return done;
        }
        self.was_taken |= error.is_taken_key();
        self.failure = match &self.link {
            // Out of room or of luck, SQLite rolls the whole transaction back and says so in this way only.
            Link::Sqlite(connection) if connection.is_autocommit() => Some(Failure::GivenUp),
            Link::Sqlite(_) => None,
            Link::Postgres(_) if error.is_taken_key() => Some(Failure::Taken),
            Link::Postgres(_) if error.is_lost_race() => Some(Failure::LostRace),
            Link::Postgres(_) if error.is_unreachable() => Some(Failure::LinkLost),
            // What fails in Rust alone leaves the transaction as it is.
            Link::Postgres(_) if error.is_of_a_statement() => Some(Failure::GivenUp),
            Link::Postgres(_) => None,
        };
        done
    }
}

impl Link {
    fn execute(&mut self, sql: &str, params: &[Value]) -> Result<u64, StoreError> {
        match self {
            Self::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(&sqlite_text(sql))?;
                Ok(statement.execute(rusqlite::params_from_iter(params.iter().map(Sql)))? as u64)
            }
            Self::Postgres(pg) => {
                let statement = pg.prepare(sql)?;
                let params: Vec<Sql<'_>> = params.iter().map(Sql).collect();
                let params: Vec<_> = params.iter().map(|it| it as &(dyn ToSql + Sync)).collect();
                Ok(pg.client.execute(&statement, &params)?)
            }
        }
    }

    fn each(
        &mut self,
        sql: &str,
        params: &[Value],
        mut take: impl FnMut(&RowRef<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(&sqlite_text(sql))?;
                let mut rows =
                    statement.query(rusqlite::params_from_iter(params.iter().map(Sql)))?;
                while let Some(row) = rows.next()? {
                    take(&RowRef::Sqlite(row))?;
                }
            }
            Self::Postgres(pg) => {
                let statement = pg.prepare(sql)?;
                let mut rows = pg.client.query_raw(&statement, params.iter().map(Sql))?;
                while let Some(row) = rows.next()? {
                    take(&RowRef::Postgres(&row))?;
                }
            }
        }
        Ok(())
    }
}

impl PgLink {
    fn prepare(&mut self, sql: &str) -> Result<postgres::Statement, StoreError> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        // Lists of many lengths make statements without end.
        if self.statements.len() >= STATEMENTS {
            self.statements.clear();
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

    /// The text where it lies.
    pub(crate) fn str(&self, column: usize) -> Result<Option<&str>, StoreError> {
        Ok(match self {
            Self::Sqlite(row) => match row.get_ref(column)? {
                rusqlite::types::ValueRef::Null => None,
                text => Some(text.as_str().map_err(rusqlite::Error::from)?),
            },
            Self::Postgres(row) => row.try_get(column)?,
        })
    }

    pub(crate) fn int(&self, column: usize) -> Result<Option<i64>, StoreError> {
        Ok(match self {
            Self::Sqlite(row) => row.get(column)?,
            Self::Postgres(row) => row.try_get(column)?,
        })
    }

    pub(crate) fn bytes(&self, column: usize) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(match self {
            Self::Sqlite(row) => row.get(column)?,
            Self::Postgres(row) => row.try_get(column)?,
        })
    }

    pub(crate) fn is_null(&self, column: usize) -> Result<bool, StoreError> {
        Ok(match self {
            Self::Sqlite(row) => row.get_ref(column)? == rusqlite::types::ValueRef::Null,
            Self::Postgres(row) => row.try_get::<_, Option<Got>>(column)?.is_none(),
        })
    }

    /// The column whatever its type, for history and for digests.
    pub(crate) fn value(&self, column: usize) -> Result<Value, StoreError> {
        Ok(match self {
            Self::Sqlite(row) => match row.get_ref(column)? {
                rusqlite::types::ValueRef::Null => Value::Null,
                rusqlite::types::ValueRef::Integer(number) => Value::Int(number),
                rusqlite::types::ValueRef::Real(number) => Value::Real(number),
                rusqlite::types::ValueRef::Text(text) => {
                    Value::Text(String::from_utf8_lossy(text).into_owned())
                }
                rusqlite::types::ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
            },
            Self::Postgres(row) => {
                row.try_get::<_, Option<Got>>(column)?.map_or(Value::Null, |got| got.0)
            }
        })
    }
}

/// Our statements say `$1`, which SQLite would take for a name; `?1` is the same to it as `$1` to PostgreSQL.
fn sqlite_text(sql: &str) -> String {
    sql.replace('$', "?")
}

/// A value within the text of a statement, as standard strings are written.
fn literal(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Text(text) => format!("'{}'", text.replace('\'', "''")),
        Value::Int(number) => number.to_string(),
        Value::Real(number) => format!("'{number}'::double precision"),
        Value::Bytes(bytes) => {
            let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            format!("'\\x{hex}'::bytea")
        }
    }
}

/// PostgreSQL would compare text by the server's language; our paths and dates are compared by bytes. What finds a text
/// within another has two names.
pub(crate) fn postgres_ddl(sql: &str) -> String {
    sql.replace(" text", " text collate \"C\"")
        .replace(" blob", " bytea")
        .replace("instr(", "strpos(")
}

/// A value as the drivers take it.
#[derive(Debug)]
struct Sql<'a>(&'a Value);

/// A value as PostgreSQL gives it.
struct Got(Value);

impl rusqlite::ToSql for Sql<'_> {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        use rusqlite::types::{ToSqlOutput, ValueRef};
        Ok(ToSqlOutput::Borrowed(match self.0 {
            Value::Null => ValueRef::Null,
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Int(number) => ValueRef::Integer(*number),
            Value::Real(number) => ValueRef::Real(*number),
            Value::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

impl ToSql for Sql<'_> {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self.0 {
            Value::Null => Ok(IsNull::Yes),
            Value::Text(text) => text.as_str().to_sql(ty, out),
            Value::Int(number) if *ty == Type::INT4 => i32::try_from(*number)?.to_sql(ty, out),
            Value::Int(number) => number.to_sql(ty, out),
            Value::Real(number) => number.to_sql(ty, out),
            Value::Bytes(bytes) => bytes.as_slice().to_sql(ty, out),
        }
    }

    fn accepts(ty: &Type) -> bool {
        [Type::TEXT, Type::VARCHAR, Type::INT8, Type::INT4, Type::FLOAT8, Type::BYTEA].contains(ty)
    }

    postgres::types::to_sql_checked!();
}

impl<'a> FromSql<'a> for Got {
    fn from_sql(
        ty: &Type,
        raw: &'a [u8],
    ) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Self(match *ty {
            Type::INT8 => Value::Int(i64::from_sql(ty, raw)?),
            Type::INT4 => Value::Int(i32::from_sql(ty, raw)?.into()),
            Type::FLOAT8 => Value::Real(f64::from_sql(ty, raw)?),
            Type::BYTEA => Value::Bytes(Vec::from_sql(ty, raw)?),
            _ => Value::Text(String::from_sql(ty, raw)?),
        }))
    }

    fn accepts(ty: &Type) -> bool {
        <Sql<'_> as ToSql>::accepts(ty)
    }
}
