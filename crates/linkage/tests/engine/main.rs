//! Linking, deduplicating and explaining as a caller meets them, on made-up registers.

mod any_lists;
mod decisions;
mod families;
mod index;
mod made_up;
mod repeats;
