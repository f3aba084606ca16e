use jiff::civil::Date;
use serde::Serialize;
use taicho_model::{Area, AreaLevel, AreaRef};
use taicho_store::{Filter, Read};
use utoipa::ToSchema;

use super::area_with_code;
use crate::OpsError;

/// Where an area lies, and what lies in it, to go on from there.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Surroundings {
    /// The area.
    pub area: AreaRef,
    /// The areas that it lies in, the smallest first.
    pub above: Vec<AreaRef>,
    /// The areas right under it, by name.
    pub under: Vec<AreaRef>,
    /// The areas beside it, which lie in the same one; none where that has very many.
    pub beside: Vec<AreaRef>,
}

/// A longer list is searched and not looked through.
const LISTED_AT_MOST: usize = 300;

/// Where the area with a code lies on a day, what lies in it and beside it, as far as the actor may see.
pub fn surroundings(read: &mut Read<'_>, code: &str, day: Date) -> Result<Surroundings, OpsError> {
    let area = area_with_code(read, code, day)?;
    read.require_area(&area.path)?;
    let steps: Vec<String> =
        area.path.split('/').filter(|id| !id.is_empty()).map(str::to_owned).collect();
    let mut above = read.list::<Area>(&Filter::now().any_of("id", &steps))?;
    above.retain(|it| it.id != area.id && it.is_valid_on(day));
    above.retain(|it| read.require_area(&it.path).is_ok());
    above.sort_by_key(|it| std::cmp::Reverse(it.path.len()));
    let under = children(read, &area, day)?;
    let beside = match above.first() {
        Some(parent) if under.is_empty() => children(read, &parent.clone(), day)?,
        _ => Vec::new(),
    };
    let refs = |areas: &[Area]| -> Vec<AreaRef> { areas.iter().map(Area::to_ref).collect() };
    Ok(Surroundings {
        beside: refs(&beside).into_iter().filter(|it| it.code != area.code).collect(),
        above: refs(&above),
        under: refs(&under),
        area: area.to_ref(),
    })
}

/// The areas right under another on a day, by name.
fn children(read: &mut Read<'_>, area: &Area, day: Date) -> Result<Vec<Area>, OpsError> {
    let mut under = read.list::<Area>(&Filter::now().under(area.path.as_str()))?;
    let steps = |path: &str| path.split('/').filter(|id| !id.is_empty()).count();
    let own = steps(&area.path);
    under.retain(|it| {
        steps(&it.path) == own + 1 && it.level != AreaLevel::Subunit && it.is_valid_on(day)
    });
    under.truncate(LISTED_AT_MOST);
    under.sort_by_key(|it| (it.level, taicho_model::vietnamese::bare(&it.name)));
    Ok(under)
}
