use postgres::error::SqlState;
use rusqlite::ffi;

use crate::TlsFault;

/// What can go wrong in the store; texts name tables and ids, never a person's data.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The embedded database failed.
    #[error("the embedded database failed: {0}")]
    Sqlite(rusqlite::Error),
    /// The shared database failed.
    #[error("the shared database failed: {}", in_short(.0))]
    Postgres(postgres::Error),
    /// The shared database cannot be reached, or the connection was lost before a commit; nothing was written.
    #[error("the shared database does not answer ({0}); nothing was written, try again")]
    Unreachable(String),
    /// The shared database has as many connections as it takes.
    #[error("the shared database takes no more connections; nothing was written, try again")]
    TooManyConnections,
    /// The user is unknown there, or the password is wrong.
    #[error("the shared database does not admit this user: the name or the password is wrong")]
    NotAdmitted,
    /// The server has no database of that name.
    #[error("the server has no such database ({0})")]
    NoSuchDatabase(String),
    /// The server takes no writes, as a standby does.
    #[error("the shared database takes no writes (a standby); nothing was written")]
    ReadOnly,
    /// The connection would not be safe.
    #[error("the connection to the shared database would not be safe: {0}")]
    Tls(TlsFault),
    /// A part of the address of the shared database cannot be used; the address itself may hold a password.
    #[error("the address of the shared database cannot be used ({0})")]
    BadAddress(&'static str),
    /// Others wrote first, each time that the work was done again; nothing was written.
    #[error("others wrote the same first, again and again; nothing was written, try again")]
    LostRace,
    /// Rows stand twice, of which a newer program keeps one.
    #[error(
        "{kind} that may stand once only stand twice: {ids}; undo one change of each pair with the program that wrote them, then start this one again"
    )]
    Doubles {
        /// Their kind.
        kind: String,
        /// Some of their ids.
        ids: String,
    },
    /// There is no room left on the disk; nothing was written.
    #[error("the disk of the database is full; nothing was written")]
    DiskFull,
    /// Somebody else holds what is needed, or too many ask at once; nothing was written.
    #[error("the database is busy; nothing was written, try again")]
    Busy,
    /// Another row has the key already.
    #[error("another row has this key already ({0})")]
    Taken(String),
    /// A change that is still being written holds the row.
    #[error(
        "{kind} {id} is being written by an import that is under way; try again when it has ended"
    )]
    Held {
        /// The kind of the row.
        kind: &'static str,
        /// Its id.
        id: String,
    },
    /// The row was changed by somebody else since it was read.
    #[error("{kind} {id} was changed by somebody else since it was read")]
    Conflict {
        /// The kind of the row.
        kind: &'static str,
        /// Its id.
        id: String,
    },
    /// Other rows refer to what would go.
    #[error("{kind} {id} cannot go while a row of {by} refers to it")]
    Referred {
        /// The kind of the row.
        kind: &'static str,
        /// Its id.
        id: String,
        /// The kind that refers to it.
        by: &'static str,
    },
    /// What a row refers to that would stand again has gone meanwhile.
    #[error(
        "a row of {by} cannot stand again: {kind} {id}, to which it refers, has been withdrawn"
    )]
    ReferredGone {
        /// The kind of what has gone.
        kind: &'static str,
        /// Its id.
        id: String,
        /// The kind of the row.
        by: &'static str,
    },
    /// A version would be recorded before the one that it replaces.
    #[error("{kind} {id} cannot be recorded before its current version")]
    RecordedBefore {
        /// The kind of the row.
        kind: &'static str,
        /// Its id.
        id: String,
    },
    /// The actor may not write there.
    #[error("the actor may not write to that area")]
    OutOfScope,
    /// A stored value does not read as the type that the table promises.
    #[error("column {column} of {kind} holds an unreadable value")]
    Unreadable {
        /// The kind of the row.
        kind: &'static str,
        /// The column.
        column: &'static str,
    },
    /// There is no such change.
    #[error("there is no change {0}")]
    NoSuchChange(String),
    /// The change was taken back already, by this one.
    #[error("the change was taken back already, by the change {0}")]
    AlreadyUndone(String),
    /// A request id was used before, for something else.
    #[error("the request id {0} was used before, for another request")]
    RequestReused(String),
    /// Whether the change was committed is not known: the connection was lost at that moment.
    #[error(
        "the connection was lost while the change was committed: whether it was is not known; ask again with the same request id"
    )]
    OutcomeUnknown,
    /// The address names no database that we know.
    #[error("a database address is a folder or starts with postgres://")]
    UnknownAddress,
    /// The folder holds no database.
    #[error("there is no database in {0}")]
    NoDatabase(String),
    /// The data folder was moved or deleted while the program ran.
    #[error(
        "the data folder {0} was moved or deleted while the program ran: put it back and start again"
    )]
    FolderGone(String),
    /// The database was written by a newer program.
    #[error("the database is of a newer program (migration {0}): use that program")]
    NewerDatabase(String),
    /// A step is to be taken to a shared database that holds something, and nobody asked for it.
    #[error(
        "the database has to be brought up to date ({0}): `taicho migrate` does that once, after a dump"
    )]
    CopyFirst(&'static str),
    /// The newest changes are missing, or the file is not a sound database.
    #[error("the database is damaged: {0}; restore the last backup")]
    Damaged(String),
    /// The operation that ran inside the write failed and left no trace.
    #[error("{0}")]
    Rejected(String),
    /// The transaction was given up on the way, so that nothing of it was written.
    #[error("the transaction was given up; nothing was written")]
    GivenUp,
    /// The writer stopped with the program.
    #[error("the writer stopped")]
    WriterStopped,
    /// A file could not be reached.
    #[error("the data folder cannot be used: {0}")]
    Io(std::io::Error),
}

