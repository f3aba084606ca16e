use statrs::function::gamma::{gamma_lr, ln_gamma};

use super::{LEVELS, Posterior, gamma};

/// Parts of the table of one distribution function.
const PARTS: usize = 64;

/// How many standard deviations the table reaches to either side.
const REACH: f64 = 6.0;

/// From this shape on the density is smooth enough to be added up.
const SMOOTH_FROM: f64 = 3.0;

/// Parts in which a steep density is not left to the table.
const STEEP_PARTS: f64 = 4.0;

/// The normal quantiles of [`LEVELS`].
const NORMAL: [f64; 7] = [-1.96, -1.645, -0.674, 0.0, 0.674, 1.645, 1.96];

/// A step of this part of one gamma's deviation is the last; what is left is about its square.
const LAST_STEP: f64 = 1e-5;

/// Gamma distributions of one shape and many rates, each as likely as the others.
pub(super) struct Mixture {
    /// The cube roots of the rates, as parts of the table along the cube root of the quantile.
    slopes: Vec<f64>,
    /// The distribution function of one gamma: a polynomial for each part.
    table: [[f64; 6]; PARTS],
    /// Where the quantiles of the last mixture lay, in deviations from its mean: the next one is much like it.
    offsets: [f64; 7],
}

impl Default for Mixture {
    fn default() -> Self {
        Self { slopes: Vec::new(), table: [[0.0; 6]; PARTS], offsets: NORMAL }
    }
}

/// Where the table stands on the scale of Wilson and Hilferty (1931), on which a gamma is nearly normal:
/// z = 3√shape · (∛(x/shape) − 1 + 1/(9 shape)).
struct Scale {
    shape: f64,
    /// Mean and deviation of the cube root.
    centre: f64,
    deviation: f64,
    /// The z at which the table begins, and of one part of it.
    low: f64,
    part: f64,
}

impl Scale {
    fn new(shape: f64) -> Self {
        let centre = 1.0 - 1.0 / (9.0 * shape);
        let deviation = 1.0 / (3.0 * shape.sqrt());
        // Below this z, x would be negative.
        let low = (-centre / deviation).max(-REACH);
        let high = REACH.max(low + REACH);
        Self { shape, centre, deviation, low, part: (high - low) / PARTS as f64 }
    }

    fn is_smooth(&self) -> bool {
        self.shape >= SMOOTH_FROM
    }

    /// The cube root less one, so many parts along.
    fn root_above_one(&self, place: f64) -> f64 {
        self.deviation * (self.low + self.part * place) - 1.0 / (9.0 * self.shape)
    }

    /// The density so many parts along with its first two derivatives by parts, up to a factor.
    fn density(&self, place: f64) -> [f64; 3] {
        let above = self.root_above_one(place);
        let root = 1.0 + above;
        if root <= f64::EPSILON {
            return [0.0; 3];
        }
        // root to this power, times e to the power of shape·(1 − root³); written so that nothing cancels.
        let power = 3.0 * self.shape - 1.0;
        let cube_above_one = above * (3.0 + above * (3.0 + above));
        let density = (power * above.ln_1p() - self.shape * cube_above_one).exp();
        let part = self.deviation * self.part;
        let first = (power / root - 3.0 * self.shape * root * root) * part;
        let second = (-power / (root * root) - 6.0 * self.shape * root) * part * part;
        [density, density * first, density * (first * first + second)]
    }

    /// The distribution function so many parts along.
    fn below(&self, place: f64) -> f64 {
        let x = self.shape * (1.0 + self.root_above_one(place)).powi(3);
        if x <= f64::MIN_POSITIVE { 0.0 } else { gamma_lr(self.shape, x) }
    }

    /// What makes the density one of a probability.
    fn factor(&self) -> f64 {
        let whole = self.shape * (self.shape.ln() - 1.0) - ln_gamma(self.shape);
        3.0 * whole.exp() * self.deviation * self.part
    }
}

impl Mixture {
    /// The moments and quantiles; none where there is no rate.
    pub(super) fn posterior(
        &mut self,
        shape: f64,
        rates: impl Iterator<Item = f64>,
    ) -> Option<Posterior> {
        let scale = Scale::new(shape);
        self.slopes.clear();
        let (mut inverse, mut inverse_squared) = (0.0, 0.0);
        let (mut roots, mut roots_squared) = (0.0, 0.0);
        let (mut least, mut most) = (f64::INFINITY, 0.0_f64);
        for rate in rates {
            let (inverted, root) = (rate.recip(), rate.cbrt());
            inverse += inverted;
            inverse_squared += inverted * inverted;
            roots += root.recip();
            roots_squared += root * inverted;
            (least, most) = (least.min(rate), most.max(rate));
            self.slopes.push(root / (scale.deviation * scale.part));
        }
        if self.slopes.is_empty() {
            return None;
        }
        let n = self.slopes.len() as f64;
        let mean = shape * inverse / n;
        let variance = shape * (shape + 1.0) * inverse_squared / n - mean * mean;
        // Mean and deviation of the cube root, that of each gamma taken as normal.
        let (root, squared) = (roots / n, roots_squared / n);
        let middle = scale.centre * root;
        let apart = (squared - root * root).max(0.0);
        let spread = (scale.centre.powi(2) * apart + scale.deviation.powi(2) * squared).sqrt();
        // The quantile lies between those of the extreme rates.
        let ends = [most, least].map(|rate| gamma::quantiles(shape, rate.recip()));
        self.tabulate(&scale);
        let quantiles = std::array::from_fn(|at| {
            let [low, high] = ends.map(|quantiles| (quantiles[at] / shape).cbrt());
            let root = self.quantile(&scale, at, (low, high), (middle, spread));
            shape * root.powi(3)
        });
        Some(Posterior { mean, sd: variance.max(0.0).sqrt(), quantiles })
    }

