//! What a server does by itself beside its answers: jobs, and a look at the clock and the disk.

use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use taicho_model::{Words, vietnam_date};
use taicho_ops::{Upkeep, job_title, jobs_left, plan_jobs, run_one_job};
use taicho_server::Warnings;
use taicho_store::{JobState, Store};

/// How often it looks.
const OFTEN: Duration = Duration::from_secs(10);

/// A clock that is so far from where it should be has jumped.
const JUMP: SignedDuration = SignedDuration::from_secs(60);

/// Less room than this on the disk is said before it is gone.
const LITTLE_ROOM_BYTES: u64 = 1 << 30;

/// A thread that looks after the store until it is dropped.
pub(super) struct Caretaker {
    stop: Arc<(Mutex<bool>, Condvar)>,
    thread: Option<JoinHandle<()>>,
}

impl Caretaker {
    pub(super) fn start(
        store: Arc<Store>,
        upkeep: Upkeep,
        folder: Option<PathBuf>,
        warnings: Arc<Warnings>,
    ) -> std::io::Result<Self> {
        let stop = Arc::new((Mutex::new(false), Condvar::new()));
        let stopped = stop.clone();
        let thread = std::thread::Builder::new().name("upkeep".into()).spawn(move || {
            let mut clock = ClockWatch::start();
            let mut planned_on = None;
            loop {
                let now = super::super::now();
                clock.look(now);
                look_after(&store, &upkeep, &mut planned_on, now);
                let mut said: Vec<Words> = clock.said.iter().cloned().collect();
                said.extend(behind_the_log(&store, now));
                said.extend(folder.as_deref().and_then(little_room));
                said.extend(failing_jobs(&store, now));
                said.extend(jobs_that_wait(&store, &upkeep, now));
                warnings.set(said);
                let (stop, wake) = &*stopped;
                let is_stopped = stop.lock().expect("no one panics with the lock");
                let waited = wake.wait_timeout_while(is_stopped, OFTEN, |stopped| !*stopped);
                if *waited.expect("no one panics with the lock").0 {
                    return;
                }
            }
        })?;
        Ok(Self { stop, thread: Some(thread) })
    }
}

impl Drop for Caretaker {
    fn drop(&mut self) {
        *self.stop.0.lock().expect("no one panics with the lock") = true;
        self.stop.1.notify_all();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Jobs are planned anew where the day has changed.
fn look_after(store: &Store, upkeep: &Upkeep, planned_on: &mut Option<Date>, now: Timestamp) {
    let today = vietnam_date(now);
    let planned = match *planned_on == Some(today) {
        true => Ok(()),
        false => plan_jobs(store, upkeep, now).map(|()| *planned_on = Some(today)),
    };
    let done = planned.and_then(|()| {
        while let Some(job) = run_one_job(store, upkeep, super::super::now())? {
            tracing::info!(job = job.what.id, "a job was done");
        }
        Ok(())
    });
    if let Err(error) = done {
        tracing::warn!(%error, "jobs could not be looked after");
    }
}

/// Holds the clock of the machine against time that only runs.
struct ClockWatch {
    began: Instant,
    began_at: Timestamp,
    said: Option<Words>,
}

impl ClockWatch {
    fn start() -> Self {
        Self { began: Instant::now(), began_at: super::super::now(), said: None }
    }

    fn look(&mut self, now: Timestamp) {
        let ran = SignedDuration::try_from(self.began.elapsed()).unwrap_or(SignedDuration::MAX);
        let off = now.duration_since(self.began_at) - ran;
        if off.abs() > JUMP {
            tracing::warn!(off_s = off.as_secs(), "the clock of the machine jumped");
            let minutes = (off.as_secs_f64() / 60.0).round();
            self.said = Some(Words::new(
                format!(
                    "Đồng hồ của máy chủ vừa nhảy {minutes} phút: hãy kiểm tra ngày giờ trước khi ghi tiếp."
                ),
                format!(
                    "The server's clock jumped by {minutes} minutes: check date and time before writing on."
                ),
            ));
            // From here on it is held against the clock as it is now.
            (self.began, self.began_at) = (Instant::now(), now);
        }
    }
}

/// A log that ends after now was written by a clock that ran ahead, or this one is behind.
fn behind_the_log(store: &Store, now: Timestamp) -> Option<Words> {
    let newest = store.newest_commit().ok()??;
    (newest.duration_since(now) > JUMP).then(|| {
        Words::new(
            format!("Đồng hồ của máy chủ chậm hơn thay đổi gần nhất đã ghi ({newest}): hãy kiểm tra ngày giờ."),
            format!("The server's clock is behind the newest change written ({newest}): check date and time."),
        )
    })
}

fn little_room(folder: &std::path::Path) -> Option<Words> {
    let found = rustix::fs::statvfs(folder).ok()?;
    let free = found.f_bavail.saturating_mul(found.f_frsize);
    (free < LITTLE_ROOM_BYTES).then(|| {
        let mib = free >> 20;
        Words::new(
            format!("Ổ đĩa chứa dữ liệu chỉ còn {mib} MiB: hãy giải phóng dung lượng."),
            format!("The disk with the data has only {mib} MiB left: make room."),
        )
    })
}

fn jobs_that_wait(store: &Store, upkeep: &Upkeep, now: Timestamp) -> Vec<Words> {
    let left = jobs_left(store, upkeep, now).unwrap_or_default();
    let said = left.into_iter().map(|(job, why)| {
        let title = job_title(&job);
        Words::new(
            format!("“{}” chưa được làm: {}", title.vi, why.vi),
            format!("“{}” is not done yet: {}", title.en, why.en),
        )
    });
    said.collect()
}

fn failing_jobs(store: &Store, now: Timestamp) -> Vec<Words> {
    let Ok(jobs) = store.jobs(now, 50) else { return Vec::new() };
    // Of each sort the newest that came to an end, or fails, is what counts now.
    let mut kinds = std::collections::BTreeSet::new();
    let mut said = Vec::new();
    let mut newest: Vec<_> = jobs.iter().filter(|job| job.attempts > 0).collect();
    newest.sort_by(|a, b| b.what.about.cmp(&a.what.about));
    for job in newest {
        let is_bad = [JobState::Failing, JobState::GivenUp].contains(&job.state);
        if kinds.insert(&job.what.kind) && is_bad {
            let title = job_title(job);
            let why = job.said.clone().unwrap_or_else(|| Words::new("", ""));
            said.push(Words::new(
                format!("“{}” không thành công: {}", title.vi, why.vi),
                format!("“{}” failed: {}", title.en, why.en),
            ));
        }
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jump_of_the_clock_is_told_once_and_running_time_is_none() {
        let began_at = super::super::super::now();
        let mut clock = ClockWatch { began: Instant::now(), began_at, said: None };
        for s in [0, 59, -59] {
            clock.look(began_at + SignedDuration::from_secs(s));
            assert_eq!(clock.said, None, "{s} s");
        }
        clock.look(began_at + SignedDuration::from_mins(185));
        let said = clock.said.take().unwrap();
        assert!(said.vi.contains("185 phút") && said.en.contains("185 minutes"), "{said:?}");
        clock.look(began_at + SignedDuration::from_mins(185));
        assert_eq!(clock.said, None, "from there on it is held against the new time");
        clock.look(began_at);
        assert!(clock.said.take().unwrap().vi.contains("-185 phút"), "back is a jump too");
    }
}
