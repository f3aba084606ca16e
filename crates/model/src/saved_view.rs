use taicho_record_derive::Record;

use crate::Id;

/// A list as somebody wants to see it again: its filters, order and columns.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(
    table = "saved_views",
    vi = "Bộ lọc đã lưu",
    en = "Saved views",
    key(list, title, owner),
    files("bo loc da luu")
)]
pub struct SavedView {
    /// The identity.
    pub id: Id<Self>,
    /// The kind of the list, such as `cases`.
    #[field(vi = "Danh sách", en = "List", reads(key))]
    pub list: String,
    /// What it is called.
    #[field(vi = "Tên", en = "Title", reads(title))]
    pub title: String,
    /// Whose it is; everybody's where nobody is named.
    #[field(vi = "Của ai", en = "Owner", reads(key), default = "")]
    pub owner: String,
    /// The filters and the order, as an address of the list holds them.
    #[field(vi = "Điều kiện", en = "Query")]
    pub query: String,
}
