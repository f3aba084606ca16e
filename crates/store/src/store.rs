use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::Value;
use crate::audit::{self, AuditReport};
use crate::change::{ChainHead, Intent};
use crate::db::Conn;
use crate::migrate;
use crate::read::Read;
use crate::record::WHOLE;
use crate::seal::{self, Heads, Seal, SealKey, Witness};
use crate::shape::{self, Difference};
use crate::write::Write;
use crate::{Actor, SharedAddress, StoreError};

mod backup;
mod before;
mod check;
mod every;
pub(crate) mod folder;
mod group;
pub(crate) mod left;
pub(crate) mod long;
mod pool;
mod shared;
mod start;
mod watch;

pub use backup::{inspect, restore_folder, restore_postgres};
pub use check::{Finding, Loss, accept_loss};

use every::Every;
use folder::{Folder, Turns};
use group::Group;
use long::Parts;
use pool::{Lent, Pool};
use shared::Shared;
use watch::Watch;

/// The database of one installation: versioned rows, and one change for every write.
pub struct Store {
    top: String,
    address: Arc<Address>,
    readers: Pool,
    writer: Writer,
    watch: Watch,
    /// How long a part of a long change lasts.
    part: Duration,
    _caretaker: Option<Every>,
}

/// Where the database is.
enum Address {
    Sqlite(Arc<Folder>),
    Postgres(Box<SharedAddress>),
}

/// SQLite has one writer at a time, so one thread groups what arrives together into one commit; PostgreSQL groups
/// commits itself.
enum Writer {
    Group(Group),
    Shared(Box<Shared>),
}

/// Readers beyond the cores only wait for one another.
const READERS: usize = 8;

impl Store {
    /// Opens the embedded database in a folder, which is made where it is missing, and brings it up to date.
    pub fn open_folder(folder: &Path) -> Result<Self, StoreError> {
        Self::open_sqlite(Folder::open(folder, true)?)
    }

    /// Opens the embedded database in a folder that has one, and brings it up to date.
    pub fn open_existing(folder: &Path) -> Result<Self, StoreError> {
        Self::open_sqlite(Folder::open(folder, false)?)
    }

    fn open_sqlite(folder: Folder) -> Result<Self, StoreError> {
        let top = WHOLE;
        let folder = Arc::new(folder);
        let turns = folder.turns()?;
        let mut conn = {
            let _turn = turns.take()?;
            let mut conn = Conn::open_sqlite(&folder.database(), false, false)?;
            before::copy(&folder, &mut conn)?;
            migrate::migrate(&mut conn)?;
            let head = ChainHead::load(&mut conn, top, group::CHAIN)?;
            Folder::compare(folder.noted(), &mut conn, top, &head)?;
            start::look(&folder, &mut conn, top, &head)?;
            conn.execute(
                "insert into chains (top, chain) values ($1, $2) on conflict do nothing",
                &[Value::Text(top.to_owned()), Value::Text(group::CHAIN.to_owned())],
            )?;
            conn
        };
        // Who cannot do so now, on a full disk for instance, reads and writes all the same.
        if let Err(error) = left::give_up_what_was_left(&folder, &mut conn, &turns, top) {
            tracing::warn!(%error, "what a change left half written is not taken back yet");
        }
        let address = Arc::new(Address::Sqlite(folder.clone()));
        let watch = Watch::start(address.clone(), top)?;
        let counts = watch.counts().clone();
        let writer = Writer::Group(Group::start(folder.clone(), top, counts)?);
        let caretaker = left::look_after(folder, top, conn)?;
        let mut store = Self::new(top, address, writer, watch);
        store._caretaker = Some(caretaker);
        Ok(store)
    }

    /// Opens the shared database at a `postgres://` address and brings it up to date.
    pub fn open_postgres(url: &str) -> Result<Self, StoreError> {
        Self::open_shared(SharedAddress::parse(url)?)
    }

