//! Every name of the State's lists, on its day.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::civil::{Date, date};
use taicho_model::{Area, AreaId, AreaLevel, AreaLink, AreaLinkKind};

use super::names::AreaNames;

fn table(path: &str) -> Vec<Vec<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path);
    let mut reader = csv::Reader::from_path(path).unwrap();
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// The built-in lists, as an import keeps them.
fn built_in() -> (AreaNames, Vec<Area>) {
    let mut areas: Vec<Area> = Vec::new();
    let mut by_code: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut names = AreaNames::default();
    for row in table("content/areas/areas.csv") {
        let day = |text: &String| (!text.is_empty()).then(|| text.parse::<Date>().unwrap());
        let [valid_from, valid_to, _, earliest_from, earliest_to] =
            [5, 6, 7, 8, 9].map(|at| match at {
                7 => None,
                at => day(&row[at]),
            });
        let on = valid_from.or(valid_to).unwrap();
        let above = by_code.get(&row[4]).into_iter().flatten().map(|at| &areas[*at]);
        let above = above.clone().find(|area| area.is_valid_on(on));
        assert_eq!(above.is_none(), row[4].is_empty(), "{row:?}");
        let area = Area {
            id: AreaId(row[7].clone()),
            code: row[0].clone(),
            name: row[1].clone(),
            kind: row[2].clone(),
            level: AreaLevel::parse(&row[3]).unwrap(),
            parent_id: above.map(|above| above.id.clone()),
            path: format!("{}{}/", above.map_or("", |above| &above.path), row[7]),
            valid_from,
            valid_to,
            earliest_from,
            earliest_to,
        };
        names.add(&area);
        by_code.entry(area.code.clone()).or_default().push(areas.len());
        areas.push(area);
    }
    for row in table("content/areas/area_links.csv") {
        names.add_link(&AreaLink {
            id: String::new(),
            from_id: AreaId(row[0].clone()),
            to_id: AreaId(row[1].clone()),
            kind: AreaLinkKind::Whole,
            starts_on: row[3].parse().unwrap(),
        });
    }
    (names, areas)
}

/// Looks every commune of a day up, by its name and that of what lies above it; gives what was asked about.
///
/// Of what is found wrongly or not at all it tells more. A code has its name and what lies above it; where the two stand
/// several times in the country, as in the many districts of Châu Thành, the province is named as well.
fn look_up(names: &AreaNames, day: Date, communes: &BTreeMap<&str, Vec<&str>>) -> Vec<String> {
    let written = |names: &[&str]| {
        let names = names.iter().map(|name| name.split_whitespace().collect::<Vec<_>>().join(" "));
        names.collect::<Vec<_>>().join(", ")
    };
    let mut times: BTreeMap<String, u32> = BTreeMap::new();
    for names in communes.values() {
        for above in 2..=names.len() {
            *times.entry(written(&names[..above])).or_default() += 1;
        }
    }
    let mut asked = Vec::new();
    for (code, written_names) in communes {
        let mut text = written(&written_names[..2]);
        if times[&text] > 1 {
            text = written(written_names);
        }
        match names.find(&text, day) {
            Err(_) if times[&text] > 1 => asked.push(text),
            Ok(found) if times[&text] == 1 && found.code == *code => {}
            Ok(found) => asked.push(format!("{text} ({code}): {}", found.code)),
            Err(words) => asked.push(format!("{text} ({code}): {}", words.en)),
        }
    }
    asked
}

