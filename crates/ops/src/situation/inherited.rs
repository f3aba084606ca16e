//! What passes from former units to the areas of a day, and what of it does not.
//!
//! Zones and running epidemics of a unit that went wholly into a commune are the commune's. A fact or a level of one
//! that was put together with others was said of other ground: it holds where all of them say the same, and a
//! population where all of them state theirs.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use taicho_model::{
    Area, AreaId, AreaLevel, AreaRef, AssertedFact, FactValue, Order, OrderStatus, Zone, kind,
};

use crate::situation::cases::CountedCases;
use crate::situation::former::{Former, Home};

/// Why what is filed under a former unit counts in none of some areas.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reason {
    /// Only a part of the unit lies there.
    Part,
    /// The unit is a part of the area, and it was said of the unit alone.
    Merged,
    /// Nobody says where the unit went.
    NotTold,
    /// Who asks may not see what is filed there.
    Unseen,
}

/// What is filed under a former unit and counts in none of some areas.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct LeftOut {
    pub(crate) reason: Reason,
    /// The former unit; by its id where it is in no list.
    pub(crate) unit: AreaRef,
    /// The areas that have its ground.
    pub(crate) areas: Vec<AreaRef>,
    /// The area around them in which cases and zones count all the same.
    pub(crate) counted_in: Option<AreaRef>,
    pub(crate) counts: Counts,
    /// The names of facts.
    pub(crate) facts: BTreeSet<String>,
    /// The papers.
    pub(crate) orders: BTreeSet<String>,
}

impl LeftOut {
    /// Whether nothing but facts is left out.
    pub(crate) fn is_only_stated(&self) -> bool {
        matches!(self.reason, Reason::Merged | Reason::NotTold)
            && self.counts == Counts::default()
            && self.orders.is_empty()
    }
}

/// How many records there are of each sort.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Counts {
    pub(crate) cases: i64,
    pub(crate) zones: i64,
    pub(crate) isolations: i64,
}

/// Hands on what was loaded, and notes what is not handed on.
pub(super) struct Inheritance<'a> {
    former: &'a Former,
    area: &'a Area,
    today: BTreeMap<&'a AreaId, &'a Area>,
    left_out: BTreeMap<(Reason, AreaId), LeftOut>,
}

impl<'a> Inheritance<'a> {
    pub(super) fn new(former: &'a Former, area: &'a Area, below: &'a [Area]) -> Self {
        let today = below.iter().chain([area]).map(|area| (&area.id, area)).collect();
        let mut inheritance = Self { former, area, today, left_out: BTreeMap::new() };
        for unit in &former.unseen {
            inheritance.note(Reason::Unseen, &unit.id);
        }
        inheritance
    }

    pub(super) fn finish(self) -> Vec<LeftOut> {
        self.left_out.into_values().collect()
    }

    /// The note about a unit, made where there is none.
    fn note(&mut self, reason: Reason, id: &AreaId) -> &mut LeftOut {
        let Self { former, area, today, left_out } = self;
        left_out.entry((reason, id.clone())).or_insert_with(|| {
            let unit = former.unit(id);
            let parts = unit.and_then(|unit| former.in_part(&unit.path));
            let heir = unit.and_then(|_| former.heir_of(id));
            let areas = match (reason, parts) {
                (Reason::Part, Some((_, areas))) => {
                    areas.iter().filter_map(|id| today.get(id)).map(|it| it.to_ref()).collect()
                }
                _ => heir.map(Area::to_ref).into_iter().collect(),
            };
            let is_counted = reason == Reason::Part && heir.is_some();
            LeftOut {
                reason,
                unit: unit.map_or_else(
                    || AreaRef { code: id.0.clone(), name: id.0.clone() },
                    Area::to_ref,
                ),
                areas,
                counted_in: is_counted.then(|| area.to_ref()),
                counts: Counts::default(),
                facts: BTreeSet::new(),
                orders: BTreeSet::new(),
            }
        })
    }

    /// The note about the unit in which a path lies of which only a part came here.
    fn note_part(&mut self, path: &str) -> Option<&mut LeftOut> {
        let (unit, _) = self.former.in_part(path)?;
        Some(self.note(Reason::Part, &unit.id))
    }

