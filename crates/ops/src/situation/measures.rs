//! Numbers that are counted from records, each defined once in `content/measures.toml`: the rules, the board, the report
//! and the lists behind them name the measure, so a number is the same number everywhere.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use taicho_model::{
    Area, AreaId, CaseOrigin, CaseSetting, CaseStatus, Confidence, FactValue, Origin, Words,
};

use crate::areas::takes_in;
use crate::situation::cases::CaseGroup;
use crate::situation::{Situation, last_month_began_on, week_began_on};
use crate::{Content, OpsError};

/// One number, as its content file defines it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Measure {
    /// The stable id, by which rules know it as a fact.
    pub(crate) id: String,
    /// What is counted, and what narrows it.
    pub(crate) count: Count,
    /// The subjects of which it is a fact for the rules; none where people alone look at it.
    #[serde(default)]
    pub(crate) facts_of: Vec<FactsOf>,
    /// The name.
    pub(crate) label: Words,
    /// The unit, a code of the file's `units`.
    pub(crate) unit: String,
    /// What it means, in a sentence.
    pub(crate) explain: Words,
    /// What rules read besides: the type, and what silence means.
    #[serde(default, rename = "type")]
    _kind: Option<String>,
    #[serde(default, rename = "silence")]
    _silence: Option<toml::Value>,
}

/// The subject of which a measure is a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FactsOf {
    /// A commune, whatever the disease.
    Commune,
    /// A district, a city.
    District,
    /// A disease in a commune.
    Disease,
}

/// What a measure counts.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Count {
    /// What.
    pub(crate) of: Counted,
    /// Only cases of this status; confirmed ones where none is named.
    #[serde(default = "confirmed")]
    pub(crate) status: CaseStatus,
    /// Only cases of this origin.
    pub(crate) origin: Option<CaseOrigin>,
    /// Only cases found there.
    pub(crate) setting: Option<CaseSetting>,
    /// Only cases whose source is known, or only those whose source is not.
    pub(crate) source_known: Option<bool>,
    /// Only cases of this disease, and nothing where no case of it is recorded anywhere: nobody has counted then.
    pub(crate) disease: Option<String>,
    /// Only what happened in so many days, the day itself among them.
    pub(crate) days: Option<i32>,
    /// Only what happened since the Monday of the week, the first of the month, or the day on which the wave began by the
    /// rules in force; without it and without `days`, everything until then.
    pub(crate) since: Option<Since>,
    /// Makes it a rate over so many of the population.
    pub(crate) per: Option<f64>,
}

/// Where a span of days begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Since {
    /// The Monday of the week.
    Week,
    /// The first of the month.
    Month,
    /// The wave, by the rules in force.
    Wave,
    /// The day after that of the same number a month ago: the month that ends with the day.
    RunningMonth,
    /// The first of the month before, which is counted to its end.
    LastMonth,
}

fn confirmed() -> CaseStatus {
    CaseStatus::Confirmed
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Counted {
    /// Cases by the day on which they were found.
    Cases,
    /// The day on which the latest case was found.
    LatestCaseOn,
    /// Days from that day to the day.
    DaysSinceLatestCase,
    /// The most cases that are linked with one another.
    LinkedCases,
    /// Zones closed on the day.
    OpenZones,
    /// Counted residents of the zones closed on the day.
    ZoneResidents,
    /// People sampled over people listed, in percent.
    SampledShare,
    /// Cases reported within their disease's clock over cases whose clock has run out, in percent.
    ReportedInTimeShare,
}

/// What a measure is on some ground on a day: never the rate alone.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reading {
    /// The value; none where it cannot be told.
    pub(crate) value: Option<FactValue>,
    /// What was counted.
    pub(crate) numerator: f64,
    /// What it is held against.
    pub(crate) denominator: Option<Denominator>,
    /// The weakest origin of what it was counted from.
    pub(crate) origin: Origin,
    /// How sure it is.
    pub(crate) confidence: Confidence,
}

