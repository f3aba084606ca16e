mod nearest;
mod written;

use std::collections::{BTreeSet, HashMap, HashSet};

use jiff::civil::Date;
use taicho_model::{Area, AreaId, AreaLevel, AreaLink, Words};
use taicho_normalise::{AreaKind, area_name};

use nearest::{bound, distance, letters};
use written::{Keys, Name, Nearness, Parts, WAYS, Written};

/// Finds areas by the names that people write: with or without their kind, and what lies above after commas.
#[derive(Clone, Debug, Default)]
pub(super) struct AreaNames {
    areas: HashMap<AreaId, Known>,
    /// Areas by the coarsest key of their name.
    by_key: HashMap<String, Vec<AreaId>>,
    /// Areas with others below them.
    divided: HashSet<AreaId>,
    /// What took the ground of an area that ended.
    successors: HashMap<AreaId, Vec<AreaId>>,
    /// Whose ground an area took.
    predecessors: HashMap<AreaId, Vec<AreaId>>,
}

#[derive(Clone, Debug)]
struct Known {
    area: Area,
    kind: Option<AreaKind>,
    keys: Keys,
    letters: u64,
}

/// How well an area fits a text; the least fits best.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Fit {
    /// Whether blanks or sounds differ.
    is_rough: bool,
    /// Whether others lie below it: who names a commune means the commune.
    is_high: bool,
    own: Nearness,
    above: Nearness,
}

/// Areas that a message names at most.
const SHOWN: usize = 5;

/// Steps from a unit to what became of it; a ring of links would be a fault of the list.
const STEPS: usize = 8;

impl AreaNames {
    pub(super) fn add(&mut self, area: &Area) {
        if let Some(above) = &area.parent_id {
            self.divided.insert(above.clone());
        }
        let Ok(name) = area_name(&area.full_name()) else { return };
        let keys = Keys::of(&area.name, taicho_model::vietnamese::bare(&area.name));
        let name = name.value;
        let keys = if name.name.is_empty() { keys } else { Keys::of(&name.name, name.key) };
        let by =
            if area.level == AreaLevel::Province { keys.of_province() } else { keys.heard.clone() };
        let same = self.by_key.entry(by).or_default();
        if !same.contains(&area.id) {
            same.push(area.id.clone());
        }
        let letters = letters(&keys.joined);
        let known = Known { area: area.clone(), kind: name.kind, keys, letters };
        self.areas.insert(area.id.clone(), known);
    }

    pub(super) fn add_link(&mut self, link: &AreaLink) {
        self.successors.entry(link.from_id.clone()).or_default().push(link.to_id.clone());
        self.predecessors.entry(link.to_id.clone()).or_default().push(link.from_id.clone());
    }

    /// The one area of a name on a day, such as `phường Suối Hoa, thành phố Bắc Ninh`; the lowest where several levels have it.
    pub(super) fn find(&self, text: &str, day: Date) -> Result<&Area, Words> {
        let parts = Parts::of(text);
        for written in WAYS.into_iter().filter_map(|way| parts.read(way)) {
            let called = self.called(&written, true);
            let on_day = || called.iter().filter(|(_, known)| known.area.is_valid_on(day));
            let Some(best) = on_day().map(|(fit, _)| *fit).min() else { continue };
            // Whoever wrote the marks of a name of another time does not mean its neighbour.
            let is_other = |(fit, known): &&(Fit, &Known)| {
                *fit < best && fit.own == Nearness::Exact && !known.area.is_valid_on(day)
            };
            let fitting: Vec<&Known> =
                on_day().filter(|(fit, _)| *fit == best).map(|(_, known)| *known).collect();
            match fitting[..] {
                [known] => {
                    let became = |(_, other): &(Fit, &Known)| {
                        self.is_of_one_ground(&other.area, &known.area)
                    };
                    if best.own == Nearness::Exact || called.iter().filter(is_other).all(became) {
                        return Ok(&known.area);
                    }
                }
                _ => return Err(self.several(text, &fitting)),
            }
        }
        // What was meant is best seen where a name and what lies above it were told apart.
        let mut read = WAYS.into_iter().filter_map(|way| parts.read(way));
        let split = read.clone().find(|written| !written.above.is_empty()).or_else(|| read.next());
        match split {
            Some(written) => Err(self.none_called(text, &written, day)),
            None => Err(area_name(text).map_or_else(|reason| reason.words, |_| unknown(text, day))),
        }
    }

