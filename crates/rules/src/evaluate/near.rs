//! What would change an answer: each thing that, by itself, would give another.
//!
//! Nothing is foretold. A fact is put to the value at which a test would turn, or the question is asked on the day on
//! which it would, and the rules are asked again with all else as it is.

use std::collections::BTreeSet;

use jiff::Span;
use jiff::civil::Date;
use taicho_model::{FactValue, Facts, Words, WouldChange, vietnam_date};

use crate::catalogue::FactKind;
use crate::evaluate::Question;
use crate::evaluate::desk::{Desk, Readings, Trace, add_days};
use crate::evaluate::known::{date, days, number};
use crate::evaluate::ladder::{Outcome, Rung};
use crate::notation::{
    Alternative, Comparison, Condition, Effect, Measured, Moment, Operand, Test,
};
use crate::wording::{show_date, show_value};

/// More than these say nothing to anyone.
const MOST_TOLD: usize = 4;

/// Where nothing is proposed, only what is so near is told: cases, and days.
const NEAR_COUNT: f64 = 2.0;
const NEAR_DAYS: i64 = 7;

/// Later days are not asked about.
const FARTHEST_DAYS: i64 = 60;

/// One thing to suppose.
#[derive(Clone, Debug, PartialEq)]
struct Supposed {
    fact: Option<(String, FactValue)>,
    days_on: i64,
    /// How far it is from what is so, among others of its sort.
    distance: f64,
    /// What would have to come out, where the fact would follow from something under way.
    awaited: Option<Words>,
}

impl Supposed {
    fn is_count(&self) -> bool {
        matches!(self.fact, Some((_, FactValue::Number(_))))
    }
}

/// That nobody could tell, for want of facts.
#[derive(PartialEq)]
struct Untold;

/// Another answer: its value, or none where nothing would be proposed.
type Other = Result<Option<FactValue>, Untold>;

impl<'a> Question<'a> {
    /// What would give another answer than the one that came out, the nearest first.
    pub(crate) fn would_change(
        &self,
        rungs: &[Rung<'a>],
        outcome: &Outcome<'a>,
    ) -> Vec<WouldChange> {
        // A calendar and a clock tell their days and hours themselves.
        let tells_itself = |rung: &Rung<'_>| match &rung.rule.then {
            Effect::Calendar(_) => true,
            Effect::Answer { due_at, .. } => due_at.is_some(),
        };
        if rungs.iter().any(tells_itself) {
            return Vec::new();
        }
        let is_near = |supposed: &Supposed| {
            !outcome.rows.is_empty()
                || match &supposed.fact {
                    Some((_, FactValue::Number(_))) => supposed.distance <= NEAR_COUNT,
                    Some((_, FactValue::Date(_))) | None => supposed.days_on <= NEAR_DAYS,
                    Some(_) => false,
                }
        };
        let quiet = Readings::quiet();
        let others = self.written_readings(rungs, outcome);
        let readings = others.iter().map(|(_, readings)| readings);
        let mut supposed = self.supposed(rungs, readings.chain([&quiet]));
        supposed.retain(is_near);
        supposed.sort_by(|a, b| a.distance.total_cmp(&b.distance));
        let mut told: Vec<WouldChange> = Vec::new();
        let mut seen = BTreeSet::new();
        for supposed in supposed {
            let ask =
                |readings: &Readings| self.other_answer_if(rungs, &supposed, outcome, readings);
            let chosen = ask(&quiet);
            let (answer, reading) = match chosen {
                Some(answer) => {
                    let differs = others.iter().find_map(|(reading, readings)| {
                        let other = ask(readings);
                        (other.as_ref() != Some(&answer)).then_some((*reading, other))
                    });
                    let said = differs.map(|(reading, other)| self.chosen_alone(reading, other));
                    (answer, said)
                }
                // What is near by another reading alone is told as that; where something is proposed, its notes say it.
                None if outcome.rows.is_empty() => {
                    let other = others.iter().find_map(|(reading, readings)| {
                        let answer = ask(readings).filter(|it| matches!(it, Ok(Some(_))))?;
                        Some((answer, by_another(reading)))
                    });
                    let Some((answer, said)) = other else { continue };
                    (answer, Some(said))
                }
                None => continue,
            };
            // One case more, and nobody could tell: that undoes a proposal, and makes none.
            if answer.is_err() && (!supposed.is_count() || outcome.rows.is_empty()) {
                continue;
            }
            let given = answer.as_ref().ok().cloned().flatten();
            let fact = supposed.fact.as_ref().map(|(name, _)| name.clone());
            // The nearest value of a fact that gives an answer stands for those beyond it.
            if !seen.insert(format!("{:?}", (&fact, &given, reading.is_some()))) {
                continue;
            }
            let mut change = self.told(supposed, answer);
            if let Some(said) = reading {
                change.when.vi += &said.vi;
                change.when.en += &said.en;
            }
            told.push(change);
            if told.len() == MOST_TOLD {
                break;
            }
        }
        told
    }

