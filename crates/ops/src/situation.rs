//! What is known of an area at a moment, and what is counted from it: facts for the rules, indicators for people.

mod cases;
pub(crate) mod clock_facts;
mod clocked;
mod epidemic_lines;
pub(crate) mod facts;
pub(crate) mod former;
mod group;
mod history;
mod inherited;
mod links;
pub(crate) mod measures;
mod numbered;
mod tally;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use taicho_model::{
    Area, AreaId, AreaLevel, AssertedFact, Case, CaseStatus, Decision, Isolation, IsolationSetting,
    Order, OrderId, OrderStatus, Outbreak, SamplingRound, Zone, ZoneId, kind, vietnam_date,
    vietnam_midnight,
};
use taicho_store::{Change, Filter, Read};

use crate::OpsError;
use crate::areas::area_with_code;
pub(crate) use cases::CountedCases;
use cases::Days;
pub use epidemic_lines::epidemic_lines;
pub use former::within_area;
use former::{Former, Home};
pub(crate) use group::CaseGroup;
pub(crate) use history::{PastPeriod, PastPeriods};
use inherited::Inheritance;
pub(crate) use inherited::{LeftOut, Reason};
use numbered::{AT_ONCE, CommuneIndex};

/// Days before the day looked at of which the board draws a trend.
pub(crate) const TREND_DAYS: i32 = 28;

/// Days before the day looked at of which zones, rounds and clocks are known: the trend, with the windows in it.
const DAYS_BACK: i32 = TREND_DAYS + 14;

/// What is known about an area at a moment, as far as indicators, rules, the board and the report ask for it.
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
    /// Zones that are open or were lifted of late, and those that an order speaks of.
    pub zones: Vec<Zone>,
    /// Sampling rounds by zone, oldest first.
    pub rounds: BTreeMap<ZoneId, Vec<SamplingRound>>,
    /// The cases, counted.
    pub(crate) cases: CountedCases,
    /// Isolations by commune whose clocks may run: not ended, and not yet notified of.
    pub isolations: BTreeMap<AreaId, Vec<Isolation>>,
    /// Outbreaks that were determined and have not ended, by commune.
    pub(crate) outbreaks: BTreeMap<AreaId, Vec<Outbreak>>,
    /// Facts that a seed or an officer states of an area itself, valid on the day.
    facts: BTreeMap<AreaId, Vec<AssertedFact>>,
    /// Those of zones.
    facts_of_zones: BTreeMap<ZoneId, Vec<AssertedFact>>,
    /// Orders that hold or will hold: for the area, for what lies under it and for what it lies in.
    pub orders: Vec<Order>,
    /// What was decided on proposals, latest last.
    pub decisions: Vec<Decision>,
    /// The change in which each of them was recorded, by the decision's id: who, and when.
    pub decided_in: BTreeMap<String, Change>,
    /// Cases of past periods, from what was there of each commune then.
    pub(crate) past_periods: PastPeriods,
    /// Where the zones of an area stand among all, and the orders for an area and those for all ground under a path.
    zones_of: Places,
    orders_of: Places,
    orders_under: Places,
    /// What is filed under former units and counts in none of the areas of the day, or not in each.
    pub(crate) left_out: Vec<LeftOut>,
    /// Cases that had been found by then and were learned of only later: never a silent green.
    pub cases_learned_later: i64,
    /// Confirmed cases of earlier days that were learned of since the freeze of the day before.
    pub learned_of_earlier_days: i64,
}

