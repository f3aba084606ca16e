use std::sync::Arc;

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use jiff::Timestamp;
use serde::Serialize;
use taicho_model::{AreaRef, Words, vietnam_date};
use taicho_ops::area_with_code;

use crate::app::{App, Caller, blocking};
use crate::problem::Problem;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new().route("/session", get(read_session))
}

#[derive(Serialize)]
struct Session {
    operator: Operator,
    demo: bool,
    loopback_only: bool,
    now: Timestamp,
    area: Option<AreaRef>,
    scenes: Vec<SceneWire>,
}

#[derive(Serialize)]
struct Operator {
    name: String,
}

#[derive(Serialize)]
struct SceneWire {
    id: String,
    title: Words,
    notice: Words,
    area: AreaRef,
    starts_at: Timestamp,
    now: Timestamp,
}

async fn read_session(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<Json<Session>, Problem> {
    caller.role.require("read_session")?;
    blocking(move || {
        app.store.read(&caller.actor, |read| {
            let mut scenes = Vec::new();
            for scene in &app.scenes {
                let area = area_with_code(read, &scene.area_code, vietnam_date(scene.starts_at))?;
                let latest = read.latest_recorded(scene.ends_before())?;
                scenes.push(SceneWire {
                    id: scene.id.clone(),
                    title: scene.title.clone(),
                    notice: scene.notice.clone(),
                    area: area.to_ref(),
                    starts_at: scene.starts_at,
                    now: app.clock.now(Some(scene), latest),
                });
            }
            let area = match &app.home_area {
                Some(code) => Some(area_with_code(read, code, vietnam_date(caller.now))?.to_ref()),
                None => None,
            };
            Ok(Json(Session {
                operator: Operator { name: caller.actor.id.clone() },
                demo: !app.scenes.is_empty(),
                loopback_only: true,
                now: caller.now,
                area,
                scenes,
            }))
        })
    })
    .await
}
