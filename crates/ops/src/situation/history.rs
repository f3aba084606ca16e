//! What the units of the time that make up a commune of today reported for past periods.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::ToSpan as _;
use jiff::civil::{Date, ISOWeekDate, Weekday};
use taicho_model::{Area, AreaId, AreaLink, AreaLinkKind, Origin, PeriodCount, PeriodKind, Value};
use taicho_store::{Filter, Read};

use crate::OpsError;

use crate::situation::last_month_began_on;
use crate::situation::numbered::AT_ONCE;

/// The cases of one disease in a past week or month on the ground of a commune.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PastPeriod {
    /// The disease code.
    pub disease: String,
    /// Week or month.
    pub period: PeriodKind,
    /// The first day of the period.
    pub starts_on: Date,
    /// Cases in all units that went into the commune whole and reported.
    pub cases: i64,
    /// Whether one of them had an epidemic.
    pub was_epidemic: bool,
    /// The units that went into it whole and did not report: without them the sum is not the commune's.
    pub silent: Vec<AreaId>,
    /// Whether a unit of which only a part went into it had cases or did not report: how many were on that part nobody
    /// knows, and none of them is counted.
    pub is_uncertain: bool,
    /// The weakest origin among the counts.
    pub record_origin: Origin,
}

/// The units of a day on the ground of a commune.
#[derive(Default)]
struct Makers {
    whole: BTreeSet<AreaId>,
    in_part: BTreeSet<AreaId>,
}

/// By what areas were put together, whenever it was.
#[derive(Debug, Default)]
pub(super) struct Links {
    to: HashMap<AreaId, Vec<AreaLink>>,
}

impl Links {
    /// The links by which anything went into some areas, whenever it was.
    pub(super) fn load<'a>(
        read: &mut Read<'_>,
        areas: impl Iterator<Item = &'a AreaId>,
    ) -> Result<Self, OpsError> {
        let mut links = Self { to: HashMap::new() };
        let mut open: Vec<String> = areas.map(|id| id.0.clone()).collect();
        while !open.is_empty() {
            let mut found: Vec<AreaLink> = Vec::new();
            for ids in open.chunks(AT_ONCE) {
                found.extend(read.list::<AreaLink>(&Filter::now().any_of("to_id", ids))?);
            }
            open.clear();
            for link in found {
                open.push(link.from_id.0.clone());
                links.to.entry(link.to_id.clone()).or_default().push(link);
            }
            open.sort();
            open.dedup();
            open.retain(|id| !links.to.contains_key(&AreaId(id.clone())));
        }
        Ok(links)
    }

    /// All that ever went into another.
    pub(super) fn makers_ever(&self) -> impl Iterator<Item = &AreaId> {
        self.to.values().flatten().map(|link| &link.from_id)
    }

    /// The links by which others went into an area.
    pub(super) fn merged_into(&self, id: &AreaId) -> &[AreaLink] {
        self.to.get(id).map_or(&[], Vec::as_slice)
    }

    /// A commune and what ever went into it whole.
    fn ever_whole<'a>(&'a self, commune: &'a AreaId) -> BTreeSet<&'a AreaId> {
        let mut whole = BTreeSet::new();
        let mut open = vec![commune];
        while let Some(id) = open.pop() {
            if whole.insert(id) {
                let links = self.to.get(id).into_iter().flatten();
                let links = links.filter(|link| link.kind == AreaLinkKind::Whole);
                open.extend(links.map(|link| &link.from_id));
            }
        }
        whole
    }

    /// The units that were there on a day where the commune lies now.
    fn makers(&self, commune: &AreaId, day: Date) -> Makers {
        let mut makers = Makers::default();
        self.add(commune, (day, Date::MAX), false, &mut makers);
        makers
    }

    /// Each step goes further back in time, so that links in a ring come to an end as well.
    fn add(&self, id: &AreaId, (day, until): (Date, Date), in_part: bool, makers: &mut Makers) {
        let later = |link: &&AreaLink| link.starts_on > day && link.starts_on < until;
        let before: Vec<&AreaLink> = self.to.get(id).into_iter().flatten().filter(later).collect();
        // Who only gained a part was there before; who was put together was not.
        if before.iter().all(|link| link.kind == AreaLinkKind::Part) {
            if in_part { &mut makers.in_part } else { &mut makers.whole }.insert(id.clone());
        }
        for link in before {
            let in_part = in_part || link.kind == AreaLinkKind::Part;
            self.add(&link.from_id, (day, link.starts_on), in_part, makers);
        }
    }
}

type Key = (String, PeriodKind, Date);

/// Years of history that the alert and epidemic lines look back.
pub(super) const HISTORY_YEARS: i16 = 5;

