//! Cases, counted: what the rules and the board ask of them is how many, and never which.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use taicho_model::{Area, AreaId, Case, CaseOrigin, CaseSetting, CaseStatus, Origin, Zone, ZoneId};
use taicho_store::{Cells, Filter, Read, StoreError};

use crate::OpsError;
use crate::situation::clock_facts::CaseClocks;
use crate::situation::clocked::{ClockedCase, ClockedCases};
use crate::situation::former::{Former, Home};
use crate::situation::group::CaseGroup;
use crate::situation::links::{Linkables, Links};
use crate::situation::numbered::{AT_ONCE, CommuneIndex, Names};
use crate::situation::tally::Tally;

/// Cases of which only the district, the city or the province is known: they count there.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct UnplacedCases {
    /// The path of the area that is known.
    pub(crate) area_path: Arc<str>,
    /// The cases.
    pub(crate) group: CaseGroup,
}

/// A case of which a clock may be running.
#[derive(Debug)]
pub(crate) struct OpenCase {
    pub(crate) id: Box<str>,
    pub(crate) disease: Arc<str>,
    pub(crate) found_on: Date,
    pub(crate) clocks: CaseClocks,
}

/// The cases of an area, counted by where they are filed, in one walk over them.
#[derive(Debug, Default)]
pub(crate) struct CountedCases {
    /// Commune by commune, oldest first.
    groups: Vec<CaseGroup>,
    by_commune: HashMap<AreaId, Range<usize>>,
    names: Names,
    /// Those of which nobody knows the commune, oldest first.
    pub(crate) of_unknown_commune: Vec<UnplacedCases>,
    /// The diseases of those that were not ruled out.
    pub(crate) diseases: BTreeSet<Arc<str>>,
    /// How they hang together.
    pub(crate) links: Links,
    /// Confirmed ones of late whose clock is known.
    pub(crate) clocked: ClockedCases,
    /// Those in a commune of which a clock may be running, by commune, oldest first: not reported, or whose death is
    /// not, and not ruled out.
    pub(crate) open: BTreeMap<AreaId, Vec<OpenCase>>,
    /// Confirmed ones of earlier days that were learned of since [`Days::learned_since`], or corrected since.
    pub(super) learned_since: i64,
    /// Those that were not ruled out and are filed under a former unit of which only a part lies in a commune, by path.
    pub(super) filed_in_parts: BTreeMap<String, i64>,
    /// How many people died in the month of the day looked at, by commune and disease.
    deaths_in_month: BTreeMap<AreaId, BTreeMap<Arc<str>, i64>>,
    latest_by_zone: BTreeMap<ZoneId, BTreeMap<Date, Origin>>,
}

/// The days that are looked at.
#[derive(Clone, Copy)]
pub(super) struct Days {
    /// From when on links are looked at.
    pub(super) linked_since: Date,
    /// From when on clocks are looked at.
    pub(super) clocked_since: Date,
    /// The last day.
    pub(super) last: Date,
    /// The moment by which a report must have been made.
    pub(super) as_of: Timestamp,
    /// The moment and the day since which, and until which, cases are late.
    pub(super) late: (Timestamp, Date),
}

/// The places of cases by their numbers: those of the communes first, then the areas of which no commune is known.
struct Places<'a> {
    index: CommuneIndex<'a>,
    former: &'a Former,
    communes: u32,
    numbers: HashMap<String, Option<u32>>,
    unplaced: Vec<Arc<str>>,
    /// Rows come area by area, as a rule.
    last: Option<(String, Option<u32>)>,
}

impl<'a> Places<'a> {
    fn new(communes: &'a [Area], former: &'a Former) -> Self {
        Self {
            index: CommuneIndex::new(communes),
            former,
            communes: communes.len() as u32,
            numbers: HashMap::new(),
            unplaced: Vec::new(),
            last: None,
        }
    }

