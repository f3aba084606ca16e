use taicho_model::Words;

/// A finished file and what the person who exports it must know.
#[derive(Clone, Debug, PartialEq)]
pub struct Export {
    /// The file.
    pub bytes: Vec<u8>,
    /// What was changed so that it could be printed.
    pub notes: Vec<Words>,
}

/// Why a document could not be written.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// The page could not be typeset.
    #[error("cannot typeset the document: {0}")]
    Typeset(String),
    /// The container could not be packed.
    #[error("cannot pack the document")]
    Pack(#[from] zip::result::ZipError),
    /// A part could not be written into the container.
    #[error("cannot write a part of the document")]
    Write(#[from] std::io::Error),
    /// The spreadsheet could not be written.
    #[error("cannot write the spreadsheet")]
    Spreadsheet(#[from] rust_xlsxwriter::XlsxError),
    /// A sheet holds no more rows.
    #[error("a workbook holds 1,048,575 rows at most; take CSV")]
    TooManyRows,
}
