use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use taicho_model::{FactValue, KindSpec, Words};
use taicho_rules::{Library, RuleSet};
use utoipa::ToSchema;

use crate::content::measures::{self, Measures};
use crate::{Content, OpsError};

/// Where the plans stand.
const FOLDER: &str = "plans/";

/// A plan as its files hold it, with the rule set that carries its rules.
pub(super) struct Plan<'a> {
    pub(super) id: String,
    pub(super) head: Head,
    pub(super) sections: Vec<Section>,
    pub(super) targets: Vec<Target>,
    pub(super) set: &'a RuleSet,
    units: BTreeMap<String, Words>,
    measures: &'a Measures,
}

/// How far a paragraph is carried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Everything that it asks can be done.
    Whole,
    /// A part can be done.
    Part,
    /// Nothing carries it yet.
    Nothing,
    /// It asks nothing of anybody.
    AsksNothing,
}

/// Something in the program that carries a paragraph.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Carrier {
    /// A page of the web app.
    Page {
        /// Its route.
        page: String,
    },
    /// A list of records.
    Records {
        /// The kind.
        kind: String,
        /// What people call it.
        label: Words,
    },
    /// A kind of proposals.
    Proposals {
        /// The kind.
        kind: String,
    },
    /// A number of the board.
    Indicator {
        /// Its id.
        id: String,
        /// Its name.
        label: Words,
    },
    /// A command of the command line.
    Command {
        /// Its name after `taicho`.
        command: String,
    },
}

/// How a value is compared with a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Comparing {
    /// The value or more.
    AtLeast,
    /// The value or less.
    AtMost,
    /// From the value to the upper one, with both.
    Between,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TextFile {
    document: Head,
    section: Vec<Section>,
}

/// What a plan says of itself; its true number, issuer, place and days stand in its rule set.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Head {
    /// `family/document`.
    rules: String,
    pub(super) number: String,
    pub(super) signed_on: Option<toml::value::Datetime>,
    pub(super) place: Words,
    pub(super) source: Words,
    /// Lines of the file that the text came in, and no part of it.
    #[serde(default, rename = "left_out")]
    _left_out: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Section {
    pub(super) id: String,
    pub(super) heading: Option<String>,
    pub(super) en: Option<String>,
    #[serde(default, rename = "paragraph")]
    pub(super) paragraphs: Vec<Paragraph>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Paragraph {
    pub(super) id: String,
    pub(super) text: String,
    pub(super) en: Option<String>,
    #[serde(default = "yes")]
    pub(super) asks: bool,
    #[serde(default)]
    pub(super) units: Vec<String>,
    #[serde(default)]
    pub(super) whole: bool,
    pub(super) missing: Option<Words>,
    #[serde(default)]
    carried_by: CarriedBy,
}

fn yes() -> bool {
    true
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct CarriedBy {
    #[serde(default)]
    pages: Vec<String>,
    #[serde(default)]
    records: Vec<String>,
    #[serde(default)]
    proposals: Vec<String>,
    #[serde(default)]
    indicators: Vec<String>,
    #[serde(default)]
    commands: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TargetFile {
    target: Vec<Target>,
}

/// A number of a plan, as its file holds it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Target {
    pub(super) id: String,
    pub(super) paragraph: String,
    label: Option<Words>,
    #[serde(default)]
    measure: Named,
    pub(super) compare: Comparing,
    value: Option<f64>,
    pub(super) to: Option<f64>,
    unit: Option<String>,
    by: Option<toml::value::Datetime>,
    parameter: Option<String>,
    by_parameter: Option<String>,
    quote: Option<String>,
    pub(super) note: Option<Words>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    fact: Option<String>,
    indicator: Option<String>,
}

/// What a target is measured by.
pub(super) enum Measure<'a> {
    /// A number that somebody states.
    Fact(&'a str),
    /// A number that is counted.
    Counted(&'a measures::Measure),
}

/// A target with the numbers of its rule set in it.
pub(super) struct Resolved<'a> {
    pub(super) label: Words,
    pub(super) quote: String,
    pub(super) value: Option<f64>,
    pub(super) unit: Words,
    pub(super) by: Option<Date>,
    pub(super) measure: Option<Measure<'a>>,
}

/// The ids of the plans, in the order of their days.
pub(super) fn plans<'a>(
    content: &'a Content,
    library: &'a Library,
) -> Result<Vec<Plan<'a>>, OpsError> {
    let ids = Content::paths(FOLDER)
        .into_iter()
        .filter_map(|path| Some(path.strip_prefix(FOLDER)?.strip_suffix("/plan.toml")?.to_owned()));
    let read: Result<Vec<Plan<'_>>, OpsError> =
        ids.map(|id| Plan::read(content, library, &id)).collect();
    let mut plans = read?;
    plans.sort_by_key(|plan| plan.set.document.in_force_from);
    Ok(plans)
}

impl<'a> Plan<'a> {
    /// The plan of that id.
    pub(super) fn of(
        content: &'a Content,
        library: &'a Library,
        id: &str,
    ) -> Result<Self, OpsError> {
        let path = format!("{FOLDER}{id}/plan.toml");
        if !Content::paths(FOLDER).contains(&path) {
            return Err(OpsError::UnknownPlan(id.to_owned()));
        }
        Self::read(content, library, id)
    }

