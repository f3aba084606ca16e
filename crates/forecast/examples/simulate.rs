//! Runs a scenario some times on one thread; prints mean and deviation of each outcome, processor time and memory.
//!
//! `cargo run --release -p taicho-forecast --example simulate -- content/scenarios/plain.toml 20 100000`; a fourth word,
//! `plainly`, tries every contact on every day instead. `bench/peers/simulate.py` runs it in turns with Covasim.

use std::ops::ControlFlow;

use taicho_forecast::simulate::{Model, Scenario, Workspace};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().ok_or("a scenario file is wanted")?;
    let runs: u64 = arguments.next().as_deref().unwrap_or("20").parse()?;
    let size: Option<u32> = arguments.next().map(|size| size.parse()).transpose()?;
    let plainly = arguments.next().is_some();
    let library = |path: &str| std::fs::read_to_string(format!("content/{path}")).ok();
    let begun = worked_s()?;
    let mut scenario = Scenario::read(&file, &std::fs::read_to_string(&file)?, &library)?;
    if let Some(size) = size {
        scenario = scenario.with_size(size)?;
    }
    let (size, days) = (scenario.size(), scenario.days());
    let model = Model::of(scenario);
    let mut work = Workspace::default();
    let outcomes: Vec<_> = (0..runs)
        .map(|number| match plainly {
            true => model.run_plainly(1, number, &mut work).outcome(),
            false => model.run(1, number, &mut work, |_, _| ControlFlow::Continue(())).outcome(),
        })
        .collect();
    let seconds = worked_s()? - begun;
    for at in 0..6 {
        let values: Vec<f64> = outcomes.iter().map(|outcome| outcome.named()[at].1).collect();
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        let sd = (squares / values.len() as f64).sqrt();
        println!("{:16} {mean:10.1} {sd:8.1}", outcomes[0].named()[at].0);
    }
    let agent_days = f64::from(size) * f64::from(days) * runs as f64;
    let status = std::fs::read_to_string("/proc/self/status")?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    println!(
        "{seconds:.3} processor s, {:.1} million agent-days a second,{peak}",
        agent_days / seconds / 1e6
    );
    Ok(())
}

/// Seconds that this thread has worked.
fn worked_s() -> Result<f64, Box<dyn std::error::Error>> {
    let stat = std::fs::read_to_string("/proc/self/schedstat")?;
    Ok(stat.split(' ').next().unwrap_or_default().parse::<f64>()? / 1e9)
}
