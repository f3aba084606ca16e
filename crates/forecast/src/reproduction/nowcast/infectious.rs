use std::ops::Range;

use crate::Delay;

/// How infectious the cases before some steps are, whatever the open days hold.
pub(super) struct Infectious {
    /// The first of the steps.
    from: usize,
    /// How many days are complete.
    closed: usize,
    /// Λ of each step by the complete days alone; they are the same along every course.
    complete: Vec<f64>,
    /// The probabilities of the serial interval from one step on.
    lags: Vec<f64>,
}

impl Infectious {
    pub(super) fn new(complete: &[f64], serial: &Delay, steps: Range<usize>) -> Self {
        let (from, closed) = (steps.start, complete.len());
        let lags = serial.probabilities().get(1..).unwrap_or_default().to_vec();
        let of = |step: usize| {
            let before = &complete[..step.min(closed)];
            let passed = step - before.len();
            lags.iter().skip(passed).zip(before.iter().rev()).map(|(lag, cases)| lag * cases).sum()
        };
        Self { from, closed, complete: steps.map(of).collect(), lags }
    }

    /// Λ of a step, with what the open days before it hold along a course.
    pub(super) fn at(&self, step: usize, open: &[f64]) -> f64 {
        let before = &open[..step.saturating_sub(self.closed)];
        let by_open: f64 =
            before.iter().rev().zip(&self.lags).map(|(cases, lag)| cases * lag).sum();
        self.complete[step - self.from] + by_open
    }
}

#[cfg(test)]
mod tests {
    use super::Infectious;
    use crate::Delay;
    use crate::reproduction::infectivity::infectivity;

    #[test]
    fn complete_and_open_days_together_infect_as_all_do() {
        let serial = Delay::serial_interval(4.7, 2.9).unwrap();
        let cases: Vec<f64> = (0..60).map(|step| f64::from(step * 7_919 % 101)).collect();
        for (closed, from) in [(50, 45), (50, 50), (0, 0), (60, 53), (3, 0)] {
            let found = Infectious::new(&cases[..closed], &serial, from..60);
            for (step, wanted) in infectivity(&cases, &serial).iter().enumerate().skip(from) {
                let found = found.at(step, &cases[closed..]);
                assert!((found - wanted).abs() < 1e-11, "{closed} {step}: {found} {wanted}");
            }
        }
    }
}
