//! Small outlines of areas for the board's maps, and which wards of 2021 touch.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use flate2::{Compression, GzBuilder};
use serde_json::{Value, json};

use crate::areas::{AreaList, split_kind};

/// The day on which the outlines of today are read.
const DAY_2025: &str = "2025-07-01";

/// A place whose outlines come from the census map of 2009.
struct OldPlace {
    target: &'static str,
    /// The code under which its communes lie.
    district: &'static str,
    day: &'static str,
    /// The communes of the map that can be its own, from and to: the map has its own codes.
    map_codes: std::ops::Range<i64>,
    /// Of how many communes of the day the map has the ground.
    communes: usize,
}

/// Two of the nine wards of Hồng Bàng took in a neighbour in 2020: their ground of 2009 is not theirs of 2022.
const CHANGED_GROUND: [&str; 2] = ["11320", "11323"];

const OLD_PLACES: [OldPlace; 4] = [
    OldPlace {
        target: "bac-ninh-city-2021.geojson",
        district: "256",
        day: "2021-06-17",
        // The city and the three districts that gave it wards in 2007.
        map_codes: 1_060_101..1_060_800,
        communes: 19,
    },
    OldPlace {
        target: "bu-dang-2021.geojson",
        district: "696",
        day: "2021-08-15",
        map_codes: 7_070_701..7_070_800,
        communes: 16,
    },
    OldPlace {
        target: "hoc-mon-2021.geojson",
        district: "784",
        day: "2021-11-24",
        map_codes: 7_013_701..7_013_800,
        communes: 12,
    },
    OldPlace {
        target: "hong-bang-2022.geojson",
        district: "303",
        day: "2022-06-01",
        map_codes: 1_030_101..1_030_200,
        communes: 7,
    },
];

/// The source outlines are simplified to about 40 m, so two wards that touch may stand this far apart.
const TOUCH_METRES: f64 = 60.0;
/// Wards that only meet at a corner share less border than this and are not neighbours.
const SHARED_METRES: f64 = 100.0;

type Point = [f64; 2];

/// One area: its code and name, and its polygons, each an outer ring and its holes.
struct Outline {
    code: String,
    name: String,
    polygons: Vec<Vec<Vec<Point>>>,
}

/// Writes the outlines and the neighbours.
pub(crate) fn prepare(from: &Path, to: &Path, list: &AreaList) -> Result<()> {
    let folder = to.join("outlines");
    std::fs::create_dir_all(&folder)?;

    let census = from.join("vietnam-census-2009/communes_2009_focus_provinces.geojson");
    for place in &OLD_PLACES {
        let outlines = of_2009(&census, list, place)?;
        write(&folder.join(place.target), &outlines, 5)?;
        println!("{}: {} communes", place.target, outlines.len());
        if place.district == "256" {
            write_neighbours(&to.join("adjacency-bac-ninh-city-2021.csv"), &outlines)?;
        }
    }

    let of_2025 = from.join("vietnam-boundaries-2025");
    for (source, target, digits) in [
        ("bac_ninh_province_99_wards_detailed.geojson", "bac-ninh-2025.geojson", 4),
        ("provinces_34_simplified.geojson", "vietnam-provinces-2025.geojson", 3),
        ("wards_3321_simplified.geojson", "vietnam-wards-2025.geojson.gz", 4),
    ] {
        let outlines = of_2025_by_code(&of_2025.join(source), list)?;
        write(&folder.join(target), &outlines, digits)?;
        println!("{target}: {} areas", outlines.len());
    }
    Ok(())
}

