use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};
use taicho_model::Words;
use taicho_sheets::{Options, Row, SheetError, Table};
use utoipa::ToSchema;

use super::population::{Names, PeopleSpec};
use crate::{Content, OpsError};

/// A situation with its own time: where, when, and whose people it makes up.
#[derive(Clone, Debug)]
pub struct Scene {
    /// The id.
    pub id: String,
    /// The folder of its files.
    pub folder: String,
    /// The name.
    pub title: Words,
    /// What is made up in it.
    pub notice: Words,
    /// What there is to be seen in it.
    pub shows: Words,
    /// The plan that it replays; none where it replays none.
    pub plan: Option<ScenePlan>,
    /// The area, by its code at that time.
    pub area_code: String,
    /// The time at which it begins.
    pub starts_at: Timestamp,
    /// Nothing that belongs to it is recorded at this time or later: the next scene begins there.
    pub ends_before: Timestamp,
    /// The people to make up.
    pub people: Option<PeopleSpec>,
}

/// What the plan of a scene is called.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, ToSchema)]
pub struct ScenePlan {
    /// In full, with its number and day as far as they are known, as it stands within a sentence.
    pub name: Words,
    /// Short, for a heading.
    pub short: Words,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SceneFile {
    id: String,
    title: Words,
    notice: Words,
    shows: Words,
    plan: Option<ScenePlan>,
    area_code: String,
    starts_at: toml::value::Datetime,
    people: Option<PeopleSpec>,
}

impl Scene {
    pub(super) fn parse(text: &str, folder: &str) -> Result<Self, OpsError> {
        let fault = |reason: String| OpsError::Content(format!("{folder}/scene.toml: {reason}"));
        let file: SceneFile = toml::from_str(text).map_err(|error| fault(error.to_string()))?;
        let starts_at: Timestamp = file.starts_at.to_string().parse().map_err(|_| {
            fault(format!("starts_at is {}, and not an instant with an offset", file.starts_at))
        })?;
        Ok(Self {
            id: file.id,
            folder: folder.to_owned(),
            title: file.title,
            notice: file.notice,
            shows: file.shows,
            plan: file.plan,
            area_code: file.area_code,
            ends_before: starts_at.saturating_add(8_760.hours()).unwrap_or(starts_at),
            starts_at,
            people: file.people,
        })
    }

    /// The moment at which its records stand as loaded: just before it begins.
    pub(super) fn loaded_at(&self) -> Timestamp {
        self.starts_at.saturating_sub(1.minute()).unwrap_or(self.starts_at)
    }
}

/// Gives each ward its quarters, from a table with the columns `area_code` and `name`.
pub(super) fn add_quarters(spec: &mut PeopleSpec, table: Arc<[u8]>) -> Result<(), OpsError> {
    let fault = |error: SheetError| OpsError::Content(error.to_string());
    let mut table = Table::from_bytes("quarters.csv", table, &Options::default()).map_err(fault)?;
    let column = |name: &str| {
        let found = table.header().iter().position(|heading| heading == name);
        found.ok_or_else(|| OpsError::Content(format!("quarters.csv has no column {name}")))
    };
    let (code, name) = (column("area_code")?, column("name")?);
    let mut quarters: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut row = Row::new();
    while table.next_row(&mut row).map_err(fault)? {
        let text = |column| row.cell(column).text.trim().to_owned();
        quarters.entry(text(code)).or_default().push(text(name));
    }
    for ward in &mut spec.wards {
        if let Some(names) = quarters.remove(ward.code.as_str()) {
            ward.quarters = names;
        }
    }
    Ok(())
}

pub(super) fn names(content: &Content) -> Result<Names, OpsError> {
    let text = |name: &str| content.text(&format!("names/{name}"));
    Names::parse(&text("surnames.csv")?, &text("male.txt")?, &text("female.txt")?)
        .map_err(|error| OpsError::Content(error.to_string()))
}
