//! Made-up epidemics whose reproduction number is known.

use taicho_forecast::{Counts, Delay, Step};

/// SplitMix64, so that every run makes the same epidemics.
pub(crate) struct Draw(pub(crate) u64);

impl Draw {
    pub(crate) fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Poisson by its definition: events of a process until one step is over.
    pub(crate) fn poisson(&mut self, mean: f64) -> i64 {
        let (mut at, mut events) = (0.0, -1);
        while at < mean {
            at -= (1.0 - self.uniform()).ln();
            events += 1;
        }
        events.max(0)
    }

    pub(crate) fn normal(&mut self) -> f64 {
        (-2.0 * (1.0 - self.uniform()).ln()).sqrt() * (std::f64::consts::TAU * self.uniform()).cos()
    }
}

/// Daily cases by a renewal process, from `base` a day, with this R on each day; the noise of a count is log-normal with
/// this deviation, on top of Poisson.
pub(crate) fn epidemic(
    draw: &mut Draw,
    serial: &Delay,
    base: f64,
    reproduction: &[f64],
    noise: f64,
) -> Vec<i64> {
    let mut cases: Vec<i64> = Vec::new();
    for (day, reproduction) in reproduction.iter().enumerate() {
        let infectious: f64 =
            (1..=day).map(|lag| serial.probability(lag) * cases[day - lag] as f64).sum();
        let mean = if day < 7 { base } else { reproduction * infectious + 0.3 };
        let noisy = mean * (noise * draw.normal() - noise * noise / 2.0).exp();
        cases.push(draw.poisson(noisy));
    }
    cases
}

/// R that swings about one.
pub(crate) fn swinging(draw: &mut Draw, days: usize, most: f64) -> Vec<f64> {
    let (phase, period) = (std::f64::consts::TAU * draw.uniform(), 60.0 + 90.0 * draw.uniform());
    let amplitude = most * (0.2 + 0.8 * draw.uniform());
    (0..days)
        .map(|day| (amplitude * (std::f64::consts::TAU * day as f64 / period + phase).sin()).exp())
        .collect()
}

pub(crate) fn daily(name: &str, values: &[i64]) -> Counts {
    let values = values.iter().map(|value| Some(*value)).collect();
    Counts { name: name.to_owned(), first_on: crate::FIRST_ON, step: Step::Day, values }
}
