//! Pictures: whole, well formed and legible, whatever the figures and the names are.

mod curve;
mod read;
mod rt;