/// The communes of a place in the census map of 2009: the map has its own codes, so the name within the place decides.
fn of_2009(path: &Path, list: &AreaList, place: &OldPlace) -> Result<Vec<Outline>> {
    let mut outlines = Vec::new();
    for feature in features(path)? {
        let id = feature["properties"]["commune_id"].as_i64().unwrap_or_default();
        if !place.map_codes.contains(&id) {
            continue;
        }
        let full = feature["properties"]["commune_vn"].as_str().unwrap_or_default();
        let (_, name) = split_kind(full)?;
        // One commune is spelt otherwise on the map.
        let name = if name == "Đắk Nhau" { "Đak Nhau" } else { name.as_str() };
        let area = list.named(name, place.district, place.day);
        if let Some(area) = area.filter(|area| !CHANGED_GROUND.contains(&area.code.as_str())) {
            outlines.push(Outline {
                code: area.code.clone(),
                name: area.name.clone(),
                polygons: polygons(&feature["geometry"])?,
            });
        }
    }
    outlines.sort_by(|a, b| a.code.cmp(&b.code));
    let codes: BTreeSet<&str> = outlines.iter().map(|outline| outline.code.as_str()).collect();
    let (found, wanted) = (outlines.len(), place.communes);
    ensure!(codes.len() == wanted && found == wanted, "{}: {found} of {wanted}", place.target);
    Ok(outlines)
}

/// Outlines that carry the official code.
fn of_2025_by_code(path: &Path, list: &AreaList) -> Result<Vec<Outline>> {
    let mut outlines = Vec::new();
    for feature in features(path)? {
        let code = feature["properties"]["code"].as_str().context("an outline without a code")?;
        let area =
            list.on(code, DAY_2025).with_context(|| format!("no area {code} on {DAY_2025}"))?;
        outlines.push(Outline {
            code: code.to_owned(),
            name: area.name.clone(),
            polygons: polygons(&feature["geometry"])?,
        });
    }
    outlines.sort_by(|a, b| a.code.cmp(&b.code));
    Ok(outlines)
}

fn features(path: &Path) -> Result<Vec<Value>> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let map: Value = serde_json::from_str(&text)?;
    map["features"].as_array().cloned().context("no features")
}

fn polygons(geometry: &Value) -> Result<Vec<Vec<Vec<Point>>>> {
    let coordinates = geometry["coordinates"].clone();
    Ok(match geometry["type"].as_str() {
        Some("Polygon") => vec![serde_json::from_value(coordinates)?],
        Some("MultiPolygon") => serde_json::from_value(coordinates)?,
        other => anyhow::bail!("unexpected geometry {other:?}"),
    })
}

/// Writes GeoJSON with outer rings anticlockwise and holes clockwise (RFC 7946); `.gz` is compressed.
fn write(path: &Path, outlines: &[Outline], digits: i32) -> Result<()> {
    let features: Vec<Value> = outlines
        .iter()
        .map(|outline| {
            let polygons: Vec<Vec<Vec<Point>>> =
                outline.polygons.iter().filter_map(|polygon| tidy(polygon, digits)).collect();
            json!({
                "type": "Feature",
                "properties": { "code": outline.code, "name": outline.name },
                "geometry": { "type": "MultiPolygon", "coordinates": polygons },
            })
        })
        .collect();
    let map = json!({ "type": "FeatureCollection", "features": features }).to_string();
    let mut file = File::create(path)?;
    if path.extension().is_some_and(|extension| extension == "gz") {
        // No time stamp in the header: the same input gives the same bytes.
        let mut gzip = GzBuilder::new().mtime(0).write(file, Compression::best());
        gzip.write_all(map.as_bytes())?;
        gzip.finish()?;
    } else {
        file.write_all(map.as_bytes())?;
    }
    Ok(())
}

/// Rounds the points, drops those that fall together and turns the rings; none if nothing is left.
fn tidy(polygon: &[Vec<Point>], digits: i32) -> Option<Vec<Vec<Point>>> {
    let scale = 10_f64.powi(digits);
    let mut rings = Vec::new();
    for (place, ring) in polygon.iter().enumerate() {
        let mut points: Vec<Point> =
            ring.iter().map(|point| point.map(|x| (x * scale).round() / scale)).collect();
        points.dedup();
        if points.len() < 4 {
            if place == 0 {
                return None;
            }
            continue;
        }
        let is_outer = place == 0;
        if (doubled_area(&points) > 0.0) != is_outer {
            points.reverse();
        }
        rings.push(points);
    }
    Some(rings)
}

/// Twice the signed area; positive if the ring runs anticlockwise.
fn doubled_area(ring: &[Point]) -> f64 {
    ring.windows(2).map(|pair| pair[0][0] * pair[1][1] - pair[1][0] * pair[0][1]).sum()
}

