/// Numbers that look drawn and are always the same: SplitMix64 of Steele, Lea and Flood (2014).
pub(super) struct Draw(u64);

impl Draw {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number above nought and below one.
    pub(super) fn uniform(&mut self) -> f64 {
        ((self.next() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    }

    /// A standard normal number, by the polar method of Marsaglia and Bray (1964).
    pub(super) fn normal(&mut self) -> f64 {
        loop {
            let (x, y) = (2.0 * self.uniform() - 1.0, 2.0 * self.uniform() - 1.0);
            let square = x * x + y * y;
            if square > 0.0 && square < 1.0 {
                return x * (-2.0 * square.ln() / square).sqrt();
            }
        }
    }

    /// A gamma number of scale one, by Marsaglia and Tsang (2000); nought for a shape of nought.
    pub(super) fn gamma(&mut self, shape: f64) -> f64 {
        if shape <= 0.0 {
            return 0.0;
        }
        if shape < 1.0 {
            return self.gamma(shape + 1.0) * self.uniform().powf(shape.recip());
        }
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let normal = self.normal();
            let cube = (1.0 + c * normal).powi(3);
            let accepted = 0.5 * normal * normal + d - d * cube + d * cube.ln();
            if cube > 0.0 && self.uniform().ln() < accepted {
                return d * cube;
            }
        }
    }

    /// A Poisson number: by inversion where the mean is small, by the transformed rejection of Hörmann (1993) else.
    pub(super) fn poisson(&mut self, mean: f64) -> f64 {
        if mean <= 0.0 {
            return 0.0;
        }
        if mean < 12.0 {
            let (mut left, mut events) = (self.uniform(), 0.0);
            let mut probability = (-mean).exp();
            while left > probability && events < 200.0 {
                left -= probability;
                events += 1.0;
                probability *= mean / events;
            }
            return events;
        }
        let b = 0.931 + 2.53 * mean.sqrt();
        let a = -0.059 + 0.024_83 * b;
        let inverse = 1.123_9 + 1.132_8 / (b - 3.4);
        let squeeze = 0.927_7 - 3.622_4 / (b - 2.0);
        loop {
            let (u, v) = (self.uniform() - 0.5, self.uniform());
            let us = 0.5 - u.abs();
            let events = ((2.0 * a / us + b) * u + mean + 0.43).floor();
            if us >= 0.07 && v <= squeeze {
                return events;
            }
            if events < 0.0 || (us < 0.013 && v > us) {
                continue;
            }
            let left = v.ln() + inverse.ln() - (a / (us * us) + b).ln();
            let right =
                -mean + events * mean.ln() - statrs::function::gamma::ln_gamma(events + 1.0);
            if left <= right {
                return events;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Draw;

    /// Mean and variance of 200,000 draws, within four standard errors or so.
    fn check(mut one: impl FnMut() -> f64, mean: f64, variance: f64) {
        let n = 200_000;
        let drawn: Vec<f64> = (0..n).map(|_| one()).collect();
        let found = drawn.iter().sum::<f64>() / f64::from(n);
        let spread = drawn.iter().map(|value| (value - found).powi(2)).sum::<f64>() / f64::from(n);
        assert!(
            (found - mean).abs() < 4.0 * (variance / f64::from(n)).sqrt(),
            "{found}, not {mean}"
        );
        assert!((spread / variance - 1.0).abs() < 0.03, "{spread}, not {variance}");
    }

    #[test]
    fn draws_have_the_moments_of_their_distributions() {
        let mut draw = Draw::new(7);
        check(|| draw.uniform(), 0.5, 1.0 / 12.0);
        check(|| draw.normal(), 0.0, 1.0);
        for shape in [0.3, 1.0, 4.5, 300.0] {
            check(|| draw.gamma(shape), shape, shape);
        }
        for mean in [0.2, 5.0, 11.9, 12.1, 80.0, 5_000.0] {
            check(|| draw.poisson(mean), mean, mean);
        }
        assert_eq!((draw.poisson(0.0), draw.gamma(0.0)), (0.0, 0.0));
    }

    #[test]
    fn draws_are_those_of_the_published_generator() {
        let mut draw = Draw::new(1_234_567);
        let first = [draw.next(), draw.next(), draw.next()];
        let published =
            [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423];
        assert_eq!(first, published);
    }
}
