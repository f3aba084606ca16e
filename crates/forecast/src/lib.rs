#![doc = include_str!("../README.md")]

mod counts;
mod delay;
pub mod detect;
pub mod picture;
pub mod simulate;
pub mod reproduction;

pub use counts::{Counts, Step};
pub use delay::{Delay, DelayError};
