//! The rows of register and list, and what is true of them.

use std::collections::BTreeMap;
use std::path::Path;

use super::draw::Draw;
use super::people::{Fate, Home, People, Person, Trap, phone};
use super::places::{Quarter, Unit};
use super::{rates, typist};

type Ids = BTreeMap<usize, Vec<String>>;

/// A row of the list, with whose phone or id stands in it if not the person's.
#[derive(Clone)]
struct Row {
    person: usize,
    cells: [String; 6],
    borrowed: Vec<(usize, &'static str)>,
}

/// Writes register, list, truth and kinds; returns how many true pairs and how many traps there are.
pub(crate) fn link(
    people: &People,
    seed: u64,
    register: usize,
    list: usize,
    to: &Path,
) -> Result<(usize, usize), csv::Error> {
    let mut draw = Draw::new(seed, 1);
    let (registered, listed) = who_is_where(&mut draw, &people.persons, register, list);
    let register = write_register(&mut draw, people, &registered, &to.join("register.csv"))?;
    let mut rows = listed_rows(&mut draw, people, &listed, &registered);
    for _ in 0..rates::EXACT_DUPLICATES.min(rows.len()) {
        rows.push(rows[draw.below(rows.len())].clone());
    }
    draw.shuffle(&mut rows);
    let list = write_list(&rows, &to.join("list.csv"))?;
    let mut truth = csv::Writer::from_path(to.join("truth.csv"))?;
    truth.write_record(["left", "right"])?;
    let mut pairs = 0;
    for (person, ids) in &list {
        for (left, right) in each_pair(register.get(person), Some(ids)) {
            truth.write_record([left, right])?;
            pairs += 1;
        }
    }
    truth.flush()?;
    let mut kinds = csv::Writer::from_path(to.join("kinds.csv"))?;
    kinds.write_record(["list_id", "register_id", "kind"])?;
    let mut traps = 0;
    for Trap { one, other, kind } in &people.traps {
        for (one, other) in [(one, other), (other, one)] {
            for (id, left) in each_pair(list.get(one), register.get(other)) {
                kinds.write_record([id.as_str(), left, kind])?;
                traps += 1;
            }
        }
    }
    for (row, id) in rows.iter().zip(1..) {
        for (other, kind) in &row.borrowed {
            for left in register.get(other).into_iter().flatten() {
                kinds.write_record([&*format!("L{id:06}"), left, kind])?;
                traps += 1;
            }
        }
    }
    kinds.flush()?;
    Ok((pairs, traps))
}

fn each_pair<'a>(
    ones: Option<&'a Vec<String>>,
    others: Option<&'a Vec<String>>,
) -> impl Iterator<Item = (&'a String, &'a String)> {
    let others = others.map_or(&[][..], Vec::as_slice);
    ones.into_iter().flatten().flat_map(move |one| others.iter().map(move |other| (one, other)))
}

/// Writes a list in which people stand up to three times; returns rows and traps.
pub(crate) fn dedupe(
    people: &People,
    seed: u64,
    count: usize,
    to: &Path,
) -> Result<(usize, usize), csv::Error> {
    let mut draw = Draw::new(seed, 2);
    let mut order: Vec<usize> = (0..people.persons.len()).collect();
    draw.shuffle(&mut order);
    let mut listed = Vec::with_capacity(count);
    for person in order {
        listed.push(person);
        for _ in 0..2 {
            if !draw.chance(rates::WRITTEN_AGAIN) {
                break;
            }
            listed.push(person);
        }
    }
    listed.truncate(count.saturating_sub(rates::EXACT_DUPLICATES));
    let mut rows = listed_rows(&mut draw, people, &listed, &[]);
    for _ in 0..rates::EXACT_DUPLICATES.min(rows.len()) {
        rows.push(rows[draw.below(rows.len())].clone());
    }
    draw.shuffle(&mut rows);
    let list = write_list(&rows, &to.join("file.csv"))?;
    let mut truth = csv::Writer::from_path(to.join("truth.csv"))?;
    truth.write_record(["id", "entity"])?;
    for (person, ids) in &list {
        for id in ids {
            truth.write_record([id, &person.to_string()])?;
        }
    }
    let mut kinds = csv::Writer::from_path(to.join("kinds.csv"))?;
    kinds.write_record(["id", "other_id", "kind"])?;
    let mut traps = 0;
    for trap in &people.traps {
        for (id, other) in each_pair(list.get(&trap.one), list.get(&trap.other)) {
            kinds.write_record([id, other, trap.kind])?;
            traps += 1;
        }
    }
    truth.flush()?;
    kinds.flush()?;
    Ok((rows.len(), traps))
}

