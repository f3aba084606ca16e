use serde::{Deserialize, Serialize};

/// What is compared between two people, in the order in which explanations name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Slot {
    /// The family name.
    Family,
    /// The middle name and the order of the words.
    Middle,
    /// The given name.
    Given,
    /// The birth date.
    Birth,
    /// The sex.
    Sex,
    /// The personal id.
    Id,
    /// The health card or another number of one person.
    Other,
    /// The telephone.
    Phone,
    /// The e-mail address.
    Email,
    /// The commune or ward.
    Commune,
    /// The house number.
    House,
    /// The street or alley.
    Street,
    /// The postcode.
    Postcode,
    /// The first column of other text.
    Text1,
    /// The second.
    Text2,
    /// The third.
    Text3,
}

impl Slot {
    /// Every slot.
    pub const ALL: [Slot; SLOTS] = [
        Slot::Family,
        Slot::Middle,
        Slot::Given,
        Slot::Birth,
        Slot::Sex,
        Slot::Id,
        Slot::Other,
        Slot::Phone,
        Slot::Email,
        Slot::Commune,
        Slot::House,
        Slot::Street,
        Slot::Postcode,
        Slot::Text1,
        Slot::Text2,
        Slot::Text3,
    ];

    /// How a slot of texts follows the first.
    pub(crate) fn text(at: usize) -> Slot {
        Slot::ALL[Slot::Text1 as usize + at]
    }
}

/// How many slots there are.
pub(crate) const SLOTS: usize = 16;
/// How many levels a slot has at most, with 0 for missing.
pub(crate) const LEVELS: usize = 16;

/// How a pair agrees in every slot: four bits each, 0 where one side is missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pattern(pub(crate) u64);

impl Pattern {
    pub(crate) fn put(&mut self, slot: Slot, level: u8) {
        self.0 |= u64::from(level) << (4 * slot as u32);
    }

    pub(crate) fn level(self, slot: Slot) -> u8 {
        (self.0 >> (4 * slot as u32)) as u8 & 15
    }
}

/// The levels of a word of a name.
pub(crate) mod name {
    /// The same letters, and no mark speaks against it.
    pub(crate) const SAME: u8 = 1;
    /// The same letters under other marks.
    pub(crate) const MARKS: u8 = 2;
    /// A slip: one edit to a word that hardly anybody has.
    pub(crate) const SLIP: u8 = 3;
    /// An initial or a beginning for the whole.
    pub(crate) const SHORT: u8 = 4;
    /// One or two edits between two words that people really have.
    pub(crate) const NEAR: u8 = 5;
    /// Another word.
    pub(crate) const DIFFER: u8 = 6;
    /// Middle names: one side has none or fewer words.
    pub(crate) const PART: u8 = 7;
    /// The same words in another order.
    pub(crate) const ORDER: u8 = 8;
    /// The same letters with the blanks elsewhere.
    pub(crate) const JOINED: u8 = 9;
    /// Family names: another word beside another given name, which says the same once more.
    pub(crate) const NOTHING: u8 = 10;
}

/// The levels of a birth date.
pub(crate) mod birth {
    /// The same day.
    pub(crate) const SAME: u8 = 1;
    /// Day and month swapped.
    pub(crate) const SWAPPED: u8 = 2;
    /// One part differs by a typing slip.
    pub(crate) const SLIP: u8 = 3;
    /// One part differs.
    pub(crate) const PART: u8 = 4;
    /// As far as both are known they agree.
    pub(crate) const YEAR: u8 = 5;
    /// At most one year apart where no day is known.
    pub(crate) const NEAR_YEAR: u8 = 6;
    /// Two parts differ, each by a typing slip.
    pub(crate) const SLIPS: u8 = 7;
    /// Less than a year apart.
    pub(crate) const CLOSE: u8 = 8;
    /// Another date.
    pub(crate) const DIFFER: u8 = 9;
}

/// The levels of ids, telephones and other codes.
pub(crate) mod number {
    /// The same.
    pub(crate) const SAME: u8 = 1;
    /// A typing slip apart.
    pub(crate) const SLIP: u8 = 2;
    /// Another one.
    pub(crate) const DIFFER: u8 = 3;
}

/// The levels of places and texts.
pub(crate) mod text {
    /// The same.
    pub(crate) const SAME: u8 = 1;
    /// The same ground under another name, or one text within the other.
    pub(crate) const PART: u8 = 2;
    /// Nearly the same letters.
    pub(crate) const NEAR: u8 = 3;
    /// Another one.
    pub(crate) const DIFFER: u8 = 4;
}
