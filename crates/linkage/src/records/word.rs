use hashbrown::HashMap;
use serde::{Deserialize, Serialize};
use taicho_model::vietnamese::{bare, is_syllable, nfc, split_tone};

use crate::records::code::is_one_edit;
use crate::records::texts::Texts;
use taicho_normalise as normalise;

/// The words of names: each way of writing one is looked up once.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Words {
    written: Texts,
    meant: Vec<Word>,
    bare: Texts,
    shapes: Vec<Shape>,
    marked: HashMap<String, u8>,
    ways: Vec<u8>,
    counts: Vec<u32>,
}

/// One word of a name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Word {
    /// The number of its letters without marks; 0 is no word.
    pub(crate) bare: u32,
    /// Which of the marked forms of these letters it is; 0 has no marks.
    pub(crate) marks: u8,
    /// Whether the marks were key strokes that no input method had taken.
    pub(crate) typed: bool,
}

/// The letters of a bare word for quick comparisons.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Shape {
    /// Twelve letters of five bits, the first one lowest.
    letters: u64,
    /// Which letters it has.
    set: u32,
    len: u8,
    syllable: bool,
    sound: u32,
    /// The sum of its letters, the same for each order of them.
    bag: u32,
}

impl Words {
    /// The word that a text without blanks writes; none when it has no letters.
    pub(crate) fn word(&mut self, text: &str) -> Word {
        let (number, new) = self.written.number(text);
        if self.meant.is_empty() {
            self.meant.push(Word::default());
            self.shapes.push(Shape::default());
            self.ways.push(0);
            self.counts.push(0);
        }
        if new {
            let word = self.read(text);
            self.meant.push(word);
        }
        self.meant[number as usize]
    }

    /// Finds the numbers again after the words were read from a file; false where they are not sound.
    pub(crate) fn recall(&mut self) -> bool {
        let counts = [self.shapes.len(), self.ways.len(), self.counts.len()];
        let sound = counts.iter().all(|count| *count == self.bare.len() || self.meant.is_empty())
            && (self.meant.len() == self.written.len() || self.meant.is_empty())
            && self.meant.iter().all(|word| (word.bare as usize) < self.bare.len());
        self.written.recall() && self.bare.recall() && sound
    }

    /// The bare words in the order of their letters.
    pub(crate) fn in_order(&self) -> Vec<u32> {
        let mut words: Vec<u32> = (1..self.bare.len() as u32).collect();
        words.sort_unstable_by_key(|word| self.bare.get(*word));
        words
    }

    fn read(&mut self, text: &str) -> Word {
        let written = normalise::name(text)
            .ok()
            .map(|name| name.value.text.into_owned())
            .unwrap_or_else(|| text.to_string());
        let typed = normalise::typed_name(&written);
        let is_typed = typed.is_some();
        let meant = typed.unwrap_or(written);
        let plain = letters_of(&bare(&meant));
        if plain.is_empty() || plain.bytes().all(|byte| byte.is_ascii_digit()) {
            return Word::default();
        }
        let (number, new) = self.bare.number(&plain);
        if new {
            self.shapes.push(Shape::of(&plain));
            self.ways.push(0);
            self.counts.push(0);
        }
        let marks = if meant.is_ascii() { 0 } else { self.marks(number, &meant) };
        Word { bare: number, marks, typed: is_typed }
    }

    /// The number of a marked form among those with the same letters.
    fn marks(&mut self, bare: u32, meant: &str) -> u8 {
        let key = match split_tone(meant) {
            Some((letters, tone)) => {
                letters_of(&letters) + &tone.map(|tone| tone.mark().to_string()).unwrap_or_default()
            }
            None => nfc(meant).to_lowercase(),
        };
        if key == self.bare.get(bare) {
            return 0;
        }
        if let Some(known) = self.marked.get(&key) {
            return *known;
        }
        let ways = &mut self.ways[bare as usize];
        *ways = ways.saturating_add(1);
        let number = *ways;
        self.marked.insert(key, number);
        number
    }

    /// How many bare words there are, with the empty one.
    pub(crate) fn len(&self) -> usize {
        self.bare.len()
    }

    /// Counts the words of somebody who is in a list; whoever is only asked for does not count.
    pub(crate) fn count_up(&mut self, words: &[u32]) {
        for word in words.iter().filter(|word| **word > 0) {
            self.counts[*word as usize] += 1;
        }
    }

    /// How often a word was met.
    pub(crate) fn count(&self, bare: u32) -> u32 {
        self.counts.get(bare as usize).copied().unwrap_or(0)
    }

