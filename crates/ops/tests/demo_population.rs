//! The people of the shipped scenes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Instant;

use jiff::civil::{Date, date};
use serde::Deserialize;
use taicho_model::{PlaceKind, ResidenceKind};
use taicho_normalise as normalise;
use taicho_ops::demo::{Names, PeopleSpec, PersonRow, Population, generate_people};

fn content(path: &str) -> String {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../content").join(path);
    std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

#[derive(Deserialize)]
struct Scene {
    people: PeopleSpec,
}

fn table(path: &str) -> Vec<BTreeMap<String, String>> {
    let text = content(path);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headers = reader.headers().unwrap().clone();
    reader
        .records()
        .map(|row| {
            let row = row.unwrap();
            headers.iter().zip(&row).map(|(h, c)| (h.to_owned(), c.to_owned())).collect()
        })
        .collect()
}

fn table_if_there(path: &str) -> Vec<BTreeMap<String, String>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../content");
    if folder.join(path).exists() { table(path) } else { Vec::new() }
}

fn people_of(scene: &str, on: Date) -> (PeopleSpec, Population) {
    let file: Scene = toml::from_str(&content(&format!("demo/{scene}/scene.toml"))).unwrap();
    let mut spec = PeopleSpec { on, ..file.people };
    for row in table(&format!("demo/{scene}/quarters.csv")) {
        let ward =
            spec.wards.iter_mut().find(|ward| ward.code == row["area_code"]).expect("a known ward");
        ward.quarters.push(row["name"].clone());
    }
    let names = Names::parse(
        &content("names/surnames.csv"),
        &content("names/male.txt"),
        &content("names/female.txt"),
    )
    .unwrap();
    let started = Instant::now();
    let made = generate_people(&spec, &names);
    println!("{} people in {:?}", made.people.len(), started.elapsed());
    assert_eq!(made, generate_people(&spec, &names), "the same seed gives the same people");
    (spec, made)
}

/// The scenes besides Bắc Ninh's.
const OTHERS: [(&str, Date); 4] = [
    ("bu-dang-2021", date(2021, 8, 15)),
    ("xuan-thoi-son-2021", date(2021, 11, 24)),
    ("hong-bang-2022", date(2022, 6, 1)),
    ("kinh-bac-2026", date(2026, 11, 20)),
];

fn bac_ninh() -> (PeopleSpec, Population) {
    people_of("bac-ninh-2021", date(2021, 6, 17))
}

#[test]
fn cases_are_residents_who_live_where_they_were_found() {
    let (_, made) = bac_ninh();
    let residents: BTreeMap<&str, &PersonRow> =
        made.people.iter().map(|person| (person.key.as_str(), person)).collect();
    let zones: BTreeMap<String, String> = table("demo/bac-ninh-2021/zones.csv")
        .into_iter()
        .map(|zone| (zone["code"].clone(), zone["name"].clone()))
        .collect();
    let mut in_zones = 0;
    let mut cases = table("demo/bac-ninh-2021/cases.csv");
    cases.extend(table("demo/bac-ninh-2021/later/2021-06-19-tien-an-community.csv"));
    cases.extend(table("demo/bac-ninh-2021/later/2021-06-19-tien-an-contained.csv"));
    for case in cases {
        let person = residents[case["person_key"].as_str()];
        assert_eq!(person.area_code, case["area_code"]);
        let Some(zone) = zones.get(&case["zone_code"]) else { continue };
        in_zones += 1;
        if zone.contains("nhà trọ") {
            assert!(person.lodging_key.is_some(), "{} of {zone}", person.key);
        }
        let quarter = zone.rsplit("hu ").next().unwrap();
        assert!(person.address.contains(&format!("hu {quarter},")), "{} {zone}", person.address);
    }
    assert!(in_zones > 200);
}

#[test]
fn in_every_scene_cases_live_where_they_were_found() {
    for (scene, on) in OTHERS {
        let (spec, made) = people_of(scene, on);
        let residents: BTreeMap<&str, &PersonRow> =
            made.people.iter().map(|person| (person.key.as_str(), person)).collect();
        let ward = |code: &str| spec.wards.iter().find(|ward| ward.code == code).unwrap();
        for person in &made.people {
            let ward = ward(&person.area_code);
            let tail = format!(", {} {}, {}", ward.kind, ward.name, spec.place);
            assert!(person.address.ends_with(&tail), "{}", person.address);
        }
        let zones: BTreeMap<String, String> = table_if_there(&format!("demo/{scene}/zones.csv"))
            .into_iter()
            .map(|zone| (zone["code"].clone(), zone["name"].clone()))
            .collect();
        for case in table(&format!("demo/{scene}/cases.csv")) {
            let person = residents[case["person_key"].as_str()];
            assert_eq!(person.area_code, case["area_code"]);
            let Some(zone) = zones.get(&case["zone_code"]) else { continue };
            if zone.contains("nhà trọ") {
                assert!(person.lodging_key.is_some(), "{} of {zone}", person.key);
            }
            let quarter = zone.rsplit(", ").next().unwrap().to_lowercase();
            assert!(person.address.contains(&format!("{quarter},")), "{} {zone}", person.address);
        }
    }
}

