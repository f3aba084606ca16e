use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use taicho_model::{
    Area, AreaId, Case, CaseOrigin, CaseStatus, Confidence, FactValue, Origin, Words,
    vietnam_midnight,
};

use crate::areas::takes_in;
use crate::situation::Situation;
use crate::{Content, OpsError};

/// One number of the board, as its content file defines it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Indicator {
    /// The stable id.
    pub(crate) id: String,
    /// What is counted.
    pub(crate) measure: Measure,
    /// Only cases of this origin.
    pub(crate) origin: Option<CaseOrigin>,
    /// Only cases of this status; confirmed ones where none is named.
    #[serde(default = "confirmed")]
    pub(crate) status: CaseStatus,
    /// Only what happened in so many days, the day shown among them; without it, everything until then.
    pub(crate) window_days: Option<i32>,
    /// Makes it a rate over the population.
    pub(crate) per: Option<f64>,
    /// Only in these rule families; everywhere where empty.
    #[serde(default)]
    pub(crate) families: Vec<String>,
    /// The name.
    pub(crate) label: Words,
    /// The unit.
    pub(crate) unit: Words,
    /// What it means, in a sentence.
    pub(crate) explain: Words,
}

fn confirmed() -> CaseStatus {
    CaseStatus::Confirmed
}

/// What an indicator counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Measure {
    /// Confirmed cases by the day they were found.
    Cases,
    /// Days from the latest confirmed case to the day.
    DaysSinceLastCase,
    /// Zones closed on the day.
    OpenZones,
    /// Counted residents of the zones closed on the day.
    ZoneResidents,
    /// People sampled over people listed, in percent.
    SampledShare,
    /// Cases reported within their disease's clock over cases whose clock has run out, in percent.
    ReportedInTimeShare,
}

/// An indicator's value: never the rate alone.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Reading {
    /// The value; none where it cannot be told.
    pub(crate) value: Option<f64>,
    /// What was counted.
    pub(crate) numerator: f64,
    /// What it is held against.
    pub(crate) denominator: Option<Denominator>,
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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Catalogue {
    indicator: Vec<Indicator>,
}

/// The indicators of a place's own, for what lies there.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LocalIndicators {
    /// The code of the place, perhaps after those above it.
    pub(crate) jurisdiction: String,
    /// The indicators.
    pub(crate) indicator: Vec<Indicator>,
}

/// The catalogue of indicators, with those of the place in which the area lies; one of theirs is in the place of one of
/// the program that has its id.
pub(crate) fn catalogue(content: &Content, area: &Area) -> Result<Vec<Indicator>, OpsError> {
    let text = content.text("indicators/indicators.toml")?;
    let catalogue: Catalogue = toml::from_str(&text)
        .map_err(|error| OpsError::Content(format!("indicators/indicators.toml: {error}")))?;
    let mut indicators = catalogue.indicator;
    for (path, text) in &content.local().files {
        if !path.starts_with("indicators/") {
            continue;
        }
        let own: LocalIndicators =
            toml::from_str(text).map_err(|error| OpsError::Content(format!("{path}: {error}")))?;
        if !takes_in(&own.jurisdiction, area) {
            continue;
        }
        for indicator in own.indicator {
            match indicators.iter_mut().find(|other| other.id == indicator.id) {
                Some(other) => *other = indicator,
                None => indicators.push(indicator),
            }
        }
    }
    Ok(indicators)
}