/// So many of each file, the parted ones where they must be.
fn who_is_where(
    draw: &mut Draw,
    persons: &[Person],
    register: usize,
    list: usize,
) -> (Vec<usize>, Vec<usize>) {
    let with = |fate: Fate| -> Vec<usize> {
        (0..persons.len()).filter(|it| persons[*it].fate == Some(fate)).collect()
    };
    let (mut registered, mut listed) = (with(Fate::Registered), with(Fate::Listed));
    registered.truncate(register);
    listed.truncate(list);
    let mut rest: Vec<usize> =
        (0..persons.len()).filter(|it| persons[*it].fate.is_none()).collect();
    draw.shuffle(&mut rest);
    let both = (list as f64 * rates::LISTED_AND_REGISTERED) as usize;
    let both = both.min(list - listed.len()).min(register - registered.len()).min(rest.len());
    let (twice, rest) = rest.split_at(both);
    registered.extend(twice);
    listed.extend(twice);
    let more = (register - registered.len()).min(rest.len());
    let (once, rest) = rest.split_at(more);
    registered.extend(once);
    let more = (list - listed.len()).min(rest.len());
    listed.extend(&rest[..more]);
    draw.shuffle(&mut registered);
    draw.shuffle(&mut listed);
    (registered, listed)
}

fn write_register(
    draw: &mut Draw,
    people: &People,
    who: &[usize],
    to: &Path,
) -> Result<Ids, csv::Error> {
    let mut file = csv::Writer::from_path(to)?;
    file.write_record([
        "id",
        "Họ và tên",
        "Ngày sinh",
        "Giới tính",
        "Số định danh",
        "Điện thoại",
        "Số nhà đường",
        "Thôn/TDP",
        "Phường/Xã",
        "Quận/Huyện",
        "Tỉnh",
    ])?;
    let mut ids = BTreeMap::new();
    for (row, at) in who.iter().enumerate() {
        let person = &people.persons[*at];
        let id = format!("R{:06}", row + 1);
        let quarter = &people.quarters[person.home.quarter];
        let birth = if person.year_only {
            person.birth.year().to_string()
        } else {
            person.birth.strftime("%d/%m/%Y").to_string()
        };
        let number = match &person.old_id {
            _ if draw.chance(rates::REGISTER_NO_ID) => "",
            Some(old) if draw.chance(rates::REGISTER_OLD_ID) => old,
            _ => &person.id,
        };
        let phone = if draw.chance(rates::REGISTER_NO_PHONE) { "" } else { &person.phone };
        let [commune, district, province] = quarter.old.each_ref().map(Unit::whole);
        file.write_record([
            &*id,
            &typist::registered_name(draw, person),
            &birth,
            if person.female { "Nữ" } else { "Nam" },
            number,
            phone,
            &person.home.house,
            &quarter.name,
            &commune,
            &district,
            &province,
        ])?;
        ids.insert(*at, vec![id]);
    }
    file.flush()?;
    Ok(ids)
}

