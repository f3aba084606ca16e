//! What would be usual now: a Poisson regression with a trend and two waves a year, in which past outbreaks weigh
//! little, and in which a short series leans on what is usual of series.

use super::Calendar;
use super::negative_binomial::Counted;

/// Intercept, trend, and two waves of two parts each.
pub(super) const TERMS: usize = 6;

/// How far trend (a year) and waves may be from nought before the counts have spoken: standard deviations on the scale
/// of logarithms. They matter where counts are few.
const PRIOR_DEVIATIONS: [f64; TERMS] = [10.0, 0.25, 0.7, 0.7, 0.25, 0.25];

/// Standardised Anscombe residual from which a step is weighed down.
const WEIGHED_DOWN_FROM: f64 = 2.0;

/// Rounds of weighing, and steps to the optimum in each.
const ROUNDS: usize = 4;
const MOST_ITERATIONS: usize = 25;

/// Usual dispersion, and how many steps of the series it is worth.
const USUAL_DISPERSION: f64 = 1.3;
const DISPERSION_WORTH: f64 = 10.0;

/// What one step adds to the dispersion at most, in units of the dispersion: an outbreak is no chance.
const MOST_SQUARED: f64 = 9.0;

pub(super) type Row = [f64; TERMS];

/// The design of one step.
pub(super) fn row(calendar: Calendar, at: usize) -> Row {
    let (sin, cos) = (std::f64::consts::TAU * calendar.phase(at)).sin_cos();
    let years = at as f64 / calendar.steps_a_year() as f64;
    [1.0, years, cos, sin, cos * cos - sin * sin, 2.0 * sin * cos]
}

/// What is usual: the last fit, its dispersion, and how well its coefficients are known.
#[derive(Clone, Debug)]
pub(super) struct Usual {
    coefficients: Row,
    origin: f64,
    factor: [Row; TERMS],
    dispersion: f64,
}

impl Usual {
    /// The mean of a step.
    pub(super) fn mean(&self, row: &Row) -> f64 {
        mean(&self.coefficients, row, self.origin)
    }

    /// The sum of some steps: its mean, and its variance over that mean, of chance and of what is not known.
    pub(super) fn sum<'a>(&self, rows: impl Iterator<Item = &'a Row>) -> Counted {
        let (mut total, mut weighed) = (0.0, [0.0; TERMS]);
        for row in rows {
            let mean = self.mean(row);
            total += mean;
            for (at, part) in row.iter().enumerate() {
                weighed[at] += mean * if at == 1 { part - self.origin } else { *part };
            }
        }
        let unknown = quadratic(&self.factor, &weighed) / total;
        Counted { mean: total, dispersion: self.dispersion + unknown }
    }
}

/// The fit of a series, improved from step to step.
#[derive(Clone, Debug, Default)]
pub(super) struct Baseline {
    coefficients: Row,
    begun: bool,
}

impl Baseline {
    /// Fits past steps and looks ahead to one; none where that is impossible. Times in rows are in years; the last
    /// year of the past is nought for the trend.
    pub(super) fn look(
        &mut self,
        rows: &[Row],
        counts: &[f64],
        prior: &mut [f64],
        origin: f64,
    ) -> Option<Usual> {
        let many = counts.len() as f64;
        if counts.is_empty() {
            return None;
        }
        if !self.begun {
            let mean = (counts.iter().sum::<f64>() + 0.5) / many;
            self.coefficients = [0.0; TERMS];
            self.coefficients[0] = mean.ln();
            self.begun = true;
        }
        let mut dispersion = USUAL_DISPERSION;
        let mut factor = [[0.0; TERMS]; TERMS];
        for round in 0..ROUNDS {
            // Only the last round needs its optimum to the last digit.
            let near = if round + 1 < ROUNDS { 1e-3 } else { 1e-6 };
            factor = self.fit((rows, counts, prior), origin, dispersion, near)?;
            // The dispersion by what the weighed steps show, with the usual one as if it had been seen some steps.
            let (mut sum, mut weights) = (USUAL_DISPERSION * DISPERSION_WORTH, DISPERSION_WORTH);
            for ((row, count), weight) in rows.iter().zip(counts).zip(prior.iter()) {
                let usual = mean(&self.coefficients, row, origin);
                let squared = weight * (count - usual).powi(2) / usual.max(0.05);
                sum += squared.min(MOST_SQUARED * dispersion);
                weights += weight;
            }
            dispersion = (sum / (weights - TERMS as f64).max(1.0)).max(1.0);
            if round + 1 < ROUNDS {
                for ((row, count), weight) in rows.iter().zip(counts).zip(prior.iter_mut()) {
                    let usual = mean(&self.coefficients, row, origin);
                    let residual = 1.5
                        * (count.cbrt().powi(2) / usual.powf(1.0 / 6.0) - usual.sqrt())
                        / dispersion.sqrt();
                    *weight = if residual > WEIGHED_DOWN_FROM {
                        (WEIGHED_DOWN_FROM / residual).powi(2)
                    } else {
                        1.0
                    };
                }
            }
        }
        Some(Usual { coefficients: self.coefficients, origin, factor, dispersion })
    }

