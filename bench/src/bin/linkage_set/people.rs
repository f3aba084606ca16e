//! Households, and in them the pairs that look like one person and are two.

use jiff::civil::{Date, date};
use taicho_model::vietnamese::bare;

use super::draw::Draw;
use super::names::{Names, pair_by_letter, pair_by_marks};
use super::places::{Quarter, quarters};
use super::rates;

/// The day on which the list is written.
pub(crate) const LISTED_ON: Date = date(2025, 9, 15);

/// A person as they are, before anybody writes them down.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) surname: String,
    pub(crate) middle: String,
    pub(crate) given: String,
    pub(crate) female: bool,
    pub(crate) birth: Date,
    pub(crate) year_only: bool,
    pub(crate) id: String,
    pub(crate) old_id: Option<String>,
    pub(crate) phone: String,
    pub(crate) spouse: Option<usize>,
    pub(crate) home: Home,
    pub(crate) fate: Option<Fate>,
    /// Who looks like this one; what is written must stay nearer to this one.
    pub(crate) alike: Vec<usize>,
    /// The birth date alone tells this one from another, who is where this one is not.
    pub(crate) birth_decides: bool,
    pub(crate) twin: bool,
}

/// Where somebody lives.
#[derive(Clone, Debug)]
pub(crate) struct Home {
    pub(crate) quarter: usize,
    pub(crate) house: String,
}

/// In which of the files somebody must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    Registered,
    Listed,
}

/// Two people who must not be taken for one.
pub(crate) struct Trap {
    pub(crate) one: usize,
    pub(crate) other: usize,
    pub(crate) kind: &'static str,
}

/// Everybody, with the traps among them.
pub(crate) struct People {
    pub(crate) persons: Vec<Person>,
    pub(crate) quarters: Vec<Quarter>,
    pub(crate) traps: Vec<Trap>,
}

impl Person {
    pub(crate) fn name(&self) -> String {
        [&self.surname, &self.middle, &self.given].map(String::as_str).join(" ")
    }

    pub(crate) fn age(&self) -> i32 {
        i32::from(LISTED_ON.year() - self.birth.year())
            - i32::from(
                (LISTED_ON.month(), LISTED_ON.day()) < (self.birth.month(), self.birth.day()),
            )
    }
}

impl People {
    pub(crate) fn born(seed: u64, count: usize) -> Self {
        let mut draw = Draw::new(seed, 0);
        let quarters = quarters(&mut draw, count);
        let mut people = Self { persons: Vec::with_capacity(count), quarters, traps: Vec::new() };
        let names = Names::read();
        while people.persons.len() < count {
            let quarter = draw.below(people.quarters.len());
            if draw.chance(rates::RENTED) {
                people.lodgers(&mut draw, &names, quarter);
            } else {
                people.family(&mut draw, &names, quarter);
            }
        }
        people.name_neighbours(&mut draw);
        people
    }

    fn lodgers(&mut self, draw: &mut Draw, names: &Names, quarter: usize) {
        let house = self.house(draw, quarter);
        for room in 1..=draw.within(4, 16) {
            let home = Home { quarter, house: format!("{house}, phòng {room}") };
            let surname = names.surname(draw);
            let age = draw.within(18, 34);
            let female = draw.chance(0.55);
            let one = self.person(draw, names, (surname, female, age), &home);
            if draw.chance(0.35) {
                let surname = names.surname(draw);
                let age = draw.within(18, 34);
                let other = self.person(draw, names, (surname, !female, age), &home);
                self.persons[one].spouse = Some(other);
                self.persons[other].spouse = Some(one);
            }
        }
    }

    fn family(&mut self, draw: &mut Draw, names: &Names, quarter: usize) {
        let home = Home { quarter, house: self.house(draw, quarter) };
        let surname = names.surname(draw);
        let age = draw.within(24, 82);
        let father = self.person(draw, names, (surname.clone(), false, age), &home);
        if draw.chance(0.9) {
            let wife = (names.surname(draw), true, (age + draw.within(-7, 2)).max(20));
            let mother = self.person(draw, names, wife, &home);
            self.persons[father].spouse = Some(mother);
            self.persons[mother].spouse = Some(father);
        }
        if age < 60 && draw.chance(rates::GRANDPARENTS) {
            let female = draw.chance(0.6);
            let name = if female { names.surname(draw) } else { surname.clone() };
            let old = (name, female, age + draw.within(20, 34));
            let old = self.person(draw, names, old, &home);
            self.traps.push(Trap { one: old, other: father, kind: "shared_phone" });
        }
        let mut eldest = age - draw.within(21, 30);
        let mut first_son = true;
        for _ in 0..draw.weighted(&[8.0, 28.0, 44.0, 16.0, 4.0]) {
            if eldest < 0 {
                break;
            }
            let female = draw.chance(0.48);
            let child = (surname.clone(), female, eldest);
            let child = self.person(draw, names, child, &home);
            let twins = draw.chance(rates::TWIN_BIRTHS);
            if twins {
                self.twin(draw, names, child);
            }
            if !female && !twins && std::mem::take(&mut first_son) {
                self.trap_with_father(draw, father, child);
            }
            eldest -= draw.within(1, 6);
        }
        let phone = self.persons[father].phone.clone();
        for person in &mut self.persons[father + 1..] {
            let age = person.age();
            let own = if age >= 70 { rates::OWN_PHONE_OF_OLD } else { rates::OWN_PHONE };
            if age < 14 || !draw.chance(own) {
                person.phone.clone_from(&phone);
            }
        }
    }

