#![doc = include_str!("../README.md")]

mod actor;
mod address;
mod answer;
mod attachment;
mod audit;
pub mod backup;
mod change;
mod db;
mod error;
mod job;
mod migrate;
mod page;
mod proof;
mod read;
mod record;
mod seal;
mod search;
mod shape;
mod store;
mod write;

pub use actor::{Actor, Scope};
pub use address::{SharedAddress, TlsFault};
pub use attachment::{Content, Subject};
pub use audit::{AuditReport, Fault};
pub use change::{Change, Intent, Request};
pub use error::StoreError;
pub use job::{Job, JobState, NewJob};
pub use page::{PageEnd, field_json};
pub use read::{Cells, Condition, Filter, Read, Sort, Version, Versioned, Written};
pub use seal::{Head, Heads, Line, Seal, SealKey, Witness};
pub use search::has_words;
pub use shape::Difference;
pub use store::{Finding, Loss, Store, accept_loss, inspect, restore_folder, restore_postgres};
pub use taicho_model::{KINDS, KindSpec, Record, Value};
pub use write::{Put, PutCounts, Write};
