use std::sync::Arc;

use axum::extract::State;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use taicho_ops::{Board, Situation, board, freeze_of};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::{App, Caller, blocking};
use crate::extract::{Json, Query};
use crate::problem::Problem;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(read_board))
}

/// What every question about a moment names.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Moment {
    /// Code of the area, as it was valid on the day; the scene's own where none is named.
    area: Option<String>,
    /// The moment whose knowledge is wanted, from 1900 to 2199; now where none is named.
    #[param(value_type = Option<Timestamp>, pattern = r"^(19|20|21)\d\d-")]
    at: Option<String>,
    /// The day that is shown, from 1900 to 2199; the day of the moment where none is named.
    #[param(value_type = Option<Date>, pattern = r"^(19|20|21)\d\d-")]
    day: Option<String>,
    /// The family of rule sets; the one in force on the day where none is named.
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

    pub(crate) fn day(&self) -> Result<Option<Date>, Problem> {
        super::date(self.day.as_deref())
    }

    pub(crate) fn family(&self) -> Option<&str> {
        self.family.as_deref()
    }
}

/// The command board, with the time that it is and what was frozen of its day.
#[derive(Serialize, ToSchema)]
#[schema(as = ServedBoard)]
struct BoardWire {
    /// Now, as the scene has it.
    now: Timestamp,
    /// The figures that were frozen of the day.
    frozen: Option<Frozen>,
    #[serde(flatten)]
    board: Board,
}

/// Figures that were frozen.
#[derive(Serialize, ToSchema)]
struct Frozen {
    /// The id.
    id: String,
    /// The moment whose figures they are.
    at: Timestamp,
}

/// The command board of an area at a moment or on a planned day.
#[utoipa::path(get, path = "/board", params(Moment), responses((status = 200, body = BoardWire)))]
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
