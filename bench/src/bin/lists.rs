//! Pages of the list of people as they are and as they were a year ago, whatever they are narrowed by.
//!
//! `cargo run --release -p taicho-bench --bin lists [PEOPLE] [FOLDER-OR-ADDRESS]`: three versions of each person, of whom
//! a fifth was not known a year ago; an address is of an empty PostgreSQL database.

use std::error::Error;
use std::path::Path;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use taicho_model::{Area, AreaLevel, Origin, Person, Record as _};
use taicho_store::{Actor, Filter, Intent, Scope, Store, StoreError};

const WARDS: u64 = 700;
const SURNAMES: [&str; 8] = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Đỗ", "Vũ", "Đặng"];
const MIDDLE: [&str; 16] = [
    "Văn", "Thị", "Đức", "Minh", "Ngọc", "Thu", "Quang", "Hữu", "Xuân", "Thanh", "Kim", "Bảo",
    "Gia", "Hoài", "Đình", "Mai",
];
const GIVEN: [&str; 24] = [
    "Hằng", "Đức", "Thủy", "Dũng", "Hòa", "Bình", "Tuấn", "Lan", "Phương", "Hải", "Quyên", "Yến",
    "Sơn", "Trâm", "Khánh", "Nhung", "Vinh", "Oanh", "Phúc", "Tâm", "Giang", "Hương", "Linh",
    "Long",
];

fn ward(n: u64) -> (String, String) {
    let ward = n % WARDS;
    let (province, district) = (if ward < 350 { "27" } else { "24" }, 200 + ward / 35);
    (format!("{:05}", 7_000 + ward), format!("{province}/{district}/{:05}/", 7_000 + ward))
}

