use std::collections::{BTreeSet, HashMap};

use jiff::civil::Date;
use taicho_model::{Area, AreaId, AreaLevel, AreaLink, Words};
use taicho_normalise::{AreaName, area_name};

/// Finds communes by the names that people write: with or without their kind, and what lies above after commas.
#[derive(Clone, Debug, Default)]
pub(super) struct AreaNames {
    areas: HashMap<AreaId, Area>,
    /// Communes by the bare key of their name.
    by_key: HashMap<String, Vec<AreaId>>,
    /// What took the ground of an area that ended.
    successors: HashMap<AreaId, Vec<AreaId>>,
}

impl AreaNames {
    pub(super) fn add(&mut self, area: &Area) {
        if area.level == AreaLevel::Commune
            && let Ok(name) = area_name(&area.full_name())
        {
            let same = self.by_key.entry(name.value.key).or_default();
            if !same.contains(&area.id) {
                same.push(area.id.clone());
            }
        }
        self.areas.insert(area.id.clone(), area.clone());
    }

    pub(super) fn of_id(&self, id: &str) -> Option<&Area> {
        self.areas.get(&AreaId(id.to_owned()))
    }

    pub(super) fn add_link(&mut self, link: &AreaLink) {
        self.successors.entry(link.from_id.clone()).or_default().push(link.to_id.clone());
    }

    /// The one commune of a name on a day, such as `phường Suối Hoa, thành phố Bắc Ninh`.
    pub(super) fn find(&self, text: &str, day: Date) -> Result<&Area, Words> {
        let read = |part: &str| area_name(part).map(|normal| normal.value);
        let mut parts = text.split([',', ';']).filter(|part| !part.trim().is_empty());
        let wanted = read(parts.next().unwrap_or(text)).map_err(|reason| reason.words)?;
        let above: Vec<AreaName> =
            parts.map(read).collect::<Result<_, _>>().map_err(|reason| reason.words)?;
        let called: Vec<&Area> = self
            .keyed(&wanted)
            .filter(|area| is_called(area, &wanted) && self.lies_in(area, &above))
            .collect();
        let on_day: Vec<&Area> =
            called.iter().copied().filter(|area| area.is_valid_on(day)).collect();
        match on_day[..] {
            [area] => Ok(area),
            [] => Err(self.none_called(text, &called, day)),
            _ => Err(Words::new(
                format!("có nhiều xã, phường tên “{text}”: hãy ghi thêm cấp trên hoặc ghi mã"),
                format!("several communes are called “{text}”: add what lies above, or the code"),
            )),
        }
    }

    fn keyed<'a>(&'a self, wanted: &AreaName) -> impl Iterator<Item = &'a Area> + use<'a> {
        let keys: BTreeSet<&String> =
            [Some(&wanted.key), wanted.whole_key.as_ref()].into_iter().flatten().collect();
        let ids: Vec<&AreaId> =
            keys.into_iter().filter_map(|key| self.by_key.get(key)).flatten().collect();
        ids.into_iter().filter_map(|id| self.areas.get(id))
    }

    /// Whether every name stands somewhere above an area.
    fn lies_in(&self, area: &Area, names: &[AreaName]) -> bool {
        names.iter().all(|name| {
            let above = area.path.split('/').filter(|id| *id != area.id.0);
            above
                .filter_map(|id| self.areas.get(&AreaId(id.to_owned())))
                .any(|higher| is_called(higher, name))
        })
    }

    fn none_called(&self, text: &str, called: &[&Area], day: Date) -> Words {
        let mut now: Vec<&Area> = called
            .iter()
            .filter_map(|area| self.successors.get(&area.id))
            .flatten()
            .filter_map(|id| self.areas.get(id))
            .filter(|area| area.is_valid_on(day))
            .collect();
        now.sort_by(|one, other| one.code.cmp(&other.code));
        now.dedup_by(|one, other| one.id == other.id);
        let shown = day.strftime("%d/%m/%Y");
        if now.is_empty() {
            return Words::new(
                format!("không có xã, phường tên “{text}” vào ngày {shown}"),
                format!("no commune is called “{text}” on {day}"),
            );
        }
        let names: Vec<String> =
            now.iter().map(|area| format!("{} ({})", area.full_name(), area.code)).collect();
        let names = names.join(", ");
        Words::new(
            format!("“{text}” không còn vào ngày {shown}; địa bàn nay thuộc: {names}"),
            format!("“{text}” no longer exists on {day}; its ground now lies in: {names}"),
        )
    }
}

/// Whether an area has a name: the kind counts where one is written.
fn is_called(area: &Area, name: &AreaName) -> bool {
    let Ok(own) = area_name(&area.full_name()) else { return false };
    let own = own.value;
    let same_kind = name.kind.is_none() || own.kind == name.kind;
    (own.key == name.key && same_kind) || name.whole_key.as_ref() == Some(&own.key)
}
