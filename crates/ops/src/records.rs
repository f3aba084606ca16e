//! What holds for the records of every kind: how they are asked for, read from what people write, and written.

mod admit_case;
mod areas;
mod attach_file;
mod described;
mod diseases;
mod enter;
mod export;
mod filter;
mod named;
mod open;
mod reading;
mod resolve;

pub use admit_case::{NewCase, admit_case};
pub(crate) use areas::AreaBook;
pub use attach_file::{Attached, LARGEST_FILE, NewAttachment, attach_file};
pub use described::described_kinds;
pub(crate) use diseases::Diseases;
pub(crate) use enter::all_words;
pub use enter::{
    CHOSEN_AT_MOST, Chosen, Correction, Entered, Kept, Many, Meanwhile, correct_record,
    correct_records, create_record, withdraw_records,
};
pub use export::{empty_workbook, export_records};
pub use filter::{OPEN_ON, SEARCH, SORT, is_searched, kind_named, looked_into, narrowed};
pub use named::{NAMED_AT_MOST, Named, find_records, name_records, named_by};
pub use open::{Referrers, other_cells, referrers};
pub(crate) use reading::{Draft, FACT_TYPE, ID, Reader, Said, Texts, Written, heading_key, shown};
pub(crate) use resolve::{Brought, identity, settle};
