//! The duties of a subject with their clocks, whether they are done or not.

use std::collections::BTreeMap;

use jiff::Timestamp;
use taicho_model::{ClockState, Confidence, FactValue, Facts, Subject, Words};

use crate::evaluate::Question;
use crate::evaluate::condition::Verdict;
use crate::evaluate::desk::{Readings, Trace};
use crate::notation::{About, Answer, Condition, Due, Duty, Effect, Rule, RuleSet};

/// A duty of a subject and how its clock stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Clock {
    /// The kind of the proposal that asks for it while it is open.
    pub kind: String,
    /// The value of that proposal.
    pub value: FactValue,
    /// What is to be done, with its form.
    pub what: Words,
    /// Who does it.
    pub by: Words,
    /// How it stands at the moment asked.
    pub state: ClockState,
    /// From when its time runs; none where nobody recorded it, or where it has no end.
    pub started_at: Option<Timestamp>,
    /// By when it has to be done; none where that cannot be told, or where the law sets no limit.
    pub due_at: Option<Timestamp>,
    /// When it was done.
    pub met_at: Option<Timestamp>,
    /// Whether the law sets a limit at all.
    pub is_limited: bool,
    /// The facts that are missing, by name: without them nobody can tell by when it has to be done.
    pub missing: BTreeMap<String, Words>,
    /// The reason in words.
    pub why: Words,
    /// What the reader must know besides.
    pub note: Option<Words>,
    /// Rule set, rule and version.
    pub rule: String,
    /// The document and article.
    pub document: String,
    /// The weakest tag on which it depends.
    pub confidence: Confidence,
    /// Whether it is certain enough to be held against somebody, or only advises.
    pub decides: bool,
}

impl Duty {
    /// The condition of a rule that proposes the duty: it is there, and nothing says that it is done.
    pub(crate) fn while_not_done(&self) -> Condition {
        let mut parts = match &self.when {
            Condition::All(parts) => parts.clone(),
            other => vec![other.clone()],
        };
        parts.extend(self.met_by.iter().map(|name| Condition::is_unknown(name)));
        Condition::All(parts)
    }
}

/// The clocks of a subject at a moment, in the order of the sets and their rules; one whose time has not begun is none.
pub fn clocks(
    sets: &[&RuleSet],
    about: About,
    subject: &Subject,
    facts: &Facts,
    as_of: Timestamp,
) -> Vec<Clock> {
    let mut found = Vec::new();
    for set in sets {
        for group in set.groups.iter().filter(|group| group.about == about) {
            let question = Question { subject, facts, as_of, set, group };
            let of_group = group.rules.iter().filter_map(|rule| question.clock(rule));
            // Where one rule answers for a group, what cannot be told is asked once, and only if no rule can be told.
            if group.first_match {
                let mut all: Vec<(bool, Clock)> = of_group.collect();
                all.sort_by_key(|(is_told, _)| !is_told);
                found.extend(all.into_iter().next().map(|(_, clock)| clock));
            } else {
                found.extend(of_group.map(|(_, clock)| clock));
            }
        }
    }
    found
}

impl Question<'_> {
    /// The clock of a rule, with whether it could be told that the duty is there; none where it is not.
    fn clock(&self, rule: &Rule) -> Option<(bool, Clock)> {
        let duty = rule.clock.as_ref()?;
        let Effect::Answer { value: Answer::Literal(value), due_at, .. } = &rule.then else {
            return None;
        };
        let readings = Readings::default();
        let mut desk = self.desk(self.set, &readings, Trace::default());
        let Verdict { holds, mut tag } = desk.condition(&duty.when);
        if holds == Some(false) {
            return None;
        }
        let instant = |name: &str| match desk.fact_if_known(name)?.value {
            FactValue::Instant(at) => Some(at),
            _ => None,
        };
        let met_at = duty.met_by.iter().filter_map(|name| instant(name)).min();
        let met_at = met_at.filter(|at| *at <= self.as_of);
        let started_at = due_at.as_ref().and_then(|due| instant(due.counted_from()));
        if started_at.is_some_and(|started| started > self.as_of) {
            return None;
        }
        let limit = due_at.as_ref().and_then(|due| desk.due(due));
        if let Some((_, due_tag)) = limit {
            tag = tag.max(due_tag);
        }
        let is_told = holds == Some(true) && (limit.is_some() || due_at.is_none());
        let tag = if is_told { tag } else { Confidence::U };
        let state = match (is_told, due_at) {
            (true, Some(due)) => state(limit.map(|(at, _)| at), due, met_at, self.as_of),
            (true, None) if met_at.is_some() => ClockState::Met,
            (true, None) => ClockState::Running,
            (false, _) if met_at.is_some() => ClockState::MetUnknown,
            (false, _) => ClockState::Unknown,
        };
        let clock = Clock {
            kind: self.group.gives.clone(),
            value: value.clone(),
            what: duty.what.clone(),
            by: duty.by.clone(),
            state,
            started_at,
            due_at: limit.map(|(at, _)| at),
            met_at,
            is_limited: due_at.is_some(),
            // What cannot be told to hold gives no reason.
            why: if holds == Some(true) { desk.fill(&rule.why) } else { Words::default() },
            note: rule.note.clone(),
            rule: format!("{}/{}/{}@{}", self.set.family.0, self.set.id, rule.id, rule.version),
            document: rule.source.clone(),
            confidence: tag,
            decides: tag.decides(),
            missing: if is_told { BTreeMap::new() } else { desk.trace.missing },
        };
        Some((holds == Some(true), clock))
    }
}

/// The very last instant is in time, unless the limit is the beginning of what comes after.
fn state(
    due_at: Option<Timestamp>,
    due: &Due,
    met_at: Option<Timestamp>,
    as_of: Timestamp,
) -> ClockState {
    let Some(due_at) = due_at else { return ClockState::Unknown };
    let is_in_time = |at: Timestamp| if due.is_exclusive() { at < due_at } else { at <= due_at };
    match met_at {
        Some(at) if is_in_time(at) => ClockState::Met,
        Some(_) => ClockState::MetLate,
        None if is_in_time(as_of) => ClockState::Running,
        None => ClockState::Overdue,
    }
}
