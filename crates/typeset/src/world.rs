//! All that the typesetter may see: one page template, one data file, four faces of one font.

use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

/// What never changes between documents; parsed once.
struct Fixed {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    page: Source,
    data_id: FileId,
}

static FIXED: LazyLock<Fixed> = LazyLock::new(|| {
    let faces: [&'static [u8]; 4] = [
        include_bytes!("../fonts/LiberationSerif-Regular.ttf"),
        include_bytes!("../fonts/LiberationSerif-Bold.ttf"),
        include_bytes!("../fonts/LiberationSerif-Italic.ttf"),
        include_bytes!("../fonts/LiberationSerif-BoldItalic.ttf"),
    ];
    let fonts: Vec<Font> =
        faces.into_iter().flat_map(|face| Font::iter(Bytes::new(face))).collect();
    Fixed {
        library: LazyHash::new(Library::default()),
        book: LazyHash::new(FontBook::from_fonts(&fonts)),
        fonts,
        page: Source::new(file_id("/page.typ"), include_str!("page.typ").to_owned()),
        data_id: file_id("/document.json"),
    }
});

fn file_id(path: &str) -> FileId {
    let path = VirtualPath::new(path).expect("the two paths are constants");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

/// Whether all four faces can draw a character.
pub(super) fn has_glyph(letter: char) -> bool {
    FIXED.fonts.iter().all(|font| font.info().coverage.contains(u32::from(letter)))
}

/// One document on its way to paper.
pub(super) struct PageWorld {
    data: Bytes,
}

impl PageWorld {
    pub(super) fn new(data: String) -> Self {
        Self { data: Bytes::from_string(data) }
    }
}

impl World for PageWorld {
    fn library(&self) -> &LazyHash<Library> {
        &FIXED.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &FIXED.book
    }

    fn main(&self) -> FileId {
        FIXED.page.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == FIXED.page.id() { Ok(FIXED.page.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == FIXED.data_id { Ok(self.data.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        FIXED.fonts.get(index).cloned()
    }

    /// No clock: a document says only the dates that it was given.
    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// The names of the faces, as their files give them.
#[cfg(test)]
pub(super) fn faces() -> Vec<String> {
    let variants = FIXED.fonts.iter().map(|font| {
        let variant = font.info().variant;
        let bold = variant.weight.to_number() >= 700;
        let italic = variant.style == typst::text::FontStyle::Italic;
        ["Regular", "Italic", "Bold", "Bold Italic"][usize::from(bold) * 2 + usize::from(italic)]
    });
    variants.map(str::to_owned).collect()
}