/// Places in a list, by what stands there is of.
type Places = HashMap<String, Vec<usize>>;

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
        let districts = of_level(AreaLevel::District);
        let below = [&communes[..], &districts].concat();
        let former = Former::load(read, &area, &below, day)?;
        let paths = [&area.path].into_iter().chain(&former.subtrees);
        let everywhere = Filter::as_of(as_of);
        let known: Vec<Filter> =
            paths.map(|path| everywhere.clone().under(path.as_str())).collect();
        let mut inheritance = Inheritance::new(&former, &area, &below);
        let orders = orders(read, &area, (&known, &former), today)?;
        let orders = inheritance.orders(orders, today);
        let zones = zones(read, &known, day, &orders)?;
        let zones = inheritance.zones(zones, today);
        let rounds = rounds(read, &zones, &everywhere)?;
        let yesterday = today.saturating_sub(1.day());
        let days = Days {
            linked_since: week_began_on(today).min(last_month_began_on(today)),
            clocked_since: today.saturating_sub(DAYS_BACK.days()),
            last: day,
            as_of,
            late: (freeze_at(yesterday), yesterday),
        };
        let cases = CountedCases::load(read, &communes, &zones, (&known, &former), days)?;
        let mut facts: BTreeMap<AreaId, Vec<AssertedFact>> = BTreeMap::new();
        for known in &known {
            let valid =
                known.clone().none_or_at_most("valid_from", day).none_or_at_least("valid_to", day);
            read.each(&valid, |fact: AssertedFact| {
                facts.entry(fact.area_id.clone()).or_default().push(fact);
                Ok(())
            })?;
        }
        inheritance.facts(&mut facts);
        let mut facts_of_zones: BTreeMap<ZoneId, Vec<AssertedFact>> = BTreeMap::new();
        for fact in facts.values_mut().flat_map(|all| all.extract_if(.., |it| it.zone_id.is_some()))
        {
            if let Some(zone) = fact.zone_id.clone() {
                facts_of_zones.entry(zone).or_default().push(fact);
            }
        }
        let isolations =
            isolations(read, &communes, (&known, &former), (as_of, day), &mut inheritance)?;
        let outbreaks = outbreaks(read, &communes, (&known, &former), day)?;
        inheritance.cases(&cases);
        let left_out = inheritance.finish();
        let past_periods = PastPeriods::load(read, &communes, &former.links, &everywhere, today)?;
        let mut cases_learned_later = 0;
        for known in &known {
            let path = known.under.as_deref().unwrap_or_default();
            cases_learned_later +=
                read.count_learned_later::<Case>("found_on", today, as_of, path)?;
        }
        let own = &known[0];
        let decisions = read.list::<Decision>(own)?;
        let decided_in =
            if decisions.is_empty() { BTreeMap::new() } else { read.made_by::<Decision>(own)? };
        Ok(Self {
            as_of,
            day,
            learned_of_earlier_days: learned_of_earlier_days(read, &known, as_of, &cases)?,
            districts,
            zones_of: by_place(zones.iter().map(|zone| zone.area_id.0.as_str())),
            orders_of: by_place(orders.iter().map(|order| order.area_id.0.as_str())),
            orders_under: by_place(orders.iter().map(|order| order.area_path.as_str())),
            zones,
            rounds,
            cases,
            isolations,
            outbreaks,
            facts,
            facts_of_zones,
            orders,
            decisions,
            decided_in,
            past_periods,
            left_out,
            cases_learned_later,
            communes,
            area,
        })
    }

    /// Whether nothing is recorded of the area.
    pub fn is_empty(&self) -> bool {
        self.cases.is_empty()
            && self.isolations.is_empty()
            && self.zones.is_empty()
            && self.facts.values().all(Vec::is_empty)
            && self.facts_of_zones.is_empty()
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

    /// The isolations of a commune whose clocks may run.
    pub fn isolations_of(&self, commune: &AreaId) -> &[Isolation] {
        self.isolations.get(commune).map_or(&[], Vec::as_slice)
    }

    /// The zones of a commune, by code.
    pub(crate) fn zones_of(&self, commune: &AreaId) -> impl Iterator<Item = &Zone> + Clone {
        let places = self.zones_of.get(&commune.0).map_or(&[][..], Vec::as_slice);
        places.iter().map(|place| &self.zones[*place])
    }

    /// The orders that were made for an area itself.
    pub(crate) fn orders_of(&self, area: &AreaId) -> impl Iterator<Item = &Order> {
        let places = self.orders_of.get(&area.0).into_iter().flatten();
        places.map(|place| &self.orders[*place])
    }

    /// The rounds of a zone, oldest first.
    pub fn rounds_of(&self, zone: &ZoneId) -> &[SamplingRound] {
        self.rounds.get(zone).map_or(&[], Vec::as_slice)
    }

    /// The stated facts about an area itself, not about its zones.
    pub fn facts_of<'a>(&'a self, area: &AreaId) -> impl Iterator<Item = &'a AssertedFact> {
        self.facts.get(area).into_iter().flatten()
    }

    /// The stated facts about a zone.
    pub fn facts_of_zone<'a>(&'a self, zone: &'a Zone) -> impl Iterator<Item = &'a AssertedFact> {
        self.facts_of_zones.get(&zone.id).into_iter().flatten()
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
        if kind == kind::ALERT {
            let order = self.order_about(area, kind, disease, day);
            return order.is_some_and(|order| order.effective_from >= week_began_on(day));
        }
        // No day that a paper names ends an epidemic: another paper does.
        let last_begun = |kind| {
            let orders = self.orders_for(area, kind).filter(|order| {
                order.about_disease() == Some(disease)
                    && order.status != OrderStatus::Revoked
                    && order.effective_from <= day
            });
            orders.map(|order| order.effective_from).max()
        };
        last_begun(kind)
            .is_some_and(|began| last_begun(kind::EPIDEMIC_END).is_none_or(|ended| ended < began))
    }

    /// The same of any disease.
    pub fn is_any_declared(&self, area: &Area, kind: &str, day: Date) -> bool {
        let mut diseases = self.orders_for(area, kind).filter_map(Order::about_disease);
        diseases.any(|disease| self.is_declared(area, kind, disease, day))
    }

    /// The issued papers that fix a reading for an area on a day, of the diseases that are wanted: rule set, parameter,
    /// paper.
    pub(crate) fn readings_for(
        &self,
        area: &Area,
        is_wanted: impl Fn(Option<&str>) -> bool,
        day: Date,
    ) -> Vec<(&str, &str, &Order)> {
        let mut places: Vec<usize> = self.orders_above(area).collect();
        places.sort_unstable();
        let fixes = |order: &&Order| {
            order.kind.starts_with(kind::READING)
                && order.status == OrderStatus::Issued
                && order.holds_on(day)
                && is_wanted(order.disease.as_deref())
        };
        let orders = places.into_iter().map(|place| &self.orders[place]).filter(fixes);
        let mut readings: Vec<(&str, &str, &Order)> = orders
            .filter_map(|order| {
                let (set, parameter) = order.kind.strip_prefix(kind::READING)?.split_once('/')?;
                Some((set, parameter, order))
            })
            .collect();
        readings.sort_by_key(|(.., order)| (order.area_path.len(), order.effective_from));
        // The paper of the nearest office holds, and of one office the last.
        let mut nearest: BTreeMap<(&str, &str), &Order> = BTreeMap::new();
        nearest
            .extend(readings.into_iter().map(|(set, parameter, order)| ((set, parameter), order)));
        nearest.into_iter().map(|((set, parameter), order)| (set, parameter, order)).collect()
    }

    /// The orders of a kind for an area as a whole; a tier that a district or a province orders holds on all its ground.
    fn orders_for(&self, area: &Area, kind: &str) -> impl Iterator<Item = &Order> + use<'_> {
        let mut places: Vec<usize> = match kind {
            kind::DISTANCING_TIER => self.orders_above(area).collect(),
            _ => self.orders_of.get(&area.id.0).into_iter().flatten().copied().collect(),
        };
        places.retain(|place| {
            let order = &self.orders[*place];
            order.kind == kind && order.zone_id.is_none()
        });
        places.sort_unstable();
        places.into_iter().map(|place| &self.orders[place])
    }

    /// Where the orders stand that were made for an area or for one in which it lies.
    fn orders_above(&self, area: &Area) -> impl Iterator<Item = usize> + use<'_> {
        let ends = std::iter::once(0).chain(area.path.match_indices('/').map(|(at, _)| at + 1));
        let paths: Vec<String> = ends.map(|end| area.path[..end].to_owned()).collect();
        let places = paths.into_iter().filter_map(|path| self.orders_under.get(&path));
        places.flatten().copied()
    }
}