    /// The place of what is filed under a path; none where it counts nowhere here.
    fn number_of(&mut self, path: &str) -> Option<u32> {
        if let Some((last, number)) = &self.last
            && last == path
        {
            return *number;
        }
        let number = match self.numbers.get(path) {
            Some(number) => *number,
            None => {
                let number = self.found(path);
                self.numbers.insert(path.to_owned(), number);
                number
            }
        };
        let (last, of_last) = self.last.get_or_insert_default();
        path.clone_into(last);
        *of_last = number;
        number
    }

    fn found(&mut self, path: &str) -> Option<u32> {
        if let Some(commune) = self.index.number_of(path) {
            return Some(commune);
        }
        let path = match self.former.home(path) {
            Home::Own => path,
            Home::Heir(area) => area.path.as_str(),
            Home::Part | Home::Elsewhere => return None,
        };
        self.index.number_of(path).or_else(|| {
            self.unplaced.push(path.into());
            Some(self.communes + self.unplaced.len() as u32 - 1)
        })
    }
}

/// The columns that the walk reads, in the order in which it names them.
const COLUMNS: &[&str] = &[
    "area_path",
    "found_on",
    "disease",
    "status",
    "origin",
    "setting",
    "source_known",
    "record_origin",
    "source_key",
    "source_case_key",
    "cluster",
    "detected_at",
    "reported_at",
    "died_on",
    "death_reported_at",
    "recorded_at",
    "id",
    "seen_at",
    "death_known_at",
];

