use statrs::distribution::{Continuous, ContinuousCDF, Normal};
use statrs::function::gamma::{gamma_lr, ln_gamma};

use super::{LEVELS, Posterior, gamma};

/// Parts of the table of one distribution function.
const PARTS: usize = 128;

/// How many standard deviations the table reaches to either side.
const REACH: f64 = 7.5;

/// Gamma distributions of one shape and many rates, each as likely as the others.
#[derive(Default)]
pub(super) struct Mixture {
    /// The cube roots of the rates.
    roots: Vec<f64>,
    /// The distribution function and its slope at the ends of the parts.
    table: Vec<[f64; 2]>,
}

/// From this shape on a gamma is normal on the scale of Wilson and Hilferty to a millionth, and statrs takes ever longer.
const NORMAL_FROM: f64 = 20_000.0;

/// Where the table stands on the scale of Wilson and Hilferty (1931), on which a gamma is nearly normal:
/// z = 3√shape · (∛(x/shape) − 1 + 1/(9 shape)).
struct Scale {
    shape: f64,
    low: f64,
    part: f64,
}

impl Scale {
    fn new(shape: f64) -> Self {
        // Below this z, x would be negative.
        let low = (-3.0 * shape.sqrt() * (1.0 - 1.0 / (9.0 * shape))).max(-REACH);
        Self { shape, low, part: (REACH - low) / PARTS as f64 }
    }

    fn z(&self, cube_root: f64) -> f64 {
        3.0 * self.shape.sqrt() * (cube_root - 1.0 + 1.0 / (9.0 * self.shape))
    }

    fn cube_root(&self, z: f64) -> f64 {
        z / (3.0 * self.shape.sqrt()) + 1.0 - 1.0 / (9.0 * self.shape)
    }
}

impl Mixture {
    /// The moments and quantiles; none where there is no rate.
    pub(super) fn posterior(
        &mut self,
        shape: f64,
        rates: impl Iterator<Item = f64>,
    ) -> Option<Posterior> {
        self.roots.clear();
        let (mut inverse, mut inverse_squared) = (0.0, 0.0);
        let (mut least, mut most) = (f64::INFINITY, 0.0_f64);
        for rate in rates {
            inverse += rate.recip();
            inverse_squared += rate.recip().powi(2);
            (least, most) = (least.min(rate), most.max(rate));
            self.roots.push(rate.cbrt());
        }
        if self.roots.is_empty() {
            return None;
        }
        let n = self.roots.len() as f64;
        let mean = shape * inverse / n;
        let variance = shape * (shape + 1.0) * inverse_squared / n - mean * mean;
        let scale = Scale::new(shape);
        self.tabulate(&scale);
        // The quantile lies between those of the extreme rates.
        let (low, high) =
            (gamma::quantiles(shape, most.recip()), gamma::quantiles(shape, least.recip()));
        let quantiles =
            std::array::from_fn(|at| self.quantile(&scale, LEVELS[at], low[at], high[at]));
        Some(Posterior { mean, sd: variance.max(0.0).sqrt(), quantiles })
    }

    fn tabulate(&mut self, scale: &Scale) {
        let shape = scale.shape;
        let (constant, normal) = (ln_gamma(shape), Normal::standard());
        self.table.clear();
        self.table.extend((0..=PARTS).map(|part| {
            let z = scale.low + scale.part * part as f64;
            if shape > NORMAL_FROM {
                return [normal.cdf(z), normal.pdf(z)];
            }
            let root = scale.cube_root(z);
            let x = shape * root.powi(3);
            if x <= f64::MIN_POSITIVE {
                return [0.0, 0.0];
            }
            let density = ((shape - 1.0) * x.ln() - x - constant).exp();
            // dx/dz = √shape · root².
            [gamma_lr(shape, x), density * shape.sqrt() * root * root]
        }));
    }

    /// The distribution function of the mixture at the cube of `root` times the shape, and its slope along `root`.
    fn at(&self, scale: &Scale, root: f64) -> (f64, f64) {
        let (mut sum, mut slope) = (0.0, 0.0);
        for rate in &self.roots {
            let place = (scale.z(rate * root) - scale.low) / scale.part;
            if place >= PARTS as f64 {
                sum += 1.0;
            } else if place > 0.0 {
                let part = place as usize;
                let t = place - part as f64;
                let ([a, da], [b, db]) = (self.table[part], self.table[part + 1]);
                let (da, db) = (da * scale.part, db * scale.part);
                // The cubic through both ends with their slopes.
                let (second, third) = (3.0 * (b - a) - 2.0 * da - db, 2.0 * (a - b) + da + db);
                sum += a + t * (da + t * (second + t * third));
                slope += rate * (da + t * (2.0 * second + t * 3.0 * third)) / scale.part;
            }
        }
        let n = self.roots.len() as f64;
        (sum / n, slope * 3.0 * scale.shape.sqrt() / n)
    }

    fn quantile(&self, scale: &Scale, level: f64, low: f64, high: f64) -> f64 {
        let (mut low, mut high) = ((low / scale.shape).cbrt(), (high / scale.shape).cbrt());
        let mut root = (low + high) / 2.0;
        for _ in 0..60 {
            let (below, slope) = self.at(scale, root);
            if below > level {
                high = root
            } else {
                low = root
            }
            let next = root - (below - level) / slope;
            let next = if next > low && next < high { next } else { (low + high) / 2.0 };
            let step = (next - root).abs();
            root = next;
            if step <= 1e-12 * root {
                break;
            }
        }
        scale.shape * root.powi(3)
    }
}

#[cfg(test)]
mod tests {
    use super::{LEVELS, Mixture};
    use statrs::function::gamma::gamma_lr;

    /// The plain sum of the distribution functions at each quantile is its level.
    #[test]
    fn quantiles_have_their_levels() {
        let mut mixture = Mixture::default();
        for shape in [0.4, 1.0, 3.0, 40.0, 2_500.0, 19_000.0, 21_000.0] {
            for spread in [0.0, 0.1, 1.0] {
                let rates: Vec<f64> =
                    (0..300).map(|at| 50.0 * (1.0 + spread * f64::from(at) / 300.0)).collect();
                let found = mixture.posterior(shape, rates.iter().copied()).unwrap();
                let within = if shape < 1.0 { 2e-4 } else { 1e-6 };
                for (quantile, level) in found.quantiles.into_iter().zip(LEVELS) {
                    let plain =
                        rates.iter().map(|rate| gamma_lr(shape, quantile * rate)).sum::<f64>()
                            / 300.0;
                    assert!((plain - level).abs() < within, "{shape} {spread} {level}: {plain}");
                }
            }
        }
        assert!(mixture.posterior(1.0, std::iter::empty()).is_none());
    }
}
