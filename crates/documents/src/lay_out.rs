//! What a typesetter gets, and what it is.

use serde_json::json;
use taicho_model::Words;

use crate::block::Document;
use crate::clean::Cleaner;
use crate::error::{DocumentError, Export};
use crate::form::FORM;

/// A document as a typesetter takes it.
#[derive(Clone, Debug, PartialEq)]
pub struct ToLayOut {
    /// JSON of the document, of the form of its page, and of its day.
    pub data: String,
    /// What was changed so that the font can draw it.
    pub notes: Vec<Words>,
}

/// Makes the PDF of a document; whoever needs none brings none, and builds no typesetter.
pub type Typesetter = fn(&Document) -> Result<Export, DocumentError>;

impl Document {
    /// The document for a typesetter whose font can draw these characters.
    pub fn to_lay_out(&self, has_glyph: &dyn Fn(char) -> bool) -> ToLayOut {
        let mut document = self.clone();
        let mut cleaner = Cleaner::new(has_glyph);
        document.each_text(&mut |text| cleaner.clean(text));
        let date = self.date;
        let data = json!({
            "form": FORM,
            "document": document,
            "date": { "year": date.year(), "month": date.month(), "day": date.day() },
        });
        ToLayOut { data: data.to_string(), notes: cleaner.notes() }
    }
}