fn write_neighbours(path: &Path, outlines: &[Outline]) -> Result<()> {
    let mut writer = csv::Writer::from_path(path)?;
    writer.write_record([
        "area_code",
        "area_name",
        "neighbour_code",
        "neighbour_name",
        "gap_m",
        "shared_m",
        "confidence",
        "source",
    ])?;
    let mut count = 0;
    for (place, one) in outlines.iter().enumerate() {
        for other in &outlines[place + 1..] {
            let (gap, shared) = border(one, other);
            if gap <= TOUCH_METRES && shared >= SHARED_METRES {
                count += 1;
                writer.write_record([
                    &one.code,
                    &one.name,
                    &other.code,
                    &other.name,
                    &format!("{gap:.0}"),
                    &format!("{shared:.0}"),
                    "U",
                    "outlines of 2009, tolerance 60 m",
                ])?;
            }
        }
    }
    println!("{}: {count} neighbour pairs", path.display());
    Ok(writer.flush()?)
}

/// The smallest gap between two outlines and the length along which they run within the tolerance, in metres.
fn border(one: &Outline, other: &Outline) -> (f64, f64) {
    const STEP_METRES: f64 = 10.0;
    let (mut gap, mut shared) = (f64::INFINITY, 0.0);
    for (a, b) in segments(one) {
        let length = (b[0] - a[0]).hypot(b[1] - a[1]);
        let steps = (length / STEP_METRES).ceil().max(1.0);
        for step in 0..steps as usize {
            let along = (step as f64 + 0.5) / steps;
            let point = [a[0] + (b[0] - a[0]) * along, a[1] + (b[1] - a[1]) * along];
            let nearest =
                segments(other).map(|(c, d)| distance(point, c, d)).fold(f64::INFINITY, f64::min);
            gap = gap.min(nearest);
            if nearest <= TOUCH_METRES {
                shared += length / steps;
            }
        }
    }
    (gap, shared)
}

/// The sides of an outline in metres on a plane that is flat enough for one city.
fn segments(outline: &Outline) -> impl Iterator<Item = (Point, Point)> + '_ {
    const METRES_PER_DEGREE: f64 = 111_320.0;
    let metres = |point: Point| {
        [point[0] * METRES_PER_DEGREE * 21.18_f64.to_radians().cos(), point[1] * METRES_PER_DEGREE]
    };
    outline
        .polygons
        .iter()
        .flatten()
        .flat_map(move |ring| ring.windows(2).map(move |pair| (metres(pair[0]), metres(pair[1]))))
}

fn distance(point: Point, a: Point, b: Point) -> f64 {
    let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
    let square = dx * dx + dy * dy;
    let along = if square == 0.0 {
        0.0
    } else {
        (((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / square).clamp(0.0, 1.0)
    };
    (point[0] - a[0] - along * dx).hypot(point[1] - a[1] - along * dy)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(west: f64) -> Outline {
        let (east, south, north) = (west + 0.01, 21.18, 21.19);
        let ring = vec![[west, south], [west, north], [east, north], [east, south], [west, south]];
        Outline { code: String::new(), name: String::new(), polygons: vec![vec![ring]] }
    }

    #[test]
    fn outer_rings_turn_anticlockwise_and_slivers_go() {
        let clockwise = &square(106.0).polygons[0];
        assert!(doubled_area(&clockwise[0]) < 0.0);
        let rings = tidy(clockwise, 4).unwrap();
        assert!(doubled_area(&rings[0]) > 0.0);
        assert!(tidy(clockwise, 1).is_none(), "rounded to one digit nothing is left");
    }

    #[test]
    fn wards_touch_along_a_side_but_not_across_a_gap() {
        let (gap, shared) = border(&square(106.0), &square(106.01));
        assert!(gap < 1.0 && shared > 1_000.0, "{gap} m, {shared} m");
        let (gap, shared) = border(&square(106.0), &square(106.011));
        assert!((95.0..110.0).contains(&gap) && shared == 0.0, "{gap} m, {shared} m");
    }
}