    /// Opens the shared database at an address that was read before, and brings it up to date.
    pub fn open_shared(address: SharedAddress) -> Result<Self, StoreError> {
        let address = Arc::new(Address::Postgres(Box::new(address)));
        let mut conn = address.connect(false)?;
        before::ask(&mut conn)?;
        migrate::migrate(&mut conn)?;
        let watch = Watch::start(address.clone(), WHOLE)?;
        Ok(Self::new(WHOLE, address, Writer::Shared(Box::new(Shared::new())), watch))
    }

    fn new(top: &str, address: Arc<Address>, writer: Writer, watch: Watch) -> Self {
        Self {
            top: top.to_owned(),
            address,
            readers: Pool::new(READERS, true),
            writer,
            watch,
            part: long::PART,
            _caretaker: None,
        }
    }

    /// Looks something up on a reader's connection, and again on another where the server has ended that one.
    fn on_reader<T>(
        &self,
        mut work: impl FnMut(&mut Conn) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let waiting = Instant::now();
        loop {
            let attempt = self.readers.take(&self.address).and_then(|mut lent| {
                let found = work(lent.conn())?;
                lent.give_back();
                Ok(found)
            });
            match attempt {
                Err(error) if error.is_unreachable() && waiting.elapsed() < RESTART => {
                    std::thread::sleep(Duration::from_millis(20));
                }
                done => return done,
            }
        }
    }

    /// A number that grows with every change committed to the database: at once for those of this store, within half a
    /// second for those of other processes and nodes. What a cache may be keyed by.
    pub fn generation(&self) -> u64 {
        self.watch.generation()
    }