/// The first of the month before that of a day.
pub(crate) fn last_month_began_on(day: Date) -> Date {
    day.first_of_month().saturating_sub(1.month())
}

/// The Monday of a day's week.
pub(crate) fn week_began_on(day: Date) -> Date {
    day.saturating_sub(i32::from(day.weekday().to_monday_zero_offset()).days())
}

/// The zones that are open, were lifted in the days that are drawn, or are spoken of by an order.
fn zones(
    read: &mut Read<'_>,
    known: &[Filter],
    day: Date,
    orders: &[Order],
) -> Result<Vec<Zone>, OpsError> {
    let since = day.saturating_sub(DAYS_BACK.days());
    let mut zones = Vec::new();
    for known in known {
        zones.extend(read.list::<Zone>(&known.clone().none_or_at_least("lifted_on", since))?);
    }
    let there: HashSet<&ZoneId> = zones.iter().map(|zone| &zone.id).collect();
    let is_there = |id: &ZoneId| there.contains(id);
    let spoken_of = orders.iter().filter_map(|order| order.zone_id.as_ref());
    let spoken_of: Vec<String> =
        spoken_of.filter(|id| !is_there(id)).map(|id| id.0.clone()).collect();
    for known in known {
        for ids in spoken_of.chunks(AT_ONCE) {
            zones.extend(read.list::<Zone>(&known.clone().any_of("id", ids))?);
        }
    }
    zones.sort_by(|a, b| a.code.cmp(&b.code));
    zones.dedup_by(|a, b| a.id == b.id);
    Ok(zones)
}

