//! What holds for the records of every kind: how they are asked for, read from what people write, and written.

mod areas;
mod diseases;
mod filter;
mod reading;
mod resolve;

pub(crate) use areas::AreaBook;
pub use filter::{kind_named, narrowed};
pub(crate) use reading::{
    Draft, FACT_TYPE, ID, Reader, Said, Texts, Written, heading_key, reason_of, shown,
};
pub(crate) use resolve::{Brought, identify, identity, resolve};

/// Whether a spreadsheet would take a text for a formula or a command, and not for a text.
pub(crate) fn could_run(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}
