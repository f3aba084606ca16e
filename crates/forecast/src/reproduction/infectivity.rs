use crate::Delay;

/// How infectious the cases of the steps before are in each step: Σ over s of probability(s) × cases(t − s).
pub(super) fn infectivity(cases: &[f64], serial: &Delay) -> Vec<f64> {
    let mut infectivity = vec![0.0; cases.len()];
    add(&mut infectivity, cases, serial.probabilities());
    infectivity
}

/// Adds the convolution, eight lags in one pass over the series, so that each sum is loaded and stored an eighth as often.
fn add(infectivity: &mut [f64], cases: &[f64], probability: &[f64]) {
    const LAGS: usize = 8;
    // So many empty steps stand before the first that no lag reaches beyond them.
    let reach = probability.len().min(cases.len());
    let padding = reach.next_multiple_of(LAGS);
    let mut padded = vec![0.0; padding + cases.len()];
    padded[padding..].copy_from_slice(cases);
    for (block, weights) in probability[..reach].chunks(LAGS).enumerate() {
        let mut lags = [0.0; LAGS];
        // Turned round, so that they stand as the cases do.
        for (lag, weight) in weights.iter().enumerate() {
            lags[LAGS - 1 - lag] = *weight;
        }
        let from = padding - block * LAGS - (LAGS - 1);
        for (sum, cases) in infectivity.iter_mut().zip(padded[from..].windows(LAGS)) {
            for lag in 0..LAGS {
                *sum += lags[lag] * cases[lag];
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::infectivity;
    use crate::Delay;

    /// The plain double loop.
    fn plain(cases: &[f64], serial: &Delay) -> Vec<f64> {
        let lag = |step: usize, lag: usize| serial.probability(lag) * cases[step - lag];
        (0..cases.len()).map(|step| (0..=step).map(|before| lag(step, before)).sum()).collect()
    }

    #[test]
    fn infectivity_is_the_plain_sum() {
        for (length, mean, sd) in
            [(1, 4.7, 2.9), (7, 4.7, 2.9), (365, 4.7, 2.9), (50, 30.0, 20.0), (90, 1.5, 0.4)]
        {
            let serial = Delay::serial_interval(mean, sd).unwrap();
            let cases: Vec<f64> = (0..length).map(|step| f64::from(step * 7_919 % 101)).collect();
            for (found, wanted) in infectivity(&cases, &serial).iter().zip(plain(&cases, &serial)) {
                assert!((found - wanted).abs() < 1e-11, "{found} {wanted}");
            }
        }
        assert!(infectivity(&[], &Delay::serial_interval(4.7, 2.9).unwrap()).is_empty());
    }
}
