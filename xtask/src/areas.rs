//! The list of areas and their links, from the upstream lists and our corrections.

mod history;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result, ensure};
use jiff::civil::Date;

use crate::root;
use history::History;

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
    /// The earliest day that can be the first one, where it is known only as lying between this and `valid_from`.
    earliest_from: String,
    /// The earliest day that can be the last one, likewise.
    earliest_to: String,
    /// Whether it ended before the last list of the three levels, and no correction says more.
    is_before: bool,
    pub(crate) id: String,
}

impl Row {
    fn is_valid_on(&self, date: &str) -> bool {
        self.valid_from.as_str() <= date
            && (self.valid_to.is_empty() || date <= self.valid_to.as_str())
    }
}

/// All areas of all periods.
pub(crate) struct AreaList(Vec<Row>);

impl AreaList {
    /// The area that has a code on a day.
    pub(crate) fn on(&self, code: &str, date: &str) -> Option<&Row> {
        self.0.iter().find(|row| row.code == code && row.is_valid_on(date))
    }

    /// The area under a parent that has a name on a day.
    pub(crate) fn named(&self, name: &str, parent_code: &str, date: &str) -> Option<&Row> {
        let is_it = |row: &&Row| row.name == name && row.parent_code == parent_code;
        self.0.iter().filter(is_it).find(|row| row.is_valid_on(date))
    }
}

/// Writes `areas.csv` and `area_links.csv` and returns the list.
pub(crate) fn prepare(from: &Path, to: &Path) -> Result<AreaList> {
    let units = from.join("vietnam-admin-units");
    let history = History::read(&read(&root().join("xtask/data/units-2019-2025.csv"))?)?;
    let mut rows = history.rows();
    for (file, level, parent) in
        [("provinces_2026.csv", "province", ""), ("wards_2026.csv", "commune", "province_code")]
    {
        for record in read(&units.join(file))? {
            let (kind, name) = split_kind(&record["full_name"])?;
            rows.push(Row {
                code: record["code"].clone(),
                name,
                kind,
                level,
                parent_code: record.get(parent).cloned().unwrap_or_default(),
                valid_from: NEW_BEGINS.to_owned(),
                valid_to: String::new(),
                earliest_from: String::new(),
                earliest_to: String::new(),
                is_before: false,
                id: String::new(),
            });
        }
    }
    correct(&mut rows, &read(&to.join("corrections.csv"))?)?;
    number(&mut rows);
    let list = AreaList(rows);
    write_areas(&to.join("areas.csv"), &list)?;
    let mut links = link(&list, &read(&units.join("ward_mapping_pre2025_to_2025.csv"))?, to)?;
    links.extend(history.links(&list.0));
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
pub(crate) fn split_kind(full_name: &str) -> Result<(String, String)> {
    KINDS
        .iter()
        .find_map(|kind| {
            let (head, name) = full_name.split_at_checked(kind.len())?;
            (head.to_lowercase() == kind.to_lowercase())
                .then(|| ((*kind).to_owned(), name.trim().to_owned()))
        })
        .with_context(|| format!("{full_name} begins with no known kind of area"))
}

/// Gives the row with the same code and name its exact days, or adds a row.
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
            earliest_from: String::new(),
            earliest_to: String::new(),
            is_before: false,
            id: String::new(),
        };
        let is_it = |old: &Row| {
            old.code == row.code
                && old.name == row.name
                && old.kind == row.kind
                && old.valid_from.as_str() < NEW_BEGINS
        };
        rows.retain(|old| !is_it(old));
        rows.push(row);
    }
    let exact: Vec<(String, String, String)> = corrections
        .iter()
        .map(|record| {
            [&record["code"], &record["valid_from"], &record["valid_to"]].map(String::clone).into()
        })
        .collect();
    for (code, from, to) in exact {
        // What stood under the code before ended on the day before, and what came after began on the day after.
        for row in rows.iter_mut().filter(|row| row.code == code) {
            if !from.is_empty() && row.valid_from < from && row.valid_to >= from {
                row.valid_to = day_before(&from);
                row.earliest_to.clear();
            }
            if !to.is_empty()
                && row.valid_from.as_str() > to.as_str()
                && row.earliest_from.as_str() <= to.as_str()
                && !row.earliest_from.is_empty()
            {
                row.valid_from = day_after(&to);
                row.earliest_from.clear();
            }
        }
    }
    Ok(())
}

/// Gives each period of a code its id: the code, then `code.2`, `code.3` in order of time; `code.a`, `code.b` what ended
/// before the last list of the three levels, which came to this list later than those.
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
    let mut seen: BTreeMap<(String, bool), u8> = BTreeMap::new();
    for row in rows {
        let period = seen.entry((row.code.clone(), row.is_before)).or_default();
        *period += 1;
        row.id = match (row.is_before, *period) {
            (true, period) => format!("{}.{}", row.code, (b'a' + period - 1) as char),
            (false, 1) => row.code.clone(),
            (false, period) => format!("{}.{period}", row.code),
        };
    }
}

fn day_before(day: &str) -> String {
    of_day(day).yesterday().expect("no list is that old").to_string()
}

fn day_after(day: &str) -> String {
    of_day(day).tomorrow().expect("no list is that new").to_string()
}

fn of_day(day: &str) -> Date {
    day.parse().unwrap_or_else(|error| panic!("{day} is no day: {error}"))
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
        "earliest_from",
        "earliest_to",
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
            &row.earliest_from,
            &row.earliest_to,
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

#[cfg(test)]
mod tests {
    use super::*;

    fn row(code: &str, name: &str, valid_to: &str) -> Row {
        Row {
            code: code.to_owned(),
            name: name.to_owned(),
            kind: "Phường".to_owned(),
            level: "commune",
            parent_code: "256".to_owned(),
            valid_from: String::new(),
            valid_to: valid_to.to_owned(),
            earliest_from: String::new(),
            earliest_to: String::new(),
            is_before: false,
            id: String::new(),
        }
    }

    #[test]
    fn a_code_used_again_gets_a_number_in_order_of_time() {
        let mut rows = vec![
            row("09184", "Tiền Ninh Vệ", "2025-06-30"),
            row("09184", "Later", ""),
            row("09184", "Ninh Xá", "2024-11-30"),
        ];
        number(&mut rows);
        let ids: Vec<(&str, &str)> =
            rows.iter().map(|r| (r.name.as_str(), r.id.as_str())).collect();
        assert_eq!(ids, [("Ninh Xá", "09184"), ("Tiền Ninh Vệ", "09184.2"), ("Later", "09184.3")]);
    }

    #[test]
    fn kinds_are_cut_off_in_either_case() {
        for (full, kind, name) in [
            ("Thành phố Bắc Ninh", "Thành phố", "Bắc Ninh"),
            ("xã Bắc Sơn", "Xã", "Bắc Sơn"),
            ("Thị trấn Ba Chẽ", "Thị trấn", "Ba Chẽ"),
            ("Phường 1", "Phường", "1"),
        ] {
            assert_eq!(split_kind(full).unwrap(), (kind.to_owned(), name.to_owned()));
        }
        assert!(split_kind("Bắc Ninh").is_err());
    }
}
