//! What two rows must share to be compared at all.

use serde::{Deserialize, Serialize};
use taicho_model::Words;

use crate::field::Field;
use crate::mixed::mixed;
use crate::records::Records;
use crate::records::row::{FAMILY, GIVEN, TEXTS};

/// Something that two rows can share exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Atom {
    Id,
    Other,
    Phone,
    Email,
    Birth,
    Year,
    /// Day and month, in either order.
    MonthDay,
    Family,
    Given,
    /// All words of the name, in any order.
    Name,
    /// The first letters of its words, in any order.
    Initials,
    /// Family and given name as they sound: the first letter and the consonants.
    Sound,
    Commune,
    House,
    Street,
    Postcode,
    Text1,
    Text2,
    Text3,
    Sex,
}

pub(crate) const ATOMS: usize = 20;

impl Atom {
    pub(crate) const ALL: [Atom; ATOMS] = [
        Atom::Id,
        Atom::Other,
        Atom::Phone,
        Atom::Email,
        Atom::Birth,
        Atom::Year,
        Atom::MonthDay,
        Atom::Family,
        Atom::Given,
        Atom::Name,
        Atom::Initials,
        Atom::Sound,
        Atom::Commune,
        Atom::House,
        Atom::Street,
        Atom::Postcode,
        Atom::Text1,
        Atom::Text2,
        Atom::Text3,
        Atom::Sex,
    ];

    fn words(self) -> Words {
        let field = match self {
            Atom::Id => Field::PersonalId,
            Atom::Other => Field::OtherId,
            Atom::Phone => Field::Phone,
            Atom::Email => Field::Email,
            Atom::Birth => Field::BirthDate,
            Atom::Year => Field::BirthYear,
            Atom::MonthDay => return Words::new("ngày và tháng sinh", "day and month of birth"),
            Atom::Family => Field::FamilyName,
            Atom::Given => Field::GivenName,
            Atom::Name => Field::Name,
            Atom::Initials => return Words::new("chữ cái đầu họ tên", "initials"),
            Atom::Sound => return Words::new("âm của họ và tên", "sound of the name"),
            Atom::Commune => Field::Commune,
            Atom::House => Field::House,
            Atom::Street => Field::Street,
            Atom::Postcode => Field::Postcode,
            Atom::Text1 | Atom::Text2 | Atom::Text3 => Field::Text,
            Atom::Sex => Field::Sex,
        };
        field.words()
    }

    /// The atoms that this one says already.
    fn implies(self) -> &'static [Atom] {
        match self {
            Atom::Birth => &[Atom::Year, Atom::MonthDay],
            Atom::Name => &[Atom::Family, Atom::Given, Atom::Initials, Atom::Sound],
            Atom::Given | Atom::Family => &[],
            _ => &[],
        }
    }
}

/// What a row has to share, by atom; 0 where it lacks it.
pub(crate) type Atoms = [u64; ATOMS];

pub(crate) fn atoms(records: &Records, number: u32) -> Atoms {
    let row = &records.rows[number as usize];
    let mut found = [0; ATOMS];
    let mut put = |atom: Atom, value: u64| {
        if value > 0 {
            found[atom as usize] = mixed(value ^ (atom as u64) << 56) | 1;
        }
    };
    put(Atom::Id, row.id);
    put(Atom::Phone, row.phone);
    let birth = row.birth;
    if birth.is_whole() {
        put(Atom::Birth, u64::from(birth.number()));
        let (day, month) = (birth.day(), birth.month());
        put(Atom::MonthDay, u64::from(day.min(month) << 8 | day.max(month)));
    }
    put(Atom::Year, u64::from(birth.year()));
    let (family, given) = (row.words[FAMILY], row.words[GIVEN]);
    put(Atom::Family, u64::from(family));
    put(Atom::Given, u64::from(given));
    if family > 0 && given > 0 {
        let (mut name, mut initials) = (0_u64, 0_u64);
        for word in row.words.into_iter().filter(|word| *word > 0) {
            name = name.wrapping_add(mixed(u64::from(word)));
            initials = initials.wrapping_add(1 << (5 * (records.words.initial(word) % 12)));
        }
        put(Atom::Name, name | 1);
        put(Atom::Initials, initials | 1);
    }
    let sound = |word: u32| u64::from(records.words.sound(word));
    if family > 0 || given > 0 {
        put(Atom::Sound, sound(family) << 32 | sound(given));
    }
    if row.commune > 0 {
        put(Atom::Commune, records.places.ground(row.commune));
    }
    put(Atom::House, u64::from(row.house));
    put(Atom::Street, u64::from(row.street));
    put(Atom::Sex, u64::from(row.sex));
    if !records.more.is_empty() {
        let more = records.more_of(number);
        put(Atom::Other, more.other);
        put(Atom::Email, u64::from(more.email));
        put(Atom::Postcode, more.postcode);
        for at in 0..TEXTS {
            put(Atom::ALL[Atom::Text1 as usize + at], u64::from(more.texts[at]));
        }
    }
    found
}

