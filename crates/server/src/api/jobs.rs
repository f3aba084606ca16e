use std::sync::Arc;

use axum::extract::State;
use jiff::Timestamp;
use serde::Serialize;
use taicho_model::Words;
use taicho_ops::job_title;
use taicho_store::{Job, Scope};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::{App, Caller, reading};
use crate::extract::Json;
use crate::problem::Problem;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(list_jobs))
}

/// What the program does by itself, those that are open first.
#[derive(Serialize, ToSchema)]
struct Jobs {
    /// The jobs, at most 200.
    rows: Vec<JobWire>,
}

/// A job as it stands.
#[derive(Serialize, ToSchema)]
#[schema(as = Job)]
struct JobWire {
    /// The id.
    id: String,
    /// What is done.
    title: Words,
    /// What it is about, as a rule a day.
    about: String,
    /// When it is due.
    run_at: Timestamp,
    /// Where it stands.
    #[schema(pattern = "^(waiting|running|failing|done|given_up)$")]
    state: String,
    /// How often it was begun.
    #[schema(minimum = 0)]
    attempts: i64,
    /// When it ended.
    ended_at: Option<Timestamp>,
    /// What came of it, or why it failed.
    said: Option<Words>,
}

impl From<Job> for JobWire {
    fn from(job: Job) -> Self {
        Self {
            title: job_title(&job),
            id: job.what.id,
            about: job.what.about,
            run_at: job.what.run_at,
            state: job.state.as_str().to_owned(),
            attempts: job.attempts,
            ended_at: job.ended_at,
            said: job.said,
        }
    }
}

/// What the program does by itself: seals, checks, backups.
#[utoipa::path(get, path = "/jobs", responses((status = 200, body = Jobs)))]
async fn list_jobs(State(app): State<Arc<App>>, caller: Caller) -> Result<Json<Jobs>, Problem> {
    caller.role.require("list_jobs")?;
    // Jobs are of the whole installation.
    if caller.actor.scope != Scope::All {
        return Err(Problem::not_found());
    }
    reading(&app, move |app| {
        let jobs = app.store.jobs(app.now(None)?, 200)?;
        Ok(Json(Jobs { rows: jobs.into_iter().map(JobWire::from).collect() }))
    })
    .await
}

#[cfg(test)]
mod tests {
    use taicho_store::NewJob;

    use crate::testing::{demo, get, of_one_ward};

    #[tokio::test]
    async fn jobs_are_listed_for_who_may_see_the_whole_installation() {
        let demo = demo();
        let job = NewJob {
            id: "seal/2026-11-30".into(),
            kind: "seal".into(),
            about: "2026-11-30".into(),
            run_at: "2026-11-30T16:50:00Z".parse().unwrap(),
        };
        demo.store.plan_jobs(&[job]).unwrap();
        let answer = get(demo.app(), "/jobs").await;
        let row = &answer.body["rows"][0];
        assert_eq!(
            (row["title"]["vi"].as_str(), row["state"].as_str()),
            (Some("Niêm phong nhật ký"), Some("waiting"))
        );
        assert!(get(demo.app().for_observer(), "/jobs").await.is_problem(403, "forbidden"));
        assert!(
            get(demo.app().for_actor(of_one_ward()), "/jobs").await.is_problem(404, "not_found")
        );
    }
}
