use std::collections::HashMap;

use taicho_contacts::Person;

/// Marks a name that is kept as text.
const TEXT: u64 = 1 << 63;

/// Ids that are numbers below this one have a place of their own; most lists number their persons from 1.
const LOW: u64 = 1 << 22;

/// The place of a low number that no list has.
const FREE: Person = Person::MAX;

/// The persons of several lists, numbered as they appear; an id that is a number in one list and text in another is one id.
#[derive(Debug, Default)]
pub struct People {
    by_low_number: Vec<Person>,
    by_number: HashMap<u64, Person>,
    by_text: HashMap<Box<str>, Person>,
    names: Vec<u64>,
    texts: Vec<Box<str>>,
}

impl People {
    /// The number of a person, a new one for an id that was not there yet; none when all numbers are used.
    pub fn number_of(&mut self, id: &str) -> Option<Person> {
        let id = id.trim();
        let next = Person::try_from(self.names.len()).ok().filter(|next| *next != FREE)?;
        match plain_number(id) {
            Some(number) => {
                let person = self.place_of(number);
                if *person == FREE {
                    *person = next;
                    self.names.push(number);
                    return Some(next);
                }
                Some(*person)
            }
            None => {
                if let Some(person) = self.by_text.get(id) {
                    return Some(*person);
                }
                self.names.push(TEXT | self.texts.len() as u64);
                self.texts.push(id.into());
                self.by_text.insert(id.into(), next);
                Some(next)
            }
        }
    }

    /// The number of a person who is in a list.
    pub fn known(&self, id: &str) -> Option<Person> {
        let id = id.trim();
        match plain_number(id) {
            Some(number) if number < LOW => {
                let person = self.by_low_number.get(number as usize).copied();
                person.filter(|person| *person != FREE)
            }
            Some(number) => self.by_number.get(&number).copied(),
            None => self.by_text.get(id).copied(),
        }
    }

    fn place_of(&mut self, number: u64) -> &mut Person {
        if number >= LOW {
            return self.by_number.entry(number).or_insert(FREE);
        }
        let at = number as usize;
        if at >= self.by_low_number.len() {
            let places = (at + 1).next_power_of_two().max(1_024);
            self.by_low_number.resize(places, FREE);
        }
        &mut self.by_low_number[at]
    }

    /// The id of a person.
    pub fn id_of(&self, person: Person) -> String {
        match self.names.get(person as usize) {
            Some(name) if name & TEXT != 0 => self.texts[(name & !TEXT) as usize].to_string(),
            Some(name) => name.to_string(),
            None => String::new(),
        }
    }

    /// How many persons there are.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Gives back the memory that only new ids need.
    pub fn close(&mut self) {
        self.by_low_number = Vec::new();
        self.by_number = HashMap::new();
        self.by_text = HashMap::new();
    }

    /// Ids that differ in nothing but case, marks and leading zeros, so that somebody may be in the lists twice.
    pub fn alike(&self) -> Vec<[String; 2]> {
        if self.texts.is_empty() {
            return Vec::new();
        }
        let persons = 0..self.names.len() as Person;
        let mut bare: Vec<(String, Person)> =
            persons.map(|person| (bare(&self.id_of(person)), person)).collect();
        bare.sort_unstable();
        let pairs = bare.windows(2).filter(|pair| pair[0].0 == pair[1].0 && !pair[0].0.is_empty());
        pairs.map(|pair| [self.id_of(pair[0].1), self.id_of(pair[1].1)]).collect()
    }
}

/// The number of an id that is written as numbers are: without a sign, leading zeros or a point.
fn plain_number(id: &str) -> Option<u64> {
    let is_plain = !id.is_empty()
        && id.len() <= 18
        && id.bytes().all(|byte| byte.is_ascii_digit())
        && (id == "0" || !id.starts_with('0'));
    if is_plain { id.parse().ok() } else { None }
}

/// Letters and digits alone, small, each number without its leading zeros.
fn bare(id: &str) -> String {
    let mut bare = String::with_capacity(id.len());
    let mut in_number = false;
    for letter in taicho_model::vietnamese::bare(id).chars().filter(|it| it.is_alphanumeric()) {
        if letter == '0' && !in_number {
            continue;
        }
        in_number = letter.is_ascii_digit();
        bare.push(letter);
    }
    bare
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_one_whether_a_number_or_a_text() {
        let mut people = People::default();
        assert_eq!(people.number_of("12"), Some(0));
        assert_eq!(people.number_of(" 12 "), Some(0));
        assert_eq!(people.number_of("BN-007"), Some(1));
        assert_eq!(people.number_of("bn 7"), Some(2));
        assert_eq!(people.number_of("012"), Some(3));
        assert_eq!(people.number_of("27034567890"), Some(4));
        assert_eq!(people.number_of("27034567890"), Some(4));
        assert_eq!((people.known("11"), people.known("27034567890")), (None, Some(4)));
        assert_eq!((people.known("BN-007"), people.known("BN-008")), (Some(1), None));
        assert_eq!(people.id_of(3), "012");
        let alike = people.alike();
        assert_eq!(alike, [["12".to_owned(), "012".to_owned()], ["BN-007".into(), "bn 7".into()]]);
    }
}
