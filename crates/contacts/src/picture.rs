//! Pictures of chains: an SVG on a time axis, GraphML for graph programs, JSON for everything else.
//!
//! The drawing shows every case of the chains it draws once: across by its day, down by its chain. Cases without any
//! link, and small chains where there are too many, are counted by day below it.

mod axis;
mod graph;
mod labels;
mod layout;
mod svg;
mod words;

pub use words::PictureWords;

use crate::Person;
use crate::chains::{Case, Chains};

/// What a picture is made of.
#[derive(Clone, Copy, Debug)]
pub struct Picture<'a> {
    /// The cases that the chains were traced from.
    pub cases: &'a [Case],
    /// The chains.
    pub chains: &'a Chains,
    /// What the cases are called, by number; whoever has no name here is called by the number.
    pub names: &'a [String],
    /// The heading; empty for that of the words.
    pub title: &'a str,
    /// The language.
    pub words: &'a PictureWords,
    /// So many cases are drawn at most, the longest chains first; the others are counted by day.
    pub drawn_most: u32,
}

impl<'a> Picture<'a> {
    /// A picture in Vietnamese with up to 2,000 cases drawn.
    pub fn of(cases: &'a [Case], chains: &'a Chains, names: &'a [String]) -> Self {
        let words = &words::VIETNAMESE;
        Self { cases, chains, names, title: "", words, drawn_most: 2_000 }
    }

    /// The drawing, as text of an SVG file without outside fonts, scripts or links.
    pub fn svg(&self) -> String {
        svg::drawn(self)
    }

    /// The cases and links as GraphML.
    pub fn graphml(&self) -> String {
        graph::graphml(self)
    }

    /// The cases and links as JSON: `{"cases": […], "links": […]}`.
    pub fn json(&self) -> String {
        graph::json(self)
    }

    fn name(&self, person: Person) -> String {
        let known = self.names.get(person as usize).filter(|name| !name.trim().is_empty());
        known.cloned().unwrap_or_else(|| person.to_string())
    }
}