    /// The other answer that would come out if something were so; none where it would be the same.
    fn other_answer_if(
        &self,
        rungs: &[Rung<'a>],
        supposed: &Supposed,
        outcome: &Outcome<'a>,
        readings: &Readings,
    ) -> Option<Other> {
        let as_of = self.as_of.checked_add(span(supposed.days_on)).ok()?;
        // What a document says of days after its last one is nothing.
        let day = vietnam_date(as_of);
        let ends = rungs.iter().filter_map(|rung| rung.set.document.in_force_to);
        if ends.chain(self.set.document.in_force_to).any(|last| last < day) {
            return None;
        }
        let facts: Facts;
        let mut question = Question { as_of, ..*self };
        if let Some((name, value)) = &supposed.fact {
            facts = self.set.facts.suppose(self.facts, name, value);
            question.facts = &facts;
        }
        let other = question.ask(rungs, readings);
        let values = answer_of(&other);
        if other.rows.is_empty() && !other.missing.is_empty() {
            return Some(Err(Untold));
        }
        if values == answer_of(outcome) {
            return None;
        }
        Some(if other.blocked { Err(Untold) } else { Ok(values.into_iter().next()) })
    }

    fn told(&self, supposed: Supposed, answer: Other) -> WouldChange {
        let then = self.shown(&answer);
        let today = vietnam_date(self.as_of);
        let on = add_days(today, supposed.days_on as f64).unwrap_or(today);
        let day = show_date(on);
        let when = match &supposed.fact {
            None => Words::new(
                format!("đến ngày {} mà các dữ kiện khác không đổi", day.vi),
                format!("on {}, with nothing else changed", day.en),
            ),
            Some(_) if supposed.awaited.is_some() => supposed.awaited.clone().unwrap_or_default(),
            Some((name, value)) => {
                let entry = self.set.facts.get(name);
                let label = entry.map_or_else(|| Words::new(name, name), |it| it.label.clone());
                let shown = show_value(value, entry);
                let now = self.facts.get(name).map(|fact| show_value(&fact.value, entry));
                let (now_vi, now_en) = now.map_or_else(
                    || (" (hiện chưa có)".to_owned(), " (not known now)".to_owned()),
                    |now| (format!(" (hiện {})", now.vi), format!(" (now {})", now.en)),
                );
                Words::new(
                    format!("{} là {}{now_vi}", within_sentence(&label.vi), shown.vi),
                    format!("{} is {}{now_en}", within_sentence(&label.en), shown.en),
                )
            }
        };
        let (fact, to) = match supposed.fact {
            Some((name, value)) => (Some(name), value),
            None => (None, FactValue::Date(on)),
        };
        WouldChange { fact, to, when, answer: answer.ok().flatten(), then }
    }

    /// That an answer comes out by the chosen reading and not by another, with what that one gives.
    fn chosen_alone(&self, reading: &Alternative, other: Option<Other>) -> Words {
        let gives = match other {
            None => Words::new("vẫn như hiện nay", "it stays as it is"),
            Some(other) => self.shown(&other),
        };
        let note = &reading.note;
        Words::new(
            format!(", theo cách hiểu đã chọn (cách hiểu khác — {}: {})", note.vi, gives.vi),
            format!(", by the reading chosen (another — {}: {})", note.en, gives.en),
        )
    }

    fn shown(&self, answer: &Other) -> Words {
        match answer {
            Err(Untold) => Words::new("chưa đủ dữ liệu để kết luận", "it could not be told"),
            Ok(None) => Words::new("không còn đề xuất này", "this is no longer proposed"),
            Ok(Some(value)) => {
                let in_force = self.group.in_force.as_deref();
                let entry = in_force.and_then(|name| self.set.facts.get(name));
                show_value(value, entry)
            }
        }
    }

    /// Everything at which a test of the rules would turn, by any of some readings.
    fn supposed<'q>(
        &self,
        rungs: &[Rung<'a>],
        readings: impl Iterator<Item = &'q Readings>,
    ) -> Vec<Supposed> {
        let mut all: Vec<Supposed> = Vec::new();
        for (readings, rung) in readings.flat_map(|it| rungs.iter().map(move |rung| (it, rung))) {
            let mut desk = self.desk(rung.set, readings, Trace::default());
            desk.suppose(&rung.rule.when, &mut |supposed| {
                let is_same = |it: &Supposed| {
                    it.fact == supposed.fact
                        && it.days_on == supposed.days_on
                        && it.awaited == supposed.awaited
                };
                if !all.iter().any(is_same) {
                    all.push(supposed);
                }
            });
        }
        all
    }
}

impl Desk<'_> {
    fn suppose(&mut self, condition: &Condition, found: &mut dyn FnMut(Supposed)) {
        match condition {
            Condition::All(parts) | Condition::Any(parts) | Condition::None(parts) => {
                parts.iter().for_each(|part| self.suppose(part, found));
            }
            Condition::Test(test) => self.suppose_test(test, found),
        }
    }

