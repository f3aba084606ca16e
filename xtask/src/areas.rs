//! The list of areas and their links, from the upstream lists and our corrections.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result, ensure};

/// Last day of the three levels and first day of the two.
const OLD_ENDS: &str = "2025-06-30";
const NEW_BEGINS: &str = "2025-07-01";

/// Longest first: `Thành phố` must not be cut at `Thành`.
const KINDS: [&str; 9] =
    ["Thành phố", "Thị trấn", "Thị xã", "Đặc khu", "Phường", "Huyện", "Quận", "Tỉnh", "Xã"];

/// One area during one period, as a row of `areas.csv`; the dates are ISO text, empty where unknown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) code: String,
    pub(crate) name: String,
    kind: String,
    level: &'static str,
    parent_code: String,
    valid_from: String,
    valid_to: String,
    pub(crate) id: String,
}

/// All areas of all periods.
pub(crate) struct AreaList(Vec<Row>);

impl AreaList {
    /// The area that has a code on a day.
    pub(crate) fn on(&self, code: &str, date: &str) -> Option<&Row> {
        self.0.iter().find(|row| {
            row.code == code
                && row.valid_from.as_str() <= date
                && (row.valid_to.is_empty() || date <= row.valid_to.as_str())
        })
    }

    /// The area under a parent that has a name on a day.
    pub(crate) fn named(&self, name: &str, parent_code: &str, date: &str) -> Option<&Row> {
        let row = self.0.iter().find(|row| row.name == name && row.parent_code == parent_code)?;
        self.on(&row.code, date).filter(|found| found.name == name)
    }
}

/// Writes `areas.csv` and `area_links.csv` and returns the list.
pub(crate) fn prepare(from: &Path, to: &Path) -> Result<AreaList> {
    let units = from.join("vietnam-admin-units");
    let mut rows = Vec::new();
    for (file, level, parent, from_day, to_day) in [
        ("provinces_pre2025.csv", "province", "", "", OLD_ENDS),
        ("provinces_2026.csv", "province", "", NEW_BEGINS, ""),
        ("districts_pre2025.csv", "district", "province_code", "", OLD_ENDS),
        ("wards_pre2025.csv", "commune", "district_code", "", OLD_ENDS),
        ("wards_2026.csv", "commune", "province_code", NEW_BEGINS, ""),
    ] {
        for record in read(&units.join(file))? {
            let (kind, name) = split_kind(&record["full_name"])?;
            rows.push(Row {
                code: record["code"].clone(),
                name,
                kind,
                level,
                parent_code: record.get(parent).cloned().unwrap_or_default(),
                valid_from: from_day.to_owned(),
                valid_to: to_day.to_owned(),
                id: String::new(),
            });
        }
    }
    correct(&mut rows, &read(&to.join("corrections.csv"))?)?;
    number(&mut rows);
    let list = AreaList(rows);
    write_areas(&to.join("areas.csv"), &list)?;
    let links = link(&list, &read(&units.join("ward_mapping_pre2025_to_2025.csv"))?, to)?;
    write_links(&to.join("area_links.csv"), &links)?;
    println!("{} areas, {} links", list.0.len(), links.len());
    Ok(list)
}

/// Reads a CSV file as one map per row, header to cell.
fn read(path: &Path) -> Result<Vec<BTreeMap<String, String>>> {
    let mut reader =
        csv::Reader::from_path(path).with_context(|| format!("cannot read {}", path.display()))?;
    let headers = reader.headers()?.clone();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record?;
        rows.push(
            headers.iter().zip(record.iter()).map(|(h, c)| (h.to_owned(), c.to_owned())).collect(),
        );
    }
    Ok(rows)
}

/// Cuts the kind off a full name; the lists write some kinds in lower case.
fn split_kind(full_name: &str) -> Result<(String, String)> {
    KINDS
        .iter()
        .find_map(|kind| {
            let (head, name) = full_name.split_at_checked(kind.len())?;
            (head.to_lowercase() == kind.to_lowercase())
                .then(|| ((*kind).to_owned(), name.trim().to_owned()))
        })
        .with_context(|| format!("{full_name} begins with no known kind of area"))
}