    /// What is called so at any time, and how well it fits.
    fn called(&self, written: &Written, with_kind: bool) -> Vec<(Fit, &Known)> {
        let keys = written.wanted.keys.iter();
        let keys: BTreeSet<String> =
            keys.flat_map(|(keys, _)| [keys.heard.clone(), keys.of_province()]).collect();
        let ids: BTreeSet<&AreaId> =
            keys.iter().filter_map(|key| self.by_key.get(key)).flatten().collect();
        let known = ids.into_iter().filter_map(|id| self.areas.get(id));
        known.filter_map(|known| Some((self.fit(known, written, with_kind)?, known))).collect()
    }

    fn fit(&self, known: &Known, written: &Written, with_kind: bool) -> Option<Fit> {
        let own = known.nearness(&written.wanted, written.is_marked, with_kind)?;
        let mut above = Nearness::Exact;
        for name in &written.above {
            above = above.max(self.lies_in(&known.area, name, written.is_marked, with_kind)?);
        }
        let is_high =
            known.area.level < AreaLevel::Commune && self.divided.contains(&known.area.id);
        Some(Fit { is_rough: own > Nearness::Bare, is_high, own, above })
    }

    /// How near a name is to that of something above an area.
    fn lies_in(
        &self,
        area: &Area,
        name: &Name,
        is_marked: bool,
        with_kind: bool,
    ) -> Option<Nearness> {
        let above = area.path.split('/').filter(|id| !id.is_empty() && *id != area.id.0);
        above
            .filter_map(|id| self.areas.get(&AreaId(id.to_owned())))
            .filter_map(|higher| higher.nearness(name, is_marked, with_kind))
            .min()
    }

    /// Whether one of two became the other, in whatever steps.
    fn is_of_one_ground(&self, one: &Area, other: &Area) -> bool {
        let reaches = |from: &Area, to: &Area| {
            let mut now = vec![&from.id];
            for _ in 0..STEPS {
                now = now.into_iter().filter_map(|id| self.successors.get(id)).flatten().collect();
                if now.contains(&&to.id) {
                    return true;
                }
            }
            false
        };
        one.code == other.code || reaches(one, other) || reaches(other, one)
    }

    /// What lay or lies on an area's ground on a day, as links lead there.
    fn on_ground(&self, area: &Area, day: Date) -> Vec<&Known> {
        let is_past = area.valid_to.is_some_and(|to| to < day);
        let links = if is_past { &self.successors } else { &self.predecessors };
        let (mut now, mut found) = (vec![&area.id], Vec::new());
        for _ in 0..STEPS {
            now = now.into_iter().filter_map(|id| links.get(id)).flatten().collect();
            let known = now.iter().filter_map(|id| self.areas.get(*id));
            found.extend(known.filter(|known| known.area.is_valid_on(day)));
        }
        found
    }

    fn several(&self, text: &str, fitting: &[&Known]) -> Words {
        let (vi, en) = match fitting.iter().all(|known| known.area.level >= AreaLevel::Commune) {
            true => ("xã, phường", "communes"),
            false => ("đơn vị", "areas"),
        };
        let names = self.list(fitting, true);
        Words::new(
            format!(
                "có nhiều {vi} tên “{text}”: hãy ghi thêm cấp trên hoặc ghi mã, một trong: {names}"
            ),
            format!(
                "several {en} are called “{text}”: add what lies above, or the code, one of: {names}"
            ),
        )
    }

    fn none_called(&self, text: &str, written: &Written, day: Date) -> Words {
        let mut called: Vec<&Known> = self
            .called(written, true)
            .into_iter()
            .filter(|(fit, _)| !fit.is_rough)
            .map(|(_, known)| known)
            .collect();
        called.sort_by_key(|known| &known.area.id.0);
        let shown = day.strftime("%d/%m/%Y");
        let is_past = |known: &&&Known| known.area.valid_to.is_some_and(|to| to < day);
        for was in [true, false] {
            let same: Vec<&Known> =
                called.iter().filter(|known| is_past(known) == was).copied().collect();
            let ground: Vec<&Known> =
                same.iter().flat_map(|known| self.on_ground(&known.area, day)).collect();
            if ground.is_empty() {
                continue;
            }
            let names = self.list(&ground, false);
            let open = same.iter().find_map(|known| {
                let (from, to) = (known.area.earliest_from?, known.area.valid_from?);
                (from <= day && day < to).then_some((from, to))
            });
            return match (was, open) {
                (true, _) => Words::new(
                    format!("“{text}” không còn vào ngày {shown}; địa bàn nay thuộc: {names}"),
                    format!("“{text}” no longer exists on {day}; its ground now lies in: {names}"),
                ),
                (false, None) => Words::new(
                    format!("“{text}” chưa có vào ngày {shown}; địa bàn khi đó thuộc: {names}"),
                    format!(
                        "“{text}” does not exist yet on {day}; its ground then lay in: {names}"
                    ),
                ),
                (false, Some((from, to))) => Words::new(
                    format!(
                        "“{text}” có từ một ngày trong khoảng {} đến {}, nguồn không nói rõ hơn; vào ngày {shown} ghi là: {names}",
                        from.strftime("%d/%m/%Y"),
                        to.strftime("%d/%m/%Y")
                    ),
                    format!(
                        "“{text}” begins on a day from {from} to {to}, which is not known nearer; on {day} write: {names}"
                    ),
                ),
            };
        }
        let near = self.nearest(written, day);
        let Words { mut vi, mut en } = unknown(text, day);
        if let Some(to) =
            called.iter().filter(is_past).filter_map(|known| known.area.valid_to).max()
        {
            vi.push_str(&format!(", chỉ có đến ngày {}", to.strftime("%d/%m/%Y")));
            en.push_str(&format!(", only until {to}"));
        }
        if !near.is_empty() {
            let names = self.list(&near, true);
            vi.push_str(&format!("; gần nhất là: {names}"));
            en.push_str(&format!("; the nearest are: {names}"));
        }
        Words::new(vi, en)
    }

