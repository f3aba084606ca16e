//! Poisson regression with one level for each part of the year and a straight trend, by iterated weighted least squares.
//!
//! Such a design is an arrow: the levels do not overlap, so that the normal equations are one division for each level
//! and one for the trend. On a regular grid of time the fitted mean is a level's factor times a geometric series, so
//! that an iteration needs neither a logarithm nor an exponential for a point.

/// The most levels that a year may have.
pub(super) const MOST_LEVELS: usize = 16;

/// Iterations before a fit is given up, and the change of the deviance that ends it: those of R's `glm`.
const MOST_ITERATIONS: usize = 25;
const SMALL_CHANGE: f64 = 1e-8;

/// What a point that alone holds its level leaves to chance, so that its residual stays a number.
const LEAST_REST: f64 = 1e-10;

/// What a series gives each fit, computed once.
#[derive(Clone, Copy, Debug)]
pub(super) struct Point {
    pub(super) count: f64,
    /// Of the first step of the iteration, from the count plus a tenth.
    start_mean: f64,
    start_working: f64,
    /// count·ln(count) - count.
    saturated: f64,
    /// count to the power of two thirds.
    power: f64,
}

impl Point {
    pub(super) fn of(count: f64) -> Self {
        let start_mean = count + 0.1;
        let saturated = if count > 0.0 { count * count.ln() - count } else { 0.0 };
        Self {
            count,
            start_mean,
            start_working: start_mean.ln() - 0.1 / start_mean,
            saturated,
            power: count.cbrt().powi(2),
        }
    }
}

/// A point in a fit: when, in which level, with which weight.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placed {
    pub(super) point: Point,
    pub(super) time: f64,
    pub(super) level: usize,
    pub(super) weight: f64,
}

/// What was fitted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fit {
    level: [f64; MOST_LEVELS],
    slope: f64,
    /// Those before the last step, whose weights the last step used.
    before: ([f64; MOST_LEVELS], f64),
    sums: Sums,
    freedom: f64,
    /// The Pearson dispersion, unbounded.
    pub(super) dispersion: f64,
}

#[derive(Clone, Copy, Debug)]
struct Sums {
    weight: [f64; MOST_LEVELS],
    time: [f64; MOST_LEVELS],
    /// Of weight·time², less what the levels explain.
    apart: f64,
}

impl Sums {
    fn of(weight: [f64; MOST_LEVELS], time: [f64; MOST_LEVELS], squares: f64) -> Self {
        let explained: f64 = (0..MOST_LEVELS)
            .filter(|level| weight[*level] > 0.0)
            .map(|level| time[level] * time[level] / weight[level])
            .sum();
        Self { weight, time, apart: squares - explained }
    }

    /// The change of levels and slope that these right-hand sides ask for.
    fn solve(
        &self,
        level: &[f64; MOST_LEVELS],
        slope: f64,
        trend: bool,
    ) -> ([f64; MOST_LEVELS], f64) {
        let held = |level: usize| self.weight[level] > 0.0;
        let rest: f64 = (0..MOST_LEVELS)
            .filter(|at| held(*at))
            .map(|at| self.time[at] * level[at] / self.weight[at])
            .sum();
        let slope = if trend { (slope - rest) / self.apart } else { 0.0 };
        let mut solved = [0.0; MOST_LEVELS];
        for at in (0..MOST_LEVELS).filter(|at| held(*at)) {
            solved[at] = (level[at] - self.time[at] * slope) / self.weight[at];
        }
        (solved, slope)
    }
}

impl Fit {
    /// Fits; none where it does not settle. The points are in order of time, which is near nought in their middle.
    pub(super) fn of(points: &[Placed], trend: bool) -> Option<Self> {
        let mut counted = [0.0; MOST_LEVELS];
        let (mut counted_time, mut saturated) = (0.0, 0.0);
        let (mut weight, mut time) = ([0.0; MOST_LEVELS], [0.0; MOST_LEVELS]);
        let (mut working, mut working_time, mut squares) = ([0.0; MOST_LEVELS], 0.0, 0.0);
        for Placed { point, time: at, level, weight: prior } in points {
            let count = prior * point.count;
            counted[*level] += count;
            counted_time += count * at;
            saturated += prior * point.saturated;
            let first = prior * point.start_mean;
            weight[*level] += first;
            time[*level] += first * at;
            squares += first * at * at;
            working[*level] += first * point.start_working;
            working_time += first * point.start_working * at;
        }
        let mut sums = Sums::of(weight, time, squares);
        let (mut level, mut slope) = sums.solve(&working, working_time, trend);
        let mut before = (level, slope);
        // Against the counts themselves, as the first step saw them.
        let mut deviance_before: Option<f64> = None;
        for _ in 0..MOST_ITERATIONS {
            let next = means(points, &level, slope);
            let mut deviance = saturated;
            for at in 0..MOST_LEVELS {
                deviance += next.weight[at] - counted[at] * level[at];
            }
            let deviance = 2.0 * (deviance - counted_time * slope);
            if !deviance.is_finite() {
                return None;
            }
            let start = || 2.0 * points.iter().map(start_deviance).sum::<f64>();
            let past = deviance_before.unwrap_or_else(start);
            if (deviance - past).abs() / (deviance.abs() + 0.1) < SMALL_CHANGE {
                return Self { level, slope, before, sums, freedom: 0.0, dispersion: 0.0 }
                    .with_dispersion(points, trend);
            }
            deviance_before = Some(deviance);
            before = (level, slope);
            sums = Sums::of(next.weight, next.time, next.squares);
            let mut wanted = [0.0; MOST_LEVELS];
            for at in 0..MOST_LEVELS {
                wanted[at] = counted[at] - next.weight[at];
            }
            let wanted_time = counted_time - next.time.iter().sum::<f64>();
            let (change, change_slope) = sums.solve(&wanted, wanted_time, trend);
            for at in 0..MOST_LEVELS {
                level[at] += change[at];
            }
            slope += change_slope;
        }
        None
    }

