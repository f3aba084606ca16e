//! What is done, as scenarios write it. Each measure has its days, `from` and `until`, both included.

use std::collections::BTreeMap;

use serde::Deserialize;
use taicho_model::Words;

use super::course::Course;
use super::fault::Faults;
use super::when::{Calendar, When};

/// What measures are checked against.
pub(super) struct Near<'a> {
    pub(super) layers: &'a [&'a str],
    pub(super) calendar: &'a Calendar,
    pub(super) course: &'a Course,
    pub(super) quarters: bool,
}

const fn one() -> f64 {
    1.0
}

/// Testing of people as they come, each with a chance on each day.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Test {
    pub(super) from: Option<When>,
    pub(super) until: Option<When>,
    /// Chance on one day of somebody with symptoms.
    pub(super) symptoms: f64,
    /// Chance on one day of anybody else.
    #[serde(default)]
    pub(super) others: f64,
    #[serde(default = "one")]
    pub(super) sensitivity: f64,
    /// Share of results that reach nobody.
    #[serde(default)]
    pub(super) lost: f64,
    /// Days until the result is known.
    #[serde(default)]
    pub(super) result_days: u16,
    /// Results that the laboratories can give on one day; the others wait.
    pub(super) results_a_day: Option<u32>,
}

/// A round in which everybody is sampled on one day.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MassRound {
    pub(super) on: Vec<When>,
    /// Share of people who are reached.
    #[serde(default = "one")]
    pub(super) share: f64,
    /// Samples in one pool.
    #[serde(default = "single")]
    pub(super) pool: u16,
    /// Chance that a pool with somebody infectious is found, and then they.
    #[serde(default = "one")]
    pub(super) sensitivity: f64,
    #[serde(default)]
    pub(super) result_days: u16,
}

const fn single() -> u16 {
    1
}

/// Tracing of the contacts of those who are found.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Trace {
    pub(super) from: Option<When>,
    pub(super) until: Option<When>,
    /// Chance that a contact is found, by layer.
    pub(super) chance: BTreeMap<String, f64>,
    /// Days until they are told, by layer; 0 where a layer is not named.
    #[serde(default)]
    pub(super) after_days: BTreeMap<String, u16>,
    /// Days of quarantine, from the day on which the case was found.
    pub(super) quarantine_days: u16,
    /// Cases whose contacts can be traced on one day.
    pub(super) cases_a_day: Option<u32>,
    /// Places in quarantine sites; without any, everybody stays at home.
    #[serde(default)]
    pub(super) places: u32,
    /// What is left of contacts in a quarantine site.
    #[serde(default)]
    pub(super) in_place: f64,
    /// Days of quarantine on which somebody is tested, counted from its first.
    #[serde(default)]
    pub(super) test_on: Vec<u16>,
    #[serde(default = "one")]
    pub(super) sensitivity: f64,
}

/// Vaccination.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Vaccinate {
    pub(super) vaccine: String,
    pub(super) from: Option<When>,
    pub(super) until: Option<When>,
    /// Chance on one day of somebody who had no dose.
    pub(super) chance_a_day: Option<f64>,
    /// First doses that can be given on one day.
    pub(super) first_doses_a_day: Option<u32>,
    /// Youngest and oldest.
    pub(super) ages: Option<(u8, u8)>,
    /// Gives one further dose to those who had all theirs.
    #[serde(default)]
    pub(super) booster: bool,
}

/// Closing of places: what is left of the contacts of some layers.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Close {
    pub(super) from: Option<When>,
    pub(super) until: Option<When>,
    pub(super) layers: Vec<String>,
    /// Share of contacts that remain.
    pub(super) contacts: f64,
}

/// Distancing: what a contact still passes on, by layer, or by the tier of a directive.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Distance {
    pub(super) from: Option<When>,
    pub(super) until: Option<When>,
    /// The directive that the factors stand for: 15, 16 or 19.
    pub(super) tier: Option<u8>,
    /// What is left of transmission, by layer.
    pub(super) left: BTreeMap<String, f64>,
}

/// Containment of single quarters.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ZoneRule {
    pub(super) from: Option<When>,
    pub(super) until: Option<When>,
    /// Cases found in a quarter that close it.
    pub(super) cases: u32,
    /// Days within which they must be found.
    pub(super) within_days: u16,
    /// Days until it is closed.
    #[serde(default)]
    pub(super) after_days: u16,
    /// Days for which it stays closed after its last case was found.
    pub(super) closed_days: u16,
    /// Share of contacts left between households of the zone.
    pub(super) inside: f64,
    /// Share of contacts left across its border.
    pub(super) across: f64,
    /// Days after its closing on which everybody within is sampled.
    #[serde(default)]
    pub(super) rounds_on: Vec<u16>,
    #[serde(default = "one")]
    pub(super) share: f64,
    #[serde(default = "one")]
    pub(super) sensitivity: f64,
    #[serde(default = "single")]
    pub(super) pool: u16,
}

/// Cases who come from outside.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ImportCases {
    pub(super) from: Option<When>,
    pub(super) until: Option<When>,
    /// How many on one day, on the average.
    pub(super) a_day: f64,
    pub(super) variant: Option<String>,
}

impl Test {
    pub(super) fn check(&self, place: &str, near: &Near<'_>, faults: &mut Faults) {
        near.calendar.check(place, self.from.as_ref(), self.until.as_ref(), faults);
        faults.share(&format!("{place}.symptoms"), self.symptoms);
        faults.share(&format!("{place}.others"), self.others);
        faults.share(&format!("{place}.sensitivity"), self.sensitivity);
        faults.share(&format!("{place}.lost"), self.lost);
        faults.within(&format!("{place}.result_days"), f64::from(self.result_days), 0.0, 100.0);
    }
}

