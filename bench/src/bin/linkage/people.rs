//! Made-up people as a plain register has them, and as a list of some event writes them down.
//!
//! Each is drawn from a number alone, so that any of ten million can be had at any time. Four of a number's neighbours
//! are a household: one address, often one family name, sometimes one telephone.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use taicho_linkage::Field;
use taicho_model::vietnamese::bare;

const SURNAMES: &str = include_str!("../../../../content/names/surnames.csv");
const MALE: &str = include_str!("../../../../content/names/male.txt");
const FEMALE: &str = include_str!("../../../../content/names/female.txt");

/// What the columns hold.
pub(crate) const FIELDS: [Field; 8] = [
    Field::RecordId,
    Field::Name,
    Field::BirthDate,
    Field::Sex,
    Field::PersonalId,
    Field::Phone,
    Field::Commune,
    Field::Address,
];
/// What they are called.
pub(crate) const HEADINGS: &str =
    "id,họ và tên,ngày sinh,giới tính,số định danh,điện thoại,phường xã,địa chỉ";

/// A row, by column.
pub(crate) type Cells = [String; FIELDS.len()];

const HOUSEHOLD: usize = 4;
/// People of one commune.
const COMMUNE: usize = 3_000;
/// Streets of one commune.
const STREETS: usize = 12;

pub(crate) struct People {
    surnames: Vec<(&'static str, f64)>,
    male: Vec<&'static str>,
    female: Vec<&'static str>,
    communes: usize,
}

impl People {
    /// People of whom so many are registered.
    pub(crate) fn of(registered: usize) -> Self {
        let mut sum = 0.0;
        let surname = |line: &'static str| {
            let (name, share) = line.split_once(',')?;
            sum += share.split(',').next()?.parse::<f64>().ok()?;
            Some((name, sum))
        };
        let surnames = SURNAMES.lines().filter_map(surname).collect();
        Self {
            surnames,
            male: MALE.lines().collect(),
            female: FEMALE.lines().collect(),
            communes: (registered / COMMUNE).max(8),
        }
    }

    /// Somebody as the register has them.
    pub(crate) fn registered(&self, number: usize) -> Cells {
        let mut cells = self.whole(number);
        let mut draw = Draw::of(number, 1);
        draw.clear(&mut cells[4], 0.12);
        draw.clear(&mut cells[5], 0.3);
        draw.year_only(&mut cells[2], 0.04);
        cells
    }

    /// The same person as a list writes them down.
    pub(crate) fn listed(&self, number: usize) -> Cells {
        let mut cells = self.whole(number);
        let mut draw = Draw::of(number, 2);
        draw.clear(&mut cells[4], 0.45);
        draw.clear(&mut cells[5], 0.25);
        draw.year_only(&mut cells[2], 0.12);
        draw.clear(&mut cells[2], 0.03);
        if draw.chance(0.35) {
            cells[1] = bare(&cells[1]);
        }
        if draw.chance(0.08) {
            let at = draw.below(cells[1].chars().count());
            cells[1] =
                cells[1].chars().enumerate().filter(|it| it.0 != at).map(|it| it.1).collect();
        }
        if draw.chance(0.1) {
            cells[6] = self.commune(&mut draw);
        }
        cells
    }

    fn whole(&self, number: usize) -> Cells {
        let mut home = Draw::of(number / HOUSEHOLD, 3);
        let (family, at_home) = (self.surname(&mut home), home.digits(8));
        let commune = self.commune(&mut home);
        let street = bare(&commune).bytes().map(usize::from).sum::<usize>() + home.below(STREETS);
        let hero = self.male[street * 37 % self.male.len()];
        let address =
            format!("{} đường {} {hero}", 1 + home.below(400), self.surnames[street % 20].0);
        let mut draw = Draw::of(number, 0);
        let female = draw.chance(0.5);
        let family = if draw.chance(0.6) { family } else { self.surname(&mut draw) };
        let given = draw.pick(if female { &self.female } else { &self.male });
        let (year, month, day) =
            (2025 - draw.below(45) - draw.below(45), 1 + draw.below(12), 1 + draw.below(28));
        let sex_and_century = 2 * usize::from(year >= 2000) + usize::from(female);
        let (province, running) = (1 + number / 1_000_000, number % 1_000_000);
        let id = format!("{province:03}{sex_and_century}{:02}{running:06}", year % 100);
        let phone = if draw.chance(0.62) { draw.digits(8) } else { at_home };
        [
            number.to_string(),
            format!("{family} {given}"),
            format!("{day:02}/{month:02}/{year}"),
            (if female { "Nữ" } else { "Nam" }).to_owned(),
            id,
            format!("09{phone}"),
            commune,
            address,
        ]
    }

    fn surname(&self, draw: &mut Draw) -> &'static str {
        let all = self.surnames.last().expect("there are surnames").1;
        let at = draw.share() * all;
        let place = self.surnames.partition_point(|(_, sum)| *sum <= at);
        self.surnames[place.min(self.surnames.len() - 1)].0
    }

    fn commune(&self, draw: &mut Draw) -> String {
        format!("Phường {}", 1 + draw.below(self.communes))
    }
}

/// Numbers by chance, the same for the same person and purpose in every run.
struct Draw(ChaCha8Rng);

impl Draw {
    fn of(number: usize, purpose: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64((number as u64) << 2 | purpose))
    }

    fn share(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn chance(&mut self, share: f64) -> bool {
        self.share() < share
    }

    fn below(&mut self, end: usize) -> usize {
        (self.share() * end as f64) as usize
    }

    fn pick<'a>(&mut self, items: &[&'a str]) -> &'a str {
        items[self.below(items.len())]
    }

    fn digits(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from(b'0' + self.below(10) as u8)).collect()
    }

    fn clear(&mut self, cell: &mut String, share: f64) {
        if self.chance(share) {
            cell.clear();
        }
    }

    fn year_only(&mut self, cell: &mut String, share: f64) {
        if self.chance(share) {
            cell.drain(..6);
        }
    }
}
