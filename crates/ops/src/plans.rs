//! The plans that the program carries out: their paragraphs with what carries each, their targets with how far they are.

mod targets;
mod text;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use taicho_model::{Area, AreaRef, Words, vietnam_date};
use taicho_rules::Library;
use taicho_store::{Filter, Read, StoreError};
use utoipa::ToSchema;

use crate::decide::has_say;
use crate::situation::{Situation, freeze_at};
use crate::{Content, OpsError};
pub use targets::{Holding, Measured, TargetRow, TargetStatus};
use text::Plan;
pub use text::{Carrier, Comparing, State};

/// A plan at a glance.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PlanSummary {
    /// Its id, the name of its folder.
    pub id: String,
    /// The number as its text has it.
    pub number: String,
    /// Its title.
    pub title: Words,
    /// Who issued it.
    pub issuer: Words,
    /// The place that it is about.
    pub place: Words,
    /// The code of that place in the days of the plan.
    pub area_code: String,
    /// The day that the text is signed on, where it says one.
    pub signed_on: Option<Date>,
    /// First day on which it is taken to hold.
    pub from: Date,
    /// Last day.
    pub until: Option<Date>,
    /// Where the text comes from, and what it does not say.
    pub source: Words,
    /// How many of its paragraphs are carried.
    pub counts: Counts,
    /// How many targets it states.
    pub targets: usize,
    /// Whether it is about the area looked at, or one in which that lies.
    pub here: bool,
}

/// Paragraphs by how far they are carried.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Counts {
    /// Paragraphs that ask something of somebody.
    pub asking: usize,
    /// Of those, carried whole.
    pub whole: usize,
    /// Of those, carried in part.
    pub part: usize,
    /// Of those, carried by nothing yet.
    pub nothing: usize,
    /// Paragraphs besides, which ask nothing of anybody.
    pub asks_nothing: usize,
}

/// A plan paragraph by paragraph, and its targets in an area at a moment.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PlanText {
    /// The plan at a glance.
    #[serde(flatten)]
    pub summary: PlanSummary,
    /// The moment whose knowledge the targets rest on.
    pub as_of: Timestamp,
    /// Whether the plan holds on the day of that moment.
    pub holds: Holding,
    /// The area whose numbers the targets show; none where it is not there, or may not be seen.
    pub area: Option<AreaRef>,
    /// Its sections, in their order.
    pub sections: Vec<PlanSection>,
    /// Its targets, in their order.
    pub targets_shown: Vec<TargetRow>,
}

/// A section of a plan.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PlanSection {
    /// Its number in the plan: `III.2.6`; `0` before the first, `ket` and `noi-nhan` at the end.
    pub id: String,
    /// Its heading, as the text has it.
    pub heading: Option<String>,
    /// The heading in English, in short.
    pub en: Option<String>,
    /// Its own paragraphs; those of sections within it stand there.
    pub paragraphs: Vec<PlanParagraph>,
}

/// A paragraph of a plan with what carries it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PlanParagraph {
    /// The section and its place in it: `III.2.6-1`.
    pub id: String,
    /// The text itself.
    pub text: String,
    /// What it says, in English.
    pub en: Option<String>,
    /// The units that it or its heading names.
    pub units: Vec<String>,
    /// How far it is carried.
    pub state: State,
    /// What carries it in the program.
    pub carried_by: Vec<Carrier>,
    /// What is still missing, where it is carried in part.
    pub missing: Option<Words>,
    /// The ids of the targets that it states.
    pub targets: Vec<String>,
}

/// The plans, those of the area looked at first, then in the order of their days.
pub fn plans(
    read: &mut Read<'_>,
    content: &Content,
    library: &Library,
    area: Option<&str>,
) -> Result<Vec<PlanSummary>, OpsError> {
    let here: Vec<Area> = match area {
        // A code may have meant another area at another time: each of its plans is one of the place.
        Some(code) => read.list(&Filter::now().is("code", code))?,
        None => Vec::new(),
    };
    let summary = |plan: &Plan<'_>| PlanSummary {
        here: here.iter().any(|area| has_say(plan.set, area)),
        ..summary(plan)
    };
    let mut plans: Vec<PlanSummary> = text::plans(content, library)?.iter().map(summary).collect();
    plans.sort_by_key(|plan| !plan.here);
    Ok(plans)
}

