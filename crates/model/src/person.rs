use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use taicho_record_derive::Record;

use crate::words::words;
use crate::{AreaId, Origin, PersonId, PlaceId};

words! {
    /// Sex as registered.
    Sex {
        /// *nam*
        Male = "male",
        /// *nữ*
        Female = "female",
    }
}

words! {
    /// How a person is registered where they live.
    ResidenceKind {
        /// *thường trú*
        Permanent = "permanent",
        /// *tạm trú*
        Temporary = "temporary",
    }
}

/// A person on the register.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(table = "people", vi = "Nhân khẩu", en = "People", key(source_key))]
pub struct Person {
    /// The identity.
    pub id: PersonId,
    /// The key that the source gives the person.
    #[field(vi = "Mã nhân khẩu", en = "Person key")]
    pub source_key: Option<String>,
    /// The name as written.
    #[field(vi = "Họ và tên", en = "Full name", personal)]
    pub full_name: String,
    /// The name folded for search: lower case, no marks.
    #[field(vi = "Tên không dấu", en = "Name without marks", personal, internal)]
    pub name_key: String,
    /// Sex as registered.
    #[field(vi = "Giới tính", en = "Sex")]
    pub sex: Option<Sex>,
    /// Birth year, where at least that is known.
    #[field(vi = "Năm sinh", en = "Birth year")]
    pub birth_year: Option<i16>,
    /// Full birth date.
    #[field(vi = "Ngày sinh", en = "Birth date", personal)]
    pub born_on: Option<Date>,
    /// The 12-digit personal id.
    #[field(vi = "Số định danh", en = "Personal id", personal)]
    pub personal_id: Option<String>,
    /// Telephone in E.164.
    #[field(vi = "Điện thoại", en = "Telephone", personal)]
    pub phone: Option<String>,
    /// The area of residence.
    #[field(vi = "Địa bàn", en = "Area")]
    pub area_id: AreaId,
    /// The path of that area.
    #[field(vi = "Đường dẫn địa bàn", en = "Path of the area", internal)]
    pub area_path: String,
    /// House number and street, as written.
    #[field(vi = "Địa chỉ", en = "Address", personal)]
    pub address: Option<String>,
    /// Permanent or temporary.
    #[field(vi = "Cư trú", en = "Residence")]
    pub residence: Option<ResidenceKind>,
    /// The household.
    #[field(vi = "Hộ gia đình", en = "Household")]
    pub household_id: Option<PlaceId>,
    /// The rental row in which the household lives.
    #[field(vi = "Khu nhà trọ", en = "Rental row")]
    pub lodging_id: Option<PlaceId>,
    /// The workplace or school.
    #[field(vi = "Nơi làm việc, học tập", en = "Workplace or school")]
    pub workplace_id: Option<PlaceId>,
    /// Who says so.
    #[field(vi = "Nguồn dữ liệu", en = "Data source")]
    pub record_origin: Origin,
}

words! {
    /// What a place is.
    PlaceKind {
        /// *hộ gia đình*
        Household = "household",
        /// *khu nhà trọ*: a rental row.
        Lodging = "lodging",
        /// *nơi làm việc*
        Workplace = "workplace",
        /// *trường học*
        School = "school",
        /// *khu cách ly tập trung*
        QuarantineSite = "quarantine_site",
        /// *trạm y tế, bệnh viện*
        Facility = "facility",
        /// *điểm chốt chặn*
        Checkpoint = "checkpoint",
    }
}

/// A place where people live, work or stay.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(table = "places", vi = "Địa điểm", en = "Places", key(source_key))]
pub struct Place {
    /// The identity.
    pub id: PlaceId,
    /// The key that the source gives the place.
    #[field(vi = "Mã địa điểm", en = "Place key")]
    pub source_key: Option<String>,
    /// What it is.
    #[field(vi = "Loại", en = "Kind")]
    pub kind: PlaceKind,
    /// Its name.
    #[field(vi = "Tên", en = "Name")]
    pub name: String,
    /// The area in which it lies.
    #[field(vi = "Địa bàn", en = "Area")]
    pub area_id: AreaId,
    /// The path of that area.
    #[field(vi = "Đường dẫn địa bàn", en = "Path of the area", internal)]
    pub area_path: String,
    /// Who says so.
    #[field(vi = "Nguồn dữ liệu", en = "Data source")]
    pub record_origin: Origin,
}
