//! The reproduction number: how many people one case infects.
//!
//! [`Method::estimate`] gives the instantaneous number R(t) of Cori et al. (Am J Epidemiol 2013;178:1505), sliding over a
//! window; [`Method::cohort`] the case reproduction number of Wallinga and Teunis (Am J Epidemiol 2004;160:509);
//! [`estimate_areas`] many areas with their parents; [`Nowcast`] what the last days will have counted once late reports
//! are in, and R(t) from that.

mod areas;
mod cleaned;
mod cohort;
mod draw;
mod gamma;
mod infectivity;
mod mixture;
mod nowcast;
mod truncation;
mod uncertain;
mod weekly;

use jiff::ToSpan as _;
use jiff::civil::Date;
use taicho_model::Note;

pub use areas::{AreaEstimates, estimate_areas};
pub use cohort::CohortWindow;
pub use nowcast::{Nowcast, NowcastDay};
pub use truncation::{Truncation, TruncationError};
pub use uncertain::UncertainSerial;

use crate::{Counts, Delay, DelayError, Step};
use cleaned::Cases;
use infectivity::infectivity;

/// The levels of the quantiles of every estimate.
pub const LEVELS: [f64; 7] = [0.025, 0.05, 0.25, 0.5, 0.75, 0.95, 0.975];

/// What is known of the time from one case to those it infects, in the steps of the counts; days for weekly counts.
#[derive(Clone, Debug, PartialEq)]
pub enum Serial {
    /// One distribution, whose probability of no step is nought.
    Known(Delay),
    /// Several that are equally likely, as drawn from what is not known for sure.
    Drawn(Vec<Delay>),
}

/// How R(t) is estimated.
#[derive(Clone, Debug, PartialEq)]
pub struct Method {
    /// The serial interval.
    pub serial: Serial,
    /// Steps of the counts, days for weekly counts, over which R is taken to be the same.
    pub window: usize,
    /// The mean of the gamma prior of R.
    pub prior_mean: f64,
    /// The standard deviation of that prior.
    pub prior_sd: f64,
}

/// Why R cannot be estimated at all.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ReproductionError {
    /// A window of no step.
    #[error("cửa sổ phải dài ít nhất một ngày · the window must be at least one day long")]
    Window,
    /// A prior that is no gamma distribution.
    #[error(
        "phân bố tiên nghiệm của R cần trung bình và độ lệch chuẩn lớn hơn 0, không quá 1.000 · \
         the prior of R needs a mean and a deviation above nought and at most 1,000"
    )]
    Prior,
    /// Nobody can be infected by a case of the same day.
    #[error(
        "khoảng cách khởi phát không được có xác suất ở 0 ngày · \
         the serial interval must have no probability at 0 days"
    )]
    SerialAtOnce,
    /// No serial interval was given.
    #[error("chưa có khoảng cách khởi phát nào · there is no serial interval")]
    NoSerial,
    /// Monthly counts say nothing of R.
    #[error(
        "số liệu theo tháng quá thưa để ước lượng R · monthly counts are too coarse to estimate R"
    )]
    Monthly,
    /// A series that cannot be put beside another.
    #[error(
        "{name}: bước thời gian khác với chuỗi kia · its steps are not those of the other series"
    )]
    Steps {
        /// The series.
        name: String,
    },
    /// The serial interval itself is of no use.
    #[error(transparent)]
    Delay(#[from] DelayError),
}

/// The distribution of R in one window.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Posterior {
    /// Its mean.
    pub mean: f64,
    /// Its standard deviation.
    pub sd: f64,
    /// Its quantiles at [`LEVELS`].
    pub quantiles: [f64; 7],
}

/// One window and what R was in it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    /// The first day.
    pub first_on: Date,
    /// The last day.
    pub last_on: Date,
    /// R; none where the window ends within the mean serial interval from the start, or where nobody counted.
    pub posterior: Option<Posterior>,
    /// Nobody was ill or infectious in the window, so R is what the prior said and no finding.
    pub prior_only: bool,
}

/// R(t) of one series.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimates {
    /// The windows in order of time.
    pub windows: Vec<Window>,
    /// What a reader should know of the counts.
    pub notes: Vec<Note>,
}

