use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use taicho_model::{
    Area, AreaId, AreaLevel, AreaLink, AssertedFact, Case, CaseStatus, Decision, Field, Order,
    PeriodCount, SamplingRound, TextLimits, Zone, ZoneId, vietnam_date, vietnam_midnight,
};
use taicho_store::{Change, Filter, Read};

use crate::OpsError;

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
    /// Confirmed and suspected cases by commune, oldest first.
    pub cases: BTreeMap<AreaId, Vec<Case>>,
    /// Facts that a seed or an officer states, valid on the day.
    pub facts: Vec<AssertedFact>,
    /// Orders that are not revoked.
    pub orders: Vec<Order>,
    /// What was decided on proposals, latest last.
    pub decisions: Vec<Decision>,
    /// The change in which each of them was recorded, by the decision's id: who, and when.
    pub decided_in: BTreeMap<String, Change>,
    /// Counts of past periods by commune, those of its predecessors among them.
    pub counts: BTreeMap<AreaId, Vec<PeriodCount>>,
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
        read.each(&known.clone().at_most("found_on", day), |case: Case| {
            if let Some(commune) = index.of_path(&case.area_path) {
                cases.entry(commune.clone()).or_default().push(case);
            }
            Ok(())
        })?;
        for of_commune in cases.values_mut() {
            of_commune.sort_by(|a, b| (a.found_on, &a.id).cmp(&(b.found_on, &b.id)));
        }
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
        let counts = period_counts(read, &communes, &known)?;
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
            facts,
            orders: read.list::<Order>(&known)?,
            decisions,
            decided_in,
            counts,
            cases_learned_later,
            communes,
            area,
        })
    }

    /// Its communes, its districts and the area itself.
    pub(crate) fn areas(&self) -> impl Iterator<Item = &Area> {
        self.communes.iter().chain(&self.districts).chain([&self.area])
    }

    /// The cases of a commune, oldest first.
    pub fn cases_of(&self, commune: &AreaId) -> &[Case] {
        self.cases.get(commune).map_or(&[], Vec::as_slice)
    }

    /// The rounds of a zone, oldest first.
    pub fn rounds_of(&self, zone: &ZoneId) -> &[SamplingRound] {
        self.rounds.get(zone).map_or(&[], Vec::as_slice)
    }

    /// The stated facts about an area itself, not about its zones.
    pub fn facts_of<'a>(&'a self, area: &'a AreaId) -> impl Iterator<Item = &'a AssertedFact> {
        self.facts.iter().filter(move |fact| fact.area_id == *area && fact.zone_id.is_none())
    }

    /// The value of an order of a kind that holds in an area on a day, the latest to take effect.
    pub fn order_on(&self, area: &AreaId, kind: &str, day: Date) -> Option<&Order> {
        self.orders
            .iter()
            .filter(|order| {
                order.area_id == *area
                    && order.kind == kind
                    && order.zone_id.is_none()
                    && order.holds_on(day)
            })
            .max_by_key(|order| (order.effective_from, &order.id))
    }

    /// The next order of a kind that takes effect in an area after a day.
    pub fn order_after(&self, area: &AreaId, kind: &str, day: Date) -> Option<&Order> {
        self.orders
            .iter()
            .filter(|order| {
                order.area_id == *area
                    && order.kind == kind
                    && order.zone_id.is_none()
                    && order.effective_from > day
                    && order.holds_on(order.effective_from)
            })
            .min_by_key(|order| (order.effective_from, &order.id))
    }
}

/// The area that has a code on a day; codes are used again, so the day belongs to the question.
pub fn area_with_code(read: &mut Read<'_>, code: &str, day: Date) -> Result<Area, OpsError> {
    let code = Field::new("area", "Mã đơn vị").text(code, TextLimits::KEY)?;
    let found = read.list::<Area>(&Filter::now().is("code", code.as_str()))?;
    let known = !found.is_empty();
    found.into_iter().find(|area| area.is_valid_on(day)).ok_or_else(|| {
        if known { OpsError::AreaNotOnDay { code, day } } else { OpsError::UnknownArea(code) }
    })
}

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

/// The past counts of each commune; a commune that was merged has no history of its own, so its predecessors' counts
/// are its own.
fn period_counts(
    read: &mut Read<'_>,
    communes: &[Area],
    known: &Filter,
) -> Result<BTreeMap<AreaId, Vec<PeriodCount>>, OpsError> {
    let everywhere = Filter { under: None, ..known.clone() };
    let all = read.list::<PeriodCount>(&everywhere)?;
    if all.is_empty() {
        return Ok(BTreeMap::new());
    }
    let links = read.list::<AreaLink>(&Filter::now())?;
    let mut predecessors: HashMap<&AreaId, Vec<&AreaId>> = HashMap::new();
    for link in &links {
        predecessors.entry(&link.to_id).or_default().push(&link.from_id);
    }
    let mut by_area: HashMap<&AreaId, Vec<&PeriodCount>> = HashMap::new();
    for count in &all {
        by_area.entry(&count.area_id).or_default().push(count);
    }
    let mut counts = BTreeMap::new();
    for commune in communes {
        let mut of_commune = Vec::new();
        let mut seen = BTreeSet::new();
        let mut open = vec![&commune.id];
        while let Some(id) = open.pop() {
            if seen.insert(id) {
                of_commune.extend(by_area.get(id).into_iter().flatten().copied().cloned());
                open.extend(predecessors.get(id).into_iter().flatten());
            }
        }
        if !of_commune.is_empty() {
            counts.insert(commune.id.clone(), of_commune);
        }
    }
    Ok(counts)
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
