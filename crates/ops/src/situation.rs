//! What is known of an area at a moment, and what is counted from it: facts for the rules, indicators for people.

pub(crate) mod clock_facts;
mod epidemic_lines;
pub(crate) mod facts;
mod history;
pub(crate) mod indicators;

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use taicho_model::{
    Area, AreaId, AreaLevel, AssertedFact, Case, CaseStatus, Decision, Isolation, Order,
    SamplingRound, Zone, ZoneId, kind, vietnam_date, vietnam_midnight,
};
use taicho_store::{Change, Filter, Read};

use crate::OpsError;
use crate::areas::area_with_code;
pub use epidemic_lines::epidemic_lines;
pub use history::PastPeriod;

/// Everything that is known about an area at a moment: what indicators, rules, the board and the report all read.
#[derive(Debug)]
pub struct Situation {
    /// The moment whose knowledge this is.
    pub as_of: Timestamp,
    /// The day looked at: the day of `as_of`, or a planned day ahead.
    pub day: Date,
    /// The area asked for.
    pub area: Area,
    /// The districts at or under it that exist on the day.
    pub districts: Vec<Area>,
    /// The communes at or under it that exist on the day.
    pub communes: Vec<Area>,
    /// Zones, open or lifted.
    pub zones: Vec<Zone>,
    /// Sampling rounds by zone, oldest first.
    pub rounds: BTreeMap<ZoneId, Vec<SamplingRound>>,
    /// Cases by commune, oldest first.
    pub cases: BTreeMap<AreaId, Vec<Case>>,
    /// Cases by zone, wherever people are registered, oldest first.
    pub cases_by_zone: BTreeMap<ZoneId, Vec<Case>>,
    /// Cases of which only the district, the city or the province is known, oldest first: they count there.
    pub cases_of_unknown_commune: Vec<Case>,
    /// Isolations by commune whose clocks may run: not ended, and not yet notified of.
    pub isolations: BTreeMap<AreaId, Vec<Isolation>>,
    /// Facts that a seed or an officer states, valid on the day.
    pub facts: Vec<AssertedFact>,
    /// Orders for the area, for what lies under it and for what it lies in.
    pub orders: Vec<Order>,
    /// What was decided on proposals, latest last.
    pub decisions: Vec<Decision>,
    /// The change in which each of them was recorded, by the decision's id: who, and when.
    pub decided_in: BTreeMap<String, Change>,
    /// Cases of past periods by commune, from what was there of it then.
    pub past_periods: BTreeMap<AreaId, Vec<PastPeriod>>,
    /// Cases that had been found by then and were learned of only later: never a silent green.
    pub cases_learned_later: i64,
    /// Confirmed cases of earlier days that were learned of since the freeze of the day before.
    pub learned_of_earlier_days: i64,
}

impl Situation {
    /// Loads what was known at `as_of` about the area that has this code on the day.
    pub fn load(
        read: &mut Read<'_>,
        area_code: &str,
        as_of: Timestamp,
        day: Option<Date>,
    ) -> Result<Self, OpsError> {
        let today = vietnam_date(as_of);
        let day = day.unwrap_or(today).max(today);
        let area = area_with_code(read, area_code, day)?;
        read.require_area(&area.path)?;
        let under: Vec<Area> = read
            .list::<Area>(&Filter::now().under(area.path.as_str()))?
            .into_iter()
            .filter(|area| area.is_valid_on(day))
            .collect();
        let of_level = |level| -> Vec<Area> {
            under.iter().filter(|area| area.level == level).cloned().collect()
        };
        let mut communes = of_level(AreaLevel::Commune);
        communes.sort_by(|a, b| a.code.cmp(&b.code));
        let known = Filter::as_of(as_of).under(area.path.as_str());
        let index = CommuneIndex::new(&communes);
        let mut cases: BTreeMap<AreaId, Vec<Case>> = BTreeMap::new();
        let mut cases_of_unknown_commune = Vec::new();
        read.each(&known.clone().at_most("found_on", day), |case: Case| {
            match index.of_path(&case.area_path) {
                Some(commune) => cases.entry(commune.clone()).or_default().push(case),
                None => cases_of_unknown_commune.push(case),
            }
            Ok(())
        })?;
        cases_of_unknown_commune.sort_by(|a, b| (a.found_on, &a.id).cmp(&(b.found_on, &b.id)));
        for of_commune in cases.values_mut() {
            of_commune.sort_by(|a, b| (a.found_on, &a.id).cmp(&(b.found_on, &b.id)));
        }
        let mut isolations: BTreeMap<AreaId, Vec<Isolation>> = BTreeMap::new();
        let unfinished = known
            .clone()
            .at_most("found_on", day)
            .none_or_after("ended_at", as_of)
            .none_or_after("notified_at", as_of);
        read.each(&unfinished, |isolation: Isolation| {
            if let Some(commune) = index.of_path(&isolation.area_path) {
                isolations.entry(commune.clone()).or_default().push(isolation);
            }
            Ok(())
        })?;
        let mut rounds: BTreeMap<ZoneId, Vec<SamplingRound>> = BTreeMap::new();
        for round in read.list::<SamplingRound>(&known)? {
            rounds.entry(round.zone_id.clone()).or_default().push(round);
        }
        for of_zone in rounds.values_mut() {
            of_zone.sort_by_key(|round| round.taken_on);
        }
        let mut zones = read.list::<Zone>(&known)?;
        zones.sort_by(|a, b| a.code.cmp(&b.code));
        let facts = read
            .list::<AssertedFact>(&known)?
            .into_iter()
            .filter(|fact| {
                fact.valid_from.is_none_or(|from| from <= day)
                    && fact.valid_to.is_none_or(|to| day <= to)
            })
            .collect();
        let past_periods = history::past_periods(read, &communes, &known)?;
        let cases_by_zone = cases_of_zones(read, &zones, &known, day)?;
        let cases_learned_later =
            read.count_learned_later::<Case>("found_on", today, as_of, &area.path)?;
        let decisions = read.list::<Decision>(&known)?;
        let decided_in =
            if decisions.is_empty() { BTreeMap::new() } else { read.made_by::<Decision>(&known)? };
        Ok(Self {
            as_of,
            day,
            learned_of_earlier_days: learned_of_earlier_days(read, &area.path, as_of)?,
            districts: of_level(AreaLevel::District),
            zones,
            rounds,
            cases,
            isolations,
            facts,
            orders: orders(read, &area, &known)?,
            decisions,
            decided_in,
            past_periods,
            cases_by_zone,
            cases_of_unknown_commune,
            cases_learned_later,
            communes,
            area,
        })
    }

