use taicho_model::{Area, AreaId, AreaLevel, AreaLink, AreaLinkKind, Words};

use super::{Draft, Importable, Spec, at_hour, column};
use crate::import::cells::Cells;
use crate::import::context::Context;

pub(super) const AREAS: Spec = Spec {
    kind: "areas",
    file_words: &["don vi hanh chinh", "dia ban"],
    title: ("Đơn vị hành chính", "Areas"),
    order: 0,
    key: ("mã và ngày bắt đầu; hoặc id", "code and first day; or id"),
    columns: &[
        column(
            "code",
            true,
            &["mã", "mã đơn vị"],
            ("mã của Tổng cục Thống kê", "code of the statistics office"),
        ),
        column("name", true, &["tên"], ("tên không kèm loại", "name without its kind")),
        column(
            "kind",
            false,
            &["loại"],
            ("Phường, Xã, Thành phố…", "kind as written before the name"),
        ),
        column(
            "level",
            true,
            &["cấp"],
            ("province, district, commune, subunit", "province, district, commune, subunit"),
        ),
        column(
            "parent_code",
            false,
            &["mã cấp trên"],
            ("mã đơn vị cấp trên", "code of the area above"),
        ),
        column(
            "valid_from",
            false,
            &["từ ngày"],
            ("ngày đầu tiên tồn tại", "first day of existence"),
        ),
        column(
            "valid_to",
            false,
            &["đến ngày"],
            ("ngày cuối cùng tồn tại", "last day of existence"),
        ),
        column(
            "id",
            false,
            &[],
            ("mã định danh khi một mã được dùng lại", "identity where a code was used again"),
        ),
    ],
};

const LEVELS: &[(&str, AreaLevel)] = &[
    ("tinh", AreaLevel::Province),
    ("huyen", AreaLevel::District),
    ("xa", AreaLevel::Commune),
    ("thon", AreaLevel::Subunit),
    ("to dan pho", AreaLevel::Subunit),
];

impl Importable for Area {
    fn from_row(cells: &mut Cells<'_>) -> Option<Draft<Self>> {
        let code = cells.text("code");
        let name = cells.text("name");
        let kind = cells.text("kind").unwrap_or_default();
        let level = cells.word("level", AreaLevel::parse, LEVELS);
        let (valid_from, valid_to) = (cells.day("valid_from"), cells.day("valid_to"));
        let day = valid_from.or(valid_to).unwrap_or_else(|| cells.context.today());
        let parent = cells.area("parent_code", day);
        let id = cells.text("id").or_else(|| cells.text("code"));
        if let Some(id) = &id {
            check_id(cells, id, parent.as_ref());
        }
        if cells.bad {
            return None;
        }
        let id = AreaId(id?);
        let above = parent.as_ref().map_or("", |parent| parent.path.as_str());
        let area = Self {
            path: format!("{above}{id}/"),
            code: code?,
            name: name?,
            kind,
            level: level?,
            parent_id: parent.as_ref().map(|parent| parent.id.clone()),
            valid_from,
            valid_to,
            id,
        };
        let happened_at = valid_from.and_then(|day| at_hour(day, 0));
        Some(Draft { key: area.id.0.clone(), record: area, happened_at, row: cells.row.number() })
    }

    fn id_mut(&mut self) -> &mut String {
        &mut self.id.0
    }

    fn remember(&self, context: &mut Context) {
        context.add_area(self.clone());
    }
}

/// An id is a step of a path, and no area lies within itself.
fn check_id(cells: &mut Cells<'_>, id: &str, parent: Option<&Area>) {
    if !id.chars().all(|letter| letter.is_alphanumeric() || "-_.".contains(letter)) {
        let words = Words::new(
            "mã chỉ gồm chữ, số và các dấu - _ .",
            "a code consists of letters, digits and the marks - _ .",
        );
        cells.fault("code", "area.code", words);
    }
    if parent.is_some_and(|parent| parent.path.split('/').any(|step| step == id)) {
        let words = Words::new(
            "đơn vị cấp trên nằm trong chính đơn vị này",
            "the area above lies within this area",
        );
        cells.fault("parent_code", "area.own_parent", words);
    }
}

pub(super) const LINKS: Spec = Spec {
    kind: "area_links",
    file_words: &["sap xep don vi"],
    title: ("Sáp nhập, chia tách đơn vị", "Merges and splits of areas"),
    order: 1,
    key: ("đơn vị cũ, đơn vị mới", "old area, new area"),
    columns: &[
        column("from_id", true, &["đơn vị cũ"], ("id của đơn vị cũ", "id of the old area")),
        column("to_id", true, &["đơn vị mới"], ("id của đơn vị mới", "id of the new area")),
        column("kind", true, &["toàn bộ hay một phần"], ("whole hoặc part", "whole or part")),
        column("on", true, &["từ ngày"], ("ngày đầu của đơn vị mới", "first day of the new area")),
    ],
};

impl Importable for AreaLink {
    fn from_row(cells: &mut Cells<'_>) -> Option<Draft<Self>> {
        let (from_id, to_id) = (cells.text("from_id"), cells.text("to_id"));
        let kind = cells.word(
            "kind",
            AreaLinkKind::parse,
            &[("toan bo", AreaLinkKind::Whole), ("mot phan", AreaLinkKind::Part)],
        );
        let starts_on = cells.day("on");
        for (column, id) in [("from_id", &from_id), ("to_id", &to_id)] {
            if let Some(id) = id
                && !has_area(cells.context, id)
            {
                let words =
                    Words::new(format!("không có đơn vị {id}"), format!("there is no area {id}"));
                cells.fault(column, "area.unknown", words);
            }
        }
        if cells.bad {
            return None;
        }
        let (from_id, to_id) = (AreaId(from_id?), AreaId(to_id?));
        let id = format!("{from_id}>{to_id}");
        let starts_on = starts_on?;
        Some(Draft {
            key: id.clone(),
            record: Self { id, from_id, to_id, kind: kind?, starts_on },
            happened_at: at_hour(starts_on, 0),
            row: cells.row.number(),
        })
    }

    fn id_mut(&mut self) -> &mut String {
        &mut self.id
    }
}

fn has_area(context: &Context, id: &str) -> bool {
    let code = id.split('.').next().unwrap_or(id);
    context.periods(code).iter().any(|area| area.id.0 == id)
}
