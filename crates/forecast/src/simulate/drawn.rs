//! Scenarios side by side, as a picture.

use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use taicho_model::Words;

use super::compare::{Quantity, Spread, Summary};
use super::fit::Calibration;
use super::outcome::{Day, Run};
use super::scenario::Scenario;
use crate::picture::{
    Compared, Comparison, CountedFan, CountedFigure, Course, FittedScenario, Intervention, Point,
    Told,
};

/// Day 0 of scenarios without dates.
const UNDATED: Date = date(1970, 1, 1);

/// So much is compared: what a steering committee asks for first.
const COMPARED: [Quantity; 8] = [
    Quantity::NewInfections,
    Quantity::Beds,
    Quantity::Oxygen,
    Quantity::IntensiveBeds,
    Quantity::Deaths,
    Quantity::Swabs,
    Quantity::QuarantinePlaces,
    Quantity::Staff,
];

/// Puts the runs of scenarios into a picture; the first is the one that the others are compared with.
///
/// Scenarios have dates there if all begin on the same day; runs of one number are compared with each other.
pub fn comparison(scenarios: &[(&Scenario, &[Run], &Summary)], in_vietnamese: bool) -> Comparison {
    let starts: Vec<Option<Date>> = scenarios.iter().map(|it| it.0.starts_on()).collect();
    let shared = starts
        .first()
        .copied()
        .flatten()
        .filter(|first| starts.iter().all(|it| *it == Some(*first)));
    let start = shared.unwrap_or(UNDATED);
    let compared = COMPARED.into_iter().filter_map(|quantity| compared(scenarios, quantity, start));
    Comparison {
        name: String::new(),
        scenarios: scenarios.iter().map(|it| it.0.title.clone()).collect(),
        compared: compared.collect(),
        interventions: interventions(scenarios, start),
        runs: scenarios.iter().map(|it| it.1.len() as u32).min().unwrap_or_default(),
        dated: shared.is_some(),
        in_vietnamese,
    }
}

fn on(start: Date, day: usize) -> Date {
    start.saturating_add((day as i32).days())
}

fn compared(
    scenarios: &[(&Scenario, &[Run], &Summary)],
    quantity: Quantity,
    start: Date,
) -> Option<Compared> {
    let peaks = |scenario: &Scenario, runs: &[Run]| -> Vec<(f64, usize)> {
        let value = |day: &Day| quantity.of(day, &scenario.capacity);
        let peak = |run: &Run| {
            let values = run.days.iter().map(value).enumerate();
            values.fold(
                (0.0, 0),
                |most, (day, value)| if value > most.0 { (value, day) } else { most },
            )
        };
        runs.iter().map(peak).collect()
    };
    let all: Vec<Vec<(f64, usize)>> =
        scenarios.iter().map(|(scenario, runs, _)| peaks(scenario, runs)).collect();
    if all.iter().flatten().all(|(peak, _)| *peak <= 0.0) {
        return None;
    }
    let courses = scenarios.iter().zip(&all).map(|((_, _, summary), peaks)| {
        let by_day =
            summary.by_day.iter().find(|(it, _)| *it == quantity).map(|it| it.1.as_slice());
        let points = by_day.unwrap_or_default().iter().enumerate();
        let mut values: Vec<f64> = peaks.iter().map(|it| it.0).collect();
        let mut days: Vec<f64> = peaks.iter().map(|it| it.1 as f64).collect();
        let mut differences: Vec<f64> =
            peaks.iter().zip(&all[0]).map(|(one, first)| one.0 - first.0).collect();
        let out = summary.runs_out.iter().find(|it| it.quantity == quantity);
        Course {
            points: points
                .map(|(day, it)| Point { on: on(start, day), value: Some(it.quantiles) })
                .collect(),
            peak: Some(Spread::of(&mut values).quantiles),
            peak_on: Some(on(start, Spread::of(&mut days).quantiles.median.round() as usize)),
            exceeded_in: out.map_or(0.0, |it| it.share),
            exceeded_on: out
                .and_then(|it| it.day)
                .map(|it| on(start, it.quantiles.median.round() as usize)),
            difference: Some(Spread::of(&mut differences).quantiles),
        }
    });
    let words = quantity.words();
    Some(Compared {
        quantity: words,
        unit: quantity.unit(),
        capacity: scenarios.iter().find_map(|(scenario, _, _)| quantity.most(&scenario.capacity)),
        courses: courses.collect(),
    })
}

/// What is done when, and in which scenarios.
fn interventions(scenarios: &[(&Scenario, &[Run], &Summary)], start: Date) -> Vec<Intervention> {
    let mut found: Vec<(u16, Words, Vec<usize>)> = Vec::new();
    for (at, (scenario, _, _)) in scenarios.iter().enumerate() {
        for (day, named) in scenario.done() {
            match found.iter_mut().find(|it| (it.0, &it.1) == (day, &named)) {
                Some(known) => known.2.push(at),
                None => found.push((day, named, vec![at])),
            }
        }
    }
    let of = |(day, named, whose): (u16, Words, Vec<usize>)| Intervention {
        on: on(start, usize::from(day)),
        named,
        scenarios: if whose.len() == scenarios.len() { Vec::new() } else { whose },
    };
    found.into_iter().map(of).collect()
}

/// Puts what counts tell of a scenario into a picture; the runs are those of [`Calibration::runs`].
pub fn beside_counts(
    calibration: &Calibration,
    runs: &[Run],
    in_vietnamese: bool,
) -> FittedScenario {
    let counted = calibration.fans(runs).into_iter().map(|fan| CountedFan {
        quantity: fan.measured.words(),
        figures: fan
            .steps
            .into_iter()
            .map(|step| CountedFigure {
                first_on: step.first_on,
                last_on: step.last_on,
                counted: step.counted.map(|it| it as f64),
                quantiles: step.quantiles,
            })
            .collect(),
    });
    let told = calibration.fitted().into_iter().map(|it| Told {
        what: it.prior.parameter.words(),
        quantiles: it.quantiles,
        is_told: it.is_told,
    });
    FittedScenario {
        scenario: calibration.scenario().title.clone(),
        counted: counted.collect(),
        told: told.collect(),
        warning: calibration.warning(),
        in_vietnamese,
    }
}
