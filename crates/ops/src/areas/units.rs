use std::collections::{HashMap, HashSet};

use taicho_linkage::{UnitRow, Units};

use crate::{Content, OpsError};

/// The communes of before and after the merger of 2025, as the built-in lists have them.
///
/// A unit that ended leads to all those in force today that took its ground, whole or in part; one of which that is not
/// told is left out.
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
    let columns = ["code", "name", "kind", "level", "parent_code", "valid_from", "valid_to", "id"];
    let areas = table(&areas, path, columns)?;
    // Names with their kinds, each once.
    let full: Vec<String> =
        areas.iter().map(|[_, name, kind, ..]| format!("{kind} {name}")).collect();
    let ended: HashSet<&str> =
        areas.iter().filter(|row| !row[6].is_empty()).map(|row| row[7]).collect();
    // The periods of a code: the days from and to, the name, and the code above.
    let mut periods: HashMap<&str, Vec<[&str; 4]>> = HashMap::new();
    let mut rows = Vec::with_capacity(areas.len());
    // Parents come first.
    for ([code, _, _, level, parent, from, to, id], full) in areas.iter().zip(&full) {
        // A last day is told of all that do not last.
        let day = if to.is_empty() { from } else { to };
        let over = |code: &str| -> (&str, &str) {
            let of_day =
                |[from, to, ..]: &&[&str; 4]| *from <= *day && (to.is_empty() || *day <= *to);
            let found = periods.get(code).and_then(|periods| periods.iter().find(of_day));
            found.map(|[_, _, full, parent]| (*full, *parent)).unwrap_or_default()
        };
        let (district, province) = match over(parent) {
            (province, "") => ("", province),
            (district, grandparent) => (district, over(grandparent).0),
        };
        // An island district without communes became a special zone.
        let is_lowest = *level == "commune" || *level == "district" && is_island(id, &into);
        if is_lowest {
            let mut today = Vec::new();
            follow(id, &into, &ended, 0, &mut today);
            if to.is_empty() || !today.is_empty() {
                rows.push(UnitRow { province, district, commune: full, id: number(id), today });
            }
        }
        if *level != "commune" {
            periods.entry(code).or_default().push([from, to, full, parent]);
        }
    }
    Ok(Units::new(rows))
}

/// Whether a district became a commune: only one without communes does.
fn is_island(id: &str, into: &HashMap<&str, Vec<&str>>) -> bool {
    into.get(id).is_some_and(|next| {
        next.iter().any(|id| id.split('.').next().is_some_and(|code| code.len() == 5))
    })
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
fn follow(
    id: &str,
    into: &HashMap<&str, Vec<&str>>,
    ended: &HashSet<&str>,
    depth: u8,
    found: &mut Vec<u32>,
) {
    for next in into.get(id).into_iter().flatten().filter(|next| **next != id) {
        // A chain of mergers has a few steps; a ring would be a fault of the list.
        if into.contains_key(next) && depth < 8 {
            follow(next, into, ended, depth + 1, found);
        } else if !ended.contains(next) {
            found.push(number(next));
        }
    }
    found.sort_unstable();
    found.dedup();
}

/// Code and period in one number; districts, whose codes are shorter, lie above the communes.
///
/// Periods have numbers up to 3, and letters where they ended before the last list of the three levels.
fn number(id: &str) -> u32 {
    let (code, period) = id.split_once('.').unwrap_or((id, "1"));
    let above = if code.len() < 5 { 100_000 } else { 0 };
    let code = code.parse().unwrap_or(0u32);
    let period = match period.as_bytes() {
        [letter @ b'a'..=b'f'] => u32::from(letter - b'a') + 4,
        _ => period.parse().unwrap_or(0),
    };
    (above + code) * 10 + period
}
