//! Just enough XML for spreadsheets: tags, attributes, text; names without their prefix.

use std::borrow::Cow;

use memchr::{memchr, memmem};

/// A tag in a window of bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tag<'a> {
    /// The name without prefix; empty for comments and instructions.
    pub(super) name: &'a [u8],
    pub(super) attributes: &'a [u8],
    /// `</name>`
    pub(super) closing: bool,
    /// `<name/>`
    pub(super) empty: bool,
    /// Where the text of a CDATA section lies.
    pub(super) cdata: Option<(usize, usize)>,
    /// The offset after the tag.
    pub(super) end: usize,
}

/// The tag that begins at `at`, or none where the window ends within it.
pub(super) fn tag_at(data: &[u8], at: usize) -> Option<Tag<'_>> {
    let closing = *data.get(at + 1)? == b'/';
    let start = at + 1 + usize::from(closing);
    if matches!(data.get(start)?, b'!' | b'?') {
        return special_at(data, at);
    }
    let mut name_start = start;
    let mut name_end = start;
    loop {
        match *data.get(name_end)? {
            b':' => name_start = name_end + 1,
            b' ' | b'>' | b'/' | b'\n' | b'\r' | b'\t' => break,
            _ => {}
        }
        name_end += 1;
    }
    let mut end = name_end;
    loop {
        match *data.get(end)? {
            b'>' => break,
            quote @ (b'"' | b'\'') => end += 1 + memchr(quote, &data[end + 1..])?,
            _ => {}
        }
        end += 1;
    }
    let empty = data[end - 1] == b'/' && !closing;
    Some(Tag {
        name: &data[name_start..name_end],
        attributes: &data[name_end..end],
        closing,
        empty,
        cdata: None,
        end: end + 1,
    })
}

fn special_at(data: &[u8], at: usize) -> Option<Tag<'_>> {
    let rest = &data[at..];
    let (opening, ending): (usize, &[u8]) = if rest.starts_with(b"<!--") {
        (4, b"-->")
    } else if rest.starts_with(b"<![CDATA[") {
        (9, b"]]>")
    } else if b"<![CDATA[".starts_with(rest) || b"<!--".starts_with(rest) {
        return None;
    } else {
        (2, b">")
    };
    let length = memmem::find(rest.get(opening..)?, ending)?;
    let cdata = (opening == 9).then_some((at + opening, at + opening + length));
    let end = at + opening + length + ending.len();
    Some(Tag { name: b"", attributes: b"", closing: false, empty: true, cdata, end })
}

impl<'a> Tag<'a> {
    pub(super) fn opens(&self, name: &[u8]) -> bool {
        !self.closing && self.name == name
    }

    pub(super) fn closes(&self, name: &[u8]) -> bool {
        self.closing && self.name == name
    }

    /// An attribute as it stands, by its name without prefix.
    pub(super) fn attribute(&self, wanted: &[u8]) -> Option<&'a [u8]> {
        attributes(self.attributes).find(|(name, _)| *name == wanted).map(|(_, value)| value)
    }

    /// An attribute as text.
    pub(super) fn text(&self, wanted: &[u8]) -> Option<String> {
        let mut text = String::new();
        push_unescaped(self.attribute(wanted)?, &mut text).then_some(text)
    }

    pub(super) fn number(&self, wanted: &[u8]) -> Option<usize> {
        std::str::from_utf8(self.attribute(wanted)?).ok()?.parse().ok()
    }

    /// Whether an attribute says true in XML's way.
    pub(super) fn is_true(&self, wanted: &[u8]) -> bool {
        matches!(self.attribute(wanted), Some(b"1" | b"true" | b"on"))
    }
}