#[test]
fn every_commune_of_every_list_is_found_by_its_name() {
    let (names, areas) = built_in();
    let today = date(2026, 11, 20);
    let now: Vec<&Area> = areas.iter().filter(|area| area.is_valid_on(today)).collect();
    let full: BTreeMap<&AreaId, String> =
        now.iter().map(|area| (&area.id, area.full_name())).collect();
    let communes: BTreeMap<&str, Vec<&str>> = now
        .iter()
        .filter_map(|area| {
            let above = full[area.parent_id.as_ref()?].as_str();
            Some((area.code.as_str(), vec![full[&area.id].as_str(), above]))
        })
        .collect();
    assert_eq!(communes.len(), 3_321);
    assert_eq!(look_up(&names, today, &communes), [""; 0]);

    let rows = table("xtask/data/units-2019-2025.csv");
    let mut days: Vec<&str> = rows.iter().map(|row| row[3].as_str()).collect();
    days.sort_unstable();
    days.dedup();
    let looked_up = |days: &[&str]| -> Vec<(String, usize, Vec<String>)> {
        let of_day = |day: &&str| {
            let listed: BTreeMap<&str, (&str, &str)> = rows
                .iter()
                .filter(|row| row[3].as_str() <= *day && *day <= row[4].as_str())
                .map(|row| (row[0].as_str(), (row[1].as_str(), row[2].as_str())))
                .collect();
            let communes: BTreeMap<&str, Vec<&str>> = listed
                .iter()
                .filter(|(code, _)| code.len() == 5)
                .map(|(code, (name, district))| {
                    let (district, province) = listed[district];
                    (*code, vec![*name, district, listed[province].0])
                })
                .collect();
            let asked = look_up(&names, day.parse().unwrap(), &communes);
            ((*day).to_owned(), communes.len(), asked)
        };
        days.iter().map(of_day).collect()
    };
    let (one, other) = days.split_at(days.len() / 2);
    let found = std::thread::scope(|scope| {
        let one = scope.spawn(|| looked_up(one));
        let mut found = looked_up(other);
        found.extend(one.join().unwrap());
        found
    });
    assert_eq!(found.len(), 18);
    let mut wrong = Vec::new();
    for (day, communes, mut asked) in found {
        assert!(communes > 10_000);
        // The list was slow with the three wards of Bắc Ninh, whose last day a correction tells.
        asked.retain(|text| {
            !["(09175)", "(09178)", "(09184)"].iter().any(|code| text.contains(code))
        });
        let wanted = match day.as_str() {
            "2025-03-01" => ["Xã Đông Khê, Thành phố Thanh Hóa, Tỉnh Thanh Hóa"; 2].as_slice(),
            _ => &[],
        };
        if asked != wanted {
            wrong.push((day, asked));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn names_are_found_as_people_write_them_on_their_day() {
    let (names, _) = built_in();
    let (spring, summer, today) = (date(2021, 6, 5), date(2022, 6, 5), date(2026, 11, 20));
    let mut wrong = Vec::new();
    for (text, day, code) in [
        ("Xã Quang Châu, huyện Việt Yên", spring, "07807"),
        ("xã Quang Châu huyện Việt Yên tỉnh Bắc Giang", spring, "07807"),
        ("Quang Châu (Việt Yên)", spring, "07807"),
        ("Bắc Giang, Huyện Việt Yên, xã Quang Châu", spring, "07807"),
        ("XA QUANG CHAU, HUYEN VIET YEN", spring, "07807"),
        ("Phường Quang Châu, TX. Việt Yên", date(2024, 6, 5), "07807"),
        ("huyện Yên Dũng", spring, "221"),
        ("Tỉnh Bắc Giang", spring, "24"),
        ("TP.HCM", spring, "79"),
        ("Phường Hạ Lý, quận Hồng Bàng", summer, "11308"),
        ("Trại Chuối, Hồng Bàng, TP Hải Phòng", summer, "11314"),
        ("Phường 14 quận Gò Vấp", spring, "26882"),
        ("P.014, Q. Gò Vấp, TPHCM", spring, "26882"),
        ("P15 Q11", spring, "27208"),
        ("Xã A Lưới 2", today, "20044"),
        ("Ba Tơ, Quảng Ngãi", today, "21484"),
        ("Ba Tô, Quảng Ngãi", today, "21523"),
        ("xã Sơn Hạ", today, "21292"),
        ("Huyện Côn Đảo, tỉnh Bà Rịa - Vũng Tàu", spring, "755"),
        ("Côn Đảo, BRVT", spring, "755"),
        ("huyện đảo Lý Sơn", spring, "536"),
        ("Đặc khu Côn Đảo", today, "26732"),
        ("Xã Ea HLeo", today, "24184"),
        ("ea h’leo, Đắc Lắc", today, "24184"),
    ] {
        match names.find(text, day) {
            Ok(area) if area.code == code => {}
            other => wrong.push(format!("{text} on {day}: {:?}", other.map(|area| &area.code))),
        }
    }
    for (text, day, vi, en) in [
        (
            "Ba To, Quang Ngai",
            today,
            "có nhiều xã, phường tên “Ba To, Quang Ngai”: hãy ghi thêm cấp trên hoặc ghi mã, một trong: Xã Ba Tơ, Tỉnh Quảng Ngãi (21484); Xã Ba Tô",
            "several communes",
        ),
        (
            "Xã Đông Khê, TP Thanh Hóa",
            date(2025, 4, 1),
            "Xã Đông Khê, Thành phố Thanh Hóa (16387); Xã Đông Khê, Thành phố Thanh Hóa (16408)",
            "several communes",
        ),
        (
            "Xã Quang Chau, huyện Vệt Yên",
            spring,
            "gần nhất là: Xã Quang Châu, Huyện Việt Yên (07807)",
            "the nearest are",
        ),
        (
            "Phường Quang Châu, huyện Việt Yên",
            spring,
            "Xã Quang Châu, Huyện Việt Yên (07807)",
            "the nearest are",
        ),
        (
            "Phường Quang Châu",
            spring,
            "chưa có vào ngày 05/06/2021; địa bàn khi đó thuộc: Xã Quang Châu (07807)",
            "not exist yet",
        ),
        (
            "Xã Nội Hoàng, huyện Yên Dũng",
            today,
            "địa bàn nay thuộc: Phường Tiền Phong (07696)",
            "now lies in",
        ),
        (
            "Phường Hạ Lý, quận Hồng Bàng",
            today,
            "chỉ có đến ngày 28/02/2025",
            "only until 2025-02-28",
        ),
        (
            "Thị trấn Nham Biền",
            date(2019, 12, 20),
            "có từ một ngày trong khoảng 02/12/2019 đến 01/01/2020, nguồn không nói rõ hơn; vào ngày 20/12/2019 ghi là: Thị trấn Neo (07681)",
            "from 2019-12-02 to 2020-01-01",
        ),
        ("Xã Kinh Bắc", spring, "không có xã, phường tên", "no commune"),
    ] {
        match names.find(text, day) {
            Err(words) if words.vi.contains(vi) && words.en.contains(en) => {}
            other => wrong.push(format!("{text} on {day}: {:?}", other.map(|area| &area.code))),
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