impl Method {
    /// The method with a known serial interval and the prior of EpiEstim: mean 5, standard deviation 5.
    pub fn new(serial: Delay, window: usize) -> Self {
        Self { serial: Serial::Known(serial), window, prior_mean: 5.0, prior_sd: 5.0 }
    }

    /// R(t) in every window from the second step on.
    ///
    /// `imported` holds those of the cases who were infected elsewhere: they infect, and nobody here infected them.
    /// Daily counts are used as they are; weekly ones are spread over their days first, by the growth that R itself
    /// implies.
    pub fn estimate(
        &self,
        counts: &Counts,
        imported: Option<&Counts>,
    ) -> Result<Estimates, ReproductionError> {
        self.check()?;
        let cases = self.cases(counts, imported)?;
        let days = days_from(counts.first_on, cases.total.len());
        let windows = self.windows(&days, &cases);
        let mut notes = cases.notes.clone();
        self.remark(&cases, &windows, &mut notes);
        Ok(Estimates { windows, notes })
    }

    /// The counts by day, cleaned.
    fn cases(
        &self,
        counts: &Counts,
        imported: Option<&Counts>,
    ) -> Result<Cases, ReproductionError> {
        if let Some(other) = imported.filter(|other| other.step != counts.step) {
            return Err(ReproductionError::Steps { name: other.name.clone() });
        }
        match counts.step {
            Step::Day => Ok(Cases::new(counts, imported)),
            Step::Week => Ok(weekly::by_day(self, Cases::new(counts, imported))),
            Step::Month => Err(ReproductionError::Monthly),
        }
    }

    fn check(&self) -> Result<(), ReproductionError> {
        let positive = |value: f64| value > 0.0 && value <= 1_000.0;
        if self.window == 0 {
            return Err(ReproductionError::Window);
        }
        if !positive(self.prior_mean) || !positive(self.prior_sd) {
            return Err(ReproductionError::Prior);
        }
        if self.serials().is_empty() {
            return Err(ReproductionError::NoSerial);
        }
        if self.serials().iter().any(|serial| serial.probability(0) > 0.0) {
            return Err(ReproductionError::SerialAtOnce);
        }
        Ok(())
    }

    fn serials(&self) -> &[Delay] {
        match &self.serial {
            Serial::Known(serial) => std::slice::from_ref(serial),
            Serial::Drawn(serials) => serials,
        }
    }

    /// The mean serial interval, over all that are possible.
    fn serial_mean(&self) -> f64 {
        let serials = self.serials();
        serials.iter().map(Delay::mean).sum::<f64>() / serials.len() as f64
    }

    /// Shape and rate of the prior.
    fn prior(&self) -> (f64, f64) {
        ((self.prior_mean / self.prior_sd).powi(2), self.prior_mean / self.prior_sd.powi(2))
    }

    fn windows(&self, days: &[Date], cases: &Cases) -> Vec<Window> {
        let (prior_shape, prior_rate) = self.prior();
        let known = Known::new(self, cases);
        let mut mixture = mixture::Mixture::default();
        let sums = windows_of(cases, &known.infectious[0], self.window);
        sums.map(|sums| {
            known.window(days, &sums, prior_shape, prior_rate, prior_rate, &mut mixture)
        })
        .collect()
    }

    /// What is to be said of the windows.
    fn remark(&self, cases: &Cases, windows: &[Window], notes: &mut Vec<Note>) {
        let steps = cases.total.len();
        if windows.is_empty() {
            notes.push(Note::new(
                "short",
                format!("chuỗi {steps} ngày quá ngắn cho cửa sổ {} ngày", self.window),
                format!(
                    "a series of {steps} days is too short for a window of {} days",
                    self.window
                ),
            ));
        } else if self.serial_mean() >= steps as f64 {
            notes.push(Note::new(
                "long-serial",
                "khoảng cách khởi phát dài hơn cả chuỗi số liệu, nên không ước lượng được R",
                "the serial interval is longer than the series, so R cannot be estimated",
            ));
        }
        let prior_only = windows.iter().filter(|window| window.prior_only).count();
        if prior_only > 0 && cases.total.iter().any(|count| *count > 0.0) {
            notes.push(Note::new(
                "prior-only",
                format!("{prior_only} cửa sổ không có ai mắc hay còn khả năng lây, nên không có ước lượng R"),
                format!("in {prior_only} windows nobody was ill or infectious, so there is no estimate of R"),
            ));
        }
    }
}

