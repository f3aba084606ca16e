#![doc = include_str!("../README.md")]

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
mod vietnamese;
mod xlsx;

pub use block::Document;
pub use daily::DailyReport;
pub use error::{DocumentError, Export};
pub use order::OrderDraft;
