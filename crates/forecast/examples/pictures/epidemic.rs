//! A made-up epidemic, the same on every run.

use jiff::civil::{Date, date};
use taicho_forecast::picture::Quantiles;

/// Cases by day or week, and the reproduction number they were made with.
pub(crate) struct Epidemic {
    pub(crate) first_on: Date,
    pub(crate) cases: Vec<i64>,
    pub(crate) rt: Vec<f64>,
}

impl Epidemic {
    /// So many days from 25 November 2021 on: it grows, is held, and grows again a little.
    pub(crate) fn of(days: usize) -> Self {
        let mut noise = Noise(7);
        let (mut cases, mut rt): (Vec<f64>, Vec<f64>) = (vec![4.0; 5], Vec::new());
        for day in 0..days {
            let r = 1.06 + 0.42 * (day as f64 / 110.0 * 9.5 - 0.6).cos();
            let infectious: f64 =
                cases.iter().rev().zip([0.1, 0.25, 0.3, 0.22, 0.13]).map(|(n, w)| n * w).sum();

            cases.push((infectious * r).max(0.6));
            rt.push(r);
            let last = cases.len() - 1;
            cases[last] *= 1.0 + 0.12 * noise.next();
        }
        let cases = cases[5..].iter().map(|it| it.round() as i64).collect();
        Self { first_on: date(2021, 11, 25), cases, rt }
    }

    /// So many weeks of a disease with seasons and two outbreaks.
    pub(crate) fn weekly(weeks: usize) -> Self {
        let mut noise = Noise(11);
        let week = |at: usize| {
            let season = 22.0 + 16.0 * (at as f64 / 52.18 * std::f64::consts::TAU - 1.2).sin();
            let outbreak = if (128..136).contains(&at) { 1.9 } else { 1.0 };
            let outbreak = if (171..183).contains(&at) { 2.6 } else { outbreak };
            (season * outbreak + season.sqrt() * noise.next()).max(0.0).round() as i64
        };
        Self { first_on: date(2019, 1, 7), cases: (0..weeks).map(week).collect(), rt: Vec::new() }
    }
}

/// Numbers between −1 and 1 in an order that only looks accidental.
pub(crate) struct Noise(pub(crate) u64);

impl Noise {
    pub(crate) fn next(&mut self) -> f64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as f64 / f64::from(1_u32 << 30) - 1.0
    }
}

/// The quantiles of a logarithmic normal distribution.
pub(crate) fn around(median: f64, spread: f64) -> Quantiles {
    let at = |z: f64| median * (z * spread).exp();
    Quantiles {
        q025: at(-1.96),
        q05: at(-1.645),
        q25: at(-0.674),
        median,
        q75: at(0.674),
        q95: at(1.645),
        q975: at(1.96),
    }
}
