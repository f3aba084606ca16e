use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use axum::body::Bytes;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;
use taicho_model::{AreaRef, Words, vietnam_date};
use taicho_ops::{
    Asked, Content, Home, OpsError, Scene, Typesetter, area_with_code, freeze_at, home,
    replayed_on, take_in,
};
use taicho_rules::Library;
use taicho_store::{Actor, Request, Store};

use crate::answers::{Answers, Key};
use crate::clock::Clock;
use crate::extract::Query;
use crate::lanes::Lanes;
use crate::problem::Problem;
use crate::rights::Role;
use crate::uploads::Uploads;
use crate::warnings::Warnings;

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
    pub(crate) lanes: Arc<Lanes>,
    pub(crate) answers: Arc<Answers>,
    pub(crate) uploads: Uploads,
    pub(crate) warnings: Arc<Warnings>,
    pub(crate) typesetter: Option<Typesetter>,
    latest: Mutex<BTreeMap<String, (u64, Option<Timestamp>)>>,
    opens_on: Mutex<Option<(u64, Date, Option<OpensOn>)>>,
    /// The folder of the place's own content, and what is wrong with the files there that are not in use.
    local: Mutex<Option<(PathBuf, Vec<Words>)>>,
}

/// The place that an office works for, as its board opens.
#[derive(Clone, Debug)]
pub(crate) struct OpensOn {
    /// The code of its area.
    pub(crate) code: String,
    /// Its area; none where no day has one with that code.
    pub(crate) area: Option<AreaRef>,
    /// The moment that it is looked at, where its area is one of another time than today.
    pub(crate) at: Option<Timestamp>,
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
        Self {
            store,
            content,
            library,
            scenes,
            home_area,
            clock: Clock::start(),
            actor: Actor::local_operator(),
            role: Role::Operator,
            lanes: Arc::default(),
            answers: Arc::default(),
            uploads: Uploads::default(),
            warnings: Arc::default(),
            typesetter: None,
            latest: Mutex::default(),
            opens_on: Mutex::default(),
            local: Mutex::default(),
        }
    }

    /// The same app, which takes the place's own content from a folder, now and whenever another place is chosen.
    pub fn with_content_in(self, folder: PathBuf) -> Result<Self, OpsError> {
        *self.local.lock().expect("no one panics with the lock") = Some((folder, Vec::new()));
        self.take_in_content()?;
        Ok(self)
    }

    /// Takes what the content folder has of new; what is wrong with the rest is said from then on.
    pub(crate) fn take_in_content(&self) -> Result<(), OpsError> {
        let mut local = self.local.lock().expect("no one panics with the lock");
        let Some((folder, faults)) = local.as_mut() else { return Ok(()) };
        let now = self.clock.now(None, None);
        // Which time the files count for is known once the place is.
        if self.scenes.is_empty() && self.opens_on(now)?.is_none() {
            return Ok(());
        }
        *faults = take_in(&self.store, self.content, self.library, folder, now)?.faults;
        Ok(())
    }

    /// What is wrong with files of the content folder that are not in use.
    pub fn content_faults(&self) -> Vec<Words> {
        let local = self.local.lock().expect("no one panics with the lock");
        local.iter().flat_map(|(_, faults)| faults.clone()).collect()
    }

    /// The place that the office works for, where nothing was written since it was read.
    fn opens_on_kept(&self, now: Timestamp) -> Option<Option<OpensOn>> {
        let kept = self.opens_on.lock().expect("no one panics with the lock");
        let (generation, day, opens_on) = kept.as_ref()?;
        let holds = *generation == self.store.generation() && *day == vietnam_date(now);
        holds.then(|| opens_on.clone())
    }

    /// The place that the office works for: the one that the server was started with, or the one chosen.
    pub(crate) fn opens_on(&self, now: Timestamp) -> Result<Option<OpensOn>, OpsError> {
        if !self.scenes.is_empty() {
            return Ok(None);
        }
        if let Some(kept) = self.opens_on_kept(now) {
            return Ok(kept);
        }
        let (generation, today) = (self.store.generation(), vietnam_date(now));
        let opens_on = self.store.read::<_, OpsError>(&Actor::local_operator(), |read| {
            let (wanted, replayed) = match &self.home_area {
                Some(code) => (Some(Home { code: code.clone(), on: today }), None),
                None => (home(read)?, replayed_on(read)?),
            };
            let Some(Home { code, on }) = wanted else { return Ok(None) };
            // What was chosen for a day of the past, and a unit of another time, is looked at as it was then.
            for day in [replayed.unwrap_or(today), on, today] {
                match area_with_code(read, &code, day) {
                    Ok(area) => {
                        let at = (day != today).then(|| freeze_at(day));
                        return Ok(Some(OpensOn { code, area: Some(area.to_ref()), at }));
                    }
                    Err(OpsError::UnknownArea(_) | OpsError::AreaNotOnDay { .. }) => {}
                    Err(error) => return Err(error),
                }
            }
            Ok(Some(OpensOn { code, area: None, at: None }))
        })?;
        let mut kept = self.opens_on.lock().expect("no one panics with the lock");
        *kept = Some((generation, today, opens_on.clone()));
        Ok(opens_on)
    }

    /// The same app, which lays files that arrive in a folder until they are imported; they have no name there.
    pub fn with_uploads_in(mut self, folder: PathBuf) -> Self {
        self.uploads = Uploads::in_folder(folder);
        self
    }

    /// The same app, which passes on what is said of the machine.
    pub fn with_warnings(mut self, warnings: Arc<Warnings>) -> Self {
        self.warnings = warnings;
        self
    }

    /// The same app, which gives documents as PDF too.
    pub fn with_typesetter(mut self, typesetter: Typesetter) -> Self {
        self.typesetter = Some(typesetter);
        self
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

    /// The same app for somebody in any role.
    #[cfg(test)]
    pub(crate) fn for_role(self, role: Role) -> Self {
        Self { role, ..self }
    }

    /// The time that it is, in the scene where one is played.
    pub(crate) fn now(&self, scene: Option<&Scene>) -> Result<Timestamp, Problem> {
        let latest = match scene {
            Some(scene) => match self.latest_kept(scene) {
                Some(latest) => latest,
                None => self.latest_read(scene)?,
            },
            None => None,
        };
        Ok(self.clock.now(scene, latest))
    }

    /// The latest time recorded in a scene, where nothing was written since it was read.
    fn latest_kept(&self, scene: &Scene) -> Option<Option<Timestamp>> {
        let kept = self.latest.lock().expect("no one panics with the lock");
        let (generation, latest) = kept.get(&scene.id)?;
        (*generation == self.store.generation()).then_some(*latest)
    }

    fn latest_read(&self, scene: &Scene) -> Result<Option<Timestamp>, Problem> {
        let generation = self.store.generation();
        let until = scene.ends_before;
        let read = |read: &mut taicho_store::Read<'_>| Ok(read.latest_recorded(until)?);
        let latest = self.store.read::<_, Problem>(&self.actor, read)?;
        let mut kept = self.latest.lock().expect("no one panics with the lock");
        kept.insert(scene.id.clone(), (generation, latest));
        Ok(latest)
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
    /// The place that the office works for; none of a demo.
    pub(crate) home: Option<OpensOn>,
}

impl Caller {
    /// The moment at which an area is looked at where none is named, if that is not now: the office's own of another
    /// time.
    pub(crate) fn opens_at(&self, code: &str) -> Option<Timestamp> {
        self.home.as_ref().filter(|home| home.code == code)?.at
    }

    /// The moment at which an area is looked at where none is named.
    pub(crate) fn now_of(&self, code: &str) -> Timestamp {
        self.opens_at(code).unwrap_or(self.now)
    }

    /// When the caller asks for a write, and what they call the request.
    pub(crate) fn asks(&self, request: Option<Request>) -> Asked {
        Asked { at: self.now, request }
    }
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
        let at_hand = scene.as_ref().is_none_or(|scene| app.latest_kept(scene).is_some());
        let now = match at_hand {
            true => app.now(scene.as_ref())?,
            false => {
                let scene = scene.clone();
                glancing(app, move |app| app.now(scene.as_ref())).await?
            }
        };
        let home = match app.scenes.is_empty() {
            false => None,
            true => match app.opens_on_kept(now) {
                Some(kept) => kept,
                None => glancing(app, move |app| Ok(app.opens_on(now)?)).await?,
            },
        };
        Ok(Self { actor, role: app.role, scene, now, home })
    }
}

/// Runs a read that costs next to nothing, see [`Lanes`].
pub(crate) async fn glancing<T: Send + 'static>(
    app: &Arc<App>,
    work: impl FnOnce(&App) -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let working = app.clone();
    app.lanes.glances.run(move || work(&working)).await
}

/// Runs a read beside the threads that answer requests.
pub(crate) async fn reading<T: Send + 'static>(
    app: &Arc<App>,
    work: impl FnOnce(&App) -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let working = app.clone();
    app.lanes.reads.run(move || work(&working)).await
}

/// Runs a write; it goes on where its client has gone away.
pub(crate) async fn writing<T: Send + 'static>(
    app: &Arc<App>,
    work: impl FnOnce(&App) -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let working = app.clone();
    app.lanes.writes.run(move || work(&working)).await
}

/// The answer under the key: one that is kept and still holds, or what `make` makes in the lane of reads.
pub(crate) async fn answer(
    app: &Arc<App>,
    key: Key,
    make: impl FnOnce(&App) -> Result<Vec<u8>, Problem> + Send + 'static,
) -> Result<Bytes, Problem> {
    let working = app.clone();
    app.answers.answer(&app.store, &app.lanes, key, move || make(&working)).await
}
