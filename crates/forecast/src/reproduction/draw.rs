//! Random numbers of one seed.

use rand_distr::{Distribution as _, Gamma, OpenClosed01, Poisson, StandardNormal};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::SeedableRng as _;

pub(super) struct Draw(Xoshiro256PlusPlus);

impl Draw {
    pub(super) fn new(seed: u64) -> Self {
        Self(Xoshiro256PlusPlus::seed_from_u64(seed))
    }

    /// A number above nought, at most one.
    pub(super) fn uniform(&mut self) -> f64 {
        OpenClosed01.sample(&mut self.0)
    }

    /// A normal number of mean nought and deviation one.
    pub(super) fn normal(&mut self) -> f64 {
        StandardNormal.sample(&mut self.0)
    }

    /// Student's number of so many degrees of freedom; a normal one where they are infinite.
    pub(super) fn student(&mut self, freedom: f64) -> f64 {
        let normal = self.normal();
        if freedom.is_infinite() {
            return normal;
        }
        normal * (freedom / (2.0 * self.gamma(freedom / 2.0)).max(f64::MIN_POSITIVE)).sqrt()
    }

    /// A gamma number of scale one; nought for a shape of nought.
    pub(super) fn gamma(&mut self, shape: f64) -> f64 {
        Gamma::new(shape, 1.0).map_or(0.0, |gamma| gamma.sample(&mut self.0))
    }

    /// A beta number of this mean, whose variance is `part` times the greatest that such a mean can have.
    pub(super) fn beta(&mut self, mean: f64, part: f64) -> f64 {
        let both = part.recip() - 1.0;
        let (one, other) = (self.gamma(mean * both), self.gamma((1.0 - mean) * both));
        if one + other > 0.0 { one / (one + other) } else { mean }
    }

    /// A Poisson number; nought for a mean of nought.
    pub(super) fn poisson(&mut self, mean: f64) -> f64 {
        Poisson::new(mean).map_or(0.0, |poisson| poisson.sample(&mut self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::Draw;

    #[test]
    fn nothing_is_drawn_from_nothing() {
        let mut draw = Draw::new(7);
        assert_eq!((draw.poisson(0.0), draw.gamma(0.0), draw.gamma(f64::NAN)), (0.0, 0.0, 0.0));
        assert!((0..1000).all(|_| draw.uniform() > 0.0));
        assert!((0.0..=1.0).contains(&draw.beta(1e-12, 0.4)));
    }

    /// Of 100,000 draws, half lie between the quartiles of R's `qt`.
    #[test]
    fn student_numbers_have_their_quartiles() {
        let mut draw = Draw::new(7);
        for (freedom, quartile) in [(2.0, 0.8164966), (4.0, 0.7406971), (f64::INFINITY, 0.6744898)]
        {
            let within = (0..100_000).filter(|_| draw.student(freedom).abs() < quartile).count();
            assert!((within as f64 / 1e5 - 0.5).abs() < 0.007, "{freedom}: {within}");
        }
    }

    /// Mean and variance of 100,000 draws within four standard errors or so.
    #[test]
    fn beta_numbers_have_their_moments() {
        let mut draw = Draw::new(7);
        let (mean, part) = (0.2, 0.05);
        let drawn: Vec<f64> = (0..100_000).map(|_| draw.beta(mean, part)).collect();
        let found = drawn.iter().sum::<f64>() / 1e5;
        let variance = drawn.iter().map(|value| (value - found).powi(2)).sum::<f64>() / 1e5;
        let wanted: f64 = part * mean * (1.0 - mean);
        assert!((found - mean).abs() < 4.0 * (wanted / 1e5).sqrt(), "{found}");
        assert!((variance / wanted - 1.0).abs() < 0.03, "{variance}");
    }
}