    fn suppose_test(&mut self, test: &Test, found: &mut dyn FnMut(Supposed)) {
        match &test.measured {
            Measured::Parameter(_) => {}
            Measured::Fact(name) => self.suppose_fact(name, &test.comparison, found),
            Measured::Sum(names) => {
                let parts: Option<Vec<f64>> =
                    names.iter().map(|name| number(&self.fact_if_known(name)?.value)).collect();
                let (Some(first), Some(parts)) = (names.first(), parts) else { return };
                let sum: f64 = parts.iter().sum();
                for line in self.crossings(&test.comparison, sum, true) {
                    let value = FactValue::Number(parts[0] + line - sum);
                    let fact = Some((first.clone(), value));
                    found(Supposed { fact, days_on: 0, distance: line - sum, awaited: None });
                }
            }
            Measured::DaysSince { fact, counted_to, .. } => {
                self.suppose_days((fact, counted_to, 0.0), &test.comparison, found);
            }
            Measured::DayOf { fact, counted_to, day_one } => {
                let Some(day_one) = number(&self.parameter(day_one).value) else { return };
                self.suppose_days((fact, counted_to, day_one - 1.0), &test.comparison, found);
            }
        }
    }

    fn suppose_fact(
        &mut self,
        name: &str,
        comparison: &Comparison,
        found: &mut dyn FnMut(Supposed),
    ) {
        let Some(entry) = self.set.facts.get(name) else { return };
        let (kind, unit) = (entry.kind, entry.unit.clone());
        let known = self.fact_if_known(name);
        match (kind, known.map(|known| known.value)) {
            (FactKind::Number, Some(FactValue::Number(have))) => {
                let is_count = !matches!(unit.as_deref(), Some("percent" | "per_100k"));
                for line in self.crossings(comparison, have, is_count) {
                    let fact = Some((name.to_owned(), FactValue::Number(line)));
                    found(Supposed { fact, days_on: 0, distance: line - have, awaited: None });
                }
                if is_count && let Some(below) = self.just_below(comparison, have) {
                    let fact = Some((name.to_owned(), FactValue::Number(below)));
                    found(Supposed { fact, days_on: 0, distance: have - below, awaited: None });
                }
            }
            // What an officer would have to state: further than what happens by itself.
            (FactKind::Flag, have) => {
                if let Comparison::Is(Operand::Literal(FactValue::Flag(wanted))) = comparison
                    && have != Some(FactValue::Flag(*wanted))
                {
                    let fact = Some((name.to_owned(), FactValue::Flag(*wanted)));
                    found(Supposed { fact, days_on: 0, distance: 1e6, awaited: None });
                }
            }
            _ => {}
        }
    }

