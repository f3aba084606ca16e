//! Writes a document as PDF/A with an embedded font, so that it prints the same everywhere.

#[cfg(test)]
mod tests;
mod world;

use serde_json::json;
use taicho_model::Words;
use typst::diag::SourceDiagnostic;
use typst::foundations::Smart;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::block::Document;
use crate::clean::Cleaner;
use crate::error::{DocumentError, Export};
use crate::form::FORM;
use world::PageWorld;

impl Document {
    /// Writes the document as PDF/A-2; the same document always gives the same bytes.
    pub fn to_pdf(&self) -> Result<Export, DocumentError> {
        let (page, notes) = self.typeset()?;
        let standards = PdfStandards::new(&[PdfStandard::A_2a])
            .map_err(|error| DocumentError::Typeset(error.message().to_string()))?;
        let options = PdfOptions {
            ident: Smart::Custom(format!("{} {}", self.title, self.date)),
            creator: Smart::Custom(Some("Taicho".to_owned())),
            standards,
            ..PdfOptions::default()
        };
        let bytes = typst_pdf::pdf(&page, &options).map_err(|errors| explain(&errors))?;
        // The typesetter remembers layouts between runs; a server must not grow with every report.
        typst::comemo::evict(4);
        Ok(Export { bytes, notes })
    }

    /// Lays the pages out, with only such characters as the font can draw.
    fn typeset(&self) -> Result<(PagedDocument, Vec<Words>), DocumentError> {
        let mut document = self.clone();
        let mut cleaner = Cleaner::new(&world::has_glyph);
        document.each_text(&mut |text| cleaner.clean(text));
        let date = self.date;
        let data = json!({
            "form": FORM,
            "document": document,
            "date": { "year": date.year(), "month": date.month(), "day": date.day() },
        });
        let world = PageWorld::new(data.to_string());
        let page = typst::compile(&world).output.map_err(|errors| explain(&errors))?;
        Ok((page, cleaner.notes()))
    }
}

fn explain(errors: &[SourceDiagnostic]) -> DocumentError {
    let texts: Vec<&str> = errors.iter().map(|error| error.message.as_str()).collect();
    DocumentError::Typeset(texts.join("; "))
}