impl MassRound {
    pub(super) fn check(&self, place: &str, near: &Near<'_>, faults: &mut Faults) {
        for when in &self.on {
            near.calendar.check(place, Some(when), None, faults);
        }
        faults.share(&format!("{place}.share"), self.share);
        faults.share(&format!("{place}.sensitivity"), self.sensitivity);
        faults.within(&format!("{place}.pool"), f64::from(self.pool), 1.0, 1_000.0);
        faults.within(&format!("{place}.result_days"), f64::from(self.result_days), 0.0, 100.0);
    }
}

impl Trace {
    pub(super) fn check(&self, place: &str, near: &Near<'_>, faults: &mut Faults) {
        near.calendar.check(place, self.from.as_ref(), self.until.as_ref(), faults);
        for (layer, chance) in &self.chance {
            let place = format!("{place}.chance");
            faults.known(&place, layer, near.layers.iter().copied());
            faults.share(&format!("{place}.{layer}"), *chance);
        }
        for (layer, days) in &self.after_days {
            let place = format!("{place}.after_days");
            faults.known(&place, layer, near.layers.iter().copied());
            let most = f64::from(self.quarantine_days);
            faults.within(&format!("{place}.{layer}"), f64::from(*days), 0.0, most);
        }
        faults.within(
            &format!("{place}.quarantine_days"),
            f64::from(self.quarantine_days),
            0.0,
            365.0,
        );
        faults.share(&format!("{place}.in_place"), self.in_place);
        faults.share(&format!("{place}.sensitivity"), self.sensitivity);
    }
}

impl Vaccinate {
    pub(super) fn check(&self, place: &str, near: &Near<'_>, faults: &mut Faults) {
        near.calendar.check(place, self.from.as_ref(), self.until.as_ref(), faults);
        let known = near.course.vaccine.keys().map(String::as_str);
        faults.known(&format!("{place}.vaccine"), &self.vaccine, known);
        faults.share(&format!("{place}.chance_a_day"), self.chance_a_day.unwrap_or_default());
        if self.chance_a_day.is_none() && self.first_doses_a_day.is_none() {
            faults.add(
                place,
                "cần chance_a_day hoặc first_doses_a_day",
                "needs chance_a_day or first_doses_a_day",
            );
        }
        if near.course.immunity.is_none() {
            faults.add(place, "bệnh này chưa có mục immunity", "the course has no immunity");
        }
        if let Some((youngest, oldest)) = self.ages {
            faults.within(&format!("{place}.ages"), f64::from(oldest), f64::from(youngest), 120.0);
        }
    }
}

impl Close {
    pub(super) fn check(&self, place: &str, near: &Near<'_>, faults: &mut Faults) {
        near.calendar.check(place, self.from.as_ref(), self.until.as_ref(), faults);
        for layer in &self.layers {
            faults.known(&format!("{place}.layers"), layer, near.layers.iter().copied());
        }
        faults.share(&format!("{place}.contacts"), self.contacts);
    }
}

impl Distance {
    pub(super) fn check(&self, place: &str, near: &Near<'_>, faults: &mut Faults) {
        near.calendar.check(place, self.from.as_ref(), self.until.as_ref(), faults);
        for (layer, left) in &self.left {
            faults.known(&format!("{place}.left"), layer, near.layers.iter().copied());
            faults.share(&format!("{place}.left.{layer}"), *left);
        }
    }
}

impl ZoneRule {
    pub(super) fn check(&self, place: &str, near: &Near<'_>, faults: &mut Faults) {
        near.calendar.check(place, self.from.as_ref(), self.until.as_ref(), faults);
        if !near.quarters {
            faults.add(place, "cần có population.quarter_size", "needs population.quarter_size");
        }
        faults.within(&format!("{place}.cases"), f64::from(self.cases), 1.0, 1e6);
        faults.within(&format!("{place}.within_days"), f64::from(self.within_days), 1.0, 365.0);
        faults.within(&format!("{place}.closed_days"), f64::from(self.closed_days), 1.0, 365.0);
        faults.share(&format!("{place}.inside"), self.inside);
        faults.share(&format!("{place}.across"), self.across);
        faults.share(&format!("{place}.share"), self.share);
        faults.share(&format!("{place}.sensitivity"), self.sensitivity);
        faults.within(&format!("{place}.pool"), f64::from(self.pool), 1.0, 1_000.0);
    }
}

impl ImportCases {
    pub(super) fn check(&self, place: &str, near: &Near<'_>, faults: &mut Faults) {
        near.calendar.check(place, self.from.as_ref(), self.until.as_ref(), faults);
        faults.within(&format!("{place}.a_day"), self.a_day, 0.0, 1e6);
        if let Some(variant) = &self.variant {
            let wild = std::iter::once(super::course::WILD);
            let known = near.course.variant.keys().map(String::as_str).chain(wild);
            faults.known(&format!("{place}.variant"), variant, known);
        }
    }
}

/// What a measure does on the days on which it begins or ends: its first days, whether it begins, and its name.
pub(super) type Done = (u16, Words);

/// The beginning and the end of a measure, as far as they lie within the scenario.
pub(super) fn begins_and_ends(
    days: &std::ops::RangeInclusive<u16>,
    last: u16,
    vi: &str,
    en: &str,
) -> Vec<Done> {
    let (from, until) = (*days.start(), *days.end());
    let mut done = Vec::new();
    if from <= until {
        done.push((from, Words::new(format!("bắt đầu {vi}"), format!("{en} begins"))));
        if until < last {
            done.push((until + 1, Words::new(format!("kết thúc {vi}"), format!("{en} ends"))));
        }
    }
    done
}
