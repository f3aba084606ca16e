//! The writer of the embedded database: one thread takes what has arrived, runs each job in a savepoint of its own,
//! commits once for all of them, and answers then.

use std::sync::{Arc, Mutex, mpsc};

use super::folder::{Folder, Turns};
use super::run_work;
use super::watch::Counts;
use crate::change::{ChainHead, Intent};
use crate::db::Conn;
use crate::write::Write;
use crate::{Actor, StoreError};

/// The thread, and the way to it.
pub(crate) struct Group {
    sender: Option<mpsc::Sender<Job>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

/// One write on its way to the thread.
struct Job {
    /// Does the work; its result is kept with the job, and only the new head of the chain comes back.
    run: Box<Run>,
    /// Answers the caller: with what the work gave, or with why its group came to nothing.
    done: Box<dyn FnOnce(Option<StoreError>) + Send>,
}

type Run = dyn FnMut(&mut Conn, &ChainHead) -> Option<ChainHead> + Send;

/// At most so many writes share one commit, so that the first of them does not wait for ever.
const GROUP_LIMIT: usize = 512;

/// The chain of the folder, which all its processes continue in turns.
pub(crate) const CHAIN: &str = "local";

impl Group {
    pub(crate) fn start(
        folder: Arc<Folder>,
        top: &str,
        counts: Arc<Counts>,
    ) -> Result<Self, StoreError> {
        let (sender, jobs) = mpsc::channel();
        let turns = folder.turns()?;
        let mut writer = Writer { folder, top: top.to_owned(), turns, conn: None, counts };
        let thread = std::thread::Builder::new().name("writer".into()).spawn(move || {
            while let Ok(first) = jobs.recv() {
                writer.write_group(first, &jobs);
            }
        })?;
        Ok(Self { sender: Some(sender), thread: Some(thread) })
    }

