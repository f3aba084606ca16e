use std::fmt;
use std::ops::Deref;

/// A short ASCII text held in place: an id or a telephone number without a trip to the heap.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ascii<const N: usize> {
    bytes: [u8; N],
    len: u8,
}

impl<const N: usize> Ascii<N> {
    /// The text, where it is ASCII and fits.
    pub(crate) fn new(text: &[u8]) -> Option<Self> {
        Self::joined(&[text])
    }

    /// The pieces one after another, where they are ASCII and fit.
    pub(crate) fn joined(pieces: &[&[u8]]) -> Option<Self> {
        let mut made = Self { bytes: [0; N], len: 0 };
        for piece in pieces {
            let start = usize::from(made.len);
            made.bytes.get_mut(start..start + piece.len())?.copy_from_slice(piece);
            made.len += u8::try_from(piece.len()).ok()?;
        }
        made.bytes.is_ascii().then_some(made)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..usize::from(self.len)]).unwrap_or_default()
    }
}

impl<const N: usize> Deref for Ascii<N> {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl<const N: usize> fmt::Display for Ascii<N> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self)
    }
}

impl<const N: usize> fmt::Debug for Ascii<N> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:?}", self.as_str())
    }
}
