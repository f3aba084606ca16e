#![doc = include_str!("../README.md")]

pub mod normalise;

mod columns;
mod field;
mod units;

pub use columns::{Column, ColumnError, Columns, How};
pub use field::Field;
pub use units::{Unit, UnitRow, Units};
