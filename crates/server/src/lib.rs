#![doc = include_str!("../README.md")]

mod answers;
mod api;
mod app;
mod clock;
mod connections;
mod extract;
mod guard;
mod handles;
mod lanes;
mod problem;
mod rights;
mod routes;
#[cfg(test)]
mod testing;
mod uploads;
mod warnings;
mod web;

pub use app::App;
pub use routes::{router, serve};
pub use warnings::Warnings;
