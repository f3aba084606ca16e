//! The units of every day since September 2019, from the days on which the State's list was read.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, ensure};

use super::{Link, OLD_ENDS, Row, day_after, day_before, split_kind};

/// A unit as one day's list has it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct State {
    name: String,
    kind: String,
    parent_code: String,
    /// Which period of its parent it lies under: a tree of ids begins anew where the area above does.
    parent_period: usize,
}

/// A unit from one day of the list to another; the days are numbers.
#[derive(Clone, Debug)]
struct Period {
    state: State,
    first: usize,
    last: usize,
}

/// The units of the three levels.
pub(super) struct History {
    days: Vec<String>,
    periods: BTreeMap<String, Vec<Period>>,
}

impl History {
    /// Reads rows of `code,name,parent_code,first_seen_on,last_seen_on`.
    pub(super) fn read(rows: &[BTreeMap<String, String>]) -> Result<Self> {
        let days: BTreeSet<String> = rows.iter().map(|row| row["first_seen_on"].clone()).collect();
        let days: Vec<String> = days.into_iter().collect();
        let number = |day: &String| {
            days.binary_search(day).ok().with_context(|| format!("{day} is no day of the list"))
        };
        let mut seen: BTreeMap<String, Vec<Option<State>>> = BTreeMap::new();
        for row in rows {
            let (first, last) = (number(&row["first_seen_on"])?, number(&row["last_seen_on"])?);
            let written = row["name"].split_whitespace().collect::<Vec<_>>().join(" ");
            let (kind, name) = split_kind(&written)?;
            let state =
                State { name, kind, parent_code: row["parent_code"].clone(), parent_period: 0 };
            let of_code = seen.entry(row["code"].clone()).or_insert_with(|| vec![None; days.len()]);
            for slot in of_code.get_mut(first..=last).context("a row ends before it begins")? {
                ensure!(
                    slot.replace(state.clone()).is_none(),
                    "{} stands twice on one day",
                    row["code"]
                );
            }
        }
        let mut periods: BTreeMap<String, Vec<Period>> = BTreeMap::new();
        // Codes of provinces are shorter than those of districts, and these than those of communes: parents come first.
        let mut codes: Vec<String> = seen.keys().cloned().collect();
        codes.sort_by_key(|code| (code.len(), code.clone()));
        for code in codes {
            let mut states = seen.remove(&code).unwrap_or_default();
            bridge(&mut states);
            for (day, state) in states.iter_mut().enumerate() {
                let Some(state) = state else { continue };
                if !state.parent_code.is_empty() {
                    let above = periods.get(&state.parent_code).into_iter().flatten();
                    state.parent_period = above
                        .clone()
                        .position(|period| period.first <= day && day <= period.last)
                        .with_context(|| {
                            format!("{code} lies in {}, which is not there", state.parent_code)
                        })?;
                }
            }
            periods.insert(code, in_periods(&states));
        }
        Ok(Self { days, periods })
    }

    /// One row for each period.
    pub(super) fn rows(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        for (code, periods) in &self.periods {
            for period in periods {
                let level = match code.len() {
                    2 => "province",
                    3 => "district",
                    _ => "commune",
                };
                let (valid_from, earliest_from) = match period.first.checked_sub(1) {
                    Some(before) => {
                        (self.days[period.first].clone(), day_after(&self.days[before]))
                    }
                    None => Default::default(),
                };
                let (valid_to, earliest_to) = match self.days.get(period.last + 1) {
                    Some(gone) => (day_before(gone), self.days[period.last].clone()),
                    None => (OLD_ENDS.to_owned(), String::new()),
                };
                rows.push(Row {
                    code: code.clone(),
                    name: period.state.name.clone(),
                    kind: period.state.kind.clone(),
                    level,
                    parent_code: period.state.parent_code.clone(),
                    is_before: valid_to != OLD_ENDS,
                    valid_from,
                    valid_to,
                    earliest_from,
                    earliest_to,
                    id: String::new(),
                });
            }
        }
        rows
    }

    /// What the lists alone tell of which unit became which.
    ///
    /// A unit goes on under its code, renamed, raised or under another district; or under another code of its district
    /// where its name goes on there, as of two communes that became one.
    /// What else became of a code that went is not told by lists, and is not made up.
    pub(super) fn links(&self, rows: &[Row]) -> BTreeSet<Link> {
        let mut links = BTreeSet::new();
        for (code, periods) in &self.periods {
            for (at, period) in periods.iter().enumerate() {
                let next = periods.get(at + 1).filter(|next| next.first == period.last + 1);
                let same_name = |other: &&Period| other.state.name == period.state.name;
                let elsewhere = || self.begun_elsewhere(code, period);
                let goes_on = match next {
                    Some(next) if same_name(&next) => vec![(code.as_str(), next)],
                    // Its name went to another code: which ground the old code has now is not told.
                    Some(next) => match elsewhere() {
                        Some(moved) => vec![moved],
                        None => vec![(code.as_str(), next)],
                    },
                    None => elsewhere().into_iter().collect(),
                };
                for (to, next) in goes_on {
                    let ends = |row: &&Row| {
                        row.code == *code && row.valid_to == day_before(&self.days[next.first])
                    };
                    let begins =
                        |row: &&Row| row.code == to && row.valid_from == self.days[next.first];
                    // Where a correction tells other days it brings its own links.
                    if let (Some(from), Some(to)) =
                        (rows.iter().find(ends), rows.iter().find(begins))
                    {
                        links.insert((
                            from.id.clone(),
                            to.id.clone(),
                            "whole",
                            to.valid_from.clone(),
                        ));
                    }
                }
            }
        }
        links
    }

