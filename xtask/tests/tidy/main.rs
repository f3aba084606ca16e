//! The house rules, as tests over the files of the project.

mod crates;
mod pages;
mod source;
mod tree;
