//! Rule sets and facts of one subject give proposals with reasons.

mod calendar;
mod clocks;
mod condition;
mod desk;
mod effect;
mod known;
mod ladder;
mod near;
mod readings;

use std::collections::BTreeMap;

use jiff::Timestamp;
use taicho_model::{
    Confidence, FactValue, Facts, Proposal, Subject, Words, WouldChange, vietnam_date,
};

pub use crate::evaluate::clocks::{Clock, clocks};
use crate::evaluate::desk::{Desk, Readings, Trace, noted_on};
use crate::evaluate::effect::Row;
use crate::evaluate::ladder::{Outcome, Rung};
use crate::evaluate::readings::{Other, Weighed};
use crate::fault::names;
use crate::notation::{About, Group, RuleSet};
use crate::wording::show_value;

/// A question of one group to one subject, with the groups whose rules come before its own.
#[derive(Clone, Copy)]
struct Question<'a> {
    subject: &'a Subject,
    facts: &'a Facts,
    as_of: Timestamp,
    set: &'a RuleSet,
    group: &'a Group,
}

/// A question that the facts do not settle: nothing is proposed, and that is not a reassurance.
#[derive(Clone, Debug, PartialEq)]
pub struct Undecided {
    /// The kind of proposal that could have come out.
    pub kind: String,
    /// Rule set and group: `vn-2026/15-2026-tt-byt/alert`.
    pub group: String,
    /// The facts that are missing, by name, with their labels.
    pub missing: BTreeMap<String, Words>,
}

/// Something that the rules do not propose, and would if one thing more were so.
#[derive(Clone, Debug, PartialEq)]
pub struct Near {
    /// The kind of proposal that would come out.
    pub kind: String,
    /// What would bring it about.
    pub would_change: Vec<WouldChange>,
}

/// What the rules say about a subject.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Findings {
    /// What they propose.
    pub proposals: Vec<Proposal>,
    /// What they cannot tell.
    pub undecided: Vec<Undecided>,
    /// What they would propose if one thing more were so.
    pub near: Vec<Near>,
}

/// Asks every group of the sets that is about such subjects and gives the proposals.
pub fn evaluate(
    sets: &[&RuleSet],
    about: About,
    subject: &Subject,
    facts: &Facts,
    as_of: Timestamp,
) -> Vec<Proposal> {
    examine(sets, about, subject, facts, as_of).proposals
}

/// Asks every group of the sets that is about such subjects; the order of the result is that of the sets and their rules.
pub fn examine(
    sets: &[&RuleSet],
    about: About,
    subject: &Subject,
    facts: &Facts,
    as_of: Timestamp,
) -> Findings {
    let mut findings = Findings::default();
    for set in sets {
        for group in set.groups.iter().filter(|group| group.about == about) {
            if is_put_before_another(group, sets) {
                continue;
            }
            let question = Question { subject, facts, as_of, set, group };
            let rungs = question.rungs(sets);
            if group.first_match {
                question.answer(&rungs, &mut findings);
            } else {
                for rung in rungs {
                    question.answer(&[rung], &mut findings);
                }
            }
        }
    }
    findings
}

fn is_put_before_another(group: &Group, sets: &[&RuleSet]) -> bool {
    group.comes_before.as_ref().is_some_and(|target| find_group(target, sets).is_some())
}

/// Finds `document/group` among the sets.
pub(crate) fn find_group<'a>(
    target: &str,
    sets: &[&'a RuleSet],
) -> Option<(&'a RuleSet, &'a Group)> {
    let (document, id) = target.split_once('/')?;
    let set = sets.iter().find(|set| set.id == document)?;
    Some((set, set.groups.iter().find(|group| group.id == id)?))
}

