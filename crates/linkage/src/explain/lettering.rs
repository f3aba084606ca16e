/// Text as XML takes it: what has a meaning there is written out, what is forbidden becomes a question mark.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\t' | '\n' | '\r' => escaped.push(' '),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            _ => escaped.push(letter),
        }
    }
    escaped
}

/// How wide a text is at most about, in a common sans serif.
pub(super) fn width(text: &str, size_px: f64) -> f64 {
    let letters = text.chars().map(|letter| match letter {
        '\u{300}'..='\u{36f}' => 0.0,
        'i' | 'j' | 'l' | 't' | 'f' | 'r' | ' ' | '.' | ',' | ':' | '·' | '(' | ')' | '/' | '-' => {
            0.36
        }
        'm' | 'w' | 'M' | 'W' | '%' | '…' => 0.95,
        '\u{2e80}'.. => 1.05,
        letter if letter.is_uppercase() => 0.72,
        _ => 0.6,
    });
    letters.sum::<f64>() * size_px
}

/// The text, or as much of its beginning as there is room for.
pub(super) fn cut(text: &str, size_px: f64, room_px: f64) -> String {
    if width(text, size_px) <= room_px {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut rest = room_px - width("…", size_px);
    for letter in text.chars() {
        rest -= width(letter.encode_utf8(&mut [0; 4]), size_px);
        if rest < 0.0 {
            break;
        }
        kept.push(letter);
    }
    format!("{}…", kept.trim_end())
}

/// The text in as many lines as there are, broken between words; what does not fit the last one is cut.
pub(super) fn wrapped(text: &str, size_px: f64, room_px: f64, lines: usize) -> Vec<String> {
    let mut wrapped = vec![String::new()];
    for word in text.split_whitespace() {
        let many = wrapped.len();
        let line = &mut wrapped[many - 1];
        let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if line.is_empty() || many == lines || width(&longer, size_px) <= room_px {
            *line = longer;
        } else {
            wrapped.push(word.to_owned());
        }
    }
    wrapped.into_iter().map(|line| cut(&line, size_px, room_px)).collect()
}
