use std::collections::BTreeMap;

use super::xml::{Tag, tags};
use crate::encoding::LegacyFont;
use crate::serial::Format;

/// What the style of a cell says about reading it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Style {
    pub(super) format: Format,
    pub(super) font: Option<LegacyFont>,
}

/// The styles of the cells, in the order in which cells name them.
pub(super) fn read_styles(xml: &[u8]) -> Vec<Style> {
    let mut custom = BTreeMap::new();
    let mut fonts: Vec<Option<LegacyFont>> = Vec::new();
    let mut styles = Vec::new();
    let mut within: &[u8] = b"";
    for tag in tags(xml) {
        match tag.name {
            b"numFmts" | b"fonts" | b"cellXfs" | b"cellStyleXfs" | b"dxfs" => {
                within = if tag.closing || tag.empty { b"" } else { tag.name };
            }
            b"numFmt" if within == b"numFmts" => {
                if let (Some(id), Some(code)) = (tag.number(b"numFmtId"), tag.text(b"formatCode")) {
                    custom.insert(id, classify(&code));
                }
            }
            b"font" if within == b"fonts" && !tag.closing => fonts.push(None),
            b"name" if within == b"fonts" => {
                if let (Some(font), Some(name)) = (fonts.last_mut(), tag.text(b"val")) {
                    *font = LegacyFont::named(&name);
                }
            }
            b"xf" if within == b"cellXfs" && !tag.closing => {
                styles.push(cell_style(&tag, &custom, &fonts));
            }
            _ => {}
        }
    }
    styles
}

fn cell_style(
    tag: &Tag<'_>,
    custom: &BTreeMap<usize, Format>,
    fonts: &[Option<LegacyFont>],
) -> Style {
    let id = tag.number(b"numFmtId").unwrap_or(0);
    let font = tag.number(b"fontId").and_then(|id| fonts.get(id).copied().flatten());
    Style { format: custom.get(&id).copied().unwrap_or_else(|| built_in(id)), font }
}

/// The formats that need no code in the file; 27 to 36 and 50 to 58 are the dates of East Asian Excels.
fn built_in(id: usize) -> Format {
    match id {
        14..=17 | 27..=31 | 36 | 50..=54 | 57 | 58 => Format::Date,
        18..=21 | 32..=35 | 45 | 47 | 55 | 56 => Format::Time,
        22 => Format::DateTime,
        46 => Format::Elapsed,
        _ => Format::Number,
    }
}

/// What a number format's code shows: `dd/mm/yyyy` a date, `[h]:mm` a length of time, `0.00" ngày"` a number.
fn classify(code: &str) -> Format {
    let (mut day, mut month, mut clock) = (false, false, false);
    let mut letters = code.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter.to_ascii_lowercase() {
            ';' => break,
            '"' => {
                letters.by_ref().find(|&next| next == '"');
            }
            '\\' | '_' | '*' => {
                letters.next();
            }
            '[' => {
                let inside: String = letters.by_ref().take_while(|&next| next != ']').collect();
                if !inside.is_empty() && inside.chars().all(|next| "hmsHMS".contains(next)) {
                    return Format::Elapsed;
                }
            }
            'd' | 'y' => day = true,
            'h' | 's' => clock = true,
            'm' => month = true,
            'a' => {
                // AM/PM and A/P hold an m that is no month.
                while letters.next_if(|next| "mM/pP".contains(*next)).is_some() {}
            }
            'g' if code[..].to_ascii_lowercase().starts_with("general") => return Format::Number,
            _ => {}
        }
    }
    match (day || (month && !clock), clock) {
        (true, true) => Format::DateTime,
        (true, false) => Format::Date,
        (false, true) => Format::Time,
        (false, false) => Format::Number,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn format_codes_are_classified() {
        for (code, expected) in [
            ("dd/mm/yyyy", Format::Date),
            ("[$-42A]dd mmmm yyyy;@", Format::Date),
            ("[$-1010000]d/m/yyyy;@", Format::Date),
            ("dd/mm/yyyy hh:mm", Format::DateTime),
            ("h:mm AM/PM", Format::Time),
            ("[h]:mm", Format::Elapsed),
            ("mm:ss.0", Format::Time),
            ("mmm-yy", Format::Date),
            ("\"ngày\" d \"tháng\" m", Format::Date),
            ("0.00\" ngày\"", Format::Number),
            ("#,##0\\d", Format::Number),
            ("[Red]0.0;[Blue]-0.0", Format::Number),
            ("0.00E+00", Format::Number),
            ("General", Format::Number),
            ("_-* #,##0 \"₫\"_-", Format::Number),
        ] {
            assert_eq!(classify(code), expected, "{code}");
        }
    }
}
