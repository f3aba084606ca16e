use memchr::memchr;

use super::xml::{push_unescaped, tag_at};

/// Appends the text of a string item, its runs joined and reading aids left out, up to the end of `outer`.
pub(super) fn push_rich_text(
    data: &[u8],
    mut at: usize,
    outer: &[u8],
    text: &mut String,
) -> Result<Option<usize>, ()> {
    let mut aside = false;
    loop {
        let Some(gap) = memchr(b'<', &data[at..]) else { return Ok(None) };
        let Some(tag) = tag_at(data, at + gap) else { return Ok(None) };
        at = tag.end;
        if tag.closes(outer) {
            return Ok(Some(at));
        }
        // The text was never closed: what follows belongs to others.
        if matches!(tag.name, b"c" | b"row" | b"si" | b"is") {
            return Err(());
        }
        if tag.name == b"rPh" {
            aside = !tag.closing && !tag.empty;
        } else if tag.opens(b"t") && !tag.empty && !aside {
            match push_until_tag(data, at, text)? {
                Some(end) => at = end,
                None => return Ok(None),
            }
        }
    }
}

/// Appends what stands between `at` and the next tag that is not a comment; gives that tag's offset.
pub(super) fn push_until_tag(
    data: &[u8],
    mut at: usize,
    text: &mut String,
) -> Result<Option<usize>, ()> {
    loop {
        let Some(length) = memchr(b'<', &data[at..]) else { return Ok(None) };
        if !push_unescaped(&data[at..at + length], text) {
            return Err(());
        }
        at += length;
        match data.get(at + 1) {
            None => return Ok(None),
            Some(b'!' | b'?') => {
                let Some(tag) = tag_at(data, at) else { return Ok(None) };
                if let Some((start, end)) = tag.cdata {
                    text.push_str(std::str::from_utf8(&data[start..end]).map_err(drop)?);
                }
                at = tag.end;
            }
            Some(_) => return Ok(Some(at)),
        }
    }
}
