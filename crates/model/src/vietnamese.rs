//! Vietnamese spelling: one Unicode form, letters without marks, and what can be a syllable at all.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::decompose_canonical;

/// The text in NFC, the form of TCVN 6909:2001; borrowed when it already is, which is nearly always.
pub fn nfc(text: &str) -> Cow<'_, str> {
    if surely_nfc(text.as_bytes()) || unicode_normalization::is_nfc(text) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfc().collect())
    }
}

/// Appends the lower-case key without marks (`Đỗ Thị Hòa` gives `do thi hoa`); the text is taken to be NFC.
pub fn push_bare(text: &str, key: &mut String) {
    for letter in text.chars() {
        if letter.is_ascii() {
            key.push(letter.to_ascii_lowercase());
        } else if let Some(base) = bare_letter(letter) {
            key.push(base);
        } else if !is_mark(letter) {
            key.extend(letter.to_lowercase());
        }
    }
}

/// The lower-case key without marks, as [`push_bare`] writes it.
pub fn bare(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    push_bare(&nfc(text), &mut key);
    key
}

/// The five tone marks; the level tone has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// *huyền*
    Grave,
    /// *hỏi*
    Hook,
    /// *ngã*
    Tilde,
    /// *sắc*
    Acute,
    /// *nặng*
    Dot,
}

impl Tone {
    /// The combining mark that writes it.
    pub fn mark(self) -> char {
        match self {
            Tone::Grave => '\u{300}',
            Tone::Hook => '\u{309}',
            Tone::Tilde => '\u{303}',
            Tone::Acute => '\u{301}',
            Tone::Dot => '\u{323}',
        }
    }

    fn of(mark: char) -> Option<Tone> {
        [Tone::Grave, Tone::Hook, Tone::Tilde, Tone::Acute, Tone::Dot]
            .into_iter()
            .find(|tone| tone.mark() == mark)
    }
}

/// Splits a syllable into its lower-case letters without tone and its tone; none when it bears two tones.
pub fn split_tone(syllable: &str) -> Option<(String, Option<Tone>)> {
    let mut tone = None;
    let mut twice = false;
    let mut rest = String::with_capacity(syllable.len());
    for letter in syllable.chars().flat_map(char::to_lowercase) {
        decompose_canonical(letter, |part| match Tone::of(part) {
            Some(found) if tone.is_none() => tone = Some(found),
            Some(_) => twice = true,
            None => rest.push(part),
        });
    }
    (!twice).then(|| (nfc(&rest).into_owned(), tone))
}

/// Whether a word can be a Vietnamese syllable, with or without capitals: `Nguyễn` is, `Nguyeãn` is not.
pub fn is_syllable(word: &str) -> bool {
    let Some((letters, tone)) = split_tone(word) else { return false };
    let is_rhyme = |rhyme: &str| RHYMES.contains(rhyme) && stop_agrees(rhyme, tone);
    let onset = ONSETS.split(' ').filter(|onset| letters.starts_with(onset)).any(|onset| {
        let rhyme = &letters[onset.len()..];
        (rhyme.starts_with('u') || onset != "q") && is_rhyme(rhyme)
    });
    // In "gì" and "giếng" the i belongs to both the onset and the rhyme.
    onset || is_rhyme(&letters) || letters.strip_prefix('g').is_some_and(is_rhyme)
}

/// A syllable that ends in a stop bears only the acute or the dot.
fn stop_agrees(rhyme: &str, tone: Option<Tone>) -> bool {
    let stopped = rhyme.ends_with(['c', 'p', 't']) || rhyme.ends_with("ch");
    !stopped || matches!(tone, Some(Tone::Acute | Tone::Dot))
}

const ONSETS: &str = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph q r s t th tr v x";

static RHYMES: LazyLock<HashSet<&str>> = LazyLock::new(|| RHYMES_IN_ORDER.split(' ').collect());

const RHYMES_IN_ORDER: &str = "a ac ach ai am an ang anh ao ap at au ay ă ăc ăm ăn ăng ăp ăt \
â âc âm ân âng âp ât âu ây e ec em en eng eo ep et ê êch êm ên ênh êp êt êu êng \
i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu iê \
o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong oong ooc op ot \
ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt ơng \
u ua uc ui um un ung up ut uy uya uych uyên uyêt uynh uyt uyu uyn uân uâng uât uây uâ uê uêch uênh uên uêu uơ uơn \
uôc uôi uôm uôn uông uôt uô uan uang uanh uai uao uay uac uach uat uau uăn uăng uăt uăc uăm uen ue ueo uet uit uin uip \
ư ưa ưc ưi ưm ưn ưng ưt ươ ươc ươi ươm ươn ương ươp ươt ươu ưu \
y ya yêm yên yêng yêt yêu ym yn yt yu";