impl Reading {
    fn of(value: Option<FactValue>, numerator: f64, origin: Option<Origin>) -> Self {
        let origin = origin.unwrap_or(Origin::Record);
        Self { value, numerator, denominator: None, origin, confidence: Confidence::V }
    }

    fn plain(value: f64, origin: Option<Origin>) -> Self {
        Self::of(Some(FactValue::Number(value)), value, origin)
    }

    fn share(numerator: i64, denominator: i64, label: Words, origin: Option<Origin>) -> Self {
        let share = 100.0 * numerator as f64 / denominator as f64;
        let value = (denominator > 0).then_some(FactValue::Number(share));
        let denominator =
            Some(Denominator { value: denominator as f64, label, origin: None, as_of: None });
        Self { denominator, ..Self::of(value, numerator as f64, origin) }
    }

    /// The value as a number.
    pub(crate) fn number(&self) -> Option<f64> {
        match self.value {
            Some(FactValue::Number(number)) => Some(number),
            _ => None,
        }
    }
}

/// What a rate is held against.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Denominator {
    /// The value.
    pub value: f64,
    /// What it is.
    pub label: Words,
    /// Who states it, where it is a stated fact.
    pub origin: Option<Origin>,
    /// Since when it is stated.
    pub as_of: Option<Date>,
}

/// The population of an area, as stated.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Population {
    /// People.
    pub(crate) value: f64,
    /// Who states it.
    pub(crate) origin: Origin,
    /// How sure it is.
    pub(crate) confidence: Confidence,
    /// Since when.
    pub(crate) as_of: Option<Date>,
}

/// The measures of a place's own, for what lies there; the board shows them all.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LocalMeasures {
    /// The code of the place, perhaps after those above it.
    pub(crate) jurisdiction: String,
    /// The measures.
    measure: Vec<Measure>,
}

/// Every measure, and the words of their units.
#[derive(Clone, Debug)]
pub(crate) struct Measures {
    by_id: BTreeMap<String, Measure>,
    units: BTreeMap<String, Words>,
    shown: Vec<Indicator>,
}

/// A measure that the board shows.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Indicator {
    /// The measure.
    pub(crate) measure: String,
    /// Only in these rule families; everywhere where empty.
    #[serde(default)]
    pub(crate) families: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    units: BTreeMap<String, Words>,
    measure: Vec<Measure>,
    indicator: Vec<Indicator>,
}

impl Measures {
    /// Reads `measures.toml`.
    pub(crate) fn read(text: &str) -> Result<Self, OpsError> {
        let fault = |what: String| OpsError::Content(format!("measures.toml: {what}"));
        let file: File = toml::from_str(text).map_err(|error| fault(error.to_string()))?;
        let mut by_id = BTreeMap::new();
        for measure in file.measure {
            if !file.units.contains_key(&measure.unit) {
                return Err(fault(format!(
                    "{}: no words for the unit {}",
                    measure.id, measure.unit
                )));
            }
            if by_id.insert(measure.id.clone(), measure.clone()).is_some() {
                return Err(fault(format!("{} stands twice", measure.id)));
            }
        }
        if let Some(shown) = file.indicator.iter().find(|it| !by_id.contains_key(&it.measure)) {
            return Err(fault(format!("no measure {}", shown.measure)));
        }
        Ok(Self { by_id, units: file.units, shown: file.indicator })
    }