/// The rounds of zones, oldest first.
fn rounds(
    read: &mut Read<'_>,
    zones: &[Zone],
    known: &Filter,
) -> Result<BTreeMap<ZoneId, Vec<SamplingRound>>, OpsError> {
    let mut rounds: BTreeMap<ZoneId, Vec<SamplingRound>> = BTreeMap::new();
    let ids: Vec<String> = zones.iter().map(|zone| zone.id.0.clone()).collect();
    for ids in ids.chunks(AT_ONCE) {
        read.each(&known.clone().any_of("zone_id", ids), |round: SamplingRound| {
            rounds.entry(round.zone_id.clone()).or_default().push(round);
            Ok(())
        })?;
    }
    rounds.values_mut().for_each(|of_zone| of_zone.sort_by_key(|round| round.taken_on));
    Ok(rounds)
}

/// The places of a list by what stands there is of.
fn by_place<'a>(of: impl Iterator<Item = &'a str>) -> Places {
    let mut places = Places::new();
    for (place, of) in of.enumerate() {
        match places.get_mut(of) {
            Some(there) => there.push(place),
            None => drop(places.insert(of.to_owned(), vec![place])),
        }
    }
    places
}

/// The isolations whose clocks may be running, by commune.
fn isolations(
    read: &mut Read<'_>,
    communes: &[Area],
    (known, former): (&[Filter], &Former),
    (as_of, day): (Timestamp, Date),
    inheritance: &mut Inheritance<'_>,
) -> Result<BTreeMap<AreaId, Vec<Isolation>>, OpsError> {
    let index = CommuneIndex::new(communes);
    let mut isolations: BTreeMap<AreaId, Vec<Isolation>> = BTreeMap::new();
    for known in known {
        let unfinished = known.clone().at_most("found_on", day).none_or_after("ended_at", as_of);
        // Nobody stays at the border for long, notified of it or not.
        let at_border = unfinished
            .clone()
            .is("setting", IsolationSetting::Border.as_str())
            .at_most("notified_at", as_of);
        let mut take = |isolation: Isolation| {
            if let Some(commune) = number_of(&index, former, &isolation.area_path) {
                let id = communes[commune as usize].id.clone();
                isolations.entry(id).or_default().push(isolation);
            } else {
                inheritance.isolation(&isolation.area_path);
            }
            Ok(())
        };
        read.each(&unfinished.none_or_after("notified_at", as_of), &mut take)?;
        read.each(&at_border, &mut take)?;
    }
    Ok(isolations)
}