/// The ASCII letter under a Latin letter with Vietnamese (or Western) marks, lower case.
fn bare_letter(letter: char) -> Option<char> {
    Some(match letter as u32 {
        0xC0..=0xC5 | 0xE0..=0xE5 | 0x102 | 0x103 | 0x1EA0..=0x1EB7 => 'a',
        0xC8..=0xCB | 0xE8..=0xEB | 0x1EB8..=0x1EC7 => 'e',
        0xCC..=0xCF | 0xEC..=0xEF | 0x128 | 0x129 | 0x1EC8..=0x1ECB => 'i',
        0xD2..=0xD6 | 0xF2..=0xF6 | 0x1A0 | 0x1A1 | 0x1ECC..=0x1EE3 => 'o',
        0xD9..=0xDC | 0xF9..=0xFC | 0x168 | 0x169 | 0x1AF | 0x1B0 | 0x1EE4..=0x1EF1 => 'u',
        0xDD | 0xFD | 0xFF | 0x1EF2..=0x1EF9 => 'y',
        // The Icelandic and African capitals look the same as ours and are typed by mistake.
        0x110 | 0x111 | 0xD0 | 0xF0 | 0x189 => 'd',
        0xC7 | 0xE7 => 'c',
        0xD1 | 0xF1 => 'n',
        // Of the languages of the highlands: Čư Êbur, Krông Năng, H'Ƀroh.
        0x10C | 0x10D => 'c',
        0x114 | 0x115 => 'e',
        0x12C | 0x12D => 'i',
        0x14E | 0x14F => 'o',
        0x16C | 0x16D => 'u',
        0x180 | 0x243 => 'b',
        _ => return None,
    })
}

fn is_mark(letter: char) -> bool {
    matches!(letter as u32, 0x300..=0x36F)
}

/// A sure and quick yes for text of Latin letters, Vietnamese letters and common punctuation.
fn surely_nfc(bytes: &[u8]) -> bool {
    if bytes.is_ascii() {
        return true;
    }
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += match byte {
            0..0x80 => 1,
            0x80..0xCC => 2,
            0xE1 if matches!(bytes.get(at + 1), Some(0xB8..=0xBB)) => 3,
            0xE2 if bytes.get(at + 1) == Some(&0x80) && bytes.get(at + 2) > Some(&0x81) => 3,
            _ => return false,
        };
    }
    true
}

/// The name as it stands within a sentence: *phường Kinh Bắc*.
pub fn within_a_sentence(full: &str) -> String {
    let mut letters = full.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decomposed_letters_become_one() {
        assert_eq!(nfc("Nguye\u{302}\u{303}n"), "Nguyễn");
        assert_eq!(nfc("Nguyê\u{303}n Thi\u{323}"), "Nguyễn Thị");
        assert!(matches!(nfc("Đặng Thị Hằng"), Cow::Borrowed(_)));
        assert_eq!(nfc("\u{212B}"), "Å");
        assert_eq!(nfc("\u{2000}"), "\u{2002}");
    }

    #[test]
    fn quick_yes_is_never_wrong() {
        for code in 0x80..0x3000 {
            let Some(letter) = char::from_u32(code) else { continue };
            let text = letter.to_string();
            if surely_nfc(text.as_bytes()) {
                assert!(unicode_normalization::is_nfc(&text), "{code:04X}");
            }
        }
    }

    #[test]
    fn keys_have_no_marks() {
        assert_eq!(bare("Đỗ Thị Hòa"), "do thi hoa");
        assert_eq!(bare("TRẦN QUỐC ƯỚC, Huỳnh Ỷ Mỹ"), "tran quoc uoc, huynh y my");
        let all = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ";
        assert!(bare(all).is_ascii() && bare(&all.to_uppercase()).is_ascii());
        assert_eq!(bare("Đăk Lăk 東"), "dak lak 東");
    }

    #[test]
    fn syllables_are_known() {
        let yes = "Nguyễn Trần Lê Phạm Huỳnh Hoàng Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý gì giếng quốc \
                   quý khuya nghiêng thuở Nghĩa Uyên Yến Hòa Hoà Thủy Thuỷ khuỷu Suối Hoa xã phường ấp";
        for word in yes.split_whitespace() {
            assert!(is_syllable(word), "{word}");
        }
        for word in ["Nguyeãn", "TrÇn", "Ph¹m", "Nguyeenx", "Vaên", "qat", "hats", "ábc", "hat", ""]
        {
            assert!(!is_syllable(word), "{word}");
        }
    }
}
