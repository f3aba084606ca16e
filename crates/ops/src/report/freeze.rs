use jiff::Timestamp;
use jiff::civil::Date;
use taicho_model::{AreaId, Freeze, FreezeId, vietnam_date};
use taicho_rules::Library;
use taicho_store::{Actor, Filter, Read, Store};

use crate::asked::{Asked, once};
use crate::decide::board::whole_board;
use crate::kept::figures::Figures;
use crate::local::in_force;
use crate::situation::Situation;
use crate::{Content, OpsError};

/// An import that takes longer than this holds no freeze up any longer.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(300);

/// Freezes the figures of a moment for the report: what was known then is kept as it was.
///
/// It waits for writes in flight. A moment that is frozen already is given back as it stands.
pub fn freeze(
    store: &Store,
    actor: &Actor,
    content: &'static Content,
    library: &'static Library,
    area_code: String,
    at: Timestamp,
    asked: impl Into<Asked>,
) -> Result<Freeze, OpsError> {
    let asked = asked.into();
    // As the databases keep it: of two moments within one microsecond there is one freeze.
    let at = Timestamp::from_microsecond(at.as_microsecond()).unwrap_or(at);
    if at > asked.at {
        return Err(OpsError::FutureMoment);
    }
    store.wait_for_writes_in_flight(PATIENCE)?;
    // That a moment is frozen once is guarded by its index, and what is read is of one state.
    once(store, actor, asked.intent("freeze_figures").guarded(), move |write| {
        let situation = Situation::load(write, &area_code, at, None)?;
        if let Some(kept) = frozen_at(write, &situation.area.id, at)? {
            return Ok(kept);
        }
        let asked = in_force(write, content, library, Some(at))?;
        let made = whole_board(&situation, &asked.content, &asked.library, None)?;
        let frozen = Freeze {
            id: FreezeId(write.new_id()),
            area_id: situation.area.id.clone(),
            area_path: situation.area.path.clone(),
            frozen_at: at,
            figures_json: Figures::from(made).text(),
        };
        write.put(&frozen)?;
        Ok(frozen)
    })
}

/// The latest freeze of an area on a day.
pub fn freeze_of(
    read: &mut Read<'_>,
    area: &AreaId,
    day: Date,
) -> Result<Option<Freeze>, OpsError> {
    let mut of_day = of_area(read, area)?;
    of_day.retain(|freeze| vietnam_date(freeze.frozen_at) == day);
    Ok(of_day.into_iter().max_by_key(|freeze| freeze.frozen_at))
}

/// The freeze of an area at exactly this moment.
pub(super) fn frozen_at(
    read: &mut Read<'_>,
    area: &AreaId,
    at: Timestamp,
) -> Result<Option<Freeze>, OpsError> {
    Ok(of_area(read, area)?.into_iter().find(|freeze| freeze.frozen_at == at))
}

fn of_area(read: &mut Read<'_>, area: &AreaId) -> Result<Vec<Freeze>, OpsError> {
    Ok(read.list::<Freeze>(&Filter::now().is("area_id", area.0.as_str()))?)
}
