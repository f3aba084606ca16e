//! The simulator: its outcomes beside Covasim's and beside a plain loop, its measures, and bad scenarios.

mod bad_input;
mod bands;
mod fit;
mod measures;
mod plain_loop;
mod reproducible;

use std::ops::ControlFlow;

use taicho_forecast::simulate::{Model, Run, Scenario, ScenarioError, Workspace};

/// A file of the content.
pub(crate) fn content(path: &str) -> Option<String> {
    std::fs::read_to_string(format!("{}/../../content/{path}", env!("CARGO_MANIFEST_DIR"))).ok()
}

pub(crate) fn read(text: &str) -> Result<Scenario, ScenarioError> {
    Scenario::read("kịch bản.toml", text, &content)
}

/// A scenario that is built in.
pub(crate) fn built_in(name: &str) -> Scenario {
    read(&content(&format!("scenarios/{name}.toml")).expect(name)).expect(name)
}

pub(crate) fn runs(model: &Model, runs: u64, seed: u64) -> Vec<Run> {
    let mut work = Workspace::default();
    (0..runs)
        .map(|number| model.run(seed, number, &mut work, |_, _| ControlFlow::Continue(())))
        .collect()
}

/// Mean and standard deviation.
pub(crate) fn moments(values: &[f64]) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (mean, (squares / (count - 1.0)).sqrt())
}

/// The values of one outcome.
pub(crate) fn outcome(runs: &[Run], name: &str) -> Vec<f64> {
    let of = |run: &Run| run.outcome().named().iter().find(|it| it.0 == name).map(|it| it.1);
    runs.iter().map(|run| of(run).expect(name)).collect()
}

/// Two thousand people who meet in households, at work and anywhere.
pub(crate) const SMALL: &str = r#"
title = { vi = "Thử", en = "Trial" }
course = "covid-19-2020"
days = 90
infected_at_start = 10

[population]
size = 2000
ages = "united-states"
quarter_size = 100

[[population.layer]]
name = "household"
kind = "households"
size = 3.0
weight = 3.0
isolated = 0.3
quarantined = 0.6

[[population.layer]]
name = "work"
kind = "groups"
size = 8.0
ages = [18, 64]
share = 0.8
weight = 0.6
isolated = 0.1
quarantined = 0.2

[[population.layer]]
name = "community"
kind = "random"
contacts = 10
within_quarter = 0.5
weight = 0.5
isolated = 0.1
quarantined = 0.2

[[population.layer]]
name = "street"
kind = "mixing"
contacts = 4
weight = 0.4
isolated = 0.1
quarantined = 0.2
"#;
