use crate::ascii::Ascii;
use crate::reason::{Normal, Reason, shown};

/// The postcode: five digits in Vietnam, six in its lists before 2018, letters and digits abroad.
///
/// | written | read |
/// | --- | --- |
/// | `16000`, ` 16 000 `, `16000.0` | `16000` |
/// | `790000` | `790000`, the form of six digits before 2018 |
/// | `4011`, `sw1a 1aa`, `SW1A-1AA` | `4011`, `SW1A1AA` |
/// | `Bắc Ninh`, `0`, `12` | refused |
///
/// ```
/// use taicho_normalise::postcode;
/// let read = |text| postcode(text).map(|read| read.value.to_string());
/// for (text, code) in [("16000", "16000"), (" 16 000 ", "16000"), ("16000.0", "16000"), ("790000", "790000"), ("4011", "4011"),
///                      ("sw1a 1aa", "SW1A1AA"), ("SW1A-1AA", "SW1A1AA"), ("00-950", "00950")] {
///     assert_eq!(read(text).as_deref(), Ok(code), "{text}");
/// }
/// for text in ["Bắc Ninh", "0", "12", "hanoi", "123456789012"] {
///     assert_eq!(postcode(text).unwrap_err().code, "postcode.unreadable", "{text}");
/// }
/// assert_eq!(postcode("  ").unwrap_err().code, "postcode.empty");
/// ```
pub fn postcode(text: &str) -> Result<Normal<Ascii<10>>, Reason> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Reason::empty("postcode.empty", "mã bưu chính", "the postcode"));
    }
    let unreadable = || {
        Reason::new(
            "postcode.unreadable",
            format!("“{}” không phải mã bưu chính", shown(text)),
            format!("“{}” is no postcode", shown(text)),
        )
    };
    let mut found = [0; 10];
    let mut len = 0;
    for byte in text.strip_suffix(".0").unwrap_or(text).bytes() {
        match byte {
            b' ' | b'-' | b'.' | b'\'' => {}
            _ if byte.is_ascii_alphanumeric() => {
                *found.get_mut(len).ok_or_else(unreadable)? = byte.to_ascii_uppercase();
                len += 1;
            }
            _ => return Err(unreadable()),
        }
    }
    let found = &found[..len];
    let sound = len >= 3 && found.iter().any(u8::is_ascii_digit);
    Ascii::new(found).filter(|_| sound).map(Normal::plain).ok_or_else(unreadable)
}
