//! Rules asked from the top down.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Span;
use taicho_model::{Confidence, FactValue, UsedFact, Words, vietnam_date};

use crate::evaluate::Question;
use crate::evaluate::desk::{ParameterKey, Readings, Trace};
use crate::evaluate::effect::Row;
use crate::evaluate::known::number;
use crate::notation::{Answer, Effect, Rule, RuleSet};
use crate::wording::{plain_number, show_instant};

/// A rule with the set that it stands in.
#[derive(Clone, Copy)]
pub(crate) struct Rung<'a> {
    pub(crate) set: &'a RuleSet,
    pub(crate) rule: &'a Rule,
}

/// What came of asking a ladder.
pub(crate) struct Outcome<'a> {
    /// The rule that answered; none where no rule held.
    pub(crate) rung: Option<Rung<'a>>,
    pub(crate) rows: Vec<Row>,
    /// The weakest tag on which the answer depends.
    pub(crate) tag: Confidence,
    /// Whether a rule further up could not be told.
    pub(crate) blocked: bool,
    pub(crate) facts: Vec<UsedFact>,
    pub(crate) missing: BTreeMap<String, Words>,
    pub(crate) parameters: BTreeSet<ParameterKey>,
    pub(crate) counted_with: BTreeSet<ParameterKey>,
}

