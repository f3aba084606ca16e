//! `taicho serve` as a process: how it ends, and what it does where something runs out.

mod handles;
mod server;
mod stopping;
mod uploads;
