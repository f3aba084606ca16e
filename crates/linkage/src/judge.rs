use crate::compare::Comparer;
pub(crate) use crate::compare::Notebook;
use crate::compare::pattern::{Pattern, Slot, birth, name, number};
use crate::decisions::Decisions;
use crate::plan::Plan;
use crate::records::Records;

/// Says of a pair how likely it is one person: what the model makes of it, what may never be, and what people decided.
pub(crate) struct Judge<'a> {
    records: &'a Records,
    plan: &'a Plan,
    decisions: &'a Decisions,
    comparer: Comparer<'a>,
}

/// What was found of a pair.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Verdict {
    pub(crate) pattern: Pattern,
    /// The logarithm of the odds that it is one person.
    pub(crate) log_odds: f32,
    /// Whether people decided it.
    pub(crate) is_decided: bool,
}

/// Log odds beyond which nothing is surer.
pub(crate) const SURE: f32 = 30.0;
/// Log odds of pairs that a person should look at and the engine may not join.
const FOR_REVIEW: f32 = -1.0;
/// Log odds below which a pair is not worth keeping.
const HOPELESS: f32 = -6.0;

impl<'a> Judge<'a> {
    pub(crate) fn new(records: &'a Records, plan: &'a Plan, decisions: &'a Decisions) -> Self {
        Self::resumed(records, plan, decisions, Notebook::default())
    }

    /// A judge who goes on with what another one noted of words and texts.
    pub(crate) fn resumed(
        records: &'a Records,
        plan: &'a Plan,
        decisions: &'a Decisions,
        notebook: Notebook,
    ) -> Self {
        Self { records, plan, decisions, comparer: Comparer::resumed(records, notebook) }
    }

    pub(crate) fn into_notebook(self) -> Notebook {
        self.comparer.notebook
    }

    /// The verdict on a pair; none where it is hopeless.
    pub(crate) fn verdict(&mut self, one: u32, other: u32) -> Option<Verdict> {
        let pattern = self.comparer.pattern(one, other);
        let decided = self.decisions.of(one, other);
        let model = &self.plan.model;
        let log_odds = match decided {
            Some(_) => 0.0,
            None => model.log_odds(self.records, &self.plan.frequencies, pattern, one)?,
        };
        self.ruled(pattern, log_odds, decided).filter(|verdict| verdict.log_odds > HOPELESS)
    }

    /// The verdict on somebody who was asked for, however little the question says; none where people said no.
    pub(crate) fn answer(&mut self, question: u32, row: u32) -> Option<Verdict> {
        let pattern = self.comparer.pattern(question, row);
        let decided = self.decisions.of(question, row);
        let model = &self.plan.model;
        let log_odds = model.all_log_odds(self.records, &self.plan.frequencies, pattern, question);
        self.ruled(pattern, log_odds, decided)
    }

    /// Whether people said of a row of one and a row of the other that they are two.
    pub(crate) fn are_parted(&self, ones: &[u32], others: &[u32]) -> bool {
        let parted =
            |one: &u32| others.iter().any(|other| self.decisions.of(*one, *other) == Some(false));
        !self.decisions.is_empty() && ones.iter().any(parted)
    }

    /// What the rule and people make of the model's odds.
    fn ruled(&self, pattern: Pattern, log_odds: f32, decided: Option<bool>) -> Option<Verdict> {
        let log_odds = match decided {
            Some(true) => SURE,
            Some(false) => return None,
            None => self.plan.safe(pattern, log_odds),
        };
        Some(Verdict { pattern, log_odds, is_decided: decided.is_some() })
    }
}

impl Plan {
    /// The log odds of a pair after the safety rule: where households were met, whoever may be somebody's twin, neighbour or
    /// child goes to review.
    pub(crate) fn safe(&self, pattern: Pattern, log_odds: f32) -> f32 {
        if self.has_families && may_not_be_joined(pattern) {
            log_odds.min(FOR_REVIEW)
        } else {
            log_odds
        }
    }
}

/// Whether two rows look like twins, same-name neighbours or father and son: only a number of one's own may join them.
fn may_not_be_joined(pattern: Pattern) -> bool {
    let level = |slot: Slot| pattern.level(slot);
    let own_number =
        [Slot::Id, Slot::Other, Slot::Email].into_iter().any(|slot| level(slot) == number::SAME);
    if own_number {
        return false;
    }
    let another_name = matches!(level(Slot::Given), name::MARKS | name::NEAR | name::DIFFER);
    let born = level(Slot::Birth);
    let born_otherwise = matches!(born, birth::SLIPS | birth::CLOSE | birth::DIFFER);
    let another_id =
        level(Slot::Id) == number::DIFFER && matches!(born, 0 | birth::PART | birth::NEAR_YEAR);
    another_name || born_otherwise || another_id
}
