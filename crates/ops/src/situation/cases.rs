//! Cases, counted: what the rules and the board ask of them is how many, and never which.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use taicho_model::{Area, AreaId, Case, CaseOrigin, CaseSetting, CaseStatus, Origin, Zone, ZoneId};
use taicho_store::{Cells, Filter, Read, StoreError};

use crate::OpsError;
use crate::situation::clocked::{ClockedCase, ClockedCases};
use crate::situation::former::{Former, Home};
use crate::situation::links::{Linkable, Links};
use crate::situation::numbered::{AT_ONCE, CommuneIndex, Names};

/// Cases that are alike in everything that they are counted by.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CaseGroup {
    /// The day on which they were found.
    pub(crate) found_on: Date,
    /// The disease code.
    pub(crate) disease: Arc<str>,
    /// Suspected, confirmed or ruled out.
    pub(crate) status: CaseStatus,
    /// Community, contained or imported.
    pub(crate) origin: CaseOrigin,
    /// Where the people were when found.
    pub(crate) setting: CaseSetting,
    /// Whether the source of infection is known; none where nobody has said.
    pub(crate) source_known: Option<bool>,
    /// Who says so.
    pub(crate) record_origin: Origin,
    /// How many they are.
    pub(crate) cases: i64,
}

/// Cases of which only the district, the city or the province is known: they count there.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct UnplacedCases {
    /// The path of the area that is known.
    pub(crate) area_path: String,
    /// The cases.
    pub(crate) group: CaseGroup,
}

/// The cases of an area, counted by where they are filed, in one walk over them.
#[derive(Debug, Default)]
pub(crate) struct CountedCases {
    by_commune: BTreeMap<AreaId, Vec<CaseGroup>>,
    /// Those of which nobody knows the commune, oldest first.
    pub(crate) of_unknown_commune: Vec<UnplacedCases>,
    /// The diseases of which a case is recorded, be it one that was ruled out.
    pub(crate) diseases_recorded: BTreeSet<Arc<str>>,
    /// The diseases of those that were not ruled out.
    pub(crate) diseases: BTreeSet<Arc<str>>,
    /// How they hang together.
    pub(crate) links: Links,
    /// Confirmed ones of late whose clock is known.
    pub(crate) clocked: ClockedCases,
    /// The ids of those in a commune of which a clock may be running: not reported, or whose death is not.
    pub(super) open_ids: Vec<String>,
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
}

type GroupKey = (Place, Date, u16, CaseStatus, CaseOrigin, CaseSetting, Option<bool>, Origin);

/// A commune by its number, or an area of which no commune is known.
type Place = (Option<u32>, Option<Arc<str>>);

/// The commune in which what is filed under a path counts, or the area where no commune is known; none where it counts
/// nowhere here.
fn place_of(path: &str, index: &CommuneIndex<'_>, former: &Former) -> Option<Place> {
    if let Some(commune) = index.number_of(path) {
        return Some((Some(commune), None));
    }
    let path = match former.home(path) {
        Home::Own => path,
        Home::Heir(area) => area.path.as_str(),
        Home::Part | Home::Elsewhere => return None,
    };
    let commune = index.number_of(path);
    Some((commune, commune.is_none().then(|| path.into())))
}

