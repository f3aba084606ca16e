#![doc = include_str!("../README.md")]

pub mod normalise;

mod field;

pub use field::Field;
