use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;
use taicho_model::{Area, Confidence, FactValue, Origin, Words, vietnam_date};
use taicho_rules::Library;
use utoipa::ToSchema;

use super::text::{Comparing, Measure, Plan};
use crate::Content;
use crate::decide::{RowsLink, rows_link};
use crate::situation::Situation;
use crate::situation::measures::{Counter, Denominator, Ground, days_between};

/// A target of a plan, and how far it is.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TargetRow {
    /// Its id in the plan.
    pub id: String,
    /// The paragraph that states it.
    pub paragraph: String,
    /// What is aimed at.
    pub label: Words,
    /// The plan's own words, or where they stand.
    pub quote: String,
    /// How the value is compared.
    pub compare: Comparing,
    /// The number; none where the plan states a day alone.
    pub value: Option<f64>,
    /// The upper number of `between`.
    pub to: Option<f64>,
    /// The unit.
    pub unit: Words,
    /// The last day, where the plan states one.
    pub by: Option<Date>,
    /// Days from the day looked at to that day; below zero once it has passed.
    pub days_left: Option<i32>,
    /// How the plan is read.
    pub note: Option<Words>,
    /// What it is measured by; none where nothing counts it yet.
    pub measured_by: Option<Words>,
    /// The value now.
    pub now: Option<Measured>,
    /// The rows of that value.
    pub rows: Option<RowsLink>,
    /// How far the value is from the number; 0 once it is reached.
    pub gap: Option<f64>,
    /// How it stands.
    pub status: TargetStatus,
    /// Why that cannot be told, where it cannot.
    pub why: Option<Words>,
}

/// Whether a plan holds on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Holding {
    /// Its first day is still to come.
    NotYet,
    /// It holds.
    Holds,
    /// Its last day has passed.
    Ended,
}

/// How a target stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TargetStatus {
    /// It is reached.
    Met,
    /// It is not reached, and there is time, or no day.
    NotMet,
    /// It is not reached, and its last day has passed.
    Overdue,
    /// It cannot be told.
    Unknown,
}

/// A value with who stands behind it.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Measured {
    /// The value.
    pub value: f64,
    /// Who stands behind it.
    pub origin: Origin,
    /// How sure it is.
    pub confidence: Confidence,
    /// Since when it is stated, or the day that it was counted for.
    pub on: Option<Date>,
    /// What a share was counted from.
    pub numerator: Option<f64>,
    /// What it is held against.
    pub denominator: Option<Denominator>,
}

/// The targets of a plan; unknown all of them where no situation is at hand.
pub(super) fn rows(
    plan: &Plan<'_>,
    situation: Option<&Situation>,
    content: &Content,
    library: &Library,
    holds: Holding,
) -> Vec<TargetRow> {
    let row = |target| {
        let resolved = plan.resolved(target, library).expect("checked when it was read");
        let measure = resolved.measure.as_ref();
        let now =
            measure.zip(situation).and_then(|(it, situation)| measured(it, situation, content));
        let aim =
            Aim { compare: target.compare, value: resolved.value, to: target.to, by: resolved.by };
        let day = situation.map(|situation| vietnam_date(situation.as_of));
        let unknown = match (measure, situation, &now, holds) {
            (None, ..) => Some(nothing_counts()),
            (_, None, ..) => Some(no_area()),
            (.., Holding::NotYet) => Some(not_begun()),
            (.., None, _) => Some(nobody_says()),
            (.., Some(now), _) if !now.confidence.decides() => Some(only_advises()),
            _ if aim.value.is_none() => Some(no_number()),
            _ => None,
        };
        let known = now.as_ref().map(|now| now.value).zip(day).filter(|_| unknown.is_none());
        let status = known.and_then(|(value, day)| aim.status(value, day));
        TargetRow {
            id: target.id.clone(),
            paragraph: target.paragraph.clone(),
            quote: resolved.quote,
            compare: target.compare,
            value: aim.value,
            to: aim.to,
            by: aim.by,
            days_left: aim.by.zip(day).map(|(by, day)| days_between(day, by)),
            note: target.note.clone(),
            measured_by: measure.map(|measure| match measure {
                Measure::Fact(name) => {
                    library.catalogue().get(name).expect("checked when it was read").label.clone()
                }
                Measure::Counted(measure) => measure.label.clone(),
            }),
            rows: measure.zip(situation).map(|(it, situation)| rows_of(it, situation, content)),
            gap: now.as_ref().and_then(|now| aim.gap(now.value)),
            now,
            status: status.unwrap_or(TargetStatus::Unknown),
            why: unknown,
            label: resolved.label,
            unit: resolved.unit,
        }
    };
    plan.targets.iter().map(row).collect()
}

/// What a plan aims at: a number, and by when.
#[derive(Clone, Copy)]
struct Aim {
    compare: Comparing,
    value: Option<f64>,
    to: Option<f64>,
    by: Option<Date>,
}

impl Aim {
    /// How far a value is from what is aimed at; none where the plan states no number.
    fn gap(&self, now: f64) -> Option<f64> {
        let value = self.value?;
        let gap = match (self.compare, self.to) {
            (Comparing::AtLeast, _) | (Comparing::Between, None) => value - now,
            (Comparing::AtMost, _) => now - value,
            (Comparing::Between, Some(to)) => (value - now).max(now - to),
        };
        Some(gap.max(0.0))
    }

