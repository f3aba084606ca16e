//! Quantiles of the gamma distribution at the seven levels, all at once.

use std::sync::LazyLock;

use statrs::function::gamma::{gamma_lr, ln_gamma};

use super::LEVELS;

/// Terms of each Chebyshev series.
const TERMS: usize = 18;

/// The series hold from here on; a smaller shape is solved for.
const LEAST_SHAPE: f64 = 1.0;

/// One term for each level; the eighth lane is empty, so that they fill whole registers.
type Lanes = [f64; 8];

/// The cube root of quantile/shape as a series in 1/√shape, which is nearly a straight line (Wilson and Hilferty 1931).
struct Series {
    centre: f64,
    halfwidth: f64,
    terms: [Lanes; TERMS],
}

/// Shapes above 16, and between 1 and 16.
static SERIES: LazyLock<[Series; 2]> =
    LazyLock::new(|| [Series::over(0.0, 0.25), Series::over(0.25, 1.0)]);

/// The quantiles of a gamma of this shape and scale, at each of [`LEVELS`].
pub(super) fn quantiles(shape: f64, scale: f64) -> [f64; 7] {
    let root = 1.0 / shape.sqrt();
    let series = if root <= 0.25 { &SERIES[0] } else { &SERIES[1] };
    if shape < LEAST_SHAPE {
        return LEVELS.map(|level| quantile(shape, level) * scale);
    }
    let cube_roots = series.at(root);
    let mean = shape * scale;
    std::array::from_fn(|at| mean * cube_roots[at] * cube_roots[at] * cube_roots[at])
}

impl Series {
    fn over(least: f64, most: f64) -> Self {
        let (centre, halfwidth) = ((least + most) / 2.0, (most - least) / 2.0);
        let angle = |node: usize| std::f64::consts::PI * (node as f64 + 0.5) / TERMS as f64;
        let mut terms = [[0.0; 8]; TERMS];
        for node in 0..TERMS {
            let root = centre + halfwidth * angle(node).cos();
            let shape = root.powi(-2);
            for (lane, level) in LEVELS.iter().enumerate() {
                let value = (quantile(shape, *level) / shape).cbrt();
                for (term, terms) in terms.iter_mut().enumerate() {
                    let weight = if term == 0 { 1.0 } else { 2.0 } / TERMS as f64;
                    terms[lane] += weight * value * (term as f64 * angle(node)).cos();
                }
            }
        }
        Self { centre, halfwidth, terms }
    }

    /// Clenshaw's sum, every level in step.
    fn at(&self, root: f64) -> Lanes {
        let x = (root - self.centre) / self.halfwidth;
        let (mut last, mut before) = ([0.0; 8], [0.0; 8]);
        for terms in self.terms[1..].iter().rev() {
            let next: Lanes =
                std::array::from_fn(|lane| 2.0 * x * last[lane] - before[lane] + terms[lane]);
            (last, before) = (next, last);
        }
        std::array::from_fn(|lane| x * last[lane] - before[lane] + self.terms[0][lane])
    }
}

/// The point below which a gamma of this shape and scale one lies with this probability; nought where that is smaller than
/// any number.
pub(super) fn quantile(shape: f64, level: f64) -> f64 {
    // Newton's method on the logarithm, kept within what is known to bracket it.
    let normal = 9.0 * shape;
    let z = [-1.96, -1.645, -0.674, 0.0, 0.674, 1.645, 1.96];
    let z = LEVELS.iter().zip(z).find(|(known, _)| **known >= level).map_or(1.96, |(_, z)| z);
    let guess = shape * (1.0 - 1.0 / normal + z / normal.sqrt()).max(0.0).powi(3);
    let small = ((level.ln() + ln_gamma(shape + 1.0)) / shape).min(700.0);
    // Near nought the distribution function is xᵃ/Γ(a+1), and below it everywhere else.
    let mut low = small - 1e-9 * small.abs() - 1e-9;
    if low < -700.0 {
        return 0.0;
    }
    let mut high = (2.0 * shape + 50.0).ln().max(low + 1.0);
    let mut at = if guess > 0.0 { guess.ln().clamp(low, high) } else { low };
    for _ in 0..100 {
        let x = at.exp();
        let excess = gamma_lr(shape, x) - level;
        if excess > 0.0 {
            high = at
        } else {
            low = at
        }
        let slope = (shape * at - x - ln_gamma(shape)).exp();
        let step = excess / slope;
        let next = at - step;
        if step.abs() < 1e-14 * (1.0 + at.abs()) {
            return x;
        }
        at = if next > low && next < high { next } else { (low + high) / 2.0 };
        if high - low < 1e-15 * (1.0 + at.abs()) {
            break;
        }
    }
    at.exp()
}

#[cfg(test)]
mod tests {
    use super::super::LEVELS;
    use super::{quantile, quantiles};
    use statrs::distribution::{ContinuousCDF, Gamma};
    use statrs::function::gamma::gamma_lr;

    #[test]
    fn series_are_the_quantiles_that_are_solved_for() {
        let mut worst: f64 = 0.0;
        let shapes = (0..4_000).map(|step| 1.0 + 1e-3 * f64::from(step).powi(2));
        for shape in shapes.chain([1e5, 1e6, 3e6]) {
            for (found, level) in quantiles(shape, 2.0).into_iter().zip(LEVELS) {
                worst = worst.max((found / (2.0 * quantile(shape, level)) - 1.0).abs());
            }
        }
        assert!(worst < 1e-10, "{worst:e}");
    }

    /// The plain way: bisection by statrs.
    #[test]
    fn quantiles_are_those_that_statrs_finds() {
        for shape in [0.04, 0.3, 1.0, 1.5, 7.0, 16.0, 17.0, 250.0, 40_000.0] {
            let gamma = Gamma::new(shape, 1.0).unwrap();
            for (found, level) in quantiles(shape, 1.0).into_iter().zip(LEVELS) {
                let plain = gamma.inverse_cdf(level);
                assert!(
                    (found - plain).abs() <= 1e-7 * plain + 2e-9,
                    "{shape} {level}: {found} {plain}"
                );
                assert!(found == 0.0 || (gamma_lr(shape, found) / level - 1.0).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn a_shape_near_nought_gives_nought_and_no_fault() {
        let found = quantiles(1e-6, 5.0);
        assert!(found.iter().all(|value| *value == 0.0), "{found:?}");
        assert!(quantiles(0.01, 5.0).windows(2).all(|pair| pair[0] <= pair[1]));
    }
}
