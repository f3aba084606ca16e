use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, mpsc};

use crate::change::{self, AuditReport, ChainHead, Intent};
use crate::db::{Conn, Value, postgres_ddl};
use crate::read::Read;
use crate::write::Write;
use crate::{Actor, StoreError};

/// The database of one installation: versioned rows, and one change for every write.
pub struct Store {
    top: String,
    address: Address,
    readers: Pool,
    writers: Writers,
    /// Counts the changes committed through this store: what a cache may be keyed by.
    generation: std::sync::Arc<AtomicU64>,
}

#[derive(Clone)]
enum Address {
    Sqlite(PathBuf),
    Postgres(String),
}

/// SQLite has one writer at a time, so one thread owns it and groups what arrives together into one commit;
/// PostgreSQL groups commits itself.
enum Writers {
    Thread(Option<mpsc::Sender<Job>>, Option<std::thread::JoinHandle<()>>),
    Pool(Mutex<Vec<(Conn, ChainHead)>>),
}

/// One write on its way to the writer thread: `run` works inside a savepoint, `done` is called once it is on disk.
struct Job {
    run: RunJob,
    done: Box<dyn FnOnce(Result<(), StoreError>) + Send>,
}

type RunJob = Box<dyn FnOnce(&mut Conn, &ChainHead) -> Result<ChainHead, StoreError> + Send>;

/// At most so many writes share one commit, so that the first of them does not wait for ever.
const GROUP_LIMIT: usize = 512;

/// Readers beyond the cores only wait for one another.
const READERS: usize = 8;

impl Store {
    /// Opens the embedded database in a folder, which is made where it is missing, and brings it up to date.
    pub fn open_folder(folder: &Path, top: &str) -> Result<Self, StoreError> {
        std::fs::create_dir_all(folder)?;
        Self::open(Address::Sqlite(folder.join("taicho.db")), top)
    }

