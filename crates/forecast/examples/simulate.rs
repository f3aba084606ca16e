//! Runs a scenario file some times and prints the mean and deviation of each outcome.
//!
//! `cargo run --release -p taicho-forecast --example simulate -- content/scenarios/plain.toml 20`

use std::ops::ControlFlow;
use std::time::Instant;

use taicho_forecast::simulate::{Model, Scenario, Workspace};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().ok_or("a scenario file is wanted")?;
    let runs: u64 = arguments.next().as_deref().unwrap_or("20").parse()?;
    let size: Option<u32> = arguments.next().map(|size| size.parse()).transpose()?;
    let library = |path: &str| std::fs::read_to_string(format!("content/{path}")).ok();
    let mut scenario = Scenario::read(&file, &std::fs::read_to_string(&file)?, &library)?;
    if let Some(size) = size {
        scenario = scenario.with_size(size)?;
    }
    let (size, days) = (scenario.size(), scenario.days());
    let model = Model::of(scenario);
    let mut work = Workspace::default();
    let started = Instant::now();
    let outcomes: Vec<_> = (0..runs)
        .map(|number| model.run(1, number, &mut work, |_, _| ControlFlow::Continue(())).outcome())
        .collect();
    let seconds = started.elapsed().as_secs_f64();
    for at in 0..6 {
        let values: Vec<f64> = outcomes.iter().map(|outcome| outcome.named()[at].1).collect();
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        println!(
            "{:16} {mean:10.1} {:8.1}",
            outcomes[0].named()[at].0,
            (squares / values.len() as f64).sqrt()
        );
    }
    let agent_days = f64::from(size) * f64::from(days) * runs as f64;
    println!("{seconds:.3} s, {:.1} million agent-days a second", agent_days / seconds / 1e6);
    Ok(())
}
