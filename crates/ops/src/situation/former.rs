//! Former units on the ground of the areas of a day. What is filed under one that went wholly into an area counts in that
//! area; what is filed under one of which only a part did counts there nowhere, and is told.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use taicho_model::{Area, AreaId, AreaLevel, AreaLink, AreaLinkKind};
use taicho_store::{Filter, Read};

use crate::OpsError;
use crate::areas::area_with_code;
use crate::situation::history::Links;
use crate::situation::numbered::AT_ONCE;

/// Where what is filed under a path counts.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Home<'a> {
    /// Where it is filed.
    Own,
    /// In the area that the unit went into.
    Heir(&'a Area),
    /// Nowhere here: only a part of the unit came here.
    Part,
    /// Elsewhere: the unit went to other ground.
    Elsewhere,
}

/// The former units that matter for an area and what lies under it on a day.
#[derive(Debug, Default)]
pub(crate) struct Former {
    /// The areas of today that units of these paths went into.
    heirs: BTreeMap<String, Area>,
    /// Former units of which only a part lies in an area of today, by their paths, with those areas.
    parts: BTreeMap<String, (Area, BTreeSet<AreaId>)>,
    /// Paths of units below a former one whose ground went elsewhere.
    elsewhere: BTreeSet<String>,
    /// The units that went into each other, by the one that they went into.
    pub(super) links: Links,
    by_id: BTreeMap<AreaId, Area>,
    /// The subtrees that hold what counts here, besides that of the area itself.
    pub(crate) subtrees: Vec<String>,
    /// Those among them of units that went here wholly.
    pub(crate) whole: Vec<String>,
    /// Former units that who asks may not see.
    pub(crate) unseen: Vec<Area>,
}

impl Former {
    /// The former units on the ground of an area and of what lies under it on a day, and of what it lies in.
    pub(crate) fn load(
        read: &mut Read<'_>,
        area: &Area,
        under: &[Area],
        day: Date,
    ) -> Result<Self, OpsError> {
        let above: Vec<String> = steps(&area.path).filter(|id| *id != area.id.0).collect();
        let mut today = by_id(read, &above)?;
        today.extend(under.iter().map(|area| (area.id.clone(), area.clone())));
        today.insert(area.id.clone(), area.clone());
        let links = Links::load(read, today.keys())?;
        let ids: Vec<String> = links.makers_ever().map(|id| id.0.clone()).collect();
        let mut by_id = by_id(read, &ids)?;
        by_id.retain(|_, unit| !unit.is_valid_on(day));
        let mut former = Self { links, ..Self::default() };
        let from = outgoing(read, by_id.keys(), day)?;
        for (id, unit) in &by_id {
            let fate = fate(id, &from, &today, 0);
            let known: BTreeSet<AreaId> = fate.iter().flatten().cloned().collect();
            let is_here = |id: &AreaId| today[id].path.starts_with(&area.path);
            match (fate.contains(&None), known.len()) {
                (_, 0) => {}
                (false, 1) => {
                    let heir = known.first().map(|id| today[id].clone());
                    former.heirs.extend(heir.map(|heir| (unit.path.clone(), heir)));
                }
                // Its parts lie here all: it counts in the whole, and in none of them.
                (false, _) if known.iter().all(is_here) && area.level != AreaLevel::Commune => {
                    former.heirs.insert(unit.path.clone(), area.clone());
                    former.parts.insert(unit.path.clone(), (unit.clone(), known));
                }
                _ => drop(former.parts.insert(unit.path.clone(), (unit.clone(), known))),
            }
        }
        former.by_id = by_id;
        former.look_below(read, area, day)?;
        Ok(former)
    }

    /// Chooses the subtrees to be read, and finds what below them went to other ground.
    fn look_below(&mut self, read: &mut Read<'_>, area: &Area, day: Date) -> Result<(), OpsError> {
        let heirs = self.heirs.iter().filter(|(_, heir)| heir.path.starts_with(&area.path));
        let whole: Vec<&String> = heirs.map(|(path, _)| path).collect();
        let tops = |paths: &mut dyn Iterator<Item = &String>| {
            let mut tops: Vec<String> =
                paths.filter(|path| !path.starts_with(&area.path)).cloned().collect();
            tops.sort();
            tops.dedup_by(|path, above| path.starts_with(above.as_str()));
            tops
        };
        self.whole = tops(&mut whole.iter().copied());
        let paths = tops(&mut whole.iter().copied().chain(self.parts.keys()));
        let of_path = |path: &str| self.by_id.values().find(|unit| unit.path == path);
        let (seen, unseen): (Vec<_>, Vec<_>) =
            paths.into_iter().partition(|path| read.require_area(path).is_ok());
        self.unseen = unseen.iter().filter_map(|path| of_path(path).cloned()).collect();
        let divided =
            |path: &&String| of_path(path).is_some_and(|it| it.level != AreaLevel::Commune);
        for path in seen.iter().filter(divided) {
            let below = read.list::<Area>(&Filter::now().under(path.as_str()))?;
            let others = below.iter().filter(|unit| {
                unit.level == AreaLevel::Commune && !self.by_id.contains_key(&unit.id)
            });
            let others: BTreeMap<&AreaId, &Area> = others.map(|unit| (&unit.id, unit)).collect();
            let gone = outgoing(read, others.keys().copied(), day)?;
            let gone = gone.keys().filter_map(|id| others.get(id));
            self.elsewhere.extend(gone.map(|unit| unit.path.clone()));
        }
        self.whole.retain(|path| read.require_area(path).is_ok());
        self.subtrees = seen;
        Ok(())
    }

