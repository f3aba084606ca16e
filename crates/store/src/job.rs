//! Work that is done later: kept in the database, claimed by one node at a time, tried again where it fails.
//!
//! A job is no record: it tells what is to be done, and what it did is told by the changes that it made.

use jiff::{Timestamp, ToSpan as _};

use taicho_model::Words;

use crate::Value;
use crate::db::{Conn, RowRef};
use crate::{Store, StoreError, answer};

/// A job to be done.
#[derive(Clone, Debug, PartialEq)]
pub struct NewJob {
    /// Its name: of two of one name the first is kept, so that many nodes may plan the same.
    pub id: String,
    /// What is to be done, a word that whoever does it knows.
    pub kind: String,
    /// What it is about, in the words of its kind.
    pub about: String,
    /// Not before then.
    pub run_at: Timestamp,
}

/// A job as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// What was asked for.
    pub what: NewJob,
    /// The change that wants it; none where a schedule does.
    pub change_id: Option<String>,
    /// How often it was begun.
    pub attempts: i64,
    /// The node that has it, until the lease ends.
    pub claimed_by: Option<String>,
    /// When the lease ends.
    pub lease_until: Option<Timestamp>,
    /// When it was done, or given up.
    pub ended_at: Option<Timestamp>,
    /// Where it stands.
    pub state: JobState,
    /// What came of it, or why it failed the last time.
    pub said: Option<Words>,
}

/// Where a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobState {
    /// It waits for its time or for a free node.
    Waiting,
    /// A node is at it.
    Running,
    /// It failed, and will be tried again.
    Failing,
    /// It is done.
    Done,
    /// It failed too often.
    GivenUp,
}

/// After so many failures nobody tries any more.
const MOST_ATTEMPTS: i64 = 8;

/// A node that has not ended a job by then has died, or nearly so.
const LEASE_MINUTES: i64 = 30;

/// Letters that are kept of what came of a job.
const SAID: usize = 500;

/// Jobs that ended are shown this long.
const KEPT_DAYS: i64 = 90;

const COLUMNS: &str = "id, kind, about, run_at, change_id, attempts, claimed_by, lease_until, ended_at, is_given_up, said_vi, said_en";

impl JobState {
    /// The stable word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Failing => "failing",
            Self::Done => "done",
            Self::GivenUp => "given_up",
        }
    }
}

impl Store {
    /// Plans jobs that no change asks for; those whose names are known already stay as they are.
    pub fn plan_jobs(&self, jobs: &[NewJob]) -> Result<(), StoreError> {
        if jobs.is_empty() {
            return Ok(());
        }
        let top = self.top().to_owned();
        self.tend(|conn| jobs.iter().try_for_each(|job| insert(conn, &top, job, None)))
    }

    /// Takes one job that is due and of a sort that the node can do, for this node alone; none where there is none. Only
    /// sorts of which a job is due are asked about.
    pub fn claim_job(
        &self,
        node: &str,
        can: impl Fn(&str) -> bool,
        now: Timestamp,
    ) -> Result<Option<Job>, StoreError> {
        let until = now.saturating_add(LEASE_MINUTES.minutes()).unwrap_or(now);
        let mut params = vec![
            Value::Text(self.top().to_owned()),
            Value::Int(now.as_microsecond()),
            Value::Text(node.to_owned()),
            Value::Int(until.as_microsecond()),
        ];
        let free =
            "ended_at is null and run_at <= $2 and (lease_until is null or lease_until <= $2)";
        // As a rule nothing is due, and then nobody's turn is taken to find that out.
        let due = format!("select distinct kind from jobs where top = $1 and {free}");
        let mut kinds = Vec::new();
        self.look(|conn, _| {
            kinds.clear();
            conn.each(&due, &params[..2], |row| {
                kinds.extend(row.text(0)?);
                Ok(())
            })
        })?;
        kinds.retain(|kind| can(kind));
        if kinds.is_empty() {
            return Ok(None);
        }
        let places: Vec<String> =
            (0..kinds.len()).map(|n| format!("${}", params.len() + 1 + n)).collect();
        params.extend(kinds.into_iter().map(Value::Text));
        let sql = format!(
            "update jobs set claimed_by = $3, lease_until = $4, attempts = attempts + 1
             where top = $1 and {free} and id = (select id from jobs where top = $1 and {free}
             and kind in ({}) order by run_at, id limit 1) returning {COLUMNS}",
            places.join(", ")
        );
        self.tend(|conn| {
            let mut claimed = None;
            conn.each(&sql, &params, |row| {
                claimed = Some(read(row, now)?);
                Ok(())
            })?;
            Ok(claimed)
        })
    }

