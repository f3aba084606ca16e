//! What the rules propose, what the board shows of it, and what an officer makes of it.

mod approve;
pub(crate) mod board;
mod district;
mod left_open;
mod notes;
mod plan_comparison;
mod preview;
mod standing;
mod told;

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use taicho_model::{
    Area, Case, FactValue, Facts, Field, Isolation, Order, Proposal, Record, RuleFamily, Subject,
    TextLimits, Words, WouldChange, kind, vietnam_date,
};
use taicho_rules::{About, Library, RuleSet, examine};
use taicho_store::{Filter, Read};

use crate::areas::{area_with_code, takes_in};
use crate::situation::facts::{CommuneLevel, FactDesk};
use crate::situation::measures::Counter;
use crate::situation::{Situation, clock_facts};
use crate::{Content, OpsError};
pub use approve::{Recorded, Verdict, decide_on_proposal};
pub(crate) use board::rows_link;
pub use board::{Board, Proposed, RowsLink, board};
use left_open::LeftOpen;
pub use plan_comparison::{Agreement, PlanDecision, PlanRow, local_plans, plan_comparison};
pub use preview::{ChangedProposal, Draft, Preview, preview_content};
pub use standing::{EndedPlan, Standing};
pub use told::MoreProposals;

/// The proposals of a situation.
#[derive(Clone, Debug, Serialize)]
pub struct Proposals {
    /// The moment whose knowledge they rest on.
    pub as_of: Timestamp,
    /// The rule family asked; none where no rules are written for the day.
    pub family: Option<String>,
    /// What has to be said of the whole answer, such as that no rules are written for the day.
    pub notes: Vec<Words>,
    /// Cases that had been found by then and were not yet known.
    pub records_not_yet_known: i64,
    /// The proposals: districts, communes, zones, diseases, cases.
    pub proposals: Vec<Proposal>,
    /// How many there are besides about single cases and people, where not all are told one by one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub more: Vec<MoreProposals>,
    /// What the rules cannot tell because nobody has stated a fact: never a silent green.
    pub undecided: Vec<Unanswered>,
    /// What they do not propose and would if one thing more were so.
    pub near: Vec<Nearly>,
    /// What the week or the month before called for and nobody decided: its counts have begun anew since.
    pub left_open: Vec<Proposal>,
    /// Orders in force, or made for a later day.
    pub in_force: Vec<Standing>,
    /// What plans that have ended leave behind.
    pub ended_plans: Vec<EndedPlan>,
}

/// A question that the rules cannot answer for want of facts.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Unanswered {
    /// What it is about.
    #[serde(flatten)]
    pub subject: Subject,
    /// The kind of proposal that could have come out.
    pub kind: String,
    /// The facts that are missing, by name.
    pub missing: BTreeMap<String, Words>,
    /// Of how many single cases or people it is asked; 0 where it is about something else.
    pub cases: usize,
}

/// Something that is not proposed and would be if one thing more were so.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Nearly {
    /// What it is about.
    #[serde(flatten)]
    pub subject: Subject,
    /// The kind of proposal that would come out.
    pub kind: String,
    /// What would bring it about, the nearest first.
    pub would_change: Vec<WouldChange>,
}

/// Asks the rules in force what to do in a situation; the same situation always gives the same answer.
pub fn decide(
    situation: &Situation,
    content: &Content,
    library: &Library,
    family: Option<&str>,
) -> Result<Proposals, OpsError> {
    decide_telling(situation, content, library, family, usize::MAX)
}

/// The same, with so many proposals about single cases and people told one by one and the others counted.
fn decide_telling(
    situation: &Situation,
    content: &Content,
    library: &Library,
    family: Option<&str>,
    most: usize,
) -> Result<Proposals, OpsError> {
    let today = vietnam_date(situation.as_of);
    let family = family_on(library, family, today)?;
    let sets = sets_in_force(library, family.as_ref(), today, situation);
    let desk = FactDesk::new(Counter { situation, content, wave_began_on: wave_began_on(&sets) });
    let as_of = situation.as_of;
    let question = Question { situation, sets: &sets, desk: &desk, content, as_of };
    let before = left_open::periods_before(&question, library);
    let mut of_communes = Answers::default();
    let mut levels: BTreeMap<&str, CommuneLevel> = BTreeMap::new();
    for commune in &situation.communes {
        let first = of_communes.proposals.len();
        question.of_commune(commune, &before, &mut of_communes);
        let mut own = of_communes.proposals[first..].iter();
        if let Some(level) = own.find(|proposal| proposal.kind == kind::RISK_LEVEL) {
            levels.insert(&commune.code, district::level_of(level));
        }
        if of_communes.about_cases > most.saturating_mul(2) {
            of_communes.keep_most_urgent(most, as_of);
        }
    }
    of_communes.keep_most_urgent(most, as_of);
    let mut answers = Answers::default();
    for district in &situation.districts {
        question.of_district(district, &levels, &mut answers);
    }
    answers.proposals.append(&mut of_communes.proposals);
    answers.undecided.append(&mut of_communes.undecided);
    answers.near.append(&mut of_communes.near);
    answers.left_open.append(&mut of_communes.left_open);
    Ok(Proposals {
        as_of: situation.as_of,
        notes: notes::notes_on(situation, content, library, (family.as_ref(), &sets), today),
        family: family.map(|family| family.0),
        records_not_yet_known: situation.cases_learned_later,
        proposals: answers.proposals,
        more: of_communes.more.into_values().collect(),
        undecided: answers.undecided,
        near: answers.near,
        left_open: answers.left_open,
        in_force: standing::standing(situation, content),
        ended_plans: standing::ended_plans(situation, content, library),
    })
}

