//! The communes of three provinces, their quarters and streets, before and after the merger of July 2025.

use std::collections::BTreeMap;

use super::draw::Draw;

const AREAS: &str = include_str!("../../../../content/areas/areas.csv");
const LINKS: &str = include_str!("../../../../content/areas/area_links.csv");

/// Bắc Ninh, Bắc Giang and Hồ Chí Minh city as they were, and how much of the people each has.
const PROVINCES: [(&str, f64); 3] = [("27", 0.45), ("24", 0.3), ("79", 0.25)];
const PERSONS_OF_COMMUNE: usize = 1_800;

const STREETS: [&str; 40] = [
    "Lê Lợi",
    "Trần Hưng Đạo",
    "Nguyễn Trãi",
    "Ngô Gia Tự",
    "Lý Thái Tổ",
    "Nguyễn Đăng Đạo",
    "Hoàng Quốc Việt",
    "Nguyễn Văn Cừ",
    "Bình Than",
    "Kinh Dương Vương",
    "Lê Thái Tổ",
    "Huyền Quang",
    "Hùng Vương",
    "Hai Bà Trưng",
    "Quang Trung",
    "Lê Hồng Phong",
    "Nguyễn Thị Minh Khai",
    "Hàm Nghi",
    "Phan Bội Châu",
    "Phan Chu Trinh",
    "Điện Biên Phủ",
    "Cách Mạng Tháng Tám",
    "Võ Văn Tần",
    "Lạc Long Quân",
    "Âu Cơ",
    "Nguyễn Du",
    "Đinh Tiên Hoàng",
    "Lý Thường Kiệt",
    "Nguyễn Huệ",
    "Bà Triệu",
    "Tô Hiến Thành",
    "Trường Chinh",
    "Hoàng Văn Thụ",
    "Lê Văn Sỹ",
    "Xuân Thủy",
    "Thiên Đức",
    "Nguyễn Cao",
    "Đấu Mã",
    "Vạn Hạnh",
    "Như Nguyệt",
];
const VILLAGES: [&str; 24] = [
    "Đông",
    "Đoài",
    "Thượng",
    "Hạ",
    "Trung",
    "Đình",
    "Chùa",
    "Giữa",
    "Nội",
    "Ngoại",
    "Tự",
    "Thọ Đức",
    "Phú Xuân",
    "Đồng Mít",
    "Xuân Hội",
    "An Ninh",
    "Yên Lãng",
    "Vĩnh Phú",
    "Tam Sơn",
    "Phù Khê",
    "Đông Yên",
    "Đại Lâm",
    "Cầu Đào",
    "Bãi Uyên",
];

/// One unit by its name: `Phường`, `Kinh Bắc`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unit {
    pub(crate) kind: String,
    pub(crate) name: String,
}

impl Unit {
    pub(crate) fn whole(&self) -> String {
        format!("{} {}", self.kind, self.name)
    }
}

/// A quarter or a hamlet, with the units it lay in and lies in.
#[derive(Clone, Debug)]
pub(crate) struct Quarter {
    pub(crate) name: String,
    pub(crate) urban: bool,
    pub(crate) streets: Vec<String>,
    /// Of the old province, the first three digits of the ids given there.
    pub(crate) code: String,
    /// Commune, district, province until June 2025.
    pub(crate) old: [Unit; 3],
    /// Commune and province since.
    pub(crate) new: [Unit; 2],
}

struct Area {
    unit: Unit,
    level: String,
    parent: String,
    ends: String,
}

/// So many quarters, about eight to a commune, as so many people fill.
pub(crate) fn quarters(draw: &mut Draw, persons: usize) -> Vec<Quarter> {
    let areas = areas();
    let old = |code: &str| {
        areas.get(code).filter(|area| area.ends == "2025-06-30").expect("it is listed")
    };
    let mut into: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in rows(LINKS) {
        into.entry(row[0].clone()).or_default().push(row[1].clone());
    }
    let mut quarters = Vec::new();
    for (province, share) in PROVINCES {
        let mut communes: Vec<(&String, &Area)> = areas
            .iter()
            .filter(|(id, area)| {
                area.level == "commune" && area.ends == "2025-06-30" && into.contains_key(*id)
            })
            .filter(|(_, area)| old(&area.parent).parent == province)
            .collect();
        draw.shuffle(&mut communes);
        let wanted = (persons as f64 * share) as usize / PERSONS_OF_COMMUNE;
        for (id, commune) in communes.into_iter().take(wanted.max(3)) {
            let district = old(&commune.parent);
            let next = &into[id];
            for name in names_of_quarters(draw, &commune.unit.kind, province) {
                let new = &areas[draw.pick(next)];
                quarters.push(Quarter {
                    name,
                    urban: commune.unit.kind == "Phường",
                    streets: (0..3).map(|_| (*draw.pick(&STREETS)).to_owned()).collect(),
                    code: format!("0{province}"),
                    old: [commune.unit.clone(), district.unit.clone(), old(province).unit.clone()],
                    new: [new.unit.clone(), areas[&new.parent_now()].unit.clone()],
                });
            }
        }
    }
    quarters
}

impl Area {
    /// The province of a new commune: the second period of its code where there was one of that code before.
    fn parent_now(&self) -> String {
        format!("{}.2", self.parent)
    }
}

fn names_of_quarters(draw: &mut Draw, kind: &str, province: &str) -> Vec<String> {
    let count = draw.within(6, 10) as usize;
    let numbered = if province == "79" { "Khu phố" } else { "Tổ dân phố" };
    match kind {
        "Xã" => {
            let mut names: Vec<String> =
                VILLAGES.iter().map(|name| format!("Thôn {name}")).collect();
            draw.shuffle(&mut names);
            names.truncate(count);
            names
        }
        "Phường" if province == "27" && draw.chance(0.5) => {
            let mut names: Vec<String> =
                VILLAGES.iter().map(|name| format!("Khu {name}")).collect();
            draw.shuffle(&mut names);
            names.truncate(count);
            names
        }
        _ => (1..=count).map(|number| format!("{numbered} {number}")).collect(),
    }
}

fn areas() -> BTreeMap<String, Area> {
    rows(AREAS)
        .map(|row| {
            let unit = Unit { kind: row[2].clone(), name: row[1].clone() };
            let area =
                Area { unit, level: row[3].clone(), parent: row[4].clone(), ends: row[6].clone() };
            (row[7].clone(), area)
        })
        .collect()
}

/// The rows below the header.
pub(crate) fn rows(text: &str) -> impl Iterator<Item = Vec<String>> {
    let reader = csv::Reader::from_reader(text.as_bytes());
    reader
        .into_records()
        .map(|row| row.expect("our own content is well formed").iter().map(str::to_owned).collect())
}
