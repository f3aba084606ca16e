use jiff::Timestamp;
use jiff::civil::Date;
use taicho_model::{AreaId, Freeze, FreezeId, vietnam_date};
use taicho_rules::Library;
use taicho_store::{Actor, Filter, Intent, Read, Store};

use crate::board::board;
use crate::situation::Situation;
use crate::{Content, OpsError};

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
    now: Timestamp,
) -> Result<Freeze, OpsError> {
    if at > now {
        return Err(OpsError::FutureMoment);
    }
    let intent = Intent::new("freeze_figures", now);
    store.write(actor, intent, move |write| {
        write.wait_for_writes_in_flight()?;
        let situation = Situation::load(write, &area_code, at, None)?;
        if let Some(kept) = frozen_at(write, &situation.area.id, at)? {
            return Ok(kept);
        }
        let made = board(&situation, content, library, None)?;
        let frozen = Freeze {
            id: FreezeId(write.new_id()),
            area_id: situation.area.id.clone(),
            area_path: situation.area.path.clone(),
            frozen_at: at,
            figures_json: serde_json::to_string(&made).expect("a board has a text"),
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
pub(crate) fn frozen_at(
    read: &mut Read<'_>,
    area: &AreaId,
    at: Timestamp,
) -> Result<Option<Freeze>, OpsError> {
    Ok(of_area(read, area)?.into_iter().find(|freeze| freeze.frozen_at == at))
}

fn of_area(read: &mut Read<'_>, area: &AreaId) -> Result<Vec<Freeze>, OpsError> {
    Ok(read.list::<Freeze>(&Filter::now().is("area_id", area.0.as_str()))?)
}