    /// The next values above what is there at which a comparison turns.
    fn crossings(&mut self, comparison: &Comparison, have: f64, is_count: bool) -> Vec<f64> {
        let mut line = |operand: &Operand, is_past: bool| -> Option<f64> {
            let known = self.operand(operand).0?;
            let line = number(&known.value)?;
            let next = match (is_count, is_past) {
                (true, true) => line.floor() + 1.0,
                (true, false) => line.ceil(),
                (false, true) => line.next_up(),
                (false, false) => line,
            };
            (next > have).then_some(next)
        };
        let lines = match comparison {
            Comparison::AtLeast(operand) | Comparison::LessThan(operand) => {
                vec![line(operand, false)]
            }
            Comparison::MoreThan(operand) | Comparison::AtMost(operand) => {
                vec![line(operand, true)]
            }
            Comparison::Between(low, high) => vec![line(low, false), line(high, true)],
            Comparison::Is(operand) | Comparison::IsNot(operand) => {
                vec![line(operand, false), line(operand, true)]
            }
            _ => Vec::new(),
        };
        lines.into_iter().flatten().collect()
    }

    /// The count just below the line that is reached, where it is not far: a case or two that are ruled out.
    fn just_below(&mut self, comparison: &Comparison, have: f64) -> Option<f64> {
        let (operand, is_past) = match comparison {
            Comparison::AtLeast(operand) => (operand, false),
            Comparison::MoreThan(operand) => (operand, true),
            _ => return None,
        };
        let line = number(&self.operand(operand).0?.value)?;
        let below = if is_past { line.floor() } else { line.ceil() - 1.0 };
        (0.0 <= below && below < have && have - below <= NEAR_COUNT).then_some(below)
    }

    /// What is under way already and awaited comes before anything that would have to be begun.
    fn suppose_awaited(&self, name: &str, have: Option<Date>, found: &mut dyn FnMut(Supposed)) {
        let Some(awaited) = self.set.facts.get(name).and_then(|it| it.awaited.as_ref()) else {
            return;
        };
        let Some(on) = self.fact_if_known(&awaited.fact).and_then(|it| date(&it.value)) else {
            return;
        };
        if have.is_none_or(|have| have < on) {
            let fact = Some((name.to_owned(), FactValue::Date(on)));
            let awaited = Some(self.fill(&awaited.when));
            found(Supposed { fact, days_on: 0, distance: -1.0, awaited });
        }
    }

    /// A count of days turns when enough of them pass, or when what ends it comes late enough.
    fn suppose_days(
        &mut self,
        (from, counted_to, day_one): (&str, &Moment, f64),
        comparison: &Comparison,
        found: &mut dyn FnMut(Supposed),
    ) {
        let Some(from) = self.fact_if_known(from).and_then(|known| date(&known.value)) else {
            return;
        };
        for line in self.crossings(comparison, f64::NEG_INFINITY, true) {
            let Some(on) = add_days(from, line + day_one) else { continue };
            let days_on = days(self.day, on) as i64;
            match counted_to {
                Moment::DayAsked if (1..=FARTHEST_DAYS).contains(&days_on) => {
                    found(Supposed {
                        fact: None,
                        days_on,
                        distance: days_on as f64,
                        awaited: None,
                    });
                }
                Moment::Fact(name) if days_on <= FARTHEST_DAYS => {
                    let days_on = days_on.max(0);
                    let Some(on) = add_days(self.day, days_on as f64) else { continue };
                    let have = self.fact_if_known(name).and_then(|known| date(&known.value));
                    self.suppose_awaited(name, have, found);
                    if have.is_none_or(|have| have < on) {
                        let fact = Some((name.clone(), FactValue::Date(on)));
                        found(Supposed { fact, days_on, distance: days_on as f64, awaited: None });
                    }
                }
                _ => {}
            }
        }
    }
}

/// That it is so by another reading than the one chosen.
fn by_another(reading: &Alternative) -> Words {
    Words::new(
        format!(", chỉ theo cách hiểu khác — {}", reading.note.vi),
        format!(", only by another reading — {}", reading.note.en),
    )
}

fn span(days: i64) -> Span {
    Span::new().hours(24 * days)
}

fn answer_of(outcome: &Outcome<'_>) -> Vec<FactValue> {
    outcome.rows.iter().map(|row| row.value.clone()).collect()
}

/// A label as it stands within a sentence; what is an abbreviation keeps its capitals.
fn within_sentence(label: &str) -> String {
    let mut letters = label.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() || second == ' ' => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => label.to_owned(),
    }
}
