//! The people of a scene, made up from a seed.

mod draw;
mod household;
mod lodging;
mod names;
mod workplace;

use jiff::civil::Date;
use serde::Deserialize;
use taicho_model::vietnamese::within_a_sentence;
use taicho_model::{PlaceKind, ResidenceKind, Sex};

use draw::Draw;
use household::Member;
pub use names::{Names, NamesError};
use workplace::Workplaces;

/// What a scene says about its people, the `[people]` table of `scene.toml`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct PeopleSpec {
    /// The seed: the same seed gives the same people.
    pub seed: u64,
    /// The day on which ages are counted; the scene's first day if it is left out.
    #[serde(default)]
    pub on: Date,
    /// What every key begins with, so that the keys of two scenes never meet.
    #[serde(default)]
    pub key_prefix: String,
    /// Where the running numbers of ids and telephones begin, so that those of two scenes never meet.
    #[serde(default)]
    pub numbers_from: u64,
    /// The first three digits of personal ids, which no province has, so that no id can be real.
    pub id_province: String,
    /// The first digits of telephones in E.164, which no operator has, so that no telephone can be real.
    pub phone_prefix: String,
    /// What follows the ward in an address.
    pub place: String,
    /// What a lane is called there: *ngõ* in the north, *hẻm* in the south, *tổ* in a village.
    #[serde(default = "lane")]
    pub lane: String,
    /// The wards.
    #[serde(rename = "ward")]
    pub wards: Vec<WardSpec>,
}

/// How many people a ward gets and where they live.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct WardSpec {
    /// The official code.
    pub code: String,
    /// The name without its kind.
    pub name: String,
    /// The kind as it stands within a sentence; *phường* if it is left out.
    #[serde(default = "ward")]
    pub kind: String,
    /// How many people.
    pub count: usize,
    /// The part of them who rent a room near the factories.
    pub workers: f64,
    /// The quarters, with their kind: `Khu Thượng`; from `quarters.csv`.
    #[serde(default)]
    pub quarters: Vec<String>,
}

fn lane() -> String {
    "ngõ".to_owned()
}

fn ward() -> String {
    "phường".to_owned()
}

/// A row as the importer of people reads it.
#[derive(Clone, Debug, PartialEq)]
pub struct PersonRow {
    /// The scene's prefix, ward code and running number: `09325-00017`.
    pub key: String,
    /// Surname, middle and given name.
    pub full_name: String,
    /// Sex.
    pub sex: Sex,
    /// Birth date.
    pub born_on: Date,
    /// Twelve digits that no real person has; the youngest have none.
    pub personal_id: Option<String>,
    /// A telephone that no real person has.
    pub phone: Option<String>,
    /// The ward.
    pub area_code: String,
    /// House, alley, quarter, ward.
    pub address: String,
    /// Permanent or temporary.
    pub residence: ResidenceKind,
    /// The household.
    pub household_key: String,
    /// The rental row.
    pub lodging_key: Option<String>,
    /// The workplace or school.
    pub workplace_key: Option<String>,
}

/// A place as the importer of places reads it.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceRow {
    /// The key that people refer to.
    pub key: String,
    /// What it is.
    pub kind: PlaceKind,
    /// Its name.
    pub name: String,
    /// The ward in which it lies.
    pub area_code: String,
}

/// Made-up people and the places where they live, work and learn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Population {
    /// The people, ward by ward and household by household.
    pub people: Vec<PersonRow>,
    /// Households, rental rows, workplaces and schools.
    pub places: Vec<PlaceRow>,
}

/// Makes up the people of a scene; each ward has its own random stream, so wards do not disturb each other.
pub fn generate_people(spec: &PeopleSpec, names: &Names) -> Population {
    let mut made = Population::default();
    let workplaces = Workplaces::plan(spec, &mut made.places);
    for (index, ward) in spec.wards.iter().enumerate() {
        let mut builder = WardBuilder {
            spec,
            ward,
            names,
            workplaces: &workplaces,
            draw: Draw::new(spec.seed, index as u64 + 1),
            people: 0,
            households: 0,
            lodgings: 0,
            made: &mut made,
        };
        builder.fill();
    }
    made
}

