#![doc = include_str!("../README.md")]

pub mod normalise;

mod columns;
mod field;

pub use columns::{Column, ColumnError, Columns, How};
pub use field::Field;
