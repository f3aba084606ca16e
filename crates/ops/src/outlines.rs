use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::sync::OnceLock;

use jiff::civil::{Date, date};
use serde_json::{Value, json};
use taicho_model::{Area, AreaLevel};
use taicho_store::{Filter, Read};

use crate::situation::area_with_code;
use crate::{Content, OpsError};

/// Outlines by code, of areas that existed from a day to a day.
struct OutlineFile {
    path: &'static str,
    from: Date,
    to: Date,
}

/// The outlines that are shipped; the first file that has a commune of the area gives them, the finest first.
const FILES: &[OutlineFile] = &[
    OutlineFile {
        path: "areas/outlines/bac-ninh-city-2021.geojson",
        from: date(2019, 12, 1),
        to: date(2024, 11, 30),
    },
    OutlineFile {
        path: "areas/outlines/bac-ninh-2025.geojson",
        from: date(2025, 7, 1),
        to: Date::MAX,
    },
    OutlineFile {
        path: "areas/outlines/vietnam-wards-2025.geojson.gz",
        from: date(2025, 7, 1),
        to: Date::MAX,
    },
];

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
    let above = match (&area.level, &area.parent_id) {
        (AreaLevel::Commune, Some(parent)) => format!("{parent}/"),
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
    let found = features(content, day, &wanted)?;
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

type Geometries = BTreeMap<String, Value>;

/// The outlines of a content, each file read when it is first wanted.
#[derive(Debug, Default)]
pub(crate) struct Outlines([OnceLock<Geometries>; FILES.len()]);

fn features<'a>(
    content: &'a Content,
    day: Date,
    wanted: &BTreeSet<&String>,
) -> Result<&'a Geometries, OpsError> {
    static NONE: Geometries = Geometries::new();
    for (file, parsed) in FILES.iter().zip(&content.outlines.0) {
        if day < file.from || file.to < day {
            continue;
        }
        let geometries = match parsed.get() {
            Some(geometries) => geometries,
            None => {
                let read = parse(content, file.path)?;
                parsed.get_or_init(|| read)
            }
        };
        if wanted.iter().any(|code| geometries.contains_key(*code)) {
            return Ok(geometries);
        }
    }
    Ok(&NONE)
}

fn parse(content: &Content, path: &str) -> Result<Geometries, OpsError> {
    let fault = |reason: &str| OpsError::Content(format!("{path}: {reason}"));
    let bytes = content.bytes(path)?;
    let text = if path.ends_with(".gz") {
        let mut text = Vec::new();
        flate2::read::GzDecoder::new(&*bytes)
            .read_to_end(&mut text)
            .map_err(|_| fault("is not gzip"))?;
        text
    } else {
        bytes.into_owned()
    };
    let mut collection: Value =
        serde_json::from_slice(&text).map_err(|error| fault(&error.to_string()))?;
    let Some(Value::Array(features)) = collection.get_mut("features").map(Value::take) else {
        return Err(fault("has no features"));
    };
    let by_code = features.into_iter().filter_map(|mut feature| {
        let code = feature["properties"]["code"].as_str()?.to_owned();
        Some((code, feature["geometry"].take()))
    });
    Ok(by_code.collect())
}