impl StoreError {
    /// Whether a row was refused because another has its unique key.
    pub(crate) fn is_taken_key(&self) -> bool {
        matches!(self, Self::Taken(_))
    }

    /// Whether the same work may pass when it is done again, since another transaction only came first.
    pub(crate) fn is_lost_race(&self) -> bool {
        matches!(self, Self::Taken(_) | Self::LostRace)
    }

    /// Whether it came from a statement, and not from the work around it.
    pub(crate) fn is_of_a_statement(&self) -> bool {
        matches!(
            self,
            Self::Sqlite(_)
                | Self::Postgres(_)
                | Self::DiskFull
                | Self::Busy
                | Self::Taken(_)
                | Self::LostRace
                | Self::ReadOnly
                | Self::Unreachable(_)
                | Self::TooManyConnections
        )
    }

    /// Whether the connection is gone, or was never there.
    pub(crate) fn is_unreachable(&self) -> bool {
        matches!(self, Self::Unreachable(_))
    }

    /// A copy for each of those who wait for the same commit.
    pub(crate) fn for_another(&self) -> Self {
        match self {
            Self::DiskFull => Self::DiskFull,
            Self::Busy => Self::Busy,
            Self::OutcomeUnknown => Self::OutcomeUnknown,
            Self::GivenUp => Self::GivenUp,
            Self::FolderGone(folder) => Self::FolderGone(folder.clone()),
            other => Self::Rejected(other.to_string()),
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        let rusqlite::Error::SqliteFailure(failure, text) = &error else {
            return Self::Sqlite(error);
        };
        match (failure.extended_code, failure.extended_code & 0xff) {
            (ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY, _) => {
                let text = text.as_deref().unwrap_or_default();
                Self::Taken(text.trim_start_matches("UNIQUE constraint failed: ").to_owned())
            }
            // The index of the log finds no room: SQLite has no other word for that.
            (ffi::SQLITE_IOERR_SHMSIZE, _) | (_, ffi::SQLITE_FULL) => Self::DiskFull,
            (_, ffi::SQLITE_BUSY | ffi::SQLITE_LOCKED) => Self::Busy,
            (_, ffi::SQLITE_NOTADB | ffi::SQLITE_CORRUPT) => Self::Damaged(error.to_string()),
            _ => Self::Sqlite(error),
        }
    }
}

impl From<postgres::Error> for StoreError {
    fn from(error: postgres::Error) -> Self {
        if let Some(fault) = TlsFault::of(&error) {
            return Self::Tls(fault);
        }
        let Some(told) = error.as_db_error() else {
            return match is_of_the_connection(&error) {
                true => Self::Unreachable(error.to_string()),
                false => Self::Postgres(error),
            };
        };
        let code = told.code().clone();
        if code == SqlState::UNIQUE_VIOLATION {
            return Self::Taken(told.constraint().unwrap_or_default().to_owned());
        }
        if [SqlState::T_R_SERIALIZATION_FAILURE, SqlState::T_R_DEADLOCK_DETECTED].contains(&code) {
            return Self::LostRace;
        }
        if [SqlState::LOCK_NOT_AVAILABLE, SqlState::QUERY_CANCELED].contains(&code) {
            return Self::Busy;
        }
        if code == SqlState::DISK_FULL {
            return Self::DiskFull;
        }
        if code == SqlState::TOO_MANY_CONNECTIONS {
            return Self::TooManyConnections;
        }
        if [SqlState::INVALID_PASSWORD, SqlState::INVALID_AUTHORIZATION_SPECIFICATION]
            .contains(&code)
        {
            return Self::NotAdmitted;
        }
        if code == SqlState::INVALID_CATALOG_NAME {
            return Self::NoSuchDatabase(told.message().to_owned());
        }
        // A standby refuses writes by the first, and the strict isolation that ours ask for by the second.
        if [SqlState::READ_ONLY_SQL_TRANSACTION, SqlState::FEATURE_NOT_SUPPORTED].contains(&code) {
            return Self::ReadOnly;
        }
        // Whatever ends the session: a restart, an administrator, a server that is still starting.
        if is_fatal(told) || code.code().starts_with("08") {
            return Self::Unreachable(told.message().to_owned());
        }
        Self::Postgres(error)
    }
}

/// Whether the server ended the session with the error.
fn is_fatal(error: &postgres::error::DbError) -> bool {
    use postgres::error::Severity;
    matches!(error.parsed_severity(), Some(Severity::Fatal | Severity::Panic))
}

/// Whether an error that no server sent came from the way to it.
fn is_of_the_connection(error: &postgres::Error) -> bool {
    use std::error::Error as _;
    let told = error.to_string();
    error.is_closed()
        || told.starts_with("error connecting to server")
        || told.starts_with("error communicating with the server")
        || told.starts_with("timeout waiting for server")
        || error.source().is_some_and(|source| source.is::<std::io::Error>())
}

/// What the server said, without the detail, which may hold what stood in a row.
fn in_short(error: &postgres::Error) -> String {
    match error.as_db_error() {
        Some(told) => format!("{} ({})", told.message(), told.code().code()),
        None => error.to_string(),
    }
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Self::DiskFull,
            _ => Self::Io(error),
        }
    }
}
