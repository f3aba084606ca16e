use std::borrow::Cow;

use serde::Serialize;
use taicho_model::vietnamese::nfc;

/// Fonts from before Unicode that draw Vietnamese over Western characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LegacyFont {
    /// The fonts of TCVN 5712:1993 (`.VnTime`), also called ABC: one character for each letter.
    Tcvn3,
    /// The fonts of VNI (`VNI-Times`): the mark is a second character after its letter.
    Vni,
}

impl LegacyFont {
    /// The encoding that the name of a font stands for: `.VnTime` and `.VnArialH`, `VNI-Times`.
    pub fn named(font: &str) -> Option<Self> {
        let starts = |prefix: &str| {
            font.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
        };
        if starts(".vn") {
            Some(LegacyFont::Tcvn3)
        } else if starts("vni-") {
            Some(LegacyFont::Vni)
        } else {
            None
        }
    }

    /// The text that the font shows: `NguyÔn` is `Nguyễn` in TCVN3, `Nguyeãn` is in VNI.
    pub fn decode(self, text: &str) -> Cow<'_, str> {
        if text.is_ascii() {
            return Cow::Borrowed(text);
        }
        let decoded = match self {
            LegacyFont::Tcvn3 => text.chars().map(tcvn3_letter).collect(),
            LegacyFont::Vni => decode_vni(text),
        };
        // The capital fonts of TCVN3 (.VnTimeH) draw small letters large, so the capitals of the rest decide.
        let letters = || text.chars().filter(char::is_ascii_alphabetic);
        let capitals = self == LegacyFont::Tcvn3
            && letters().count() > 1
            && letters().all(|letter| letter.is_ascii_uppercase());
        let decoded = if capitals { decoded.to_uppercase() } else { decoded };
        Cow::Owned(nfc(&decoded).into_owned())
    }
}

/// The letters of TCVN3 from 0xA1 to 0xFE.
const TCVN3: &str = "ĂÂÊÔƠƯĐăâêôơưđẰ\u{300}\u{309}\u{303}\u{301}\u{323}àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂ\
ẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵ";

fn tcvn3_letter(letter: char) -> char {
    match letter as usize {
        code @ 0xA1..=0xFE => TCVN3.chars().nth(code - 0xA1).unwrap_or(letter),
        _ => letter,
    }
}

/// The marks of VNI as combining marks: over any vowel, the circumflex group, the breve group.
const VNI_TONES: &[(char, &str)] =
    &[('ù', "\u{301}"), ('ø', "\u{300}"), ('û', "\u{309}"), ('õ', "\u{303}"), ('ï', "\u{323}")];
const VNI_CIRCUMFLEX: &[(char, &str)] = &[
    ('â', "\u{302}"),
    ('á', "\u{302}\u{301}"),
    ('à', "\u{302}\u{300}"),
    ('å', "\u{302}\u{309}"),
    ('ã', "\u{302}\u{303}"),
    ('ä', "\u{302}\u{323}"),
];
const VNI_BREVE: &[(char, &str)] = &[
    ('ê', "\u{306}"),
    ('é', "\u{306}\u{301}"),
    ('è', "\u{306}\u{300}"),
    ('ú', "\u{306}\u{309}"),
    ('ü', "\u{306}\u{303}"),
    ('ë', "\u{306}\u{323}"),
];
/// The letters of VNI that are one character.
const VNI_LETTERS: &[(char, char)] = &[
    ('ö', 'ư'),
    ('ô', 'ơ'),
    ('í', 'í'),
    ('ì', 'ì'),
    ('æ', 'ỉ'),
    ('ó', 'ĩ'),
    ('ò', 'ị'),
    ('î', 'ỵ'),
    ('ñ', 'đ'),
];

fn decode_vni(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len() + 8);
    let mut before = ' ';
    for letter in text.chars() {
        let small = letter.to_lowercase().next().unwrap_or(letter);
        let find = |marks: &[(char, &'static str)]| {
            marks.iter().find(|(mark, _)| *mark == small).map(|(_, combining)| *combining)
        };
        let mark = match before {
            'a' => find(VNI_TONES).or_else(|| find(VNI_CIRCUMFLEX)).or_else(|| find(VNI_BREVE)),
            'e' | 'o' => find(VNI_TONES).or_else(|| find(VNI_CIRCUMFLEX)),
            'u' | 'y' | 'ö' | 'ô' => find(VNI_TONES),
            _ => None,
        };
        before = small;
        if let Some(combining) = mark {
            decoded.push_str(combining);
            before = ' ';
        } else if let Some((_, own)) = VNI_LETTERS.iter().find(|(code, _)| *code == small) {
            if letter.is_uppercase() {
                decoded.extend(own.to_uppercase())
            } else {
                decoded.push(*own)
            }
        } else {
            decoded.push(letter);
        }
    }
    decoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tcvn3_is_read() {
        assert_eq!(TCVN3.chars().count(), 0xFE - 0xA1 + 1);
        for (typed, shown) in [
            ("NguyÔn ThÞ H»ng", "Nguyễn Thị Hằng"),
            ("TrÇn V¨n §øc", "Trần Văn Đức"),
            ("ph\u{AD}êng Suèi Hoa", "phường Suối Hoa"),
            ("NGUYÔN V¡N B×NH", "NGUYỄN VĂN BÌNH"),
            ("B¾c Ninh", "Bắc Ninh"),
            ("Hµ Néi", "Hà Nội"),
        ] {
            assert_eq!(LegacyFont::Tcvn3.decode(typed), shown);
        }
    }

    #[test]
    fn vni_is_read() {
        for (typed, shown) in [
            ("Nguyeãn Thò Haèng", "Nguyễn Thị Hằng"),
            ("Traàn Vaên Ñöùc", "Trần Văn Đức"),
            ("phöôøng Suoái Hoa", "phường Suối Hoa"),
            ("NGUYEÃN VAÊN BÌNH", "NGUYỄN VĂN BÌNH"),
            ("Lyù Thuûy Quyønh Kyõ", "Lý Thủy Quỳnh Kỹ"),
            ("Ñaëng Hoaøng Myõ", "Đặng Hoàng Mỹ"),
        ] {
            assert_eq!(LegacyFont::Vni.decode(typed), shown);
        }
    }

    #[test]
    fn fonts_are_known_by_name() {
        assert_eq!(LegacyFont::named(".VnTimeH"), Some(LegacyFont::Tcvn3));
        assert_eq!(LegacyFont::named("VNI-Times"), Some(LegacyFont::Vni));
        assert_eq!(LegacyFont::named("Times New Roman"), None);
    }
}
