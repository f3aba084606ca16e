use serde::{Deserialize, Serialize};

use crate::records::word::Word;

/// What is compared of a person, in one cache line; 0 is missing everywhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[repr(align(64))]
pub(crate) struct Row {
    /// The 12- or 9-digit id.
    pub(crate) id: u64,
    pub(crate) phone: u64,
    /// Bare words: family name, given name, up to four of the middle name.
    pub(crate) words: [u32; 6],
    pub(crate) birth: Birth,
    pub(crate) commune: u32,
    pub(crate) street: u32,
    pub(crate) house: u32,
    /// Which marked form each word has.
    pub(crate) marks: [u8; 6],
    /// 1 male, 2 female.
    pub(crate) sex: u8,
}

/// What fewer lists have, beside [`Row`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct More {
    /// Health card or another number of one person.
    pub(crate) other: u64,
    pub(crate) postcode: u64,
    pub(crate) email: u32,
    pub(crate) texts: [u32; TEXTS],
}

/// How many columns of other text are compared.
pub(crate) const TEXTS: usize = 3;

pub(crate) const FAMILY: usize = 0;
pub(crate) const GIVEN: usize = 1;
pub(crate) const MIDDLE: usize = 2;

impl Row {
    /// Takes the words of a name, family name first.
    pub(crate) fn put_name(&mut self, words: &[Word]) {
        // Key strokes that were read as marks do not make a name one that was written with marks.
        let marked = words.iter().any(|word| word.marks > 0 && !word.typed);
        let mut put = |place: usize, word: &Word| {
            self.words[place] = word.bare;
            self.marks[place] = if marked { word.marks } else { 0 };
        };
        match words {
            [] => {}
            [given] => put(GIVEN, given),
            [family, middle @ .., given] => {
                put(FAMILY, family);
                put(GIVEN, given);
                for (place, word) in (MIDDLE..6).zip(middle) {
                    put(place, word);
                }
            }
        }
    }

    /// The words of the middle name.
    pub(crate) fn middle(&self) -> &[u32] {
        let words = &self.words[MIDDLE..];
        &words[..words.iter().take_while(|word| **word > 0).count()]
    }

    /// Whether the row can mean one person only: by an id, or by a whole name with a whole birth date.
    pub(crate) fn says_who(&self) -> bool {
        let named = self.words[FAMILY] > 0 && self.words[GIVEN] > 0;
        self.id > 0 || named && self.birth.is_whole()
    }

    /// Whether the name was written with marks anywhere.
    pub(crate) fn is_marked(&self) -> bool {
        self.marks != [0; 6]
    }
}

/// A birth date as far as it is known: year, month and day in one number, 0 where not known.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub(crate) struct Birth(u32);

impl Birth {
    pub(crate) fn new(year: i16, month: i8, day: i8) -> Self {
        Self((year.max(0) as u32) << 9 | (month.max(0) as u32) << 5 | day.max(0) as u32)
    }

    /// A year that an age was counted back to, which may be one off.
    pub(crate) fn about(year: i16) -> Self {
        Self(Self::new(year, 0, 0).0 | ABOUT)
    }

    pub(crate) fn year(self) -> u32 {
        (self.0 & !ABOUT) >> 9
    }

    pub(crate) fn month(self) -> u32 {
        self.0 >> 5 & 15
    }

    pub(crate) fn day(self) -> u32 {
        self.0 & 31
    }

    pub(crate) fn is_about(self) -> bool {
        self.0 & ABOUT > 0
    }

    pub(crate) fn is_missing(self) -> bool {
        self.0 == 0
    }

    /// Whether the day is known.
    pub(crate) fn is_whole(self) -> bool {
        self.day() > 0
    }

    pub(crate) fn number(self) -> u32 {
        self.0
    }
}

const ABOUT: u32 = 1 << 31;
