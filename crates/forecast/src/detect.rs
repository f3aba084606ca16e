//! Early warning: is this week or month unusual?
//!
//! Four methods judge a series step by step, each from what was known before that step alone: [`Law`], the lines that
//! the law draws from the same period of past years; [`Farrington`], a regression over the past years (Noufaily et al.,
//! Stat Med 2013;32:1206); [`Ears`], the last seven steps (Hutwagner et al., J Urban Health 2003;80:i89); and [`Scan`],
//! ours, which adds up the evidence of consecutive steps.
//!
//! Counts are events a step; none where nobody counted. A negative count is a correction of an earlier one, and is
//! taken for unknown.

mod baseline;
mod calendar;
mod ears;
mod farrington;
mod finding;
mod law;
mod levels;
mod negative_binomial;
mod scan;

pub use calendar::Calendar;
pub use ears::{Ears, EarsKind};
pub use farrington::{Farrington, SettingsError};
pub use finding::{Finding, Reason};
pub use law::{Deviation, Law, Line, merged};
pub use scan::Scan;
