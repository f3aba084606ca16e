//! Serial intervals that are not known for sure, and nowcasts.

use std::hint::black_box;
use std::path::Path;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng as _;
use rand_distr::{Distribution as _, Gamma};
use taicho_bench::timed;
use taicho_forecast::reproduction::{LEVELS, Method, Nowcast, Serial, Truncation, UncertainSerial};
use taicho_forecast::{Counts, Delay};

use super::{counts, made, median};

/// Serial intervals drawn, and R drawn from each by the plain way and by EpiEstim.
const SERIALS: usize = 100;
const DRAWN_FROM_EACH: usize = 100;

const SERIES: usize = 20;
const COURSES: usize = 1_000;

pub(super) fn run(folder: &Path) {
    let known = Method::new(Delay::serial_interval(4.7, 2.9).expect("a serial interval"), 7);
    let all: Vec<Counts> = (0..SERIES).map(|at| counts(at, &made(at as u64, &known))).collect();
    let unsure = UncertainSerial { mean: [4.7, 0.5, 3.0, 6.5], sd: [2.9, 0.3, 2.0, 4.0] };
    let method =
        Method { serial: unsure.draw(SERIALS, 1).expect("serial intervals"), ..known.clone() };
    let truncation = Truncation::from_delay(&Delay::gamma(3.0, 2.0).expect("a delay"));
    let uncertain = each_ms(&all, |counts| {
        black_box(method.estimate(counts, None).expect("estimates"));
    });
    let drawing = each_ms(&all[..2], |counts| draw_from_each(counts, &method));
    let nowcast = each_ms(&all, |counts| {
        black_box(Nowcast::new(&known, counts, &truncation, COURSES, 1).expect("a nowcast"));
    });
    let wide = folder.join("unsure.csv");
    std::fs::write(&wide, super::table(&all[..1])).expect("written");
    println!("| {SERIES} series | ours ms a series | drawing from each | EpiEstim |");
    println!("|---|---:|---:|---:|");
    println!(
        "| {SERIALS} serial intervals | {uncertain:.2} | {drawing:.0} | {:.0} |",
        1e3 * peer_s(&wide)
    );
    println!("| nowcast, {COURSES} courses | {nowcast:.2} | | |");
}

/// The median of three turns, in milliseconds a series.
fn each_ms(all: &[Counts], work: impl Fn(&Counts)) -> f64 {
    let turn = |_| timed(|| all.iter().for_each(&work)) * 1e3 / all.len() as f64;
    median(&mut [0, 1, 2].map(turn))
}

/// As EpiEstim does: R is drawn under each serial interval, and the quantiles are those of all draws.
fn draw_from_each(counts: &Counts, method: &Method) {
    let Serial::Drawn(serials) = &method.serial else { unreachable!("they are drawn") };
    let cases: Vec<f64> =
        counts.values.iter().map(|value| value.unwrap_or_default() as f64).collect();
    let infectious: Vec<Vec<f64>> = serials
        .iter()
        .map(|serial| {
            let at = |day: usize, lag: usize| serial.probability(lag) * cases[day - lag];
            (0..cases.len()).map(|day| (1..=day).map(|lag| at(day, lag)).sum()).collect()
        })
        .collect();
    let mut random = ChaCha8Rng::seed_from_u64(1);
    for first in 1..=cases.len() - method.window {
        let days = first..first + method.window;
        let shape = 1.0 + cases[days.clone()].iter().sum::<f64>();
        let mut drawn = Vec::with_capacity(SERIALS * DRAWN_FROM_EACH);
        for infectious in &infectious {
            let rate = 0.2 + infectious[days.clone()].iter().sum::<f64>();
            let gamma = Gamma::new(shape, rate.recip()).expect("a gamma");
            drawn.extend(gamma.sample_iter(&mut random).take(DRAWN_FROM_EACH));
        }
        drawn.sort_by(f64::total_cmp);
        black_box(LEVELS.map(|level| drawn[(level * (drawn.len() - 1) as f64) as usize]));
    }
}

/// Processor seconds of EpiEstim for one series.
fn peer_s(wide: &Path) -> f64 {
    let (cpu_s, _) = super::peer(wide, &wide.with_extension("theirs"), &["unsure"]);
    cpu_s
}
