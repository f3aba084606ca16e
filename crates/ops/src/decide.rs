//! What the rules propose, what the board shows of it, and what an officer makes of it.

mod approve;
pub(crate) mod board;
mod plan_comparison;
mod standing;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use taicho_model::{
    Area, AreaRef, CaseStatus, Confidence, FactValue, Facts, Field, Origin, Proposal, RuleFamily,
    TextLimits, Words, ZoneRef, kind, vietnam_date,
};
use taicho_rules::{About, Library, RuleSet, Subject, examine};

use crate::situation::Situation;
use crate::situation::facts::{CommuneLevel, FactDesk};
use crate::{Content, OpsError};
pub use approve::{Recorded, Verdict, decide_on_proposal};
pub use board::{Board, Proposed, board};
pub use plan_comparison::{Agreement, PlanDecision, PlanRow, plan_comparison};
pub use standing::{EndedPlan, Standing};

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
    /// What the rules cannot tell because nobody has stated a fact: never a silent green.
    pub undecided: Vec<Unanswered>,
    /// Orders in force, or made for a later day.
    pub in_force: Vec<Standing>,
    /// What plans that have ended leave behind.
    pub ended_plans: Vec<EndedPlan>,
}

/// A question that the rules cannot answer for want of facts.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Unanswered {
    /// The area.
    pub area: AreaRef,
    /// The zone, where it is about one.
    pub zone: Option<ZoneRef>,
    /// The disease, where it is about one.
    pub disease: Option<String>,
    /// The disease's name as it stands within a sentence.
    pub disease_name: Option<Words>,
    /// The kind of proposal that could have come out.
    #[schema(schema_with = kind::schema)]
    pub kind: String,
    /// The facts that are missing, by name.
    pub missing: BTreeMap<String, Words>,
}

/// Asks the rules in force what to do in a situation; the same situation always gives the same answer.
pub fn decide(
    situation: &Situation,
    content: &Content,
    library: &Library,
    family: Option<&str>,
) -> Result<Proposals, OpsError> {
    let today = vietnam_date(situation.as_of);
    let family = family_on(library, family, today)?;
    let sets = family.as_ref().map_or_else(Vec::new, |family| library.in_force(family, today));
    let desk = FactDesk::new(situation, wave_began_on(&sets));
    let as_of = situation.as_of;
    let question = Question { situation, sets: &sets, desk: &desk, content, as_of };
    let mut of_communes = Answers::default();
    let mut levels: BTreeMap<&str, CommuneLevel> = BTreeMap::new();
    for commune in &situation.communes {
        let first = of_communes.proposals.len();
        question.of_commune(commune, &mut of_communes);
        let mut own = of_communes.proposals[first..].iter();
        if let Some(level) = own.find(|proposal| proposal.kind == kind::RISK_LEVEL) {
            levels.insert(&commune.code, level_of(level));
        }
    }
    let mut answers = Answers::default();
    for district in &situation.districts {
        question.of_district(district, &levels, &mut answers);
    }
    answers.proposals.append(&mut of_communes.proposals);
    answers.undecided.append(&mut of_communes.undecided);
    Ok(Proposals {
        as_of: situation.as_of,
        notes: notes_on(situation, content, library, family.as_ref(), today),
        family: family.map(|family| family.0),
        records_not_yet_known: situation.cases_learned_later,
        proposals: answers.proposals,
        undecided: answers.undecided,
        in_force: standing::standing(situation),
        ended_plans: standing::ended_plans(situation, content, library),
    })
}