/// Atoms that together make a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct Key(u32);

impl Key {
    pub(crate) fn of(atoms: &[Atom]) -> Self {
        Key(atoms.iter().fold(0, |key, atom| key | 1 << *atom as u32))
    }

    pub(crate) fn atoms(self) -> impl Iterator<Item = Atom> {
        Atom::ALL.into_iter().filter(move |atom| self.0 & 1 << *atom as u32 > 0)
    }

    /// What rows must share, in words.
    pub(crate) fn words(self) -> Words {
        let said: Vec<Words> = self.atoms().map(Atom::words).collect();
        let join = |text: fn(&Words) -> &str| said.iter().map(text).collect::<Vec<_>>().join(" + ");
        Words::new(join(|words| &words.vi), join(|words| &words.en))
    }

    /// Whether every atom of this key is among those that agree.
    pub(crate) fn is_within(self, agreeing: u32) -> bool {
        self.0 & agreeing == self.0
    }

    /// Whether one of its atoms says what another says too.
    fn repeats(self) -> bool {
        self.atoms()
            .any(|atom| atom.implies().iter().any(|implied| self.0 & 1 << *implied as u32 > 0))
    }

    /// The value of the key for a row; none where an atom is missing.
    pub(crate) fn value(self, atoms: &Atoms) -> Option<u64> {
        let mut value = u64::from(self.0);
        let mut rest = self.0;
        while rest > 0 {
            let atom = atoms[rest.trailing_zeros() as usize];
            if atom == 0 {
                return None;
            }
            value = (value.rotate_left(23) ^ atom).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            rest &= rest - 1;
        }
        Some(value ^ value >> 32)
    }

    /// Keys of up to three of these atoms that reach at most `most` rows each, with how many rows each is expected to reach.
    ///
    /// `sharing` is the chance that two rows taken blindly share an atom.
    pub(crate) fn affordable(sharing: &[f64; ATOMS], rows: f64, most: f64) -> Vec<(Key, f64)> {
        let usable: Vec<Atom> =
            Atom::ALL.into_iter().filter(|atom| sharing[*atom as usize] > 0.0).collect();
        let reached = |atoms: &[Atom]| {
            atoms.iter().map(|atom| sharing[*atom as usize]).product::<f64>() * rows
        };
        let mut found: Vec<(Key, f64)> = Vec::new();
        let mut try_key = |atoms: &[Atom]| {
            let (key, reach) = (Key::of(atoms), reached(atoms));
            // A key that costs next to nothing needs no narrower one beside it.
            let narrower = |known: &(Key, f64)| known.1 <= CHEAP && known.0.is_within(key.0);
            if !key.repeats() && reach <= most && !found.iter().any(narrower) {
                found.push((key, reach));
            }
        };
        for one in &usable {
            try_key(&[*one]);
        }
        for (at, one) in usable.iter().enumerate() {
            for two in &usable[at + 1..] {
                try_key(&[*one, *two]);
            }
        }
        for (at, one) in usable.iter().enumerate() {
            for (next, two) in usable.iter().enumerate().skip(at + 1) {
                for three in &usable[next + 1..] {
                    try_key(&[*one, *two, *three]);
                }
            }
        }
        found
    }
}

/// Rows that a key may reach without a narrower one being worth a look.
const CHEAP: f64 = 0.5;

/// Which atoms two rows share, one bit each.
pub(crate) fn agreeing(one: &Atoms, other: &Atoms) -> u32 {
    let mut bits = 0;
    for (at, (a, b)) in one.iter().zip(other).enumerate() {
        bits |= u32::from(*a > 0 && a == b) << at;
    }
    bits
}
