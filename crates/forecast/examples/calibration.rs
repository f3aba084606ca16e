//! Whether what counts tell of a scenario is true, and what it costs.
//!
//! `cargo run --release -p taicho-forecast --example calibration [EPIDEMICS] [SEED] [MOST]`, from the folder of the project.
//!
//! Made-up epidemics whose values are drawn from the prior, whose counts lie beside them by a noise that is drawn too:
//! an interval of 90 % must then hold the value in 90 % of them. Eight weeks are counted, four are foretold.

use std::num::NonZeroUsize;
use std::ops::ControlFlow;

use jiff::civil::date;
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng as _, SeedableRng as _};
use statrs::distribution::{ContinuousCDF as _, DiscreteCDF as _, Gamma, Poisson};
use taicho_forecast::simulate::{Fit, Measured, Model, Parameter, Prior, Scenario, Workspace};
use taicho_forecast::{Counts, Step};

const WEEKS: usize = 8;
const AHEAD: usize = 4;

fn main() {
    let asked: Vec<u64> =
        std::env::args().skip(1).map(|text| text.parse().expect("a number")).collect();
    let asked = |at: usize, usual: u64| asked.get(at).copied().unwrap_or(usual);
    let (epidemics, seed, most) = (asked(0, 40), asked(1, 1), asked(2, 4_000));
    let mut held = Held::default();
    let mut costs = Vec::new();
    let (mut effective, mut trusted) = (Vec::new(), Vec::new());
    for number in 0..epidemics {
        let Some(epidemic) = Epidemic::made(seed, number) else { continue };
        let started = cpu_s();
        let fit =
            Fit::new(scenario(1.0, 20, 1.0), &[(Measured::Found, epidemic.counts())], priors())
                .expect("counts that can be fitted");
        let found = fit
            .calibrate(most as usize, seed * 1_000 + number, NonZeroUsize::MIN, |_| {
                ControlFlow::Continue(())
            })
            .expect("it is not stopped");
        let runs = found.runs(200, NonZeroUsize::MIN, |_| ControlFlow::Continue(()));
        costs.push(cpu_s() - started);
        effective.push(found.evidence().effective);
        trusted.push(found.trust());
        for (at, fitted) in found.fitted().iter().enumerate() {
            let truth = epidemic.values[at];
            let q = fitted.quantiles;
            held.parameters[at].add(truth, (q.q25, q.q75), (q.q05, q.q95), (q.q025, q.q975));
            let of = |value: f64| {
                (value / fitted.prior.least).ln() / (fitted.prior.most / fitted.prior.least).ln()
            };
            held.widths[at].push((of(q.q95) - of(q.q05)) / 0.9);
        }
        for (at, step) in found.fans(&runs)[0].steps.iter().enumerate().take(WEEKS + AHEAD) {
            let q = step.quantiles;
            let truth = epidemic.counted[at] as f64;
            let held = if at < WEEKS { &mut held.inside } else { &mut held.ahead };
            held.add(truth, (q.q25, q.q75), (q.q05, q.q95), (q.q025, q.q975));
        }
        if std::env::var_os("SAY").is_some() {
            println!("{:?} {:?}", epidemic.values, epidemic.counted);
            for it in found.fitted() {
                println!(
                    "   {:?} {:.3} [{:.3}, {:.3}] told {} bound {:?}",
                    it.prior.parameter,
                    it.quantiles.median,
                    it.quantiles.q05,
                    it.quantiles.q95,
                    it.is_told,
                    it.bound_to
                );
            }
            println!(
                "   effective {:.0} of {} trust {:.2} noise {:.2} evidence {:.1} ± {:.2}, {:.2} s",
                found.evidence().effective,
                found.tried(),
                found.trust(),
                found.noise(),
                found.evidence().log,
                found.evidence().error,
                costs.last().unwrap_or(&0.0)
            );
        }
    }
    println!(
        "| | 50% holds | 90% holds | 95% holds | width of 90% against the prior's |\n| --- | ---: | ---: | ---: | ---: |"
    );
    for (at, parameter) in PARAMETERS.iter().enumerate() {
        held.parameters[at].print(parameter.name(), Some(median(&mut held.widths[at])));
    }
    held.inside.print("counts of the weeks known", None);
    held.ahead.print("counts of four weeks to come", None);
    println!(
        "{} epidemics; median CPU {:.2} s; runs of equal weight {:.0}; believed in full {} times",
        costs.len(),
        median(&mut costs.clone()),
        median(&mut effective),
        trusted.iter().filter(|it| **it >= 1.0).count(),
    );
}

