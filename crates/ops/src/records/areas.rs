//! Areas by the codes and names that people write, on a day.

mod names;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use taicho_model::{Area, AreaId, AreaLink, Words};
use taicho_normalise::Reason;
use taicho_store::{Filter, Read};

use super::reading::{Areas, no_area, reason};
use crate::OpsError;
use names::AreaNames;

/// Every area in memory, for tables of many rows.
#[derive(Clone, Debug)]
pub(crate) struct AreaBook {
    by_code: HashMap<String, Vec<Area>>,
    /// The code of each area.
    codes: HashMap<AreaId, String>,
    /// Areas with others below them.
    divided: HashSet<AreaId>,
    links: Vec<AreaLink>,
    /// Made when the first name is looked up: most tables write codes.
    names: Option<AreaNames>,
}

impl AreaBook {
    pub(crate) fn load(read: &mut Read<'_>) -> Result<Self, OpsError> {
        let mut book = Self {
            by_code: HashMap::new(),
            codes: HashMap::new(),
            divided: HashSet::new(),
            links: Vec::new(),
            names: None,
        };
        for area in read.list::<Area>(&Filter::now())? {
            book.add(area);
        }
        book.links = read.list::<AreaLink>(&Filter::now())?;
        Ok(book)
    }

    /// Takes in an area, as a row of the same import brings it.
    pub(crate) fn add(&mut self, area: Area) {
        if let Some(names) = &mut self.names {
            names.add(&area);
        }
        if let Some(above) = &area.parent_id {
            self.divided.insert(above.clone());
        }
        self.codes.insert(area.id.clone(), area.code.clone());
        let periods = self.by_code.entry(area.code.clone()).or_default();
        match periods.iter_mut().find(|known| known.id == area.id) {
            Some(known) => *known = area,
            None => periods.push(area),
        }
    }

    fn names(&mut self) -> &AreaNames {
        self.names.get_or_insert_with(|| {
            let mut names = AreaNames::default();
            self.by_code.values().flatten().for_each(|area| names.add(area));
            self.links.iter().for_each(|link| names.add_link(link));
            names
        })
    }
}

impl Areas for AreaBook {
    fn named(&mut self, text: &str, day: Date) -> Result<Area, Reason> {
        let periods = self.by_code.get(text).map_or(&[][..], Vec::as_slice);
        if is_code(text) || !periods.is_empty() {
            return of_day(periods, text, day);
        }
        let named = self.names().find(text, day);
        named.cloned().map_err(|words| Reason { code: "area.unknown", words })
    }

    fn of_id(&mut self, id: &str) -> Result<Area, Reason> {
        let code = self.codes.get(&AreaId(id.to_owned()));
        let periods = code.and_then(|code| self.by_code.get(code)).into_iter().flatten();
        periods.clone().find(|area| area.id.0 == id).cloned().ok_or_else(|| no_area(id))
    }

    fn is_lowest(&mut self, area: &Area, day: Date) -> Result<bool, Reason> {
        if !self.divided.contains(&area.id) {
            return Ok(true);
        }
        let mut all = self.by_code.values().flatten();
        Ok(!all.any(|other| other.parent_id.as_ref() == Some(&area.id) && other.is_valid_on(day)))
    }
}

/// Areas that are looked up one by one, for a single row.
pub(crate) struct LookedUp<'a, 'r> {
    pub(crate) read: &'a mut Read<'r>,
    /// The first failure of the store; what came after it means nothing.
    pub(crate) failure: Option<OpsError>,
}

impl LookedUp<'_, '_> {
    fn found(&mut self, filter: &Filter) -> Vec<Area> {
        match self.read.list::<Area>(filter) {
            Ok(areas) => areas,
            Err(error) => {
                self.failure.get_or_insert(error.into());
                Vec::new()
            }
        }
    }
}

impl Areas for LookedUp<'_, '_> {
    fn named(&mut self, text: &str, day: Date) -> Result<Area, Reason> {
        if may_be_code(text) {
            let periods = self.found(&Filter::now().is("code", text));
            if is_code(text) || !periods.is_empty() {
                return of_day(&periods, text, day);
            }
        }
        match AreaBook::load(self.read) {
            Ok(mut book) => book.named(text, day),
            Err(error) => {
                self.failure.get_or_insert(error);
                of_day(&[], text, day)
            }
        }
    }

    fn of_id(&mut self, id: &str) -> Result<Area, Reason> {
        self.found(&Filter::now().is("id", id)).pop().ok_or_else(|| no_area(id))
    }

    fn is_lowest(&mut self, area: &Area, day: Date) -> Result<bool, Reason> {
        let below = self.found(&Filter::now().is("parent_id", area.id.0.as_str()));
        Ok(!below.iter().any(|other| other.is_valid_on(day)))
    }
}

/// Whether a text can be nothing but a code: a ward of a number has a letter before it.
fn is_code(text: &str) -> bool {
    !text.chars().any(char::is_alphabetic)
}

/// Whether an office may have given such a code: names have blanks, or letters alone.
fn may_be_code(text: &str) -> bool {
    is_code(text) || !text.contains(' ') && text.bytes().any(|byte| byte.is_ascii_digit())
}

fn of_day(periods: &[Area], code: &str, day: Date) -> Result<Area, Reason> {
    if let Some(area) = periods.iter().find(|area| area.is_valid_on(day)) {
        return Ok(area.clone());
    }
    let Words { vi, en } = match periods {
        [] => Words::new(
            format!("không có đơn vị hành chính mang mã {code}"),
            format!("no area has the code {code}"),
        ),
        _ => Words::new(
            format!("đơn vị mang mã {code} không tồn tại vào ngày {}", day.strftime("%d/%m/%Y")),
            format!("the area {code} does not exist on {day}"),
        ),
    };
    Err(reason("area.unknown", vi, en))
}