    /// The measures of the program with those of the places in which an area lies; one of theirs is in the place of one
    /// of the program that has its id.
    pub(crate) fn of_place<'a>(
        content: &'a Content,
        area: &Area,
    ) -> Result<Cow<'a, Self>, OpsError> {
        let mut measures = Cow::Borrowed(content.measures());
        for (path, text) in &content.local().files {
            if !path.starts_with("measures/") {
                continue;
            }
            let fault = |what: String| OpsError::Content(format!("{path}: {what}"));
            let own: LocalMeasures =
                toml::from_str(text).map_err(|error| fault(error.to_string()))?;
            if takes_in(&own.jurisdiction, area) {
                measures.to_mut().add(own).map_err(fault)?;
            }
        }
        Ok(measures)
    }

    fn add(&mut self, own: LocalMeasures) -> Result<(), String> {
        for measure in own.measure {
            self.check(&measure)?;
            let is_shown = self.shown.iter().any(|shown| shown.measure == measure.id);
            if !is_shown {
                let families = Vec::new();
                self.shown.push(Indicator { measure: measure.id.clone(), families });
            }
            self.by_id.insert(measure.id.clone(), measure);
        }
        Ok(())
    }

    /// Whether the measures of a place fit those of the program.
    pub(crate) fn check_local(&self, own: &LocalMeasures) -> Result<(), String> {
        own.measure.iter().try_for_each(|measure| self.check(measure))
    }

    fn check(&self, measure: &Measure) -> Result<(), String> {
        let Measure { id, unit, facts_of, .. } = measure;
        if !self.units.contains_key(unit) {
            let known: Vec<&str> = self.units.keys().map(String::as_str).collect();
            return Err(format!("{id}: unit = \"{unit}\"; {}", known.join(", ")));
        }
        // What rules rest on is counted in one way in the whole country.
        let is_fact = !facts_of.is_empty();
        let takes_a_facts_place = self.get(id).is_some_and(|other| !other.facts_of.is_empty());
        match is_fact || takes_a_facts_place {
            true => Err(format!("{id}: facts_of")),
            false => Ok(()),
        }
    }

    /// A measure by its id.
    pub(crate) fn get(&self, id: &str) -> Option<&Measure> {
        self.by_id.get(id)
    }

    /// Those that are facts of a subject.
    pub(crate) fn facts_of(&self, subject: FactsOf) -> impl Iterator<Item = &Measure> {
        self.by_id.values().filter(move |measure| measure.facts_of.contains(&subject))
    }

    /// Those that the board shows under a rule family, in its order.
    pub(crate) fn shown(&self, family: Option<&str>) -> impl Iterator<Item = &Measure> {
        let shown = self.shown.iter().filter(move |shown| {
            shown.families.is_empty()
                || family.is_some_and(|family| shown.families.iter().any(|it| it == family))
        });
        shown.filter_map(|shown| self.get(&shown.measure))
    }

    /// The words of a measure's unit.
    pub(crate) fn unit(&self, measure: &Measure) -> Words {
        self.units[&measure.unit].clone()
    }
}

/// What measures are read from: a situation, with the day on which the wave began by the rules in force.
#[derive(Clone, Copy)]
pub(crate) struct Counter<'a> {
    pub(crate) situation: &'a Situation,
    pub(crate) content: &'a Content,
    pub(crate) wave_began_on: Option<Date>,
}

/// Some communes, and the cases of which only a larger area around them is known.
#[derive(Clone, Copy)]
pub(crate) struct Ground<'a> {
    /// The communes.
    communes: &'a [&'a Area],
    /// The area that they make up: its own population counts, and what is filed under it without a commune.
    whole: Option<&'a Area>,
}

impl<'a> Ground<'a> {
    /// The ground of one commune, or of a few that make up no area.
    pub(crate) fn communes(communes: &'a [&'a Area]) -> Self {
        Self { communes, whole: None }
    }

    /// The ground of an area with all its communes.
    pub(crate) fn whole(area: &'a Area, communes: &'a [&'a Area]) -> Self {
        Self { communes, whole: Some(area) }
    }
}

