use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use taicho_record_derive::Record;
use utoipa::ToSchema;

use crate::words::words;
use crate::{AreaId, Checked, RowFault};

words! {
    /// The level of an area; the tree may be of any depth, and levels may be left out (Vietnam dropped the district in 2025).
    AreaLevel {
        /// The whole country.
        Country = "country" ("Cả nước", "Country") ["toan quoc", "quoc gia"],
        /// *tỉnh, thành phố trực thuộc trung ương*
        Province = "province" ("Tỉnh, thành phố", "Province") ["tinh", "thanh pho truc thuoc trung uong", "cap tinh"],
        /// *quận, huyện, thị xã, thành phố thuộc tỉnh*, to 30 June 2025.
        District = "district" ("Quận, huyện", "District") ["huyen", "quan", "thi xa", "cap huyen"],
        /// *xã, phường, thị trấn, đặc khu*
        Commune = "commune" ("Xã, phường", "Commune") ["xa", "phuong", "thi tran", "dac khu", "cap xa"],
        /// *thôn, ấp, tổ dân phố, khu phố*: no national code.
        Subunit = "subunit" ("Thôn, tổ dân phố", "Subunit") ["thon", "to dan pho", "ap", "khu pho"],
    }
}

/// An administrative area during one period of validity.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(
    table = "areas",
    vi = "Đơn vị hành chính",
    en = "Areas",
    files("don vi hanh chinh", "dia ban"),
    id = "{code}",
    learned(valid_from = 0),
    checked, span(valid_from..=valid_to), decided)]
pub struct Area {
    /// The identity; a code that was used again has several.
    pub id: AreaId,
    /// The official code: 2 digits for a province, 3 for a district, 5 for a commune.
    #[field(
        vi = "Mã",
        en = "Code",
        headings("mã đơn vị"),
        holds("mã của Tổng cục Thống kê", "code of the statistics office"),
        reads(key),
        index,
        search
    )]
    pub code: String,
    /// The name without its kind, for instance `Suối Hoa`.
    #[field(
        vi = "Tên",
        en = "Name",
        holds("tên không kèm loại", "name without its kind"),
        reads(title),
        search
    )]
    pub name: String,
    /// The kind as written before the name, for instance `Phường`.
    #[field(
        vi = "Loại đơn vị",
        en = "Kind of area",
        headings("loại"),
        holds("Phường, Xã, Thành phố…", "kind as written before the name"),
        reads(key),
        default = ""
    )]
    pub kind: String,
    /// The level in the tree.
    #[field(vi = "Cấp", en = "Level")]
    pub level: AreaLevel,
    /// The area above; none at the top.
    #[field(
        vi = "Đơn vị cấp trên",
        en = "Area above",
        column = "parent_code",
        headings("mã cấp trên"),
        holds("mã đơn vị cấp trên", "code of the area above"),
        dated_by(valid_from, valid_to)
    )]
    pub parent_id: Option<AreaId>,
    /// The ids from the top down to this area, each followed by `/`: a subtree is one range of paths.
    #[field(vi = "Đường dẫn", en = "Path", internal)]
    pub path: String,
    /// The first day on which the area exists; unknown where the source does not say.
    #[field(vi = "Từ ngày", en = "From", holds("ngày đầu tiên tồn tại", "first day of existence"))]
    pub valid_from: Option<Date>,
    /// The last day on which the area exists.
    #[field(vi = "Đến ngày", en = "To", holds("ngày cuối cùng tồn tại", "last day of existence"))]
    pub valid_to: Option<Date>,
    /// The earliest day that can be the first one, where the sources tell it only as lying between this and `valid_from`.
    #[field(
        vi = "Sớm nhất từ ngày",
        en = "From at the earliest",
        holds(
            "nếu ngày đầu tiên chỉ biết là nằm giữa ngày này và “Từ ngày”",
            "where the first day is only known to lie between this and `valid_from`"
        )
    )]
    pub earliest_from: Option<Date>,
    /// The earliest day that can be the last one, where it lies between this and `valid_to`.
    #[field(
        vi = "Sớm nhất đến ngày",
        en = "To at the earliest",
        holds(
            "nếu ngày cuối cùng chỉ biết là nằm giữa ngày này và “Đến ngày”",
            "where the last day is only known to lie between this and `valid_to`"
        )
    )]
    pub earliest_to: Option<Date>,
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

impl AreaRef {
    /// An area by its code and full name.
    pub fn new(code: &str, name: &str) -> Self {
        Self { code: code.to_owned(), name: name.to_owned() }
    }
}

words! {
    /// How one area became another.
    AreaLinkKind {
        /// The whole of the old area went into the new one.
        Whole = "whole" ("Toàn bộ", "Whole") ["nhap toan bo"],
        /// A part of the old area went into the new one.
        Part = "part" ("Một phần", "Part") ["nhap mot phan"],
    }
}

/// A predecessor and a successor: merges and splits are sets of these.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(
    table = "area_links",
    vi = "Chia, nhập đơn vị hành chính",
    en = "Merges and splits of areas",
    files("sap xep don vi"),
    id = "{from_id}>{to_id}",
    learned(starts_on = 0),
    decided
)]
pub struct AreaLink {
    /// The identity: both ids joined.
    pub id: String,
    /// The area that ended.
    #[field(
        vi = "Đơn vị cũ",
        en = "Old area",
        holds("id của đơn vị cũ", "id of the old area"),
        reads(id),
        index
    )]
    pub from_id: AreaId,
    /// The area that took ground from it.
    #[field(
        vi = "Đơn vị mới",
        en = "New area",
        holds("id của đơn vị mới", "id of the new area"),
        reads(id),
        index
    )]
    pub to_id: AreaId,
    /// Whole or part.
    #[field(vi = "Toàn bộ hay một phần", en = "Whole or part")]
    pub kind: AreaLinkKind,
    /// The first day of the new area.
    #[field(
        vi = "Từ ngày",
        en = "From",
        column = "on",
        holds("ngày đầu của đơn vị mới", "first day of the new area")
    )]
    pub starts_on: Date,
}

impl Checked for Area {
    /// An id is a step of a path.
    fn check(&self, faults: &mut Vec<RowFault>) {
        let fits = |letter: char| letter.is_alphanumeric() || "-_.".contains(letter);
        if !self.id.0.chars().all(fits) {
            let (vi, en) = (
                "mã chỉ gồm chữ, số và các dấu - _ .",
                "a code consists of letters, digits and the marks - _ .",
            );
            faults.push(RowFault::new("code", "area.code", vi, en));
        }
        if matches!((self.valid_from, self.valid_to), (Some(from), Some(to)) if to < from) {
            let (vi, en) = ("kết thúc trước khi bắt đầu", "it ends before it begins");
            faults.push(RowFault::new("valid_to", "area.ended_before_began", vi, en));
        }
    }
}