    pub(crate) fn write<T: Send + 'static, E: From<StoreError> + Send + 'static>(
        &self,
        top: &str,
        actor: Actor,
        intent: Intent,
        mut work: impl FnMut(&mut Write<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E> {
        let sender = self.sender.as_ref().ok_or(StoreError::WriterStopped)?;
        let (reply, answer) = mpsc::sync_channel::<Result<T, E>>(1);
        let outcome = Arc::new(Mutex::new(None));
        let kept = outcome.clone();
        let top = top.to_owned();
        let run = Box::new(move |conn: &mut Conn, head: &ChainHead| {
            let result =
                run_work(conn, &top, &actor, &intent, None, &mut work, |write| write.finish(head));
            let (result, next) = match result {
                Ok((value, next)) => (Ok(value), Some(next)),
                Err(error) => (Err(error), None),
            };
            *kept.lock().expect("no one panics with the lock") = Some(result);
            next
        });
        let done = Box::new(move |failed: Option<StoreError>| {
            let kept = outcome.lock().expect("no one panics with the lock").take();
            let answer = match (kept, failed) {
                (Some(Err(error)), _) => Err(error),
                (_, Some(error)) => Err(error.into()),
                (Some(Ok(value)), None) => Ok(value),
                (None, None) => Err(StoreError::WriterStopped.into()),
            };
            // A caller that has gone away does not need the answer.
            let _ = reply.send(answer);
        });
        sender.send(Job { run, done }).map_err(|_| StoreError::WriterStopped)?;
        answer.recv().map_err(|_| StoreError::WriterStopped)?
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        drop(self.sender.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

struct Writer {
    folder: Arc<Folder>,
    top: String,
    turns: Turns,
    conn: Option<Conn>,
    counts: Arc<Counts>,
}

/// Why a group was not committed.
struct Broken {
    /// The job in which it broke; none where it was the beginning or the commit.
    at: Option<usize>,
    error: StoreError,
}

impl Writer {
    fn write_group(&mut self, first: Job, arriving: &mpsc::Receiver<Job>) {
        let mut jobs = vec![first];
        let Err(broken) = self.attempt(&mut jobs, Some(arriving)) else {
            return jobs.into_iter().for_each(|job| (job.done)(None));
        };
        // What broke the group need not break the others: each of them gets a commit of its own.
        let mut failed = Some(broken.error);
        for (index, job) in jobs.into_iter().enumerate() {
            match broken.at {
                Some(at) if at != index => {
                    let mut alone = vec![job];
                    let error = self.attempt(&mut alone, None).err().map(|broken| broken.error);
                    alone.into_iter().for_each(|job| (job.done)(copy(&error)));
                }
                Some(_) => (job.done)(failed.take()),
                None => (job.done)(copy(&failed)),
            }
        }
    }

    /// Runs the jobs, and those that arrive meanwhile, and commits once.
    fn attempt(
        &mut self,
        jobs: &mut Vec<Job>,
        arriving: Option<&mpsc::Receiver<Job>>,
    ) -> Result<(), Broken> {
        let nothing_ran = |error| Broken { at: None, error };
        let mut conn = match self.conn.take() {
            Some(conn) => conn,
            None => self.connect().map_err(nothing_ran)?,
        };
        let turn = self.turns.take().map_err(nothing_ran)?;
        let done = self.folder.check().map_err(nothing_ran).and_then(|()| {
            conn.begin("begin immediate").map_err(nothing_ran)?;
            let head = ChainHead::load(&mut conn, &self.top, CHAIN).map_err(nothing_ran)?;
            run_jobs(&mut conn, head, jobs, arriving)
        });
        let done = done.and_then(|head| {
            let committed = conn.commit();
            let committed =
                committed.or_else(|error| settle(&self.folder, &self.top, &head, error));
            committed.map(|()| head).map_err(nothing_ran)
        });
        match done {
            Ok(head) => {
                self.folder.remember(&head);
                self.counts.has(head.seq);
                self.conn = Some(conn);
                drop(turn);
                Ok(())
            }
            Err(broken) => {
                // The connection is not used again: SQLite may have opened its log for reading only, without a word,
                // because the disk failed at that moment.
                let _ = conn.rollback();
                drop(turn);
                Err(broken)
            }
        }
    }

    fn connect(&self) -> Result<Conn, StoreError> {
        self.folder.check()?;
        Conn::open_sqlite(&self.folder.database(), false, false)
    }
}

fn copy(error: &Option<StoreError>) -> Option<StoreError> {
    error.as_ref().map(StoreError::for_another)
}

fn run_jobs(
    conn: &mut Conn,
    mut head: ChainHead,
    jobs: &mut Vec<Job>,
    arriving: Option<&mpsc::Receiver<Job>>,
) -> Result<ChainHead, Broken> {
    let mut index = 0;
    while let Some(job) = jobs.get_mut(index) {
        let broke = |error| Broken { at: Some(index), error };
        conn.batch("savepoint job").map_err(broke)?;
        let next = (job.run)(conn, &head);
        // Whatever the work made of it: once the database has rolled back by itself nothing of the group is left.
        if conn.failure().is_some() {
            return Err(Broken { at: Some(index), error: StoreError::GivenUp });
        }
        match next {
            Some(next) => {
                conn.batch("release job").map_err(broke)?;
                head = next;
            }
            None => conn.batch("rollback to job; release job").map_err(broke)?,
        }
        index += 1;
        if jobs.len() < GROUP_LIMIT
            && let Some(more) = arriving.and_then(|arriving| arriving.try_recv().ok())
        {
            jobs.push(more);
        }
    }
    Ok(head)
}

/// Finds out what became of a commit that failed while it was brought to disk, and makes sure that it stays so.
///
/// The log may hold it whole although the sync failed, and would bring it back after a crash. So it is looked for, and
/// where it is not there, another commit takes its place in the log.
pub(crate) fn settle(
    folder: &Folder,
    top: &str,
    head: &ChainHead,
    error: StoreError,
) -> Result<(), StoreError> {
    if !matches!(error, StoreError::Sqlite(_)) {
        return Err(error);
    }
    let settled = Conn::open_sqlite(&folder.database(), false, false).and_then(|mut conn| {
        conn.begin("begin immediate")?;
        let found = ChainHead::load(&mut conn, top, CHAIN)?;
        if found == *head {
            // Somebody read the log anew and took it for committed. Only in the database itself it is sure to last:
            // the log is not, since its sync failed.
            conn.rollback()?;
            conn.empty_log()?;
            return Ok(true);
        }
        conn.execute(
            "insert into barriers (top, number) values ($1, 1)
             on conflict (top) do update set number = barriers.number + 1",
            &[crate::Value::Text(top.to_owned())],
        )?;
        conn.commit()?;
        Ok(false)
    });
    match settled {
        Ok(true) => Ok(()),
        Ok(false) => Err(error),
        Err(_) => Err(StoreError::OutcomeUnknown),
    }
}
