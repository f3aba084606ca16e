//! Whether what counts tell of a scenario is true, and what it costs.
//!
//! `cargo run --release -p taicho-forecast --example calibration [EPIDEMICS] [SEED] [MOST]`, from the folder of the project.
//!
//! Made-up epidemics whose values are drawn from the prior, whose counts lie beside them by a noise that is drawn too:
//! an interval of 90 % must then hold the value in 90 % of them. Eight weeks are counted, four are foretold.
//! Every second epidemic has schools and workplaces closed from the fifth week on; of a scenario with and one without
//! that it is asked which the counts speak for.

use std::num::NonZeroUsize;
use std::ops::ControlFlow;

use jiff::civil::date;
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng as _, SeedableRng as _};
use statrs::distribution::{ContinuousCDF as _, DiscreteCDF as _, Gamma, Poisson};
use taicho_forecast::picture::Quantiles;
use taicho_forecast::simulate::{
    Calibration, Fit, Measured, Model, Parameter, Prior, Scenario, Verdict, Workspace,
};
use taicho_forecast::{Counts, Step};

const WEEKS: usize = 8;
const AHEAD: usize = 4;

fn main() {
    let asked: Vec<u64> =
        std::env::args().skip(1).map(|text| text.parse().expect("a number")).collect();
    let asked = |at: usize, usual: u64| asked.get(at).copied().unwrap_or(usual);
    let (epidemics, seed, most) = (asked(0, 40), asked(1, 1), asked(2, 4_000) as usize);
    let mut held = Held::default();
    for number in 0..epidemics {
        let is_closed = number % 2 == 1;
        let Some(epidemic) = Epidemic::made(seed, number, is_closed) else { continue };
        let started = cpu_s();
        let [found, other] =
            [is_closed, !is_closed].map(|closed| epidemic.fitted(closed, most, seed + number));
        held.cost_s.push((cpu_s() - started) / 2.0);
        held.effective.push(found.evidence().effective);
        held.in_full += usize::from(found.trust() >= 1.0);
        match found.evidence().verdict(&other.evidence()) {
            Verdict::First => held.right += 1,
            Verdict::Second => held.wrong += 1,
            Verdict::NotToldApart => held.open += 1,
        }
        held.add(&epidemic, &found);
    }
    held.print();
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

fn scenario(transmission: f64, infected: u32, testing: f64, is_closed: bool) -> Scenario {
    let closed = match is_closed {
        true => "close = [{ layers = [\"school\", \"work\"], contacts = 0.0, from = 28 }]",
        false => "",
    };
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
            {closed}
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
    fn made(seed: u64, number: u64, is_closed: bool) -> Option<Self> {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(seed * 1_000_003 + number);
        let mut share = || (random.next_u64() >> 11) as f64 / 2f64.powi(53);
        let values: Vec<f64> =
            priors().iter().map(|it| it.least * (it.most / it.least).powf(share())).collect();
        let noise = [0.1, 0.2, 0.4, 0.8][(share() * 4.0) as usize];
        let model = Model::of(scenario(values[0], values[1].round() as u32, values[2], is_closed));
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

    fn fitted(&self, is_closed: bool, most: usize, seed: u64) -> Calibration {
        let counts = Counts {
            name: "found".to_owned(),
            first_on: date(2026, 1, 5),
            step: Step::Week,
            values: self.counted[..WEEKS].iter().map(|it| Some(*it)).collect(),
        };
        let series = [(Measured::Found, counts)];
        Fit::new(scenario(1.0, 20, 1.0, is_closed), &series, priors())
            .expect("counts that can be fitted")
            .calibrate(most, seed, NonZeroUsize::MIN, |_| ControlFlow::Continue(()))
            .expect("it is not stopped")
    }
}

#[derive(Default)]
struct Held {
    parameters: [Inside; 3],
    widths: [Vec<f64>; 3],
    ahead: Inside,
    cost_s: Vec<f64>,
    effective: Vec<f64>,
    in_full: usize,
    right: usize,
    wrong: usize,
    open: usize,
}

impl Held {
    fn add(&mut self, epidemic: &Epidemic, found: &Calibration) {
        for (at, fitted) in found.fitted().iter().enumerate() {
            self.parameters[at].add(epidemic.values[at], &fitted.quantiles);
            let Prior { least, most, .. } = fitted.prior;
            let width = (fitted.quantiles.q95 / fitted.quantiles.q05).ln() / (most / least).ln();
            self.widths[at].push(width / 0.9);
        }
        let runs = found.runs(200, NonZeroUsize::MIN, |_| ControlFlow::Continue(()));
        for (at, step) in found.fans(&runs)[0].steps.iter().enumerate().skip(WEEKS).take(AHEAD) {
            self.ahead.add(epidemic.counted[at] as f64, &step.quantiles);
        }
    }

    fn print(&mut self) {
        println!("| | 50% holds | 90% holds | 95% holds | width of 90% against the prior's |");
        println!("| --- | ---: | ---: | ---: | ---: |");
        for (at, parameter) in PARAMETERS.iter().enumerate() {
            self.parameters[at].print(parameter.name(), Some(median(&mut self.widths[at])));
        }
        self.ahead.print("counts of four weeks to come", None);
        println!(
            "\n{} epidemics; median CPU {:.2} s; runs of equal weight {:.0}; believed in full {} times",
            self.cost_s.len(),
            median(&mut self.cost_s),
            median(&mut self.effective),
            self.in_full,
        );
        println!(
            "the counts speak for the right scenario {} times, for the wrong one {}, and do not tell {}",
            self.right, self.wrong, self.open
        );
    }
}

/// How often intervals held the truth.
#[derive(Default)]
struct Inside {
    all: f64,
    held: [f64; 3],
}

impl Inside {
    fn add(&mut self, truth: f64, it: &Quantiles) {
        self.all += 1.0;
        let bounds = [(it.q25, it.q75), (it.q05, it.q95), (it.q025, it.q975)];
        for (held, (low, high)) in self.held.iter_mut().zip(bounds) {
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
