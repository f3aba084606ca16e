//! Writes a document as WordprocessingML, part by part, without a template.

mod body;
mod parts;

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::block::Document;
use crate::clean::Cleaner;
use crate::error::{DocumentError, Export};

impl Document {
    /// Writes the document as DOCX; the same document always gives the same bytes.
    pub fn to_docx(&self) -> Result<Export, DocumentError> {
        let mut document = self.clone();
        // A word processor has fonts of its own to fall back on, so only controls go.
        let mut cleaner = Cleaner::new(&|_| true);
        document.each_text(&mut |text| cleaner.clean(text));
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let parts = [
            ("[Content_Types].xml", parts::content_types()),
            ("_rels/.rels", parts::package_relations()),
            ("docProps/core.xml", parts::core_properties(&document)),
            ("docProps/app.xml", parts::app_properties()),
            ("word/document.xml", body::document(&document)),
            ("word/styles.xml", parts::styles()),
            ("word/settings.xml", parts::settings()),
            ("word/header1.xml", parts::page_number()),
            ("word/header2.xml", parts::empty_header()),
            ("word/footer1.xml", parts::footer(document.footer.as_deref())),
            ("word/_rels/document.xml.rels", parts::document_relations()),
        ];
        for (name, text) in parts {
            // The options carry no clock: every entry has the container's fixed first date.
            zip.start_file(name, SimpleFileOptions::default())?;
            zip.write_all(text.as_bytes())?;
        }
        Ok(Export { bytes: zip.finish()?.into_inner(), notes: cleaner.notes() })
    }
}

/// Millimetres in twentieths of a point.
fn twips(millimetres: f64) -> i64 {
    (millimetres * 1440.0 / 25.4).round() as i64
}

/// Points in half points.
fn half_points(points: f64) -> i64 {
    (points * 2.0).round() as i64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::order::OrderForm;
    use crate::sample;

    #[test]
    fn every_text_of_a_document_is_in_the_body() {
        let order = sample::order(OrderForm::Decision).to_document();
        for report in [sample::report(60), sample::empty()] {
            every_text_is_in_the_body(report.to_document());
        }
        every_text_is_in_the_body(order);
    }

    fn every_text_is_in_the_body(mut document: Document) {
        let body = body::document(&document);
        let xml = roxmltree::Document::parse(&body).unwrap();
        let texts: Vec<&str> = xml.descendants().filter_map(|node| node.text()).collect();
        document.title.clear();
        document.author.clear();
        document.footer = None;
        document.each_text(&mut |expected| {
            assert!(expected.is_empty() || texts.contains(&expected.as_str()), "{expected}");
        });
    }
}
