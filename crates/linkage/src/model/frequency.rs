use hashbrown::HashMap;
use serde::{Deserialize, Serialize};

use crate::compare::pattern::Slot;
use crate::records::Records;
use crate::records::repeated::repeated;
use crate::records::row::{FAMILY, GIVEN, MIDDLE, TEXTS};

/// How often each value occurs: two people who share a rare one are more likely one person.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Frequencies {
    words: [Vec<u32>; 3],
    births: Vec<u32>,
    communes: Vec<u32>,
    streets: Vec<u32>,
    houses: Vec<u32>,
    emails: Vec<u32>,
    texts: [Vec<u32>; TEXTS],
    /// Ids, telephones and other codes that several rows have.
    shared: HashMap<(Slot, u64), u32>,
    present: [u32; 16],
}

impl Frequencies {
    /// Counts the values of all rows but those that only repeat another.
    pub(crate) fn of(records: &Records, repeats: &HashMap<u32, u32>) -> Self {
        let mut found = Self::default();
        let words = || vec![0; records.words.len().max(1)];
        let texts = || vec![0; records.texts.len()];
        found.words = [words(), words(), words()];
        found.births = vec![0; 1 << 20];
        found.communes = vec![0; records.places.len()];
        (found.streets, found.emails) = (texts(), texts());
        found.texts = [texts(), texts(), texts()];
        found.houses = vec![0; 10_000];
        let rows = || {
            (0..records.len() as u32).filter(|row| repeats.is_empty() || !repeats.contains_key(row))
        };
        for row in rows() {
            found.add(records, row);
        }
        for slot in [Slot::Id, Slot::Phone, Slot::Other, Slot::Postcode] {
            let codes = rows().map(|row| (code_of(records, slot, row), row));
            found.present[slot as usize] =
                codes.clone().filter(|(code, _)| *code > 0).count() as u32;
            for same in repeated(codes, 3).chunk_by(|one, other| one.0 == other.0) {
                found.shared.insert((slot, same[0].0), same.len() as u32);
            }
        }
        found
    }

    fn add(&mut self, records: &Records, row: u32) {
        let (one, more) = (&records.rows[row as usize], records.more_of(row));
        let mut count = |slot: Slot, counts: &mut Vec<u32>, value: u32| {
            if value > 0 {
                self.present[slot as usize] += 1;
                if let Some(count) = counts.get_mut(value as usize) {
                    *count += 1;
                }
            }
        };
        let [family, middle, given] = &mut self.words;
        count(Slot::Family, family, one.words[FAMILY]);
        count(Slot::Middle, middle, one.words[MIDDLE]);
        count(Slot::Given, given, one.words[GIVEN]);
        count(
            Slot::Birth,
            &mut self.births,
            if one.birth.is_whole() { one.birth.number() } else { 0 },
        );
        count(Slot::Commune, &mut self.communes, one.commune);
        count(Slot::Street, &mut self.streets, one.street);
        count(Slot::House, &mut self.houses, one.house);
        count(Slot::Email, &mut self.emails, more.email);
        for at in 0..TEXTS {
            count(Slot::text(at), &mut self.texts[at], more.texts[at]);
        }
    }

    /// The share of the rows that has the value of this row, among those that have one.
    pub(crate) fn chance(&self, records: &Records, slot: Slot, row: u32) -> f32 {
        let one = &records.rows[row as usize];
        let at = |counts: &Vec<u32>, value: u32| counts.get(value as usize).copied().unwrap_or(1);
        let code = || self.shared.get(&(slot, code_of(records, slot, row))).copied().unwrap_or(2);
        let count = match slot {
            Slot::Family => at(&self.words[0], one.words[FAMILY]),
            Slot::Middle => at(&self.words[1], one.words[MIDDLE]),
            Slot::Given => at(&self.words[2], one.words[GIVEN]),
            Slot::Birth => at(&self.births, one.birth.number()),
            Slot::Sex => return 0.5,
            Slot::Id | Slot::Phone | Slot::Other | Slot::Postcode => code(),
            Slot::Commune => at(&self.communes, one.commune),
            Slot::House => at(&self.houses, one.house),
            Slot::Street => at(&self.streets, one.street),
            Slot::Email => at(&self.emails, records.more_of(row).email),
            Slot::Text1 => at(&self.texts[0], records.more_of(row).texts[0]),
            Slot::Text2 => at(&self.texts[1], records.more_of(row).texts[1]),
            Slot::Text3 => at(&self.texts[2], records.more_of(row).texts[2]),
        };
        count.max(1) as f32 / self.present[slot as usize].max(1) as f32
    }

    /// The chance that two rows taken blindly share their value.
    pub(crate) fn chance_of_same(&self, slot: Slot) -> Option<f64> {
        let counts: &[u32] = match slot {
            Slot::Family => &self.words[0],
            Slot::Middle => &self.words[1],
            Slot::Given => &self.words[2],
            Slot::Birth => &self.births,
            Slot::Commune => &self.communes,
            Slot::House => &self.houses,
            Slot::Street => &self.streets,
            Slot::Email => &self.emails,
            Slot::Text1 => &self.texts[0],
            Slot::Text2 => &self.texts[1],
            Slot::Text3 => &self.texts[2],
            Slot::Sex | Slot::Id | Slot::Phone | Slot::Other | Slot::Postcode => return None,
        };
        let all = f64::from(self.present[slot as usize].max(2));
        // A row is not paired with itself, and a value met once is no proof that it cannot meet again.
        let pairs: f64 =
            counts.iter().map(|count| f64::from(*count) * (f64::from(*count) - 1.0).max(0.0)).sum();
        Some(((pairs + 1.0) / (all * (all - 1.0))).max(1e-9))
    }

    /// How many rows have a value in a slot.
    pub(crate) fn present(&self, slot: Slot) -> u32 {
        self.present[slot as usize]
    }
}

/// The code that a row has in a slot of codes.
fn code_of(records: &Records, slot: Slot, row: u32) -> u64 {
    match slot {
        Slot::Id => records.rows[row as usize].id,
        Slot::Phone => records.rows[row as usize].phone,
        Slot::Other => records.more_of(row).other,
        Slot::Postcode => records.more_of(row).postcode,
        _ => 0,
    }
}