    fn read(content: &'a Content, library: &'a Library, id: &str) -> Result<Self, OpsError> {
        let text: TextFile = toml_of(content, &format!("{FOLDER}{id}/plan.toml"))?;
        let targets: TargetFile = toml_of(content, &format!("{FOLDER}{id}/targets.toml"))?;
        let fault = |what: String| OpsError::Content(format!("{FOLDER}{id}: {what}"));
        let mut sets = library.sets().iter();
        let set = sets
            .find(|set| format!("{}/{}", set.family.0, set.id) == text.document.rules)
            .ok_or_else(|| fault(format!("no rule set {}", text.document.rules)))?;
        let plan = Self {
            id: id.to_owned(),
            head: text.document,
            sections: text.section,
            targets: targets.target,
            set,
            units: toml_of(content, &format!("{FOLDER}units.toml"))?,
            measures: content.measures(),
        };
        for target in &plan.targets {
            plan.resolved(target, library)
                .map_err(|what| fault(format!("{}: {what}", target.id)))?;
        }
        for paragraph in plan.paragraphs() {
            let carried = plan.carriers(paragraph);
            carried.map_err(|what| fault(format!("{}: {what}", paragraph.id)))?;
        }
        Ok(plan)
    }

    pub(super) fn paragraphs(&self) -> impl Iterator<Item = &Paragraph> {
        self.sections.iter().flat_map(|section| &section.paragraphs)
    }

    /// The code of the area that the plan is about, in its own days.
    pub(super) fn area_code(&self) -> &str {
        let jurisdiction = self.set.document.jurisdiction.as_str();
        jurisdiction.rsplit('/').next().unwrap_or(jurisdiction)
    }

    /// A target as it reads once the numbers of its rule set stand in it.
    pub(super) fn resolved<'p>(
        &'p self,
        target: &'p Target,
        library: &Library,
    ) -> Result<Resolved<'p>, String> {
        let named = |id: &Option<String>| match id {
            None => Ok(None),
            Some(id) => {
                self.set.parameter(id).map(Some).ok_or_else(|| format!("no parameter {id}"))
            }
        };
        let (number, day) = (named(&target.parameter)?, named(&target.by_parameter)?);
        let value = match number.map(|it| &it.value) {
            Some(FactValue::Number(value)) => Some(*value),
            Some(_) => return Err("its parameter is no number".into()),
            None => target.value,
        };
        let by = match (day.map(|it| &it.value), &target.by) {
            (Some(FactValue::Date(day)), None) => Some(*day),
            (Some(_), _) => return Err("its day is no date, or written twice".into()),
            (None, Some(day)) => Some(day.to_string().parse().map_err(|_| "its day is no date")?),
            (None, None) => None,
        };
        if number.is_some() && (target.value.is_some() || target.unit.is_some()) {
            return Err("its number is written twice".into());
        }
        let unit = target.unit.as_ref().or(number.and_then(|it| it.unit.as_ref()));
        let unit = unit.and_then(|unit| self.units.get(unit)).ok_or("no such unit")?.clone();
        let label = target.label.clone().or_else(|| number.map(|it| it.label.clone()));
        let quote = target.quote.clone().or_else(|| number.map(|it| it.source.clone()));
        let measure = match (&target.measure.fact, &target.measure.indicator) {
            (Some(fact), None) => {
                library.catalogue().get(fact).ok_or_else(|| format!("no fact {fact}"))?;
                Some(Measure::Fact(fact))
            }
            (None, Some(id)) => {
                let found = self.measures.get(id);
                Some(Measure::Counted(found.ok_or_else(|| format!("no measure {id}"))?))
            }
            (None, None) => None,
            (Some(_), Some(_)) => return Err("two measures".into()),
        };
        if !self.paragraphs().any(|paragraph| paragraph.id == target.paragraph) {
            return Err(format!("no paragraph {}", target.paragraph));
        }
        if (target.compare == Comparing::Between) != target.to.is_some() {
            return Err("`to` belongs to `between`".into());
        }
        Ok(Resolved {
            label: label.ok_or("no label")?,
            quote: quote.ok_or("no quote")?,
            value,
            unit,
            by,
            measure,
        })
    }

    /// What carries a paragraph: each page, kind of record, kind of proposal, number and command that it names.
    pub(super) fn carriers(&self, paragraph: &Paragraph) -> Result<Vec<Carrier>, String> {
        let by = &paragraph.carried_by;
        let mut carriers: Vec<Carrier> =
            by.pages.iter().map(|page| Carrier::Page { page: page.clone() }).collect();
        for name in &by.records {
            let spec = KindSpec::named(name).filter(|spec| spec.is_importable() && spec.is_scoped);
            let spec = spec.ok_or_else(|| format!("no list of {name}"))?;
            let label = Words::new(spec.title.0, spec.title.1);
            carriers.push(Carrier::Records { kind: name.clone(), label });
        }
        for kind in &by.proposals {
            carriers.push(Carrier::Proposals { kind: kind.clone() });
        }
        for id in &by.indicators {
            let found = self.measures.get(id);
            let label = found.ok_or_else(|| format!("no indicator {id}"))?.label.clone();
            carriers.push(Carrier::Indicator { id: id.clone(), label });
        }
        for name in &by.commands {
            carriers.push(Carrier::Command { command: name.clone() });
        }
        Ok(carriers)
    }

    /// How far a paragraph is carried. A target alone carries nothing: that a number is aimed at is no deed.
    pub(super) fn state(&self, paragraph: &Paragraph) -> State {
        let by = &paragraph.carried_by;
        let lists = [&by.pages, &by.records, &by.proposals, &by.indicators, &by.commands];
        match (paragraph.asks, paragraph.whole) {
            (false, _) => State::AsksNothing,
            (true, true) => State::Whole,
            (true, false) if lists.iter().any(|list| !list.is_empty()) => State::Part,
            (true, false) => State::Nothing,
        }
    }
}

fn toml_of<T: serde::de::DeserializeOwned>(content: &Content, path: &str) -> Result<T, OpsError> {
    toml::from_str(&content.text(path)?)
        .map_err(|error| OpsError::Content(format!("{path}: {error}")))
}
