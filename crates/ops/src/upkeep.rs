//! What is done by itself: planned by the day, claimed from the database by whichever node is free.

mod backup;
mod seals;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use taicho_model::{VIETNAM_OFFSET, Words, vietnam_date};
use taicho_store::{Actor, Job, JobState, NewJob, Store};

use crate::OpsError;
pub use backup::{BackupPlan, BackupState, LastBackup, back_up, backup_state};
pub use seals::SealFiles;

/// What a node needs for its jobs.
#[derive(Clone, Debug)]
pub struct Upkeep {
    /// What the node is called in the list of jobs.
    pub node: String,
    /// The key and the seals.
    pub seals: SealFiles,
    /// Where backups go; none where somebody else makes them.
    pub backup: Option<BackupPlan>,
}

/// A sort of job.
pub struct JobKind {
    /// The stable word.
    pub word: &'static str,
    /// What a person calls it.
    title: (&'static str, &'static str),
    /// The time of day, in Vietnam, at which it is planned: hour and minute.
    daily_at: (i8, i8),
    /// Fails where this node cannot do it and another may: the key of seals is elsewhere, no place for backups is set.
    lacks: fn(&Store, &Upkeep) -> Result<(), OpsError>,
    run: fn(&Store, &Upkeep, Timestamp) -> Result<Words, OpsError>,
}

/// Every sort.
pub const JOB_KINDS: &[JobKind] = &[
    JobKind {
        word: "seal",
        title: ("Niêm phong nhật ký", "Seal the log"),
        daily_at: (23, 50),
        lacks: |store, upkeep| upkeep.seals.require_key(store),
        run: seal,
    },
    JobKind {
        word: "backup",
        title: ("Sao lưu", "Back up"),
        daily_at: (1, 30),
        lacks: |_, upkeep| backup_plan(upkeep).map(|_| ()),
        run: backup,
    },
    JobKind {
        word: "check",
        title: ("Kiểm tra toàn bộ dữ liệu", "Check all data"),
        daily_at: (2, 30),
        lacks: |_, _| Ok(()),
        run: check,
    },
    JobKind {
        word: "forget",
        title: ("Dọn việc cũ và câu trả lời cũ", "Clear old jobs and answers"),
        daily_at: (3, 30),
        lacks: |_, _| Ok(()),
        run: forget,
    },
];

impl JobKind {
    /// The sort of that word.
    pub fn named(word: &str) -> Option<&'static Self> {
        JOB_KINDS.iter().find(|kind| kind.word == word)
    }

    /// The job of a day.
    fn of(&self, day: Date) -> Option<NewJob> {
        let (hour, minute) = self.daily_at;
        let run_at = VIETNAM_OFFSET.to_timestamp(day.at(hour, minute, 0, 0)).ok()?;
        let about = day.to_string();
        Some(NewJob { id: format!("{}/{day}", self.word), kind: self.word.into(), about, run_at })
    }
}

/// What a person calls a job; one of a sort that only a newer program knows goes by its word.
pub fn job_title(job: &Job) -> Words {
    let word = job.what.kind.as_str();
    let (vi, en) = JobKind::named(word).map_or((word, word), |kind| kind.title);
    Words::new(vi, en)
}

/// Plans today's jobs, and those of yesterday whose hour has not come again since: what was missed while no node was
/// there is done once.
///
/// A backup is planned where it was told where to go: one that is not made must not look done.
pub fn plan_jobs(store: &Store, upkeep: &Upkeep, now: Timestamp) -> Result<(), OpsError> {
    let today = vietnam_date(now);
    let mut jobs = Vec::new();
    let is_wanted = |kind: &&JobKind| kind.word != "backup" || upkeep.backup.is_some();
    for kind in JOB_KINDS.iter().filter(is_wanted) {
        let of_today = kind.of(today);
        if of_today.as_ref().is_some_and(|job| job.run_at > now) {
            jobs.extend(kind.of(today.saturating_sub(1.day())));
        }
        jobs.extend(of_today);
    }
    Ok(store.plan_jobs(&jobs)?)
}