/// The family that is wanted, or the one of the day; none where no rules are written for it.
pub(crate) fn family_on(
    library: &Library,
    wanted: Option<&str>,
    today: Date,
) -> Result<Option<RuleFamily>, OpsError> {
    let Some(name) = wanted else { return Ok(library.family_in_force(today)) };
    let name = Field::new("family", "Bộ quy tắc").text(name, TextLimits::KEY)?;
    let mut families = library.families().into_iter();
    families.find(|family| family.0 == name).map(Some).ok_or(OpsError::UnknownFamily(name))
}

/// "None since the wave began" needs the day on which it began, which is a parameter of the rules in force.
pub(crate) fn wave_began_on(sets: &[&RuleSet]) -> Option<Date> {
    sets.iter().find_map(|set| match set.parameter("wave_began_on")?.value {
        FactValue::Date(day) => Some(day),
        _ => None,
    })
}

struct Question<'a> {
    situation: &'a Situation,
    sets: &'a [&'a RuleSet],
    desk: &'a FactDesk<'a>,
    content: &'a Content,
    /// The moment at which the rules are asked.
    as_of: Timestamp,
}

#[derive(Default)]
struct Answers {
    proposals: Vec<Proposal>,
    undecided: Vec<Unanswered>,
    near: Vec<Nearly>,
    left_open: Vec<Proposal>,
    /// How many of the proposals are about single cases and people.
    about_cases: usize,
    more: told::More,
}

