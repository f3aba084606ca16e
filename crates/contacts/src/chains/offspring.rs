/// Where the likelihood has fallen as far as a 95 % interval reaches: half the 95 % quantile of χ² with one degree.
const FALL_95: f64 = 1.920_729_410_347_062;
/// Within these bounds of its logarithm the dispersion is looked for; beyond the upper one nothing can be told from ∞.
const LN_DISPERSION: (f64, f64) = (-11.5, 13.8);

/// How many others a case infects: the negative binomial by its mean R and its dispersion k.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct NegativeBinomial {
    /// The mean R.
    pub mean: f64,
    /// The dispersion k; none when it is infinite, that is, for the Poisson distribution.
    pub dispersion: Option<f64>,
}

/// The distribution of offspring, fitted by maximum likelihood with 95 % intervals of the profile likelihood.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Offspring {
    /// How many cases it was fitted to.
    pub cases: u64,
    /// How many of them infected nobody.
    pub infected_nobody: u64,
    /// The distribution.
    pub fitted: NegativeBinomial,
    /// Where R lies.
    pub mean_95: (f64, f64),
    /// Where k lies; the upper end is none when it is infinite.
    pub dispersion_95: Option<(f64, Option<f64>)>,
    /// The share of cases that caused four fifths of the infections seen.
    pub share_causing_80: f64,
    /// The same share as the fitted distribution has it.
    pub share_expected: f64,
}

impl NegativeBinomial {
    /// The probability of infecting each number of others, from nobody on, until next to nothing is left.
    pub fn probabilities(&self) -> Vec<f64> {
        let mean = self.mean;
        let (mut probability, step): (f64, f64) = match self.dispersion {
            Some(k) => ((-k * (mean / k).ln_1p()).exp(), mean / (k + mean)),
            None => ((-mean).exp(), 0.0),
        };
        let (mut found, mut sum) = (vec![probability], probability);
        while sum < 1.0 - 1e-12 && found.len() < 1_000_000 && probability > 0.0 {
            let y = found.len() as f64;
            probability *= match self.dispersion {
                Some(k) => step * (k + y - 1.0) / y,
                None => mean / y,
            };
            sum += probability;
            found.push(probability);
        }
        found
    }

    /// The share of cases, the busiest first, that causes such a share of the infections.
    pub fn share_causing(&self, share: f64) -> f64 {
        share_causing(&self.probabilities(), share)
    }

    /// The number of infected that at most one case in a hundred would reach if all cases were alike: whoever reaches
    /// it is a superspreader after Lloyd-Smith.
    pub fn superspreading_from(&self) -> u32 {
        let alike = Self { mean: self.mean, dispersion: None }.probabilities();
        let mut sum = 0.0;
        let below = alike.iter().take_while(|probability| {
            sum += **probability;
            sum <= 0.99
        });
        below.count() as u32 + 1
    }
}

impl Offspring {
    /// Fits to how many cases infected nobody, one, two … others; nothing comes of no cases or no infections.
    pub fn of(cases_with: &[u64]) -> Option<Self> {
        let cases: u64 = cases_with.iter().sum();
        let counts = || (0_u32..).zip(cases_with);
        let infections: f64 = counts().map(|(y, cases)| f64::from(y) * *cases as f64).sum();
        if infections <= 0.0 {
            return None;
        }
        let likelihood = Likelihood::of(cases_with);
        let mean = infections / cases as f64;
        // For every k the likeliest mean is that of the sample, so k has a likelihood of its own.
        let of_dispersion = |ln_k: f64| likelihood.at(mean, ln_k.exp());
        let ln_k = highest(LN_DISPERSION, of_dispersion);
        let finite = ln_k < LN_DISPERSION.1 - 0.1;
        let top = of_dispersion(ln_k);
        let falls = |value: f64| value - (top - FALL_95);
        let low = crossing(LN_DISPERSION.0, ln_k, |ln_k| falls(of_dispersion(ln_k)));
        let high = crossing(LN_DISPERSION.1, ln_k, |ln_k| falls(of_dispersion(ln_k)));
        let of_mean = |mean: f64| {
            let of_dispersion = |ln_k: f64| likelihood.at(mean, ln_k.exp());
            falls(of_dispersion(highest(LN_DISPERSION, of_dispersion)))
        };
        let farther = |step: f64| {
            let mut bound = mean;
            for _ in 0..60 {
                bound *= step;
                if of_mean(bound) < 0.0 {
                    break;
                }
            }
            crossing(bound, mean, of_mean).unwrap_or(bound)
        };
        let fitted = NegativeBinomial { mean, dispersion: finite.then(|| ln_k.exp()) };
        let seen: Vec<f64> = cases_with.iter().map(|cases| *cases as f64).collect();
        Some(Self {
            cases,
            infected_nobody: cases_with.first().copied().unwrap_or_default(),
            mean_95: (farther(0.5), farther(2.0)),
            dispersion_95: low.map(|low| (low.exp(), high.map(f64::exp))),
            share_causing_80: share_causing(&seen, 0.8),
            share_expected: fitted.share_causing(0.8),
            fitted,
        })
    }
}

