use jiff::civil::Date;

mod mend;

pub(crate) use mend::Growing;
pub use mend::{Fault, Mend, Mended};

/// How long each count of a series covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// One day.
    Day,
    /// Seven days from a Monday on.
    Week,
    /// A month of the calendar.
    Month,
}

/// What was counted in one series, one value a step without a gap, as it was reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counts {
    /// What is counted and where: an area, a disease, a facility.
    pub name: String,
    /// The first day of the first step.
    pub first_on: Date,
    /// How long each value covers.
    pub step: Step,
    /// Events in each step; none where nobody counted. A correction may have made one negative.
    pub values: Vec<Option<i64>>,
}
