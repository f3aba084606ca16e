use jiff::civil::Date;
use sha2::{Digest as _, Sha256};
use taicho_record_derive::Record;

use crate::words::words;
use crate::{Area, AreaId, Checked, Origin, PersonId, PlaceId, Row};

words! {
    /// Sex as registered.
    Sex {
        /// *nam*
        Male = "male" ("Nam", "Male") ["m", "trai"],
        /// *nữ*
        Female = "female" ("Nữ", "Female") ["f", "gai"],
    }
}

words! {
    /// How a person is registered where they live.
    ResidenceKind {
        /// *thường trú*
        Permanent = "permanent" ("Thường trú", "Permanent") ["hktt", "ho khau thuong tru"],
        /// *tạm trú*
        Temporary = "temporary" ("Tạm trú", "Temporary") ["kt3"],
    }
}

/// A person on the register.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(
    table = "people",
    vi = "Nhân khẩu",
    en = "People",
    key(source_key),
    files("dan cu", "nhan khau", "nguoi dan", "danh sach nguoi"),
    checked
)]
pub struct Person {
    /// The identity.
    pub id: PersonId,
    /// The key that the source gives the person.
    #[field(
        vi = "Mã nhân khẩu",
        en = "Person key",
        column = "key",
        headings("mã", "mã người", "id", "mã định danh nội bộ"),
        holds(
            "mã của nơi gửi; nếu không có: số định danh; nếu không có: họ tên, ngày sinh, giới tính và xã, phường",
            "the sender's key; without it the personal id; without that name, birth, sex and commune"
        ),
        reads(key),
        default,
        index,
        search
    )]
    pub source_key: Option<String>,
    /// The name as written.
    #[field(
        vi = "Họ và tên",
        en = "Full name",
        personal,
        headings("họ tên", "name"),
        reads(name, name_key),
        search
    )]
    pub full_name: String,
    /// The name folded for search: lower case, no marks.
    #[field(vi = "Tên không dấu", en = "Name without marks", personal, internal, default, index)]
    pub name_key: String,
    /// Sex as registered.
    #[field(vi = "Giới tính", en = "Sex", headings("giới"), reads(sex))]
    pub sex: Option<Sex>,
    /// Birth year, where at least that is known.
    #[field(vi = "Năm sinh", en = "Birth year")]
    pub birth_year: Option<i16>,
    /// Full birth date.
    #[field(
        vi = "Ngày sinh",
        en = "Birth date",
        personal,
        headings("năm sinh", "birth", "birth_date"),
        holds(
            "ngày sinh, hoặc tháng hay năm nếu chỉ biết vậy",
            "birth date, or as much of it as is known"
        ),
        reads(birth, birth_year)
    )]
    pub born_on: Option<Date>,
    /// The 12-digit personal id.
    #[field(
        vi = "Số định danh",
        en = "Personal id",
        personal,
        headings("cccd", "số cccd", "căn cước", "national_id"),
        holds("12 chữ số", "12 digits"),
        reads(personal_id),
        index,
        search
    )]
    pub personal_id: Option<String>,
    /// Telephone in E.164.
    #[field(
        vi = "Điện thoại",
        en = "Telephone",
        personal,
        headings("số điện thoại", "sđt"),
        reads(phone),
        index,
        search
    )]
    pub phone: Option<String>,
    /// The area of residence.
    #[field(
        vi = "Địa bàn",
        en = "Area",
        column = "area_code",
        headings("mã phường", "mã xã", "phường", "xã", "phường xã", "ward"),
        holds("mã hoặc tên xã, phường", "code or name of the commune"),
        commune,
        index
    )]
    pub area_id: AreaId,
    /// The path of that area.
    #[field(vi = "Đường dẫn địa bàn", en = "Path of the area", internal)]
    pub area_path: String,
    /// House number and street, as written.
    #[field(
        vi = "Địa chỉ",
        en = "Address",
        personal,
        headings("nơi ở"),
        holds("số nhà, đường, tổ dân phố", "house, street, quarter")
    )]
    pub address: Option<String>,
    /// Permanent or temporary.
    #[field(vi = "Cư trú", en = "Residence", headings("loại cư trú"))]
    pub residence: Option<ResidenceKind>,
    /// The household.
    #[field(
        vi = "Hộ gia đình",
        en = "Household",
        column = "household_key",
        headings("mã hộ"),
        holds("mã hộ gia đình", "key of the household"),
        index
    )]
    pub household_id: Option<PlaceId>,
    /// The rental row in which the household lives.
    #[field(
        vi = "Khu nhà trọ",
        en = "Rental row",
        column = "lodging_key",
        headings("mã khu trọ"),
        holds("mã khu nhà trọ", "key of the rental row")
    )]
    pub lodging_id: Option<PlaceId>,
    /// The workplace or school.
    #[field(
        vi = "Nơi làm việc, học tập",
        en = "Workplace or school",
        column = "workplace_key",
        headings("mã nơi làm việc"),
        holds("mã nơi làm việc, trường học", "key of the workplace or school")
    )]
    pub workplace_id: Option<PlaceId>,
    /// Who says so.
    #[field(
        vi = "Nguồn dữ liệu",
        en = "Data source",
        column = "origin",
        headings("nguồn dữ liệu"),
        default = "record"
    )]
    pub record_origin: Origin,
}