impl CountedCases {
    /// Counts what was known of the cases found in some communes by a day.
    pub(super) fn load(
        read: &mut Read<'_>,
        communes: &[Area],
        zones: &[Zone],
        (known, former): (&[Filter], &Former),
        days: Days,
    ) -> Result<Self, OpsError> {
        let mut counted = Self::default();
        let mut places = Places::new(communes, former);
        let mut deaths: BTreeMap<(u32, u16), i64> = BTreeMap::new();
        let month = days.last.first_of_month()..=days.last;
        let mut tally = Tally::default();
        let mut linkable = Linkables::default();
        let mut clocked: Vec<ClockedCase> = Vec::new();
        let mut take = |cells: &Cells<'_>| -> Result<(), StoreError> {
            let path = cells.text(0)?;
            let place = places.number_of(path);
            let commune = place.filter(|place| *place < places.communes);
            let status = cells.word(3, CaseStatus::parse)?;
            if commune.is_none() && status != CaseStatus::RuledOut && former.in_part(path).is_some()
            {
                *counted.filed_in_parts.entry(path.to_owned()).or_default() += 1;
            }
            let Some(place) = place else { return Ok(()) };
            let group = CaseGroup {
                found_on: cells.day(1)?,
                disease: counted.names.number_of(cells.text(2)?),
                status,
                origin: cells.word(4, CaseOrigin::parse)?,
                setting: cells.word(5, CaseSetting::parse)?,
                source_known: cells.flag(6)?,
                record_origin: cells.word(7, Origin::parse)?,
                cases: 1,
            };
            tally.add(place, group);
            let found_on = group.found_on;
            if let Some(commune) = commune {
                let keys = [cells.maybe_text(8)?, cells.maybe_text(9)?, cells.maybe_text(10)?];
                let [_, source, cluster] = keys;
                if source.is_some() || cluster.is_some() || found_on >= days.linked_since {
                    linkable.add(commune, &group, keys);
                }
                if status != CaseStatus::RuledOut
                    && let Some(day) = cells.maybe_text(13)?
                    && day.parse().is_ok_and(|died_on| month.contains(&died_on))
                {
                    *deaths.entry((commune, group.disease)).or_default() += 1;
                }
                if status != CaseStatus::RuledOut
                    && let Some(clocks) = open_clocks(cells, days.as_of, group.record_origin)?
                {
                    let id = communes[commune as usize].id.clone();
                    let disease = counted.names.name(group.disease);
                    let case = OpenCase { id: cells.text(16)?.into(), disease, found_on, clocks };
                    counted.open.entry(id).or_default().push(case);
                }
            }
            if group.status == CaseStatus::Confirmed {
                let (late_since, late_until) = days.late;
                if found_on <= late_until && cells.instant(15)? > late_since {
                    counted.learned_since += 1;
                }
                if found_on >= days.clocked_since
                    && let Some(detected_at) = cells.maybe_instant(11)?
                {
                    let (disease, reported_at) = (group.disease, cells.maybe_instant(12)?);
                    clocked.push(ClockedCase::new(
                        (commune, disease, found_on),
                        detected_at,
                        reported_at,
                    ));
                }
            }
            Ok(())
        };
        for known in known {
            let found = known.clone().at_most("found_on", days.last);
            read.scan::<Case>(COLUMNS, &found, &mut take)?;
        }
        for ((commune, disease), count) in deaths {
            let of_commune = counted.deaths_in_month.entry(communes[commune as usize].id.clone());
            of_commune.or_default().insert(counted.names.name(disease), count);
        }
        counted.links = linkable.link(communes);
        counted.clocked = ClockedCases::of(communes, clocked);
        counted.place(communes, &places.unplaced, tally);
        for cases in counted.open.values_mut() {
            cases.sort_by(|a, b| (a.found_on, &a.id).cmp(&(b.found_on, &b.id)));
        }
        counted.load_zones(read, zones, &known[0], days.last)?;
        Ok(counted)
    }

    /// Puts the groups where they belong.
    fn place(&mut self, communes: &[Area], unplaced: &[Arc<str>], tally: Tally) {
        let counted = tally.counted();
        let placed = counted.partition_point(|(place, _)| (*place as usize) < communes.len());
        self.groups = counted[..placed].iter().map(|(_, group)| *group).collect();
        let mut first = 0;
        for same in counted[..placed].chunk_by(|a, b| a.0 == b.0) {
            let commune = communes[same[0].0 as usize].id.clone();
            self.by_commune.insert(commune, first..first + same.len());
            first += same.len();
        }
        self.of_unknown_commune = counted[placed..]
            .iter()
            .map(|(place, group)| UnplacedCases {
                area_path: unplaced[*place as usize - communes.len()].clone(),
                group: *group,
            })
            .collect();
        self.of_unknown_commune.sort_by_key(|it| it.group.found_on);
        let there = self.groups.iter().chain(self.of_unknown_commune.iter().map(|it| &it.group));
        let there = there.filter(|group| group.status != CaseStatus::RuledOut);
        let numbers: BTreeSet<u16> = there.map(|group| group.disease).collect();
        self.diseases = numbers.into_iter().map(|number| self.names.name(number)).collect();
    }

    /// The days on which confirmed cases of zones were found, wherever people are registered.
    fn load_zones(
        &mut self,
        read: &mut Read<'_>,
        zones: &[Zone],
        known: &Filter,
        day: Date,
    ) -> Result<(), OpsError> {
        let everywhere = Filter { under: None, ..known.clone() }
            .at_most("found_on", day)
            .is("status", CaseStatus::Confirmed.as_str());
        let ids: Vec<String> = zones.iter().map(|zone| zone.id.0.clone()).collect();
        for ids in ids.chunks(AT_ONCE) {
            let columns = &["zone_id", "found_on", "record_origin"];
            let of_zones = everywhere.clone().any_of("zone_id", ids);
            read.scan::<Case>(columns, &of_zones, |cells| {
                let (zone, found_on) = (ZoneId(cells.text(0)?.to_owned()), cells.day(1)?);
                let origin = cells.word(2, Origin::parse)?;
                let days = self.latest_by_zone.entry(zone).or_default();
                days.entry(found_on).and_modify(|it| *it = origin.max(*it)).or_insert(origin);
                Ok(())
            })?;
        }
        Ok(())
    }

    /// The cases of a commune, oldest first.
    pub(crate) fn of(&self, commune: &AreaId) -> &[CaseGroup] {
        self.by_commune.get(commune).map_or(&[], |range| &self.groups[range.clone()])
    }

    /// The disease of a group.
    pub(crate) fn disease(&self, group: &CaseGroup) -> Arc<str> {
        self.names.name(group.disease)
    }

    /// The number of a disease of which a case is recorded, be it one that was ruled out.
    pub(crate) fn disease_number(&self, code: &str) -> Option<u16> {
        self.names.find(code)
    }

    /// The diseases of which a case is recorded in a commune, be it one that was ruled out.
    pub(crate) fn diseases_of(&self, commune: &AreaId) -> impl Iterator<Item = String> {
        let numbers: BTreeSet<u16> = self.of(commune).iter().map(|it| it.disease).collect();
        numbers.into_iter().map(|number| self.names.name(number).to_string())
    }

    /// The most confirmed cases of a disease, found in a commune in a span of days, that hang together, and the weakest
    /// origin among them.
    pub(crate) fn most_linked(
        &self,
        commune: &AreaId,
        disease: &str,
        days: (Date, Date),
    ) -> (i64, Option<Origin>) {
        let number = self.disease_number(disease);
        number.map_or((0, None), |disease| self.links.most_linked(commune, disease, days))
    }

    /// Of the confirmed cases found in a span of days in the communes wanted, how many were reported within the hours of
    /// their disease, and how many were or should have been by `now`.
    pub(crate) fn reported_in_time(
        &self,
        report_within_hours: impl Fn(&str) -> Option<i64>,
        is_wanted: impl Fn(Option<&AreaId>) -> bool,
        days: (Date, Date),
        now: Timestamp,
    ) -> (i64, i64) {
        let hours_of: Vec<Option<i64>> = self.names.iter().map(report_within_hours).collect();
        self.clocked.reported_in_time(&hours_of, is_wanted, days, now)
    }

    /// How many people of a commune died in the month of the day looked at, by disease.
    pub(crate) fn deaths_in_month(&self, commune: &AreaId) -> impl Iterator<Item = (&str, i64)> {
        let of_commune = self.deaths_in_month.get(commune).into_iter().flatten();
        of_commune.map(|(disease, count)| (&**disease, *count))
    }

    /// Whether none is recorded, not even one that was ruled out.
    pub(crate) fn is_empty(&self) -> bool {
        self.groups.is_empty() && self.of_unknown_commune.is_empty()
    }

    /// The latest day until `day` on which a confirmed case of a zone was found, wherever it is filed, and who says so.
    pub(crate) fn latest_of_zone(&self, zone: &ZoneId, day: Date) -> Option<(Date, Origin)> {
        let days = self.latest_by_zone.get(zone)?;
        days.range(..=day).next_back().map(|(day, origin)| (*day, *origin))
    }
}

/// The clocks of a case of which one may be running: it was not reported, or its death was not.
fn open_clocks(
    cells: &Cells<'_>,
    as_of: Timestamp,
    record_origin: Origin,
) -> Result<Option<CaseClocks>, StoreError> {
    let is_told = |at: Option<Timestamp>| at.is_some_and(|at| at <= as_of);
    let reported_at = cells.maybe_instant(12)?;
    let has_died = cells.maybe_text(13)?.is_some();
    let death_reported_at = cells.maybe_instant(14)?;
    if is_told(reported_at) && (!has_died || is_told(death_reported_at)) {
        return Ok(None);
    }
    Ok(Some(CaseClocks {
        seen_at: cells.maybe_instant(17)?,
        detected_at: cells.maybe_instant(11)?,
        reported_at,
        died_on: has_died.then(|| cells.day(13)).transpose()?,
        death_known_at: cells.maybe_instant(18)?,
        death_reported_at,
        record_origin,
    }))
}
