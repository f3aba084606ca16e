use sha2::{Digest, Sha256};
use taicho_model::{Person, PersonId, Place, PlaceId, PlaceKind, ResidenceKind, Words};
use taicho_normalise as normalise;

use super::{Draft, Importable, ORIGIN, Reference, Spec, column, origin};
use crate::import::cells::Cells;
use crate::import::context::{Context, Target};

pub(super) const PLACES: Spec = Spec {
    kind: "places",
    file_words: &["dia diem", "noi o", "khu nha tro"],
    title: ("Địa điểm", "Places"),
    order: 2,
    key: ("key", "key"),
    columns: &[
        column(
            "key",
            true,
            &["mã", "mã địa điểm"],
            (
                "mã của nơi gửi, dùng để nhận ra dòng này lần sau",
                "the sender's key, by which the row is found again",
            ),
        ),
        column(
            "kind",
            true,
            &["loại", "loại địa điểm"],
            (
                "household, lodging, workplace, school, quarantine_site, facility, checkpoint",
                "household, lodging, workplace, school, quarantine_site, facility, checkpoint",
            ),
        ),
        column("name", true, &["tên", "tên địa điểm"], ("tên", "name")),
        column(
            "area_code",
            true,
            &["mã phường", "mã xã", "phường", "xã", "phường xã"],
            ("mã hoặc tên xã, phường", "code or name of the commune"),
        ),
        ORIGIN,
    ],
};

const PLACE_WORDS: &[(&str, PlaceKind)] = &[
    ("ho gia dinh", PlaceKind::Household),
    ("khu nha tro", PlaceKind::Lodging),
    ("nha tro", PlaceKind::Lodging),
    ("noi lam viec", PlaceKind::Workplace),
    ("doanh nghiep", PlaceKind::Workplace),
    ("truong hoc", PlaceKind::School),
    ("khu cach ly", PlaceKind::QuarantineSite),
    ("co so y te", PlaceKind::Facility),
    ("diem chot", PlaceKind::Checkpoint),
];

impl Importable for Place {
    const KEY_COLUMN: Option<&'static str> = Some("source_key");

    fn from_row(cells: &mut Cells<'_>) -> Option<Draft<Self>> {
        let key = cells.text("key");
        let kind = cells.word("kind", PlaceKind::parse, PLACE_WORDS);
        let name = cells.text("name");
        let area = cells.area("area_code", cells.context.today());
        let record_origin = origin(cells);
        if cells.bad {
            return None;
        }
        let (key, area) = (key?, area?);
        let place = Self {
            id: PlaceId(String::new()),
            source_key: Some(key.clone()),
            kind: kind?,
            name: name?,
            area_id: area.id,
            area_path: area.path,
            record_origin,
        };
        Some(Draft { key, record: place, happened_at: None, row: cells.row.number() })
    }

    fn id_mut(&mut self) -> &mut String {
        &mut self.id.0
    }

    fn remember(&self, context: &mut Context) {
        context.saw(Target::Place, self.source_key.as_deref().unwrap_or_default());
    }
}

pub(super) const PEOPLE: Spec = Spec {
    kind: "people",
    file_words: &["dan cu", "nhan khau", "nguoi dan", "danh sach nguoi"],
    title: ("Người dân", "People"),
    order: 3,
    key: (
        "key; nếu không có: số định danh; nếu không có: họ tên, ngày sinh, giới tính và xã, phường",
        "key; without it the personal id; without that name, birth, sex and commune",
    ),
    columns: &[
        column(
            "key",
            false,
            &["mã", "mã người", "id", "mã định danh nội bộ"],
            ("mã của nơi gửi", "the sender's key"),
        ),
        column("full_name", true, &["họ tên", "họ và tên", "name"], ("họ và tên", "full name")),
        column("sex", false, &["giới tính", "giới"], ("nam, nữ", "male, female")),
        column(
            "born_on",
            false,
            &["ngày sinh", "năm sinh", "birth", "birth_date"],
            (
                "ngày sinh, hoặc tháng hay năm nếu chỉ biết vậy",
                "birth date, or as much of it as is known",
            ),
        ),
        column(
            "personal_id",
            false,
            &["số định danh", "cccd", "số cccd", "căn cước", "national_id"],
            ("12 chữ số", "12 digits"),
        ),
        column(
            "phone",
            false,
            &["điện thoại", "số điện thoại", "sđt"],
            ("số điện thoại", "telephone"),
        ),
        column(
            "area_code",
            true,
            &["mã phường", "mã xã", "phường", "xã", "phường xã", "ward"],
            ("mã hoặc tên xã, phường nơi ở", "code or name of the commune of residence"),
        ),
        column(
            "address",
            false,
            &["địa chỉ", "nơi ở"],
            ("số nhà, đường, tổ dân phố", "house, street, quarter"),
        ),
        column(
            "residence",
            false,
            &["cư trú", "loại cư trú"],
            ("thường trú, tạm trú", "permanent, temporary"),
        ),
        column("household_key", false, &["mã hộ"], ("mã hộ gia đình", "key of the household")),
        column("lodging_key", false, &["mã khu trọ"], ("mã khu nhà trọ", "key of the rental row")),
        column(
            "workplace_key",
            false,
            &["mã nơi làm việc"],
            ("mã nơi làm việc, trường học", "key of the workplace or school"),
        ),
        ORIGIN,
    ],
};