    /// Whether nothing is recorded of the area.
    pub fn is_empty(&self) -> bool {
        self.cases.is_empty()
            && self.cases_of_unknown_commune.is_empty()
            && self.isolations.is_empty()
            && self.zones.is_empty()
            && self.facts.is_empty()
            && self.past_periods.is_empty()
            && self.orders.is_empty()
    }

    /// Its communes, its districts and the area itself.
    pub(crate) fn areas(&self) -> impl Iterator<Item = &Area> {
        self.communes.iter().chain(&self.districts).chain([&self.area])
    }

    /// The communes under an area.
    pub fn communes_under(&self, area: &Area) -> Vec<&Area> {
        self.communes.iter().filter(|commune| commune.path.starts_with(&area.path)).collect()
    }

    /// The cases of a commune, oldest first.
    pub fn cases_of(&self, commune: &AreaId) -> &[Case] {
        self.cases.get(commune).map_or(&[], Vec::as_slice)
    }

    /// The isolations of a commune whose clocks may run.
    pub fn isolations_of(&self, commune: &AreaId) -> &[Isolation] {
        self.isolations.get(commune).map_or(&[], Vec::as_slice)
    }

    /// The rounds of a zone, oldest first.
    pub fn rounds_of(&self, zone: &ZoneId) -> &[SamplingRound] {
        self.rounds.get(zone).map_or(&[], Vec::as_slice)
    }

    /// The stated facts about an area itself, not about its zones.
    pub fn facts_of<'a>(&'a self, area: &'a AreaId) -> impl Iterator<Item = &'a AssertedFact> {
        self.facts.iter().filter(move |fact| fact.area_id == *area && fact.zone_id.is_none())
    }

    /// The cases of a zone, wherever people are registered, oldest first.
    pub fn cases_of_zone(&self, zone: &ZoneId) -> &[Case] {
        self.cases_by_zone.get(zone).map_or(&[], Vec::as_slice)
    }

    /// The order of a kind that holds in an area on a day, the latest to take effect.
    pub fn order_on(&self, area: &Area, kind: &str, day: Date) -> Option<&Order> {
        let orders = self.orders_for(area, kind).filter(|order| order.holds_on(day));
        orders.max_by_key(|order| (order.effective_from, order.area_path.len(), &order.id))
    }

    /// The next order of a kind that takes effect in an area after a day.
    pub fn order_after(&self, area: &Area, kind: &str, day: Date) -> Option<&Order> {
        let orders = self
            .orders_for(area, kind)
            .filter(|order| order.effective_from > day && order.holds_on(order.effective_from));
        orders.min_by_key(|order| (order.effective_from, &order.id))
    }

    /// The order of a kind about a disease that holds in an area on a day, the latest to take effect.
    pub fn order_about(&self, area: &Area, kind: &str, disease: &str, day: Date) -> Option<&Order> {
        let orders = self
            .orders_for(area, kind)
            .filter(|order| order.about_disease() == Some(disease) && order.holds_on(day));
        orders.max_by_key(|order| (order.effective_from, order.area_path.len(), &order.id))
    }

