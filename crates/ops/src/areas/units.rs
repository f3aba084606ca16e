use std::collections::HashMap;

use taicho_linkage::{UnitRow, Units};

use crate::{Content, OpsError};

/// The communes of before and after the merger of 2025, as the built-in lists have them.
///
/// A unit that ended leads to all those in force today that took its ground, whole or in part.
/// Its number is its code and its period: 09187, which was Suối Hoa, is 91871, and 09187.2, now Kinh Bắc, is 91872.
pub fn units(content: &Content) -> Result<Units, OpsError> {
    let path = "areas/area_links.csv";
    let links = content.text(path)?;
    let mut into: HashMap<&str, Vec<&str>> = HashMap::new();
    for [from, to] in table(&links, path, ["from_id", "to_id"])? {
        into.entry(from).or_default().push(to);
    }
    let path = "areas/areas.csv";
    let areas = content.text(path)?;
    let columns = ["code", "name", "kind", "level", "parent_code", "valid_to", "id"];
    let areas = table(&areas, path, columns)?;
    // Names with their kinds, each once.
    let full: Vec<String> =
        areas.iter().map(|[_, name, kind, ..]| format!("{kind} {name}")).collect();
    let mut above: HashMap<(&str, bool), (&str, &str)> = HashMap::new();
    let mut rows = Vec::with_capacity(areas.len());
    // Parents come first.
    for ([code, _, _, level, parent, valid_to, id], full) in areas.iter().zip(&full) {
        let in_force = valid_to.is_empty();
        let over = |code| above.get(&(code, in_force)).copied().unwrap_or_default();
        let (district, province) = match over(*parent) {
            (province, "") => ("", province),
            (district, grandparent) => (district, over(grandparent).0),
        };
        // An island district without communes became a special zone.
        if *level == "commune" || *level == "district" && into.contains_key(id) {
            let mut today = Vec::new();
            follow(id, &into, 0, &mut today);
            rows.push(UnitRow { province, district, commune: full, id: number(id), today });
        }
        if *level != "commune" {
            above.insert((code, in_force), (full, parent));
        }
    }
    Ok(Units::new(rows))
}

/// The columns of a built-in table; the lists of areas are our own and have no quotation marks.
pub(crate) fn table<'a, const N: usize>(
    text: &'a str,
    path: &str,
    columns: [&str; N],
) -> Result<Vec<[&'a str; N]>, OpsError> {
    let broken = |reason: String| OpsError::Content(format!("{path}: {reason}"));
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
    let mut places = [0; N];
    for (place, column) in places.iter_mut().zip(columns) {
        let at = header.iter().position(|heading| *heading == column);
        *place = at.ok_or_else(|| broken(format!("no column {column}")))?;
    }
    let mut rows = Vec::with_capacity(text.len() / 50);
    let mut cells = Vec::with_capacity(header.len());
    for line in lines {
        cells.clear();
        cells.extend(line.split(','));
        if cells.len() != header.len() || line.contains('"') {
            return Err(broken(format!("a line of other cells than the headings: {line}")));
        }
        rows.push(places.map(|at| cells[at]));
    }
    Ok(rows)
}

/// Collects the units in force that took the ground of a unit; none for one that is in force itself.
fn follow(id: &str, into: &HashMap<&str, Vec<&str>>, depth: u8, found: &mut Vec<u32>) {
    for next in into.get(id).into_iter().flatten().filter(|next| **next != id) {
        // A chain of mergers has a few steps; a ring would be a fault of the list.
        if into.contains_key(next) && depth < 8 {
            follow(next, into, depth + 1, found);
        } else {
            found.push(number(next));
        }
    }
    found.sort_unstable();
    found.dedup();
}

/// Code and period in one number; districts, whose codes are shorter, lie above the communes.
fn number(id: &str) -> u32 {
    let (code, period) = id.split_once('.').unwrap_or((id, "1"));
    let above = if code.len() < 5 { 100_000 } else { 0 };
    let code = code.parse().unwrap_or(0u32);
    (above + code) * 10 + period.parse().unwrap_or(0u32)
}