/// Reads an indicator for some communes of a situation on a day.
pub(crate) fn read(
    indicator: &Indicator,
    situation: &Situation,
    content: &Content,
    communes: &[Area],
    day: Date,
) -> Reading {
    let share = |numerator: i64, denominator: i64, label: Words| Reading {
        value: (denominator > 0).then(|| 100.0 * numerator as f64 / denominator as f64),
        numerator: numerator as f64,
        denominator: Some(Denominator {
            value: denominator as f64,
            label,
            origin: None,
            as_of: None,
        }),
    };
    let plain = |value: f64| Reading { value: Some(value), numerator: value, denominator: None };
    let zones = || {
        situation.zones.iter().filter(move |zone| {
            zone.is_open_on(day) && communes.iter().any(|area| area.id == zone.area_id)
        })
    };
    match indicator.measure {
        Measure::Cases => {
            let count = cases_among(indicator, situation, communes, day).count();
            match indicator.per {
                None => plain(count as f64),
                Some(per) => rate(count as f64, per, population_of(situation, communes)),
            }
        }
        Measure::DaysSinceLastCase => {
            let last =
                cases_among(indicator, situation, communes, day).map(|case| case.found_on).max();
            let days = last.map(|last| f64::from(days_between(last, day)));
            Reading { value: days, numerator: days.unwrap_or_default(), denominator: None }
        }
        Measure::OpenZones => plain(zones().count() as f64),
        Measure::ZoneResidents => {
            plain(zones().filter_map(|zone| zone.residents).sum::<i64>() as f64)
        }
        Measure::SampledShare => {
            let first = first_day(indicator, day);
            let (mut sampled, mut listed) = (0, 0);
            for zone in situation.zones.iter() {
                if communes.iter().all(|area| area.id != zone.area_id) {
                    continue;
                }
                for round in situation.rounds_of(&zone.id) {
                    if round.taken_on <= day && first.is_none_or(|first| first <= round.taken_on) {
                        sampled += round.sampled;
                        listed += round.listed;
                    }
                }
            }
            share(sampled, listed, Words::new("người trong danh sách", "people listed"))
        }
        Measure::ReportedInTimeShare => {
            let (in_time, due) = reported_in_time(indicator, situation, content, communes, day);
            share(
                in_time,
                due,
                Words::new("ca đã hết hạn báo cáo", "cases whose clock has run out"),
            )
        }
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

/// Days from one day to another.
pub(crate) fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

/// The cases of some communes that an indicator counts on a day. Those of which nobody knows the commune count where all
/// communes do: nowhere else are they surely, and nowhere at all they would be lost.
fn cases_among<'a>(
    indicator: &'a Indicator,
    situation: &'a Situation,
    communes: &'a [Area],
    day: Date,
) -> impl Iterator<Item = &'a Case> {
    let somewhere: &[Case] = match communes.len() == situation.communes.len() {
        true => &situation.cases_of_unknown_commune,
        false => &[],
    };
    communes
        .iter()
        .map(|area| situation.cases_of(&area.id))
        .chain([somewhere])
        .flat_map(move |cases| cases_in_window(indicator, cases, day))
}

/// The cases of a list that an indicator counts on a day.
fn cases_in_window<'a>(
    indicator: &'a Indicator,
    cases: &'a [Case],
    day: Date,
) -> impl Iterator<Item = &'a Case> {
    let first = first_day(indicator, day);
    cases.iter().filter(move |case| {
        case.status == indicator.status
            && case.found_on <= day
            && first.is_none_or(|first| first <= case.found_on)
            && indicator.origin.is_none_or(|origin| origin == case.origin)
    })
}

pub(crate) fn first_day(indicator: &Indicator, day: Date) -> Option<Date> {
    indicator.window_days.map(|days| day.saturating_sub((days - 1).days()))
}

/// A sum of populations is known only where each is; the whole area's own figure serves otherwise.
fn population_of(situation: &Situation, communes: &[Area]) -> Option<Population> {
    if communes.len() == situation.communes.len()
        && let Some(whole) = population(situation, &situation.area.id)
    {
        return Some(whole);
    }
    let each: Option<Vec<Population>> =
        communes.iter().map(|area| population(situation, &area.id)).collect();
    let each = each?;
    let oldest = each.iter().map(|population| population.as_of).min()?;
    let weakest = each.iter().map(|population| population.origin).max()?;
    let confidence = each.iter().map(|population| population.confidence).max()?;
    let value = each.iter().map(|population| population.value).sum();
    Some(Population { value, origin: weakest, confidence, as_of: oldest })
}

fn rate(count: f64, per: f64, population: Option<Population>) -> Reading {
    let Some(population) = population else {
        return Reading { value: None, numerator: count, denominator: None };
    };
    Reading {
        value: Some(count * per / population.value),
        numerator: count,
        denominator: Some(Denominator {
            value: population.value,
            label: Words::new("dân số", "population"),
            origin: Some(population.origin),
            as_of: population.as_of,
        }),
    }
}

fn reported_in_time(
    indicator: &Indicator,
    situation: &Situation,
    content: &Content,
    communes: &[Area],
    day: Date,
) -> (i64, i64) {
    let now = situation.as_of.min(vietnam_midnight(day.saturating_add(1.day())));
    let (mut in_time, mut due) = (0, 0);
    for case in cases_among(indicator, situation, communes, day) {
        let (Some(detected_at), Some(hours)) =
            (case.detected_at, content.report_within_hours(&case.disease))
        else {
            continue;
        };
        let due_at = detected_at.saturating_add(hours.hours()).unwrap_or(detected_at);
        let reported = case.reported_at.is_some_and(|reported_at| reported_at <= due_at);
        if reported || due_at <= now {
            due += 1;
            in_time += i64::from(reported);
        }
    }
    (in_time, due)
}