    /// The mean at a level and a time.
    pub(super) fn mean(&self, level: usize, time: f64) -> f64 {
        (self.level[level] + self.slope * time).exp()
    }

    /// The slope over its standard error, for this dispersion.
    pub(super) fn slope_t(&self, dispersion: f64) -> f64 {
        self.slope / (dispersion / self.sums.apart).sqrt()
    }

    /// Points beyond what the fit used up.
    pub(super) fn freedom(&self) -> f64 {
        self.freedom
    }

    /// The sum of squared relative residuals by their prior weights, over the freedom: the dispersion from which
    /// surveillance 1.20.3 takes the trend's standard error, having put prior weights for working ones.
    pub(super) fn relative_dispersion(&self, points: &[Placed]) -> f64 {
        let squared = |placed: &Placed| {
            let mean = self.mean(placed.level, placed.time);
            placed.weight * ((placed.point.count - mean) / mean).powi(2)
        };
        points.iter().map(squared).sum::<f64>() / self.freedom
    }

    /// Anscombe residuals, standardised by dispersion and leverage, for each point.
    pub(super) fn residuals(&self, points: &[Placed], dispersion: f64, residuals: &mut Vec<f64>) {
        residuals.clear();
        let sixth = self.level.map(|level| (level / 6.0).exp());
        let before = self.before.0.map(f64::exp);
        let mut grown = Growth::of(points, [self.slope / 6.0, self.before.1]);
        residuals.extend(points.iter().map(|placed| {
            let at = placed.level;
            let [by_sixth, by_before] = grown.at(placed.time);
            // The sixth root of the mean: its cube is the square root.
            let root = sixth[at] * by_sixth;
            let mean_before = before[at] * by_before;
            let apart = placed.time - self.sums.time[at] / self.sums.weight[at];
            let slope_part = if self.slope == 0.0 { 0.0 } else { apart * apart / self.sums.apart };
            let leverage = placed.weight * mean_before * (1.0 / self.sums.weight[at] + slope_part);
            1.5 * (placed.point.power / root - root * root * root)
                / (dispersion * (1.0 - leverage).max(LEAST_REST)).sqrt()
        }));
    }

    fn with_dispersion(mut self, points: &[Placed], trend: bool) -> Option<Self> {
        let levels = self.sums.weight.iter().filter(|weight| **weight > 0.0).count();
        self.freedom = points.len() as f64 - levels as f64 - f64::from(u8::from(trend));
        if self.freedom < 1.0 || (trend && self.sums.apart <= 0.0) {
            return None;
        }
        let factors = self.level.map(f64::exp);
        let before = self.before.0.map(f64::exp);
        let mut grown = Growth::of(points, [self.slope, self.before.1]);
        let mut sum = 0.0;
        for placed in points {
            let [now, then] = grown.at(placed.time);
            let mean = factors[placed.level] * now;
            sum += placed.weight
                * before[placed.level]
                * then
                * ((placed.point.count - mean) / mean).powi(2);
        }
        self.dispersion = sum / self.freedom;
        self.dispersion.is_finite().then_some(self)
    }
}

struct Means {
    weight: [f64; MOST_LEVELS],
    time: [f64; MOST_LEVELS],
    squares: f64,
}

/// Sums of the fitted means by level.
fn means(points: &[Placed], level: &[f64; MOST_LEVELS], slope: f64) -> Means {
    let factors = level.map(f64::exp);
    let mut grown = Growth::of(points, [slope]);
    let (mut weight, mut time, mut squares) = ([0.0; MOST_LEVELS], [0.0; MOST_LEVELS], 0.0);
    for placed in points {
        let [growth] = grown.at(placed.time);
        let mean = placed.weight * factors[placed.level] * growth;
        let by_time = mean * placed.time;
        weight[placed.level] += mean;
        time[placed.level] += by_time;
        squares += by_time * placed.time;
    }
    Means { weight, time, squares }
}

fn start_deviance(placed: &Placed) -> f64 {
    let Point { count, start_mean, saturated, .. } = placed.point;
    placed.weight * (saturated - count * start_mean.ln() + start_mean)
}

/// e to the power of slope times time, step by step along the points.
struct Growth<const N: usize> {
    at: f64,
    value: [f64; N],
    step: [f64; N],
    slopes: [f64; N],
}

impl<const N: usize> Growth<N> {
    fn of(points: &[Placed], slopes: [f64; N]) -> Self {
        let at = points.first().map_or(0.0, |placed| placed.time);
        let value = slopes.map(|slope| (slope * at).exp());
        Self { at, value, step: slopes.map(f64::exp), slopes }
    }

    #[inline]
    fn at(&mut self, time: f64) -> [f64; N] {
        let ahead = time - self.at;
        if ahead == 1.0 {
            for (value, step) in self.value.iter_mut().zip(self.step) {
                *value *= step;
            }
        } else if ahead != 0.0 {
            self.value = self.slopes.map(|slope| (slope * time).exp());
        }
        self.at = time;
        self.value
    }
}
