#![doc = include_str!("../README.md")]

mod braces;
mod catalogue;
mod disease;
mod evaluate;
mod examples;
mod fault;
mod files;
mod gap;
mod library;
mod node;
pub mod notation;
mod read;
mod wording;

pub use catalogue::{Catalogue, FactEntry, FactKind, Silence};
pub use disease::{Disease, Sourced};
pub use evaluate::{Clock, Findings, Near, Undecided, clocks, evaluate, examine};
pub use examples::ExampleReport;
pub use fault::{RuleError, RuleErrors};
pub use gap::Gap;
pub use library::Library;
pub use notation::{About, RuleSet};
pub use read::{is_jurisdiction, parse_set};
pub use wording::show_instant;
