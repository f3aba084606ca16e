//! The place that an installation works for: its area, and the day from which it looks at it.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use serde::Serialize;
use taicho_model::{
    Area, AreaLevel, AreaRef, Field, Setting, TextLimits, vietnam_date, vietnam_midnight,
};
use taicho_store::{Actor, Filter, Read, Store};
use utoipa::ToSchema;

use crate::areas::area_with_code;
use crate::areas::units::table;
use crate::asked::{Asked, once};
use crate::import::{Options, Source, import};
use crate::records::Diseases;
use crate::{Content, OpsError};

const CODE: &str = "home_area";
const ON: &str = "home_on";
const SIGNER: &str = "home_signer";
const DISEASE: &str = "home_disease";

/// The place that an installation works for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Home {
    /// The code of its area.
    pub code: String,
    /// The day on which that is the area's code; the area may have another one today, or none.
    pub on: Date,
}

/// Who signs in the office of an installation, and the disease that it works on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signs {
    /// The name under its papers; none where the signature alone gives it.
    pub signer: Option<String>,
    /// The code of the disease, or what people call it; none where the office works on all.
    pub disease: Option<String>,
}

impl Signs {
    /// The same as they are kept: an empty text stays, and clears what was told before.
    fn checked(&self) -> Result<Self, OpsError> {
        let name = |text: &String| match text.trim() {
            "" => Ok(String::new()),
            text => Field::new("signer", "Người ký").text(text, TextLimits::KEY),
        };
        let code = |text: &String| match text.trim() {
            "" => Ok(String::new()),
            text => match Diseases::shipped().code(text) {
                Ok(code) => Ok(code.to_owned()),
                Err(reason) => Err(OpsError::UnknownDisease(reason.words)),
            },
        };
        let signer = self.signer.as_ref().map(name).transpose()?;
        let disease = self.disease.as_ref().map(code).transpose()?;
        Ok(Self { signer, disease })
    }
}

/// Who signs in the office of the installation, and the disease that it works on.
pub fn signs(read: &mut Read<'_>) -> Result<Signs, OpsError> {
    let mut told = |name| Ok::<_, OpsError>(read.setting(name)?.filter(|text| !text.is_empty()));
    Ok(Signs { signer: told(SIGNER)?, disease: told(DISEASE)? })
}

/// A unit that a person may choose.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Unit {
    /// The official code on the day.
    pub code: String,
    /// The full name.
    pub name: String,
    /// The names of the units in which it lies, the smallest first.
    pub lies_in: Vec<String>,
    /// Commune, district or province.
    #[schema(value_type = String)]
    pub level: AreaLevel,
}

/// The place that the installation works for; none where nobody has chosen one.
pub fn home(read: &mut Read<'_>) -> Result<Option<Home>, OpsError> {
    let Some(code) = read.setting(CODE)? else { return Ok(None) };
    let on = read.setting(ON)?.and_then(|on| on.parse().ok());
    Ok(on.map(|on| Home { code, on }))
}

/// The day on which the place is looked at where it was chosen for a day that had passed; none for a place that works
/// today.
pub fn replayed_on(read: &mut Read<'_>) -> Result<Option<Date>, OpsError> {
    let Some(home) = home(read)? else { return Ok(None) };
    let chosen = read.fetch::<Setting>(ON)?;
    Ok(chosen.map(|it| vietnam_date(it.recorded_at)).filter(|day| home.on < *day).map(|_| home.on))
}

/// Loads the administrative units of every day into a database that has none; whether it did.
pub fn load_units(store: &Store, content: &Content, known_at: Timestamp) -> Result<bool, OpsError> {
    let is_wanted = !has_units(store)?;
    if is_wanted {
        let kinds = ["areas", "area_links"];
        let file = |kind| Ok(shipped(content, &format!("areas/{kind}.csv"))?.of_kind(kind));
        let sources: Result<_, OpsError> = kinds.into_iter().map(file).collect();
        bring_in(store, sources?, known_at)?;
    }
    Ok(is_wanted)
}

fn has_units(store: &Store) -> Result<bool, OpsError> {
    let count = |read: &mut Read<'_>| Ok(read.count::<Area>(&Filter::now())?);
    Ok(store.read::<_, OpsError>(&Actor::local_operator(), count)? > 0)
}

/// A table that the program ships.
pub(crate) fn shipped(content: &Content, path: &str) -> Result<Source, OpsError> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let bytes: Arc<[u8]> = content.bytes(path)?.into_owned().into();
    Ok(Source::bytes(name, bytes))
}