    /// A reader's connection on which everything is of one moment.
    fn reading(&self) -> Result<Lent<'_>, StoreError> {
        let begin = match &*self.address {
            Address::Sqlite(_) => "begin",
            Address::Postgres(_) => "begin isolation level repeatable read read only",
        };
        begun(&self.readers, &self.address, begin)
    }

    /// Reads a consistent state as an actor.
    pub fn read<T, E: From<StoreError>>(
        &self,
        actor: &Actor,
        work: impl FnOnce(&mut Read<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut lent = self.reading()?;
        let result = match Read::begin(lent.conn(), &self.top, actor) {
            Ok(mut read) => work(&mut read),
            Err(error) => Err(error.into()),
        };
        // A connection that cannot end its transaction is not used again.
        if lent.conn().rollback().is_ok() {
            lent.give_back();
        }
        result
    }

    /// Writes one change as an actor; it is on disk when this returns, or has left no trace.
    ///
    /// The work is done again where another write came first, so it must come to the same each time. Its error is sent
    /// back as it is; a panic inside it is an error too.
    pub fn write<T: Send + 'static, E: From<StoreError> + Send + 'static>(
        &self,
        actor: &Actor,
        intent: Intent,
        work: impl FnMut(&mut Write<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E> {
        match &self.writer {
            Writer::Group(group) => group.write(&self.top, actor.clone(), intent, work),
            Writer::Shared(shared) => {
                // Beside one another, serializable writers would refuse each other for rows that lie near one another
                // in an index: every admission for every other.
                let isolation = if intent.is_guarded { "repeatable read" } else { "serializable" };
                let done = shared.write(&self.address, &self.top, actor, &intent, isolation, work);
                self.watch.counts().changed();
                done
            }
        }
    }

    /// Writes one change that may take long, an import as a rule: others write meanwhile, and nobody sees any of it
    /// before it is whole.
    ///
    /// One such change is written at a time on the embedded database. What others write to the same rows meanwhile is
    /// refused there, and on the shared database whichever comes second is done again.
    pub fn write_long<T: Send + 'static, E: From<StoreError> + Send + 'static>(
        &self,
        actor: &Actor,
        intent: Intent,
        work: impl FnMut(&mut Write<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E> {
        let done = match &*self.address {
            Address::Sqlite(folder) => {
                let counts = self.watch.counts();
                return long::write(folder, counts, &self.top, self.part, actor, &intent, work);
            }
            Address::Postgres(_) => {
                let Writer::Shared(shared) = &self.writer else {
                    unreachable!("a shared database has shared writers")
                };
                let isolation = "repeatable read";
                shared.write(&self.address, &self.top, actor, &intent, isolation, work)
            }
        };
        self.watch.counts().changed();
        done
    }

    /// Waits until every write that is under way now is committed or given up, whatever begins meanwhile.
    pub fn wait_for_writes_in_flight(&self, patience: Duration) -> Result<(), StoreError> {
        self.on_reader(|conn| match &*self.address {
            Address::Sqlite(_) => long::wait_for_open_changes(conn, &self.top, patience),
            Address::Postgres(_) => shared::wait_for_writes(conn, patience),
        })
    }

    /// When the newest change was committed, by the clock of whoever committed it.
    pub fn newest_commit(&self) -> Result<Option<Timestamp>, StoreError> {
        self.look(|conn, top| {
            let mut newest = None;
            conn.each(
                "select max((select committed_at from changes where changes.top = chains.top
                 and changes.chain = chains.chain order by chain_seq desc limit 1))
                 from chains where top = $1",
                &[Value::Text(top.to_owned())],
                |row| {
                    newest = row.int(0)?.and_then(|at| Timestamp::from_microsecond(at).ok());
                    Ok(())
                },
            )?;
            Ok(newest)
        })
    }

    pub(crate) fn top(&self) -> &str {
        &self.top
    }

    /// Looks at what is no record and has no actor.
    pub(crate) fn look<T>(
        &self,
        mut work: impl FnMut(&mut Conn, &str) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.on_reader(|conn| work(conn, &self.top))
    }

    /// Tends to what is no record, in a short transaction of its own outside the log of changes.
    pub(crate) fn tend<T>(
        &self,
        work: impl FnOnce(&mut Conn) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.address.check()?;
        let turns = match &*self.address {
            Address::Sqlite(folder) => Some(folder.turns()?),
            Address::Postgres(_) => None,
        };
        let mut conn = self.address.connect(false)?;
        let _turn = turns.as_ref().map(Turns::take).transpose()?;
        conn.begin(if conn.is_postgres() { "begin" } else { "begin immediate" })?;
        let done = work(&mut conn)?;
        conn.commit()?;
        Ok(done)
    }

    /// The heads of all chains: what a line on paper or a seal is made of.
    pub fn heads(&self) -> Result<Heads, StoreError> {
        self.look(Heads::load)
    }

    /// The seals that the database keeps, in order.
    pub fn seals(&self) -> Result<Vec<Seal>, StoreError> {
        self.look(seal::seals)
    }

    /// Signs the heads of all chains and keeps the seal; none where nothing was written since the last one.
    pub fn seal(&self, key: &SealKey, at: Timestamp) -> Result<Option<Seal>, StoreError> {
        self.tend(|conn| seal::seal(conn, &self.top, key, at))
    }

    /// Checks that everything is as it was written: each version against its proof, each change against its chain, the
    /// chains against the seals of the database.
    pub fn audit(&self) -> Result<AuditReport, StoreError> {
        self.audit_with(&Witness::default())
    }

    /// The same, and the chains against what an auditor has at hand from elsewhere.
    pub fn audit_with(&self, witness: &Witness) -> Result<AuditReport, StoreError> {
        let mut lent = self.walking()?;
        audit::audit(lent.conn(), &self.top, witness)
    }

    /// A reader's connection for a walk through everything, however long that takes, in little memory; it is not used
    /// again.
    fn walking(&self) -> Result<Lent<'_>, StoreError> {
        let mut lent = self.reading()?;
        let conn = lent.conn();
        match conn.is_postgres() {
            true => conn.batch("set local statement_timeout = 0")?,
            // Pages that are mapped count as memory of the program for as long as they stay.
            false => conn.batch("pragma mmap_size = 0; pragma cache_size = -16384")?,
        }
        Ok(lent)
    }

    /// Gives long changes parts of another length, for tests that want many of them soon.
    #[doc(hidden)]
    pub fn with_parts_of(mut self, part: Duration) -> Self {
        self.part = part;
        self
    }

    /// How many readers are at work, for the test that none is lost.
    #[doc(hidden)]
    pub fn readers_at_work(&self) -> usize {
        self.readers.lent()
    }

    /// In what the tables differ from what the kinds ask for, for the test that writes the next migration.
    #[doc(hidden)]
    pub fn difference(&self) -> Result<Difference, StoreError> {
        self.on_reader(shape::difference)
    }

    /// The tables, columns and indexes as the database has them, for the test that migrations give the kept schema.
    #[doc(hidden)]
    pub fn schema(&self) -> Result<String, StoreError> {
        let mut lent = self.readers.take(&self.address)?;
        let mut lines = Vec::new();
        lent.conn().each(
            "select sql from sqlite_master where sql is not null and name not like 'sqlite_%'
             order by type desc, name",
            &[],
            |row| {
                lines.push(row.text(0)?.unwrap_or_default() + ";");
                Ok(())
            },
        )?;
        lent.give_back();
        Ok(lines.join("\n\n") + "\n")
    }
}

impl Address {
    fn connect(&self, read_only: bool) -> Result<Conn, StoreError> {
        match self {
            Self::Sqlite(folder) => Conn::open_sqlite(&folder.database(), read_only, false),
            Self::Postgres(address) => Conn::open_postgres(address),
        }
    }

    /// Fails where the database is no longer where it was opened.
    fn check(&self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(folder) => folder.check(),
            Self::Postgres(_) => Ok(()),
        }
    }
}

