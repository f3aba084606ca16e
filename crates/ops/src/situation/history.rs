//! What the units of the time that make up a commune of today reported for past periods.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::civil::Date;
use taicho_model::{Area, AreaId, AreaLink, AreaLinkKind, Origin, PeriodCount, PeriodKind};
use taicho_store::{Filter, Read};

use crate::OpsError;

/// The cases of one disease in a past week or month on the ground of a commune.
#[derive(Clone, Debug, PartialEq)]
pub struct PastPeriod {
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

struct Links {
    to: HashMap<AreaId, Vec<AreaLink>>,
}

impl Links {
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

/// The past periods of each commune for which any of its units reported.
pub(super) fn past_periods(
    read: &mut Read<'_>,
    communes: &[Area],
    known: &Filter,
) -> Result<BTreeMap<AreaId, Vec<PastPeriod>>, OpsError> {
    let everywhere = Filter { under: None, ..known.clone() };
    let mut by_area: HashMap<AreaId, BTreeMap<Key, PeriodCount>> = HashMap::new();
    read.each(&everywhere, |count: PeriodCount| {
        let key = (count.disease.clone(), count.period, count.starts_on);
        by_area.entry(count.area_id.clone()).or_default().insert(key, count);
        Ok(())
    })?;
    if by_area.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut links = Links { to: HashMap::new() };
    read.each(&Filter::now(), |link: AreaLink| {
        links.to.entry(link.to_id.clone()).or_default().push(link);
        Ok(())
    })?;
    let mut periods = BTreeMap::new();
    for commune in communes {
        let of_commune = of_commune(commune, &links, &by_area);
        if !of_commune.is_empty() {
            periods.insert(commune.id.clone(), of_commune);
        }
    }
    Ok(periods)
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
