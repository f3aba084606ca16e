#![doc = include_str!("../README.md")]

mod cluster;
mod columns;
mod compare;
mod decisions;
mod explain;
mod field;
mod index;
mod judge;
mod link;
mod mixed;
mod model;
mod oddities;
mod plan;
mod records;
mod units;

pub use cluster::{Clusters, dedupe};
pub use columns::{Column, ColumnError, Columns, How};
pub use compare::pattern::{Pattern, Slot};
pub use decisions::Decisions;
pub use explain::{Explanation, Part, explain};
pub use field::Field;
pub use index::{Candidate, Index, IndexError};
pub use link::{Link, Links, Outcome, Watch, link};
pub use oddities::oddities;
pub use plan::Plan;
pub use records::{Records, Remark};
pub use units::{Unit, UnitRow, Units, usual_province};
