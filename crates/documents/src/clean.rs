//! Makes any text fit to print: marks composed, controls gone, characters without a glyph replaced.

use std::collections::BTreeSet;

use taicho_model::Words;
use unicode_normalization::UnicodeNormalization;

/// What stands for a character that cannot be printed.
pub(crate) const MISSING: char = '□';

/// Cleans the texts of one export and remembers what it had to change.
pub(crate) struct Cleaner<'a> {
    has_glyph: &'a dyn Fn(char) -> bool,
    replaced: BTreeSet<char>,
    dropped: usize,
}

impl<'a> Cleaner<'a> {
    /// A cleaner for a face that can print these characters.
    pub(crate) fn new(has_glyph: &'a dyn Fn(char) -> bool) -> Self {
        Self { has_glyph, replaced: BTreeSet::new(), dropped: 0 }
    }

    /// Cleans one text in place.
    pub(crate) fn clean(&mut self, text: &mut String) {
        let mut cleaned = String::with_capacity(text.len());
        for letter in text.nfc() {
            match letter {
                '\t' | '\n' | '\r' | '\u{2028}' | '\u{2029}' => cleaned.push(' '),
                _ if is_unprintable(letter) => self.dropped += 1,
                _ if (self.has_glyph)(letter) => cleaned.push(letter),
                _ => {
                    self.replaced.insert(letter);
                    cleaned.push(MISSING);
                }
            }
        }
        *text = cleaned;
    }

    /// What the person who exports must know.
    pub(crate) fn notes(&self) -> Vec<Words> {
        let mut notes = Vec::new();
        if self.dropped > 0 {
            notes.push(Words::new(
                format!("Đã bỏ {} ký tự điều khiển không in được.", self.dropped),
                format!("{} unprintable control characters were left out.", self.dropped),
            ));
        }
        if !self.replaced.is_empty() {
            let codes: Vec<String> = self
                .replaced
                .iter()
                .map(|letter| format!("U+{:04X}", u32::from(*letter)))
                .collect();
            let codes = codes.join(", ");
            notes.push(Words::new(
                format!("Phông chữ không có ký tự {codes}; đã in dấu {MISSING} thay thế."),
                format!("The font lacks {codes}; {MISSING} was printed instead."),
            ));
        }
        notes
    }
}

/// Controls, direction marks, zero-width and private characters and what XML forbids: no official text has them.
fn is_unprintable(letter: char) -> bool {
    letter.is_control()
        || matches!(letter,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}')
        || u32::from(letter) & 0xfffe == 0xfffe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_become_printable() {
        let check = |text: &str, expected: &str, notes: usize| {
            let has_glyph = |letter: char| u32::from(letter) < 0x2000;
            let mut cleaner = Cleaner::new(&has_glyph);
            let mut cleaned = text.to_owned();
            cleaner.clean(&mut cleaned);
            assert_eq!(cleaned, expected);
            assert_eq!(cleaner.notes().len(), notes);
        };
        check("Nguyễn Thị Ngọc Ánh", "Nguyễn Thị Ngọc Ánh", 0);
        check("Nguye\u{302}\u{303}n", "Nguyễn", 0);
        check("a\0b\u{7}c\u{202e}d", "abcd", 1);
        check("dòng\nmới\tcột", "dòng mới cột", 0);
        check("khỏe 😀 漢", "khỏe □ □", 1);
        check("\u{fffe}x\u{1ffff}", "x", 1);
        check("#let x = *đậm* $a$ @b \\ <c> \"d\"", "#let x = *đậm* $a$ @b \\ <c> \"d\"", 0);
    }
}