/// Fills one ward.
struct WardBuilder<'a> {
    spec: &'a PeopleSpec,
    ward: &'a WardSpec,
    names: &'a Names,
    workplaces: &'a Workplaces,
    draw: Draw,
    people: usize,
    households: usize,
    lodgings: usize,
    made: &'a mut Population,
}

/// Where a household lives.
struct Home {
    address: String,
    household_key: String,
    lodging_key: Option<String>,
    residence: ResidenceKind,
}

impl WardBuilder<'_> {
    fn fill(&mut self) {
        let workers = (self.ward.count as f64 * self.ward.workers).round() as usize;
        // Rental rows and family houses alternate in proportion, so that both lie in every quarter.
        let mut rented = 0;
        while self.people < self.ward.count {
            let due = (self.people + 1) as f64 * self.ward.workers;
            if rented < workers && rented as f64 <= due {
                rented += self.add_lodging((workers - rented).min(self.ward.count - self.people));
            } else {
                self.add_family();
            }
        }
    }

    fn add_family(&mut self) {
        let room = self.ward.count - self.people;
        let members = household::family(&mut self.draw, self.names, room);
        let address = self.address("Số");
        let home = Home {
            household_key: self.open_household(&members[0].full_name),
            address,
            lodging_key: None,
            residence: if self.draw.chance(0.9) {
                ResidenceKind::Permanent
            } else {
                ResidenceKind::Temporary
            },
        };
        for member in members {
            self.add_person(member, &home);
        }
    }

    fn open_household(&mut self, head: &str) -> String {
        self.households += 1;
        let key = format!("{}H-{}-{:05}", self.spec.key_prefix, self.ward.code, self.households);
        self.made.places.push(PlaceRow {
            key: key.clone(),
            kind: PlaceKind::Household,
            name: format!("Hộ {head}"),
            area_code: self.ward.code.clone(),
        });
        key
    }

    /// House, alley, quarter, ward; the house word is capital where the address begins with it.
    fn address(&mut self, house: &str) -> String {
        let quarter = self.draw.pick(&self.ward.quarters).map_or("", String::as_str);
        let mut parts = vec![format!("{house} {}", self.draw.below(98) + 1)];
        if self.draw.chance(0.6) {
            parts.push(format!("{} {}", self.spec.lane, self.draw.below(24) + 1));
        }
        if !quarter.is_empty() {
            parts.push(within_a_sentence(quarter));
        }
        parts.push(format!("{} {}", self.ward.kind, self.ward.name));
        parts.push(self.spec.place.clone());
        parts.join(", ")
    }

    fn add_person(&mut self, member: Member, home: &Home) {
        self.people += 1;
        let born_on = self.draw.birth_date(self.spec.on, member.age);
        let has_id = member.age >= 14 || self.draw.chance(0.7);
        let has_phone = member.age >= 15 && self.draw.chance(0.95);
        let workplace_key =
            self.workplaces.of(&mut self.draw, &self.ward.code, member.age, member.works);
        self.made.people.push(PersonRow {
            key: format!("{}{}-{:05}", self.spec.key_prefix, self.ward.code, self.people),
            full_name: member.full_name,
            sex: member.sex,
            born_on,
            personal_id: has_id.then(|| self.personal_id(member.sex, born_on)),
            phone: has_phone.then(|| format!("{}{:07}", self.spec.phone_prefix, self.number(7))),
            area_code: self.ward.code.clone(),
            address: home.address.clone(),
            residence: home.residence,
            household_key: home.household_key.clone(),
            lodging_key: home.lodging_key.clone(),
            workplace_key,
        });
    }

    /// A number of so many digits that no other person of the scene has.
    fn number(&self, digits: u32) -> u64 {
        // A factor without 2 and 5 shuffles the running number and keeps it unique.
        let running = self.spec.numbers_from + self.made.people.len() as u64 + 1;
        running * 387_420_489 % 10_u64.pow(digits)
    }

    /// Province, century and sex, birth year, running number: the form of Decree 137/2015, in a province that does not exist.
    fn personal_id(&self, sex: Sex, born_on: Date) -> String {
        let century = (born_on.year() - 1900) / 100 * 2;
        let digit = century + i16::from(sex == Sex::Female);
        let year = born_on.year() % 100;
        format!("{}{digit}{year:02}{:06}", self.spec.id_province, self.number(6))
    }
}