    /// Ends a job that this node has, or puts it off where it failed; false where another node has it by now.
    pub fn end_job(
        &self,
        job: &Job,
        outcome: Result<Words, Words>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let has_failed = outcome.is_err();
        let ends = !has_failed || job.attempts >= MOST_ATTEMPTS;
        let wait = (1_i64 << job.attempts.clamp(0, 6)).minutes();
        let again =
            if has_failed { now.saturating_add(wait).unwrap_or(now) } else { job.what.run_at };
        let said = outcome.unwrap_or_else(|error| error);
        let params = [
            Value::Text(self.top().to_owned()),
            Value::Text(job.what.id.clone()),
            job.claimed_by.clone().map_or(Value::Null, Value::Text),
            Value::Int(job.attempts),
            if ends { Value::Int(now.as_microsecond()) } else { Value::Null },
            Value::Int((ends && has_failed).into()),
            Value::Int(again.as_microsecond()),
            Value::Text(said.vi.chars().take(SAID).collect()),
            Value::Text(said.en.chars().take(SAID).collect()),
        ];
        let sql = "update jobs set ended_at = $5, is_given_up = $6, run_at = $7, said_vi = $8, said_en = $9, lease_until = null
             where top = $1 and id = $2 and claimed_by = $3 and attempts = $4 and ended_at is null";
        Ok(self.tend(|conn| conn.execute(sql, &params))? == 1)
    }

    /// The jobs, those that are open first, then the newest; at most so many.
    pub fn jobs(&self, now: Timestamp, limit: u32) -> Result<Vec<Job>, StoreError> {
        let sql = format!(
            "select {COLUMNS} from jobs where top = $1
             order by case when ended_at is null then 0 else 1 end, run_at desc, id limit {limit}"
        );
        let mut jobs = Vec::new();
        self.look(|conn, top| {
            conn.each(&sql, &[Value::Text(top.to_owned())], |row| {
                jobs.push(read(row, now)?);
                Ok(())
            })
        })?;
        Ok(jobs)
    }

    /// Forgets what is past its time: jobs that ended 90 days ago, and answers to requests of which 400 days of the
    /// log have passed.
    pub fn forget(&self, now: Timestamp) -> Result<u64, StoreError> {
        let before = now.saturating_sub((KEPT_DAYS * 24).hours()).unwrap_or(now);
        let params = [Value::Text(self.top().to_owned()), Value::Int(before.as_microsecond())];
        self.tend(|conn| {
            let jobs =
                conn.execute("delete from jobs where top = $1 and ended_at < $2", &params)?;
            Ok(jobs + answer::forget(conn, self.top())?)
        })
    }
}

/// Keeps a job, within whatever transaction is open.
pub(crate) fn insert(
    conn: &mut Conn,
    top: &str,
    job: &NewJob,
    change_id: Option<&str>,
) -> Result<(), StoreError> {
    let text = |text: &str| Value::Text(text.to_owned());
    conn.execute(
        "insert into jobs (top, id, kind, about, run_at, change_id, attempts, is_given_up)
         values ($1, $2, $3, $4, $5, $6, 0, 0) on conflict (top, id) do nothing",
        &[
            text(top),
            text(&job.id),
            text(&job.kind),
            text(&job.about),
            Value::Int(job.run_at.as_microsecond()),
            change_id.map_or(Value::Null, text),
        ],
    )?;
    Ok(())
}

fn read(row: &RowRef<'_>, now: Timestamp) -> Result<Job, StoreError> {
    let text = |column| -> Result<String, StoreError> { Ok(row.text(column)?.unwrap_or_default()) };
    let instant = |column| -> Result<Option<Timestamp>, StoreError> {
        Ok(row.int(column)?.and_then(|micros| Timestamp::from_microsecond(micros).ok()))
    };
    let (attempts, ended_at) = (row.int(5)?.unwrap_or_default(), instant(8)?);
    let lease_until = instant(7)?;
    let state = match (ended_at, row.int(9)?) {
        (Some(_), Some(1)) => JobState::GivenUp,
        (Some(_), _) => JobState::Done,
        (None, _) if lease_until.is_some_and(|until| until > now) => JobState::Running,
        (None, _) if attempts > 0 => JobState::Failing,
        (None, _) => JobState::Waiting,
    };
    Ok(Job {
        what: NewJob {
            id: text(0)?,
            kind: text(1)?,
            about: text(2)?,
            run_at: instant(3)?.unwrap_or(Timestamp::UNIX_EPOCH),
        },
        change_id: row.text(4)?,
        attempts,
        claimed_by: row.text(6)?,
        lease_until,
        ended_at,
        state,
        said: row
            .text(10)?
            .map(|vi| -> Result<_, StoreError> {
                Ok(Words::new(vi, row.text(11)?.unwrap_or_default()))
            })
            .transpose()?,
    })
}