/// Imports tables that the program ships, each row as learned when it happened.
pub(crate) fn bring_in(
    store: &Store,
    sources: Vec<Source>,
    known_at: Timestamp,
) -> Result<(), OpsError> {
    let options = Options { backdate: true, ..Options::new(known_at) };
    let report = import(store, &Actor::local_operator(), sources, options)?;
    match report.faults.first() {
        None => Ok(()),
        Some(fault) => Err(OpsError::Content(format!(
            "{}: {} ({} faults in all)",
            fault.location, fault.reason.en, report.faults_in_all
        ))),
    }
}

/// Makes a database ready for a place: the units of every day, and that place as the one that it opens on.
///
/// A place that there is not on the day is refused before anything is written. What `signs` leaves out stays as it was.
pub fn set_up(
    store: &Store,
    actor: &Actor,
    content: &Content,
    wanted: &Home,
    signs: &Signs,
    asked: impl Into<Asked>,
) -> Result<AreaRef, OpsError> {
    let (asked, signs) = (asked.into(), signs.checked()?);
    if wanted.on > vietnam_date(asked.at) {
        return Err(OpsError::DayAhead(wanted.on));
    }
    if !has_units(store)? {
        check_shipped(content, wanted)?;
    }
    // What is looked at as of that day has to know its units.
    let midnight = vietnam_midnight(wanted.on.saturating_sub(1.day()));
    load_units(store, content, midnight.min(asked.at))?;
    let wanted = wanted.clone();
    once(store, actor, asked.intent("set_home"), move |write| {
        let area = area_with_code(write, &wanted.code, wanted.on)?;
        write.set(CODE, &area.code)?;
        write.set(ON, &wanted.on.to_string())?;
        for (name, told) in [(SIGNER, &signs.signer), (DISEASE, &signs.disease)] {
            if let Some(told) = told {
                write.set(name, told)?;
            }
        }
        Ok(area.to_ref())
    })
}

/// The units of a day whose code or name has some words, with the units that they lie in.
pub fn find_units(
    read: &mut Read<'_>,
    words: &str,
    on: Date,
    at_most: usize,
) -> Result<Vec<Unit>, OpsError> {
    let found = read.list::<Area>(&Filter::now().searched(words))?;
    let mut found: Vec<Area> = found.into_iter().filter(|area| area.is_valid_on(on)).collect();
    // The names that are most like what was typed come first, then the larger units.
    let bare = taicho_model::vietnamese::bare;
    let typed = bare(words);
    found.sort_by_key(|area| {
        let name = bare(&area.name);
        (name != typed && bare(&area.full_name()) != typed, area.path.len(), name)
    });
    found.truncate(at_most);
    let ids: BTreeSet<String> =
        found.iter().flat_map(|area| area.path.split('/')).map(str::to_owned).collect();
    let above = Filter::now().any_of("id", &ids.into_iter().collect::<Vec<_>>());
    let above = read.list::<Area>(&above)?;
    let name_of = |id: &str| above.iter().find(|area| area.id.0 == id).map(Area::full_name);
    let unit = |area: Area| Unit {
        lies_in: area
            .path
            .split('/')
            .rev()
            .filter(|id| !id.is_empty() && *id != area.id.0)
            .filter_map(name_of)
            .collect(),
        name: area.full_name(),
        level: area.level,
        code: area.code,
    };
    Ok(found.into_iter().map(unit).collect())
}

/// Fails where the units that the program ships have none with the code on the day.
fn check_shipped(content: &Content, wanted: &Home) -> Result<(), OpsError> {
    let path = "areas/areas.csv";
    let text = content.text(path)?;
    let columns = ["code", "valid_from", "valid_to"];
    let (mut is_known, mut is_there) = (false, false);
    for [code, from, to] in table(&text, path, columns)? {
        if code == wanted.code {
            is_known = true;
            let day = |text: &str| text.parse::<Date>().ok();
            is_there |= day(from).is_none_or(|from| from <= wanted.on)
                && day(to).is_none_or(|to| wanted.on <= to);
        }
    }
    match (is_known, is_there) {
        (_, true) => Ok(()),
        (true, false) => Err(OpsError::AreaNotOnDay { code: wanted.code.clone(), day: wanted.on }),
        (false, false) => Err(OpsError::UnknownArea(wanted.code.clone())),
    }
}
