use clap::Args;
use taicho_ops::{Upkeep, job_title, jobs_left, plan_jobs, run_one_job};
use taicho_store::{Job, JobState};

use super::{Office, seal};

#[derive(Debug, Args)]
pub(crate) struct Jobs {
    /// Do now what is due, as a server does by itself.
    #[arg(long)]
    run: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    files: seal::Files,
    #[command(flatten)]
    backups: super::backup::Scheduled,
}

impl Jobs {
    pub(crate) fn run(self, office: &Office) -> anyhow::Result<()> {
        let store = office.existing_store()?;
        if self.run {
            let (seals, backup) = (self.files.of(office)?, self.backups.plan()?);
            let upkeep = Upkeep { node: node(), seals, backup };
            plan_jobs(&store, &upkeep, super::now()).map_err(super::in_both_languages)?;
            while run_one_job(&store, &upkeep, super::now())
                .map_err(super::in_both_languages)?
                .is_some()
            {}
            for (job, why) in jobs_left(&store, &upkeep, super::now())? {
                let title = job_title(&job);
                eprintln!("{}: {} {}: {}", title.vi, why.vi, title.en, why.en);
            }
        }
        let jobs = store.jobs(super::now(), 100)?;
        if self.json {
            let rows: Vec<_> = jobs.iter().map(as_json).collect();
            println!("{:#}", serde_json::json!(rows));
        } else if jobs.is_empty() {
            println!("Chưa có việc nào. There are no jobs yet.");
        } else {
            jobs.iter().for_each(print);
        }
        Ok(())
    }
}

/// What this process is called in the list of jobs.
pub(super) fn node() -> String {
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    format!("{}:{}", host.trim(), std::process::id())
}

fn print(job: &Job) {
    let state = match job.state {
        JobState::Waiting => "chờ · waiting",
        JobState::Running => "đang làm · running",
        JobState::Failing => "lỗi, sẽ thử lại · failing, tried again",
        JobState::Done => "xong · done",
        JobState::GivenUp => "lỗi, đã bỏ · given up",
    };
    let title = job_title(job);
    let said = job.said.as_ref().map(|said| format!("{} · {}", said.vi, said.en));
    let said = said.unwrap_or_default();
    println!("{} {}: {} · {}: {state} {said}", job.what.run_at, job.what.about, title.vi, title.en);
}

fn as_json(job: &Job) -> serde_json::Value {
    serde_json::json!({
        "id": job.what.id,
        "kind": job.what.kind,
        "about": job.what.about,
        "run_at": job.what.run_at.to_string(),
        "state": job.state.as_str(),
        "attempts": job.attempts,
        "claimed_by": job.claimed_by,
        "ended_at": job.ended_at.map(|at| at.to_string()),
        "said": job.said.as_ref().map(|said| serde_json::json!({ "vi": said.vi, "en": said.en })),
    })
}
