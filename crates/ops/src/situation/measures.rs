//! Numbers counted from records as `content/measures.toml` says: the rules, the board, the report and the lists behind
//! them name the measure, so a number is the same number everywhere.

use std::borrow::Cow;

use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;
use taicho_model::{Area, AreaId, Confidence, FactValue, Origin, Words};

use crate::areas::takes_in;
use crate::content::measures::{Count, Counted, Measure, Measures, Since};
use crate::situation::group::CaseGroup;
use crate::situation::{Situation, last_month_began_on, week_began_on};
use crate::{Content, OpsError};

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

/// The measures of the program with those of the places in which an area lies; one of theirs is in the place of one
/// of the program that has its id.
pub(crate) fn measures_of_place<'a>(
    content: &'a Content,
    area: &Area,
) -> Result<Cow<'a, Measures>, OpsError> {
    let mut measures = Cow::Borrowed(content.measures());
    for own in &content.local().measures {
        if takes_in(&own.jurisdiction, area) {
            let added = measures.to_mut().add(own.clone());
            added.map_err(|what| OpsError::Content(format!("measures/: {what}")))?;
        }
    }
    Ok(measures)
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
                let cases = &self.situation.cases;
                let linked = ground.communes.iter();
                let linked = linked.map(|it| cases.most_linked(&it.id, disease, (first, last)));
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
                    Some(_) if ground.whole.is_some_and(|it| it.id == self.situation.area.id) => {
                        true
                    }
                    Some(commune) => ground.communes.iter().any(|it| it.id == *commune),
                    None => ground.whole.is_some(),
                };
                let (in_time, due) = self.situation.cases.reported_in_time(
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
            && self.situation.cases.disease_number(counted).is_none()
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
                cases += i64::from(group.cases);
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
        let wanted = count.disease.as_deref().or(disease).map(|it| cases.disease_number(it));
        placed.chain(unplaced.map(|unplaced| &unplaced.group)).filter(move |group| {
            group.found_on <= last
                && group.status == count.status
                && count.origin.is_none_or(|origin| origin == group.origin)
                && count.setting.is_none_or(|setting| setting == group.setting)
                && wanted.is_none_or(|it| it == Some(group.disease))
        })
    }

    fn zones(&self, ground: Ground<'a>) -> impl Iterator<Item = &'a taicho_model::Zone> + Clone {
        let zones = self.situation.zones.iter();
        zones.filter(move |zone| match ground.whole {
            Some(whole) => zone.area_path.starts_with(&whole.path),
            None => ground.communes.iter().any(|area| area.id == zone.area_id),
        })
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
