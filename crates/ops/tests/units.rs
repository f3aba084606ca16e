//! Communes of any time, by the names that lists write.

use std::collections::BTreeSet;
use taicho_linkage::Units;

use taicho_ops::{Content, units};

fn built_in() -> Units {
    units(&Content::built_in().unwrap()).unwrap()
}

const KINH_BAC: u32 = 91_872;

fn today(
    units: &Units,
    commune: &str,
    district: &'static str,
    province: &'static str,
) -> Option<Vec<u32>> {
    let given = |text: &'static str| (!text.is_empty()).then_some(text);
    units.find(commune, given(district), given(province)).map(|unit| unit.today)
}

#[test]
fn names_lead_to_what_is_in_force_today() {
    let units = built_in();
    for (commune, district, province) in [
        ("Suối Hoa", "", "Bắc Ninh"),
        ("Suối Hoa", "TP Bắc Ninh", ""),
        ("P. Suối Hoa", "TP Bắc Ninh", "Bắc Ninh"),
        ("phuong suoi hoa", "", "tinh bac ninh"),
        ("Phường Suối Hoa, TP. Bắc Ninh, Bắc Ninh", "", ""),
        ("Kinh Bắc", "", "Bắc Ninh"),
        ("Kinh Bắc", "Bắc Ninh", ""),
        // Merged in 2024, then again in 2025.
        ("Vệ An", "TP. Bắc Ninh", ""),
        ("Tiền Ninh Vệ", "", ""),
        ("Ninh Xá", "TP Bắc Ninh", "Bắc Ninh"),
        ("Hòa Long", "TP Bắc Ninh", ""),
        ("Hoà Long", "", "Bắc Ninh"),
    ] {
        assert_eq!(
            today(&units, commune, district, province),
            Some(vec![KINH_BAC]),
            "{commune}, {district}, {province}"
        );
    }
}

#[test]
fn what_lies_above_tells_names_apart() {
    let units = built_in();
    // The other Suối Hoa lies in Hòa Bình, today Phú Thọ.
    let both = units.find("Suối Hoa", None, None).unwrap();
    assert_eq!((both.ids, both.today), (vec![51_341, 91_871], vec![51_342, KINH_BAC]));
    assert_eq!(today(&units, "Suối Hoa", "", "Hòa Bình"), Some(vec![51_342]));
    assert_eq!(today(&units, "Suối Hoa", "", "Phú Thọ"), Some(vec![51_342]));
    assert_eq!(today(&units, "Suối Hoa", "", "Hà Nội"), None);
    for (commune, district, province, expected) in [
        // Old and new province, with and without marks.
        ("Tam Tiến", "Yên Thế", "Bắc Giang", 72_642),
        ("Tam Tien", "Yen The", "Bac Ninh", 72_642),
        ("Phường Bến Nghé", "Q1", "HCM", 267_402),
        ("P. Bến Nghé", "Quận 1", "TP. Hồ Chí Minh", 267_402),
        // The district went before the list begins.
        ("Thảo Điền", "Quận 2", "Sài Gòn", 270_942),
        // No bản and no buôn.
        ("Bản Lang", "", "Lai Châu", 35_832),
        ("Buôn Hồ", "", "", 243_052),
        ("Huyện Lý Sơn", "", "Quảng Ngãi", 215_481),
    ] {
        assert_eq!(
            today(&units, commune, district, province),
            Some(vec![expected]),
            "{commune}, {district}, {province}"
        );
    }
    // Split in parts.
    assert_eq!(today(&units, "Phường 1", "Quận 10", "TP.HCM").map(|units| units.len()), Some(1));
    assert_eq!(today(&units, "Đại Mỗ", "Nam Từ Liêm", "Hanoi").map(|units| units.len()), Some(5));
    // Too many share these.
    assert_eq!(today(&units, "Phường 1", "", ""), None);
    assert_eq!(today(&units, "Quang Trung", "", ""), None);
    assert_eq!(today(&units, "W001", "", ""), None);
}

#[test]
fn every_commune_is_found_by_its_full_name() {
    let content = Content::built_in().unwrap();
    let units = units(&content).unwrap();
    let areas = content.text("areas/areas.csv").unwrap();
    let rows: Vec<Vec<&str>> =
        areas.lines().skip(1).map(|line| line.split(',').collect()).collect();
    let mut left_out = 0;
    let above = |code: &str, day: &str| {
        rows.iter().find(|row| {
            row[3] != "commune"
                && row[0] == code
                && row[5] <= day
                && (row[6].is_empty() || day <= row[6])
        })
    };
    let mut open = 0;
    let mut ids = BTreeSet::new();
    let communes = rows.iter().filter(|row| row[3] == "commune");
    for row in communes.clone() {
        let in_force = row[6].is_empty();
        let full = |row: &[&str]| format!("{} {}", row[2], row[1]);
        let day = if in_force { row[5] } else { row[6] };
        let parent = above(row[4], day).unwrap();
        let (district, province) = match above(parent[4], day) {
            Some(province) => (Some(full(parent)), full(province)),
            None => (None, full(parent)),
        };
        let (code, period) = row[7].split_once('.').unwrap_or((row[7], "1"));
        let period = match period.as_bytes()[0] {
            letter @ b'a'..=b'f' => u32::from(letter - b'a') + 4,
            digit => u32::from(digit - b'0'),
        };
        let id = code.parse::<u32>().unwrap() * 10 + period;
        assert!(ids.insert(id), "{row:?}: its number is another's");
        let found = units.find(&full(row), district.as_deref(), Some(&province));
        let found = found.filter(|found| found.ids.contains(&id));
        match found {
            Some(found) => {
                assert!(!in_force || found.today.contains(&id), "{row:?}: {found:?}");
                open += usize::from(found.ids.len() > 1);
            }
            // What became of it is not told: no list of 2020 to 2024 says so, and twelve of 2025 were never there.
            None => {
                assert!(!in_force, "{row:?}");
                left_out += 1;
            }
        }
    }
    assert_eq!(units.len(), ids.len() - left_out + 5);
    assert!(left_out < 1_100, "{left_out}");
    // One name before and after the merger, or of neighbours in one district.
    assert!(open * 4 < units.len(), "{open} of {} names stay open", units.len());
}
