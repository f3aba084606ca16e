//! What the numbers are that are counted from records, as `content/measures.toml` says.

use std::collections::BTreeMap;

use serde::Deserialize;
use taicho_model::{CaseOrigin, CaseSetting, CaseStatus, Words};

use crate::OpsError;

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

/// The measures of a place's own, for what lies there; the board shows them all.
#[derive(Clone, Debug, Deserialize)]
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

    /// Adds the measures of a place, which the board then shows.
    pub(crate) fn add(&mut self, own: LocalMeasures) -> Result<(), String> {
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