    /// The one unit of another code in the same district whose name is that of a unit that ended, from the day on which it is gone.
    fn begun_elsewhere(&self, code: &str, ended: &Period) -> Option<(&str, &Period)> {
        let mut found = None;
        for (other, periods) in &self.periods {
            if other == code || other.len() != code.len() {
                continue;
            }
            for (at, period) in periods.iter().enumerate() {
                let begins = period.first == ended.last + 1;
                let was_called_so = at
                    .checked_sub(1)
                    .is_some_and(|before| periods[before].state.name == period.state.name);
                if begins
                    && !was_called_so
                    && period.state.name == ended.state.name
                    && period.state.parent_code == ended.state.parent_code
                    && found.replace((other.as_str(), period)).is_some()
                {
                    return None;
                }
            }
        }
        found
    }
}

/// A unit that one day's list left out, and that is the same before and after, was there.
fn bridge(states: &mut [Option<State>]) {
    let mut last: Option<usize> = None;
    for day in 0..states.len() {
        if states[day].is_none() {
            continue;
        }
        if let Some(before) =
            last.filter(|before| day - before == 2 && states[*before] == states[day])
        {
            states[before + 1] = states[day].clone();
        }
        last = Some(day);
    }
}

fn in_periods(states: &[Option<State>]) -> Vec<Period> {
    let mut periods: Vec<Period> = Vec::new();
    for (day, state) in states.iter().enumerate() {
        let Some(state) = state else { continue };
        match periods.last_mut() {
            Some(period) if period.last + 1 == day && period.state == *state => period.last = day,
            _ => periods.push(Period { state: state.clone(), first: day, last: day }),
        }
    }
    periods
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(
        code: &str,
        name: &str,
        parent: &str,
        first: &str,
        last: &str,
    ) -> BTreeMap<String, String> {
        let cells = [
            ("code", code),
            ("name", name),
            ("parent_code", parent),
            ("first_seen_on", first),
            ("last_seen_on", last),
        ];
        cells.into_iter().map(|(heading, cell)| (heading.to_owned(), cell.to_owned())).collect()
    }

    #[test]
    fn a_commune_begins_anew_where_it_or_what_lies_above_does() {
        let days = ["2019-09-11", "2020-01-01", "2024-02-01"];
        let mut rows = vec![
            row("24", "Tỉnh Bắc Giang", "", days[0], days[2]),
            row("222", "Huyện Việt Yên", "24", days[0], days[1]),
            row("222", "Thị Xã  Việt Yên", "24", days[2], days[2]),
            row("07807", "Xã Quang Châu", "222", days[0], days[1]),
            row("07807", "Phường Quang Châu", "222", days[2], days[2]),
            row("07801", "Xã Nghĩa Trung", "222", days[0], days[2]),
            row("07777", "Xã Bích Sơn", "222", days[0], days[0]),
            row("07774", "Xã Bích Động", "222", days[0], days[0]),
            row("07778", "Xã Bích Động", "222", days[1], days[2]),
        ];
        let history = History::read(&rows).unwrap();
        let mut all = history.rows();
        super::super::number(&mut all);
        let shown: Vec<String> = all
            .iter()
            .map(|row| {
                [
                    &row.id,
                    &row.kind,
                    &row.earliest_from,
                    &row.valid_from,
                    &row.earliest_to,
                    &row.valid_to,
                ]
                .map(String::as_str)
                .join(" ")
            })
            .collect();
        assert_eq!(
            shown,
            [
                "24 Tỉnh    2025-06-30",
                "222.a Huyện   2020-01-01 2024-01-31",
                "222 Thị xã 2020-01-02 2024-02-01  2025-06-30",
                "07774.a Xã   2019-09-11 2019-12-31",
                "07777.a Xã   2019-09-11 2019-12-31",
                "07778.a Xã 2019-09-12 2020-01-01 2020-01-01 2024-01-31",
                "07778 Xã 2020-01-02 2024-02-01  2025-06-30",
                "07801.a Xã   2020-01-01 2024-01-31",
                "07801 Xã 2020-01-02 2024-02-01  2025-06-30",
                "07807.a Xã   2020-01-01 2024-01-31",
                "07807 Phường 2020-01-02 2024-02-01  2025-06-30",
            ]
        );
        let links: Vec<String> =
            history.links(&all).into_iter().map(|(from, to, ..)| format!("{from} {to}")).collect();
        assert_eq!(
            links,
            ["07774.a 07778.a", "07778.a 07778", "07801.a 07801", "07807.a 07807", "222.a 222"]
        );
        rows.push(row("07777", "Xã Bích Sơn", "222", days[0], days[1]));
        assert!(History::read(&rows).is_err());
    }
}
