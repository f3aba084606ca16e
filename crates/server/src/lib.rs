#![doc = include_str!("../README.md")]

mod api;
mod app;
mod clock;
mod extract;
mod guard;
mod problem;
mod rights;
mod web;

pub use app::{App, router, serve};
