//! Where the parameters are tried: first as the prior says, then more and more where runs agreed with the counts.
//!
//! Adaptive multiple importance sampling (Cornuet, Marin, Mira and Robert 2012): every trial is weighed by the prior
//! over the mixture of everything that trials were drawn from, so that no earlier one is lost.

use crate::simulate::draw::Draw;

/// Degrees of freedom of what is drawn from: tails heavier than those of what is looked for.
const FREEDOM: f64 = 4.0;
/// The share that is drawn from the prior in every round, so that no corner is forgotten.
const FROM_PRIOR: f64 = 0.1;
/// What is added to variances, of the logistic prior's 3.3, so that none becomes nought.
const RIDGE: f64 = 1e-4;

/// A place of every parameter between its bounds, as a logit: a prior that is even between them is logistic here.
pub(super) type LogitPoint = Vec<f64>;

/// From a logit to a share of the way.
pub(super) fn share(logit: f64) -> f64 {
    1.0 / (1.0 + (-logit).exp())
}

/// A multivariate t about the trials that agreed best.
#[derive(Clone, Debug)]
struct Cloud {
    center: LogitPoint,
    /// Lower triangle, row by row: its product with its transpose is the scale.
    root: Vec<Vec<f64>>,
    log_norm: f64,
}

/// Everything that trials were drawn from so far.
#[derive(Clone, Debug)]
pub(super) struct Proposals {
    width: usize,
    /// Of every round how many were drawn; the first is from the prior alone.
    rounds: Vec<(f64, Option<Cloud>)>,
}

impl Proposals {
    pub(super) fn new(width: usize) -> Self {
        Self { width, rounds: Vec::new() }
    }

    /// Draws a round from the prior and, where there are trials with weights, from about them.
    pub(super) fn round(
        &mut self,
        count: usize,
        trials: &[(&LogitPoint, f64)],
        draw: &mut Draw,
    ) -> Vec<LogitPoint> {
        let cloud = Cloud::about(trials, self.width);
        let places = (0..count).map(|_| match &cloud {
            Some(cloud) if !draw.chance(FROM_PRIOR) => cloud.draw(draw),
            _ => (0..self.width).map(|_| logistic(draw)).collect(),
        });
        let places = places.collect();
        self.rounds.push((count as f64, cloud));
        places
    }

    /// The logarithm of the prior over what a place was drawn from, all rounds together.
    pub(super) fn log_weight(&self, place: &LogitPoint) -> f64 {
        let prior: f64 = place.iter().map(|it| -it.abs() - 2.0 * (-it.abs()).exp().ln_1p()).sum();
        let all: f64 = self.rounds.iter().map(|it| it.0).sum();
        // Over the prior: the density of every round divided by it.
        let mixture: f64 = self
            .rounds
            .iter()
            .map(|(count, cloud)| {
                let density = cloud.as_ref().map_or(1.0, |cloud| {
                    FROM_PRIOR + (1.0 - FROM_PRIOR) * (cloud.log_density(place) - prior).exp()
                });
                count / all * density
            })
            .sum();
        -mixture.ln()
    }
}

fn logistic(draw: &mut Draw) -> f64 {
    let share = draw.unit().clamp(1e-12, 1.0 - 1e-12);
    (share / (1.0 - share)).ln()
}

impl Cloud {
    /// With the mean and the covariance of weighed trials; none where there are too few to tell.
    fn about(trials: &[(&LogitPoint, f64)], width: usize) -> Option<Self> {
        let sum: f64 = trials.iter().map(|it| it.1).sum();
        if trials.len() <= width || sum <= 0.0 {
            return None;
        }
        let mean = |of: &dyn Fn(&LogitPoint) -> f64| -> f64 {
            trials.iter().map(|(place, weight)| weight * of(place)).sum::<f64>() / sum
        };
        let center: LogitPoint = (0..width).map(|at| mean(&|place| place[at])).collect();
        let mut scale = vec![vec![0.0; width]; width];
        for (row, scale) in scale.iter_mut().enumerate() {
            for (column, scale) in scale.iter_mut().enumerate() {
                *scale = mean(&|it| (it[row] - center[row]) * (it[column] - center[column]));
            }
            scale[row] += RIDGE;
        }
        let root = root_of(&scale);
        let log_determinant: f64 = (0..width).map(|at| root[at][at].ln()).sum();
        let half = width as f64 / 2.0;
        let log_norm = statrs::function::gamma::ln_gamma(FREEDOM / 2.0 + half)
            - statrs::function::gamma::ln_gamma(FREEDOM / 2.0)
            - half * (FREEDOM * std::f64::consts::PI).ln()
            - log_determinant;
        Some(Self { center, root, log_norm })
    }

    fn draw(&self, draw: &mut Draw) -> LogitPoint {
        let normal: Vec<f64> = self.center.iter().map(|_| draw.normal()).collect();
        // A chi-squared of four degrees is twice the sum of two exponentials.
        let spread = (FREEDOM / (2.0 * (draw.exponential() + draw.exponential()))).sqrt();
        let row = |(center, root): (&f64, &Vec<f64>)| {
            center + spread * root.iter().zip(&normal).map(|(a, b)| a * b).sum::<f64>()
        };
        self.center.iter().zip(&self.root).map(row).collect()
    }

    fn log_density(&self, place: &LogitPoint) -> f64 {
        let mut solved: Vec<f64> = Vec::with_capacity(place.len());
        for (at, row) in self.root.iter().enumerate() {
            let known: f64 = row.iter().zip(&solved).map(|(a, b)| a * b).sum();
            solved.push((place[at] - self.center[at] - known) / row[at]);
        }
        let far: f64 = solved.iter().map(|it| it * it).sum();
        self.log_norm - (FREEDOM + place.len() as f64) / 2.0 * (far / FREEDOM).ln_1p()
    }
}

/// The lower triangle whose product with its transpose is a matrix (Cholesky).
fn root_of(matrix: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let mut root: Vec<Vec<f64>> = Vec::with_capacity(matrix.len());
    for (row, values) in matrix.iter().enumerate() {
        let mut own = vec![0.0; row + 1];
        for column in 0..row {
            let known: f64 = (0..column).map(|at| own[at] * root[column][at]).sum();
            own[column] = (values[column] - known) / root[column][column];
        }
        let known: f64 = own[..row].iter().map(|it| it * it).sum();
        own[row] = (values[row] - known).max(RIDGE * RIDGE).sqrt();
        root.push(own);
    }
    root
}