/// What has to be said of the whole answer: that nothing is known, that no rules are written for the day and which law
/// held, or that those asked are of another time.
fn notes_on(
    situation: &Situation,
    content: &Content,
    library: &Library,
    family: Option<&RuleFamily>,
    today: Date,
) -> Vec<Words> {
    let (vi, en) = (today.strftime("%d/%m/%Y"), today.strftime("%-d %B %Y"));
    let mut notes = Vec::new();
    if situation.is_empty() {
        notes.push(Words::new(
            "Chưa có số liệu nào của địa bàn này: không có đề xuất không có nghĩa là an toàn.",
            "Nothing is recorded here yet: no proposal does not mean that all is well.",
        ));
    }
    let cases = situation.cases.values().flatten().chain(&situation.cases_of_unknown_commune);
    let diseases: BTreeSet<&str> = cases
        .filter(|case| case.status != CaseStatus::RuledOut)
        .map(|case| case.disease.as_str())
        .collect();
    if diseases.len() > 1 {
        let names: Vec<Words> = diseases
            .iter()
            .map(|code| {
                content.disease(code).map_or(Words::new(*code, *code), |it| it.name.clone())
            })
            .collect();
        let list = |pick: fn(&Words) -> &str| names.iter().map(pick).collect::<Vec<_>>().join(", ");
        notes.push(Words::new(
            format!("Các số ca trên bảng cộng chung nhiều bệnh: {}.", list(|words| &words.vi)),
            format!("The counts of cases here add several diseases: {}.", list(|words| &words.en)),
        ));
    }
    match family {
        None => notes.push(Words::new(
            format!(
                "Chưa có bộ quy tắc nào cho ngày {vi}: không có đề xuất không có nghĩa là an toàn."
            ),
            format!("No rules are written for {en}: no proposal does not mean that all is well."),
        )),
        Some(family) if library.family_in_force(today).as_ref() != Some(family) => {
            let name = &family.0;
            notes.push(Words::new(
                format!(
                    "Bộ quy tắc {name} không phải là bộ quy tắc của ngày {vi}; chỉ dùng để đối chiếu."
                ),
                format!("The rules {name} are not those of {en}; for comparison only."),
            ));
        }
        Some(_) => {}
    }
    notes.extend(library.gaps_on(today).map(|gap| gap.words.clone()));
    notes
}

/// The family that is wanted, or the one of the day; none where no rules are written for it.
fn family_on(
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
}

/// The level that is proposed for a commune, with what it rests on.
fn level_of(proposal: &Proposal) -> CommuneLevel {
    let origins = proposal.facts.iter().filter_map(|fact| fact.origin);
    CommuneLevel {
        value: proposal.value.to_string(),
        confidence: proposal.confidence,
        origin: origins.max().unwrap_or(Origin::Record),
    }
}

