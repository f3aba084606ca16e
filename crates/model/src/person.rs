use jiff::civil::Date;
use serde::{Deserialize, Serialize};

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
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    /// The identity.
    pub id: PersonId,
    /// The key that the source gives the person.
    pub source_key: Option<String>,
    /// The name as written.
    pub full_name: String,
    /// The name folded for search: lower case, no marks.
    pub name_key: String,
    /// Sex as registered.
    pub sex: Option<Sex>,
    /// Birth year, where at least that is known.
    pub birth_year: Option<i16>,
    /// Full birth date.
    pub born_on: Option<Date>,
    /// The 12-digit personal id.
    pub personal_id: Option<String>,
    /// Telephone in E.164.
    pub phone: Option<String>,
    /// The area of residence.
    pub area_id: AreaId,
    /// The path of that area.
    pub area_path: String,
    /// House number and street, as written.
    pub address: Option<String>,
    /// Permanent or temporary.
    pub residence: Option<ResidenceKind>,
    /// The household.
    pub household_id: Option<PlaceId>,
    /// The rental row in which the household lives.
    pub lodging_id: Option<PlaceId>,
    /// The workplace or school.
    pub workplace_id: Option<PlaceId>,
    /// Who says so.
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
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// The identity.
    pub id: PlaceId,
    /// The key that the source gives the place.
    pub source_key: Option<String>,
    /// What it is.
    pub kind: PlaceKind,
    /// Its name.
    pub name: String,
    /// The area in which it lies.
    pub area_id: AreaId,
    /// The path of that area.
    pub area_path: String,
    /// Who says so.
    pub record_origin: Origin,
}
