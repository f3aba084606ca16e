//! Random numbers: one stream a run, and tables of whole numbers.

use rand_distr::{Distribution, Exp1, Gamma, Poisson, StandardNormal};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};
use statrs::function::erf::erfc;

/// The random stream of one run.
#[derive(Clone, Debug)]
pub(super) struct Draw(Xoshiro256PlusPlus);

impl Draw {
    /// The stream of a number; streams of neighbouring numbers have nothing in common.
    pub(super) fn of(seed: u64, stream: u64) -> Self {
        Self(Xoshiro256PlusPlus::seed_from_u64(mixed(seed ^ mixed(stream))))
    }

    #[inline]
    pub(super) fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// A whole number from 0 up to, not including, `end`.
    #[inline]
    pub(super) fn below(&mut self, end: u32) -> u32 {
        (((self.0.next_u64() >> 32) * u64::from(end)) >> 32) as u32
    }

    /// From 0 up to, not including, 1.
    #[inline]
    pub(super) fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 * 2f64.powi(-53)
    }

    #[inline]
    pub(super) fn chance(&mut self, share: f64) -> bool {
        self.unit() < share
    }

    /// Exponential of mean 1.
    #[inline]
    pub(super) fn exponential(&mut self) -> f64 {
        Exp1.sample(&mut self.0)
    }

    /// Normal of mean 0 and deviation 1.
    #[inline]
    pub(super) fn normal(&mut self) -> f64 {
        StandardNormal.sample(&mut self.0)
    }

    /// Gamma of this shape and scale; its mean where they are out of range.
    pub(super) fn gamma(&mut self, shape: f64, scale: f64) -> f64 {
        Gamma::new(shape, scale).map_or(shape * scale, |gamma| gamma.sample(&mut self.0))
    }

    pub(super) fn poisson(&mut self, mean: f64) -> u32 {
        match Poisson::new(mean) {
            Ok(poisson) => {
                let drawn: f64 = poisson.sample(&mut self.0);
                drawn as u32
            }
            Err(_) => 0,
        }
    }

    /// How many of `trials` succeed, each with `chance`.
    pub(super) fn successes(&mut self, trials: u64, chance: f64) -> u64 {
        rand_distr::Binomial::new(trials, chance.clamp(0.0, 1.0))
            .map_or(0, |binomial| binomial.sample(&mut self.0))
    }
}

