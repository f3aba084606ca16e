use memchr::memchr;

/// The upper half of the Vietnamese code page, where it differs from the Western one; marks follow their letter.
const VIETNAMESE: [(u8, char); 14] = [
    (0xC3, 'Ă'),
    (0xCC, '\u{300}'),
    (0xD0, 'Đ'),
    (0xD2, '\u{309}'),
    (0xD5, 'Ơ'),
    (0xDD, 'Ư'),
    (0xDE, '\u{303}'),
    (0xE3, 'ă'),
    (0xEC, '\u{301}'),
    (0xF0, 'đ'),
    (0xF2, '\u{323}'),
    (0xF5, 'ơ'),
    (0xFD, 'ư'),
    (0xFE, '₫'),
];

/// What both Windows code pages hold where Latin-1 has control characters.
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// Appends bytes of one of the two code pages; false where a NUL says that they are no text.
pub(super) fn push(bytes: &[u8], vietnamese: bool, text: &mut String) -> bool {
    if let Some(ascii) = std::str::from_utf8(bytes).ok().filter(|text| text.is_ascii()) {
        text.push_str(ascii);
        return memchr(0, bytes).is_none();
    }
    for &byte in bytes {
        text.push(match byte {
            0 => return false,
            0x80..=0x9F => WINDOWS[usize::from(byte - 0x80)],
            0xC0.. if vietnamese => vietnamese_letter(byte),
            _ => char::from(byte),
        });
    }
    true
}

fn vietnamese_letter(byte: u8) -> char {
    let differing = VIETNAMESE.iter().find(|(code, _)| *code == byte);
    differing.map_or(char::from(byte), |(_, letter)| *letter)
}
