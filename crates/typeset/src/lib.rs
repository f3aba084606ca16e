#![doc = include_str!("../README.md")]

#[cfg(test)]
mod tests;
mod world;

use taicho_documents::{Document, DocumentError, Export, ToLayOut};
use typst::diag::SourceDiagnostic;
use typst::foundations::Smart;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use world::PageWorld;

/// Writes a document as PDF/A-2 with an embedded font, so that it prints the same everywhere; the same document always
/// gives the same bytes.
pub fn pdf(document: &Document) -> Result<Export, DocumentError> {
    let ToLayOut { data, notes } = document.to_lay_out(&world::has_glyph);
    let page = typeset(data)?;
    let standards = PdfStandards::new(&[PdfStandard::A_2a])
        .map_err(|error| DocumentError::Typeset(error.message().to_string()))?;
    let options = PdfOptions {
        ident: Smart::Custom(format!("{} {}", document.title(), document.date())),
        creator: Smart::Custom(Some("Taicho".to_owned())),
        standards,
        ..PdfOptions::default()
    };
    let bytes = typst_pdf::pdf(&page, &options).map_err(|errors| explain(&errors))?;
    // The typesetter remembers layouts between runs; a server must not grow with every report.
    typst::comemo::evict(4);
    Ok(Export { bytes, notes })
}

/// Lays the pages out.
fn typeset(data: String) -> Result<PagedDocument, DocumentError> {
    typst::compile(&PageWorld::new(data)).output.map_err(|errors| explain(&errors))
}

fn explain(errors: &[SourceDiagnostic]) -> DocumentError {
    let texts: Vec<&str> = errors.iter().map(|error| error.message.as_str()).collect();
    DocumentError::Typeset(texts.join("; "))
}