    /// Newton's way to the penalised optimum; gives the Cholesky factor of the information over the dispersion.
    fn fit(
        &mut self,
        (rows, counts, prior): (&[Row], &[f64], &[f64]),
        origin: f64,
        dispersion: f64,
        near: f64,
    ) -> Option<[Row; TERMS]> {
        for _ in 0..MOST_ITERATIONS {
            let mut information = [[0.0; TERMS]; TERMS];
            let mut gradient = [0.0; TERMS];
            for ((row, count), weight) in rows.iter().zip(counts).zip(prior) {
                let usual = weight * mean(&self.coefficients, row, origin) / dispersion;
                let rest = weight * count / dispersion - usual;
                let mut x = *row;
                x[1] -= origin;
                for i in 0..TERMS {
                    gradient[i] += rest * x[i];
                    let scaled = usual * x[i];
                    for j in 0..=i {
                        information[i][j] += scaled * x[j];
                    }
                }
            }
            for at in 0..TERMS {
                let precision = PRIOR_DEVIATIONS[at].powi(-2);
                information[at][at] += precision;
                gradient[at] -= precision * self.coefficients[at];
            }
            let factor = cholesky(&information)?;
            let mut change = solve(&factor, &gradient);
            // Never more than a factor of e² at once.
            let longest = change.iter().fold(0.0_f64, |longest, part| longest.max(part.abs()));
            if longest > 2.0 {
                change = change.map(|part| part * 2.0 / longest);
            }
            for (coefficient, part) in self.coefficients.iter_mut().zip(change) {
                *coefficient += part;
            }
            if longest < near {
                return Some(factor);
            }
        }
        None
    }
}

fn mean(coefficients: &Row, row: &Row, origin: f64) -> f64 {
    let mut eta = coefficients[0] + coefficients[1] * (row[1] - origin);
    for at in 2..TERMS {
        eta += coefficients[at] * row[at];
    }
    eta.clamp(-25.0, 30.0).exp()
}

fn cholesky(matrix: &[Row; TERMS]) -> Option<[Row; TERMS]> {
    let mut factor = [[0.0; TERMS]; TERMS];
    for i in 0..TERMS {
        for j in 0..=i {
            let known: f64 = (factor[i][..j].iter().zip(&factor[j][..j])).map(|(a, b)| a * b).sum();
            let rest = matrix[i][j] - known;
            factor[i][j] = if i == j {
                if !(rest > 0.0 && rest.is_finite()) {
                    return None;
                }
                rest.sqrt()
            } else {
                rest / factor[j][j]
            };
        }
    }
    Some(factor)
}

fn forward(factor: &[Row; TERMS], right: &Row) -> Row {
    let mut solved = [0.0; TERMS];
    for i in 0..TERMS {
        let mut rest = right[i];
        for j in 0..i {
            rest -= factor[i][j] * solved[j];
        }
        solved[i] = rest / factor[i][i];
    }
    solved
}

fn solve(factor: &[Row; TERMS], right: &Row) -> Row {
    let mut solved = forward(factor, right);
    for i in (0..TERMS).rev() {
        for j in i + 1..TERMS {
            solved[i] -= factor[j][i] * solved[j];
        }
        solved[i] /= factor[i][i];
    }
    solved
}

/// x' A⁻¹ x for the matrix whose factor is given.
fn quadratic(factor: &[Row; TERMS], x: &Row) -> f64 {
    forward(factor, x).iter().map(|part| part * part).sum()
}
