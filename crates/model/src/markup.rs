//! Text in the XML that we write: drawings, graphs, documents.

/// Text as XML takes it: what has a meaning there is written out, what XML 1.0 forbids becomes U+FFFD, a break a space.
///
/// It may stand in an element and in an attribute, between either kind of quotes.
pub fn escaped(text: &str) -> String {
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

/// How wide a text of a drawing is, at most about, in any common sans serif: the widest of them is DejaVu Sans.
pub fn width(text: &str, size_px: f64) -> f64 {
    let letters = text.chars().map(|letter| match letter {
        '\u{300}'..='\u{36f}' => 0.0,
        'i' | 'j' | 'l' | 'í' | 'ì' | 'ỉ' | 'ĩ' | 'ị' | ' ' | '.' | ',' | ':' | ';' | '·' => {
            0.34
        }
        't' | 'f' | 'r' | '(' | ')' | '/' | '-' => 0.41,
        'm' | 'w' | 'M' | 'W' | '%' | '…' | '—' => 0.98,
        '+' | '−' | '=' | '<' | '>' | '≈' | '≥' | '≤' | '×' => 0.84,
        'ư' | 'ứ' | 'ừ' | 'ử' | 'ữ' | 'ự' | 'ơ' | 'ớ' | 'ờ' | 'ở' | 'ỡ' | 'ợ' => {
            0.7
        }
        // What XML forbids will stand there as U+FFFD.
        '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{2e80}'.. => 1.05,
        letter if letter.is_uppercase() => 0.74,
        _ => 0.63,
    });
    letters.sum::<f64>() * size_px
}

/// The text, or as much of its beginning as there is room for.
pub fn cut(text: &str, size_px: f64, room_px: f64) -> String {
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

/// The text in at most so many lines, broken between words; what does not fit the last one is cut.
///
/// A no-break space holds words together while lines are broken, and is a space after that.
pub fn wrapped(text: &str, size_px: f64, room_px: f64, lines: usize) -> Vec<String> {
    let mut wrapped = vec![String::new()];
    let breaks = |letter: char| letter.is_whitespace() && letter != '\u{a0}';
    for word in text.split(breaks).filter(|word| !word.is_empty()) {
        let many = wrapped.len();
        let line = &mut wrapped[many - 1];
        let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if line.is_empty() || many >= lines || width(&longer, size_px) <= room_px {
            *line = longer;
        } else {
            wrapped.push(word.to_owned());
        }
    }
    wrapped.into_iter().map(|line| cut(&line.replace('\u{a0}', " "), size_px, room_px)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_something_to_xml_is_written_out() {
        assert_eq!(
            escaped("<a b=\"c\" d='e'> & f"),
            "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt; &amp; f"
        );
        assert_eq!(escaped("&amp;"), "&amp;amp;");
        assert_eq!(escaped("Nguyễn Thị Hồng\u{303} 漢字 🦠"), "Nguyễn Thị Hồng\u{303} 漢字 🦠");
        assert_eq!(escaped(""), "");
    }

    #[test]
    fn what_belongs_together_stays_on_one_line() {
        let room = width("Đã báo cáo 306 ca", 16.0) + 1.0;
        assert_eq!(wrapped("Đã báo cáo 306 ca mắc", 16.0, room, 3), ["Đã báo cáo 306 ca", "mắc"]);
        let held = "Đã báo cáo 306\u{a0}ca\u{a0}mắc";
        assert_eq!(wrapped(held, 16.0, room, 3), ["Đã báo cáo", "306 ca mắc"]);
    }

    #[test]
    fn nothing_that_xml_forbids_is_left() {
        // The production of XML 1.0 (fifth edition), 2.2: Char.
        let allowed = |letter: char| matches!(letter, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
        for letter in '\0'..=char::MAX {
            assert!(
                escaped(&letter.to_string()).chars().all(allowed),
                "U+{:04X}",
                u32::from(letter)
            );
        }
        assert_eq!(escaped("a\u{0}b\tc\r\nd\u{ffff}"), "a\u{fffd}b c  d\u{fffd}");
    }

    #[test]
    fn marks_take_no_room_and_wide_letters_more() {
        assert_eq!(width("Hồng", 10.0), width("Hô\u{300}ng", 10.0));
        assert!(width("WWW", 10.0) > width("ooo", 10.0) && width("ooo", 10.0) > width("iii", 10.0));
        assert_eq!(width("", 10.0), 0.0);
    }

    #[test]
    fn a_text_fills_its_lines_and_no_more() {
        let text = "một hai ba bốn năm sáu bảy tám chín mười";
        for lines in 1..6 {
            for room in [60.0, 90.0, 200.0] {
                let wrapped = wrapped(text, 16.0, room, lines);
                assert!(wrapped.len() <= lines);
                wrapped.iter().for_each(|line| assert!(width(line, 16.0) <= room, "{line}"));
                let whole = wrapped.iter().all(|line| !line.ends_with('…'));
                assert!(!whole || wrapped.join(" ") == text);
            }
        }
        assert_eq!(wrapped("", 16.0, 90.0, 2), [""]);
        assert_eq!(cut("ngắn", 16.0, 90.0), "ngắn");
        assert!(cut("không vừa chỗ này đâu", 16.0, 90.0).ends_with('…'));
    }
}
