use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use hyper::body::{Frame, SizeHint};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use taicho_ops::{Board, Situation, board, freeze_of, in_force};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::answers::Key;
use crate::app::{App, Caller, answer};
use crate::extract::Query;
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

/// The area asked for, or the scene's, or the one that the server was started with; none where nobody named one.
pub(crate) fn named_area(asked: Option<&str>, app: &App, caller: &Caller) -> Option<String> {
    let scene = caller.scene.as_ref().map(|scene| scene.area_code.as_str());
    asked.or(scene).or(app.home_area.as_deref()).map(str::to_owned)
}

/// The same, or the place of the installation.
pub(crate) fn area_code(
    asked: Option<&str>,
    app: &App,
    caller: &Caller,
) -> Result<String, Problem> {
    let home = || caller.home.as_ref().map(|home| home.code.clone());
    named_area(asked, app, caller).or_else(home).ok_or_else(|| {
        Problem::bad_request("area_needed", "Cần chọn địa bàn.", "An area is needed.")
    })
}

impl Moment {
    /// What a body names.
    pub(crate) fn of(area: Option<String>, at: Option<String>) -> Self {
        Self { area, at, day: None, family: None }
    }

    pub(crate) fn area_code(&self, app: &App, caller: &Caller) -> Result<String, Problem> {
        area_code(self.area.as_deref(), app, caller)
    }

    /// The area as far as somebody named one: a list is of every area where nobody did.
    pub(crate) fn named_area(&self, app: &App, caller: &Caller) -> Option<String> {
        named_area(self.area.as_deref(), app, caller)
    }

    pub(crate) fn at(&self, code: &str, caller: &Caller) -> Result<Timestamp, Problem> {
        Ok(self.at_if_named()?.unwrap_or_else(|| caller.now_of(code)))
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

    /// The key of an answer about this moment, for a caller in a scene.
    pub(crate) fn key(
        &self,
        operation: &'static str,
        code: &str,
        caller: &Caller,
    ) -> Result<Key, Problem> {
        let at = self.at_if_named()?;
        let asked = [
            caller.scene.as_ref().map(|scene| scene.id.clone()),
            Some(code.to_owned()),
            at.map(|at| at.to_string()),
            self.day()?.map(|day| day.to_string()),
            self.family.clone(),
        ];
        Ok(Key::new(&caller.actor, operation, asked).of_now(at.is_none()))
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
) -> Result<Response, Problem> {
    caller.role.require("read_board")?;
    let code = moment.area_code(&app, &caller)?;
    // A place of another time has its now in that time.
    let named = moment.at_if_named()?.or_else(|| caller.opens_at(&code));
    let day = moment.day()?;
    let key = moment.key("read_board", &code, &caller)?;
    let Caller { actor, scene, now, .. } = caller;
    let made = answer(&app, key, move |app| {
        // The board of "now" is of the time at which it is made: the figures and the clock beside them are one.
        let now = app.now(scene.as_ref())?;
        app.store.read(&actor, |read| {
            let situation = Situation::load(read, &code, named.unwrap_or(now), day)?;
            let at = Some(situation.as_of);
            let asked = in_force(read, app.content, app.library, at)?;
            let board = board(&situation, &asked.content, &asked.library, moment.family())?;
            let frozen = freeze_of(read, &situation.area.id, board.day)?
                .map(|freeze| Frozen { id: freeze.id.to_string(), at: freeze.frozen_at });
            let wire = BoardWire { now, frozen, board };
            Ok(serde_json::to_vec(&wire).expect("a board is written as JSON"))
        })
    })
    .await?;
    let kind = [(header::CONTENT_TYPE, "application/json")];
    Ok(match named {
        None => (kind, made).into_response(),
        Some(_) => (kind, Body::new(Retold::at(now, &made))).into_response(),
    })
}

/// A board of a past moment as it was made, with the time that it is now: kept for as long as nothing is written, it
/// is told many times, and copied never.
struct Retold {
    parts: [Bytes; 2],
}

impl Retold {
    fn at(now: Timestamp, made: &Bytes) -> Self {
        // The time is the first field, and holds no comma.
        let after = made.iter().position(|byte| *byte == b',').unwrap_or_default();
        Self { parts: [format!("{{\"now\":\"{now}\"").into(), made.slice(after..)] }
    }
}

impl HttpBody for Retold {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let next = self.parts.iter_mut().find(|part| !part.is_empty());
        Poll::Ready(next.map(|part| Ok(Frame::data(std::mem::take(part)))))
    }

    fn is_end_stream(&self) -> bool {
        self.parts.iter().all(Bytes::is_empty)
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.parts.iter().map(|part| part.len() as u64).sum())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use axum::body::Body;
    use serde_json::json;

    use crate::router;
    use crate::testing::{ask, demo, get, request, send, shared};

    #[tokio::test]
    async fn the_board_shows_an_entry_at_once_and_the_past_stays() {
        let demo = demo();
        let routes = router(Arc::new(demo.app()));
        let bare = |path: &str| request("GET", path).body(Body::empty()).unwrap();
        let board = async |query: &str| ask(&routes, bare(&format!("/api/v1/board{query}"))).await;
        let community = |board: &serde_json::Value| -> i64 {
            let wards = board["wards"].as_array().unwrap().iter();
            wards.map(|ward| ward["new_cases"]["community"].as_i64().unwrap()).sum()
        };
        const PAST: &str = "?at=2021-06-17T08:00:00%2B07:00";
        let past = board(PAST).await.body;
        let mut seen = community(&board("").await.body);
        for _ in 0..5 {
            let case = json!({
                "disease": "covid-19", "area_code": "09187", "status": "confirmed",
                "origin": "community", "setting": "quarter", "found_on": "2021-06-17",
            });
            let new = request("POST", "/api/v1/cases").header("content-type", "application/json");
            let made = ask(&routes, new.body(Body::from(case.to_string())).unwrap()).await;
            assert_eq!(made.status, 201, "{made:?}");
            let now = board("").await.body;
            assert_eq!((community(&now), &now["now"]), (seen + 1, &now["as_of"]));
            seen += 1;
        }
        let mut again = board(PAST).await.body;
        assert_ne!(again["now"], past["now"]);
        assert_ne!(board(PAST).await.body["now"], again["now"], "kept, with the time that it is");
        again["now"] = past["now"].clone();
        again["records_not_yet_known"] = past["records_not_yet_known"].clone();
        assert_eq!(again, past);
    }

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
