#![doc = include_str!("../README.md")]

pub mod chains;
mod copresence;
mod definition;
mod grouped;
mod meetings;
pub mod picture;
mod rings;

pub use copresence::{Copresence, Visit, VisitError, Visits};
pub use definition::{
    CaseDays, Closeness, Criterion, Definition, Exposure, Infectious, KnownBy, Schedule, Setting,
    Sureness,
};
pub use meetings::Meetings;
pub use rings::{Exposed, Fact, Move, Rings, Spread, Standing};

/// A person, as a number that the caller gives out without gaps.
pub type Person = u32;

/// A day, counted from one that the caller chooses.
pub type Day = u16;

/// A stretch of days, the first and the last included; empty when the last is before the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Days {
    /// The first day.
    pub first: Day,
    /// The last day.
    pub last: Day,
}

impl Days {
    /// A single day.
    pub const fn on(day: Day) -> Self {
        Self { first: day, last: day }
    }

    /// The days that two stretches share.
    pub fn within(self, other: Self) -> Option<Self> {
        let shared = Self { first: self.first.max(other.first), last: self.last.min(other.last) };
        (shared.first <= shared.last).then_some(shared)
    }
}

/// A contact between two persons that counts as an exposure, on each of its days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Contact {
    /// One of the two.
    pub a: Person,
    /// The other.
    pub b: Person,
    /// When.
    pub days: Days,
}
