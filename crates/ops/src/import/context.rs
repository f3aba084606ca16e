use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use jiff::Timestamp;
use jiff::civil::Date;
use taicho_model::{Area, AreaLink, Person, Place, Record as _, Words, Zone, ZoneId, vietnam_date};
use taicho_store::{Filter, Read};

use super::area_names::AreaNames;
use crate::OpsError;

/// What rows refer to: areas, zones, and the keys of people and places that came before in the same import.
#[derive(Debug)]
pub(super) struct Context {
    pub(super) now: Timestamp,
    areas: HashMap<String, Vec<Area>>,
    names: AreaNames,
    zones: BTreeMap<String, (ZoneId, String)>,
    people: HashSet<u64>,
    places: HashSet<u64>,
    /// What stood in the store before: what the writing begins with again.
    areas_before: Vec<Area>,
}

/// What a row of people or cases points to by its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    Person,
    Place,
}

impl Context {
    pub(super) fn load(read: &mut Read<'_>, now: Timestamp) -> Result<Self, OpsError> {
        let areas_before = read.list::<Area>(&Filter::now())?;
        let mut context = Self {
            now,
            areas: HashMap::new(),
            names: AreaNames::default(),
            zones: BTreeMap::new(),
            people: HashSet::new(),
            places: HashSet::new(),
            areas_before,
        };
        context.begin();
        for link in read.list::<AreaLink>(&Filter::now())? {
            context.names.add_link(&link);
        }
        for zone in read.list::<Zone>(&Filter::now())? {
            context.add_zone(&zone);
        }
        Ok(context)
    }

    /// Puts the context back to before the first file, for a reading that writes.
    pub(super) fn begin(&mut self) {
        self.areas.clear();
        for area in self.areas_before.clone() {
            self.add_area(area);
        }
    }

    pub(super) fn today(&self) -> Date {
        vietnam_date(self.now)
    }

    pub(super) fn add_area(&mut self, area: Area) {
        self.names.add(&area);
        let periods = self.areas.entry(area.code.clone()).or_default();
        match periods.iter_mut().find(|known| known.id == area.id) {
            Some(known) => *known = area,
            None => periods.push(area),
        }
    }

    pub(super) fn add_zone(&mut self, zone: &Zone) {
        self.zones.insert(zone.code.clone(), (zone.id.clone(), zone.area_path.clone()));
    }

    pub(super) fn zone(&self, code: &str) -> Option<&(ZoneId, String)> {
        self.zones.get(code)
    }

    /// Every period of a code.
    pub(super) fn periods(&self, code: &str) -> &[Area] {
        self.areas.get(code).map_or(&[], Vec::as_slice)
    }

    /// The area that has a code on a day, or the one commune of that name.
    pub(super) fn area(&self, text: &str, day: Date) -> Result<&Area, Words> {
        if text.bytes().any(|byte| byte.is_ascii_digit()) || text.is_empty() {
            return self.area_with_code(text, day);
        }
        self.names.find(text, day)
    }

    fn area_with_code(&self, code: &str, day: Date) -> Result<&Area, Words> {
        let periods = self.periods(code);
        periods.iter().find(|area| area.is_valid_on(day)).ok_or_else(|| {
            if periods.is_empty() {
                Words::new(
                    format!("không có đơn vị hành chính mang mã {code}"),
                    format!("no area has the code {code}"),
                )
            } else {
                Words::new(
                    format!(
                        "đơn vị mang mã {code} không tồn tại vào ngày {}",
                        day.strftime("%d/%m/%Y")
                    ),
                    format!("the area {code} does not exist on {day}"),
                )
            }
        })
    }

    /// Remembers that an earlier row of this import has the key.
    pub(super) fn saw(&mut self, target: Target, key: &str) {
        self.seen(target).insert(hash_of(key));
    }

    pub(super) fn has_seen(&mut self, target: Target, key: &str) -> bool {
        self.seen(target).contains(&hash_of(key))
    }

    fn seen(&mut self, target: Target) -> &mut HashSet<u64> {
        match target {
            Target::Person => &mut self.people,
            Target::Place => &mut self.places,
        }
    }
}

/// The ids of people or places by their keys, a chunk at a time.
pub(super) fn ids_of(
    read: &mut Read<'_>,
    target: Target,
    keys: &[String],
) -> Result<BTreeMap<String, String>, OpsError> {
    Ok(match target {
        Target::Person => read.ids_by_key(Person::SPEC, "source_key", keys)?,
        Target::Place => read.ids_by_key(Place::SPEC, "source_key", keys)?,
    })
}

pub(super) fn hash_of(key: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}
