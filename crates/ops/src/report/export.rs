use taicho_documents::{DailyReport, Document, DocumentError, OrderDraft, Typesetter};

use crate::OpsError;

/// The file formats in which a document leaves the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// PDF/A.
    Pdf,
    /// Word.
    Docx,
    /// The figures as a spreadsheet.
    Xlsx,
    /// The figures for a program.
    Json,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 4] = [Self::Pdf, Self::Docx, Self::Xlsx, Self::Json];

    /// The word for it, which is also the ending of its files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
            Self::Json => "json",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == word)
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Json => "application/json",
        }
    }
}

/// Writes a daily report; there is no PDF where nobody brings a typesetter.
pub fn export_report(
    report: &DailyReport,
    format: Format,
    typesetter: Option<Typesetter>,
) -> Result<Vec<u8>, OpsError> {
    match format {
        Format::Xlsx => Ok(report.to_xlsx().map_err(failed)?.bytes),
        Format::Json => Ok(json(report)),
        Format::Docx => Ok(report.to_document().to_docx().map_err(failed)?.bytes),
        Format::Pdf => typeset(&report.to_document(), typesetter),
    }
}

/// Writes the draft of an order; there is no spreadsheet of it.
pub fn export_order(
    draft: &OrderDraft,
    format: Format,
    typesetter: Option<Typesetter>,
) -> Result<Vec<u8>, OpsError> {
    match format {
        Format::Xlsx => Err(OpsError::UnknownFormat),
        Format::Json => Ok(json(draft)),
        Format::Docx => Ok(draft.to_document().to_docx().map_err(failed)?.bytes),
        Format::Pdf => typeset(&draft.to_document(), typesetter),
    }
}

fn typeset(document: &Document, typesetter: Option<Typesetter>) -> Result<Vec<u8>, OpsError> {
    let typesetter = typesetter.ok_or(OpsError::UnknownFormat)?;
    Ok(typesetter(document).map_err(failed)?.bytes)
}

fn json(data: &impl serde::Serialize) -> Vec<u8> {
    serde_json::to_vec_pretty(data).expect("a document's data has a text")
}

fn failed(error: DocumentError) -> OpsError {
    OpsError::Document(error.to_string())
}
