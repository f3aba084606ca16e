#![doc = include_str!("../README.md")]

mod counts;
mod delay;
pub mod detect;
pub mod outlook;
pub mod picture;
pub mod reproduction;
pub mod simulate;

pub use counts::{Counts, Fault, Mend, Mended, Step};
pub use delay::{Delay, DelayError};