/// The attributes of a tag, names without prefix.
pub(super) fn attributes(mut rest: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    std::iter::from_fn(move || {
        let start = rest.iter().position(|byte| !byte.is_ascii_whitespace() && *byte != b'/')?;
        rest = &rest[start..];
        let equals = memchr(b'=', rest)?;
        let name = rest[..equals].trim_ascii_end();
        let name = &name[memchr(b':', name).map_or(0, |colon| colon + 1)..];
        let after = rest[equals + 1..].trim_ascii_start();
        let &quote = after.first().filter(|byte| matches!(byte, b'"' | b'\''))?;
        let length = memchr(quote, &after[1..])?;
        rest = &after[length + 2..];
        Some((name, &after[1..=length]))
    })
}

/// Every tag of a whole document, with the offset at which it begins.
pub(super) fn tags(data: &[u8]) -> impl Iterator<Item = Tag<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let tag = tag_at(data, at + memchr(b'<', &data[at..])?)?;
        at = tag.end;
        Some(tag)
    })
}

/// Appends text with its entities resolved and its line ends made one; false where it is not UTF-8.
pub(super) fn push_unescaped(raw: &[u8], text: &mut String) -> bool {
    let Ok(mut rest) = std::str::from_utf8(raw) else { return false };
    while let Some(at) = memchr::memchr2(b'&', b'\r', rest.as_bytes()) {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(after) = rest.strip_prefix('\r') {
            text.push('\n');
            rest = after.strip_prefix('\n').unwrap_or(after);
            continue;
        }
        match entity(rest) {
            Some((letter, length)) => {
                text.push(letter);
                rest = &rest[length..];
            }
            None => {
                text.push('&');
                rest = &rest[1..];
            }
        }
    }
    text.push_str(rest);
    true
}

fn entity(text: &str) -> Option<(char, usize)> {
    let length = text.as_bytes().iter().take(12).position(|&byte| byte == b';')?;
    let name = &text[1..length];
    let letter = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
    };
    Some((letter, length + 1))
}

/// Resolves the `_x000D_` notation in which Excel hides characters that XML forbids.
pub(super) fn unhide(text: &str) -> Cow<'_, str> {
    if memmem::find(text.as_bytes(), b"_x").is_none() {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        shown.push_str(&rest[..at]);
        rest = &rest[at..];
        let hidden = rest.get(2..6).filter(|_| rest.as_bytes().get(6) == Some(&b'_'));
        let digits = hidden.filter(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()));
        match digits.and_then(|hex| char::from_u32(u32::from_str_radix(hex, 16).ok()?)) {
            Some(letter) => {
                shown.push(letter);
                rest = &rest[7..];
            }
            None => {
                shown.push('_');
                rest = &rest[1..];
            }
        }
    }
    shown.push_str(rest);
    Cow::Owned(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_found_whole_or_not_at_all() {
        let data = br#"<x:c r="A1" t='a>b' /><!-- <c> --><![CDATA[a<b]]></c>"#;
        let names: Vec<_> = tags(data).map(|tag| (tag.name, tag.closing, tag.empty)).collect();
        assert_eq!(names[0], (b"c".as_slice(), false, true));
        assert_eq!(names.len(), 4);
        assert_eq!(tags(data).next().unwrap().attribute(b"t"), Some(b"a>b".as_slice()));
        let whole = tag_at(data, 0).unwrap().end;
        for cut in 0..whole {
            assert!(tag_at(&data[..cut], 0).is_none(), "{cut}");
        }
        let cdata = tags(data).nth(2).unwrap().cdata.unwrap();
        assert_eq!(&data[cdata.0..cdata.1], b"a<b");
    }

    #[test]
    fn entities_are_resolved() {
        let mut text = String::new();
        assert!(push_unescaped(
            "a &amp; b &#7877; &#x1EC5; &lt; &nope; & \r\n".as_bytes(),
            &mut text
        ));
        assert_eq!(text, "a & b ễ ễ < &nope; & \n");
        assert!(!push_unescaped(b"\xFF", &mut text));
    }

    #[test]
    fn hidden_characters_are_shown() {
        assert_eq!(
            unhide("a_x000D_b_x005F_x000D_ _x12 _xZZZZ_ _xé234_"),
            "a\rb_x000D_ _x12 _xZZZZ_ _xé234_"
        );
    }
}