    /// Where what is filed under a path counts.
    pub(crate) fn home(&self, path: &str) -> Home<'_> {
        if self.heirs.is_empty() && self.parts.is_empty() {
            return Home::Own;
        }
        let mut path = path;
        loop {
            if let Some(heir) = self.heirs.get(path) {
                return Home::Heir(heir);
            }
            if self.parts.contains_key(path) {
                return Home::Part;
            }
            if self.elsewhere.contains(path) {
                return Home::Elsewhere;
            }
            match path.strip_suffix('/').and_then(|it| it.rfind('/')) {
                Some(end) => path = &path[..=end],
                None => return Home::Own,
            }
        }
    }

    /// The former unit of which only parts lie here that a path is of or lies in, with the areas that have them.
    pub(crate) fn in_part(&self, path: &str) -> Option<(&Area, &BTreeSet<AreaId>)> {
        let mut units = self.parts.iter().filter(|(unit, _)| path.starts_with(unit.as_str()));
        units.next_back().map(|(_, (unit, areas))| (unit, areas))
    }

    /// Whether an area is what one unit became that nothing else went into: what was said of the one holds of the other.
    pub(crate) fn is_alone(&self, unit: &AreaId, heir: &AreaId) -> bool {
        let mut id = heir;
        while id != unit {
            match self.links.merged_into(id) {
                [link] if link.kind == AreaLinkKind::Whole && link.from_id != *id => {
                    id = &link.from_id;
                }
                _ => return false,
            }
        }
        true
    }

    /// The units that an area was put together from, where nothing of them went elsewhere and no part of another came in.
    pub(crate) fn made_of(&self, id: &AreaId) -> Option<Vec<&AreaId>> {
        let links = self.links.merged_into(id);
        let is_whole = |link: &AreaLink| link.kind == AreaLinkKind::Whole && link.from_id != *id;
        let all = !links.is_empty() && links.iter().all(is_whole);
        all.then(|| links.iter().map(|link| &link.from_id).collect())
    }

    /// A former unit by its id.
    pub(crate) fn unit(&self, id: &AreaId) -> Option<&Area> {
        self.by_id.get(id)
    }

    /// The former units that went wholly into areas above the one asked about, by their ids.
    pub(crate) fn heir_of(&self, id: &AreaId) -> Option<&Area> {
        self.heirs.get(&self.unit(id)?.path)
    }

    /// The ids in the paths of all former units: what was ordered above them was ordered for them.
    pub(crate) fn ids_above(&self) -> BTreeSet<String> {
        self.heirs.keys().flat_map(|path| steps(path)).collect()
    }
}

/// The filter narrowed to what counts in the area that has a code on a day: what is filed under it, and under former units
/// that went into it wholly.
pub fn within_area(
    read: &mut Read<'_>,
    filter: Filter,
    code: &str,
    day: Date,
) -> Result<Filter, OpsError> {
    let area = area_with_code(read, code, day)?;
    let under = read.list::<Area>(&Filter::now().under(area.path.as_str()))?;
    let is_asked = |it: &Area| it.level != AreaLevel::Subunit && it.is_valid_on(day);
    let under: Vec<Area> = under.into_iter().filter(is_asked).collect();
    let or_under = Former::load(read, &area, &under, day)?.whole;
    Ok(Filter { or_under, ..filter.under(area.path) })
}

/// The ids in a path, the top first.
fn steps(path: &str) -> impl Iterator<Item = String> {
    let ids: Vec<String> =
        path.split('/').filter(|step| !step.is_empty()).map(str::to_owned).collect();
    ids.into_iter()
}

fn by_id(read: &mut Read<'_>, ids: &[String]) -> Result<BTreeMap<AreaId, Area>, OpsError> {
    let mut found = BTreeMap::new();
    for ids in ids.chunks(AT_ONCE) {
        let areas = read.list::<Area>(&Filter::now().any_of("id", ids))?;
        found.extend(areas.into_iter().map(|area| (area.id.clone(), area)));
    }
    Ok(found)
}

type Outgoing = BTreeMap<AreaId, Vec<AreaLink>>;

/// The links by which units went into others by a day.
fn outgoing<'a>(
    read: &mut Read<'_>,
    ids: impl Iterator<Item = &'a AreaId>,
    day: Date,
) -> Result<Outgoing, OpsError> {
    let mut from = Outgoing::new();
    let ids: Vec<String> = ids.map(|id| id.0.clone()).collect();
    for ids in ids.chunks(AT_ONCE) {
        for link in read.list::<AreaLink>(&Filter::now().any_of("from_id", ids))? {
            if link.starts_on <= day && link.from_id != link.to_id {
                from.entry(link.from_id.clone()).or_default().push(link);
            }
        }
    }
    Ok(from)
}

/// The areas of today that the ground of a unit went into; none among them for ground that is not known here.
fn fate(
    id: &AreaId,
    from: &Outgoing,
    today: &BTreeMap<AreaId, Area>,
    depth: u8,
) -> BTreeSet<Option<AreaId>> {
    if today.contains_key(id) {
        return BTreeSet::from([Some(id.clone())]);
    }
    // A chain of mergers has a few steps; a ring would be a fault of the list.
    let Some(links) = from.get(id).filter(|_| depth < 16) else { return BTreeSet::from([None]) };
    let mut areas: BTreeSet<_> =
        links.iter().flat_map(|link| fate(&link.to_id, from, today, depth + 1)).collect();
    // Of which only one part is told, the rest went somewhere.
    if let [link] = &links[..]
        && link.kind == AreaLinkKind::Part
    {
        areas.insert(None);
    }
    areas
}