impl<'a> Counter<'a> {
    /// Reads a measure on some ground on a day, of one disease where one is asked about.
    pub(crate) fn read(
        &self,
        measure: &Measure,
        ground: Ground<'a>,
        disease: Option<&str>,
        day: Date,
    ) -> Reading {
        let count = &measure.count;
        let Some((first, last)) = self.span(count, day) else {
            return Reading::of(None, 0.0, None);
        };
        match count.of {
            Counted::Cases => self.cases(count, ground, disease, (first, last)),
            Counted::LatestCaseOn => {
                let latest = self.latest(count, ground, disease, (first, last));
                let value = latest.map(|(day, _)| FactValue::Date(day));
                Reading::of(value, 0.0, latest.map(|(_, origin)| origin))
            }
            Counted::DaysSinceLatestCase => {
                let latest = self.latest(count, ground, disease, (first, last));
                let days = latest.map(|(latest, _)| f64::from(days_between(latest, day)));
                let origin = latest.map(|(_, origin)| origin);
                Reading::of(days.map(FactValue::Number), days.unwrap_or_default(), origin)
            }
            Counted::LinkedCases => {
                let Some(disease) = disease else { return Reading::of(None, 0.0, None) };
                let links = &self.situation.cases.links;
                let linked = ground.communes.iter();
                let linked = linked.map(|it| links.most_linked(&it.id, disease, (first, last)));
                let most = linked.max_by_key(|(count, _)| *count).unwrap_or((0, None));
                Reading::plain(most.0 as f64, most.1)
            }
            Counted::OpenZones => {
                let zones = self.open_zones(ground, day);
                let origin = zones.clone().map(|zone| zone.record_origin).max();
                Reading::plain(zones.count() as f64, origin)
            }
            Counted::ZoneResidents => {
                let zones = self.open_zones(ground, day);
                let origin = zones.clone().map(|zone| zone.record_origin).max();
                let residents: i64 = zones.filter_map(|zone| zone.residents).sum();
                Reading::plain(residents as f64, origin)
            }
            Counted::SampledShare => {
                let (mut sampled, mut listed, mut origin) = (0, 0, None);
                for zone in self.zones(ground) {
                    let rounds = self.situation.rounds_of(&zone.id).iter();
                    for round in rounds.filter(|it| first <= it.taken_on && it.taken_on <= last) {
                        sampled += round.sampled;
                        listed += round.listed;
                        origin = origin.max(Some(round.record_origin));
                    }
                }
                let label = Words::new("người trong danh sách", "people listed");
                Reading::share(sampled, listed, label, origin)
            }
            Counted::ReportedInTimeShare => {
                let is_wanted = |commune: Option<&AreaId>| match commune {
                    Some(commune) => ground.communes.iter().any(|it| it.id == *commune),
                    None => ground.whole.is_some(),
                };
                let (in_time, due) = self.situation.cases.clocked.reported_in_time(
                    |disease| self.content.report_within_hours(disease),
                    is_wanted,
                    (first, last),
                    self.situation.as_of,
                );
                let label = Words::new("ca đã hết hạn báo cáo", "cases whose clock has run out");
                Reading::share(in_time, due, label, None)
            }
        }
    }

    /// The first and the last day that a count takes in; none where nobody says since when.
    pub(crate) fn span(&self, count: &Count, day: Date) -> Option<(Date, Date)> {
        let first = match (count.days, count.since) {
            (Some(days), _) => day.saturating_sub((days - 1).days()),
            (None, Some(Since::Week)) => week_began_on(day),
            (None, Some(Since::Month)) => day.first_of_month(),
            (None, Some(Since::Wave)) => self.wave_began_on?,
            (None, Some(Since::RunningMonth)) => {
                day.saturating_sub(1.month()).saturating_add(1.day())
            }
            (None, Some(Since::LastMonth)) => {
                let first = last_month_began_on(day);
                return Some((first, first.last_of_month()));
            }
            (None, None) => Date::MIN,
        };
        Some((first, day))
    }

    fn cases(
        &self,
        count: &Count,
        ground: Ground<'a>,
        disease: Option<&str>,
        span: (Date, Date),
    ) -> Reading {
        if let Some(counted) = &count.disease
            && !self.situation.cases.diseases_recorded.contains(counted.as_str())
        {
            return Reading::of(None, 0.0, None);
        }
        let (mut cases, mut origin) = (0, None);
        for group in self.groups(count, ground, disease, span) {
            if count.source_known == Some(false) && group.source_known.is_none() {
                // While nobody has said where a case comes from, the count is not known.
                return Reading::of(None, 0.0, None);
            }
            if count.source_known.is_none() || count.source_known == group.source_known {
                cases += group.cases;
                origin = origin.max(Some(group.record_origin));
            }
        }
        match count.per {
            None => Reading::plain(cases as f64, origin),
            Some(per) => rate(cases as f64, per, self.population(ground), origin),
        }
    }

