//! Three-valued logic: holds, does not hold, or cannot be told.

use taicho_model::{Confidence, FactValue, Origin, UsedFact, Words};

use crate::evaluate::Desk;
use crate::evaluate::known::{Known, date, days, number};
use crate::notation::{Comparison, Condition, Measured, Operand, Test};
use crate::wording::{plain_number, symbol};

/// Whether something holds, and how sure we are of that.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Verdict {
    pub(crate) holds: Option<bool>,
    pub(crate) tag: Confidence,
}

/// The surest of the parts that settle the answer is enough; where all parts are needed, the least sure counts.
fn join(parts: &[Verdict], settles: bool) -> Verdict {
    let settling =
        parts.iter().filter(|part| part.holds == Some(settles)).map(|part| part.tag).min();
    if let Some(tag) = settling {
        return Verdict { holds: Some(settles), tag };
    }
    if parts.iter().any(|part| part.holds.is_none()) {
        return Verdict { holds: None, tag: Confidence::U };
    }
    let tag = parts.iter().map(|part| part.tag).max().unwrap_or(Confidence::V);
    Verdict { holds: Some(!settles), tag }
}

impl Desk<'_> {
    /// Every part is looked at, so that the trace is whole.
    pub(crate) fn condition(&mut self, condition: &Condition) -> Verdict {
        match condition {
            Condition::All(parts) => join(&self.parts(parts, false), false),
            Condition::Any(parts) => join(&self.parts(parts, true), true),
            Condition::None(parts) => {
                let any = join(&self.parts(parts, true), true);
                Verdict { holds: any.holds.map(|holds| !holds), tag: any.tag }
            }
            Condition::Test(test) => self.test(test),
        }
    }

    fn parts(&mut self, parts: &[Condition], settles: bool) -> Vec<Verdict> {
        let mut verdicts = Vec::with_capacity(parts.len());
        for part in parts {
            verdicts.push(self.condition(part));
            // Where nobody looks at the trace or at how sure it is, what settles the answer is enough.
            let is_settled = verdicts.last().is_some_and(|last| last.holds == Some(settles));
            if is_settled && self.readings.is_bare() {
                break;
            }
        }
        verdicts
    }

    fn test(&mut self, test: &Test) -> Verdict {
        if let (Measured::Fact(name), Comparison::Known(wanted)) =
            (&test.measured, &test.comparison)
        {
            return self.known_test(name, *wanted);
        }
        let measured = self.measure(&test.measured);
        let counted_tag = test.counted_with.as_ref().map(|name| {
            if !self.readings.is_quiet || self.readings.keeps_parameters {
                self.trace.counted_with.insert((self.set.id.clone(), name.clone()));
            }
            self.parameter(name).tag
        });
        let (holds, threshold, threshold_tag) = self.compare(measured.as_ref(), &test.comparison);
        let tags = [measured.as_ref().map(|known| known.tag), counted_tag, threshold_tag];
        let weakest = tags.into_iter().flatten().max().unwrap_or(Confidence::U);
        let tag = if holds.is_some() { weakest } else { Confidence::U };
        if self.readings.is_quiet {
            return Verdict { holds, tag };
        }
        let (name, label) = self.name_of(&test.measured);
        self.trace.push(UsedFact {
            name,
            label,
            value: measured.as_ref().map(|known| known.value.clone()),
            threshold: Some(threshold),
            holds,
            origin: measured.and_then(|known| known.origin),
            confidence: tag,
        });
        Verdict { holds, tag }
    }

    fn known_test(&mut self, name: &str, wanted: bool) -> Verdict {
        let known = self.fact_if_known(name);
        let tag = known.as_ref().map_or(Confidence::V, |known| known.tag);
        let holds = known.is_some() == wanted;
        if self.readings.is_quiet {
            return Verdict { holds: Some(holds), tag };
        }
        self.trace.push(UsedFact {
            name: name.to_owned(),
            label: self.label(name),
            threshold: Some(if wanted { "≠ ∅" } else { "= ∅" }.to_owned()),
            holds: Some(holds),
            origin: known.as_ref().and_then(|known| known.origin),
            value: known.map(|known| known.value),
            confidence: tag,
        });
        Verdict { holds: Some(holds), tag }
    }

    fn measure(&mut self, measured: &Measured) -> Option<Known> {
        match measured {
            Measured::Fact(name) => self.fact(name),
            Measured::Parameter(name) => Some(self.parameter(name)),
            Measured::Sum(names) => {
                let parts: Vec<_> = names.iter().map(|name| self.shown_fact(name)).collect();
                let parts: Vec<Known> = parts.into_iter().collect::<Option<_>>()?;
                let sum = parts.iter().filter_map(|part| number(&part.value)).sum();
                let tag = parts.iter().map(|part| part.tag).max()?;
                Some(Known { value: FactValue::Number(sum), origin: parts[0].origin, tag })
            }
            Measured::DaysSince { fact, counted_to, stated_as_of } => {
                let from = self.shown_fact(fact);
                let to = self.moment(counted_to);
                let (from, (to, to_tag)) = (from?, to?);
                let mut tag = from.tag.max(to_tag);
                let mut start = date(&from.value)?;
                if let Some(name) = stated_as_of
                    && from.origin == Some(Origin::Seed)
                {
                    let (reading, shift) = self.shift(name)?;
                    tag = tag.max(reading);
                    start = start.checked_add(jiff::Span::new().days(shift)).ok()?;
                }
                Some(Known { value: FactValue::Number(days(start, to)), origin: from.origin, tag })
            }
            Measured::DayOf { fact, counted_to, day_one } => {
                let from = self.shown_fact(fact);
                let to = self.moment(counted_to);
                let (from, (to, to_tag)) = (from?, to?);
                let day_one = self.parameter(day_one);
                let number = days(date(&from.value)?, to) - number(&day_one.value)? + 1.0;
                let tag = from.tag.max(to_tag).max(day_one.tag);
                Some(Known { value: FactValue::Number(number), origin: from.origin, tag })
            }
        }
    }

    /// By how many days another reading of "counted as of" moves a date that a seed gave as a day count.
    fn shift(&mut self, name: &str) -> Option<(Confidence, i64)> {
        let written = self.set.parameter(name).and_then(|parameter| date(&parameter.value))?;
        let read = self.parameter(name);
        Some((read.tag, days(written, date(&read.value)?) as i64))
    }

    fn name_of(&self, measured: &Measured) -> (String, Words) {
        match measured {
            Measured::Fact(name) => (name.clone(), self.label(name)),
            Measured::Parameter(name) => {
                let label = self.set.parameter(name).map(|parameter| parameter.label.clone());
                (name.clone(), label.unwrap_or_default())
            }
            Measured::Sum(names) => {
                let labels: Vec<Words> = names.iter().map(|name| self.label(name)).collect();
                let text = |pick: fn(&Words) -> &str| {
                    labels.iter().map(pick).collect::<Vec<_>>().join(" + ")
                };
                (names.join("+"), Words::new(text(|words| &words.vi), text(|words| &words.en)))
            }
            Measured::DaysSince { fact, .. } => {
                let label = self.label(fact);
                let vi = format!("Số ngày kể từ: {}", label.vi);
                (format!("days_since_{fact}"), Words::new(vi, format!("Days since: {}", label.en)))
            }
            Measured::DayOf { fact, .. } => {
                let label = self.label(fact);
                let vi = format!("Số thứ tự của ngày, tính từ: {}", label.vi);
                (
                    format!("day_of_{fact}"),
                    Words::new(vi, format!("Number of the day, counted from: {}", label.en)),
                )
            }
        }
    }

    fn compare(
        &mut self,
        measured: Option<&Known>,
        comparison: &Comparison,
    ) -> (Option<bool>, String, Option<Confidence>) {
        let value = measured.map(|known| &known.value);
        match comparison {
            Comparison::Is(operand) => self.one(value, operand, "=", |order| order.is_eq()),
            Comparison::IsNot(operand) => self.one(value, operand, "≠", |order| !order.is_eq()),
            Comparison::AtLeast(operand) => self.one(value, operand, "≥", |order| order.is_ge()),
            Comparison::MoreThan(operand) => self.one(value, operand, ">", |order| order.is_gt()),
            Comparison::AtMost(operand) => self.one(value, operand, "≤", |order| order.is_le()),
            Comparison::LessThan(operand) => self.one(value, operand, "<", |order| order.is_lt()),
            Comparison::Between(low, high) => {
                let (above, low, low_tag) = self.one(value, low, "≥", |order| order.is_ge());
                let (below, high, high_tag) = self.one(value, high, "≤", |order| order.is_le());
                let holds = match (above, below) {
                    (Some(false), _) | (_, Some(false)) => Some(false),
                    (Some(true), Some(true)) => Some(true),
                    _ => None,
                };
                (holds, self.worded(|| format!("{low}, {high}")), low_tag.max(high_tag))
            }
            Comparison::In(values) => {
                let texts = || values.iter().map(symbol).collect::<Vec<_>>().join(", ");
                let holds = value.map(|value| values.contains(value));
                (holds, self.worded(|| format!("∈ {{{}}}", texts())), None)
            }
            Comparison::Known(wanted) => (
                Some(value.is_some() == *wanted),
                if *wanted { "≠ ∅" } else { "= ∅" }.to_owned(),
                None,
            ),
        }
    }

    fn one(
        &mut self,
        value: Option<&FactValue>,
        operand: &Operand,
        sign: &str,
        test: fn(std::cmp::Ordering) -> bool,
    ) -> (Option<bool>, String, Option<Confidence>) {
        let (threshold, text) = self.operand(operand);
        let holds = match (value, &threshold) {
            (Some(value), Some(threshold)) => order(value, &threshold.value).map(test),
            _ => None,
        };
        let text = self.worded(|| format!("{sign} {text}"));
        (holds, text, threshold.map(|known| known.tag))
    }

    pub(crate) fn operand(&mut self, operand: &Operand) -> (Option<Known>, String) {
        match operand {
            Operand::Literal(value) => {
                let known = Known { value: value.clone(), origin: None, tag: Confidence::V };
                (Some(known), self.shown(value))
            }
            Operand::Parameter(name) => {
                let known = self.parameter(name);
                let text = self.shown(&known.value);
                (Some(known), text)
            }
            Operand::Fact(name) => {
                let known = self.shown_fact(name);
                let text = match &known {
                    Some(known) => self.shown(&known.value),
                    None => self.worded(|| format!("{name}?")),
                };
                (known, text)
            }
            Operand::Spread { mean_of, plus_sd, sd, years, fewer } => {
                self.spread(mean_of, [plus_sd, sd, years], fewer.as_deref())
            }
        }
    }

    /// A threshold as it is shown; nothing where nobody looks.
    fn shown(&self, value: &FactValue) -> String {
        self.worded(|| symbol(value))
    }

    fn worded(&self, words: impl FnOnce() -> String) -> String {
        if self.readings.is_quiet { String::new() } else { words() }
    }

    fn spread(
        &mut self,
        mean_of: &str,
        [plus_sd, sd, years]: [&str; 3],
        fewer: Option<&str>,
    ) -> (Option<Known>, String) {
        let counts = self.shown_fact(mean_of);
        let factor = self.set.parameter(plus_sd).and_then(|it| number(&it.value));
        let unknown =
            self.worded(|| format!("x̄ + {} × SD", plain_number(factor.unwrap_or_default())));
        // Nothing is reckoned where nobody counted: no doubt about how it would be is a doubt about the answer.
        let Some(counts) = counts else { return (None, unknown) };
        let [plus_sd, sd, years] = [plus_sd, sd, years].map(|name| self.parameter(name));
        let factor = number(&plus_sd.value).unwrap_or_default();
        let wanted = number(&years.value).unwrap_or_default() as usize;
        let FactValue::Numbers(all) = &counts.value else { return (None, unknown) };
        let mut fewer_tag = Confidence::V;
        let mut used = wanted;
        if all.len() < wanted
            && let Some(fewer) = fewer.map(|name| self.parameter(name))
            && fewer.value == FactValue::Text("enough".to_owned())
        {
            (used, fewer_tag) = (all.len(), fewer.tag);
        }
        // Of one year nothing is known about how years differ.
        if all.len() < used || used < 2 {
            let label = self.label(mean_of);
            self.trace.too_short(mean_of, label, all.len(), wanted);
            return (None, unknown);
        }
        let wanted = used;
        let last = &all[all.len() - wanted..];
        let mean = last.iter().sum::<f64>() / wanted as f64;
        let squares: f64 = last.iter().map(|count| (count - mean).powi(2)).sum();
        let population = sd.value == FactValue::Text("population".to_owned());
        let divisor = if population { wanted } else { wanted - 1 } as f64;
        let deviation = (squares / divisor).sqrt();
        let line = mean + factor * deviation;
        let tag = [counts.tag, plus_sd.tag, sd.tag, years.tag, fewer_tag]
            .into_iter()
            .max()
            .unwrap_or(Confidence::U);
        if self.readings.is_quiet {
            let known = Known { value: FactValue::Number(line), origin: counts.origin, tag };
            return (Some(known), String::new());
        }
        let text = format!(
            "{} ({} + {} × {})",
            plain_number(line),
            plain_number(mean),
            plain_number(factor),
            plain_number(deviation)
        );
        (Some(Known { value: FactValue::Number(line), origin: counts.origin, tag }), text)
    }
}

/// The order of two values of one type; equality only, for flags and words.
fn order(a: &FactValue, b: &FactValue) -> Option<std::cmp::Ordering> {
    match (a, b) {
        (FactValue::Number(a), FactValue::Number(b)) => a.partial_cmp(b),
        (FactValue::Date(a), FactValue::Date(b)) => Some(a.cmp(b)),
        (FactValue::Instant(a), FactValue::Instant(b)) => Some(a.cmp(b)),
        (FactValue::Text(a), FactValue::Text(b)) => Some(a.cmp(b)),
        (FactValue::Flag(a), FactValue::Flag(b)) => Some(a.cmp(b)),
        _ => None,
    }
}