const RESIDENCE_WORDS: &[(&str, ResidenceKind)] =
    &[("thuong tru", ResidenceKind::Permanent), ("tam tru", ResidenceKind::Temporary)];

impl Importable for Person {
    const KEY_COLUMN: Option<&'static str> = Some("source_key");

    fn from_row(cells: &mut Cells<'_>) -> Option<Draft<Self>> {
        let key = cells.text("key");
        let name = cells.normal("full_name", |text| {
            normalise::name(text).map(|name| (name.value.text.into_owned(), name.value.key))
        });
        let sex = cells.normal("sex", |text| normalise::sex(text).map(|read| read.value));
        let (birth_year, born_on) = cells.birth("born_on");
        let personal_id =
            cells.normal("personal_id", |text| normalise::personal_id(text).map(|read| read.value));
        if let Some(id) = &personal_id {
            cells.note_all(id.contradictions(sex, birth_year));
        }
        let personal_id = personal_id.map(|id| id.digits.as_str().to_owned());
        let phone = cells.normal("phone", |text| {
            normalise::phone(text).map(|read| read.value.e164.as_str().to_owned())
        });
        let area = cells.area("area_code", cells.context.today());
        let address = cells.text("address");
        let residence = cells.word("residence", ResidenceKind::parse, RESIDENCE_WORDS);
        let household_id = cells.text("household_key").map(PlaceId);
        let lodging_id = cells.text("lodging_key").map(PlaceId);
        let workplace_id = cells.text("workplace_key").map(PlaceId);
        let record_origin = origin(cells);
        if cells.bad {
            return None;
        }
        let (area, (full_name, name_key)) = (area?, name?);
        let natural = || match &personal_id {
            Some(id) => natural_key(&[id]),
            None => {
                let born = born_on.map(|day| day.to_string()).or(birth_year.map(|y| y.to_string()));
                let sex = sex.map_or("", taicho_model::Sex::as_str);
                natural_key(&[&full_name, &born.unwrap_or_default(), sex, &area.code])
            }
        };
        let key = key.unwrap_or_else(natural);
        let person = Self {
            id: PersonId(String::new()),
            source_key: Some(key.clone()),
            full_name,
            name_key,
            sex,
            birth_year,
            born_on,
            personal_id,
            phone,
            area_id: area.id,
            area_path: area.path,
            address,
            residence,
            household_id,
            lodging_id,
            workplace_id,
            record_origin,
        };
        Some(Draft { key, record: person, happened_at: None, row: cells.row.number() })
    }

    fn id_mut(&mut self) -> &mut String {
        &mut self.id.0
    }

    fn references(&mut self) -> Vec<Reference<'_>> {
        let places = [
            ("household_key", &mut self.household_id),
            ("lodging_key", &mut self.lodging_id),
            ("workplace_key", &mut self.workplace_id),
        ];
        let target = Target::Place;
        let keys = places.into_iter().filter_map(|(column, id)| Some((column, id.as_mut()?)));
        keys.map(|(column, id)| Reference { target, column, key: &mut id.0 }).collect()
    }

    fn remember(&self, context: &mut Context) {
        context.saw(Target::Person, self.source_key.as_deref().unwrap_or_default());
    }
}

/// A key made of what a person is known by; a digest, because lists show keys.
fn natural_key(parts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    let digest = hasher.finalize();
    format!(
        "natural:{}",
        digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect::<String>()
    )
}

pub(in crate::import) fn unknown_target(target: Target, key: &str) -> Words {
    match target {
        Target::Person => Words::new(
            format!("không có người mang mã {key}"),
            format!("no person has the key {key}"),
        ),
        Target::Place => Words::new(
            format!("không có địa điểm mang mã {key}"),
            format!("no place has the key {key}"),
        ),
    }
}
