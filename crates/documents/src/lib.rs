#![doc = include_str!("../README.md")]

// The made-up day of the examples is the tests' too; it names this crate from outside.
#[cfg(all(test, feature = "pdf"))]
extern crate self as taicho_documents;
#[cfg(all(test, feature = "pdf"))]
#[path = "../examples/sample/bac_ninh.rs"]
mod sample;

mod block;
mod clean;
pub mod daily;
mod docx;
mod error;
pub mod form;
mod labels;
pub mod order;
#[cfg(feature = "pdf")]
mod pdf;
pub mod table;
mod vietnamese;
mod xlsx;

pub use block::Document;
pub use daily::DailyReport;
pub use error::{DocumentError, Export};
pub use order::OrderDraft;
