//! The house rules, as tests over the files of the project.

mod circles;
mod crates;
mod licences;
#[path = "../../src/packages.rs"]
mod packages;
mod pages;
mod source;
mod tree;