fn person(n: u64, round: usize) -> Person {
    // A walk through all numbers, so that keys do not arrive in order.
    let key = n.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let name = |list: &[&'static str], at: u32| list[(key >> at) as usize % list.len()];
    let full_name = format!("{} {} {}", name(&SURNAMES, 50), name(&MIDDLE, 40), name(&GIVEN, 30));
    // What is current is in another ward than what was known first, for one person in five.
    let (area_id, area_path) = ward(n + if n.is_multiple_of(5) { round as u64 } else { 0 });
    Person {
        id: format!(
            "0190{:08x}-{:04x}-7{:03x}-8{:03x}-{:012x}",
            n / 16,
            n % 16,
            key >> 52,
            key >> 40 & 0xFFF,
            key >> 16
        )
        .into(),
        source_key: Some(format!("NK-{key:016x}")),
        name_key: taicho_model::vietnamese::bare(&full_name),
        full_name,
        sex: None,
        birth_year: Some(1_940 + (key >> 20) as i16 % 60),
        born_on: None,
        personal_id: Some(format!("027{:09}", n)),
        phone: Some(format!("09{:08}", n * 7 % 100_000_000)),
        area_id: area_id.into(),
        area_path,
        address: Some(format!("Số {}, tổ {}", n % 300, round)),
        residence: None,
        household_id: Some(format!("0190{:08x}-0000-7000-8000-{:012x}", n / 4, n / 4).into()),
        lodging_id: None,
        workplace_id: None,
        record_origin: Origin::Synthetic,
    }
}

fn at(text: &str) -> Timestamp {
    text.parse().expect("a moment")
}

fn fill(store: &Store, people: u64) -> Result<(), Box<dyn Error>> {
    let everybody = Actor::local_operator();
    let areas = (0..WARDS).map(|n| {
        let (code, path) = ward(n);
        Area {
            id: code.clone().into(),
            name: format!("Phường {n}"),
            kind: "Phường".into(),
            level: AreaLevel::Commune,
            parent_id: None,
            path,
            valid_from: None,
            valid_to: None,
            earliest_from: None,
            earliest_to: None,
            code,
        }
    });
    let areas: Vec<Area> = areas.collect();
    let intent = Intent::new("bench", at("2024-11-01T00:00Z")).dated();
    store.write::<_, StoreError>(&everybody, intent, move |write| write.put_all(&areas))?;
    for (round, learned) in
        ["2024-11-30T00:00Z", "2025-06-01T00:00Z", "2026-06-01T00:00Z"].into_iter().enumerate()
    {
        let begun = Instant::now();
        let intent = Intent::new("bench", at(learned)).dated();
        store.write_long::<_, StoreError>(&everybody, intent, move |write| {
            for first in (0..people).step_by(5_000) {
                let rows: Vec<Person> =
                    (first..(first + 5_000).min(people)).map(|n| person(n, round)).collect();
                // The last fifth became known this year.
                write.put_all_at(&rows, |row| {
                    let late = i64::from_str_radix(&row.id.0[4..12], 16).unwrap_or_default() * 16
                        > people as i64 * 4 / 5;
                    late.then(|| {
                        at(["2026-01-02T00:00Z", "2026-02-02T00:00Z", "2026-06-01T00:00Z"][round])
                    })
                })?;
            }
            Ok(())
        })?;
        println!("version {} of {people} people: {:.1?}", round + 1, begun.elapsed());
    }
    Ok(())
}

struct Asked {
    what: &'static str,
    actor: Actor,
    filter: Box<dyn Fn(&Person) -> Filter>,
}

fn asked() -> Vec<Asked> {
    let all = Actor::local_operator;
    let of = |path: &str| Actor { id: "officer".into(), scope: Scope::Subtrees(vec![path.into()]) };
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let mut asked = Vec::new();
    let mut add = |what, actor, filter: Box<dyn Fn(&Person) -> Filter>| {
        asked.push(Asked { what, actor, filter })
    };
    add("all", all(), Box::new(|_| Filter::now()));
    add("a province", all(), Box::new(|_| Filter::now().under("27/")));
    add("a district", all(), Box::new(|p| Filter::now().under(&p.area_path[..7])));
    add("a ward", all(), Box::new(|p| Filter::now().under(&p.area_path)));
    add("role of a ward", of("27/204/07155/"), Box::new(|_| Filter::now()));
    add(
        "source_key",
        all(),
        Box::new(move |p| Filter::now().is("source_key", text(&p.source_key))),
    );
    add("phone", all(), Box::new(move |p| Filter::now().is("phone", text(&p.phone))));
    add(
        "personal_id",
        all(),
        Box::new(move |p| Filter::now().is("personal_id", text(&p.personal_id))),
    );
    add("name_key", all(), Box::new(|p| Filter::now().is("name_key", &p.name_key)));
    add("full_name", all(), Box::new(|p| Filter::now().is("full_name", &p.full_name)));
    add(
        "household_id",
        all(),
        Box::new(|p| {
            Filter::now().is("household_id", p.household_id.as_ref().map_or("", |id| id.0.as_str()))
        }),
    );
    add(
        "name_key, role of a ward",
        of("27/204/07155/"),
        Box::new(|p| Filter::now().is("name_key", &p.name_key)),
    );
    add(
        "name_key, role of a province",
        of("27/"),
        Box::new(|p| Filter::now().is("name_key", &p.name_key)),
    );
    add(
        "phone, role of a ward",
        of("27/204/07155/"),
        Box::new(move |p| Filter::now().is("phone", text(&p.phone))),
    );
    add("searched: nguyen", all(), Box::new(|_| Filter::now().searched("nguyen")));
    add(
        "searched: two words of a name",
        all(),
        Box::new(|p| {
            Filter::now().searched(p.name_key.rsplit_once(' ').map_or("", |(first, _)| first))
        }),
    );
    add("searched: a whole name", all(), Box::new(|p| Filter::now().searched(&p.name_key)));
    add("searched: a telephone", all(), Box::new(move |p| Filter::now().searched(text(&p.phone))));
    asked
}

fn measure(store: &Store, people: u64) -> Result<(), Box<dyn Error>> {
    let columns = [
        "full_name",
        "sex",
        "birth_year",
        "personal_id",
        "phone",
        "address",
        "residence",
        "source_key",
    ];
    let times = 60_usize;
    println!(
        "{:<32} {:>28} {:>28} {:>28}",
        "pages of 100, newest first", "now p50, p95", "a year ago p50, p95", "before all p50, p95"
    );
    for Asked { what, actor, filter } in asked() {
        let mut line = format!("{what:<32}");
        for as_of in [None, Some("2025-11-30T00:00Z"), Some("2020-01-01T00:00Z")] {
            let mut taken: Vec<Duration> = Vec::new();
            for turn in 0..times as u64 + 5 {
                let n = turn.wrapping_mul(0x9E37_79B9_7F4A_7C15) % people;
                let person = person(n, 0);
                let mut wanted = filter(&person);
                wanted.as_of = as_of.map(at);
                wanted.newest_first = true;
                let after = turn.is_multiple_of(3).then(|| person.id.0.clone());
                let wanted = wanted.page(after, 100);
                let begun = Instant::now();
                let mut out = String::new();
                store.read::<_, StoreError>(&actor, |read| {
                    read.page(Person::SPEC, &columns, &wanted, &mut out)
                })?;
                if turn >= 5 {
                    taken.push(begun.elapsed());
                }
            }
            taken.sort();
            line += &format!(" {:>13.2?}, {:>13.2?}", taken[times / 2], taken[times * 95 / 100]);
        }
        println!("{line}");
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let people = std::env::args().nth(1).map_or(Ok(1_000_000), |people| people.parse())?;
    let place = std::env::args().nth(2);
    let folder = tempfile::tempdir()?;
    let place = place.unwrap_or_else(|| folder.path().display().to_string());
    let store = match place.starts_with("postgres://") {
        true => Store::open_postgres(&place)?,
        false => Store::open_folder(Path::new(&place))?,
    };
    let known = store.read::<_, StoreError>(&Actor::local_operator(), |read| {
        read.count::<Area>(&Filter::now())
    })?;
    if known == 0 {
        fill(&store, people)?;
    }
    measure(&store, people)
}
