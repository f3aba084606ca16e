#![doc = include_str!("../README.md")]

mod api;
mod app;
mod clock;
mod connections;
mod extract;
mod guard;
mod problem;
mod rights;
#[cfg(test)]
mod testing;
mod web;

pub use app::{App, router, serve};