impl CountedCases {
    /// Counts what was known of the cases found in some communes by a day.
    pub(super) fn load(
        read: &mut Read<'_>,
        communes: &[Area],
        zones: &[Zone],
        (known, former): (&[Filter], &Former),
        days: Days,
    ) -> Result<Self, OpsError> {
        let index = CommuneIndex::new(communes);
        let mut diseases = Names::default();
        let mut places: HashMap<String, Option<Place>> = HashMap::new();
        let mut filed_in_parts: BTreeMap<String, i64> = BTreeMap::new();
        let mut groups: HashMap<GroupKey, i64> = HashMap::new();
        let mut linkable: Vec<(u32, Linkable)> = Vec::new();
        let mut clocked: Vec<ClockedCase> = Vec::new();
        let mut open_ids = Vec::new();
        let mut deaths: BTreeMap<(u32, u16), i64> = BTreeMap::new();
        let month_began_on = days.last.first_of_month();
        let columns = &[
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
            "id",
        ];
        let mut take = |cells: &Cells<'_>| -> Result<(), StoreError> {
            let path = cells.text(0)?;
            let place = match places.get(path) {
                Some(place) => place.clone(),
                None => {
                    let place = place_of(path, &index, former);
                    places.insert(path.to_owned(), place.clone());
                    place
                }
            };
            let status = cells.word(3, CaseStatus::parse)?;
            let is_in_part = place.as_ref().is_none_or(|it| it.0.is_none());
            if is_in_part && status != CaseStatus::RuledOut && former.in_part(path).is_some() {
                *filed_in_parts.entry(path.to_owned()).or_default() += 1;
            }
            let Some(place) = place else { return Ok(()) };
            let found_on = cells.day(1)?;
            let disease = diseases.number_of(cells.text(2)?);
            let record_origin = cells.word(7, Origin::parse)?;
            let died_on = cells.maybe_text(13)?.and_then(|day| day.parse::<Date>().ok());
            if let (Some(commune), Some(died_on)) = (place.0, died_on)
                && status != CaseStatus::RuledOut
                && (month_began_on..=days.last).contains(&died_on)
            {
                *deaths.entry((commune, disease)).or_default() += 1;
            }
            if let Some(commune) = place.0 {
                let is_told = |at: Option<Timestamp>| at.is_some_and(|at| at <= days.as_of);
                let is_open = !is_told(cells.maybe_instant(12)?)
                    || (cells.maybe_text(13)?.is_some() && !is_told(cells.maybe_instant(14)?));
                if is_open && status != CaseStatus::RuledOut {
                    open_ids.push(cells.text(15)?.to_owned());
                }
                let source_case_key = cells.maybe_text(9)?;
                let cluster = cells.maybe_text(10)?;
                let may_link = source_case_key.is_some() || cluster.is_some();
                if may_link || found_on >= days.linked_since {
                    let linked = Linkable {
                        disease,
                        status,
                        found_on,
                        source_key: cells.maybe_text(8)?.map(Into::into),
                        source_case_key: source_case_key.map(Into::into),
                        cluster: cluster.map(Into::into),
                        record_origin,
                    };
                    linkable.push((commune, linked));
                }
            }
            if status == CaseStatus::Confirmed
                && found_on >= days.clocked_since
                && let Some(detected_at) = cells.maybe_instant(11)?
            {
                let reported_at = cells.maybe_instant(12)?;
                let commune = place.0;
                clocked.push(ClockedCase { commune, disease, found_on, detected_at, reported_at });
            }
            let key = (
                place,
                found_on,
                disease,
                status,
                cells.word(4, CaseOrigin::parse)?,
                cells.word(5, CaseSetting::parse)?,
                cells.flag(6)?,
                record_origin,
            );
            *groups.entry(key).or_default() += 1;
            Ok(())
        };
        for known in known {
            let found = known.clone().at_most("found_on", days.last);
            read.scan::<Case>(columns, &found, &mut take)?;
        }
        let mut counted = Self { open_ids, filed_in_parts, ..Self::default() };
        for (key, cases) in groups {
            let (place, found_on, disease, status, origin, setting, source_known, record_origin) =
                key;
            let disease = diseases.name(disease);
            counted.diseases_recorded.insert(disease.clone());
            if status != CaseStatus::RuledOut {
                counted.diseases.insert(disease.clone());
            }
            let group = CaseGroup {
                found_on,
                disease,
                status,
                origin,
                setting,
                source_known,
                record_origin,
                cases,
            };
            match place {
                (Some(commune), _) => {
                    let id = communes[commune as usize].id.clone();
                    counted.by_commune.entry(id).or_default().push(group);
                }
                (None, path) => {
                    let area_path = path.as_deref().unwrap_or_default().to_owned();
                    counted.of_unknown_commune.push(UnplacedCases { area_path, group });
                }
            }
        }
        counted.by_commune.values_mut().for_each(|groups| groups.sort_by_key(|it| it.found_on));
        counted.of_unknown_commune.sort_by_key(|it| it.group.found_on);
        for ((commune, disease), count) in deaths {
            let of_commune = counted.deaths_in_month.entry(communes[commune as usize].id.clone());
            of_commune.or_default().insert(diseases.name(disease), count);
        }
        counted.links = Links::of(communes, linkable, &diseases);
        counted.clocked = ClockedCases::of(communes, clocked, diseases);
        counted.load_zones(read, zones, &known[0], days.last)?;
        Ok(counted)
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
        self.by_commune.get(commune).map_or(&[], Vec::as_slice)
    }

    /// How many people of a commune died in the month of the day looked at, by disease.
    pub(crate) fn deaths_in_month(&self, commune: &AreaId) -> impl Iterator<Item = (&str, i64)> {
        let of_commune = self.deaths_in_month.get(commune).into_iter().flatten();
        of_commune.map(|(disease, count)| (&**disease, *count))
    }

    /// How many confirmed cases were found by a day.
    pub(crate) fn confirmed_by(&self, day: Date) -> i64 {
        let placed = self.by_commune.values().flatten();
        let groups = placed.chain(self.of_unknown_commune.iter().map(|it| &it.group));
        let counted = groups.filter(|it| it.status == CaseStatus::Confirmed && it.found_on <= day);
        counted.map(|it| it.cases).sum()
    }

    /// Whether none is recorded, not even one that was ruled out.
    pub(crate) fn is_empty(&self) -> bool {
        self.by_commune.is_empty() && self.of_unknown_commune.is_empty()
    }

    /// The latest day until `day` on which a confirmed case of a zone was found, wherever it is filed, and who says so.
    pub(crate) fn latest_of_zone(&self, zone: &ZoneId, day: Date) -> Option<(Date, Origin)> {
        let days = self.latest_by_zone.get(zone)?;
        days.range(..=day).next_back().map(|(day, origin)| (*day, *origin))
    }
}
