#![doc = include_str!("../README.md")]

pub mod normalise;

mod alike;
mod candidates;
mod cluster;
mod code;
mod columns;
mod compare;
mod decisions;
mod explain;
mod field;
mod frequency;
mod index;
mod judge;
mod keys;
mod link;
mod model;
mod oddities;
mod pattern;
mod place;
mod plan;
mod records;
mod repeated;
mod row;
mod sides;
mod texts;
mod units;
mod word;

pub use cluster::{Clusters, dedupe};
pub use columns::{Column, ColumnError, Columns, How};
pub use decisions::Decisions;
pub use explain::{Explanation, Part, explain};
pub use field::Field;
pub use index::{Candidate, Index, IndexError};
pub use link::{Link, Links, Outcome, Watch, link};
pub use oddities::oddities;
pub use pattern::{Pattern, Slot};
pub use plan::Plan;
pub use records::{Records, Remark};
pub use units::{Unit, UnitRow, Units};