words! {
    /// What a place is.
    PlaceKind {
        /// *hộ gia đình*
        Household = "household" ("Hộ gia đình", "Household") ["ho", "nha o"],
        /// *khu nhà trọ*: a rental row.
        Lodging = "lodging" ("Khu nhà trọ", "Rental row") ["nha tro", "khu tro", "day tro"],
        /// *nơi làm việc*
        Workplace = "workplace" ("Nơi làm việc", "Workplace") ["doanh nghiep", "cong ty", "co quan"],
        /// *trường học*
        School = "school" ("Trường học", "School") ["truong"],
        /// *khu cách ly tập trung*
        QuarantineSite = "quarantine_site" ("Khu cách ly tập trung", "Quarantine site") ["khu cach ly"],
        /// *trạm y tế, bệnh viện*
        Facility = "facility" ("Cơ sở y tế", "Health facility") ["benh vien", "tram y te"],
        /// *điểm chốt chặn*
        Checkpoint = "checkpoint" ("Điểm chốt", "Checkpoint") ["chot", "chot kiem soat"],
    }
}

/// A place where people live, work or stay.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(
    table = "places",
    vi = "Địa điểm",
    en = "Places",
    key(source_key),
    files("dia diem", "noi o", "khu nha tro")
)]
pub struct Place {
    /// The identity.
    pub id: PlaceId,
    /// The key that the source gives the place.
    #[field(
        vi = "Mã địa điểm",
        en = "Place key",
        column = "key",
        headings("mã"),
        holds(
            "mã của nơi gửi, dùng để nhận ra dòng này lần sau",
            "the sender's key, by which the row is found again"
        ),
        reads(key),
        index,
        search
    )]
    pub source_key: Option<String>,
    /// What it is.
    #[field(vi = "Loại", en = "Kind", headings("loại địa điểm"))]
    pub kind: PlaceKind,
    /// Its name.
    #[field(vi = "Tên", en = "Name", headings("tên địa điểm"), reads(title), search)]
    pub name: String,
    /// The area in which it lies.
    #[field(
        vi = "Địa bàn",
        en = "Area",
        column = "area_code",
        headings("mã phường", "mã xã", "phường", "xã", "phường xã", "ward"),
        holds("mã hoặc tên xã, phường", "code or name of the commune"),
        commune,
        index
    )]
    pub area_id: AreaId,
    /// The path of that area.
    #[field(vi = "Đường dẫn địa bàn", en = "Path of the area", internal)]
    pub area_path: String,
    /// Who says so.
    #[field(
        vi = "Nguồn dữ liệu",
        en = "Data source",
        column = "origin",
        headings("nguồn dữ liệu"),
        default = "record"
    )]
    pub record_origin: Origin,
}

impl Checked for Person {
    /// A person without a key of the sender's is known again by the personal id, or by name, birth, sex and commune.
    fn complete(row: &mut Row, area: Option<&Area>) {
        if !row.lacks("source_key") {
            return;
        }
        let text = |field: &str| row.text(field).unwrap_or_default().to_owned();
        let key = match (row.text("personal_id"), area) {
            (Some(id), _) => natural_key(&[id]),
            (None, Some(area)) if !row.lacks("full_name") => {
                let year = row.number("birth_year").map(|year| year.to_string());
                let born = row.text("born_on").map(str::to_owned).or(year).unwrap_or_default();
                natural_key(&[&text("full_name"), &born, &text("sex"), &area.code])
            }
            _ => return,
        };
        row.set("source_key", key);
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
    let digits: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("natural:{digits}")
}
