//! The clocks of the law: what is due, overdue and met of what is recorded.

mod gather;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;
use taicho_model::{AreaRef, ClockState, Confidence, Person, Subject, Words, vietnam_date};
use taicho_rules::Library;
use taicho_store::{Filter, Read};

use crate::areas::area_with_code;
use crate::decide::family_on;
use crate::{Content, OpsError};

/// Rows of one state that are given at most; how many there are is counted in any case.
pub const CLOCKS_SHOWN: usize = 200;

/// What is asked of the clocks of an area.
#[derive(Clone, Debug)]
pub struct ClocksOf<'a> {
    /// Code of the area, as it was valid on the day.
    pub area: &'a str,
    /// The moment whose knowledge is wanted.
    pub at: Timestamp,
    /// The family of rule sets; the one in force on the day where none is named.
    pub family: Option<&'a str>,
    /// Only the rows of this state.
    pub state: Option<ClockState>,
    /// Whether the names of people are wanted.
    pub names: bool,
}

/// The clocks of an area at a moment: those that are open, and those met of late.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Clocks {
    /// The moment whose knowledge they rest on.
    pub as_of: Timestamp,
    /// The area.
    pub area: AreaRef,
    /// The rule family asked; none where no rules are written for the day.
    pub family: Option<String>,
    /// Days for which clocks are shown once they are met.
    pub met_shown_days: i64,
    /// How many there are of each state, whatever is shown.
    pub counts: BTreeMap<String, i64>,
    /// What needs somebody first: overdue, then what runs out next, what cannot be told, what was met late, then the
    /// rest; of one state a number at most.
    pub rows: Vec<ClockRow>,
}

/// A clock with what it is of.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ClockRow {
    /// The record that it is of.
    #[serde(flatten)]
    pub subject: Subject,
    /// The person, for who may see names.
    pub person: Option<String>,
    #[serde(skip)]
    person_id: Option<String>,
    /// The kind of the proposal that asks for it while it is open.
    pub kind: String,
    /// Which of that kind.
    pub value: String,
    /// How it stands.
    pub state: ClockState,
    /// What is to be done, with its form.
    pub what: Words,
    /// Who does it.
    pub by: Words,
    /// From when its time runs.
    pub started_at: Option<Timestamp>,
    /// By when it has to be done; none where that cannot be told or the law sets no limit.
    pub due_at: Option<Timestamp>,
    /// When it was done.
    pub met_at: Option<Timestamp>,
    /// Whether the law sets a limit at all.
    pub is_limited: bool,
    /// The facts that are missing, by name.
    pub missing: BTreeMap<String, Words>,
    /// The reason in words.
    pub why: Words,
    /// What the reader must know besides.
    pub note: Option<Words>,
    /// Rule set, rule and version.
    pub rule: String,
    /// The document and article.
    pub document: String,
    /// The weakest tag on which it depends.
    pub confidence: Confidence,
    /// Whether it is certain enough to be held against somebody, or only advises.
    pub decides: bool,
}

/// The clocks of an area at a moment, by the rules in force then.
pub fn clocks(
    read: &mut Read<'_>,
    content: &Content,
    library: &Library,
    asked: &ClocksOf<'_>,
) -> Result<Clocks, OpsError> {
    let day = vietnam_date(asked.at);
    let area = area_with_code(read, asked.area, day)?;
    read.require_area(&area.path)?;
    let family = family_on(library, asked.family, day)?;
    let sets = family.as_ref().map_or_else(Vec::new, |family| library.in_force(family, day));
    let mut found = gather::gather(read, content, &sets, &area, asked)?;
    if asked.names {
        name_people(read, asked.at, &mut found.rows)?;
    }
    Ok(Clocks {
        as_of: asked.at,
        area: area.to_ref(),
        family: family.map(|family| family.0),
        met_shown_days: gather::MET_SHOWN_DAYS,
        counts: found.counts,
        rows: found.rows,
    })
}

fn name_people(read: &mut Read<'_>, at: Timestamp, rows: &mut [ClockRow]) -> Result<(), OpsError> {
    let mut ids: Vec<String> = rows.iter().filter_map(|row| row.person_id.clone()).collect();
    ids.sort();
    ids.dedup();
    let mut names = BTreeMap::new();
    for ids in ids.chunks(CLOCKS_SHOWN) {
        for person in read.list::<Person>(&Filter::as_of(at).any_of("id", ids))? {
            names.insert(person.id.0, person.full_name);
        }
    }
    for row in rows {
        row.person = row.person_id.as_ref().and_then(|id| names.get(id)).cloned();
    }
    Ok(())
}