/// How many cases infected nobody, one, two … others.
pub(super) fn histogram(infected: &[u32]) -> Vec<u64> {
    let most = infected.iter().max().map_or(0, |most| *most as usize + 1);
    let mut cases_with = vec![0; most];
    infected.iter().for_each(|others| cases_with[*others as usize] += 1);
    cases_with
}

/// The logarithm of the likelihood of the negative binomial, but for what does not depend on its parameters.
struct Likelihood {
    cases: f64,
    /// How many cases infected more than nobody, more than one … others.
    more_than: Vec<f64>,
    infections: f64,
}

impl Likelihood {
    fn of(cases_with: &[u64]) -> Self {
        let mut more_than = vec![0.0; cases_with.len().saturating_sub(1)];
        let mut sum = 0.0;
        for y in (0..more_than.len()).rev() {
            sum += cases_with[y + 1] as f64;
            more_than[y] = sum;
        }
        let infections = more_than.iter().sum();
        Self { cases: cases_with.iter().sum::<u64>() as f64, more_than, infections }
    }

    /// Γ(k + y) / Γ(k) is the product of k + i over all i below y, so no gamma function is needed.
    fn at(&self, mean: f64, k: f64) -> f64 {
        let rising: f64 = (0_u32..)
            .zip(&self.more_than)
            .map(|(i, cases)| cases * ((f64::from(i) - mean) / (k + mean)).ln_1p())
            .sum();
        rising + self.infections * mean.ln() - self.cases * k * (mean / k).ln_1p()
    }
}

/// Where a function with one top is highest: a coarse search, then the golden section.
fn highest((low, high): (f64, f64), value: impl Fn(f64) -> f64) -> f64 {
    const STEPS: u32 = 50;
    let width = (high - low) / f64::from(STEPS);
    let at = |step: u32| low + width * f64::from(step);
    let best = (0..=STEPS)
        .max_by(|one, other| value(at(*one)).total_cmp(&value(at(*other))))
        .unwrap_or_default();
    let (mut left, mut right) = ((at(best) - width).max(low), (at(best) + width).min(high));
    let golden = (5_f64.sqrt() - 1.0) / 2.0;
    for _ in 0..60 {
        let (one, other) = (right - golden * (right - left), left + golden * (right - left));
        if value(one) < value(other) { left = one } else { right = other }
    }
    (left + right) / 2.0
}

/// Where a function crosses nought between a point below it and one above; none when there is no such point.
fn crossing(below: f64, above: f64, value: impl Fn(f64) -> f64) -> Option<f64> {
    if value(below) >= 0.0 {
        return None;
    }
    let (mut below, mut above) = (below, above);
    for _ in 0..80 {
        let middle = (below + above) / 2.0;
        if value(middle) < 0.0 { below = middle } else { above = middle }
    }
    Some((below + above) / 2.0)
}

/// The share of cases that causes a share of the infections, from how many cases infected each number of others.
fn share_causing(cases_with: &[f64], share: f64) -> f64 {
    let cases: f64 = cases_with.iter().sum();
    let infections: f64 = (0_u32..).zip(cases_with).map(|(y, cases)| f64::from(y) * cases).sum();
    let mut left = share * infections;
    let mut counted = 0.0;
    for (y, with) in cases_with.iter().enumerate().skip(1).rev() {
        let caused = y as f64 * with;
        if caused >= left {
            return (counted + left / y as f64) / cases;
        }
        left -= caused;
        counted += with;
    }
    counted / cases
}
