use serde::{Deserialize, Serialize};

use crate::records::texts::Texts;
use crate::units::Units;
use taicho_normalise as normalise;

/// Communes as lists write them, each with what is in force on its ground today.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Places {
    units: Option<Units>,
    written: Texts,
    places: Vec<u32>,
    /// Where the names of a place are put together.
    joined: String,
    keys: Texts,
    names: Vec<String>,
    today: Vec<Vec<u32>>,
}

/// How near two places are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nearness {
    /// One and the same.
    Same,
    /// The same ground since the mergers, or one name without its district.
    SameGround,
    /// Nearly one name.
    Near,
    /// Another place.
    Differ,
}

impl Places {
    pub(crate) fn new() -> Self {
        Self {
            units: None,
            written: Texts::default(),
            places: vec![0],
            joined: String::new(),
            keys: Texts::default(),
            names: vec![String::new()],
            today: vec![Vec::new()],
        }
    }

    pub(crate) fn know(&mut self, units: Units) {
        self.units = Some(units);
    }

    /// Finds the numbers again after the places were read from a file; false where they are not sound.
    pub(crate) fn recall(&mut self) -> bool {
        let sound = self.names.len() == self.keys.len()
            && self.today.len() == self.keys.len()
            && self.places.len() == self.written.len()
            && self.places.iter().all(|place| (*place as usize) < self.names.len());
        self.written.recall() && self.keys.recall() && sound
    }

    pub(crate) fn knows(&self) -> bool {
        self.units.is_some()
    }

    /// The number of the place that these names write; 0 is none.
    pub(crate) fn place(&mut self, commune: &str, district: &str, province: &str) -> u32 {
        self.joined.clear();
        for part in [commune, "\n", district, "\n", province] {
            self.joined.push_str(part);
        }
        let (written, new) = self.written.number(&self.joined);
        if !new {
            return self.places[written as usize];
        }
        let name = normalise::area_name(commune).map(|area| area.value.key).unwrap_or_default();
        let given = |text: &'_ str| (!text.is_empty()).then(|| text.to_string());
        let (district, province) = (given(district), given(province));
        let find = |units: &Units| units.find(commune, district.as_deref(), province.as_deref());
        let unit = self.units.as_ref().and_then(find);
        let key = match &unit {
            Some(unit) if unit.ids.len() == 1 => format!("#{}", unit.ids[0]),
            Some(unit) if unit.today.len() == 1 => format!("={}", unit.today[0]),
            _ => name.clone(),
        };
        let (number, new) = self.keys.number(&key);
        if new {
            self.names.push(name);
            self.today.push(unit.map(|unit| unit.today).unwrap_or_default());
        }
        self.places.push(number);
        number
    }

    /// What stands for the ground of a place in the keys of candidates.
    pub(crate) fn ground(&self, place: u32) -> u64 {
        match self.today.get(place as usize).map(Vec::as_slice) {
            Some([only]) => u64::from(*only) | 1 << 40,
            _ => u64::from(place),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.names.len()
    }

    pub(crate) fn name(&self, place: u32) -> &str {
        self.names.get(place as usize).map_or("", String::as_str)
    }

    pub(crate) fn nearness(&self, one: u32, other: u32) -> Nearness {
        if one == other {
            return Nearness::Same;
        }
        let today = |place: u32| self.today.get(place as usize).map_or(&[][..], Vec::as_slice);
        if today(one).iter().any(|unit| today(other).contains(unit)) {
            return Nearness::SameGround;
        }
        let resolved = !today(one).is_empty() && !today(other).is_empty();
        let (a, b) = (self.name(one), self.name(other));
        match () {
            () if !resolved && a == b => Nearness::SameGround,
            () if !resolved && crate::compare::alike::is_near_text(a, b) => Nearness::Near,
            () => Nearness::Differ,
        }
    }
}
