use std::sync::Arc;

use axum::extract::State;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use taicho_model::ClockState;
use taicho_ops::{Clocks, ClocksOf, clocks, in_force};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::board::Moment;
use crate::app::{App, Caller, reading};
use crate::extract::{Json, Query};
use crate::problem::Problem;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(read_clocks))
}

/// Which clocks.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Which {
    /// Only the rows of this state; the counts are of all states in any case.
    #[param(value_type = Option<ClockState>)]
    state: Option<String>,
}

/// The clocks of an area, with the time that it is.
#[derive(Serialize, ToSchema)]
#[schema(as = ServedClocks)]
struct ClocksWire {
    /// Now, as the scene has it.
    now: Timestamp,
    #[serde(flatten)]
    clocks: Clocks,
}

/// The clocks of the law in an area: what is due, overdue and met of cases, isolations, outbreaks and epidemics.
///
/// What needs somebody first comes first. What was met is listed for some days. Names of people stand there only for
/// who may see them.
#[utoipa::path(get, path = "/clocks", params(Moment, Which), responses((status = 200, body = ClocksWire)))]
async fn read_clocks(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(moment): Query<Moment>,
    Query(which): Query<Which>,
) -> Result<Json<ClocksWire>, Problem> {
    caller.role.require("read_clocks")?;
    let area = moment.area_code(&app, &caller)?;
    let at = moment.at(&area, &caller)?;
    let state = match which.state.as_deref() {
        None | Some("") => None,
        Some(word) => Some(ClockState::parse(word).ok_or_else(bad_state)?),
    };
    let made = reading(&app, move |app| {
        app.store.read::<_, Problem>(&caller.actor, |read| {
            let names = caller.role.sees_persons();
            let asked = ClocksOf { area: &area, at, family: moment.family(), state, names };
            let rules = in_force(read, app.content, app.library, Some(at))?;
            Ok(clocks(read, &rules.content, &rules.library, &asked)?)
        })
    });
    Ok(Json(ClocksWire { now: caller.now, clocks: made.await? }))
}

fn bad_state() -> Problem {
    let words: Vec<&str> = ClockState::ALL.iter().map(|state| state.as_str()).collect();
    let words = words.join(", ");
    Problem::bad_request(
        "bad_state",
        &format!("Trạng thái là một trong: {words}."),
        &format!("A state is one of {words}."),
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use axum::http::StatusCode;
    use serde_json::Value;

    use crate::rights::Role;
    use crate::testing::{get, of_one_ward, shared};

    const SCENE: &str = "/clocks?scene=kinh-bac-2026&at=2026-11-20T09:15:00%2B07:00";

    #[tokio::test]
    async fn the_scene_of_today_has_a_clock_of_every_state() {
        let answer = get(shared().app(), SCENE).await;
        assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
        let rows = answer.body["rows"].as_array().unwrap();
        let states: BTreeSet<&str> =
            rows.iter().map(|row| row["state"].as_str().unwrap()).collect();
        for state in ["overdue", "running", "unknown", "met", "met_late"] {
            assert!(states.contains(state), "{state} in {states:?}");
            assert!(answer.body["counts"][state].as_i64() > Some(0));
        }
        // rules.md 8.4: two hours to make the list, at home.
        let row = rows
            .iter()
            .find(|row| row["subject"]["label"] == "KB26-CL-02" && row["value"] == "list");
        let row = row.unwrap();
        assert_eq!(
            (&row["state"], &row["due_at"]),
            (&"running".into(), &"2026-11-20T03:15:00Z".into())
        );
        assert!(row["person"].as_str().is_some_and(|name| name.contains(' ')), "{row}");
        let only = get(shared().app(), &format!("{SCENE}&state=overdue")).await;
        let only = only.body["rows"].as_array().unwrap().clone();
        assert!(!only.is_empty() && only.iter().all(|row| row["state"] == "overdue"));
    }

    #[tokio::test]
    async fn names_are_for_who_may_see_people_and_areas_for_who_may_see_them() {
        let named = |body: &Value| {
            let rows = body["rows"].as_array().unwrap();
            rows.iter().any(|row| !row["person"].is_null())
        };
        assert!(named(&get(shared().app(), SCENE).await.body));
        let observed = get(shared().app().for_observer(), SCENE).await;
        assert_eq!(observed.status, StatusCode::OK);
        assert!(!named(&observed.body) && !observed.body["rows"].as_array().unwrap().is_empty());
        assert!(
            get(shared().app().for_role(Role::Stranger), SCENE).await.is_problem(403, "forbidden")
        );
        let elsewhere = get(shared().app().for_actor(of_one_ward()), SCENE).await;
        assert!(elsewhere.status.is_client_error(), "{:?}", elsewhere.body);
        let bad = get(shared().app(), &format!("{SCENE}&state=soon")).await;
        assert!(bad.is_problem(400, "bad_state"), "{:?}", bad.body);
    }
}