const PARAMETERS: [Parameter; 3] =
    [Parameter::Transmission, Parameter::InfectedAtStart, Parameter::Testing];

fn priors() -> Vec<Prior> {
    let bounds = [(0.5, 2.0), (5.0, 100.0), (0.2, 2.0)];
    PARAMETERS
        .into_iter()
        .zip(bounds)
        .map(|(parameter, (least, most))| Prior { parameter, least, most })
        .collect()
}

fn scenario(transmission: f64, infected: u32, testing: f64) -> Scenario {
    let text = format!(
        r#"
            extends = "hybrid"
            title = {{ vi = "Phường", en = "Ward" }}
            days = {}
            starts_on = 2026-01-05
            infected_at_start = {infected}
            transmission_factor = {transmission}
            population = {{ size = 5000 }}
            test = [{{ symptoms = {} }}]
        "#,
        7 * (WEEKS + AHEAD) - 1,
        0.2 * testing
    );
    let content = |path: &str| std::fs::read_to_string(format!("content/{path}")).ok();
    Scenario::read("ward.toml", &text, &content).expect("a scenario")
}

struct Epidemic {
    values: Vec<f64>,
    counted: Vec<i64>,
}

impl Epidemic {
    fn made(seed: u64, number: u64) -> Option<Self> {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(seed * 1_000_003 + number);
        let mut share = || (random.next_u64() >> 11) as f64 / 2f64.powi(53);
        let values: Vec<f64> =
            priors().iter().map(|it| it.least * (it.most / it.least).powf(share())).collect();
        let noise = [0.1, 0.2, 0.4, 0.8][(share() * 4.0) as usize];
        let model = Model::of(scenario(values[0], values[1].round() as u32, values[2]));
        let mut work = Workspace::default();
        let run = model
            .run(seed ^ 0xfeed, 1_000_000 + number, &mut work, |_, _| ControlFlow::Continue(()));
        let weeks = run.days.chunks(7).take(WEEKS + AHEAD);
        let counted = weeks.map(|days| {
            let found = f64::from(days.iter().map(|day| day.found).sum::<u32>()).max(0.5);
            let size = 1.0 / (noise * noise);
            let mean = Gamma::new(size, size / found).expect("a gamma").inverse_cdf(share());
            Poisson::new(mean.max(1e-9)).expect("a Poisson").inverse_cdf(share()) as i64
        });
        let counted: Vec<i64> = counted.collect();
        (counted[..WEEKS].iter().sum::<i64>() > 0).then_some(Self { values, counted })
    }

    fn counts(&self) -> Counts {
        Counts {
            name: "found".to_owned(),
            first_on: date(2026, 1, 5),
            step: Step::Week,
            values: self.counted[..WEEKS].iter().map(|it| Some(*it)).collect(),
        }
    }
}

#[derive(Default)]
struct Held {
    parameters: [Inside; 3],
    widths: [Vec<f64>; 3],
    inside: Inside,
    ahead: Inside,
}

/// How often intervals held the truth.
#[derive(Default)]
struct Inside {
    all: f64,
    held: [f64; 3],
}

impl Inside {
    fn add(&mut self, truth: f64, half: (f64, f64), most: (f64, f64), nearly_all: (f64, f64)) {
        self.all += 1.0;
        for (held, (low, high)) in self.held.iter_mut().zip([half, most, nearly_all]) {
            *held += f64::from(u8::from((low..=high).contains(&truth)));
        }
    }

    fn print(&self, name: &str, width: Option<f64>) {
        let [half, most, nearly_all] = self.held.map(|held| 100.0 * held / self.all);
        let width = width.map_or(String::new(), |it| format!("{it:.2}"));
        println!(
            "| {name} ({}) | {half:.0}% | {most:.0}% | {nearly_all:.0}% | {width} |",
            self.all
        );
    }
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

/// Processor seconds of this program so far, as Linux counts them.
fn cpu_s() -> f64 {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // All threads, in hundredths of a second.
    let ticks = text.split(' ').skip(13).take(2).filter_map(|it| it.parse::<f64>().ok());
    ticks.sum::<f64>() / 100.0
}
