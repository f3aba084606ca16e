use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use taicho_model::{
    Area, CaseStatus, FactValue, Facts, Proposal, RuleFamily, ZoneRef, kind, vietnam_date,
};
use taicho_rules::{About, Library, RuleSet, Subject, evaluate};

use crate::facts::FactDesk;
use crate::situation::Situation;
use crate::{Content, OpsError};

/// The proposals of a situation.
#[derive(Clone, Debug, Serialize)]
pub struct Proposals {
    /// The moment whose knowledge they rest on.
    pub as_of: Timestamp,
    /// The rule family asked.
    pub family: String,
    /// Cases that had been found by then and were not yet known.
    pub records_not_yet_known: i64,
    /// The proposals: districts, communes, zones, diseases, cases.
    pub proposals: Vec<Proposal>,
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
    let sets = library.in_force(&family, today);
    let desk = FactDesk::new(situation, wave_began_on(&sets));
    let question = Question { situation, sets: &sets, desk: &desk, content };
    let mut proposals = Vec::new();
    let mut levels = BTreeMap::new();
    for commune in &situation.communes {
        let of_commune = question.of_commune(commune);
        let level = of_commune.iter().find(|proposal| proposal.kind == kind::RISK_LEVEL);
        levels.insert(commune.code.clone(), level.map(|proposal| proposal.value.to_string()));
        proposals.extend(of_commune);
    }
    let mut of_districts = Vec::new();
    for district in &situation.districts {
        let facts = desk.of_district(district, &levels);
        of_districts.extend(question.ask(district, None, None, None, About::District, &facts));
    }
    of_districts.append(&mut proposals);
    Ok(Proposals {
        as_of: situation.as_of,
        family: family.0,
        records_not_yet_known: situation.cases_learned_later,
        proposals: of_districts,
    })
}

fn family_on(library: &Library, wanted: Option<&str>, today: Date) -> Result<RuleFamily, OpsError> {
    match wanted {
        Some(name) => library
            .families()
            .into_iter()
            .find(|family| family.0 == name)
            .ok_or_else(|| OpsError::UnknownFamily(name.to_owned())),
        None => library
            .family_in_force(today)
            .ok_or_else(|| OpsError::UnknownFamily(format!("on {today}"))),
    }
}

/// "None since the wave began" needs the day on which it began, which is a parameter of the rules in force.
fn wave_began_on(sets: &[&RuleSet]) -> Option<Date> {
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
}

impl Question<'_> {
    fn of_commune(&self, commune: &Area) -> Vec<Proposal> {
        let situation = self.situation;
        let facts = self.desk.of_commune(commune);
        let mut proposals = self.ask(commune, None, None, None, About::Commune, &facts);
        let today = vietnam_date(situation.as_of);
        for zone in situation.zones.iter().filter(|zone| zone.area_id == commune.id) {
            if !zone.is_open_on(today) {
                continue;
            }
            let reference = ZoneRef { code: zone.code.clone(), name: zone.name.clone() };
            let facts = self.desk.of_zone(zone);
            proposals.extend(self.ask(commune, Some(reference), None, None, About::Zone, &facts));
        }
        for disease in self.desk.diseases(commune) {
            let mut facts = self.desk.of_disease(commune, &disease);
            self.add_disease(&disease, &mut facts);
            let about = About::DiseaseInCommune;
            proposals.extend(self.ask(commune, None, Some(&disease), None, about, &facts));
        }
        for case in situation.cases_of(&commune.id) {
            if case.status == CaseStatus::RuledOut
                || case.reported_at.is_some_and(|at| at <= situation.as_of)
            {
                continue;
            }
            let mut facts = self.desk.of_case(case);
            self.add_disease(&case.disease, &mut facts);
            let id = Some(case.id.to_string());
            proposals.extend(self.ask(commune, None, Some(&case.disease), id, About::Case, &facts));
        }
        proposals
    }

    fn ask(
        &self,
        area: &Area,
        zone: Option<ZoneRef>,
        disease: Option<&str>,
        case: Option<String>,
        about: About,
        facts: &Facts,
    ) -> Vec<Proposal> {
        let subject =
            Subject { area: area.to_ref(), zone, disease: disease.map(str::to_owned), case, about };
        let sets: Vec<&RuleSet> =
            self.sets.iter().copied().filter(|set| has_say(set, area)).collect();
        evaluate(&sets, &subject, facts, self.situation.as_of)
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

/// Whether a document's jurisdiction, `VN` or a path of codes, takes in an area.
fn has_say(set: &RuleSet, area: &Area) -> bool {
    let jurisdiction = set.document.jurisdiction.as_str();
    jurisdiction == "VN" || area.path.starts_with(&format!("{jurisdiction}/"))
}