    /// Whether an epidemic of a disease runs in an area on a day, or an alert of it was given in its week.
    pub fn is_declared(&self, area: &Area, kind: &str, disease: &str, day: Date) -> bool {
        self.order_about(area, kind, disease, day).is_some_and(|order| match kind {
            kind::ALERT => order.effective_from >= week_began_on(day),
            _ => {
                let ended = self.order_about(area, kind::EPIDEMIC_END, disease, day);
                ended.is_none_or(|ended| ended.effective_from < order.effective_from)
            }
        })
    }

    /// The same of any disease.
    pub fn is_any_declared(&self, area: &Area, kind: &str, day: Date) -> bool {
        let mut diseases = self.orders_for(area, kind).filter_map(Order::about_disease);
        diseases.any(|disease| self.is_declared(area, kind, disease, day))
    }

    /// The orders of a kind for an area as a whole; a tier that a district or a province orders holds on all its ground.
    fn orders_for(&self, area: &Area, kind: &str) -> impl Iterator<Item = &Order> + use<'_> {
        let is_for = |order: &&Order| {
            let holds_here = match kind {
                kind::DISTANCING_TIER => area.path.starts_with(&order.area_path),
                _ => order.area_id == area.id,
            };
            order.kind == kind && order.zone_id.is_none() && holds_here
        };
        self.orders.iter().filter(is_for).collect::<Vec<_>>().into_iter()
    }
}

/// The Monday of a day's week.
pub(crate) fn week_began_on(day: Date) -> Date {
    day.saturating_sub(i32::from(day.weekday().to_monday_zero_offset()).days())
}

/// Keys of one statement.
const AT_ONCE: usize = 500;

/// Finds the commune of a path, whether the path is the commune's or lies below it.
struct CommuneIndex<'a> {
    by_path: HashMap<&'a str, &'a AreaId>,
}

impl<'a> CommuneIndex<'a> {
    fn new(communes: &'a [Area]) -> Self {
        Self { by_path: communes.iter().map(|area| (area.path.as_str(), &area.id)).collect() }
    }

    fn of_path(&self, path: &str) -> Option<&'a AreaId> {
        let mut path = path;
        loop {
            if let Some(commune) = self.by_path.get(path) {
                return Some(commune);
            }
            let shorter = path.strip_suffix('/')?.rfind('/')?;
            path = &path[..=shorter];
        }
    }
}

/// The confirmed and suspected cases of zones, wherever people are registered.
fn cases_of_zones(
    read: &mut Read<'_>,
    zones: &[Zone],
    known: &Filter,
    day: Date,
) -> Result<BTreeMap<ZoneId, Vec<Case>>, OpsError> {
    let everywhere = Filter { under: None, ..known.clone() }.at_most("found_on", day);
    let ids: Vec<String> = zones.iter().map(|zone| zone.id.0.clone()).collect();
    let mut cases: BTreeMap<ZoneId, Vec<Case>> = BTreeMap::new();
    for ids in ids.chunks(AT_ONCE) {
        read.each(&everywhere.clone().any_of("zone_id", ids), |case: Case| {
            if let Some(zone) = &case.zone_id {
                cases.entry(zone.clone()).or_default().push(case);
            }
            Ok(())
        })?;
    }
    for of_zone in cases.values_mut() {
        of_zone.sort_by(|a, b| (a.found_on, &a.id).cmp(&(b.found_on, &b.id)));
    }
    Ok(cases)
}

/// The orders for an area and what lies under it, and those for the areas above it.
fn orders(read: &mut Read<'_>, area: &Area, known: &Filter) -> Result<Vec<Order>, OpsError> {
    let mut orders = read.list::<Order>(known)?;
    let above = area.path.split('/').filter(|step| !step.is_empty() && *step != area.id.0);
    let above: Vec<String> = above.map(str::to_owned).collect();
    if !above.is_empty() {
        let of_above = Filter { under: None, ..known.clone() }.any_of("area_id", &above);
        orders.extend(read.list::<Order>(&of_above)?);
    }
    Ok(orders)
}

/// A case that was found after yesterday's freeze and before midnight is in neither day's count of new cases; it must
/// not be lost between them.
fn learned_of_earlier_days(
    read: &mut Read<'_>,
    path: &str,
    as_of: Timestamp,
) -> Result<i64, OpsError> {
    let yesterday = vietnam_date(as_of).saturating_sub(1.day());
    let mut known_at = |at| {
        let filter = Filter::as_of(at).under(path).at_most("found_on", yesterday);
        let status = CaseStatus::Confirmed.as_str();
        read.count::<Case>(&filter.is("status", status))
    };
    Ok((known_at(as_of)? - known_at(freeze_at(yesterday))?).max(0))
}

/// When the figures of a day freeze: 16:00.
pub fn freeze_at(day: Date) -> Timestamp {
    vietnam_midnight(day).saturating_add(16.hours()).expect("a day has an afternoon")
}
