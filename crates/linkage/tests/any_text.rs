//! No list makes the columns or the units panic.

use proptest::prelude::*;
use taicho_linkage::{Columns, UnitRow, Units};

/// A cell: what lists hold, arbitrary text, and text of the letters, digits and marks that lists are made of.
fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(CELLS).prop_map(str::to_owned),
        any::<String>(),
        "[0-9/. :+\\-hTEe]{0,24}",
        "[a-zA-ZđĐâêôơưăáàảãạ\u{300}\u{301}\u{303}\u{309}\u{323} .,0-9?/-]{0,40}",
        "(P\\.|TP |xã |tỉnh |số )?[A-ZĐa-zà-ỹ]{1,8},? ?(Q\\.|huyện )?[0-9A-ZĐa-z]{0,6}",
    ]
}

const CELLS: &[&str] = &[
    "Đỗ Thị Hòa",
    "H'Hen Niê",
    "17/06/1985",
    "027085000123",
    "0903 123 456 / 0912345678",
    "lan.nguyen@gmail,com",
    "tổ 3 khu phố 2, P. Suối Hoa, TP. Bắc Ninh, tỉnh Bắc Ninh",
    "2 tuổi 6 tháng",
    "Họ và tên (chữ in hoa) / Full name",
    "Số CCCD/CMND",
    "fname_c1",
    "Nữ",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_list_has_columns(header in prop::collection::vec(texts(), 0..5), rows in prop::collection::vec(prop::collection::vec(texts(), 0..6), 0..6)) {
        let columns = Columns::recognise(&header, &rows, &Default::default()).unwrap();
        let widest = rows.iter().map(Vec::len).max().unwrap_or(0).max(header.len());
        prop_assert!(columns.all().len() <= widest && columns.field(widest).is_none());
        let used = columns.all().iter().filter(|column| column.held.is_some()).count();
        prop_assert_eq!(used + columns.unused().count(), columns.all().len());
        prop_assert!(columns.holding(taicho_linkage::Field::RecordId).count() <= 1);
    }

    #[test]
    fn any_names_of_units(rows in prop::collection::vec((texts(), texts(), texts()), 0..8), other in texts()) {
        let unit = |(id, (province, district, commune)): (usize, &'_ (String, String, String))| {
            (province.clone(), district.clone(), commune.clone(), id as u32)
        };
        let named: Vec<_> = rows.iter().enumerate().map(unit).collect();
        let units = Units::new(named.iter().map(|(province, district, commune, id)| UnitRow {
            province, district, commune, id: *id, today: vec![*id, 7],
        }));
        for (province, district, commune, id) in &named {
            let _ = units.find(&other, Some(district), Some(province));
            let _ = units.find(&format!("{commune}, {district}, {province}"), Some(&other), None);
            if let Some(found) = units.find(commune, Some(district), Some(province)) {
                prop_assert!(found.ids.is_sorted() && found.today.is_sorted() && found.today.contains(&7));
                prop_assert!(commune.contains([',', ';']) || found.ids.iter().any(|of| of == id || rows.len() > 1));
            }
        }
    }
}
