//! The embedded database keeps its word whatever the disk does: what was acknowledged is there, once and whole, and what
//! was refused is not.
//!
//! The test program runs itself again as the process under test, with `shim.c` between it and the C library. The short
//! form runs in every test; `cargo xtask soak` runs the long one.

mod child;
mod control;
mod ledger;
mod room;
mod sweep;
mod worker;

/// Whether the long form was asked for.
fn is_soak() -> bool {
    std::env::var_os("TAICHO_SOAK").is_some()
}

/// The process to which the faults happen; without its variables it has nothing to do.
#[test]
fn worker_process() {
    worker::run();
}