impl<'a> Question<'a> {
    /// The rules in the order in which they are asked: those of groups put before this one come first.
    fn rungs(&self, sets: &[&'a RuleSet]) -> Vec<Rung<'a>> {
        let target = format!("{}/{}", self.set.id, self.group.id);
        let mut rungs = Vec::new();
        for set in sets {
            for group in &set.groups {
                if group.comes_before.as_deref() == Some(&target) && group.about == self.group.about
                {
                    rungs.extend(group.rules.iter().map(|rule| Rung { set, rule }));
                }
            }
        }
        rungs.extend(self.group.rules.iter().map(|rule| Rung { set: self.set, rule }));
        rungs
    }

    fn desk<'d>(&'d self, set: &'d RuleSet, readings: &'d Readings, trace: Trace) -> Desk<'d> {
        Desk {
            set,
            subject: self.subject,
            facts: self.facts,
            as_of: self.as_of,
            day: vietnam_date(self.as_of),
            readings,
            trace,
        }
    }

    fn answer(&self, rungs: &[Rung<'a>], findings: &mut Findings) {
        // Most questions have no answer: what was looked at is told only of those that have one.
        let quietly = Readings { keeps_parameters: true, ..Readings::quiet() };
        let mut outcome = self.ask(rungs, &quietly);
        let mut advice = None;
        if outcome.rows.is_empty() && (!outcome.blocked || outcome.missing.is_empty()) {
            // That nothing is proposed may rest on a doubtful reading: under another there is, or it cannot be told.
            let other = self.under_other_readings(rungs, &outcome);
            match other {
                Other::Proposes(other, note) if !outcome.blocked => {
                    outcome = *other;
                    advice = Some(note);
                }
                Other::CannotTell(missing) if outcome.missing.is_empty() => {
                    outcome.missing = missing;
                }
                _ => {}
            }
        } else if !outcome.rows.is_empty() {
            outcome = self.ask(rungs, &Readings::default());
        }
        if outcome.rows.is_empty() && !outcome.missing.is_empty() {
            let Self { set, group, .. } = self;
            findings.undecided.push(Undecided {
                kind: group.gives.clone(),
                group: format!("{}/{}/{}", set.family.0, set.id, group.id),
                missing: outcome.missing,
            });
            return;
        }
        // What only another reading proposes is held against that reading, not against what would change this one.
        let would_change =
            if advice.is_some() { Vec::new() } else { self.would_change(rungs, &outcome) };
        if outcome.rows.is_empty() {
            if !would_change.is_empty() {
                findings.near.push(Near { kind: self.group.gives.clone(), would_change });
            }
            return;
        }
        let (weighed, tag) = if advice.is_some() {
            (Weighed::default(), Confidence::U)
        } else {
            let mut weighed = self.weigh_readings(rungs, &outcome);
            let trusted = std::mem::take(&mut weighed.trusted);
            let tag = self.ask(rungs, &Readings { trusted, ..Readings::default() }).tag;
            (weighed, tag)
        };
        for (index, row) in outcome.rows.iter().enumerate() {
            let mut proposal = self.proposal(&outcome, row, tag);
            proposal.notes.extend(weighed.notes.get(index).into_iter().flatten().cloned());
            proposal.notes.extend(advice.clone());
            self.note_missing(&outcome, &mut proposal);
            note_fixed(rungs, &outcome, &mut proposal);
            self.note_planned(rungs, &outcome, &mut proposal);
            proposal.would_change.clone_from(&would_change);
            findings.proposals.push(proposal);
        }
    }

    fn proposal(&self, outcome: &Outcome<'a>, row: &Row, tag: Confidence) -> Proposal {
        let (set, rule_id, version, source) = match outcome.rung {
            Some(Rung { set, rule }) => (set, rule.id.clone(), rule.version, &rule.source),
            None => {
                let unchanged = self.group.unchanged.as_ref();
                let source = unchanged.map_or(&self.set.document.canonical, |row| &row.source);
                (self.set, format!("{}.unchanged", self.group.id), 1, source)
            }
        };
        let mut notes = row.notes.clone();
        notes.extend(outcome.rung.and_then(|rung| rung.rule.note.clone()));
        Proposal {
            subject: self.subject.clone(),
            kind: self.group.gives.clone(),
            value: row.value.clone(),
            from: row.from,
            until: row.until,
            due_at: row.due_at,
            changes: row.changes,
            rule: format!("{}/{}/{rule_id}@{version}", set.family.0, set.id),
            document: source.clone(),
            confidence: tag,
            decides: tag.decides(),
            facts: outcome.facts.clone(),
            why: if outcome.blocked { so_far(&row.why) } else { row.why.clone() },
            notes,
            would_change: Vec::new(),
        }
    }

    fn note_missing(&self, outcome: &Outcome<'_>, proposal: &mut Proposal) {
        if !outcome.blocked || outcome.missing.is_empty() {
            return;
        }
        let vi = names(outcome.missing.values().map(|words| &words.vi));
        let en = names(outcome.missing.values().map(|words| &words.en));
        proposal.notes.push(Words::new(
            format!("Một luật xét trước chưa xác định được, vì còn thiếu: {vi}."),
            format!("A rule asked before this one cannot be told; missing: {en}."),
        ));
    }

    /// An approved order whose day has not come is confirmed, doubted, or proposed for revoking.
    fn note_planned(&self, rungs: &[Rung<'a>], outcome: &Outcome<'a>, proposal: &mut Proposal) {
        let Some(names) = &self.group.planned else { return };
        let readings = Readings::default();
        let desk = self.desk(self.set, &readings, Trace::default());
        let value_of = |name: &str| desk.fact_if_known(name).map(|known| known.value);
        let Some(planned) = value_of(&names.value) else { return };
        let in_force = self.group.in_force.as_deref().and_then(value_of);
        if in_force.as_ref() == Some(&planned) {
            return;
        }
        let entry = self.set.facts.get(&names.value);
        let shown = show_value(&planned, entry);
        let order = value_of(&names.order).map_or_else(
            || Words::new("lệnh đã phê duyệt", "the approved order"),
            |value| show_value(&value, None),
        );
        let from = match value_of(&names.from) {
            Some(FactValue::Date(from)) => noted_on(from, " từ ngày", " from"),
            _ => Words::new(".", "."),
        };
        // Where no rule gives a condition for it nothing can say that its condition no longer holds.
        if proposal.value == planned || !rungs.iter().any(|rung| rung.gives(&planned)) {
            proposal.notes.push(Words::new(
                format!("Đã có {}: {}{}", order.vi, shown.vi, from.vi),
                format!("Already ordered by {}: {}{}", order.en, shown.en, from.en),
            ));
        } else if outcome.blocked && self.may_still_give(rungs, &planned) {
            proposal.notes.push(Words::new(
                format!(
                    "Chưa khẳng định được điều kiện của {} ({}){}",
                    order.vi, shown.vi, from.vi
                ),
                format!(
                    "The condition of {} ({}) cannot be confirmed{}",
                    order.en, shown.en, from.en
                ),
            ));
        } else {
            proposal.changes = true;
            proposal.notes.push(Words::new(
                format!(
                    "Đề nghị thu hồi {}, vì điều kiện không còn: {}{}",
                    order.vi, shown.vi, from.vi
                ),
                format!(
                    "Revoke {}, its condition no longer holds: {}{}",
                    order.en, shown.en, from.en
                ),
            ));
        }
    }
}

/// Cites the papers that fixed a reading on which a proposal rests.
fn note_fixed(rungs: &[Rung<'_>], outcome: &Outcome<'_>, proposal: &mut Proposal) {
    for (set, id) in &outcome.parameters {
        let rung = rungs.iter().find(|rung| rung.set.id == *set);
        let Some(parameter) = rung.and_then(|rung| rung.set.parameter(id)) else { continue };
        let Some(paper) = &parameter.fixed_by else { continue };
        let (label, value) = (&parameter.label, &parameter.value);
        proposal.notes.push(Words::new(
            format!("{}: theo {paper} ({value}).", label.vi),
            format!("{}: as {paper} fixes it ({value}).", label.en),
        ));
    }
}

/// A reason that is proven only as far as the facts go.
fn so_far(why: &Words) -> Words {
    Words::new(
        format!("Chưa đủ dữ kiện; kết quả xác định được đến nay: {}", why.vi),
        format!("Facts are missing; proven so far: {}", why.en),
    )
}