    /// The lowest areas of a day whose names are nearly what was written: in what was named above them, or else anywhere.
    fn nearest(&self, written: &Written, day: Date) -> Vec<&Known> {
        // Whatever its kind, and whatever lies above it.
        let (mut found, wanted) = (Vec::new(), &written.wanted);
        for known in self.areas.values() {
            let near = |(keys, _): &(Keys, bool)| {
                let bound = if keys.is_number() { 0 } else { bound(&keys.joined) };
                let glance = (known.letters ^ letters(&keys.joined)).count_ones() as usize;
                (glance <= 2 * bound).then(|| distance(&known.keys.joined, &keys.joined, bound))?
            };
            let Some(distance) = wanted.keys.iter().filter_map(near).min() else { continue };
            let is_low =
                known.area.level >= AreaLevel::Commune || !self.divided.contains(&known.area.id);
            if !is_low || !known.area.is_valid_on(day) {
                continue;
            }
            let lies =
                |name: &&Name| self.lies_in(&known.area, name, written.is_marked, false).is_none();
            let outside = written.above.iter().filter(lies).count();
            let other_kind = !wanted.fits(known.kind, true);
            found.push(((outside, distance, other_kind), known));
        }
        found.sort_by_key(|(near, known)| (*near, known.area.code.as_str()));
        let inside = found.first().is_some_and(|((outside, ..), _)| *outside == 0);
        // What lies where it was looked for is nearer than anything of the same name elsewhere.
        let nearest = found.iter().filter(|((outside, ..), _)| !inside || *outside == 0);
        nearest.map(|(_, known)| *known).take(SHOWN).collect()
    }

    /// Areas with their codes and, where they are to be told apart, with what lies above them.
    fn list(&self, areas: &[&Known], with_above: bool) -> String {
        let mut areas: Vec<&Area> = areas.iter().map(|known| &known.area).collect();
        let mut seen = HashSet::new();
        areas.retain(|area| seen.insert(&area.id));
        let more = areas.len().saturating_sub(SHOWN);
        let names: Vec<String> = areas
            .iter()
            .take(SHOWN)
            .map(|area| {
                let above = area.parent_id.as_ref().and_then(|id| self.areas.get(id));
                let above = above.filter(|_| with_above);
                let above = above.map(|above| format!(", {}", above.area.full_name()));
                format!("{}{} ({})", area.full_name(), above.unwrap_or_default(), area.code)
            })
            .collect();
        let rest = if more > 0 { format!(", … (+{more})") } else { String::new() };
        names.join(if with_above { "; " } else { ", " }) + &rest
    }
}

impl Known {
    /// How near a name is to this area's own; the kind counts where one is written.
    fn nearness(&self, name: &Name, is_marked: bool, with_kind: bool) -> Option<Nearness> {
        let keys = name
            .keys
            .iter()
            .filter(|(_, kind_counts)| !kind_counts || name.fits(self.kind, with_kind));
        keys.filter_map(|(keys, _)| {
            let near = self.keys.nearness(keys, is_marked);
            let is_province = self.area.level == AreaLevel::Province;
            near.or_else(|| {
                (is_province && self.keys.of_province() == keys.of_province())
                    .then_some(Nearness::Bare)
            })
        })
        .min()
    }
}

fn unknown(text: &str, day: Date) -> Words {
    Words::new(
        format!("không có xã, phường tên “{text}” vào ngày {}", day.strftime("%d/%m/%Y")),
        format!("no commune is called “{text}” on {day}"),
    )
}
