use rand_distr::{Distribution as _, Gamma, Poisson, StandardNormal};
use rand_xoshiro::Xoshiro256PlusPlus;

use super::Dynamics;
use super::state::{State, infectious};

/// More cases in a step than any country has people.
const MOST: f64 = 1e9;

/// Below so many expected cases chance decides how many there are.
const FEW: f64 = 60.0;

impl State {
    /// What is expected of each step ahead: the mean of a count, and its squared variation beyond Poisson.
    ///
    /// The middle course is followed step by step, and beside it what a unit of the logarithm of the reproduction number,
    /// and a unit of the logarithm of one step's infected, change in each later step.
    pub(super) fn expected(
        &self,
        horizon: usize,
        interval: &[f64],
        dynamics: &Dynamics,
    ) -> Vec<(f64, f64)> {
        let steps = self.unknown + horizon;
        let reach = (interval.len() - 1).min(self.level.len());
        let mut path = self.level[self.level.len() - reach..].to_vec();
        let (mut by_growth, mut by_step) = (vec![0.0; reach], vec![0.0; reach]);
        let (mut log_r, mut left, mut drifts) = (dynamics.trust * self.log_r, 1.0, 0.0);
        let (mut chances, mut response) = (Vec::new(), Vec::new());
        let start_variance = self.log_r_variance + dynamics.start_sd.powi(2);
        let mut ahead = Vec::with_capacity(horizon);
        for step in 0..steps {
            log_r *= dynamics.damping;
            left *= dynamics.damping;
            let brought = infectious(&path, interval);
            let r = log_r.clamp(-3.0, 3.0).exp();
            let mean = (r * brought + self.imported).min(MOST);
            let inherited = r / mean;
            let pass = |changes: &[f64]| {
                let weighed = changes.iter().rev().zip(path.iter().rev()).zip(&interval[1..]);
                inherited
                    * weighed.map(|((change, cases), weight)| change * cases * weight).sum::<f64>()
            };
            let growth = left * inherited * brought + pass(&by_growth);
            let stepped = if step == 0 { 1.0 } else { pass(&by_step) };
            if step > 0 {
                response.push(stepped);
            }
            drifts += (growth / dynamics.damping.max(0.1)).powi(2);
            let by_chance: f64 = response
                .iter()
                .rev()
                .zip(&chances)
                .map(|(it, chance): (&f64, &f64)| it * it * chance)
                .sum();
            let variance =
                start_variance * growth * growth + dynamics.drift_sd.powi(2) * drifts + by_chance;
            let variance = variance.min(2.0);
            path.push(mean);
            by_growth.push(growth);
            by_step.push(stepped);
            chances.push(1.0 / mean.max(0.2));
            if step >= self.unknown {
                let counted = mean * (variance / 2.0).exp() * self.weekday[(self.next + step) % 7];
                ahead.push((counted, (1.0 + self.excess) * variance.exp() - 1.0));
            }
        }
        ahead
    }

    /// Draws courses of events: for each step ahead, the counts of all courses.
    ///
    /// The reproduction number wanders and falls back to one; what is infected by it is counted with the factor of the
    /// weekday and the spread of reporting.
    pub(super) fn courses(
        &self,
        horizon: usize,
        courses: usize,
        interval: &[f64],
        dynamics: &Dynamics,
        random: &mut Xoshiro256PlusPlus,
    ) -> Vec<Vec<f64>> {
        let mut counts = vec![Vec::with_capacity(courses); horizon];
        let reach = interval.len().min(self.level.len() + 1);
        let start = self.level.len() + 1 - reach;
        let start_sd = (self.log_r_variance + dynamics.start_sd.powi(2)).sqrt();
        let steps = self.unknown + horizon;
        let mut path = Vec::with_capacity(reach + steps);
        for _ in 0..courses {
            path.clear();
            path.extend_from_slice(&self.level[start.min(self.level.len())..]);
            let normal: f64 = StandardNormal.sample(random);
            let mut log_r = dynamics.trust * self.log_r + start_sd * normal;
            for step in 0..steps {
                let normal: f64 = StandardNormal.sample(random);
                log_r = dynamics.damping * log_r + dynamics.drift_sd * normal;
                let mean = (log_r.clamp(-3.0, 3.0).exp() * infectious(&path, interval)
                    + self.imported)
                    .min(MOST);
                let infected = if mean < FEW { poisson(mean, random) } else { mean };
                path.push(infected);
                if let Some(ahead) = step.checked_sub(self.unknown) {
                    let counted = mean * self.weekday[(self.next + step) % 7];
                    counts[ahead].push(reported(counted, self.excess, random));
                }
            }
        }
        counts
    }
}

fn poisson(mean: f64, random: &mut Xoshiro256PlusPlus) -> f64 {
    Poisson::new(mean).map_or(0.0, |it| it.sample(random))
}

/// A negative-binomial count of a mean and an excess variance.
fn reported(mean: f64, excess: f64, random: &mut Xoshiro256PlusPlus) -> f64 {
    let rate = Gamma::new(1.0 / excess, excess * mean).map_or(mean, |it| it.sample(random));
    poisson(rate, random)
}
