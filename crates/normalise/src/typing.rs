//! Telex and VNI key strokes that were never turned into letters.

use taicho_model::vietnamese::{Tone, is_syllable, nfc};

/// The text with the marks that its key strokes stand for, where every changed word becomes a syllable.
///
/// ```
/// use taicho_normalise::typed_name;
/// assert_eq!(typed_name("Nguyeenx Vawn An").as_deref(), Some("Nguyễn Văn An"));
/// assert_eq!(typed_name("Max Weber"), None);
/// assert_eq!(typed_name("ERNSR"), None);
/// ```
pub fn typed_name(text: &str) -> Option<String> {
    if !text.is_ascii() && !text.split(' ').any(|word| word.is_ascii() && may_be_typed(word)) {
        return None;
    }
    let mut changed = false;
    let words: Vec<String> = text
        .split(' ')
        .map(|word| match word_of(word) {
            Some(shown) => {
                changed = true;
                shown
            }
            None => word.to_string(),
        })
        .collect();
    changed.then(|| words.join(" "))
}

/// A cheap look for what Telex or VNI would leave and Vietnamese without marks has not.
fn may_be_typed(word: &str) -> bool {
    let bytes = word.as_bytes();
    let tail = bytes
        .last()
        .is_some_and(|last| matches!(last | 32, b'f' | b'j' | b's' | b'x' | b'r' | b'w'));
    let inner = |byte: u8| matches!(byte | 32, b'w') || matches!(byte, b'1'..=b'9');
    let pair = |pair: &[u8]| {
        pair[0] | 32 == pair[1] | 32 && matches!(pair[0] | 32, b'a' | b'e' | b'o' | b'd')
    };
    bytes.len() > 1 && (tail || bytes.iter().any(|byte| inner(*byte)) || bytes.windows(2).any(pair))
}

fn word_of(word: &str) -> Option<String> {
    if !word.is_ascii() || !may_be_typed(word) || is_syllable(word) || word.len() > 10 {
        return None;
    }
    let by_digits = word.bytes().any(|byte| byte.is_ascii_digit());
    let shown = if by_digits { vni(word)? } else { telex(word)? };
    // A foreign name such as Max becomes a syllable too; only a word that no European language ends so is proposed.
    let sure = by_digits
        || word.len() > 4
        || shown.chars().filter(|letter| !letter.is_ascii()).count() > 1
        || doubled(word);
    (is_syllable(&shown) && sure).then_some(shown)
}

fn doubled(word: &str) -> bool {
    word.as_bytes().windows(2).any(|pair| {
        matches!([pair[0] | 32, pair[1] | 32], [b'd', b'd'] | [b'a' | b'o' | b'u', b'w'])
    })
}

fn telex(word: &str) -> Option<String> {
    let mut shown: Vec<char> = Vec::new();
    let mut tone = None;
    for letter in word.chars() {
        let before = shown.last().copied();
        let small = letter.to_ascii_lowercase();
        let combined = match (before.map(|before| before.to_ascii_lowercase()), small) {
            (Some('a'), 'a') | (Some('e'), 'e') | (Some('o'), 'o') => Some('\u{302}'),
            (Some('a'), 'w') => Some('\u{306}'),
            (Some('o' | 'u'), 'w') => Some('\u{31B}'),
            _ => None,
        };
        match (combined, small) {
            (Some(mark), _) => shown.push(mark),
            (None, 'd') if before.is_some_and(|before| before.eq_ignore_ascii_case(&'d')) => {
                let capital = before == Some('D');
                *shown.last_mut()? = if capital { 'Đ' } else { 'đ' };
            }
            // A second tone is no typing of one syllable: "Ernsr" is a name abroad.
            (None, 's' | 'f' | 'r' | 'x' | 'j') if tone.is_some() => return None,
            (None, 's' | 'f' | 'r' | 'x' | 'j')
                if shown.iter().any(|letter| "aeiouyAEIOUY".contains(*letter)) =>
            {
                tone = Some(match small {
                    's' => Tone::Acute,
                    'f' => Tone::Grave,
                    'r' => Tone::Hook,
                    'x' => Tone::Tilde,
                    _ => Tone::Dot,
                });
            }
            _ => shown.push(letter),
        }
    }
    // "uow" stands for ươ.
    Some(with_tone(
        shown.into_iter().collect::<String>().replace("uo\u{31B}", "u\u{31B}o\u{31B}"),
        tone,
    ))
}

fn vni(word: &str) -> Option<String> {
    let mut shown: Vec<char> = Vec::new();
    let mut tone = None;
    for letter in word.chars() {
        match letter {
            '1' => tone = Some(Tone::Acute),
            '2' => tone = Some(Tone::Grave),
            '3' => tone = Some(Tone::Hook),
            '4' => tone = Some(Tone::Tilde),
            '5' => tone = Some(Tone::Dot),
            '6' | '7' | '8' => {
                let (vowels, mark) = match letter {
                    '6' => ("aeoAEO", '\u{302}'),
                    '7' => ("ouOU", '\u{31B}'),
                    _ => ("aA", '\u{306}'),
                };
                let at = shown.iter().rposition(|letter| vowels.contains(*letter))?;
                shown.insert(at + 1, mark);
            }
            '9' => {
                let at = shown.iter().position(|letter| matches!(letter, 'd' | 'D'))?;
                shown[at] = if shown[at] == 'D' { 'Đ' } else { 'đ' };
            }
            '0' => return None,
            _ => shown.push(letter),
        }
    }
    Some(with_tone(
        shown.into_iter().collect::<String>().replace("uo\u{31B}", "u\u{31B}o\u{31B}"),
        tone,
    ))
}

/// Puts the tone on the vowel that bears it: the last with a mark of its own, else by the old rule (Hòa, Thủy).
fn with_tone(letters: String, tone: Option<Tone>) -> String {
    let Some(tone) = tone else { return nfc(&letters).into_owned() };
    let letters: Vec<char> = nfc(&letters).chars().collect();
    let is_vowel =
        |letter: char| "aeiouyăâêôơư".contains(letter.to_lowercase().next().unwrap_or(letter));
    // The u of qu and the i of gi belong to the onset.
    let onset = match letters
        .iter()
        .take(3)
        .map(|letter| letter.to_ascii_lowercase())
        .collect::<String>()
        .as_str()
    {
        start if start.starts_with("qu") => 2,
        start
            if start.starts_with("gi")
                && letters.get(2).is_some_and(|letter| is_vowel(*letter)) =>
        {
            2
        }
        _ => 0,
    };
    let vowels: Vec<usize> = (onset..letters.len()).filter(|at| is_vowel(letters[*at])).collect();
    let marked = vowels.iter().rev().find(|at| !letters[**at].is_ascii());
    let closed = vowels.last().is_some_and(|last| last + 1 < letters.len());
    let bearer = marked.copied().or(match vowels.len() {
        0 => None,
        1 => vowels.first().copied(),
        2 if closed => vowels.last().copied(),
        _ => vowels.get(vowels.len() - 2).copied(),
    });
    let mut shown = String::new();
    for (at, letter) in letters.iter().enumerate() {
        shown.push(*letter);
        if Some(at) == bearer {
            shown.push(tone.mark());
        }
    }
    nfc(&shown).into_owned()
}
