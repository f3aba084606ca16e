//! No text makes a normaliser panic, and what it gives is already in its one form.

use jiff::civil::date;
use proptest::prelude::*;
use taicho_normalise as normalise;

/// Arbitrary text, and text of the letters, digits and marks that dates, numbers and names are made of.
fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        corrupted(),
        any::<String>(),
        "[0-9/. :+\\-hTEe]{0,24}",
        "[a-zA-ZđĐâêôơưăáàảãạ\u{300}\u{301}\u{303}\u{309}\u{323} .,0-9?/-]{0,40}",
        "(ngày |tháng |năm |P\\.|TP |xã |số )?[0-9]{1,8}[-/ .]?(QĐ|CT|tháng|thg|Jun)?[-/ ]?[0-9A-ZĐa-z]{0,6}",
    ]
}

/// What lists hold, with letters lost, doubled, swapped or changed for others on the way.
fn corrupted() -> impl Strategy<Value = String> {
    let slips =
        prop::collection::vec((any::<prop::sample::Index>(), 0..5usize, any::<char>()), 0..6);
    (prop::sample::select(SAMPLES), slips).prop_map(|(sample, slips)| {
        let mut letters: Vec<char> = sample.chars().collect();
        for (at, slip, other) in slips {
            let at = at.index(letters.len().max(1)).min(letters.len().saturating_sub(1));
            match slip {
                _ if letters.is_empty() => letters.push(other),
                0 => drop(letters.remove(at)),
                1 => letters.insert(at, letters[at]),
                2 => letters.swap(at / 2, at),
                3 => letters[at] = other,
                _ => letters.truncate(at),
            }
        }
        letters.into_iter().collect()
    })
}

const SAMPLES: &[&str] = &[
    "Đỗ Thị Hòa",
    "Y Moan Êñuôl",
    "H'Hen Niê",
    "CB Nguyễn Thị Hoa (con ông B)",
    "17/06/1985",
    "ngày 3 tháng 4 năm 1990",
    "027085000123",
    "DN4272712345678",
    "0903 123 456 / 0912345678",
    "lan.nguyen@gmail,com",
    "Số nhà 12, ngách 4/5, ngõ 6 phố Huế",
    "unit 4 12 Main St",
    "P.502 CT3 KĐT Vinhomes",
    "tổ 3 khu phố 2, P. Suối Hoa, TP. Bắc Ninh, tỉnh Bắc Ninh",
    "2 tuổi 6 tháng",
    "sw1a 1aa",
    "12/3 D345",
    "Họ và tên (chữ in hoa) / Full name",
    "Số CCCD/CMND",
    "fname_c1",
    "Nữ",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_panics(text in texts()) {
        let today = date(2021, 6, 17);
        let _ = normalise::date(&text, None);
        let _ = normalise::birth_date(&text, today);
        let _ = normalise::date_time(&text, Some(today.at(16, 0, 0, 0)));
        let _ = normalise::id_document(&text);
        let _ = normalise::health_card(&text);
        let _ = normalise::sex(&text);
        let _ = normalise::yes_no(&text);
        let _ = normalise::number(&text);
        let _ = normalise::address(&text);
        let _ = normalise::document(&text);
        let _ = normalise::street(&text);
        let _ = normalise::age(&text);
    }

    #[test]
    fn names_are_stable(text in texts()) {
        if let Ok(read) = normalise::name(&text) {
            let again = normalise::name(&read.value.text).unwrap();
            prop_assert_eq!(&again.value.text, &read.value.text);
            prop_assert_eq!(&again.value.key, &read.value.key);
            prop_assert_eq!(again.value.order_key().len(), read.value.key.len());
            let _ = read.value.tone_key();
        }
    }

    #[test]
    fn phones_are_stable(text in texts()) {
        if let Ok(read) = normalise::phone(&text) {
            let again = normalise::phone(&read.value.e164).unwrap();
            prop_assert_eq!(again.value, read.value);
        }
    }

    #[test]
    fn ids_are_stable(text in texts()) {
        if let Ok(read) = normalise::personal_id(&text) {
            prop_assert_eq!(normalise::personal_id(&read.value.digits).unwrap().value, read.value);
        }
    }

    #[test]
    fn emails_and_postcodes_are_stable(text in texts(), local in "[a-z0-9._]{0,6}", domain in "[a-z.,]{0,6}") {
        for text in [&text, &format!("{local}@{domain}"), &format!("{text}@{domain}")] {
            if let Ok(read) = normalise::email(text) {
                prop_assert_eq!(&normalise::email(&read.value.text).unwrap().value, &read.value);
                prop_assert!(!read.value.local().is_empty() && !read.value.domain().is_empty());
            }
            if let Ok(read) = normalise::postcode(text) {
                prop_assert_eq!(normalise::postcode(&read.value).unwrap().value, read.value);
            }
        }
    }

    #[test]
    fn every_age_reads_back(years in 0u8..=130, form in 0..AGES.len()) {
        let text = AGES[form].replace('#', &years.to_string());
        prop_assert_eq!(normalise::age(&text).unwrap().value, years, "{}", text);
    }

    #[test]
    fn every_day_reads_back(days in 0i64..60_000, width in 0..4usize) {
        use jiff::ToSpan;
        let day = date(1900, 1, 1).checked_add(days.days()).unwrap();
        let text = match width {
            0 => day.to_string(),
            1 => format!("{:02}/{:02}/{}", day.day(), day.month(), day.year()),
            2 => format!("{}-{}-{}", day.day(), day.month(), day.year()),
            _ => format!("ngày {} tháng {} năm {}", day.day(), day.month(), day.year()),
        };
        prop_assert_eq!(normalise::date(&text, None).unwrap().value.date, normalise::PartialDate::Day(day));
    }

    #[test]
    fn area_keys_are_stable(text in texts()) {
        if let Ok(read) = normalise::area_name(&text) {
            prop_assert!(!read.value.key.is_empty());
            prop_assert!(!read.value.key.contains("  "));
        }
    }

    #[test]
    fn street_keys_are_bare(text in texts()) {
        if let Ok(read) = normalise::street(&text) {
            for key in [&read.value.key, &read.value.detail] {
                prop_assert_eq!(&key.to_lowercase(), key);
                prop_assert!(!key.contains("  ") && key.trim() == key, "{:?}", key);
            }
        }
    }

    #[test]
    fn streets_do_not_mind_how_they_are_written(house in 1u32..2000, at in 0..STREETS.len()) {
        let name = STREETS[at];
        let wanted = normalise::street(&format!("{house} {name}")).unwrap().value;
        prop_assert_eq!(wanted.house, Some(house));
        let bare = taicho_model::vietnamese::bare(name);
        for text in [format!("Số {house} đường {name}"), format!("SN {house}, Đ. {name}"), format!("so nha {house} duong {bare}"),
                     format!("{house} phố {}", name.to_uppercase()), format!("Đường {name}, số {house}")] {
            prop_assert_eq!(&normalise::street(&text).unwrap().value, &wanted, "{}", text);
        }
    }
}

const STREETS: [&str; 12] = [
    "Nguyễn Đăng Đạo",
    "Lê Lợi",
    "345",
    "Cách Mạng Tháng 8",
    "Phạm Ngũ Lão",
    "Dương Đình Nghệ",
    "Ngô Quyền",
    "3/2",
    "Tô Hiệu",
    "Láng Hạ",
    "Phố Hiến",
    "Số 7",
];

const AGES: [&str; 6] = ["#", "# tuổi", "#t", "# years old", "# tuổi 3 tháng", "khoảng # tuổi"];
