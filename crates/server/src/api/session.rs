use std::sync::Arc;

use axum::extract::State;
use jiff::Timestamp;
use serde::Serialize;
use taicho_model::{AreaRef, ProposalKind, Words, vietnam_date};
use taicho_ops::{Content, ScenePlan, area_with_code, backup_state, signs};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::{App, Caller, glancing};
use crate::extract::Json;
use crate::problem::Problem;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(read_session))
}

/// Who works here, on what, and what time it is.
#[derive(Serialize, ToSchema)]
struct Session {
    /// Who is signed in.
    operator: Operator,
    /// Whether the data are a demo's.
    demo: bool,
    /// Whether the program can be reached from this machine only.
    loopback_only: bool,
    /// The time that it is, in the scene where one is named.
    now: Timestamp,
    /// The area that the board opens on.
    area: Option<AreaRef>,
    /// The moment that the board opens at, where its area is one of another time than today; else none.
    opens_at: Option<Timestamp>,
    /// Who signs the papers of the office, where that was told.
    signer: Option<String>,
    /// The code of the disease that the office works on; none where it works on all.
    disease: Option<String>,
    /// The scenes of the demo.
    scenes: Vec<SceneWire>,
    /// The kinds of proposals, in the order in which they are read.
    proposal_kinds: Vec<ProposalKind>,
    /// What whoever works here should know of the machine: its clock, its disk, jobs that fail.
    warnings: Vec<Words>,
    /// Whether there is a backup to rely on; none for a demo, which nobody needs back.
    backup: Option<BackupWire>,
}

/// Whether there is a backup to rely on.
#[derive(Serialize, ToSchema)]
#[schema(as = Backup)]
struct BackupWire {
    /// When the last good one was made; none where there never was one.
    last_good_at: Option<Timestamp>,
    /// Whether it is too old, or there is none.
    is_old: bool,
}

/// Who is signed in.
#[derive(Serialize, ToSchema)]
struct Operator {
    /// The name that the log of changes keeps.
    name: String,
}

/// A scene of the demo.
#[derive(Serialize, ToSchema)]
#[schema(as = Scene)]
struct SceneWire {
    /// The id.
    id: String,
    /// The name.
    title: Words,
    /// What is made up in it.
    notice: Words,
    /// What there is to be seen in it.
    shows: Words,
    /// The plan that it replays; none where it replays none.
    plan: Option<ScenePlan>,
    /// The area.
    area: AreaRef,
    /// When it begins.
    starts_at: Timestamp,
    /// The time that it is there.
    now: Timestamp,
}

/// Who works here, which scenes there are, and what time it is.
#[utoipa::path(get, path = "/session", responses((status = 200, body = Session)))]
async fn read_session(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<Json<Session>, Problem> {
    caller.role.require("read_session")?;
    glancing(&app, move |app| {
        let nows = app.scenes.iter().map(|scene| app.now(Some(scene)));
        let nows = nows.collect::<Result<Vec<_>, _>>()?;
        app.store.read(&caller.actor, |read| {
            let mut scenes = Vec::new();
            for (scene, now) in app.scenes.iter().zip(nows) {
                let area = area_with_code(read, &scene.area_code, vietnam_date(scene.starts_at))?;
                scenes.push(SceneWire {
                    id: scene.id.clone(),
                    title: scene.title.clone(),
                    notice: scene.notice.clone(),
                    shows: scene.shows.clone(),
                    plan: scene.plan.clone(),
                    area: area.to_ref(),
                    starts_at: scene.starts_at,
                    now,
                });
            }
            let mut warnings = app.warnings.get();
            warnings.extend(app.content_faults());
            // Without its area the program must still open: what took it away is undone there.
            let (mut area, mut opens_at) = (None, None);
            if let Some(home) = &caller.home {
                (area, opens_at) = (home.area.clone(), home.at);
                if area.is_none() {
                    warnings.push(no_home(&home.code));
                }
            }
            let office = signs(read)?;
            let backup = match app.scenes.is_empty() {
                true => Some(backup_state(read, caller.now)?),
                false => None,
            };
            let gone = backup.iter().filter(|state| state.is_gone);
            warnings.extend(gone.filter_map(|state| state.last.as_ref().map(no_backup)));
            Ok(Json(Session {
                operator: Operator { name: caller.actor.id.clone() },
                demo: !app.scenes.is_empty(),
                loopback_only: true,
                now: caller.now,
                area,
                opens_at,
                signer: office.signer,
                disease: office.disease,
                scenes,
                proposal_kinds: Content::shipped().proposal_kinds().all.clone(),
                warnings,
                backup: backup.map(|state| BackupWire {
                    last_good_at: state.last.filter(|_| !state.is_gone).map(|last| last.at),
                    is_old: state.is_old,
                }),
            }))
        })
    })
    .await
}

fn no_home(code: &str) -> Words {
    Words::new(
        format!(
            "Không có đơn vị hành chính mang mã {code} mà máy chủ được đặt (--area): hãy chọn địa bàn khác, hoặc nạp lại danh sách đơn vị hành chính."
        ),
        format!(
            "There is no area with the code {code} for which the server was set (--area): choose another, or import the list of areas again."
        ),
    )
}

fn no_backup(last: &taicho_ops::LastBackup) -> Words {
    let (to, at) = (&last.to, last.at);
    Words::new(
        format!("Bản sao lưu gần nhất ({at}) không còn ở {to}."),
        format!("The last backup ({at}) is not at {to} any more."),
    )
}

#[cfg(test)]
mod tests {
    use crate::testing::{get, shared};

    #[tokio::test]
    async fn an_office_whose_area_is_gone_still_opens_and_is_told() {
        let known = get(shared().office("24"), "/session").await;
        assert_eq!((known.status.as_u16(), &known.body["area"]["code"]), (200, &"24".into()));
        assert_eq!(known.body["warnings"], serde_json::json!([]));
        let gone = get(shared().office("99999"), "/session").await;
        assert_eq!((gone.status.as_u16(), &gone.body["area"]), (200, &serde_json::Value::Null));
        let told = gone.body["warnings"][0]["vi"].as_str().unwrap();
        assert!(told.contains("99999") && told.contains("--area"), "{told}");
        let changes = get(shared().office("99999"), "/changes").await;
        assert_eq!(changes.status.as_u16(), 200, "where it can be undone");
    }
}
