use statrs::function::gamma::{gamma_ur, ln_gamma};

/// Up to this exponent the probability of nought is an ordinary number, and the sum may begin there.
const SMALLEST_EXPONENT: f64 = 600.0;

/// Up to this mean summing from nought is the quickest.
const SMALL_MEAN: f64 = 150.0;

/// Deviation from which counts are not walked one by one.
const WIDE: f64 = 2_000.0;

/// Count up to which the continued fraction settles within its terms.
const FRACTION_UNTIL: f64 = 1e7;

/// Terms of the continued fraction after which no more comes.
const MOST_TERMS: usize = 20_000;

/// Counts with a mean, and a variance of `dispersion` times the mean: negative binomial, Poisson where that is one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Counted {
    pub(super) mean: f64,
    pub(super) dispersion: f64,
}

impl Counted {
    /// The smallest count that is not exceeded with this probability; none for a mean that is no number, or beyond
    /// what can be counted.
    pub(super) fn quantile(self, probability: f64) -> Option<f64> {
        let Self { mean, dispersion } = self;
        if !(mean.is_finite() && dispersion.is_finite() && mean < 1e12 && dispersion < 1e12) {
            return None;
        }
        if mean <= 0.0 {
            return Some(0.0);
        }
        // A sum that misses the probability by rounding alone has reached it.
        let wanted = probability * (1.0 - 64.0 * f64::EPSILON);
        if mean < SMALL_MEAN && self.exponent_of_nought() < SMALLEST_EXPONENT {
            return Some(self.summed_from_nought(wanted));
        }
        Some(self.searched(wanted))
    }

    /// The natural logarithm of the probability of a count.
    pub(super) fn ln_probability(self, count: f64) -> f64 {
        if self.is_poisson() {
            return count * self.mean.ln() - self.mean - ln_gamma(count + 1.0);
        }
        let size = self.size();
        ln_gamma(count + size)
            - ln_gamma(size)
            - ln_gamma(count + 1.0)
            - size * self.dispersion.ln()
            + count * (1.0 - 1.0 / self.dispersion).ln()
    }

    fn is_poisson(self) -> bool {
        self.dispersion <= 1.0 + 1e-9
    }

    fn size(self) -> f64 {
        self.mean / (self.dispersion - 1.0)
    }

    fn exponent_of_nought(self) -> f64 {
        if self.is_poisson() { self.mean } else { self.size() * self.dispersion.ln() }
    }

    /// How many times as probable the count after this one is.
    fn step_up(self, count: f64) -> f64 {
        if self.is_poisson() {
            return self.mean / (count + 1.0);
        }
        // With q = 1 - 1/dispersion, (count + size)·q, whose second part is mean/dispersion.
        let q = 1.0 - 1.0 / self.dispersion;
        (count * q + self.mean / self.dispersion) / (count + 1.0)
    }

    fn summed_from_nought(self, wanted: f64) -> f64 {
        let mut probability = (-self.exponent_of_nought()).exp();
        let (mut sum, mut count) = (probability, 0.0);
        while sum < wanted {
            probability *= self.step_up(count);
            count += 1.0;
            let before = sum;
            sum += probability;
            if sum == before && count > self.mean {
                break;
            }
        }
        count
    }

    /// Begins beside the quantile by its first three moments, knows how much lies above, and walks to it.
    fn searched(self, wanted: f64) -> f64 {
        let (mean, sd) = (self.mean, (self.mean * self.dispersion).sqrt());
        let skewness = (2.0 * self.dispersion - 1.0) / sd;
        let z = normal_quantile(wanted);
        let mut count = (mean + sd * (z + skewness * (z * z - 1.0) / 6.0)).floor().max(0.0);
        if sd > WIDE {
            // What the moments miss is then far less than a count, unless the distribution is skew.
            return if skewness < 0.01 { count } else { self.halved(wanted) };
        }
        let mut above = self.above(count);
        let mut probability = self.ln_probability(count).exp();
        let allowed = 1.0 - wanted;
        while above > allowed && probability > 0.0 {
            probability *= self.step_up(count);
            count += 1.0;
            above -= probability;
        }
        // The smallest one: while the count before would do too, go down.
        while count > 0.0 && above + probability <= allowed {
            above += probability;
            count -= 1.0;
            probability /= self.step_up(count);
        }
        count
    }

    /// Halves the stretch in which the quantile of a wide and skew distribution lies.
    fn halved(self, wanted: f64) -> f64 {
        let sd = (self.mean * self.dispersion).sqrt();
        let within = |count: f64| {
            let above = if count < FRACTION_UNTIL {
                self.above_by_fraction(count)
            } else {
                // So far out the counts are as good as continuous.
                gamma_ur(self.mean / self.dispersion, (count + 0.5) / self.dispersion)
            };
            above <= 1.0 - wanted
        };
        let (mut low, mut high) = (-1.0, (self.mean + sd).ceil());
        while !within(high) && high < 1e18 {
            low = high;
            high *= 2.0;
        }
        // Sixty halvings tell all counts apart.
        for _ in 0..60 {
            let middle = ((low + high) / 2.0).floor();
            if middle <= low || middle >= high {
                break;
            }
            if within(middle) { high = middle } else { low = middle }
        }
        high
    }

    /// The probability of more than a count that is not far below the mean.
    fn above(self, count: f64) -> f64 {
        let (mut sum, mut at) = (0.0, count + 1.0);
        let mut term = self.ln_probability(count).exp() * self.step_up(count);
        while term > sum * 1e-17 && term > 0.0 {
            sum += term;
            term *= self.step_up(at);
            at += 1.0;
        }
        sum
    }

    /// The probability of more than a count by the continued fraction of the incomplete beta function (Lentz's way), for wide distributions.
    fn above_by_fraction(self, count: f64) -> f64 {
        let (a, b, x) = (count + 1.0, self.size(), 1.0 - 1.0 / self.dispersion);
        let tiny = 1e-300;
        let away = |value: f64| if value.abs() < tiny { tiny } else { value };
        // I_x(a, b) with the fraction that converges: for x below (a + 1)/(a + b + 2), else its complement.
        let turned = x > (a + 1.0) / (a + b + 2.0);
        let (p, q, y) = if turned { (b, a, 1.0 - x) } else { (a, b, x) };
        let (mut c, mut d) = (1.0, 1.0 / away(1.0 - (p + q) * y / (p + 1.0)));
        let mut fraction = d;
        for m in 1..MOST_TERMS {
            let m = m as f64;
            let even = m * (q - m) * y / ((p + 2.0 * m - 1.0) * (p + 2.0 * m));
            let odd = -(p + m) * (p + q + m) * y / ((p + 2.0 * m) * (p + 2.0 * m + 1.0));
            d = 1.0 / away(1.0 + even * d);
            c = away(1.0 + even / c);
            fraction *= d * c;
            d = 1.0 / away(1.0 + odd * d);
            c = away(1.0 + odd / c);
            fraction *= d * c;
            if (d * c - 1.0).abs() < 1e-15 {
                break;
            }
        }
        let ln_beta = ln_gamma(p) + ln_gamma(q) - ln_gamma(p + q);
        let part = (p * y.ln() + q * (1.0 - y).ln() - ln_beta).exp() * fraction / p;
        if turned { 1.0 - part } else { part }
    }
}

/// The quantile of the standard normal distribution.
pub(super) fn normal_quantile(probability: f64) -> f64 {
    -std::f64::consts::SQRT_2 * statrs::function::erf::erfc_inv(2.0 * probability)
}
