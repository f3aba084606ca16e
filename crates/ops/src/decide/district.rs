//! The level of a district, which rests on those of its communes.

use std::collections::BTreeMap;

use taicho_model::{Area, Confidence, Origin, Proposal, Words, kind};
use taicho_rules::About;

use super::{Answers, Question, Unanswered, subject};
use crate::situation::facts::CommuneLevel;

type Levels<'a> = BTreeMap<&'a str, CommuneLevel>;

/// The level that is proposed for a commune, with what it rests on.
pub(super) fn level_of(proposal: &Proposal) -> CommuneLevel {
    let origins = proposal.facts.iter().filter_map(|fact| fact.origin);
    CommuneLevel {
        value: proposal.value.to_string(),
        confidence: proposal.confidence,
        origin: origins.max().unwrap_or(Origin::Record),
    }
}

impl Question<'_> {
    /// Asks about a district; where the levels of some communes are not known, only what comes out whatever they are.
    pub(super) fn of_district(&self, district: &Area, levels: &Levels<'_>, answers: &mut Answers) {
        let communes = self.situation.communes_under(district).into_iter();
        let unknown: Vec<&Area> =
            communes.filter(|it| !levels.contains_key(it.code.as_str())).collect();
        let own = self.answers_with(district, levels);
        let mut own = match unknown.is_empty() || !self.rests_on_communes() {
            true => own,
            false => match self.whatever_the_level(district, levels, &unknown) {
                Some(certain) => certain,
                None => left_open(district, own, &unknown),
            },
        };
        answers.proposals.append(&mut own.proposals);
        answers.undecided.append(&mut own.undecided);
        answers.near.append(&mut own.near);
    }

    fn answers_with(&self, district: &Area, levels: &Levels<'_>) -> Answers {
        let mut answers = Answers::default();
        let facts = self.desk.of_district(district, levels);
        let about = subject(district, About::District);
        self.ask(&self.sets_for(district, None), &about, &facts, &mut answers);
        answers
    }

    /// The answers that come out whichever level the communes have of which none is known; none where it matters.
    fn whatever_the_level(
        &self,
        district: &Area,
        levels: &Levels<'_>,
        unknown: &[&Area],
    ) -> Option<Answers> {
        let mut supposed = kind::RISK_LEVELS.iter().map(|level| {
            let (confidence, origin) = (Confidence::V, Origin::Record);
            let level = CommuneLevel { value: (*level).to_owned(), confidence, origin };
            let known = levels.iter().map(|(code, level)| (*code, level.clone()));
            let unknown = unknown.iter().map(|area| (area.code.as_str(), level.clone()));
            self.answers_with(district, &known.chain(unknown).collect())
        });
        let level = |answers: &Answers| {
            let mut levels = answers.proposals.iter().filter(|it| it.kind == kind::RISK_LEVEL);
            levels.next().map(|it| it.value.clone())
        };
        let mut first = supposed.next()?;
        let given = level(&first)?;
        if !supposed.all(|other| level(&other).as_ref() == Some(&given)) {
            return None;
        }
        let (count, names) = (unknown.len(), named(unknown));
        let note = Words::new(
            format!("Chưa rõ mức của {count} xã, phường ({names}); mức nào cũng cho kết quả này."),
            format!(
                "The levels of {count} communes are not known ({names}); any of them gives this."
            ),
        );
        let levels = first.proposals.iter_mut().filter(|it| it.kind == kind::RISK_LEVEL);
        levels.for_each(|it| it.notes.push(note.clone()));
        Some(first)
    }

    /// Whether the rules in force derive a district's risk level from those of its communes.
    fn rests_on_communes(&self) -> bool {
        let mut groups = self.sets.iter().flat_map(|set| &set.groups);
        groups.any(|group| group.about == About::District && group.gives == kind::RISK_LEVEL)
    }
}

/// The answers without a level, for none may come out of what nobody knows, and with the question that is open.
fn left_open(district: &Area, mut own: Answers, unknown: &[&Area]) -> Answers {
    own.proposals.retain(|it| it.kind != kind::RISK_LEVEL);
    let (count, names) = (unknown.len(), named(unknown));
    let missing = Words::new(
        format!("Mức nguy cơ của {count} xã, phường: {names}"),
        format!("Risk levels of {count} communes: {names}"),
    );
    let (levels, mut others): (Vec<_>, Vec<_>) =
        own.undecided.into_iter().partition(|it| it.kind == kind::RISK_LEVEL);
    let mut level = levels.into_iter().next().unwrap_or_else(|| Unanswered {
        area: district.to_ref(),
        zone: None,
        disease: None,
        disease_name: None,
        kind: kind::RISK_LEVEL.to_owned(),
        missing: BTreeMap::new(),
        cases: 0,
    });
    level.missing.insert("communes_without_level".to_owned(), missing);
    others.push(level);
    Answers { undecided: others, ..own }
}

/// The first few names of areas.
fn named(areas: &[&Area]) -> String {
    const NAMED: usize = 5;
    let names: Vec<String> = areas.iter().take(NAMED).map(|area| area.to_ref().name).collect();
    let more = if areas.len() > NAMED { ", …" } else { "" };
    names.join(", ") + more
}