#[test]
fn measles_is_among_children_of_one_nursery_school() {
    let on = date(2026, 11, 20);
    let (_, made) = people_of("kinh-bac-2026", on);
    let residents: BTreeMap<&str, &PersonRow> =
        made.people.iter().map(|person| (person.key.as_str(), person)).collect();
    let cases = table("demo/kinh-bac-2026/cases.csv");
    let in_school = cases
        .iter()
        .filter(|case| case["cluster"] == "SOI-09187-MN")
        .filter(|case| {
            let person = residents[case["person_key"].as_str()];
            person.workplace_key.as_deref() == Some("KB26-S-09187-1")
        })
        .count();
    assert_eq!(in_school, 6);
    for case in &cases {
        assert_eq!(residents[case["person_key"].as_str()].area_code, case["area_code"]);
    }
}

#[test]
fn every_ward_gets_its_people_once() {
    let (spec, made) = bac_ninh();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for person in &made.people {
        *counts.entry(&person.area_code).or_default() += 1;
    }
    for ward in &spec.wards {
        assert_eq!(counts[ward.code.as_str()], ward.count, "{}", ward.name);
    }
    let keys: BTreeSet<&str> = made.people.iter().map(|person| person.key.as_str()).collect();
    assert_eq!(keys.len(), 50_000);
    let places: BTreeSet<&str> = made.places.iter().map(|place| place.key.as_str()).collect();
    assert_eq!(places.len(), made.places.len());
    for person in &made.people {
        assert!(places.contains(person.household_key.as_str()));
        assert!(person.lodging_key.iter().all(|key| places.contains(key.as_str())));
        assert!(person.workplace_key.iter().all(|key| places.contains(key.as_str())));
    }
}

#[test]
fn no_number_can_belong_to_a_real_person_or_to_two() {
    let (_, mut made) = bac_ninh();
    for (scene, on) in OTHERS {
        let (_, other) = people_of(scene, on);
        made.people.extend(other.people);
        made.places.extend(other.places);
    }
    let distinct = |texts: Vec<&str>| {
        let count = texts.len();
        assert_eq!(texts.into_iter().collect::<BTreeSet<_>>().len(), count);
    };
    distinct(made.people.iter().map(|person| person.key.as_str()).collect());
    distinct(made.places.iter().map(|place| place.key.as_str()).collect());
    distinct(made.people.iter().filter_map(|person| person.personal_id.as_deref()).collect());
    distinct(made.people.iter().filter_map(|person| person.phone.as_deref()).collect());
    for person in &made.people {
        if let Some(text) = &person.personal_id {
            assert!(text.starts_with("097"));
            let id = normalise::personal_id(text).expect("the importer reads it").value;
            assert_eq!(id.contradictions(Some(person.sex), Some(person.born_on.year())), []);
        }
        if let Some(text) = &person.phone {
            assert!(text.starts_with("+8451"));
            let phone = normalise::phone(text).expect("the importer reads it").value;
            assert_eq!(phone.e164.as_str(), text);
        }
        let name = normalise::name(&person.full_name).expect("the importer reads it").value;
        assert_eq!(name.text, person.full_name);
    }
}

#[test]
fn the_people_look_like_a_city_with_factories() {
    let (_, made) = bac_ninh();
    let on = date(2021, 6, 17);
    let share = |count: usize| count as f64 / made.people.len() as f64;
    let of_age = |from: i32, to: i32| {
        made.people
            .iter()
            .filter(|person| {
                let years = on.since((jiff::Unit::Year, person.born_on)).unwrap().get_years();
                (from..=to).contains(&i32::from(years))
            })
            .count()
    };
    assert_eq!(of_age(0, 99), made.people.len());
    println!(
        "0-14 {:.2}, 15-59 {:.2}, 60+ {:.2}",
        share(of_age(0, 14)),
        share(of_age(15, 59)),
        share(of_age(60, 99))
    );
    assert!((0.15..0.30).contains(&share(of_age(0, 14))));
    assert!((0.06..0.18).contains(&share(of_age(60, 99))));
    let tenants = made.people.iter().filter(|person| person.lodging_key.is_some()).count();
    assert!((0.12..0.22).contains(&share(tenants)), "{tenants} tenants");
    assert!(
        made.people
            .iter()
            .filter(|person| person.lodging_key.is_some())
            .all(|person| person.residence == ResidenceKind::Temporary)
    );
    let families = made.places.iter().filter(|place| place.kind == PlaceKind::Household).count();
    println!("{families} households, {} places", made.places.len());
    assert!((2.3..4.0).contains(&(made.people.len() as f64 / families as f64)));
    let nguyen = made.people.iter().filter(|p| p.full_name.starts_with("Nguyễn ")).count();
    assert!((0.33..0.43).contains(&share(nguyen)));
    for person in made.people.iter().step_by(3_571) {
        println!("{} {} {} {:?}", person.key, person.full_name, person.born_on, person.address);
    }
}
