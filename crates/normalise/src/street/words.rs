//! The words of a bare text and what stands between them.

/// As many words as an address has; the rest of a longer text is not read.
pub(super) const MOST_WORDS: usize = 40;

/// What stands between two words, the strongest mark of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    /// Nothing: a letter meets a digit.
    None,
    Blank,
    Dash,
    Slash,
    /// A comma, a bracket, a dash between blanks: a new part begins.
    Comma,
}

#[derive(Clone, Copy)]
struct Place {
    start: u32,
    end: u32,
    gap: Gap,
}

/// Runs of letters and runs of digits, without a trip to the heap.
pub(super) struct Words<'a> {
    text: &'a str,
    places: [Place; MOST_WORDS],
    len: usize,
}

impl<'a> Words<'a> {
    /// The words of a bare text whose marks are all ASCII.
    pub(super) fn of(text: &'a str) -> Self {
        let none = Place { start: 0, end: 0, gap: Gap::None };
        let mut words = Self { text, places: [none; MOST_WORDS], len: 0 };
        let bytes = text.as_bytes();
        let (mut at, mut gap) = (0, Gap::None);
        while at < bytes.len() && words.len < MOST_WORDS {
            let byte = bytes[at];
            let in_word: fn(&u8) -> bool = match byte {
                b'0'..=b'9' => u8::is_ascii_digit,
                b'a'..=b'z' | 0x80.. => |byte| byte.is_ascii_lowercase() || !byte.is_ascii(),
                _ => {
                    let blanks = |at: usize| bytes.get(at).is_none_or(|byte| *byte == b' ');
                    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
                    let inner = at > 0 && digit(at - 1) && digit(at + 1);
                    let apart = at > 0 && blanks(at - 1) && blanks(at + 1);
                    gap = gap.max(match byte {
                        b',' | b';' | b'(' | b')' | b'\n' | b'|' => Gap::Comma,
                        b'-' if apart => Gap::Comma,
                        b'/' | b'\\' => Gap::Slash,
                        b'-' | b'+' | b'&' => Gap::Dash,
                        b'.' if inner => Gap::Dash,
                        _ => Gap::Blank,
                    });
                    at += 1;
                    continue;
                }
            };
            let end = bytes[at..]
                .iter()
                .position(|byte| !in_word(byte))
                .map_or(bytes.len(), |run| at + run);
            words.places[words.len] = Place { start: at as u32, end: end as u32, gap };
            words.len += 1;
            (at, gap) = (end, Gap::None);
        }
        words
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn get(&self, at: usize) -> &'a str {
        let place = self.places[..self.len].get(at);
        place.map_or("", |place| &self.text[place.start as usize..place.end as usize])
    }

    /// What stands before a word.
    pub(super) fn gap(&self, at: usize) -> Gap {
        self.gap_or_end(at)
    }

    pub(super) fn gap_or_end(&self, at: usize) -> Gap {
        self.places[..self.len].get(at).map_or(Gap::Comma, |place| place.gap)
    }

    pub(super) fn is_number(&self, at: usize) -> bool {
        is_number(self.get(at))
    }

    /// Where the number at a place ends, with what hangs on it: `4/5`, `12a/3`, `5-7`.
    pub(super) fn tail(&self, number: usize) -> usize {
        let mut end = number + 1;
        while end < self.len {
            let word = self.get(end);
            let hangs = match self.gap(end) {
                Gap::None => is_number(word) || word.len() <= 2 || matches!(word, "bis" | "ter"),
                Gap::Slash => is_number(word) || word.len() <= 2,
                Gap::Dash => is_number(word) || word.len() == 1,
                Gap::Blank => matches!(word, "bis" | "ter"),
                Gap::Comma => false,
            };
            if !hangs {
                break;
            }
            end += 1;
        }
        end
    }

    /// Like [`Words::tail`], and `12 A Lê Lợi` is 12A.
    pub(super) fn house_tail(&self, number: usize) -> usize {
        let end = self.tail(number);
        let lone = matches!(self.get(end), "a" | "b" | "c" | "e" | "f" | "g");
        if lone && self.gap(end) == Gap::Blank && end + 1 < self.len { end + 1 } else { end }
    }

    /// Where the number or letter that names an alley, a room or a building ends.
    pub(super) fn label(&self, at: usize, lettered: bool) -> Option<usize> {
        if at >= self.len || self.gap(at) == Gap::Comma {
            return None;
        }
        if self.is_number(at) {
            return Some(self.tail(at));
        }
        let short = lettered && self.get(at).len() == 1;
        let numbered = self.gap_or_end(at + 1) == Gap::None && self.is_number(at + 1);
        match (short, numbered) {
            (true, true) => Some(self.tail(at + 1)),
            (true, false) => Some(at + 1),
            _ => None,
        }
    }

    /// Appends the words of a range, with the marks that matter between them.
    pub(super) fn write(&self, from: usize, to: usize, out: &mut String) {
        for at in from..to.min(self.len) {
            match self.gap(at) {
                Gap::None => {}
                Gap::Slash => out.push('/'),
                Gap::Dash => out.push('-'),
                Gap::Blank | Gap::Comma if out.is_empty() || out.ends_with(' ') => {}
                Gap::Blank | Gap::Comma => out.push(' '),
            }
            out.push_str(self.get(at));
        }
    }
}

pub(super) fn is_number(word: &str) -> bool {
    word.as_bytes().first().is_some_and(u8::is_ascii_digit)
}
