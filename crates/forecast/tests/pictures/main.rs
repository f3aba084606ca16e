//! Pictures: whole, well formed and legible, whatever the figures and the names are.

mod calibration;
mod comparison;
mod curve;
mod fan;
mod fitted;
mod read;
mod rt;
