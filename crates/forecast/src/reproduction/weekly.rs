use super::cleaned::Cases;
use super::{Method, infectivity};
use crate::Delay;

/// How often the days are made anew; ten are what Nash et al. found enough.
const ROUNDS: usize = 10;

/// Spreads weekly cases over their days.
///
/// After Nash et al. (PLoS Comput Biol 2023;19:e1011439): within a week cases grow by the rate r at which the week's own R
/// and the serial interval agree (1/R = Σ probability(s)·e^(−rs)), scaled to what the week counted; R comes from the days
/// of the round before. The first week has no R and grows as the second.
pub(super) fn by_day(method: &Method, weeks: Cases) -> Cases {
    let serial = average(method.serials());
    let n = weeks.total.len();
    let (shape, rate) = method.prior();
    let mut days: Vec<f64> = weeks.total.iter().flat_map(|week| [week / 7.0; 7]).collect();
    for _ in 0..ROUNDS {
        let infectious = infectivity(&days, &serial);
        let of_week = |week: usize| {
            let infectious: f64 = infectious[7 * week..7 * week + 7].iter().sum();
            growth((shape + weeks.total[week]) / (rate + infectious), &serial)
        };
        let mut growths: Vec<f64> = (1..n).map(of_week).collect();
        growths.insert(0, growths.first().copied().unwrap_or_default());
        for (week, growth) in growths.iter().enumerate() {
            let shares: [f64; 7] = std::array::from_fn(|day| (growth * day as f64).exp());
            let sum: f64 = shares.iter().sum();
            for (day, share) in days[7 * week..].iter_mut().zip(shares) {
                *day = weeks.total[week] * share / sum;
            }
        }
    }
    let local = days.iter().enumerate().map(|(day, cases)| {
        let (local, total) = (weeks.local[day / 7], weeks.total[day / 7]);
        if weeks.counted[day / 7] && total > 0.0 { cases * local / total } else { 0.0 }
    });
    Cases {
        local: local.collect(),
        counted: weeks.counted.iter().flat_map(|counted| [*counted; 7]).collect(),
        earliest: 7,
        notes: weeks.notes,
        total: days,
    }
}

/// The mean of several tables.
pub(super) fn average(serials: &[Delay]) -> Delay {
    let longest = serials.iter().map(Delay::longest).max().unwrap_or_default();
    let weight = |steps| serials.iter().map(|serial| serial.probability(steps)).sum();
    let weights: Vec<f64> = (0..=longest).map(weight).collect();
    Delay::from_weights(&weights).unwrap_or_else(|_| serials[0].clone())
}

/// The daily growth at which a case infects `reproduction` others over the serial interval.
fn growth(reproduction: f64, serial: &Delay) -> f64 {
    // By Horner's rule in the daily factor e^(−r).
    let infected = |growth: f64| -> f64 {
        let factor = (-growth).exp();
        serial.probabilities().iter().rev().fold(0.0, |sum, probability| sum * factor + probability)
    };
    // Cases of one week do not grow or fall a thousandfold within it.
    let (mut low, mut high) = (-1.0_f64, 1.0_f64);
    for _ in 0..50 {
        let middle = (low + high) / 2.0;
        if infected(middle) * reproduction > 1.0 { low = middle } else { high = middle }
    }
    (low + high) / 2.0
}
