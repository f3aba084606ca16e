#![doc = include_str!("../README.md")]

mod actor;
mod change;
mod db;
mod error;
mod page;
mod read;
mod record;
mod store;
mod write;

pub use actor::{Actor, Scope};
pub use change::{AuditReport, Change, Intent};
pub use db::Value;
pub use error::StoreError;
pub use page::{PageEnd, column_json};
pub use read::{Condition, Filter, Read, Version, Versioned};
pub use record::{KINDS, Kind, Record};
pub use store::Store;
pub use write::{Put, PutCounts, Write};