fn listed_rows(draw: &mut Draw, people: &People, who: &[usize], registered: &[usize]) -> Vec<Row> {
    let mut rows = Vec::with_capacity(who.len());
    let mut in_register = vec![false; people.persons.len()];
    registered.iter().for_each(|at| in_register[*at] = true);
    for at in who {
        let person = &people.persons[*at];
        let alike: Vec<&Person> = person.alike.iter().map(|it| &people.persons[*it]).collect();
        let sure = person.birth_decides && !in_register[*at];
        let mut name = typist::name(draw, person, &alike);
        let mut address = address(draw, people, person);
        if draw.chance(rates::NAME_IN_ADDRESS) {
            std::mem::swap(&mut name, &mut address);
        }
        let mut borrowed = Vec::new();
        let number = match person.spouse {
            _ if draw.chance(rates::NO_PHONE) => None,
            Some(spouse) if draw.chance(rates::PHONE_OF_SPOUSE) => {
                borrowed.push((spouse, "phone_of_spouse"));
                Some(people.persons[spouse].phone.clone())
            }
            _ if draw.chance(rates::NEW_PHONE) => Some(phone(draw)),
            _ if !registered.is_empty() && draw.chance(rates::REUSED_PHONE) => {
                let before = *draw.pick(registered);
                borrowed.extend((before != *at).then_some((before, "reused_phone")));
                Some(people.persons[before].phone.clone())
            }
            _ => Some(person.phone.clone()),
        };
        let number = number.map_or_else(String::new, |number| typist::phone(draw, &number));
        let birth = typist::birth(draw, person, sure);
        let sex = typist::sex(draw, person.female);
        let mut of = person;
        if let Some(spouse) = person.spouse
            && draw.chance(rates::ID_OF_SPOUSE)
        {
            borrowed.push((spouse, "id_of_spouse"));
            of = &people.persons[spouse];
        }
        let id = typist::id(draw, of);
        rows.push(Row { person: *at, cells: [name, birth, sex, id, number, address], borrowed });
    }
    rows
}

/// Returns the ids of each person's rows.
fn write_list(rows: &[Row], to: &Path) -> Result<Ids, csv::Error> {
    let mut file = csv::Writer::from_path(to)?;
    file.write_record(["id", "Ho ten", "Ngay sinh", "Gioi", "CCCD/CMND", "SDT", "Dia chi"])?;
    let mut ids: Ids = BTreeMap::new();
    for (row, number) in rows.iter().zip(1..) {
        let id = format!("L{number:06}");
        file.write_field(&id)?;
        file.write_record(&row.cells)?;
        ids.entry(row.person).or_default().push(id);
    }
    file.flush()?;
    Ok(ids)
}

/// One cell: where the person lives now, in the names of today or of before.
fn address(draw: &mut Draw, people: &People, person: &Person) -> String {
    let bride = person.female && (20..=32).contains(&person.age());
    let moved = draw.chance(if bride { rates::MARRIED_AWAY } else { rates::MOVED });
    // Who is told from another by the place alone stays there.
    let home = if moved && person.alike.is_empty() {
        let quarter = draw.below(people.quarters.len());
        Home { quarter, house: people.house(draw, quarter) }
    } else {
        person.home.clone()
    };
    let quarter = &people.quarters[home.quarter];
    let mut parts = Vec::new();
    let alone = draw.chance(rates::COMMUNE_ALONE);
    if !alone && !draw.chance(rates::NO_HOUSE) {
        let house =
            if draw.chance(0.5) { home.house.replace("Số ", "") } else { home.house.clone() };
        parts.push(house.replace(" ngõ ", if draw.chance(0.3) { "/" } else { " ngõ " }));
    }
    if !alone {
        parts.push(quarter_name(draw, quarter));
    }
    let short = draw.chance(0.4);
    let unit = |unit: &Unit| if short { abbreviated(unit) } else { unit.whole() };
    if draw.chance(rates::OLD_UNITS) {
        parts.extend(quarter.old.iter().map(unit));
    } else {
        parts.extend(quarter.new.iter().map(unit));
    }
    let text = parts.join(if draw.chance(0.93) { ", " } else { " - " });
    typist::look(draw, &text)
}

fn quarter_name(draw: &mut Draw, quarter: &Quarter) -> String {
    let name = &quarter.name;
    match draw.below(10) {
        0..3 => name.replace("Tổ dân phố", "TDP").replace("Khu phố", "KP"),
        3..5 => name.replace("Tổ dân phố", "Tổ").replace("Thôn ", "thôn ").replace("Khu ", "khu "),
        _ => name.clone(),
    }
}

fn abbreviated(unit: &Unit) -> String {
    let name = &unit.name;
    match unit.kind.as_str() {
        "Phường" => format!("P. {name}"),
        "Xã" => format!("X. {name}"),
        "Thị trấn" => format!("TT. {name}"),
        "Quận" => format!("Q. {name}"),
        "Huyện" => format!("H. {name}"),
        "Thị xã" => format!("TX. {name}"),
        "Thành phố" => format!("TP. {name}"),
        _ => name.clone(),
    }
}
