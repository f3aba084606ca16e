use std::sync::Arc;

use axum::extract::{Query, State};
use axum::routing::get;
use axum::{Json, Router};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use taicho_ops::{Board, Situation, board, freeze_of};

use crate::app::{App, Caller, blocking};
use crate::problem::Problem;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new().route("/board", get(read_board))
}

/// What every question about a moment names.
#[derive(Deserialize)]
pub(crate) struct Moment {
    area: Option<String>,
    at: Option<String>,
    day: Option<String>,
    family: Option<String>,
}

impl Moment {
    /// The area asked for, or the scene's, or the installation's own.
    pub(crate) fn area_code(&self, app: &App, caller: &Caller) -> Result<String, Problem> {
        let scene = caller.scene.as_ref().map(|scene| scene.area_code.clone());
        self.area.clone().or(scene).or_else(|| app.home_area.clone()).ok_or_else(|| {
            Problem::bad_request("area_needed", "Cần chọn địa bàn.", "An area is needed.")
        })
    }

    pub(crate) fn at(&self, caller: &Caller) -> Result<Timestamp, Problem> {
        Ok(self.at_if_named()?.unwrap_or(caller.now))
    }

    pub(crate) fn at_if_named(&self) -> Result<Option<Timestamp>, Problem> {
        super::instant(self.at.as_deref())
    }

    pub(crate) fn day(&self) -> Result<Option<jiff::civil::Date>, Problem> {
        super::date(self.day.as_deref())
    }

    pub(crate) fn family(&self) -> Option<&str> {
        self.family.as_deref()
    }
}

#[derive(Serialize)]
struct BoardWire {
    now: Timestamp,
    frozen: Option<Frozen>,
    #[serde(flatten)]
    board: Board,
}

#[derive(Serialize)]
struct Frozen {
    id: String,
    at: Timestamp,
}

async fn read_board(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(moment): Query<Moment>,
) -> Result<Json<BoardWire>, Problem> {
    caller.role.require("read_board")?;
    let (code, at, day) = (moment.area_code(&app, &caller)?, moment.at(&caller)?, moment.day()?);
    blocking(move || {
        app.store.read(&caller.actor, |read| {
            let situation = Situation::load(read, &code, at, day)?;
            let board = board(&situation, app.content, app.library, moment.family())?;
            let frozen = freeze_of(read, &situation.area.id, board.day)?
                .map(|freeze| Frozen { id: freeze.id.to_string(), at: freeze.frozen_at });
            Ok(Json(BoardWire { now: caller.now, frozen, board }))
        })
    })
    .await
}