/// What was reported of past periods on the ground of each commune.
#[derive(Debug, Default)]
pub(crate) struct PastPeriods {
    by_commune: BTreeMap<AreaId, Vec<PastPeriod>>,
    diseases: BTreeMap<AreaId, BTreeSet<String>>,
    names: BTreeMap<AreaId, String>,
}

impl PastPeriods {
    /// Reads this week and this month of the past years, and the periods with an epidemic.
    pub(super) fn load(
        read: &mut Read<'_>,
        communes: &[Area],
        links: &Links,
        known: &Filter,
        today: Date,
    ) -> Result<Self, OpsError> {
        let ids: BTreeSet<&AreaId> =
            communes.iter().map(|area| &area.id).chain(links.makers_ever()).collect();
        let ids: Vec<String> = ids.into_iter().map(|id| id.0.clone()).collect();
        let everywhere = Filter { under: None, ..known.clone() };
        let mut by_area: HashMap<AreaId, BTreeMap<Key, PeriodCount>> = HashMap::new();
        let mut reported: HashMap<String, BTreeSet<String>> = HashMap::new();
        for ids in ids.chunks(AT_ONCE) {
            let beside = ["area_id", "disease"];
            let known = read.values_beside::<PeriodCount>(beside, ids, &everywhere)?;
            if known.is_empty() {
                continue;
            }
            let ids: BTreeSet<String> = known.iter().map(|(id, _)| id.clone()).collect();
            let ids: Vec<String> = ids.into_iter().collect();
            let diseases: BTreeSet<String> = known.iter().map(|it| it.1.clone()).collect();
            let diseases: Vec<String> = diseases.into_iter().collect();
            for (id, disease) in known {
                reported.entry(id).or_default().insert(disease);
            }
            let mut take = |count: PeriodCount| {
                let key = (count.disease.clone(), count.period, count.starts_on);
                by_area.entry(count.area_id.clone()).or_default().insert(key, count);
                Ok(())
            };
            let of_these = everywhere.clone().any_of("area_id", &ids).any_of("disease", &diseases);
            let [quiet, epidemic] =
                [0, 1].map(|was| of_these.clone().is("was_epidemic", Value::Int(was)));
            read.each(&quiet.any_of("starts_on", &same_periods(today)), &mut take)?;
            read.each(&epidemic, &mut take)?;
        }
        let mut past = Self::default();
        for commune in communes {
            let of_commune = of_commune(commune, links, &by_area);
            if !of_commune.is_empty() {
                past.by_commune.insert(commune.id.clone(), of_commune);
            }
            let whole = links.ever_whole(&commune.id);
            let diseases: BTreeSet<String> =
                whole.iter().filter_map(|id| reported.get(&id.0)).flatten().cloned().collect();
            if !diseases.is_empty() {
                past.diseases.insert(commune.id.clone(), diseases);
            }
        }
        past.load_names(read)?;
        Ok(past)
    }

    /// The names of the units that did not report.
    fn load_names(&mut self, read: &mut Read<'_>) -> Result<(), OpsError> {
        let silent: BTreeSet<&AreaId> =
            self.by_commune.values().flatten().flat_map(|past| &past.silent).collect();
        let silent: Vec<String> = silent.into_iter().map(|id| id.0.clone()).collect();
        for ids in silent.chunks(AT_ONCE) {
            for area in read.list::<Area>(&Filter::now().any_of("id", ids))? {
                let name = area.to_ref().name;
                self.names.insert(area.id, name);
            }
        }
        Ok(())
    }

    /// The units that went into a commune whole and did not report of a disease in all of the periods that are looked at.
    pub(crate) fn silent(&self, commune: &AreaId, disease: &str) -> BTreeSet<&str> {
        let past = self.of(commune).iter().filter(|past| past.disease == disease);
        past.flat_map(|past| &past.silent)
            .filter_map(|id| Some(self.names.get(id)?.as_str()))
            .collect()
    }

    /// Whether units of which only a part went into a commune had cases of a disease in a period that is looked at.
    pub(crate) fn is_uncertain(&self, commune: &AreaId, disease: &str) -> bool {
        self.of(commune).iter().any(|past| past.disease == disease && past.is_uncertain)
    }

    /// This week and this month of the past years in a commune, and its periods with an epidemic.
    pub(crate) fn of(&self, commune: &AreaId) -> &[PastPeriod] {
        self.by_commune.get(commune).map_or(&[], Vec::as_slice)
    }

    /// The diseases of which anything was ever reported of a commune.
    pub(crate) fn diseases(&self, commune: &AreaId) -> impl Iterator<Item = &String> {
        self.diseases.get(commune).into_iter().flatten()
    }

    /// Whether nothing was ever reported of any commune.
    pub(crate) fn is_empty(&self) -> bool {
        self.diseases.is_empty()
    }
}