/// So long a server that does not answer is asked again: as long as a restart takes as a rule.
const RESTART: Duration = Duration::from_secs(5);

/// A connection on which a transaction has begun; those that a restarted server has ended are left behind.
fn begun<'p>(pool: &'p Pool, address: &Address, begin: &str) -> Result<Lent<'p>, StoreError> {
    let waiting = Instant::now();
    loop {
        let attempt = pool.take(address).and_then(|mut lent| match lent.conn().begin(begin) {
            Ok(()) => Ok(lent),
            Err(error) => {
                if !error.is_unreachable() && lent.conn().rollback().is_ok() {
                    lent.give_back();
                }
                Err(error)
            }
        });
        match attempt {
            Err(error) if error.is_unreachable() && waiting.elapsed() < RESTART => {
                // Several in the pool may be dead, and the next one may be new.
                std::thread::sleep(Duration::from_millis(20));
            }
            done => return done,
        }
    }
}

/// Runs the work and puts its change into the log by `finish`; what it gives says whether to keep or to roll back.
fn run_work<T, E: From<StoreError>>(
    conn: &mut Conn,
    top: &str,
    actor: &Actor,
    intent: &Intent,
    parts: Option<Parts<'_>>,
    work: &mut impl FnMut(&mut Write<'_>) -> Result<T, E>,
    finish: impl FnOnce(Write<'_>) -> Result<ChainHead, StoreError>,
) -> Result<(T, ChainHead), E> {
    let read = Read::begin(conn, top, actor)?;
    let mut write = Write::begin(read, intent, parts);
    match catch_unwind(AssertUnwindSafe(|| work(&mut write))) {
        Ok(Ok(value)) => {
            let head = finish(write)?;
            Ok((value, head))
        }
        Ok(Err(error)) => Err(error),
        Err(panic) => Err(StoreError::Rejected(panic_text(&panic)).into()),
    }
}

fn panic_text(panic: &Box<dyn Any + Send>) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
    format!("the operation broke off: {}", text.unwrap_or_default())
}
