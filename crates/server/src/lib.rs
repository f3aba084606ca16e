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
#[cfg(test)]
mod testing;
mod uploads;
mod warnings;
mod web;

pub use app::{App, router, serve};
pub use warnings::Warnings;
