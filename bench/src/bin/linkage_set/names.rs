//! Names as they are given: surnames by their share, middle names by sex and year of birth.

use super::draw::Draw;
use super::places::rows;

const SURNAMES: &str = include_str!("../../../../content/names/surnames.csv");
const MALE: &str = include_str!("../../../../content/names/male.txt");
const FEMALE: &str = include_str!("../../../../content/names/female.txt");

/// Shares of *Thị* and of *Văn* among those born before a year: the custom fades.
const THI: [(i16, f64); 6] =
    [(1960, 0.85), (1975, 0.75), (1985, 0.6), (1995, 0.4), (2005, 0.25), (i16::MAX, 0.06)];
const VAN: [(i16, f64); 6] =
    [(1960, 0.65), (1975, 0.55), (1985, 0.42), (1995, 0.28), (2005, 0.15), (i16::MAX, 0.06)];
/// Women of *Thị* with a second middle name, as Thị Thu Hà.
const THI_AND_MORE: f64 = 0.3;
/// The young whose middle and given name were chosen together.
const CHOSEN_TOGETHER: f64 = 0.6;

const MIDDLE_FEMALE: [&str; 18] = [
    "Ngọc", "Thu", "Thanh", "Kim", "Minh", "Phương", "Hồng", "Mai", "Thùy", "Bích", "Diệu",
    "Khánh", "Bảo", "Hà", "Quỳnh", "Thúy", "Lan", "Ánh",
];
const MIDDLE_MALE: [&str; 18] = [
    "Đình", "Đức", "Hữu", "Xuân", "Quang", "Minh", "Công", "Mạnh", "Tuấn", "Quốc", "Ngọc", "Thanh",
    "Trọng", "Duy", "Gia", "Bảo", "Anh", "Hoàng",
];

/// Given names that the marks alone tell apart.
const NEARLY_ALIKE: [(&str, &str); 18] = [
    ("Hùng", "Hưng"),
    ("Tuấn", "Tuân"),
    ("Thắng", "Thăng"),
    ("Toàn", "Toán"),
    ("Quang", "Quảng"),
    ("Thành", "Thanh"),
    ("Tiến", "Tiên"),
    ("Cường", "Cương"),
    ("Lương", "Lượng"),
    ("Tùng", "Tung"),
    ("Vượng", "Vương"),
    ("Hiền", "Hiển"),
    ("Tân", "Tấn"),
    ("Lâm", "Lãm"),
    ("Đông", "Đồng"),
    ("Dũng", "Dụng"),
    ("Sáng", "Sang"),
    ("Hòa", "Hóa"),
];
/// Given names that one letter tells apart, also without marks.
const ONE_LETTER: [(&str, &str); 8] = [
    ("An", "Anh"),
    ("Hân", "Hạnh"),
    ("Lan", "Loan"),
    ("Huy", "Duy"),
    ("Linh", "Ninh"),
    ("Trang", "Trâm"),
    ("Nam", "Lam"),
    ("Vy", "My"),
];

/// The lists to draw from.
pub(crate) struct Names {
    surnames: Vec<String>,
    shares: Vec<f64>,
    male: Vec<(String, String)>,
    female: Vec<(String, String)>,
}

impl Names {
    pub(crate) fn read() -> Self {
        let (mut surnames, mut shares) = (Vec::new(), Vec::new());
        for row in rows(SURNAMES) {
            surnames.push(row[0].clone());
            shares.push(row[1].parse().expect("a share is a number"));
        }
        let pairs = |text: &str| {
            let pair = |line: &str| {
                line.rsplit_once(' ').map(|(middle, given)| (middle.to_owned(), given.to_owned()))
            };
            text.lines().filter_map(pair).collect()
        };
        Self { surnames, shares, male: pairs(MALE), female: pairs(FEMALE) }
    }

    pub(crate) fn surname(&self, draw: &mut Draw) -> String {
        self.surnames[draw.weighted(&self.shares)].clone()
    }

    /// Middle and given name.
    pub(crate) fn given(&self, draw: &mut Draw, female: bool, year: i16) -> (String, String) {
        let (middle, given) = draw.pick(if female { &self.female } else { &self.male }).clone();
        let share =
            |of: &[(i16, f64)]| of.iter().find(|(before, _)| year < *before).map_or(0.0, |it| it.1);
        let second = *draw.pick(if female { &MIDDLE_FEMALE[..] } else { &MIDDLE_MALE[..] });
        let middle = if draw.chance(share(if female { &THI } else { &VAN })) {
            match (female, second != given && draw.chance(THI_AND_MORE)) {
                (true, true) => format!("Thị {second}"),
                (true, false) => "Thị".to_owned(),
                (false, _) => "Văn".to_owned(),
            }
        } else if year >= 1990 && draw.chance(CHOSEN_TOGETHER) {
            middle
        } else {
            second.to_owned()
        };
        (middle, given)
    }
}

/// Two given names that only marks tell apart.
pub(crate) fn pair_by_marks(draw: &mut Draw) -> (String, String) {
    let (one, other) = draw.pick(&NEARLY_ALIKE);
    ((*one).to_owned(), (*other).to_owned())
}

pub(crate) fn pair_by_letter(draw: &mut Draw) -> (String, String) {
    let (one, other) = draw.pick(&ONE_LETTER);
    ((*one).to_owned(), (*other).to_owned())
}
