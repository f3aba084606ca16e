//! Weekly counts over seven years with outbreaks of which the last lies in the last year.

use std::io::Write as _;
use std::path::Path;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

const WEEKS: usize = 7 * 52;

struct Dice(ChaCha8Rng);

impl Dice {
    fn uniform(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * (self.0.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn below(&mut self, low: usize, high: usize) -> usize {
        self.uniform(low as f64, high as f64) as usize
    }

    fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.uniform(0.0, 1.0)).ln()).sqrt();
        radius * self.uniform(0.0, std::f64::consts::TAU).cos()
    }

    /// Marsaglia and Tsang, ACM Trans Math Softw 2000;26:363.
    fn gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            let boost = (1.0 - self.uniform(0.0, 1.0)).powf(1.0 / shape);
            return self.gamma(shape + 1.0) * boost;
        }
        let d = shape - 1.0 / 3.0;
        loop {
            let x = self.normal();
            let v = (1.0 + x / (9.0 * d).sqrt()).powi(3);
            let u = 1.0 - self.uniform(0.0, 1.0);
            if v > 0.0 && u.ln() < 0.5 * x * x + d - d * v + d * v.ln() {
                return d * v;
            }
        }
    }

    fn poisson(&mut self, mean: f64) -> usize {
        let (mut count, mut time) = (0, 0.0);
        loop {
            time -= (1.0 - self.uniform(0.0, 1.0)).ln();
            if time > mean {
                return count;
            }
            count += 1;
        }
    }
}

/// Means from 1 to 20, a trend, a wave, a dispersion of 1.1 to 3; outbreaks of about six usual deviations, most of whose
/// cases fall within three weeks.
pub(super) fn write(folder: &Path, series: usize, seed: u64) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let mut dice = Dice(ChaCha8Rng::seed_from_u64(seed));
    let mut all = Vec::new();
    let mut outbreaks = std::fs::File::create(folder.join("outbreaks.csv"))?;
    writeln!(outbreaks, "series,week")?;
    for number in 0..series {
        let (level, trend) = (dice.uniform(0.06, 3.0), dice.uniform(-0.002, 0.003));
        let (wave, phase) = (dice.uniform(0.0, 0.8), dice.uniform(0.0, std::f64::consts::TAU));
        let dispersion = dice.uniform(1.1, 3.0);
        let mean = |week: usize| {
            let angle = std::f64::consts::TAU * week as f64 / 52.0 + phase;
            (level + trend * week as f64 + wave * angle.cos()).exp()
        };
        let mut counts: Vec<usize> = (0..WEEKS)
            .map(|week| {
                let rate = dice.gamma(mean(week) / (dispersion - 1.0)) * (dispersion - 1.0);
                dice.poisson(rate)
            })
            .collect();
        let starts = [dice.below(10, 300), dice.below(10, 300), dice.below(10, 300)];
        for start in starts.into_iter().chain([dice.below(314, 358)]) {
            let size = dice.poisson(6.0 * (mean(start) * dispersion).sqrt());
            let mut weeks = std::collections::BTreeSet::new();
            for _ in 0..size {
                let week = start + (0.5 * dice.normal()).exp() as usize;
                if week < WEEKS {
                    counts[week] += 1;
                    weeks.insert(week + 1);
                }
            }
            for week in weeks.iter().filter(|_| start >= 312) {
                writeln!(outbreaks, "s{number},{week}")?;
            }
        }
        all.push(counts);
    }
    let mut weekly = std::io::BufWriter::new(std::fs::File::create(folder.join("weekly.csv"))?);
    let names: Vec<String> = (0..series).map(|number| format!("s{number}")).collect();
    writeln!(weekly, "{}", names.join(","))?;
    for week in 0..WEEKS {
        let row: Vec<String> = all.iter().map(|counts| counts[week].to_string()).collect();
        writeln!(weekly, "{}", row.join(","))?;
    }
    weekly.flush()
}