    fn person(
        &mut self,
        draw: &mut Draw,
        names: &Names,
        (surname, female, age): (String, bool, i32),
        home: &Home,
    ) -> usize {
        let mut birth = draw.birth(LISTED_ON, age);
        let year_only = age > 65 && draw.chance(rates::YEAR_ONLY_OF_OLD);
        if age > 50 && draw.chance(rates::FIRST_OF_JANUARY) {
            birth = date(birth.year(), 1, 1);
        }
        let (middle, given) = names.given(draw, female, birth.year());
        let id = self.id(draw, female, birth, home.quarter);
        let old_id = (birth.year() < 2000).then(|| draw.digits(9));
        let phone = phone(draw);
        let home = home.clone();
        self.persons.push(Person {
            surname,
            middle,
            given,
            female,
            birth,
            year_only,
            id,
            old_id,
            phone,
            home,
            spouse: None,
            fate: None,
            alike: Vec::new(),
            birth_decides: false,
            twin: false,
        });
        self.persons.len() - 1
    }

    /// Province, century and sex, year, six digits.
    fn id(&self, draw: &mut Draw, female: bool, birth: Date, quarter: usize) -> String {
        let here = self.quarters[quarter].code.clone();
        let code = if draw.chance(0.75) {
            here
        } else {
            format!("0{}", draw.pick(&["01", "19", "22", "30", "33", "38", "40"]))
        };
        let century = if birth.year() < 2000 { 0 } else { 2 } + i32::from(female);
        format!("{code}{century}{:02}{}", birth.year() % 100, draw.digits(6))
    }

    fn twin(&mut self, draw: &mut Draw, names: &Names, first: usize) {
        let one = self.persons[first].clone();
        let female = if draw.chance(0.7) { one.female } else { !one.female };
        let mut other = Person { female, ..one.clone() };
        if female != one.female {
            (other.middle, other.given) = names.given(draw, female, one.birth.year());
        } else if draw.chance(rates::TWINS_NAMED_NEARLY_ALIKE) {
            (self.persons[first].given, other.given) = pair_by_letter(draw);
        }
        while letters_apart(&bare(&other.given), &bare(&self.persons[first].given)) == 0 {
            other.given = names.given(draw, female, one.birth.year()).1;
        }
        other.id = self.id(draw, female, one.birth, one.home.quarter);
        if female == one.female && draw.chance(rates::TWIN_IDS_IN_A_ROW) {
            let last = one.id.as_bytes()[11] - b'0';
            other.id = format!("{}{}", &one.id[..11], (last + 1) % 10);
        }
        other.old_id = one.old_id.as_ref().map(|_| draw.digits(9));
        if one.age() >= 14 {
            other.phone = phone(draw);
        }
        self.persons.push(other);
        let second = self.persons.len() - 1;
        self.trap(draw, first, second, "twin");
        for each in [first, second] {
            self.persons[each].twin = true;
        }
    }

    fn trap_with_father(&mut self, draw: &mut Draw, father: usize, son: usize) {
        if !draw.chance(rates::SONS_NAMED_NEARLY_AS_FATHER) {
            return;
        }
        let (one, other) = pair_by_marks(draw);
        let middle = self.persons[father].middle.clone();
        self.persons[father].given = one;
        (self.persons[son].given, self.persons[son].middle) = (other, middle);
        self.persons[son].phone = self.persons[father].phone.clone();
        self.birth_decides(draw, father, son, "father_son");
    }

