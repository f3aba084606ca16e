use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::sync::OnceLock;

use jiff::civil::{Date, date};
use serde_json::Value;

use super::Content;
use crate::OpsError;

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
        path: "areas/outlines/bu-dang-2021.geojson",
        from: date(2019, 9, 11),
        to: date(2025, 6, 30),
    },
    OutlineFile {
        path: "areas/outlines/hoc-mon-2021.geojson",
        from: date(2019, 9, 11),
        to: date(2025, 6, 30),
    },
    OutlineFile {
        path: "areas/outlines/hong-bang-2022.geojson",
        from: date(2020, 3, 1),
        to: date(2024, 12, 31),
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

/// Outlines by the codes of their areas.
pub(crate) type Geometries = BTreeMap<String, Value>;

/// The outlines of a content, each file read when it is first wanted.
#[derive(Debug, Default)]
pub(super) struct Outlines([OnceLock<Geometries>; FILES.len()]);

impl Content {
    /// The outlines on a day by the codes of their areas, from the finest file that has one that is wanted.
    pub(crate) fn outlines_on(
        &self,
        day: Date,
        wanted: &BTreeSet<&String>,
    ) -> Result<&Geometries, OpsError> {
        static NONE: Geometries = Geometries::new();
        for (file, parsed) in FILES.iter().zip(&self.outlines.0) {
            if day < file.from || file.to < day {
                continue;
            }
            let geometries = match parsed.get() {
                Some(geometries) => geometries,
                None => {
                    let read = parse(self, file.path)?;
                    parsed.get_or_init(|| read)
                }
            };
            if wanted.iter().any(|code| geometries.contains_key(*code)) {
                return Ok(geometries);
            }
        }
        Ok(&NONE)
    }
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