impl<'a> Question<'a> {
    /// Asks the rules in turn; the first that holds answers, and rules that cannot be told are kept in mind.
    pub(crate) fn ask(&self, rungs: &[Rung<'a>], readings: &Readings) -> Outcome<'a> {
        let mut above = Trace::default();
        let mut tag = Confidence::V;
        let mut blocked = false;
        let mut missing = BTreeMap::new();
        for rung in rungs {
            let mut desk = self.desk(rung.set, readings, Trace::default());
            let verdict = desk.condition(&rung.rule.when);
            tag = tag.max(verdict.tag);
            match verdict.holds {
                // What holds otherwise does not hold while something that comes before it cannot be told: the mildest
                // answer would be a reassurance that nobody can give.
                Some(true) if blocked && rung.rule.when.is_otherwise() => {
                    return self.outcome(None, Vec::new(), Confidence::U, true, above, missing);
                }
                Some(true) => {
                    let (rows, row_tag) = desk.rows(&rung.rule.then, &rung.rule.why);
                    let mut trace = desk.trace;
                    let mut rows = self.mark_changes(rows);
                    let notice_tag = self.give_notice(rows.as_deref_mut(), readings);
                    let unsettled = rows.is_none();
                    missing.append(&mut trace.missing);
                    above.merge_after(trace);
                    let tag = if blocked || unsettled {
                        Confidence::U
                    } else {
                        tag.max(row_tag).max(notice_tag)
                    };
                    let rows = rows.unwrap_or_default();
                    return self.outcome(Some(*rung), rows, tag, blocked, above, missing);
                }
                Some(false) => above.merge(desk.trace),
                None => {
                    blocked = true;
                    missing.append(&mut desk.trace.missing);
                    above.merge(desk.trace);
                }
            }
        }
        let tag = if blocked { Confidence::U } else { tag };
        let rows = self.unchanged_row(readings).into_iter().collect();
        self.outcome(None, rows, tag, blocked, above, missing)
    }

    fn outcome(
        &self,
        rung: Option<Rung<'a>>,
        rows: Vec<Row>,
        tag: Confidence,
        blocked: bool,
        trace: Trace,
        missing: BTreeMap<String, Words>,
    ) -> Outcome<'a> {
        let Trace { facts, parameters, counted_with, .. } = trace;
        Outcome { rung, rows, tag, blocked, facts, missing, parameters, counted_with }
    }

    /// The row that says: what is in force stays.
    fn unchanged_row(&self, readings: &Readings) -> Option<Row> {
        let unchanged = self.group.unchanged.as_ref()?;
        let desk = self.desk(self.set, readings, Trace::default());
        let value = desk.fact_if_known(self.group.in_force.as_ref()?)?.value;
        let why = if readings.is_quiet { Words::default() } else { desk.fill(&unchanged.why) };
        Some(Row { changes: false, why, ..Row::new(value) })
    }

    /// A row changes something unless its value is in force; a flag says that the state itself is in force.
    fn mark_changes(&self, rows: Option<Vec<Row>>) -> Option<Vec<Row>> {
        let readings = Readings::default();
        let desk = self.desk(self.set, &readings, Trace::default());
        let name = self.group.in_force.as_ref();
        let in_force = name.and_then(|name| desk.fact_if_known(name)).map(|known| known.value);
        let mut rows = rows?;
        for row in &mut rows {
            row.changes &= match &in_force {
                Some(FactValue::Flag(flag)) => !flag,
                Some(value) => *value != row.value,
                None => true,
            };
        }
        Some(rows)
    }

    /// Puts off what rises above the answer in force by the hours for which it must have been announced.
    fn give_notice(&self, rows: Option<&mut [Row]>, readings: &Readings) -> Confidence {
        let (Some(notice), Some(rows)) = (&self.group.notice, rows) else { return Confidence::V };
        let mut desk = self.desk(self.set, readings, Trace::default());
        let hours = desk.parameter(&notice.hours);
        let name = self.group.in_force.as_ref();
        let in_force = name.and_then(|name| desk.fact_if_known(name));
        let place = |value: &FactValue| {
            let value = value.to_string();
            notice.rising.iter().position(|word| *word == value)
        };
        let held = in_force.as_ref().and_then(|known| place(&known.value));
        let mut tag = Confidence::V;
        let shown = plain_number(number(&hours.value).unwrap_or_default());
        for row in rows {
            let Some(at) = place(&row.value) else { continue };
            let Some(held) = held else {
                if at > 0 {
                    row.notes.push(Words::new(
                        format!("Chưa rõ cấp đang công bố; nâng cấp phải được thông báo trước ít nhất {shown} giờ."),
                        format!("The level in force is not known; raising it takes {shown} hours of public notice."),
                    ));
                }
                continue;
            };
            let seconds = (number(&hours.value).unwrap_or_default() * 3600.0) as i64;
            let span = Span::new().try_seconds(seconds).unwrap_or_default();
            if let Ok(earliest) = self.as_of.checked_add(span)
                && at > held
            {
                row.from = row.from.max(Some(vietnam_date(earliest)));
                let when = show_instant(earliest);
                row.notes.push(Words::new(
                    format!("Nâng cấp phải được thông báo trước ít nhất {shown} giờ: công bố ngay thì sớm nhất có hiệu lực từ {}.", when.vi),
                    format!("Raising the level takes {shown} hours of public notice: announced now, it holds from {} at the earliest.", when.en),
                ));
                tag = tag.max(hours.tag);
            }
        }
        tag
    }

    /// Whether a rule that gives the value cannot be told.
    pub(crate) fn may_still_give(&self, rungs: &[Rung<'a>], value: &FactValue) -> bool {
        let readings = Readings::default();
        rungs.iter().any(|rung| {
            let mut desk = self.desk(rung.set, &readings, Trace::default());
            rung.gives(value) && desk.condition(&rung.rule.when).holds.is_none()
        })
    }
}

impl Rung<'_> {
    /// Whether the rule gives the value where its condition holds.
    pub(crate) fn gives(&self, value: &FactValue) -> bool {
        match &self.rule.then {
            Effect::Answer { value: Answer::Literal(given), .. } => given == value,
            _ => false,
        }
    }
}

impl Trace {
    fn merge(&mut self, other: Self) {
        for fact in other.facts {
            self.push(fact);
        }
        self.parameters.extend(other.parameters);
        self.counted_with.extend(other.counted_with);
    }

    /// Puts the facts of the rule that answered before those that only ruled others out.
    fn merge_after(&mut self, answered: Self) {
        let above = std::mem::replace(self, answered);
        self.merge(above);
    }
}