/// Takes one job that is due and that this node can do, and does it; none where there is none. A failure is kept with
/// the job.
pub fn run_one_job(
    store: &Store,
    upkeep: &Upkeep,
    now: Timestamp,
) -> Result<Option<Job>, OpsError> {
    let can =
        |word: &str| JobKind::named(word).is_some_and(|kind| (kind.lacks)(store, upkeep).is_ok());
    let Some(job) = store.claim_job(&upkeep.node, can, now)? else { return Ok(None) };
    let kind = JobKind::named(&job.what.kind).expect("only sorts that are known were asked for");
    let outcome = (kind.run)(store, upkeep, now).map_err(|error| error.words());
    store.end_job(&job, outcome, now)?;
    Ok(Some(job))
}

/// So long a job may wait for a node that can do it before it is told that this one cannot.
const WAITED: SignedDuration = SignedDuration::from_mins(10);

/// What keeps this node from jobs that are due and that nobody else has done yet.
pub fn jobs_left(
    store: &Store,
    upkeep: &Upkeep,
    now: Timestamp,
) -> Result<Vec<(Job, Words)>, OpsError> {
    let jobs = store.jobs(now, 50)?;
    let is_due =
        |job: &Job| job.state == JobState::Waiting && now.duration_since(job.what.run_at) > WAITED;
    let left = jobs.into_iter().filter(is_due).filter_map(|job| {
        let why = match JobKind::named(&job.what.kind) {
            Some(kind) => (kind.lacks)(store, upkeep).err()?.words(),
            None => Words::new("chưa máy chủ nào biết việc này", "no node knows how"),
        };
        Some((job, why))
    });
    Ok(left.collect())
}

fn seal(store: &Store, upkeep: &Upkeep, now: Timestamp) -> Result<Words, OpsError> {
    Ok(match upkeep.seals.seal(store, now)? {
        Some(seal) => {
            let line = seal.heads.line().to_string();
            Words::new(line.clone(), line)
        }
        None => Words::new("không có gì mới", "nothing new"),
    })
}

fn check(store: &Store, upkeep: &Upkeep, _: Timestamp) -> Result<Words, OpsError> {
    let (report, findings) = store.check(&upkeep.seals.witness()?)?;
    let damaged = findings.iter().filter(|finding| finding.is_fault);
    if let Some(finding) = damaged.clone().next() {
        let faults = report.faults_in_all + damaged.count() as u64;
        return Err(OpsError::Altered(faults, finding.found.clone()));
    }
    match report.faults.first() {
        None => {
            let (changes, versions) = (report.changes, report.versions);
            Ok(Words::new(
                format!("{changes} thay đổi, {versions} phiên bản: không có lỗi"),
                format!("{changes} changes, {versions} versions: no fault"),
            ))
        }
        Some(fault) => Err(OpsError::Altered(report.faults_in_all, fault.why.clone())),
    }
}

fn backup_plan(upkeep: &Upkeep) -> Result<&BackupPlan, OpsError> {
    let none = || {
        OpsError::Backup(Words::new(
            "máy chủ này chưa được đặt nơi sao lưu (--backup-to)",
            "this node was not told where to (--backup-to)",
        ))
    };
    upkeep.backup.as_ref().ok_or_else(none)
}

fn backup(store: &Store, upkeep: &Upkeep, now: Timestamp) -> Result<Words, OpsError> {
    let plan = backup_plan(upkeep)?;
    let actor = Actor::local_operator();
    let keep = Some(plan.keep);
    let done = back_up(store, &actor, &plan.folder, &plan.lock, keep, now);
    let (made, path) = done.map_err(|error| OpsError::Backup(error.words()))?;
    let made = format!("{}, {} B", path.display(), made.bytes);
    Ok(Words::new(made.clone(), made))
}

fn forget(store: &Store, _: &Upkeep, now: Timestamp) -> Result<Words, OpsError> {
    let forgotten = store.forget(now)?;
    Ok(Words::new(format!("{forgotten} dòng"), format!("{forgotten} rows")))
}
