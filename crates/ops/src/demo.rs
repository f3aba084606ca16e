//! The scenes of `content/demo/`: situations to look at and to practise with.

mod population;
mod scene;

use std::fmt::Write as _;
use std::sync::Arc;

use jiff::{Timestamp, ToSpan};
use taicho_model::vietnam_date;
use taicho_store::{Actor, Intent, Store};

pub use population::{
    Names, NamesError, PeopleSpec, PersonRow, PlaceRow, Population, WardSpec, generate_people,
};
pub use scene::{Scene, ScenePlan};

use crate::areas::area_with_code;
use crate::home::{bring_in, load_units, shipped};
use crate::import::{Source, kinds};
use crate::{Content, OpsError};

/// The setting that marks a database as a demo's.
pub(crate) const MARK: &str = "demo";

/// Whether the database is empty, a demo's, or holds somebody's real work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// Nothing was ever written.
    Nothing,
    /// A demo, made by this program.
    Demo,
    /// A demo whose loading broke off.
    HalfADemo,
    /// Something else.
    Other,
}

/// What a database holds.
pub fn holds(store: &Store) -> Result<Holds, OpsError> {
    store.read(&Actor::local_operator(), |read| {
        match read.setting(MARK)?.as_deref() {
            Some("ready") => return Ok(Holds::Demo),
            Some(_) => return Ok(Holds::HalfADemo),
            None => {}
        }
        Ok(if read.changes(Timestamp::MIN..Timestamp::MAX, None, 1)?.is_empty() {
            Holds::Nothing
        } else {
            Holds::Other
        })
    })
}

/// Loads every scene into an empty database, and into a demo those that came with a newer program; anything else is
/// refused. `progress` hears what is being loaded.
pub fn prepare(
    store: &Store,
    content: &Content,
    mut progress: impl FnMut(&str),
) -> Result<Vec<Scene>, OpsError> {
    let scenes = scenes(content)?;
    match holds(store)? {
        Holds::Demo => {
            load_missing(store, content, &scenes, &mut progress)?;
            return Ok(scenes);
        }
        Holds::HalfADemo => return Err(OpsError::HalfADemo),
        Holds::Other => return Err(OpsError::NotADemo),
        Holds::Nothing => {}
    }
    let actor = Actor::local_operator();
    let first = scenes.iter().map(|scene| scene.starts_at).min().unwrap_or(Timestamp::UNIX_EPOCH);
    // The mark comes first, so that a demo broken off half way is known for one and can be thrown away.
    let intent =
        Intent::new("prepare_demo", first.saturating_sub(1_000.hours()).unwrap_or(first)).dated();
    store.write::<_, OpsError>(&actor, intent, |write| {
        // Of several that find the database empty one loads it.
        match write.setting(MARK)? {
            None => Ok(write.set(MARK, "preparing")?),
            Some(_) => Err(OpsError::DemoUnderWay),
        }
    })?;
    progress("đơn vị hành chính · administrative areas");
    // The tree of areas is the same in every scene; each period tells its own days.
    load_units(store, content, first.saturating_sub(999.hours()).unwrap_or(first))?;
    load_missing(store, content, &scenes, &mut progress)?;
    let intent = Intent::new("prepare_demo", first).dated();
    store.write::<_, OpsError>(&actor, intent, |write| Ok(write.set(MARK, "ready")?))?;
    Ok(scenes)
}

/// Loads the scenes that the database has not; the log says which it has.
fn load_missing(
    store: &Store,
    content: &Content,
    scenes: &[Scene],
    progress: &mut impl FnMut(&str),
) -> Result<(), OpsError> {
    for scene in scenes {
        let at = scene.loaded_at();
        let moment = at..at.saturating_add(1.second()).unwrap_or(at);
        let known = store.read::<_, OpsError>(&Actor::local_operator(), |read| {
            Ok(!read.changes(moment, None, 1)?.is_empty())
        });
        if !known? {
            progress(&scene.title.vi);
            bring_in(store, scene_sources(content, scene)?, at)?;
        }
    }
    Ok(())
}