    /// Cases under units of which only a part lies in a commune.
    pub(super) fn cases(&mut self, cases: &CountedCases) {
        for (path, count) in &cases.filed_in_parts {
            if let Some(note) = self.note_part(path) {
                note.counts.cases += count;
            }
        }
    }

    /// An isolation that is filed under no commune of today.
    pub(super) fn isolation(&mut self, path: &str) {
        if let Some(note) = self.note_part(path) {
            note.counts.isolations += 1;
        }
    }

    /// The zones, those of former units under the area that has them now.
    pub(super) fn zones(&mut self, mut zones: Vec<Zone>, today: Date) -> Vec<Zone> {
        let former = self.former;
        zones.retain_mut(|zone| {
            if self.today.contains_key(&zone.area_id) {
                return true;
            }
            if zone.is_open_on(today)
                && let Some(note) = self.note_part(&zone.area_path)
            {
                note.counts.zones += 1;
            }
            match former.home(&zone.area_path) {
                Home::Own => true,
                Home::Heir(heir) => {
                    zone.area_id = heir.id.clone();
                    zone.area_path.clone_from(&heir.path);
                    true
                }
                Home::Part | Home::Elsewhere => false,
            }
        });
        zones
    }

    /// The orders that hold for the areas of today. An epidemic that runs in a former unit runs in the area that has it;
    /// what was ordered for a unit as it was holds on where nothing else came to it.
    pub(super) fn orders(&mut self, orders: Vec<Order>, today: Date) -> Vec<Order> {
        let mut ended: BTreeMap<(AreaId, Option<String>), Date> = BTreeMap::new();
        for order in &orders {
            let counts = order.kind == kind::EPIDEMIC_END
                && order.status != OrderStatus::Revoked
                && order.effective_from <= today;
            if counts {
                let key = (order.area_id.clone(), order.about_disease().map(str::to_owned));
                let last = ended.entry(key).or_insert(order.effective_from);
                *last = order.effective_from.max(*last);
            }
        }
        let has_ended = |order: &Order| {
            let key = (order.area_id.clone(), order.about_disease().map(str::to_owned));
            ended.get(&key).is_some_and(|end| order.effective_from <= *end)
        };
        let mut held = Vec::with_capacity(orders.len());
        for mut order in orders {
            let is_of_today = order.area_path.starts_with(&self.area.path)
                && !matches!(self.former.home(&order.area_path), Home::Heir(_) | Home::Part)
                || self.area.path.starts_with(&order.area_path);
            if is_of_today {
                held.push(order);
                continue;
            }
            let heir = self.former.heir_of(&order.area_id);
            let is_whole = heir.is_some() && !self.is_in_parts(&order.area_id);
            let (passes, is_over) = match order.kind.as_str() {
                kind::EPIDEMIC => (is_whole, has_ended(&order)),
                kind::EPIDEMIC_END => (false, true),
                kind::ALERT => (is_whole, !order.holds_on(today)),
                _ if order.zone_id.is_some() => (is_whole, !order.holds_on(today)),
                _ => {
                    let alone = heir.is_some_and(|it| self.former.is_alone(&order.area_id, &it.id));
                    let is_over = order.effective_to.is_some_and(|to| to < today);
                    (is_whole && alone, is_over)
                }
            };
            match heir {
                Some(heir) if passes && (order.kind != kind::EPIDEMIC || !is_over) => {
                    order.area_id = heir.id.clone();
                    order.area_path.clone_from(&heir.path);
                    held.push(order);
                }
                _ if !is_over && order.status != OrderStatus::Revoked => {
                    let reason = self.reason(&order.area_id);
                    let paper = order.number.unwrap_or(order.document);
                    self.note(reason, &order.area_id).orders.insert(paper);
                }
                _ => {}
            }
        }
        held
    }

    fn is_in_parts(&self, id: &AreaId) -> bool {
        self.former.unit(id).is_some_and(|unit| self.former.in_part(&unit.path).is_some())
    }