    /// Gives neighbours the name of another, so that a name and a quarter are not a person.
    fn name_neighbours(&mut self, draw: &mut Draw) {
        let mut of_quarter = vec![Vec::new(); self.quarters.len()];
        for (at, person) in self.persons.iter().enumerate() {
            if person.fate.is_none() && person.alike.is_empty() {
                of_quarter[person.home.quarter].push(at);
            }
        }
        for one in 0..self.persons.len() {
            let near = &of_quarter[self.persons[one].home.quarter];
            if near.is_empty()
                || !self.persons[one].alike.is_empty()
                || !draw.chance(rates::SAME_NAME_NEIGHBOURS)
            {
                continue;
            }
            let other = *draw.pick(near);
            let (this, that) = (&self.persons[one], &self.persons[other]);
            if !that.alike.is_empty()
                || this.female != that.female
                || this.home.house == that.home.house
            {
                continue;
            }
            let same_year = draw.chance(rates::NEIGHBOURS_OF_ONE_YEAR);
            let birth = birth_apart(draw, this.birth, that.birth, same_year);
            let id = self.id(draw, this.female, birth, this.home.quarter);
            let (surname, middle, given) =
                (this.surname.clone(), this.middle.clone(), this.given.clone());
            let old_id = (birth.year() < 2000).then(|| draw.digits(9));
            let near = &mut self.persons[other];
            *near = Person { surname, middle, given, birth, id, old_id, ..near.clone() };
            self.birth_decides(draw, one, other, "same_name_neighbour");
        }
    }

    fn birth_decides(&mut self, draw: &mut Draw, one: usize, other: usize, kind: &'static str) {
        self.trap(draw, one, other, kind);
        for each in [one, other] {
            self.persons[each].year_only = false;
            self.persons[each].birth_decides = true;
        }
    }

    fn trap(&mut self, draw: &mut Draw, one: usize, other: usize, kind: &'static str) {
        self.traps.push(Trap { one, other, kind });
        self.persons[one].alike.push(other);
        self.persons[other].alike.push(one);
        if draw.chance(rates::PARTED_TRAPS) {
            let (first, second) = if draw.chance(0.5) { (one, other) } else { (other, one) };
            self.persons[first].fate = Some(Fate::Registered);
            self.persons[second].fate = Some(Fate::Listed);
        }
    }

    /// A number and a street in a ward, a number and a lane or nothing in a village.
    pub(crate) fn house(&self, draw: &mut Draw, quarter: usize) -> String {
        let quarter = &self.quarters[quarter];
        let number = draw.within(1, 260);
        match (quarter.urban, draw.below(10)) {
            (true, 0..6) => format!("Số {number} {}", draw.pick(&quarter.streets)),
            (true, 6..8) => format!(
                "Số {}/{} {}",
                draw.within(1, 99),
                draw.within(1, 40),
                draw.pick(&quarter.streets)
            ),
            (true, _) => format!("Số {} ngõ {}", draw.within(1, 60), number),
            (false, 0..6) => format!("Số nhà {number}"),
            (false, _) => format!("Xóm {}, số {}", draw.within(1, 9), draw.within(1, 150)),
        }
    }
}

/// A birth date that a slip does not turn into the other one.
fn birth_apart(draw: &mut Draw, of: Date, own: Date, same_year: bool) -> Date {
    let mut birth = own;
    if same_year {
        birth = date(of.year(), own.month(), own.day().min(28));
    } else if (birth.year() - of.year()).abs() < 3 || (birth.year() - of.year()).abs() == 10 {
        birth = date(of.year() - 5, own.month(), own.day().min(28));
    }
    while birth.month() == of.month()
        || birth.day() == of.day()
        || (birth.month(), birth.day()) == (of.day(), of.month())
    {
        birth = date(birth.year(), draw.within(1, 12) as i8, draw.within(2, 28) as i8);
    }
    birth
}

pub(crate) fn phone(draw: &mut Draw) -> String {
    const PREFIXES: [&str; 24] = [
        "032", "033", "034", "035", "036", "037", "038", "039", "070", "077", "079", "081", "083",
        "085", "090", "091", "093", "094", "096", "097", "098", "086", "088", "056",
    ];
    format!("{}{}", draw.pick(&PREFIXES), draw.digits(7))
}

/// Letters to change, add, drop or swap from one word to the other.
pub(crate) fn letters_apart(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let mut rows = vec![(0..=other.len()).collect::<Vec<usize>>()];
    for (at, letter) in one.iter().enumerate() {
        let mut row = vec![at + 1];
        for (to, wanted) in other.iter().enumerate() {
            let mut least = (rows[at][to] + usize::from(letter != wanted))
                .min(rows[at][to + 1] + 1)
                .min(row[to] + 1);
            if at > 0 && to > 0 && one[at - 1] == *wanted && other[to - 1] == *letter {
                least = least.min(rows[at - 1][to - 1] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[one.len()][other.len()]
}
