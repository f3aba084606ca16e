use jiff::civil::Date;

use super::cleaned::Cases;
use super::{Method, ReproductionError, days_from, infectivity};
use crate::Counts;

/// The case reproduction number of those who fell ill in one window.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CohortWindow {
    /// The first day.
    pub first_on: Date,
    /// The last day.
    pub last_on: Date,
    /// Whom each infected on average, of those counted by the end of the series.
    pub mean: f64,
    /// How much that mean varies with who infected whom.
    pub sd: f64,
    /// 2.5% of all ways who infected whom give less.
    pub q025: f64,
    /// 2.5% of them give more.
    pub q975: f64,
    /// Which part of those whom they infect can have fallen ill by the end of the series; divide by it to correct.
    pub seen: f64,
}

impl Method {
    /// The case reproduction number of Wallinga and Teunis in every window with cases.
    ///
    /// The infector of each case is drawn from all cases before, in proportion to the serial interval. Whom those of a
    /// window infected is then a sum of independent binomial numbers, one for each later day; its mean and standard
    /// deviation are exact, its quantiles from its skewness (Cornish and Fisher 1938). With several serial intervals the
    /// first is taken.
    pub fn cohort(&self, counts: &Counts) -> Result<Vec<CohortWindow>, ReproductionError> {
        self.check()?;
        let cases = self.cases(counts, None)?;
        let days = days_from(counts.first_on, cases.total.len());
        let serial = &self.serials()[0];
        let infectious = infectivity(&cases.total, serial);
        let steps = cases.total.len();
        let window_of = |first: usize| {
            let end = first.checked_add(self.window).filter(|end| *end <= steps)?;
            Some((first, end))
        };
        let begun = |first: &usize| cases.total[..*first].iter().any(|count| *count > 0.0);
        let windows = (cases.earliest..steps).filter(begun).map_while(window_of);
        Ok(windows
            .filter_map(|(first, end)| of_window(&cases, &infectious, serial, &days, first, end))
            .collect())
    }
}

fn of_window(
    cases: &Cases,
    infectious: &[f64],
    serial: &crate::Delay,
    days: &[Date],
    first: usize,
    end: usize,
) -> Option<CohortWindow> {
    let members: f64 = cases.total[first..end].iter().sum();
    if members <= 0.0 {
        return None;
    }
    let (mut mean, mut variance, mut third) = (0.0, 0.0, 0.0);
    let reach = end.saturating_add(serial.longest()).min(cases.total.len());
    let after = cases.total[..reach].iter().zip(infectious).enumerate().skip(first + 1);
    for (later, (ill, all)) in after {
        if *ill <= 0.0 || *all <= 0.0 {
            continue;
        }
        let by_them: f64 = (first..end.min(later))
            .map(|member| cases.total[member] * serial.probability(later - member))
            .sum();
        let p = (by_them / all).min(1.0);
        mean += ill * p;
        variance += ill * p * (1.0 - p);
        third += ill * p * (1.0 - p) * (1.0 - 2.0 * p);
    }
    let sd = variance.sqrt();
    let skewness = if sd > 0.0 { third / variance / sd } else { 0.0 };
    let quantile = |z: f64| ((mean + sd * (z + (z * z - 1.0) * skewness / 6.0)) / members).max(0.0);
    let last = cases.total.len() - 1;
    let seen = (first..end).map(|member| cases.total[member] * serial.cdf(last - member));
    Some(CohortWindow {
        first_on: days[first],
        last_on: days[end - 1],
        mean: mean / members,
        sd: sd / members,
        q025: quantile(-1.959_963_984_540_054),
        q975: quantile(1.959_963_984_540_054),
        seen: seen.sum::<f64>() / members,
    })
}
