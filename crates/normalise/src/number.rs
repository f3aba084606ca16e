use crate::reason::{Normal, Reason, shown};

/// The number that a text writes, with the comma or the point of decimals.
///
/// | written | read | why |
/// | --- | --- | --- |
/// | `12`, `-3`, `12.5`, `12,5` | as it stands | either mark for decimals |
/// | `1.234,5`, `1,234.5` | 1234.5 | the last mark is the decimal one |
/// | `1.234.567`, `1 234 567` | 1234567 | a mark that comes twice groups thousands |
/// | `1.234` | 1234 | Vietnamese groups thousands by the point; three digits after a single point are thousands |
/// | `1,234` | 1.234 | and the comma is for decimals |
///
/// ```
/// use taicho_normalise::number;
/// for (text, value) in [("12", 12.0), ("-3", -3.0), ("12.5", 12.5), ("12,5", 12.5), ("1.234,5", 1234.5), ("1,234.5", 1234.5),
///                       ("1.234.567", 1_234_567.0), ("1 234 567", 1_234_567.0), ("1.234", 1234.0), ("1,234", 1.234), ("0.125", 0.125)] {
///     assert_eq!(number(text).unwrap().value, value, "{text}");
/// }
/// assert_eq!(number("12 người").unwrap_err().code, "number.unreadable");
/// ```
pub fn number(text: &str) -> Result<Normal<f64>, Reason> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Reason::empty("number.empty", "số", "the number"));
    }
    let unreadable = || {
        Reason::new(
            "number.unreadable",
            format!("“{}” không phải là số", shown(text)),
            format!("“{}” is no number", shown(text)),
        )
    };
    let marks = |mark| text.bytes().filter(|byte| *byte == mark).count();
    let (points, commas) = (marks(b'.'), marks(b','));
    let decimal = match (points, commas) {
        (0, 1) => Some(','),
        (1, 0) if !groups_thousands(text) => Some('.'),
        (1, 1..) | (2.., 1) | (1.., 1..) => {
            let last = text.rfind(['.', ',']).map(|at| text.as_bytes()[at]);
            last.map(char::from).filter(|mark| text.matches(*mark).count() == 1)
        }
        _ => None,
    };
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '0'..='9' => plain.push(letter),
            '-' | '+' if plain.is_empty() => plain.push(letter),
            _ if Some(letter) == decimal => plain.push('.'),
            '.' | ',' | ' ' | '\u{A0}' | '\u{202F}' => {}
            _ => return Err(unreadable()),
        }
    }
    plain
        .parse()
        .ok()
        .filter(|value: &f64| value.is_finite())
        .map(Normal::plain)
        .ok_or_else(unreadable)
}

/// Whether a single point stands before three last digits, with one to three others than a lone 0 before it.
fn groups_thousands(text: &str) -> bool {
    let digits = text.trim_start_matches(['-', '+']);
    digits.split_once('.').is_some_and(|(before, after)| {
        after.len() == 3 && (1..=3).contains(&before.len()) && !before.starts_with('0')
    })
}
