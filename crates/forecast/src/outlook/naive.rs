use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::Rng as _;

use super::score::LEVELS;

/// Draws of the hub's baseline.
const DRAWS: usize = 400;

/// The past steps from whose differences and errors baselines take their spread.
const PAST: usize = 120;

/// The flat baseline of the COVID-19 forecast hubs (Cramer et al. 2022, doi:10.1073/pnas.2113561119): the last count
/// goes on, with the differences between neighbouring counts, taken both ways and added up.
pub(super) fn last_count(
    values: &[Option<i64>],
    horizon: usize,
    random: &mut Xoshiro256PlusPlus,
) -> Vec<[f64; 23]> {
    let last = values.iter().rev().flatten().next().map_or(0.0, |it| *it as f64);
    let pairs = values.windows(2).rev().take(PAST);
    let mut steps: Vec<f64> = pairs
        .filter_map(|pair| Some((pair[1]? - pair[0]?) as f64))
        .flat_map(|difference| [difference, -difference])
        .collect();
    if steps.is_empty() {
        steps.push(0.0);
    }
    let mut sums = vec![0.0; DRAWS];
    let ahead = (0..horizon).map(|_| {
        for sum in &mut sums {
            let at = (random.next_u64() >> 11) as f64 / (1_u64 << 53) as f64 * steps.len() as f64;
            *sum += steps[(at as usize).min(steps.len() - 1)];
        }
        both_ways(sums.iter().copied()).map(|distance| (last + distance).max(0.0))
    });
    ahead.collect()
}

/// The quantiles of distances that are taken both ways.
fn both_ways(distances: impl Iterator<Item = f64>) -> [f64; 23] {
    // Sizes are never negative, and the bits of such numbers rise with them; whole numbers sort faster.
    let mut sizes: Vec<u64> = distances.map(|distance| distance.abs().to_bits()).collect();
    sizes.sort_unstable();
    let count = sizes.len();
    LEVELS.map(|level| {
        let place = ((level * (2 * count) as f64).ceil() as usize).saturating_sub(1);
        if place < count {
            -f64::from_bits(sizes[count - 1 - place])
        } else {
            f64::from_bits(sizes[place - count])
        }
    })
}

/// The mean of the last week's counts.
pub(super) fn last_week(values: &[Option<i64>]) -> f64 {
    let week = values.iter().rev().flatten().take(7);
    let (sum, known) = week.fold((0.0, 0.0), |(sum, known), it| (sum + *it as f64, known + 1.0));
    if known > 0.0 { sum / known } else { 0.0 }
}

/// The exponential trend of the last two weeks: level now, and growth in a step.
pub(super) fn trend(values: &[Option<i64>]) -> (f64, f64) {
    let points: Vec<(f64, f64)> = (0..14)
        .zip(values.iter().rev())
        .filter_map(|(back, value)| {
            Some((-f64::from(back), (value.as_ref()?.max(&0) + 1).to_owned() as f64))
        })
        .map(|(at, value)| (at, value.ln()))
        .collect();
    let count = points.len() as f64;
    if points.len() < 4 {
        return (last_week(values).ln_1p(), 0.0);
    }
    let (x, y) =
        points.iter().fold((0.0, 0.0), |(x, y), point| (x + point.0 / count, y + point.1 / count));
    let (top, bottom) = points.iter().fold((0.0, 0.0), |(top, bottom), point| {
        (top + (point.0 - x) * (point.1 - y), bottom + (point.0 - x).powi(2))
    });
    let growth = (top / bottom).clamp(-0.3, 0.3);
    (y - growth * x, growth)
}

/// Quantiles about a centre by the errors of the same rule on past steps, taken both ways.
pub(super) fn about(centre: f64, errors: impl Iterator<Item = f64>, ratio: bool) -> [f64; 23] {
    let mut errors = errors.take(PAST).peekable();
    let spread = if errors.peek().is_some() { both_ways(errors) } else { [0.0; 23] };
    let told = |it: f64| if ratio { it.min(20.0).exp() - 1.0 } else { it };
    spread.map(|error| told(centre + error).max(0.0))
}
