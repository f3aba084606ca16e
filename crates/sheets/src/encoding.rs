use serde::Serialize;

mod detect;
mod legacy;
mod single_byte;

pub(crate) use detect::{decode_utf16, detect};
pub use legacy::LegacyFont;

/// How the bytes of a text file stand for characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Charset {
    /// UTF-8 without a byte-order mark; plain ASCII too.
    Utf8,
    /// UTF-8 with a byte-order mark, as Excel writes it.
    Utf8Bom,
    /// UTF-16, low byte first: Excel's "Unicode text".
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
    /// The Vietnamese code page of Windows.
    Windows1258,
    /// The Western code page of Windows, in which files typed with legacy fonts are kept.
    Windows1252,
}

/// The detected encoding of a text file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Encoding {
    /// How bytes stand for characters.
    pub charset: Charset,
    /// The legacy font in which those characters look Vietnamese, where there is one.
    pub font: Option<LegacyFont>,
}

impl Encoding {
    /// The name that an office knows it by.
    pub fn name(self) -> &'static str {
        match (self.font, self.charset) {
            (Some(LegacyFont::Tcvn3), Charset::Windows1252) => "TCVN3 (ABC)",
            (Some(LegacyFont::Vni), Charset::Windows1252) => "VNI",
            (Some(LegacyFont::Tcvn3), _) => "TCVN3 (ABC) + Unicode",
            (Some(LegacyFont::Vni), _) => "VNI + Unicode",
            (None, Charset::Utf8) => "UTF-8",
            (None, Charset::Utf8Bom) => "UTF-8 (BOM)",
            (None, Charset::Utf16Le) => "UTF-16 LE",
            (None, Charset::Utf16Be) => "UTF-16 BE",
            (None, Charset::Windows1258) => "Windows-1258",
            (None, Charset::Windows1252) => "Windows-1252",
        }
    }

    /// Appends bytes of the file as text, legacy fonts not yet undone; false where they are no text.
    pub(crate) fn push(self, bytes: &[u8], text: &mut String) -> bool {
        match self.charset {
            Charset::Windows1258 => single_byte::push(bytes, true, text),
            Charset::Windows1252 => single_byte::push(bytes, false, text),
            _ => match std::str::from_utf8(bytes) {
                Ok(found) => {
                    text.push_str(found);
                    true
                }
                Err(_) => false,
            },
        }
    }
}
