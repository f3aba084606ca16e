/// What can go wrong in the store; texts name tables and ids, never a person's data.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The embedded database failed.
    #[error("the embedded database failed: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// The shared database failed.
    #[error("the shared database failed: {0}")]
    Postgres(#[from] postgres::Error),
    /// The row was changed by somebody else since it was read.
    #[error("{kind} {id} was changed by somebody else since it was read")]
    Conflict {
        /// The kind of the row.
        kind: &'static str,
        /// Its id.
        id: String,
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
    /// The address names no database that we know.
    #[error("a database address is a folder or starts with postgres://")]
    UnknownAddress,
    /// The database was written by a newer program.
    #[error("the database is of a newer program (migration {0})")]
    NewerDatabase(String),
    /// The operation that ran inside the write failed and left no trace.
    #[error("{0}")]
    Rejected(String),
    /// The writer stopped, for instance because the disk is full.
    #[error("the writer stopped")]
    WriterStopped,
    /// A file could not be reached.
    #[error("the data folder cannot be used: {0}")]
    Io(#[from] std::io::Error),
}

impl StoreError {
    /// Whether a row was refused because another has its unique key.
    pub(crate) fn is_taken_key(&self) -> bool {
        match self {
            Self::Sqlite(rusqlite::Error::SqliteFailure(failure, _)) => {
                failure.extended_code == rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE
            }
            Self::Postgres(error) => {
                error.code() == Some(&postgres::error::SqlState::UNIQUE_VIOLATION)
            }
            _ => false,
        }
    }
}