    /// Opens the shared database at a `postgres://` address and brings it up to date.
    pub fn open_postgres(url: &str, top: &str) -> Result<Self, StoreError> {
        if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
            return Err(StoreError::UnknownAddress);
        }
        Self::open(Address::Postgres(url.to_owned()), top)
    }

    fn open(address: Address, top: &str) -> Result<Self, StoreError> {
        let mut conn = address.connect(false)?;
        migrate(&mut conn)?;
        let generation = std::sync::Arc::new(AtomicU64::new(1));
        let writers = if conn.is_postgres() {
            Writers::Pool(Mutex::new(vec![]))
        } else {
            let head = ChainHead::load(&mut conn, top, "local")?;
            let (sender, receiver) = mpsc::channel();
            let generation = generation.clone();
            let thread = std::thread::Builder::new()
                .name("writer".into())
                .spawn(move || write_groups(conn, head, &receiver, &generation))?;
            Writers::Thread(Some(sender), Some(thread))
        };
        let readers = Pool { free: Mutex::new((Vec::new(), 0)), returned: Condvar::new() };
        Ok(Self { top: top.to_owned(), address, readers, writers, generation })
    }

    /// A number that grows with every change committed through this store.
    pub fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    /// Reads a consistent state as an actor.
    pub fn read<T, E: From<StoreError>>(
        &self,
        actor: &Actor,
        work: impl FnOnce(&mut Read<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut lent = self.readers.take(&self.address)?;
        let conn = lent.conn();
        let begin = if conn.is_postgres() {
            "begin isolation level repeatable read read only"
        } else {
            "begin"
        };
        let result = conn
            .batch(begin)
            .map_err(E::from)
            .and_then(|()| work(&mut Read { conn, top: &self.top, actor }));
        // A connection that cannot end its transaction is not used again.
        if lent.conn().batch("commit").is_ok() {
            lent.give_back();
        }
        result
    }

    /// Writes one change as an actor; it is on disk when this returns, or has left no trace.
    ///
    /// The work's error is sent back as it is; a panic inside it is an error too.
    pub fn write<T: Send + 'static, E: From<StoreError> + Send + 'static>(
        &self,
        actor: &Actor,
        intent: Intent,
        work: impl FnOnce(&mut Write<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E> {
        match &self.writers {
            Writers::Thread(sender, _) => {
                let sender = sender.as_ref().ok_or(StoreError::WriterStopped)?;
                self.write_in_group(sender, actor.clone(), intent, work)
            }
            Writers::Pool(pool) => self.write_alone(pool, actor, &intent, work),
        }
    }

    fn write_in_group<T: Send + 'static, E: From<StoreError> + Send + 'static>(
        &self,
        sender: &mpsc::Sender<Job>,
        actor: Actor,
        intent: Intent,
        work: impl FnOnce(&mut Write<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E> {
        let (reply, answer) = mpsc::sync_channel::<Result<T, E>>(1);
        let outcome = std::sync::Arc::new(Mutex::new(None));
        let kept = outcome.clone();
        let top = self.top.clone();
        let run = Box::new(move |conn: &mut Conn, head: &ChainHead| {
            let (result, head) = run_work(conn, &top, &actor, &intent, head, work);
            let failed = result.is_err();
            *kept.lock().expect("no one panics with the lock") = Some(result);
            if failed { Err(StoreError::Rejected(String::new())) } else { Ok(head) }
        });
        let done = Box::new(move |committed: Result<(), StoreError>| {
            let kept = outcome.lock().expect("no one panics with the lock").take();
            let answer = match (kept, committed) {
                (Some(Err(error)), _) => Err(error),
                (Some(Ok(value)), Ok(())) => Ok(value),
                (_, Err(error)) => Err(error.into()),
                (None, Ok(())) => Err(StoreError::WriterStopped.into()),
            };
            // A caller that has gone away does not need the answer.
            let _ = reply.send(answer);
        });
        sender.send(Job { run, done }).map_err(|_| StoreError::WriterStopped)?;
        answer.recv().map_err(|_| StoreError::WriterStopped)?
    }

    fn write_alone<T, E: From<StoreError>>(
        &self,
        pool: &Mutex<Vec<(Conn, ChainHead)>>,
        actor: &Actor,
        intent: &Intent,
        work: impl FnOnce(&mut Write<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let free = pool.lock().expect("no one panics with the lock").pop();
        let (mut conn, head) = match free {
            Some(writer) => writer,
            None => {
                // Each connection keeps a chain of its own, so that no lock is global.
                let chain = uuid::Uuid::now_v7().to_string();
                let head = ChainHead { chain, seq: 0, digest: String::new() };
                (self.address.connect(false)?, head)
            }
        };
        conn.batch("begin").map_err(E::from)?;
        let (result, next) = run_work(&mut conn, &self.top, actor, intent, &head, work);
        let (result, head) = match result {
            Ok(value) => match conn.batch("commit") {
                Ok(()) => {
                    self.generation.fetch_add(1, Ordering::AcqRel);
                    (Ok(value), next)
                }
                // Whether the commit took effect is unknown: this chain ends here.
                Err(error) => return Err(error.into()),
            },
            Err(error) => {
                if conn.batch("rollback").is_err() {
                    return Err(error);
                }
                (Err(error), head)
            }
        };
        pool.lock().expect("no one panics with the lock").push((conn, head));
        result
    }

    /// Recomputes the chains of changes and the digests of everything they wrote.
    pub fn audit(&self) -> Result<AuditReport, StoreError> {
        let mut lent = self.readers.take(&self.address)?;
        let report = change::audit(lent.conn(), &self.top)?;
        lent.give_back();
        Ok(report)
    }

    /// How many readers are at work, for the test that none is lost.
    #[doc(hidden)]
    pub fn readers_at_work(&self) -> usize {
        let guard = self.readers.free.lock().expect("no one panics with the lock");
        guard.1 - guard.0.len()
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

impl Drop for Store {
    fn drop(&mut self) {
        if let Writers::Thread(sender, thread) = &mut self.writers {
            drop(sender.take());
            if let Some(thread) = thread.take() {
                let _ = thread.join();
            }
        }
    }
}

impl Address {
    fn connect(&self, read_only: bool) -> Result<Conn, StoreError> {
        match self {
            Self::Sqlite(path) => Conn::open_sqlite(path, read_only),
            Self::Postgres(url) => Conn::open_postgres(url),
        }
    }
}

/// Connections that are free, and how many there are in all.
struct Pool {
    free: Mutex<(Vec<Conn>, usize)>,
    returned: Condvar,
}

impl Pool {
    fn take(&self, address: &Address) -> Result<Lent<'_>, StoreError> {
        let mut guard = self.free.lock().expect("no one panics with the lock");
        loop {
            if let Some(conn) = guard.0.pop() {
                return Ok(Lent { pool: self, conn: Some(conn) });
            }
            if guard.1 < READERS {
                guard.1 += 1;
                break;
            }
            guard = self.returned.wait(guard).expect("no one panics with the lock");
        }
        drop(guard);
        let mut lent = Lent { pool: self, conn: None };
        lent.conn = Some(address.connect(true)?);
        Ok(lent)
    }

    fn give_back(&self, conn: Option<Conn>) {
        let mut guard = self.free.lock().expect("no one panics with the lock");
        match conn {
            Some(conn) => guard.0.push(conn),
            None => guard.1 -= 1,
        }
        drop(guard);
        self.returned.notify_one();
    }
}

/// A connection on loan: one that is not given back, because its reader failed or panicked, makes room for another.
struct Lent<'p> {
    pool: &'p Pool,
    conn: Option<Conn>,
}

impl Lent<'_> {
    fn conn(&mut self) -> &mut Conn {
        self.conn.as_mut().expect("a loan holds its connection until it is given back")
    }

    fn give_back(mut self) {
        let conn = self.conn.take();
        self.pool.give_back(conn);
        std::mem::forget(self);
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        self.conn = None;
        self.pool.give_back(None);
    }
}

/// Runs the work and writes its change; the result says whether to keep or to roll back.
fn run_work<T, E: From<StoreError>>(
    conn: &mut Conn,
    top: &str,
    actor: &Actor,
    intent: &Intent,
    head: &ChainHead,
    work: impl FnOnce(&mut Write<'_>) -> Result<T, E>,
) -> (Result<T, E>, ChainHead) {
    let mut write = Write::begin(Read { conn, top, actor }, intent);
    let result = match catch_unwind(AssertUnwindSafe(|| work(&mut write))) {
        Ok(Ok(value)) => write.finish(head).map(|next| (value, next)).map_err(E::from),
        Ok(Err(error)) => Err(error),
        Err(panic) => Err(StoreError::Rejected(panic_text(&panic)).into()),
    };
    match result {
        Ok((value, next)) => (Ok(value), next),
        Err(error) => (Err(error), head.clone()),
    }
}

fn panic_text(panic: &Box<dyn Any + Send>) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
    format!("the operation broke off: {}", text.unwrap_or_default())
}

/// The writer: takes what has arrived, runs each job in a savepoint of its own, commits once, then answers.
fn write_groups(
    mut conn: Conn,
    mut head: ChainHead,
    jobs: &mpsc::Receiver<Job>,
    generation: &AtomicU64,
) {
    while let Ok(first) = jobs.recv() {
        let mut group = Some(first);
        let mut waiting = Vec::new();
        let mut group_head = head.clone();
        let mut begun = conn.batch("begin immediate");
        while let Some(job) = group {
            let result = match &begun {
                Ok(()) => run_in_savepoint(&mut conn, &mut group_head, job.run),
                Err(_) => Err(StoreError::WriterStopped),
            };
            waiting.push((result.is_ok(), job.done));
            group = if waiting.len() < GROUP_LIMIT { jobs.try_recv().ok() } else { None };
        }
        if begun.is_ok() {
            begun = conn.batch("commit");
        }
        if begun.is_ok() {
            head = group_head;
            generation.fetch_add(1, Ordering::AcqRel);
        } else {
            let _ = conn.batch("rollback");
        }
        let failure = begun.err().map(|error| error.to_string());
        for (ran, done) in waiting {
            done(match &failure {
                Some(reason) if ran => Err(StoreError::Rejected(reason.clone())),
                _ => Ok(()),
            });
        }
    }
}

fn run_in_savepoint(conn: &mut Conn, head: &mut ChainHead, run: RunJob) -> Result<(), StoreError> {
    conn.batch("savepoint job")?;
    match run(conn, head) {
        Ok(next) => {
            conn.batch("release job")?;
            *head = next;
            Ok(())
        }
        Err(error) => {
            conn.batch("rollback to job; release job")?;
            Err(error)
        }
    }
}

/// Migrations in order; a file that has landed is never edited.
const MIGRATIONS: &[(&str, &str)] = &[("0001_init", include_str!("../migrations/0001_init.sql"))];

fn migrate(conn: &mut Conn) -> Result<(), StoreError> {
    let ddl = |sql: &str, postgres: bool| if postgres { postgres_ddl(sql) } else { sql.to_owned() };
    let postgres = conn.is_postgres();
    let table = "create table if not exists migrations (name text not null primary key)";
    conn.batch(&ddl(table, postgres))?;
    let mut done = Vec::new();
    conn.each("select name from migrations order by name", &[], |row| {
        done.push(row.text(0)?.unwrap_or_default());
        Ok(())
    })?;
    let known = |name: &String| MIGRATIONS.iter().any(|(known, _)| known == name);
    if let Some(newer) = done.iter().find(|name| !known(name)) {
        return Err(StoreError::NewerDatabase(newer.clone()));
    }
    for (name, sql) in MIGRATIONS.iter().filter(|(name, _)| !done.iter().any(|done| done == name)) {
        conn.batch("begin")?;
        let steps = conn.batch(&ddl(sql, postgres)).and_then(|()| {
            conn.execute(
                "insert into migrations (name) values ($1)",
                &[Value::Text((*name).to_owned())],
            )
        });
        match steps {
            Ok(_) => conn.batch("commit")?,
            Err(error) => {
                let _ = conn.batch("rollback");
                return Err(error);
            }
        }
    }
    Ok(())
}
