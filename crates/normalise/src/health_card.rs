use crate::ascii::Ascii;
use crate::reason::{Normal, Reason, shown};

/// The number of a health-insurance card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HealthCard {
    /// The ten digits of the social-insurance number, which stay when the card changes.
    pub number: Ascii<10>,
    /// The five characters before them: group, benefit and province; a card of today does not print them.
    pub prefix: Option<Ascii<5>>,
}

/// The number of a health-insurance card: 15 characters, or the ten digits that cards since 2021 print.
///
/// | written | read |
/// | --- | --- |
/// | `DN4272712345678`, `DN 4 27 27 123 45678`, `dn-4-27-2712345678` | group DN, benefit 4, province 27, number 2712345678 |
/// | `2712345678` | number alone |
/// | `DN9272712345678` | refused: benefits are 1 to 5 |
///
/// ```
/// use taicho_normalise::health_card;
/// for text in ["DN4272712345678", "DN 4 27 27 123 45678", "dn-4-27-2712345678"] {
///     let card = health_card(text).unwrap().value;
///     assert_eq!((card.prefix.unwrap().as_str(), card.number.as_str()), ("DN427", "2712345678"), "{text}");
/// }
/// assert_eq!(health_card("2712345678").unwrap().value.prefix, None);
/// assert_eq!(health_card("DN9272712345678").unwrap_err().code, "card.form");
/// assert_eq!(health_card("123").unwrap_err().code, "card.form");
/// ```
pub fn health_card(text: &str) -> Result<Normal<HealthCard>, Reason> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Reason::empty(
            "card.empty",
            "số thẻ bảo hiểm y tế",
            "the health-insurance number",
        ));
    }
    let form = || {
        Reason::new(
            "card.form",
            format!("“{}” không phải số thẻ bảo hiểm y tế (15 ký tự, hoặc 10 chữ số)", shown(text)),
            format!(
                "“{}” is no health-insurance number (15 characters, or 10 digits)",
                shown(text)
            ),
        )
    };
    let mut found = [0; 15];
    let mut len = 0;
    for byte in text.bytes().filter(|byte| !matches!(byte, b' ' | b'-' | b'.')) {
        *found.get_mut(len).ok_or_else(form)? = byte.to_ascii_uppercase();
        len += 1;
    }
    let (prefix, number) = match len {
        10 => (None, &found[..10]),
        15 => (Some(&found[..5]), &found[5..]),
        _ => return Err(form()),
    };
    let digits = |bytes: &[u8]| bytes.iter().all(u8::is_ascii_digit);
    let sound = prefix.is_none_or(|prefix| {
        prefix[..2].iter().all(u8::is_ascii_uppercase)
            && (b'1'..=b'5').contains(&prefix[2])
            && digits(&prefix[3..])
    });
    if !sound || !digits(number) {
        return Err(form());
    }
    let number = Ascii::new(number).ok_or_else(form)?;
    Ok(Normal::plain(HealthCard { number, prefix: prefix.and_then(Ascii::new) }))
}
