//! A register of made-up households, the same in every run.

use jiff::civil::date;
use taicho_linkage::{Field, Records};

/// What the columns of the made-up lists hold.
pub(crate) const FIELDS: [Field; 6] =
    [Field::Name, Field::BirthDate, Field::Sex, Field::PersonalId, Field::Phone, Field::Address];

#[derive(Clone, Debug, Default)]
pub(crate) struct Person {
    pub(crate) names: [&'static str; 3],
    pub(crate) born: (u32, u32, u32),
    pub(crate) woman: bool,
    pub(crate) id: String,
    pub(crate) phone: String,
    pub(crate) address: String,
}

impl Person {
    /// The cells in the order of the fields.
    pub(crate) fn cells(&self) -> [String; 6] {
        let (year, month, day) = self.born;
        let sex = if self.woman { "Nữ" } else { "Nam" };
        [
            self.names.join(" "),
            format!("{day:02}/{month:02}/{year}"),
            sex.to_owned(),
            self.id.clone(),
            self.phone.clone(),
            self.address.clone(),
        ]
    }
}

/// Numbers that look like chance and are the same in every run.
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn below(&mut self, below: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % below
    }

    fn of(&mut self, from: &[&'static str]) -> &'static str {
        from[self.below(from.len())]
    }
}

const FAMILIES: [&str; 12] =
    ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô", "Dương", "Lý"];
const MIDDLES: [&str; 12] =
    ["Văn", "Đức", "Quang", "Minh", "Hữu", "Xuân", "Thị", "Thu", "Ngọc", "Thanh", "Bích", "Kim"];
const GIVENS: [&str; 32] = [
    "An", "Bình", "Châu", "Cường", "Dũng", "Duyên", "Giang", "Hà", "Hải", "Hằng", "Hiếu", "Hòa",
    "Hùng", "Hương", "Khánh", "Lan", "Linh", "Long", "Mai", "Nam", "Nga", "Phúc", "Phương", "Quân",
    "Sơn", "Tâm", "Thảo", "Trang", "Tuấn", "Uyên", "Vinh", "Yến",
];

/// Households of father, mother and two children; children have the telephone of the house.
pub(crate) fn register(households: usize) -> Vec<Person> {
    let mut chance = Chance::new(11);
    let mut people = Vec::new();
    for _ in 0..households {
        let family = chance.of(&FAMILIES);
        let address =
            format!("Số {} đường Lê Lợi, khu {}", 1 + chance.below(400), chance.below(20));
        let phone = phone(&mut chance);
        for role in 0..4 {
            let woman = role == 1 || role > 1 && chance.below(2) == 1;
            let year = if role < 2 { 1955 + chance.below(30) } else { 1985 + chance.below(30) };
            let middles = if woman { &MIDDLES[6..] } else { &MIDDLES[..6] };
            let family = if role == 1 { chance.of(&FAMILIES) } else { family };
            let born = (year as u32, 1 + chance.below(12) as u32, 1 + chance.below(28) as u32);
            let own = chance.below(3) > 0 && role < 2;
            people.push(Person {
                names: [family, chance.of(middles), chance.of(&GIVENS)],
                born,
                woman,
                id: id(born.0, woman, chance.below(1_000_000)),
                phone: if own { self::phone(&mut chance) } else { phone.clone() },
                address: address.clone(),
            });
        }
    }
    people
}

pub(crate) fn phone(chance: &mut Chance) -> String {
    format!("09{:08}", chance.below(100_000_000))
}

/// A personal id that fits year and sex.
pub(crate) fn id(year: u32, woman: bool, serial: usize) -> String {
    let century = if year < 2000 { 0 } else { 2 };
    format!("027{}{:02}{serial:06}", century + u32::from(woman), year % 100)
}

/// The people as another list has them: some without id, some without telephone, dates and names with slips.
pub(crate) fn noted_elsewhere(people: &[Person]) -> Vec<Person> {
    let mut chance = Chance::new(29);
    let noted = people.iter().map(|person| {
        let mut person = person.clone();
        match chance.below(10) {
            0..=5 => person.id.clear(),
            6 => person.born.2 = 1 + person.born.2 % 28,
            _ => {}
        }
        match chance.below(10) {
            0..=2 => person.phone.clear(),
            3 => person.address.clear(),
            _ => {}
        }
        person
    });
    noted.collect()
}

/// Lists of these people, called by their number within each.
pub(crate) fn records(lists: &[&[Person]]) -> Records {
    let mut records = Records::new(date(2026, 5, 1));
    for list in lists {
        records.begin(&FIELDS.map(Some));
        for (at, person) in (0_u32..).zip(*list) {
            let cells = person.cells();
            records.add(&at.to_string(), at + 2, |column| &cells[column]);
        }
    }
    records
}
