use taicho_record_derive::Record;

use crate::Id;

/// What stood in a table beside a row in columns that no field takes: nothing that somebody sent is dropped.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(
    table = "other_cells",
    vi = "Cột khác của bảng đã nhập",
    en = "Other cells of imported tables"
)]
pub struct OtherCells {
    /// The identity: kind and id of the row, joined.
    pub id: Id<Self>,
    /// The kind of the row.
    #[field(vi = "Loại bản ghi", en = "Kind of record")]
    pub row_kind: String,
    /// The id of the row.
    #[field(vi = "Bản ghi", en = "Row")]
    pub row_id: String,
    /// The path of the row's area; empty where it lies in none.
    #[field(vi = "Đường dẫn địa bàn", en = "Path of the area", internal)]
    pub area_path: String,
    /// The cells by their headings, as JSON.
    #[field(vi = "Nội dung", en = "Cells", personal)]
    pub cells_json: String,
}

impl OtherCells {
    /// The id for a row.
    pub fn id_of(row_kind: &str, row_id: &str) -> String {
        format!("{row_kind}|{row_id}")
    }
}