    fn reason(&self, id: &AreaId) -> Reason {
        match (self.is_in_parts(id), self.former.heir_of(id)) {
            (true, _) => Reason::Part,
            (false, Some(_)) => Reason::Merged,
            (false, None) => Reason::NotTold,
        }
    }

    /// Adds the facts of former units that hold for the areas that have them now.
    pub(super) fn facts(&mut self, facts: &mut BTreeMap<AreaId, Vec<AssertedFact>>) {
        let old: Vec<AreaId> =
            facts.keys().filter(|id| !self.today.contains_key(id)).cloned().collect();
        let mut wanted: BTreeMap<AreaId, BTreeSet<(String, Option<String>)>> = BTreeMap::new();
        for id in &old {
            let stated = facts[id].iter().filter(|fact| fact.zone_id.is_none());
            for fact in stated.cloned().collect::<Vec<_>>() {
                let heir = self.former.heir_of(id).filter(|_| !self.is_in_parts(id));
                match heir {
                    Some(heir) => {
                        let of_heir = wanted.entry(heir.id.clone()).or_default();
                        of_heir.insert((fact.name, fact.disease));
                    }
                    None if self.is_of_commune(id) => {
                        let reason = self.reason(id);
                        self.note(reason, id).facts.insert(fact.name);
                    }
                    None => {}
                }
            }
        }
        for (id, asked) in wanted {
            let Some(area) = self.today.get(&id).copied() else { continue };
            for (name, disease) in asked {
                let key = (name.as_str(), disease.as_deref());
                if latest(facts, &id, key).is_some() {
                    continue;
                }
                if let Some(mut fact) = self.inherited(facts, &id, key, 0) {
                    fact.area_id = id.clone();
                    fact.area_path.clone_from(&area.path);
                    facts.entry(id.clone()).or_default().push(fact);
                    continue;
                }
                let stated = |it: &&AreaId| latest(facts, it, key).is_some();
                let of_heir = |it: &&AreaId| self.former.heir_of(it).is_some_and(|it| it.id == id);
                let units: Vec<AreaId> =
                    old.iter().filter(of_heir).filter(stated).cloned().collect();
                for unit in units {
                    self.note(Reason::Merged, &unit).facts.insert(name.clone());
                }
            }
        }
    }

    /// Districts and provinces that are gone are asked nothing any more.
    fn is_of_commune(&self, id: &AreaId) -> bool {
        self.former.unit(id).is_none_or(|unit| unit.level == AreaLevel::Commune)
    }

    /// What the units that an area was put together from say of it, where all say the same.
    fn inherited(
        &self,
        facts: &BTreeMap<AreaId, Vec<AssertedFact>>,
        id: &AreaId,
        key: (&str, Option<&str>),
        depth: u8,
    ) -> Option<AssertedFact> {
        if let Some(own) = latest(facts, id, key) {
            return Some(own.clone());
        }
        let makers = self.former.made_of(id).filter(|_| depth < 16)?;
        let all: Option<Vec<AssertedFact>> =
            makers.into_iter().map(|it| self.inherited(facts, it, key, depth + 1)).collect();
        let all = all?;
        let mut held = all.first()?.clone();
        held.valid_from = all.iter().map(|fact| fact.valid_from).min()?;
        held.origin = all.iter().map(|fact| fact.origin).max()?;
        held.confidence = all.iter().map(|fact| fact.confidence).max()?;
        if key.0 == "population" {
            let people = all.iter().map(|fact| match fact.value {
                FactValue::Number(people) => Some(people),
                _ => None,
            });
            held.value = FactValue::Number(people.sum::<Option<f64>>()?);
            return Some(held);
        }
        all.iter().all(|fact| fact.value == held.value).then_some(held)
    }
}

/// What was stated last of a unit under a name, and of a disease where it is about one.
fn latest<'f>(
    facts: &'f BTreeMap<AreaId, Vec<AssertedFact>>,
    id: &AreaId,
    (name, disease): (&str, Option<&str>),
) -> Option<&'f AssertedFact> {
    let stated = facts.get(id)?.iter().filter(|fact| {
        fact.zone_id.is_none() && fact.name == name && fact.disease.as_deref() == disease
    });
    stated.max_by_key(|fact| fact.valid_from)
}