impl Question<'_> {
    fn of_commune(&self, commune: &Area, before: &[LeftOpen<'_>], answers: &mut Answers) {
        let situation = self.situation;
        let sets = self.sets_for(commune, None);
        let place = commune.to_ref();
        let whole = Subject::area(place.clone());
        self.ask(&sets, About::Commune, &whole, &self.desk.of_commune(commune), answers);
        let today = vietnam_date(situation.as_of);
        for zone in situation.zones_of(&commune.id) {
            if !zone.is_open_on(today) {
                continue;
            }
            let subject = Subject::zone(zone.to_ref(), place.clone());
            let first = answers.proposals.len();
            self.ask(&sets, About::Zone, &subject, &self.desk.of_zone(zone), answers);
            if zone.lifted_on.is_some() {
                // The day on which it is lifted is recorded already.
                let mut own = answers.proposals.split_off(first);
                own.retain(|proposal| proposal.kind != kind::ZONE_LIFT);
                answers.proposals.append(&mut own);
            }
        }
        for disease in self.desk.diseases(commune) {
            let mut facts = self.desk.of_disease(commune, &disease);
            add_disease(self.content, &disease, &mut facts);
            let subject = self.content.of_a_disease(whole.clone(), &disease);
            let first = (answers.proposals.len(), answers.undecided.len(), answers.left_open.len());
            let is_fixed = |order: &Order| {
                order.kind.starts_with(kind::READING) && order.disease.as_ref() == Some(&disease)
            };
            match situation.orders.iter().any(is_fixed) {
                true => {
                    let sets = self.sets_for(commune, Some(&disease));
                    self.ask(&sets, About::DiseaseInCommune, &subject, &facts, answers);
                }
                false => self.ask(&sets, About::DiseaseInCommune, &subject, &facts, answers),
            }
            for before in before {
                self.left_open(before, commune, &subject, &disease, first.0, answers);
            }
            notes::note_predecessors(situation, commune, &disease, first, answers);
        }
        for case in situation.cases.open.get(&commune.id).into_iter().flatten() {
            let facts = clock_facts::of_case(&case.clocks, situation.as_of);
            let subject = Subject::record(Case::KIND, &case.id, "", place.clone());
            let subject = self.content.of_a_disease(subject, &case.disease);
            let sets = of_law_on(&sets, case.found_on);
            self.ask_of(&sets, About::Case, subject, facts, answers);
        }
        for isolation in situation.isolations_of(&commune.id) {
            let facts = clock_facts::of_isolation(isolation, situation.as_of);
            let key = isolation.source_key.as_deref().unwrap_or_default();
            let id = isolation.id.as_str();
            let subject = Subject::record(Isolation::KIND, id, key, place.clone());
            let subject = self.content.of_a_disease(subject, &isolation.disease);
            let sets = of_law_on(&sets, isolation.found_on);
            self.ask_of(&sets, About::Isolation, subject, facts, answers);
        }
    }

    /// Asks about a case or a person who is isolated.
    fn ask_of(
        &self,
        sets: &[Cow<'_, RuleSet>],
        about: About,
        subject: Subject,
        mut facts: Facts,
        answers: &mut Answers,
    ) {
        if let Some(disease) = subject.disease_code() {
            add_disease(self.content, disease, &mut facts);
        }
        self.ask(sets, about, &subject, &facts, answers);
    }

    /// The sets that have a say in an area, with the readings that papers have fixed for it and for a disease.
    fn sets_for(&self, area: &Area, disease: Option<&str>) -> Vec<Cow<'_, RuleSet>> {
        let sets = self.sets.iter().copied().filter(|set| has_say(set, area));
        let mut sets: Vec<Cow<'_, RuleSet>> = sets.map(Cow::Borrowed).collect();
        let today = vietnam_date(self.as_of);
        let is_about = |of: Option<&str>| of.is_none_or(|of| Some(of) == disease);
        for (set, parameter, order) in self.situation.readings_for(area, is_about, today) {
            let paper = order.number.as_deref().unwrap_or(&order.document);
            let Some(sets_own) = sets.iter_mut().find(|it| it.id == set) else { continue };
            if let Some(fixed) = sets_own.with_reading(parameter, &order.value, paper) {
                *sets_own = Cow::Owned(fixed);
            }
        }
        sets
    }

    fn ask(
        &self,
        sets: &[Cow<'_, RuleSet>],
        about: About,
        subject: &Subject,
        facts: &Facts,
        answers: &mut Answers,
    ) {
        let sets: Vec<&RuleSet> = sets.iter().map(|set| &**set).collect();
        let findings = examine(&sets, about, subject, facts, self.as_of);
        if subject.record_id().is_some() {
            answers.about_cases += findings.proposals.len();
        }
        answers.proposals.extend(findings.proposals);
        answers.near.extend(findings.near.into_iter().map(|near| Nearly {
            subject: subject.clone(),
            kind: near.kind,
            would_change: near.would_change,
        }));
        for open in findings.undecided {
            let cases = usize::from(subject.record_id().is_some());
            let open = Unanswered {
                subject: subject.clone(),
                kind: open.kind,
                missing: open.missing,
                cases,
            };
            match cases {
                0 => answers.undecided.push(open),
                _ => answers.add_open(open),
            }
        }
    }
}

/// The sets that were in force when a case was found: what is owed of it is what was owed then.
fn of_law_on<'s>(sets: &'s [Cow<'s, RuleSet>], found_on: Date) -> Cow<'s, [Cow<'s, RuleSet>]> {
    let is_of_law = |set: &Cow<'_, RuleSet>| set.document.in_force_from <= found_on;
    match sets.iter().all(is_of_law) {
        true => Cow::Borrowed(sets),
        false => sets.iter().filter(|set| is_of_law(set)).cloned().collect(),
    }
}

/// What the content says of a disease: its group and its reporting clock.
pub(crate) fn add_disease(content: &Content, disease: &str, facts: &mut Facts) {
    if let Some(disease) = content.disease(disease) {
        for (name, fact) in disease.facts() {
            facts.entry(name).or_insert(fact);
        }
    }
}

/// The sets of a family in force on a day that have a say in an area of a situation, or in one that it lies in.
pub(crate) fn sets_in_force<'l>(
    library: &'l Library,
    family: Option<&RuleFamily>,
    day: Date,
    situation: &Situation,
) -> Vec<&'l RuleSet> {
    let mut sets = family.map_or_else(Vec::new, |family| library.in_force(family, day));
    sets.retain(|set| situation.areas().any(|area| has_say(set, area)));
    sets
}

/// The documents whose rules are in force on a day in an area or in a part of it, as they are cited.
pub fn papers_in_force(
    read: &mut Read<'_>,
    library: &Library,
    code: &str,
    day: Date,
) -> Result<Vec<String>, OpsError> {
    let area = area_with_code(read, code, day)?;
    let Some(family) = library.family_in_force(day) else { return Ok(Vec::new()) };
    let areas = read.list::<Area>(&Filter::now().under(area.path.as_str()))?;
    let areas: Vec<Area> = areas.into_iter().filter(|area| area.is_valid_on(day)).collect();
    let mut sets = library.in_force(&family, day);
    sets.retain(|set| areas.iter().any(|area| has_say(set, area)));
    Ok(sets.into_iter().map(|set| set.document.cited_as.clone()).collect())
}

/// Whether a document has a say in an area.
pub(crate) fn has_say(set: &RuleSet, area: &Area) -> bool {
    takes_in(&set.document.jurisdiction, area)
}
