//! What is done by itself: planned by the day, claimed from the database by whichever node is free.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use taicho_model::{VIETNAM_OFFSET, Words, vietnam_date};
use taicho_store::{Actor, Job, NewJob, Store};

use crate::OpsError;
use crate::backup::{BackupPlan, back_up};
use crate::seals::SealFiles;

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
    run: fn(&Store, &Upkeep, Timestamp) -> Result<String, OpsError>,
}

/// Every sort.
pub const JOB_KINDS: &[JobKind] = &[
    JobKind {
        word: "seal",
        title: ("Niêm phong nhật ký", "Seal the log"),
        daily_at: (23, 50),
        run: seal,
    },
    JobKind { word: "backup", title: ("Sao lưu", "Back up"), daily_at: (1, 30), run: backup },
    JobKind {
        word: "check",
        title: ("Kiểm tra toàn bộ dữ liệu", "Check all data"),
        daily_at: (2, 30),
        run: check,
    },
    JobKind {
        word: "forget",
        title: ("Dọn việc cũ và câu trả lời cũ", "Clear old jobs and answers"),
        daily_at: (3, 30),
        run: forget,
    },
];

/// A request is known again for longer than this; the law asks for no less of a field app that was offline.
const ANSWERS_KEPT_DAYS: i64 = 400;

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

/// Takes one job that is due and does it; none where nothing is due. A failure is kept with the job.
pub fn run_one_job(
    store: &Store,
    upkeep: &Upkeep,
    now: Timestamp,
) -> Result<Option<Job>, OpsError> {
    let Some(job) = store.claim_job(&upkeep.node, now)? else { return Ok(None) };
    let outcome = match JobKind::named(&job.what.kind) {
        Some(kind) => (kind.run)(store, upkeep, now).map_err(|error| {
            let words = error.words();
            format!("{} · {}", words.vi, words.en)
        }),
        None => Err(format!("no node knows the job {}", job.what.kind)),
    };
    store.end_job(&job, outcome, now)?;
    Ok(Some(job))
}

fn seal(store: &Store, upkeep: &Upkeep, now: Timestamp) -> Result<String, OpsError> {
    Ok(match upkeep.seals.seal(store, now)? {
        Some(seal) => seal.heads.line().to_string(),
        None => "không có gì mới · nothing new".into(),
    })
}

fn check(store: &Store, upkeep: &Upkeep, _: Timestamp) -> Result<String, OpsError> {
    let (report, findings) = store.check(&upkeep.seals.witness()?)?;
    let damaged = findings.iter().filter(|finding| finding.is_fault);
    if let Some(finding) = damaged.clone().next() {
        let faults = report.faults_in_all + damaged.count() as u64;
        return Err(OpsError::Altered(faults, finding.found.clone()));
    }
    match report.faults.first() {
        None => Ok(format!(
            "{0} thay đổi, {1} phiên bản: không có lỗi · {0} changes, {1} versions: no fault",
            report.changes, report.versions
        )),
        Some(fault) => Err(OpsError::Altered(report.faults_in_all, fault.why.clone())),
    }
}

fn backup(store: &Store, upkeep: &Upkeep, now: Timestamp) -> Result<String, OpsError> {
    // Another node planned it, and does it when this one has put it off.
    let Some(plan) = &upkeep.backup else {
        return Err(OpsError::Content("no --backup-to is set on this node".into()));
    };
    let actor = Actor::local_operator();
    let keep = Some(plan.keep);
    let done = back_up(store, &actor, &plan.folder, &plan.lock, keep, now);
    let (made, path) = done.map_err(|error| OpsError::Backup(error.words()))?;
    Ok(format!("{}, {} B", path.display(), made.bytes))
}

fn forget(store: &Store, _: &Upkeep, now: Timestamp) -> Result<String, OpsError> {
    let before = now.saturating_sub((ANSWERS_KEPT_DAYS * 24).hours()).unwrap_or(now);
    let forgotten = store.forget(now, before)?;
    Ok(format!("{forgotten} dòng · {forgotten} rows"))
}
