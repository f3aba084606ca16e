use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use jiff::Timestamp;
use serde::Deserialize;
use taicho_ops::{Content, Scene};
use taicho_rules::Library;
use taicho_store::{Actor, Store};

use crate::clock::Clock;
use crate::extract::Query;
use crate::problem::Problem;
use crate::rights::Role;
use crate::{api, connections, guard, web};

/// What every handler shares.
pub struct App {
    pub(crate) store: Arc<Store>,
    pub(crate) content: &'static Content,
    pub(crate) library: &'static Library,
    /// The scenes of a demo; none in an installation that serves for real.
    pub(crate) scenes: Vec<Scene>,
    /// The area that the board opens on where no scene names one.
    pub(crate) home_area: Option<String>,
    pub(crate) clock: Clock,
    pub(crate) actor: Actor,
    pub(crate) role: Role,
}

impl App {
    /// An app over a store; `scenes` are those of a demo.
    pub fn new(
        store: Arc<Store>,
        content: &'static Content,
        library: &'static Library,
        scenes: Vec<Scene>,
        home_area: Option<String>,
    ) -> Self {
        let (clock, actor) = (Clock::start(), Actor::local_operator());
        Self { store, content, library, scenes, home_area, clock, actor, role: Role::Operator }
    }

    /// The same app for somebody else, who may see other areas.
    pub fn for_actor(mut self, actor: Actor) -> Self {
        self.actor = actor;
        self
    }

    /// The same app for somebody who may look and not decide.
    pub fn for_observer(mut self) -> Self {
        self.role = Role::Observer;
        self
    }

    pub(crate) fn scene(&self, id: Option<&str>) -> Result<Option<&Scene>, Problem> {
        match id {
            None => Ok(self.scenes.first()),
            Some(id) => match self.scenes.iter().find(|scene| scene.id == id) {
                Some(scene) => Ok(Some(scene)),
                None => Err(Problem::not_found()),
            },
        }
    }
}

/// Who asks, and in which scene: what a handler knows about its caller.
pub(crate) struct Caller {
    pub(crate) actor: Actor,
    pub(crate) role: Role,
    pub(crate) scene: Option<Scene>,
    pub(crate) now: Timestamp,
}

#[derive(Deserialize)]
struct SceneQuery {
    scene: Option<String>,
}

impl FromRequestParts<Arc<App>> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        let Query(query) = Query::<SceneQuery>::from_request_parts(parts, app).await?;
        let scene = app.scene(query.scene.as_deref())?.cloned();
        let actor = app.actor.clone();
        let latest = match &scene {
            None => None,
            Some(scene) => {
                let (store, actor, until) = (app.store.clone(), actor.clone(), scene.ends_before());
                blocking(move || {
                    store.read::<_, Problem>(&actor, |read| Ok(read.latest_recorded(until)?))
                })
                .await?
            }
        };
        let now = app.clock.now(scene.as_ref(), latest);
        Ok(Self { actor, role: app.role, scene, now })
    }
}

/// Runs what reads or writes the database beside the threads that answer requests.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work).await?
}

/// Every route of the program.
pub fn router(app: Arc<App>) -> Router {
    Router::new()
        .nest("/api/v1", api::routes())
        .fallback(web::file)
        .layer(axum::middleware::from_fn(guard::own_host_only))
        .with_state(app)
}

/// Serves on an address until the process is asked to stop; `ready` hears the address that was taken.
pub async fn serve(
    app: App,
    address: SocketAddr,
    ready: impl FnOnce(SocketAddr, bool),
) -> std::io::Result<()> {
    let listener = tokio::net::TcpListener::bind(address).await?;
    ready(listener.local_addr()?, web::is_built_in());
    connections::answer(listener, router(Arc::new(app)), async {
        let _ = tokio::signal::ctrl_c().await;
    })
    .await;
    Ok(())
}
