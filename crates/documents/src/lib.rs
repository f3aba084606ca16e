#![doc = include_str!("../README.md")]

// The made-up day of the tests and of the typesetter's examples; it names this crate from outside.
#[cfg(test)]
extern crate self as taicho_documents;
#[cfg(test)]
#[path = "../tests/sample/bac_ninh.rs"]
mod sample;

mod block;
mod clean;
pub mod daily;
mod docx;
mod error;
pub mod form;
mod labels;
mod lay_out;
pub mod order;
pub mod table;
mod vietnamese;
mod xlsx;

pub use block::Document;
pub use daily::DailyReport;
pub use error::{DocumentError, Export};
pub use lay_out::{ToLayOut, Typesetter};
pub use order::OrderDraft;
