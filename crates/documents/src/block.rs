//! The one description of a document from which PDF and DOCX are both written.

use jiff::civil::Date;
use serde::Serialize;

/// An official document, laid out in blocks.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Document {
    pub(crate) title: String,
    pub(crate) author: String,
    pub(crate) date: Date,
    /// A warning at the foot of every page, so that a loose page cannot mislead.
    pub(crate) footer: Option<String>,
    pub(crate) blocks: Vec<Block>,
}

/// A block, from the top of the page down.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Block {
    Letterhead(Letterhead),
    /// Type and abstract, with a rule under them; `below` stands under the rule.
    Title {
        name: String,
        subject: String,
        below: Option<String>,
    },
    /// A warning in a box.
    Notice {
        text: String,
    },
    /// A heading stays with what follows it; level 1 is `I.`, level 2 is `1.`.
    Heading {
        level: u8,
        text: String,
    },
    Paragraph(Paragraph),
    Table(Table),
    Signature(Signature),
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Letterhead {
    pub(crate) superior: String,
    pub(crate) issuer: String,
    pub(crate) number: String,
    pub(crate) nation: String,
    pub(crate) motto: String,
    pub(crate) place_date: String,
    /// A mark under the number: DỰ THẢO.
    pub(crate) mark: Option<String>,
}

/// How a paragraph stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Style {
    /// Justified, first line indented.
    Body,
    /// Centred.
    Centred,
    /// In a table cell, from the left.
    Cell,
    /// In a table cell, centred.
    CellCentred,
    /// In a table cell, from the right.
    CellRight,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Paragraph {
    pub(crate) style: Style,
    /// Whether it must share a page with what follows.
    pub(crate) keep: bool,
    pub(crate) runs: Vec<Run>,
}

/// A stretch of text in one face.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Run {
    pub(crate) text: String,
    pub(crate) bold: bool,
    pub(crate) italic: bool,
}

/// A table whose header rows come again on every page.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Table {
    /// Widths in millimetres.
    pub(crate) columns: Vec<f64>,
    pub(crate) header: Vec<Vec<Cell>>,
    pub(crate) rows: Vec<Vec<Cell>>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Cell {
    pub(crate) colspan: usize,
    pub(crate) rowspan: usize,
    /// Whether the cell may go on over the page's end: only where it is long.
    pub(crate) breakable: bool,
    pub(crate) paragraphs: Vec<Paragraph>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Signature {
    pub(crate) head: String,
    pub(crate) recipients: Vec<String>,
    /// Bold lines above the signature.
    pub(crate) above: Vec<String>,
    /// Bold lines below it.
    pub(crate) below: Vec<String>,
}

/// From this many characters on, a row may break over pages; a shorter one never needs to.
const LONG_CELL: usize = 1200;

impl Run {
    pub(crate) fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), bold: false, italic: false }
    }

    pub(crate) fn bold(text: impl Into<String>) -> Self {
        Self { text: text.into(), bold: true, italic: false }
    }

    pub(crate) fn italic(text: impl Into<String>) -> Self {
        Self { text: text.into(), bold: false, italic: true }
    }
}

impl Block {
    pub(crate) fn heading(level: u8, text: impl Into<String>) -> Self {
        Self::Heading { level, text: text.into() }
    }

    pub(crate) fn body(text: impl Into<String>) -> Self {
        Self::runs(Style::Body, vec![Run::plain(text)])
    }

    pub(crate) fn runs(style: Style, runs: Vec<Run>) -> Self {
        Self::Paragraph(Paragraph { style, keep: false, runs })
    }

    /// The same paragraph, on one page with the next block.
    pub(crate) fn kept(self) -> Self {
        match self {
            Self::Paragraph(paragraph) => Self::Paragraph(Paragraph { keep: true, ..paragraph }),
            other => other,
        }
    }
}

impl Cell {
    pub(crate) fn text(style: Style, text: impl Into<String>) -> Self {
        Self::lines(style, vec![vec![Run::plain(text)]])
    }

    pub(crate) fn head(text: impl Into<String>) -> Self {
        Self::lines(Style::CellCentred, vec![vec![Run::bold(text)]])
    }

    pub(crate) fn lines(style: Style, lines: Vec<Vec<Run>>) -> Self {
        let length: usize = lines.iter().flatten().map(|run| run.text.chars().count()).sum();
        let paragraphs =
            lines.into_iter().map(|runs| Paragraph { style, keep: false, runs }).collect();
        Self { colspan: 1, rowspan: 1, breakable: length >= LONG_CELL, paragraphs }
    }

    pub(crate) fn spanning(self, colspan: usize, rowspan: usize) -> Self {
        Self { colspan, rowspan, ..self }
    }
}

impl Document {
    /// What it is about.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The day that it bears.
    pub fn date(&self) -> Date {
        self.date
    }

    /// Visits every text that the reader sees.
    pub fn each_text(&mut self, visit: &mut dyn FnMut(&mut String)) {
        visit(&mut self.title);
        visit(&mut self.author);
        self.footer.iter_mut().for_each(&mut *visit);
        for block in &mut self.blocks {
            block.each_text(visit);
        }
    }
}

impl Block {
    fn each_text(&mut self, visit: &mut dyn FnMut(&mut String)) {
        match self {
            Self::Letterhead(head) => {
                for text in [
                    &mut head.superior,
                    &mut head.issuer,
                    &mut head.number,
                    &mut head.nation,
                    &mut head.motto,
                    &mut head.place_date,
                ] {
                    visit(text);
                }
                head.mark.iter_mut().for_each(visit);
            }
            Self::Title { name, subject, below } => {
                visit(name);
                visit(subject);
                below.iter_mut().for_each(visit);
            }
            Self::Notice { text } | Self::Heading { text, .. } => visit(text),
            Self::Paragraph(paragraph) => paragraph.each_text(visit),
            Self::Table(table) => {
                for cell in table.header.iter_mut().chain(&mut table.rows).flatten() {
                    for paragraph in &mut cell.paragraphs {
                        paragraph.each_text(visit);
                    }
                }
            }
            Self::Signature(signature) => {
                visit(&mut signature.head);
                signature.recipients.iter_mut().for_each(&mut *visit);
                signature.above.iter_mut().for_each(&mut *visit);
                signature.below.iter_mut().for_each(visit);
            }
        }
    }
}

impl Paragraph {
    fn each_text(&mut self, visit: &mut dyn FnMut(&mut String)) {
        for run in &mut self.runs {
            visit(&mut run.text);
        }
    }
}
