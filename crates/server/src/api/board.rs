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

/// What a request names that has its moment in its body.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Jurisdiction {
    /// Code of the area, as it was valid on the day; the scene's own where none is named.
    area: Option<String>,
    /// The family of rule sets; the one in force on the day where none is named.
    pub(crate) family: Option<String>,
}

impl Jurisdiction {
    pub(crate) fn area_code(&self, app: &App, caller: &Caller) -> Result<String, Problem> {
        area_code(self.area.as_deref(), app, caller)
    }
}

/// The area asked for, or the scene's, or the installation's own.
pub(crate) fn area_code(
    asked: Option<&str>,
    app: &App,
    caller: &Caller,
) -> Result<String, Problem> {
    let scene = caller.scene.as_ref().map(|scene| scene.area_code.as_str());
    asked.or(scene).or(app.home_area.as_deref()).map(str::to_owned).ok_or_else(|| {
        Problem::bad_request("area_needed", "Cần chọn địa bàn.", "An area is needed.")
    })
}

impl Moment {
    pub(crate) fn area_code(&self, app: &App, caller: &Caller) -> Result<String, Problem> {
        area_code(self.area.as_deref(), app, caller)
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

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use crate::testing::{get, request, send, shared};

    #[tokio::test]
    async fn the_board_is_of_the_moment_and_day_asked_for() {
        let session = get(shared().app(), "/session").await;
        assert_eq!(session.body["demo"], true);
        let now = get(shared().app(), "/board").await;
        assert_eq!((now.status.as_u16(), &now.body["day"]), (200, &"2021-06-17".into()));
        assert_eq!(now.body["area"]["code"], "256");
        assert_eq!(now.body["wards"].as_array().unwrap().len(), 19);
        assert!(!now.body["proposals"].as_array().unwrap().is_empty());
        let before = get(shared().app(), "/board?at=2021-06-01T08:00:00%2B07:00").await;
        assert_eq!(before.body["as_of"], "2021-06-01T01:00:00Z");
        let planned = get(shared().app(), "/board?day=2021-06-25").await;
        assert_eq!(
            (&planned.body["planned"], &planned.body["day"]),
            (&true.into(), &"2021-06-25".into())
        );
        let outlines = get(shared().app(), "/outlines").await;
        assert_eq!(outlines.body["features"].as_array().unwrap().len(), 19);
    }

    #[tokio::test]
    async fn what_cannot_be_told_is_a_problem_document() {
        for (path, status, code) in [
            ("/board?scene=none", 404, "not_found"),
            ("/board?day=31/12/2021", 400, "bad_time"),
            ("/board?day=9999-12-31", 400, "bad_time"),
            ("/board?at=now", 400, "bad_time"),
            ("/board?area=00000", 404, "unknown_area"),
            ("/board?family=none", 422, "unknown_family"),
            ("/board?area=256&area=257", 400, "bad_query"),
            ("/no-such-list", 404, "not_found"),
            ("/history/cases/none", 404, "not_found"),
            ("/history/none/none", 404, "not_found"),
            ("/history/cases/%00", 400, "bad_query"),
        ] {
            let answer = get(shared().app(), path).await;
            assert!(answer.is_problem(status, code), "{path}: {answer:?}");
        }
        let bare = |method, path| request(method, path).body(Body::empty()).unwrap();
        let answer = send(shared().app(), bare("DELETE", "/api/v1/board")).await;
        assert!(answer.is_problem(405, "method_not_allowed"), "{answer:?}");
        let answer = send(shared().app(), bare("GET", "/api/v2/board")).await;
        assert!(answer.is_problem(404, "not_found"), "{answer:?}");
    }

    #[tokio::test]
    async fn a_foreign_host_or_origin_is_refused() {
        for (name, value) in [("host", "rebound.example"), ("origin", "http://evil.example")] {
            let mut request = request("GET", "/api/v1/board").body(Body::empty()).unwrap();
            request.headers_mut().insert(name, value.parse().unwrap());
            let answer = send(shared().app(), request).await;
            assert!(answer.is_problem(403, "foreign_origin"), "{name}: {answer:?}");
        }
    }
}