    fn latest(
        &self,
        count: &Count,
        ground: Ground<'a>,
        disease: Option<&str>,
        span: (Date, Date),
    ) -> Option<(Date, Origin)> {
        let groups = self.groups(count, ground, disease, span);
        groups.map(|group| (group.found_on, group.record_origin)).max()
    }

    /// The groups of cases on the ground that a count takes in, whatever is known of their source. Those of which nobody
    /// knows the commune count where a whole is asked about: nowhere else are they surely, and nowhere at all they would
    /// be lost.
    fn groups(
        &self,
        count: &'a Count,
        ground: Ground<'a>,
        disease: Option<&'a str>,
        (first, last): (Date, Date),
    ) -> impl Iterator<Item = &'a CaseGroup> {
        let cases = &self.situation.cases;
        let placed = ground.communes.iter().flat_map(move |commune| {
            let groups = cases.of(&commune.id);
            &groups[groups.partition_point(|it| it.found_on < first)..]
        });
        let unplaced = cases.of_unknown_commune.iter().filter(move |unplaced| {
            let whole = ground.whole;
            first <= unplaced.group.found_on
                && whole.is_some_and(|whole| unplaced.area_path.starts_with(&whole.path))
        });
        placed.chain(unplaced.map(|unplaced| &unplaced.group)).filter(move |group| {
            group.found_on <= last
                && group.status == count.status
                && count.origin.is_none_or(|origin| origin == group.origin)
                && count.setting.is_none_or(|setting| setting == group.setting)
                && count.disease.as_deref().or(disease).is_none_or(|it| it == &*group.disease)
        })
    }

    fn zones(&self, ground: Ground<'a>) -> impl Iterator<Item = &'a taicho_model::Zone> + Clone {
        let zones = self.situation.zones.iter();
        zones.filter(move |zone| ground.communes.iter().any(|area| area.id == zone.area_id))
    }

    fn open_zones(
        &self,
        ground: Ground<'a>,
        day: Date,
    ) -> impl Iterator<Item = &'a taicho_model::Zone> + Clone {
        self.zones(ground).filter(move |zone| zone.is_open_on(day))
    }

    /// A sum of populations is known only where each is; the whole's own figure serves otherwise.
    fn population(&self, ground: Ground<'a>) -> Option<Population> {
        if let Some(whole) = ground.whole.and_then(|whole| population(self.situation, &whole.id)) {
            return Some(whole);
        }
        let each: Option<Vec<Population>> =
            ground.communes.iter().map(|area| population(self.situation, &area.id)).collect();
        let each = each?;
        Some(Population {
            value: each.iter().map(|population| population.value).sum(),
            origin: each.iter().map(|population| population.origin).max()?,
            confidence: each.iter().map(|population| population.confidence).max()?,
            as_of: each.iter().map(|population| population.as_of).min()?,
        })
    }
}

/// The population of an area as stated; none where nobody states it.
pub(crate) fn population(situation: &Situation, area: &AreaId) -> Option<Population> {
    situation
        .facts_of(area)
        .filter(|fact| fact.name == "population")
        .filter_map(|fact| match fact.value {
            FactValue::Number(value) if value > 0.0 => Some(Population {
                value,
                origin: fact.origin,
                confidence: fact.confidence,
                as_of: fact.valid_from,
            }),
            _ => None,
        })
        .max_by_key(|population| population.as_of)
}

fn rate(count: f64, per: f64, population: Option<Population>, origin: Option<Origin>) -> Reading {
    let Some(population) = population else { return Reading::of(None, count, origin) };
    Reading {
        denominator: Some(Denominator {
            value: population.value,
            label: Words::new("dân số", "population"),
            origin: Some(population.origin),
            as_of: population.as_of,
        }),
        confidence: population.confidence,
        ..Reading::of(
            Some(FactValue::Number(count * per / population.value)),
            count,
            origin.max(Some(population.origin)),
        )
    }
}

/// Days from one day to another.
pub(crate) fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}
