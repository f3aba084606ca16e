//! The people of the shipped scenes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Instant;

use jiff::civil::date;
use serde::Deserialize;
use taicho_model::{PlaceKind, ResidenceKind};
use taicho_ops::demo::{Names, PeopleSpec, Population, generate_people};

fn content(path: &str) -> String {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../content").join(path);
    std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

#[derive(Deserialize)]
struct Scene {
    people: PeopleSpec,
}

fn bac_ninh() -> (PeopleSpec, Population) {
    let scene: Scene = toml::from_str(&content("demo/bac-ninh-2021/scene.toml")).unwrap();
    let mut spec = PeopleSpec { on: date(2021, 6, 17), ..scene.people };
    let quarters = content("demo/bac-ninh-2021/quarters.csv");
    for row in csv::Reader::from_reader(quarters.as_bytes()).records() {
        let row = row.unwrap();
        let ward = spec.wards.iter_mut().find(|ward| ward.code == row[0]).expect("a known ward");
        ward.quarters.push(row[1].to_owned());
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
fn no_number_can_belong_to_a_real_person() {
    let (_, made) = bac_ninh();
    let ids: BTreeSet<&str> =
        made.people.iter().filter_map(|person| person.personal_id.as_deref()).collect();
    let phones: BTreeSet<&str> =
        made.people.iter().filter_map(|person| person.phone.as_deref()).collect();
    let with_id = made.people.iter().filter(|person| person.personal_id.is_some()).count();
    let with_phone = made.people.iter().filter(|person| person.phone.is_some()).count();
    assert_eq!((ids.len(), phones.len()), (with_id, with_phone), "no number is given twice");
    assert!(ids.iter().all(|id| id.len() == 12 && id.starts_with("097")));
    assert!(phones.iter().all(|phone| phone.len() == 12 && phone.starts_with("+8430")));
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