/// The outbreaks that run on a day, by commune.
fn outbreaks(
    read: &mut Read<'_>,
    communes: &[Area],
    (known, former): (&[Filter], &Former),
    day: Date,
) -> Result<BTreeMap<AreaId, Vec<Outbreak>>, OpsError> {
    let index = CommuneIndex::new(communes);
    let mut outbreaks: BTreeMap<AreaId, Vec<Outbreak>> = BTreeMap::new();
    for known in known {
        let running = known.clone().at_most("determined_on", day).none_or_at_least("ended_on", day);
        read.each(&running, |outbreak: Outbreak| {
            if let Some(commune) = number_of(&index, former, &outbreak.area_path) {
                let id = communes[commune as usize].id.clone();
                outbreaks.entry(id).or_default().push(outbreak);
            }
            Ok(())
        })?;
    }
    Ok(outbreaks)
}

/// The number of the commune in which what is filed under a path counts.
fn number_of(index: &CommuneIndex<'_>, former: &Former, path: &str) -> Option<u32> {
    index.number_of(path).or_else(|| match former.home(path) {
        Home::Heir(area) => index.number_of(&area.path),
        _ => None,
    })
}

/// The orders for an area and what lies under it, and those for the areas above it.
fn orders(
    read: &mut Read<'_>,
    area: &Area,
    (known, former): (&[Filter], &Former),
    today: Date,
) -> Result<Vec<Order>, OpsError> {
    let mut orders = Vec::new();
    for known in known {
        let of_epidemics = known
            .clone()
            .any_of("kind", &[kind::EPIDEMIC.to_owned(), kind::EPIDEMIC_END.to_owned()])
            .present("effective_to");
        orders.extend(read.list::<Order>(&known.clone().none_or_at_least("effective_to", today))?);
        // A day on which its paper ends does not end an epidemic.
        let ended = read.list::<Order>(&of_epidemics)?.into_iter();
        orders.extend(ended.filter(|order| order.effective_to.is_some_and(|to| to < today)));
    }
    let still = Filter { under: None, ..known[0].clone() }.none_or_at_least("effective_to", today);
    orders.extend(read.list::<Order>(&Filter { above: Some(area.path.clone()), ..still.clone() })?);
    let had: BTreeSet<OrderId> = orders.iter().map(|order| order.id.clone()).collect();
    let above: Vec<String> = former.ids_above().into_iter().collect();
    for ids in above.chunks(AT_ONCE) {
        let of_above = read.list::<Order>(&still.clone().any_of("area_id", ids))?.into_iter();
        orders.extend(of_above.filter(|order| !had.contains(&order.id)));
    }
    Ok(orders)
}

/// A case that was found after yesterday's freeze and before midnight is in neither day's count of new cases; it must
/// not be lost between them.
fn learned_of_earlier_days(
    read: &mut Read<'_>,
    known: &[Filter],
    as_of: Timestamp,
    cases: &CountedCases,
) -> Result<i64, OpsError> {
    let yesterday = vietnam_date(as_of).saturating_sub(1.day());
    let mut replaced = 0;
    for known in known {
        let frozen = Filter { as_of: Some(freeze_at(yesterday)), ..known.clone() }
            .at_most("found_on", yesterday)
            .is("status", CaseStatus::Confirmed.as_str());
        replaced += read.count_replaced::<Case>(&frozen, as_of)?;
    }
    // What was there at the freeze and is there now counts in both: the new less those that they took the place of.
    Ok((cases.learned_since - replaced).max(0))
}

/// When the figures of a day freeze: 16:00.
pub fn freeze_at(day: Date) -> Timestamp {
    vietnam_midnight(day).saturating_add(16.hours()).expect("a day has an afternoon")
}
