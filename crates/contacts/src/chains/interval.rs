use super::draw::Draw;

/// Days between two events over many links.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Intervals {
    /// Over how many links.
    pub n: u32,
    /// How many of them are below nought: the infected fell ill first.
    pub negative: u32,
    /// The mean.
    pub mean: f64,
    /// The standard deviation, from two links on.
    pub sd: Option<f64>,
    /// The median.
    pub median: f64,
    /// The quantiles 2.5, 25, 75 and 97.5 %, interpolated between neighbours.
    pub quantiles: [f64; 4],
    /// The shortest.
    pub least: f64,
    /// The longest.
    pub most: f64,
    /// Where the mean lies with 95 %: percentiles of bootstrap samples.
    pub mean_95: Option<(f64, f64)>,
    /// … and the median.
    pub median_95: Option<(f64, f64)>,
    /// … and the standard deviation.
    pub sd_95: Option<(f64, f64)>,
}

impl Intervals {
    /// Sums up; nothing comes of no days. Numbers that are none are left out.
    pub fn of(days: &[f64], resamples: u32, seed: u64) -> Option<Self> {
        let mut days: Vec<f64> = days.iter().copied().filter(|days| days.is_finite()).collect();
        days.sort_by(f64::total_cmp);
        let n = u32::try_from(days.len()).ok().filter(|n| *n > 0)?;
        let (mean, sd) = moments(&days);
        let negative = days.partition_point(|days| *days < 0.0) as u32;
        let bootstrapped = (n > 1 && resamples > 0).then(|| resampled(&days, resamples, seed));
        let [mean_95, sd_95, median_95] = match bootstrapped {
            Some(ranges) => ranges.map(Some),
            None => [None; 3],
        };
        Some(Self {
            n,
            negative,
            mean,
            sd,
            median: quantile(&days, 0.5),
            quantiles: [0.025, 0.25, 0.75, 0.975].map(|part| quantile(&days, part)),
            least: days[0],
            most: days[days.len() - 1],
            mean_95,
            median_95,
            sd_95,
        })
    }
}

fn moments(days: &[f64]) -> (f64, Option<f64>) {
    let n = days.len() as f64;
    let mean = days.iter().sum::<f64>() / n;
    let squares: f64 = days.iter().map(|days| (days - mean).powi(2)).sum();
    (mean, (days.len() > 1).then(|| (squares / (n - 1.0)).sqrt()))
}

/// The quantile of sorted numbers, of which there is one at least.
fn quantile(sorted: &[f64], part: f64) -> f64 {
    let at = part * (sorted.len() - 1) as f64;
    let (low, high) = (at.floor() as usize, at.ceil() as usize);
    sorted[low] + (sorted[high] - sorted[low]) * (at - at.floor())
}

/// The middle 95 % of the mean, the deviation and the median over samples drawn with replacement.
fn resampled(sorted: &[f64], resamples: u32, seed: u64) -> [(f64, f64); 3] {
    // Days are few different numbers, so a sample is how often each of them was drawn.
    let mut values: Vec<f64> = Vec::new();
    let mut which: Vec<u32> = Vec::with_capacity(sorted.len());
    for days in sorted {
        if values.last() != Some(days) {
            values.push(*days);
        }
        which.push(values.len() as u32 - 1);
    }
    let mut draw = Draw::new(seed);
    let mut found: [Vec<f64>; 3] = Default::default();
    let mut drawn = vec![0_u32; values.len()];
    let n = sorted.len() as f64;
    for _ in 0..resamples {
        drawn.fill(0);
        (0..sorted.len()).for_each(|_| drawn[which[draw.below(which.len())] as usize] += 1);
        let over = |of: &dyn Fn(f64) -> f64| -> f64 {
            values.iter().zip(&drawn).map(|(days, times)| of(*days) * f64::from(*times)).sum()
        };
        let mean = over(&|days| days) / n;
        found[0].push(mean);
        found[1].push((over(&|days| (days - mean).powi(2)) / (n - 1.0)).sqrt());
        let (low, high) = ((sorted.len() - 1) / 2, sorted.len() / 2);
        found[2].push((at_rank(&values, &drawn, low) + at_rank(&values, &drawn, high)) / 2.0);
    }
    found.map(|mut values| {
        values.sort_by(f64::total_cmp);
        (quantile(&values, 0.025), quantile(&values, 0.975))
    })
}

/// The number at a rank of a sample, from how often each of the sorted values was drawn.
fn at_rank(values: &[f64], drawn: &[u32], rank: usize) -> f64 {
    let mut below = 0;
    let found = values.iter().zip(drawn).find(|(_, times)| {
        below += **times as usize;
        below > rank
    });
    found.map_or(f64::NAN, |(days, _)| *days)
}