/// A number whose bits all depend on all bits of another (the finisher of SplitMix64).
#[inline]
pub(super) fn mixed(bits: u64) -> u64 {
    let bits = bits.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

/// A distribution over 0, 1, 2 …, from which a draw costs one random number (Walker's alias method, as Vose has it).
#[derive(Clone, Debug)]
pub(super) struct Whole {
    /// For each number: how often it stays itself, of 2³², and what it else becomes.
    cells: Vec<(u32, u16)>,
}

/// The probabilities of 0, 1, 2 … of a Poisson.
pub(super) fn poisson(mean: f64) -> impl Iterator<Item = f64> {
    let first = ((-mean).exp(), 0.0);
    let next =
        move |(weight, number): &(f64, f64)| Some((weight * (mean / (number + 1.0)), number + 1.0));
    std::iter::successors(Some(first), next).map(|(weight, _)| weight)
}

/// Where the tail of a distribution is cut; less than a run can tell.
const TAIL: f64 = 1e-10;
/// The most numbers that a table holds.
const MOST: usize = 16_384;

impl Whole {
    /// From weights, in proportion; all must be finite, none negative, and one above zero.
    pub(super) fn weighted(weights: &[f64]) -> Self {
        let count = weights.len();
        let sum: f64 = weights.iter().sum();
        let mut scaled: Vec<f64> =
            weights.iter().map(|weight| weight * count as f64 / sum).collect();
        let (mut small, mut large): (Vec<usize>, Vec<usize>) =
            (0..count).partition(|&number| scaled[number] < 1.0);
        let mut cells: Vec<(u32, u16)> = (0..count).map(|it| (u32::MAX, it as u16)).collect();
        while let (Some(low), Some(&high)) = (small.pop(), large.last()) {
            cells[low] = ((scaled[low] * 2f64.powi(32)) as u32, high as u16);
            scaled[high] -= 1.0 - scaled[low];
            if scaled[high] < 1.0 {
                large.pop();
                small.push(high);
            }
        }
        Self { cells }
    }

    /// The nearest whole number to a lognormal of this mean and deviation.
    pub(super) fn lognormal(mean: f64, sd: f64) -> Self {
        if mean <= 0.0 {
            return Self::weighted(&[1.0]);
        }
        if sd <= 0.0 {
            let mut weights = vec![0.0; mean.round() as usize + 1];
            weights[mean.round() as usize] = 1.0;
            return Self::weighted(&weights);
        }
        let sigma = (sd * sd / (mean * mean)).ln_1p().sqrt();
        let mu = mean.ln() - sigma * sigma / 2.0;
        let above = |edge: f64| erfc((edge.ln() - mu) / (sigma * std::f64::consts::SQRT_2)) / 2.0;
        let mut weights = Vec::new();
        let mut left = 1.0;
        while left > TAIL && weights.len() < MOST {
            let next = above(weights.len() as f64 + 0.5);
            weights.push(left - next);
            left = next;
        }
        Self::weighted(&weights)
    }

    /// A negative binomial of this mean and dispersion k, variance mean + mean²/k.
    pub(super) fn negative_binomial(mean: f64, dispersion: f64) -> Self {
        let stay = dispersion / (mean + dispersion);
        let mut weight = stay.powf(dispersion);
        let (mut weights, mut left) = (Vec::new(), 1.0);
        while left > TAIL && weights.len() < MOST {
            let number = weights.len() as f64;
            weights.push(weight);
            left -= weight;
            weight *= (number + dispersion) / (number + 1.0) * (1.0 - stay);
        }
        Self::weighted(&weights)
    }

    /// A Poisson of this mean.
    pub(super) fn poisson(mean: f64) -> Self {
        let (mut weights, mut left) = (Vec::new(), 1.0);
        for weight in poisson(mean).take(MOST) {
            if left <= TAIL {
                break;
            }
            weights.push(weight);
            left -= weight;
        }
        Self::weighted(&weights)
    }

    #[inline]
    pub(super) fn draw(&self, draw: &mut Draw) -> u32 {
        let bits = draw.bits();
        let cell = (((bits >> 32) * self.cells.len() as u64) >> 32) as usize;
        let (stays, other) = self.cells[cell];
        if (bits as u32) < stays { cell as u32 } else { u32::from(other) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Draws' mean and deviation.
    fn moments(table: &Whole, draws: u32) -> (f64, f64) {
        let mut draw = Draw::of(1, 0);
        let drawn: Vec<f64> = (0..draws).map(|_| f64::from(table.draw(&mut draw))).collect();
        let mean = drawn.iter().sum::<f64>() / f64::from(draws);
        let squares: f64 = drawn.iter().map(|it| (it - mean).powi(2)).sum();
        (mean, (squares / f64::from(draws)).sqrt())
    }

    #[test]
    fn tables_draw_what_they_were_made_of() {
        let check = |table: Whole, mean: f64, sd: f64| {
            let (drawn_mean, drawn_sd) = moments(&table, 400_000);
            assert!((drawn_mean - mean).abs() < 0.01 * mean + 0.01, "{drawn_mean} is not {mean}");
            assert!((drawn_sd - sd).abs() < 0.03 * sd, "{drawn_sd} is not {sd}");
        };
        // Rounding to whole days adds a twelfth to the variance.
        check(Whole::lognormal(4.5, 1.5), 4.5, (2.25f64 + 1.0 / 12.0).sqrt());
        check(Whole::lognormal(18.1, 6.3), 18.1, (6.3f64 * 6.3 + 1.0 / 12.0).sqrt());
        check(Whole::negative_binomial(100.0, 0.45), 100.0, (100.0 + 1e4 / 0.45f64).sqrt());
        check(Whole::poisson(20.0), 20.0, 20f64.sqrt());
        check(Whole::weighted(&[1.0, 0.0, 3.0]), 1.5, 0.75f64.sqrt());
    }

    #[test]
    fn nothing_is_drawn_that_has_no_weight() {
        let table = Whole::weighted(&[0.0, 2.0, 0.0, 1.0, 0.0]);
        let mut draw = Draw::of(7, 3);
        assert!((0..100_000).all(|_| matches!(table.draw(&mut draw), 1 | 3)));
        assert!((0..100).all(|_| Whole::lognormal(3.0, 0.0).draw(&mut draw) == 3));
    }

    #[test]
    fn streams_differ() {
        let first: Vec<u64> = (0..4).map(|stream| Draw::of(1, stream).bits()).collect();
        assert!(first.windows(2).all(|pair| pair[0] != pair[1]));
        assert_eq!(Draw::of(1, 2).bits(), first[2]);
    }
}