impl Posterior {
    fn gamma(shape: f64, scale: f64) -> Self {
        Self {
            mean: shape * scale,
            sd: shape.sqrt() * scale,
            quantiles: gamma::quantiles(shape, scale),
        }
    }
}

/// What the cases of one series tell under each serial interval.
struct Known<'c> {
    cases: &'c Cases,
    infectious: Vec<Vec<f64>>,
    /// The mean of each serial interval; a window that ends earlier tells nothing under it.
    means: Vec<f64>,
}

impl<'c> Known<'c> {
    fn new(method: &Method, cases: &'c Cases) -> Self {
        let serials = method.serials();
        Self {
            cases,
            infectious: serials.iter().map(|serial| infectivity(&cases.total, serial)).collect(),
            means: serials.iter().map(Delay::mean).collect(),
        }
    }

    /// R in one window, from a gamma prior of this shape and rate; `wide_rate` is that of the prior without a parent.
    fn window(
        &self,
        days: &[Date],
        sums: &Sums,
        shape: f64,
        rate: f64,
        wide_rate: f64,
        mixture: &mut mixture::Mixture,
    ) -> Window {
        let end = (sums.last + 1) as f64;
        let shape = shape + sums.cases;
        let posterior = match &self.means[..] {
            _ if !sums.counted => None,
            [mean] => {
                (end > *mean).then(|| Posterior::gamma(shape, 1.0 / (rate + sums.infectivity)))
            }
            means => {
                let possible = self.infectious.iter().zip(means).filter(|(_, mean)| end > **mean);
                mixture.posterior(
                    shape,
                    possible.map(|(infectivity, _)| {
                        rate + counted_sum(self.cases, infectivity, sums.first, sums.last)
                    }),
                )
            }
        };
        Window {
            first_on: days[sums.first],
            last_on: days[sums.last],
            posterior,
            prior_only: sums.cases == 0.0 && sums.infectivity < 1e-3 * wide_rate,
        }
    }
}

/// What happened in one window.
#[derive(Clone, Copy)]
struct Sums {
    first: usize,
    last: usize,
    cases: f64,
    infectivity: f64,
    /// Whether anybody counted in it.
    counted: bool,
}

/// The windows from the second step on, each summed afresh, so that a large wave leaves no rounding in a small one.
fn windows_of<'c>(
    cases: &'c Cases,
    infectivity: &'c [f64],
    window: usize,
) -> impl Iterator<Item = Sums> + 'c {
    let steps = cases.total.len();
    let complete = cases.counted.iter().all(|counted| *counted);
    (cases.earliest..).map_while(move |first| {
        let end = first.checked_add(window).filter(|end| *end <= steps)?;
        let (infectivity, counted) = if complete {
            (infectivity[first..end].iter().sum(), true)
        } else {
            let counted = cases.counted[first..end].iter().any(|counted| *counted);
            (counted_sum(cases, infectivity, first, end - 1), counted)
        };
        let sum = cases.local[first..end].iter().sum();
        Some(Sums { first, last: end - 1, cases: sum, infectivity, counted })
    })
}

/// The infectivity of the steps in which somebody counted.
fn counted_sum(cases: &Cases, infectivity: &[f64], first: usize, last: usize) -> f64 {
    let each = infectivity[first..=last].iter().zip(&cases.counted[first..=last]);
    each.filter(|(_, counted)| **counted).map(|(infectivity, _)| infectivity).sum()
}

/// So many days from the first on; the last of the calendar for those beyond it.
fn days_from(first_on: Date, days: usize) -> Vec<Date> {
    let next = |day: &Date| Some(day.tomorrow().unwrap_or(Date::MAX));
    std::iter::successors(Some(first_on), next).take(days).collect()
}

/// The first day of a step; the last that there is, if that is beyond the calendar.
fn day_of(counts: &Counts, step: usize) -> Date {
    let step = i64::try_from(step).unwrap_or(i64::MAX).min(4_000_000);
    let span = match counts.step {
        Step::Day => step.days(),
        Step::Week => (7 * step.min(500_000)).days(),
        Step::Month => step.min(119_000).months(),
    };
    counts.first_on.saturating_add(span)
}
