//! Who met whom: which contacts a document counts as close, and who infected whom in line lists.

mod contact_rules;
mod trace_chains;

pub use contact_rules::{ContactRules, Tags, contact_rules};
pub use trace_chains::{TracedChains, trace_chains};
