#![doc = include_str!("../README.md")]

mod buffer;
mod csv;
mod encoding;
mod error;
mod header;
mod input;
mod limits;
mod row;
mod serial;
mod sniff;
mod source;
mod table;
mod xlsx;

pub use encoding::{Charset, Encoding, LegacyFont};
pub use error::{Fault, Location, SheetError, column_letters};
pub use input::{Links, open_file, open_input};
pub use limits::Limits;
pub use row::{CellKind, CellRef, Row};
pub use table::{Options, Table, TableKind};