    /// The first letter of a word as a number.
    pub(crate) fn initial(&self, bare: u32) -> u32 {
        self.shape(bare).letters as u32 & 31
    }

    /// The first letter and the consonants after it, for words that were heard and not read.
    pub(crate) fn sound(&self, bare: u32) -> u32 {
        self.shape(bare).sound
    }

    pub(crate) fn text(&self, bare: u32) -> &str {
        self.bare.get(bare)
    }

    pub(crate) fn shape(&self, bare: u32) -> Shape {
        self.shapes.get(bare as usize).copied().unwrap_or_default()
    }
}

/// a, e, i, o, u and y as bits.
const VOWELS: u32 = 1 << 1 | 1 << 5 | 1 << 9 | 1 << 15 | 1 << 21 | 1 << 25;

fn letters_of(text: &str) -> String {
    text.chars().filter(|letter| letter.is_alphanumeric()).collect()
}

impl Shape {
    pub(crate) fn of(bare: &str) -> Self {
        let mut shape = Shape { syllable: is_syllable(bare), ..Shape::default() };
        for letter in bare.chars() {
            let value = match letter {
                'a'..='z' => letter as u64 - 'a' as u64 + 1,
                _ => 27 + letter as u64 % 5,
            };
            shape.set |= 1 << value;
            shape.bag = shape.bag.wrapping_add((value as u32).pow(3).wrapping_mul(0x9E37_79B9));
            if shape.len < 12 {
                shape.letters |= value << (5 * shape.len);
            }
            shape.len = shape.len.saturating_add(1);
            if shape.sound == 0 {
                shape.sound = value as u32;
            } else if !matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'h' | 'w')
                && shape.sound < 1 << 20
                && shape.sound & 31 != value as u32
            {
                shape.sound = shape.sound << 5 | value as u32;
            }
        }
        shape
    }

    /// Whether this could be Vietnamese at all.
    pub(crate) fn is_syllable(self) -> bool {
        self.syllable
    }

    /// Whether this is the initial of the other, or its first two consonants.
    pub(crate) fn is_short_for(self, other: Shape) -> bool {
        let kept = (1_u64 << (5 * self.len.min(2))) - 1;
        let abbreviated = self.len == 1 || self.len == 2 && self.set & VOWELS == 0;
        abbreviated && self.len < other.len && self.letters == other.letters & kept
    }

    /// Edits between two different words, of one letter or two neighbours swapped: 1, 2, or 3 for more; 2 only among
    /// words of five letters and more, or four with the letters shuffled.
    pub(crate) fn edits(self, other: Shape) -> u8 {
        let apart = (self.set ^ other.set).count_ones();
        let longer = self.len.max(other.len);
        if apart > 4 || longer - self.len.min(other.len) > 2 {
            return 3;
        }
        if apart <= 2
            && (self.letters == other.letters || is_one_edit(self.letters, other.letters, 5))
        {
            return 1;
        }
        if longer >= 4 && self.len == other.len && self.bag == other.bag {
            return 2;
        }
        if longer >= 5 && self.len.min(other.len) >= 4 && self.within_two(other) { 2 } else { 3 }
    }

    /// Whether removing the common beginning and end leaves what two edits can mend.
    fn within_two(self, other: Shape) -> bool {
        let letter = |shape: Shape, at: usize| (shape.letters >> (5 * at)) as u8 & 31;
        let (n, m) = (self.len.min(12) as usize, other.len.min(12) as usize);
        let mut rows = [[0_u8; 13]; 3];
        for (at, cell) in rows[0].iter_mut().enumerate() {
            *cell = at as u8;
        }
        for i in 1..=n {
            let (now, last, before) = (i % 3, (i + 2) % 3, (i + 1) % 3);
            rows[now][0] = i as u8;
            let mut least = i as u8;
            for j in 1..=m {
                let same = letter(self, i - 1) == letter(other, j - 1);
                let mut cost = (rows[last][j - 1] + u8::from(!same))
                    .min(rows[last][j] + 1)
                    .min(rows[now][j - 1] + 1);
                if i > 1
                    && j > 1
                    && letter(self, i - 1) == letter(other, j - 2)
                    && letter(self, i - 2) == letter(other, j - 1)
                {
                    cost = cost.min(rows[before][j - 2] + 1);
                }
                rows[now][j] = cost;
                least = least.min(cost);
            }
            if least > 2 {
                return false;
            }
        }
        rows[n % 3][m] <= 2
    }
}