/// The year and the place in it of a period; a week belongs to the year of its Thursday.
pub(super) fn period_of(day: Date, period: PeriodKind) -> (i16, i16) {
    match period {
        PeriodKind::Month => (day.year(), day.month().into()),
        PeriodKind::Week => {
            let week = day.iso_week_date();
            (week.year(), week.week().into())
        }
    }
}

/// The first days of this week and month and of those before them, in each of the past years.
fn same_periods(today: Date) -> Vec<String> {
    let mut days = Vec::new();
    let before = last_month_began_on(today);
    for back in 1..=HISTORY_YEARS {
        for week in [today, today.saturating_sub(7.days())].map(Date::iso_week_date) {
            let monday = ISOWeekDate::new(week.year() - back, week.week(), Weekday::Monday);
            days.extend(monday.ok().map(|monday| monday.date().to_string()));
        }
        for month in [today, before] {
            let first = Date::new(month.year() - back, month.month(), 1);
            days.extend(first.ok().map(|first| first.to_string()));
        }
    }
    days
}

fn of_commune(
    commune: &Area,
    links: &Links,
    by_area: &HashMap<AreaId, BTreeMap<Key, PeriodCount>>,
) -> Vec<PastPeriod> {
    // What any unit that ever lay on its ground reported.
    let mut keys: BTreeSet<&Key> = BTreeSet::new();
    let mut open: Vec<&AreaId> = vec![&commune.id];
    let mut seen: BTreeSet<&AreaId> = BTreeSet::new();
    while let Some(id) = open.pop() {
        if seen.insert(id) {
            keys.extend(by_area.get(id).into_iter().flat_map(BTreeMap::keys));
            open.extend(links.to.get(id).into_iter().flatten().map(|link| &link.from_id));
        }
    }
    let mut makers_on: BTreeMap<Date, Makers> = BTreeMap::new();
    let mut periods = Vec::new();
    for key in keys {
        let count_of = |id: &AreaId| by_area.get(id).and_then(|counts| counts.get(key));
        let (disease, period, starts_on) = key;
        let mut past = PastPeriod {
            disease: disease.clone(),
            period: *period,
            starts_on: *starts_on,
            cases: 0,
            was_epidemic: false,
            silent: Vec::new(),
            is_uncertain: false,
            record_origin: Origin::Seed,
        };
        let mut take = |count: &PeriodCount| {
            past.cases += count.cases;
            past.was_epidemic |= count.was_epidemic;
            past.record_origin = past.record_origin.max(count.record_origin);
        };
        // Who counted again in the borders of today is right about them.
        if let Some(own) = count_of(&commune.id) {
            take(own);
            periods.push(past);
            continue;
        }
        let makers =
            makers_on.entry(*starts_on).or_insert_with(|| links.makers(&commune.id, *starts_on));
        let whole: Vec<&PeriodCount> = makers.whole.iter().filter_map(count_of).collect();
        whole.iter().copied().for_each(&mut take);
        past.silent = makers.whole.iter().filter(|id| count_of(id).is_none()).cloned().collect();
        let unsure = |id: &&AreaId| count_of(id).is_none_or(|count| count.cases > 0);
        past.is_uncertain = makers.in_part.iter().any(|id| unsure(&id));
        // What only neighbours reported, of which a part came here, is no count of the commune.
        if !whole.is_empty() {
            periods.push(past);
        }
    }
    periods
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn link(from: &str, to: &str, kind: AreaLinkKind, year: i16) -> AreaLink {
        AreaLink {
            id: format!("{from}|{to}"),
            from_id: from.to_owned().into(),
            to_id: to.to_owned().into(),
            kind,
            starts_on: date(year, 7, 1),
        }
    }

    fn links(all: Vec<AreaLink>) -> Links {
        let mut links = Links { to: HashMap::new() };
        for link in all {
            links.to.entry(link.to_id.clone()).or_default().push(link);
        }
        links
    }

    #[test]
    fn units_are_traced_to_the_day() {
        use AreaLinkKind::{Part, Whole};
        let links = links(vec![
            link("a", "ab", Whole, 2019),
            link("b", "ab", Whole, 2019),
            link("ab", "new", Whole, 2025),
            link("c", "new", Part, 2025),
            link("d", "new", Part, 2027),
        ]);
        let on = |year: i16| {
            let Makers { whole, in_part } =
                links.makers(&"new".to_owned().into(), date(year, 1, 1));
            let names = |ids: BTreeSet<AreaId>| ids.into_iter().map(|id| id.0).collect::<Vec<_>>();
            (names(whole), names(in_part))
        };
        let named = |whole: &[&str], part: &[&str]| {
            let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
            (owned(whole), owned(part))
        };
        assert_eq!(on(2018), named(&["a", "b"], &["c", "d"]));
        assert_eq!(on(2020), named(&["ab"], &["c", "d"]));
        assert_eq!(on(2026), named(&["new"], &["d"]));
        assert_eq!(on(2028), named(&["new"], &[]));
    }
}