/// The scenes of the content, the earliest first; each has the time until the next one begins.
pub fn scenes(content: &Content) -> Result<Vec<Scene>, OpsError> {
    let mut scenes = Vec::new();
    for path in Content::paths("demo/") {
        if let Some(folder) = path.strip_suffix("/scene.toml") {
            scenes.push(Scene::parse(&content.text(&path)?, folder)?);
        }
    }
    scenes.sort_by_key(|scene| scene.starts_at);
    for next in 1..scenes.len() {
        let begins = scenes[next].loaded_at();
        let scene = &mut scenes[next - 1];
        scene.ends_before = scene.ends_before.min(begins);
    }
    Ok(scenes)
}

fn scene_sources(content: &Content, scene: &Scene) -> Result<Vec<Source>, OpsError> {
    let mut sources = people_sources(content, scene)?;
    for kind in kinds().map(|kind| kind.name).chain(["stated"]) {
        let path = format!("{}/{kind}.csv", scene.folder);
        if Content::paths(&path).contains(&path) {
            // What a plan states and no rule asks for is kept as facts too.
            let kind = if kind == "stated" { "facts" } else { kind };
            sources.push(shipped(content, &path)?.of_kind(kind));
        }
    }
    Ok(sources)
}

/// The people are made up and written as the tables that an office would send, so that they pass the same import.
fn people_sources(content: &Content, scene: &Scene) -> Result<Vec<Source>, OpsError> {
    let Some(mut spec) = scene.people.clone() else { return Ok(Vec::new()) };
    spec.on = vietnam_date(scene.starts_at);
    let quarters = format!("{}/quarters.csv", scene.folder);
    if Content::paths(&quarters).contains(&quarters) {
        scene::add_quarters(&mut spec, content.bytes(&quarters)?.into_owned().into())?;
    }
    let names = scene::names(content)?;
    let made = generate_people(&spec, &names);
    let mut places = String::from("key,kind,name,area_code,origin\n");
    for place in &made.places {
        let _ = writeln!(
            places,
            "{},{},{},{},synthetic",
            place.key,
            place.kind.as_str(),
            quoted(&place.name),
            place.area_code
        );
    }
    let mut people = String::from(
        "key,full_name,sex,born_on,personal_id,phone,area_code,address,residence,household_key,lodging_key,workplace_key,origin\n",
    );
    for person in &made.people {
        let _ = writeln!(
            people,
            "{},{},{},{},{},{},{},{},{},{},{},{},synthetic",
            person.key,
            quoted(&person.full_name),
            person.sex.as_str(),
            person.born_on,
            person.personal_id.as_deref().unwrap_or_default(),
            person.phone.as_deref().unwrap_or_default(),
            person.area_code,
            quoted(&person.address),
            person.residence.as_str(),
            person.household_key,
            person.lodging_key.as_deref().unwrap_or_default(),
            person.workplace_key.as_deref().unwrap_or_default(),
        );
    }
    let bytes = |text: String| -> Arc<[u8]> { text.into_bytes().into() };
    Ok(vec![
        Source::bytes("places.csv", bytes(places)).of_kind("places"),
        Source::bytes("people.csv", bytes(people)).of_kind("people"),
    ])
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// The scene of a demo that a moment falls into; none where the database is not a demo's.
pub fn scene_at(
    store: &Store,
    content: &Content,
    at: Timestamp,
) -> Result<Option<Scene>, OpsError> {
    if holds(store)? != Holds::Demo {
        return Ok(None);
    }
    let begun = scenes(content)?.into_iter().rev();
    let mut begun = begun.filter(|scene| vietnam_date(scene.starts_at) <= vietnam_date(at));
    Ok(begun.next())
}

/// The scene of a demo that an area belongs to at a moment, be it the scene's own, under it or above it: another
/// scene's notice has nothing to say of it.
pub fn scene_of(
    store: &Store,
    content: &Content,
    area_code: &str,
    at: Timestamp,
) -> Result<Option<Scene>, OpsError> {
    if holds(store)? != Holds::Demo {
        return Ok(None);
    }
    let day = vietnam_date(at);
    store.read::<_, OpsError>(&Actor::local_operator(), |read| {
        let path = area_with_code(read, area_code, day)?.path;
        for scene in scenes(content)?.into_iter().rev() {
            let begun = vietnam_date(scene.starts_at) <= day;
            // The units of the scene may have gone since.
            let own = area_with_code(read, &scene.area_code, day);
            let own = own.map(|area| area.path).unwrap_or_default();
            if begun && !own.is_empty() && (path.starts_with(&own) || own.starts_with(&path)) {
                return Ok(Some(scene));
            }
        }
        Ok(None)
    })
}