/// Replaces the row with the same code and name that ended in 2025, or adds the row.
fn correct(rows: &mut Vec<Row>, corrections: &[BTreeMap<String, String>]) -> Result<()> {
    for record in corrections {
        ensure!(record["level"] == "commune", "only communes are corrected so far");
        let row = Row {
            code: record["code"].clone(),
            name: record["name"].clone(),
            kind: record["kind"].clone(),
            level: "commune",
            parent_code: record["parent_code"].clone(),
            valid_from: record["valid_from"].clone(),
            valid_to: record["valid_to"].clone(),
            id: String::new(),
        };
        rows.retain(|old| {
            !(old.code == row.code && old.name == row.name && old.valid_to == OLD_ENDS)
        });
        rows.push(row);
    }
    Ok(())
}

/// Gives each period of a code its id: the code, then `code.2`, `code.3` in order of time.
fn number(rows: &mut [Row]) {
    let rank = |level| ["province", "district", "commune"].iter().position(|l| *l == level);
    rows.sort_by(|a, b| {
        (rank(a.level), &a.code, &a.valid_to.is_empty(), &a.valid_to).cmp(&(
            rank(b.level),
            &b.code,
            &b.valid_to.is_empty(),
            &b.valid_to,
        ))
    });
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    for row in rows {
        let period = seen.entry(row.code.clone()).or_default();
        *period += 1;
        row.id = if *period == 1 { row.code.clone() } else { format!("{}.{period}", row.code) };
    }
}

/// A predecessor, a successor, whole or part, and the first day of the successor.
type Link = (String, String, &'static str, String);

/// Turns the mapping of wards into links of communes and provinces, and adds our own.
fn link(
    list: &AreaList,
    mapping: &[BTreeMap<String, String>],
    to: &Path,
) -> Result<BTreeSet<Link>> {
    let id_on = |code: &str, date| {
        list.on(code, date)
            .map(|row| row.id.clone())
            .with_context(|| format!("no area {code} on {date}"))
    };
    let mut links = BTreeSet::new();
    let mut provinces: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for record in mapping {
        // Five island districts had no wards: there the district itself goes on.
        let old = if record["old_ward_code"].is_empty() {
            &record["old_district_code"]
        } else {
            &record["old_ward_code"]
        };
        // The mapping calls the new commune Ba Chẽ by the code of the old township.
        let new = match record["new_ward_code"].as_str() {
            "06970" => "06978",
            code => code,
        };
        let kind = if record["is_divided_ward"] == "True" { "part" } else { "whole" };
        links.insert((id_on(old, OLD_ENDS)?, id_on(new, NEW_BEGINS)?, kind, NEW_BEGINS.to_owned()));
        provinces
            .entry(record["old_province_code"].clone())
            .or_default()
            .insert(record["new_province_code"].clone());
    }
    for (old, new) in provinces {
        let kind = if new.len() == 1 { "whole" } else { "part" };
        for code in new {
            links.insert((
                id_on(&old, OLD_ENDS)?,
                id_on(&code, NEW_BEGINS)?,
                kind,
                NEW_BEGINS.to_owned(),
            ));
        }
    }
    for record in read(&to.join("corrections_links.csv"))? {
        let kind = if record["kind"] == "part" { "part" } else { "whole" };
        links.insert((
            record["from_id"].clone(),
            record["to_id"].clone(),
            kind,
            record["on"].clone(),
        ));
    }
    Ok(links)
}

fn write_areas(path: &Path, list: &AreaList) -> Result<()> {
    let mut writer = csv::Writer::from_path(path)?;
    writer.write_record([
        "code",
        "name",
        "kind",
        "level",
        "parent_code",
        "valid_from",
        "valid_to",
        "id",
    ])?;
    for row in &list.0 {
        writer.write_record([
            &row.code,
            &row.name,
            &row.kind,
            row.level,
            &row.parent_code,
            &row.valid_from,
            &row.valid_to,
            &row.id,
        ])?;
    }
    Ok(writer.flush()?)
}

fn write_links(path: &Path, links: &BTreeSet<Link>) -> Result<()> {
    let mut writer = csv::Writer::from_path(path)?;
    writer.write_record(["from_id", "to_id", "kind", "on"])?;
    for (from, to, kind, on) in links {
        writer.write_record([from, to, *kind, on])?;
    }
    Ok(writer.flush()?)
}