    fn tabulate(&mut self, scale: &Scale) {
        let smooth = scale.is_smooth();
        let factor = scale.factor();
        let (mut below, mut before) = (0.0, scale.density(0.0));
        for (at, piece) in self.table.iter_mut().enumerate() {
            let end = (at + 1) as f64;
            let now = scale.density(end);
            let until =
                if smooth { below + integral(before, now) } else { scale.below(end) / factor };
            *piece = polynomial(below, until, before, now);
            (below, before) = (until, now);
        }
        // The whole is one.
        let factor = if smooth { below.recip() } else { factor };
        self.table.as_flattened_mut().iter_mut().for_each(|coefficient| *coefficient *= factor);
    }

    /// The distribution function of the mixture where the cube root is this, and its slope.
    fn at(&self, scale: &Scale, root: f64) -> (f64, f64) {
        let nought = -(scale.centre / scale.deviation + scale.low) / scale.part;
        let steep = if scale.is_smooth() { 0.0 } else { STEEP_PARTS };
        let (mut sum, mut slope) = (0.0, 0.0);
        for along in &self.slopes {
            let place = along * root + nought;
            if place >= PARTS as f64 {
                sum += 1.0;
            } else if place > steep {
                let part = place as usize;
                let t = place - part as f64;
                let [a, b, c, d, e, f] = self.table[part];
                sum += a + t * (b + t * (c + t * (d + t * (e + t * f))));
                slope += along * (b + t * (2.0 * c + t * (3.0 * d + t * (4.0 * e + t * 5.0 * f))));
            } else if place > 0.0 {
                sum += scale.below(place);
                slope += along * scale.factor() * scale.density(place)[0];
            }
        }
        let n = self.slopes.len() as f64;
        (sum / n, slope / n)
    }

    /// The cube root of a quantile between two others; beside it mean and deviation of all cube roots.
    fn quantile(
        &mut self,
        scale: &Scale,
        at: usize,
        (mut low, mut high): (f64, f64),
        (middle, spread): (f64, f64),
    ) -> f64 {
        let near = LAST_STEP * scale.deviation * low;
        let mut root = (middle + self.offsets[at] * spread).clamp(low, high);
        for _ in 0..60 {
            let (below, slope) = self.at(scale, root);
            let excess = below - LEVELS[at];
            if excess > 0.0 {
                high = root
            } else {
                low = root
            }
            let newton = excess / slope;
            // A normal distribution function bends so.
            let bend = (NORMAL[at] * newton / (2.0 * spread)).clamp(-0.5, 0.5);
            let next = root - newton * (1.0 - bend);
            if newton.abs() <= near {
                root = next.clamp(low, high);
                break;
            }
            root = if next > low && next < high { next } else { (low + high) / 2.0 };
            if high - low <= f64::EPSILON * high {
                break;
            }
        }
        self.offsets[at] = (root - middle) / spread;
        root
    }
}

/// The integral over one part of what has this value and these derivatives at its ends.
fn integral([a, da, dda]: [f64; 3], [b, db, ddb]: [f64; 3]) -> f64 {
    (a + b) / 2.0 + (da - db) / 10.0 + (dda + ddb) / 120.0
}

/// The polynomial over one part with these values, slopes and curvatures at its ends.
fn polynomial(from: f64, until: f64, [a, da, _]: [f64; 3], [b, db, _]: [f64; 3]) -> [f64; 6] {
    let half = da / 2.0;
    let (value, slope, curve) = (until - from - a - half, b - a - da, (db - da) / 2.0);
    let third = 10.0 * value - 4.0 * slope + curve;
    let fourth = -15.0 * value + 7.0 * slope - 2.0 * curve;
    let fifth = 6.0 * value - 3.0 * slope + curve;
    [from, a, half, third, fourth, fifth]
}

#[cfg(test)]
mod tests {
    use super::{LEVELS, Mixture};
    use statrs::function::gamma::gamma_lr;

    /// The plain sum of the distribution functions at each quantile is its level.
    #[test]
    fn quantiles_have_their_levels() {
        let mut mixture = Mixture::default();
        for shape in [0.05, 0.4, 1.0, 1.3, 3.0, 40.0, 2_500.0, 21_000.0, 4e6] {
            for spread in [0.0, 0.1, 1.0] {
                let rates: Vec<f64> =
                    (0..300).map(|at| 50.0 * (1.0 + spread * f64::from(at) / 300.0)).collect();
                let found = mixture.posterior(shape, rates.iter().copied()).unwrap();
                let within = if shape < 1.0 { 1e-5 } else { 3e-9 };
                for (quantile, level) in found.quantiles.into_iter().zip(LEVELS) {
                    let plain =
                        rates.iter().map(|rate| gamma_lr(shape, quantile * rate)).sum::<f64>()
                            / 300.0;
                    assert!((plain - level).abs() < within, "{shape} {spread} {level}: {plain}");
                }
            }
        }
        let nothing = mixture.posterior(1e-4, [3.0, 4.0].into_iter()).unwrap();
        assert!(nothing.quantiles.iter().all(|quantile| *quantile < 1e-99));
        let huge = mixture.posterior(1e18, [3.0, 4.0].into_iter()).unwrap().quantiles;
        assert!(huge.is_sorted() && (huge[0] * 4e-18 - 1.0).abs() < 1e-8, "{huge:?}");
        assert!(mixture.posterior(1.0, std::iter::empty()).is_none());
    }
}
