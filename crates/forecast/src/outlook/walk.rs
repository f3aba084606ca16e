use rand_distr::{Distribution as _, Gamma, Poisson, StandardNormal};
use rand_xoshiro::Xoshiro256PlusPlus;

use super::Dynamics;
use super::state::{State, infectious};

/// More cases in a step than any country has people.
const MOST: f64 = 1e9;

/// Below so many expected cases chance decides how many there are.
const FEW: f64 = 60.0;

impl State {
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