/// A plan with what carries its paragraphs, and its targets in an area as known at a moment.
///
/// Without an area it is the plan's own. Without a moment it is `now`, or 16:00 of the nearest of the plan's days: a plan
/// of another time opens at its time. Where the plan's own area is not there or may not be seen, its text is shown and
/// its targets are unknown.
pub fn plan(
    read: &mut Read<'_>,
    content: &Content,
    library: &Library,
    id: &str,
    area: Option<&str>,
    at: Option<Timestamp>,
    now: Timestamp,
) -> Result<PlanText, OpsError> {
    let plan = Plan::of(content, library, id)?;
    let document = &plan.set.document;
    let as_of = at.unwrap_or_else(|| match (vietnam_date(now), document.in_force_to) {
        (today, _) if today < document.in_force_from => freeze_at(document.in_force_from),
        (today, Some(until)) if until < today => freeze_at(until),
        _ => now,
    });
    let day = vietnam_date(as_of);
    let code = area.unwrap_or_else(|| plan.area_code());
    let situation = match Situation::load(read, code, as_of, None) {
        Ok(situation) => Some(situation),
        Err(
            OpsError::UnknownArea(_)
            | OpsError::AreaNotOnDay { .. }
            | OpsError::Store(StoreError::OutOfScope),
        ) if area.is_none() => None,
        Err(error) => return Err(error),
    };
    let holds = match () {
        () if day < document.in_force_from => Holding::NotYet,
        () if document.in_force_to.is_some_and(|until| until < day) => Holding::Ended,
        () => Holding::Holds,
    };
    Ok(PlanText {
        summary: PlanSummary {
            here: situation.as_ref().is_some_and(|it| has_say(plan.set, &it.area)),
            ..summary(&plan)
        },
        as_of,
        holds,
        area: situation.as_ref().map(|situation| situation.area.to_ref()),
        sections: plan.sections.iter().map(|section| self::section(&plan, section)).collect(),
        targets_shown: targets::rows(&plan, situation.as_ref(), content, library, holds),
    })
}

fn section(plan: &Plan<'_>, section: &text::Section) -> PlanSection {
    let paragraph = |paragraph: &text::Paragraph| PlanParagraph {
        id: paragraph.id.clone(),
        text: paragraph.text.clone(),
        en: paragraph.en.clone(),
        units: paragraph.units.clone(),
        state: plan.state(paragraph),
        carried_by: plan.carriers(paragraph).expect("checked when it was read"),
        missing: paragraph.missing.clone(),
        targets: plan
            .targets
            .iter()
            .filter(|target| target.paragraph == paragraph.id)
            .map(|target| target.id.clone())
            .collect(),
    };
    PlanSection {
        id: section.id.clone(),
        heading: section.heading.clone(),
        en: section.en.clone(),
        paragraphs: section.paragraphs.iter().map(paragraph).collect(),
    }
}

fn summary(plan: &Plan<'_>) -> PlanSummary {
    let mut counts = Counts::default();
    for paragraph in plan.paragraphs() {
        let state = plan.state(paragraph);
        counts.asking += usize::from(state != State::AsksNothing);
        *match state {
            State::Whole => &mut counts.whole,
            State::Part => &mut counts.part,
            State::Nothing => &mut counts.nothing,
            State::AsksNothing => &mut counts.asks_nothing,
        } += 1;
    }
    let document = &plan.set.document;
    PlanSummary {
        id: plan.id.clone(),
        number: plan.head.number.clone(),
        title: document.title.clone(),
        issuer: document.issuer.clone(),
        place: plan.head.place.clone(),
        area_code: plan.area_code().to_owned(),
        signed_on: plan.head.signed_on.as_ref().and_then(|day| day.to_string().parse().ok()),
        from: document.in_force_from,
        until: document.in_force_to,
        source: plan.head.source.clone(),
        counts,
        targets: plan.targets.len(),
        here: false,
    }
}
