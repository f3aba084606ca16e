use jiff::civil::Date;

/// The levels of the quantiles, those of the forecast hubs.
pub const LEVELS: [f64; 23] = [
    0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75,
    0.8, 0.85, 0.9, 0.95, 0.975, 0.99,
];

/// The place of the median among the levels.
pub(super) const MEDIAN: usize = 11;

/// What is expected of one step.
#[derive(Clone, Debug, PartialEq)]
pub struct Predicted {
    /// The first day of the step.
    pub on: Date,
    /// The mean.
    pub mean: f64,
    /// The quantiles at [`LEVELS`], rising.
    pub quantiles: [f64; 23],
}

/// The quantiles of draws, which are sorted by it.
pub(super) fn quantiles(draws: &mut [f64]) -> [f64; 23] {
    draws.sort_unstable_by(f64::total_cmp);
    LEVELS.map(|level| {
        let at = (level * draws.len() as f64).ceil() as usize;
        draws.get(at.saturating_sub(1)).copied().unwrap_or_default()
    })
}

/// The weighted interval score (Bracher et al. 2021, doi:10.1371/journal.pcbi.1008618) of eleven intervals and the
/// median; in units of the count, less is better.
pub(super) fn wis(quantiles: &[f64; 23], seen: f64) -> f64 {
    let losses = quantiles.iter().zip(LEVELS).map(|(quantile, level)| {
        if seen < *quantile { (1.0 - level) * (quantile - seen) } else { level * (seen - quantile) }
    });
    losses.sum::<f64>() / 11.5
}

/// The level at which a forecast holds a value, straight between the levels that are known.
pub(super) fn level_of(quantiles: &[f64; 23], value: f64) -> f64 {
    let next = quantiles.partition_point(|it| *it < value);
    if next == 0 {
        return 0.0;
    }
    let (Some(above), Some(level)) = (quantiles.get(next), LEVELS.get(next)) else { return 1.0 };
    let (below, width) = (quantiles[next - 1], above - quantiles[next - 1]);
    let share = if width > 0.0 { (value - below) / width } else { 1.0 };
    LEVELS[next - 1] + share * (level - LEVELS[next - 1])
}

/// Whether the central interval that begins at a place of the levels holds what was seen.
pub(super) fn holds(quantiles: &[f64; 23], from: usize, seen: f64) -> bool {
    (quantiles[from]..=quantiles[22 - from]).contains(&seen)
}
