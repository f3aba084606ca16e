//! A province of today: 99 communes, cases of two years, and what was reported of past weeks and months.

use jiff::civil::{Date, date};
use jiff::{Timestamp, ToSpan};
use taicho_model::{
    Area, AreaLevel, Case, CaseId, CaseOrigin, CaseSetting, CaseStatus, Origin, PeriodCount,
    PeriodKind, vietnam_midnight,
};
use taicho_store::Store;

use crate::{area, put};

pub(crate) const CODE: &str = "24";

const COMMUNES: i32 = 99;

/// Weekly counts of five years for three diseases, monthly ones for one more.
const WEEKLY: &[&str] = &["dengue", "hand-foot-mouth", "measles"];
const MONTHLY: &str = "influenza";

const DISEASES: &[&str] =
    &["dengue", "hand-foot-mouth", "measles", "influenza", "varicella", "mumps"];

fn today() -> Date {
    date(2026, 11, 25)
}

/// The freeze of the day.
pub(crate) fn at() -> Timestamp {
    vietnam_midnight(today()).saturating_add(16.hours()).expect("an afternoon")
}

pub(crate) fn fill(store: &Store, cases: usize) {
    let areas: Vec<Area> = std::iter::once(area(CODE, "24/", AreaLevel::Province, None))
        .chain((0..COMMUNES).map(|n| {
            let code = format!("{:05}", 7_000 + n);
            area(&code, &format!("24/{code}/"), AreaLevel::Commune, Some(CODE))
        }))
        .collect();
    put(store, areas.clone());
    let communes = &areas[1..];
    for disease in WEEKLY {
        put(store, communes.iter().flat_map(|area| weeks(area, disease)).collect());
    }
    put(store, communes.iter().flat_map(|area| months(area, MONTHLY)).collect());
    for first in (0..cases).step_by(10_000) {
        let last = (first + 10_000).min(cases);
        put(store, (first..last).map(|n| case(&communes[n % communes.len()], n, cases)).collect());
    }
}

fn weeks<'a>(area: &'a Area, disease: &'a str) -> impl Iterator<Item = PeriodCount> + 'a {
    let first = date(2021, 11, 1);
    (0..5 * 52).map(move |week| {
        let starts_on = first.saturating_add((week * 7).days());
        count(area, disease, PeriodKind::Week, starts_on)
    })
}

fn months<'a>(area: &'a Area, disease: &'a str) -> impl Iterator<Item = PeriodCount> + 'a {
    let first = date(2021, 11, 1);
    (0..5 * 12).map(move |month| {
        count(area, disease, PeriodKind::Month, first.saturating_add(month.months()))
    })
}

fn count(area: &Area, disease: &str, period: PeriodKind, starts_on: Date) -> PeriodCount {
    let cases = i64::from(starts_on.day_of_year() * 7 % 11);
    PeriodCount {
        id: format!("{}|{disease}|{}|{starts_on}", area.code, period.as_str()),
        area_id: area.id.clone(),
        area_path: area.path.clone(),
        disease: disease.into(),
        period,
        starts_on,
        cases,
        was_epidemic: cases == 10 && starts_on.month() == 3,
        record_origin: Origin::Synthetic,
    }
}

/// A third of the cases in the last three months; the reports of a few are still to come.
fn case(area: &Area, n: usize, all: usize) -> Case {
    let back = match n % 3 {
        0 => n * 90 / all,
        _ => n * 730 / all,
    };
    let found_on = today().saturating_sub((back as i32).days());
    let detected_at = vietnam_midnight(found_on).saturating_add(8.hours()).expect("a morning");
    let reported_at = detected_at.saturating_add(((n % 30) as i64).hours()).expect("a later hour");
    Case {
        id: CaseId(format!("case-{n:06}")),
        source_key: Some(format!("C{n:06}")),
        person_id: None,
        disease: DISEASES[n / 7 % DISEASES.len()].into(),
        area_id: area.id.clone(),
        area_path: area.path.clone(),
        zone_id: None,
        status: if n.is_multiple_of(9) { CaseStatus::Suspected } else { CaseStatus::Confirmed },
        origin: if n.is_multiple_of(50) { CaseOrigin::Imported } else { CaseOrigin::Community },
        setting: CaseSetting::Quarter,
        onset_on: Some(found_on.saturating_sub(2.days())),
        found_on,
        detected_at: Some(detected_at),
        reported_at: (!n.is_multiple_of(100)).then_some(reported_at),
        source_known: Some(!n.is_multiple_of(7)),
        source_case_key: n.is_multiple_of(4).then(|| format!("C{:06}", n / 2)),
        seen_at: None,
        died_on: None,
        death_known_at: None,
        death_reported_at: None,
        cluster: n.is_multiple_of(6).then(|| format!("O{}", n / 40)),
        record_origin: Origin::Synthetic,
    }
}