impl Question<'_> {
    /// Where the levels of some communes are not known, what comes out whatever they are.
    fn of_district(
        &self,
        district: &Area,
        levels: &BTreeMap<&str, CommuneLevel>,
        answers: &mut Answers,
    ) {
        let about = subject(district, About::District);
        let of = |levels: &BTreeMap<&str, CommuneLevel>| {
            let mut answers = Answers::default();
            let facts = self.desk.of_district(district, levels);
            self.ask(&about, district, &facts, &mut answers);
            answers
        };
        let under = self.situation.communes_under(district);
        let unknown: Vec<&Area> =
            under.into_iter().filter(|it| !levels.contains_key(it.code.as_str())).collect();
        let mut own = of(levels);
        if !unknown.is_empty() && self.rests_on_communes() {
            let with = |level: &str| {
                let known = levels.iter().map(|(code, level)| (*code, level.clone()));
                let supposed = unknown.iter().map(|area| {
                    let confidence = Confidence::V;
                    let origin = Origin::Record;
                    (
                        area.code.as_str(),
                        CommuneLevel { value: level.to_owned(), confidence, origin },
                    )
                });
                of(&known.chain(supposed).collect())
            };
            let mut supposed = kind::RISK_LEVELS.iter().map(|level| with(level));
            let first = supposed.next().unwrap_or_default();
            let level = |answers: &Answers| {
                let mut levels = answers.proposals.iter().filter(|it| it.kind == kind::RISK_LEVEL);
                levels.next().map(|it| it.value.clone())
            };
            if level(&first).is_some() && supposed.all(|other| level(&other) == level(&first)) {
                own = first;
                let (count, names) = (unknown.len(), named(&unknown));
                let note = Words::new(
                    format!(
                        "Chưa rõ mức của {count} xã, phường ({names}); mức nào cũng cho kết quả này."
                    ),
                    format!(
                        "The levels of {count} communes are not known ({names}); any of them gives this."
                    ),
                );
                let levels = own.proposals.iter_mut().filter(|it| it.kind == kind::RISK_LEVEL);
                levels.for_each(|it| it.notes.push(note.clone()));
            } else {
                // No level may come out of what nobody knows.
                own.proposals.retain(|it| it.kind != kind::RISK_LEVEL);
                let (count, names) = (unknown.len(), named(&unknown));
                let missing = Words::new(
                    format!("Mức nguy cơ của {count} xã, phường: {names}"),
                    format!("Risk levels of {count} communes: {names}"),
                );
                let (levels, mut others): (Vec<_>, Vec<_>) =
                    own.undecided.into_iter().partition(|it| it.kind == kind::RISK_LEVEL);
                let mut level = levels.into_iter().next().unwrap_or_else(|| Unanswered {
                    area: about.area.clone(),
                    zone: None,
                    disease: None,
                    disease_name: None,
                    kind: kind::RISK_LEVEL.to_owned(),
                    missing: BTreeMap::new(),
                });
                level.missing.insert("communes_without_level".to_owned(), missing);
                others.push(level);
                own.undecided = others;
            }
        }
        answers.proposals.append(&mut own.proposals);
        answers.undecided.append(&mut own.undecided);
    }

    /// Whether the rules in force derive a district's risk level from those of its communes.
    fn rests_on_communes(&self) -> bool {
        let mut groups = self.sets.iter().flat_map(|set| &set.groups);
        groups.any(|group| group.about == About::District && group.gives == kind::RISK_LEVEL)
    }

    fn of_commune(&self, commune: &Area, answers: &mut Answers) {
        let situation = self.situation;
        let about = |about| subject(commune, about);
        self.ask(&about(About::Commune), commune, &self.desk.of_commune(commune), answers);
        let today = vietnam_date(situation.as_of);
        for zone in situation.zones.iter().filter(|zone| zone.area_id == commune.id) {
            if !zone.is_open_on(today) {
                continue;
            }
            let reference = ZoneRef { code: zone.code.clone(), name: zone.name.clone() };
            let subject = Subject { zone: Some(reference), ..about(About::Zone) };
            self.ask(&subject, commune, &self.desk.of_zone(zone), answers);
        }
        for disease in self.desk.diseases(commune) {
            let mut facts = self.desk.of_disease(commune, &disease);
            self.add_disease(&disease, &mut facts);
            let subject = Subject {
                disease_name: self.disease_name(&disease),
                disease: Some(disease),
                ..about(About::DiseaseInCommune)
            };
            self.ask(&subject, commune, &facts, answers);
        }
        for case in situation.cases_of(&commune.id) {
            let reported = case.reported_at.is_some_and(|at| at <= situation.as_of);
            if case.status == CaseStatus::RuledOut || reported {
                continue;
            }
            let mut facts = self.desk.of_case(case);
            self.add_disease(&case.disease, &mut facts);
            let subject = Subject {
                disease: Some(case.disease.clone()),
                disease_name: self.disease_name(&case.disease),
                case: Some(case.id.to_string()),
                ..about(About::Case)
            };
            self.ask(&subject, commune, &facts, answers);
        }
    }

    fn ask(&self, subject: &Subject, area: &Area, facts: &Facts, answers: &mut Answers) {
        let sets: Vec<&RuleSet> =
            self.sets.iter().copied().filter(|set| has_say(set, area)).collect();
        let findings = examine(&sets, subject, facts, self.as_of);
        answers.proposals.extend(findings.proposals);
        answers.undecided.extend(findings.undecided.into_iter().map(|open| Unanswered {
            area: subject.area.clone(),
            zone: subject.zone.clone(),
            disease: subject.disease.clone(),
            disease_name: subject.disease_name.clone(),
            kind: open.kind,
            missing: open.missing,
        }));
    }

    fn disease_name(&self, code: &str) -> Option<Words> {
        self.content.disease(code).map(|disease| disease.name.clone())
    }

    /// What the content says of a disease: its group and its reporting clock.
    fn add_disease(&self, disease: &str, facts: &mut Facts) {
        if let Some(disease) = self.content.disease(disease) {
            for (name, fact) in disease.facts() {
                facts.entry(name).or_insert(fact);
            }
        }
    }
}

/// The first few names of areas.
fn named(areas: &[&Area]) -> String {
    const NAMED: usize = 5;
    let names: Vec<String> = areas.iter().take(NAMED).map(|area| area.to_ref().name).collect();
    let more = if areas.len() > NAMED { ", …" } else { "" };
    names.join(", ") + more
}

fn subject(area: &Area, about: About) -> Subject {
    Subject {
        area: area.to_ref(),
        zone: None,
        disease: None,
        disease_name: None,
        case: None,
        about,
    }
}

/// Whether a document's jurisdiction takes in an area: `VN`, or the code of a place, perhaps with the codes of those it
/// lies in before it.
fn has_say(set: &RuleSet, area: &Area) -> bool {
    let jurisdiction = set.document.jurisdiction.as_str();
    if jurisdiction == "VN" {
        return true;
    }
    // What tells units of one code and other times apart is no part of the code.
    let code = |step: &'_ str| step.split('.').next().unwrap_or_default().to_owned();
    let steps = |path: &str| -> Vec<String> {
        path.split('/').filter(|step| !step.is_empty()).map(code).collect()
    };
    let (wanted, path) = (steps(jurisdiction), steps(&area.path));
    path.windows(wanted.len().max(1)).any(|steps| steps == wanted)
}