    /// A target is due on its last day, and overdue on the day after.
    fn status(&self, now: f64, day: Date) -> Option<TargetStatus> {
        let is_met = self.gap(now)? <= 0.0;
        Some(match (is_met, self.by) {
            (true, _) => TargetStatus::Met,
            (false, Some(by)) if by < day => TargetStatus::Overdue,
            (false, _) => TargetStatus::NotMet,
        })
    }
}

/// The one place where a measure becomes a value: what an officer states of the area, or what is counted.
fn measured(measure: &Measure<'_>, situation: &Situation, content: &Content) -> Option<Measured> {
    match measure {
        Measure::Fact(name) => {
            let stated = situation.facts_of(&situation.area.id).filter(|fact| fact.name == *name);
            let latest = stated.max_by_key(|fact| (fact.valid_from, &fact.id))?;
            let FactValue::Number(value) = latest.value else { return None };
            Some(Measured {
                value,
                origin: latest.origin,
                confidence: latest.confidence,
                on: latest.valid_from,
                numerator: None,
                denominator: None,
            })
        }
        Measure::Counted(measure) => {
            let day = vietnam_date(situation.as_of);
            let communes: Vec<&Area> = situation.communes.iter().collect();
            let ground = Ground::whole(&situation.area, &communes);
            let reading = counter(situation, content).read(measure, ground, None, day);
            Some(Measured {
                value: reading.number()?,
                origin: reading.origin,
                confidence: reading.confidence,
                on: Some(day),
                numerator: reading.denominator.is_some().then_some(reading.numerator),
                denominator: reading.denominator,
            })
        }
    }
}

/// Targets are counted over days of their own, never since a wave began.
fn counter<'a>(situation: &'a Situation, content: &'a Content) -> Counter<'a> {
    Counter { situation, content, wave_began_on: None }
}

fn rows_of(measure: &Measure<'_>, situation: &Situation, content: &Content) -> RowsLink {
    match measure {
        Measure::Counted(measure) => rows_link(counter(situation, content), &measure.count),
        Measure::Fact(name) => RowsLink {
            path: "/facts".into(),
            query: BTreeMap::from([
                ("area".to_owned(), situation.area.code.clone()),
                ("at".to_owned(), situation.as_of.to_string()),
                ("name".to_owned(), (*name).to_owned()),
            ]),
        },
    }
}

fn nothing_counts() -> Words {
    Words::new("Chưa có gì đếm được.", "Nothing counts this yet.")
}

fn no_area() -> Words {
    Words::new(
        "Không xem được số liệu của địa bàn này vào ngày này.",
        "No figures of this area can be seen on this day.",
    )
}

fn not_begun() -> Words {
    Words::new("Kế hoạch chưa bắt đầu vào ngày này.", "The plan has not begun on this day.")
}

fn nobody_says() -> Words {
    Words::new("Chưa ai nêu số liệu.", "Nobody has stated the figure.")
}

fn only_advises() -> Words {
    Words::new(
        "Số liệu chưa chắc chắn: chỉ để tham khảo.",
        "The figure is not sure enough: it only advises.",
    )
}

fn no_number() -> Words {
    Words::new("Kế hoạch không nêu con số.", "The plan states no number.")
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn aim(compare: Comparing, value: f64, to: Option<f64>) -> Aim {
        Aim { compare, value: Some(value), to, by: Some(date(2021, 12, 31)) }
    }

    #[track_caller]
    fn check(aim: Aim, now: f64, day: Date, status: TargetStatus, gap: f64) {
        assert_eq!(
            (aim.status(now, day), aim.gap(now)),
            (Some(status), Some(gap)),
            "{now} on {day}"
        );
    }

    #[test]
    fn a_target_is_met_when_it_is_reached_exactly_and_overdue_after_its_last_day() {
        use TargetStatus::{Met, NotMet, Overdue};
        let (last, after) = (date(2021, 12, 31), date(2022, 1, 1));
        let least = aim(Comparing::AtLeast, 95.0, None);
        check(least, 95.0, after, Met, 0.0);
        check(least, 96.5, last, Met, 0.0);
        check(least, 94.5, last, NotMet, 0.5);
        check(least, 94.5, after, Overdue, 0.5);
        let most = aim(Comparing::AtMost, 4.0, None);
        check(most, 4.0, last, Met, 0.0);
        check(most, 5.0, last, NotMet, 1.0);
        check(most, 5.0, after, Overdue, 1.0);
        let between = aim(Comparing::Between, 100.0, Some(150.0));
        check(between, 100.0, last, Met, 0.0);
        check(between, 150.0, last, Met, 0.0);
        check(between, 99.0, last, NotMet, 1.0);
        check(between, 152.0, after, Overdue, 2.0);
    }

    #[test]
    fn without_a_day_nothing_is_overdue_and_without_a_number_nothing_is_told() {
        let no_day = Aim { by: None, ..aim(Comparing::AtLeast, 60.0, None) };
        check(no_day, 10.0, date(2030, 1, 1), TargetStatus::NotMet, 50.0);
        let no_number = Aim { value: None, ..no_day };
        assert_eq!((no_number.status(10.0, date(2030, 1, 1)), no_number.gap(10.0)), (None, None));
    }
}
