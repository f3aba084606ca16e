use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde_json::{Value, json};
use taicho_model::{Area, AreaLevel};
use taicho_store::{Filter, Read};

use crate::areas::area_with_code;
use crate::{Content, OpsError};

/// The outlines of the communes of an area on a day, as a GeoJSON feature collection with code and name.
///
/// Communes whose outline nobody has are named under `missing`, so that a map never shows less without a word. A
/// single commune comes with the communes around it, marked `"beside": true`.
pub fn outlines(
    read: &mut Read<'_>,
    content: &Content,
    area_code: &str,
    day: Date,
) -> Result<Value, OpsError> {
    let area = area_with_code(read, area_code, day)?;
    // A path ends with a mark; without its last step it is that of the district or the province.
    let own = area.path.strip_suffix('/').and_then(|path| path.rfind('/'));
    let above = match (&area.level, own) {
        (AreaLevel::Commune, Some(end)) => area.path[..=end].to_owned(),
        _ => area.path.clone(),
    };
    let around = read.list::<Area>(&Filter::now().under(above))?;
    let communes: BTreeMap<String, Area> = around
        .into_iter()
        .filter(|found| found.level == AreaLevel::Commune && found.is_valid_on(day))
        .map(|found| (found.code.clone(), found))
        .collect();
    let wanted: BTreeSet<&String> = communes
        .iter()
        .filter(|(_, commune)| commune.path.starts_with(&area.path))
        .map(|(code, _)| code)
        .collect();
    let found = content.outlines_on(day, &wanted)?;
    let single = area.level == AreaLevel::Commune;
    let mut shown = Vec::new();
    let mut missing: BTreeSet<&String> = wanted.clone();
    for (code, geometry) in found {
        let Some(commune) = communes.get(code.as_str()) else { continue };
        let inside = missing.remove(&commune.code);
        if inside || single {
            shown.push(json!({
                "type": "Feature",
                "properties": {
                    "code": commune.code, "name": commune.full_name(), "beside": !inside,
                },
                "geometry": geometry,
            }));
        }
    }
    Ok(json!({ "type": "FeatureCollection", "features": shown, "missing": missing }))
}
