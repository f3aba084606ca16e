use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use taicho_record_derive::Record;
use utoipa::ToSchema;

use crate::AreaId;
use crate::words::words;

words! {
    /// The level of an area; the tree may be of any depth, and levels may be left out (Vietnam dropped the district in 2025).
    AreaLevel {
        /// The whole country.
        Country = "country",
        /// *tỉnh, thành phố trực thuộc trung ương*
        Province = "province",
        /// *quận, huyện, thị xã, thành phố thuộc tỉnh*, to 30 June 2025.
        District = "district",
        /// *xã, phường, thị trấn, đặc khu*
        Commune = "commune",
        /// *thôn, ấp, tổ dân phố, khu phố*: no national code.
        Subunit = "subunit",
    }
}

/// An administrative area during one period of validity.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(table = "areas", vi = "Đơn vị hành chính", en = "Areas")]
pub struct Area {
    /// The identity; a code that was used again has several.
    pub id: AreaId,
    /// The official code: 2 digits for a province, 3 for a district, 5 for a commune.
    #[field(vi = "Mã", en = "Code")]
    pub code: String,
    /// The name without its kind, for instance `Suối Hoa`.
    #[field(vi = "Tên", en = "Name")]
    pub name: String,
    /// The kind as written before the name, for instance `Phường`.
    #[field(vi = "Loại đơn vị", en = "Kind of area")]
    pub kind: String,
    /// The level in the tree.
    #[field(vi = "Cấp", en = "Level")]
    pub level: AreaLevel,
    /// The area above; none at the top.
    #[field(vi = "Đơn vị cấp trên", en = "Area above")]
    pub parent_id: Option<AreaId>,
    /// The ids from the top down to this area, each followed by `/`: a subtree is one range of paths.
    #[field(vi = "Đường dẫn", en = "Path", internal)]
    pub path: String,
    /// The first day on which the area exists; unknown where the source does not say.
    #[field(vi = "Từ ngày", en = "From")]
    pub valid_from: Option<Date>,
    /// The last day on which the area exists.
    #[field(vi = "Đến ngày", en = "To")]
    pub valid_to: Option<Date>,
}

impl Area {
    /// Whether the area exists on a day.
    pub fn is_valid_on(&self, date: Date) -> bool {
        self.valid_from.is_none_or(|from| from <= date) && self.valid_to.is_none_or(|to| date <= to)
    }

    /// The kind and the name, as an officer writes them: `Phường Suối Hoa`.
    pub fn full_name(&self) -> String {
        if self.kind.is_empty() {
            self.name.clone()
        } else {
            format!("{} {}", self.kind, self.name)
        }
    }

    /// The short form that proposals and reports carry.
    pub fn to_ref(&self) -> AreaRef {
        AreaRef { code: self.code.clone(), name: self.full_name() }
    }
}

/// The code and full name of an area, as proposals and reports carry it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
pub struct AreaRef {
    /// The official code at the date of the statement.
    pub code: String,
    /// The kind and name.
    pub name: String,
}

words! {
    /// How one area became another.
    AreaLinkKind {
        /// The whole of the old area went into the new one.
        Whole = "whole",
        /// A part of the old area went into the new one.
        Part = "part",
    }
}

/// A predecessor and a successor: merges and splits are sets of these.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(
    table = "area_links",
    vi = "Chia, nhập đơn vị hành chính",
    en = "Merges and splits of areas"
)]
pub struct AreaLink {
    /// The identity: both ids joined.
    pub id: String,
    /// The area that ended.
    #[field(vi = "Đơn vị cũ", en = "Old area")]
    pub from_id: AreaId,
    /// The area that took ground from it.
    #[field(vi = "Đơn vị mới", en = "New area")]
    pub to_id: AreaId,
    /// Whole or part.
    #[field(vi = "Toàn bộ hay một phần", en = "Whole or part")]
    pub kind: AreaLinkKind,
    /// The first day of the new area.
    #[field(vi = "Từ ngày", en = "From")]
    pub starts_on: Date,
}
